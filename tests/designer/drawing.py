"""What tests of the canvas share: a measure without fonts, a run to tell record by record, a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.canvas.geometry import Type
from designer.canvas.view import Canvas
from designer.document import edits
from designer.document.diagram import Diagram, Place
from designer.document.patch import Patch, apply
from engine import events as e
from engine.events import Record, Source
from engine.flow import Flow, Name, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.state import RunState


class PlainMeasure:
    """Every letter six units wide, every line fourteen high."""

    def width(self, text: str, face: Type) -> float:
        return 6.0 * len(text)

    def height(self, face: Type) -> float:
        return 14.0


class Run:
    """A run of a Flow, told as its records would; one second passes where none is said."""

    def __init__(self, flow: Flow, **given: Any) -> None:
        values = {Name(name): value for name, value in given.items()}
        self.plan: Plan = make_plan(flow, given=values)
        self.state = RunState(run="R")
        self.at = 1000.0
        self.seq = 0
        self.tell(e.RunStarted("test", self.plan, values), after=0)

    def tell(self, event: e.Event, *, after: float = 1.0) -> Run:
        self.seq, self.at = self.seq + 1, self.at + after
        self.state.apply(Record(self.seq, self.at, event))
        return self

    def start(self, step: str, **inputs: Any) -> Run:
        for name, value in inputs.items():
            source = Source("arrived", (Name(name),), ())
            self.tell(e.InputSettled(StepId(step), Name(name), source, value), after=0)
        return self.tell(e.StepStarted(StepId(step)))

    def complete(self, step: str, **outputs: Any) -> Run:
        for name, value in outputs.items():
            attribute = self.plan.steps[StepId(step)].outputs[Name(name)].writes(Name(name))
            self.tell(e.AttributeSet(attribute, StepId(step), Name(name), value))
        return self.tell(e.StepCompleted(StepId(step), 1), after=0)

    def fail(self, step: str, message: str = "it broke") -> Run:
        return self.tell(e.StepFailed(StepId(step), 1, "exception", message))

    def block(self, step: str, root: str, name: str) -> Run:
        message = f"blocked by '{root}': '{name}' can no longer arrive"
        event = e.StepBlocked(StepId(step), StepId(root), "input_lost", (root, name), message)
        return self.tell(event)


class Desk:
    """A canvas with a document behind it: what it asks for is done, and can be undone."""

    def __init__(self, canvas: Canvas, diagram: Diagram) -> None:
        self.canvas = canvas
        self.diagram = diagram
        self.texts: list[str] = []
        self.merges: list[str] = []
        self._done: list[Patch] = []
        canvas.edited.connect(self.push)
        canvas.show_diagram(diagram)
        self.plan()

    def push(self, patch: Patch, text: str, merge: str = "") -> None:
        self._done.append(patch)
        self.texts.append(text)
        self.merges.append(merge)
        self.diagram = apply(self.diagram, patch)
        self.canvas.show_patch(patch, self.diagram)

    def undo(self) -> None:
        back = self._done.pop().inverse()
        self.diagram = apply(self.diagram, back)
        self.canvas.show_patch(back, self.diagram)

    def push_removal(self, step: str) -> None:
        self.push(edits.remove(self.diagram, [StepId(step)]), "Delete")

    def push_config(self, step: str, config: dict[str, Any]) -> None:
        changed = replace(self.flow.steps[StepId(step)], config=config)
        self.push(edits.set_step(self.diagram, changed), "Change")

    def plan(self, **given: Any) -> Plan:
        values = {Name(name): value for name, value in given.items()}
        plan = make_plan(self.diagram.flow, given=values)
        self.canvas.show_plan(plan, ())
        return plan

    @property
    def flow(self) -> Flow:
        return self.diagram.flow


def placed(flow: Flow, places: Mapping[str, tuple[float, float]] | None = None) -> Diagram:
    """The Flow on a canvas: where it is said, else in a row."""
    row = {step: (340.0 * (number + 1), 0.0) for number, step in enumerate(flow.steps)}
    chosen = {**row, "": (0.0, 0.0), **(places or {})}
    return Diagram(flow=flow, places={StepId(s): Place(*at) for s, at in chosen.items()})
