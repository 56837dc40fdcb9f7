from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply
from designer.panels.controls import Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.forms import ConfigForm
from designer.panels.inspector import Inspector
from designer.session.catalog import Catalog
from engine.codec import dump_flow, parse_flow
from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow, Input, Name, Output, Step, StepId
from engine.policy import OnFailure
from engine.problem import Code, Problem
from engine.registry import Registry
from engine.value import ABSENT

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

PAY, LOAD = StepId("pay"), StepId("load")
STRING = DataType(name=TypeName.STRING)


def ports(**named):
    return OrderedDict((Name(name), port) for name, port in named.items())


FLOW = Flow(
    name="Shop",
    goals=frozenset({PAY}),
    inputs={Name("customer"): Declared(type=STRING, description="Who")},
    steps={
        PAY: Step(
            id=PAY, kind="python", title="Pay", config={"function": "shop:pay"},
            inputs=ports(amount=Input(type=DataType(name=TypeName.NUMBER)), currency=Input()),
            outputs=ports(receipt=Output(type=STRING)),
        ),
        LOAD: Step(id=LOAD, kind="htpp", config={"url": "http://x"}, outputs=ports(amount=Output())),
    },
)  # fmt: skip


class Desk(QWidget):
    """An inspector beside another field, over a diagram that takes its patches."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(400, 700)
        self.diagram = Diagram(flow=FLOW)
        self.texts: list[str] = []
        self.patches: list[Patch] = []
        self.merges: list[str] = []
        self.inspector = Inspector(Catalog(Registry.installed()), self)
        self.other = QLineEdit(self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.inspector)
        layout.addWidget(self.other)
        self.inspector.edited.connect(self.take)
        self.inspector.show_diagram(self.diagram, frozenset())

    def take(self, patch: Patch, text: str, merge: str) -> None:
        assert not patch.is_empty
        self.merges.append(merge)
        self.texts.append(text)
        self.patches.append(patch)
        self.push(patch)

    def push(self, patch: Patch) -> None:
        self.diagram = apply(self.diagram, patch)
        self.inspector.show_patch(patch, self.diagram)

    def select(self, *steps: str) -> None:
        self.inspector.show_diagram(self.diagram, frozenset(StepId(step) for step in steps))

    def step(self, step: str = PAY) -> Step:
        return self.diagram.flow.steps[StepId(step)]

    def part(self, name: str, kind: type = QWidget):
        found = self.inspector.findChild(kind, name)
        assert found is not None, name
        return found

    def said(self) -> list[str]:
        return [
            s.text()
            for s in self.findChildren(Sentence)
            if s.property("role") == "wrong" and s.isVisible()
        ]


@pytest.fixture
def desk(qtbot) -> Desk:
    desk = Desk()
    qtbot.addWidget(desk)
    desk.show()
    desk.activateWindow()
    qtbot.waitExposed(desk)
    desk.select(PAY)
    return desk


def retype(qtbot, field: Line, text: str, *, enter: bool = True) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    if enter:
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_a_step_is_shown_with_all_its_parts(desk: Desk) -> None:
    assert desk.inspector.objectName() == "inspector"
    assert desk.part("step:id", Line).text() == "pay"
    assert desk.part("step:title", Line).text() == "Pay"
    assert desk.part("step:kind", Choice).currentText() == "Python function"
    assert desk.part("step:goal", QCheckBox).isChecked()
    assert desk.part("config:function", Line).text() == "shop:pay"
    assert desk.part("input:amount:type", Choice).value() == "number"
    assert desk.part("output:receipt:name", Line).text() == "receipt"


def test_an_unknown_kind_is_shown_as_such_and_its_config_kept(desk: Desk) -> None:
    desk.select(LOAD)
    assert desk.part("step:kind", Choice).currentText() == "htpp (not available)"
    assert desk.part("config:url", Text).toPlainText() == '"http://x"'


def test_a_step_is_renamed_by_enter_and_stays_shown(qtbot, desk: Desk) -> None:
    field = desk.part("step:id", Line)
    retype(qtbot, field, "settle")
    assert "settle" in desk.diagram.flow.steps
    assert desk.texts == ["Rename 'pay' to 'settle'"]
    assert field.text() == "settle"
    assert field.hasFocus()
    assert desk.diagram.flow.goals == {"settle"}


def test_undoing_a_rename_shows_the_step_under_its_old_id(qtbot, desk: Desk) -> None:
    retype(qtbot, desk.part("step:id", Line), "settle")
    desk.push(desk.patches[0].inverse())
    assert desk.part("step:id", Line).text() == "pay"


def test_a_refused_id_is_said_at_the_field_and_stays_typed(qtbot, desk: Desk) -> None:
    field = desk.part("step:id", Line)
    retype(qtbot, field, "load")
    assert desk.texts == []
    assert desk.said() == ["There is a step 'load' already. Choose another id."]
    assert field.text() == "load"
    assert field.property("wrong") == "true"
    desk.other.setFocus()
    assert field.text() == "load"
    retype(qtbot, field, "load-2")
    assert desk.said() == []
    assert "load-2" in desk.diagram.flow.steps


def test_a_refused_text_is_still_there_when_the_step_is_selected_again(qtbot, desk: Desk) -> None:
    retype(qtbot, desk.part("input:amount:name", Line), "no name")
    sentence = desk.said()
    desk.select(LOAD)
    assert desk.said() == []
    desk.select()
    desk.select(PAY)
    assert desk.part("input:amount:name", Line).text() == "no name"
    assert desk.said() == sentence
    assert desk.texts == []


def test_typing_is_committed_when_another_step_is_selected(qtbot, desk: Desk) -> None:
    retype(qtbot, desk.part("step:title", Line), "Pay now", enter=False)
    desk.select(LOAD)
    assert desk.step().title == "Pay now"
    assert desk.part("step:title", Line).text() == ""


def test_typing_does_not_go_into_another_document(qtbot, desk: Desk) -> None:
    retype(qtbot, desk.part("step:title", Line), "Pay now", enter=False)
    other = Diagram(flow=Flow(steps={PAY: Step(id=PAY, kind="python", title="Mine")}))
    desk.diagram = other
    desk.inspector.show_diagram(other, frozenset({PAY}))
    assert desk.texts == []
    assert desk.part("step:title", Line).text() == "Mine"


def test_flush_commits_what_is_typed(qtbot, desk: Desk) -> None:
    retype(qtbot, desk.part("step:title", Line), "Pay now", enter=False)
    desk.inspector.flush()
    assert desk.step().title == "Pay now"


def test_description_kind_goal_and_disabled_are_edits(qtbot, desk: Desk) -> None:
    text = desk.part("step:description", Text)
    text.setFocus()
    qtbot.keyClicks(text, "Takes the money")
    desk.other.setFocus()
    assert desk.step().description == "Takes the money"
    qtbot.mouseClick(desk.part("step:goal"), Qt.MouseButton.LeftButton, pos=_mark())
    assert desk.diagram.flow.goals == frozenset()
    qtbot.mouseClick(desk.part("step:disabled"), Qt.MouseButton.LeftButton, pos=_mark())
    assert desk.step().disabled
    kind = desk.part("step:kind", Choice)
    kind.setFocus()
    qtbot.keyClick(kind, Qt.Key.Key_Home)
    assert desk.step().kind == "command"
    assert desk.texts == [
        "Change description of 'pay'", "'pay' is no Goal any more",
        "Change disabled of 'pay'", "Change kind of 'pay'",
    ]  # fmt: skip


def _mark():
    from PySide6.QtCore import QPoint

    return QPoint(8, 8)


def test_the_config_is_edited_by_the_form(qtbot, desk: Desk) -> None:
    retype(qtbot, desk.part("config:function", Line), "shop:settle")
    assert desk.step().config == {"function": "shop:settle"}
    assert desk.texts == ["Change function of 'pay'"]


def test_an_input_is_renamed_in_place_and_keeps_the_focus(qtbot, desk: Desk) -> None:
    field = desk.part("input:currency:name", Line)
    retype(qtbot, field, "money")
    assert list(desk.step().inputs) == ["amount", "money"]
    assert field.objectName() == "input:money:name"
    assert field.hasFocus()
    assert desk.inspector.findChild(QWidget, "input:currency:name") is None
    assert desk.part("input:money:type", Choice).value() == "any"


def test_a_type_is_chosen_from_those_of_the_contract(qtbot, desk: Desk) -> None:
    choice = desk.part("output:receipt:type", Choice)
    assert [choice.itemData(n) for n in range(choice.count())] == [str(name) for name in TypeName]
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert desk.step().outputs[Name("receipt")].type.name is TypeName.INTEGER
    assert desk.texts == ["Change type of output 'receipt'"]


def test_added_ports_can_be_named_at_once(qtbot, desk: Desk) -> None:
    for name, side in (("addInput", "input"), ("addOutput", "output")):
        qtbot.mouseClick(desk.part(name), Qt.MouseButton.LeftButton)
        focused = QApplication.focusWidget()
        assert focused is desk.part(f"{side}:{side}:name")
        qtbot.keyClicks(focused, f"my_{side}")
        qtbot.keyClick(focused, Qt.Key.Key_Return)
    assert list(desk.step().inputs) == ["amount", "currency", "my_input"]
    assert list(desk.step().outputs) == ["receipt", "my_output"]


def test_an_added_port_is_there_to_be_typed_into_before_the_loop_turns(desk: Desk) -> None:
    desk.part("addInput", QPushButton).click()
    field = desk.part("input:input:name", Line)
    assert field.isVisible()
    assert field.hasFocus()
    assert field.selectedText() == "input"


def test_undoing_a_removal_does_not_take_the_focus(qtbot, desk: Desk) -> None:
    qtbot.mouseClick(desk.part("input:amount:more"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(desk.part("input:amount:remove"), Qt.MouseButton.LeftButton)
    assert list(desk.step().inputs) == ["currency"]
    desk.other.setFocus()
    desk.push(desk.patches[-1].inverse())
    assert desk.other.hasFocus()
    assert desk.part("input:amount:name", Line).text() == "amount"


def test_ports_are_moved_up_and_down(qtbot, desk: Desk) -> None:
    qtbot.mouseClick(desk.part("input:currency:more"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(desk.part("input:currency:up"), Qt.MouseButton.LeftButton)
    assert list(desk.step().inputs) == ["currency", "amount"]
    qtbot.mouseClick(desk.part("input:currency:up"), Qt.MouseButton.LeftButton)
    assert len(desk.texts) == 1
    tops = {n: desk.part(f"row:input:{n}").y() for n in ("currency", "amount")}
    QApplication.processEvents()
    tops = {n: desk.part(f"row:input:{n}").y() for n in ("currency", "amount")}
    assert tops["currency"] < tops["amount"]


def test_what_else_can_be_said_of_an_input(qtbot, desk: Desk) -> None:
    def now() -> Input:
        return desk.step().inputs[Name("amount")]

    qtbot.mouseClick(desk.part("input:amount:more"), Qt.MouseButton.LeftButton)
    QApplication.processEvents()  # what was opened is laid out when the loop turns
    retype(qtbot, desk.part("input:amount:from", Line), "total, price")
    assert now().sources == ("total", "price")
    retype(qtbot, desk.part("input:amount:default", Line), "1.5")
    assert (now().default, now().required) == (1.5, False)
    retype(qtbot, desk.part("input:amount:value", Line), "3")
    assert now().value == 3
    retype(qtbot, desk.part("input:amount:format", Line), "money")
    retype(qtbot, desk.part("input:amount:enum", Line), "[1, 2]")
    assert (now().type.format, now().type.enum) == ("money", (1, 2))
    qtbot.mouseClick(desk.part("input:amount:required"), Qt.MouseButton.LeftButton, pos=_mark())
    assert now().required
    field = desk.part("input:amount:value", Line)
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert now().value is ABSENT


@pytest.mark.parametrize(
    ("key", "typed", "sentence"),
    [
        ("default", "many", "'many' is not a number."),
        ("from", "a b", "'a b' cannot be the name of an Attribute"),
        ("enum", "1", "The values allowed are a JSON list"),
    ],
)
def test_what_cannot_be_said_of_an_input_is_refused_there(
    qtbot, desk, key, typed, sentence
) -> None:
    qtbot.mouseClick(desk.part("input:amount:more"), Qt.MouseButton.LeftButton)
    field = desk.part(f"input:amount:{key}", Line)
    retype(qtbot, field, typed)
    assert desk.texts == []
    assert desk.said()[0].startswith(sentence)
    assert field.text() == typed


def test_an_output_can_be_left_out_pinned_and_written_elsewhere(qtbot, desk: Desk) -> None:
    qtbot.mouseClick(desk.part("output:receipt:more"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(desk.part("output:receipt:optional"), Qt.MouseButton.LeftButton, pos=_mark())
    retype(qtbot, desk.part("output:receipt:to", Line), "bill")
    retype(qtbot, desk.part("output:receipt:value", Line), "R-1")
    port = desk.step().outputs[Name("receipt")]
    assert (port.optional, port.attribute, port.value) == (True, "bill", "R-1")


def test_retries_and_the_time_out_are_edited(qtbot, desk: Desk) -> None:
    retype(qtbot, desk.part("policy:times", Line), "3")
    retype(qtbot, desk.part("policy:delay", Line), "0.5")
    retype(qtbot, desk.part("policy:timeout", Line), "20")
    policy = desk.step().policy
    assert (policy.retry.times, policy.retry.delay, policy.timeout) == (3, 0.5, 20)
    retype(qtbot, desk.part("policy:timeout", Line), "-1")
    assert desk.said() == ["'-1' is too little: give more than 0."]
    retype(qtbot, desk.part("policy:timeout", Line), "0")
    assert desk.said() == ["'0' is too little: give more than 0."]
    assert desk.step().policy.timeout == 20


def test_many_retries_are_shown_as_they_were_typed_and_seconds_are_floats(qtbot, desk) -> None:
    for typed, shown in (("1e9", "1000000000"), ("5.0", "5")):
        retype(qtbot, desk.part("policy:times", Line), typed)
        assert desk.part("policy:times", Line).text() == shown
    assert type(desk.step().policy.retry.times) is int
    retype(qtbot, desk.part("policy:timeout", Line), "30")
    assert desk.part("policy:timeout", Line).text() == "30"
    assert type(desk.step().policy.timeout) is float
    assert parse_flow(dump_flow(desk.diagram.flow), "a").flow == desk.diagram.flow


FIELDS = [
    "step:id", "step:title", "step:description", "config:function",
    "policy:times", "policy:delay", "policy:timeout",
    "policy:maxDelay", "policy:jitter", "policy:undo", "policy:parallelism", "policy:resources",
    "step:when",
    *(f"input:amount:{key}" for key in ("from", "default", "value", "description", "format", "enum")),
    *(f"input:amount:{key}" for key in ("match", "deadline")),
    *(f"output:receipt:{key}" for key in ("to", "value", "description", "format", "enum")),
]  # fmt: skip
TYPED = st.one_of(
    st.text(max_size=5),
    st.sampled_from(["\ud800", "a, b", "[1]", "[" * 97 + "]" * 97, "1e308", "0", "-0.0", "1e400"]),
    st.integers(-(10**310), 10**310).map(str),
    st.floats().map(str),
)


def test_whatever_is_typed_can_be_saved_and_read_again(desk: Desk) -> None:
    for row in ("input:amount", "output:receipt"):
        desk.part(f"{row}:more", QToolButton).click()

    def type_it(name: str, text: str) -> None:
        field = desk.part(name)
        field.fill(text)
        field.flush()
        field.put_back()

    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(st.sampled_from(FIELDS), TYPED), min_size=1, max_size=4))
    def law(typed: list[tuple[str, str]]) -> None:
        for name, text in typed:
            type_it(name, text)
        assert parse_flow(dump_flow(desk.diagram.flow), "a").flow == desk.diagram.flow

    law()


def test_the_name_that_a_port_has_already_is_no_edit(qtbot, desk: Desk) -> None:
    for side, name, key in (("input", "amount", "from"), ("output", "receipt", "to")):
        qtbot.mouseClick(desk.part(f"{side}:{name}:more"), Qt.MouseButton.LeftButton)
        retype(qtbot, desk.part(f"{side}:{name}:{key}", Line), name)
        assert desk.part(f"{side}:{name}:{key}", Line).text() == ""
    assert desk.texts == []


def tabbed(qtbot, first: QWidget, count: int) -> list[str]:
    """Where Tab leads to, by object name."""
    first.setFocus()
    names = []
    for _ in range(count):
        qtbot.keyClick(first.window().focusWidget(), Qt.Key.Key_Tab)
        names.append(first.window().focusWidget().objectName())
    return names


def test_tab_goes_through_the_form_as_it_is_read(qtbot, desk: Desk) -> None:
    qtbot.mouseClick(desk.part("addInput"), Qt.MouseButton.LeftButton)
    port = next(name for name in desk.step().inputs if name not in ("amount", "currency"))
    configured = desk.inspector.findChild(ConfigForm).findChildren(QWidget)
    config = [w.objectName() for w in configured if w.objectName().startswith("config:")]
    assert "config:function" in config
    assert tabbed(qtbot, desk.part("step:id"), 22 + len(config)) == [
        "step:title", "step:description", "step:kind", "step:docs", "step:goal", "step:disabled",
        "step:when", *config, "addInput",
        "input:amount:name", "input:amount:type", "input:amount:more",
        "input:currency:name", "input:currency:type", "input:currency:more",
        f"input:{port}:name", f"input:{port}:type", f"input:{port}:more",
        "addOutput", "output:receipt:name", "output:receipt:type", "output:receipt:more",
        "policy:times",
    ]  # fmt: skip
    qtbot.mouseClick(desk.part("input:amount:more"), Qt.MouseButton.LeftButton)
    assert tabbed(qtbot, desk.part("input:amount:more"), 2) == [
        "input:amount:required", "input:amount:each",
    ]  # fmt: skip


class Ears(QObject):
    """Count the Escapes that no field took for itself, and that so go on to the window."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.heard += event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape
        return False


