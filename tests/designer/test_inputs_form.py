from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from designer.panels.controls import IconButton, Sentence
from designer.panels.fields import Choice
from designer.panels.input_row import InputRow
from designer.panels.inputs_form import InputsForm
from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow, Input, Name, Step, StepId
from engine.plan import Plan
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import until

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

STRING = DataType(name=TypeName.STRING)
FLOW = Flow(
    inputs={
        Name("customer_id"): Declared(type=STRING, description="Key of the customer", example="C-1001"),
        Name("count"): Declared(type=DataType(name=TypeName.INTEGER)),
        Name("size"): Declared(type=DataType(name=TypeName.STRING, enum=("small", "large"))),
        Name("vip"): Declared(type=DataType(name=TypeName.BOOLEAN)),
        Name("note"): Declared(type=DataType(name=TypeName.STRING, format="multiline")),
        Name("file"): Declared(type=DataType(name=TypeName.STRING, format="path")),
        Name("password"): Declared(type=DataType(name=TypeName.STRING, format="secret")),
        Name("anything"): Declared(),
    },
    steps={
        StepId("s"): Step(
            id=StepId("s"),
            kind="python",
            inputs={Name("age"): Input(type=DataType(name=TypeName.INTEGER))},
        )
    },
)  # fmt: skip


class Asked:
    """A form in a window, and what it answered."""

    def __init__(self, qtbot) -> None:
        self.qtbot = qtbot
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(600, 700)
        self.form = InputsForm(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitExposed(self.window)
        self.submitted: list[dict] = []
        self.cancelled = 0
        self.form.submitted.connect(self.submitted.append)
        self.form.cancelled.connect(self.count)

    def count(self) -> None:
        self.cancelled += 1

    def ask(self, *names: str, last: dict[str, str] | None = None) -> None:
        missing = {Name(name): (StepId("s"),) for name in names}
        self.form.ask(Plan(missing=missing), FLOW, last or {})

    def field(self, name: str, kind: type = QLineEdit):
        found = self.form.findChild(kind, f"input:{name}")
        assert found is not None
        return found

    def press(self, name: str) -> None:
        button = self.form.findChild(QPushButton, name)
        assert button is not None
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def said(self) -> list[str]:
        return [
            s.text()
            for s in self.form.findChildren(Sentence)
            if s.property("role") == "wrong" and s.isVisible()
        ]


@pytest.fixture
def asked(qtbot) -> Asked:
    return Asked(qtbot)


def test_only_the_missing_values_are_asked_for_in_the_order_of_the_flow(asked: Asked) -> None:
    asked.ask("age", "count", "customer_id")
    fields = named_inputs(asked.form)
    assert fields == ["input:customer_id", "input:count", "input:age"]
    assert asked.form.objectName() == "inputsForm"
    assert asked.field("customer_id").hasFocus()


def test_a_choice_holds_a_number_beyond_64_bits(qtbot) -> None:
    choice = Choice("huge", "Huge")
    qtbot.addWidget(choice)
    choice.offer({"small": 1, "huge": 2**70})
    told: list[object] = []
    choice.committed.connect(told.append)
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_End)
    choice.activated.emit(choice.currentIndex())
    assert told[-1] == choice.value() == 2**70
    choice.show_value(1)
    assert choice.value() == 1


def test_with_nothing_missing_nothing_is_asked(asked: Asked) -> None:
    asked.ask()
    assert asked.submitted == [{}]
    assert not asked.form.isVisible()


def test_an_example_is_shown_and_never_submitted(asked: Asked) -> None:
    asked.ask("customer_id")
    assert asked.field("customer_id").placeholderText() == "C-1001"
    asked.press("inputsRun")
    assert asked.submitted == []
    assert asked.said() == ["'customer_id' is missing. Give it a value."]
    assert asked.field("customer_id").hasFocus()
    assert asked.form.isVisible()


def test_values_are_typed_as_declared(asked: Asked) -> None:
    asked.ask("customer_id", "count", "anything", "age")
    for name, text in {"customer_id": "42", "count": "7", "anything": "[1]", "age": "9"}.items():
        asked.qtbot.keyClicks(asked.field(name), text)
    asked.press("inputsRun")
    assert asked.submitted == [{"customer_id": "42", "count": 7, "anything": [1], "age": 9}]
    assert not asked.form.isVisible()


def test_a_whole_number_is_an_integer_however_it_is_typed(asked: Asked) -> None:
    asked.ask("count")
    asked.qtbot.keyClicks(asked.field("count"), "1e2")
    asked.press("inputsRun")
    assert [repr(given["count"]) for given in asked.submitted] == ["100"]


