"""What a worker of a cluster does: reads a bundle, performs its errands one after the other, tells of each.

Whatever the errands raise is told as a failure. What they print and report is told while they work, and so
are results of bundles that turn out long. Many bundles may be at work in one process, each in a thread of
its own. `receive`, `allow` and `give_up` are called on the worker from afar; nothing in here waits on the
worker's loop.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from engine.capture import capturing, recorded
from engine.cause import Reason, bad_port
from engine.distant import shipping, wire
from engine.distant.doing import Doing
from engine.distant.telling import Line, Teller
from engine.errors import Fatal, StepFailure
from engine.flow import Input
from engine.modules import Modules
from engine.workers.parcel import failed_of, pack, unpack
from engine.workers.pool import Task

RUNS: Final = 8
"""Runs whose modules a worker keeps."""

KEPT: Final = 64
"""Folders' modules that a worker keeps as they were sent."""

PATIENCE: Final = 2.0
"""Seconds between two times of asking for what was not answered."""

ENDED: Final = "ended"
LEFT: Final = "left"
SETTLE: Final = 1.0
"""Seconds that work which can be ended may take to end, before it counts as left to itself."""


def perform(packed: bytes, line: Line, values: Sequence[Mapping[str, bytes]] = ()) -> Any:
    """Perform a bundle; gives the packed outputs that were not sent, by errand or, if they stay, by key."""
    bundle = wire.opened_bundle(packed)
    teller = Teller(line, bundle.number)
    if bundle.once and not _allowed(bundle, line):
        return None
    doings = [Doing(teller, number) for number in bundle.ids]
    with _LOCK:
        _DOINGS.update({(bundle.run, doing.number): doing for doing in doings})
    line.send((wire.BEGUN, bundle.number, line.worker))
    try:
        with capturing():
            return _Bench(bundle, line, doings, values).work()
    finally:
        with _LOCK:
            for doing in doings:
                _DOINGS.pop((bundle.run, doing.number), None)
        teller.close()


def receive(packed: bytes) -> None:
    """Take the modules of a folder, or take notice that there are none to be had."""
    _SHELF.put(unpack(packed, None))


def allow(run: str, bundle: int, yes: bool) -> None:
    """Take the answer to whether a bundle may begin."""
    with _LOCK:
        gate = _GATES.get((run, bundle))
    if gate is not None:
        gate.answer = yes
        gate.open.set()


async def give_up(run: str, numbers: Iterable[int]) -> dict[int, str]:
    """Give errands up; says of each whether nothing of it goes on (`ENDED`) or it is left to itself."""
    with _LOCK:
        found = {number: _DOINGS.get((run, number)) for number in numbers}
    doings = {number: doing for number, doing in found.items() if doing is not None}
    for doing in doings.values():
        doing.give_up()
    until = time.monotonic() + SETTLE
    while any(not one.over and one.can_end for one in doings.values()):
        if time.monotonic() > until:
            break
        await asyncio.sleep(0.005)
    for doing in doings.values():
        doing.leave()
    return {
        number: LEFT if doing is not None and doing.left else ENDED
        for number, doing in found.items()
    }


class _Bench:
    """Performs the errands of a bundle in a thread of its own, and does not wait for one that is left.

    So the slot of a worker is free again whatever a user's function does; errands after one that was left
    are performed by the next thread.
    """

    def __init__(
        self, bundle: wire.Bundle, line: Line, doings: list[Doing],
        values: Sequence[Mapping[str, bytes]],
    ) -> None:  # fmt: skip
        self._bundle, self._line, self._doings, self._values = bundle, line, doings, values
        self._rest: dict[Any, bytes] = {}
        self._tasks: list[Task] = []
        self._modules: Modules | None = None
        self._at = -1
        self._turned = threading.Event()
        for doing in doings:
            doing.on_left = self._turned.set

    def work(self) -> Any:
        """Perform them, and give what is too heavy to be told."""
        while any(not one.over and not one.left for one in self._doings):
            self._turned.clear()
            hand = threading.Thread(target=self._work_off, name="backcast-errands", daemon=True)
            hand.start()
            while not self._turned.wait(PATIENCE):
                if not self._line.is_wanted():
                    self._leave_all()
        return {**self._rest} or None

    def _leave_all(self) -> None:
        """Nobody waits for it any more."""
        for doing in self._doings:
            doing.give_up()
            doing.leave()

    def _work_off(self) -> None:
        hand = self._hand = object()
        if self._modules is None and not self._unpacked():
            self._turned.set()
            return
        assert self._modules is not None, "it was just made"
        while self._hand is hand and self._at + 1 < len(self._doings):
            self._at += 1
            task, doing = self._tasks[self._at], self._doings[self._at]
            self._tasks[self._at] = None  # type: ignore[call-overload]  # it is not needed twice
            if doing.claim.acquire(blocking=False):
                doing.perform(task, self._modules, self._bundle, self._rest)
            del task
            if doing.left:  # another one has gone on meanwhile
                return
        self._turned.set()

    def _unpacked(self) -> bool:
        """Make the errands' tasks again; where that cannot be, all is over."""
        bundle = self._bundle
        try:
            with recorded(self._doings[0].output):
                self._modules = modules = _modules(bundle, self._line)
                self._tasks = unpack(bundle.tasks, modules)
                for at, name, port, place, key in bundle.kept:
                    value = unpack(self._values[place][key], modules)
                    self._tasks[at] = _with_input(self._tasks[at], name, port, value)
        except BaseException as error:  # noqa: BLE001 - the values' own code runs here
            told = pack(failed_of(error))
            self._line.send((wire.UNREAD, bundle.number, self._line.worker, told))
            for doing in self._doings:
                doing.over = True
            return False
        return True


