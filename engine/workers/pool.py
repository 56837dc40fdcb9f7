"""The workers of the process: at most one per core, started when there is work, shared by all runs.

A call beyond that waits for a free worker, first come, first served; its Step counts as running.
"""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import os
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from engine.context import Around
from engine.errors import StepFailure
from engine.modules import Modules
from engine.tracing import describe
from engine.value import Value
from engine.workers.parcel import (
    LIMIT,
    Failed,
    Frame,
    Order,
    pack,
    too_large,
    unpack,
    unpackable,
)
from engine.workers.worker import ProcessEnded, Worker

IDLE_SECONDS: Final = 60.0
"""How long a worker without work stays warm."""

CLOSE_SECONDS: Final = 2.0
"""How long the end of the program waits for the end of a worker."""

OUT_OF_MEMORY: Final = -9
"""How the kernel ends a process when memory runs out: as `subprocess` tells SIGKILL."""


class Task(Protocol):
    """What a worker can do: a value that can be pickled. `engine.calling.FunctionCall` is one."""

    @property
    def inputs(self) -> Mapping[Any, Value]:
        """The values that go along, by name."""
        ...

    def perform(self, modules: Modules | None, around: Around, folder: str) -> Mapping[Any, Value]:
        """Do it, in the worker."""
        ...


class Job:
    """One task on its way: to a worker, and back to whoever waits for it."""

    def __init__(
        self,
        task: Task,
        modules: Modules | None,
        around: Around,
        done: Callable[[Any, BaseException | None], None],
        *,
        memory_mb: int | None = None,
        begun: Callable[[], object] = lambda: None,
    ) -> None:
        """Take a task and its run's modules.

        `begun()`, when a worker is at it, `done(result, error)` and `around` are called in a thread.
        """
        self.task = task
        self.modules = modules
        self.around = around
        self.done = done
        self.memory_mb = memory_mb
        self.begun = begun
        self.context = contextvars.copy_context()
        self.worker: Worker | None = None
        self.given_up = False

    def order(self) -> bytes:
        """The call as it is sent.

        Raises:
            Fatal: An input cannot be sent.
        """
        try:
            task = pack(self.task)
        except Exception as error:  # noqa: BLE001 - whatever the values' own code raises
            raise unpackable(self.task.inputs, "input", error) from None
        if len(task) > LIMIT:
            raise too_large("input", len(task))
        return pack(
            Order(
                folder="" if self.modules is None else str(self.modules.folder),
                room="" if self.modules is None else self.modules.room,
                memory_mb=self.memory_mb,
                task=task,
            )
        )

    def output(self, text: str, stream: str = "stdout") -> None:
        """A line that the worker printed."""
        self.around.output(text, stream)

    def progress(self, data: bytes) -> None:
        """How far the worker is."""
        self.around.report(*unpack(data, None))


