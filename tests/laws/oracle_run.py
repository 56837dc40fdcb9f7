"""What a run comes to by the contract's words alone: the other half of the naive oracle.

A run is retold moment by moment. At each, everything that follows is worked out anew: who is asked for,
which inputs are settled, who starts, who is given up. No two pieces of work may end at one moment: let the
times they take be powers of two, each of another Step. Past 400 lines, as one rule a function is easier to
hold against the contract than two halves of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.flow import Collect, Input, Name, StepId
from engine.value import ABSENT
from tests.laws.oracle import Feed, Foreseen, Source, is_gate, lets

LEFT_OUT = "left out"
WAITS, REFUSED, LOST = "waits", "refused", "lost"


def _bigger(value: Any) -> bool:
    if not isinstance(value, int):
        raise TypeError
    return value > 1


def _itself(value: Any) -> bool:
    raise TypeError


WHENS: Mapping[str, Callable[[Any], bool]] = {
    "true": lambda value: True,
    "false": lambda value: False,
    "i0 != 1": lambda value: value != 1,
    "i0 == null || i0 != 2": lambda value: value != 2,
    "i0 > 1": _bigger,
    "i0": _itself,
}
"""The conditions that the oracle can ask, over the input `i0` (None where it is absent)."""


@dataclass(frozen=True)
class Deed:
    """What a Step's work does, and for how long."""

    takes: float = 1.0
    fails: bool = False
    gives: Mapping[Name, Any] = field(default_factory=dict)


class Settled(NamedTuple):
    value: Any