def _with_input(task: Any, name: str, port: Input, value: Any) -> Any:
    """The task with a value that stayed here, or one that fails since the value does not fit."""
    if complaint := port.complaint(value):
        return _Unfit(bad_port(Reason.BAD_INPUT, "input", name, complaint).message)
    return task.with_input(name, value)


@dataclass(frozen=True)
class _Unfit:
    """Stands for a task one of whose inputs does not fit."""

    message: str

    def perform(self, *_: object) -> Any:
        raise Fatal(self.message, reason=Reason.BAD_INPUT)


class _Gate:
    """Holds a bundle until it is said whether it may begin."""

    __slots__ = ("answer", "nonce", "open")

    def __init__(self) -> None:
        self.open = threading.Event()
        self.nonce = uuid4().hex
        self.answer = False


def _allowed(bundle: wire.Bundle, line: Line) -> bool:
    """Ask whether work that must not be done twice may begin; nobody answers where nobody waits for it."""
    key, gate = (bundle.run, bundle.number), _Gate()
    with _LOCK:
        _GATES[key] = gate
    try:
        while True:
            line.send((wire.ASKS, bundle.number, line.worker, gate.nonce))
            if gate.open.wait(PATIENCE):
                return gate.answer
            if not line.is_wanted():
                return False
    finally:
        with _LOCK:
            _GATES.pop(key, None)


class _Shelf:
    """The modules of folders that have come, and those that wait for some."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sources: OrderedDict[str, wire.Sources] = OrderedDict()
        self._made: dict[str, Path] = {}

    def put(self, sources: wire.Sources) -> None:
        with self._changed:
            self._sources[sources.digest] = sources
            while len(self._sources) > KEPT:
                self._sources.popitem(last=False)
            self._changed.notify_all()

    def folder(self, bundle: wire.Bundle, line: Line) -> Path:
        """Where the modules lie here, as they were sent; waits until they have come."""
        with self._changed:
            while (sources := self._sources.get(bundle.sources)) is None:
                line.send((wire.WANTS, bundle.number, line.worker, bundle.sources))
                came = self._changed.wait_for(lambda: bundle.sources in self._sources, PATIENCE)
                if not came and not line.is_wanted():
                    raise StepFailure("the work was given up", reason="cancelled")
            own = shipping.own_folder(sources)
            if own is None and sources.digest not in self._made:
                self._made[sources.digest] = shipping.laid_out(sources)
            return own or self._made[sources.digest]


def _modules(bundle: wire.Bundle, line: Line) -> Modules:
    """The modules of the bundle's run, as far as they are loaded in this process."""
    key = (bundle.run, bundle.room, bundle.sources)
    with _LOCK:
        found = _MODULES.get(key)
    if found is None:
        folder = _SHELF.folder(bundle, line)
        with _LOCK:
            found = _MODULES.get(key) or Modules(folder)
    with _LOCK:
        _MODULES[key] = found
        _MODULES.move_to_end(key)
        while len(_MODULES) > RUNS:
            _MODULES.popitem(last=False)
    return found


_LOCK: Final = threading.Lock()
_DOINGS: Final[dict[tuple[str, int], Doing]] = {}
_GATES: Final[dict[tuple[str, int], _Gate]] = {}
_MODULES: Final[OrderedDict[tuple[str, str, str], Modules]] = OrderedDict()
_SHELF: Final = _Shelf()
