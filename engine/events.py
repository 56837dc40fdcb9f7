"""The facts of a run, in the past tense, and `Record`: a fact with its number and time.

The field names are those of the event stream (`engine.codec` adds `seq`, `at`, `run` and `type`).
`EVENTS` is the closed list of them; `backcast schema --events` is made from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from engine.flow import Name, StepId
from engine.plan import Fault, Plan
from engine.value import Value


class Source(NamedTuple):
    """Where an input's value came from.

    `how` is `arrived`, `given`, `literal`, `default` or `left_out`; `steps` are those that wrote it.
    """

    how: str
    attributes: tuple[Name, ...] = ()
    steps: tuple[StepId, ...] = ()


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The run exists: its Plan is fixed. `given` are the initial values, defaults included."""

    flow: str
    plan: Plan
    given: Mapping[Name, Value]


@dataclass(frozen=True, slots=True)
class InputSettled:
    """An input of a Step has its final value, or is left out for good (`value` is then null)."""

    step: StepId
    input: Name
    source: Source
    value: Value


@dataclass(frozen=True, slots=True)
class StepStarted:
    """The first try of a Step's work began; with `each`, on so many elements (else null)."""

    step: StepId
    items: int | None = None


@dataclass(frozen=True, slots=True)
class StepProgress:
    """The work says how far it is (`fraction` from 0 to 1, or null) and what it is doing."""

    step: StepId
    fraction: float | None
    text: str


@dataclass(frozen=True, slots=True)
class StepOutput:
    """The work printed a line; `stream` is `stdout` or `stderr`."""

    step: StepId
    stream: str
    text: str


@dataclass(frozen=True, slots=True)
class StepRetrying:
    """Try number `attempt` (of element `item`) failed; the next one begins after `delay` seconds."""

    step: StepId
    attempt: int
    delay: float
    reason: str
    message: str
    item: int | None = None


@dataclass(frozen=True, slots=True)
class ItemStarted:
    """Work on one element of an `each` Step began; elements count from 0, in input order."""

    step: StepId
    item: int


@dataclass(frozen=True, slots=True)
class ItemCompleted:
    """Work on one element succeeded, at try number `tries`, with these outputs."""

    step: StepId
    item: int
    tries: int
    outputs: Mapping[Name, Value]


@dataclass(frozen=True, slots=True)
class ItemFailed:
    """Work on one element failed for good."""

    step: StepId
    item: int
    tries: int
    reason: str
    message: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class AttributeSet:
    """A value has entered Flow state, written by `output` of `step`."""

    attribute: Name
    step: StepId
    output: Name
    value: Value


@dataclass(frozen=True, slots=True)
class StepCompleted:
    """The work succeeded, at try number `tries`; its outputs are in Flow state."""

    step: StepId
    tries: int


@dataclass(frozen=True, slots=True)
class StepSkipped:
    """The Step will not run, and that is no failure."""

    step: StepId
    reason: str
    names: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class StepFailed:
    """The Step's own work failed for good; `trace` is where in the user's code, for those who want it."""

    step: StepId
    tries: int
    reason: str
    message: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class StepBlocked:
    """A required input can no longer arrive; `root` is the Step where that began."""

    step: StepId
    root: StepId
    reason: str
    names: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class StepCancelled:
    """The Step was given up; `tries` is 0 where it had not begun."""

    step: StepId
    tries: int
    reason: str
    names: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the event is called `warning`
    """Something that the user ought to know; `code` is typed, `step` null where it is the run's."""

    code: str
    message: str
    step: StepId | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunCompleted:
    """Every Goal completed or was satisfied."""


@dataclass(frozen=True, slots=True)
class RunFailed:
    """A Goal failed or is blocked; `error` is the first cause."""

    error: Fault


@dataclass(frozen=True, slots=True)
class RunCancelled:
    """The run was stopped."""

    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class UndoStarted:
    """What a Step (or one element of it) had done is being undone."""

    step: StepId
    item: int | None = None


@dataclass(frozen=True, slots=True)
class UndoCompleted:
    """It is undone."""

    step: StepId
    item: int | None = None


@dataclass(frozen=True, slots=True)
class UndoFailed:
    """It could not be undone; the others are undone all the same."""

    step: StepId
    item: int | None
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class RunSettled:
    """Nothing of this run will happen any more."""


StepEnd: TypeAlias = StepCompleted | StepSkipped | StepFailed | StepBlocked | StepCancelled
"""The facts after which nothing follows for a Step."""

StepEvent: TypeAlias = (
    InputSettled | StepStarted | StepProgress | StepRetrying | AttributeSet
    | ItemStarted | ItemCompleted | ItemFailed
    | StepCompleted | StepSkipped | StepFailed | StepBlocked | StepCancelled
    | UndoStarted | UndoCompleted | UndoFailed
)  # fmt: skip
"""The facts that change what a Step has come to."""

Event: TypeAlias = (
    RunStarted | StepEvent | StepOutput | Warning
    | RunCompleted | RunFailed | RunCancelled | RunSettled
)  # fmt: skip

EVENTS: Final[Mapping[str, type]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower(): event for event in Event.__args__
}
"""Every event type by its name in the stream."""

TYPE_NAMES: Final[Mapping[type, str]] = {event: name for name, event in EVENTS.items()}


class Record(NamedTuple):
    """An event with its number (from 1, without gaps) and its time (seconds since 1970, UTC)."""

    seq: int
    at: float
    event: Event
