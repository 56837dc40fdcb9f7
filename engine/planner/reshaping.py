"""A Plan after an edit of what is wired to what: followed from where the Flow was touched.

Only for what nearly every Flow is while it is drawn: each planned input reads one Attribute that at most
one Step writes, nothing is given, pinned or gated. There every planned Step is fed by all who could feed
it, so an edit concerns those who read what it touched, those whom they need now, and those whom nobody
needs any more. Anything else is planned from the beginning (`engine.planner`); what a Plan is, is said there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Final

from engine import cause
from engine.cause import Cause
from engine.feed import Feed, Producer
from engine.flow import Collect, Flow, Input, Name, Step, StepId
from engine.graph import Changed, Names
from engine.plan import Fault, Origin, Plan
from engine.planner.anchoring import anchor_feeds
from engine.planner.gates import is_watched
from engine.planner.ordering import arrange
from engine.planner.soundness import Kinds, by_importance, check_steps, check_wires
from engine.purpose import Purposes
from engine.value import ABSENT

_OF_STEPS: Final = frozenset({"unknown_kind", "bad_config", "bad_input"})
"""The kinds of faults that a planned Step has, whose id is then the first of the names."""
_LEFT_OUT: Final = frozenset({"disabled", "not_needed", "blocked"})
"""Why Steps are left out of a Plan that may be followed."""


def reshaped(
    before: Plan,
    change: Changed,
    flow: Flow,
    known: Names,
    kinds: Kinds | None,
    folder: Path | None,
    shapes: Shapes,
) -> Plan | None:
    """The Plan of a Flow with the Goals that it had before a change, from that before; None if not known.

    `known` are the names of the Flow now, `shapes` those of its Steps. Nothing is given, and no Step runs
    another Flow.
    """
    soft = shapes.softness(before.steps, known)
    growth = _Growth(before, change, flow, known)
    if soft is None or not (_is_simple(before) and growth.is_followed()):
        return None
    missing, offered = growth.lacking(before.missing), growth.lacking(before.offered)
    for step in growth.fresh:
        for name, source in flow.steps[step].inputs.items():
            feed = growth.feeds[step][name]
            if not feed.producers and source.value is ABSENT:
                wanted = missing if source.required else offered
                wanted.setdefault((source.sources or (name,))[0], []).append(step)
            soft = soft or not (source.value is not ABSENT or is_plain(source))
    if soft and (before.missing or missing):
        return None  # what cannot be reached is then left out where it can be done without
    return growth.planned(before, kinds, folder, _by_name(missing), _by_name(offered))


def is_plain(source: Input) -> bool:
    """Whether an input has to have one value, from wherever, and nothing else will do."""
    return source.required and source.collect is Collect.FIRST and source.default is ABSENT


def is_odd(source: Input) -> bool:
    """Whether an input is a gate or a sieve, or may choose between names."""
    return bool(source.match) or source.collect is Collect.NONE or len(source.sources) > 1


def _is_simple(before: Plan) -> bool:
    return (
        not before.conditional
        and not before.held
        and all(fault.kind != "cycle" for fault in before.faults)
        and all(why.reason in _LEFT_OUT for why in before.excluded.values())
    )


class Shapes:
    """Which Steps of a Flow are not plain, kept from edit to edit."""

    def __init__(self) -> None:
        """Begin with those of an empty Flow."""
        self._odd: set[StepId] = set()  # gates, and choices between names
        self._soft: set[StepId] = set()  # can do without what feeds them
        self._pinned: dict[StepId, tuple[Name, ...]] = {}  # what is written that is known

    def after(self, change: Changed) -> Shapes:
        """The same object, of the Flow after a change."""
        for step in change.gone:
            self._odd.discard(step.id)
            self._soft.discard(step.id)
            self._pinned.pop(step.id, None)
        for step in change.come:
            for source in step.inputs.values():
                if is_odd(source):
                    self._odd.add(step.id)
                if source.value is ABSENT and not is_plain(source):
                    self._soft.add(step.id)
            outputs = step.outputs.items()
            if pins := tuple(o.writes(name) for name, o in outputs if o.value is not ABSENT):
                self._pinned[step.id] = pins
        return self

    def softness(self, planned: Collection[StepId], known: Names) -> bool | None:
        """Whether a planned Step can do without what feeds it; None where there are gates or choices."""
        readers, pins = known.readers, chain.from_iterable(self._pinned.values())
        several = [name for name, ports in known.writers.items() if len(ports) > 1]
        if not self._odd.isdisjoint(planned):
            return None
        if any(_are_read(readers, name, planned) for name in chain(pins, several)):
            return None
        return not self._soft.isdisjoint(planned)


def _are_read(
    readers: Mapping[Name, Iterable[tuple[StepId, Name]]], name: Name, planned: Collection[StepId]
) -> bool:
    return any(step in planned for step, _ in readers.get(name, ()))


def _by_name(wanters: Mapping[Name, Iterable[StepId]]) -> dict[Name, tuple[StepId, ...]]:
    return {name: tuple(sorted(set(wanters[name]))) for name in sorted(wanters)}


class _Growth:
    """The feeds of all planned Steps, followed from those before."""

    def __init__(self, before: Plan, change: Changed, flow: Flow, known: Names) -> None:
        self.feeds: dict[StepId, Mapping[Name, Feed]] = dict(before.feeds)
        self.fresh: list[StepId] = []
        """The planned Steps whose feeds were worked out anew."""
        self._before, self._flow, self._known = before, flow, known
        self._gone = {step.id: step for step in change.gone}
        self._come = {step.id: step for step in change.come}
        self._left: set[StepId] = set()

    def is_followed(self) -> bool:
        """Follow the change; whether that could be done."""
        touched = (*self._gone.values(), *self._come.values())
        if any(map(self._is_odd, touched)):
            return False
        for step in self._gone.keys() - self._come.keys():
            self.feeds.pop(step, None)
        if not self._grow(self._concerned(touched)):
            return False
        self._shrink()
        self.fresh = [step for step in self.fresh if step in self.feeds]
        return True

    def _is_odd(self, step: Step) -> bool:
        """Whether what a touched Step gives may have a say in more than who feeds whom."""
        if any(source.match or source.collect is Collect.NONE for source in step.inputs.values()):
            return True
        now = self._come.get(step.id)
        if step.id in self._flow.goals and (
            now is None or now.disabled or step.id not in self.feeds
        ):
            return True
        return any(
            output.value is not ABSENT or self._is_contested(step, output.writes(name))
            for name, output in step.outputs.items()
        )

    def _is_contested(self, step: Step, name: Name) -> bool:
        ports = self._known.writers.get(name, ())
        others = any(port.step != step.id for port in ports)
        return others or len(ports) > 1 or name in self._flow.inputs

    def _concerned(self, touched: Iterable[Step]) -> list[StepId]:
        """The planned Steps whose feeds may be others now."""
        names = {output.writes(n) for step in touched for n, output in step.outputs.items()}
        readers = (port.step for name in names for port in self._known.readers.get(name, ()))
        return [step for step in dict.fromkeys((*self._come, *readers)) if step in self.feeds]

    def _grow(self, queue: list[StepId]) -> bool:
        """Feed these Steps and all that they need now; whether that could be told."""
        for step in queue:  # grows while it is walked
            fed = self._fed(self._flow.steps[step])
            if fed is None:
                return False
            self.feeds[step] = fed
            for producer in _above(fed):
                if producer not in self.feeds:
                    self.feeds[producer] = {}
                    queue.append(producer)
        self.fresh = queue
        return True

    def _fed(self, step: Step) -> dict[Name, Feed] | None:
        if step.disabled:
            return None
        fed: dict[Name, Feed] = {}
        for name, source in step.inputs.items():
            if is_odd(source):
                return None
            producers = self._producers(source.reads(name))
            if len(producers) > 1 or any(self._is_off(producer) for producer in producers):
                return None
            fed[name] = _feed(source, producers)
        return fed

    def _producers(self, names: Iterable[Name]) -> tuple[Producer, ...]:
        writers = self._known.writers
        return tuple([Producer(*port, name) for name in names for port in writers.get(name, ())])

    def _is_off(self, producer: Producer) -> bool:
        step = self._flow.steps[producer.step]
        return step.disabled or step.outputs[producer.output].value is not ABSENT

    def _shrink(self) -> None:
        """Let go of the Steps that were needed by what was touched, and are not any more."""
        lost = [
            self._before.feeds[s] for s in (*self.fresh, *self._gone) if s in self._before.feeds
        ]
        stack = [*self._come, *chain.from_iterable(map(_above, lost))]
        while stack:
            step = stack.pop()
            if step not in self.feeds or step in self._flow.goals or self._is_needed(step):
                continue
            stack += _above(self.feeds.pop(step))
            self._left.add(step)

    def _is_needed(self, step: StepId) -> bool:
        readers = self._known.readers
        outputs = self._flow.steps[step].outputs.items()
        return any(_are_read(readers, it.writes(name), self.feeds) for name, it in outputs)

    def lacking(self, before: Mapping[Name, Iterable[StepId]]) -> dict[Name, list[StepId]]:
        """Of the names that were wanted those that still are, for all but the fresh Steps."""
        off = {*self.fresh, *self._left, *self._gone}
        kept = {name: [s for s in steps if s not in off] for name, steps in before.items()}
        return {name: steps for name, steps in kept.items() if steps}

    def planned(
        self,
        before: Plan,
        kinds: Kinds | None,
        folder: Path | None,
        missing: Mapping[Name, tuple[StepId, ...]],
        offered: Mapping[Name, tuple[StepId, ...]],
    ) -> Plan | None:
        """The Plan; None where Steps wait for each other."""
        flow = self._flow
        fed = {step: self.feeds[step] for step in self.fresh}
        near = [*self.fresh, *chain.from_iterable(map(_above, fed.values()))]
        among = Flow(steps={step: flow.steps[step] for step in near})
        self.feeds.update(anchor_feeds(fed, flow.steps, among, folder))
        order, stages = self._arranged(before)
        if not order and self.feeds:
            return None
        feeds = {step: self.feeds[step] for step in order}
        return replace(
            before,
            flow=flow.name,
            steps={step: flow.steps[step] for step in order},
            feeds=feeds,
            because=Purposes(feeds, [goal for goal in flow.goals if goal in feeds]),
            excluded=self._excluded(before.excluded),
            missing=missing,
            offered=offered,
            stages=stages,
            faults=self._faults(before.faults, kinds, folder),
            origin=Origin(flow, folder),
        )

    def _arranged(self, before: Plan) -> tuple[Collection[StepId], tuple[tuple[StepId, ...], ...]]:
        """The Steps in order, and in stages; none where they wait for each other."""
        if self.feeds == before.feeds:
            return before.steps.keys(), before.stages
        below: dict[StepId, list[StepId]] = {step: [] for step in self.feeds}
        for reader, fed in self.feeds.items():
            for feed in fed.values():
                for producer in feed.producers:
                    below[producer.step].append(reader)
        order = arrange(self.feeds, below)
        return ((), ()) if order.stuck else (order.steps, order.stages)

    def _excluded(self, before: Mapping[StepId, Cause]) -> Mapping[StepId, Cause]:
        """Why Steps are left out, by id."""
        off = {*self.fresh, *self._gone, *self._come}
        causes = {step: why for step, why in before.items() if step not in off}
        if len(causes) == len(before) and not self._left and self._come.keys() <= self.feeds.keys():
            return before
        idle = cause.not_needed()
        for step in self._come.keys() | self._left:
            if step not in self.feeds:
                causes[step] = cause.disabled() if self._flow.steps[step].disabled else idle
        return {step: causes[step] for step in sorted(causes)}

    def _faults(
        self, before: tuple[Fault, ...], kinds: Kinds | None, folder: Path | None
    ) -> tuple[Fault, ...]:
        """The faults, with those of what was touched worked out anew."""
        flow, off = self._flow, {*self.fresh, *self._left, *self._gone}
        kept = [f for f in before if f.kind not in _OF_STEPS or f.names[0] not in off]
        steps = [flow.steps[step] for step in self.fresh]
        found = (
            *check_steps(steps, kinds, folder),
            *check_wires(flow, {step: self.feeds[step] for step in self.fresh}),
        )
        return by_importance((*kept, *found)) if found or len(kept) < len(before) else before


def _feed(source: Input, producers: tuple[Producer, ...]) -> Feed:
    """The feed of an input that has these producers, at most one."""
    if producers and is_plain(source) and not is_watched(source):
        return Feed(producers=producers, plain=True)
    bare = not producers and source.value is ABSENT
    return Feed(
        collect=source.collect,
        required=source.required,
        literal=source.value,
        default=source.default,
        producers=producers,
        lost=bare and source.collect is Collect.ALL,
    )


def _above(fed: Mapping[Name, Feed]) -> list[StepId]:
    return [producer.step for feed in fed.values() for producer in feed.producers]
