"""A small editor for one file of the user's code. It knows no file system: its owner reads and writes."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.panels.choice import Choice
from designer.panels.code import Code
from designer.panels.code_words import Grammar, python_fault
from designer.panels.controls import Elided, Sentence
from designer.panels.pressing import PushButton
from designer.words import tr

_INDENT = "    "
_LEAST_LINES = 3
"""That are to be seen, however small the window is."""
_LINE_END = "\u2029"
"""How Qt writes the end of a line."""


class _Lines(Code):
    """Code of many lines: Tab indents, Enter keeps the indentation, Ctrl+S saves."""

    saved = Signal()

    def minimumSizeHint(self) -> QSize:
        """A few lines: in a small window the canvas needs the room."""
        least = super().minimumSizeHint()
        few = _LEAST_LINES * self.fontMetrics().lineSpacing() + 2 * self.frameWidth()
        return QSize(least.width(), min(least.height(), few))

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+S from the window, which would save the flow."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Save):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.saved.emit()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Indent as one does in Python."""
        line = self.textCursor().block().text()
        if event.key() == Qt.Key.Key_Tab and not event.modifiers():
            self.insertPlainText(_INDENT)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            before = line[: self.textCursor().positionInBlock()]
            depth = before[: len(before) - len(before.lstrip())]
            deeper = _INDENT if before.rstrip().endswith(":") else ""
            self.insertPlainText(f"\n{depth}{deeper}")
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # there is nothing that it would put back: it is for the window
        else:
            super().keyPressEvent(event)


