"""What each input of a Flow reads, and whether an edit is about one input only. Qt-free, pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply, renamed
from engine.flow import FLOW_INPUTS, Flow, Name, Port
from engine.graph import names


def fed(flow: Flow) -> Mapping[Port, frozenset[Port]]:
    """The outputs that each input reads, those of the Flow among them."""
    writers = names(flow).writers
    return {
        Port(step.id, key): frozenset(
            port
            for name in it.reads(key)
            for port in (
                *writers.get(name, ()), *((Port(FLOW_INPUTS, name),) if name in flow.inputs else ())
            )
        )
        for step in flow.steps.values()
        for key, it in step.inputs.items()
    }  # fmt: skip


def is_for(
    port: Port, before: Mapping[Port, frozenset[Port]], diagram: Diagram, patch: Patch
) -> bool:
    """Whether an edit gives an input something else to read, and no other that reads something already."""
    after = fed(apply(diagram, patch).flow)
    others = (one for one, sources in before.items() if one != port and sources)
    return after.get(port) != before.get(port) and all(after.get(o) == before[o] for o in others)


def recalled(patch: Patch) -> Iterator[tuple[Name, Name]]:
    """What values that are given to a run were called before an edit, and what they are called after it.

    That is a Flow input that is renamed, or an input of a Step that reads the Attribute of its own name.
    """
    if (declared := renamed(patch.inputs)) is not None:
        yield declared
    for before, after in patch.steps.values():
        if before is None or after is None or before.inputs == after.inputs:
            continue
        gone = [key for key in before.inputs if key not in after.inputs]
        come = [key for key in after.inputs if key not in before.inputs]
        if len(gone) == len(come) == 1:
            old, new = gone[0], come[0]
            if before.inputs[old].reads(old) == (old,) and after.inputs[new].reads(new) == (new,):
                yield old, new
