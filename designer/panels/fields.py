"""Fields that commit: each tells about a change once, when the user is done with it, not for each key.

What is typed stays in the field until it is taken or put back, also when it is refused: it is never
thrown away, and `draft` gives it to whoever has to keep it while the field is gone. Until it commits a
field has its own undo; with nothing of its own to undo it leaves those keys to the window.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from designer.panels.choice import Choice as Choice
from designer.panels.completion import NAME_BEGUN, Completion, Offer
from designer.panels.controls import restyle
from designer.theme import theme_of
from engine.value import well_formed

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance


class Draft(NamedTuple):
    """What is typed in a field and not taken, and why it was refused (empty: it was not yet)."""

    text: str
    refusal: str


class Drafting:
    """What lines and texts have in common: the text that is so, and the one that is typed."""

    if TYPE_CHECKING:
        committed: SignalInstance
        refused: SignalInstance

    refusal: str = ""
    """Why what is typed cannot be; empty where it was not refused."""
    secret: bool = False
    """Whether what is typed may be written down nowhere before it is taken."""
    completion: Completion | None = None
    """What offers names while the field is typed in, if anything does."""
    _shown: str = ""
    _handed: str | None = None
    """The text that is being committed at this moment: it gives way to what became of it."""

    def typed(self) -> str:
        """The text that stands in the field."""
        raise NotImplementedError

    def fill(self, text: str) -> None:
        """Put a text into the field, keep the cursor, and forget the field's own undo."""
        raise NotImplementedError

    def complete_with(
        self, offer: Offer, begun: re.Pattern[str] = NAME_BEGUN, *, leads: bool = False
    ) -> None:
        """Offer these names while the field is typed in; `begun` finds what is typed of one.

        `leads` where nothing but such a name can be meant: Enter takes the first then.
        """
        assert isinstance(self, Line | Text)
        self.completion = Completion(self, self, offer, begun, leads=leads)

    @property
    def draft(self) -> str | None:
        """What is typed and not taken; None where the field shows what is so."""
        return self.typed() if self.typed() != self._shown else None

    def show_value(self, text: str) -> None:
        """Show what is so now; what the user is just typing, or was refused, stays."""
        keep = self.draft not in (None, text, self._handed)
        self._shown = text
        if not keep:
            self.fill(text)
            self._mark("")

    def put_back(self) -> None:
        """Show what is so in place of whatever was typed."""
        self.fill(self._shown)
        self._mark("")

    def accept_typed(self) -> None:
        """Take what is typed for what is so."""
        self._shown = self.typed()
        self._mark("")

    def refuse(self, sentence: str) -> None:
        """Keep what is typed, and say why it cannot be."""
        self._handed = None
        self._mark(sentence)

    def restore(self, draft: Draft) -> None:
        """Bring back what was typed and refused when the field was last seen."""
        self.fill(draft.text)
        self.refuse(draft.refusal)

    def flush(self) -> None:
        """Commit what is typed, unless it is nothing new or was refused already."""
        if self.draft is None or self.refusal:
            return
        self._handed = self.typed()
        self.committed.emit(self._handed)
        self._handed = None

    def _mark(self, refusal: str) -> None:
        if refusal == self.refusal:
            return
        self.refusal = refusal
        assert isinstance(self, QWidget)
        restyle(self, "wrong", "true" if refusal else "false")
        self.setAccessibleDescription(refusal)
        self.refused.emit(refusal)