class CodeSheet(QWidget):
    """The text of a file, with its name and a button that saves it.

    Where there are others that are not saved they can be chosen in the place of its name.
    """

    saveWanted = Signal()
    edited = Signal()
    """What stands there differs from what was told last."""
    otherWanted = Signal(object)
    """Another of the files that were offered is to be shown, by its place among them."""
    elsewhereWanted = Signal()
    """The user would rather have it in an editor of their own."""
    fixWanted = Signal()
    """What is on offer below the code is to be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with no file."""
        super().__init__(parent)
        self.setObjectName("codeSheet")
        self._name = Elided(self)
        self._others = Choice("codeFiles", tr("Files of code that are not saved"), self)
        self._others.committed.connect(self._want_other)
        self._others.hide()
        self._offered: tuple[str, ...] = ()
        self._told = Sentence("wrong", self)
        self._texts: dict[Hashable, _Lines] = {}
        """Of every file that was shown, each with what can be undone in it."""
        self._stack = QStackedWidget(self)
        self._none = self._text = self._made()
        self._none.setReadOnly(True)  # there is no file that it could be typed into
        self._none.setPlaceholderText(
            tr("No file of code is open. Select a Python step and choose 'Edit the code'.")
        )
        self._save = PushButton(tr("Save"), self)
        self._save.setObjectName("codeSave")
        self._save.setToolTip(tr("Save the file (Ctrl+S)"))
        self._save.clicked.connect(self.saveWanted)
        other = PushButton(tr("Choose another editor…"), self)
        other.setObjectName("codeElsewhere")
        other.clicked.connect(self.elsewhereWanted)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._others, 1)
        head.addWidget(other)
        head.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._told)
        self._fix = PushButton(self)
        self._fix.setObjectName("codeFix")
        self._fix.clicked.connect(self.fixWanted)
        self._fix.hide()
        layout.addWidget(self._fix, 0, Qt.AlignmentFlag.AlignLeft)
        self._title = ""
        self._turn_to(self._text)
        self._mind_change()

    @property
    def text(self) -> str:
        """What stands there, ending with the end of a line; a hard space stays one."""
        return _ended(self._text.document().toRawText().replace(_LINE_END, "\n"))

    @property
    def is_changed(self) -> bool:
        """Whether there is something to save."""
        return self._text.document().isModified()

    def show_text(self, file: Hashable, title: str, saved: str, typed: str | None = None) -> None:
        """Show a file, and what is typed in it and not saved: Undo comes to what is.

        One that was shown before and stands there as it was left can be undone in as then.
        """
        self._title = title
        text = self._texts.get(file)
        if text is None:
            text = self._texts[file] = self._made()
        self._turn_to(text)
        as_left = self.is_changed is (typed is not None)
        if not as_left or self.text != _ended(saved if typed is None else typed):
            text.fill(saved)
            text.document().setModified(False)
            if typed is not None:
                self.type_over(typed)
        text.judge()
        self._told.say(text.fault.sentence if text.fault is not None else "")
        self._mind_change()

    def show_nothing(self) -> None:
        """Show no file: the one that was shown is not there any more."""
        self._title = ""
        self._turn_to(self._none)
        self._told.say("")
        self._mind_change()

    def type_over(self, text: str) -> None:
        """Put a text in the place of what is there, as if it were typed: Undo brings that back."""
        cursor = QTextCursor(self._text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def show_others(self, others: Sequence[str]) -> None:
        """Let other files be chosen that are not saved, by their names; none: there is only this one."""
        self._offered = tuple(others)
        named = {f"● {name}": number for number, name in enumerate(others)}
        self._others.offer({self._shown_title(): -1, **named})
        self._others.setVisible(bool(others))
        self._name.setVisible(not others)

    def offer(self, words: str) -> None:
        """Offer what the code calls for elsewhere; nothing where that is empty."""
        self._fix.setText(words)
        self._fix.setVisible(bool(words))

    def go_to(self, line: int, column: int = 0) -> None:
        """Show a line, counted from 1, near the top, with the cursor in it."""
        document = self._text.document()
        last = document.findBlockByNumber(document.blockCount() - 1)
        self._text.setTextCursor(QTextCursor(last))  # so that the line is scrolled to from below
        cursor = QTextCursor(document.findBlockByNumber(max(line - 1, 0)))
        cursor.setPosition(cursor.position() + min(column, len(cursor.block().text())))
        self._text.setTextCursor(cursor)
        self._text.ensureCursorVisible()

    @property
    def line(self) -> int:
        """The line that the cursor is in, counted from 1."""
        return self._text.textCursor().blockNumber() + 1

    @property
    def column(self) -> int:
        """How many characters of its line are before the cursor."""
        return self._text.textCursor().positionInBlock()

    def show_saved(self) -> None:
        """Say that the file holds what is shown."""
        self._text.document().setModified(False)

    def _made(self) -> _Lines:
        """A field for one more file."""
        text = _Lines("", tr("Python code"), self._stack, grammar=Grammar.PYTHON, lines=6)
        text.setTabChangesFocus(False)
        text.setLineWrapMode(_Lines.LineWrapMode.NoWrap)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        text.judge_with(python_fault)
        text.faulted.connect(lambda why: self._told.say(why) if text is self._text else None)
        text.saved.connect(self.saveWanted)
        text.document().modificationChanged.connect(self._mind_change)
        text.textEdited.connect(self.edited)
        self._stack.addWidget(text)
        return text

    def _turn_to(self, text: _Lines) -> None:
        """Show one of the fields, which alone goes by the name then."""
        self._text.setObjectName("")
        self._text = text
        text.setObjectName("codeText")
        self._stack.setCurrentWidget(text)
        self.setFocusProxy(text)

    def _mind_change(self) -> None:
        changed = self.is_changed
        self._save.setEnabled(changed)
        self._name.say(self._shown_title())
        self.show_others(self._offered)
        self.edited.emit()

    def _shown_title(self) -> str:
        return f"● {self._title}" if self.is_changed else self._title

    def _want_other(self, number: int) -> None:
        if number >= 0:
            self.otherWanted.emit(number)


def _ended(text: str) -> str:
    """A text with the end of its last line."""
    return text if not text or text.endswith("\n") else f"{text}\n"
