"""What the flow file can say and this version cannot run yet; files with it are read, kept and saved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.flow import SUBFLOW, Step

KINDS_NOT_RUN: Final = frozenset({SUBFLOW})
"""Kinds that a file may name and a palette does not offer."""


def not_yet(step: Step) -> Iterator[str]:
    """The features that a Step uses and that are not run yet, as the flow file spells them, each once."""
    if step.kind in KINDS_NOT_RUN:
        yield f"kind: {step.kind}"
    if step.policy.cache:
        yield "cache"


def refusal(step: Step, feature: str) -> str:
    """The sentence that says so."""
    return f"step '{step.id}' uses '{feature}', which this version cannot run yet"