class Pool:
    """Worker processes, each led by a thread of its own."""

    def __init__(self, size: int | None = None) -> None:
        """Take how many there may be; left out, one per core that we may use."""
        self._size = size or cores()
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._leaders: set[_Leader] = set()
        self._idle = 0
        self._closing = False
        self._watched = False

    async def run(
        self, task: Task, modules: Modules, around: Around, *, memory_mb: int | None = None,
        begun: Callable[[], object] = lambda: None,
    ) -> Mapping[Any, Value]:  # fmt: skip
        """Have a task done and give its outputs. Cancelling kills the process before it goes on.

        `begun` is called on the loop when a worker begins it: until then it waits for its turn.

        Raises:
            StepFailure: The task failed; its exception has become a sentence. Or its process ended
                (`process_died`), needed too much memory (`memory_limit`), or a value cannot travel
                (`not_picklable`, `too_large`).
        """
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[tuple[Any, BaseException | None]] = loop.create_future()

        def done(result: Any, error: BaseException | None) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(ended.set_result, (result, error))

        def tell_begun() -> None:
            with suppress(RuntimeError):  # as above
                loop.call_soon_threadsafe(begun)

        job = Job(task, modules, around, done, memory_mb=memory_mb, begun=tell_begun)
        self.submit(job)
        try:
            await asyncio.wait([ended])  # unlike awaiting it, leaves it whole when cancelled
        except asyncio.CancelledError:
            self.give_up(job)
            await asyncio.wait([ended])
            raise
        result, error = ended.result()
        if error is not None:
            raise error
        outputs: Mapping[Any, Value] = result
        return outputs

    def submit(self, job: Job) -> None:
        """Have a job done as soon as there is a worker for it."""
        with self._changed:
            self._waiting.append(job)
            if self._idle >= len(self._waiting):
                self._changed.notify()
            elif len(self._leaders) < self._size:
                self._add_leader()

    def give_up(self, job: Job) -> None:
        """Take a job back, or kill the process that is at it; its `done` is called all the same."""
        with self._changed:
            job.given_up = True
            if job in self._waiting:
                self._waiting.remove(job)
                job.done(None, _given_up())
            elif job.worker is not None:
                job.worker.kill()

    def close(self) -> None:
        """End all workers, and wait until they are gone."""
        with self._changed:
            self._closing = True
            leaders = list(self._leaders)
            for leader in leaders:
                leader.kill()
            self._changed.notify_all()
        for leader in leaders:
            leader.join(CLOSE_SECONDS)
        self._closing = False

    @property
    def workers(self) -> int:
        """How many there are."""
        return len(self._leaders)

    def _add_leader(self) -> None:
        if not self._watched:
            self._watched = True
            atexit.register(self.close)
            if hasattr(os, "register_at_fork"):
                os.register_at_fork(after_in_child=self._forget)
        leader = _Leader(self)
        self._idle += 1
        self._leaders.add(leader)
        leader.start()

    def _forget(self) -> None:
        """In a fork of our program: the workers are not its own, and must not outlive us for its sake."""
        for leader in self._leaders:
            leader.let_go()
        self._changed = threading.Condition()
        self._waiting.clear()
        self._leaders.clear()
        self._idle = 0

    def next_job(self, leader: _Leader) -> Job | None:
        """What a leader does next; None when it has been idle for long enough."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing, IDLE_SECONDS)
            self._idle -= 1
            if self._waiting and not self._closing:
                return self._waiting.popleft()
            self._leaders.discard(leader)
            return None

    def begin(self, job: Job, worker: Worker) -> None:
        """Note which worker is at a job.

        Raises:
            StepFailure: The job has been given up.
        """
        with self._changed:
            job.worker = worker
            if job.given_up:
                raise _given_up()
        job.begun()

    def end(self, job: Job) -> None:
        """Note that a worker is free again, before anybody hears of what it did."""
        with self._changed:
            job.worker = None
            self._idle += 1


class _Leader(threading.Thread):
    """Leads one worker after the other: a worker that has ended is replaced when there is work."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(name="worker-leader", daemon=True)
        self._pool = pool
        self._worker: Worker | None = None

    def run(self) -> None:
        while (job := self._pool.next_job(self)) is not None:
            result, error = None, None
            try:
                result = self._do(job)
            except BaseException as raised:  # noqa: BLE001 - whatever it is, it is the job's result
                error = raised
            self._pool.end(job)
            if job.given_up:  # it may be killed any moment now
                self._retire()
            job.done(result, error)
            del job, result, error  # an idle leader holds on to nothing
        self._retire()

    def kill(self) -> None:
        """End the worker, from another thread."""
        if (worker := self._worker) is not None:
            worker.kill()

    def let_go(self) -> None:
        """Close our ends of the worker's lines, and leave it to itself."""
        if (worker := self._worker) is not None:
            worker.let_go()

    def _retire(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def _do(self, job: Job) -> Any:
        order = job.order()
        worker = self._ready_worker()
        self._pool.begin(job, worker)
        try:
            kind, message = worker.call(order, job)
        except ProcessEnded as ended:
            self._retire()
            raise _died(job, ended) from None
        if kind is Frame.RESULT:
            return job.context.run(_opened, message, job.modules)
        failed: Failed = unpack(message, None)
        if failed.spent:
            self._retire()
        raise StepFailure(
            failed.message, reason=failed.reason, retryable=failed.retryable, trace=failed.trace
        )

    def _ready_worker(self) -> Worker:
        if self._worker is not None and not self._worker.is_alive:
            self._retire()
        if self._worker is None:
            self._worker = Worker()
        return self._worker


def _opened(message: bytes, modules: Modules | None) -> Any:
    """The outputs; what their classes' modules print while they are loaded here belongs to the Step."""
    try:
        return unpack(message, modules)
    except Exception as error:
        raise StepFailure(
            f"the outputs cannot be read here: {describe(error)[0]}", reason="not_picklable"
        ) from error


def _died(job: Job, ended: ProcessEnded) -> StepFailure:
    if job.given_up:
        return _given_up()
    if job.memory_mb is not None:
        hint = f"; its limit of {job.memory_mb} MB of memory may be why"
    elif ended.status == OUT_OF_MEMORY:
        hint = "; the machine may have run out of memory"
    else:
        hint = ""
    return StepFailure(f"{ended}{hint}", reason="process_died")


def _given_up() -> StepFailure:
    return StepFailure("the work was given up", reason="cancelled")


def cores() -> int:
    """How many processors we may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not every system says which ones are ours
        return os.cpu_count() or 1


POOL: Final = Pool()
"""The workers of this process."""
