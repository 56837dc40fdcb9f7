from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton

from designer.panels.question_form import QuestionForm
from designer.session.questions import Questions
from engine.datatype import DataType, TypeName
from engine.question import Field, Question
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

NUMBER = Field(type=DataType(name=TypeName.INTEGER))
TEXT = Field(type=DataType(name=TypeName.STRING), required=False)
SECRET = Field(type=DataType(name=TypeName.STRING, format="secret"))

ASKS = {
    "ask": {
        "kind": "ask",
        "config": {"title": "How many?", "message": "They are heavy."},
        "outputs": {"count": {"type": "integer"}},
    },
    "goal": {
        "kind": "set",
        "config": {"expressions": {"twice": "count + count"}},
        "inputs": {"count": {"type": "integer"}},
        "outputs": {"twice": {}},
    },
}
APPROVES = {
    "ok": {
        "kind": "ask",
        "config": {"title": "Ship it?", "approve": True, "on_reject": "continue"},
        "outputs": {"approved": {"type": "boolean"}, "comment": {"type": "string"}},
    }
}


def asked(hands: Hands) -> QuestionForm:
    return hands.window.parts.question


def statuses(hands: Hands) -> dict[str, str]:
    return {name: str(step.status) for name, step in hands.window.session.state.steps.items()}


async def running(open_designer, path, title: str) -> Hands:
    hands = open_designer(path)
    hands.click("runButton")
    await until(lambda: asked(hands).isVisible(), "the question is asked")
    assert asked(hands).question.title == title
    return hands


async def test_a_run_asks_in_a_panel_and_goes_on_with_the_answer(open_designer, write_flow):
    hands = await running(open_designer, write_flow(ASKS, ["goal"]), "How many?")
    await until(lambda: hands.canvas.step_words("ask") == "waiting for an answer")
    told = [label.text() for label in asked(hands).findChildren(QLabel) if label.isVisible()]
    assert "They are heavy." in told
    assert "Asked by 'ask'" in told
    hands.type_into("answer:count", "21", commit=False)
    hands.click("questionSend")
    await until(lambda: hands.window.run_status() == "completed")
    assert hands.window.session.state.steps["goal"].outputs == {"twice": 42}
    assert not asked(hands).isVisible()
    words = "\n".join(hands.canvas.step_words(step) for step in ASKS)
    assert "waiting" not in words


async def test_a_wrong_answer_is_asked_for_again_with_a_sentence(open_designer, write_flow):
    hands = await running(open_designer, write_flow(ASKS, ["goal"]), "How many?")
    hands.type_into("answer:count", "many", commit=False)
    hands.click("questionSend")
    field = hands.find(QLineEdit, "answer:count")
    assert "integer" in field.accessibleDescription()
    assert statuses(hands)["ask"] == "running"
    hands.type_into("answer:count", "1")  # Enter answers
    await until(lambda: hands.window.run_status() == "completed")


async def test_a_question_is_answered_with_the_keyboard_alone(open_designer, write_flow):
    hands = open_designer(write_flow(ASKS, ["goal"]))
    hands.canvas.setFocus()
    QTest.keyClick(hands.window, Qt.Key.Key_F5)
    await until(lambda: asked(hands).isVisible())
    field = hands.window.focusWidget()
    assert field.objectName() == "answer:count"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert hands.window.focusWidget() is hands.canvas
    assert asked(hands).isVisible()
    QTest.keyClick(hands.window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert hands.window.focusWidget() is field
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: hands.window.run_status() == "completed")
    assert hands.window.focusWidget() is hands.canvas


async def test_a_no_goes_on_with_false_and_its_comment(open_designer, write_flow):
    hands = await running(open_designer, write_flow(APPROVES, ["ok"]), "Ship it?")
    assert hands.find(QPushButton, "questionSend").text() == "Approve"
    QTest.keyClicks(hands.find(QPlainTextEdit, "answer:comment"), "too heavy")
    hands.click("questionReject")
    await until(lambda: hands.window.run_status() == "completed")
    outputs = hands.window.session.state.steps["ok"].outputs
    assert outputs == {"approved": False, "comment": "too heavy"}


async def test_approving_needs_no_comment(open_designer, write_flow):
    hands = await running(open_designer, write_flow(APPROVES, ["ok"]), "Ship it?")
    hands.click("questionSend")
    await until(lambda: hands.window.run_status() == "completed")
    assert hands.window.session.state.steps["ok"].outputs == {"approved": True, "comment": ""}


