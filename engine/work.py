"""One Step's work while it is in progress: its try, its time limit, its context, what came of it.

Knows nothing of the Plan or the rule; the runner decides what a piece of work's end leads to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from engine import cause
from engine import events as e
from engine.capture import LINE_LIMIT
from engine.cause import Cause, Reason
from engine.datatype import ANY
from engine.errors import StepFailure, nearest
from engine.flow import Name, Output, Step, StepId
from engine.kept import Kept
from engine.masking import blot, blot_piece
from engine.outbox import Outbox
from engine.plugin import Call, Executor
from engine.question import Question, Reply
from engine.secret import FORMS, is_reference, references
from engine.tracing import describe, own_text
from engine.value import ABSENT, ATOMS, Secret, Value, fact, fresh

T = TypeVar("T")

NOT_AS_IT_IS: Final = (Secret, list, dict)
"""Values that a try gets in another shape, or a copy of its own."""

_HOLDERS: Final = (list, dict, tuple)
_PLAIN: Final = frozenset({list, dict})

LONGEST_MESSAGE: Final = 1_000
"""Characters of a failure's message that are kept."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a try failed, whether another may succeed, and where in the user's code."""

    reason: str
    message: str
    retryable: bool = False
    trace: str = ""
    retry_after: float | None = None  # seconds that whoever refused asked us to wait


@fact
class Delivered:
    """What a try gave, by output name, checked; and what it gave that nobody declared."""

    outputs: Mapping[Name, Value]
    undeclared: tuple[str, ...] = ()


Outcome: TypeAlias = Delivered | Failure | Cause
"""A Cause says that the work was cancelled, and why."""


@dataclass(slots=True)
class Work:
    """The work of one Step from its first try to its end. Only the runner changes it."""

    step: Step
    item: int | None = None  # which element, with `each`
    attempt: int = 1
    call: Call | None = None  # of this try, and what it may ask for
    context: WorkContext | None = None
    task: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None  # the time limit, or the wait for a retry
    grace: asyncio.TimerHandle | None = None  # how long a cancelled try may take to end
    holds_thread: bool = False
    timed_out: bool = False
    cancelled: Cause | None = None
    left_thread: bool = False  # a thread was abandoned in this try
    secrets: tuple[str, ...] = ()  # what must not be seen in anything that the work says
    cut: frozenset[str] = frozenset()  # the streams on which it is in the middle of a long line
    failure: Failure | None = None  # of the last try, while waiting for the next
    closed: bool = False  # whatever it still does is too late
    trip: object = None  # its way to where it is done, if that is not here
    worker: str | None = None  # who did it there, and for how many seconds it had waited
    waited: float | None = None

    def masked(self, line: str, stream: str) -> str:
        """A line that it printed without its secrets; or, of a line that is too long, the next piece."""
        is_begun, goes_on = stream in self.cut, len(line) >= LINE_LIMIT
        if is_begun is not goes_on:
            self.cut ^= {stream}
        return blot_piece(line, self.secrets, is_begun=is_begun, goes_on=goes_on)

    def clear_timers(self) -> None:
        """Forget every timer."""
        for timer in (self.timer, self.grace):
            if timer is not None:
                timer.cancel()
        self.timer = self.grace = None


Asking: TypeAlias = Callable[
    [Question, Callable[[e.Event], None], Callable[[str], str]], Awaitable[Reply]
]
"""Brings a question before a person; events go to the second, secrets out of texts by the third."""


RunFlow: TypeAlias = Callable[..., Awaitable[Mapping[Name, Value]]]
"""Runs a Flow inside a Step, as `engine.inner.InnerRuns.run` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What all work of a run has in common: where it is, and whom its contexts ask.

    `shared` is one dict for the whole run; `on_late` hears of work whose result comes too late, `on_left` of
    a thread that is left to itself and whose result may have to be undone; `limit_time` has the time of a try
    run from now on, or not.
    """

    folder: Path
    executor: Callable[[str], Executor]
    outbox: Outbox
    shared: dict[str, Any]
    on_late: Callable[[Work], None]
    on_left: Callable[[Work], None]
    asking: Asking
    run_flow: RunFlow
    limit_time: Callable[..., None]


class WorkContext:
    """What a kind may ask of a run, for one try of one Step (`engine.plugin.Context`)."""

    __slots__ = ("_around", "_work", "folder")

    def __init__(self, work: Work, around: Around) -> None:
        """Put together by the performer."""
        self.folder = around.folder
        self._work = work
        self._around = around

    @property
    def cancelled(self) -> bool:
        """Whether this try has been given up; may be asked from any thread."""
        work = self._work
        return work.closed or work.timed_out or work.cancelled is not None

    def report(self, fraction: float | None = None, text: str = "") -> None:
        """Tell how far the work is, from 0 to 1, and what it is doing, as often as is convenient."""
        text = blot(text, self._work.secrets)
        self._around.outbox.report(e.StepProgress(self._work.step.id, fraction, text))

    def output(self, text: str, stream: str = "stdout") -> None:
        """Record a line that the work printed; secrets it was given are blotted out."""
        if self._work.secrets:
            text = self._work.masked(text, stream)
        self._around.outbox.put(e.StepOutput(self._work.step.id, stream, text))

    def warn(self, message: str) -> None:
        """Record something that the user ought to know, though the work goes on."""
        message = blot(message, self._work.secrets)
        self._around.outbox.put(e.Warning("step", message, self._work.step.id))

    def shared(self, key: str, make: Callable[[], T]) -> T:
        """The one object under that key for the whole run, made when first asked for."""
        shared = self._around.shared
        if key not in shared:
            shared[key] = make()
        found: T = shared[key]
        return found

    def wait_for_turn(self) -> Callable[[], object]:
        """Have the try's time limit run only once what this gives is called, on the loop."""
        self._around.limit_time(self._work, is_begun=False)
        return partial(self._around.limit_time, self._work)

    async def ask(self, question: Question) -> Reply:
        """Ask a person and give the answer."""
        question = replace(question, item=self._work.item)
        around = self._around
        return await around.asking(
            question, around.outbox.put, lambda text: blot(text, self._work.secrets)
        )

    async def run_flow(
        self, flow: str | None, goals: Collection[StepId], given: Mapping[Name, Value]
    ) -> Mapping[Name, Value]:
        """Run another Flow for this Step and give its Attributes."""
        return await self._around.run_flow(self._work, self.report, flow, goals, given)

    async def blocking(self, function: Callable[[], T]) -> T:
        """Run a blocking function elsewhere. If this is cancelled, a thread is left to itself."""
        if self._work.closed:  # given up already, and only waiting for a thread that was left
            raise asyncio.CancelledError
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        executor = self._around.executor(self._work.step.policy.executor)

        def done(result: T | None, error: BaseException | None) -> None:
            if future.cancelled():
                if error is None:
                    self._around.on_late(self._work)
            elif error is not None:
                future.set_exception(_Raised(error))
            else:
                future.set_result(result)  # type: ignore[arg-type]

        give_up = executor.submit(function, done)
        late = self._may_be_undone
        try:
            return await (asyncio.shield(future) if late else future)
        except asyncio.CancelledError:
            if give_up():
                raise
            self._work.left_thread = True
            if not late:
                raise
        except _Raised as raised:
            raise raised.error from None
        self._around.on_left(self._work)
        try:
            return await future
        except _Raised as raised:
            raise raised.error from None

    @property
    def _may_be_undone(self) -> bool:
        """Whether a late result matters: the work is in a thread, and there is an undo for it."""
        return self._work.holds_thread and self._work.step.policy.undo is not None


