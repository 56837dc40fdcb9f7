"""Joins the Values panel with the canvas, the document and the run that the canvas shows.

Which run that is, the canvas's picture says: a live one, an old one or a moment of it look alike here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.document import pinning
from designer.document.draft import EditRefused
from designer.panels.values import Told, ValuesPanel
from designer.panels.viewers.differing import DifferenceView
from designer.panels.viewers.plain import is_masked
from designer.panels.viewers.trees import as_text
from designer.panels.viewers.viewing import shown
from designer.session.aside import Aside
from designer.session.previous import Previous, PreviousRuns
from designer.window import provenance
from designer.window.failures import Failures
from designer.window.fetching import Fetching
from designer.window.targets import Target, ask_target
from designer.words import tr
from engine.clock import iso, local_time
from engine.files import save_atomically
from engine.flow import FLOW_INPUTS, Flow, Port, Side, StepId
from engine.kept import Kept
from engine.state import RunState, RunStatus
from engine.store import Unread
from engine.value import ABSENT, Value

if TYPE_CHECKING:
    from designer.session.settings import Settings
    from designer.window.main import MainWindow

End = tuple[Side, Port]


class ValueControl(QObject):
    """What is shown in the Values panel, and what can be done with it."""

    panel: ValuesPanel
    failures: Failures

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        """Take the window whose panel, canvas and document are there."""
        super().__init__(window)
        self._window = window
        self.panel = window.parts.values
        self.previous = PreviousRuns(self)
        self._reading, self._fetching = Aside(self), Fetching(self)
        self._read: dict[Unread, Value] = {}
        """The large value that was read out of its file last."""
        self._end: End | None = None
        """What is shown, named as the diagram is today."""
        self._awaited: StepId | None = None
        """The Step that had no value yet when it was asked for."""
        self._run = ""
        """The run that was shown when something was last told of it."""
        canvas, panel = window.canvas, self.panel
        canvas.valueWanted.connect(self._answer)
        canvas.valueEntered.connect(self._enter)
        canvas.selectionChanged.connect(self._follow)
        canvas.runShown.connect(self._tell_run)
        window.pages.shown.connect(lambda _: self.tell_opened())
        panel.chosen.connect(lambda end: self.show_end(*end))
        panel.wanted.connect(self._do)
        self.previous.found.connect(self._show_difference)
        window.parts.log.stepActivated.connect(self._show_again)
        window.parts.problems.activated.connect(
            lambda problem: self._show_again(problem.step or "")
        )
        self.failures = Failures(window, settings, self)

    # what is shown

    @property
    def state(self) -> RunState | None:
        """The run that the canvas shows."""
        return self._window.canvas.picture.state

    def tell_opened(self) -> None:
        """Another document, or another run, is shown."""
        self._end = self._awaited = self.failures.step = None
        self.panel.show_nothing("")

    def _tell_run(self, touched: frozenset[StepId]) -> None:
        """The run went on, or another one is shown: what is shown may have come, or come anew."""
        state = self.state
        run = state.run if state is not None else ""
        is_other, self._run = run != self._run, run
        if state is None:
            self.tell_opened()
        elif self._end is not None and (is_other or self._here in (*touched, FLOW_INPUTS)):
            self._show()
        elif self._awaited is not None:
            if self.in_run(self._awaited) in touched:
                self.show_step(self._awaited)
        elif not self.failures.tell_run(touched, is_other=is_other):
            self.tell_opened()

    @property
    def _here(self) -> StepId | None:
        return None if self._end is None else self.in_run(self._end[1].step)

    def show_end(self, side: Side, port: Port) -> None:
        """Show the value at a port."""
        self._end, self._awaited, self.failures.step = (side, port), None, None
        self._show()

    def show_step(self, step: StepId) -> None:
        """Show why a Step failed, else the first of its values."""
        if self._fail(step):
            return
        ends = self._ends(step)
        if ends:
            self.show_end(*ends[0])
            return
        self._end, self._awaited, self.failures.step = None, step, None
        self.panel.show_nothing(
            tr("'{step}' has no value in this run.", step=step or tr("Flow inputs"))
        )

    def ask(self) -> None:
        """Show the value of what is selected, and give the panel the keyboard."""
        self._window.canvas.peek(enter=True)

    def copy(self) -> None:
        """Put the value on the clipboard."""
        self.panel.copy()

    def _enter(self) -> None:
        self.bring()
        self.panel.enter()

    def bring(self) -> None:
        """Bring the panel to the front, and give it room when it is shown for the first time."""
        self._window.parts.show_tab(self.panel)

    def has_value(self, side: Side, port: Port) -> bool:
        """Whether the run that is shown has a value at a port."""
        return self._find(side, port) is not None

    @property
    def is_value(self) -> bool:
        """Whether a value is shown that may be seen: not a failure, not a secret."""
        return self.panel.told is not None and not is_masked(self.panel.told.shown)

    @property
    def is_pinnable(self) -> bool:
        """Whether the port that is shown can be pinned to its value."""
        return self.panel.told is not None and self.panel.told.can_pin

    def _show_again(self, step: str) -> None:
        """Show why a Step failed that was gone to from a list, though it was selected already."""
        now = self._window.canvas.picture.renames.from_run(StepId(step))
        if step and self._fail(now):
            self.bring()

    def _fail(self, step: StepId) -> bool:
        """Tell why a Step failed, where it did."""
        told = self.failures.show(step)
        if told:
            self._end = self._awaited = None
        return told

    def _answer(self, side: str, port: Port) -> None:
        """The canvas asks for a port's value, or with no side for a Step's."""
        if not side:
            self.show_step(port.step)
        else:
            self.show_end("input" if side == "input" else "output", port)
        is_found = side and self._find("input" if side == "input" else "output", port) is not None
        if self.panel.told is not None or self.panel.is_failure or is_found:
            self.bring()  # also where it is still being read

    def _follow(self) -> None:
        """Show what was selected: a wire's value, why a Step failed; another Step where the panel is open."""
        canvas = self._window.canvas
        if len(canvas.selection) == 1 and not canvas.selected_wires:
            step = next(iter(canvas.selection))
            if self._fail(step):
                if not self._is_used_below:
                    self.bring()
            elif self.panel.isVisible() and self.state is not None and not self._is_at(step):
                self.show_step(step)
        elif len(canvas.selected_wires) == 1 and not canvas.selection:
            side, port = provenance.source_of(next(iter(canvas.selected_wires)))
            if self.has_value(side, port):
                self._answer(side, port)

    @property
    def _is_used_below(self) -> bool:
        """Whether the user is in a panel below the canvas, which is not to be taken from under them."""
        focused = self._window.focusWidget()
        return focused is not None and self._window.parts.below.isAncestorOf(focused)

    def _is_at(self, step: StepId) -> bool:
        return self._end is not None and self._end[1].step == step

    @property
    def _flow(self) -> Flow:
        return self._window.document.diagram.flow

    def in_run(self, step: StepId) -> StepId | None:
        """What the run that is shown calls a Step."""
        return self._window.canvas.picture.renames.to_run(step)

    def _find(self, side: Side, port: Port) -> provenance.Found | None:
        state, here = self.state, self.in_run(port.step)
        if state is None or here is None:
            return None
        return provenance.find(state, self.run_flow(state), side, Port(here, port.name))

    def run_flow(self, state: RunState) -> Flow:
        """The Flow that the run was planned from; what a file of events does not tell, the document does."""
        return state.plan.origin.flow if state.plan.origin.flow.steps else self._flow

    def _ends(self, step: StepId) -> list[End]:
        state, here = self.state, self.in_run(step)
        if state is None or here is None:
            return []
        if step == FLOW_INPUTS:
            return [
                ("output", Port(step, name))
                for name in self._flow.inputs
                if name in state.attributes
            ]
        found = provenance.ends_of(state, self.run_flow(state), here)
        return [(side, Port(step, port.name)) for side, port in found]

    def _show(self) -> None:
        assert self._end is not None, "something is shown"
        side, port = self._end
        found = self._find(side, port)
        if found is None:
            self.panel.show_nothing(self._why_nothing(side, port))
            return
        if isinstance(found.value, Kept):
            brought = self._fetching.value_of(found.value, self._show_still)
            if brought is None:
                self.panel.show_nothing(tr("Fetching {what}…", what=found.value.preview))
                return
            found = found._replace(value=brought)
        if isinstance(found.value, Unread):
            found = self._whole(found.value, found)
            if found is None:
                return
        diagram = self._window.document.diagram
        step = diagram.flow.steps.get(port.step)
        ports = (step.inputs if side == "input" else step.outputs) if step else diagram.flow.inputs
        declared = ports.get(port.name)
        self.panel.show_value(
            Told(
                end=self._end,
                ends=self._ends(port.step),
                facts=provenance.facts(found),
                shown=shown(
                    found.value,
                    format=declared.type.format if declared is not None else "",
                    folder=self._window.document.folder,
                ),
                can_pin=pinning.is_pinnable(diagram, side, port, found.value),
                is_pinned=pinning.is_pinned(diagram, side, port),
            )
        )

    def _show_still(self) -> None:
        if self._end is not None:
            self._show()

    def _whole(self, unread: Unread, found: provenance.Found) -> provenance.Found | None:
        """The same with the value out of its file; None while it is being read."""
        if unread in self._read:
            return found._replace(value=self._read[unread])

        def show(value: Value) -> None:
            self._read = {unread: value}
            self._show_still()

        self.panel.show_nothing(tr("Reading {what}…", what=unread.preview))
        self._reading.ask(unread.load, show)
        return None

    def _why_nothing(self, side: Side, port: Port) -> str:
        if self.state is None or self.state.status is RunStatus.NONE:
            return tr("Nothing has run yet.")
        words = (
            tr("Input '{port}'", port=port) if side == "input" else tr("Output '{port}'", port=port)
        )
        return tr("{end} has no value in this run.", end=words)

    # what is done

    def _do(self, what: str) -> None:
        match what:
            case "save":
                self.ask_save()
            case "pin":
                self.pin()
            case "compare":
                self.compare()

    def pin(self) -> None:
        """Pin the port to the value that is shown, or let it go; an edit like any other."""
        told = self.panel.told
        if told is None:
            return
        side, port = told.end
        value = ABSENT if told.is_pinned else told.shown.value
        text = tr("Unpin {port}", port=port) if told.is_pinned else tr("Pin {port}", port=port)
        try:
            patch = pinning.pin(self._window.document.diagram, side, port, value)
        except EditRefused as refused:
            self._window.show_hint(refused.sentence)
        else:
            self._window.push(patch, text)
        self._show()

    def compare(self) -> None:
        """Look the same value up in the run before, and show what differs; once more: the value."""
        if self.panel.show_plain():
            return
        if self.state is not None and self.panel.told is not None:
            self._window.show_hint(tr("Reading the run before…"))
            self.previous.ask(self.state.run)

    def _show_difference(self, run: str, told: Previous | str) -> None:
        state, now = self.state, self.panel.told
        if state is None or now is None or state.run != run:
            return
        self._window.show_hint("")
        if isinstance(told, str):
            self._window.parts.bar.say(told, grab=False)
            return
        side, port = now.end
        here = Port(self.in_run(port.step) or port.step, port.name)
        flow = self.run_flow(told.state)
        found = provenance.find(told.state, flow, side, here)
        words = tr("the run of {time}", time=local_time(iso(told.entry.started)))
        before = ABSENT if found is None else found.value

        def show(value: Value) -> None:
            if self.panel.told is now:
                self.panel.show_beside(DifferenceView(now.shown.value, value, words, self.panel))

        if isinstance(before, Unread):
            self._reading.ask(before.load, show)
        else:
            show(before)

    def ask_save(self) -> None:
        """Ask where to save the value that is shown."""
        told = self.panel.told
        if told is None:
            return
        suffix = suffix_of(told.shown.value)
        target = Target(
            title=tr("Save the value"), folder=self._window.document.folder,
            file=f"{told.end[1].name}.{suffix}", names="", ending=f".{suffix}", name="valueDialog",
        )  # fmt: skip
        ask_target(self._window, target, self.save_to)

    def save_to(self, path: Path) -> bool:
        """Save the value that is shown as a file; whether that worked."""
        told = self.panel.told
        if told is None:
            return False
        value = told.shown.value
        try:
            save_atomically(path, _as_bytes(value))
        except OSError as error:
            why = error.strerror or str(error)
            said = tr("'{name}' could not be written: {why}.", name=path.name, why=why)
            self._window.parts.bar.say(said, icon="circle-x")
            return False
        self._window.show_hint(tr("Saved '{name}'", name=path.name))
        return True


def suffix_of(value: object) -> str:
    """The ending of a file that holds a value as it is."""
    if isinstance(value, bytes | bytearray):
        magic = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
        return next((end for begins, end in magic.items() if value.startswith(begins)), "bin")
    return "txt" if isinstance(value, str) else "json"


def _as_bytes(value: object) -> bytes:
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    text = value if isinstance(value, str) else as_text(value) + "\n"
    return text.encode("utf-8", "replace")
