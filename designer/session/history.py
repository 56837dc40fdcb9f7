"""The runs that are kept, and how one of them becomes something to look at. Reads the store, runs nothing.

What takes long (`read`, `read_events`) touches nothing that others change, so it may be done in a thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from designer.document import storage
from designer.document.patch import Patch
from designer.session.document import UNTITLED, Document
from designer.session.manner import GoingOn
from engine.codec import dump_flow
from engine.errors import EngineError, StoreError
from engine.events import Record
from engine.flow import Flow, Name, StepId
from engine.headless import Headless, rerun_command
from engine.recall import RecallingRegistry, recalling, unchanged
from engine.registry import Registry
from engine.retelling import Candidate, Lines, read_lines, retell
from engine.state import RunState, replay
from engine.store import Recipe, RunEntry, Store, store_path
from engine.subflow import load_children
from engine.value import Value


class About(NamedTuple):
    """What a run was started for, and with."""

    goals: tuple[StepId, ...] = ()
    given: Mapping[Name, Value] = {}


class Drawn(NamedTuple):
    """A Flow that is open, with its file's text, and the path, or else the folder, of that file."""

    flow: Flow
    text: bytes
    file: str
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run as it was kept: its records and the flow file that it was made of.

    `file` is that file, from wherever one looks, empty where that is not known; `source` is the events file
    that it was read from, if it was. `is_sketched`: the Flow is made of what the events say.
    """

    run: str
    flow: Flow
    text: bytes
    file: str
    folder: Path
    records: tuple[Record, ...]
    about: About = field(default_factory=About)
    recipe: Recipe | None = None
    source: str = ""
    is_sketched: bool = False

    @property
    def started(self) -> float:
        """When it began, in seconds since 1970."""
        return self.records[0].at

    def state(self) -> RunState:
        """What it came to."""
        return replay(self.records, self.run)


class Archive:
    """The runs that are kept at one place."""

    def __init__(self, path: Path | None = None) -> None:
        """Take the store's file; the usual one if it is left out."""
        self.path = path or store_path()

    def runs(self) -> list[RunEntry]:
        """Every run, the newest first.

        Raises:
            StoreError: The store cannot be read.
        """
        with Store(self.path) as store:
            return store.runs()

    def about(self, runs: Iterable[str]) -> dict[str, About]:
        """What each of these was started for and with; of one that cannot be read, nothing.

        Raises:
            StoreError: The store cannot be read.
        """
        found = {}
        with Store(self.path) as store:
            for run in runs:
                try:
                    found[run] = About(*store.about(run))
                except StoreError:
                    found[run] = About()
        return found

    def rerun_command(self, run: str) -> Headless | None:
        """The command that does a run from a Step of another one on again; None where it is no such run.

        Raises:
            EngineError: No command does it again.
        """
        usual = self.path == store_path(environment={})
        with Store(self.path) as store:
            try:
                recipe = store.recipe(run)
            except StoreError:
                return None  # it is not kept here
            return rerun_command(store, recipe, None if usual else self.path)

    def going_on(self, past: PastRun, registry: Registry, executor: str = "") -> GoingOn:
        """How to go on with a run that is kept; a rerun takes the results of the other run once more.

        Raises:
            PlanError: It cannot be run any more: a kind or a file is gone.
            StoreError: It, or the run whose results it took, is gone.
        """
        with Store(self.path) as store:
            recipe = store.recipe(past.run)
            plan = recipe.plan(past.folder, registry)
            plan.require_runnable()
            if recipe.again is not None:
                run, start = recipe.again
                known = unchanged(replay(store.read_records(run)), plan, start)
                plan, registry = recalling(plan, known, run), RecallingRegistry(known)
        return GoingOn(plan, registry, recalls=recipe.again is None, executor=executor)

    def drop(self, run: str) -> None:
        """Let go of a run for good.

        Raises:
            StoreError: It is on, or the store cannot be used.
        """
        with Store(self.path) as store:
            store.drop(run)

    def read(self, run: str, *, whole: bool = False) -> PastRun:
        """A run with all its records; the beginning of its id is enough.

        Unless they are to be `whole`, large values are read when somebody asks for them.

        Raises:
            StoreError: There is no such run, or it cannot be read, or nothing of it was written.
        """
        with Store(self.path) as store:
            entry = store.find(run)
            recipe = store.recipe(entry.run)
            records = store.read_records(entry.run, recipe.plan(entry.folder), whole=whole)
        if not records:
            raise StoreError(f"run '{entry.run}' was cut off before anything of it was written")
        return PastRun(
            run=entry.run, flow=recipe.flow, text=recipe.text, file=str(entry.path or ""),
            folder=entry.folder, records=tuple(records), recipe=recipe,
            about=About(recipe.goals, recipe.given),
        )  # fmt: skip

    def read_events(self, path: Path, drawn: Iterable[Drawn] = ()) -> PastRun:
        """A run out of an events file; its Flow from the store, from beside it, or from what is open.

        Raises:
            EventsFileError: It is no events file; says which line is wrong, and why.
        """
        lines = read_lines(path)
        known: dict[int, Drawn] = {}

        def offer(one: Drawn, flows: Mapping[str, Flow]) -> Candidate:
            known[id(one.flow)] = one
            return Candidate(one.flow, one.folder, flows)

        def kept() -> Candidate | None:
            found = self._kept(lines.run)
            return None if found is None else offer(*found)

        def others() -> Iterator[Drawn]:
            yield from drawn
            yield from _beside(path, lines)

        def around(one: Drawn) -> Candidate:
            children = load_children(one.flow, one.folder, Path(one.file) if one.file else None)
            return offer(one, children.flows)

        offers = [kept, *((lambda one=one: around(one)) for one in others())]
        told = retell(lines, offers)
        it = known.get(id(told.flow))
        plan = replay(told.records[:1]).plan
        recipe = None
        if it is not None:
            recipe = Recipe(told.flow, it.text, plan.goals, plan.given, plan.origin.flows)
        return PastRun(
            run=told.run, flow=told.flow, text=it.text if it else dump_flow(told.flow),
            file=it.file if it else "", folder=it.folder if it else path.absolute().parent,
            records=told.records, about=About(plan.goals, plan.given), recipe=recipe,
            source=str(path), is_sketched=told.is_sketched,
        )  # fmt: skip

    def _kept(self, run: str) -> tuple[Drawn, Mapping[str, Flow]] | None:
        try:
            with Store(self.path) as store:
                recipe, entry = store.recipe(run), store.find(run)
        except StoreError:
            return None
        return Drawn(recipe.flow, recipe.text, entry.file, entry.folder), recipe.flows


