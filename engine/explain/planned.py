"""Why a Step is or is not in a Plan, and what it waits for there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cause import Cause, Reason
from engine.explain import wording as say
from engine.explain.answer import Explanation, Subject, attribute_subject, step_subject
from engine.explain.asking import never_asked, tell_held_back
from engine.explain.case import Case
from engine.explain.changes import to_have_planned, to_run_planned
from engine.explain.inputs import tell_incomplete, tell_inputs
from engine.flow import Name, StepId
from engine.plan import Fault
from engine.planner.demand import SETTLED_BY_GIVEN
from engine.value import ABSENT


def explain_step(case: Case, step: StepId) -> Explanation:
    """A Step, by the Plan alone."""
    planned = step in case.plan.steps
    return _explain_planned(case, step) if planned else explain_left_out(case, step)


def _explain_planned(case: Case, step: StepId) -> Explanation:
    answer, chain = _standing(case, step)
    told = [answer]
    if idle := never_asked(case, step):
        told += [say.instead(port, tell_incomplete(case, port)) for port in idle]
    elif answer != (why := _because(case, step)):
        told.append(why)
    told += tell_inputs(case, step)
    told += tell_held_back(case, step)
    near = case.faults_at(step)
    told += [say.nothing_runs(fault) for fault in case.plan.faults if fault not in near]
    return Explanation(
        subject=step_subject(step),
        verdict="planned",
        sentences=tuple(told),
        chain=chain,
        suggestions=to_run_planned(case, step),
    )


def _standing(case: Case, step: StepId) -> tuple[Cause, tuple[Subject, ...]]:
    """What matters most about a planned Step: what stops it, else why it is there; and what to show."""
    for fault in case.faults_at(step):
        why = Cause(fault.kind, fault.names, fault.message)
        return say.at_fault(step, why), _around(case, step, fault)
    if lacks := missing_above(case, step):
        return say.lacks(step, lacks), _way_to_lack(case, step, lacks)
    if never_asked(case, step):
        return say.not_asked(step), (step_subject(step),)
    shut = [name for name, feed in case.plan.feeds[step].items() if feed.shut]
    return (say.stays_shut(step, sorted(shut)) if shut else _because(case, step)), case.way_down(
        step
    )


def _way_to_lack(case: Case, step: StepId, lacks: list[Name]) -> tuple[Subject, ...]:
    """The way up from a Step to the nearest that lacks something, and what it lacks."""
    if not lacks:
        return (step_subject(step),)
    above = case.above(step)
    nearest = next(s for s in above if not case.lacked.get(s, frozenset()).isdisjoint(lacks))
    names = [attribute_subject(name) for name in lacks if name in case.lacked[nearest]]
    return (*case.way_up(step, nearest, above), *names)


def missing_above(case: Case, step: StepId) -> list[Name]:
    """The missing names that a planned Step wants, or a Step that it may wait for."""
    above = case.above(step)
    return [name for name, steps in case.plan.missing.items() if any(s in above for s in steps)]


def _around(case: Case, step: StepId, fault: Fault) -> tuple[Subject, ...]:
    """The cycle that a fault names, in order; else the way up to the Step that it names."""
    steps = [StepId(name) for name in fault.names if name in case.plan.steps]
    above = case.above(step)
    if fault.kind == "cycle":
        return tuple(map(step_subject, steps))
    root = next((one for one in steps if one in above), step)
    return case.way_up(step, root, above) if root != step else case.way_down(step)


def _because(case: Case, step: StepId) -> Cause:
    goals, chain = case.plan.because[step]
    return say.needed(step, goals, chain) if chain else say.a_goal(step)


def explain_left_out(case: Case, step: StepId) -> Explanation:
    """A Step that is not in the Plan: the recorded cause, who does without it, what it would need."""
    why = case.plan.excluded.get(step)
    answer = say.left_out(step, why) if why else say.unknown(step)
    chances = case.supposing(step)
    told = [answer, *_replacements(case, step)]
    lacks = missing_above(chances, step) if step in chances.plan.steps else []
    if lacks and set(lacks) != set(answer.names):
        told.append(say.alone(step, lacks))
    return Explanation(
        subject=step_subject(step),
        verdict=why.reason if why else Reason.NOT_NEEDED,
        sentences=tuple(told),
        chain=_way_to_lack(chances, step, lacks),
        suggestions=to_have_planned(case, step),
    )


def _replacements(case: Case, step: StepId) -> Iterator[Cause]:
    """What the planned inputs that could have asked for a Step have in its place."""
    for name, output in case.flow.steps[step].outputs.items():
        attribute = output.writes(name)
        for reader in case.index.readers.get(attribute, ()):
            feed = case.plan.feeds.get(reader.step, {}).get(reader.name)
            if feed is None or any(p.step == step for p in feed.producers):
                continue
            steps = [p.step for p in feed.producers if p.value is ABSENT]
            if feed.given and feed.collect in SETTLED_BY_GIVEN:
                yield say.instead(reader, say.takes_given(reader.name, feed.given))
            elif steps:
                yield say.instead(reader, say.waits(reader.name, feed.collect, steps))
