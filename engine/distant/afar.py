"""Sends tries of a run's Steps elsewhere, and makes outcomes and events of what is told of them.

On the run's loop. Which Steps go, and where to, their own `executor` says, else the run's; a Step whose kind
cannot travel stays here. The depot does the rest, in its thread; what comes back is handed out in batches.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from engine import events as e
from engine.destination import THREAD, Spec, parse_spec
from engine.distant import trip as letters
from engine.distant.depot import Depot
from engine.distant.errand import Errand
from engine.distant.keeping import Keeper, References, parted
from engine.distant.pace import AHEAD, Pace
from engine.distant.trip import Letter, Mailbox, Origin, Trip
from engine.errors import EngineError, Fatal, StepFailure
from engine.flow import Name, Step, StepId
from engine.masking import blot
from engine.outbox import Outbox
from engine.plan import Plan
from engine.plugin import Distant, Fingerprinted, Performing, StepKind, Travelling
from engine.registry import Registry
from engine.secret import references
from engine.value import Value
from engine.work import Outcome, Work, WorkContext, call_of, check_outputs, failure_of
from engine.workers.parcel import Failed

GROWTH: Final = 32
"""Elements of a Step that begin at most for each that ends: so that all of them together hold up nothing."""

_NUMBERS: Final = itertools.count(1)


class _Refusing:
    """Stands for the way to an executor that cannot be used."""

    def __init__(self, error: EngineError) -> None:
        self._error = error

    def errand(self, *_: object) -> Errand:
        """There is none."""
        if isinstance(self._error, StepFailure):
            raise self._error
        raise Fatal(str(self._error), reason="bad_executor")


@dataclass(slots=True)
class _Route:
    """Where the work of a Step goes: to an executor that performs errands, or to a cluster's depot."""

    kind: StepKind
    travels: Travelling
    performs: Performing | None
    depot: Depot | None
    group: str = ""
    alone: bool = False
    pace: Pace | None = None


