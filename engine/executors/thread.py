"""Runs blocking work in threads of our own, and brings what came of it back to the loop.

Why not the loop's default executor: its threads are joined when the interpreter exits, so one function
that never ends would keep the program alive for ever. Ours are daemons. They are reused (the one that
fell idle last works first, so that spare ones end), grow on demand, and are shared by the whole
process. Work beyond the limit waits its turn; the runner shows its Steps as queued and so seldom lets
it come to that.

How results come back: a finished thread puts its result into the loop's mailbox, and wakes the loop
only if nobody has yet, so many that finish together cost one wake-up. The mailbox is emptied in one
callback and handed out in a second, which is sent the way that everything from threads is sent: what
a thread sent to the loop before its work ended is there before its result.
"""

from __future__ import annotations

import asyncio
import contextvars
import itertools
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar
from weakref import WeakKeyDictionary, ref

from engine.plugin import GiveUp

T = TypeVar("T")

LIMIT: Final = 256
"""Threads of the process that may be busy at one time."""

IDLE_SECONDS: Final = 10.0
"""How long a thread without work waits for some before it ends."""

_Done: TypeAlias = Callable[[Any, BaseException | None], None]


class ThreadExecutor:
    """The executor for functions that block. All instances share the process's threads."""

    name: str = "thread"

    def submit(
        self, function: Callable[[], T], done: Callable[[T | None, BaseException | None], None]
    ) -> GiveUp:
        """Start the function in a thread, in a copy of the caller's context variables.

        `done(result, error)` is called once, on the loop that is running now; never, if that loop is
        closed by then, or if the work was given up before it began: later it cannot be stopped.
        Whatever the function raises is its error, `SystemExit` included.
        """
        mailbox, claim = _mailbox(asyncio.get_running_loop()), threading.Lock()
        _POOL.start(_Job(contextvars.copy_context(), function, mailbox, done, claim))
        return partial(claim.acquire, blocking=False)


class _Mailbox:
    """What came of the work that one loop gave out, until that loop fetches it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = ref(loop)
        self._letters: deque[tuple[_Done, Any, BaseException | None]] = deque()
        self._woken = False

    def put(self, done: _Done, result: Any, error: BaseException | None) -> None:
        """Leave a result, from any thread."""
        self._letters.append((done, result, error))
        if not self._woken:
            self._woken = True
            self._send(self._fetch)

    def _fetch(self) -> None:
        self._woken = False  # first: a letter that arrives from here on wakes the loop again
        letters = [self._letters.popleft() for _ in range(len(self._letters))]
        self._send(self._hand_out, letters)

    def _hand_out(self, letters: list[tuple[_Done, Any, BaseException | None]]) -> None:
        for done, result, error in letters:
            self._tell(done, result, error)

    def _tell(self, done: _Done, result: Any, error: BaseException | None) -> None:
        try:
            done(result, error)
        except Exception as raised:  # noqa: BLE001 - the others' results must still be told
            loop = self._loop()
            if loop is not None:
                loop.call_exception_handler(
                    {"message": "a result could not be handed over", "exception": raised}
                )

    def _send(self, callback: Callable[..., object], *args: object) -> None:
        loop = self._loop()
        if loop is None or loop.is_closed():
            return
        try:
            loop.call_soon_threadsafe(callback, *args)
        except RuntimeError:  # closed since: nobody is there to be told
            return


_MAILBOXES: WeakKeyDictionary[asyncio.AbstractEventLoop, _Mailbox] = WeakKeyDictionary()
_MAILBOXES_LOCK = threading.Lock()


def _mailbox(loop: asyncio.AbstractEventLoop) -> _Mailbox:
    with _MAILBOXES_LOCK:
        mailbox = _MAILBOXES.get(loop)
        if mailbox is None:
            mailbox = _MAILBOXES[loop] = _Mailbox(loop)
        return mailbox


class _Job(NamedTuple):
    """A function, the context to run it in, and whom to tell."""

    context: contextvars.Context
    function: Callable[[], Any]
    mailbox: _Mailbox
    done: _Done
    claim: threading.Lock  # whoever takes it decides whether the work is done or given up

    def run(self) -> None:
        """Do the work, unless it was given up, and leave its result. Never raises."""
        if not self.claim.acquire(blocking=False):
            return
        result, error = None, None
        try:
            result = self.context.run(self.function)
        except BaseException as raised:  # noqa: BLE001 - whatever it is, it is the work's result
            error = raised
        self.mailbox.put(self.done, result, error)


class _Pool:
    """The threads of the process: those that wait for work, and the work that waits for one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._waiting: deque[_Job] = deque()
        self._threads = 0
        self._numbers = itertools.count(1)

    def start(self, job: _Job) -> None:
        """Give the job to an idle thread, else to a new one, else let it wait."""
        with self._lock:
            if self._idle:
                self._idle.pop().give(job)
            elif self._threads < LIMIT:
                self._threads += 1
                _Worker(self, job, f"step-work-{next(self._numbers)}").start()
            else:
                self._waiting.append(job)

    def next_job(self, worker: _Worker) -> _Job | None:
        """What a worker does next; None when it has to wait for work."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._idle.append(worker)
            return None

    def may_end(self, worker: _Worker) -> bool:
        """Whether a worker that got no work can go; False where some was given at the last moment."""
        with self._lock:
            if worker not in self._idle:
                return False
            self._idle.remove(worker)
            self._threads -= 1
            return True


class _Worker(threading.Thread):
    """A daemon thread that does one job after the other."""

    def __init__(self, pool: _Pool, job: _Job, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._pool = pool
        self._job: _Job | None = job
        self._given = threading.Lock()  # held while nothing is given
        self._given.acquire()

    def give(self, job: _Job) -> None:
        """Wake the idle worker with a job."""
        self._job = job
        self._given.release()

    def run(self) -> None:
        """Work until there has been nothing to do for a while."""
        job = self._job
        while job is not None:
            self._job = None
            job.run()
            del job  # its values must not live on in an idle thread
            job = self._pool.next_job(self) or self._wait()

    def _wait(self) -> _Job | None:
        while not self._given.acquire(timeout=IDLE_SECONDS):
            if self._pool.may_end(self):
                return None
        return self._job


_POOL: Final = _Pool()
