"""The facts of a run, in the past tense, and `Record`: a fact with its number and time.

The field names are those of the event stream (`engine.codec` adds `seq`, `at`, `run` and `type`).
`EVENTS` is the closed list of them; `backcast schema --events` is made from it.
Work done elsewhere names its `worker`, and the seconds that its try `waited` for it; other work has neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeAlias

from engine.flow import Name, StepId
from engine.plan import Fault, Plan
from engine.value import Value, fact
from engine.within import Inside as Inside


class Source(NamedTuple):
    """Where an input's value came from.

    `how` is `arrived`, `given`, `literal`, `default`, `left_out` or, once more, `edited`: somebody put
    another value in its place before the Step began. `steps` are those that wrote it.
    """

    how: str
    attributes: tuple[Name, ...] = ()
    steps: tuple[StepId, ...] = ()


@fact
class RunStarted:
    """The run exists: its Plan is fixed. `given` are the initial values, defaults included."""

    flow: str
    plan: Plan
    given: Mapping[Name, Value]


@fact
class InputSettled:
    """An input of a Step has its final value, or is left out for good (`value` is then null)."""

    step: StepId
    input: Name
    source: Source
    value: Value


@fact
class StepStarted:
    """The first try of a Step's work began; with `each`, on so many elements (else null)."""

    step: StepId
    items: int | None = None


@fact
class StepProgress:
    """The work says how far it is (`fraction` from 0 to 1, or null) and what it is doing."""

    step: StepId
    fraction: float | None
    text: str
    worker: str | None = None


@fact
class StepOutput:
    """The work printed a line; `stream` is `stdout` or `stderr`."""

    step: StepId
    stream: str
    text: str
    worker: str | None = None


@fact
class StepRetrying:
    """Try number `attempt` (of element `item`) failed; the next one begins after `delay` seconds."""

    step: StepId
    attempt: int
    delay: float
    reason: str
    message: str
    item: int | None = None


@fact
class ItemStarted:
    """Work on one element of an `each` Step began; elements count from 0, in input order."""

    step: StepId
    item: int


@fact
class ItemCompleted:
    """Work on one element succeeded, at try number `tries`, with these outputs."""

    step: StepId
    item: int
    tries: int
    outputs: Mapping[Name, Value]
    worker: str | None = None
    waited: float | None = None


@fact
class ItemFailed:
    """Work on one element failed for good."""

    step: StepId
    item: int
    tries: int
    reason: str
    message: str
    trace: str = ""
    worker: str | None = None
    waited: float | None = None


@fact
class AttributeSet:
    """A value has entered Flow state, written by `output` of `step`."""

    attribute: Name
    step: StepId
    output: Name
    value: Value


@fact
class StepCompleted:
    """The work succeeded, at try number `tries`; its outputs are in Flow state.

    `took` is there where some of it was done before the run was cut off: seconds of all of it that counts.
    """

    step: StepId
    tries: int
    worker: str | None = None
    waited: float | None = None
    took: float | None = None


@fact
class StepCached:
    """The outputs were remembered: run `from_run` made them, at `made` (ISO 8601, UTC)."""

    step: StepId
    made: str
    from_run: str


@fact
class StepSkipped:
    """The Step will not run, and that is no failure."""

    step: StepId
    reason: str
    names: tuple[str, ...]
    message: str


@fact
class StepFailed:
    """The Step's own work failed for good; `trace` is where in the user's code, for those who want it."""

    step: StepId
    tries: int
    reason: str
    message: str
    trace: str = ""
    worker: str | None = None
    waited: float | None = None


@fact
class StepBlocked:
    """A required input can no longer arrive; `root` is the Step where that began."""

    step: StepId
    root: StepId
    reason: str
    names: tuple[str, ...]
    message: str


@fact
class StepCancelled:
    """The Step was given up; `tries` is 0 where it had not begun."""

    step: StepId
    tries: int
    reason: str
    names: tuple[str, ...]
    message: str


@fact
class QuestionAsked:
    """A person is asked (about element `item`); `fields` are declared as a flow file declares inputs.

    `approve` marks a plain yes or no, with a comment.
    """

    step: StepId
    title: str
    message: str
    fields: Mapping[Name, Value]
    approve: bool = False
    item: int | None = None


