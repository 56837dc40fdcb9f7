"""Where an Attribute comes from in a Plan and who needs it; whether a wire is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from engine.cause import Cause, Reason
from engine.explain import port_wording as told_of
from engine.explain import wording as say
from engine.explain.answer import (
    Action,
    Explanation,
    Subject,
    Suggestion,
    attribute_subject,
    step_subject,
    wire_subject,
)
from engine.explain.asking import never_asked
from engine.explain.case import Case
from engine.explain.changes import (
    can_connect,
    mend,
    to_complete,
    to_have_planned,
    to_run_planned,
)
from engine.explain.inputs import tell_incomplete, tell_input
from engine.explain.planned import explain_left_out
from engine.explain.subjects import written
from engine.explain.wording import Point, suggest
from engine.flow import FLOW_INPUTS, Collect, Name, Output, Port, StepId, Wire
from engine.value import ABSENT


def explain_attribute(case: Case, name: Name) -> Explanation:
    """An Attribute, by the Plan alone; the verdict is that of its first sentence."""
    answer = _answer(case, name)
    wrong = [fault for fault in case.plan.faults if name in fault.names and name in case.plan.given]
    told = [answer, *map(say.nothing_runs, wrong), *_others(case, name)]
    return Explanation(
        subject=attribute_subject(name),
        verdict=answer.reason,
        sentences=tuple(told),
        chain=_path(case, name),
        suggestions=tuple(dict.fromkeys(_changes(case, name, answer))),
    )


def _answer(case: Case, name: Name) -> Cause:
    plan = case.plan
    if name in plan.given:
        declared = case.flow.inputs.get(name)
        by_default = declared is not None and plan.given[name] is declared.default
        return told_of.attribute_default(name) if by_default else told_of.attribute_given(name)
    for wanted, sentence in (
        (plan.missing, told_of.attribute_missing),
        (plan.conditional, told_of.attribute_conditional),
        (plan.offered, told_of.attribute_offered),
    ):
        if name in wanted:
            return sentence(name, wanted[name])
    steps, readers = _producers(case, name)
    if steps:
        return told_of.attribute_produced(name, steps, readers)
    for why in _idle_readers(case, name).values():
        return told_of.attribute_not_asked(name, why)
    return told_of.attribute_idle(name)


def _idle_readers(case: Case, name: Name) -> dict[Port, Cause]:
    """The planned inputs that read an Attribute and will not ask for it, and why."""
    found: dict[Port, Cause] = {}
    for port in case.index.readers.get(name, ()):
        feeds = case.plan.feeds.get(port.step, {})
        if shut := _shut_gates(case, port.step):
            found[port] = say.stays_shut(port.step, shut)
        elif feeds and feeds[port.name].lost:
            found[port] = say.instead(port, tell_incomplete(case, port))
    return found


def _shut_gates(case: Case, step: StepId) -> list[Name]:
    return sorted(name for name, feed in case.plan.feeds.get(step, {}).items() if feed.shut)


def _producers(case: Case, name: Name) -> tuple[list[StepId], list[StepId]]:
    """Who is to give an Attribute in the Plan, pinned outputs included, and whom it feeds."""
    planned = (port.step for port in case.writers(name) if port.step in case.plan.steps)
    steps = {step: None for step in planned if not never_asked(case, step)}
    readers: dict[StepId, None] = {}
    for reader, feeds in case.plan.feeds.items():
        for feed in feeds.values():
            for producer in feed.producers:
                if producer.attribute == name and not feed.lost:
                    steps[producer.step] = readers[reader] = None
    return list(steps), list(readers)


def _others(case: Case, name: Name) -> Iterator[Cause]:
    """The Steps that could give it and are left out, with their causes; whom a given value serves."""
    idle = name not in case.plan.given and not _producers(case, name)[0]
    readers = case.index.readers.get(name, ()) if idle else ()
    for port in (*case.index.writers.get(name, ()), *readers):
        if port.step in case.plan.excluded:
            why = case.plan.excluded[port.step]
            if why.reason != Reason.PINNED:
                yield say.left_out(port.step, why)
    if idle:
        yield from islice(_idle_readers(case, name).values(), 1, None)  # the answer has the first
    for reader, feeds in case.plan.feeds.items():
        for port_name, feed in feeds.items():
            if name in feed.given and not feed.lost:
                told = say.takes_given(port_name, feed.given)
                yield say.instead(Port(reader, port_name), told)


def _path(case: Case, name: Name) -> tuple[Subject, ...]:
    """From the Attribute to a Step that takes it, and on to the Goal."""
    for reader, feeds in case.plan.feeds.items():
        for port, feed in feeds.items():
            reads = case.plan.steps[reader].inputs[port].reads(port)
            if name in reads and (feed.given or not feed.shut):
                return (attribute_subject(name), *case.way_down(reader))
    return (attribute_subject(name),)


def _changes(case: Case, name: Name, answer: Cause) -> Iterator[Suggestion]:
    for fault in case.plan.faults:
        if name in fault.names and name in case.plan.given:
            yield from mend(case, fault)
    if answer.reason in (Point.MISSING, Point.CONDITIONAL, Point.OFFERED):
        yield suggest(Action.GIVE, name)
        for port in case.writers(name, disabled=True):
            yield suggest(Action.ENABLE, port.step)
    elif answer.reason == Point.IDLE:
        idle = _idle_readers(case, name)
        for port in idle:
            yield from _to_be_asked(case, port)
        ends = (*case.index.writers.get(name, ()), *case.index.readers.get(name, ()))
        for port in ends[:1] if not idle else ():
            yield from to_have_planned(case, port.step)


def _to_be_asked(case: Case, port: Port) -> Iterable[Suggestion]:
    """What would let a planned input ask for what it reads."""
    if _shut_gates(case, port.step):
        return to_run_planned(case, port.step)
    return to_complete(case, [port])


def explain_wire(case: Case, wire: Wire) -> Explanation:
    """A wire, or two ports that are not connected, by the Plan alone."""
    source, target = wire
    name = written(case.flow, source)
    reads = case.flow.steps[target.step].inputs[target.name].reads(target.name)
    if name not in reads:
        return _explain_gap(case, wire, name, reads)
    feed = case.plan.feeds.get(target.step, {}).get(target.name)
    if feed is not None and _is_used(case, wire, name):
        is_watched = feed.collect is Collect.NONE
        sentence = told_of.watches if is_watched else told_of.carries
        told = [sentence(name, source, target)]
        told += [
            say.stand_in(target, use.before)
            for use in case.uses.get(source.step, ())
            if (use.reader, use.input) == target and use.before
        ]
        return Explanation(
            subject=wire_subject(wire),
            verdict=told[0].reason,
            sentences=tuple(told),
            chain=(*_start(source), wire_subject(wire), *case.way_down(target.step)),
        )
    return _explain_unused(case, wire)


def _start(source: Port) -> tuple[Subject, ...]:
    return (step_subject(source.step),) if source.step else ()


def _is_used(case: Case, wire: Wire, name: Name) -> bool:
    feed = case.plan.feeds[wire.target.step][wire.target.name]
    if feed.lost:
        return False
    if wire.source.step == FLOW_INPUTS:
        return name in feed.given
    return wire.source in [(p.step, p.output) for p in feed.producers]


def _explain_unused(case: Case, wire: Wire) -> Explanation:
    """A wire that the Plan does not use: its reader or its writer is left out, or there is another way."""
    source, target = wire
    pinned = source.step and _output(case, source).value is not ABSENT
    suggestions: tuple[Suggestion, ...] = ()
    chain: tuple[Subject, ...] = (wire_subject(wire),)
    told: list[Cause]
    for end in (target.step, source.step):
        if end and end not in case.plan.steps and (end == target.step or not pinned):
            left = explain_left_out(case, end)
            told = [told_of.unused(target, left.answer), *left.sentences[1:]]
            suggestions, chain = to_have_planned(case, end), (wire_subject(wire), *left.chain)
            break
    else:
        feed, shut = case.plan.feeds[target.step][target.name], _shut_gates(case, target.step)
        first, *others = [say.stays_shut(target.step, shut)] if shut else tell_input(case, target)
        told = [told_of.unused(target, first), *others]
        if shut or feed.lost:
            suggestions = tuple(_to_be_asked(case, target))
        elif source.step == FLOW_INPUTS and source.name not in case.plan.given:
            suggestions = (suggest(Action.GIVE, source.name),)
        else:
            suggestions = tuple(suggest(Action.WITHHOLD, name) for name in feed.given)
    return Explanation(
        subject=wire_subject(wire),
        verdict=Point.UNUSED,
        sentences=tuple(told),
        chain=chain,
        suggestions=suggestions,
    )


def _output(case: Case, port: Port) -> Output:
    return case.flow.steps[port.step].outputs[port.name]


def _explain_gap(case: Case, wire: Wire, name: Name, reads: tuple[Name, ...]) -> Explanation:
    source, target = wire
    pinned = case.flow.steps[target.step].inputs[target.name].value is not ABSENT
    change: tuple[Suggestion, ...] = ()
    if pinned:
        change = (suggest(Action.UNPIN_INPUT, *target),)
    elif can_connect(case, source, target):
        change = (suggest(Action.CONNECT, *source, *target),)
    return Explanation(
        subject=wire_subject(wire),
        verdict=Point.UNCONNECTED,
        sentences=(told_of.unconnected(source, target, name, reads),),
        chain=(),
        suggestions=change,
    )
