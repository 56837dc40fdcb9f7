"""Asks what the run wants to know of a person: a panel over the canvas that nothing waits for but the run.

One question at a time, with a way to the others; what was typed for one stands there again when it is
come back to. Esc gives the keyboard back to the canvas, and the question stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Heading, Sentence, tab_stops
from designer.panels.form_card import FormCard
from designer.panels.input_row import InputRow
from designer.panels.inputs_form import FieldArea
from designer.panels.pressing import PushButton
from designer.panels.typed import write_value
from designer.words import tr
from engine.flow import Declared, Name
from engine.question import Field, Question
from engine.value import ABSENT, Value

APPROVED = Name("approved")


class QuestionForm(FormCard):
    """The fields of one question, and what can be done about it."""

    answered = Signal(object, object)
    """The `Question`, and the answers by name."""
    rejected = Signal(object, object)
    """The `Question`, and what was said with the no."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden, with nothing to ask."""
        super().__init__(parent)
        self.setObjectName("question")
        self._questions: tuple[Question, ...] = ()
        self._question: Question | None = None
        self._rows: dict[Name, InputRow] = {}
        self._typed: dict[int, dict[Name, str]] = {}
        """What was typed for questions that are not shown just now, by identity; never a secret."""
        self._title, self._message = Heading("", self), Sentence("", self)
        self._title.setWordWrap(True)
        self._place = QLabel(self)
        self._place.setProperty("role", "help")
        self._area = FieldArea(self)
        self._send = self._button("questionSend", self.send)
        self._reject = self._button("questionReject", self.reject)
        self._next = self._button("questionNext", self.show_next)
        self._next.setText(tr("Next question"))
        self._send.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (self._title, self._place, self._message, self._area):
            layout.addWidget(widget)
        layout.addLayout(self._lay_buttons())
        self.hide()

    @property
    def question(self) -> Question | None:
        """The question that is shown; None while it is hidden."""
        return self._question

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Ask these, the oldest first; what is shown stays until it is answered or withdrawn."""
        self._questions = tuple(questions)
        known = {id(question) for question in questions}
        self._typed = {key: texts for key, texts in self._typed.items() if key in known}
        if not questions:
            self._leave()
        elif not any(question is self._question for question in questions):
            self._show(questions[0])
        else:
            self._tell_place()

    def fill(self, text: str) -> None:
        """Write a text into the fields that are empty and may not be."""
        for row in self._rows.values():
            if row.required and not row.is_given:
                row.write(text)

    def show_next(self) -> None:
        """Ask the next question; after the last comes the first."""
        if self._question is None or len(self._questions) < 2:
            return
        self._keep()
        at = [id(question) for question in self._questions].index(id(self._question))
        self._show(self._questions[(at + 1) % len(self._questions)])
        self.enter()

    def send(self) -> None:
        """Give the answers; where one is missing or wrong, say so at its field and go there."""
        question = self._question
        if question is None:
            return
        wrong = [row for row in self._rows.values() if not row.check()]
        if wrong:
            self._area.fit()
            wrong[0].focus()
            self._area.ensureWidgetVisible(wrong[0])
            return
        values: dict[Name, Value] = {n: row.value for n, row in self._rows.items() if row.is_given}
        if question.approve:
            values[APPROVED] = True
        self.answered.emit(question, values)

    def reject(self) -> None:
        """Say no, with whatever comment there is."""
        question = self._question
        if question is None:
            return
        values: dict[Name, Value] = {}
        if question.approve:
            rows = self._rows.items()
            values = {n: row.value for n, row in rows if row.check() and row.is_given}
        self.rejected.emit(question, values)

    def enter(self) -> None:
        """Give the keyboard to the first field, or to the button where there is none."""
        for row in self._rows.values():
            row.focus()
            return
        self._send.setFocus(Qt.FocusReason.OtherFocusReason)

    def press_enter(self) -> None:
        """Give the answers."""
        self.send()

    def press_escape(self) -> None:
        """Go back to the canvas; the question stays."""
        self._give_back()

    def _button(self, name: str, does: Callable[[], None]) -> QPushButton:
        button = PushButton(self)
        button.setObjectName(name)
        button.clicked.connect(does)
        return button

    def _lay_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._next)
        row.addStretch()
        row.addWidget(self._reject)
        row.addWidget(self._send)
        return row

    def _show(self, question: Question) -> None:
        """Show a question in place of the one before; whoever types elsewhere is let type on."""
        held = self._holds_keyboard() or not _is_typing(self.window().focusWidget())
        self._question = question
        self._title.setText(question.title)
        self._message.say(question.message)
        self.setAccessibleName(tr("Question: {title}", title=question.title))
        self._send.setText(tr("Approve") if question.approve else tr("Answer"))
        self._reject.setText(tr("Reject"))
        self._tell_place()
        self._lay_rows(question)
        self.show()
        self.raise_()
        if held:
            self.enter()

    def _lay_rows(self, question: Question) -> None:
        for row in self._rows.values():
            self._area.fields.removeWidget(row)
            row.retire()
        asked = {
            n: f for n, f in question.fields.items() if not (question.approve and n == APPROVED)
        }
        texts = self._typed.get(id(question), {})
        self._rows = {name: self._make_row(name, field) for name, field in asked.items()}
        for place, (name, row) in enumerate(self._rows.items()):
            self._area.fields.insertWidget(place, row)
            if name in texts:
                row.write(texts[name])
            row.show()  # at once: the layout would only do it when the loop turns
        self._area.setVisible(bool(self._rows))
        buttons = [self._send, self._reject, self._next]
        self.order_stops([*tab_stops(self._area.fields), *buttons])
        self._area.fit()

    def _make_row(self, name: Name, field: Field) -> InputRow:
        declared = Declared(type=field.type, description=field.description)
        row = InputRow(
            name, declared, self._area.content, prefix="answer", required=field.required, typed=True
        )
        if field.default is not ABSENT:
            row.write(write_value(field.default, field.type))
        return row

    def _tell_place(self) -> None:
        """Say who asks, and how many questions there are."""
        if self._question is None:
            return
        who = tr("Asked by '{step}'", step=self._question.place)
        count = len(self._questions)
        at = [id(question) for question in self._questions].index(id(self._question)) + 1
        many = tr(" · question {at} of {count}", at=at, count=count) if count > 1 else ""
        self._place.setText(who + many)
        self._next.setVisible(count > 1)

    def _keep(self) -> None:
        """Remember what is typed; never what is meant for a secret."""
        rows = self._rows.items()
        texts = {name: row.text() for name, row in rows if not row.declared.type.secret}
        self._typed[id(self._question)] = texts

    def _leave(self) -> None:
        held = self._holds_keyboard()
        self.hide()
        for row in self._rows.values():
            self._area.fields.removeWidget(row)
            row.retire()
        self._rows, self._question = {}, None
        if held:
            self._give_back()

    def _holds_keyboard(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _give_back(self) -> None:
        beneath = self.parentWidget()
        if beneath is not None:
            beneath.setFocus(Qt.FocusReason.OtherFocusReason)


def _is_typing(focused: QWidget | None) -> bool:
    """Whether somebody is in a field that is not to be taken away from them."""
    return isinstance(focused, QLineEdit | QPlainTextEdit | QComboBox)
