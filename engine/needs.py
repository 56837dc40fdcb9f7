"""How one input settles: the policies of `collect`, each a small class with the same three questions.

A need is `open`ed when its Step asks for it, `hear`s of every producer that has ended, and may `expire`.
Each time it answers with a verdict: settled, still asking for Steps, or lost. It sees the run only
through `World`, and decides nothing but its own input. A value that does not `match` counts, here, as not
delivered; so does whatever a Step that has ended did not give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Final, NamedTuple, Protocol, TypeAlias

from engine.events import Source
from engine.feed import Feed, Producer
from engine.flow import Collect, Name, StepId
from engine.value import ABSENT, Absent, Value


class World(Protocol):
    """What a need may know of the run."""

    def present(self, producer: Producer) -> Value | Absent:
        """The value of an output that is in Flow state."""
        ...

    def deliver(self, producer: Producer) -> None:
        """Ask for a pinned output: its value enters Flow state now, if it is not there yet."""
        ...

    def arrival(self, producer: Producer) -> int:
        """The place of an output that is there in the order of all arrivals."""
        ...

    def given(self, attribute: Name) -> Value:
        """The given value of an Attribute."""
        ...

    def has_ended(self, step: StepId) -> bool:
        """Whether nothing more comes of a Step."""
        ...


class Settled(NamedTuple):
    """The input has its value, or is left out for good."""

    source: Source
    value: Value


class Asks(NamedTuple):
    """The input waits, and these Steps are wanted for it."""

    steps: tuple[StepId, ...] = ()


class Lost(NamedTuple):
    """No value can come any more; `by` is the producer that it hung on, `final` if none could change it."""

    by: StepId | None
    final: bool = False


Verdict: TypeAlias = Settled | Asks | Lost

WAITS: Final = Asks()


class Need:
    """One input that is not settled yet."""

    __slots__ = ("feed", "matches", "reads")

    cancels_losers: ClassVar[bool] = False

    def __init__(
        self, feed: Feed, reads: tuple[Name, ...], matches: Callable[[Value], bool] | None
    ) -> None:
        """Take the feed, the Attributes read in order of preference, and the gate's test if it is one."""
        self.feed = feed
        self.reads = reads
        self.matches = matches

    def open(self, world: World) -> Verdict:
        """Settle from what is there already, or ask for what is needed."""
        raise NotImplementedError

    def hear(self, producer: Producer, world: World) -> Verdict:
        """Judge anew, as the Step of a producer has ended."""
        raise NotImplementedError

    def expire(self, world: World) -> Verdict:
        """Take what there is at the end of a deadline."""
        del world
        return Lost(None)

    def fallback(self) -> Settled:
        """What the input comes to without a value: its default, or nothing."""
        if self.feed.default is ABSENT:
            return Settled(Source("left_out"), None)
        return Settled(Source("default"), self.feed.default)

    def value(self, producer: Producer, world: World) -> Value | Absent:
        """The producer's value where it is there and matches."""
        value = world.present(producer)
        if value is ABSENT or self.matches is None or self.matches(value):
            return value
        return ABSENT

    def _given(self, world: World) -> Settled | None:
        """The first given value; it settles the input at once."""
        for attribute in self.feed.given[:1]:
            return Settled(Source("given", (attribute,)), world.given(attribute))
        return None

    def _arrived(self, producer: Producer, value: Value) -> Settled:
        return Settled(Source("arrived", (producer.attribute,), (producer.step,)), value)


class FirstNeed(Need):
    """One stand-in at a time; the next is asked for when those before it ended without delivering."""

    __slots__ = ("_next",)

    def open(self, world: World) -> Verdict:
        """Settle from a value that is there, the first in order; else ask for the first stand-in."""
        self._next = 0
        given = self._given(world)
        if given is not None:
            return given
        for producer in self.feed.producers:
            if (value := self.value(producer, world)) is not ABSENT:
                return self._arrived(producer, value)
        return self._ask(world)

    def hear(self, producer: Producer, world: World) -> Verdict:
        """Take what the producer gave, even where it was not this input that asked for it."""
        value = self.value(producer, world)
        return self._ask(world) if value is ABSENT else self._arrived(producer, value)

    def _ask(self, world: World) -> Verdict:
        producers = self.feed.producers
        while self._next < len(producers):
            producer = producers[self._next]
            world.deliver(producer)
            value = self.value(producer, world)
            if value is not ABSENT:
                return self._arrived(producer, value)
            if producer.value is ABSENT and not world.has_ended(producer.step):
                return Asks((producer.step,))
            self._next += 1
        return Lost(producers[0].step if producers else None)


