"""A part of the picture that is pointed out: a way to the Goal, a critical path. Qt-free values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.flow import Port, Side, StepId, Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """What has a strong outline of its own, which is neither a state's nor the selection's.

    With `dims_rest` everything else is painted with little strength. `words` says in a sentence what
    is pointed out; assistive technology is told it.
    """

    steps: frozenset[StepId] = frozenset()
    wires: frozenset[Wire] = frozenset()
    ports: frozenset[tuple[Side, Port]] = frozenset()
    dims_rest: bool = True
    words: str = ""
    notes: Mapping[StepId, str] = field(default_factory=dict, hash=False)
    """A few words to put on a card: by how much it took longer than in another run."""
