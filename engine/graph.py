"""The wires of a Flow, derived from names, and the rarer questions about the graph they make.

The only module that knows networkx, which is imported when a question needs it: it costs more than
the rest of the start-up together. What runs at every edit (planning) keeps plain dicts instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from engine.flow import FLOW_INPUTS, Flow, Name, Port, StepId, Wire

_Node = TypeVar("_Node", StepId, tuple[str, StepId])
"""What may wait for its like: a Step, or one in the Flow of a path."""


@dataclass(frozen=True, slots=True)
class Names:
    """Who writes and who reads each Attribute, ports in the Flow's own order."""

    writers: Mapping[Name, tuple[Port, ...]]
    readers: Mapping[Name, tuple[Port, ...]]


def names(flow: Flow) -> Names:
    """Index the Attributes of a Flow; disabled Steps and pinned outputs count, pinned inputs do not."""
    writers: dict[Name, list[Port]] = defaultdict(list)
    readers: dict[Name, list[Port]] = defaultdict(list)
    for step in flow.steps.values():
        for name, output in step.outputs.items():
            writers[output.writes(name)].append(Port(step.id, name))
        for name, source in step.inputs.items():
            for attribute in source.reads(name):
                readers[attribute].append(Port(step.id, name))
    return Names(
        {name: tuple(ports) for name, ports in writers.items()},
        {name: tuple(ports) for name, ports in readers.items()},
    )


def wires(flow: Flow) -> tuple[Wire, ...]:
    """Every (output, input) pair that shares an Attribute, those of the Flow inputs' card included.

    The card (step `FLOW_INPUTS`) has an output for each declared Flow input.
    """
    index = names(flow)
    return tuple(
        Wire(source, target)
        for attribute, targets in index.readers.items()
        for source in (
            *((Port(FLOW_INPUTS, attribute),) if attribute in flow.inputs else ()),
            *index.writers.get(attribute, ()),
        )
        for target in targets
    )


def find_cycle(edges: Iterable[tuple[_Node, _Node]]) -> tuple[_Node, ...]:
    """The nodes of one cycle in order, beginning with the smallest; empty where there is none.

    The same for the same set of edges, whatever their order.
    """
    known = set(edges)
    if not known:
        return ()
    import networkx as nx

    graph: nx.DiGraph[_Node] = nx.DiGraph()
    graph.add_edges_from(sorted(known))
    try:
        steps = [source for source, _ in nx.find_cycle(graph)]
    except nx.NetworkXNoCycle:
        return ()
    start = steps.index(min(steps))
    return tuple(steps[start:] + steps[:start])