@pytest.mark.parametrize(
    "name", ["step:id", "step:description", "step:kind", "step:goal", "addInput"]
)
def test_escape_leads_out_of_the_form_once_nothing_is_left_to_put_back(qtbot, desk, name) -> None:
    desk.inspector.installEventFilter(ears := Ears())
    field = desk.part(name)
    field.setFocus()
    if isinstance(field, Line | Text):
        qtbot.keyClicks(field, "x")
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        assert (field.draft, ears.heard) == (None, 0)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert ears.heard == 1
    assert desk.texts == []


def test_what_is_wrong_is_wrapped_also_within_long_names(qtbot, desk: Desk) -> None:
    name = "v" + "ery_long_name" * 4
    told = f"Function 'fn:show' takes no input '{name}'."
    where = f"/steps/{PAY}/inputs/amount"
    desk.inspector.show_problems([Problem(code=Code.UNKNOWN_KEY, message=told, pointer=where)])
    assert desk.said() == [told]
    sentence = next(s for s in desk.findChildren(Sentence) if s.isVisible() and s.text() == told)
    QApplication.processEvents()
    words = sentence.fontMetrics().boundingRect(
        QRect(0, 0, sentence.width(), 999), Qt.TextFlag.TextWordWrap, QLabel.text(sentence)
    )
    assert words.width() <= sentence.width()
    assert words.height() <= sentence.height()
    sentence.setSelection(0, len(QLabel.text(sentence)))
    qtbot.keyClick(sentence, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == told


def test_an_edit_elsewhere_leaves_focus_cursor_and_typing_alone(qtbot, desk: Desk) -> None:
    field = desk.part("step:title", Line)
    field.setFocus()
    field.setCursorPosition(1)
    qtbot.keyClicks(field, "x")
    from designer.document import edits

    desk.push(edits.add_input(desk.diagram, PAY, "fee"))
    desk.push(edits.set_goal(desk.diagram, PAY, False))
    assert field.hasFocus()
    assert (field.text(), field.cursorPosition()) == ("Pxay", 2)
    assert desk.part("input:fee:name", Line).text() == "fee"
    assert not desk.part("step:goal", QCheckBox).isChecked()


def test_problems_stand_at_their_fields(desk: Desk) -> None:
    desk.inspector.show_problems([
        Problem(code=Code.BAD_CONFIG, pointer="/steps/pay/config/function", message="no such module"),
        Problem(code=Code.WIRE_TYPES, pointer="/steps/pay/inputs/amount", message="it takes a number"),
        Problem(code=Code.UNKNOWN_KIND, pointer="/steps/load/kind", message="unknown kind 'htpp'"),
    ])  # fmt: skip
    assert desk.said() == ["No such module.", "It takes a number."]
    desk.select(LOAD)
    assert desk.said() == ["Unknown kind 'htpp'."]


def test_several_steps_are_counted_and_made_goals_in_one_edit(qtbot, desk: Desk) -> None:
    desk.select(PAY, LOAD)
    assert desk.part("many:title", QLabel).text() == "2 Steps are selected"
    goal = desk.part("many:goal", QCheckBox)
    assert goal.checkState() is Qt.CheckState.PartiallyChecked
    qtbot.mouseClick(goal, Qt.MouseButton.LeftButton, pos=_mark())
    assert desk.diagram.flow.goals == {PAY, LOAD}
    assert len(desk.patches) == 1
    qtbot.mouseClick(goal, Qt.MouseButton.LeftButton, pos=_mark())
    assert desk.diagram.flow.goals == set(), "all of them were, so none is any more"
    assert len(desk.patches) == 2


def test_with_nothing_selected_the_flow_itself_is_edited(qtbot, desk: Desk) -> None:
    desk.select()
    retype(qtbot, desk.part("flow:name", Line), "Store")
    choice = desk.part("flow:onFailure", Choice)
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    flow = desk.diagram.flow
    assert (flow.name, flow.on_failure) == ("Store", OnFailure.STOP)


def test_flow_inputs_are_added_renamed_and_removed(qtbot, desk: Desk) -> None:
    desk.select()
    qtbot.mouseClick(desk.part("addDeclared"), Qt.MouseButton.LeftButton)
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "currency")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert set(desk.diagram.flow.inputs) == {"customer", "currency"}
    qtbot.mouseClick(desk.part("declared:customer:more"), Qt.MouseButton.LeftButton)
    retype(qtbot, desk.part("declared:customer:example", Line), "C-1")
    assert desk.diagram.flow.inputs[Name("customer")].example == "C-1"
    qtbot.mouseClick(desk.part("declared:customer:remove"), Qt.MouseButton.LeftButton)
    assert set(desk.diagram.flow.inputs) == {"currency"}


