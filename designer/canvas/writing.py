"""Edits the text of a frame or a note, or a Step's name, in its place. What was typed is kept."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit

from designer.canvas import commands
from designer.canvas.backdrop import TITLE_BAR
from designer.canvas.geometry import GRID, NOTE_PAD, Rect, Type
from designer.canvas.gestures.gesture import Edit
from designer.canvas.reading import to_qrect
from designer.document.draft import EditRefused
from designer.document.scenery import Box, Panel, PanelId, set_scenery
from designer.words import tr
from engine.flow import StepId

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAST_WIDTH: Final = 240
_LEAST_HEIGHT: Final = 60


class Writing(QObject):
    """The part of a canvas that shows an editor over a panel or a card."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas."""
        super().__init__(canvas)
        self._canvas = canvas
        self._subject: PanelId | StepId | None = None
        self._editor: QLineEdit | QPlainTextEdit | None = None
        self._refused: str | None = None
        self._why = _make_why(canvas)

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._editor is not None

    def write_on(self, panel: PanelId) -> None:
        """Open the editor of a panel, all of its text selected."""
        self.finish(for_good=True)
        canvas, there = self._canvas, self._canvas.picture.scenery.panels
        if panel not in there:
            return
        text, box = there[panel]
        is_frame = panel.kind == "frame"
        if is_frame:
            self._open(QLineEdit(text, canvas), Rect(box.x, box.y, box.w, TITLE_BAR), panel)
        else:
            editor = QPlainTextEdit(text, canvas)
            editor.setTabChangesFocus(True)
            self._open(editor, Rect(*box), panel)

    def rename(self, step: StepId) -> None:
        """Open an editor of what a Step is called: its title, or where it has none its id."""
        self.finish(for_good=True)
        canvas = self._canvas
        known, card = canvas.picture.diagram.flow.steps.get(step), canvas.picture.cards.get(step)
        if known is None or card is None:
            return
        canvas.bring_into_view(step)
        area = Rect(card.x, card.y, card.shape.width, card.shape.header)
        self._open(QLineEdit(known.title or step, canvas), area, step)

    def _open(
        self, editor: QLineEdit | QPlainTextEdit, area: Rect, subject: PanelId | StepId
    ) -> None:
        canvas, is_line = self._canvas, isinstance(editor, QLineEdit)
        rect = to_qrect(canvas.camera.rect_to_view(area))
        rect.setSize(rect.size().expandedTo(QSize(_LEAST_WIDTH, 0)))
        rect.setHeight(max(rect.height(), editor.sizeHint().height() if is_line else _LEAST_HEIGHT))
        rect.translate(canvas.viewport().pos())
        editor.setObjectName("panelText" if isinstance(subject, PanelId) else "stepText")
        editor.setAccessibleName(_words(subject))
        editor.setGeometry(rect)
        editor.selectAll()
        editor.installEventFilter(self)
        self._subject, self._editor = subject, editor
        editor.show()
        editor.setFocus()
        canvas.hint.emit(tr("Enter: done") if is_line else tr("Ctrl+Enter or Esc: done"))

    def finish(self, *, for_good: bool = False) -> None:
        """Close the editor; what it says is the text now, or the name.

        A name that is refused stays in the editor with the sentence that says why, until it is changed,
        left as it is once more, or has to go `for_good`.
        """
        editor, subject = self._editor, self._subject
        if editor is None or subject is None:
            return
        text, sentence, made = _text(editor), "", None
        try:
            made = (
                self._edit(subject, text)
                if isinstance(subject, PanelId)
                else commands.renamed(self._canvas.picture, subject, text)
            )
        except EditRefused as refused:
            sentence = refused.sentence
        if sentence and not (for_good or text == self._refused):
            self._refuse(editor, sentence)
            return
        had_focus = editor.hasFocus()
        self._close()
        self._canvas.hint.emit("")
        if had_focus:
            self._canvas.setFocus()
        self._canvas.make(made)

    def forget(self) -> None:
        """Close the editor of what is no longer there."""
        picture = self._canvas.picture
        there = self._subject in picture.scenery.panels or self._subject in picture.steps
        if self._subject is not None and not there:
            self._close()

    def _refuse(self, editor: QLineEdit | QPlainTextEdit, sentence: str) -> None:
        """Keep what was typed, and say under it why it cannot be."""
        self._refused = _text(editor)
        self._why.setText(sentence)
        self._why.resize(editor.width(), self._why.heightForWidth(editor.width()))
        self._why.move(editor.geometry().bottomLeft())
        self._why.show()
        self._why.raise_()
        editor.setAccessibleDescription(sentence)
        self._canvas.hint.emit(sentence)

    def _close(self) -> None:
        editor, self._editor, self._subject, self._refused = self._editor, None, None, None
        self._why.hide()
        if editor is not None:
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()

    def _edit(self, panel: PanelId, text: str) -> Edit | None:
        picture = self._canvas.picture
        known = picture.scenery.panels.get(panel)
        if known is None:
            return None
        merge = f"write:{panel.kind}:{panel.name}"
        if panel.kind == "note" and not text.strip():
            return Edit(set_scenery(picture.diagram, {panel: None}), tr("Delete note"), merge)
        box = known.box if panel.kind == "frame" else self._roomy(text, known.box)
        patch = set_scenery(picture.diagram, {panel: Panel(text, box)})
        text = tr("Write the title") if panel.kind == "frame" else tr("Write the note")
        return Edit(patch, text, merge)

    def _roomy(self, text: str, box: Box) -> Box:
        """The box of a note, made higher where its text would not be seen whole."""
        metrics = QFontMetricsF(self._canvas.frame.measure.fonts[Type.BODY])
        room = QRectF(0, 0, box.w - 2 * NOTE_PAD, 1e6)
        needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height() + 2 * NOTE_PAD
        return box._replace(h=max(box.h, math.ceil(needed / GRID) * GRID))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that end it, and the keyboard going elsewhere."""
        if watched is not self._editor:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.finish()
            self._refused = None  # a click elsewhere comes yet, and is the same leaving
            return False
        if not isinstance(event, QKeyEvent) or not self._ends(event):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._refused = None if event.key() in _ENTER else self._refused
            self.finish()
        event.accept()  # also where Qt asks first whether the keys are a shortcut of the window
        return True

    def _ends(self, event: QKeyEvent) -> bool:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        by_enter = event.key() in _ENTER and (ctrl or isinstance(self._editor, QLineEdit))
        return by_enter or event.key() == Qt.Key.Key_Escape


def _text(editor: QLineEdit | QPlainTextEdit) -> str:
    return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()


def _make_why(canvas: Canvas) -> QLabel:
    """The sentence under an editor that says why a name is refused."""
    why = QLabel(canvas)
    why.setObjectName("stepTextRefusal")
    why.setWordWrap(True)
    why.setMargin(4)
    why.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
    why.setAutoFillBackground(True)
    why.hide()
    return why


def _words(subject: PanelId | StepId) -> str:
    if not isinstance(subject, PanelId):
        return tr("Name of the step")
    return tr("Title of the frame") if subject.kind == "frame" else tr("Text of the note")
