"""Keeps what is typed in the inspector or in place and not taken over in the journal of its document.

The fields and the editors in place commit when one is done with them; until then only the journal knows of
a text, so that it outlives a crash in the middle of typing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from designer.session.typed import Typed, all_in_words
from designer.window.in_place import InPlace
from designer.words import quoted, tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page

PAUSE: Final = 150
"""Milliseconds in which keys are gathered before what is typed is kept."""


class Drafting(QObject):
    """Joins the fields and the editors in place to the journal of the page that is shown."""

    typed = Signal()
    """Something was typed, or a field or an editor left: `is_typing` may differ."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose pages and inspector are there."""
        super().__init__(window)
        self._window = window
        self._in_place = InPlace(window)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.keep)
        window.inspector.typed.connect(self._mind_typing)
        self._in_place.changed.connect(self._mind_typing)
        window.canvas.selectionChanged.connect(self._mind)
        window.pages.opened.connect(self._join)
        self._join(window.pages.current)
        window.runs.settle = self.settle_to_run

    @property
    def is_typing(self) -> bool:
        """Whether the field or the editor in use holds what is not in the document."""
        return self._window.inspector.is_typing or bool(self._in_place.typed)

    def keep(self) -> None:
        """Keep what is typed now."""
        self._timer.stop()
        typed = (*self._window.inspector.drafts, *self._in_place.typed)
        self._window.document.note_typed(typed)

    def settle(self) -> None:
        """Take over what is typed in fields and in place; what is refused is held, and known to be."""
        self._in_place.settle()
        self._window.inspector.flush()
        self.keep()

    def leave_in_place(self) -> None:
        """Be done with what is written in place: something else is done to the Flow."""
        self._in_place.leave()

    def settle_to_run(self) -> None:
        """The same before a run, and say what it goes without."""
        self.settle()
        held = [all_in_words(self._window.document.typed)]
        if unsaved := self._window.coding.unsaved():
            files = ", ".join(quoted(path.name) for path in unsaved)
            held.append(tr("typed in {files} and not saved", files=files))
        if said := "; ".join(filter(None, held)):
            self._window.show_hint(tr("This runs without what is {held}.", held=said))

    def bring_back(self, typed: Sequence[Typed]) -> None:
        """Put what was kept back into its fields, and show the last of them, ready to be typed on."""
        if not typed:
            return
        self.put_back(typed)
        self.show(typed[-1])
        self._window.inspector.typed.emit()

    def put_back(self, typed: Sequence[Typed]) -> None:
        """Put what is held where it was typed."""
        self._window.inspector.bring_back([one for one in typed if not one.place])
        for one in typed:
            if one.place:
                self._in_place.bring_back(one)

    def show(self, typed: Typed) -> None:
        """Show a text that is held on the page that is shown, ready to be typed on."""
        if typed.place:
            self._in_place.show()
            return
        self._window.canvas.select(typed.steps)
        self._window.parts.show_panel("inspector")
        self._window.inspector.focus_draft()

    def _join(self, page: Page) -> None:
        page.changed.connect(self._mind)  # saved, or undone to what was: the journal began anew
        page.undoable.connect(self._mind)

    def _mind_typing(self) -> None:
        """While somebody types there is time; once the field is left the document is to know.

        Not in the middle of an edit, though, which may close an editor: it tells of itself at its end.
        """
        if self.is_typing or self._window.document.is_telling:
            self._mind()
        else:
            self.keep()
        self.typed.emit()

    def _mind(self) -> None:
        if not self._timer.isActive():
            self._timer.start()
