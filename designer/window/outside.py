"""What others do to the files of open documents: changed, deleted, edited in another window.

The file is never read again unasked, and nothing on the screen changes by itself: a bar says what
happened and offers to reload, to keep what is shown, and to compare.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.document.comparing import differences
from designer.engine_words import in_own_words
from designer.panels.prompt import Answer
from designer.session.document import Disk
from designer.session.recovery import is_edited_elsewhere
from designer.window.unsaved import ways_out, why_gone
from designer.window.watching import Watching
from designer.words import tr
from engine.errors import FlowFileError

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page

SETTLE: Final = 200
"""Milliseconds after a sign of change before the file is looked at: programs write in several goes."""


class Outside(QObject):
    """Watches the files of a window's pages."""

    def __init__(self, window: MainWindow) -> None:
        """Begin with nothing to watch."""
        super().__init__(window)
        self._window = window
        self._said = ""
        """What stands in the bar, if it is about the file."""
        self._watching = Watching(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE)
        self._watching.changed.connect(self._timer.start)
        self._timer.timeout.connect(self.look)

    def watch(self) -> None:
        """Watch the files of all pages, and their folders: a file that is replaced is another file."""
        paths = [page.document.path for page in self._window.pages.all]
        files = {one for path in paths if path is not None for one in (path, path.resolve())}
        self._watching.watch([file for file in files if file.exists()], {it.parent for it in files})

    def look(self) -> None:
        """Look at the files of all pages now, and say what happened to that of the page shown."""
        for page in self._window.pages.all:
            page.document.look()
        self.watch()
        self.tell(self._window.pages.current)

    def tell(self, page: Page) -> None:
        """Say what happened to a page's file, once for each time that something did."""
        document = page.document
        news = (document.disk, _stamp(document.path))
        if document.disk is Disk.SAME:
            if page.told is not None and self._window.parts.bar.sentence == self._said:
                self._window.parts.bar.close_bar()  # it is back, and what was said is so no longer
            page.told = None
            return
        if news == page.told:
            return
        page.told = news
        assert document.path is not None, "only a file can change"
        if document.disk is Disk.GONE:
            self._window.parts.bar.say(
                why_gone(document.path),
                ways_out(self._window.files, document.path),
                icon="triangle-alert",
                grab=False,
            )
            self._said = self._window.parts.bar.sentence
        else:
            self._ask(page, tr("'{name}' was changed by another program.", name=document.path.name))

    def greet(self, page: Page) -> None:
        """Say of a file that was just opened who else has it open, and offer what was left behind."""
        self.watch()
        path = page.document.path
        if path is None:
            return
        twice = self._window.family.has_open(path, page)
        if twice or is_edited_elsewhere(path):
            self._window.parts.bar.say(
                tr(
                    "'{name}' is open in another window too. Whichever saves later is told before "
                    "it overwrites the other.",
                    name=path.name,
                )
            )
        self._window.recovering.look(path)

    def tell_trouble(self) -> None:
        """Say it once where what is not saved cannot be kept against a crash."""
        for page in self._window.pages.all:
            journal = page.document.journal
            why = journal.trouble if journal is not None else ""
            if why and why != page.trouble_told:
                self.tell_unkept(page.document.title, why)
            page.trouble_told = why

    def tell_unkept(self, name: str, why: str) -> None:
        """Say why what is not saved of a document or a file cannot be kept against a crash."""
        self._window.parts.bar.say(
            tr(
                "What is not saved of '{name}' would be lost in a crash: {why}. "
                "Save it where there is room.",
                name=name,
                why=why,
            ),
            icon="triangle-alert",
        )

    def _ask(self, page: Page, told: str, *, compare: bool = True) -> None:
        reload = Answer(tr("Reload"), "diskReload", lambda: self._reload(page))
        compared = Answer(tr("Compare"), "diskCompare", lambda: self._compare(page))
        keep = Answer(tr("Keep mine"), "diskKeep", lambda: self._keep(page))
        answers = (reload, compared, keep) if compare else (reload, keep)
        self._window.parts.bar.say(told, answers, icon="triangle-alert", grab=False)
        self._said = self._window.parts.bar.sentence

    def _reload(self, page: Page) -> None:
        if page is self._window.pages.current:
            self._window.drafting.settle()  # what is half written is among what Undo brings back
        try:
            page.document.reload()
        except FlowFileError as error:
            self._cannot(page, error)
            return
        self._window.show_hint(tr("Reloaded; Undo brings back what was here before"))

    def _compare(self, page: Page) -> None:
        try:
            lines = differences(page.document.difference_on_disk())
        except FlowFileError as error:
            self._cannot(page, error)
            return
        assert page.document.path is not None, "only a file can be compared"
        told = "\n".join(f"• {line}" for line in lines or (tr("nothing but how it is written"),))
        name = page.document.path.name
        brings = tr("Reloading '{name}' would bring:\n{lines}", name=name, lines=told)
        self._ask(page, brings, compare=False)

    def _cannot(self, page: Page, error: FlowFileError) -> None:
        name, first = Path(error.path).name, error.problems[0]
        said = [in_own_words(it) for it in (first.message, first.hint) if it]
        self._window.parts.bar.say(
            tr(
                "'{name}' cannot be read as it is now: {why} Your work is still here.",
                name=name,
                why=" ".join(it if it.endswith((".", "?")) else f"{it}." for it in said),
            ),
            icon="circle-x",
        )
        page.told = (page.document.disk, _stamp(page.document.path))

    def _keep(self, page: Page) -> None:
        page.document.keep_mine()


def _stamp(path: Path | None) -> tuple[int, int] | None:
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size) if found else None
