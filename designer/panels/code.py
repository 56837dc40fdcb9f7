"""A field for code: its words are coloured, names are offered, and what is wrong is underlined at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from designer.panels.code_words import Fault, Grammar, tokens
from designer.panels.fields import Text
from designer.theme import mono_font, theme_of

PAUSE_MS: Final = 200
"""Of typing, before what is typed is judged."""

MOST_LINES: Final = 6
"""To which a field of one line grows."""

_QUOTES: Final = ("", '"' * 3, "'" * 3, '"', "'")
"""Of the string that goes on in the next line; the state of a line is the place of them."""

Judge = Callable[[str], Fault | None]

_COLOURS: Final = {
    "word": "goal", "call": "running", "string": "pinned", "number": "goal", "comment": "faint",
}  # fmt: skip


class Code(Text):
    """Code in a few lines. Of one line Enter commits, and Shift+Enter begins another."""

    faulted = Signal(str)
    """What is wrong with the text as it stands, and empty once nothing is."""

    def __init__(
        self, name: str, words: str, parent: QWidget | None = None, *,
        grammar: Grammar, lines: int = 1,
    ) -> None:  # fmt: skip
        """Take the names, the language, and how many lines are seen at once."""
        super().__init__(name, words, parent, lines=lines)
        self.fault: Fault | None = None
        self._one_line = lines == 1
        self._judge: Judge | None = None
        self._judged: str | None = None
        self._colours = _Colours(self, grammar)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.judge)
        self.setFont(mono_font())
        if self._one_line:  # it grows with what is in it
            self.document().setDocumentMargin(1)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.document().contentsChanged.connect(self._grow)
        self.textChanged.connect(self._wait)

    def judge_with(self, judge: Judge) -> None:
        """Take what tells whether a text is right; it is asked when typing pauses."""
        self._judge = judge

    def fill(self, text: str) -> None:
        """Put a text into the field; it is judged soon."""
        super().fill(text)
        self._wait()

    def flush(self) -> None:
        """Commit what is typed, and judge it now."""
        super().flush()
        if self._pause.isActive():
            self.judge()

    def judge(self) -> None:
        """Say and mark what is wrong with the text as it stands."""
        self._pause.stop()
        text = self.toPlainText()
        self._judged = text
        self._show(self._judge(text) if self._judge is not None else None)

    def look_again(self) -> None:
        """Judge anew before long: what the text is about may have changed."""
        self._judged = None
        self._wait()

    def showEvent(self, event: QShowEvent) -> None:
        """Judge what was put in while it was not to be seen."""
        super().showEvent(event)
        self._wait()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter commit one line."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        taken = enter and self.completion is not None and self.completion.take_current()
        if enter and not taken and self._one_line and not event.modifiers():
            self.flush()
        elif not taken:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._colours.rehighlight()
            self._underline()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more lines where they are shorter."""
        super().resizeEvent(event)
        if self._one_line:
            self._grow()

    def _grow(self) -> None:
        """Show as many lines as there are when long ones are wrapped, up to a few."""
        lines, block = 0, self.document().firstBlock()
        while block.isValid() and lines < MOST_LINES:
            self.document().documentLayout().blockBoundingRect(block)  # wraps it, if it was not yet
            lines += max(block.layout().lineCount(), 1)
            block = block.next()
        self.show_lines(max(1, min(MOST_LINES, max(lines, self._hint_lines()))))

    def setPlaceholderText(self, text: str) -> None:
        """Say what an empty field means, in as many lines as that takes."""
        super().setPlaceholderText(text)
        if self._one_line:
            self._grow()

    def _hint_lines(self) -> int:
        """In how many lines what an empty field means is wrapped."""
        hint, metrics = self.placeholderText(), self.fontMetrics()
        room = self.viewport().width() - 2 * round(self.document().documentMargin())
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        box = metrics.boundingRect(QRect(0, 0, max(room, 1), 10_000), flags, hint)
        return box.height() // metrics.lineSpacing()

    def _wait(self) -> None:
        if self._judge is None or self.toPlainText() == self._judged:
            return
        if self.toPlainText().strip():
            if self.isVisible():
                self._pause.start()
        else:
            self.judge()

    def _show(self, fault: Fault | None) -> None:
        before, self.fault = self.fault, fault
        self._underline()
        if (before and before.sentence) != (fault and fault.sentence):
            self.faulted.emit(fault.sentence if fault else "")

    def _underline(self) -> None:
        marks = []
        if self.fault is not None and self.fault.length:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document())
            mark.cursor.setPosition(self.fault.start)
            mark.cursor.setPosition(
                min(self.fault.start + self.fault.length, self.document().characterCount() - 1),
                QTextCursor.MoveMode.KeepAnchor,
            )
            mark.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            mark.format.setUnderlineColor(theme_of(self.palette())["failed"])
            marks.append(mark)
        self.setExtraSelections(marks)


class _Colours(QSyntaxHighlighter):
    """Colours the words of a document by the field's theme."""

    def __init__(self, field: Code, grammar: Grammar) -> None:
        super().__init__(field.document())
        self._field, self._grammar = field, grammar

    def highlightBlock(self, text: str) -> None:
        """Colour one line; one that a string goes on from is followed by the next."""
        theme = theme_of(self._field.palette())
        before = max(self.previousBlockState(), 0)
        found, inside = tokens(text, self._grammar, _QUOTES[before])
        self.setCurrentBlockState(_QUOTES.index(inside))
        for token in found:
            if token.kind in _COLOURS:
                form = QTextCharFormat()
                form.setForeground(theme[_COLOURS[token.kind]])
                if token.kind == "word":
                    form.setFontWeight(QFont.Weight.DemiBold)
                self.setFormat(token.start, token.length, form)
