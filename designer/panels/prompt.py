"""Questions and news as a bar inside the window: a sentence and up to three buttons. Nothing waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)
from shiboken6 import isValid

from designer import icons
from designer.panels.controls import Card, Sentence
from designer.panels.pressing import PushButton
from designer.words import tr

MOST_LINES: Final = 8
"""Of a sentence before it scrolls."""
LEAST_WORDS: Final = 16
"""Width of the words beside the answers, in lines of text."""
_ICON: Final = 20
_BESIDE: Final = Qt.AlignmentFlag.AlignVCenter
_BELOW: Final = Qt.AlignmentFlag.AlignRight
_ACROSS: Final = QBoxLayout.Direction.LeftToRight
_DOWN: Final = QBoxLayout.Direction.TopToBottom
_MARGIN: Final = 12
_AS_NEEDED: Final = Qt.ScrollBarPolicy.ScrollBarAsNeeded
_NEVER: Final = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


class Answer(NamedTuple):
    """One button: its words, its object name, and what pressing it does (nothing but close, if None)."""

    words: str
    name: str = ""
    does: Callable[[], object] | None = None


class MessageBar(Card):
    """Says one thing at a time. The first answer is the default; Esc gives the last.

    It is as high as its words are; where there is not room enough they scroll, and the window stays.
    """

    closed = Signal()
    said = Signal()
    """It says something new."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden, with nothing to say."""
        super().__init__("bar", parent)
        self.setObjectName("messageBar")
        self._answers: list[QPushButton] = []
        self._icon = ""
        self._before: QWidget | None = None
        """What had the keyboard before the question."""
        self._mark = QLabel(self)
        self._words = _Words(self)
        self._sentence = self._words.sentence
        self._buttons = QBoxLayout(_ACROSS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._body = QBoxLayout(_ACROSS)
        self._body.addWidget(self._words, 1)
        self._body.addLayout(self._buttons)
        # without an alignment the buttons would bound the height of the words
        self._body.setAlignment(self._buttons, _BESIDE)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 6, _MARGIN, 6)
        layout.setSpacing(10)
        layout.addWidget(self._mark)
        layout.addLayout(self._body, 1)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def say(
        self,
        sentence: str,
        answers: Sequence[Answer] = (),
        icon: str = "info",
        *,
        grab: bool = True,
    ) -> None:
        """Show a sentence in place of the one before; with no answers there is one to close it.

        The focus goes to the default button only where there is something to answer, and not where
        nobody asked for it (`grab`): a key that was meant for something else would be the answer.
        """
        self._clear()
        self._icon = icon
        self._tint()
        self._words.say(sentence)
        self.setAccessibleName(sentence)
        for answer in answers or (Answer(tr("Close"), "messageClose"),):
            self._add(answer)
        self._arrange()
        self.show()
        self.said.emit()
        if answers and grab:
            self._before = self.window().focusWidget()
            self._answers[0].setDefault(True)
            self._answers[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_bar(self) -> None:
        """Have nothing to say any more."""
        if self.isHidden():
            return
        focused, before = self.window().focusWidget(), self._before
        self._before = None
        if focused in self._answers and before is not None and isValid(before):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self._clear()
        self.closed.emit()

    def dismiss(self) -> bool:
        """Give the last answer, which for news is to close; whether there was anything to dismiss."""
        if self.isHidden():
            return False
        self._answers[-1].click()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the answers below the words where there is too little room beside them."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        gap = self._buttons.spacing()
        answers = sum(answer.sizeHint().width() + gap for answer in self._answers)
        room = self.width() - self._mark.sizeHint().width() - 3 * _MARGIN
        words = min(self._words.line_width(), LEAST_WORDS * self.fontMetrics().lineSpacing())
        below = room - answers < words
        self._buttons.setDirection(_DOWN if answers > room else _ACROSS)
        self._body.setDirection(_DOWN if below else _ACROSS)
        self._body.setAlignment(self._buttons, _BELOW if below else _BESIDE)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._icon:
            self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives the last answer; Enter gives the one that has the focus, and goes no further."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def _add(self, answer: Answer) -> None:
        button = PushButton(answer.words, self)
        button.setObjectName(answer.name)
        button.clicked.connect(lambda: self._give(answer))
        self._buttons.addWidget(button)
        self._answers.append(button)
        button.show()

    def _give(self, answer: Answer) -> None:
        self.close_bar()
        if answer.does is not None:
            answer.does()

    def _clear(self) -> None:
        for button in self._answers:
            self._buttons.removeWidget(button)
            button.hide()
            button.setObjectName("")  # it lives on until the loop turns, and must not be found
            button.deleteLater()
        self._answers = []

    def _tint(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        self._mark.setPixmap(
            icons.icon(self._icon, colour).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF())
        )


class _Words(QScrollArea):
    """A sentence as high as its lines are, which scrolls where there is room for fewer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.sentence = Sentence("", self)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(self.sentence)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.verticalScrollBar().rangeChanged.connect(self._stop_where_it_scrolls)
        for part in (self.sentence, self.viewport()):
            part.setAutoFillBackground(False)  # the bar shows through

    def say(self, text: str) -> None:
        """Show a sentence from its beginning; the keyboard can scroll one that is long."""
        self.sentence.say(text)
        self.verticalScrollBar().setValue(0)
        self._scroll_if_needed()
        self.updateGeometry()

    def line_width(self) -> int:
        """How wide the words are where nothing wraps them."""
        lines = self.sentence.text().splitlines()
        return max((self.fontMetrics().horizontalAdvance(line) for line in lines), default=0)

    def sizeHint(self) -> QSize:
        """As high as the lines are at the width that there is, up to `MOST_LINES`."""
        line = self.fontMetrics().lineSpacing()
        height = self.sentence.heightForWidth(max(self.width(), 10 * line))
        return QSize(20 * line, min(height, MOST_LINES * line))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        line = self.fontMetrics().lineSpacing()
        return QSize(10 * line, line)

    def _scroll_if_needed(self) -> None:
        """Left alone, a scroll bar that was needed once takes the room that would spare it."""
        needed = self.sentence.heightForWidth(self.width()) > self.height()
        self.setVerticalScrollBarPolicy(_AS_NEEDED if needed else _NEVER)

    def _stop_where_it_scrolls(self, first: int, last: int) -> None:
        """Let the Tab key stop here only where there is something to scroll."""
        scrolls = last > first
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take another height where another width needs it, and scroll only where that cannot be had."""
        super().resizeEvent(event)
        self._scroll_if_needed()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class ClosePrompt(MessageBar):
    """Asks what is to become of unsaved changes."""

    save = Signal()
    show_held = Signal()
    """What is held in a field is to be seen, and nothing is closed."""
    discard = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setObjectName("closePrompt")

    def ask(self, name: str, running: bool = False, held: str = "") -> None:
        """Ask about the document of that name; `running` says that closing also stops a run.

        `held` says what of it stands in fields that saving does not keep.
        """
        stops = tr(" Closing also stops the run that is on.") if running else ""
        self.say(
            tr("'{name}' has changes that are not saved.", name=name) + _held(held) + stops,
            (
                Answer(tr("Save"), "closeSave", self.save.emit),
                Answer(tr("Discard changes"), "closeDiscard", self.discard.emit),
                Answer(tr("Cancel"), "closeCancel", self.cancelled.emit),
            ),
            icon="save",
        )

    def ask_held(self, name: str, held: str) -> None:
        """Ask about a document that is saved but for what stands in fields, which saving cannot keep."""
        self.say(
            tr("Closing '{name}' would lose what stands in a field.", name=name) + _held(held),
            (
                Answer(tr("Show it"), "closeShow", self._show_held),
                Answer(tr("Discard what is typed"), "closeDiscard", self.discard.emit),
                Answer(tr("Cancel"), "closeCancel", self.cancelled.emit),
            ),
            icon="save",
        )

    def _show_held(self) -> None:
        self.cancelled.emit()
        self.show_held.emit()


def _held(held: str) -> str:
    return f" {held[:1].upper()}{held[1:]}." if held else ""
