"""Takes a run out of the window: its command for a terminal, and the smallest flow of a failed Step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from designer.engine_words import in_own_words
from designer.window.targets import Target, ask_target
from designer.words import tr
from engine.errors import EngineError, PlanError
from engine.headless import Headless, edit_notes, run_command
from engine.minimal import minimal_flow, write_minimal
from engine.state import RunState, RunStatus
from engine.store import store_path

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from engine.flow import StepId


def note_sentences(notes: Iterable[str]) -> str:
    """What a command cannot do again, in the user's language."""
    return "; ".join(map(in_own_words, notes))


def no_command_words(error: EngineError) -> str:
    """Why there is no command, as a sentence in the user's language."""
    told = in_own_words(str(error))
    return f"{told[:1].upper()}{told[1:]}."


class Reproducing(QObject):
    """What does a run again elsewhere, of the run that the canvas shows."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window."""
        super().__init__(window)
        self._window = window

    @property
    def state(self) -> RunState | None:
        """The run that is shown, once it has begun."""
        state = self._window.canvas.picture.state
        return state if state is not None and state.status is not RunStatus.NONE else None

    @property
    def _file(self) -> Path | None:
        """The flow file of the run that is shown: of a past one, that from which it was run."""
        past = self._window.pages.current.past
        if past is None:
            return self._window.document.path
        return past.folder / Path(past.file).name if past.file else None

    @property
    def _folder(self) -> Path:
        past = self._window.pages.current.past
        return past.folder if past is not None else self._window.document.folder

    def command(self) -> Headless | None:
        """The command that does the run again; None where there is no run, or no file.

        Raises:
            EngineError: No command does it again.
        """
        state, file = self.state, self._file
        if state is None or file is None:
            return None
        flow = state.plan.origin.flow
        usual = store_path(environment={})
        kept = store_path()
        goals, past = state.plan.goals, self._window.pages.current.past
        made = self._window.past.archive.rerun_command(state.run) or run_command(
            flow if flow.steps else self._window.document.diagram.flow,
            file,
            state.plan.given,
            goals,
            run="" if past is not None and past.source else state.run,
            store=None if kept == usual else kept,
            executor=self._window.where.spec,
        )
        return replace(made, notes=(*made.notes, *edit_notes(state)))

    def copy_command(self) -> None:
        """Put that command on the clipboard, and say what it cannot do again."""
        window = self._window
        try:
            made = self.command()
        except EngineError as error:
            window.parts.bar.say(no_command_words(error), grab=False)
            return
        if made is None:
            no_file = self._file is None
            why = tr("Save the flow first: the command names its file.")
            window.parts.bar.say(why if no_file else tr("Nothing has run yet."), grab=False)
            return
        QGuiApplication.clipboard().setText(made.text)
        if made.notes:
            notes = note_sentences(made.notes)
            window.parts.bar.say(tr("Copied the command. {notes}.", notes=notes), grab=False)
        else:
            window.show_hint(tr("Copied the command of this run"))

    def ask_minimal(self) -> None:
        """Ask where to write the smallest flow in which the failed Step fails again."""
        step = self._window.valuing.failures.chosen
        if step is None:
            return
        target = Target(
            title=tr("Export minimal flow"), folder=self._folder, names="*.flow.json",
            file=f"{step}-minimal.flow.json", ending=".flow.json", name="minimalDialog",
        )  # fmt: skip
        ask_target(self._window, target, lambda path: self.export_minimal(step, path))

    def export_minimal(self, step: StepId, path: Path) -> bool:
        """Write the smallest flow in which a Step does again what it did; whether that worked."""
        window, state = self._window, self.state
        if state is None:
            return False
        document = window.document
        flow = state.plan.origin.flow
        here = window.canvas.picture.renames.to_run(step) or step
        try:
            made = minimal_flow(
                flow if flow.steps else document.diagram.flow, state, here,
                folder=self._folder, target=path.parent, file=self._file,
            )  # fmt: skip
            write_minimal(made, path)
        except (PlanError, OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            said = tr("'{name}' could not be written: {why}.", name=path.name, why=why)
            window.parts.bar.say(said, icon="circle-x")
            return False
        if made.notes:
            notes = "; ".join(made.notes)
            window.parts.bar.say(
                tr("Exported '{name}'. {notes}.", name=path.name, notes=notes), grab=False
            )
        else:
            window.show_hint(tr("Exported '{name}'", name=path.name))
        return True
