"""A Plan in which some Steps only give again what they gave in another run, and a registry that knows how."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from engine.datatype import ANY
from engine.events import Inside
from engine.flow import Input, Name, Output, Step, StepId
from engine.plan import Plan
from engine.plugin import Call, Context, KindConfig, Outputs, StepKind
from engine.policy import WorkPolicy
from engine.problem import Problem
from engine.registry import Registry
from engine.state import RunState, StepState
from engine.value import ABSENT, is_whole

RECALLED: Final = "recalled"
"""The kind of Steps that are not worked on again; no flow file can name it."""


def results(state: RunState, but: Collection[StepId]) -> dict[StepId, Outputs]:
    """What the Steps that delivered gave, of all but some; those whose values were not kept are not in it."""
    return {
        name: step.outputs
        for name, step in state.steps.items()
        if step.status.delivered and name not in but and is_whole(dict(step.outputs))
    }


def unchanged(old: RunState, plan: Plan, start: StepId) -> dict[StepId, Outputs]:
    """What a run of this Plan, from a Step on, takes from another run: not of Steps that were edited since.

    Nor of those whose work was undone, nor of any that is fed by one of them. `old` is that run, by its
    own Plan.
    """
    then = {name: _unnamed(step) for name, step in old.plan.steps.items()}
    edited = [name for name, step in plan.steps.items() if then.get(name) != _unnamed(step)]
    undone = [name for name in taken_back(old) if name in plan.steps]
    return results(old, but=plan.fed_by([start, *edited, *undone]))


def taken_back(state: RunState) -> list[StepId]:
    """The Steps of which something was undone, be it in a run inside them: their results stand no more."""
    return [name for name, step in state.steps.items() if _is_taken_back(step)]


def _is_taken_back(step: StepState) -> bool:
    inside = step.inner.values() if step.inner else ()
    return bool(step.undo) or any(map(taken_back, inside))


def begun_again(
    plan: Plan, before: Mapping[StepId, StepState], but: Collection[StepId]
) -> Iterator[tuple[StepId, tuple[Step, ...]]]:
    """What had begun `before`, in another run, and begins anew in this Plan that takes its results.

    Nothing is said of the Steps in `but`, nor of those that are not in the Plan.

    A Step of a run inside another goes by `step/inner`; with each name come the Steps that it names.
    """
    for name, one in before.items():
        step = plan.steps.get(name)
        if step is None or one.started is None or name in but or recalled_from(plan, name):
            continue
        below = list[tuple[StepId, tuple[Step, ...]]]()
        for item, run in (one.inner or {}).items():
            for inner, steps in begun_again(run.plan, run.steps, ()):
                below.append((StepId(f"{Inside(name, item)}/{inner}"), (step, *steps)))
        yield from below or [(name, (step,))]


def recalling(plan: Plan, known: Collection[StepId], run: str) -> Plan:
    """The same Plan, whose `known` Steps are of the kind `RECALLED`, from that run."""
    steps = {name: _recalled(s, run) if name in known else s for name, s in plan.steps.items()}
    return replace(plan, steps=steps)


def recalled_from(plan: Plan, step: StepId) -> str:
    """The run that a Step's results are taken from; empty where it is worked on."""
    known = plan.steps.get(step)
    return str(known.config["run"]) if known is not None and known.kind == RECALLED else ""


class RecalledConfig(KindConfig):
    """Where the results come from."""

    run: str


class RecallingRegistry(Registry):
    """The installed kinds, and the one that gives results of another run."""

    def __init__(self, known: Mapping[StepId, Outputs]) -> None:
        """Take the results by Step."""
        super().__init__()
        self._recalled = _Recalled(known)

    def kind(self, name: str) -> StepKind:
        """The kind of that name, as `Registry.kind` gives it."""
        return self._recalled if name == RECALLED else super().kind(name)


class _Recalled:
    name = RECALLED
    title = "Recalled"
    description = "Gives what the step gave in another run."
    category = ""
    icon = ""
    config: type[KindConfig] = RecalledConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict()

    def __init__(self, known: Mapping[StepId, Outputs]) -> None:
        self._known = known

    def check(self, step: Step, config: Any, folder: Path) -> Iterable[Problem]:
        del step, config, folder
        return ()

    def needs_thread(self, call: Call, context: Context) -> bool:
        del call, context
        return False

    async def perform(self, call: Call, config: Any, context: Context) -> Outputs:
        del config, context
        given = self._known[call.step]
        return {
            n: given[n] for n, port in call.outputs.items() if n in given and port.value is ABSENT
        }


def _unnamed(step: Step) -> Step:
    return replace(step, title="", description="")


def _recalled(step: Step, run: str) -> Step:
    """The Step without its work: it runs once, whole lists in and out, whatever it did with them."""
    return replace(
        step,
        kind=RECALLED,
        config={"run": run},
        when="",
        policy=WorkPolicy(),
        inputs=OrderedDict(
            (name, replace(port, each=False, type=port.wire_type))
            for name, port in step.inputs.items()
        ),
        outputs=OrderedDict((name, replace(port, type=ANY)) for name, port in step.outputs.items()),
    )
