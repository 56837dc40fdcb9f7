"""The two seams: what a kind of Step is, and what an executor is. A plug-in sees nothing else of the engine.

A kind is found under the entry-point group `backcast.kinds`, an executor under `backcast.executors`; the
built-in ones take that road too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    NamedTuple,
    Protocol,
    TypeAlias,
    TypeVar,
    runtime_checkable,
)

from pydantic import BaseModel, ConfigDict

import engine.models  # noqa: F401 - before the first model of ours
from engine.flow import Input, Name, Output, Step, StepId
from engine.problem import Problem
from engine.question import Question, Reply
from engine.value import JSON, Value, fact

if TYPE_CHECKING:
    from engine.distant.errand import Errand
    from engine.errors import StepFailure

KIND_GROUP: Final = "backcast.kinds"
EXECUTOR_GROUP: Final = "backcast.executors"

T = TypeVar("T")


class KindConfig(BaseModel):
    """The base of every kind's `config`: unknown keys are errors, values are not bent to fit.

    Form, check and JSON Schema are all made from it. A field's `json_schema_extra` may hold `widget`
    (`code`, `path`, `multiline`, `list`, `function`, `expressions`, `secret`, `hidden`) and `unit`
    (`s`: spans of time may be typed) for the form.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


@fact
class Call:
    """One performance of a Step's work: all values, so that it can be logged, compared and sent away.

    `inputs` holds the settled inputs by port name (an input that was left out is not in it);
    `outputs` are the declared output ports; `attempt` counts from 1.
    """

    step: StepId
    kind: str
    config: Mapping[str, JSON]
    inputs: Mapping[Name, Value]
    outputs: Mapping[Name, Output]
    attempt: int = 1


class Context(Protocol):
    """All that a kind may ask of a run."""

    folder: Path
    """The flow file's folder: relative paths and modules are looked up there."""

    @property
    def cancelled(self) -> bool:
        """Whether this try has been given up; may be asked from any thread."""
        ...

    def report(self, fraction: float | None = None, text: str = "") -> None:
        """Tell how far the work is, from 0 to 1, and what it is doing, as often as is convenient."""
        ...

    def output(self, text: str, stream: str = "stdout") -> None:
        """Record a line that the work printed."""
        ...

    def warn(self, message: str) -> None:
        """Record something that the user ought to know, though the work goes on."""
        ...

    async def blocking(self, function: Callable[[], T]) -> T:
        """Run a blocking function where it does not hold up the loop; prints are recorded.

        Raises what the function raises; `SystemExit` and `KeyboardInterrupt` come out as they are.
        """
        ...

    def wait_for_turn(self) -> Callable[[], object]:
        """Say that the work has to wait for others to end; to be called, on the loop, when its turn comes.

        The Step's time limit runs from then on: nobody's work takes long that has not begun.
        """
        ...

    async def ask(self, question: Question) -> Reply:
        """Ask a person and give the answer, however long it takes; it fits the question's fields.

        Raises:
            StepFailure: `no_answer`: nobody is there to answer, and no answer was given beforehand.
        """
        ...

    async def run_flow(
        self, flow: str | None, goals: Collection[StepId], given: Mapping[Name, Value]
    ) -> Mapping[Name, Value]:
        """Run another Flow for this Step and give its Attributes; None is the Step's own Flow.

        Without `goals`, for the Goals that are its own. What happens in there is recorded as inside this
        Step; cancelling this stops it.

        Raises:
            StepFailure: `flow_failed`, or what keeps it from being run.
        """
        ...

    def shared(self, key: str, make: Callable[[], T]) -> T:
        """The one object under that key for the whole run, made when first asked for.

        An object with `aclose` or `close` is closed once the run has settled.
        """
        ...


def unreadable(step: StepId, what: str, encoding: str) -> str:
    """What to warn of where bytes were taken as text that they are not in that encoding."""
    return (
        f"step '{step}': {what} is not all text in {encoding}; "
        "what could not be read stands as '\N{REPLACEMENT CHARACTER}'"
    )


Outputs = Mapping[Name, Value]
"""What a performance gives, by output name."""


class StepKind(Protocol):
    """A sort of Step. Opening, checking and drawing a Flow calls all of it but `perform`.

    A kind whose work must never be done twice says `repeatable = False`: whoever resumes a run is then
    asked before it starts again, as where a Step says so.
    """

    name: str
    """As the flow file writes it, for ever."""
    title: str
    description: str
    category: str
    icon: str
    """A file in `resources/icons`, without its ending."""
    config: type[KindConfig]
    inputs: Mapping[Name, Input]
    """The ports that a new Step of this kind starts with."""
    outputs: Mapping[Name, Output]

    def check(self, step: Step, config: Any, folder: Path) -> Iterable[Problem]:
        """What is wrong with a Step besides the shape of its config; `folder` is the flow file's."""
        ...

    def needs_thread(self, call: Call, context: Context) -> bool:
        """Whether performing the call will block a worker, as far as can be told before it starts."""
        ...

    async def perform(self, call: Call, config: Any, context: Context) -> Outputs:
        """Do the work and give its outputs by name.

        Raises `StepFailure` for failures it can put into a sentence; anything else is an exception of
        user code and reported as such. Cancelling must end the work or give it up at once.
        """
        ...


