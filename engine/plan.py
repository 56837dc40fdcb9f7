"""The fixed answer to "what must run to reach these Goals from these values". Made by `engine.planner`.

A Plan holds the very `Step` values it was made from, so later edits of the Flow do not disturb it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from engine.cause import Cause
from engine.errors import PlanError
from engine.feed import Feed, Producer
from engine.flow import Flow, Name, Step, StepId
from engine.policy import OnFailure
from engine.purpose import Purposes
from engine.value import Value


class Fault(NamedTuple):
    """What stops the Plan from being run: a typed kind, the sentence, and the names in it."""

    kind: str
    message: str
    names: tuple[str, ...] = ()


class Origin(NamedTuple):
    """What a Plan was made of besides Goals and values: what its Steps need to run other Flows.

    `flows` are the child flows by path, and `path` is the Flow's own among them: empty for the one that
    was planned first, which need not have a file.
    """

    flow: Flow = Flow()
    folder: Path | None = None
    flows: Mapping[str, Flow] = {}
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would run, in which order and why; what would not, and why; and what is still missing.

    `steps` is in topological order, ties by id. `missing`, `offered` and `conditional` map the names
    that the user could give to the Steps that want them. `faults` are the reasons for which it cannot
    be run (the most important first); where there are any, the rest is planned as far as it goes.
    `held` are the pinned outputs of satisfied Goals: they are there as the run begins.
    `origin` is no part of the answer: two Plans that differ in it alone are equal.
    """

    flow: str = ""
    goals: tuple[StepId, ...] = ()
    on_failure: OnFailure = OnFailure.CONTINUE
    given: Mapping[Name, Value] = field(default_factory=dict)
    steps: Mapping[StepId, Step] = field(default_factory=dict)
    feeds: Mapping[StepId, Mapping[Name, Feed]] = field(default_factory=dict)
    because: Purposes = field(default_factory=Purposes)
    excluded: Mapping[StepId, Cause] = field(default_factory=dict)
    missing: Mapping[Name, tuple[StepId, ...]] = field(default_factory=dict)
    offered: Mapping[Name, tuple[StepId, ...]] = field(default_factory=dict)
    conditional: Mapping[Name, tuple[StepId, ...]] = field(default_factory=dict)
    held: tuple[Producer, ...] = ()
    stages: tuple[tuple[StepId, ...], ...] = ()
    faults: tuple[Fault, ...] = ()
    origin: Origin = field(default_factory=Origin, compare=False, repr=False)

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

    def readers(self) -> dict[StepId, list[StepId]]:
        """The Steps whose inputs a Step feeds, by that Step."""
        readers: dict[StepId, list[StepId]] = {}
        for step, feeds in self.feeds.items():
            for feed in feeds.values():
                for producer in feed.producers:
                    readers.setdefault(producer.step, []).append(step)
        return readers

    def fed_by(self, steps: Iterable[StepId]) -> set[StepId]:
        """These Steps and all that are fed by them, directly or through others."""
        readers, found = self.readers(), set(steps)
        open_ = [*found]
        while open_:
            fresh = {*readers.get(open_.pop(), ())} - found
            found |= fresh
            open_ += fresh
        return found
