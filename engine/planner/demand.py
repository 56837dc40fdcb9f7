"""Who could feed what: the inputs of every Step that some Goals might need, with their candidates.

The first walk of planning (`engine.planner`), from the Goals back through every producer there is. It
knows what is given, pinned or disabled, and not yet what is reachable (`engine.planner.reach`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from engine.feed import Producer
from engine.flow import Collect, Flow, Input, Name, StepId
from engine.planner.gates import Gate, is_gate, is_watched, judge, matches, sift
from engine.value import ABSENT, JSON, Absent, Value

Producers = Mapping[Name, tuple[Producer, ...]]
"""The outputs of enabled Steps by the Attribute that they write, in no order that means anything."""

SETTLED_BY_GIVEN: Final = frozenset({Collect.FIRST, Collect.FASTEST})
"""The policies for which one given Attribute makes every producer needless."""


class Want(NamedTuple):
    """One input of a Step and its candidates: all empty where a literal pins the input.

    `given` and `bare` (Attributes that are not given and that nobody writes) are in order of
    preference, `producers` in no order. A given value that settles the input leaves it no `producers`
    and nothing `bare`. Known values that do not `match` are no candidates; `refused` are the pinned
    outputs among them, and `lost` marks an `all` input that they leave incomplete.
    """

    name: Name
    input: Input
    given: tuple[Name, ...] = ()
    producers: tuple[Producer, ...] = ()
    bare: tuple[Name, ...] = ()
    literal: JSON | Absent = ABSENT
    gate: Gate | None = None
    refused: tuple[Producer, ...] = ()
    lost: bool = False
    plain: bool = False
    """Whether this is what nearly every input is: required, one value, one producer, no choice."""

    @property
    def strict(self) -> bool:
        """Whether the Step cannot run without a value here: neither optional nor a `none` gate."""
        return self.input.required and self.input.collect is not Collect.NONE

    @property
    def hidden(self) -> Want:
        """The same behind a shut gate, where nothing is asked for."""
        return self._replace(producers=(), bare=(), plain=False)


class Demand(NamedTuple):
    """The wants of Steps, by Step.

    `gated` are the Steps that have gates or sieves, `barred` those that will never run, with the gate that is
    shut: nothing else is wanted for them.
    """

    wants: Mapping[StepId, Sequence[Want]]
    gated: Collection[StepId]
    barred: Mapping[StepId, Want]


def find_producers(flow: Flow) -> Producers:
    """Index the outputs of the enabled Steps by Attribute."""
    index: dict[Name, tuple[Producer, ...]] = {}
    several: dict[Name, list[Producer]] = {}
    for step in flow.steps.values():
        if step.disabled:
            continue
        for name, output in step.outputs.items():
            attribute = output.attribute or name
            producer = Producer(step.id, name, attribute, output.value)
            if attribute in index:
                several.setdefault(attribute, list(index[attribute])).append(producer)
            else:
                index[attribute] = (producer,)
    index.update({attribute: tuple(made) for attribute, made in several.items()})
    return index


def trace(
    flow: Flow, roots: Iterable[StepId], given: Mapping[Name, Value], producers: Producers
) -> Demand:
    """The wants of the roots and of every Step that may have to feed them, reachable or not."""
    demand: dict[StepId, list[Want]] = {root: [] for root in roots}
    gated: set[StepId] = set()
    barred: dict[StepId, Want] = {}
    queue = list(demand)
    for step in queue:  # grows while it is walked
        wants = demand[step]
        gates = False
        for name, source in flow.steps[step].inputs.items():
            want = _want(name, source, given, producers)
            wants.append(want)
            if want.gate is not None:
                gates = True
        if gates:
            gated.add(step)
            if shut := _shut(wants):
                barred[step] = shut
                wants[:] = [want.hidden for want in wants]
        for want in wants:
            if want.plain:
                above = want.producers[0]
                if above.step not in demand and above.value is ABSENT:
                    demand[above.step] = []
                    queue.append(above.step)
                continue
            # a pinned producer needs nothing; but among several, its Step's chain decides its place
            several = len(want.producers) > 1
            for producer in want.producers:
                if producer.step not in demand and (several or producer.value is ABSENT):
                    demand[producer.step] = []
                    queue.append(producer.step)
    return Demand(demand, gated, barred)


def _shut(wants: Iterable[Want]) -> Want | None:
    """The gate that keeps a Step from running: one that wants no value before the others."""
    shut = [want for want in wants if want.gate is Gate.SHUT]
    none = (want for want in shut if want.input.collect is Collect.NONE)
    return next(none, shut[0] if shut else None)


def _want(name: Name, source: Input, given: Mapping[Name, Value], producers: Producers) -> Want:
    if source.match or source.collect is Collect.NONE:
        return _gate(name, source, given, producers)
    sources = source.sources
    attribute = sources[0] if sources else name
    if len(sources) < 2 and attribute not in given and source.value is ABSENT:
        made = producers.get(attribute, ())
        bare = () if made else (attribute,)
        one = len(made) == 1 and source.required and source.default is ABSENT
        plain = one and source.collect is Collect.FIRST and not is_watched(source)
        told = name, source, (), made, bare, ABSENT, None, (), False, plain
        return tuple.__new__(Want, told)  # as Want(*told), in half the time
    attributes = source.reads(name)
    attributes = tuple(dict.fromkeys(attributes))
    here = tuple([attribute for attribute in attributes if attribute in given])
    if here and source.collect in SETTLED_BY_GIVEN:
        return Want(name, source, here)
    return Want(
        name,
        source,
        here,
        _made(attributes, producers),
        _bare(attributes, given, producers),
        source.value,
    )


def _gate(name: Name, source: Input, given: Mapping[Name, Value], producers: Producers) -> Want:
    """The want of an input that may keep known values out."""
    attributes = tuple(dict.fromkeys(source.reads(name)))
    known = sift(source, attributes, _made(attributes, producers), given)
    bare = _bare(attributes, given, producers)
    gate = judge(source, known, bare) if is_gate(source) else Gate.SIEVE
    settled = source.collect in SETTLED_BY_GIVEN and any(
        matches(source, given[attribute]) for attribute in known.given
    )
    return Want(
        name,
        source,
        known.given,
        () if settled else known.producers,
        () if settled else bare,
        known.literal,
        gate,
        known.refused,
        known.spoiled and source.collect is Collect.ALL,
    )


def _made(attributes: Iterable[Name], producers: Producers) -> tuple[Producer, ...]:
    return tuple([made for attribute in attributes for made in producers.get(attribute, ())])


def _bare(
    attributes: Iterable[Name], given: Mapping[Name, Value], producers: Producers
) -> tuple[Name, ...]:
    return tuple([a for a in attributes if a not in given and a not in producers])
