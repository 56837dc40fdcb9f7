"""A diagram from its file and back: the places under `view.positions`, all else by `engine.codec`.

Nothing of the user's is lost: what `view` holds besides positions that we understand is kept as it came.
A picture is only written where there is one: places that were laid out on opening stay out of the file
until the user puts something somewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from designer.document.arrange import missing_places
from designer.document.diagram import Diagram, Place
from designer.document.patch import Patch, renamed
from engine.codec import FileOrder, FlowFile, dump_flow, flow_to_json, parse_flow
from engine.codec.reading import read_bytes
from engine.errors import FlowFileError
from engine.files import keep_backup, save_atomically
from engine.flow import FLOW_INPUTS, Flow, StepId
from engine.problem import Problem
from engine.value import JSON

POSITIONS: Final = "positions"
K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a file said that a diagram does not hold: the order of its parts, and who was placed in it.

    `view` are the keys of the file's view, `placed` the places as they were read, `arranged` those
    that were laid out on opening.
    """

    parts: FileOrder = field(default_factory=FileOrder)
    view: tuple[str, ...] = ()
    placed: Mapping[StepId, Place] = field(default_factory=dict)
    arranged: Mapping[StepId, Place] = field(default_factory=dict)

    def after(self, patch: Patch) -> Order:
        """The same with what a patch renames by its new name in its old place, or the file changes much."""
        steps, inputs = renamed(patch.steps), renamed(patch.inputs)
        if steps is None and inputs is None:
            return self
        parts = replace(
            self.parts,
            goals=tuple(_called(self.parts.goals, steps)),
            steps=tuple(_called(self.parts.steps, steps)),
            inputs=tuple(_called(self.parts.inputs, inputs)),
        )
        placed = zip(_called(self.placed, steps), self.placed.values(), strict=True)
        arranged = zip(_called(self.arranged, steps), self.arranged.values(), strict=True)
        return replace(self, parts=parts, placed=dict(placed), arranged=dict(arranged))


class Loaded(NamedTuple):
    """What came out of a file. `migrated_from` is its older format, where it had one."""

    diagram: Diagram
    order: Order
    migrated_from: str | None


class Fetched(NamedTuple):
    """A file as it was read: its very bytes, and what is in them."""

    data: bytes
    loaded: Loaded


def fetch(path: Path) -> Fetched:
    """Read a flow file; that may be done in a thread, since nothing else is touched.

    Raises:
        FlowFileError: It cannot be read, or not be kept faithfully; carries every problem.
    """
    data = read(path)
    return Fetched(data, parse(data, str(path)))


def load(path: Path) -> Loaded:
    """Read a flow file; Steps without a position are laid out.

    Raises:
        FlowFileError: It cannot be read, or not be kept faithfully; carries every problem.
    """
    return parse(read(path), str(path))


def read(path: Path) -> bytes:
    """The content of a file, as it is.

    Raises:
        FlowFileError: It cannot be read.
    """
    data = read_bytes(path)
    if isinstance(data, Problem):
        raise FlowFileError(str(path), [data])
    return data


def parse(data: bytes, path: str) -> Loaded:
    """The diagram in the bytes of a flow file; `path` is only for the message. No bytes: an empty one.

    Raises:
        FlowFileError: It cannot be kept faithfully; carries every problem.
    """
    if not data:
        return Loaded(Diagram(), Order(), None)
    return from_file(parse_flow(data, path))


def from_file(file: FlowFile) -> Loaded:
    """The diagram that a file describes."""
    placed = _positions(file.flow, file.view)
    read = Diagram(flow=file.flow, places=placed, view=_rest(file.view, placed))
    arranged = {step: at for step, at in missing_places(read).items() if step not in placed}
    order = Order(parts=file.order, view=tuple(file.view), placed=placed, arranged=arranged)
    return Loaded(replace(read, places={**placed, **arranged}), order, file.migrated_from)


def save(path: Path, diagram: Diagram, order: Order | None = None) -> bytes:
    """Write a flow file, whole or not at all, and give the bytes written.

    The version before stays beside it as `NAME.bak`: where a person looks for it, also when the
    designer is gone.

    Raises:
        OSError: It could not be saved; a file that was there is untouched.
        ValueError: A text in it cannot be written in UTF-8, or a number is not finite.
    """
    order = order or Order()
    data = dump_flow(diagram.flow, view_of(diagram, order), order.parts)
    save_atomically(path, data, before=lambda target: keep_backup(target, data))
    return data


def to_json(diagram: Diagram, order: Order | None = None) -> dict[str, Any]:
    """The content of the flow file that `save` would write."""
    order = order or Order()
    return flow_to_json(diagram.flow, view_of(diagram, order), order.parts)


def view_of(diagram: Diagram, order: Order) -> dict[str, JSON]:
    """What stands under `view`: the places in the order of the file, new ones last, and the rest."""
    placed = {**order.placed, **order.arranged}
    untouched = all(placed.get(step) == place for step, place in diagram.places.items())
    left_out: Mapping[StepId, Place] = order.arranged if untouched else {}
    listed = {step: diagram.places[step] for step in order.placed if step in diagram.places}
    positions = {
        step: [_number(place.x), _number(place.y)]
        for step, place in {**listed, **diagram.places}.items()
        if step not in left_out
    }
    if not positions:
        return dict(diagram.view)
    odd = diagram.view.get(POSITIONS)
    kept = odd if isinstance(odd, dict) else {}
    view = {**diagram.view, POSITIONS: {**kept, **positions}}
    return {**{key: view[key] for key in order.view if key in view}, **view}


def _called(keys: Iterable[K], names: tuple[K, K] | None) -> list[K]:
    """Keys in their order, one of them renamed."""
    old, new = names or (None, None)
    return [key if new is None or key != old else new for key in keys]


def _positions(flow: Flow, view: Mapping[str, JSON]) -> dict[StepId, Place]:
    positions = view.get(POSITIONS)
    if not isinstance(positions, dict):
        return {}
    return {
        StepId(step): Place(*place)
        for step, place in positions.items()
        if (step in flow.steps or step == FLOW_INPUTS) and _is_place(place)
    }


def _is_place(place: JSON) -> bool:
    return (
        isinstance(place, list)
        and len(place) == len(Place._fields)
        and all(type(part) in (int, float) and math.isfinite(part) for part in place)
    )


def _rest(view: Mapping[str, JSON], placed: Mapping[StepId, Place]) -> dict[str, JSON]:
    """The view without the positions that were understood."""
    if not placed:
        return dict(view)
    odd = {step: place for step, place in view[POSITIONS].items() if step not in placed}
    rest = {key: value for key, value in view.items() if key != POSITIONS}
    return {**rest, POSITIONS: odd} if odd else rest


def _number(part: float) -> float:
    """Two digits, and a whole number as people write it."""
    rounded = round(part, 2)
    return int(rounded) if rounded == int(rounded) else rounded
