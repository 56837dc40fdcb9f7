"""The kind `wait`: for a number of seconds, or until a time. Costs nothing while it waits.

A wait until a time goes by the machine's clock, asked again at least once a minute, so that a machine
that slept or was set right in between wakes in time.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from pydantic import Field

from engine.clock import SystemClock, iso
from engine.datatype import DataType, TypeName
from engine.errors import Fatal
from engine.flow import Input, Name, Output, Step
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.problem import Code, Problem, pointer
from engine.value import Value, preview, type_name

SECONDS: Final = Name("seconds")
"""The input of that name says for how long, where the config does not."""

UNTIL: Final = Name("until")
"""The input of that name says until when, where the config does not."""

WAITED: Final = Name("waited")
"""The one output: the seconds that passed."""

LONGEST: Final = 10 * 366 * 86_400.0
"""Seconds; nobody means to wait longer."""

_LOOK_AGAIN: Final = 60.0

_EXAMPLE = "2026-12-24T18:00:00+01:00"


class WaitConfig(KindConfig):
    """How long: seconds or a time, here or from an input `seconds` or `until`."""

    seconds: float | None = Field(
        default=None,
        ge=0,
        le=LONGEST,
        allow_inf_nan=False,
        title="Seconds",
        description="How long to wait. Left out, the input 'seconds' says it, or a time does.",
        json_schema_extra={"unit": "s"},
    )
    until: str | None = Field(
        default=None,
        title="Until",
        description="Wait until this time; without a time zone it is this machine's local time.",
        examples=[_EXAMPLE],
        json_schema_extra={"format": "date-time"},
    )


class WaitKind:
    """Lets time pass before what comes after it."""

    name: str = "wait"
    title: str = "Wait"
    description: str = "Waits for some seconds, or until a time."
    category: str = "Control"
    icon: str = "hourglass"
    config: type[KindConfig] = WaitConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict(
        {WAITED: Output(type=DataType(name=TypeName.NUMBER))}
    )

    def check(
        self,
        step: Step,
        config: WaitConfig,
        folder: object,  # noqa: ARG002 - the seam's
    ) -> Iterator[Problem]:
        """Nothing or too much that says how long, a time that is none, outputs that there are not."""
        said = [name for name in (SECONDS, UNTIL) if getattr(config, name) is not None]
        said += [name for name in (SECONDS, UNTIL) if name in step.inputs]
        if not said:
            hint = "Give the seconds, or the time, or add an input 'seconds' or 'until'."
            yield _problem(step, ("config",), "nothing says how long to wait.", hint)
        elif len(said) > 1:
            message = f"'{said[0]}' and '{said[1]}' both say how long to wait."
            if said[0] == said[1]:
                message = f"'{said[0]}' is in the config and is an input as well."
            yield _problem(step, ("config",), message, "Keep one of the two.")
        if config.until is not None and isinstance(found := _moment(config.until), str):
            yield _problem(step, ("config", "until"), f"{found}.")
        for name in step.outputs:
            if name != WAITED:
                message = f"a wait has no '{name}' to give."
                yield _problem(step, ("outputs", name), message, "Its one output is 'waited'.")

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Never."""
        return False

    async def perform(self, call: Call, config: WaitConfig, context: Context) -> Outputs:
        """Wait; a time that is past, or no seconds, is no wait.

        Raises:
            StepFailure: `bad_time`: nothing says how long, or not in a way that can be read.
        """
        clock = SystemClock()
        began = clock.monotonic()
        until = _value(config.until, call, UNTIL)
        if until is not None:
            moment = _moment(until)
            if isinstance(moment, str):
                raise Fatal(moment, reason="bad_time")
            context.report(text=f"until {iso(moment)}")
            await _reach(moment)
        else:
            await asyncio.sleep(_seconds(_value(config.seconds, call, SECONDS)))
        waited = clock.monotonic() - began
        return {WAITED: round(waited, 6)} if WAITED in call.outputs else {}


async def _reach(moment: float) -> None:
    """Wait until the machine's clock says that it is time."""
    clock = SystemClock()
    while (left := moment - clock.now()) > 0:  # noqa: ASYNC110 - nothing tells when a clock is set
        await asyncio.sleep(min(left, _LOOK_AGAIN))


def _value(configured: Value, call: Call, name: Name) -> Value:
    return call.inputs.get(name) if configured is None else configured


def _seconds(value: Value) -> float:
    if value is None:
        raise Fatal("nothing says how long to wait", reason="bad_time")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Fatal(
            f"'seconds' is {type_name(value)} {preview(value, 40)}; expected a number",
            reason="bad_time",
        )
    if not 0 <= value <= LONGEST:  # nor is NaN
        raise Fatal(
            f"'seconds' is {preview(value, 40)}; expected 0 to {LONGEST:.0f}", reason="bad_time"
        )
    return float(value)


def _moment(value: Value) -> float | str:
    """A time in seconds since 1970, or what is wrong with it."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        shown = preview(value, 40)
        return f"'until' is {type_name(value)} '{shown}'; expected a time such as {_EXAMPLE}"
    try:
        moment = time.timestamp()
        iso(moment)  # whether it can be said in UTC: years have four digits
    except (ValueError, OverflowError, OSError):
        moment = math.inf if time.year > 1970 else 0.0
    if moment - SystemClock().now() > LONGEST:
        return f"'until' is '{preview(value, 40)}', more than ten years away"
    return moment


def _problem(step: Step, place: tuple[str, ...], message: str, hint: str = "") -> Problem:
    at = pointer("steps", step.id, *place)
    return Problem(code=Code.BAD_CONFIG, pointer=at, message=message, hint=hint)
