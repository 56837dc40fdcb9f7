"""Work on the workers of a Dask cluster: one of our own for the run, or one whose scheduler has an address.

Only this module and its neighbours `_dask_own` and `_dask_words` know Dask, and import it when a run first
sends work there. What travels, what is
told of it and what becomes of it when something dies is `engine.distant`'s; here loads become Dask tasks, and
messages of workers Dask events of a topic of the run's own, of which the scheduler keeps none.
"""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any, Final

from engine.distant import versions
from engine.distant.needs import Worker, fitting
from engine.distant.silence import Silence
from engine.errors import Fatal, StepFailure
from engine.executors import _dask_words as words
from engine.executors._dask_own import OwnCluster
from engine.plugin import Cluster, Load, Post

TIMEOUT: Final = 15.0
"""Seconds in which a scheduler has to answer."""

BEAT: Final = 2.0
"""Seconds between two looks at whether the scheduler still answers."""

SILENCE: Final = 6.0
"""Seconds without an answer after which the user is told."""

ALL: Final = "all"
"""Dask's own topic, in which workers come and go."""

_UNKEPT: Final = (
    "[setattr(s._broker._topics[{topic!r}], 'events', __import__('collections').deque(maxlen=0))"
    " for s in __import__('distributed').Scheduler._instances] and None"
)
"""Has the scheduler keep no messages of the run; as text, since our package need not be there."""
_FORGOTTEN: Final = (
    "[s._broker._topics.pop({topic!r}, None)"
    " for s in __import__('distributed').Scheduler._instances] and None"
)
_SHOWS: Final = (
    "any(getattr(s.http_application, 'applications', ())"
    " for s in __import__('distributed').Scheduler._instances if s.id == {id!r})"
)
"""Whether a scheduler has the dashboard's pages: without Bokeh it has the service, and nothing in it."""

_LOGGERS: Final = ("distributed", "distributed.client", "distributed.scheduler", "distributed.nanny",
                   "distributed.worker", "distributed.core", "tornado", "tornado.application")  # fmt: skip


class DaskExecutor:
    """The executor `dask`: `dask`, `dask:4` (so many workers of our own), `dask:tcp://host:port`."""

    name: str = "dask"

    def cluster(self, address: str) -> Cluster:
        """The cluster at an address.

        Raises:
            Fatal: Dask is not installed, or the address is none.
        """
        if importlib.util.find_spec("distributed") is None:
            told = "the executor 'dask' needs the package 'distributed', which is not installed"
            raise Fatal(f"{told}; install backcast[distributed]", reason="no_cluster")
        if complaint := words.complaint(address):
            raise Fatal(complaint, reason="no_cluster")
        return DaskCluster(address)


