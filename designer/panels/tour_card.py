"""The tour's card: one thing to do, beside what it is about, and a ring round that.

Never takes the keyboard, never covers what it talks about; a click into the ring goes to what is there.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.panels.controls import Card, Heading, IconButton, Sentence
from designer.panels.pressing import PushButton
from designer.theme import theme_of
from designer.words import tr

_GAP: Final = 14
_RING: Final = 5
_LINES_WIDE: Final = 19


class TourCard(Card):
    """What to do next. Which step of the tour it is, and when it is done, is not its business."""

    helped = Signal()
    """The user would rather have it done."""
    left = Signal()
    """The user has had enough."""
    pageWanted = Signal(str)
    """A link under the words: `guide` or `examples`."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a window."""
        super().__init__("card", parent)
        self.setObjectName("tour")
        self.setAutoFillBackground(True)
        self._stands = (QRect(), QRect())
        self.ring = _Ring(parent)
        self._title = Heading("", self)
        self._count = QLabel(self)
        self._count.setProperty("role", "help")
        self._words = Sentence("", self)
        self._words.setObjectName("tourWords")
        close = IconButton("x", tr("Leave the tour (Esc); Help leads back to where it was"), self)
        close.setObjectName("tourLeave")
        close.clicked.connect(self.left)
        self._help = self._button(tr("Do it for me"), "tourHelp")
        self._help.clicked.connect(self.helped)
        self._guide = self._button(tr("Your first function"), "tourGuide")
        self._guide.clicked.connect(lambda: self.pageWanted.emit("guide"))
        self._examples = self._button(tr("All examples…"), "tourExamples")
        self._examples.clicked.connect(lambda: self.pageWanted.emit("examples"))
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._count)
        top.addWidget(close)
        for button in (self._help, self._guide, self._examples):
            bottom.addWidget(button)
        bottom.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.addLayout(top)
        layout.addWidget(self._words)
        layout.addLayout(bottom)
        self.hide()

    def say(self, title: str, words: str, at: int, of: int) -> None:
        """Say what to do; behind the last step it says what there is besides."""
        if (title, words) == (self._title.text(), self._words.text()):
            return
        over = at > of
        self._title.setText(title)
        self._count.setText("" if over else tr("{at} of {of}", at=at, of=of))
        self._words.say(words)
        self._help.setVisible(not over)
        self._guide.setVisible(over)
        self._examples.setVisible(over)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self._stands = (QRect(), QRect())

    def stand_by(self, target: QRect, free: QRect) -> None:
        """Stand beside a place of the window, wherever that is by now; an empty one: in the middle.

        What lies in `free` is not covered either where there is room elsewhere.
        """
        parent = self.parentWidget()
        if parent is None or ((target, free) == self._stands and self.isVisible()):
            return
        self._stands = (QRect(target), QRect(free))
        width = _LINES_WIDE * self.fontMetrics().lineSpacing()
        self.setFixedWidth(min(width, parent.width() - 2 * _GAP))
        layout = self.layout()
        assert layout is not None
        high = max(layout.heightForWidth(self.width()), layout.sizeHint().height())
        self.resize(self.width(), high)
        self.move(beside(target, self.size(), parent.rect(), free))
        self.ring.show_round(target)
        self.show()
        self.raise_()

    def go(self) -> bool:
        """Hide; False where it was not there."""
        if self.isHidden():
            return False
        self.hide()
        self.ring.hide()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep clicks from what lies beneath."""
        event.accept()

    def _button(self, words: str, name: str) -> QPushButton:
        button = PushButton(words, self)
        button.setObjectName(name)
        button.setProperty("role", "link")
        return button


def beside(target: QRect, size: QSize, room: QRect, free: QRect) -> QPoint:
    """Where something of a size stands beside a place, within a room, without covering it.

    Right of it, else left, above, below, and where it can be so that `free` is seen as well; where
    there is no room anywhere, in the lower right corner.
    """
    room = room.adjusted(_GAP, _GAP, -_GAP, -_GAP)
    wide, high = size.width(), size.height()
    corner = QPoint(room.right() - wide, room.bottom() - high)
    if target.isEmpty():
        return QPoint(room.center().x() - wide // 2, corner.y())
    level, upright = target.center().y() - high // 2, target.center().x() - wide // 2
    right, left = target.right() + _GAP, target.left() - _GAP - wide
    above, below = free.top() - _GAP - high, free.bottom() + _GAP
    places = (
        QPoint(right, level), QPoint(left, level),
        QPoint(right, above), QPoint(right, below),
        QPoint(upright, target.top() - _GAP - high), QPoint(upright, target.bottom() + _GAP),
        QPoint(free.right() + _GAP, level), QPoint(free.left() - _GAP - wide, level),
        QPoint(upright, above), QPoint(upright, below),
    )  # fmt: skip
    moved = [QRect(_within(place, room, corner), size) for place in places]
    clear = [it for it in moved if not it.intersects(target)]
    seen = [it for it in clear if not it.intersects(free)]
    return next((it.topLeft() for it in (*seen, *clear)), corner)


def _within(place: QPoint, room: QRect, corner: QPoint) -> QPoint:
    return QPoint(
        max(room.left(), min(place.x(), corner.x())), max(room.top(), min(place.y(), corner.y()))
    )


class _Ring(QWidget):
    """A frame round what is talked of; everything goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tourRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_round(self, target: QRect) -> None:
        self.setVisible(not target.isEmpty())
        self.setGeometry(target.adjusted(-_RING, -_RING, _RING, _RING))
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme_of(self.palette())["goal"], 2.5))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 7, 7)
        painter.end()
