"""Steps that wait for each other, in the whole Flow and not only in a Plan.

Linear in the ports: Steps and Attributes are both nodes here, so a name that thousands write and
thousands read costs the sum of its ports and not their product. Nothing recurses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from engine.flow import Flow, Name, StepId
from engine.value import ABSENT


class Knot(NamedTuple):
    """Enabled Steps that all wait for each other, and a shortest cycle through the first of them."""

    steps: frozenset[StepId]
    cycle: tuple[StepId, ...]


_Node: TypeAlias = StepId | tuple[Name]
"""A Step, or an Attribute as a tuple of its name alone."""

_Graph: TypeAlias = Mapping[_Node, list[_Node]]


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
