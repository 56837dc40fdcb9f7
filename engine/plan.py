"""The fixed answer to "what must run to reach these Goals from these values". Made by `engine.planner`.

A Plan holds the very `Step` values it was made from, so later edits of the Flow do not disturb it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.cause import Cause
from engine.errors import PlanError
from engine.flow import Collect, Name, Step, StepId
from engine.policy import OnFailure
from engine.value import ABSENT, JSON, Absent, Value


class Producer(NamedTuple):
    """One output that an input may get its value from; `value` is there where it is pinned."""

    step: StepId
    output: Name
    attribute: Name
    value: JSON | Absent = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Where one input of a planned Step gets its value, worked out while planning.

    `given` are the Attributes read that have a given value, in order of preference; `producers` are
    the stand-ins in the order in which they are asked for (`first`) or listed (`all`). `lost` marks an
    optional `all` input that cannot be complete, since an Attribute or a producer of it cannot come:
    it is sure to take its default.
    """

    collect: Collect = Collect.FIRST
    required: bool = True
    literal: JSON | Absent = ABSENT
    default: JSON | Absent = ABSENT
    given: tuple[Name, ...] = ()
    producers: tuple[Producer, ...] = ()
    lost: bool = False


class Because(NamedTuple):
    """Why a Step is planned: the Goals it serves, and the shortest chain of Attributes to the nearest."""

    goals: tuple[StepId, ...]
    chain: tuple[Name, ...]


class Fault(NamedTuple):
    """What stops the Plan from being run: a typed kind, the sentence, and the names in it."""

    kind: str
    message: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would run, in which order and why; what would not, and why; and what is still missing.

    `steps` is in topological order, ties by id. `missing`, `offered` and `conditional` map the names
    that the user could give to the Steps that want them. `faults` are the reasons for which it cannot
    be run (the most important first); where there are any, the rest is planned as far as it goes.
    """

    flow: str = ""
    goals: tuple[StepId, ...] = ()
    on_failure: OnFailure = OnFailure.CONTINUE
    given: Mapping[Name, Value] = field(default_factory=dict)
    steps: Mapping[StepId, Step] = field(default_factory=dict)
    feeds: Mapping[StepId, Mapping[Name, Feed]] = field(default_factory=dict)
    because: Mapping[StepId, Because] = field(default_factory=dict)
    excluded: Mapping[StepId, Cause] = field(default_factory=dict)
    missing: Mapping[Name, tuple[StepId, ...]] = field(default_factory=dict)
    offered: Mapping[Name, tuple[StepId, ...]] = field(default_factory=dict)
    conditional: Mapping[Name, tuple[StepId, ...]] = field(default_factory=dict)
    stages: tuple[tuple[StepId, ...], ...] = ()
    faults: tuple[Fault, ...] = ()

    def require_sound(self) -> None:
        """Raise `PlanError` for the first fault, if there is one."""
        for fault in self.faults:
            raise PlanError(fault.kind, fault.message, fault.names)

    def require_runnable(self) -> None:
        """Raise `PlanError` for the first fault, or where values are still missing."""
        self.require_sound()
        if self.missing:
            names = sorted(self.missing)
            wanted = ", ".join(
                f"'{name}' (for {', '.join(self.missing[Name(name)])})" for name in names
            )
            raise PlanError("missing_inputs", f"values are missing: {wanted}", names)
