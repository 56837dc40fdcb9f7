"""What a run is for, besides reaching the Goals of the Flow: values that say which part of it, and how.

Every part is run by a Flow of its own that is made of the drawn one, planned by the same planner; so the
run is kept, shown and resumed like any other, and the drawn Flow is not touched.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from designer.canvas.picture import Picture
from designer.panels.typed import write_value
from designer.session.manner import Manner, Reuse
from engine.datatype import DataType
from engine.flow import SUBFLOW, Flow, Name, Port, Side, Step, StepId
from engine.givens import type_of
from engine.recall import begun_again, results, taken_back
from engine.state import RunState, StepState
from engine.store import whole
from engine.value import Secret, Value, encode, same

if TYPE_CHECKING:
    from engine.plan import Plan

MOST_TEXT: Final = 20_000
"""Characters of a value beyond which it is given as it is, and not offered for editing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What to run: `goals` in place of the Flow's, or the one Step `only`, from values that are there.

    `given` needs not be asked for; `texts` stand in the fields of what is asked.
    """

    goals: frozenset[StepId] | None = None
    only: StepId | None = None
    given: Mapping[Name, Value] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = field(default_factory=Manner)

    @property
    def is_whole(self) -> bool:
        """Whether it is the Flow as it is drawn."""
        return self.goals is None and self.only is None

    def is_in(self, flow: Flow) -> bool:
        """Whether the Steps that it names are there, by the names that it knows them by."""
        named = {*(self.goals or ()), *(() if self.only is None else (self.only,))}
        return named <= flow.steps.keys()

    def of(self, flow: Flow) -> Flow:
        """The Flow that is run for it."""
        if self.only is not None and self.only in flow.steps:
            step = flow.steps[self.only]
            alone = flow.steps if _runs_this_flow(step) else {step.id: step}
            return replace(flow, goals=frozenset({step.id}), steps=alone)
        if self.goals is not None:
            return replace(flow, goals=self.goals & flow.steps.keys())
        return flow


class Last(NamedTuple):
    """The run that is shown, in the words of the Flow as it is drawn now."""

    state: RunState
    picture: Picture

    @classmethod
    def of(cls, picture: Picture) -> Last | None:
        """The run that a picture shows, if there is one."""
        return cls(picture.state, picture) if picture.state and picture.state.run else None

    def step(self, step: StepId) -> StepState | None:
        """What the run says of a Step."""
        there = self.picture.renames.to_run(step)
        return None if there is None else self.state.steps.get(there)

    def given(self, flow: Flow) -> dict[Name, Value]:
        """The values that it was given, of names that are still read."""
        read = {a for s in flow.steps.values() for n, it in s.inputs.items() for a in it.reads(n)}
        return {n: v for n, v in self.state.plan.given.items() if n in read or n in flow.inputs}


def to_port(flow: Flow, writers: Collection[Port], side: Side, port: Port) -> frozenset[StepId]:
    """The temporary Goals that bring about what a port has; none where nothing in the Flow makes it."""
    if side == "output":
        return frozenset({port.step} & flow.steps.keys())
    return frozenset(writer.step for writer in writers if writer.step in flow.steps)


def only(
    flow: Flow, step: StepId, last: Last | None, pasts: Sequence[RunState] = ()
) -> Errand:  # fmt: skip
    """Run one Step with the values that it read in the run before, which may be edited first.

    Where that run knows nothing of the Step, the last of `pasts` that does is asked.
    """
    found = _last_with(step, last, pasts)
    if found is None:
        return Errand(only=step)
    ran, state = found
    errand = Errand(only=step)
    given: dict[Name, Value] = {}
    texts: dict[str, str] = {}
    there = flow.steps[step]
    for name, value in _read(there, ran, state).items():
        type_ = type_of(errand.of(flow), name)
        text = _as_text(value, type_)
        if text is None or not _is_asked(there, name):
            given[name] = value
        else:
            texts[name] = text
    return replace(errand, given=given, texts=texts)


def whole_run(flow: Flow, last: Last, pasts: Sequence[RunState]) -> Last | None:
    """The run that is shown; after runs of one Step alone the run before them, if nothing was edited since.

    What one Step was tried with is no result of the others.
    """
    if not _was_alone(flow, last.state):
        return last
    before = next((past for past in reversed(pasts) if not _was_alone(flow, past)), None)
    if before is None or any(flow.steps.get(step) != it for step, it in before.plan.steps.items()):
        return None
    return last._replace(state=before)


def _was_alone(flow: Flow, run: RunState) -> bool:
    return len(run.plan.origin.flow.steps) == 1 < len(flow.steps)


def onwards(flow: Flow, plan: Plan, start: StepId, last: Last) -> Errand:
    """Run a Step and all that follows from it again, with the other results of the run before.

    Results of Steps that were edited since, or whose work was undone, are not taken: those are run, and
    what hangs on them.
    """
    to_now = last.picture.renames.from_run
    undone = [step for step in map(to_now, taken_back(last.state)) if step in plan.steps]
    again = {*_asked(plan, start, last), *plan.fed_by(undone)}
    known = {to_now(step): values for step, values in results(last.state, but=()).items()}
    kept = {s: v for s, v in known.items() if s in plan.steps and s not in again}
    goals = None if flow.goals & plan.steps.keys() else frozenset(plan.goals)
    manner = Manner(reuse=Reuse(last.state.run, start, kept))
    return Errand(goals=goals, given=last.given(flow), manner=manner)


def begun_before(
    plan: Plan, start: StepId, last: Last, errand: Errand
) -> dict[StepId, tuple[Step, ...]]:
    """What such an errand begins again though nobody asked for it: it had begun, and nothing came of it.

    A Step of a run inside another goes by `step/inner`; with each name come the Steps that it names.
    """
    reuse, to_now = errand.manner.reuse, last.picture.renames.from_run
    before = {to_now(step): one for step, one in last.state.steps.items()}
    but = {*_asked(plan, start, last), *(reuse.known if reuse else ())}
    return dict(begun_again(plan, before, but))


def _asked(plan: Plan, start: StepId, last: Last) -> Collection[StepId]:
    """What is to be run again: a Step, those that were edited since, and what follows from them."""
    return plan.fed_by([start, *(step for step in last.picture.stale if step in plan.steps)])


def _last_with(
    step: StepId, last: Last | None, pasts: Sequence[RunState]
) -> tuple[StepState, RunState] | None:  # fmt: skip
    """The newest run in which a Step had its inputs, and what that run says of it."""
    ran = last.step(step) if last else None
    if last is not None and ran is not None and ran.inputs:
        return ran, last.state
    known = ((past.steps[step], past) for past in reversed(pasts) if step in past.steps)
    return next(((one, past) for one, past in known if one.inputs), None)


def _read(step: Step, ran: StepState, state: RunState) -> dict[Name, Value]:
    """The Attributes that a Step read in a run, with the values that came."""
    found: dict[Name, Value] = {}
    for name, it in step.inputs.items():
        reads = it.reads(name)
        if len(reads) == 1 and name in ran.inputs and not it.is_list:
            # as it was, also where it was edited on its way
            found[reads[0]] = whole(ran.inputs[name])
            continue
        for attribute in reads:
            written = state.attributes.get(attribute)
            if written:
                found.setdefault(attribute, whole(written[0].value))
    return found


def _is_asked(step: Step, attribute: Name) -> bool:
    """Whether a form asks for an Attribute: only for those that a required input lacks."""
    return any(it.required and attribute in it.reads(name) for name, it in step.inputs.items())


def _as_text(value: Value, type_: DataType) -> str | None:
    """A value as it is typed; None where it cannot be, or is too long to be edited."""
    if isinstance(value, Secret):
        return value.reference
    plain = encode(value)
    if not same(plain, value):
        return None
    text = write_value(plain, type_)
    return text if len(text) <= MOST_TEXT else None


def _runs_this_flow(step: Step) -> bool:
    """Whether its work is a part of the very Flow that it stands in."""
    return step.kind == SUBFLOW and step.config.get("flow", None) is None
