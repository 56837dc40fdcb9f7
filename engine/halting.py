"""Holds a run back: pauses, breakpoints, one Step at a time, and a least time for each.

A run is held before a Step starts, and nowhere else: its inputs are settled then, so the value that a
breakpoint asks about is the very one that the Step would get, and whoever watches may put another in its
place. What holds a run and what lets it go are facts like any other (`run_paused`, `run_resumed`,
`input_settled` with the source `edited`), so the fold, the journal and whoever resumes the run know them.

A run that nobody holds asks one flag (`free`) for each Step. Runs inside Steps are paused and stepped
with the one around them; breakpoints are the outermost run's alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final, Protocol

from engine import events as e
from engine.breakpoint import Breakpoint
from engine.errors import ExpressionError
from engine.expressions import compile_expression
from engine.flow import FLOW_INPUTS, Name, Port, StepId
from engine.state import RunState, RunStatus, StepStatus
from engine.value import ABSENT, Absent, Value
from engine.work import Outcome, Work

EDITED: Final = "edited"
"""Where an input's value came from that was put in the place of the one that had arrived."""


class Held(Protocol):
    """A run, as whoever holds it back sees it."""

    state: RunState

    @property
    def is_on(self) -> bool:
        """Whether it has begun and not ended."""
        ...

    def follow(self, decisions: Iterable[Any]) -> None:
        """Record what happens."""
        ...

    def safely(self, what: Callable[..., None], *args: Any) -> None:
        """Call; an error breaks the run off."""
        ...

    def later(self, delay: float, what: Callable[[Work], None], work: Work) -> Any:
        """Call after so many seconds."""
        ...


class Starter(Protocol):
    """Who starts the Steps of a run."""

    def start_soon(self) -> None:
        """Have what is ready started in the loop's next turn."""
        ...

    def go_on(self) -> None:
        """Begin what was held back while the run was paused."""
        ...


class Inside(Protocol):
    """The runs inside the Steps of a run."""

    def pause(self) -> None:
        """Begin nothing new in any of them."""
        ...

    def resume(self) -> None:
        """Go on after a pause."""
        ...

    def advance(self) -> None:
        """Let one more Step start in one of them."""
        ...


