"""Text as it is, in the font of code: long ones part by part, searched through from end to end.

Qt lays out all of a document; of fifty megabytes that takes minutes. Here it is never given more than a
part, and the parts are turned like pages.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from designer.panels.controls import IconButton
from designer.panels.fields import Line
from designer.panels.viewers.plain import is_masked
from designer.panels.viewers.slicing import Slicer
from designer.panels.viewers.viewing import Shown
from designer.theme import mono_font
from designer.words import tr
from engine.value import Value, encode

PART: Final = 100_000
"""Characters of a part, more or less: it ends with a line where one ends nearby."""


def parts_of(text: str) -> list[int]:
    """Where the parts of a text begin."""
    starts = [0]
    while len(text) - starts[-1] > PART:
        end = starts[-1] + PART
        line = text.rfind("\n", end - PART // 4, end)
        starts.append(end if line < 0 else line + 1)
    return starts


class TextView(QWidget):
    """A text, or JSON that is being written out while one already reads its beginning."""

    def __init__(self, value: Value, parent: QWidget) -> None:
        """Take a text; of anything else its JSON is shown."""
        super().__init__(parent)
        self._text, self._starts, self._part = "", [0], 0
        self._box = self._make_box()
        self._wrap = QCheckBox(tr("Wrap"), self)
        self._wrap.setObjectName("valueWrap")
        self._wrap.setToolTip(tr("Break lines that are longer than the panel is wide"))
        self._wrap.toggled.connect(self._turn_wrap)
        self._find = Line("valueFind", tr("Find in the text"), self)
        self._find.setPlaceholderText(tr("Find"))
        self._find.returnPressed.connect(lambda: self.seek(1))
        self._found = QLabel(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(self._make_bar())
        layout.addWidget(self._box, 1)
        self._slicer = Slicer(self)
        if isinstance(value, str):
            self._take(value)
        else:
            self._slicer.start(self._written(value))

    @property
    def text(self) -> str:
        """All of it, as far as it is there."""
        return self._text

    def seek(self, by: int) -> None:
        """Go to the next place where the text stands that was typed, or to the one before."""
        wanted = self._find.text()
        if not wanted:
            return
        pattern = re.compile(re.escape(wanted), re.IGNORECASE)
        here = self._starts[self._part] + self._box.textCursor().selectionEnd()
        if by > 0:
            found = pattern.search(self._text, here) or pattern.search(self._text)
        else:
            before = self._starts[self._part] + self._box.textCursor().selectionStart()
            found = self._last(pattern, before) or self._last(pattern, len(self._text))
        self._found.setText("" if found else tr("not found"))
        if found:
            self._go(*found.span())

    def turn(self, by: int) -> None:
        """Show the next part, or the one before."""
        self._show(min(max(self._part + by, 0), len(self._starts) - 1))

    def _last(self, pattern: re.Pattern[str], end: int) -> re.Match[str] | None:
        """The last match that ends before a place, looked for part by part from there."""
        for start in (*reversed(self._starts[: bisect_right(self._starts, max(end - 1, 0))]),):
            found = None
            for found in pattern.finditer(self._text, start, end):  # noqa: B007
                pass
            if found is not None:
                return found
        return None

    def _go(self, start: int, end: int) -> None:
        part = bisect_right(self._starts, start) - 1
        if part != self._part:
            self._show(part)
        first = self._starts[part]
        cursor = self._box.textCursor()
        cursor.setPosition(start - first)
        last = min(end - first, self._box.document().characterCount() - 1)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        self._box.setTextCursor(cursor)
        self._box.centerCursor()

    def _take(self, text: str) -> None:
        shows = self._text[: self._starts[1] if len(self._starts) > 1 else None]
        self._text, self._starts = text, parts_of(text)
        if self._part == 0 and text[: self._end(0)] != shows:
            self._show(0)
        self._say_part()

    def _written(self, value: Value) -> Iterator[float]:
        """Write a value out as JSON, a little at a time; the first part is shown as soon as it is there."""
        pieces: list[str] = []
        length, told = 0, False
        encoder = json.JSONEncoder(ensure_ascii=False, indent=2, default=encode, skipkeys=True)
        for piece in encoder.iterencode(value):
            pieces.append(piece)
            length += len(piece)
            if not told and length > PART:
                self._take("".join(pieces))
                told = True
            yield 0.0
        self._take("".join(pieces))

    def _end(self, part: int) -> int:
        return self._starts[part + 1] if part + 1 < len(self._starts) else len(self._text)

    def _show(self, part: int) -> None:
        self._part = part
        self._box.setPlainText(self._text[self._starts[part] : self._end(part)])
        self._say_part()

    def _say_part(self) -> None:
        many = len(self._starts) > 1
        words = tr("Part {part} of {count}", part=self._part + 1, count=len(self._starts))
        self._where.setText(words if many else "")
        for button, by in ((self._back, -1), (self._on, 1)):
            button.setVisible(many)
            button.setEnabled(0 <= self._part + by < len(self._starts))

    def _turn_wrap(self, on: bool) -> None:
        mode = QPlainTextEdit.LineWrapMode
        self._box.setLineWrapMode(mode.WidgetWidth if on else mode.NoWrap)

    def _make_box(self) -> QPlainTextEdit:
        box = QPlainTextEdit(self)
        box.setObjectName("valueText")
        box.setAccessibleName(tr("The value as text"))
        box.setReadOnly(True)
        box.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        box.setFont(mono_font())
        box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        return box

    def _make_bar(self) -> QHBoxLayout:
        self._back = self._button("arrow-up", tr("The part before"), "valuePartBefore", -1)
        self._on = self._button("arrow-down", tr("The next part"), "valuePartNext", 1)
        self._where = QLabel(self)
        self._where.setObjectName("valuePart")
        bar = QHBoxLayout()
        bar.addWidget(self._find, 1)
        bar.addWidget(self._found)
        bar.addWidget(self._wrap)
        bar.addWidget(self._where)
        bar.addWidget(self._back)
        bar.addWidget(self._on)
        return bar

    def _button(self, icon: str, words: str, name: str, by: int) -> IconButton:
        button = IconButton(icon, words, self)
        button.setObjectName(name)
        button.clicked.connect(lambda: self.turn(by))
        return button


class TextViewer:
    """Shows texts, and anything else as the JSON that it is."""

    name = "text"
    title = "Text"

    def accepts(self, shown: Shown) -> int:
        """A text well; the rest so that it can be chosen."""
        if is_masked(shown):
            return 0
        if isinstance(shown.value, str):
            return 40
        return 20 if _is_plain(shown.value) or shown.value is None else 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """The text, with what finds in it."""
        return TextView(shown.value, parent)


def _is_plain(value: Value) -> bool:
    return isinstance(value, list | tuple | dict | int | float | bool)