def test_ports_are_taken_from_the_function_without_importing_it(
    qtbot, desk, tmp_path: Path
) -> None:
    (tmp_path / "shop.py").write_text(
        "raise SystemExit\n\ndef pay(amount: float, note: str = 'x') -> str:\n"
        "    '''Take the money.'''\n    return amount\n"
    )
    desk.inspector.set_folder(tmp_path)
    button = desk.part("portsFromFunction")
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    step = desk.step()
    assert list(step.inputs) == ["amount", "currency", "note"]
    assert not step.inputs[Name("note")].required
    assert step.description == "Take the money."
    assert len(desk.patches) == 1
    assert not button.isVisible()


@pytest.mark.parametrize("source", [None, "def pay(:", "x = 1"])
def test_a_function_that_cannot_be_read_offers_no_ports(desk, tmp_path: Path, source) -> None:
    if source is not None:
        (tmp_path / "shop.py").write_text(source)
    desk.inspector.set_folder(tmp_path)
    assert not desk.part("portsFromFunction").isVisible()


def test_a_step_that_goes_away_leaves_the_flow_shown(desk: Desk) -> None:
    from designer.document import edits

    desk.push(edits.remove(desk.diagram, [PAY]))
    assert desk.part("flow:name", Line).isVisible()
    assert not desk.part("step:id", Line).isVisible()


def test_the_keyboard_gets_into_the_form(desk: Desk) -> None:
    desk.inspector.focus_step()
    assert desk.part("step:id").hasFocus()


def test_every_field_has_a_name_for_those_who_cannot_see_it(desk: Desk) -> None:
    for kind in (Line, Text, Choice):
        for field in desk.inspector.findChildren(kind):
            assert field.accessibleName(), field.objectName()


def test_fields_are_not_cut_off_at_the_least_width(desk: Desk) -> None:
    desk.resize(desk.minimumSizeHint().width(), 700)
    QApplication.processEvents()
    page = desk.part("step:id").parentWidget().parentWidget()
    for field in page.findChildren(QWidget):
        if field.isVisible() and isinstance(field, Line | Choice):
            right = field.mapTo(page, field.rect().topRight()).x()
            assert right < page.width(), field.objectName()
            assert page.width() <= page.parentWidget().width()
