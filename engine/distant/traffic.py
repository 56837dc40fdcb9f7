"""What is on its way to a cluster and back: has loads performed, hears of them, sees to what goes wrong.

It knows what is to become of each errand when a worker dies or the cluster goes away: what may be done
twice is done again, what may not has failed. On the depot's loop only; nothing here knows which cluster it
is.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import uuid4

from engine.distant import there, wire
from engine.distant import trip as letters
from engine.distant.dying import MOST, died, killed, sorted_out, unsent
from engine.distant.loading import Dropped, Loaded, Loader
from engine.distant.reading import opened, tell_again, tell_times
from engine.distant.trip import Mailbox, Trip
from engine.errors import StepFailure
from engine.plugin import Cluster
from engine.tracing import describe
from engine.workers.parcel import Failed, failed_of, pack, unpack

SUSPICION: Final = 0.25
"""Seconds after which a load of which nothing is heard is taken to be slow."""

ANSWER: Final = 3.0
"""Seconds that a worker has to answer when errands are given up."""

SENDS: Final = 5
"""Times that an errand is sent which the cluster loses."""


class Traffic:
    """The errands on their way to one cluster, and whom that cluster tells (`engine.plugin.Post`)."""

    def __init__(self, cluster: Cluster) -> None:
        """Take the cluster; it is opened for the first errand."""
        self._cluster = cluster
        self._run = uuid4().hex[:12]
        self.loader = Loader(self._run)
        self._loads: dict[int, Loaded] = {}
        self._dropped = Dropped()
        self._sources: dict[str, wire.Sources] = {}
        self._left: dict[int, Trip] = {}
        self._stayed: dict[int, tuple[str, list[Trip]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening = self._is_open = False
        self._failure: StepFailure | None = None
        self._mailbox: Mailbox | None = None

    # for the depot

    def take(self, trips: Sequence[Trip]) -> None:
        """Send errands, now or as soon as it is their turn."""
        self._mailbox = self._mailbox or trips[0].mailbox
        if self._failure is not None:
            self._fail(trips, self._failure)
            return
        for trip in trips:
            self.loader.put(trip)
        if self._is_open:
            self._pump()
        elif not self._opening:
            self._opening = True
            self._spawn(self._open())

    def give_up(self, trips: Sequence[Trip]) -> None:
        """Give errands up; a letter says of each whether it is over."""
        at_work: dict[str, list[Trip]] = {}
        for trip in trips:
            trip.given_up = True
            loaded = None if trip.load is None else self._loads.get(trip.load)
            if loaded is not None and loaded.worker:
                at_work.setdefault(loaded.worker, []).append(trip)
                continue
            if loaded is not None:
                self._leave(loaded, trip)
            elif trip.load is None:
                self.loader.drop(trip)
            trip.mailbox.put((letters.GIVEN, trip, True))
        for worker, given in at_work.items():
            self._spawn(self._end(worker, given))

    def release(self, loads: Sequence[int]) -> None:
        """Let go of values that stayed: nobody will ask for them again."""
        for load in loads:
            self._stayed.pop(load, None)
        self._cluster.cancel(loads)

    async def close(self) -> None:
        """Let go of the cluster."""
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=ANSWER)
        with suppress(Exception):
            if self._opening:
                await self._cluster.close()

    async def _open(self) -> None:
        try:
            await self._cluster.open(self._run, self)
        except StepFailure as failure:
            self.gone(failure)
        except Exception as error:  # noqa: BLE001 - a cluster's own code may raise anything
            told = f"the cluster could not be opened: {describe(error)[0]}"
            self.gone(StepFailure(told, reason="no_cluster"))
        else:
            self._is_open = True
            self._pump()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _pump(self) -> None:
        """Have everything go that is to go now."""
        if not self._is_open or self._failure is not None:
            return
        loads = []
        for loaded, load, unfit in self.loader.ready(self._cluster.slots):
            for trip, failure in unfit.items():
                self._fail([trip], failure)
            if load is not None:
                self._loads[loaded.number] = loaded
                loads.append(load)
                self._keep_sources(loaded)
        if loads:
            try:
                self._cluster.submit(loads)
            except Exception as error:  # noqa: BLE001 - a cluster's own code may raise anything
                told = f"the cluster did not take it: {describe(error)[0]}"
                for load in loads:
                    self.ended(load.number, StepFailure(told, reason="cluster_failed"))

    def _keep_sources(self, loaded: Loaded) -> None:
        sources = next(iter(loaded.trips.values())).origin.sources()
        self._sources[sources.digest] = sources

    def _fail(self, trips: Iterable[Trip], failure: StepFailure, worker: str | None = None) -> None:
        told = failed_of(failure)
        for trip in trips:
            trip.mailbox.put((letters.FAILED, trip, told, worker, None))

    # what the cluster says

    def heard(self, message: wire.Message) -> None:
        """A worker has sent a message."""
        kind, number, worker, *rest = message
        loaded = self._loads.get(number)
        if kind == wire.WANTS:
            self._answer(worker, there.receive, pack(self._sources[rest[0]]))
        elif kind == wire.ASKS:
            self._allow(loaded, number, worker, rest[0])
        elif loaded is None:
            self._heard_late(kind, number, worker, rest)
        elif kind == wire.BEGUN:
            self._begun(loaded, worker)
        elif kind in (wire.TOLD, wire.LAST):
            self._told(loaded, worker, *rest, holds=kind == wire.LAST)
        elif kind == wire.UNREAD:
            self._unread(loaded, worker, unpack(rest[0], None))

    def ended(self, load: int, failure: StepFailure | None) -> None:
        """A load is over."""
        loaded = self._loads.pop(load, None)
        if loaded is None:
            return
        loaded.let_go()
        loaded.group.flying -= 1
        if failure is not None:
            self._fail(loaded.trips.values(), failure)
        elif loaded.heavy:
            self._spawn(self._fetch(loaded))
        elif not loaded.stays:
            self._cluster.cancel([load])
        if failure is None:
            self._miss(loaded)
        self._pump()

    def strayed(self, load: int) -> None:
        """A load is not known to the cluster any more."""
        loaded = self._loads.pop(load, None)
        if loaded is None:
            return
        loaded.let_go()
        loaded.group.flying -= 1
        loaded.trips |= {number: trip for number, (trip, _) in loaded.heavy.items()}
        self._miss(loaded)
        self._pump()

    def lost(self, worker: str, loads: Collection[int] = ()) -> None:
        """A worker is gone; it may have been at loads of which it had not even told that it began."""
        at_it = [one for one in self._loads.values() if one.worker == worker and one.trips]
        for loaded in at_it or [self._loads[load] for load in loads if load in self._loads]:
            self._lose(loaded, worker)
        for load, (holder, made) in self._stayed.items():
            if holder == worker:
                self._stayed[load] = "", made
                for step in {trip.step for trip in made}:
                    told = (
                        f"step '{step}': worker '{worker}' was lost with a value that stayed there"
                    )
                    self.told("done_again", f"{told}; it is done again")
        self._pump()

    def told(self, code: str, sentence: str, names: tuple[str, ...] = ()) -> None:
        """Something that the user ought to know."""
        if self._mailbox is not None:
            self._mailbox.put((letters.NEWS, None, code, sentence, names))

    def gone(self, failure: StepFailure) -> None:
        """The cluster is not there any more."""
        self._failure = failure
        trips = self.loader.all()
        for loaded in self._loads.values():
            loaded.let_go()
            trips += [*loaded.trips.values(), *(trip for trip, _ in loaded.heavy.values())]
        self._loads.clear()
        self._fail(trips, failure)

    # within

    def _lose(self, loaded: Loaded, worker: str) -> None:
        """See to the errands of a load whose worker is gone."""
        trips = [trip for trip in loaded.trips.values() if not trip.given_up]
        loaded.worker = ""
        loaded.let_go()
        if loaded.nonce and any(trip.once for trip in trips):
            self._drop(loaded)
            self._fail(trips, died(worker), worker)
            return
        again, killers = sorted_out(trips)
        tell_times(again, is_begun=False)
        tell_again(again, f"worker '{worker}' was lost while at it")
        if len(trips) < 2 and not any(trip.guarded for trip in trips):
            return  # the cluster does it again, as it is
        self._drop(loaded)
        self._fail(killers, killed(MOST), worker)
        for trip in again:
            self.loader.put(trip)

    def _drop(self, loaded: Loaded) -> None:
        """Have nobody do a load any more, and nobody begin it."""
        del self._loads[loaded.number]
        self._dropped.add(loaded.number, tuple(loaded.trips))
        loaded.group.flying -= 1
        self._cluster.cancel([loaded.number])

    def _begun(self, loaded: Loaded, worker: str) -> None:
        loaded.worker = worker
        tell_times(loaded.trips.values(), is_begun=True)
        given = [number for number, trip in loaded.trips.items() if trip.given_up]
        if given:
            self._answer(worker, there.give_up, self._run, given)
        asyncio.get_running_loop().call_later(SUSPICION, self._suspect, loaded, len(loaded.trips))

    def _suspect(self, loaded: Loaded, left: int) -> None:
        if loaded.number in self._loads and len(loaded.trips) == left and not loaded.heavy:
            loaded.group.pace.suspect(SUSPICION / left)
            self._pump()

    def _heard_late(self, kind: str, number: int, worker: str, rest: Sequence[Any]) -> None:
        """A load is over for us, and not for a worker."""
        if kind == wire.BEGUN and number in self._dropped:
            self._answer(worker, there.give_up, self._run, self._dropped.pop(number))
        elif kind in (wire.TOLD, wire.LAST):
            for what, errand, *told in rest[1]:
                if what in (wire.DONE, wire.FAILED) and errand in self._left:
                    trip = self._left.pop(errand)
                    trip.mailbox.put(opened(what, trip, told[-1], worker, 0.0, number))

    def _allow(self, loaded: Loaded | None, number: int, worker: str, nonce: str) -> None:
        """Answer whether work that must not be done twice may begin: once it may."""
        yes = loaded is not None and loaded.nonce in ("", nonce)
        if loaded is not None and yes:
            loaded.nonce, loaded.worker = nonce, worker
        self._answer(worker, there.allow, self._run, number, yes)

    def _answer(self, worker: str, function: Callable[..., Any], *arguments: Any) -> None:
        async def send() -> None:
            with suppress(Exception):  # it is gone, and that is told otherwise
                await self._cluster.tell(worker, function, *arguments)

        self._spawn(send())

    def _told(
        self, loaded: Loaded, worker: str, now: float, entries: Sequence[Any], *, holds: bool
    ) -> None:
        ahead = time.monotonic() - now  # of our clock to the worker's, at least
        measured: list[float] = []
        for entry in entries:
            kind, number, *rest = entry
            trip = loaded.trips.get(number)
            if trip is None:  # it was given up, or done before by a worker that was lost since
                self._heard_late(wire.TOLD, loaded.number, worker, (now, [entry]))
            elif kind in (wire.LINE, wire.PROGRESS):
                trip.mailbox.put((kind, trip, *rest, worker))
            else:
                began, took, data = rest
                if took >= 0:
                    measured.append(took)
                waited = max(0.0, began + ahead - trip.sent)
                self._came(loaded, trip, kind, data, worker, waited)
        if not holds:
            loaded.let_go()
        if measured:
            loaded.group.pace.learn(sum(measured) / len(measured))
            self._pump()

    def _came(
        self, loaded: Loaded, trip: Trip, kind: str, data: bytes, worker: str, waited: float
    ) -> None:
        """An errand has ended."""
        del loaded.trips[trip.number]
        if kind == wire.HEAVY:
            loaded.heavy[trip.number] = trip, waited
            return
        if kind == wire.STAYS:
            loaded.stays = True
            self._stayed.setdefault(loaded.number, (worker, []))[1].append(trip)
        letter = opened(kind, trip, data, worker, waited, loaded.number)
        loaded.held.append((trip, letter))

    def _unread(self, loaded: Loaded, worker: str, failed: Failed) -> None:
        """Errands that could not be read together go one by one; one that cannot be by itself has failed."""
        trips, loaded.trips = [*loaded.trips.values()], {}
        if len(trips) == 1:
            trips[0].mailbox.put((letters.FAILED, trips[0], failed, worker, None))
            return
        for trip in trips:
            trip.alone, trip.group = True, f"{trip.group} alone"
            self.loader.put(trip)
        self._pump()

    async def _fetch(self, loaded: Loaded) -> None:
        """Fetch what was too heavy to be told."""
        try:
            values = await self._cluster.fetch(loaded.number) or {}
        except Exception:  # noqa: BLE001 - whatever keeps it from coming
            values = {}
        if not loaded.stays:
            self._cluster.cancel([loaded.number])
        for number, (trip, waited) in loaded.heavy.items():
            if number in values:
                letter = opened(wire.DONE, trip, values[number], loaded.worker, waited, 0)
                trip.mailbox.put(letter)
            else:
                loaded.trips[number] = trip
        self._miss(loaded)

    def _miss(self, loaded: Loaded) -> None:
        """See to errands of a load that is over of which nothing was heard."""
        trips = [trip for trip in loaded.trips.values() if not trip.given_up]
        loaded.trips = {}
        if not trips:
            return
        if loaded.nonce and any(trip.once for trip in trips):
            self._fail(trips, died(loaded.worker), loaded.worker)
            return
        self._fail([trip for trip in trips if trip.sends > SENDS], unsent(SENDS))
        trips = [trip for trip in trips if trip.sends <= SENDS]
        tell_again(trips, "the cluster has lost it")
        for trip in trips:
            self.loader.put(trip)

    def _leave(self, loaded: Loaded, trip: Trip) -> None:
        """Take an errand out of a load that has not begun; one that is empty then never will."""
        del loaded.trips[trip.number]
        self._dropped.add(loaded.number, (trip.number,))
        if not loaded.trips:
            del self._loads[loaded.number]
            loaded.group.flying -= 1
            self._cluster.cancel([loaded.number])

    async def _end(self, worker: str, trips: list[Trip]) -> None:
        """Give up errands that a worker is at, and tell which of them goes on all the same."""
        numbers = [trip.number for trip in trips]
        try:
            async with asyncio.timeout(ANSWER):
                tell = self._cluster.tell
                answer = await tell(worker, there.give_up, self._run, numbers)
        except Exception:  # noqa: BLE001 - it does not answer: whatever it does is for nobody
            answer = {}
        for trip in trips:
            ended = answer.get(trip.number) == there.ENDED
            if trip.load in self._loads:
                self._loads[trip.load].trips.pop(trip.number, None)
            if not ended:
                self._left[trip.number] = trip
            trip.mailbox.put((letters.GIVEN, trip, ended))
