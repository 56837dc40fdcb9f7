"""Offers what a designer that died has left behind, and brings it back: documents into pages of their own.

Journals are looked for and read in a thread, so that the window is there at once.
"""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QPushButton

from designer.panels.recover import Lost, Recover
from designer.session.recovery import Left, LeftBehind, LeftCode, find_left
from designer.words import tr
from engine.errors import FlowFileError

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page

FETCH: Final = 20
"""Milliseconds between two looks at whether the search has ended."""


class Recovering(QObject):
    """Joins the panel, the journals that were found, and the pages."""

    def __init__(self, window: MainWindow, panel: Recover) -> None:
        """Take the panel; nothing is looked for yet."""
        super().__init__(window)
        self._window, self._panel = window, panel
        self._offered: list[LeftBehind] = []
        self._recovered: set[int] = set()
        self._searches = 0
        self._is_asked = False
        """Whether the user waits for what is found."""
        self._found: SimpleQueue[tuple[LeftBehind, ...]] = SimpleQueue()
        self._closed = threading.Event()
        self._fetch = QTimer(self)
        self._fetch.setInterval(FETCH)
        self._fetch.timeout.connect(self._take)
        panel.recoverWanted.connect(self._recover)
        panel.closed.connect(self._finish)

    def look(self, beside: Path | None = None) -> None:
        """Look for what was left behind, everywhere or for one flow file, and offer what is found."""
        self._searches += 1
        self._fetch.start()
        told = (beside, self._found, self._closed)
        threading.Thread(target=_search, args=told, daemon=True).start()

    def ask(self) -> None:
        """Look for it because the user wants to see it, and say so where there is nothing."""
        self._is_asked = True
        self.look()

    def close(self) -> None:
        """Let go of what is offered: the window is closed."""
        self._closed.set()
        self._fetch.stop()
        self._panel.finish()
        while not self._found.empty():
            for left in self._found.get():
                left.let_go()

    def _take(self) -> None:
        try:
            found = self._found.get_nowait()
        except Empty:
            return
        self._searches -= 1
        if self._searches == 0:
            self._fetch.stop()
        if found:
            self._offered += found
            self._panel.offer([_lost(left) for left in found])
        if self._is_asked and self._searches == 0:
            self._is_asked = False
            self._answer()

    def _answer(self) -> None:
        """Bring the list before whatever else is said, the keyboard at its first button."""
        if self._panel.isHidden():
            self._window.show_hint(tr("There is no unsaved work to recover."))
            return
        self._window.parts.bars.bring(self._panel)
        buttons = self._panel.findChildren(QPushButton)
        next(button for button in buttons if button.isVisible()).setFocus()

    def _recover(self, number: int) -> None:
        match self._offered[number]:
            case Left() as left:
                self._recover_page(number, left)
            case LeftCode() as code:
                self._window.coding.files.recover(code)
                self._recovered.add(number)

    def _recover_page(self, number: int, left: Left) -> None:
        pages = self._window.pages
        page, path = self._page_for(left)
        try:
            page.document.recover(path, left.folder, left.data, left.diagram)
            page.document.note_typed(left.typed)
        except FlowFileError as error:
            self._window.parts.bar.say(f"{error}", icon="circle-x")
            return
        if page in pages.all:
            pages.show(page)
            self._window.show_opened()
        else:
            pages.add(page)
        self._window.drafting.bring_back(left.typed)
        self._recovered.add(number)
        self._window.outside.look()
        assert page.document.journal is not None, "every page has a journal"
        page.document.journal.after(left.give_up)  # once what was recovered is kept anew

    def _page_for(self, left: Left) -> tuple[Page, Path | None]:
        """Where to show it, and as which file: beside work in the same file it is a copy without one."""
        pages = self._window.pages
        for page in pages.all:
            document = page.document
            if left.document is not None and document.path == left.document:
                taken = document.has_work or page.session.is_running
                return (pages.make(), None) if taken else (page, left.document)
        current = pages.current
        free = current.document.is_pristine and not current.session.is_running
        return (current if free else pages.make()), left.document

    def _finish(self, unwanted: frozenset[int]) -> None:
        offered, self._offered = self._offered, []
        for number, left in enumerate(offered):
            if number in unwanted:
                left.give_up()
            elif number not in self._recovered:  # its new page takes care of the others
                left.let_go()
        self._recovered.clear()


def _search(
    beside: Path | None, found: SimpleQueue[tuple[LeftBehind, ...]], closed: threading.Event
) -> None:
    """In a thread, which touches no Qt object: the window may be gone before it ends."""
    lefts = find_left(beside)
    if not closed.is_set():
        found.put(lefts)
        return
    for left in lefts:
        left.let_go()


def _lost(left: LeftBehind) -> Lost:
    when = datetime.fromtimestamp(left.at).astimezone()
    today = when.date() == datetime.now(when.tzinfo).date()
    told = when.strftime("%H:%M") if today else when.strftime("%Y-%m-%d %H:%M")
    where = str(left.document.parent) if left.document else tr("not in a file yet")
    name = left.document.name if left.document else left.title
    return Lost(name, f"{where} · {told}", "; ".join(left.changes))
