"""What each input of a planned Step waits for, by which policy, and from whom."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cause import Cause
from engine.explain import wording as say
from engine.explain.case import Case
from engine.feed import Feed
from engine.flow import Collect, Input, Name, Port, StepId
from engine.planner.gates import is_gate
from engine.value import ABSENT


def tell_inputs(case: Case, step: StepId) -> Iterator[Cause]:
    """Every input of a planned Step, in its order, and then its condition."""
    feeds = case.plan.feeds[step]
    shut = [name for name, feed in feeds.items() if feed.shut]  # then no other input is asked for
    for name in shut or feeds:
        yield from tell_input(case, Port(step, name))
    if when := case.plan.steps[step].when:
        yield say.condition(when)


def tell_input(case: Case, place: Port) -> Iterator[Cause]:
    """What one input of a planned Step comes from, then what limits it."""
    port = case.plan.steps[place.step].inputs[place.name]
    feed, name = case.plan.feeds[place.step][place.name], place.name
    bare = _bare(case, place.step, name)
    if feed.shut:
        yield say.shut_gate(name)
        return
    if feed.lost:
        yield tell_incomplete(case, place)
        return
    if bare:
        yield say.input_missing(name, bare, every=port.collect is Collect.ALL)
    if not bare or feed.producers:
        yield _source(port, name, feed) or _nothing(case, place)
    if port.match:
        unwanted = port.collect is Collect.NONE
        yield say.gate(name, port.match, required=is_gate(port), unwanted=unwanted)
    if not port.required and feed.producers and port.collect is not Collect.NONE:
        yield say.optional(name, default=feed.default is not ABSENT, deadline=port.deadline)


def tell_incomplete(case: Case, place: Port) -> Cause:
    """Why a list is sure to come to nothing: what of it cannot come."""
    feed = case.plan.feeds[place.step][place.name]
    if feed.required:
        return say.input_missing(place.name, lacking(case, place), every=True)
    default = feed.default is not ABSENT
    if not feed.given and not feed.producers:
        return say.does_without(place.name, default=default)
    return say.incomplete(place.name, lacking(case, place), default=default)


def lacking(case: Case, place: Port) -> list[Name]:
    """The Attributes of a planned list that cannot come, not from all that write them, or do not match."""
    feed = case.plan.feeds[place.step][place.name]
    coming = {(producer.step, producer.output) for producer in feed.producers}
    there = {*feed.given, *(producer.attribute for producer in feed.producers)}
    refused = case.plan.given.keys() - feed.given
    reads = case.plan.steps[place.step].inputs[place.name].reads(place.name)
    return [
        name
        for name in reads
        if name in refused or name not in there or not coming.issuperset(case.writers(name))
    ]


def _bare(case: Case, step: StepId, name: Name) -> tuple[Name, ...]:
    """The Attributes that an input cannot do without and that nothing gives."""
    port, wanted = case.plan.steps[step].inputs[name], case.lacked.get(step, ())
    reads = port.reads(name) if port.required else ()
    return tuple(attribute for attribute in reads if attribute in wanted)


def _source(port: Input, name: Name, feed: Feed) -> Cause | None:
    if feed.literal is not ABSENT:
        return say.takes_pinned(name, ())
    waited = list(dict.fromkeys(p.step for p in feed.producers if p.value is ABSENT))
    pinned = list(dict.fromkeys(p.step for p in feed.producers if p.value is not ABSENT))
    if waited:
        return say.waits(name, feed.collect, waited)
    if feed.given:
        return say.takes_given(name, feed.given)
    if pinned:
        return say.takes_pinned(name, pinned)
    if feed.collect is Collect.NONE:
        return say.open_gate(name)
    if port.required:
        return None
    return say.does_without(name, default=feed.default is not ABSENT)


def _nothing(case: Case, place: Port) -> Cause:
    """A required input for which nothing can come."""
    reads = case.plan.steps[place.step].inputs[place.name].reads(place.name)
    steps = {port.step: None for name in reads for port in case.writers(name)}
    if steps:
        return say.input_cut_off(place.name, list(steps))
    return say.input_missing(place.name, reads)