def test_any_is_text_where_it_is_no_json(asked: Asked) -> None:
    asked.ask("anything")
    asked.qtbot.keyClicks(asked.field("anything"), "hello there")
    asked.press("inputsRun")
    assert asked.submitted == [{"anything": "hello there"}]


def test_a_wrong_value_is_said_at_its_field_and_typing_takes_it_back(asked: Asked) -> None:
    asked.ask("customer_id", "count")
    asked.qtbot.keyClicks(asked.field("customer_id"), "C-1")
    asked.qtbot.keyClicks(asked.field("count"), "many")
    asked.qtbot.keyClick(asked.field("count"), Qt.Key.Key_Return)
    assert asked.submitted == []
    assert asked.said() == ["'many' is not an integer."]
    assert asked.field("count").hasFocus()
    asked.qtbot.keyClicks(asked.field("count"), "3")
    assert asked.said() == []


def test_enter_submits_and_escape_cancels(asked: Asked) -> None:
    asked.ask("customer_id")
    asked.qtbot.keyClicks(asked.field("customer_id"), "C-1")
    asked.qtbot.keyClick(asked.field("customer_id"), Qt.Key.Key_Return)
    assert asked.submitted == [{"customer_id": "C-1"}]
    asked.ask("customer_id")
    asked.qtbot.keyClick(asked.field("customer_id"), Qt.Key.Key_Escape)
    assert asked.cancelled == 1
    assert not asked.form.isVisible()
    asked.ask("customer_id")
    asked.press("inputsCancel")
    assert asked.cancelled == 2
    assert len(asked.submitted) == 1


def test_enter_on_the_cancel_button_cancels(asked: Asked) -> None:
    asked.ask("customer_id", last={"customer_id": "C-1"})
    button = asked.form.findChild(QPushButton, "inputsCancel")
    button.setFocus()
    asked.qtbot.keyClick(button, Qt.Key.Key_Return)
    assert (asked.cancelled, asked.submitted) == (1, [])


def test_a_choice_and_a_yes_or_no_have_to_be_made(asked: Asked) -> None:
    asked.ask("size", "vip")
    asked.press("inputsRun")
    assert len(asked.said()) == 2
    asked.qtbot.keyClick(asked.field("size", Choice), Qt.Key.Key_Down)
    for _ in range(2):
        asked.qtbot.keyClick(asked.field("vip", Choice), Qt.Key.Key_Down)
    asked.press("inputsRun")
    assert asked.submitted == [{"size": "small", "vip": False}]


def test_several_lines_keep_their_ends(asked: Asked) -> None:
    asked.ask("note")
    text = asked.field("note", QPlainTextEdit)
    asked.qtbot.keyClicks(text, "one")
    asked.qtbot.keyClick(text, Qt.Key.Key_Return)
    asked.qtbot.keyClicks(text, "two")
    asked.press("inputsRun")
    assert asked.submitted == [{"note": "one\ntwo"}]


def test_a_secret_is_masked_and_only_taken_as_a_reference(asked: Asked) -> None:
    asked.ask("password")
    field = asked.field("password")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert field.placeholderText() == "env:NAME"
    asked.qtbot.keyClicks(field, "hunter2")
    asked.press("inputsRun")
    assert asked.submitted == []
    assert "hunter2" not in asked.said()[0]
    assert asked.form.texts() == {}
    field.clear()
    asked.qtbot.keyClicks(field, "env:PASSWORD")
    asked.press("inputsRun")
    assert asked.submitted == [{"password": "env:PASSWORD"}]


def test_what_was_typed_last_is_there_and_typed_over(asked: Asked) -> None:
    asked.ask("customer_id", "count", last={"customer_id": "C-7", "count": "3"})
    field = asked.field("count")
    assert field.text() == "3"
    asked.qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    asked.qtbot.keyClicks(field, "8")
    assert asked.form.texts() == {"customer_id": "C-7", "count": "8"}


def test_a_last_choice_that_is_not_on_offer_any_more_is_not_made(asked: Asked) -> None:
    asked.ask("size", last={"size": "huge"})
    asked.press("inputsRun")
    assert asked.said() == ["'size' is missing. Give it a value."]


def test_a_path_can_be_browsed_for_without_blocking(asked: Asked) -> None:
    asked.ask("file")
    browse = asked.form.findChild(IconButton)
    asked.qtbot.mouseClick(browse, Qt.MouseButton.LeftButton)
    dialog = asked.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit("/tmp/x.csv")
    dialog.close()
    assert asked.field("file").text() == "/tmp/x.csv"


def test_every_field_says_what_it_is(asked: Asked) -> None:
    asked.ask("customer_id", "count")
    assert asked.field("count").accessibleName() == "count, integer"
    words = [s.text() for s in asked.form.findChildren(Sentence) if s.isVisible()]
    assert "Key of the customer" in words


