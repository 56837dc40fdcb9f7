"""What was left behind when the designer last died, document by document: recover, discard, or later.

Decides nothing and deletes nothing: it tells what the user wants. Discarding can be taken back for as
long as the panel is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Card, Elided
from designer.panels.pressing import PushButton
from designer.theme import sans_font
from designer.words import tr

MOST_ROWS: Final = 4
"""Documents that are shown at once; of more, the list scrolls."""


class Lost(NamedTuple):
    """One document as the panel shows it: its name, where it was and when, and what differs."""

    name: str
    where: str
    changes: str


class Recover(Card):
    """A list with two buttons for each document, and one for all of it."""

    recoverWanted = Signal(int)
    """The number of the document to bring back."""
    closed = Signal(object)
    """The user is done; the numbers of those to delete, as a frozenset. The others stay for later."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden, with nothing to offer."""
        super().__init__("bar", parent)
        self.setObjectName("recover")
        self.setAccessibleName(tr("Unsaved work that can be recovered"))
        self._rows: list[_Row] = []
        self._title = Elided(self)
        self._title.setFont(sans_font(bold=True))
        self._list = _List(self)
        self._all = _button(tr("Recover all"), "recoverAll", self, self._recover_all)
        self._later = _button(tr("Look later"), "recoverLater", self, self.finish)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._all)
        top.addWidget(self._later)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(top)
        layout.addWidget(self._list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def offer(self, lost: Sequence[Lost]) -> None:
        """Offer more documents; their numbers go on from those that were offered before."""
        for one in lost:
            row = _Row(len(self._rows), one, self)
            row.recover.clicked.connect(lambda _=False, row=row: self._recover(row))
            row.discard.clicked.connect(self._refresh)
            self._rows.append(row)
            self._list.lines.addWidget(row)
        self._refresh()

    def finish(self) -> None:
        """Close the panel: what is marked is to be deleted, the rest stays for later."""
        marked = frozenset(row.number for row in self._rows if row.is_marked)
        rows, self._rows = self._rows, []
        for row in rows:
            self._list.lines.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.hide()
        self.closed.emit(marked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc put it off."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        else:
            super().keyPressEvent(event)

    def _recover_all(self) -> None:
        for row in list(self._rows):
            if not row.is_settled:
                self._recover(row)

    def _recover(self, row: _Row) -> None:
        row.settle()
        self.recoverWanted.emit(row.number)
        self._refresh()

    def _refresh(self) -> None:
        left = [row for row in self._rows if not row.is_settled]
        there = [row for row in self._rows if not row.is_recovered]
        if not there:
            if self._rows:
                self.finish()
            return
        count = len(there)
        one = tr("1 document has unsaved work from when Backcast last ended")
        several = tr(
            "{count} documents have unsaved work from when Backcast last ended", count=count
        )
        self._title.say(one if count == 1 else several)
        self._all.setVisible(len(left) > 1)
        self._later.setText(tr("Look later") if left else tr("Done"))
        self._list.show_rows(there)
        self.show()


class _List(QScrollArea):
    """The rows, `MOST_ROWS` of them at once where there is the room, and one in any case."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._heights: list[int] = [0]
        inside = QWidget(self)
        self.lines = QVBoxLayout(inside)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        for part in (inside, self.viewport()):
            part.setAutoFillBackground(False)  # the bar shows through

    def show_rows(self, rows: Sequence[_Row]) -> None:
        """Be as high as these rows are."""
        self._heights = [row.sizeHint().height() for row in rows]
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the first rows."""
        return QSize(super().sizeHint().width(), self._height(MOST_ROWS))

    def minimumSizeHint(self) -> QSize:
        """As high as the first row: of the others the canvas may have the room."""
        return QSize(super().minimumSizeHint().width(), self._height(1))

    def _height(self, rows: int) -> int:
        shown = self._heights[:rows]
        return sum(shown) + self.lines.spacing() * (len(shown) - 1)


class _Row(QWidget):
    """One document."""

    def __init__(self, number: int, lost: Lost, parent: QWidget) -> None:
        super().__init__(parent)
        self.number = number
        self.is_marked = False
        self.is_recovered = False
        self._lost = lost
        self._words = Elided(self)
        self._more = Elided(self)
        self._more.setProperty("role", "help")
        self.recover = _button(tr("Recover"), f"recover:{number}", self, None)
        self.discard = _button(tr("Discard"), f"discard:{number}", self, self._mark)
        self.recover.setAccessibleName(tr("Recover {name}", name=lost.name))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._words)
        words.addWidget(self._more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addLayout(words, 1)
        layout.addWidget(self.recover)
        layout.addWidget(self.discard)
        self._say()

    @property
    def is_settled(self) -> bool:
        """Whether it was recovered, or is to be deleted."""
        return self.is_marked or self.is_recovered

    def settle(self) -> None:
        """It was recovered."""
        self.is_recovered = True
        self.hide()

    def _mark(self) -> None:
        self.is_marked = not self.is_marked
        self._say()

    def _say(self) -> None:
        lost = self._lost
        self._words.say(f"{lost.name} · {lost.where}")
        self._more.say(tr("It will be deleted.") if self.is_marked else lost.changes)
        self.recover.setVisible(not self.is_marked)
        self.discard.setText(tr("Keep after all") if self.is_marked else tr("Discard"))
        self.discard.setAccessibleName(f"{self.discard.text()}: {lost.name}")


def _button(words: str, name: str, parent: QWidget, does: object) -> QPushButton:
    button = PushButton(words, parent)
    button.setObjectName(name)
    if callable(does):
        button.clicked.connect(lambda: does())
    return button
