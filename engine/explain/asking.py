"""Which planned Steps are asked for at once, which only on some condition, and which never at all.

A Step is asked for by the inputs that read it: by a stand-in's only after others, by any but a gate only
once the gates of its Step are open, and by a list that cannot be complete never.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from engine.cause import Cause
from engine.explain import wording as say
from engine.explain.case import Case, Use
from engine.feed import Feed
from engine.flow import Collect, Name, Port, StepId
from engine.planner.gates import is_gate
from engine.value import ABSENT


def tell_held_back(case: Case, step: StepId) -> Iterator[Cause]:
    """Who asks for a Step only when others have failed, or once its gates are open.

    Of a Step that only such Steps need, the conditions are theirs.
    """
    at_once = _asked(case, _goals(case), at_once=True)
    walked = {step: None}
    queue = [step]
    for one in queue:  # grows while it is walked
        asked = None if one == step else one
        for use in case.uses.get(one, ()):
            told = list(_conditions(case, use, asked))
            yield from told
            held = step not in at_once and use.reader not in at_once
            if held and not told and use.reader not in walked:
                walked[use.reader] = None
                queue.append(use.reader)


def never_asked(case: Case, step: StepId) -> list[Port]:
    """The lists for which a planned Step would be asked, could they be complete; none if it may be asked.

    They stop the asking for what only it needs as well.
    """
    if step in _asked(case, _goals(case), at_once=False):
        return []
    found = dict[Port, None]()
    walked = {step: None}
    queue = [step]
    for one in queue:  # grows while it is walked
        for use in case.uses.get(one, ()):
            if case.plan.feeds[use.reader][use.input].lost:
                found[Port(use.reader, use.input)] = None
            elif use.reader not in walked:
                walked[use.reader] = None
                queue.append(use.reader)
    return list(found)


def _conditions(case: Case, use: Use, asked: StepId | None) -> Iterator[Cause]:
    """What has to happen first for an input to ask for a Step; nothing where its reader asks anyway."""
    step, reader = use.producer.step, use.reader
    gates = _undecided(case, reader)
    if not (use.before or gates) or case.plan.feeds[reader][use.input].lost:
        return
    if step in _asked(case, [reader], at_once=True):
        return
    if use.before:
        yield say.stand_in(Port(reader, use.input), use.before, asked)
    if gates and step not in _asked(case, _asked_by(case, reader, gates), at_once=False):
        yield say.behind_gate(reader, gates, asked)


def _goals(case: Case) -> list[StepId]:
    return [goal for goal in case.plan.goals if goal in case.plan.steps]


def _asked(case: Case, steps: Iterable[StepId], *, at_once: bool) -> Collection[StepId]:
    """These Steps, and all that is asked for as soon as they are; else all that ever may be."""
    reached = dict.fromkeys(steps)
    queue = list(reached)
    for step in queue:  # grows while it is walked
        inputs = _undecided(case, step) if at_once else []
        for above in _asked_by(case, step, inputs or case.plan.feeds[step], at_once=at_once):
            if above not in reached:
                reached[above] = None
                queue.append(above)
    return reached


def _asked_by(
    case: Case, reader: StepId, inputs: Iterable[Name], *, at_once: bool = False
) -> Iterator[StepId]:
    """The Steps that some inputs of a Step may ask for; `at_once` leaves the stand-ins out."""
    for name in inputs:
        feed = case.plan.feeds[reader][name]
        if not feed.lost:
            first = at_once and feed.collect is Collect.FIRST
            producers = feed.producers[:1] if first else feed.producers
            yield from (producer.step for producer in producers if producer.value is ABSENT)


def _undecided(case: Case, step: StepId) -> list[Name]:
    """The gates of a planned Step for which it waits, by name."""
    inputs, feeds = case.plan.steps[step].inputs, case.plan.feeds[step]
    return sorted(name for name, port in inputs.items() if is_gate(port) and _waits(feeds[name]))


def _waits(feed: Feed) -> bool:
    """Whether an input is not settled as soon as its Step asks for it; one that lacks a value never is."""
    if feed.literal is not ABSENT:
        return False
    if feed.collect in (Collect.FIRST, Collect.FASTEST):
        if feed.given:
            return False
        pinned = [producer.value is not ABSENT for producer in feed.producers]
        return not (any(pinned[:1]) if feed.collect is Collect.FIRST else any(pinned))
    waited = any(producer.value is ABSENT for producer in feed.producers)
    return waited or not (feed.given or feed.producers or feed.collect is Collect.NONE)
