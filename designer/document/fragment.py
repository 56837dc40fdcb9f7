"""Copy and paste: some Steps as the text of a small flow file, and the patch that brings such a text in.

The text is a flow file like any other, so it can be mailed, kept and read. Wires between the pasted
Steps stay, under Attributes of their own where those names are taken; no Step that is there changes.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from designer.document.diagram import Diagram, Place
from designer.document.draft import Draft, EditRefused, numbered
from designer.document.patch import Patch, apply
from designer.document.scenery import Panel, PanelId, scenery, set_scenery
from designer.document.storage import Order, from_file, view_of
from designer.document.wiring import name_of_its_own
from designer.engine_words import in_own_words
from designer.words import tr
from engine.codec import FORMAT, dump_flow, parse_flow
from engine.errors import FlowFileError
from engine.flow import FLOW_INPUTS, Flow, Input, Name, Output, Port, Step, StepId, Wire
from engine.graph import wires
from engine.problem import Code

CLIPBOARD = "the clipboard"
_FENCED: Final = re.compile(
    r"^\s*(`{3,}|~{3,})[^`\n]*\n(?P<text>.*?)(?:^\s*\1|\Z)", re.DOTALL | re.MULTILINE
)
"""What stands between fences, as in a chat or a page of Markdown, with or without words round it."""


def copy(
    diagram: Diagram, steps: Collection[StepId], panels: Collection[PanelId] = ()
) -> str:  # fmt: skip
    """The text of a flow file that holds just these Steps, frames and notes, where they lie.

    Wires between the Steps keep the points that they run through, and the Goals among them are its Goals.
    """
    flow = diagram.flow
    chosen = {step: flow.steps[step] for step in flow.steps if step in steps}
    places = {step: diagram.places[step] for step in chosen if step in diagram.places}
    there = scenery(diagram.view)
    bends = {wire: bends for wire, bends in there.bends.items() if _is_inside(wire, chosen)}
    taken = {panel: there.panels[panel] for panel in panels if panel in there.panels}
    goals = flow.goals & chosen.keys()
    part = Diagram(flow=Flow(steps=chosen, goals=goals), places=places)
    part = apply(part, set_scenery(part, taken, bends))
    return dump_flow(part.flow, view_of(part, Order())).decode()


def paste(
    diagram: Diagram, text: str, at: Place, *, keep_wires: bool = False, keep_goals: bool = False
) -> Patch:
    """Add the Steps of a text, the top-left of them at a place, under ids of their own.

    `keep_wires` keeps the wires that come from outside: the inputs then read what they read before.
    A whole flow file brings its Flow inputs where they are read and nobody gives them, and into an
    empty Flow its Goals. With `keep_goals` a Goal of the text is one anywhere, if it comes under its own
    id: what was cut is put back as it was, and the copy of a Goal that is still there is none.

    Raises:
        EditRefused: The text is no flow file, or holds no Steps.
    """
    part = _part(text)
    draft = Draft(diagram)
    ids: dict[StepId, StepId] = {}
    attributes = _fresh_attributes(draft, part.flow)
    outside = {name for name in _read(part.flow) if draft.is_given(name) and not keep_wires}
    for old, step in part.flow.steps.items():
        ids[old] = draft.fresh_step(old)
        outputs = OrderedDict((k, _output(k, o, attributes)) for k, o in step.outputs.items())
        draft.put(replace(step, id=ids[old], inputs=OrderedDict(), outputs=outputs))
    for old, step in part.flow.steps.items():
        for name, port in step.inputs.items():
            target = Port(ids[old], name)
            draft.put_input(target, _input(draft, target, port, attributes, outside))
    _declare(draft, part, ids.values())
    if keep_goals or not (diagram.flow.steps or diagram.flow.goals):
        draft.goals |= {goal for goal in part.flow.goals if ids.get(goal) == goal}
    by = _corner(part)
    shift = Place(at.x - by.x, at.y - by.y)
    _place(draft, part, ids, shift)
    patch = draft.patch()
    return patch.then(_scenery(apply(diagram, patch), part, ids, shift))


def _scenery(
    diagram: Diagram, part: Diagram, ids: Mapping[StepId, StepId], by: Place
) -> Patch:  # fmt: skip
    """Bring in frames and notes under names of their own, and the points of the pasted wires."""
    there, known = scenery(part.view), scenery(diagram.view).panels
    if not there.panels and not there.bends:
        return Patch()
    taken = {panel.name for panel in known}
    panels = {}
    for panel, (text, box) in there.panels.items():
        name = numbered(panel.name, lambda other: other in taken)
        taken.add(name)
        moved = box._replace(x=box.x + by.x, y=box.y + by.y)
        panels[PanelId(panel.kind, name)] = Panel(text, moved)
    strung = set(wires(diagram.flow))
    bends = {
        wire: [Place(point.x + by.x, point.y + by.y) for point in points]
        for old, points in there.bends.items()
        if (wire := _pasted(old, ids)) in strung
    }
    return set_scenery(diagram, panels, bends)


def _pasted(wire: Wire, ids: Mapping[StepId, StepId]) -> Wire:
    source, target = wire
    return Wire(
        Port(ids.get(source.step, source.step), source.name),
        Port(ids.get(target.step, target.step), target.name),
    )


def _is_inside(wire: Wire, steps: Collection[StepId]) -> bool:
    return wire.source.step in steps and wire.target.step in steps


def _corner(part: Diagram) -> Place:
    """The top-left of what is brought in."""
    placed = [part.places[step] for step in part.flow.steps if step in part.places]
    placed += [Place(it.box.x, it.box.y) for it in scenery(part.view).panels.values()]
    left, top = (min(axis, default=0.0) for axis in ([p.x for p in placed], [p.y for p in placed]))
    return Place(left, top)


def _declare(draft: Draft, part: Diagram, steps: Collection[StepId]) -> None:
    """Bring in the Flow inputs that the pasted Steps read and that nobody gives yet."""
    pasted = (draft.step(step) for step in steps)
    read = {name for step in pasted for port, it in step.inputs.items() for name in it.reads(port)}
    for name, declared in part.flow.inputs.items():
        if name in read and not draft.is_given(name):
            draft.declare(name, declared)


def _place(draft: Draft, part: Diagram, ids: Mapping[StepId, StepId], by: Place) -> None:
    """Put the Steps as they lie to each other, and the card of the inputs where there was none."""
    has_card = bool(draft.diagram.flow.inputs) or FLOW_INPUTS in draft.diagram.places
    cards = dict(ids) if has_card or not part.flow.inputs else {**ids, FLOW_INPUTS: FLOW_INPUTS}
    places = {cards[old]: place for old, place in part.places.items() if old in cards}
    for step, place in places.items():
        draft.place(step, Place(place.x + by.x, place.y + by.y))


def _part(text: str) -> Diagram:
    if not text.strip():
        raise EditRefused(tr("There is no text on the clipboard. Copy steps of a Flow first."))
    try:
        file = parse_flow(_whole(text).encode("utf-8", "surrogatepass"), CLIPBOARD)
    except FlowFileError as error:
        first = error.problems[0]
        if first.code is Code.NEWER_FORMAT:
            newer = in_own_words(first.message)
            told = tr("What is on the clipboard is newer: {why}. Use a newer Backcast.", why=newer)
            raise EditRefused(told) from error
        if first.pointer == "/format":  # it was never meant to be a Flow, so that is not its fault
            alien = tr("What is on the clipboard are no steps. Copy steps of a Flow first.")
            raise EditRefused(alien) from error
        place = f"{first.pointer}: " if first.pointer else ""
        words = [in_own_words(it) for it in (first.message, first.hint) if it]
        why = place + " ".join(it if it.endswith((".", "?")) else f"{it}." for it in words)
        raise EditRefused(
            tr(
                "The clipboard holds no steps that could be pasted: {why} "
                "Copy steps of a Flow first.",
                why=why,
            )
        ) from error
    part = from_file(file).diagram
    if not part.flow.steps and not scenery(part.view).panels:
        lacks = tr("The clipboard holds a Flow without steps. Copy steps of a Flow first.")
        raise EditRefused(lacks)
    return part


def _whole(text: str) -> str:
    """A flow file around what may be a part of one: its `steps`, some of them, or their bare lines."""
    if fenced := _FENCED.search(
        text
    ):  # no flow file has such a line: in JSON no text has two lines
        text = fenced["text"]
    bare = text.strip().rstrip(",")
    for piece in (bare, f"{{{bare}}}"):
        with suppress(ValueError, RecursionError):
            found = json.loads(piece)
            if not isinstance(found, dict) or "format" in found:
                return text
            begun = f'{{"format": "{FORMAT}"'
            if isinstance(found.get("steps"), dict):
                return f"{begun}, {piece[1:]}"
            steps = [step for step in found.values() if isinstance(step, dict) and "kind" in step]
            return f'{begun}, "steps": {piece}}}' if steps else text
    return text


def _written(step: Step) -> list[Name]:
    return [output.writes(name) for name, output in step.outputs.items()]


def _read(flow: Flow) -> set[Name]:
    return {
        attribute
        for step in flow.steps.values()
        for name, port in step.inputs.items()
        for attribute in port.reads(name)
    }


def _fresh_attributes(draft: Draft, part: Flow) -> dict[Name, Name]:
    """What each Attribute that the part writes is called once it is pasted."""
    written = dict.fromkeys(name for step in part.steps.values() for name in _written(step))
    taken = _read(part) - written.keys()
    fresh: dict[Name, Name] = {}
    for name in written:
        fresh[name] = numbered(name, lambda other: other in taken or draft.is_used(other))
        taken.add(fresh[name])
    return fresh


def _output(name: Name, output: Output, attributes: Mapping[Name, Name]) -> Output:
    attribute = attributes[output.writes(name)]
    return replace(output, attribute=Name("") if attribute == name else attribute)


def _input(
    draft: Draft,
    target: Port,
    port: Input,
    attributes: Mapping[Name, Name],
    outside: Collection[Name],
) -> Input:
    kept = tuple(
        attributes.get(name, name)
        for name in port.reads(target.name)
        if name in attributes or name not in outside
    )
    if not port.reads(target.name):  # pinned
        return port
    reads = kept or (name_of_its_own(draft, target),)
    return replace(port, sources=() if reads == (target.name,) else reads)
