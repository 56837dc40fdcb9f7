"""Why a Step did or did not run, down to where it began."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from engine.cause import Cause, Reason
from engine.events import Inside
from engine.explain import ran_wording as say
from engine.explain.answer import Action, Explanation, Subject, Suggestion, step_subject
from engine.explain.came import came, last_arrival, seconds_of, values_at_gate, values_seen
from engine.explain.case import Case
from engine.explain.changes import to_run_planned
from engine.explain.inputs import tell_inputs
from engine.explain.nested import ROOTS, roots
from engine.explain.planned import explain_left_out
from engine.explain.wording import gate, remedy, suggest, to_return
from engine.flow import Collect, Name, Port, StepId
from engine.recall import recalled_from
from engine.state import RunState, StepState, StepStatus, undoing
from engine.value import ABSENT

_GOALS: Final = frozenset({Reason.GOAL_FAILED, Reason.RUN_FAILED})
"""The reasons whose names are Goals that failed or are blocked."""


def explain_ran(case: Case, state: RunState, step: StepId) -> Explanation:
    """A Step in a run; one that was not in its Plan is explained by the Plan."""
    if step not in state.steps:
        return explain_left_out(case, step)
    told = [tell_end(state, step), *_particulars(case, state, step)]
    for behind in _causes(state, step)[1:]:
        told += [tell_end(state, behind), *_root_particulars(case, state, behind)]
    return Explanation(
        subject=step_subject(step),
        verdict=str(state.steps[step].status),
        sentences=tuple(dict.fromkeys(told)),
        chain=_chain(case, state, step),
        suggestions=_suggestions(case, state, step),
    )


def tell_end(state: RunState, step: StepId) -> Cause:
    """What a Step came to in a run, in one sentence."""
    one = state.steps[step]
    if is_recalled(state, step):
        return say.recalled(step, recalled_from(state.plan, step))
    return _tell(step, one, _awaited(state, step) if one.status is StepStatus.PENDING else [])


def is_recalled(state: RunState, step: StepId) -> bool:
    """Whether a Step delivered what had been done in another run, and did nothing in this one."""
    one = state.steps.get(step)
    return one is not None and one.status.delivered and bool(recalled_from(state.plan, step))


def _tell(step: StepId, one: StepState, awaited: list[StepId]) -> Cause:
    match one.status:
        case StepStatus.COMPLETED:
            return say.completed(step, seconds_of(one), one.tries)
        case StepStatus.CACHED:
            return say.cached(step)
        case StepStatus.FAILED:
            return say.failed(step, one.reason, one.message, one.tries)
        case StepStatus.PENDING:
            return say.pending(step, awaited)
        case StepStatus.RUNNING:
            return say.running(step, one.tries)
    return say.ended(step, one.status, _recorded(one))


def _recorded(one: StepState) -> Cause:
    return Cause(one.reason or "", one.names, one.message or "")


def _awaited(state: RunState, step: StepId) -> list[StepId]:
    """The Steps that an unsettled input of a pending Step may still get a value from."""
    found = {
        producer.step: None
        for name, feed in state.plan.feeds[step].items()
        if name not in state.steps[step].inputs
        for producer in feed.producers
        if producer.step in state.steps and not state.steps[producer.step].status.is_terminal
    }
    return list(found)


def _particulars(case: Case, state: RunState, step: StepId) -> Iterator[Cause]:
    """What belongs to this Step's own end."""
    one = state.steps[step]
    match one.status:
        case StepStatus.COMPLETED | StepStatus.CACHED:
            if not is_recalled(state, step):
                yield from _waited_for(state, step)
            if withheld := _withheld(state, step):
                yield say.withheld(step, withheld)
        case StepStatus.FAILED:
            yield from _began_inside(state, step)
            yield from _taken(state, step)
        case StepStatus.PENDING:
            yield from tell_inputs(case, step)
        case StepStatus.RUNNING if one.retrying:
            yield say.retrying(step, one.retrying.attempt, one.retrying.message)
        case StepStatus.SKIPPED | StepStatus.CANCELLED:
            yield from _why_given_up(case, state, step)
        case StepStatus.BLOCKED:
            for name in one.names[1:2]:
                yield from _at_gate(state, step, Name(name))
    if one.items is not None:
        yield say.items(*one.items)
    yield from _undone(state, step)


def _waited_for(state: RunState, step: StepId) -> Iterator[Cause]:
    """What a Step that was worked on waited for last, and what it took."""
    if last := last_arrival(state, step):
        yield say.waited(*last)
    yield from _taken(state, step)


def _undone(state: RunState, step: StepId) -> Iterator[Cause]:
    """What became of undoing what a Step, or the run inside of it, had done."""
    one = state.steps[step]
    if one.undo:
        yield say.undone(step, one.undo, one.undo_message)
    for item, run in (one.inner or {}).items():
        for name, told in undoing(run, f"{Inside(step, item)}/"):
            yield say.undone(StepId(name), told.undo, told.undo_message)


def _root_particulars(case: Case, state: RunState, step: StepId) -> Iterator[Cause]:
    """What belongs to the end of a Step with which another's end began."""
    one = state.steps[step]
    yield from _began_inside(state, step)
    if withheld := _withheld(state, step):
        yield say.withheld(step, withheld)
    if one.status in (StepStatus.SKIPPED, StepStatus.CANCELLED):
        yield from _why_given_up(case, state, step)