class DaskCluster:
    """One Dask cluster, from the loop on which it is opened."""

    def __init__(self, address: str) -> None:
        """Take the scheduler's address, or how many workers to start; empty: one for each core."""
        self._address = "" if address.isdecimal() else address
        self._own = None if self._address else OwnCluster(int(address or 0))
        self.slots = 1
        self._client: Any = None
        self._futures: dict[int, Any] = {}
        self._held: list[Load] = []  # while the scheduler is away
        self._away = self._is_deserted = False
        self._identity: Mapping[str, Any] = {}
        self._workers: dict[str, Worker] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._silence = Silence(_LOGGERS)

    # opening

    async def open(self, run: str, post: Post) -> None:
        """Start or connect, and see whether the workers are fit.

        Raises:
            StepFailure: There is no scheduler, or a worker lacks what it needs.
        """
        distributed: Any = import_module("distributed")
        self._post, self._topic = post, f"backcast-{run}"
        import_module("dask").config.set(
            {"distributed.admin.large-graph-warning-threshold": "1 TB"}
        )
        self._silence.begin()
        try:
            where = self._address if self._own is None else await self._own.start()
            self._client = distributed.Client(
                where, asynchronous=True, set_as_default=False, name="backcast", timeout=TIMEOUT
            )
            await self._client
        except Exception as error:
            raise words.unreachable(self._address, error) from error
        await self._listen()
        await self._tell_where()
        self._spawn(self._watch_scheduler())

    async def _listen(self) -> None:
        """Hear what workers tell, and who they are; again after the scheduler was away."""
        client = self._client
        client.subscribe_topic(self._topic, lambda event: self._post.heard(tuple(event[1])))
        client.subscribe_topic(ALL, self._hear_all)
        with suppress(Exception):  # a scheduler may refuse that, and then keeps some messages
            await client.run_on_scheduler(eval, _UNKEPT.format(topic=self._topic))
        await self._look()
        await self._check(list(self._workers))

    async def _look(self) -> None:
        """See which workers there are."""
        self._identity = found = await self._client.scheduler.identity(n_workers=-1)
        self._workers = {
            address: Worker(
                name=str(told["name"]), slots=told["nthreads"],
                resources=told.get("resources") or {}, memory=told.get("memory_limit") or 0,
            )
            for address, told in found["workers"].items()
        }  # fmt: skip
        self._count_slots()

    def _count_slots(self) -> None:
        self.slots = max(1, sum(worker.slots for worker in self._workers.values()))

    async def _check(self, addresses: Sequence[str]) -> None:
        """See that what is installed there fits what is here.

        Raises:
            Fatal: Backcast is missing there, or of another version.
        """
        if not addresses:
            return
        told = await self._client.run(eval, versions.QUESTION, workers=list(addresses))
        for address, found in told.items():
            name = self._workers[address].name
            if complaint := versions.complaint(name, *found):
                self._post.told("unfit_worker", complaint, (name,))

    async def _tell_where(self) -> None:
        link, known = "", self._identity
        with suppress(Exception):  # a scheduler may refuse to be asked
            asked = _SHOWS.format(id=known["id"])
            if "dashboard" in known["services"] and await self._client.run_on_scheduler(
                eval, asked
            ):
                link = str(self._client.dashboard_link or "")
        address = self._client.scheduler.address
        names = sorted(worker.name for worker in self._workers.values())
        count = f"{len(names)} worker{'' if len(names) == 1 else 's'}"
        told = f"runs on {count} at {address}" + (f"; dashboard {link}" if link else "")
        if not names:
            told = f"the scheduler at {address} has no workers yet; the run waits for one"
            self._is_deserted = True
        self._post.told("cluster", told, (link, address, *names))

    # for the depot

    def submit(self, loads: Sequence[Load]) -> None:
        """Have loads performed, in one go for those with the same needs."""
        if self._away:
            self._held += loads
            return
        alike: dict[str, list[Load]] = {}
        for load in loads:
            alike.setdefault(f"{load.values}" if load.values else repr(load.needs), []).append(load)
        for group in alike.values():
            try:
                where = self._restrictions(group[0].needs)
            except StepFailure as failure:
                for load in group:
                    asyncio.get_running_loop().call_soon(self._post.ended, load.number, failure)
                continue
            for load, future in zip(group, self._submitted(group, where), strict=True):
                self._futures[load.number] = future
                self._spawn(self._watch(load.number, future))

    def _submitted(self, loads: Sequence[Load], where: Mapping[str, Any]) -> Sequence[Any]:
        work = partial(_perform, self._topic)
        keys = [f"{load.name}-{self._topic}-{load.number}" for load in loads]
        options = {"pure": False, "retries": 0, **where}
        if not loads[0].values:
            packed = [load.packed for load in loads]
            made: Sequence[Any] = self._client.map(work, packed, key=keys, **options)
            return made
        return [
            self._client.submit(
                work, load.packed, [self._futures[value] for value in load.values],
                key=key, **options,
            )
            for load, key in zip(loads, keys, strict=True)
        ]  # fmt: skip

    def cancel(self, loads: Sequence[int]) -> None:
        """Forget loads."""
        futures = [self._futures.pop(load) for load in loads if load in self._futures]
        going = [future for future in futures if not future.done()]
        if going and self._client is not None:
            self._spawn(self._cancel(going))

    async def _cancel(self, futures: Sequence[Any]) -> None:
        with suppress(Exception):  # the scheduler is away, and so are they
            await self._client.cancel(futures)

    async def fetch(self, load: int) -> Any:
        """What a load gave."""
        return await self._futures[load]

    async def tell(self, worker: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function on a worker."""
        (address,) = (a for a, known in self._workers.items() if known.name == worker)
        answers = await self._client.run(function, *arguments, workers=[address])
        return answers[address]

    async def close(self) -> None:
        """Let go of the scheduler, and end a cluster of our own with its workers."""
        for task in [*self._tasks]:
            task.cancel()
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                async with asyncio.timeout(1.0):
                    await client.run_on_scheduler(eval, _FORGOTTEN.format(topic=self._topic))
            with suppress(Exception):
                await client.close(timeout=1.0)
        if self._own is not None:
            await self._own.end()
        self._silence.end()

    # within

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _restrictions(self, needs: Mapping[str, Any]) -> dict[str, Any]:
        """What Dask is to be told of the resources that a worker must have."""
        if not needs:
            return {}
        addresses, counted = fitting(needs, self._workers)
        where: dict[str, Any] = {"resources": dict(counted)} if counted else {}
        if len(addresses) < len(self._workers):
            where |= {"workers": list(addresses), "allow_other_workers": False}
        return where

    async def _watch(self, load: int, future: Any) -> None:
        """Tell the end of a load."""
        with suppress(Exception), self._client.as_current():
            await import_module("distributed").wait([future])
        is_wanted = self._futures.get(load) is future
        if not is_wanted:
            return
        if future.status == "finished":
            self._post.ended(load, None)
        elif future.status == "error":
            self._post.ended(load, words.failure(await future.exception()))
        else:
            self._futures.pop(load)
            if self._client is not None and self._client.status != "running" and not self._away:
                self._away = True
                self._spawn(self._return())
            self._post.strayed(load)

    async def _return(self) -> None:
        """Wait until the scheduler is there again, and go on."""
        where = f"the scheduler at {self._client.scheduler.address}"
        self._post.told("cluster_away", f"{where} is gone; the run waits for it to come back")
        while self._client.status != "running":
            if self._client.status == "closed":
                told = f"{where} is gone and did not come back; start it, and resume the run"
                self._post.gone(StepFailure(told, reason="no_cluster"))
                return
            await asyncio.sleep(0.05)
        try:
            await self._listen()
        except StepFailure as failure:
            self._post.gone(failure)
            return
        self._post.told("cluster_back", f"{where} is there again; what was lost is done again")
        self._away = False
        held, self._held = self._held, []
        self.submit(held)

    async def _watch_scheduler(self) -> None:
        """Tell of a scheduler that does not answer: nothing else would, however long it takes."""
        while True:
            await asyncio.sleep(BEAT)
            asked = asyncio.ensure_future(self._client.scheduler.identity(n_workers=0))  # noqa: TID251
            done, _ = await asyncio.wait([asked], timeout=SILENCE)
            if not done and not self._away:
                where = self._client.scheduler.address
                told = f"the scheduler at {where} has not answered for {SILENCE:g} s; the run waits"
                self._post.told("cluster_silent", f"{told} for it, and can be stopped")
                await asyncio.wait([asked])
                self._post.told("cluster_back", f"the scheduler at {where} answers again")
            with suppress(Exception):
                asked.result()
            self._tell_if_deserted()

    def _tell_if_deserted(self) -> None:
        """Tell, once each time, that there is nobody to do the work."""
        if self._away or self._is_deserted is (not self._workers):
            return
        self._is_deserted = not self._workers
        where = f"the scheduler at {self._client.scheduler.address} has"
        if self._is_deserted:
            told = f"{where} no workers any more; the run waits for one, and can be stopped"
            self._post.told("cluster_deserted", told)
        else:
            self._post.told("cluster_back", f"{where} workers again")

    def _hear_all(self, event: Any) -> None:
        """Workers come and go."""
        told = event[1]
        if not isinstance(told, Mapping) or told.get("action") not in (
            "add-worker",
            "remove-worker",
        ):
            return
        address = str(told.get("worker"))
        if told["action"] == "add-worker":
            if address not in self._workers:
                self._spawn(self._welcome(address))
        elif address in self._workers:
            worker = self._workers.pop(address)
            self._count_slots()
            at_it = told.get("processing-tasks") or ()
            loads = [load for load, future in self._futures.items() if future.key in at_it]
            self._post.lost(worker.name, loads)

    async def _welcome(self, address: str) -> None:
        with suppress(OSError, KeyError, ValueError):
            await self._look()
            try:
                await self._check([address])
            except StepFailure as failure:
                self._post.told("unfit_worker", str(failure))


class _Line:
    """The way back from a Dask worker."""

    def __init__(self, worker: Any, topic: str) -> None:
        self._worker, self._topic = worker, topic
        self._key = worker.get_current_task()
        self.worker = str(worker.name)

    def send(self, message: tuple[Any, ...]) -> None:
        self._worker.log_event(self._topic, message)

    def is_wanted(self) -> bool:
        task = self._worker.state.tasks.get(self._key)
        return task is not None and task.state == "executing"


def _perform(topic: str, packed: bytes, values: Sequence[Mapping[str, bytes]] = ()) -> Any:
    """What a Dask worker is given to do."""
    from distributed import get_worker

    from engine.distant import there  # whoever only sends work there does without

    return there.perform(packed, _Line(get_worker(), topic), values)
