"""How a run is to be carried out, besides its Plan: where to hold it, what to reuse, how fast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.breakpoint import Breakpoint
from engine.flow import StepId
from engine.plan import Plan
from engine.plugin import Outputs
from engine.registry import Registry


class Reuse(NamedTuple):
    """Results that are taken as another run gave them; `start` is the Step that is run again."""

    run: str
    start: StepId
    known: Mapping[StepId, Outputs]


class GoingOn(NamedTuple):
    """How a run goes on that did not come to its end: its Plan, made again, and the kinds of it."""

    plan: Plan
    registry: Registry
    recalls: bool = True
    executor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """`stepwise` pauses when the first Step has started; `recalls` uses what is remembered of earlier runs.

    `least` is how many seconds each Step takes at least, really; `executor` is where work is done that can be
    sent there, as `NAME` or `NAME:ADDRESS`, empty for here.
    """

    breakpoints: tuple[Breakpoint, ...] = ()
    stepwise: bool = False
    recalls: bool = True
    reuse: Reuse | None = None
    least: float = 0.0
    executor: str = ""
