"""What one click mends of a Problem: an edit, and the words for it. Qt-free.

Nothing is read out of sentences: the place that a Problem names is looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.draft import EditRefused
from designer.document.feeding import fed
from designer.document.patch import Patch, apply
from designer.document.widening import CONTENT, PATH, is_open
from designer.words import quoted, tr
from engine.errors import ExpressionError, nearest
from engine.expressions import compile_expression
from engine.flow import FLOW_INPUTS, Flow, Name, Port, Step, StepId, Wire
from engine.graph import names
from engine.misspelt import a_letter_apart
from engine.problem import Code, Problem
from engine.template import names_in

_MOST_TEXTS: Final = 200
"""Templates of one config that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """An edit that mends a Problem, and what a button says."""

    words: str
    patch: Patch


def fix_of(diagram: Diagram, problem: Problem) -> Fix | None:
    """What one click could do about it; None where that is for the user to say."""
    try:
        fix = _fix_of(diagram, problem)
    except EditRefused:
        return None
    return None if fix is None or fix.patch.is_empty else fix


def _fix_of(diagram: Diagram, problem: Problem) -> Fix | None:
    match problem.code:
        case Code.NO_GOALS:
            return _goal(diagram)
        case Code.UNKNOWN_GOAL:
            return _forgotten(diagram)
        case Code.GOAL_BLOCKED:
            return _enabled(diagram, problem)
        case Code.NEAR_NAME:
            return _near(diagram, problem)
        case Code.BAD_CONFIG:
            return _ports(diagram, problem)
    return None


def _goal(diagram: Diagram) -> Fix | None:
    """The only Step whose values nobody reads is what all the others are for."""
    last = _last(diagram.flow)
    if len(last) != 1:
        return None
    patch = edits.set_goal(diagram, last[0], on=True)
    return Fix(words=tr("Make '{step}' the Goal", step=last[0]), patch=patch)


def _last(flow: Flow) -> Sequence[StepId]:
    read = {source.step for sources in fed(flow).values() for source in sources}
    return [id_ for id_, step in flow.steps.items() if id_ not in read and not step.disabled]


def _forgotten(diagram: Diagram) -> Fix | None:
    flow = diagram.flow
    lost = sorted(goal for goal in flow.goals if goal not in flow.steps)
    if not lost:
        return None
    patch = edits.set_goal(diagram, lost[0], on=False)
    return Fix(words=tr("Forget the Goal '{step}'", step=lost[0]), patch=patch)


def _enabled(diagram: Diagram, problem: Problem) -> Fix | None:
    step = diagram.flow.steps.get(problem.step or FLOW_INPUTS)
    if step is None or not step.disabled:
        return None
    patch = edits.set_step(diagram, replace(step, disabled=False))
    return Fix(words=tr("Enable '{step}'", step=step.id), patch=patch)


def _near(diagram: Diagram, problem: Problem) -> Fix | None:
    """Let an input read the name that was meant, where one Step gives it."""
    flow, port = diagram.flow, problem.port
    step = flow.steps.get(problem.step or FLOW_INPUTS)
    if step is None or port is None or port[1] not in step.inputs:
        return None
    known = names(flow).writers
    reads = [n for n in step.inputs[port[1]].reads(port[1]) if n not in known]
    near = a_letter_apart(reads, (*known, *flow.inputs))
    for close in near.values():
        givers = [*known.get(close, ())]
        givers += [Port(FLOW_INPUTS, close)] if close in flow.inputs else []
        if len(givers) == 1:
            patch = edits.connect(diagram, Wire(givers[0], Port(step.id, port[1])))
            target = f"{step.id}.{port[1]}"
            return Fix(words=tr("Let '{port}' read '{name}'", port=target, name=close), patch=patch)
    return None


def _ports(diagram: Diagram, problem: Problem) -> Fix | None:
    """Ports that a config speaks of and the Step does not have."""
    step = diagram.flow.steps.get(problem.step or FLOW_INPUTS)
    if step is None or not is_open(step):
        return None
    place = [part.replace("~1", "/").replace("~0", "~") for part in problem.pointer.split("/")[3:]]
    if step.kind == "file" and place[:1] != ["config"]:
        return _of_file(diagram, step, place)
    if _names_an_output(step, place):
        patch = edits.add_output(diagram, step.id, place[2])
        return Fix(words=tr("Add the output '{name}'", name=place[2]), patch=patch)
    lacking = _lacking(step, place)
    if not lacking or any(nearest(name, step.inputs) for name in lacking):
        return None
    patch = Patch()
    for name in lacking:
        patch = patch.then(edits.add_input(apply(diagram, patch), step.id, name))
    shown = ", ".join(quoted(name) for name in lacking)
    words = tr("Add the input {names}", names=shown)
    return Fix(words=words if len(lacking) == 1 else tr("Add the inputs {names}", names=shown),
               patch=patch)  # fmt: skip


def _of_file(diagram: Diagram, step: Step, place: Sequence[str]) -> Fix | None:
    """What is written comes in as one name, the only input there is or one more; out comes the path."""
    if place[0] == "outputs":
        if step.config.get("action") == "read" or len(step.outputs) != 1:
            return None
        patch = edits.rename_port(diagram, step.id, "output", Name(place[1]), PATH)
        return Fix(words=tr("Call the output '{old}' '{new}'", old=place[1], new=PATH), patch=patch)
    if len(step.inputs) == 1:
        (only,) = step.inputs
        patch = edits.rename_port(diagram, step.id, "input", only, CONTENT)
        words = tr("Call the input '{old}' '{new}'", old=only, new=CONTENT)
        return Fix(words=words, patch=patch)
    patch = edits.add_input(diagram, step.id, CONTENT)
    return Fix(words=tr("Add the input {names}", names=quoted(CONTENT)), patch=patch)


def _names_an_output(step: Step, place: Sequence[str]) -> bool:
    match place:
        case ["config", "values" | "expressions", name] if step.kind == "set":
            return name not in step.outputs and not nearest(name, step.outputs)
    return False


def _lacking(step: Step, place: Sequence[str]) -> list[Name]:
    """The names in the text at a place of a Step that are no inputs of it, in order."""
    if place[:1] == ["when"]:
        found = _spoken(step.when or "")
    elif place[:1] == ["config"]:
        value = _at(step.config, place[1:])
        is_expression = step.kind == "set" and place[1:2] == ["expressions"]
        found = [
            name
            for _, text in zip(range(_MOST_TEXTS), _texts(value), strict=False)
            for name in (_spoken(text) if is_expression else names_in(text))
        ]
    else:
        return []
    return [Name(name) for name in dict.fromkeys(found) if name not in step.inputs]


def _spoken(text: str) -> list[str]:
    try:
        return sorted(compile_expression(text).names()) if text else []
    except ExpressionError:
        return []


def _at(value: object, place: Sequence[str]) -> object:
    for part in place:
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _texts(part)
        case dict():
            for part in value.values():
                yield from _texts(part)
