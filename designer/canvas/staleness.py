"""Which marks of a run the edits since have left behind, and the words for why. Qt-free.

A Step's marks are stale when the Step itself, its wiring, or anything above it differs from what the
run's Plan holds. Taking the edit back makes them good again, since nothing is remembered but the Plan.
Titles and descriptions do not count, nor does a Step's id. Work in progress keeps its marks: they are
still true. Everything in here goes by the ids of the run.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from designer.canvas.renames import Renames
from designer.canvas.wiring import Wiring
from engine.flow import FLOW_INPUTS, Flow, Input, Name, Output, Step, StepId
from engine.state import RunState
from engine.value import ABSENT, Absent, Value, same

_ANY_ID = StepId("any")
_RECALLED = "recalled"
"""The kind of Steps whose results a rerun took as they were; no flow file can name it."""


class Staleness:
    """The Steps of a run's Plan that are no longer what was run, kept as the Flow changes."""

    def __init__(self, state: RunState, flow: Flow, wiring: Wiring, renames: Renames) -> None:
        """Compare every Step of the run's Plan with the Flow."""
        self.plan = state.plan
        self._state = state
        self._why: dict[StepId, str] = {}
        self._below: dict[StepId, set[StepId]] = {}
        for step, feeds in self.plan.feeds.items():
            for feed in feeds.values():
                for producer in feed.producers:
                    self._below.setdefault(producer.step, set()).add(step)
        self.compare(self.plan.steps, flow, wiring, renames)

    def compare(
        self, steps: Iterable[StepId], flow: Flow, wiring: Wiring, renames: Renames
    ) -> None:
        """Look again at these Steps."""
        for step in steps:
            old = self._ran(step)
            if old is None:
                continue
            now = flow.steps.get(renames.from_run(step))
            if now is not None and renames.to_run(now.id) != step:
                now = None  # another Step has taken the id
            was = now and self._unpinned(old, now)
            why = difference(old, was) or self._rewired(old, wiring, renames)
            self._why.pop(step, None)
            if why:
                self._why[step] = why

    def stale(self) -> Mapping[StepId, str]:
        """The Steps whose marks no longer hold, each with the reason in words."""
        reasons = dict(self._why)
        front = sorted(self._why)
        while front:
            step = front.pop()
            root = reasons[step] if step not in self._why else f"'{step}' changed"
            for below in sorted(self._below.get(step, ())):
                if below not in reasons:
                    reasons[below] = root
                    front.append(below)
        steps = self._state.steps
        return {s: why for s, why in reasons.items() if s in steps and steps[s].status.is_terminal}

    def _ran(self, step: StepId) -> Step | None:
        """What was run; of a Step whose result was taken from another run, what stood in the Flow."""
        ran = self.plan.steps.get(step)
        if ran is None or ran.kind != _RECALLED:
            return ran
        return self.plan.origin.flow.steps.get(step, ran)

    def _unpinned(self, old: Step, now: Step) -> Step:
        """The Step without the pins of just the values that the run had there: they change nothing."""
        run = self._state.steps.get(old.id)
        if run is None:
            return now
        inputs, outputs = OrderedDict(now.inputs), OrderedDict(now.outputs)
        for name, taken in now.inputs.items():
            if _is_kept(taken, old.inputs.get(name), run.inputs.get(name, ABSENT)):
                inputs[name] = replace(taken, value=ABSENT)
        for name, made in now.outputs.items():
            if _is_kept(made, old.outputs.get(name), run.outputs.get(name, ABSENT)):
                outputs[name] = replace(made, value=ABSENT)
        return replace(now, inputs=inputs, outputs=outputs)

    def _rewired(self, old: Step, wiring: Wiring, renames: Renames) -> str:
        feeds = self.plan.feeds.get(old.id, {})
        for name, it in old.inputs.items():
            feed = feeds.get(name)
            if feed is None or feed.given:
                continue
            then = {(p.step, p.output) for p in feed.producers}
            now = {
                (renames.to_run(port.step), port.name)
                for attribute in it.reads(name)
                for port in wiring.writers(attribute)
            }
            if any(self._counts(step) for step, _ in then ^ now):
                return f"the wires of '{name}' changed"
        return ""

    def _counts(self, step: StepId | None) -> bool:
        """Whether a producer that came or went concerns the run: not one it had left out anyway."""
        return step != FLOW_INPUTS and step not in self.plan.excluded


def difference(old: Step, new: Step | None) -> str:
    """What of a Step's meaning changed, in words; empty where nothing did."""
    if old is new:
        return ""
    if new is None:
        return f"'{old.id}' was removed"
    if _meaning(old) == _meaning(new):
        return ""
    keys = [k for k in {**old.config, **new.config} if old.config.get(k) != new.config.get(k)]
    for what, names in (
        ("", keys),
        ("input ", _changed(old.inputs, new.inputs)),
        ("output ", _changed(old.outputs, new.outputs)),
    ):
        if names:
            return f"{what}'{names[0]}' changed"
    return "disabled since" if new.disabled else "edited since"


def _is_kept(port: Input | Output, before: Input | Output | None, value: Value | Absent) -> bool:
    """Whether a port has been pinned since to the very value that the run had there."""
    if port.value is ABSENT or before is None or before.value is not ABSENT:
        return False
    return same(port.value, value)


def _meaning(step: Step) -> Step:
    return replace(step, id=_ANY_ID, title="", description="", extra={})


def _changed(old: Mapping[Name, object], new: Mapping[Name, object]) -> list[Name]:
    return [name for name in {**old, **new} if old.get(name) != new.get(name)]
