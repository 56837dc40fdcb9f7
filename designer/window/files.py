"""Opening and saving: what may be lost is asked for first, and every failure is a sentence.

File dialogs are opened, never executed: a nested event loop inside a task would break the loop.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from designer.assets import resource
from designer.panels.prompt import Answer, ClosePrompt, MessageBar
from designer.session.document import Document
from designer.session.settings import Settings
from engine.errors import FlowFileError
from engine.files import save_atomically

if TYPE_CHECKING:
    from designer.window.main import MainWindow

SUFFIX: Final = ".flow.json"
FILTER: Final = f"Flows (*{SUFFIX});;All files (*)"


def example_files() -> tuple[Path, ...]:
    """The flow files that come with Backcast."""
    return tuple(sorted(resource("examples").glob(f"*/*{SUFFIX}")))


class FileControl(QObject):
    """Joins the document, its file, and the questions that stand between them."""

    def __init__(
        self, window: MainWindow, document: Document, prompt: ClosePrompt, bar: MessageBar,
        settings: Settings,
    ) -> None:  # fmt: skip
        """Take what opening and saving need; all of it belongs to the window."""
        super().__init__(window)
        self._window, self._document, self._settings = window, document, settings
        self._prompt, self._bar = prompt, bar
        self._then: Callable[[], None] | None = None
        prompt.save.connect(self._save_and_go_on)
        prompt.discard.connect(self._go_on)
        prompt.cancelled.connect(self._stay)

    def keep_safe(self, then: Callable[[], None]) -> None:
        """Do something that gives the document up, once no run is on and nothing can be lost."""
        self._window.runs.stop_then(lambda: self._keep_saved(then))

    def new(self) -> None:
        """Show an empty Flow instead."""
        self.keep_safe(self._window.show_new)

    def open(self, path: Path) -> None:
        """Show another file instead."""
        self.keep_safe(lambda: self._open_now(path))

    def _open_now(self, path: Path) -> None:
        path = path.absolute()
        try:
            self._document.open(path)
        except FlowFileError as error:
            self._settings.drop_recent(path)
            self._bar.say(_refused(error), icon="circle-x")
            return
        self._bar.close_bar()
        self._settings.add_recent(path)
        self._window.show_opened()

    def save(self) -> None:
        """Save under the document's path, asking for one if there is none yet."""
        if self._document.path is None:
            self.ask_save()
        else:
            self.save_to(self._document.path)

    def save_to(self, path: Path) -> bool:
        """Save under a path, which is the document's from then on; whether that worked.

        A file that somebody else has changed meanwhile is not overwritten unasked.
        """
        self._window.inspector.flush()
        path = path.absolute()
        if path == self._document.path and self._document.is_changed_on_disk:
            overwrite = Answer("Overwrite it", "saveOverwrite", lambda: self._save_now(path))
            elsewhere = Answer("Save elsewhere…", "saveElsewhere", self.ask_save)
            told = f"'{path.name}' was changed by somebody else since it was opened or saved here."
            self._bar.say(told, (elsewhere, overwrite, Answer("Cancel", "saveCancel")))
            return False
        return self._save_now(path)

    def _save_now(self, path: Path) -> bool:
        folder = self._document.folder
        try:
            self._document.save(path)
        except OSError as error:
            why = error.strerror or str(error)
            self._bar.say(
                f"'{path.name}' could not be saved: {why}. Your work is still here: save it elsewhere.",
                icon="circle-x",
            )
            return False
        self._bar.close_bar()
        self._settings.add_recent(path)
        self._window.show_hint(f"Saved '{path.name}'")
        if self._document.folder != folder:
            self._window.show_moved()
        return True

    def ask_open(self) -> None:
        """Ask which file to open."""
        dialog = self._dialog("Open a flow", QFileDialog.AcceptMode.AcceptOpen, FILTER)
        dialog.fileSelected.connect(lambda name: self.open(Path(name)))
        dialog.open()

    def ask_save(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to save, and go on once that is done."""
        dialog = self._dialog("Save the flow", QFileDialog.AcceptMode.AcceptSave, FILTER)
        path = self._document.path
        dialog.selectFile(path.name if path else self._document.title + SUFFIX)
        dialog.fileSelected.connect(
            lambda name: then() if self.save_to(_named(Path(name))) and then else None
        )
        dialog.open()

    def ask_export(self, to: str) -> None:
        """Ask where to write the Flow as text (`mermaid`) or as a picture (`png`)."""
        suffix = {"mermaid": ".mmd", "png": ".png"}[to]
        dialog = self._dialog("Export", QFileDialog.AcceptMode.AcceptSave, f"*{suffix}")
        dialog.selectFile(self._document.title + suffix)
        dialog.fileSelected.connect(lambda name: self.export_to(Path(name), to))
        dialog.open()

    def export_to(self, path: Path, to: str) -> bool:
        """Write the Flow as text or as a picture; whether that worked."""
        try:
            save_atomically(path, self._window.exported(to))
        except OSError as error:
            why = error.strerror or str(error)
            self._bar.say(f"'{path.name}' could not be written: {why}.", icon="circle-x")
            return False
        self._window.show_hint(f"Exported '{path.name}'")
        return True

    def _keep_saved(self, then: Callable[[], None]) -> None:
        self._window.inspector.flush()
        if self._document.is_clean:
            then()
            return
        self._then = then
        self._prompt.ask(self._document.title)

    def _save_and_go_on(self) -> None:
        then, self._then = self._then, None
        if self._document.path is None:
            self.ask_save(then)
        elif self.save_to(self._document.path) and then is not None:
            then()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    def _stay(self) -> None:
        self._then = None

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode, names: str) -> QFileDialog:
        folder = str(self._document.folder)
        dialog = QFileDialog(self._window, title, folder, names)
        dialog.setAcceptMode(mode)
        if mode is QFileDialog.AcceptMode.AcceptOpen:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def _named(path: Path) -> Path:
    """The path with the ending of a flow file, where the user gave it none."""
    return path if path.name.endswith(".json") else path.with_name(path.name + SUFFIX)


def _refused(error: FlowFileError) -> str:
    """A refused file in a few lines: its name, the first problems, how many more there are."""
    name = Path(error.path).name
    lines = [f"• {problem}" for problem in error.problems[:5]]
    more = len(error.problems) - len(lines)
    if more > 0:
        lines.append(f"and {more} more: 'backcast check {name}' lists them all")
    return f"'{name}' cannot be opened:\n" + "\n".join(lines)