class _Credit:
    """How many Steps of a family of runs may start though it is paused."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = 0


class Halts:
    """What holds one run back. Everything on the loop only; harmless when repeated."""

    _run: Held
    _starter: Starter
    _inside: Inside
    _now: Callable[[], float]

    def __init__(
        self,
        breakpoints: Iterable[Breakpoint] = (),
        *,
        paused: bool = False,
        first: int = 0,
        least: float = 0.0,
    ) -> None:
        """Take where to hold, and the least seconds of a Step.

        `paused` holds before the very first Step, or when the `first` so many have started; who pauses
        later does so at once.
        """
        self._at: dict[StepId, tuple[Breakpoint, ...]] = {}
        self._passed: set[Breakpoint] = set()
        self._loose: set[StepId] = set()
        self._credit = _Credit()
        self._credit.left = first if paused else 0
        self._begins_paused = paused
        self._holding = False
        self.least = least
        self.free = True
        self.watch(breakpoints)

    def join(self, run: Held, starter: Starter, inside: Inside, now: Callable[[], float]) -> None:
        """Hold this run from now on; `now` gives seconds since 1970."""
        self._run, self._starter, self._inside, self._now = run, starter, inside, now

    def within(self) -> Halts:
        """What holds a run inside a Step of this one: no breakpoints, but one hand lets both go on."""
        inner = Halts(least=self.least)
        inner._credit = self._credit
        return inner

    def watch(self, breakpoints: Iterable[Breakpoint]) -> None:
        """Hold at these from now on, and at no others; where it held already, it goes on."""
        at: dict[StepId, tuple[Breakpoint, ...]] = {}
        for one in breakpoints:
            at[one.step] = (*at.get(one.step, ()), one)
        self._at = at
        self.free = not at and not self._holding

    # what a user does

    def open(self) -> None:
        """The run has begun: pause it where it is to begin so."""
        if self._begins_paused:
            self._begins_paused = False
            self.pause()

    def pause(self) -> None:
        """Begin nothing new until `resume`; what is at work goes on."""
        state = self._run.state
        if state.status is RunStatus.NONE:
            self._begins_paused = True
        elif self._run.is_on and state.status is RunStatus.RUNNING and not state.paused:
            self._run.safely(self._hold, e.RunPaused())

    def resume(self) -> None:
        """Go on, to the next breakpoint or the end."""
        if self._run.state.status is RunStatus.NONE:
            self._begins_paused = False
        elif self._run.is_on and self._run.state.paused:
            self._run.safely(self._let_go)

    def advance(self) -> None:
        """Let exactly one more Step start, now or when one is ready, and be whole; pause before the next.

        A breakpoint that it comes to holds it once more. A run that is not paused is.
        """
        if self._run.is_on and self._run.state.paused:
            self._credit.left = 1
            self._run.safely(self._starter.start_soon)
            self._inside.advance()
        else:
            self.pause()

    def edit(self, values: Mapping[Name, Value]) -> None:
        """Give the Step that the run is held at other values for these inputs."""
        state = self._run.state
        halt = state.halt
        if not self._run.is_on or halt is None or halt.step is None:
            return
        if state.steps[halt.step].status is StepStatus.PENDING:
            source, step = e.Source(EDITED), halt.step
            told = [e.InputSettled(step, name, source, value) for name, value in values.items()]
            self._run.safely(self._run.follow, told)

    # what the crew asks

    def passes(self, step: StepId) -> bool:
        """Whether a Step that is ready may start now; asked only while not `free`."""
        state = self._run.state
        if state.steps[step].status is not StepStatus.PENDING or step in self._loose:
            return True
        if state.paused and not self._credit.left:
            return False
        halt = self._halt(step)
        if halt is not None:
            self._credit.left = 0
            self._hold(halt)
            return False
        if state.paused:
            self._credit.left -= 1
            self._loose.add(step)
        return True

    def holds(self, step: StepId) -> bool:
        """Whether no element and no try of a Step may begin now."""
        return self._run.state.paused and step not in self._loose

    def dwelling(self, ended: Callable[[Work, Outcome], None]) -> Callable[[Work, Outcome], None]:
        """Who is to hear of the end of tries: `ended` itself, but not before `least` is over."""
        return partial(self._dwell, ended) if self.least > 0 else ended

    # within

    def _hold(self, event: e.RunPaused) -> None:
        self._holding, self.free = True, False
        self._run.follow([event])
        self._inside.pause()

    def _let_go(self) -> None:
        self._loose.clear()
        self._credit.left = 0
        self._holding, self.free = False, not self._at
        self._run.follow([e.RunResumed()])
        self._inside.resume()
        self._starter.go_on()

    def _halt(self, step: StepId) -> e.RunPaused | None:
        """What holds a Step that may start otherwise: of several breakpoints, one with a value first."""
        there = [one for one in self._at.get(step, ()) if one not in self._passed]
        there.sort(key=lambda one: one.input is None)
        for one in there:
            value = self._asked(one)
            if value is ABSENT or not self._is_met(one, value):
                continue
            self._passed.add(one)
            self._passed.update(other for other in there if other.input is None)
            return e.RunPaused(step, one.input, value if one.input else None)
        return None

    def _asked(self, one: Breakpoint) -> Value | Absent:
        """The value that a breakpoint is about; absent where it is not for it to hold."""
        state = self._run.state
        inputs = state.steps[one.step].inputs
        if one.input is None:
            return inputs
        value = inputs.get(one.input, ABSENT)
        if value is ABSENT or one.source is None:
            return value
        sent = self._sent(one.source)
        return value if sent is not ABSENT and _holds(value, sent) else ABSENT

    def _sent(self, source: Port) -> Value | Absent:
        """What an output gave, or the user for a Flow input; absent where that has not come."""
        state = self._run.state
        if source.step == FLOW_INPUTS:
            return state.plan.given.get(source.name, ABSENT)
        writer = state.steps.get(source.step)
        return ABSENT if writer is None else writer.outputs.get(source.name, ABSENT)

    def _is_met(self, one: Breakpoint, value: Value) -> bool:
        if not one.condition.strip():
            return True
        asked: Mapping[str, Value] = {"value": value}
        if one.input is None:
            names = self._run.state.plan.steps[one.step].inputs
            asked = {str(name): value.get(name) for name in names}
        try:
            return compile_expression(one.condition).truth(asked)
        except ExpressionError as error:
            told = f"the breakpoint's condition could not be asked, so the run is held: {error}"
            self._run.follow([e.Warning("breakpoint", told, one.step)])
            return True

    def _dwell(self, ended: Callable[[Work, Outcome], None], work: Work, outcome: Outcome) -> None:
        began = self._run.state.steps[work.step.id].started
        rest = 0.0 if began is None else began + self.least - self._now()
        if rest <= 0 or work.cancelled is not None:
            ended(work, outcome)
        else:
            self._run.later(rest, partial(self._tell, ended, outcome), work)

    def _tell(self, ended: Callable[[Work, Outcome], None], outcome: Outcome, work: Work) -> None:
        """Tell of an end that was kept back; a cancellation since has come too late for it."""
        if self._run.is_on:
            work.clear_timers()
            ended(work, outcome)


def _holds(value: Value, sent: Value) -> bool:
    """Whether a settled value is what was sent, or a list with it."""
    return value is sent or (isinstance(value, list) and any(one is sent for one in value))