class Fingerprint(NamedTuple):
    """What stands for the code behind a Step: a text, and the files that count by what is in them."""

    text: str
    files: tuple[Path, ...] = ()


@runtime_checkable
class Fingerprinted(Protocol):
    """What a kind may offer too whose work is code that changes: else its package's version counts."""

    def fingerprint(self, step: Step, config: Any, folder: Path) -> Fingerprint:
        """What has to be the same for a remembered result of the Step to be right. Runs nothing."""
        ...


class Touched(NamedTuple):
    """Files that work only reads, or may read, and those that it only writes."""

    reads: Iterable[Path] = ()
    writes: Iterable[Path] = ()


@runtime_checkable
class Touching(Protocol):
    """What a kind may offer too, whose work reads or writes files that its Step names."""

    def touches(self, call: Call, config: Any, folder: Path) -> Touched:
        """The files that the work reads or writes; a result is remembered for what is in them.

        Raises whatever `perform` would, where the call does not say which files these are.
        """
        ...


GiveUp: TypeAlias = Callable[[], bool]
"""Gives work up, whether it waits or is being done; says whether nothing of it goes on."""


class Executor(Protocol):
    """Where blocking work is done."""

    name: str

    def submit(
        self, function: Callable[[], T], done: Callable[[T | None, BaseException | None], None]
    ) -> GiveUp:
        """Start the function elsewhere; `done` is called on the running loop with what came of it."""
        ...


@runtime_checkable
class Travelling(Protocol):
    """What a kind may offer too whose work can be done elsewhere."""

    def errand(self, call: Call, config: Any, context: Context) -> Errand:
        """The call's work as a value that can be sent to a worker and performed there.

        Raises `StepFailure` where this call cannot be made one.
        """
        ...


@runtime_checkable
class Performing(Protocol):
    """What an executor may offer too that performs errands one by one."""

    async def perform(
        self, errand: Errand, context: Context, begun: Callable[[], object]
    ) -> Outputs:
        """Have an errand done and give its outputs; cancelling gives it up.

        `begun` is called on the loop when it is its turn: a Step's time limit runs from then on.

        Raises `StepFailure` for whatever it came to.
        """
        ...


@fact
class Load:
    """What a cluster is to do: a packed bundle, under a number of its own.

    `name` is for whoever watches the cluster, `needs` are the resources that the worker must have, and
    `values` the loads whose own values it gets.
    """

    number: int
    name: str
    packed: bytes
    needs: Mapping[str, JSON]
    values: tuple[int, ...] = ()


class Post(Protocol):
    """Whom a cluster tells; all of it on the cluster's loop."""

    def heard(self, message: tuple[Any, ...]) -> None:
        """A worker has sent a message."""
        ...

    def ended(self, load: int, failure: StepFailure | None) -> None:
        """A load is over; a failure says that the cluster could not have it done."""
        ...

    def strayed(self, load: int) -> None:
        """A load is not known to the cluster any more: it is over, or never will be."""
        ...

    def lost(self, worker: str, loads: Collection[int] = ()) -> None:
        """A worker is gone; `loads` that it had, the cluster does again elsewhere."""
        ...

    def told(self, code: str, sentence: str, names: tuple[str, ...] = ()) -> None:
        """Something that the user ought to know."""
        ...

    def gone(self, failure: StepFailure) -> None:
        """The cluster is not there any more, and will not be."""
        ...


class Cluster(Protocol):
    """Workers elsewhere. Everything is called on one loop, which is not the run's."""

    slots: int
    """How many loads are performed at one time, as far as is known."""

    async def open(self, run: str, post: Post) -> None:
        """Start, or connect; `run` is what messages are marked with.

        Raises `StepFailure` where that cannot be.
        """
        ...

    def submit(self, loads: Sequence[Load]) -> None:
        """Have loads performed, in one go."""
        ...

    def cancel(self, loads: Sequence[int]) -> None:
        """Forget loads: those that have not begun never will."""
        ...

    async def fetch(self, load: int) -> Any:
        """What a load gave, once it has ended. Raises whatever keeps it from coming."""
        ...

    async def tell(self, worker: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function on a worker, at once, whatever it is at."""
        ...

    async def close(self) -> None:
        """Let go of it; what was started for us ends."""
        ...


@runtime_checkable
class Distant(Protocol):
    """An executor whose workers are elsewhere: in place of `submit` it has clusters."""

    name: str

    def cluster(self, address: str) -> Cluster:
        """The cluster at an address, or one of our own where that is empty; nothing is started yet.

        Raises `StepFailure` where there can be none: a package is missing, or the address is no address.
        """
        ...
