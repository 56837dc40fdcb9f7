"""The wires of a Flow, derived from names, and the rarer questions about the graph they make.

The only module that knows networkx, which is imported when a question needs it: it costs more than
the rest of the start-up together. What runs at every edit (planning) keeps plain dicts instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from engine.flow import FLOW_INPUTS, Flow, Name, Port, Step, StepId, Wire

MANY: Final = 4
"""Where more than one Step in so many is another one, all is worked out from the beginning."""

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


class Changed(NamedTuple):
    """The Steps that one Flow has and another has not, or has otherwise."""

    gone: tuple[Step, ...]
    come: tuple[Step, ...]


def changed(old: Flow, new: Flow) -> Changed:
    """What became of the Steps of a Flow. Those that are the very same values are not looked into."""
    before, after = old.steps, new.steps
    if before is after:
        return Changed((), ())
    known = before.get
    come = [step for key, step in after.items() if known(key) is not step]
    gone = [before[step.id] for step in come if step.id in before]
    if len(before) - len(gone) != len(after) - len(come):  # some were taken out
        gone += [step for key, step in before.items() if key not in after]
    return Changed(tuple(gone), tuple(come))


def names_after(before: Names, change: Changed, flow: Flow) -> Names:
    """`names` of a Flow from those of another, but for the order of the ports: quick for few changes."""
    gone, come = change
    if len(gone) + len(come) > len(flow.steps) // MANY:
        return names(flow)
    left, more = (names(Flow(steps={step.id: step for step in part})) for part in change)
    stale = {step.id for step in gone}
    return Names(
        _merged(before.writers, left.writers, stale, more.writers),
        _merged(before.readers, left.readers, stale, more.readers),
    )


def _merged(
    index: Mapping[Name, tuple[Port, ...]],
    left: Iterable[Name],
    stale: Collection[StepId],
    more: Mapping[Name, tuple[Port, ...]],
) -> Mapping[Name, tuple[Port, ...]]:
    merged = dict(index)
    for name in left:
        ports = tuple(port for port in merged[name] if port.step not in stale)
        if ports:
            merged[name] = ports
        else:
            del merged[name]
    for name, ports in more.items():
        merged[name] = (*merged.get(name, ()), *ports)
    return merged


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
