"""Runs Flows inside Steps: plans each from the values that its Step has, runs it, and says what it gave.

A child is a run like any other, with its own rule and record. What it records goes to the outermost run,
wrapped once for each Step on the way, and that run keeps it: how the child itself ended is not among it,
since the Step's own end says so. A child that was cut off goes on from those records.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeAlias, get_args

from engine import events as e
from engine.capture import unrecorded
from engine.cause import Cause, Reason, missing_output
from engine.commons import Commons
from engine.deed import Deed, Level
from engine.errors import Fatal, PlanError, StepFailure
from engine.flow import SUBFLOW, Flow, Name, StepId
from engine.inside import NOTHING_STANDS, Key, Standing
from engine.plan import Origin, Plan
from engine.planner import Kinds, make_plan
from engine.planner.children import child_path, inside_itself, pinned_values
from engine.state import RunState, RunStatus, StepStatus
from engine.value import ABSENT, Value
from engine.work import Work

DEPTH: Final = 100
"""Flows inside each other."""

HASTE: Final = 0.004
"""Seconds by which work inside a Step is given up sooner than the Step itself, so that it can say so."""

_ENDS: Final = frozenset(get_args(e.StepEnd))

Report: TypeAlias = Callable[[float | None, str], None]


class _GivenUp(Exception):
    """The Step in which a run is has ended without it: nothing of it may begin any more."""


class Nest(NamedTuple):
    """Where a run inside a Step stands: the Steps around it, each with its Flow's path, and who records."""

    commons: Commons
    chain: tuple[tuple[str, StepId], ...]
    way: str
    take: Callable[[e.Event], None]
    late: Callable[[e.Event, Deed | None], None]
    """Hears of what comes when the run has ended, and may have it undone."""


class Leave(Protocol):
    """Ends a run that cannot be waited for (`engine.leaving.Leaving`)."""

    def give_up(self, why: Cause) -> None:
        """Record how it ends."""
        ...


class Child(Protocol):
    """A run inside a Step (`engine.runner.Runner`)."""

    state: RunState

    @property
    def leaving(self) -> Leave:
        """What ends it if it cannot be waited for."""
        ...

    @property
    def left_thread(self) -> bool:
        """Whether a thread was left to itself."""
        ...

    @property
    def hopeless(self) -> Collection[StepId]:
        """The Steps whose failure no retry could mend."""
        ...

    async def run(self) -> RunState:
        """Run to the end."""
        ...

    def pause(self) -> None:
        """Begin nothing new."""
        ...

    def resume(self) -> None:
        """Go on after a pause."""
        ...

    def advance(self) -> None:
        """While paused, let one more Step start."""
        ...


class Begin(Protocol):
    """Makes the run of a child's Plan, in a folder, going on from records and what stands besides."""

    def __call__(
        self, plan: Plan, folder: Path, nest: Nest, sink: Callable[[e.Record], None],
        resume: Sequence[e.Record], standing: Standing, /,
    ) -> Child:  # fmt: skip
        """The run, not begun."""
        ...


@dataclass(slots=True)
class _Course:
    """How many of a child's Steps have ended."""

    ended: int
    total: int

    def tell(self, report: Report) -> None:
        report(self.ended / self.total, f"{self.ended} of {self.total} steps")


