"""Where runs do their work: chosen in the Run menu, remembered for each flow, told while a run is on.

It is a setting of the user's and never part of the flow file. Whether the place can be reached is asked
before anything is started; what a run itself says of its place comes in its records.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from designer.panels.where_form import WhereForm
from designer.session.reaching import choices, clusters, specs_of, trouble, unusable
from designer.words import tr
from engine.destination import LOCAL, VARIABLE, Spec, parse_spec
from engine.plugin import Travelling
from engine.state import StepStatus

if TYPE_CHECKING:
    from designer.session.settings import Settings
    from designer.window.main import MainWindow
    from designer.window.page import Page
    from engine.flow import StepId
    from engine.plan import Plan
    from engine.registry import Registry
    from engine.state import RunState

_CLUSTER: Final = "cluster"
"""The code under which a run tells where it is."""


class Site(NamedTuple):
    """Where a run is, as it told itself: how many workers, at which address, and the dashboard's."""

    workers: int
    address: str
    dashboard: str


def site_of(state: RunState) -> Site | None:
    """Where a run is; None where that is here. Of several clusters the last one told."""
    told = [one for one in state.warnings if one.code == _CLUSTER]
    if not told or len(told[-1].names) < 2:
        return None
    dashboard, address, *workers = told[-1].names
    return Site(len(workers), address, dashboard)