class _Counting(Need):
    """All producers at once, counted down as they end."""

    __slots__ = ("_awaited",)

    def open(self, world: World) -> Verdict:
        """Ask for every producer that has not ended."""
        for producer in self.feed.producers:
            world.deliver(producer)
        self._awaited = {
            (producer.step, producer.output)
            for producer in self.feed.producers
            if producer.value is ABSENT and not world.has_ended(producer.step)
        }
        early = self._early(self.feed.producers, world)
        if early is not None:
            return early
        if not self._awaited:
            return self._at_end(world)
        wanted = dict.fromkeys(step for step, _ in sorted(self._awaited))
        return Asks(tuple(wanted))

    def hear(self, producer: Producer, world: World) -> Verdict:
        """Count down; at the end, or as soon as it is clear, give the verdict."""
        self._awaited.discard((producer.step, producer.output))
        early = self._early((producer,), world)
        if early is not None:
            return early
        return WAITS if self._awaited else self._at_end(world)

    def _early(self, ended: Iterable[Producer], world: World) -> Verdict | None:
        """A verdict that need not wait for the others; `ended` are those to look at."""
        del ended, world
        return None

    def _at_end(self, world: World) -> Verdict:
        """The verdict once all have ended."""
        raise NotImplementedError

    def _lost(self) -> Lost:
        producers = self.feed.producers
        return Lost(producers[0].step if producers else None)

    def _delivered(self, world: World) -> Iterator[tuple[Producer, Value]]:
        for producer in self.feed.producers:
            if (value := self.value(producer, world)) is not ABSENT:
                yield producer, value

    def _list(self, world: World) -> Settled | None:
        """Every value by the order of `from`, a given one before its Attribute's producers."""
        by_attribute: dict[Name, list[Value]] = {}
        steps = []
        for producer, value in self._delivered(world):
            by_attribute.setdefault(producer.attribute, []).append(value)
            steps.append(producer.step)
        values: list[Value] = []
        for attribute in self.reads:
            if attribute in self.feed.given:
                values.append(world.given(attribute))
            values += by_attribute.get(attribute, ())
        how = "arrived" if steps else "given"
        return Settled(Source(how, self.reads, tuple(steps)), values) if values else None


class FastestNeed(_Counting):
    """The first to arrive wins, and the losers are cancelled."""

    __slots__ = ()

    cancels_losers = True

    def _early(self, ended: Iterable[Producer], world: World) -> Verdict | None:
        given = self._given(world)
        if given is not None:
            return given
        there = [
            (world.arrival(p), p, v) for p in ended if (v := self.value(p, world)) is not ABSENT
        ]
        if not there:
            return None
        _, producer, value = min(there, key=lambda entry: entry[0])
        return self._arrived(producer, value)

    def _at_end(self, world: World) -> Verdict:
        del world
        return self._lost()


class LastNeed(_Counting):
    """The last to arrive, once all have ended; a given value arrived before everything."""

    __slots__ = ()

    def _at_end(self, world: World) -> Verdict:
        there = [(world.arrival(p), p, value) for p, value in self._delivered(world)]
        if there:
            _, producer, value = max(there, key=lambda entry: entry[0])
            return self._arrived(producer, value)
        return self._given(world) or self._lost()

    def expire(self, world: World) -> Verdict:
        """The last that has arrived so far."""
        return self._at_end(world)


class SomeNeed(_Counting):
    """A list of what was delivered, once all have ended."""

    __slots__ = ()

    def _at_end(self, world: World) -> Verdict:
        return self._list(world) or self._lost()

    def expire(self, world: World) -> Verdict:
        """A list of what has arrived so far."""
        return self._at_end(world)


class AllNeed(_Counting):
    """A list of what every producer delivered; lost with the first that did not."""

    __slots__ = ()

    def _early(self, ended: Iterable[Producer], world: World) -> Verdict | None:
        for producer in ended:
            pinned = producer.value is not ABSENT
            if (pinned or world.has_ended(producer.step)) and self.value(producer, world) is ABSENT:
                return Lost(producer.step, final=self._is_final(world))
        return None

    def _is_final(self, world: World) -> bool:
        """Whether a value is there that does not match: it can never become one that does."""
        there = (p for p in self.feed.producers if world.present(p) is not ABSENT)
        return any(self.value(producer, world) is ABSENT for producer in there)

    def _at_end(self, world: World) -> Verdict:
        return self._list(world) or self._lost()


class NoneNeed(_Counting):
    """Met when all have ended and none delivered; the value is then the default, or left out."""

    __slots__ = ()

    def _early(self, ended: Iterable[Producer], world: World) -> Verdict | None:
        for producer in ended:
            if self.value(producer, world) is not ABSENT:
                return Lost(producer.step, final=True)
        return None

    def _at_end(self, world: World) -> Verdict:
        del world
        return self.fallback()


NEEDS: Final[dict[Collect, type[Need]]] = {
    Collect.FIRST: FirstNeed,
    Collect.FASTEST: FastestNeed,
    Collect.LAST: LastNeed,
    Collect.SOME: SomeNeed,
    Collect.ALL: AllNeed,
    Collect.NONE: NoneNeed,
}
