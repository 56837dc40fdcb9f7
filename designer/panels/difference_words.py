"""What differs between two runs, in the few words that there is room for on a card."""

from __future__ import annotations

from typing import Final

from designer.words import tr
from engine.clock import lasting
from engine.comparing import Aspect, Comparison
from engine.flow import FLOW_INPUTS, StepId

LEAST: Final = 0.001
"""Seconds below which nobody took longer than the other."""


def note_words(found: Comparison, step: StepId) -> str:
    """By how much a Step took longer or less, and what else of it is not as it was, if anything."""
    words = {
        Aspect.PLAN: tr("changed"), Aspect.VALUE: tr("other value"), Aspect.CAUSE: tr("ended otherwise")
    }  # fmt: skip
    aspects = dict.fromkeys(one.aspect for one in found.of(step))
    if step == FLOW_INPUTS:  # what else is of no Step is of the run
        return words[Aspect.VALUE] if Aspect.VALUE in aspects else ""
    later = found.later.get(step, 0.0)
    took = [] if abs(later) < LEAST else [later_words(later)]
    return " · ".join([*took, *(words[aspect] for aspect in aspects if aspect in words)])


def later_words(seconds: float) -> str:
    """By how much longer or less something took: `+1.2 s`."""
    return ("+" if seconds >= 0 else "\u2212") + lasting(abs(seconds))