class _Raised(Exception):
    """Carries any exception through a future, which refuses some (`StopIteration`)."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        super().__init__(error)


def failure_of(error: BaseException, secrets: Sequence[str] = ()) -> Failure:
    """The failure that an exception of a kind or of user code comes to, without the secrets in it."""
    message, trace = (blot(text, secrets) for text in describe(error))
    if isinstance(error, StepFailure):
        told = shortened(blot(own_text(error), secrets))
        return Failure(error.reason, told, error.retryable, trace, error.retry_after)
    return Failure(Reason.EXCEPTION, shortened(message), retryable=True, trace=trace)


def shortened(message: str) -> str:
    """A message as it is, or its beginning and its end where it is longer than `LONGEST_MESSAGE`."""
    left_out = len(message) - LONGEST_MESSAGE
    if left_out <= 0:
        return message
    head, tail = message[: LONGEST_MESSAGE * 3 // 4], message[-LONGEST_MESSAGE // 4 :]
    return f"{head} … ({left_out} characters left out) … {tail}"


def unfit_input(work: Work, inputs: Mapping[Name, Value]) -> Failure | None:
    """The failure of a Step whose settled inputs do not fit their ports; None where all do.

    A call that was made already is forgotten where a try gets some of them in another shape.
    """
    ports = work.step.inputs
    for name, value in inputs.items():
        port = ports[name]
        if isinstance(value, NOT_AS_IT_IS):
            work.call = None
            if not all(map(is_reference, references(value))):
                told = f"expected a reference ({FORMS}), got a literal"
                return _bad_port(Reason.BAD_INPUT, "input", name, told)
        elif port.type is ANY:
            continue
        try:
            complaint = port.complaint(value)
        except BaseException as error:  # noqa: BLE001 - whatever an object's own code raises
            complaint = f"it cannot be read: {type(error).__name__}"
        if complaint and type(value) is not Kept:  # that one is checked where it is
            return _bad_port(Reason.BAD_INPUT, "input", name, complaint)
    return None


def check_outputs(declared: Mapping[Name, Output], returned: Mapping[Name, Value]) -> Outcome:
    """What a try gave, held against what the Step declares; a pinned output wins over it."""
    kept: dict[Name, Value] = {}
    missing = []
    complaint = ""
    for name, port in declared.items():
        if port.value is not ABSENT:
            continue
        if name in returned:
            kept[name] = value = returned[name]
            if type(value) not in ATOMS and isinstance(value, _HOLDERS):
                kept[name] = value = _of_its_own(value)
            if port.type is not ANY and not complaint and (told := port.type.complaint(value)):
                complaint, unfit = ("", name) if type(value) is Kept else (told, name)
        elif not port.optional:
            missing.append(name)
    if len(kept) == len(returned):
        undeclared: tuple[str, ...] = ()
    else:
        undeclared = tuple(str(name) for name in returned if name not in declared)
    if missing:
        why = cause.missing_output(missing, undeclared)
        return Failure(why.reason, why.message)
    if complaint:
        return _bad_port(Reason.BAD_OUTPUT, "output", unfit, complaint)
    return Delivered(kept, undeclared)


def _of_its_own(value: Value) -> Value:
    """What nobody changes any more who holds on to the list or the dict that a Step gave.

    One of another class is left as it is, and raises what its own code does where it cannot be read.
    """
    try:
        own = fresh(value)
    except RecursionError:  # it contains itself: whoever gets it says so
        return value
    return own if type(value) in _PLAIN else value


def late_warning(step: StepId) -> e.Warning:
    """What is said of a value that came after its Step had ended."""
    message = f"step '{step}' delivered after it had been given up; the result is dropped"
    return e.Warning("late_result", message, step)


def undeclared_warning(step: Step, name: str) -> e.Warning:
    """The warning for a returned name that the Step does not declare."""
    close = nearest(name, step.outputs)
    hint = f"; did you mean '{close}'?" if close else ""
    message = f"step '{step.id}' returned '{name}', which is not one of its outputs{hint}"
    return e.Warning("undeclared_output", message, step.id, (name, close) if close else (name,))


def call_of(work: Work, inputs: Mapping[Name, Value]) -> Call:
    """The call for a piece of work's next try, its inputs in the order of the ports."""
    step = work.step
    ports = step.inputs
    if len(inputs) == len(ports):  # nearly always
        inputs = {name: inputs[name] for name in ports}
    else:
        inputs = {name: inputs[name] for name in ports if name in inputs}
    return Call(step.id, step.kind, step.config, inputs, step.outputs, work.attempt)


def _bad_port(reason: Reason, side: str, name: str, complaint: str) -> Failure:
    why = cause.bad_port(reason, side, name, complaint)
    return Failure(why.reason, why.message)
