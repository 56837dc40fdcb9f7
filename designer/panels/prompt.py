"""Questions and news as a bar inside the window: a sentence and up to three buttons. Nothing waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer import icons
from designer.panels.controls import Card, Sentence

_ICON = 20


class Answer(NamedTuple):
    """One button: its words, its object name, and what pressing it does (nothing but close, if None)."""

    words: str
    name: str = ""
    does: Callable[[], object] | None = None


class MessageBar(Card):
    """Says one thing at a time. The first answer is the default; Esc gives the last."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden, with nothing to say."""
        super().__init__("bar", parent)
        self.setObjectName("messageBar")
        self._answers: list[QPushButton] = []
        self._icon = ""
        self._mark = QLabel(self)
        self._sentence = Sentence("", self)
        self._buttons = QHBoxLayout()
        words = QVBoxLayout()
        words.addStretch()
        words.addWidget(self._sentence)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(10)
        layout.addWidget(self._mark)
        layout.addLayout(words, 1)
        layout.addLayout(self._buttons)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def say(self, sentence: str, answers: Sequence[Answer] = (), icon: str = "info") -> None:
        """Show a sentence in place of the one before; with no answers there is one to close it.

        The focus goes to the default button only where there is something to answer.
        """
        self._clear()
        self._icon = icon
        self._tint()
        self._sentence.say(sentence)
        self.setAccessibleName(sentence)
        for answer in answers or (Answer("Close", "messageClose"),):
            self._add(answer)
        self.show()
        if answers:
            self._answers[0].setDefault(True)
            self._answers[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def close_bar(self) -> None:
        """Have nothing to say any more."""
        if self.isHidden():
            return
        self.hide()
        self._clear()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, Esc the last one."""
        if event.key() == Qt.Key.Key_Escape and self._answers:
            self._answers[-1].click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_focused()
        else:
            super().keyPressEvent(event)

    def _press_focused(self) -> None:
        for button in self._answers:
            if button.hasFocus():
                button.click()
                return

    def _add(self, answer: Answer) -> None:
        button = QPushButton(answer.words, self)
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


class ClosePrompt(MessageBar):
    """Asks what is to become of unsaved changes."""

    save = Signal()
    discard = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setObjectName("closePrompt")

    def ask(self, name: str, running: bool = False) -> None:
        """Ask about the document of that name; `running` says that closing also stops a run."""
        stops = " Closing also stops the run that is on." if running else ""
        self.say(
            f"'{name}' has changes that are not saved.{stops}",
            (
                Answer("Save", "closeSave", self.save.emit),
                Answer("Discard changes", "closeDiscard", self.discard.emit),
                Answer("Cancel", "closeCancel", self.cancelled.emit),
            ),
            icon="save",
        )
