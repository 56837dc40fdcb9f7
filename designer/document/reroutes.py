"""The points that wires are led through, as the file keeps them under `view.reroutes`: by wire.

They belong to their wire: a Step or a port that is renamed takes them along, and a wire that is cut
loses them. Which edits there are is not said here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Final

from engine.flow import Name, Port, StepId, Wire
from engine.value import JSON

REROUTES: Final = "reroutes"
_ARROW: Final = " > "


def key_of(wire: Wire) -> str:
    """A wire as the file names it: `load.total > pay.amount`; a Flow input has no Step."""
    return f"{wire.source}{_ARROW}{wire.target}"


def wire_of(key: str) -> Wire | None:
    """The wire that the file means; None where that is none."""
    source, arrow, target = key.partition(_ARROW)
    if not arrow:
        return None
    wire = Wire(_port(source), _port(target))
    return wire if wire.target.step and wire.source.name and wire.target.name else None


def kept(
    view: Mapping[str, JSON], touched: Set[StepId], follow: Callable[[Wire], Wire | None]
) -> Mapping[str, JSON]:
    """The view after an edit: each wire of a touched Step under what it is now, or no longer.

    `follow` says what has become of a wire.
    """
    entries = view.get(REROUTES)
    if not isinstance(entries, dict):
        return view
    now: dict[str, JSON] = {}
    for key, points in entries.items():
        wire = wire_of(key)
        if wire is None or touched.isdisjoint({wire.source.step, wire.target.step}):
            now[key] = points
        elif (there := follow(wire)) is not None:
            now[key_of(there)] = points
    if now == entries:
        return view
    rest = {key: value for key, value in view.items() if key != REROUTES}
    return {**rest, REROUTES: now} if now else rest


def _port(text: str) -> Port:
    step, _, name = text.rpartition(".")
    return Port(StepId(step), Name(name))