def _beside(path: Path, lines: Lines) -> Iterator[Drawn]:
    """The flow files in the folder of an events file, those of the run's name first."""
    name = lines.told[0].get("flow")
    found = []
    for file in sorted(path.absolute().parent.glob("*.flow.json")):
        try:
            data = storage.read(file)
            flow = storage.parse(data, str(file)).diagram.flow
        except (EngineError, OSError):
            continue
        found.append(Drawn(flow, data, str(file), file.resolve().parent))
    yield from sorted(found, key=lambda one: one.flow.name != name)


def _for_goals(read: storage.Loaded, goals: tuple[StepId, ...]) -> storage.Loaded:
    """What was read, with the Goals of a run in place of the Flow's own."""
    flow = read.diagram.flow
    usable = {goal for goal in flow.goals if goal in flow.steps and not flow.steps[goal].disabled}
    if not goals or usable == set(goals):
        return read
    aimed = replace(flow, goals=frozenset(goals))
    return read._replace(diagram=replace(read.diagram, flow=aimed))


class PastDocument(Document):
    """The Flow of a past run: to be looked at, and not to be edited."""

    refused = Signal()
    """Somebody tried to edit it."""

    def __init__(self, past: PastRun, label: str, parent: QObject | None = None) -> None:
        """Show the flow file of a run under a title of its own."""
        super().__init__(parent, start=past.folder)
        self._label = label
        read = storage.parse(past.text, past.file or UNTITLED)
        self._show(_for_goals(read, past.about.goals), None, past.text)

    @property
    def title(self) -> str:
        """Which run it is."""
        return self._label

    def push(self, patch: Patch, text: str, *, merge: str = "") -> None:
        """Change nothing: what has been run stays what it was."""
        del text, merge
        if not patch.is_empty:
            self.refused.emit()

    def save(self, path: Path | None = None) -> None:
        """Write a copy of the Flow as it was; this stays the view of the run.

        Raises:
            OSError: It could not be written.
            ValueError: There is no path.
        """
        if path is None:
            raise ValueError("a run as it was is saved under a path")
        storage.save(path, self.diagram, self._order)