class Foretold:
    """A run of what was foreseen: `statuses`, the `inputs` that Steps read, and the run's `status`.

    `either` has what a Step may have come to as well, where two sentences of the contract apply at
    once: one that lacks an input and that nobody needs any more is blocked or skipped; one at work
    that nobody wants any more, and that no rule cancels, may be cancelled; `any` where it was asked
    for and given up at one moment. `tied` are runs whose values hang on which of two came first
    that came at one moment.
    """

    def __init__(self, seen: Foreseen, deeds: Mapping[StepId, Deed]) -> None:
        self.seen, self.deeds = seen, deeds
        self.now = 0.0
        self.readers_first = _readers_first(seen.feeds)
        self.goals = seen.flow.goals & seen.feeds.keys()
        self.statuses: dict[StepId, str] = dict.fromkeys(seen.feeds, "pending")
        self.inputs: dict[StepId, dict[Name, Any]] = {step: {} for step in seen.feeds}
        self.gates: dict[StepId, dict[Name, str]] = {step: {} for step in seen.feeds}
        self.arrived: dict[tuple[StepId | None, Name], tuple[float, Any]] = {}
        self.ends: dict[StepId, float] = {}
        self.tied = False
        self.due: dict[tuple[StepId, Name], float] = {}
        self.begun_for: dict[StepId, set[StepId]] = {}
        self.by_condition: set[StepId] = set()
        self.either: dict[StepId, str] = {}
        self.before: Collection[StepId] = ()
        self.fresh: set[StepId] = set()
        for source in seen.held:
            self._arrive(source, source.value)
            self.tied |= self._is_stand_in(source)
        self._tell()

    @property
    def status(self) -> str:
        ended = (self.statuses[g] == "completed" or g in self.by_condition for g in self.goals)
        return "completed" if all(ended) else "failed"

    def _tell(self) -> None:
        while True:
            open_ = {step for step in self.statuses if self.statuses[step] == "pending"}
            while self._follow():
                pass
            kept = self._kept()
            for step in open_ - kept - self.goals:
                if self.statuses[step] in ("failed", "blocked"):
                    self._note_late(step)
            waits = [at for at in [*self.ends.values(), *self.due.values()] if at > self.now]
            if not waits:
                return
            self.now, self.before, self.fresh = min(waits), self._asked()[0].keys(), set()
            for step in [step for step, at in self.ends.items() if at == self.now]:
                self._end(step)

    def _note_late(self, step: StepId) -> None:
        """It came to nothing at the very moment at which all whom it could serve ended: it may be skipped."""
        if not any(self._is_open(goal) for goal in self._serves(step)):
            self.either[step] = "skipped"

    def _is_stand_in(self, source: Source) -> bool:
        """Whether some input may hold it back, or hangs on when it comes."""
        return any(
            source in feed.sources[feed.port.collect is Collect.FIRST :]
            for feeds in self.seen.feeds.values()
            for feed in feeds.values()
            if feed.port.collect in (Collect.FIRST, Collect.LAST) and len(feed.sources) > 1
        )

    def _end(self, step: StepId) -> None:
        del self.ends[step]
        deed, ports = self.deeds[step], self.seen.enabled[step].outputs
        made = {name for name, port in ports.items() if port.value is ABSENT}
        needed = {name for name in made if not ports[name].optional}
        if deed.fails or not needed <= deed.gives.keys():
            self.statuses[step] = "failed"
            return
        self.statuses[step] = "completed"
        for name, port in ports.items():
            if name in made & deed.gives.keys():
                self._arrive(Source(step, name), deed.gives[name])
            elif name not in made:
                pin = Source(step, name, port.value)
                self._arrive(pin, port.value)
                self.tied |= self._is_stand_in(pin)

    def _arrive(self, source: Source, value: Any) -> None:
        self.arrived.setdefault(source[:2], (self.now, value))

    # who is asked for

    def _asked(self) -> tuple[dict[StepId, set[StepId]], set[Source]]:
        """The Steps that are asked for, each with the Goals for which, and pinned outputs that are."""
        found: dict[StepId, set[StepId]] = {}
        pins: set[Source] = set()
        for goal in self.goals:
            open_ = [goal] if self._is_open(goal) else []
            while open_:
                step = open_.pop()
                if goal in found.setdefault(step, set()):
                    continue
                found[step].add(goal)
                asked = set(self._asks(step)) if self.statuses[step] == "pending" else set()
                pins |= {source for source in asked if not source.made}
                open_ += [s.step for s in asked if s.made and s.step and self._is_open(s.step)]
        return found, pins

    def _is_open(self, step: StepId) -> bool:
        return self.statuses[step] in ("pending", "running")

    def _asks(self, step: StepId) -> Iterator[Source]:
        for name in self._due_inputs(step):
            feed = self.seen.feeds[step][name]
            waiting = [source for source in feed.sources if not self._has_ended(source)]
            yield from waiting[:1] if feed.port.collect is Collect.FIRST else waiting

    def _due_inputs(self, step: StepId) -> list[Name]:
        """The inputs that are open: all gates together, and the others once every gate has opened."""
        feeds, there = self.seen.feeds[step], self.inputs[step]
        gates = [name for name, feed in feeds.items() if is_gate(feed.port) and name not in there]
        if gates:
            return [name for name in gates if name not in self.gates[step]]
        return [name for name in feeds if name not in there]

    def _has_ended(self, source: Source) -> bool:
        if source.step is None or source[:2] in self.arrived:
            return True
        return source.made and not self._is_open(source.step)

    def _kept(self) -> set[StepId]:
        """The Steps that an open input may still ask for, now or later."""
        open_, found = [goal for goal in self.goals if self._is_open(goal)], set[StepId]()
        while open_:
            step = open_.pop()
            if step in found or not self._is_open(step):
                continue
            found.add(step)
            if self.statuses[step] == "pending" and REFUSED not in self.gates[step].values():
                names = set(self.seen.feeds[step]) - self.inputs[step].keys()
            else:
                names = set(self._due_inputs(step)) if self.statuses[step] == "pending" else set()
            open_ += [
                s.step for n in names for s in self.seen.feeds[step][n].sources if s.made and s.step
            ]
        return found

    # what follows at this moment

    def _follow(self) -> bool:
        asked, pins = self._asked()
        self.fresh |= asked.keys() - self.before
        if pins:
            for source in pins:
                self._arrive(source, source.value)
                self.tied |= self._is_stand_in(source)
            return True
        pending = [step for step in self.readers_first if step in asked]
        pending = [step for step in pending if self.statuses[step] == "pending"]
        if any(self._settle(step) for step in pending):
            return True
        if any(self._decide(step) for step in pending):
            return True
        if self._give_up(asked):
            return True
        ready = [step for step in pending if self.inputs[step].keys() == set(self.seen.feeds[step])]
        for step in ready:
            self.statuses[step] = "running"
            self.ends[step] = self.now + self.deeds[step].takes
            self.begun_for[step] = asked[step]
        return bool(ready)

    def _settle(self, step: StepId) -> bool:
        """Settle what can be settled of a Step that is asked for."""
        told = False
        for name in self._due_inputs(step):
            feed = self.seen.feeds[step][name]
            match self._look(feed):
                case Settled(value):
                    self.inputs[step][name] = value
                    told = True
                case str(what) if what != WAITS and is_gate(feed.port):
                    self.gates[step][name] = what
                    told = True
        return told or self._run_out(step)

    def _run_out(self, step: StepId) -> bool:
        """Begin to wait for optional inputs with a deadline, or end the wait."""
        feeds = self.seen.feeds[step]
        if not all(name in self.inputs[step] for name, feed in feeds.items() if _needed(feed.port)):
            return False
        told = False
        for name in self._due_inputs(step):
            if feeds[name].port.deadline is not None:
                due = self.due.setdefault((step, name), self.now + feeds[name].port.deadline)  # type: ignore[operator]
                if due <= self.now:
                    self.inputs[step][name] = self._so_far(feeds[name])
                    told = True
        return told

    def _so_far(self, feed: Feed) -> Any:
        here = self._here(feed)
        if here and feed.port.collect is Collect.LAST:
            return self._by_time(here, max)
        if here and feed.port.collect is Collect.SOME:
            return [value for _, value in here]
        return LEFT_OUT if feed.port.default is ABSENT else feed.port.default

    def _here(self, feed: Feed) -> list[tuple[float, Any]]:
        """What has arrived for an input and counts, in order of its sources, with when it did."""
        there = [
            (-1, source.value) if source.step is None else self.arrived[source[:2]]
            for source in feed.sources
            if source.step is None or source[:2] in self.arrived
        ]
        return [(at, value) for at, value in there if lets(feed.port, value)]

    def _by_time(self, here: list[tuple[float, Any]], which: Callable[..., float]) -> Any:
        at = which(at for at, _ in here)
        values = [value for when, value in here if when == at]
        self.tied |= any(value != values[0] for value in values)
        return values[0]

    def _look(self, feed: Feed) -> Settled | str:
        port = feed.port
        if feed.shut:
            return REFUSED
        if port.value is not ABSENT:
            good = lets(port, port.value) and port.collect is not Collect.NONE
            return Settled(port.value) if good else self._without(feed)
        here = self._here(feed)
        waiting = [source for source in feed.sources if not self._has_ended(source)]
        match port.collect:
            case Collect.FIRST if here:
                return Settled(here[0][1])
            case Collect.FASTEST if here:
                return Settled(self._by_time(here, min))
            case Collect.LAST if here and not waiting:
                return Settled(self._by_time(here, max))
            case Collect.SOME if here and not waiting:
                return Settled([value for _, value in here])
            case Collect.ALL:
                if feed.lost or len(here) + len(waiting) < len(feed.sources):
                    return self._without(feed)
                return WAITS if waiting else Settled([value for _, value in here])
            case Collect.NONE if here:
                return REFUSED
        return WAITS if waiting else self._without(feed)

    def _without(self, feed: Feed) -> Settled | str:
        """What becomes of an input whose value can no longer come."""
        port = feed.port
        if not port.required or port.collect is Collect.NONE:
            return Settled(LEFT_OUT if port.default is ABSENT else port.default)
        return self._refused_or_lost(feed) if is_gate(port) else LOST

    def _refused_or_lost(self, feed: Feed) -> str:
        ended = [source for source in feed.sources if source.step and self._has_ended(source)]
        broken = [
            source
            for source in ended
            if source[:2] not in self.arrived
            and self.statuses[source.step] in ("failed", "blocked")  # type: ignore[index]
        ]
        if feed.port.collect is Collect.ALL:
            bad = [
                s
                for s in ended
                if s[:2] not in self.arrived or not lets(feed.port, self.arrived[s[:2]][1])
            ]
            return LOST if feed.lost or bad == broken else REFUSED
        return LOST if broken or not feed.sources else REFUSED

    def _decide(self, step: StepId) -> bool:
        """End a Step by its gates, for an input that is lost, or by its condition."""
        feeds, there = self.seen.feeds[step], self.inputs[step]
        gates = [name for name, feed in feeds.items() if is_gate(feed.port)]
        decided = self.gates[step]
        if any(name not in there and name not in decided for name in gates):
            return False
        if decided:
            self.statuses[step] = "skipped" if REFUSED in decided.values() else "blocked"
            if REFUSED in decided.values():
                self.by_condition.add(step)
            return True
        if self._lacks(step):
            self.statuses[step] = "blocked"
            return True
        when = self.seen.enabled[step].when
        if there.keys() != feeds.keys() or not when:
            return False
        first = there.get(Name("i0"), LEFT_OUT)
        try:
            if WHENS[when](None if first == LEFT_OUT else first):
                return False
        except TypeError:
            self.statuses[step] = "failed"
            return True
        self.statuses[step] = "skipped"
        self.by_condition.add(step)
        return True

    # who is given up

    def _give_up(self, asked: Mapping[StepId, set[StepId]]) -> bool:
        kept = self._kept() | asked.keys()
        useless = [step for step in self.statuses if self._is_open(step) and step not in kept]
        idle = [step for step in useless if self.statuses[step] == "pending"]
        self._skip(idle)
        over = not any(self._is_open(goal) for goal in self.goals)
        lost = {goal for goal in self.goals if self.statuses[goal] in ("failed", "blocked")}
        losers = self._losers(all)
        told = bool(idle)
        for step in useless:
            if self.statuses[step] != "running":
                continue
            if self.begun_for[step] & lost:
                if step in self._losers(any):
                    self.either[step] = "cancelled"
            elif (over or step in losers) and not self._serves(step) & lost:
                self.statuses[step] = "cancelled"
                del self.ends[step]
                told = True
            else:
                self.either[step] = "cancelled"
        return told

    def _skip(self, idle: list[StepId]) -> None:
        """Skip Steps that nobody needs; what else became of them at this very moment may come first."""
        for step in idle:
            if step in self.fresh or (step in self.before and self._would_begin(step)):
                self.either[step] = "any"
        for _ in idle:
            for step in idle:
                if self.statuses[step] != "pending":
                    continue
                if step in self.either or self._lacks(step):
                    self.either.setdefault(step, "blocked")
                    self.statuses[step] = "blocked"
        for step in idle:
            self.statuses[step] = "skipped"

    def _serves(self, step: StepId) -> set[StepId]:
        """The Goals that could have a use for what a Step makes."""
        found = {step}
        for reader in reversed(self.readers_first):
            sources = (s for feed in self.seen.feeds[reader].values() for s in feed.sources)
            if any(source.made and source.step in found for source in sources):
                found.add(reader)
        return found & self.goals

    def _lacks(self, step: StepId) -> bool:
        """Whether something that it requires can no longer come, with no gate still to be decided before."""
        feeds, there = self.seen.feeds[step], self.inputs[step]
        looks = {name: self._look(feed) for name, feed in feeds.items() if name not in there}
        gates = {str(look) for name, look in looks.items() if is_gate(feeds[name].port)}
        if gates:
            return LOST in gates and not {WAITS, REFUSED} & gates
        return any(look == LOST for look in looks.values())

    def _would_begin(self, step: StepId) -> bool:
        feeds, there = self.seen.feeds[step], self.inputs[step]
        return all(name in there or self._look(feeds[name]) not in (WAITS, LOST) for name in feeds)

    def _losers(self, which: Callable[[list[bool]], bool]) -> set[StepId]:
        """Of whose readers all (or any) take the fastest, and another's value has come."""
        won: dict[StepId, list[bool]] = {}
        for step, feeds in self.seen.feeds.items():
            for name, feed in feeds.items():
                fast = feed.port.collect is Collect.FASTEST and name in self.inputs[step]
                for source in feed.sources:
                    if source.step:
                        won.setdefault(source.step, []).append(fast and bool(self._here(feed)))
        return {step for step, each in won.items() if which(each)}


def _readers_first(feeds: Mapping[StepId, Mapping[Name, Feed]]) -> list[StepId]:
    rank = dict.fromkeys(feeds, 0)
    for _ in feeds:
        for step, inputs in feeds.items():
            above = [rank[s.step] for f in inputs.values() for s in f.sources if s.made and s.step]
            rank[step] = max(above, default=-1) + 1
    return sorted(feeds, key=lambda step: (-rank[step], step))


def _needed(port: Input) -> bool:
    return port.required or is_gate(port)
