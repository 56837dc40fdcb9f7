"""What a program started, wherever it went, and how to end all of it.

A process group holds whoever stays in it. What leaves (`setsid`, a daemon) is known by three more signs: it
is under the program in the tree of processes, it is in a session of the program, or it carries the mark
that the program got in its environment, which also an orphan keeps. Looked for in `/proc`: where there is
none, the group has to do. Who has neither sign (another environment *and* no parent left) is not found.

A program may itself be Backcast and run programs of its own. Those have a mark of their own and ours above
it: they are left to it while it is asked to end, so that what it is about to cancel does not fail before.
Knows processes alone.
"""

from __future__ import annotations

import contextlib
import math
import os
import signal
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

PROGRAM: Final = "BACKCAST_PROGRAM"
"""The variable with the mark of the program that a process belongs to."""

ABOVE: Final = "BACKCAST_PROGRAMS_ABOVE"
"""The variable with the marks of the programs that this one runs in, nearest first."""

FRESH: Final = 0.05
"""Seconds for which a look at all processes serves everybody who wants one."""

SHARE: Final = 10
"""How many times as long as it took a look serves at least."""

ROUNDS: Final = 50
"""How often killing begins again because something had been started meanwhile."""

_DEAD: Final = frozenset("ZXx")


def marked(environment: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A new mark, and the environment that carries it, with the marks of this process above it."""
    mark = uuid.uuid4().hex
    above = [os.environ[name] for name in (PROGRAM, ABOVE) if name in os.environ]
    added = {PROGRAM: mark} | ({ABOVE: " ".join(above)} if above else {})
    return mark, {**environment, **added}


def unmarked(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for what belongs to no program."""
    return {name: value for name, value in environment.items() if name not in (PROGRAM, ABOVE)}


class Process(NamedTuple):
    """A process as `/proc` shows it; `begun`, in ticks, tells it from a later one of the same number."""

    pid: int
    parent: int
    group: int
    session: int
    begun: int
    is_alive: bool

    @property
    def same(self) -> tuple[int, int]:
        """By which it is known again, whatever became of its group and parent."""
        return self.pid, self.begun


@dataclass(frozen=True, slots=True)
class _Processes:
    """All processes at one moment."""

    taken: float
    cost: float
    by_pid: Mapping[int, Process]
    children: Mapping[int, list[Process]] = field(default_factory=lambda: defaultdict(list))
    sessions: Mapping[int, list[Process]] = field(default_factory=lambda: defaultdict(list))
    programs: Mapping[str, list[Process]] = field(default_factory=lambda: defaultdict(list))
    within: Mapping[str, list[Process]] = field(default_factory=lambda: defaultdict(list))

    def serves(self, since: float) -> bool:
        """Whether this look is young enough, and not from before that time."""
        age = time.monotonic() - self.taken
        return since < self.taken and age < max(FRESH, SHARE * self.cost)


_last: _Processes | None = None


def _processes(since: float = math.inf) -> _Processes | None:
    """All processes, as they were at some time after that, or are now; None where that cannot be told."""
    global _last
    if _last is None or not _last.serves(since):
        _last = _look()
    return _last


def _look() -> _Processes | None:
    began = time.monotonic()
    if read_process(os.getpid()) is None:
        return None
    found = _all_pids()
    look = _Processes(began, time.monotonic() - began, found)
    for process in found.values():
        look.children[process.parent].append(process)
        look.sessions[process.session].append(process)
        mark, above = _marks(process.pid)
        if mark:
            look.programs[mark].append(process)
        for one in above:
            look.within[one].append(process)
    return look


def _all_pids() -> dict[int, Process]:
    """All processes, also those that another one left behind while this was read."""
    found: dict[int, Process] = {}
    seen: set[str] = set()
    while new := {name for name in os.listdir("/proc") if name.isdigit()} - seen:  # noqa: PTH208
        seen |= new
        for name in new:
            if process := read_process(int(name)):
                found[process.pid] = process
    return found


def read_process(pid: int) -> Process | None:
    """What `/proc` shows of a process; None where it is gone, or there is no `/proc`."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123 - for each of many
            said = file.read()
    except OSError:
        return None
    state, parent, group, session, *rest = said[said.rindex(b")") + 2 :].split()
    return Process(
        pid, int(parent), int(group), int(session), int(rest[15]), state.decode() not in _DEAD
    )


def _marks(pid: int) -> tuple[str, list[str]]:
    """The mark of the program that a process belongs to, and those above it."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:  # noqa: PTH123 - for each of many
            variables = file.read().split(b"\0")
    except OSError:
        return "", []
    found = {PROGRAM: "", ABOVE: ""}
    for variable in variables:
        name, _, value = variable.partition(b"=")
        if name.startswith(b"BACKCAST_PROGRAM"):
            found[name.decode(errors="replace")] = value.decode(errors="replace")
    return found[PROGRAM], found[ABOVE].split()


class Offspring:
    """A program in a session of its own, and what it started."""

    def __init__(self, leader: int, mark: str) -> None:
        """Take the program's process and the mark in its environment."""
        self._mark = mark
        self._leader = leader
        self._since = time.monotonic()
        self._known = {leader: found.begun} if (found := read_process(leader)) else {}
        self._sessions = {leader}
        self._asked: set[tuple[int, int]] = set()
        self._asks = False

    def is_gone(self, since: float) -> bool | None:
        """Whether nothing of it was left at some time after that; None where nobody can tell.

        What is seen here for the first time, after the others were asked to end, is asked too.
        """
        look = _processes(since)
        if look is None:
            return None
        own, others = self._found(look)
        if self._asks:
            self._ask(own)
        return not own and not others

    def terminate(self) -> None:
        """Ask all of it to end, each process once."""
        look = _processes(self._since)
        self._asks = True
        if look is None:
            _signal_group(self._leader, signal.SIGTERM)
        else:
            self._ask(self._found(look)[0])

    def kill(self) -> None:
        """Kill all of it, with what it starts meanwhile."""
        killed: set[tuple[int, int]] = set()
        for _ in range(ROUNDS):
            look = _processes()
            if look is None:
                _signal_group(self._leader, signal.SIGKILL)
                return
            own, others = self._found(look)
            left = [one for one in own | others if one.same not in killed]
            if not left:
                return
            _signal_all(left, signal.SIGKILL)
            killed |= {one.same for one in left}

    def _ask(self, own: set[Process]) -> None:
        new = [one for one in own if one.same not in self._asked]
        if any(one.group == self._leader for one in new):
            _signal_group(self._leader, signal.SIGTERM)
        _signal_all((one for one in new if one.group != self._leader), signal.SIGTERM)
        self._asked |= {one.same for one in new}

    def _found(self, look: _Processes) -> tuple[set[Process], set[Process]]:
        """What is alive: its own, and what belongs to programs within it."""
        known = (look.by_pid.get(pid) for pid in self._known)
        stayed = [one for one in known if one and self._known[one.pid] == one.begun]
        begin = [*stayed, *look.programs.get(self._mark, ())]
        for session in self._sessions:  # of those that began one, whatever has become of them
            begin += look.sessions.get(session, ())
        within = look.within.get(self._mark, [])
        others = set(_descent(within, look, set()))
        own = set(_descent(begin, look, others))
        self._known |= {one.pid: one.begun for one in own}
        self._sessions |= {one.pid for one in own if one.session == one.pid}
        return {one for one in own if one.is_alive}, {one for one in others if one.is_alive}


def _descent(
    begin: Iterable[Process], look: _Processes, without: set[Process]
) -> Iterator[Process]:
    """These processes and all under them, each once."""
    seen = set(without)
    waiting = list(begin)
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += look.children.get(one.pid, ())
            yield one


def _signal_all(processes: Iterable[Process], number: signal.Signals) -> None:
    for one in processes:
        now = read_process(one.pid)
        if now is not None and now.begun == one.begun:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(one.pid, number)


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