@fact
class QuestionAnswered:
    """Somebody answered, or would not (`rejected`); `by` says where that came from."""

    step: StepId
    values: Mapping[Name, Value]
    by: str
    rejected: bool = False
    item: int | None = None


@fact
class RunPaused:
    """Nothing new begins until the run is resumed, but for Steps let go one by one; work goes on.

    At a breakpoint `step` is about to start (else null); where it asks about an input, `port` names
    that input and `value` is what it has.
    """

    step: StepId | None = None
    port: Name | None = None
    value: Value = None


@fact
class RunResumed:
    """The run goes on, after a pause; or since its process died, which is `away` seconds ago."""

    away: float | None = None


@fact
class Warning:  # noqa: A001 - the event is called `warning`
    """Something that the user ought to know; `code` is typed, `step` null where it is the run's."""

    code: str
    message: str
    step: StepId | None = None
    names: tuple[str, ...] = ()


@fact
class RunCompleted:
    """Every Goal completed or was satisfied."""


@fact
class RunFailed:
    """A Goal failed or is blocked; `error` is the first cause."""

    error: Fault


@fact
class RunCancelled:
    """The run was stopped."""

    reason: str
    message: str


@fact
class UndoStarted:
    """What a Step (or one element of it) had done is being undone."""

    step: StepId
    item: int | None = None


@fact
class UndoCompleted:
    """It is undone."""

    step: StepId
    item: int | None = None


@fact
class UndoFailed:
    """It could not be undone; the others are undone all the same."""

    step: StepId
    item: int | None
    reason: str
    message: str


@fact
class RunSettled:
    """Nothing of this run will happen any more."""


@fact
class Inner:
    """An event of the run inside a Step that runs a Flow (for element `item`, with `each`).

    The stream has no type of this name: there it is the inner event itself, with `within` beside it.
    How the run inside ended is not among them, since the Step's own end says it.
    """

    step: StepId
    item: int | None
    event: Event

    @property
    def way(self) -> tuple[Inside, ...]:
        """The Steps inside of which it happened, the outermost first."""
        event: Event = self
        way = []
        while isinstance(event, Inner):
            way.append(Inside(event.step, event.item))
            event = event.event
        return tuple(way)

    @property
    def innermost(self) -> Plain:
        """What happened, as the run in there tells it."""
        event: Event = self
        while isinstance(event, Inner):
            event = event.event
        return event

    @property
    def within(self) -> str:
        """Where: `step`, `step[2]`, `step/inner`."""
        return "/".join(map(str, self.way))

    @property
    def seen(self) -> Plain:
        """What happened, its Step named as it is from outside: `step/inner`."""
        event: Any = self.innermost
        step = getattr(event, "step", None)
        told: Plain = event if step is None else replace(event, step=f"{self.within}/{step}")
        return told


StepEnd: TypeAlias = (
    StepCompleted | StepCached | StepSkipped | StepFailed | StepBlocked | StepCancelled
)
"""The facts after which nothing follows for a Step."""

StepEvent: TypeAlias = (
    InputSettled | StepStarted | StepProgress | StepRetrying | AttributeSet
    | ItemStarted | ItemCompleted | ItemFailed
    | StepCompleted | StepCached | StepSkipped | StepFailed | StepBlocked | StepCancelled
    | UndoStarted | UndoCompleted | UndoFailed | QuestionAsked | QuestionAnswered
)  # fmt: skip
"""The facts that change what a Step has come to."""

Plain: TypeAlias = (
    RunStarted | StepEvent | StepOutput | Warning | RunPaused | RunResumed
    | RunCompleted | RunFailed | RunCancelled | RunSettled
)  # fmt: skip

Event: TypeAlias = Plain | Inner

EVENTS: Final[Mapping[str, type]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower(): event for event in Plain.__args__
}
"""Every event type by its name in the stream."""

SELDOM: Final = ("worker", "waited", "took", "away")
"""The fields that an event has only where work was done elsewhere, or the run was cut off."""

OUTERMOST: Final = frozenset(
    {RunCompleted, RunFailed, RunCancelled, RunSettled, RunPaused, RunResumed}
)
"""The types of events that a run inside a Step does not have."""

TYPE_NAMES: Final[Mapping[type, str]] = {event: name for name, event in EVENTS.items()}


class Record(NamedTuple):
    """An event with its number (from 1, without gaps) and its time (seconds since 1970, UTC)."""

    seq: int
    at: float
    event: Event
