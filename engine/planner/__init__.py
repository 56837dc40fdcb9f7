"""Answers what must run to reach the Goals from the given values, why, and what is still missing.

Pure, and linear in the candidates of all inputs, since it runs at every edit. In five walks over plain
dicts: back from the Goals through whoever could feed them (`demand`); forward through what is
reachable (`reach`); back once more through what is chosen (here); forward into an order; and over
the Steps left out (`exclusion`). It calls kinds only for what they say of a Step's config.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.cause import blocked as blocked_by
from engine.collector import held_off
from engine.feed import Feed, Producer
from engine.flow import SUBFLOW, Collect, Flow, Name, Step, StepId
from engine.plan import Origin, Plan
from engine.planner.anchoring import anchor_feeds, anchored, anchored_pin
from engine.planner.children import Family
from engine.planner.demand import Demand, Producers, Want, find_producers, trace
from engine.planner.exclusion import Findings, exclude
from engine.planner.gates import Gate, blockers, is_gate, is_watched
from engine.planner.ordering import arrange
from engine.planner.reach import Lack, Reach
from engine.planner.soundness import (
    Kinds,
    by_importance,
    check_cycle,
    check_dead_ends,
    check_gates,
    check_goals,
    check_pins,
    check_steps,
    check_values,
    check_wires,
)
from engine.policy import OnFailure
from engine.purpose import Purposes
from engine.value import ABSENT, Value

__all__ = ["Kinds", "make_plan"]


def make_plan(
    flow: Flow,
    goals: Collection[StepId] | None = None,
    given: Mapping[Name, Value] = {},
    *,
    kinds: Kinds | None = None,
    folder: Path | None = None,
    flows: Mapping[str, Flow] = {},
    unread: Mapping[str, str] = {},
    path: str = "",
) -> Plan:
    """The Plan for these Goals (the Flow's own where left out) from these given values.

    Raises nothing for what the document holds: what stops a run stands in `Plan.faults`, and the rest
    is planned as far as it goes. Without `kinds`, kinds and configs are not judged. `folder` is the
    flow file's; `flows` are the child flows that Steps may run, by path (`engine.planner.children`),
    `unread` says of others why they could not be read, `path` is the Flow's own where it is a child.
    """
    make = partial(_make_plan, kinds=kinds)
    with held_off():
        made = make(flow, goals, given, folder)
    found = tuple(Family(flow, flows, folder, make, unread).check(made))
    faults = by_importance((*made.faults, *found)) if found else made.faults
    return replace(made, faults=faults, origin=Origin(flow, folder, flows, path))


def _make_plan(
    flow: Flow,
    goals: Collection[StepId] | None,
    given: Mapping[Name, Value],
    folder: Path | None,
    *,
    kinds: Kinds | None,
) -> Plan:
    """The Plan of one Flow, without a look at the Flows that its Steps run."""
    wanted = tuple(sorted(set(flow.goals if goals is None else goals)))
    producers = find_producers(flow)
    values = _given(flow, given, producers, folder)
    real = [goal for goal in wanted if goal in flow.steps and not flow.steps[goal].disabled]
    blocked = {
        goal: blocked_by(*found)
        for goal in real
        if (found := blockers(flow.steps[goal], values, producers))
    }
    satisfied = [g for g in real if g not in blocked and _is_satisfied(flow.steps[g], values)]
    roots = sorted({*real} - {*satisfied} - {*blocked})

    demand = trace(flow, roots, values, producers)
    walk = _Walk(demand)
    walk.choose(roots)
    walk.doubt()
    order = arrange(walk.feeds, walk.below)
    steps = {step: flow.steps[step] for step in order.steps}
    feeds = anchor_feeds({s: walk.feeds[s] for s in order.steps}, steps, flow, folder)
    because = Purposes(feeds, roots)
    held = tuple(_held(flow, satisfied, values))
    faults = (
        *check_goals(flow, wanted, blocked),
        *check_dead_ends(walk.dead_ends, because),
        *check_steps(steps.values(), kinds, folder),
        *check_gates(walk.gates, values),
        *check_pins(flow, (*walk.pins.values(), *held)),
        *check_cycle(feeds, order.stuck),
        *check_wires(flow, feeds),
        *check_values(flow, walk.takers, values, given),
    )
    return Plan(
        flow=flow.name,
        goals=wanted,
        on_failure=_on_failure(flow, steps.values()),
        given=values,
        steps=steps,
        feeds=feeds,
        because=because,
        excluded=exclude(flow, _findings(walk, values, producers, satisfied)),
        missing=_by_name(_joined(walk.missing, walk.conditional)),
        offered=_by_name(walk.offered, but={*walk.missing, *walk.conditional}),
        conditional=_by_name(walk.conditional, but=walk.missing),
        held=tuple(anchored_pin(pin, flow, folder) for pin in held),
        stages=order.stages,
        faults=by_importance(faults),
    )


class _Walk:
    """The walk that chooses: from the Goals back through those producers that are to feed them."""

    def __init__(self, demand: Demand) -> None:
        self.feeds: dict[StepId, dict[Name, Feed]] = {}
        self.below: dict[StepId, list[StepId]] = {}  # a reader as often as it has inputs to feed
        self.missing: dict[Name, set[StepId]] = {}
        self.conditional: dict[Name, set[StepId]] = {}
        self.offered: dict[Name, set[StepId]] = {}
        self.pins: dict[tuple[StepId, Name], Producer] = {}
        self.takers: list[tuple[StepId, Want]] = []  # the inputs that read a given Attribute
        self.gates: list[tuple[StepId, Want]] = []  # the inputs with a `match`
        self.unreachable: dict[StepId, Lack] = {}
        self.dead_ends: list[tuple[StepId, Name, StepId]] = []  # fed by a blocked Step or by nobody
        self._demand = demand.wants
        self._gated = demand.gated
        self.barred = demand.barred
        self._reach = Reach(demand)
        self._plain: dict[
            int, Feed
        ] = {}  # by whom they name; a feed keeps them, so an id is one's own
        self._bare: dict[
            tuple[Name, ...], Feed
        ] = {}  # of inputs without producers, by what is given
        self._alternatives: list[StepId] = []  # unreachable, and what they lack is offered
        self._stand_ins: list[StepId] = []  # unreachable, and nobody need care

    def choose(self, goals: Iterable[StepId]) -> None:
        """Give every input of the Goals, and of all that feeds them, its feed.

        First come those Steps that are needed in any case, then those that are needed only behind a
        gate which is not decided yet: a bare name is missing for the first, conditional for the others.
        """
        self.feeds = {goal: {} for goal in goals}
        behind = self._follow(list(self.feeds), self.missing)
        while behind:
            fresh = [step for step in dict.fromkeys(behind) if step not in self.feeds]
            self.feeds.update((step, {}) for step in fresh)
            behind = self._follow(fresh, self.conditional)

    def _follow(self, queue: list[StepId], lacking: dict[Name, set[StepId]]) -> list[StepId]:
        """Feed these Steps and all that they need; gives the Steps needed behind undecided gates."""
        behind: list[StepId] = []
        for step in queue:  # grows while it is walked
            feeds = self.feeds[step]
            waits = step in self._gated and self._is_undecided(step)
            for want in self._demand[step]:
                if want.plain and not waits and not self.barred:
                    feeds[want.name] = self._plain_feed(want.producers)
                    self._need(step, want.producers[0], queue)
                    continue
                hidden = waits and not is_gate(want.input)
                chosen = self._chosen(step, want, self.conditional if hidden else lacking)
                feeds[want.name] = self._feed(want, chosen)
                if want.given:
                    self.takers.append((step, want))
                for producer in chosen:
                    if producer.value is not ABSENT:
                        self.pins[producer.step, producer.output] = producer
                        continue
                    self.below.setdefault(producer.step, []).append(step)
                    if hidden:
                        behind.append(producer.step)
                    elif producer.step not in self.feeds:
                        self.feeds[producer.step] = {}
                        queue.append(producer.step)
        return behind

    def _need(self, reader: StepId, producer: Producer, queue: list[StepId]) -> None:
        """Have a Step fed by a producer; what has not been fed itself joins the queue."""
        above = producer.step
        if producer.value is not ABSENT:
            self.pins[above, producer.output] = producer
            return
        readers = self.below.get(above)
        if readers is None:
            self.below[above] = [reader]
        else:
            readers.append(reader)
        if above not in self.feeds:
            self.feeds[above] = {}
            queue.append(above)

    def _is_undecided(self, step: StepId) -> bool:
        """Whether a gate of the Step is still to be decided; notes what is known of its gates."""
        undecided = False
        for want in self._demand[step]:
            if want.input.match:
                self.gates.append((step, want))
                self.pins |= {(pin.step, pin.output): pin for pin in want.refused}
            if want.gate is Gate.UNDECIDED:
                live = bool(want.given) or any(map(self._reach.delivers, want.producers))
                undecided = undecided or live or want.strict
        return undecided

    def doubt(self) -> None:
        """Look at the unreachable Steps that were passed over: offer what the alternatives lack."""
        lacking = self._reach.lacking() if self._alternatives or self._stand_ins else {}
        for stack, offering in ((self._alternatives, True), (self._stand_ins, False)):
            while stack:
                step = stack.pop()
                if step in self.unreachable or step in self.feeds:
                    continue
                self.unreachable[step] = lacking[step]
                for want in self._demand[step]:
                    if self._reach.settles(want):
                        continue
                    stack += [p.step for p in want.producers if not self._reach.delivers(p)]
                    if offering:
                        _note(self.offered, step, want.bare)

    def _chosen(
        self, step: StepId, want: Want, lacking: dict[Name, set[StepId]]
    ) -> tuple[Producer, ...]:
        """The producers that are to feed an input; notes what is missing and what is passed over."""
        producers, reach = want.producers, self._reach
        if not producers and not want.bare:
            return ()
        if reach.settles(want):
            live = [producer for producer in producers if reach.delivers(producer)]
            dead = [producer.step for producer in producers if not reach.delivers(producer)]
            (self._stand_ins if want.strict else self._alternatives).extend(dead)
            _note(self.offered, step, () if want.strict else want.bare)
            return reach.ordered(want, live)
        if want.input.collect is Collect.ALL:
            _note(lacking, step, want.bare)
            return self._unblocked(step, want, lacking)
        return self._hoped(step, want, lacking)

    def _hoped(
        self, step: StepId, want: Want, lacking: dict[Name, set[StepId]]
    ) -> tuple[Producer, ...]:
        """The one producer through which an unreachable input might be reached; else a bare name."""
        hopes = [producer for producer in want.producers if producer.step in self._reach.hopes]
        if not hopes and not want.bare:
            return self._unblocked(step, want, lacking)
        chosen = self._reach.ordered(want, hopes)[:1]
        asked = 0 if chosen else 1
        _note(lacking, step, want.bare[:asked])
        _note(self.offered, step, want.bare[asked:])
        self._alternatives += [p.step for p in want.producers if (p,) != chosen]
        return chosen

    def _unblocked(
        self, step: StepId, want: Want, lacking: dict[Name, set[StepId]]
    ) -> tuple[Producer, ...]:
        """All producers but those of blocked Steps: they are never planned, so this is a dead end.

        Behind a gate that is not decided it need not come to that.
        """
        free = []
        for producer in want.producers:
            gate = None if self._reach.delivers(producer) else self.barred.get(producer.step)
            if gate is None or gate.input.collect is not Collect.NONE:
                free.append(producer)
            elif lacking is self.missing:
                self.dead_ends.append((step, want.name, producer.step))
        return self._reach.ordered(want, free)

    def _feed(self, want: Want, chosen: tuple[Producer, ...]) -> Feed:
        """A feed for an input; the plainest ones, which most inputs have, are shared."""
        source = want.input
        plain = source.required and source.collect is Collect.FIRST and source.default is ABSENT
        if plain and not chosen and want.literal is ABSENT and want.gate is None:
            return self._bare.setdefault(want.given, Feed(given=want.given))
        if not plain or len(chosen) != 1 or is_watched(source):
            incomplete = want.lost or bool(want.bare) or len(chosen) < len(want.producers)
            return Feed(
                collect=source.collect,
                required=source.required,
                literal=want.literal,
                default=source.default,
                given=want.given,
                producers=chosen,
                lost=incomplete and source.collect is Collect.ALL,
                shut=want.gate is Gate.SHUT,
            )
        return self._plain_feed(chosen)

    def _plain_feed(self, chosen: tuple[Producer, ...]) -> Feed:
        """The one feed of all plain inputs that read an output: they share the very tuple, too."""
        feed = self._plain.get(id(chosen))
        if feed is None:
            plain = chosen[0].value is ABSENT
            feed = Feed(Collect.FIRST, True, ABSENT, ABSENT, (), chosen, False, False, plain)
            self._plain[id(chosen)] = feed
        return feed


def _note(wanted: dict[Name, set[StepId]], step: StepId, names: Iterable[Name]) -> None:
    for name in names:
        wanted.setdefault(name, set()).add(step)


def _findings(
    walk: _Walk, given: Mapping[Name, Value], producers: Producers, satisfied: Collection[StepId]
) -> Findings:
    return Findings(
        feeds=walk.feeds,
        given=given,
        takers=walk.takers,
        producers=producers,
        satisfied=satisfied,
        pinned=walk.pins.values(),
        unreachable=walk.unreachable,
        barred=walk.barred,
    )


def _given(
    flow: Flow, given: Mapping[Name, Value], producers: Producers, folder: Path | None
) -> dict[Name, Value]:
    """The given values, and the defaults of Flow inputs that no enabled Step writes, by name."""
    values = {
        name: anchored(declared.default, declared.type, folder)
        for name, declared in flow.inputs.items()
        if declared.default is not ABSENT and name not in producers
    } | dict(given)
    return {name: values[name] for name in sorted(values)}


def _is_satisfied(goal: Step, given: Mapping[Name, Value]) -> bool:
    """Whether all that a Goal would give is there already; a Goal without outputs has to run."""
    return bool(goal.outputs) and all(
        output.value is not ABSENT or output.writes(name) in given
        for name, output in goal.outputs.items()
    )


def _held(
    flow: Flow, satisfied: Iterable[StepId], given: Mapping[Name, Value]
) -> Iterator[Producer]:
    """The pinned outputs of satisfied Goals; one whose Attribute is given has its value already."""
    for goal in satisfied:
        for name, port in flow.steps[goal].outputs.items():
            if port.value is not ABSENT and port.writes(name) not in given:
                yield Producer(goal, name, port.writes(name), port.value)


def _on_failure(flow: Flow, planned: Iterable[Step]) -> OnFailure:
    """The Flow's own word; to undo where no planned Step can be undone is to stop.

    What a Flow inside a Step does may be undone.
    """
    undoes = flow.on_failure is OnFailure.UNDO
    if undoes and all(step.policy.undo is None and step.kind != SUBFLOW for step in planned):
        return OnFailure.STOP
    return flow.on_failure


def _joined(
    wanters: Mapping[Name, set[StepId]], others: Mapping[Name, set[StepId]]
) -> dict[Name, set[StepId]]:
    """The same names with those who want them elsewhere."""
    return {name: steps | others.get(name, set()) for name, steps in wanters.items()}


def _by_name(
    wanters: Mapping[Name, Iterable[StepId]], but: Collection[Name] = ()
) -> dict[Name, tuple[StepId, ...]]:
    return {name: tuple(sorted(wanters[name])) for name in sorted(wanters) if name not in but}
