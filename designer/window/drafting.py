"""Keeps what is typed in the inspector and not taken over in the journal of its document.

The fields commit when one is done with them; until then only the journal knows of a text, so that it
outlives a crash in the middle of typing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from designer.session.typed import Typed

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page

PAUSE: Final = 150
"""Milliseconds in which keys are gathered before what is typed is kept."""


class Drafting(QObject):
    """Joins the inspector's fields to the journal of the page that is shown."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose pages and inspector are there."""
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.keep)
        window.inspector.typed.connect(self._mind_typing)
        window.canvas.selectionChanged.connect(self._mind)
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)

    def keep(self) -> None:
        """Keep what is typed now."""
        self._timer.stop()
        self._window.document.note_typed(self._window.inspector.drafts)

    def settle(self) -> None:
        """Take over what is typed in the fields; what they refuse is held, and known to be."""
        self._window.inspector.flush()
        self.keep()

    def bring_back(self, typed: Sequence[Typed]) -> None:
        """Put what was kept back into its fields, and show the last of them, ready to be typed on."""
        if not typed:
            return
        self._window.inspector.bring_back(typed)
        self.show(typed[-1])
        self._window.inspector.typed.emit()

    def show(self, typed: Typed) -> None:
        """Show a text that is held in a field of the page that is shown, ready to be typed on."""
        self._window.canvas.select(typed.steps)
        self._window.parts.show_panel("inspector")
        self._window.inspector.focus_draft()

    def _join(self, page: Page) -> None:
        page.changed.connect(self._mind)  # saved, or undone to what was: the journal began anew
        page.undoable.connect(self._mind)

    def _mind_typing(self) -> None:
        """While somebody types there is time; once the field is left the document is to know."""
        if self._window.inspector.is_typing:
            self._mind()
        else:
            self.keep()

    def _mind(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
