"""What the flow file can say and this version cannot run yet; files with it are read, kept and saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.flow import Collect, Input, Step

SUBFLOW: Final = "flow"
"""The kind whose Steps run a whole Flow."""

_RUN: Final = frozenset({Collect.FIRST, Collect.ALL})


def not_yet(step: Step) -> Iterator[str]:
    """The features that a Step uses and that are not run yet, as the flow file spells them, each once."""
    if step.kind == SUBFLOW:
        yield "kind: flow"
    if step.when:
        yield "when"
    if step.policy.cache:
        yield "cache"
    if step.policy.undo is not None:
        yield "undo"
    seen = set()
    for source in step.inputs.values():
        for feature in not_yet_input(source):
            if feature not in seen:
                seen.add(feature)
                yield feature


def not_yet_input(source: Input) -> Iterator[str]:
    """The same for one input alone."""
    if source.each:
        yield "each"
    if source.match:
        yield "match"
    if source.deadline is not None:
        yield "deadline"
    if source.collect not in _RUN:
        yield f"collect: {source.collect}"


def refusal(step: Step, feature: str) -> str:
    """The sentence that says so."""
    return f"step '{step.id}' uses '{feature}', which this version cannot run yet"
