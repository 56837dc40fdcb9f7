"""Proposes what could give a missing value, on request: searches off the loop, shows ghosts, edits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.canvas.geometry import Point
from designer.canvas.proposing import Proposing, Shown
from designer.document import edits
from designer.document.diagram import Place
from designer.document.ghosts import Proposal, Source, propose
from designer.document.patch import apply
from designer.session.aside import Aside
from designer.session.catalog import Catalog, palette_templates
from designer.session.checking import Checker
from designer.words import quoted, tr
from engine.flow import FLOW_INPUTS, Flow, Name, Port, StepId

if TYPE_CHECKING:
    from designer.window.main import MainWindow


class SuggestControl(QObject):
    """Joins the search for producers to the canvas and the form."""

    def __init__(self, window: MainWindow, catalog: Catalog, checker: Checker) -> None:
        """Take the window, what the palette offers, and who plans."""
        super().__init__(window)
        self._window, self._canvas, self._catalog = window, window.canvas, catalog
        self._checker = checker
        self._aside = Aside(self)
        self.proposing = Proposing(window.canvas)
        self.proposals: tuple[Proposal, ...] = ()
        window.canvas.suggestionsAsked.connect(self.ask)

    def ask(self) -> None:
        """Propose for the input that is meant: the one that the keys or the pointer are at, or lacks."""
        port = self._meant()
        if port is None:
            self._canvas.hint.emit(tr("Select a step that lacks a value first."))
        else:
            self.ask_for_port(port)

    def ask_for(self, name: Name) -> None:
        """Propose for a value that is missing, at the first Step that wants it."""
        plan, flow = self._window.pages.current.plan, self._window.document.diagram.flow
        for step in plan.missing.get(name, ()):
            it = flow.steps.get(step)
            for key, port in it.inputs.items() if it else ():
                if name in port.reads(key):
                    self.ask_for_port(Port(step, key))
                    return

    def ask_for_port(self, port: Port) -> None:
        """Propose for an input."""
        diagram, plan = self._window.document.diagram, self._window.pages.current.plan
        folder, palette = self._window.document.folder, palette_templates(self._catalog)

        path, checker = self._window.document.path, self._checker
        own = self._window.library.templates

        def missing(flow: Flow) -> Collection[Name]:
            return tuple(checker.plan(flow, folder, {}, path).missing)

        def work() -> tuple[Proposal, ...]:
            templates = (*own(folder), *palette)
            return propose(diagram, port, tuple(plan.missing), templates, missing)

        def tell(found: tuple[Proposal, ...]) -> None:
            now = self._window.document.diagram
            if now is diagram:
                self._show(port, found)
            elif port.step in now.flow.steps and port.name in now.flow.steps[port.step].inputs:
                self.ask_for_port(port)  # an edit has overtaken what was found

        self._aside.ask(work, tell)

    def _meant(self) -> Port | None:
        canvas, plan = self._canvas, self._window.pages.current.plan
        at = canvas.meant_port
        if at is not None and at[0] == "input":
            return at[1]
        flow = self._window.document.diagram.flow
        chosen = sorted(step for step in canvas.selection if step in flow.steps)
        lacking = [step for steps in plan.missing.values() for step in steps if step in flow.steps]
        chosen = chosen or lacking[:1]  # the plan may be older than the last edit
        for step in chosen:
            inputs = flow.steps[step].inputs
            for name, it in inputs.items():
                if any(step in plan.missing.get(read, ()) for read in it.reads(name)):
                    return Port(step, name)
        for step in chosen[:1]:
            free = [n for n, it in flow.steps[step].inputs.items() if it.reads(n)]
            wired = {w.target.name for w in canvas.picture.wiring.of(step) if w.target.step == step}
            return next((Port(step, name) for name in free if name not in wired), None)
        return None

    def _show(self, port: Port, found: tuple[Proposal, ...]) -> None:
        self.proposals = found
        if not found or port.step not in self._canvas.picture.steps:
            self._canvas.hint.emit(tr("Nothing here could give '{port}'.", port=port))
            return
        shown = [
            Shown(it.patch, _sentence(it, number, len(found)), _words(it), it.adds, it.connects)
            for number, it in enumerate(found, 1)
        ]
        self.proposing.show(port, shown, lambda it, places: self._take(port, it, places))

    def _take(self, port: Port, it: Shown, places: Sequence[tuple[StepId, Point]]) -> None:
        """Make the edit, with the cards where they were seen: one step of undo."""
        diagram = apply(self._window.document.diagram, it.patch)
        patch = it.patch
        if places:
            there = {step: Place(at.x, at.y) for step, at in places}
            patch = patch.then(edits.move(diagram, there))
        if it.connects is not None:
            text = tr("Connect {what}", what=f"{it.connects} → {port}")
        else:
            text = tr("Add '{step}' and connect it to {port}", step=it.adds[0], port=port)
        self._window.push(patch, text)
        if it.adds:
            self._canvas.select(it.adds)
            self._canvas.set_focus_step(it.adds[0])


def _words(it: Proposal) -> str:
    """What stands on the ghost's card."""
    return _wants(it, ", ".join(it.needs))


def _wants(it: Proposal, names: str) -> str:
    if it.needs:
        return tr("needs {names}", names=names)
    if it.source is Source.PALETTE and _is_set(it):
        return tr("needs its value")
    return tr("to be filled in") if it.source is Source.PALETTE else tr("needs nothing more")


def _is_set(it: Proposal) -> bool:
    """Whether the Step that gives the value gives what the user writes into it, and nothing else."""
    step = it.patch.steps[it.adds[0]].after if it.adds else None
    return step is not None and step.kind == "set"


def _sentence(it: Proposal, number: int, count: int) -> str:
    """What the chosen one gives and needs, and what the keys do."""
    needs = ", ".join(quoted(name) for name in it.needs)
    if it.connects is not None:
        what = it.connects.name if it.connects.step == FLOW_INPUTS else str(it.connects)
        gives = tr("connect '{what}' ({type})", what=what, type=it.type)
    elif len(it.adds) > 1:
        gives = tr(
            "'{title}' with {count} before it gives '{name}' ({type})",
            title=it.title, count=len(it.adds) - 1, name=it.gives, type=it.type,
        )  # fmt: skip
    else:
        gives = tr("'{title}' gives '{name}' ({type})", title=it.title, name=it.gives, type=it.type)
    wants = _wants(it, needs)
    where = {
        Source.FLOW: tr("of this flow"), Source.OWN: tr("your function"),
        Source.PALETTE: tr("of the palette"),
    }[it.source]  # fmt: skip
    keys = tr("Tab: next · Enter: take it · Esc: none")
    return f"{number}/{count}: {gives}, {wants} ({where}) · {keys}"
