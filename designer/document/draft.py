"""A diagram in the middle of an edit: what the edit has changed so far over what was there.

Edits change a draft in place and hand back its patch. Nothing but edits may see one: between two
changes a draft may well hold what no diagram should. What it costs depends on what is touched, not
on the size of the Flow (naming apart).
"""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from designer.document import breakpoints
from designer.document.diagram import Diagram, Place
from designer.document.links import links
from designer.document.patch import Change, Flip, Patch
from designer.document.reroutes import kept
from designer.document.storable import EditRefused, checked_id, checked_name, named
from designer.words import tr
from engine.flow import FLOW_INPUTS, Declared, Input, Name, Output, Port, Side, Step, StepId, Wire
from engine.value import same

K = TypeVar("K")
T = TypeVar("T")

__all__ = ["Draft", "EditRefused", "checked_id", "checked_name", "numbered"]


class Draft:
    """What an edit has made of a diagram so far."""

    def __init__(self, diagram: Diagram) -> None:
        """Begin with the diagram as it is."""
        self.diagram = diagram
        self.goals = diagram.flow.goals
        self._steps: dict[StepId, Step | None] = {}
        self._places: dict[StepId, Place | None] = {}
        self._inputs: dict[Name, Declared | None] = {}
        self._settings: dict[str, object] = {}
        self._writers: dict[Name, dict[Port, None]] = {}
        self._readers: dict[Name, dict[Port, None]] = {}
        self._renamed: dict[tuple[Side, Port], Port] = {}

    def patch(self) -> Patch:
        """What has changed, without what was changed back.

        Raises:
            EditRefused: A name in it cannot stand in a flow file.
        """
        flow = self.diagram.flow
        self._keep_reroutes()
        old = {name: getattr(flow, name) for name in self._settings if name != "view"}
        return named(
            Patch(
                steps=_changes(flow.steps, self._steps),
                places=_changes(self.diagram.places, self._places),
                goals=Flip(flow.goals - self.goals, self.goals - flow.goals),
                inputs=_changes(flow.inputs, self._inputs),
                settings=_changes({**old, "view": self.diagram.view}, self._settings),
            )
        )

    def _keep_reroutes(self) -> None:
        """Let the points that wires run through follow their wires."""
        touched = {*self._steps, FLOW_INPUTS} if self._inputs else self._steps.keys()
        view = kept(self.diagram.view, touched, self._followed) if touched else self.diagram.view
        if touched:
            follow = self._followed, self._input_followed, self._step_followed
            view = breakpoints.kept(view, touched, *follow)
        if view is not self.diagram.view and "view" not in self._settings:
            self.set("view", view)

    def _followed(self, wire: Wire) -> Wire | None:
        """What has become of a wire; None where it is none any more."""
        source = self._renamed.get(("output", wire.source), wire.source)
        target = self._renamed.get(("input", wire.target), wire.target)
        try:
            attribute, reader = self.attribute(source), self.input(target)
        except EditRefused:
            return None
        return Wire(source, target) if attribute in reader.reads(target.name) else None

    def _input_followed(self, port: Port) -> Port | None:
        """What has become of an input; None where it is gone."""
        there = self._renamed.get(("input", port), port)
        return (
            there if self.has(there.step) and there.name in self.step(there.step).inputs else None
        )

    def _step_followed(self, step: StepId) -> StepId | None:
        """What has become of a Step; None where it is gone."""
        if self.has(step):
            return step
        there = (new.step for (_, old), new in self._renamed.items() if old.step == step)
        come = [s for s, it in self._steps.items() if it and s not in self.diagram.flow.steps]
        gone = [s for s, it in self._steps.items() if it is None]
        return next(there, come[0] if len(come) == len(gone) == 1 else None)

    def call(self, side: Side, before: Port, after: Port) -> None:
        """Say that a port has another name, or its Step another id: what is drawn there follows."""
        self._renamed[side, before] = after

    # Steps

    def has(self, step: StepId) -> bool:
        """Whether there is such a Step."""
        if step in self._steps:
            return self._steps[step] is not None
        return step in self.diagram.flow.steps

    def step(self, step: StepId) -> Step:
        """The Step as it is by now.

        Raises:
            EditRefused: There is none of that id.
        """
        found = self._steps.get(step) or self.diagram.flow.steps.get(step)
        if found is None or not self.has(step):
            raise EditRefused(tr("There is no step '{step}' in this Flow.", step=step))
        return found

    def put(self, step: Step) -> None:
        """Add a Step, or put it in the place of the one with its id."""
        if self.has(step.id):
            self._forget(self.step(step.id))
        self._steps[step.id] = step
        for attribute, port in _written(step):
            self._writing(attribute)[port] = None
        for attribute, port in _read(step):
            self._reading(attribute)[port] = None

    def drop(self, step: StepId) -> None:
        """Take a Step out, and with it its place and its mark as a Goal."""
        self._forget(self.step(step))
        self._steps[step] = None
        self.goals -= {step}
        if step in self.diagram.places or step in self._places:
            self._places[step] = None

    def _forget(self, step: Step) -> None:
        for attribute, port in _written(step):
            self._writing(attribute).pop(port, None)
        for attribute, port in _read(step):
            self._reading(attribute).pop(port, None)

    def _writing(self, name: Name) -> dict[Port, None]:
        return self._writers.setdefault(name, dict.fromkeys(self.writers(name)))

    def _reading(self, name: Name) -> dict[Port, None]:
        return self._readers.setdefault(name, dict.fromkeys(self.readers(name)))

    # ports

    def input(self, port: Port) -> Input:
        """The input at that address.

        Raises:
            EditRefused: There is none.
        """
        return _found(self.step(port.step).inputs, port, "input")

    def output(self, port: Port) -> Output:
        """The output at that address, which is a Step's.

        Raises:
            EditRefused: There is none.
        """
        return _found(self.step(port.step).outputs, port, "output")

    def put_input(self, port: Port, new: Input) -> None:
        """Put another input in the place of one, or add it as the last."""
        step = self.step(port.step)
        self.put(replace(step, inputs=OrderedDict(step.inputs) | {port.name: new}))

    def put_output(self, port: Port, new: Output) -> None:
        """Put another output in the place of one, or add it as the last."""
        step = self.step(port.step)
        self.put(replace(step, outputs=OrderedDict(step.outputs) | {port.name: new}))

    # names

    def attribute(self, source: Port) -> Name:
        """The Attribute that an output gives, also one of the Flow inputs' card.

        Raises:
            EditRefused: There is no such output.
        """
        if source.step != FLOW_INPUTS:
            return self.output(source).writes(source.name)
        if not self.declares(source.name):
            raise EditRefused(tr("This Flow has no input '{name}'.", name=source.name))
        return source.name

    def writers(self, name: Name) -> Collection[Port]:
        """The Steps' outputs that write an Attribute."""
        if name in self._writers:
            return self._writers[name]
        return links(self.diagram.flow).names.writers.get(name, ())

    def readers(self, name: Name) -> Collection[Port]:
        """The inputs that read an Attribute."""
        if name in self._readers:
            return self._readers[name]
        return links(self.diagram.flow).names.readers.get(name, ())

    def declares(self, name: Name) -> bool:
        """Whether it is a Flow input."""
        if name in self._inputs:
            return self._inputs[name] is not None
        return name in self.diagram.flow.inputs

    def sources(self, name: Name) -> tuple[Port, ...]:
        """Every output that gives an Attribute, that of the Flow inputs' card first."""
        card = (Port(FLOW_INPUTS, name),) if self.declares(name) else ()
        return (*card, *self.writers(name))

    def is_given(self, name: Name) -> bool:
        """Whether some output gives the Attribute."""
        return self.declares(name) or bool(self.writers(name))

    def is_used(self, name: Name) -> bool:
        """Whether anybody gives or reads the Attribute."""
        return self.is_given(name) or bool(self.readers(name))

    def fresh_attribute(self, name: Name) -> Name:
        """That name, or the next one of its kind that nobody gives or reads."""
        return numbered(name, self.is_used)

    def fresh_step(self, step: StepId) -> StepId:
        """That id made valid, or the next one of its kind that no Step has."""
        stem = re.sub(r"[^a-z0-9_.-]+", "-", step.lower()).strip("-_.")[:58] or "step"
        return StepId(numbered(stem, lambda name: self.has(StepId(name))))

    # the rest

    def place(self, step: StepId, place: Place) -> None:
        """Put a card somewhere; that of the Flow inputs too.

        Raises:
            EditRefused: The place is not finite.
        """
        if not all(map(math.isfinite, place)):
            raise EditRefused(tr("Nothing can lie infinitely far away. Put it elsewhere."))
        self._places[step] = Place(*place)

    def declare(self, name: Name, declared: Declared | None) -> None:
        """Make a name a Flow input, or no longer one."""
        self._inputs[name] = declared

    def set(self, name: str, value: object) -> None:
        """Replace a setting of the Flow, or `view`."""
        self._settings[name] = value


