"""A Plan after an edit, known from the Plan before.

At next to no cost where the edit leaves what must run as it was: all that touch what a Step says and does
but not its ports (its title, its config), and all that happen among Steps which nobody reads and which
are no Goals. Where something is wired otherwise, what must run is followed from there (`reshaping`). For
any other edit the answer is None, and the Plan is made from the beginning (`engine.planner`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from engine import cause
from engine.cause import Cause
from engine.flow import SUBFLOW, Collect, Flow, Step, StepId
from engine.graph import Changed, Names, changed
from engine.plan import Fault, Origin, Plan
from engine.planner.reshaping import Shapes, reshaped
from engine.planner.soundness import Kinds, by_importance, check_steps
from engine.policy import OnFailure
from engine.value import ABSENT, same

_BY_STEP: Final = frozenset({"unknown_kind", "bad_config"})
"""The kinds of faults that a Step has for what it says itself."""


def plan_again(
    before: Plan,
    change: Changed,
    flow: Flow,
    known: Names,
    kinds: Kinds | None,
    folder: Path | None,
    shapes: Shapes | None = None,
) -> Plan | None:
    """The Plan of a Flow, without given values, from that of the Flow as it was before a change.

    `known` are the names of the Flow now, `shapes` those of its Steps, where they are at hand. None where
    that cannot be told without planning anew, which is always so where Steps run other Flows.
    """
    old = before.origin.flow
    if not _is_alike(old, flow, before, folder) or any(s.kind == SUBFLOW for s in change.come):
        return None
    gone = {step.id: step for step in change.gone}
    come = {step.id: step for step in change.come}
    inside = {key for key, step in come.items() if key in gone and _reads_alike(gone[key], step)}
    loose = (gone.keys() | come.keys()) - inside
    touched = [step for step in (*change.gone, *change.come) if step.id in loose]
    if not all(_is_loose(step, loose, flow, known) for step in touched):
        shapes = shapes or Shapes().after(changed(Flow(), flow))
        return reshaped(before, change, flow, known, kinds, folder, shapes)
    planned = [come[key] for key in inside if key in before.steps]
    faults = _faults(before, planned, kinds, folder)
    if faults is None:
        return None
    steps = before.steps
    if planned:
        steps = {key: come.get(key, step) for key, step in steps.items()}
    return replace(
        before,
        flow=flow.name,
        steps=steps,
        excluded=_excluded(before.excluded, loose, come),
        faults=faults,
        origin=Origin(flow, folder),
    )


def _is_alike(old: Flow, flow: Flow, before: Plan, folder: Path | None) -> bool:
    """Whether nothing differs that every Step may depend on, and nothing is given."""
    origin = before.origin
    return (
        old.goals == flow.goals
        and (old.inputs is flow.inputs or same(old.inputs, flow.inputs))
        and OnFailure.UNDO not in (old.on_failure, flow.on_failure)
        and old.on_failure is flow.on_failure
        and origin.folder == folder
        and not before.given
        and not any(step.kind == SUBFLOW for step in old.steps.values())
        and not any(
            fault.kind == "unknown_goal" for fault in before.faults
        )  # it names what is near
    )


def _reads_alike(old: Step, new: Step) -> bool:
    """Whether a Step asks for and gives what it did, so that it stands in a Plan as it stood."""
    return (
        old.disabled == new.disabled
        and (old.inputs is new.inputs or same(old.inputs, new.inputs))
        and (old.outputs is new.outputs or same(old.outputs, new.outputs))
    )


def _is_loose(step: Step, loose: set[StepId], flow: Flow, known: Names) -> bool:
    """Whether no Goal can need a Step, nor any other Step read what it writes."""
    if step.id in flow.goals or any(i.collect is Collect.NONE for i in step.inputs.values()):
        return False
    written = [output.writes(name) for name, output in step.outputs.items()]
    return all(
        name not in flow.inputs and all(p.step in loose for p in known.readers.get(name, ()))
        for name in written
    )


def _faults(
    before: Plan, steps: list[Step], kinds: Kinds | None, folder: Path | None
) -> tuple[Fault, ...] | None:
    """The faults, with those that these planned Steps have by themselves worked out anew."""
    told = {(step.id,) for step in steps}
    kept = [fault for fault in before.faults if fault.names not in told]
    if len(kept) < len(before.faults):
        for step in steps:
            if any(_may_be_faulted_elsewhere(step)):
                return None
        if any(fault.names in told and fault.kind not in _BY_STEP for fault in before.faults):
            return None
    found = tuple(check_steps(steps, kinds, folder))
    return (
        by_importance((*kept, *found)) if found or len(kept) < len(before.faults) else before.faults
    )


def _may_be_faulted_elsewhere(step: Step) -> Iterator[bool]:
    """Gates and pins are judged by what they meet, and secrets by what is given."""
    for source in step.inputs.values():
        yield bool(source.match) or source.type.secret
    for output in step.outputs.values():
        yield output.value is not ABSENT


def _excluded(
    before: Mapping[StepId, Cause], loose: set[StepId], come: Mapping[StepId, Step]
) -> Mapping[StepId, Cause]:
    """Why Steps are left out, by id: those that were touched are disabled, or nobody needs them."""
    if not loose:
        return before
    causes = {step: why for step, why in before.items() if step not in loose}
    idle = cause.not_needed()
    for step in loose & come.keys():
        causes[step] = cause.disabled() if come[step].disabled else idle
    return {step: causes[step] for step in sorted(causes)}