async def test_whoever_would_not_answer_fails_the_step(open_designer, write_flow):
    hands = await running(open_designer, write_flow(ASKS, ["goal"]), "How many?")
    hands.click("questionReject")
    await until(lambda: hands.window.run_status() == "failed")
    assert hands.window.session.state.steps["ask"].reason == "rejected"


async def test_a_stopped_run_takes_its_question_away(open_designer, write_flow):
    hands = await running(open_designer, write_flow(ASKS, ["goal"]), "How many?")
    hands.click("stopButton")
    await until(lambda: hands.window.run_status() == "cancelled")
    assert not asked(hands).isVisible()
    assert hands.window.session.questions.waiting == ()


async def test_another_page_keeps_its_question_until_it_is_shown(open_designer, write_flow):
    hands = await running(open_designer, write_flow(ASKS, ["goal"]), "How many?")
    asking = hands.window.pages.current
    hands.window.files.new()
    await until(lambda: hands.window.pages.current is not asking)
    assert not asked(hands).isVisible()
    hands.window.pages.show(asking)
    assert asked(hands).question.title == "How many?"


async def test_tab_reaches_every_button_and_ctrl_enter_sends_from_a_comment(
    open_designer, write_flow
):
    hands = await running(open_designer, write_flow(APPROVES, ["ok"]), "Ship it?")
    asked(hands).enter()
    stops = []
    for _ in range(4):
        stops.append(hands.window.focusWidget().objectName())
        QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Tab)
    assert stops == ["answer:comment", "questionSend", "questionReject", "answer:comment"]
    QTest.keyClick(
        hands.window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier
    )
    comment = hands.window.focusWidget()
    assert comment.toPlainText() == ""
    QTest.keyClicks(comment, "fine")
    QTest.keyClick(comment, Qt.Key.Key_Return)
    QTest.keyClicks(comment, "really")
    QTest.keyClick(comment, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: hands.window.run_status() == "completed")
    outputs = hands.window.session.state.steps["ok"].outputs
    assert outputs == {"approved": True, "comment": "fine\nreally"}


class TestForm:
    @pytest.fixture
    def form(self, qtbot) -> QuestionForm:
        form = QuestionForm()
        qtbot.addWidget(form)
        return form

    def row(self, form: QuestionForm, name: str) -> QLineEdit:
        return form.findChild(QLineEdit, f"answer:{name}")

    def test_several_questions_are_a_list_and_what_is_typed_stays(self, form):
        first = Question(step="a", title="A", fields={"x": NUMBER, "s": SECRET})
        second = Question(step="b", title="B", fields={"y": NUMBER}, item=2)
        form.show_questions([first, second])
        self.row(form, "x").setText("1")
        self.row(form, "s").setText("hush")
        form.findChild(QPushButton, "questionNext").click()
        assert form.question is second
        assert any("b[2]" in label.text() for label in form.findChildren(QLabel))
        form.show_next()
        assert self.row(form, "x").text() == "1"
        assert self.row(form, "s").text() == ""

    def test_a_question_that_is_withdrawn_makes_room_for_the_next(self, form):
        first = Question(step="a", title="A", fields={"x": NUMBER})
        second = Question(step="b", title="B", fields={"y": NUMBER})
        form.show_questions([first, second])
        form.show_questions([second])
        assert form.question is second
        assert form.findChild(QPushButton, "questionNext").isHidden()
        form.show_questions([])
        assert form.isHidden()

    def test_an_optional_answer_may_be_left_out_and_a_default_stands_there(self, form, qtbot):
        size = Field(type=DataType(name=TypeName.STRING), default="small")
        form.show_questions([Question(step="a", title="A", fields={"note": TEXT, "size": size})])
        with qtbot.waitSignal(form.answered) as told:
            form.send()
        assert told.args[1] == {"size": "small"}

    def test_a_secret_is_typed_unseen_and_may_be_a_reference(self, form, qtbot):
        form.show_questions([Question(step="a", title="A", fields={"s": SECRET})])
        field = self.row(form, "s")
        assert field.echoMode() is QLineEdit.EchoMode.Password
        field.setText("hush")
        with qtbot.waitSignal(form.answered) as told:
            form.send()
        assert told.args[1] == {"s": "hush"}


async def test_a_question_that_is_given_up_vanishes(qapp):
    questions = Questions()
    told = []
    questions.changed.connect(lambda: told.append(len(questions.waiting)))
    question = Question(step="a", title="A", fields={"x": NUMBER})
    asking = asyncio.create_task(questions.ask(question))
    await until(lambda: questions.waiting)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert told == [1, 0]
    questions.answer(question, {"x": 1})  # too late, and no harm
