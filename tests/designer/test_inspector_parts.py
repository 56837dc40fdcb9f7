"""Whatever the inspector offers beyond names and types, with real keys and clicks, as the document has it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.patch import apply
from designer.panels.code import Code
from designer.panels.controls import IconButton, Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.inspector.many_page import MOST
from engine.datatype import DataType, TypeName
from engine.flow import Collect, Declared, Flow, Input, Name, Output, Step, StepId
from engine.policy import Backoff, Combine, Retry, WorkPolicy
from engine.problem import Code as ProblemCode
from engine.problem import Problem
from engine.value import ABSENT
from tests.designer.test_inspector import Desk, desk, ports, retype  # noqa: F401 - a fixture

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

LEFT, MARK = Qt.MouseButton.LeftButton, QPoint(8, 8)
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PAY = StepId("pay")


def open_row(desk: Desk, name: str) -> None:  # noqa: F811
    QTest.mouseClick(desk.part(f"{name}:more"), LEFT)
    QApplication.processEvents()


def write(code: Text, text: str, *, enter: bool = True) -> None:
    code.setFocus()
    code.selectAll()
    QTest.keyClicks(code, text) if text else QTest.keyClick(code, Qt.Key.Key_Delete)
    if enter:
        QTest.keyClick(code, Qt.Key.Key_Return)


def choose(choice: Choice, value: object) -> None:
    choice.setFocus()
    while choice.value() != value:
        before = choice.currentIndex()
        QTest.keyClick(choice, Qt.Key.Key_Down)
        assert choice.currentIndex() > before, value


def amount(desk: Desk) -> Input:  # noqa: F811
    return desk.step().inputs[Name("amount")]


def names(desk: Desk) -> list[str]:  # noqa: F811
    shown = [w for w in desk.findChildren(QListWidget, "completion") if w.isVisible()]
    return [shown[0].item(row).text() for row in range(shown[0].count())] if shown else []


# expressions


def test_a_condition_is_typed_and_committed_by_enter(desk) -> None:  # noqa: F811
    write(desk.part("step:when", Code), "amount > 100.0")
    assert desk.step().when == "amount > 100.0"
    assert desk.texts == ["Change only when of 'pay'"]
    write(desk.part("step:when", Code), "")
    assert desk.step().when == ""


@pytest.mark.parametrize(
    ("text", "sentence", "marked"),
    [
        ("amount >", "Unexpected", ">"),
        ("amuont > 1.0", "There is no 'amuont' here. Did you mean 'amount'?", "amuont"),
        ("amount + ) 1", "", ")"),
    ],
)
def test_what_is_wrong_with_a_condition_is_said_and_underlined_where_it_is(
    qtbot, desk, text, sentence, marked  # noqa: F811
) -> None:  # fmt: skip
    code = desk.part("step:when", Code)
    write(code, text)
    qtbot.waitUntil(lambda: code.fault is not None)
    said = desk.said()
    assert said
    assert sentence.casefold() in said[0].casefold()
    (mark,) = code.extraSelections()
    assert mark.cursor.selectedText() == marked
    write(code, "amount > 1.0")
    qtbot.waitUntil(lambda: code.fault is None)
    assert desk.said() == []
    assert code.extraSelections() == []


def test_a_condition_is_judged_while_it_is_typed_and_not_yet_committed(qtbot, desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    write(code, "size(", enter=False)
    qtbot.waitUntil(lambda: desk.said() != [])
    assert desk.step().when == ""


def test_names_in_scope_are_offered_and_taken_by_keys(desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    write(code, "am", enter=False)
    assert names(desk)[0] == "amount"
    QTest.keyClick(code, Qt.Key.Key_Return)  # it is gone to the first already
    assert code.toPlainText() == "amount"
    assert names(desk) == []
    assert desk.step().when == ""
    QTest.keyClicks(code, " > cur")
    assert names(desk) == ["currency"]
    QTest.keyClick(code, Qt.Key.Key_Escape)
    assert (names(desk), code.toPlainText()) == ([], "amount > cur")
    QTest.keyClick(code, Qt.Key.Key_Return)
    assert desk.step().when == "amount > cur"


def test_enter_commits_where_the_name_stands_there_or_another_could_be_meant(desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    write(code, "mou", enter=False)
    assert names(desk) == ["amount"]  # which does not begin so
    QTest.keyClick(code, Qt.Key.Key_Return)
    assert desk.step().when == "mou"
    write(code, "1 in", enter=False)
    assert names(desk)[:2] == ["in", "int"]
    QTest.keyClick(code, Qt.Key.Key_Return)
    assert desk.step().when == "1 in"


@pytest.mark.parametrize(
    ("before", "offered"),
    [
        ("currency.st", ["startsWith"]),
        ("currency == 'am", []),
        ("currency == 'a' && am", ["amount"]),
        ('currency == "it\\"s am', []),
    ],
)
def test_what_is_offered_fits_the_place_in_the_expression(desk, before, offered) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    write(code, before, enter=False)
    assert names(desk)[:1] == offered
    code.completion.close()


def test_the_list_covers_no_sentence_and_goes_where_there_is_room(qtbot, desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    write(code, "am", enter=False)
    shown = next(w for w in desk.findChildren(QListWidget, "completion") if w.isVisible())
    below = code.mapTo(desk, QPoint(0, code.height())).y()
    assert abs(shown.y() - below) < 8
    qtbot.waitUntil(lambda: desk.said() != [])  # it comes while the list is there
    QApplication.processEvents()
    assert names(desk)
    sentence = next(w for w in desk.findChildren(Sentence) if w.text() == desk.said()[0])
    place = QRect(sentence.mapTo(desk, QPoint()), sentence.size())
    assert not shown.geometry().intersects(place)
    assert 0 <= shown.y() - place.bottom() < 6


def test_ctrl_space_offers_all_names_and_a_click_takes_one(desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    code.setFocus()
    QTest.keyClick(code, Qt.Key.Key_Space, CONTROL)
    assert names(desk)[:2] == ["amount", "currency"]
    shown = next(w for w in desk.findChildren(QListWidget, "completion") if w.isVisible())
    place = shown.visualItemRect(shown.item(1)).center()
    QTest.mouseClick(shown.viewport(), LEFT, pos=place)
    assert code.toPlainText() == "currency"


def test_the_list_goes_with_the_focus(desk) -> None:  # noqa: F811
    write(desk.part("step:when", Code), "am", enter=False)
    assert names(desk)
    desk.other.setFocus()
    assert names(desk) == []


def test_a_long_condition_is_seen_whole(qtbot, desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    one = code.height()
    write(code, "amount > 1.0 && amount < 2.0 && amount != 3.0 && amount != 4.0 && currency != ''")
    qtbot.waitUntil(lambda: code.height() > one)
    code.moveCursor(QTextCursor.MoveOperation.End)
    assert code.verticalScrollBar().maximum() == 0
    write(code, "amount > 1.0")
    qtbot.waitUntil(lambda: code.height() == one)


def test_words_of_an_expression_have_colours(desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    write(code, "size(currency) > 1 && true")
    formats = code.document().firstBlock().layout().formats()
    text = code.toPlainText()
    coloured = {text[f.start : f.start + f.length] for f in formats}
    assert {"size", "1", "true"} <= coloured


def test_the_expressions_of_a_set_step_know_its_inputs(qtbot, desk) -> None:  # noqa: F811
    step = Step(
        id=PAY, kind="set", config={"expressions": {"total": "prise * 2"}},
        inputs=ports(price=Input()), outputs=ports(total=Output()),
    )  # fmt: skip
    desk.diagram = Diagram(flow=Flow(steps={PAY: step}))
    desk.select(PAY)
    code = desk.part("config:expressions:0:value", Code)
    qtbot.waitUntil(lambda: code.fault is not None)
    assert "Did you mean 'price'?" in desk.said()[0]
    write(code, "price * 2")
    assert desk.step().config == {"expressions": {"total": "price * 2"}}
    assert code.fault is None


def test_a_condition_is_judged_anew_when_an_input_is_renamed(qtbot, desk) -> None:  # noqa: F811
    code = desk.part("step:when", Code)
    write(code, "sum > 1.0")
    qtbot.waitUntil(lambda: code.fault is not None)
    assert desk.said() == ["There is no 'sum' here. There are amount, currency."]
    retype_line(desk.part("input:amount:name", Line), "sum\r")
    qtbot.waitUntil(lambda: code.fault is None)
    assert not desk.said()


# references to functions


def test_a_function_is_completed_from_the_modules_beside_the_file(desk, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "shop.py").write_text("def pay(amount): ...\ndef refund(amount): ...\n")
    desk.inspector.set_folder(tmp_path)
    field = desk.part("config:function", Line)
    retype_line(field, "sh")
    assert names(desk) == ["shop:"]
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "re")
    assert names(desk) == ["refund"]
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.step().config == {"function": "shop:refund"}


def test_a_function_that_is_not_there_is_said_at_once(desk, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "shop.py").write_text("def pay(amount): ...\n")
    desk.inspector.set_folder(tmp_path)
    retype_line(desk.part("config:function", Line), "shop:pey\r")
    assert desk.said() == ["'shop' has no function 'pey'. Did you mean 'pay'?"]
    (tmp_path / "shop.py").write_text("x = 1\ndef pay(:\n")
    desk.inspector.set_folder(tmp_path)
    assert desk.said()[0].startswith("'shop.py', line 2: ")


def retype_line(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text.rstrip("\r"))
    if text.endswith("\r"):
        QTest.keyClick(field, Qt.Key.Key_Return)


# ports


def test_each_collect_match_and_deadline_of_an_input(desk) -> None:  # noqa: F811
    open_row(desk, "input:amount")
    QTest.mouseClick(desk.part("input:amount:each"), LEFT, pos=MARK)
    assert amount(desk).each
    choose(desk.part("input:amount:collect", Choice), "all")
    assert amount(desk).collect is Collect.ALL
    write(desk.part("input:amount:match", Code), "value > 3.0")
    assert amount(desk).match == "value > 3.0"
    deadline = desk.part("input:amount:deadline", Line)
    assert not deadline.isVisible()
    QTest.mouseClick(desk.part("input:amount:required"), LEFT, pos=MARK)
    assert deadline.isVisible()
    retype_line(deadline, "2 min\r")
    assert (amount(desk).deadline, deadline.text()) == (120.0, "120")
    assert desk.texts[1] == "Change of several values of input 'amount'"


def test_a_match_knows_no_name_but_value(qtbot, desk) -> None:  # noqa: F811
    open_row(desk, "input:amount")
    code = desk.part("input:amount:match", Code)
    write(code, "amount > 3.0")
    qtbot.waitUntil(lambda: code.fault is not None)
    assert desk.said() == ["There is no 'amount' here. There is only value."]


def test_the_attributes_that_an_input_reads_are_completed_and_put_in_order(desk) -> None:  # noqa: F811
    flow = desk.diagram.flow
    desk.push(edits.declare(desk.diagram, Name("discount"), Declared()))
    assert flow is not desk.diagram.flow
    open_row(desk, "input:currency")
    field = desk.part("input:currency:from", Line)
    retype_line(field, "dis")
    assert names(desk) == ["discount"]
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, ", cus")
    assert names(desk) == ["customer"]
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    port = Name("currency")
    assert desk.step().inputs[port].sources == ("discount", "customer")
    QApplication.processEvents()
    QTest.mouseClick(desk.part("input:currency:from:1:up", IconButton), LEFT)
    assert desk.step().inputs[port].sources == ("customer", "discount")
    QTest.mouseClick(desk.part("input:currency:from:0:remove", IconButton), LEFT)
    assert desk.step().inputs[port].sources == ("discount",)
    assert not desk.part("input:currency:from:order").isVisible()


def test_ports_are_moved_by_keys_from_their_names(desk) -> None:  # noqa: F811
    field = desk.part("input:currency:name", Line)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up, ALT)
    assert list(desk.step().inputs) == ["currency", "amount"]
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Down, ALT)
    assert list(desk.step().inputs) == ["amount", "currency"]
    assert desk.texts == ["Move input 'currency'"] * 2


def test_a_port_is_renamed_everywhere_in_one_edit(desk) -> None:  # noqa: F811
    desk.select("load")
    retype_line(desk.part("output:amount:name", Line), "sum\r")
    assert desk.step("load").outputs[Name("sum")].writes(Name("sum")) == "sum"
    assert desk.step("pay").inputs[Name("amount")].sources == ("sum",)
    assert len(desk.patches) == 1


def test_a_secret_takes_a_reference_only_and_shows_nothing_else(desk) -> None:  # noqa: F811
    open_row(desk, "input:currency")
    retype_line(desk.part("input:currency:format", Line), "secret\r")
    field = desk.part("input:currency:value", Line)
    assert "env:NAME" in field.placeholderText()
    retype_line(field, "hunter2\r")
    assert desk.said()[0].startswith("A secret is given as a reference")
    assert desk.step().inputs[Name("currency")].value is ABSENT
    retype_line(field, "env:TOKEN\r")
    assert desk.step().inputs[Name("currency")].value == "env:TOKEN"
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    port = replace(desk.step().inputs[Name("currency")], value="hunter2")
    desk.push(edits.set_port(desk.diagram, PAY, "input", Name("currency"), port))
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_problems_of_a_port_stand_at_their_part_once_it_is_open(desk) -> None:  # noqa: F811
    told = Problem(
        code=ProblemCode.BAD_CONFIG, pointer="/steps/pay/inputs/amount/match", message="no match"
    )
    desk.inspector.show_problems([told])
    assert desk.said() == ["No match."]
    open_row(desk, "input:amount")
    assert desk.said() == ["No match."]
    sheet = desk.part("input:amount:match").parentWidget()
    assert any(w.isVisible() and w.text() == "No match." for w in sheet.findChildren(QLabel))


def test_rows_are_used_again_for_another_step_closed_and_with_its_names(desk) -> None:  # noqa: F811
    open_row(desk, "output:receipt")
    row = desk.part("row:output:receipt")
    desk.select("load")
    assert desk.part("row:output:amount") is row
    assert not desk.part("output:amount:more", QToolButton).isChecked()
    assert desk.inspector.findChild(QWidget, "output:receipt:to") is None
    open_row(desk, "output:amount")
    retype_line(desk.part("output:amount:to", Line), "sum\r")
    assert desk.step("load").outputs[Name("amount")].attribute == "sum"
    assert desk.step("pay").outputs == ports(receipt=desk.step().outputs[Name("receipt")])


# policies


def test_all_policies_of_a_step_are_edited(desk) -> None:  # noqa: F811
    def typed(key: str, text: str) -> None:
        retype_line(desk.part(f"policy:{key}", Line), f"{text}\r")

    assert not desk.part("policy:delay").isVisible()
    typed("times", "2")
    assert desk.part("policy:delay").isVisible()
    typed("delay", "500 ms")
    typed("maxDelay", "1 h")
    typed("jitter", "0.2")
    choose_first(desk.part("policy:backoff", Choice), "fixed")
    typed("timeout", "30")
    typed("undo", "shop:refund")
    for key in ("cache", "repeatable"):
        QTest.mouseClick(desk.part(f"policy:{key}"), LEFT, pos=MARK)
    choose(desk.part("policy:executor", Choice), "thread")
    assert desk.step().policy == WorkPolicy(
        retry=Retry(times=2, delay=0.5, max_delay=3600.0, jitter=0.2, backoff=Backoff.FIXED),
        timeout=30.0, undo={"function": "shop:refund"}, cache=True, repeatable=False,
        executor="thread",
    )  # fmt: skip
    assert [key for key in desk.merges if key] == ["pay:backoff"] * 1 + ["pay:executor"] * 4


def choose_first(choice: Choice, value: object) -> None:
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Home)
    if choice.value() != value:
        choose(choice, value)


def test_parallelism_and_combine_are_asked_where_a_step_runs_for_each(desk) -> None:  # noqa: F811
    assert not desk.part("policy:parallelism").isVisible()
    port = replace(amount(desk), each=True)
    desk.push(edits.set_port(desk.diagram, PAY, "input", Name("amount"), port))
    retype_line(desk.part("policy:parallelism", Line), "3\r")
    choose(desk.part("policy:combine", Choice), str(Combine.ZIP))
    policy = desk.step().policy
    assert (policy.parallelism, policy.combine) == (3, Combine.ZIP)
    retype_line(desk.part("policy:parallelism", Line), "0\r")
    assert desk.said() == ["'0' is too little: give 1 or more."]


@pytest.mark.parametrize(
    ("typed", "undo"),
    [
        ("shop:refund", {"function": "shop:refund"}),
        ('{"kind": "http", "config": {"url": "x"}}', {"kind": "http", "config": {"url": "x"}}),
        ("", None),
    ],
)
def test_what_undoes_a_step_is_a_function_or_a_kind(desk, typed, undo) -> None:  # noqa: F811
    desk.push(
        edits.set_step(desk.diagram, replace(desk.step(), policy=WorkPolicy(undo={"kind": "wait"})))
    )
    field = desk.part("policy:undo", Line)
    assert field.text() == '{"kind": "wait"}'
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed) if typed else QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.step().policy.undo == undo


def test_a_wrong_policy_is_said_at_its_field(desk) -> None:  # noqa: F811
    told = [
        Problem(code=ProblemCode.BAD_CONFIG, pointer=f"/steps/pay/{key}", message=f"bad {key}")
        for key in ("when", "executor")
    ]
    desk.inspector.show_problems(told)
    assert desk.said() == ["Bad when.", "Bad executor."]


# several Steps


@pytest.fixture
def many(desk) -> Desk:  # noqa: F811
    steps = {
        StepId(f"s{n}"): Step(
            id=StepId(f"s{n}"), kind="http", when="a > 1" if n else "",
            config={"url": "http://x", "method": "GET" if n else "POST"},
            inputs=ports(a=Input()), policy=WorkPolicy(retry=Retry(times=3)),
        )
        for n in range(3)
    }  # fmt: skip
    desk.diagram = Diagram(flow=Flow(steps=steps))
    desk.select(*steps)
    QApplication.processEvents()
    return desk


def test_several_steps_show_what_they_share_and_where_they_differ(many) -> None:
    assert many.part("many:times", Line).text() == "3"
    assert many.part("many:when", Code).toPlainText() == ""
    assert many.part("many:when", Code).placeholderText() == "several values"
    assert many.part("many:disabled", QCheckBox).checkState() is Qt.CheckState.Unchecked
    shown = [w for w in many.inspector.findChildren(QWidget, "config:url") if w.isVisible()]
    assert [w.text() for w in shown] == ["http://x"]
    method = next(w for w in many.inspector.findChildren(Choice, "config:method") if w.isVisible())
    assert method.currentText() == "several values"


def test_of_too_many_steps_only_their_number_and_the_goals_are_shown(desk) -> None:  # noqa: F811
    steps = {StepId(f"s{n}"): Step(id=StepId(f"s{n}"), kind="http") for n in range(MOST + 1)}
    desk.diagram = Diagram(flow=Flow(steps=steps))
    desk.select("s0", "s1")
    times = desk.part("many:times", Line)
    assert times.isVisible()
    desk.select(*steps)
    assert not times.isVisible()
    said = [w.text() for w in desk.inspector.findChildren(QLabel) if w.isVisible()]
    assert f"Select at most {MOST} to change what they share." in said


def test_an_edit_of_several_steps_is_one_step_of_undo(many) -> None:
    retype_line(many.part("many:timeout", Line), "10 s\r")
    write(many.part("many:when", Code), "a > 2")
    url = next(w for w in many.inspector.findChildren(Line, "config:url") if w.isVisible())
    retype_line(url, "http://y\r")
    QTest.mouseClick(many.part("many:disabled"), LEFT, pos=MARK)
    steps = many.diagram.flow.steps.values()
    assert {(s.policy.timeout, s.when, s.config["url"], s.disabled) for s in steps} == {
        (10.0, "a > 2", "http://y", True)
    }
    assert {s.config["method"] for s in steps} == {"GET", "POST"}
    assert many.texts == [
        "Change time-out of one try of 3 Steps", "Change only when of 3 Steps",
        "Change url of 3 Steps", "Change disabled of 3 Steps",
    ]  # fmt: skip
    many.push(many.patches[-1].inverse())
    assert not any(step.disabled for step in many.diagram.flow.steps.values())


def test_an_expression_of_several_steps_may_be_judged_when_they_are_gone(many, qtbot) -> None:
    code = many.part("many:when", Code)
    write(code, "a > 3")
    many.other.setFocus()
    code.look_again()
    gone = ["s0", "s1"]
    many.diagram = apply(many.diagram, edits.remove(many.diagram, gone))
    many.inspector.show_diagram(many.diagram, frozenset())
    assert code._pause.isActive()
    qtbot.waitUntil(lambda: not code._pause.isActive())
    assert code.fault is None


def test_several_values_is_no_choice_and_goes_once_all_have_one(many) -> None:
    method = next(w for w in many.inspector.findChildren(Choice, "config:method") if w.isVisible())
    method.setFocus()
    QTest.keyClick(method, Qt.Key.Key_Home)
    QTest.keyClick(method, Qt.Key.Key_Down)
    assert {s.config["method"] for s in many.diagram.flow.steps.values()} == {"GET"}
    assert method.findText("several values") == -1


def test_selecting_one_step_after_the_other_makes_no_new_widgets(desk) -> None:  # noqa: F811
    kinds = ("python", "http", "set", "wait")
    steps = {
        StepId(f"s{n}"): Step(
            id=StepId(f"s{n}"),
            kind=kinds[n % 4],
            inputs=ports(a=Input()),
            outputs=ports(b=Output()),
        )
        for n in range(40)
    }
    desk.diagram = Diagram(flow=Flow(steps=steps))
    counts = []
    for n in range(40):
        desk.select(f"s{n}")
        QApplication.processEvents()
        counts.append(len(desk.inspector.findChildren(QWidget)))
    assert set(counts[8:]) == {counts[8]}


def test_steps_of_different_kinds_share_no_config(desk) -> None:  # noqa: F811
    desk.select("pay", "load")
    assert not [
        w for w in desk.inspector.findChildren(QWidget)
        if w.objectName().startswith("config:") and w.isVisible()
    ]  # fmt: skip
    QTest.mouseClick(desk.part("many:disabled"), LEFT, pos=MARK)
    assert all(step.disabled for step in desk.diagram.flow.steps.values())


# trees


@pytest.fixture
def values(desk) -> Desk:  # noqa: F811
    step = Step(id=PAY, kind="set", config={"values": {"a": 1, "b": [1, {"c": "x"}]}})
    desk.diagram = Diagram(flow=Flow(steps={PAY: step}))
    desk.select(PAY)
    QApplication.processEvents()
    return desk


def tree_of(desk: Desk) -> QTreeWidget:  # noqa: F811
    return desk.part("config:values:branches:tree", QTreeWidget)


def type_cell(tree: QTreeWidget, text: str) -> None:
    editor = next(w for w in tree.viewport().findChildren(QLineEdit) if w.isVisible())
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()


def go(tree: QTreeWidget, *path: int) -> None:
    item = tree.topLevelItem(path[0])
    for number in path[1:]:
        item = item.child(number)
    QTest.mouseClick(tree.viewport(), LEFT, pos=tree.visualItemRect(item).center())
    assert tree.currentItem() is item


def config(desk: Desk) -> object:  # noqa: F811
    return desk.step().config["values"]


def test_an_object_is_shown_as_a_tree_and_its_values_are_typed(values) -> None:
    tree = tree_of(values)
    assert tree.isVisible()
    go(tree, 0)
    QTest.keyClick(tree, Qt.Key.Key_Return)
    type_cell(tree, "hello")
    assert config(values) == {"a": "hello", "b": [1, {"c": "x"}]}
    go(tree, 1, 1, 0)
    QTest.keyClick(tree, Qt.Key.Key_F2)
    type_cell(tree, "7")
    assert values.texts == ["Change values of 'pay'"] * 2


def test_branches_are_added_moved_and_removed_by_keys(values) -> None:
    tree = tree_of(values)
    go(tree, 1, 0)
    QTest.keyClick(tree, Qt.Key.Key_Down, ALT)
    assert config(values)["b"] == [{"c": "x"}, 1]
    QTest.keyClick(tree, Qt.Key.Key_Insert)
    assert config(values)["b"] == [{"c": "x"}, 1, ""]
    type_cell(tree, "new")
    assert config(values)["b"] == [{"c": "x"}, 1, "new"]
    QTest.keyClick(tree, Qt.Key.Key_Delete)
    assert config(values)["b"] == [{"c": "x"}, 1]


def test_a_branch_is_added_inside_and_named_with_the_mouse(values) -> None:
    tree = tree_of(values)
    go(tree, 1, 1)
    QTest.mouseClick(values.part("config:values:branches:inside", IconButton), LEFT)
    type_cell(tree, "key")
    assert config(values)["b"][1] == {"c": "x", "key": ""}
    choose(values.part("config:values:branches:sort", Choice), "list")
    assert config(values)["b"][1]["key"] == []


def test_a_key_that_is_there_already_is_refused_in_the_tree(values) -> None:
    tree = tree_of(values)
    go(tree, 1)
    QTest.keyClick(tree, Qt.Key.Key_Return)
    type_cell(tree, "a")
    assert values.said() == ["There is a 'a' already. Give it a name of its own."]
    assert tree.topLevelItem(1).text(0) == "b"
    assert values.texts == []


def test_a_tree_can_be_left_for_the_json_and_follows_it(values) -> None:
    QTest.mouseClick(values.part("config:values:asTree", IconButton), LEFT)
    assert not tree_of(values).isVisible()
    text = values.part("config:values", Text)
    text.setFocus()
    text.selectAll()
    QTest.keyClicks(text, '{"z": [')
    QTest.keyClicks(text, "]}")
    QTest.keyClick(text, Qt.Key.Key_Return, CONTROL)
    assert config(values) == {"z": []}
    QTest.mouseClick(values.part("config:values:asTree", IconButton), LEFT)
    assert tree_of(values).topLevelItem(0).text(0) == "z"


def test_a_default_of_type_object_has_a_tree(desk) -> None:  # noqa: F811
    desk.select()
    desk.push(
        edits.declare(desk.diagram, Name("customer"), Declared(type=DataType(name=TypeName.OBJECT)))
    )
    open_row(desk, "declared:customer")
    QTest.mouseClick(desk.part("declared:customer:default:asTree", IconButton), LEFT)
    QTest.mouseClick(desk.part("declared:customer:default:branches:add", IconButton), LEFT)
    tree = desk.part("declared:customer:default:branches:tree", QTreeWidget)
    type_cell(tree, "city")
    assert desk.diagram.flow.inputs[Name("customer")].default == {"city": ""}


# forms


def test_units_stand_beside_their_fields_and_spans_can_be_typed(desk) -> None:  # noqa: F811
    step = Step(id=PAY, kind="http", config={"url": "http://x"})
    desk.diagram = Diagram(flow=Flow(steps={PAY: step}))
    desk.select(PAY)
    field = desk.part("config:read_timeout", Line)
    retype_line(field, "1.5 min\r")
    assert desk.step().config["read_timeout"] == 90
    units = [w.text() for w in field.parentWidget().findChildren(QLabel)]
    assert "s" in units


def test_a_secret_in_a_config_is_not_shown(desk) -> None:  # noqa: F811
    config_ = {"url": "http://x", "password": "hunter2", "bearer": "{token}"}
    step = Step(id=PAY, kind="http", config=config_)
    desk.diagram = Diagram(flow=Flow(steps={PAY: step}))
    desk.select(PAY)
    assert desk.part("config:password", Line).displayText() != "hunter2"
    assert desk.part("config:bearer", Line).displayText() == "{token}"


def test_a_file_is_chosen_in_a_dialog_that_nothing_waits_for(desk, tmp_path: Path) -> None:  # noqa: F811
    step = Step(id=PAY, kind="file", config={"action": "read", "path": "x"})
    desk.diagram = Diagram(flow=Flow(steps={PAY: step}))
    desk.select(PAY)
    QTest.mouseClick(desk.part("config:path:browse", IconButton), LEFT)
    dialog = desk.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "orders.json"))
    dialog.close()
    assert desk.step().config["path"] == str(tmp_path / "orders.json")


def test_the_fields_of_a_kind_are_kept_and_nothing_typed_in_them(desk) -> None:  # noqa: F811
    steps = {
        StepId(n): Step(id=StepId(n), kind=kind, config={})
        for n, kind in (("a", "http"), ("b", "wait"), ("c", "http"))
    }
    desk.diagram = Diagram(flow=Flow(steps=steps))
    desk.select("a")
    field = desk.part("config:url", Line)
    field.setFocus()
    QTest.keyClicks(field, "http://a")
    desk.select("b")
    assert desk.step("a").config == {"url": "http://a"}
    assert desk.inspector.findChild(QWidget, "config:url") is None
    desk.select("c")
    assert desk.part("config:url", Line) is field
    assert field.text() == ""


# documentation, the Flow


def test_the_kind_is_explained_with_examples(desk) -> None:  # noqa: F811
    docs = desk.part("step:docs", QToolButton)
    QTest.mouseClick(docs, LEFT)
    text = desk.part("kindDocs", QLabel)
    assert text.isVisible()
    assert "onboarding:send_email" in text.text()
    assert "memory_mb" in text.text()
    QTest.keyClick(docs, Qt.Key.Key_Space)
    assert not text.isVisible()


def test_goals_are_added_by_name_and_taken_away(desk) -> None:  # noqa: F811
    desk.select()
    field = desk.part("flow:addGoal", Line)
    retype_line(field, "lo")
    assert names(desk) == ["load"]
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.diagram.flow.goals == {"pay", "load"}
    assert field.text() == ""
    QTest.mouseClick(desk.part("goal:pay:remove", IconButton), LEFT)
    assert desk.diagram.flow.goals == {"load"}
    desk.push(edits.rename_step(desk.diagram, PAY, "pay-in-full"))
    retype_line(field, "pay-in")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "pay-in-full"
    retype_line(field, "nobody\r")
    assert desk.said() == ["There is no step 'nobody' in this Flow."]


def test_presets_are_added_named_filled_in_and_removed(desk) -> None:  # noqa: F811
    desk.select()
    QTest.mouseClick(desk.part("addPreset"), LEFT)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "demo")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.diagram.flow.presets == {"demo": {}}
    assert field.hasFocus()
    text = desk.part("preset:demo:values", Text)
    assert not text.isVisible()
    QTest.mouseClick(desk.part("preset:demo:values:asTree", IconButton), LEFT)
    text.setFocus()
    text.selectAll()
    QTest.keyClicks(text, '{"customer": "C-1"}')
    QTest.keyClick(text, Qt.Key.Key_Return, CONTROL)
    assert desk.diagram.flow.presets == {"demo": {"customer": "C-1"}}
    text.selectAll()
    QTest.keyClicks(text, "[1]")
    QTest.keyClick(text, Qt.Key.Key_Return, CONTROL)
    assert desk.said()[0].startswith("The values are a JSON object")
    QTest.keyClick(text, Qt.Key.Key_Escape)
    QTest.mouseClick(desk.part("preset:demo:remove", IconButton), LEFT)
    assert desk.diagram.flow.presets == {}
    assert desk.texts == [
        "Add preset 'preset'", "Rename preset 'preset' to 'demo'", "Change preset 'demo'",
        "Remove preset 'demo'",
    ]  # fmt: skip


async def test_f1_explains_the_kind_of_the_selected_step(open_designer, write_flow) -> None:
    step = {"kind": "python", "config": {"function": "work:one"}}
    hands = open_designer(write_flow({"one": step}, ["one"], "def one(): ...\n"))
    hands.click_step("one")
    hands.key(Qt.Key.Key_F1)
    assert hands.find(QLabel, "kindDocs").text()


async def test_what_is_typed_is_one_step_of_undo_with_its_text(open_designer, write_flow) -> None:
    step = {"kind": "python", "config": {"function": "work:one"}}
    hands = open_designer(write_flow({"one": step}, ["one"], "def one(): ...\n"))
    hands.click_step("one")
    code = hands.find(Code, "step:when")
    write(code, "1 > 2")
    document = hands.window.document
    assert document.undo_text == "Change only when of 'one'"
    QTest.keyClick(code, Qt.Key.Key_Z, CONTROL)
    hands.window.document.undo() if document.undo_text else None
    assert code.toPlainText() == ""
    assert document.redo_text == "Change only when of 'one'"
    document.redo()
    assert document.to_json()["steps"]["one"]["when"] == "1 > 2"