def numbered(name: str, is_taken: Callable[[Name], bool]) -> Name:
    """That name where it is free, else `name_2`, `name_3` ..."""
    if not is_taken(Name(name)):
        return Name(name)
    stem = re.sub(r"_\d+$", "", name) or name
    number = 2
    while is_taken(Name(f"{stem}_{number}")):
        number += 1
    return Name(f"{stem}_{number}")


def _written(step: Step) -> Iterator[tuple[Name, Port]]:
    for name, output in step.outputs.items():
        yield output.writes(name), Port(step.id, name)


def _read(step: Step) -> Iterator[tuple[Name, Port]]:
    for name, source in step.inputs.items():
        for attribute in source.reads(name):
            yield attribute, Port(step.id, name)


def _found(ports: Mapping[Name, T], port: Port, side: str) -> T:
    if port.name not in ports:
        told = tr("Step '{step}' has no input '{name}'.", step=port.step, name=port.name)
        if side != "input":
            told = tr("Step '{step}' has no output '{name}'.", step=port.step, name=port.name)
        raise EditRefused(told)
    return ports[port.name]


def _changes(old: Mapping[K, T], new: Mapping[K, T | None]) -> Mapping[K, Change[T]]:
    return {
        key: Change(old.get(key), after)
        for key, after in new.items()
        if not same(old.get(key), after)
    }
