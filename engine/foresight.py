"""What a Plan would come to: which Steps would be reused, why the others would not, how long it takes.

Pure but for the memory that it is given: the same keys are asked for that a run would ask for, with the
inputs that are known before anything runs. What is not known is not guessed, and neither is a time that
was never measured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from statistics import median
from typing import Final

from engine.feed import Feed
from engine.flow import Collect, Name, Step, StepId
from engine.memo import Memo
from engine.plan import Plan
from engine.value import ABSENT, JSON, Absent, Value


class Fate(StrEnum):
    """What would become of a planned Step, as far as it is known before the run."""

    REUSED = "reused"  # its result is remembered
    PINNED = "pinned"  # every output is pinned
    SKIPPED = "skipped"  # a gate is shut by what is given
    NOT_CACHED = "not_cached"  # it does not ask to be remembered
    UNKNOWN = "unknown"  # an input, or its condition, is only known in the run
    CHANGED = "changed"  # nothing is remembered of these inputs and this code
    FORGETFUL = "forgetful"  # it cannot be remembered

    @property
    def works(self) -> bool:
        """Whether the Step's work would be done, as far as one can tell."""
        return self not in (Fate.REUSED, Fate.PINNED, Fate.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One Step: its fate, the inputs that it hangs on, and the sentence that says why.

    `made` says when its result was made (ISO 8601, UTC), `seconds` how long its work takes by what
    was measured; None where it never was.
    """

    fate: Fate
    names: tuple[str, ...] = ()
    message: str = ""
    made: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """All planned Steps. `seconds` is the longest way through the work, of what was measured.

    `unmeasured` are the Steps that would work and for which there is no measure.
    """

    steps: Mapping[StepId, Foreseen] = field(default_factory=dict)
    seconds: float = 0.0
    unmeasured: tuple[StepId, ...] = ()

    def with_fate(self, fate: Fate) -> tuple[StepId, ...]:
        """The Steps of that fate, in the Plan's order."""
        return tuple(step for step, it in self.steps.items() if it.fate is fate)


_NOT_CACHED: Final = Foreseen(
    fate=Fate.NOT_CACHED, message="it does not ask for its result to be kept"
)
"""The same one for thousands of Steps: who compares two foresights sees that at once."""


def foresee(plan: Plan, memo: Memo | None, measured: Mapping[StepId, float]) -> Foresight:
    """What a Plan would come to; without a memory nothing is reused. Raises nothing."""
    found: dict[StepId, Foreseen] = {}
    outputs: dict[StepId, Mapping[Name, Value]] = {}
    for step in plan.steps.values():
        inputs = _inputs(plan, step, outputs)
        it = _foreseen(plan, step, inputs, memo, outputs)
        seconds = measured.get(step.id)
        found[step.id] = it if seconds is None else replace(it, seconds=seconds)
    unmeasured = tuple(s for s, it in found.items() if it.fate.works and it.seconds is None)
    return Foresight(steps=found, seconds=_longest(plan, found), unmeasured=unmeasured)


def typical(runs: Iterable[Mapping[StepId, float]]) -> dict[StepId, float]:
    """The median of what was measured of each Step in some runs."""
    measured: dict[StepId, list[float]] = defaultdict(list)
    for run in runs:
        for step, seconds in run.items():
            measured[step].append(seconds)
    return {step: median(times) for step, times in measured.items()}


def _foreseen(
    plan: Plan, step: Step, inputs: Mapping[Name, Value] | Name, memo: Memo | None,
    outputs: dict[StepId, Mapping[Name, Value]],
) -> Foreseen:  # fmt: skip
    if step.outputs and all(port.value is not ABSENT for port in step.outputs.values()):
        return Foreseen(fate=Fate.PINNED, message="its result is pinned")
    if any(feed.shut for feed in plan.feeds.get(step.id, {}).values()):
        return Foreseen(fate=Fate.SKIPPED, message="what is given does not match what it takes")
    if not step.policy.cache:
        return _NOT_CACHED
    if step.when:
        return Foreseen(fate=Fate.UNKNOWN, message="its condition is only decided in the run")
    if isinstance(inputs, str):
        message = f"its input '{inputs}' is only known in the run"
        return Foreseen(fate=Fate.UNKNOWN, names=(inputs,), message=message)
    if memo is None:
        return Foreseen(fate=Fate.CHANGED, message="nothing is remembered yet")
    recalled = memo.recall(step, inputs)
    told = [warning.message for warning in memo.told()]
    if recalled is not None:
        outputs[step.id] = recalled.outputs
        return Foreseen(
            fate=Fate.REUSED, message="its result is remembered", made=recalled.made
        )  # fmt: skip
    if told:
        return Foreseen(fate=Fate.FORGETFUL, message=told[0])
    message = "nothing is remembered of these inputs and this code"
    return Foreseen(fate=Fate.CHANGED, names=tuple(inputs), message=message)


def _inputs(
    plan: Plan, step: Step, outputs: Mapping[StepId, Mapping[Name, Value]]
) -> Mapping[Name, Value] | Name:
    """The inputs of a Step as it would start with them, or the first that is not known."""
    known: dict[Name, Value] = {}
    for name, port in step.inputs.items():
        feed = plan.feeds.get(step.id, {}).get(name)
        if feed is None or (port.match and feed.producers):
            return name
        there, value = _settled(plan, feed, outputs)
        if not there:
            return name
        if value is not ABSENT:
            known[name] = value
    return known


def _settled(
    plan: Plan, feed: Feed, outputs: Mapping[StepId, Mapping[Name, Value]]
) -> tuple[bool, Value | Absent]:
    """Whether it is known what an input comes to, and what; absent where it is left out."""
    if feed.literal is not ABSENT:
        return True, feed.literal
    if not feed.producers and not feed.given:
        return not feed.required, feed.default
    if feed.lost:
        return not feed.required, feed.default
    if feed.collect not in (Collect.FIRST, Collect.FASTEST):
        return False, ABSENT
    if feed.given:
        return True, plan.given[feed.given[0]]
    first = feed.producers[0]
    if first.value is not ABSENT:
        value: JSON | Absent = first.value
        return True, value
    if first.step in outputs and first.output in outputs[first.step]:
        return True, outputs[first.step][first.output]
    return False, ABSENT


def _longest(plan: Plan, found: Mapping[StepId, Foreseen]) -> float:
    """Seconds until the last Step is done, where nothing waits but for what it needs."""
    ends: dict[StepId, float] = {}
    for step in plan.steps:
        feeds = plan.feeds.get(step, {}).values()
        above = [ends.get(p.step, 0.0) for feed in feeds for p in feed.producers]
        own = (found[step].seconds or 0.0) if found[step].fate.works else 0.0
        ends[step] = max(above, default=0.0) + own
    return max(ends.values(), default=0.0)