class Afar:
    """The way out of one run. Everything on its loop only."""

    def __init__(
        self,
        plan: Plan,
        registry: Registry,
        spec: str,
        shared: dict[str, Any],
        outbox: Outbox,
        *,
        within: str,
        folder: Path,
        end: Callable[[Work, Outcome], None],
        given: Callable[[Work], None],
        late: Callable[..., None],
        begun: Callable[..., None],
    ) -> None:
        """Take what the run says, and whom to tell.

        `shared` is what the runs of a family have in common; `within` names the Step that this run is in.
        `end` hears what a try came to, or `given` that it is over since it was given up; `late` hears of
        one that delivers after that, and `begun` of a try whose time is limited that a worker begins it.
        """
        self._plan, self._registry, self._spec = plan, registry, spec
        self._shared, self._outbox, self._folder = shared, outbox, folder
        self._within, self._end, self._given_up, self._late = within, end, given, late
        self._begun = begun
        self._routes: dict[StepId, _Route | None] = {}
        self._origins: dict[Path, Origin] = {}
        self._turn: dict[Depot, list[Trip]] = {}
        self._given: dict[Depot, list[Trip]] = {}
        self._loop = asyncio.get_running_loop()
        self._mailbox = Mailbox(self._hear)
        self._answers: dict[Trip, asyncio.Future[tuple[Any, ...]]] = {}
        self._keeper = Keeper(plan, self._goes, inside=bool(within))

    # asked by the performer and the crew

    def takes(self, step: Step) -> bool:
        """Whether the work of a Step is done elsewhere."""
        return self._route(step) is not None

    def begin(self, work: Work, inputs: Mapping[Name, Value], context: WorkContext) -> bool:
        """Send a try away; False where it stays, or has to be prepared first (`perform`)."""
        route = self._route(work.step)
        if route is None or route.performs is not None:
            return False
        if any(map(references, inputs.values())):
            return False
        try:
            sent, kept = parted(work.step, inputs)
            errand = route.travels.errand(call_of(work, sent), self._config(work), context)
        except Exception as error:  # noqa: BLE001 - a kind is somebody's code
            self._loop.call_soon(self._end, work, failure_of(error))
            work.trip = _NOWHERE
            return True
        assert route.depot is not None, "a route leads somewhere"
        work.trip = trip = self._trip(work, route, errand, kept)
        self._send(route.depot, trip)
        return True

    async def perform(
        self, work: Work, kind: StepKind, config: Any, context: WorkContext
    ) -> Mapping[Name, Value]:
        """Perform a try that is prepared, wherever its Step says. Cancelling gives it up."""
        call, route = work.call, self._route(work.step)
        assert call is not None, "what is performed was called"
        if route is None:
            return await kind.perform(call, config, context)
        sent, kept = parted(work.step, call.inputs)
        if kept:
            call = replace(call, inputs=sent)
        errand = route.travels.errand(call, config, context)
        if route.performs is not None:
            return await route.performs.perform(errand, context, partial(self._begun, work))
        assert route.depot is not None, "a route leads somewhere"
        trip = self._trip(work, route, errand, kept)
        answer = self._answers[trip] = self._loop.create_future()
        self._send(route.depot, trip)
        try:
            await asyncio.wait([answer])
        except asyncio.CancelledError:
            self._give(route.depot, trip)
            await asyncio.wait([answer])
            if answer.result() == (letters.GIVEN, False):
                work.left_thread = True
            raise
        finally:
            del self._answers[trip]
        told, outputs = answer.result()
        if told == letters.FAILED:
            raise outputs
        found: Mapping[Name, Value] = outputs
        return found

    def give_up(self, work: Work) -> None:
        """Give a try up that was sent away; its end is told."""
        trip, route = work.trip, self._route(work.step)
        if isinstance(trip, Trip) and route is not None and route.depot is not None:
            self._give(route.depot, trip)

    def room(self, step: Step, in_progress: int) -> int:
        """How many elements of a Step may be in progress: so many that its loads are full."""
        route, least = self._route(step), step.policy.parallelism
        if route is None or route.alone or route.pace is None:
            return least
        together = route.pace.together
        return (
            least
            if together == 1
            else max(least, min(least * together * AHEAD, in_progress + GROWTH))
        )

    # sending

    def _route(self, step: Step) -> _Route | None:
        try:
            return self._routes[step.id]
        except KeyError:
            found = self._routes[step.id] = self._found(step)
            return found

    def _found(self, step: Step) -> _Route | None:
        spec = parse_spec(step.policy.executor or self._spec)
        if spec.is_here or spec.name == THREAD:
            return None
        kind = self._registry.kind(step.kind)
        if not isinstance(kind, Travelling):
            return None
        try:
            return self._route_by(step, spec, kind)
        except EngineError as error:
            return _Route(kind, _Refusing(error), None, None)

    def _route_by(self, step: Step, spec: Spec, kind: Any) -> _Route | None:
        executor = self._registry.executor(spec.name)
        if isinstance(executor, Distant):
            policy = step.policy
            alone = (
                policy.timeout is not None or policy.undo is not None or not policy.repeatable
                or step.config.get("isolate") is not None
            )  # fmt: skip
            return _Route(kind, kind, None, self._depot(executor, spec), alone=alone)
        if isinstance(executor, Performing):
            return _Route(kind, kind, executor, None)
        return None

    def _depot(self, executor: Distant, spec: Spec) -> Depot:
        key = f"cluster {spec}"
        if key not in self._shared:
            self._shared[key] = Depot(executor.cluster(spec.address))
        depot: Depot = self._shared[key]
        return depot

    def _config(self, work: Work) -> Any:
        return self._registry.config(work.step)

    def _trip(self, work: Work, route: _Route, errand: Errand, kept: References) -> Trip:
        step, policy = work.step, work.step.policy
        if route.pace is None:
            assert route.depot is not None, "it goes to one"
            route.pace = route.depot.pace(errand.name)
            route.group = self._group(step, errand, alone=route.alone)
        return Trip(
            number=next(_NUMBERS), errand=errand, origin=self._origin(errand), mailbox=self._mailbox,
            whose=work, step=f"{self._within}{step.id}", group=route.group, alone=route.alone,
            once=not policy.repeatable, needs=policy.resources, timed=policy.timeout is not None,
            limit=None if work.item is None else policy.parallelism,
            keeps=self._keeper.outputs(step.id), kept=kept,
        )  # fmt: skip

    def _goes(self, step: Step) -> Depot | None:
        route = self._route(step)
        return None if route is None else route.depot

    def _group(self, step: Step, errand: Errand, *, alone: bool) -> str:
        """What errands of a Step may go together with: its own elements, else all of one function."""
        if alone or any(port.each for port in step.inputs.values()):
            return f"{self._within}{step.id}"
        needs = json.dumps(step.policy.resources, sort_keys=True)
        return f"{errand.name} of {errand.modules.room} needs {needs}"

    def _origin(self, errand: Errand) -> Origin:
        folder = errand.modules.folder
        found = self._origins.get(folder)
        if found is None:
            found = self._origins[folder] = Origin(folder, partial(self._files, folder))
        return found

    def _files(self, folder: Path) -> list[Path]:
        """What the work of the Plan's Steps is made of, as far as it can travel. Called in a thread."""
        found: dict[Path, None] = {}
        seen: set[str] = set()
        for step in self._plan.steps.values():
            kind = self._registry.kind(step.kind)
            key = f"{step.kind} {step.config}"
            if (
                key in seen
                or not isinstance(kind, Travelling)
                or not isinstance(kind, Fingerprinted)
            ):
                continue
            seen.add(key)
            try:
                print_ = kind.fingerprint(step, self._registry.config(step), self._folder)
            except Exception:  # noqa: BLE001 - what is wrong with a Step is told when it runs
                continue
            found.update(dict.fromkeys(print_.files))
        return [file for file in found if file.is_relative_to(folder)]

    def _send(self, depot: Depot, trip: Trip) -> None:
        """Send with all that is sent in this turn of the loop."""
        if not self._turn:
            self._loop.call_soon(self._hand_over)
        self._turn.setdefault(depot, []).append(trip)

    def _hand_over(self) -> None:
        turn, self._turn = self._turn, {}
        for depot, trips in turn.items():
            depot.send(trips)

    def _give(self, depot: Depot, trip: Trip) -> None:
        if not self._given:
            self._loop.call_soon(self._give_all)
        self._given.setdefault(depot, []).append(trip)

    def _give_all(self) -> None:
        given, self._given = self._given, {}
        for depot, trips in given.items():
            depot.give_up(trips)

    # hearing

    def _hear(self, letter: Letter) -> None:
        kind, trip, *told = letter
        if kind == letters.NEWS:
            code, sentence, names = told
            step = None if trip is None else trip.whose.step.id
            self._outbox.put(e.Warning(code, sentence, step, names))
            return
        work: Work = trip.whose
        if kind == letters.LINE:
            self._tell_line(work, *told)
        elif kind == letters.PROGRESS:
            self._tell_progress(work, *told)
        elif kind == letters.BEGUN:
            self._begun(work, is_begun=told[0])
        elif kind == letters.GIVEN:
            self._hear_given(trip, work, *told)
        elif kind == letters.FAILED:
            failed, worker, waited = told
            if not work.closed:
                work.worker, work.waited = worker, waited
                self._hear_failure(trip, work, failed)
        elif kind == letters.STAYED:
            outputs, worker, waited, load, notes = told
            stand_ins = self._keeper.stand_ins(work.step, trip, worker, load, notes)
            self._hear_done(trip, work, outputs | stand_ins, worker, waited)
        else:
            outputs, worker, waited = told
            self._hear_done(trip, work, outputs, worker, waited)

    def _tell_line(self, work: Work, stream: str, text: str, worker: str) -> None:
        if not work.closed:
            text = work.masked(text, stream) if work.secrets else text
            self._outbox.put(e.StepOutput(work.step.id, stream, text, worker))

    def _tell_progress(self, work: Work, fraction: float | None, text: str, worker: str) -> None:
        if not work.closed:
            text = blot(text, work.secrets)
            self._outbox.report(e.StepProgress(work.step.id, fraction, text, worker))

    def _hear_done(
        self, trip: Trip, work: Work, outputs: Mapping[Name, Value], worker: str, waited: float
    ) -> None:
        if work.closed:
            self._hear_late(work, trip, outputs)
            return
        work.worker, work.waited = worker, waited
        answer = self._answers.get(trip)
        if answer is not None:
            if not answer.done():
                answer.set_result((letters.DONE, outputs))
            return
        if trip.kept:
            self._keeper.release_after(work.step, trip)
        self._end(work, check_outputs(work.step.outputs, outputs))

    def _hear_late(self, work: Work, trip: Trip, outputs: Mapping[Name, Value]) -> None:
        if work.step.policy.undo is None:
            self._late(work)
        else:
            self._late(work, {**trip.errand.task.inputs, **outputs})

    def _hear_failure(self, trip: Trip, work: Work, failed: Failed) -> None:
        answer, failure = self._answers.get(trip), _failure(failed)
        if answer is not None:
            if not answer.done():
                answer.set_result((letters.FAILED, failure))
        elif trip.given_up and failed.reason == "cancelled":
            self._given_up(work)
        else:
            self._end(work, failure_of(failure, work.secrets))

    def _hear_given(self, trip: Trip, work: Work, ended: bool) -> None:
        answer = self._answers.get(trip)
        if answer is not None:
            if not answer.done():
                answer.set_result((letters.GIVEN, ended))
        elif not work.closed:
            work.left_thread = work.left_thread or not ended
            self._given_up(work)


_NOWHERE: Final = object()
"""The trip of an errand that could not be made."""


def _failure(failed: Failed) -> StepFailure:
    return StepFailure(
        failed.message, reason=failed.reason, retryable=failed.retryable,
        retry_after=failed.retry_after, trace=failed.trace,
    )  # fmt: skip
