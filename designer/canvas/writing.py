"""Edits the text of a frame or a note, or a Step's name, in its place. What was typed is kept.

What is typed and not in the document yet is the `draft`: whoever saves, runs or leaves has it settled.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
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

    typed = Signal()
    """Something was typed in the editor, or the editor was left."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas."""
        super().__init__(canvas)
        self._canvas = canvas
        self._subject: PanelId | StepId | None = None
        self._editor: QLineEdit | QPlainTextEdit | None = None
        self._area = Rect(0, 0, 0, 0)
        self._refused: str | None = None
        self._why = _make_why(canvas)

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._editor is not None

    @property
    def draft(self) -> tuple[PanelId | StepId, str] | None:
        """What is being written, and what is typed that is not in the document; None: nothing is."""
        editor, subject = self._editor, self._subject
        if editor is None or subject is None:
            return None
        text, picture = _text(editor), self._canvas.picture
        if isinstance(subject, PanelId):
            panel = picture.scenery.panels.get(subject)
            known = text if panel is None else panel.text
        else:
            step = picture.diagram.flow.steps.get(subject)
            known = text if step is None or text.strip() == step.label else step.label
        return None if text == known else (subject, text)

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
        editor.setObjectName("panelText" if isinstance(subject, PanelId) else "stepText")
        editor.setAccessibleName(_words(subject))
        editor.selectAll()
        editor.installEventFilter(self)
        editor.textChanged.connect(self.typed)
        self._subject, self._editor, self._area = subject, editor, area
        self.follow()
        editor.show()
        editor.setFocus()
        is_line = isinstance(editor, QLineEdit)
        keys = tr("Enter: done · Esc: cancel") if is_line else tr("Ctrl+Enter or Esc: done")
        self._canvas.hint.emit(keys)

    def follow(self) -> None:
        """Keep the editor over what it is about: another part of the picture is seen."""
        editor, canvas = self._editor, self._canvas
        if editor is None:
            return
        is_line = isinstance(editor, QLineEdit)
        rect = to_qrect(canvas.camera.rect_to_view(self._area))
        rect.setSize(rect.size().expandedTo(QSize(_LEAST_WIDTH, 0)))
        rect.setHeight(max(rect.height(), editor.sizeHint().height() if is_line else _LEAST_HEIGHT))
        rect.translate(canvas.viewport().pos())
        editor.setGeometry(rect)
        self._why.move(rect.bottomLeft())

    def bring_back(self, subject: PanelId | StepId, text: str) -> None:
        """Open the editor of something with what was typed there, and say it where that is refused."""
        if isinstance(subject, PanelId):
            self.write_on(subject)
        else:
            self.rename(subject)
        editor = self._editor
        if editor is None or self._subject != subject:
            return
        if isinstance(editor, QLineEdit):
            editor.insert(text)
        else:
            editor.insertPlainText(text)
        _, sentence = self._tried(subject, text)
        if sentence:
            self._refuse(editor, sentence)
            self._refused = None

    def show(self) -> None:
        """See the editor, ready to be typed on."""
        if self._editor is not None:
            self._canvas.bring_area_into_view(self._area)
            self._editor.setFocus()

    def settle(self) -> None:
        """Put what is typed into the document. A note goes on being written; a refused name stays."""
        editor, draft = self._editor, self.draft
        if draft is None:
            return
        if isinstance(editor, QPlainTextEdit) and draft[1].strip():
            made, _ = self._tried(*draft)
            self._canvas.make(made)
            return
        self._refused = None
        self.finish()
        self._refused = None  # the keyboard may go elsewhere yet, and is not to give it up

    def finish(self, *, for_good: bool = False) -> None:
        """Close the editor; what it says is the text now, or the name.

        A name that is refused stays in the editor with the sentence that says why, until it is changed,
        left as it is once more, or has to go `for_good`.
        """
        editor, subject = self._editor, self._subject
        if editor is None or subject is None:
            return
        text = _text(editor)
        made, sentence = self._tried(subject, text)
        if sentence and not (for_good or text == self._refused):
            self._refuse(editor, sentence)
            return
        self._leave(sentence if for_good else "")
        self._canvas.make(made)
        self.typed.emit()

    def cancel(self) -> None:
        """Close the editor; everything is called what it was."""
        self._leave()
        self.typed.emit()

    def put_away(self) -> None:
        """Close the editor at once: another document is shown, and what is typed is kept elsewhere."""
        self._close()

    def forget(self) -> None:
        """Close the editor of what is no longer there."""
        picture = self._canvas.picture
        there = self._subject in picture.scenery.panels or self._subject in picture.steps
        if self._subject is not None and not there:
            self._close()

    def _tried(self, subject: PanelId | StepId, text: str) -> tuple[Edit | None, str]:
        """The edit that a text comes to, or why it cannot be."""
        try:
            if isinstance(subject, PanelId):
                return self._edit(subject, text), ""
            return commands.renamed(self._canvas.picture, subject, text), ""
        except EditRefused as refused:
            return None, refused.sentence

    def _leave(self, told: str = "") -> None:
        """Close the editor, and give the keyboard back."""
        had_focus = self._editor is not None and self._editor.hasFocus()
        self._close()
        self._canvas.hint.emit(told)
        if had_focus:
            self._canvas.setFocus()

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
            self._end(event)
        event.accept()  # also where Qt asks first whether the keys are a shortcut of the window
        return True

    def _end(self, event: QKeyEvent) -> None:
        """Do what the key means that ends it: Esc leaves a name as it was, and what is written written."""
        if event.key() in _ENTER:
            self._refused = None
        if event.key() == Qt.Key.Key_Escape and isinstance(self._editor, QLineEdit):
            self.cancel()
        else:
            self.finish()

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