class InnerRuns:
    """The runs inside the Steps of one run."""

    def __init__(
        self, plan: Plan, kinds: Kinds, folder: Path, commons: Commons, nest: Nest | None,
        begin: Begin, take: Callable[[e.Event], None], late: Callable[[e.Event, Deed | None], None],
    ) -> None:  # fmt: skip
        """Take the run's own Plan and place, how to begin another, and where events of it go, also `late`."""
        self._plan, self._kinds, self.folder, self._commons = plan, kinds, folder, commons
        self._chain = nest.chain if nest else ()
        self.way = nest.way if nest else ""
        self._begin, self._take, self._late = begin, take, late
        self._on: list[Child] = []
        self.cut_off: Mapping[Key, Sequence[e.Record]] = {}
        self.standing: Mapping[Key, Standing] = {}

    @property
    def running(self) -> Sequence[Child]:
        """Those that have begun and not ended."""
        return tuple(self._on)

    def pause(self) -> None:
        """Begin nothing new in any of them."""
        for child in self._on:
            child.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        for child in self._on:
            child.resume()

    def advance(self) -> None:
        """Let one more Step start in one of them; a run that is not paused goes on as it does."""
        for child in self._on:
            if child.state.paused:
                child.advance()

    async def run(
        self,
        work: Work,
        report: Report,
        named: str | None,
        goals: Collection[StepId],
        given: Mapping[Name, Value],
    ) -> Mapping[Name, Value]:
        """Run a Flow for a Step and give its Attributes; cancelling this stops it first.

        Raises:
            StepFailure: The child cannot be run, or it failed.
        """
        plan = self._plan_of(work.step.id, named, goals, given)
        resume = self._records(work, plan)
        ended = sum(type(record.event) in _ENDS for record in resume)
        sink = partial(self._hear, work, report, _Course(ended, len(plan.steps)))
        inside = e.Inside(work.step.id, work.item)
        late = partial(self._pass_late, Level(inside, plan))
        nest = self._nest(inside, partial(self._pass_on, work), late)
        left = dict(self.standing)
        stands, self.standing = left.pop((work.step.id, work.item), NOTHING_STANDS), left
        child = self._begin(plan, plan.origin.folder or Path(), nest, sink, resume, stands)
        self._on.append(child)
        try:
            with unrecorded():
                state = await child.run()
        finally:
            self._on.remove(child)
            work.left_thread = work.left_thread or child.left_thread
        if state.status is not RunStatus.COMPLETED:
            raise _failure(child, _label(named))
        written = _attributes(state, plan)
        if (failure := _withheld(work, state, written)) is not None:
            raise failure
        return written

    @property
    def depth(self) -> int:
        """How many Steps are around the run."""
        return len(self._chain)

    def step_into(self, inside: e.Inside, plan: Plan) -> InnerRuns:
        """The same for the run inside a Step that has ended: for what undoes it; nobody hears of it."""
        own, named = self._plan.origin, self._plan.steps[inside.step].config.get("flow")
        path, flow, folder = own.path, own.flow, self.folder
        if isinstance(named, str):
            path = child_path(self.folder, named)
            flow, folder = own.flows.get(path, Flow()), Path(path).parent
        known = replace(plan, origin=Origin(flow, folder, own.flows, path))
        nest = self._nest(inside, lambda _: None, lambda *_: None)
        more = nest, self._begin, nest.take, nest.late
        return InnerRuns(known, self._kinds, folder, self._commons, *more)

    def _nest(
        self, inside: e.Inside, take: Callable[[e.Event], None],
        late: Callable[[e.Event, Deed | None], None],
    ) -> Nest:  # fmt: skip
        way = f"{self.way}/{inside}" if self.way else str(inside)
        node = (self._plan.origin.path, inside.step)
        return Nest(self._commons, (*self._chain, node), way, take, late)

    def _pass_on(self, work: Work, event: e.Event) -> None:
        """Have what happened inside a Step recorded.

        Raises:
            _GivenUp: The Step has ended without it.
        """
        if work.closed:
            raise _GivenUp
        self._take(e.Inner(work.step.id, work.item, event))

    def _pass_late(self, level: Level, event: e.Event, deed: Deed | None) -> None:
        """Have recorded, and undone, what came when a run inside a Step had ended."""
        if deed is not None:
            deed = replace(deed, levels=(level, *deed.levels))
        self._late(e.Inner(*level.inside, event), deed)

    def _hear(self, work: Work, report: Report, course: _Course, record: e.Record) -> None:
        if type(record.event) not in e.OUTERMOST:
            self._pass_on(work, record.event)
        if type(record.event) in _ENDS and work.item is None:
            course.ended += 1
            course.tell(report)

    def _records(self, work: Work, plan: Plan) -> Sequence[e.Record]:
        """What the child had recorded before the run was cut off, if it was this very Plan's."""
        resume = dict(self.cut_off)
        found, self.cut_off = resume.pop((work.step.id, work.item), ()), resume
        match found:
            case [e.Record(seq, at, e.RunStarted(plan=old)), *rest] if [*old.steps] == [
                *plan.steps
            ]:
                start = e.RunStarted(plan.flow, plan, plan.given)
                return [e.Record(seq, at, start), *rest]
        return ()

    def _plan_of(
        self,
        step: StepId,
        named: str | None,
        goals: Collection[StepId],
        given: Mapping[Name, Value],
    ) -> Plan:
        """The Plan of the child, which can be run and does not lead back here."""
        label, own = _label(named), self._plan.origin
        chain = (*self._chain, (own.path, step))
        if len(chain) > DEPTH or chain[-1] in self._chain:
            raise Fatal(
                f"{label} cannot be run: flows are inside each other too often", reason="cycle"
            )
        path, flow, folder = self._find(named)
        plan = make_plan(
            flow, goals or None, given,
            kinds=self._kinds, folder=folder, flows=own.flows, path=path,
        )  # fmt: skip
        for planned in plan.steps.values():
            if planned.kind == SUBFLOW and (path, planned.id) in chain:
                told = inside_itself(chain[chain.index((path, planned.id)) :])
                raise Fatal(f"{label} cannot be run: {told}", reason="cycle")
        try:
            plan.require_runnable()
        except PlanError as error:
            raise Fatal(f"{label} cannot be run: {error}", reason=error.kind) from None
        return plan

    def _find(self, named: str | None) -> tuple[str, Flow, Path]:
        """The path by which a child is known, the child, and its folder."""
        own, outermost = self._plan.origin, self._commons.origin
        if named is None:
            return own.path, own.flow, self.folder
        path = child_path(self.folder, named)
        flow = own.flows.get(path)
        if flow is None:
            message = f"the flow file '{named}' cannot be read"
            raise Fatal(message, reason="bad_config")
        return ("" if flow is outermost.flow else path), flow, Path(path).parent


