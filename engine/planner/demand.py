"""Who could feed what: the inputs of every Step that some Goals might need, with their candidates.

The first walk of planning (`engine.planner`), from the Goals back through every producer there is. It
knows what is given, pinned or disabled, and not yet what is reachable (`engine.planner.reach`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from engine.feed import Producer
from engine.flow import Collect, Flow, Input, Name, StepId
from engine.value import ABSENT, Value

Producers = Mapping[Name, tuple[Producer, ...]]
"""The outputs of enabled Steps by the Attribute that they write, in no order that means anything."""

SETTLED_BY_GIVEN: Final = frozenset({Collect.FIRST, Collect.FASTEST})
"""The policies for which one given Attribute makes every producer needless."""


class Want(NamedTuple):
    """One input of a Step and its candidates: all empty where a literal pins the input.

    `given` and `bare` (Attributes that are not given and that nobody writes) are in order of
    preference, `producers` in no order. A given value that settles the input leaves it no `producers`
    and nothing `bare`.
    """

    name: Name
    input: Input
    given: tuple[Name, ...] = ()
    producers: tuple[Producer, ...] = ()
    bare: tuple[Name, ...] = ()

    @property
    def strict(self) -> bool:
        """Whether the Step cannot run without a value here: neither optional nor a `none` gate."""
        return self.input.required and self.input.collect is not Collect.NONE


Demand = Mapping[StepId, Sequence[Want]]
"""The wants of Steps, by Step."""


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
    queue = list(demand)
    for step in queue:  # grows while it is walked
        wants = demand[step]
        for name, source in flow.steps[step].inputs.items():
            want = _want(name, source, given, producers)
            wants.append(want)
            # a pinned producer needs nothing; but among several, its Step's chain decides its place
            several = len(want.producers) > 1
            for producer in want.producers:
                if producer.step not in demand and (several or producer.value is ABSENT):
                    demand[producer.step] = []
                    queue.append(producer.step)
    return demand


def _want(name: Name, source: Input, given: Mapping[Name, Value], producers: Producers) -> Want:
    attributes = source.reads(name)
    if len(attributes) == 1 and attributes[0] not in given:
        made = producers.get(attributes[0], ())
        return Want(name, source, (), made, () if made else attributes)
    attributes = tuple(dict.fromkeys(attributes))
    here = tuple([attribute for attribute in attributes if attribute in given])
    if here and source.collect in SETTLED_BY_GIVEN:
        return Want(name, source, here)
    return Want(
        name,
        source,
        here,
        tuple([made for attribute in attributes for made in producers.get(attribute, ())]),
        tuple([a for a in attributes if a not in given and a not in producers]),
    )