def named_inputs(form: QWidget) -> list[str]:
    names = [w.objectName() for w in form.findChildren(QLineEdit)]
    return [name for name in names if name.startswith("input:")]


def typed_into(asked: Asked, name: str, text: str) -> None:
    asked.field(name).selectAll()
    asked.qtbot.keyClicks(asked.field(name), text)


def test_what_was_typed_is_there_again_after_escape_save_for_secrets(asked: Asked) -> None:
    asked.ask("customer_id", "count", "password", last={"count": "3"})
    for name, text in {"customer_id": "C-1", "count": "x", "password": "env:P"}.items():
        typed_into(asked, name, text)
    asked.qtbot.keyClick(asked.field("count"), Qt.Key.Key_Escape)
    asked.ask("customer_id", "count", "password", last={"count": "3"})
    assert asked.form.texts() == {"customer_id": "C-1", "count": "x"}
    assert asked.field("password").text() == ""


def test_another_document_knows_nothing_of_what_was_typed(asked: Asked) -> None:
    asked.ask("customer_id")
    typed_into(asked, "customer_id", "C-1")
    asked.form.forget()
    assert not asked.form.isVisible()
    asked.ask("customer_id")
    assert asked.field("customer_id").text() == ""


def test_what_was_submitted_is_not_kept_twice(asked: Asked) -> None:
    asked.ask("customer_id")
    typed_into(asked, "customer_id", "C-1")
    asked.qtbot.keyClick(asked.field("customer_id"), Qt.Key.Key_Escape)
    asked.ask("customer_id")
    asked.press("inputsRun")
    asked.ask("customer_id", last={"customer_id": "C-2"})
    assert asked.field("customer_id").text() == "C-2"


def test_asking_again_while_it_is_open_keeps_what_is_typed_and_the_focus(asked: Asked) -> None:
    asked.ask("customer_id", "count", "password")
    typed_into(asked, "password", "env:P")
    asked.field("count").setFocus()
    asked.qtbot.keyClicks(asked.field("count"), "4")
    asked.ask("customer_id", "count", "password")
    assert (asked.field("count").text(), asked.field("password").text()) == ("4", "env:P")
    assert asked.field("count").hasFocus()


def test_the_rows_follow_an_edit_of_the_flow(asked: Asked) -> None:
    asked.ask("customer_id", "count")
    typed_into(asked, "count", "4")
    asked.form.refresh(Plan(missing={Name("count"): (), Name("age"): ()}))
    assert named_inputs(asked.form) == ["input:count", "input:age"]
    assert asked.field("count").text() == "4"
    assert asked.form.findChild(QLineEdit, "input:customer_id") is None
    asked.form.refresh(Plan())
    assert not asked.form.isVisible()
    assert asked.submitted == []


def test_a_value_that_is_declared_anew_has_a_field_of_its_new_type(asked: Asked) -> None:
    asked.ask("count")
    typed_into(asked, "count", "4")
    changed = Flow(inputs={Name("count"): Declared(type=STRING)}, steps=FLOW.steps)
    asked.form.refresh(Plan(missing={Name("count"): ()}), changed)
    asked.press("inputsRun")
    assert asked.submitted == [{"count": "4"}]


def test_what_is_not_asked_is_not_refreshed(asked: Asked) -> None:
    asked.form.refresh(Plan(missing={Name("count"): ()}))
    assert not asked.form.isVisible()


def test_tab_goes_from_field_to_field_to_run_to_cancel(asked: Asked) -> None:
    between = QLineEdit(asked.window)
    between.show()
    asked.ask("customer_id", "note", "file", "size")
    asked.form.refresh(
        Plan(missing={Name(n): () for n in ("customer_id", "note", "count", "size")})
    )
    names = []
    for _ in range(5):
        asked.qtbot.keyClick(asked.window.focusWidget(), Qt.Key.Key_Tab)
        names.append(asked.window.focusWidget().objectName())
    assert names == ["input:count", "input:size", "input:note", "inputsRun", "inputsCancel"]


def test_the_keyboard_goes_back_to_what_lies_beneath(asked: Asked) -> None:
    asked.ask("customer_id")
    asked.qtbot.keyClick(asked.field("customer_id"), Qt.Key.Key_Escape)
    assert asked.window.hasFocus()


def test_the_form_asks_for_room_for_what_is_wrong(asked: Asked) -> None:
    asked.ask("customer_id", "count")
    before = asked.form.sizeHint().height()
    asked.press("inputsRun")
    assert asked.form.sizeHint().height() > before


