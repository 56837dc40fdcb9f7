"""The breakpoints of a Flow, as the file keeps them under `view.breakpoints`: on Steps, inputs and wires.

    {"steps": {"pay": ""}, "inputs": {"pay.amount": "value > 100"}, "wires": {"load.total > pay.amount": ""}}

Each has a condition in CEL, empty where it holds always. They belong to the picture: they change nothing
of what the Flow means, and a run without a window knows nothing of them. A Step or a port that is renamed
takes them along, and what is cut or deleted loses them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Final, TypeAlias

from designer.document.diagram import Diagram
from designer.document.patch import Change, Patch
from designer.document.reroutes import key_of, wire_of
from engine.breakpoint import Breakpoint
from engine.flow import Flow, Name, Port, StepId, Wire
from engine.value import JSON

BREAKPOINTS: Final = "breakpoints"
_SECTIONS: Final = ("steps", "inputs", "wires")

Place: TypeAlias = StepId | Port | Wire
"""Where a breakpoint is: before a Step, at one of its inputs, or on a wire that leads there."""


def breakpoints(view: Mapping[str, JSON]) -> dict[Place, str]:
    """The breakpoints that a view has, as far as they are understood, each with its condition."""
    found: dict[Place, str] = {}
    for section, entries in _sections(view).items():
        for key, condition in entries.items():
            place = _place(section, key)
            if place is not None and isinstance(condition, str):
                found[place] = condition
    return found


def set_breakpoints(diagram: Diagram, wanted: Mapping[Place, str | None]) -> Patch:
    """Set breakpoints with these conditions, or with None take them away; the others stay."""
    now = {section: dict(entries) for section, entries in _sections(diagram.view).items()}
    for place, condition in wanted.items():
        section, key = _where(place)
        entries = now.setdefault(section, {})
        if condition is None:
            entries.pop(key, None)
        else:
            entries[key] = condition.strip()
    return _patch(diagram, _with(diagram.view, now))


def halts(flow: Flow, view: Mapping[str, JSON]) -> tuple[Breakpoint, ...]:
    """The same for a run of the Flow: those at Steps and inputs that are there."""
    found = []
    for place, condition in breakpoints(view).items():
        step = step_of(place)
        if step in flow.steps:
            name = None if isinstance(place, str) else _target(place).name
            source = place.source if isinstance(place, Wire) else None
            found.append(Breakpoint(step=step, input=name, source=source, condition=condition))
    return tuple(found)


def step_of(place: Place) -> StepId:
    """The Step before which a breakpoint holds the run."""
    return place if isinstance(place, str) else _target(place).step


def told(place: Place) -> str:
    """A place as people read it: `pay`, `pay.amount`, `load.total > pay.amount`."""
    return _where(place)[1]


def kept(
    view: Mapping[str, JSON],
    touched: Set[StepId],
    follow: Callable[[Wire], Wire | None],
    port: Callable[[Port], Port | None],
    step: Callable[[StepId], StepId | None],
) -> Mapping[str, JSON]:
    """The view after an edit: what is at touched Steps under what they are now, or no longer.

    `follow`, `port` and `step` say what has become of a wire, an input, a Step.
    """
    if BREAKPOINTS not in view:
        return view
    before = _sections(view)
    now: dict[str, dict[str, JSON]] = {section: {} for section in before}
    for section, entries in before.items():
        for key, condition in entries.items():
            there = place = _place(section, key)
            if isinstance(place, Wire):
                if not touched.isdisjoint({place.source.step, place.target.step}):
                    there = follow(place)
            elif place is not None and step_of(place) in touched:
                there = step(place) if isinstance(place, str) else port(place)
            if place is None:
                now[section][key] = condition
            elif there is not None:
                now[section][_where(there)[1]] = condition
    return view if now == before else _with(view, now)


def _target(place: Port | Wire) -> Port:
    return place.target if isinstance(place, Wire) else place


def _where(place: Place) -> tuple[str, str]:
    if isinstance(place, str):
        return "steps", place
    return ("wires", key_of(place)) if isinstance(place, Wire) else ("inputs", str(place))


def _place(section: str, key: str) -> Place | None:
    if section == "wires":
        return wire_of(key)
    if section == "inputs":
        step, _, name = key.rpartition(".")
        return Port(StepId(step), Name(name)) if step and name else None
    return StepId(key) if key else None


def _sections(view: Mapping[str, JSON]) -> dict[str, dict[str, JSON]]:
    found = view.get(BREAKPOINTS)
    entries = found if isinstance(found, dict) else {}
    return {
        section: dict(entries[section])
        for section in _SECTIONS
        if isinstance(entries.get(section), dict)
    }


def _with(view: Mapping[str, JSON], sections: Mapping[str, Mapping[str, JSON]]) -> dict[str, JSON]:
    found = view.get(BREAKPOINTS)
    others = dict(found) if isinstance(found, dict) else {}
    now: dict[str, JSON] = {k: v for k, v in others.items() if k not in _SECTIONS}
    now |= {section: dict(entries) for section, entries in sections.items() if entries}
    rest = {key: value for key, value in view.items() if key != BREAKPOINTS}
    return {**rest, BREAKPOINTS: now} if now else rest


def _patch(diagram: Diagram, view: Mapping[str, JSON]) -> Patch:
    if view == diagram.view:
        return Patch()
    return Patch(settings={"view": Change(diagram.view, view)})
