"""Answers why: why a Step is in a Plan or not, what it waits for, what would change it, why it did not run.

Pure: from a Flow, a Plan or the state of a run, and a name, to values (`Explanation`) that the command
line and the designer show alike. Nothing here prints, reads a file or starts anything.

The verdict of a Step is `planned`, the reason for which the Plan leaves it out (`disabled`, `blocked`,
`satisfied`, `pinned`, `not_needed`, `unreachable`), or, of a run, its status there. That of an Attribute is
`given`, `default`, `produced`, `missing`, `conditional`, `offered` or `idle`; of a run `set` or `absent`.
That of a wire is `carries`, `watches` (its input wants no value), `unused` or `unconnected`; of a run
`took` or `unused`.
"""

from __future__ import annotations

from engine.explain.answer import (
    Action,
    Explanation,
    Subject,
    Suggestion,
    Topic,
    step_subject,
)
from engine.explain.case import Case
from engine.explain.elements import may_have
from engine.explain.nested import (
    elements_there,
    flow_within,
    lifted,
    nearest_name,
    plan_within,
    run_within,
    shut,
)
from engine.explain.planned import explain_step
from engine.explain.ports import explain_attribute, explain_wire
from engine.explain.ran import explain_ran
from engine.explain.ran_ports import explain_passage, explain_value
from engine.explain.subjects import find_subjects
from engine.flow import Flow, Name, StepId
from engine.inside import room_of
from engine.plan import Plan
from engine.state import RunState, RunStatus

__all__ = [
    "Action",
    "Explanation",
    "Subject",
    "Suggestion",
    "Topic",
    "elements_there",
    "explain",
    "explain_run",
    "find_subjects",
    "nearest_name",
]


def explain(flow: Flow, plan: Plan, name: str) -> tuple[Explanation, ...]:
    """Why all that a name means is as it is in a Plan of the Flow; nothing for an unknown name.

    A name that is both a Step's and an Attribute's gives two, the Step first. A wire is named by its
    ports, `a.out->b.in`. What is inside of a Step is named by the way there, `s/c1`; an element of `each`
    `s[0]/c1`. Finds its way in any Flow, and raises nothing. Of an element that the
    Step cannot have there is nothing, as of an unknown name (`elements_there` says which it has).
    """
    case = Case(flow, plan)
    found = tuple(_explain_planned(case, subject) for subject in find_subjects(flow, name))
    return found or _explain_inside(case, name, None)


def explain_run(flow: Flow, state: RunState, name: str) -> tuple[Explanation, ...]:
    """The same for a run, live or recorded, down to the Step where it began to go wrong.

    `flow` is the one that the run was planned from. Where there is no run yet, its Plan is explained.
    """
    if state.status is RunStatus.NONE:
        return explain(flow, state.plan, name)
    case = Case(flow, state.plan)
    found = tuple(_explain_ran(case, state, subject) for subject in find_subjects(flow, name))
    return found or _explain_inside(case, name, state)


def _explain_inside(case: Case, name: str, state: RunState | None) -> tuple[Explanation, ...]:
    """Why what is inside of a Step is as it is; nothing where the Step is unknown, or runs no Flow."""
    room = room_of(name)
    step = case.flow.steps.get(room.around.step) if room else None
    if room is None or step is None:
        return ()
    if not may_have(case.plan, step, room.around, state):
        return ()
    subject = step_subject(step.id)
    if state is not None:
        outer = _explain_ran(case, state, subject)
        if there := run_within(state, room.around):
            around, run = there
            told = explain_run(run.plan.origin.flow, run, room.rest)
            return tuple(lifted(one, around, outer) for one in told)
        child = flow_within(case.plan, step)
        known = find_subjects(child, room.rest) if child else ()
        return tuple(shut(one._replace(name=name), outer) for one in known)
    outer = _explain_planned(case, subject)
    plan = plan_within(case.plan, step)
    told = explain(plan.origin.flow, plan, room.rest) if plan else ()
    return tuple(lifted(one, room.around, outer) for one in told)


def _explain_planned(case: Case, subject: Subject) -> Explanation:
    match subject.topic:
        case Topic.STEP:
            return explain_step(case, StepId(subject.name))
        case Topic.ATTRIBUTE:
            return explain_attribute(case, Name(subject.name))
        case Topic.WIRE:
            return explain_wire(case, subject.wire)


def _explain_ran(case: Case, state: RunState, subject: Subject) -> Explanation:
    match subject.topic:
        case Topic.STEP:
            return explain_ran(case, state, StepId(subject.name))
        case Topic.ATTRIBUTE:
            return explain_value(case, state, Name(subject.name))
        case Topic.WIRE:
            return explain_passage(case, state, subject.wire)
