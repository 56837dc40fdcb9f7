"""For tests, ours, plug-in authors' and users': a Flow in a line or two; a Flow or a Step of it, run.

`run_flow` runs a flow file with some Steps replaced (a service that is not to be called), `run_step` one
Step by itself; both give a `Ran`. The builders run nothing. A Step is written `id: inputs -> outputs`,
ports separated by commas:

    page            an input or output of that name, joined by that Attribute
    page?           an optional input
    page?=3         an optional input with a default (a JSON scalar)
    page:=3         an input or output pinned to a value (a JSON scalar)
    body=page       the input `body` reads the Attribute `page`; the output `body` writes it
    body=page|copy  the input reads the first of several Attributes (`body=page|copy?`: optional)
    body=page&copy  the input reads them all, as a list (`body=page&`: all producers of the one)
    page*           an optional output
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine.errors import nearest
from engine.flow import Collect, Declared, Flow, Input, Name, Output, Step, StepId
from engine.library import OpenFlow, Ran, open_flow
from engine.value import ABSENT, Value

StandIn: TypeAlias = Mapping[str, Value] | Callable[..., Any]
"""What a Step is replaced by: its outputs by name, or a function that is called in its place."""

_STEP: Final = re.compile(r"\s*(?P<id>[^:\s]+)\s*:(?!=)(?P<inputs>.*?)(->(?P<outputs>.*))?\s*")
_PORT: Final = re.compile(
    r"(?P<name>\w+)(?P<optional>[?*]?)(:=(?P<value>.+))?(=(?P<rest>[^?*]*)(?P<late>[?*]?))?"
)


def step_of(text: str, *, kind: str = "python", **changes: Any) -> Step:
    """A Step from its line; `changes` are further fields of `Step` (`disabled=True`, `policy=...`).

    A `python` Step gets the config `{"function": "work:ID"}`, with underscores for what a Python
    name cannot hold.

    Raises:
        ValueError: The line is not written as this module's docstring says.
    """
    match = _STEP.fullmatch(text)
    if match is None:
        raise ValueError(f"not a step: {text!r}; write 'id: inputs -> outputs'")
    step = StepId(match["id"])
    function = f"work:{re.sub('[^a-z0-9]', '_', step)}"
    plain = Step(
        id=step,
        kind=kind,
        config={"function": function} if kind == "python" else {},
        inputs=OrderedDict(_input(part) for part in _parts(match["inputs"])),
        outputs=OrderedDict(_output(part) for part in _parts(match["outputs"] or "")),
    )
    return replace(plain, **changes)


def flow_of(
    *steps: str | Step,
    goals: str | Iterable[str] | None = None,
    kind: str = "python",
    **inputs: Any,
) -> Flow:
    """A Flow of Steps, each a line or a `Step`.

    `goals` are ids, separated by blanks where they are one string; left out, the last Step is the
    Goal. Further keywords are Flow inputs: a `Declared`, or a value that becomes the default.

    Raises:
        ValueError: A line is not written as this module's docstring says.
    """
    made = [step if isinstance(step, Step) else step_of(step, kind=kind) for step in steps]
    if goals is None:
        goals = [step.id for step in made[-1:]]
    wanted = goals.split() if isinstance(goals, str) else goals
    return Flow(
        name="test",
        steps={step.id: step for step in made},
        goals=frozenset(StepId(goal) for goal in wanted),
        inputs={
            Name(name): value if isinstance(value, Declared) else Declared(default=value)
            for name, value in inputs.items()
        },
    )


def run_flow(
    flow: str | Path | OpenFlow,
    given: Mapping[str, Value] | None = None,
    *,
    replacing: Mapping[str, StandIn] | None = None,
    goals: Iterable[str] | None = None,
    timeout: float | None = 60.0,
    **values: Value,
) -> Ran:
    """Run a Flow to its end with some of its Steps replaced; `given` and keywords are initial values.

    A Step that is replaced by values does not run, nor does what only it needs. The file is left alone.
    `timeout` is how many seconds the run may take before it fails.

    Raises:
        KeyError: There is no Step or output of a name that is to be replaced.
        PlanError: It cannot be run.
    """
    opened = flow if isinstance(flow, OpenFlow) else open_flow(flow)
    for step, stand_in in (replacing or {}).items():
        opened = _replaced(opened, StepId(step), stand_in)
    wanted = None if goals is None else list(goals)
    return opened.run({**(given or {}), **values}, goals=wanted, timeout=timeout)


def run_step(
    flow: str | Path | OpenFlow,
    step: str,
    inputs: Mapping[str, Value] | None = None,
    *,
    timeout: float | None = 60.0,
    **values: Value,
) -> Ran:
    """Run one Step of a Flow by itself, with its inputs by port name; its outputs are Attributes.

    Raises:
        KeyError: There is no Step of that id.
        PlanError: It cannot be run, such as without an input that it requires.
    """
    opened = flow if isinstance(flow, OpenFlow) else open_flow(flow)
    found = _found(opened, StepId(step))
    alone = replace(
        found,
        inputs=OrderedDict((n, replace(port, sources=())) for n, port in found.inputs.items()),
        outputs=OrderedDict(
            (n, replace(port, attribute=Name(""))) for n, port in found.outputs.items()
        ),
    )
    made = opened.changed(Flow(name=step, steps={alone.id: alone}, goals=frozenset({alone.id})))
    return made.run({**(inputs or {}), **values}, timeout=timeout)


def _found(opened: OpenFlow, step: StepId) -> Step:
    if step not in opened.flow.steps:
        close = nearest(step, opened.flow.steps)
        raise KeyError(f"no step '{step}'" + (f"; did you mean '{close}'?" if close else ""))
    return opened.flow.steps[step]


def _replaced(opened: OpenFlow, step: StepId, stand_in: StandIn) -> OpenFlow:
    found = _found(opened, step)
    if callable(stand_in):
        return opened.changed(opened.flow, {step: stand_in})
    unknown = sorted(stand_in.keys() - set(found.outputs))
    if unknown:
        raise KeyError(f"step '{step}' has no output '{unknown[0]}'")
    outputs = OrderedDict(
        (name, replace(port, value=stand_in[name]) if name in stand_in else port)
        for name, port in found.outputs.items()
    )
    steps = {**opened.flow.steps, step: replace(found, outputs=outputs)}
    return opened.changed(replace(opened.flow, steps=steps))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _port(text: str) -> re.Match[str]:
    match = _PORT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a port: {text!r}")
    return match


def _input(text: str) -> tuple[Name, Input]:
    port = _port(text)
    name, rest = Name(port["name"]), port["rest"] or ""
    if port["value"] is not None:
        return name, Input(value=json.loads(port["value"]))
    if port["optional"]:
        return name, Input(required=False, default=json.loads(rest) if rest else ABSENT)
    return name, Input(
        required=not port["late"],
        sources=tuple(Name(part) for part in re.split("[|&]", rest) if part),
        collect=Collect.ALL if "&" in rest else Collect.FIRST,
    )


def _output(text: str) -> tuple[Name, Output]:
    port = _port(text)
    optional = bool(port["optional"] or port["late"])
    value = ABSENT if port["value"] is None else json.loads(port["value"])
    return Name(port["name"]), Output(
        attribute=Name(port["rest"] or ""), optional=optional, value=value
    )
