"""Builders for tests, ours and plug-in authors': a Flow in a line or two. Runs nothing.

A Step is written `id: inputs -> outputs`, ports separated by commas:

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
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from engine.flow import Collect, Declared, Flow, Input, Name, Output, Step, StepId
from engine.value import ABSENT

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
