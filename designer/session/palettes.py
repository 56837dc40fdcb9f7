"""Steps that installed packages offer ready-made, under the entry-point group `backcast.palettes`.

An entry point names a module with `STEPS`, a function without arguments, or the value itself. What comes
of it is a list of Steps as the flow file writes them, each with its `id`, or the path of a folder of flow
files, whose Steps are offered. A palette that is broken is an offer that cannot be used, with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from designer.words import tr
from engine.codec import FORMAT, parse_flow, read_flow
from engine.errors import EngineError, FlowFileError
from engine.flow import Step
from engine.offered import Offered, Unusable, offered, patiently
from engine.registry import Registry

GROUP: Final = "palettes"
PALETTE: Final = "palette:"
"""What the names of these Steps begin with."""

MOST: Final = 500
"""Steps that one palette may offer; of more, the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A Step that a package offers; `name` is what it is known by, `reason` why it cannot be used."""

    name: str
    package: str
    title: str
    description: str = ""
    icon: str = "puzzle"
    step: Step | None = None
    reason: str = ""


def ready_steps(registry: Registry) -> tuple[Ready, ...]:
    """All Steps that packages offer, palette by palette. Runs their code; raises nothing."""
    return tuple(one for palette in offered(GROUP).values() for one in _ready(palette, registry))


def _ready(palette: Offered, registry: Registry) -> Iterator[Ready]:
    package = palette.origin or palette.name
    try:
        for step in _steps(palette)[:MOST]:
            yield Ready(
                name=f"{PALETTE}{palette.name}:{step.id}", package=package,
                title=step.title or str(step.id), description=step.description,
                icon=_icon(registry, step), step=step,
            )  # fmt: skip
    except (Unusable, _NoPalette) as error:
        reason = tr("The palette '{name}' cannot be used: {why}.", name=palette.name, why=error)
        yield Ready(
            name=f"{PALETTE}{palette.name}", package=package, title=palette.name, reason=reason
        )


class _NoPalette(Exception):
    """What an entry point gives is no palette; the sentence says why."""


def _steps(palette: Offered) -> Sequence[Step]:
    given = palette.load()
    if isinstance(given, ModuleType):
        given = getattr(given, "STEPS", None)
    if callable(given):
        given = patiently(given)
    if isinstance(given, (str, Path)):
        return list(_of_folder(Path(given)))
    if isinstance(given, Sequence):
        return [_of_json(one) for one in given]
    raise _NoPalette("it gives neither a list of Steps nor a folder")


def _of_folder(folder: Path) -> Iterator[Step]:
    files = sorted(folder.glob("*.flow.json"))
    if not files:
        raise _NoPalette(f"there is no flow file in '{folder}'")
    for file in files:
        try:
            yield from read_flow(file).flow.steps.values()
        except FlowFileError as error:
            raise _NoPalette(str(error)) from error


def _of_json(one: Any) -> Step:
    if not isinstance(one, Mapping) or not isinstance(one.get("id"), str):
        raise _NoPalette("one of its Steps is no object with an 'id'")
    name = one["id"]
    said = {key: value for key, value in one.items() if key != "id"}
    try:
        document = {"format": FORMAT, "steps": {name: said}}
        flow = parse_flow(json.dumps(document).encode(), f"step '{name}'").flow
    except (TypeError, ValueError) as error:
        raise _NoPalette(f"Step '{name}' is not JSON: {error}") from error
    except FlowFileError as error:
        raise _NoPalette(f"Step '{name}': {error.problems[0].message}") from error
    return next(iter(flow.steps.values()))


def _icon(registry: Registry, step: Step) -> str:
    try:
        return registry.kind(step.kind).icon
    except EngineError:
        return "puzzle"