class Line(QLineEdit, Drafting):
    """One line of text; committed by Enter and when the focus leaves it."""

    committed = Signal(str)
    refused = Signal(str)

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """Take the object's name and the accessible name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._fault = (0, 0)
        self.editingFinished.connect(self.flush)
        self.textEdited.connect(self._tell_edited)

    def before_cursor(self) -> str:
        """The text before the cursor."""
        return self.text()[: self.cursorPosition()]

    def cursor_box(self) -> QRect:
        """Where the cursor is."""
        return self.cursorRect()

    def type_over(self, length: int, text: str) -> None:
        """Put a text in the place of as many characters before the cursor, as if it were typed."""
        self.setSelection(self.cursorPosition() - length, length) if length else self.deselect()
        self.insert(text)
        self.textEdited.emit(self.text())

    def mark_fault(self, start: int, length: int) -> None:
        """Underline a part of the text with a wave; none where the length is 0."""
        self._fault = (start, length)
        self.update()

    def typed(self) -> str:
        """The text that stands in the field."""
        return well_formed(self.text())

    def fill(self, text: str) -> None:
        """Put a text into the field; the cursor stays where it is while the field is used."""
        cursor = self.cursorPosition() if self.hasFocus() else 0
        self.setText(text)
        self.setCursorPosition(cursor)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where there is nothing of the field's own to undo."""
        if _is_windows(event, self.isUndoAvailable(), self.isRedoAvailable()):
            event.ignore()
            return False
        return _is_completions(event, self.completion) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts back what is so; pressed again it is for whoever stands around the field."""
        if self.completion is not None and self.completion.take_key(event):
            return
        if event.key() == Qt.Key.Key_Escape and self.draft is not None:
            self.put_back()
            self.textEdited.emit(self.text())
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.completion is not None:
            self.completion.close()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab take the name that was gone to, before it leads on."""
        taken = forward and self.completion is not None and self.completion.take_current()
        return taken or super().focusNextPrevChild(forward)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the wave below what is wrong."""
        super().paintEvent(event)
        start, length = self._fault
        if not length or self.draft is not None:
            return
        text, measure = self.text(), self.fontMetrics().horizontalAdvance
        left = self.cursorRect().center().x() - measure(text[: self.cursorPosition()])
        ends = left + measure(text[:start]), left + measure(text[: start + length])
        bottom = (self.height() + self.fontMetrics().height()) / 2 - 1
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme_of(self.palette())["failed"], 1.2))
        steps = range(max(ends[0], 4), min(ends[1], self.width() - 4), 2)
        painter.drawPolyline(QPolygonF([QPointF(x, bottom + x // 2 % 2 * 2) for x in steps]))
        painter.end()

    def _tell_edited(self) -> None:
        self._mark("")
        self._fault = (0, 0)


class Text(QPlainTextEdit, Drafting):
    """Several lines of text; committed by Ctrl+Enter and when the focus leaves them."""

    committed = Signal(str)
    refused = Signal(str)
    textEdited = Signal(str)

    def __init__(
        self, name: str, words: str, parent: QWidget | None = None, *, lines: int = 3
    ) -> None:
        """Take the object's name, the accessible name, and how many lines are seen at once."""
        super().__init__(parent)
        self._lines = lines
        self._told = ""
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._tell_edited)

    def typed(self) -> str:
        """The text that stands in the field."""
        return well_formed(self.toPlainText())

    def fill(self, text: str) -> None:
        """Put a text into the field; the cursor stays where it is while the field is used."""
        position = self.textCursor().position() if self.hasFocus() else 0
        with QSignalBlocker(self):
            self.setPlainText(text)
        self._told = self.toPlainText()
        cursor = self.textCursor()
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def restore(self, draft: Draft) -> None:
        """Bring back what was typed and refused, ready to be typed on."""
        super().restore(draft)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def before_cursor(self) -> str:
        """The text before the cursor."""
        return self.toPlainText()[: self.textCursor().position()]

    def cursor_box(self) -> QRect:
        """Where the cursor is."""
        return self.cursorRect().translated(self.viewport().pos())

    def type_over(self, length: int, text: str) -> None:
        """Put a text in the place of as many characters before the cursor, as if it were typed."""
        cursor = self.textCursor()
        left, keep = QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor
        cursor.movePosition(left, keep, length)
        cursor.insertText(text)

    def show_lines(self, lines: int) -> None:
        """Show as many lines at once from now on."""
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the lines that are to be seen, whatever the font."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as need be, and as high as the lines are."""
        return QSize(super().minimumSizeHint().width(), self._height())

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window where there is nothing of the field's own to undo."""
        own = self.document()
        if _is_windows(event, own.isUndoAvailable(), own.isRedoAvailable()):
            event.ignore()
            return False
        return _is_completions(event, self.completion) or super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab take the name that was gone to, before it leads on."""
        taken = forward and self.completion is not None and self.completion.take_current()
        return taken or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter commits; Esc puts back what is so."""
        if self.completion is not None and self.completion.take_key(event):
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.flush()
        elif event.key() == Qt.Key.Key_Escape and self.draft is not None:
            self.put_back()
            self.textEdited.emit(self.toPlainText())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit, unless the focus only went to a menu or another window."""
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in passing:
            self.flush()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel rather than a text that is not being used."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _height(self) -> int:
        edges = 2 * (round(self.document().documentMargin()) + self.frameWidth())
        edges += 8 if self._lines > 1 else 0
        return self._lines * self.fontMetrics().lineSpacing() + edges

    def _tell_edited(self) -> None:
        """Tell what is typed; Qt says that the text changed also where only its colours did."""
        if self.toPlainText() != self._told:
            self._told = self.toPlainText()
            self._mark("")
            self.textEdited.emit(self._told)


def fields_in(widget: QWidget) -> list[Line | Text]:
    """Every field of text within a widget."""
    return [*widget.findChildren(Line), *widget.findChildren(Text)]


def flush_fields(widget: QWidget) -> None:
    """Commit what is typed anywhere within a widget."""
    for field in fields_in(widget):
        field.flush()


def drafts_in(widget: QWidget) -> dict[str, Draft]:
    """What is typed and not taken in the fields within a widget, by object name; it stays there."""
    drafted = ((field, field.draft) for field in fields_in(widget) if field.objectName())
    return {
        field.objectName(): Draft(text, field.refusal)
        for field, text in drafted
        if text is not None and not field.secret
    }


def take_drafts(widget: QWidget) -> dict[str, Draft]:
    """Take what is typed and not taken out of the fields within a widget, by object name."""
    drafts = {}
    for field in fields_in(widget):
        if field.draft is not None and field.objectName():
            drafts[field.objectName()] = Draft(field.draft, field.refusal)
            field.put_back()
    return drafts


def restore_drafts(widget: QWidget, drafts: Mapping[str, Draft]) -> None:
    """Put such texts back into the fields of those names."""
    for field in fields_in(widget):
        if field.objectName() in drafts:
            field.restore(drafts[field.objectName()])


def _is_completions(event: QEvent, completion: Completion | None) -> bool:
    """Whether it is a key that the list of names wants before any shortcut gets it; then it is taken."""
    if completion is None or event.type() != QEvent.Type.ShortcutOverride:
        return False
    wanted = isinstance(event, QKeyEvent) and completion.wants(event)
    if wanted:
        event.accept()
    return wanted


def _is_windows(event: QEvent, can_undo: bool, can_redo: bool) -> bool:
    """Whether it is a key for undo or redo that the window ought to have."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    undo = event.matches(QKeySequence.StandardKey.Undo) and not can_undo
    redo = event.matches(QKeySequence.StandardKey.Redo) and not can_redo
    return undo or redo
