"""Steps that wait for each other, in the whole Flow and not only in a Plan.

Linear in the ports: Steps and Attributes are both nodes here, so a name that thousands write and
thousands read costs the sum of its ports and not their product. Nothing recurses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from math import inf
from typing import NamedTuple, TypeAlias

from engine.flow import Flow, Name, Step, StepId
from engine.graph import MANY, Changed, Names
from engine.value import ABSENT


class Knot(NamedTuple):
    """Enabled Steps that all wait for each other, and a shortest cycle through the first of them."""

    steps: frozenset[StepId]
    cycle: tuple[StepId, ...]


_Node: TypeAlias = StepId | tuple[Name]
"""A Step, or an Attribute as a tuple of its name alone."""

_Graph: TypeAlias = Mapping[_Node, list[_Node]]


class Knots:
    """Keeps `find_knots` of a Flow that is edited, by an order of its Steps while there are none."""

    def __init__(self) -> None:
        """Begin with no Step."""
        self._known: tuple[Knot, ...] = ()
        self._order = Order()

    def after(self, change: Changed, flow: Flow, known: Names) -> tuple[Knot, ...]:
        """The knots of a Flow after a change; `known` are its names."""
        if change == ((), ()):
            return self._known
        if self._known or not self._fits(change, flow, known):
            self._known = find_knots(flow)
            self._order = Order() if self._known else Order.of(flow)
        return self._known

    def _fits(self, change: Changed, flow: Flow, known: Names) -> bool:
        return len(change.come) <= len(flow.steps) // MANY and self._order.take(change, flow, known)


class Order:
    """An order of the enabled Steps of a Flow without knots: each comes after those that feed it."""

    def __init__(self, places: Mapping[StepId, float] = {}) -> None:
        """Begin with these places."""
        self._places = dict(places)

    @classmethod
    def of(cls, flow: Flow) -> Order:
        """The order of a whole Flow; Steps in knots and after them have none."""
        return cls(_order(flow))

    def copy(self) -> Order:
        """The same, of its own."""
        return Order(self._places)

    def has_all(self, flow: Flow) -> bool:
        """Whether every enabled Step of the Flow has a place."""
        return all(step.disabled or step.id in self._places for step in flow.steps.values())

    def is_before(self, one: StepId, other: StepId) -> bool:
        """Whether a Step comes before another, so that this one feeds it in no way; False if not known."""
        places = self._places
        return one in places and other in places and places[one] < places[other]

    def take(self, change: Changed, flow: Flow, known: Names) -> bool:
        """Find a place for every Step that came; False where one has none: it may be in a knot."""
        places = self._places
        come = [step for step in change.come if not step.disabled]
        were = {step.id: places.pop(step.id, 0.0) for step in change.gone if not step.disabled}
        for step in come:
            low = max((places.get(s, -inf) for s in _feeders(step, flow, known)), default=-inf)
            high = min((places.get(s, inf) for s in _readers(step, flow, known)), default=inf)
            places[step.id] = place = _between(low, high, were.get(step.id, 0.0))
            if not low < place < high or step.id in _readers(step, flow, known):
                return False
        return True


def find_knots(flow: Flow) -> tuple[Knot, ...]:
    """Every knot of the Flow, by smallest id. What a pinned output gives waits for nobody."""
    tangled = _tangled(_followers(flow))
    knots = []
    for part in _parts(tangled):
        steps = frozenset(node for node in part if not isinstance(node, tuple))
        if len(part) > 1:  # a Step and an Attribute at least; alone, a node merely follows a knot
            knots.append(Knot(steps, _cycle(min(steps), tangled, part)))
    return tuple(sorted(knots, key=lambda knot: knot.cycle))


def _followers(flow: Flow) -> _Graph:
    """What waits for each node: the Attributes that a Step writes, the Steps that read one."""
    follows: dict[_Node, list[_Node]] = {}
    for step in flow.steps.values():
        if step.disabled:
            continue
        follows[step.id] = [
            (port.writes(name),) for name, port in step.outputs.items() if port.value is ABSENT
        ]
        for name, source in step.inputs.items():
            for attribute in source.reads(name):
                follows.setdefault((attribute,), []).append(step.id)
    return follows


def _tangled(follows: _Graph) -> _Graph:
    """The graph without all that comes before its knots; empty, mostly."""
    waits = dict.fromkeys((node for nodes in follows.values() for node in nodes), 0)
    for nodes in follows.values():
        for node in nodes:
            waits[node] += 1
    rest = dict(follows)
    free = [node for node in follows if node not in waits]
    while free:
        for node in rest.pop(free.pop(), ()):
            waits[node] -= 1
            if not waits[node]:
                free.append(node)
    return rest


def _parts(follows: _Graph) -> Iterator[Collection[_Node]]:
    """The strongly connected parts (Kosaraju): flood backwards, those that finish last first."""
    leads: dict[_Node, list[_Node]] = {}
    for node, nodes in follows.items():
        for after in nodes:
            leads.setdefault(after, []).append(node)
    taken: set[_Node] = set()
    for root in reversed(_by_finish(follows)):
        part, waiting = set(), [root]
        while waiting:
            node = waiting.pop()
            if node not in taken:
                taken.add(node)
                part.add(node)
                waiting += leads.get(node, ())
        yield part


def _by_finish(follows: _Graph) -> list[_Node]:
    """All nodes in the order in which a depth-first walk leaves them."""
    seen: set[_Node] = set()
    order: list[_Node] = []
    waiting = [(node, False) for node in follows]
    while waiting:
        node, leaving = waiting.pop()
        if leaving:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting += [(after, False) for after in follows.get(node, ())]
    return order


def _cycle(start: StepId, follows: _Graph, part: Collection[_Node]) -> tuple[StepId, ...]:
    """A shortest way from a Step back to itself within its part; the same one whatever the order."""
    before: dict[_Node, _Node] = {}
    level: list[_Node] = [start]
    while start not in before:
        reached: dict[_Node, _Node] = {}
        for node in level:
            for after in follows.get(node, ()):
                if after in part and after not in before:
                    reached.setdefault(after, node)
        before |= reached
        level = sorted(reached)
    back = [before[start]]
    while back[-1] != start:
        back.append(before[back[-1]])
    return tuple(node for node in reversed(back) if not isinstance(node, tuple))


def _order(flow: Flow) -> dict[StepId, float]:
    """A place for every enabled Step of a Flow without knots: after those that feed it."""
    follows = _followers(flow)
    waits = dict.fromkeys(chain.from_iterable(follows.values()), 0)
    for node in chain.from_iterable(follows.values()):
        waits[node] += 1
    places: dict[StepId, float] = {}
    free = [node for node in follows if node not in waits]
    for node in free:  # grows while it is walked
        if not isinstance(node, tuple):
            places[node] = float(len(places))
        for after in follows.get(node, ()):
            waits[after] -= 1
            if not waits[after]:
                free.append(after)
    return places


def _between(low: float, high: float, wanted: float) -> float:
    if low < wanted < high:
        return wanted
    if high == inf:
        return low + 1
    return high - 1 if low == -inf else (low + high) / 2


def _feeders(step: Step, flow: Flow, known: Names) -> Iterator[StepId]:
    for name, source in step.inputs.items():
        for attribute in source.reads(name):
            for port in known.writers.get(attribute, ()):
                above = flow.steps[port.step]
                if not above.disabled and above.outputs[port.name].value is ABSENT:
                    yield port.step


def _readers(step: Step, flow: Flow, known: Names) -> Iterator[StepId]:
    for name, output in step.outputs.items():
        if output.value is ABSENT:
            for port in known.readers.get(output.writes(name), ()):
                if not flow.steps[port.step].disabled:
                    yield port.step