def _began_inside(state: RunState, step: StepId) -> Iterator[Cause]:
    """The Steps inside of one that failed, with which that began, or that it cut short."""
    if state.steps[step].status is StepStatus.FAILED:
        for name, one in islice(roots({step: state.steps[step]}), ROOTS):
            yield _tell(name, one, [])


def _withheld(state: RunState, step: StepId) -> list[Name]:
    """The outputs that a Step completed without."""
    one, declared = state.steps[step], state.plan.steps[step].outputs
    if not one.status.delivered:
        return []
    return [n for n, port in declared.items() if n not in one.outputs and port.value is ABSENT]


def _taken(state: RunState, step: StepId) -> Iterator[Cause]:
    for name in state.plan.feeds[step]:
        port = Port(step, name)
        if sources := came(state, port):
            yield say.took(port, *sources)


def _why_given_up(case: Case, state: RunState, step: StepId) -> Iterator[Cause]:
    """What a Step's condition or gate saw; or what those who might have asked for it had instead."""
    one = state.steps[step]
    match one.reason:
        case Reason.CONDITION:
            yield from values_seen(state, step)
        case Reason.GATE:
            for name in one.names:
                yield from _at_gate(state, step, Name(name))
        case Reason.NOT_NEEDED | Reason.TOO_LATE:
            uses = case.uses.get(step, ())
            for use in uses:
                port = Port(use.reader, use.input)
                sources = came(state, port)
                if sources is None:
                    yield say.let_go(use.reader, state.steps[use.reader].status)
                elif step not in sources.steps:
                    yield say.took(port, *sources)
            cancelled = one.status is StepStatus.CANCELLED
            if not uses or (cancelled and one.reason != Reason.TOO_LATE):
                yield say.goals_ended()


def _at_gate(state: RunState, step: StepId, name: Name) -> Iterator[Cause]:
    """What came to a gate, and what it would have let in; nothing of an input that is none."""
    source = state.plan.steps[step].inputs.get(name)
    if source is not None and source.match:
        yield from values_at_gate(state, step, name)
        unwanted = source.collect is Collect.NONE
        yield gate(name, source.match, required=True, unwanted=unwanted)


def _causes(state: RunState, step: StepId) -> list[StepId]:
    """The Step, then those through which its end came about, down to where it began; each once."""
    found = {step: None}
    queue = [step]
    for one in queue:  # grows while it is walked
        for behind in _behind(state, one):
            if behind in state.steps and behind not in found:
                found[behind] = None
                queue.append(behind)
    return list(found)


def _behind(state: RunState, step: StepId) -> Iterable[StepId]:
    """The Steps whose end made a Step end as it did."""
    one = state.steps[step]
    if one.status is StepStatus.BLOCKED:
        return map(StepId, one.names[:1])
    return map(StepId, one.names) if one.reason in _GOALS else ()


def _chain(case: Case, state: RunState, step: StepId) -> tuple[Subject, ...]:
    """The way from a Step to the root of its end; of one that ended well, to its Goal."""
    if state.steps[step].status.delivered:
        return case.way_down(step)
    way: list[Subject] = [step_subject(step)]
    here = step
    for behind in _causes(state, step)[1:]:
        above = case.above(here)
        if behind in above:
            way += case.way_up(here, behind, above)[1:]
        else:
            down = case.way_down(here)
            place = step_subject(behind)
            way += down[1 : down.index(place) + 1] if place in down else [place]
        here = behind
    return tuple(dict.fromkeys(way))


def _suggestions(case: Case, state: RunState, step: StepId) -> tuple[Suggestion, ...]:
    """What would mend the Steps where a Step's end began, and where to go on from then."""
    if state.steps[step].status in (StepStatus.PENDING, StepStatus.RUNNING):
        return ()
    found: list[Suggestion] = []
    for root in _causes(state, step):
        found += _mending(case, state, root)
    return tuple(dict.fromkeys(found))


def _mending(case: Case, state: RunState, step: StepId) -> Iterator[Suggestion]:
    one = state.steps[step]
    match one.status, one.reason:
        case StepStatus.FAILED, reason:
            inner = [(n, r) for n, r in roots({step: one}) if r.status is StepStatus.FAILED]
            for place, root in inner[:ROOTS]:
                yield remedy(place, root.reason)._replace(names=(step,))
            if not inner:
                yield remedy(step, reason)
            yield suggest(Action.RERUN, step)
        case ((StepStatus.COMPLETED | StepStatus.CACHED), _) if names := _withheld(state, step):
            yield to_return(step, names)
            yield suggest(Action.RERUN, step)
        case StepStatus.BLOCKED, _ if step in one.names[:1]:
            yield from to_run_planned(case, step)
        case StepStatus.SKIPPED, Reason.GATE:
            for name in one.names:
                yield from _other_values(state, Port(step, Name(name)))
        case StepStatus.SKIPPED, Reason.CONDITION:
            for name in state.plan.steps[step].inputs:
                yield from _other_values(state, Port(step, name))
        case StepStatus.SKIPPED, Reason.NOT_NEEDED if step not in state.plan.goals:
            yield suggest(Action.MARK_GOAL, step)
        case StepStatus.CANCELLED, Reason.STOPPED:
            yield suggest(Action.RERUN, step)


def _other_values(state: RunState, port: Port) -> Iterator[Suggestion]:
    """The given values of an input, which could be others."""
    source = state.plan.steps[port.step].inputs[port.name]
    for attribute in source.reads(port.name):
        if attribute in state.plan.given:
            yield suggest(Action.GIVE_OTHER, attribute)
