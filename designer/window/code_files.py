"""The files of code that are open: one is seen, and what is typed in the others stays until it is saved.

Nothing is written that the user did not save. What is not saved is kept in journals against a crash,
as that of documents is, and asked about before the window closes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

from designer.panels.code_sheet import CodeSheet
from designer.panels.prompt import Answer
from designer.session.code_file import CodeFile
from designer.words import tr

if TYPE_CHECKING:
    from designer.session.recovery import LeftCode
    from designer.window.main import MainWindow

PAUSE: Final = 150
"""Milliseconds in which keys are gathered before what is typed is kept."""


class CodeFiles(QObject):
    """Joins the sheet, the files and their journals."""

    shown = Signal()
    """The sheet has come to the front, with a file and a line."""
    changed = Signal()
    """Whether there is something to save may differ."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, which is not closed any more while there is code that is not saved."""
        super().__init__(window)
        self._window = window
        self._files: dict[Path, CodeFile] = {}
        self._shown: CodeFile | None = None
        self._others: list[CodeFile] = []
        self._given_up: dict[Path, str] = {}
        """What the user said may be lost, in the leaving that is going on."""
        self._told = (False, False)
        self.sheet = CodeSheet(window)
        self.sheet.saveWanted.connect(self.save)
        self.sheet.edited.connect(self._mind)
        self.sheet.otherWanted.connect(lambda number: self._show_again(self._others[number]))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.keep)
        window.installEventFilter(self)
        window.closed.connect(self._end)
        window.parts.prompt.cancelled.connect(self._given_up.clear)
        window.parts.add_tab(self.sheet, tr("Code"))

    @property
    def path(self) -> Path | None:
        """The file that is shown."""
        return None if self._shown is None else self._shown.path

    @property
    def has_work(self) -> bool:
        """Whether something would be lost if all were let go of."""
        others = (file for file in self._files.values() if file is not self._shown)
        return self.sheet.is_changed or any(file.typed is not None for file in others)

    @property
    def has_others(self) -> bool:
        """Whether there are files that are not saved besides the one that is shown."""
        return bool(self._others)

    def show_next(self) -> None:
        """Show the next file that is not saved; asked again and again, each of them comes."""
        files = list(self._files.values())
        at = files.index(self._shown) if self._shown is not None else 0
        for file in [*files[at + 1 :], *files[:at]]:
            if file.typed is not None:
                self._show_again(file)
                return

    def is_changed(self, path: Path) -> bool:
        """Whether something is typed in that file and not saved."""
        self.keep()
        return path in self._files and self._files[path].typed is not None

    def unsaved(self) -> list[Path]:
        """The files in which something is typed and not saved."""
        self.keep()
        return [path for path, file in self._files.items() if file.typed is not None]

    def keep(self) -> None:
        """Keep what is typed in the file that is shown against a crash."""
        self._timer.stop()
        file = self._shown
        if file is None:
            return
        file.note(self.sheet.text if self.sheet.is_changed else None)
        if file.journal.trouble and file.journal.trouble != file.told:
            self._window.outside.tell_unkept(file.path.name, file.journal.trouble)
        file.told = file.journal.trouble

    # which is shown ---------------------------------------------------------------------------------

    def show(self, path: Path, line: int, column: int = 0) -> None:
        """Show a file at a line, as it is on the disk unless something is typed in it."""
        if self._bring(path):
            self._come(line, column)

    def look_again(self, path: Path) -> None:
        """Show what a file holds now, or that it is gone, unless something is typed in it."""
        file = self._files.get(path)
        if file is None or self.is_changed(path):
            return
        if not path.exists():
            del self._files[path]
        if file is not self._shown:
            return
        if path.exists():
            line, column = self.sheet.line, self.sheet.column
            self._bring(path)
            self.sheet.go_to(line, column)
        else:
            self._shown = None
            self.sheet.show_nothing()

    def recover(self, left: LeftCode) -> None:
        """Show what was left behind as something typed, and keep it; Undo comes to what was there."""
        assert left.document is not None, "code is in a file"
        file = self._file(left.document)
        if self.is_changed(file.path):
            self._put(file)
            self.sheet.type_over(left.text)
        else:
            file.begin(left.data.decode())
            file.typed = left.text
            self._put(file)
        self._come(left.line, 0)
        self.keep()
        file.journal.after(left.give_up)

    def _file(self, path: Path) -> CodeFile:
        return self._files.setdefault(path, CodeFile(path))

    def _show_again(self, file: CodeFile) -> None:
        """Show a file in which something is typed where it was left."""
        self._put(file)
        self._come(file.line, file.column)

    def _bring(self, path: Path) -> bool:
        file = self._file(path)
        self.keep()
        if file.typed is None:
            try:
                file.read()
            except (OSError, UnicodeError) as error:
                why = getattr(error, "strerror", None) or str(error)
                told = tr("'{name}' cannot be read: {why}.", name=path.name, why=why)
                self._window.parts.bar.say(told, icon="circle-x")
                return False
        self._put(file)
        return True

    def _put(self, file: CodeFile) -> None:
        """Have a file in the sheet in place of another, which is kept as it stands."""
        self.keep()
        before, self._shown = self._shown, file
        if before is file and file.typed is not None and self.sheet.is_changed:
            return  # with its undo
        if before is not None:
            before.line, before.column = self.sheet.line, self.sheet.column
        self.sheet.show_text(file.path, file.path.name, file.saved, file.typed)
        self._offer_others()

    def _offer_others(self) -> None:
        others = [it for it in self._files.values() if it.typed is not None]
        self._others = [it for it in others if it is not self._shown]
        names = [it.path.name for it in self._files.values()]
        self.sheet.show_others(
            [
                it.path.name if names.count(it.path.name) == 1 else str(it.path)
                for it in self._others
            ]
        )
        self._tell()

    def _come(self, line: int, column: int) -> None:
        self._window.parts.show_tab(self.sheet)
        self.sheet.go_to(line, column)
        self.shown.emit()
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mind(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
        self._tell()

    def _tell(self) -> None:
        now = (self.has_work, self.has_others)
        if self._told != now:
            self._told = now
            self.changed.emit()

    # saving -----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Write what stands in the sheet; asks where somebody else has written meanwhile."""
        file = self._shown
        if file is None or not self.sheet.is_changed:
            return
        if not file.is_changed_on_disk():
            self._save(file)
            return
        self._window.parts.bar.say(
            tr("'{name}' was changed by another program.", name=file.path.name),
            (
                Answer(tr("Save mine over it"), "codeOverwrite", lambda: self._save(file)),
                Answer(tr("Take the other"), "codeReload", lambda: self._reload(file)),
                Answer(tr("Cancel"), "codeCancel"),
            ),
            icon="triangle-alert",
        )

    def _save(self, file: CodeFile) -> None:
        self.keep()
        try:
            file.save()
        except OSError as error:
            why = error.strerror or str(error)
            told = tr("'{name}' could not be written: {why}.", name=file.path.name, why=why)
            self._window.parts.bar.say(told, icon="circle-x")
            return
        if file is self._shown:
            self.sheet.show_saved()
        self._offer_others()
        self._window.show_hint(tr("Saved '{name}'", name=file.path.name))
        self._window.library.look()

    def _reload(self, file: CodeFile) -> None:
        """Take what the file holds now, in place of what was typed."""
        line = self.sheet.line
        if file is self._shown:
            self.sheet.show_saved()
        file.note(None)
        self.show(file.path, line)

    # leaving ----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the window open while there is code in it that is not saved, and ask."""
        if watched is not self._window or event.type() != QEvent.Type.Close:
            return False
        self.keep()
        held = [
            it for it in self._files.values()
            if it.typed is not None and self._given_up.get(it.path) != it.typed
        ]  # fmt: skip
        if not held:
            return False
        event.ignore()
        self._ask(held[0])
        return True

    def _ask(self, file: CodeFile) -> None:
        """Ask what is to become of a file, whose code is to be seen meanwhile."""
        if file is not self._shown:
            self._show_again(file)
        self._window.parts.show_tab(self.sheet)
        self._window.parts.bar.say(
            tr("'{name}' has changes that are not saved.", name=file.path.name),
            (
                Answer(tr("Save"), "codeCloseSave", lambda: self._go_on(file, self.save)),
                Answer(
                    tr("Discard changes"), "codeCloseDiscard",
                    lambda: self._go_on(file, lambda: self._give_up(file)),
                ),
                Answer(tr("Cancel"), "codeCloseCancel", self._given_up.clear),
            ),
            icon="save",
        )  # fmt: skip

    def _give_up(self, file: CodeFile) -> None:
        """Let go of what is typed once the window closes; until then it is there, and kept."""
        self._given_up[file.path] = file.text

    def _go_on(self, file: CodeFile, first: Callable[[], None]) -> None:
        first()
        self.keep()
        if file.typed is None or file.path in self._given_up:
            self._window.close()

    def _end(self) -> None:
        """The window is closed, and all that is not saved was given up."""
        self._timer.stop()
        for file in self._files.values():
            file.journal.close()
