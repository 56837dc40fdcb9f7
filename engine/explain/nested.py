"""Finds what is inside of Steps that run Flows: `s/c1`, and with `each` `s[0]/c1`, at any depth.

A run inside a Step is a run like any other and is explained like one; here is where it lies, and what of
the Step around it belongs to the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from engine.events import Inside
from engine.explain.answer import Action, Explanation, Subject, Suggestion
from engine.explain.elements import elements_of, may_have, runs_for_each
from engine.explain.subjects import find_subjects, nearest_subject
from engine.explain.wording import has_elements, inside, runs_once, suggest
from engine.flow import SUBFLOW, Flow, Step, StepId
from engine.inside import room_of
from engine.plan import Plan
from engine.planner import make_plan
from engine.planner.children import child_path, sure_values
from engine.state import RunState, RunStatus, StepState, StepStatus

ROOTS: Final = 5
"""Steps inside of one Step at most that its explanation names."""


def run_within(state: RunState, around: Inside) -> tuple[Inside, RunState] | None:
    """The run inside a Step; with `each` and no element named, the first that went wrong, or the first."""
    one = state.steps.get(around.step)
    runs = {
        i: run for i, run in ((one and one.inner) or {}).items() if run.status is not RunStatus.NONE
    }
    if around.item in runs:
        return around, runs[around.item]
    if around.item is not None or not runs:
        return None
    order = sorted(runs, key=lambda item: (runs[item].status is not RunStatus.FAILED, item or 0))
    return Inside(around.step, order[0]), runs[order[0]]


def nearest_name(flow: Flow, plan: Plan, name: str) -> str:
    """The name that a Flow, or the one it leads into, does know and that is most like this one."""
    room = room_of(name)
    step = flow.steps.get(room.around.step) if room else None
    within = plan_within(plan, step) if step is not None else None
    if room is None or within is None:
        return nearest_subject(flow, name)
    close = nearest_name(within.origin.flow, within, room.rest)
    return f"{room.around}/{close}" if close not in ("", room.rest) else ""


def elements_there(flow: Flow, plan: Plan, name: str, state: RunState | None = None) -> str:
    """Which elements a Step has, where a name is wrong in nothing else; else empty."""
    room = room_of(name)
    step = flow.steps.get(room.around.step) if room else None
    within = plan_within(plan, step) if step is not None else None
    if room is None or step is None or within is None:
        return ""
    if may_have(plan, step, room.around, state):
        there = run_within(state, room.around) if state else None
        run = there[1] if there else None
        plan = run.plan if run else within
        return elements_there(plan.origin.flow, plan, room.rest, run)
    if not room_of(room.rest) and not find_subjects(within.origin.flow, room.rest):
        return ""
    if not runs_for_each(step):
        return runs_once(step.id, room.rest)
    return has_elements(step.id, elements_of(plan, step, state) or 0)


def flow_within(plan: Plan, step: Step | None) -> Flow | None:
    """The Flow that a Step runs, as far as the Plan has read it."""
    return None if step is None else _child(plan, step)[1]


def plan_within(plan: Plan, step: Step) -> Plan | None:
    """The Plan of the Flow that a Step runs, by what its inputs are sure to give, if that is known."""
    path, child = _child(plan, step)
    if child is None:
        return None
    named = step.config.get("goals")
    goals = [StepId(goal) for goal in named] if isinstance(named, list) and named else None
    folder = Path(path).parent if path else plan.origin.folder
    given = sure_values(step)
    return make_plan(child, goals, given, folder=folder, flows=plan.origin.flows, path=path)


def _child(plan: Plan, step: Step) -> tuple[str, Flow | None]:
    origin, named = plan.origin, step.config.get("flow")
    if step.kind != SUBFLOW or not isinstance(named, str | None):
        return "", None
    if named is None:
        return origin.path, origin.flow
    path = child_path(origin.folder, named)
    return path, origin.flows.get(path)


def lifted(found: Explanation, around: Inside, outer: Explanation) -> Explanation:
    """An explanation from inside of a Step as the Flow around it sees it; `outer` is the Step's own."""
    way = f"{around}/"
    return replace(
        found,
        subject=_within(found.subject, way),
        sentences=(*found.sentences, inside(*around), outer.answer),
        chain=tuple(_within(subject, way) for subject in found.chain),
        suggestions=tuple(dict.fromkeys(_seen_from_outside(found, around, outer))),
    )


def shut(subject: Subject, outer: Explanation) -> Explanation:
    """What is inside of a Step that has not begun is as it is for the reason of that Step."""
    sentences = (inside(StepId(outer.subject.name)), *outer.sentences)
    return replace(outer, subject=subject, sentences=(outer.answer, *dict.fromkeys(sentences)))


def _within(subject: Subject, way: str) -> Subject:
    return Subject(subject.topic, f"{way}{subject.name}")


def _seen_from_outside(
    found: Explanation, around: Inside, outer: Explanation
) -> Iterator[Suggestion]:
    """What can be done there; one begins again at the Step around, which may have cut it short."""
    if found.verdict == StepStatus.CANCELLED:
        yield from outer.suggestions
    for one in found.suggestions:
        yield suggest(Action.RERUN, around.step) if one.action is Action.RERUN else one


def roots(steps: Mapping[StepId, StepState], way: str = "") -> Iterator[tuple[StepId, StepState]]:
    """The Steps inside of these that failed, or were cut short at work, by `step/inner`; deepest alone."""
    for step, one in steps.items():
        for item, run in (one.inner or {}).items():
            if run.status is RunStatus.COMPLETED:
                continue
            within = f"{way}{Inside(step, item)}/"
            for name, inner in run.steps.items():
                if not _went_wrong(inner):
                    continue
                below = list(roots({name: inner}, within))
                yield from below or [(StepId(f"{within}{name}"), inner)]


def _went_wrong(one: StepState) -> bool:
    cut_short = one.status is StepStatus.CANCELLED and one.started is not None
    return one.status is StepStatus.FAILED or cut_short
