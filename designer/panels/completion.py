"""Offers names below a field of text while it is typed in; the field keeps the focus all the time.

A list and no popup window: the keys stay the field's own. Down goes into the list, Enter or Tab takes
the name that was gone to, Esc closes it; who never goes into it types on as if it were not there. Where
only names that are there can be meant, it is gone to the first that begins as what is typed from the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QWidget

from designer.words import tr

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

Offer = Callable[[str], Iterable[str]]
"""Gives the names that could stand after the text before the cursor."""

_MOST: Final = 200
_ROWS: Final = 8
NAME_BEGUN: Final = re.compile(r"[A-Za-z_]\w*$")
ID_BEGUN: Final = re.compile(r"\S+$")
"""Ids of Steps have hyphens and dots in them."""
_GOING: Final = {
    Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS, Qt.Key.Key_PageUp: -_ROWS,
}  # fmt: skip
_LAYING: Final = (
    QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize, QEvent.Type.Move,
)  # fmt: skip
_TAKING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Completed(Protocol):
    """A field of text that can be completed in."""

    if TYPE_CHECKING:
        textEdited: SignalInstance

    def before_cursor(self) -> str:
        """The text before the cursor."""
        ...

    def cursor_box(self) -> QRect:
        """Where the cursor is, in the field's coordinates."""
        ...

    def type_over(self, length: int, text: str) -> None:
        """Put a text in the place of as many characters before the cursor."""
        ...


class Completion(QObject):
    """The list of one field."""

    def __init__(
        self, field: QWidget, typing: Completed, offer: Offer, begun: re.Pattern[str] = NAME_BEGUN,
        *, leads: bool = False,
    ) -> None:  # fmt: skip
        """Take the field (as a widget, and as what can be completed in) and what gives the names.

        `begun` finds the part of a name before the cursor. With `leads` it is gone to the first name.
        """
        super().__init__(field)
        self._field, self._typing, self._offer = field, typing, offer
        self._pattern, self._leads = begun, leads
        self._list: QListWidget | None = None
        self._told: QWidget | None = None
        typing.textEdited.connect(self._follow)
        field.installEventFilter(self)

    def leave_seen(self, told: QWidget) -> None:
        """Cover nothing of what is said there of the field, whenever that comes."""
        self._told = told
        told.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether names are on offer."""
        return self._list is not None and self._list.isVisible()

    def open(self) -> None:
        """Offer what fits, also where nothing is typed yet."""
        self._show([name for name in self._fitting() if name])

    def close(self) -> None:
        """Offer nothing."""
        if self._list is not None:
            self._list.hide()

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key is for the list and not for the field, or for the window's shortcuts."""
        asks = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        return bool(asks and event.key() == Qt.Key.Key_Space) or (
            self.is_open and event.key() == Qt.Key.Key_Escape
        )

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means for the list; False where it means nothing."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() == Qt.Key.Key_Space:
            self.open()
            return True
        if not self.is_open:
            return False
        assert self._list is not None
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return True
        if event.key() in _GOING:
            row = self._list.currentRow() + _GOING[Qt.Key(event.key())]
            self._list.setCurrentRow(max(0, min(row, self._list.count() - 1)))
            return True
        return event.key() in _TAKING and self.take_current()

    def take_current(self) -> bool:
        """Put the name that was gone to into the field; False where none was."""
        if not self.is_open or self._list is None or self._list.currentRow() < 0:
            return False
        if (
            self._list.currentItem().text() == self._begun()
        ):  # it stands there: the key is the field's
            self.close()
            return False
        self._take()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close with the field's focus, and make way for what is said of the field."""
        if watched is self._told:
            if event.type() in _LAYING and self.is_open and self._list is not None:
                self._place(self._list)
        elif event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        if not self._field.hasFocus():
            return
        fitting = self._fitting() if self._begun() else []
        self._show([] if fitting == [self._begun()] else fitting)

    def _begun(self) -> str:
        found = self._pattern.search(self._typing.before_cursor())
        return found[0] if found else ""

    def _fitting(self) -> list[str]:
        begun = self._begun().casefold()
        names = dict.fromkeys(self._offer(self._typing.before_cursor()))
        first = [name for name in names if name.casefold().startswith(begun)]
        within = [name for name in names if begun in name.casefold() and name not in set(first)]
        return [*first, *within][:_MOST]

    def _show(self, names: list[str]) -> None:
        if not names:
            self.close()
            return
        shown = self._list or self._make_list()
        shown.clear()
        shown.addItems(names)
        begun = self._begun()
        is_first = self._leads and begun and names[0].casefold().startswith(begun.casefold())
        shown.setCurrentRow(0 if is_first else -1)
        self._place(shown)
        shown.show()
        shown.raise_()

    def _make_list(self) -> QListWidget:
        made = QListWidget(self._field.window())
        made.setObjectName("completion")
        made.setAccessibleName(tr("Names that fit"))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        made.itemClicked.connect(self._take)  # the click made it the current one
        self.destroyed.connect(made.deleteLater)
        self._list = made
        return made

    def _place(self, shown: QListWidget) -> None:
        """Below the cursor and what is said of the field, or above where there is no room below."""
        window, box = self._field.window(), self._typing.cursor_box()
        shown.setParent(window)
        row = max(shown.sizeHintForRow(0), 1)
        height = min(shown.count(), _ROWS) * row + 2 * shown.frameWidth() + 4
        widest = shown.sizeHintForColumn(0) + 2 * shown.frameWidth() + 24
        width = min(max(widest, 120), max(self._field.width(), 160))
        below = self._field.mapTo(window, QPoint(box.left(), box.bottom() + 4))
        above = self._field.mapTo(window, QPoint(box.left(), box.top() - 4)).y() - height
        told = self._told
        if told is not None and told.isVisible():
            below.setY(max(below.y(), told.mapTo(window, QPoint(0, told.height() + 2)).y()))
        top = below.y() if below.y() + height <= window.height() or above < 0 else above
        left = max(0, min(below.x(), window.width() - width))
        shown.setGeometry(left, top, width, height)

    def _take(self) -> None:
        assert self._list is not None
        item = self._list.currentItem()
        self.close()
        if item is not None:
            self._typing.type_over(len(self._begun()), item.text())
            self.close()
