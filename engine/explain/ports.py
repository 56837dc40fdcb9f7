"""Where an Attribute comes from in a Plan and who needs it; whether a wire is used."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cause import Cause, Reason
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
from engine.explain.case import Case
from engine.explain.changes import can_connect, mend, to_have_planned
from engine.explain.inputs import tell_input
from engine.explain.planned import explain_left_out
from engine.explain.subjects import written
from engine.explain.wording import Point, suggest
from engine.flow import FLOW_INPUTS, Name, Output, Port, StepId, Wire
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
        return say.attribute_default(name) if by_default else say.attribute_given(name)
    for wanted, sentence in (
        (plan.missing, say.attribute_missing),
        (plan.conditional, say.attribute_conditional),
        (plan.offered, say.attribute_offered),
    ):
        if name in wanted:
            return sentence(name, wanted[name])
    steps, readers = _producers(case, name)
    return say.attribute_produced(name, steps, readers) if steps else say.attribute_idle(name)


def _producers(case: Case, name: Name) -> tuple[list[StepId], list[StepId]]:
    """Who gives an Attribute in the Plan, pinned outputs included, and whom it feeds."""
    steps = {port.step: None for port in case.writers(name) if port.step in case.plan.steps}
    readers: dict[StepId, None] = {}
    for reader, feeds in case.plan.feeds.items():
        for feed in feeds.values():
            for producer in feed.producers:
                if producer.attribute == name:
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
    for reader, feeds in case.plan.feeds.items():
        for port_name, feed in feeds.items():
            if name in feed.given:
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
        ends = (*case.index.writers.get(name, ()), *case.index.readers.get(name, ()))
        for port in ends[:1]:
            yield from to_have_planned(case, port.step)


def explain_wire(case: Case, wire: Wire) -> Explanation:
    """A wire, or two ports that are not connected, by the Plan alone."""
    source, target = wire
    name = written(case.flow, source)
    reads = case.flow.steps[target.step].inputs[target.name].reads(target.name)
    if name not in reads:
        return _explain_gap(case, wire, name, reads)
    feed = case.plan.feeds.get(target.step, {}).get(target.name)
    if feed is not None and _is_used(case, wire, name):
        told = [say.carries(name, source, target)]
        told += [
            say.stand_in(target, use.before)
            for use in case.uses.get(source.step, ())
            if (use.reader, use.input) == target and use.before
        ]
        return Explanation(
            subject=wire_subject(wire),
            verdict=Point.CARRIES,
            sentences=tuple(told),
            chain=(*_start(source), wire_subject(wire), *case.way_down(target.step)),
        )
    return _explain_unused(case, wire)


def _start(source: Port) -> tuple[Subject, ...]:
    return (step_subject(source.step),) if source.step else ()


def _is_used(case: Case, wire: Wire, name: Name) -> bool:
    feed = case.plan.feeds[wire.target.step][wire.target.name]
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
            told = [say.unused(target, left.answer), *left.sentences[1:]]
            suggestions, chain = to_have_planned(case, end), (wire_subject(wire), *left.chain)
            break
    else:
        first, *others = tell_input(case, target)
        told = [say.unused(target, first), *others]
        if source.step == FLOW_INPUTS and source.name not in case.plan.given:
            suggestions = (suggest(Action.GIVE, source.name),)
        feed = case.plan.feeds[target.step][target.name]
        suggestions += tuple(suggest(Action.WITHHOLD, name) for name in feed.given)
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
        sentences=(say.unconnected(source, target, name, reads),),
        chain=(),
        suggestions=change,
    )
