"""The store as the program uses it: begins runs, lists them, reads them back, resumes them, lets them go.

A little longer than other modules: each of these is a few lines on the same tables, rows and journals.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from engine.codec import flow_to_json, parse_flow
from engine.codec.decoding import pack_value, unpack_value
from engine.errors import StoreError, nearest, said
from engine.events import Record
from engine.flow import Flow, Name, Step, StepId
from engine.plan import Plan
from engine.planner import Kinds, make_plan
from engine.store.cutting import Usable, usable
from engine.store.database import Database
from engine.store.entry import INTERRUPTED, RUNNING, RunEntry
from engine.store.journal import LAST_WORDS, Journal
from engine.store.lock import hold, is_held
from engine.store.memory import Memory
from engine.store.pruning import Limits, superfluous
from engine.store.reading import beginning, length, loss, read_journal, verdict
from engine.store.rows import made_of, sound, texts
from engine.store.timings import timings
from engine.store.values import Values
from engine.value import Value

_LISTED: Final = "SELECT run, flow, file, folder, status, started, ended, size, away FROM runs"
_SETTLED: Final = (
    "UPDATE runs SET status = ?, ended = ?, away = ?, size = ?, started = coalesce(?, started) "
    "WHERE run = ?"
)
"""A run is listed a moment before its first event; once it has ended, as its events say."""
_RERUN: Final = "SELECT folder, start FROM runs WHERE run = ? AND source != ''"
_ABOUT: Final = "SELECT run, started, ended, goals, given FROM runs"
_TOLD: Final = 5
"""Runs to name where several are meant."""
_LAST: Final = 3
"""Runs to name where the one that was asked for is not there."""


IsRepeatable: TypeAlias = Callable[[Step], bool]
"""Whether work of a Step may be done twice; the registry knows, which knows its kind."""


def says_so(step: Step) -> bool:
    """Whether a Step itself says that its work may be done twice."""
    return step.policy.repeatable


class Again(NamedTuple):
    """What a rerun does again: a run from a Step on, with the other results of that run."""

    run: str
    start: StepId


class Recipe(NamedTuple):
    """What a run was made of: the flow and its file's text, Goals, initial values, child flows by path.

    `again` is there where it is a rerun of another.
    """

    flow: Flow
    text: bytes
    goals: tuple[StepId, ...]
    given: Mapping[Name, Value]
    flows: Mapping[str, Flow] = {}
    again: Again | None = None

    def plan(self, folder: Path, kinds: Kinds | None = None) -> Plan:
        """The Plan of the run, made again: the same, since planning is a function of these."""
        return make_plan(
            self.flow, self.goals, self.given, kinds=kinds, folder=folder, flows=self.flows
        )


class Resumed(NamedTuple):
    """An interrupted run that goes on: where its records go from now on, and what it goes on from."""

    journal: Journal
    left: Usable


class Store:
    """The runs that are kept at one place. For one thread; any number of processes may have their own."""

    def __init__(self, path: Path) -> None:
        """Take the file of the list; it is made, with its folder, when the first run begins."""
        self.path = path
        self._database = Database(path)
        self.memory = Memory(self._database)

    def __enter__(self) -> Store:
        """Use the store, and close it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the file."""
        self.close()

    def close(self) -> None:
        """Let go of the file; journals that are open stay so."""
        self._database.close()

    # writing

    def begin(
        self,
        run: str,
        plan: Plan,
        text: bytes,
        *,
        file: str,
        folder: Path,
        at: float,
        again: Again | None = None,
        is_repeatable: IsRepeatable = says_so,
    ) -> Journal:
        """Keep a run that is about to begin; its records go to the journal that this gives.

        `text` is the flow file as it is run, `file` its name as the user gave it, `folder` what relative
        paths resolve against, `at` the time in seconds since 1970; `again` says what a rerun does again.
        The child flows are kept as the Plan has them. What is not `is_repeatable` begins only once that is
        on the disk itself.

        Raises:
            StoreError: It cannot be kept; the sentence says why.
        """
        row = {
            "run": run, "flow": plan.flow, "file": file, "folder": str(folder), "text": text,
            "goals": json.dumps(plan.goals), "given": json.dumps(pack_value(dict(plan.given))),
            "flows": json.dumps({path: flow_to_json(flow) for path, flow in plan.origin.flows.items()}),
            "source": again.run if again else "", "start": again.start if again else "",
            "started": at,
        }  # fmt: skip
        self._database.check()
        handle = self._made(run)
        try:
            self._database.change(
                f"INSERT INTO runs ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                *row.values(),
            )
        except StoreError:
            os.close(handle)
            self._path(run).unlink(missing_ok=True)
            self._home(run).rmdir()
            raise
        return self._journal(run, handle, plan, is_repeatable)

    def resume(self, run: str, plan: Plan, is_repeatable: IsRepeatable = says_so) -> Resumed:
        """Take up an interrupted run; nothing is changed until the first record is appended.

        What is not `is_repeatable` is begun as `begin` says.

        Raises:
            StoreError: The run is on in another process, or its journal cannot be read or written.
        """
        handle = self._taken(run)
        self._last_words(run).unlink(missing_ok=True)
        try:
            found = usable(plan, self.read_records(run, plan))
            end = length(self._path(run), len(found.records))
        except BaseException:
            os.close(handle)
            raise
        return Resumed(self._journal(run, handle, plan, is_repeatable, end), found)

    def prune(self, limits: Limits, now: float) -> int:
        """Let go of runs past the limits, with all that is kept of them, and say how many.

        Remembered results past the same limits are forgotten.

        Raises:
            StoreError: The store cannot be used.
        """
        import shutil

        gone = 0
        for entry in superfluous(self.runs(), limits, now):
            if not is_held(self._path(entry.run)):
                shutil.rmtree(self._home(entry.run), ignore_errors=True)
                self._database.change("DELETE FROM runs WHERE run = ?", entry.run)
                gone += 1
        self.memory.prune(limits, now)
        return gone

    def drop(self, run: str) -> None:
        """Let go of one run, with all that is kept of it; there is no way back.

        Raises:
            StoreError: It is on, or the store cannot be used.
        """
        import shutil

        if is_held(self._path(run)):
            raise run_is_on(run)
        shutil.rmtree(self._home(run), ignore_errors=True)
        self._database.change("DELETE FROM runs WHERE run = ?", run)

    # reading

    def runs(self) -> list[RunEntry]:
        """Every run, the newest first.

        Raises:
            StoreError: The store cannot be read.
        """
        rows = self._database.rows(f"{_LISTED} ORDER BY started DESC, run DESC")
        return [self._entry(row) for row in rows]

    def find(self, run: str) -> RunEntry:
        """The run whose id begins so, in either case.

        Raises:
            StoreError: There is none (`unknown_run`), or more than one, or the store cannot be read.
        """
        start = run.upper().encode("utf-8", "replace").decode()  # nor could any run be called so
        rows = self._database.rows(
            f"{_LISTED} WHERE substr(upper(run), 1, ?) = ? ORDER BY started DESC", len(start), start
        )
        if len(rows) == 1:
            return self._entry(rows[0])
        raise self._unknown(run, [sound(row, self.path)["run"] for row in rows])

    def recipe(self, run: str) -> Recipe:
        """What a run was planned from.

        Raises:
            StoreError: There is no such run, or the store cannot be read.
        """
        rows = self._database.rows("SELECT * FROM runs WHERE run = ?", run)
        if not rows:
            raise self._unknown(run, [])
        row = sound(rows[0], self.path)
        return made_of(row, self.path, partial(_recipe, row))

    def about(self, run: str) -> tuple[tuple[StepId, ...], Mapping[Name, Value]]:
        """The Goals and the initial values of a run, without reading its flow.

        Raises:
            StoreError: There is no such run, or the store cannot be read.
        """
        rows = self._database.rows(f"{_ABOUT} WHERE run = ?", run)
        if not rows:
            raise self._unknown(run, [])
        row = sound(rows[0], self.path)
        return made_of(row, self.path, partial(_about, row))

    def read_records(
        self, run: str, plan: Plan | None = None, *, whole: bool = True
    ) -> list[Record]:
        """All records of a run, as far as they were written; `plan` is its own where it was made already.

        Unless they are to be `whole`, large values are `Unread`: each is loaded when somebody asks for it.

        Raises:
            StoreError: There is no such run, or the store or the journal cannot be read.
        """
        made = plan or self.recipe(run).plan(self.find(run).folder)
        values = Values(self._home(run) / "values")
        return read_journal(self._path(run), made, values.unpack if whole else values.unpack_later)

    def loss(self, entry: RunEntry, records: int) -> str:
        """What was lost of a run of which so many records can be read, in a sentence; empty: nothing."""
        if entry.status == RUNNING:
            return ""
        return loss(self._path(entry.run), records, has_ended=entry.status != INTERRUPTED)

    def last_words(self, run: str) -> str:
        """Why the process was ended that a run was in, in a sentence; empty where nobody could say."""
        try:
            return self._last_words(run).read_text("utf-8", "replace").strip()
        except OSError:
            return ""

    def timings(self, run: str) -> Mapping[StepId, float]:
        """Seconds that the work of each completed Step of a run took, by its journal.

        Of a rerun, those from its start on: the others only gave, in no time, what another run had.

        Raises:
            StoreError: The journal, or what a rerun was made of, cannot be read.
        """
        took = timings(self._path(run))
        for row in self._database.rows(_RERUN, run):
            again = self.recipe(run).plan(Path(row["folder"])).fed_by([StepId(row["start"])])
            took = {step: seconds for step, seconds in took.items() if step in again}
        return took

    # inside

    def _home(self, run: str) -> Path:
        return self.path.parent / f"{self.path.name}.runs" / run

    def _path(self, run: str) -> Path:
        return self._home(run) / "journal"

    def _last_words(self, run: str) -> Path:
        return self._home(run) / LAST_WORDS

    def _made(self, run: str) -> int:
        """A new journal, open and locked."""
        home = self._home(run)
        flags = os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY
        try:
            home.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            home.mkdir(mode=0o700)
            handle = os.open(home / "journal", flags, 0o600)
        except OSError as error:
            raise self._unwritable(error) from error
        hold(handle)  # nobody else knows of it yet
        return handle

    def _taken(self, run: str) -> int:
        """The journal of a run, open and locked."""
        try:
            handle = os.open(self._path(run), os.O_RDWR | os.O_APPEND)
        except OSError as error:
            raise self._unwritable(error) from error
        if not hold(handle):
            os.close(handle)
            raise run_is_on(run)
        return handle

    def _journal(
        self, run: str, handle: int, plan: Plan, is_repeatable: IsRepeatable, end: int | None = None
    ) -> Journal:
        values = Values(self._home(run) / "values")
        flows = (plan.origin.flow, *plan.origin.flows.values())
        every = chain(plan.steps.values(), *(flow.steps.values() for flow in flows))
        careful = frozenset(step.id for step in every if not is_repeatable(step))
        path, ended = self._path(run), partial(self._ended, run)
        return Journal(run, path, handle, values, ended, careful=careful, end=end)

    def _ended(self, run: str, size: int) -> None:
        """Write down how a run came out, once its journal says so."""
        if (found := verdict(self._path(run))) is not None:
            began = beginning(self._path(run))
            self._database.change(_SETTLED, *found, size, began, run)

    def _entry(self, row: Any) -> RunEntry:
        """The entry of a row; of a run that has not ended there, its journal says more."""
        run, flow, file, folder, status, started, ended, size, away = sound(row, self.path)
        if status == RUNNING:
            started = beginning(self._path(run)) or started
            if not is_held(self._path(run)):
                status, ended, away = verdict(self._path(run)) or (INTERRUPTED, None, 0.0)
        return RunEntry(run, flow, file, Path(folder), status, started, ended, size, away)

    def _unknown(self, run: str, matches: list[str]) -> StoreError:
        known = [
            sound(row, self.path)["run"]
            for row in self._database.rows(f"{_LISTED} ORDER BY started DESC")
        ]
        if matches:
            told = ", ".join(matches[:_TOLD])
            more = f" and {len(matches) - _TOLD:,} more" if len(matches) > _TOLD else ""
            message, names = f"several runs begin with '{run}': {told}{more}", matches
        elif close := nearest(run.upper(), known):
            message, names = f"there is no run '{run}'; did you mean '{close}'?", [close]
        elif known:
            names = known[:_LAST]
            message = f"there is no run '{run}'; the last ones are {', '.join(names)}"
        else:
            message, names = f"there is no run '{run}': no runs are kept in '{self.path}'", []
        return StoreError(message, kind="unknown_run", names=names)

    def _unwritable(self, error: OSError) -> StoreError:
        why = f"{said(error)}; name another place with --store"
        return StoreError(f"the run store '{self.path}' cannot be written: {why}")


def _recipe(row: Any) -> Recipe:
    """What the texts of a row say; raises all sorts of things where they say nothing sound."""
    given = unpack_value(json.loads(row["given"]))
    return Recipe(
        flow=parse_flow(row["text"], row["file"]).flow,
        text=row["text"],
        goals=tuple(StepId(goal) for goal in texts(json.loads(row["goals"]))),
        given={Name(name): value for name, value in given.items()},
        flows={
            path: parse_flow(json.dumps(flow).encode(), path).flow
            for path, flow in json.loads(row["flows"]).items()
        },
        again=Again(row["source"], StepId(row["start"])) if row["source"] else None,
    )


def _about(row: Any) -> tuple[tuple[StepId, ...], Mapping[Name, Value]]:
    goals = tuple(StepId(goal) for goal in texts(json.loads(row["goals"])))
    return goals, {Name(name): v for name, v in unpack_value(json.loads(row["given"])).items()}


def run_is_on(run: str) -> StoreError:
    """The error of whoever wants to go on with a run that has not stopped."""
    return StoreError(f"run '{run}' is on in another process", kind="run_is_on", names=[run])


def store_path(chosen: str | None = None, environment: Mapping[str, str] = os.environ) -> Path:
    """Where runs are kept: as chosen, as `BACKCAST_STORE` says, else in `BACKCAST_HOME`.

    Where none of them is there, in the user's state folder.
    """
    if named := chosen or environment.get("BACKCAST_STORE", ""):
        return Path(named).absolute()
    if home := environment.get("BACKCAST_HOME", ""):
        return Path(home).absolute() / "store.sqlite3"
    import platformdirs

    return platformdirs.user_state_path("backcast", appauthor=False) / "store.sqlite3"