async def test_tab_goes_round_the_form_and_never_into_the_document(open_designer) -> None:
    hands = open_designer(EXAMPLE)
    before = hands.window.document.diagram
    hands.canvas.setFocus()
    QTest.keyClick(hands.window, Qt.Key.Key_F5)
    await until(lambda: hands.window.parts.form.isVisible())

    def focused() -> str:
        return hands.window.focusWidget().objectName()

    first = focused()
    QTest.keyClicks(hands.window.focusWidget(), "C1")
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Tab)
    second = focused()
    assert first != second
    assert QApplication.activePopupWidget() is None
    QTest.keyClicks(hands.window.focusWidget(), "dl")  # `d` and `l` are keys of the canvas
    QTest.keyClick(
        hands.window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier
    )
    assert focused() == first
    QTest.keyClick(
        hands.window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier
    )
    assert focused() == "valueSetSave"
    hands.canvas.select(list(before.flow.steps)[:1])
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Delete)  # a button has no use for it
    QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Tab)
    assert focused() == first
    assert hands.window.document.diagram is before
    assert hands.window.parts.form.texts()[second.removeprefix("input:")] == "dl"


def test_a_text_that_is_plainly_no_email_address_is_told_and_taken_all_the_same(qtbot) -> None:
    declared = Declared(type=DataType(name=TypeName.STRING, format="email"))
    around = QWidget()
    qtbot.addWidget(around)
    row = InputRow(Name("to"), declared, around)
    around.show()
    assert isinstance(row.editor, QLineEdit)
    qtbot.keyClicks(row.editor, "no address")
    qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    said = [s.text() for s in row.findChildren(Sentence)]
    assert any("does not look like an email address" in text for text in said)
    assert row.check(), "it is no refusal"
    assert row.value == "no address"
    row.write("ada@example.org")
    qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    assert not any("does not look" in s.text() for s in row.findChildren(Sentence))


def renamed_flow(old: str, new: str) -> Flow:
    inputs = {Name(new) if name == old else name: it for name, it in FLOW.inputs.items()}
    return Flow(inputs=inputs, steps=FLOW.steps)


def test_what_is_typed_follows_its_value_when_that_is_renamed_be_it_a_secret(asked: Asked) -> None:
    asked.ask("count", "password")
    typed_into(asked, "count", "many")  # no integer, and kept all the same
    typed_into(asked, "password", "env:P")
    asked.field("password").setFocus()
    for old, new in (("password", "word"), ("word", "key")):  # twice before it is checked
        asked.form.follow(Name(old), Name(new))
    missing = {Name("count"): (), Name("key"): ()}
    asked.form.refresh(Plan(missing=missing), renamed_flow("password", "key"))
    assert named_inputs(asked.form) == ["input:count", "input:key"]
    assert (asked.field("count").text(), asked.field("key").text()) == ("many", "env:P")
    assert asked.field("key").hasFocus()


def test_what_was_typed_follows_its_value_while_nothing_is_asked(asked: Asked) -> None:
    asked.ask("count")
    typed_into(asked, "count", "4")
    asked.form.cancel()
    asked.form.follow(Name("count"), Name("number"))
    flow = renamed_flow("count", "number")
    asked.form.ask(Plan(missing={Name("number"): ()}), flow, {})
    assert asked.form.texts() == {"number": "4"}


async def test_renamed_in_the_inspector_a_value_keeps_what_is_typed_and_was_the_last_time(
    open_designer, write_flow
) -> None:
    kind = {"kind": "set", "config": {"values": {"out": 1}}, "outputs": {"out": {}}}
    path = write_flow(
        {"s": {**kind, "inputs": {"a": {}, "b": {"from": "folder"}}}}, ["s"],
        inputs={"folder": {"type": "string"}},
    )  # fmt: skip
    hands = open_designer(path)
    form, runs = hands.window.parts.form, hands.window.runs
    runs._settings.keep_given(path, {"folder": "old", "a": "old too"})
    hands.canvas.setFocus()
    QTest.keyClick(hands.window, Qt.Key.Key_F5)
    assert form.texts() == {"folder": "old", "a": "old too"}
    hands.type_into("input:folder", "typed", commit=False)
    hands.canvas.select(["s"])
    hands.type_into("input:a:name", "c")  # nothing feeds it: the run is asked for it by its name
    hands.canvas.select([])
    hands.type_into("declared:folder:name", "place")
    await until(lambda: set(form.texts()) == {"place", "c"}, "both are asked for by their names")
    assert form.texts() == {"place": "typed", "c": "old too"}
    assert runs._settings.last_given(path)["place"] == "old"
    hands.canvas.setFocus()
    QTest.keyClick(hands.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: set(form.texts()) == {"folder", "c"})
    assert form.texts() == {"folder": "typed", "c": "old too"}