def _label(named: str | None) -> str:
    return f"flow '{named}'" if named else "this flow"


def _attributes(state: RunState, plan: Plan) -> dict[Name, Value]:
    """What a child gave: the earliest value of each Attribute, and what is pinned."""
    pinned = pinned_values(plan.origin.flow, plan, plan.origin.folder)
    return pinned | {name: all_[0].value for name, all_ in state.attributes.items() if all_}


def _withheld(work: Work, state: RunState, written: Mapping[Name, Value]) -> StepFailure | None:
    """What a child that ended well did not give because a Step in it was skipped; else None."""
    lacking = [
        name
        for name, port in work.step.outputs.items()
        if name not in written and not port.optional and port.value is ABSENT
    ]
    skipped = [
        f"step '{step.id}' in it was skipped: {state.steps[step.id].message}"
        for step in state.plan.steps.values()
        if state.steps[step.id].status is StepStatus.SKIPPED
        and any(port.writes(name) in lacking for name, port in step.outputs.items())
    ]
    if not skipped:
        return None
    why = missing_output(lacking, [])
    told = "; ".join((why.message, *skipped))
    return StepFailure(told, reason=Reason.MISSING_OUTPUT, retryable=False)


def _failure(child: Child, label: str) -> StepFailure:
    """Why a child failed, down to the Step in it where that began."""
    fault = child.state.error
    root = StepId(fault.names[0]) if fault is not None and fault.names else None
    one = child.state.steps.get(root) if root is not None else None
    if one is None or root is None or one.status is not StepStatus.FAILED:
        message = f"{label} failed: {fault.message}" if fault else f"{label} failed"
        return StepFailure(message, reason=Reason.FLOW_FAILED, retryable=False)
    return StepFailure(
        f"step '{root}' of {label} failed: {one.message}",
        reason=Reason.FLOW_FAILED,
        retryable=one.tries > 0 and root not in child.hopeless,
        trace=one.trace,
    )