class Where(QObject):
    """Joins the choice, the panel that asks for an address, and the runs."""

    def __init__(self, window: MainWindow, registry: Registry, settings: Settings) -> None:
        """Take the window, whose runs pass here from now on, behind what they passed before."""
        super().__init__(window)
        self._window, self._registry, self._settings = window, registry, settings
        self._chosen: dict[Page, str] = {}
        self._sent: set[Page] = set()
        """Those whose run sends work away."""
        self._looking: asyncio.Task[None] | None = None
        self._clusters = clusters(registry)
        self._before = window.runs.gate
        self.form = WhereForm(window)
        self.form.wanted.connect(self._answer)
        window.ways.lying.append(self.form.dismiss)
        window.runs.gate, window.runs.executor = self.gate, lambda: self.spec
        line = window.parts.plan_line
        line.placeChosen.connect(self.ask)
        line.dashboardChosen.connect(self.show_dashboard)
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)

    def _join(self, page: Page) -> None:
        page.changed.connect(self._mind_file)
        page.ran.connect(self._mind_end)

    def _mind_end(self, state: RunState, _: frozenset[StepId]) -> None:
        """Offer nothing more of a run that has come to its end, though its workers are still there."""
        if state.settled:
            self._window.refresh_commands()
            self._window.parts.show_running(self._window.session.is_on)

    def _mind_file(self, page: Page) -> None:
        """Remember under its name what was chosen for a flow that has been saved under another, or at all."""
        if page in self._chosen:
            self._keep(page.document.path, self._chosen[page])

    # what is chosen

    @property
    def spec(self) -> str:
        """The executor that runs of the page shown use; empty: here."""
        page = self._window.pages.current
        kept, past = self._chosen.get(page), page.past
        if kept is not None:
            return kept
        return self.spec_of(Path(past.file) if past and past.file else page.document.path)

    def spec_of(self, file: Path | None) -> str:
        """The executor that was last chosen for a flow file, else that of the environment; empty: here."""
        kept = "" if file is None else self._settings.executor(file)
        return kept or os.environ.get(VARIABLE, "")

    @property
    def clusters(self) -> tuple[str, ...]:
        """The names of the executors whose workers are elsewhere."""
        return self._clusters

    @property
    def is_here(self) -> bool:
        """Whether runs do their work here."""
        return parse_spec(self.spec).is_here

    @property
    def is_cluster(self) -> bool:
        """Whether each run has a cluster of its own on this machine."""
        spec = parse_spec(self.spec)
        return spec.name in self.clusters and not _is_elsewhere(spec)

    @property
    def is_elsewhere(self) -> bool:
        """Whether runs go to an address, or to an executor that is chosen where addresses are."""
        return not self.is_here and not self.is_cluster

    def choose_here(self) -> None:
        """Do the work here from the next run on."""
        self._choose(LOCAL)

    def choose_cluster(self) -> None:
        """Start a cluster on this machine for each run from the next one on.

        It counts at once: nobody has to be reached for it.
        """
        spec = Spec(self.clusters[0])
        if wrong := unusable(self._registry, spec):
            self._say_wrong(wrong)
        else:
            self._choose(str(spec))

    def ask(self) -> None:
        """Ask for the address of a scheduler."""
        spec = parse_spec(self.spec)
        offered = {tr("Here"): "", **{name: name for name in choices(self._registry)}}
        name = self.clusters[0] if spec.is_here and self.clusters else spec.name
        self.form.ask(offered, self.clusters, name, spec.address or self._settings.last_address)

    def _answer(self, name: str, address: str) -> None:
        spec = Spec(name, address)

        def take() -> None:
            self.form.dismiss()
            self._choose(str(spec))

        if spec.is_here:
            take()
            return
        self.form.wait()
        self._look((spec,), take, self.form.complain)

    def _choose(self, spec: str) -> None:
        page = self._window.pages.current
        there = self._window.pages.all
        self._chosen = {one: kept for one, kept in self._chosen.items() if one in there}
        self._chosen[page] = spec
        self._keep(page.document.path, spec)
        self._window.refresh_commands()
        self._window.planning.tell()
        self._window.show_hint(self.words())

    def _keep(self, file: Path | None, spec: str) -> None:
        if file is not None and self._settings.executor(file) != spec:
            self._settings.keep_executor(file, spec)
        if _is_elsewhere(parse_spec(spec)):
            self._settings.last_address = parse_spec(spec).address

    # what is told

    def words(self) -> str:
        """Where the next run does its work, in a sentence."""
        spec = parse_spec(self.spec)
        if spec.is_here:
            return tr("Runs do their work here.")
        if _is_elsewhere(spec):
            return tr("Runs do their work at {address}.", address=spec.address)
        if not self.is_cluster:
            return tr("Runs do their work with the executor '{name}'.", name=spec.name)
        return tr("Each run starts a cluster on this machine for its work ('{name}').", name=spec)

    def line(self) -> tuple[str, str]:
        """Where the run is that is on, else where the next one will be; and the dashboard's address."""
        window = self._window
        if not window.runs.is_running:
            return self._planned(), ""
        state = window.session.state
        if window.session.is_closing:
            is_sent = window.pages.current in self._sent
            return (tr("the workers are being closed") if is_sent else ""), ""
        site = site_of(state)
        if site is None:
            is_sent = window.pages.current in self._sent
            awaits = is_sent and any(self._awaits(state, step) for step in state.steps)
            return (tr("workers are being started") if awaits else ""), ""
        if not site.workers:
            return tr("waiting for a worker at {address}", address=site.address), site.dashboard
        one = site.workers == 1
        words = tr("on 1 worker at {address}", address=site.address) if one else ""
        many = tr("on {count} workers at {address}", count=site.workers, address=site.address)
        return words or many, site.dashboard

    def _awaits(self, state: RunState, step: StepId) -> bool:
        """Whether a Step is at work whose work goes to a cluster."""
        if state.steps[step].status is not StepStatus.RUNNING:
            return False
        told = state.plan.steps[step]
        name = parse_spec(told.policy.executor or self.spec).name
        return name in self.clusters and isinstance(self._registry.kind(told.kind), Travelling)

    @property
    def dashboard(self) -> str:
        """The address at which the cluster of the run that is on shows itself; empty where it does not."""
        return self.line()[1]

    def show_dashboard(self, address: str = "") -> None:
        """Have the browser show an address, or that of the run that is on."""
        QDesktopServices.openUrl(QUrl(address or self.dashboard))

    def _planned(self) -> str:
        spec = parse_spec(self.spec)
        if spec.is_here:
            return ""
        if _is_elsewhere(spec):
            return tr("runs at {address}", address=spec.address)
        if not self.is_cluster:
            return tr("runs with the executor '{name}'", name=spec.name)
        return tr("runs on a cluster of this machine")

    # before a run

    def gate(self, file: Path | None, plan: Plan, go: Callable[[], None]) -> None:
        """Start a run of a Plan once it is allowed, and all that it needs elsewhere answers."""

        def reach() -> None:
            specs = specs_of(plan, self.spec)
            self._sent = {one for one in self._sent if one in self._window.pages.all} - {page}
            if specs:
                self._sent.add(page)
                self._look(specs, lambda: self._begin(page, go))
            else:
                go()

        page = self._window.pages.current
        self._before(file, plan, reach)

    def _begin(self, page: Page, go: Callable[[], None]) -> None:
        """Start, unless something else has been begun while the place was looked for."""
        if page is self._window.pages.current and not page.session.is_running:
            go()

    def _look(
        self, specs: tuple[Spec, ...], then: Callable[[], None],
        wrong: Callable[[str], object] | None = None,
    ) -> None:  # fmt: skip
        """Do something once all of these were reached, else say why one was not."""
        if self._looking is not None:
            self._looking.cancel()
        there = [spec.address for spec in specs if _is_elsewhere(spec)]
        if there:
            self._window.show_hint(tr("Looking for {address} …", address=there[0]))
        work = self._reach(specs, then, wrong or self._say_wrong)
        self._looking = asyncio.get_running_loop().create_task(work)

    async def _reach(
        self, specs: tuple[Spec, ...], then: Callable[[], None], wrong: Callable[[str], object]
    ) -> None:
        found = await trouble(self._registry, specs)
        self._looking = None
        if found:
            wrong(found)
        else:
            then()

    def _say_wrong(self, sentence: str) -> None:
        self._window.parts.bar.say(sentence, icon="circle-x")


def _is_elsewhere(spec: Spec) -> bool:
    return bool(spec.address) and not spec.address.isdecimal()
