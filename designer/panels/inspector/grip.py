"""What a row of a list is held by: dragged, it shows between which rows it would go, and tells where to.

Knows rows as widgets one below another; what they are about, and what comes of it, is the list's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QWidget

from designer import icons
from designer.theme import theme_of

_SIZE: Final = 14
_LINE: Final = 2
_EDGE: Final = 24
"""Pixels round the pointer that are kept in view."""


class Grip(QLabel):
    """The handle at the beginning of a row."""

    dropped = Signal(int)
    """The place among its fellows that the row is to have."""

    def __init__(self, fellows: Callable[[], Sequence[QWidget]], row: QWidget) -> None:
        """Take what gives all rows in their order; this one is among them."""
        super().__init__(row)
        self._fellows, self._row = fellows, row
        self._pressed: QPoint | None = None
        self._line: QFrame | None = None
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._tint()

    def name(self, words: str) -> None:
        """Say what dragging it does."""
        self.setToolTip(words)
        self.setAccessibleName(words)

    @property
    def is_dragged(self) -> bool:
        """Whether the row is on its way."""
        return self._line is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the row."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.globalPosition().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where it would go, once it has been dragged far enough to mean it."""
        at = event.globalPosition().toPoint()
        if self._pressed is None:
            return
        far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self.is_dragged or far:
            self._show_place(self._place(at))
            self._keep_in_view(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let it go there."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        place = self._place(event.globalPosition().toPoint()) if self.is_dragged else None
        self._let_go()
        if place is not None and place != list(self._fellows()).index(self._row):
            self.dropped.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc leave it where it is."""
        if event.key() == Qt.Key.Key_Escape and self._pressed is not None:
            self._let_go()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QEvent) -> None:
        """Let go: the row goes away."""
        del event
        self._let_go()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def sizeHint(self) -> QSize:
        """As large as the picture."""
        return QSize(_SIZE, _SIZE)

    def _place(self, at: QPoint) -> int:
        """The place among the rows, this one left out, that the pointer is at."""
        others = [row for row in self._fellows() if row is not self._row]
        return sum(1 for row in others if at.y() > row.mapToGlobal(row.rect().center()).y())

    def _show_place(self, place: int) -> None:
        parent = self._row.parentWidget()
        assert parent is not None, "a row stands in a list"
        if self._line is None:
            self._line = QFrame(parent)
            self._line.setObjectName("dropLine")
            colour = theme_of(self.palette())["selection"].name()
            self._line.setStyleSheet(f"background: {colour}; border: none;")
            self._line.show()
        rows = [row for row in self._fellows() if row is not self._row]
        before, gap = place < len(rows), _gap(rows)
        top = rows[place].y() - gap if before else rows[-1].geometry().bottom() + gap
        self._line.setGeometry(0, top - _LINE // 2, parent.width(), _LINE)
        self._line.raise_()

    def _keep_in_view(self, at: QPoint) -> None:
        area = self._row.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and (page := area.widget()) is not None:
            area.ensureVisible(0, page.mapFromGlobal(at).y(), 0, _EDGE)

    def _let_go(self) -> None:
        self._pressed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if self._line is not None:
            self._line.hide()
            self._line.deleteLater()
            self._line = None

    def _tint(self) -> None:
        colour = theme_of(self.palette())["faint"]
        ratio = self.devicePixelRatioF()
        self.setPixmap(icons.pixmap("grip-vertical", colour, _SIZE, ratio))


def _gap(rows: Sequence[QWidget]) -> int:
    """Half of what lies between two rows."""
    if len(rows) < 2:
        return _LINE
    return max((rows[1].y() - rows[0].geometry().bottom()) // 2, 1)
