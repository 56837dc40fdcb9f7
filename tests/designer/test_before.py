"""What is to be known before a run: the live plan, why, suggestions, the form, what would be reused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from designer.canvas.emphasis import Emphasis
from designer.canvas.strength import REST
from engine.flow import FLOW_INPUTS, Name, Port, StepId, Wire
from engine.state import RunStatus
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import LEFT, Hands, until

Key = Qt.Key
Write = Callable[..., Path]
Open = Callable[..., Hands]

WORK = '''
def email(customer: dict) -> str:
    """Look up the address."""

def customer(customer_id: str) -> dict: ...

def send(email: str, text: str) -> bool:
    return True
'''
FAILING = """
def load() -> str:
    raise ValueError("no such file")

def show(text: str) -> str:
    return text
"""
SLOW = """
import time

def load() -> str:
    time.sleep(0.15)
    return "x"

def show(text: str) -> str:
    time.sleep(0.15)
    return text
"""
STEPS: dict[str, Any] = {
    "send": {
        "kind": "python", "config": {"function": "work:send"},
        "inputs": {"email": {"type": "string"}, "text": {"type": "string"}},
        "outputs": {"sent": {"type": "boolean"}},
    },
    "compose": {
        "kind": "set", "config": {"values": {"text": "hello"}}, "outputs": {"text": {"type": "string"}},
    },
    "old": {
        "kind": "set", "config": {"values": {"remark": "old"}}, "outputs": {"remark": {"type": "string"}},
    },
}  # fmt: skip
PLACES = {"positions": {"send": [520, 0], "compose": [160, 140], "old": [160, 320]}}


async def opened(open_designer: Open, path: Path) -> Hands:
    hands = open_designer(path)
    await planned(hands)
    hands.canvas.setFocus()
    return hands


async def planned(hands: Hands) -> None:
    """The newest check is in, and what it would come to is worked out."""
    flow = hands.window.document.diagram.flow

    def settled() -> bool:
        window = hands.window
        page, planning = window.pages.current, window.planning
        there = page.plan.origin.flow is flow or page.plan.origin.flow == flow
        return there and not planning.foreseer.is_busy

    await until(settled, "the Flow is planned")


def share(hands: Hands, step: str) -> float:
    """How strongly a card comes to be painted."""
    canvas = hands.canvas
    look = canvas.picture.steps[StepId(step)]
    return canvas.light.strength().rest_of_step(look, canvas.theme.share("unneeded"))


def link(hands: Hands, name: str, href: str) -> None:
    """Click a link of a line of words, found where it is drawn."""
    label = hands.find(QLabel, name)
    assert f'href="{href}"' in label.text(), label.text()
    label.linkActivated.emit(href)


async def test_what_is_pointed_out_is_outlined_until_esc_or_an_edit(open_designer: Open) -> None:
    hands = await opened(open_designer, EXAMPLE)
    canvas, told = hands.canvas, []
    canvas.announced.connect(told.append)
    step, other = StepId("setup-account"), StepId("generate-documents")
    wire = Wire(
        Port(step, Name("account_id")), Port(StepId("complete-onboarding"), Name("account_id"))
    )
    emphasis = Emphasis(steps=frozenset({step}), wires=frozenset({wire}), words="The way")
    plain = canvas.grab().toImage()
    canvas.emphasise(emphasis)
    assert canvas.emphasis == emphasis
    assert told == ["The way"]
    assert (share(hands, step), share(hands, other)) == (1.0, REST)
    strength = canvas.light.strength()
    assert strength.of_wire(wire, canvas.picture.wires[wire], 0.5) == 1.0
    assert (strength.outlines(step), strength.outlines(other)) == (True, False)
    assert strength.traces(wire)
    assert canvas.grab().toImage() != plain
    hands.key(Key.Key_Escape)
    assert canvas.emphasis is None
    canvas.emphasise(emphasis)
    canvas.select([other])
    hands.key(Key.Key_D)
    assert canvas.emphasis is None, "an edit takes it away"
    canvas.emphasise(emphasis)
    canvas.zoom_to(0.2)
    far = canvas.grab().toImage()
    canvas.emphasise(None)
    assert canvas.grab().toImage() != far, "it is seen from afar too"


async def test_the_line_says_what_the_goals_need_and_what_an_edit_would_change(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["send"], WORK, view=PLACES))
    canvas, planning = hands.canvas, hands.window.planning
    assert planning.line.text() == ("Goal send: 2 of 3 Steps, needs email · 1 Step serves no Goal")
    run = hands.find(QPushButton, "runButton")
    assert run.text() == "Needs 1 input"
    assert (share(hands, "old"), share(hands, "send")) == (0.55, 1.0)
    hands.connect(("old", "remark"), ("send", "email"), release=False)
    await until(planning.line.would, "what it would change is told")
    assert planning.line.would() == "+1 Step, no longer needs 'email'"
    assert share(hands, "send") == 1.0
    hands.release(canvas.port_center("send", "input", "email"))
    await planned(hands)
    assert planning.line.text() == "Goal send: 3 of 3 Steps, ready to run"
    assert (run.text(), planning.line.would()) == ("Run", "")
    assert share(hands, "old") == 1.0
    hands.click_step("send")
    hands.key(Key.Key_G)
    await planned(hands)
    assert planning.line.text() == "No goal yet: select a step and press G"
    assert share(hands, "old") == 1.0, "no Goal yet: nothing is dimmed"


async def test_a_suggestion_that_is_looked_at_tells_what_it_would_change(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["send"], WORK, view=PLACES))
    line = hands.window.planning.line
    end = hands.canvas.port_center("send", "input", "email")
    hands.drag(end, end + QPoint(-260, -40))
    search = hands.find(QLineEdit, "adderSearch")
    await until(lambda: "no longer needs 'email'" in line.would(), "it is told")
    QTest.keyClicks(search, "no such kind")
    assert line.would() == "", "nothing is looked at"
    QTest.keyClick(search, Key.Key_Escape)
    assert line.would() == ""


async def test_what_is_held_or_new_stays_bright_and_x_shows_everything(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["send"], WORK, view=PLACES))
    canvas, light = hands.canvas, hands.canvas.light
    assert share(hands, "old") == 0.55
    hands.click_step("old")
    assert share(hands, "old") == 1.0, "what is selected stays bright"
    light.fresh_for = 60
    hands.key(Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    (new,) = canvas.selection
    canvas.select(())
    await planned(hands)
    assert share(hands, "old") == 0.55
    assert new not in light.fresh or share(hands, new) == 1.0, "what was just added stays bright"
    await until(lambda: share(hands, new) == 0.55, "and is dimmed after a while")
    canvas.setFocus()
    hands.key(Key.Key_X)
    assert share(hands, "old") == 1.0
    action = next(a for a in hands.window.actions() if a.objectName() == "showEverything")
    assert action.isChecked()
    assert "everything is shown" in hands.window.planning.line.text()
    hands.key(Key.Key_X)
    assert share(hands, "old") == 0.55
    assert not action.isChecked()
    link(hands, "planWords", "spare:")
    assert canvas.selection == {"old", new}


async def test_a_card_fades_instead_of_jumping_where_motion_is_wanted(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["send"], WORK, view=PLACES))
    canvas = hands.canvas
    canvas.set_reduced_motion(False)
    canvas.light.show_everything(True)
    old = canvas.picture.steps[StepId("old")]

    def now() -> float:
        return canvas.light.strength().of_step(old, 0.55)

    seen = [now()]
    assert canvas.light.is_fading
    while canvas.light.is_fading:
        await until(lambda: now() > seen[-1] or not canvas.light.is_fading, "it goes on")
        seen.append(now())
    assert seen == sorted(seen)
    assert seen[0] < 0.7
    assert seen[-1] == 1.0
    assert any(0.56 < share < 0.99 for share in seen), "it was on its way"
    canvas.set_reduced_motion(True)
    canvas.light.show_everything(False)
    assert not canvas.light.is_fading


async def test_y_says_why_and_shows_the_way_to_the_goal(open_designer: Open) -> None:
    hands = await opened(open_designer, EXAMPLE)
    canvas, explaining = hands.canvas, hands.window.explaining
    hands.click_step("setup-account")
    hands.key(Key.Key_Y)
    await until(lambda: canvas.emphasis, "the answer is there")
    card = hands.find(QWidget, "whyCard")
    text = explaining.card.text()
    assert "Step 'setup-account' is in the plan, but cannot run yet" in text
    assert "Give 'email' a value." in text
    assert canvas.emphasis is not None
    assert canvas.emphasis.steps >= {"setup-account", "complete-onboarding"}
    assert ("input", Port(StepId("setup-account"), Name("email"))) in canvas.emphasis.ports
    assert canvas.hasFocus(), "the keys stay with the canvas"
    assert not card.geometry().intersects(canvas.step_rect("setup-account")), "it covers no answer"
    hands.click_step("generate-documents")
    await until(lambda: "generate-documents" in explaining.card.text(), "it follows the selection")
    link(hands, "whyText", "name:complete-onboarding")
    assert canvas.selection == {"complete-onboarding"}
    await until(lambda: "is a goal" in explaining.card.text(), "and a name leads to its Step")
    hands.key(Key.Key_Y, Qt.KeyboardModifier.ShiftModifier)
    text_label = hands.find(QLabel, "whyText")
    assert text_label.hasFocus(), "the keys can go there, from link to link"
    QTest.keyClick(text_label, Key.Key_Escape)
    assert canvas.hasFocus()
    assert (explaining.is_open, canvas.emphasis) == (False, None), "and Esc leads back"
    hands.key(Key.Key_Y)
    await until(lambda: canvas.emphasis)
    hands.key(Key.Key_Y)
    assert (explaining.is_open, canvas.emphasis) == (False, None), "asked again, it goes"
    wire = Wire(Port(FLOW_INPUTS, Name("email")), Port(StepId("setup-account"), Name("email")))
    canvas.select((), [wire])
    hands.key(Key.Key_Y)
    await until(lambda: canvas.emphasis and wire in canvas.emphasis.wires, "also of a wire")
    made = next(w for w in sorted(canvas.picture.curves) if w.source.step == "generate-documents")
    canvas.select((), [made])
    await until(lambda: "generate-documents." in hands.find(QLabel, "whyTitle").text())

    def said() -> str:
        return re.sub("<[^>]*>", "", hands.find(QLabel, "whyText").text())

    way = f"{made.source.step} → {made.target.step}"
    await until(lambda: way in said(), "the way begins where it is made")
    title, close = hands.find(QLabel, "whyTitle"), hands.find(QWidget, "whyClose")
    assert title.heightForWidth(title.width()) <= title.height(), "the title is whole"
    assert title.geometry().right() < close.geometry().left()
    area = hands.find(QScrollArea, "whyArea")
    await until(lambda: area.verticalScrollBar().maximum() == 0, "there is room for all of it")
    hands.key(Key.Key_Escape)
    assert not explaining.is_open
    canvas.set_hover(("output", Port(StepId("setup-account"), Name("account_id"))))
    hands.key(Key.Key_Y)
    await until(lambda: "'account_id'" in explaining.card.text(), "and of a port")


async def test_why_not_says_what_would_change_it_and_a_click_does_it(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["send"], WORK, view=PLACES))
    explaining = hands.window.explaining
    hands.click_step("old")
    hands.key(Key.Key_Y)
    await until(lambda: hands.canvas.emphasis, "answered")
    lines = explaining.card.text().splitlines()
    assert "Step 'old' is not in the plan: not needed for any goal." in lines
    marks = [
        n for n, it in enumerate(explaining.answers[0].suggestions) if it.action == "mark_goal"
    ]
    link(hands, "whyText", f"do:0,{marks[0]}")
    assert hands.window.document.diagram.flow.goals == {"send", "old"}
    assert not explaining.is_open
    hands.window.document.undo_stack.undo()
    assert hands.window.document.diagram.flow.goals == {"send"}


async def test_after_a_run_why_goes_down_to_the_root_and_a_badge_asks_too(
    open_designer: Open, write_flow: Write
) -> None:
    module = FAILING
    steps = {
        "load": {"kind": "python", "config": {"function": "work:load"}, "outputs": {"text": {}}},
        "show": {
            "kind": "python", "config": {"function": "work:show"}, "inputs": {"text": {}},
            "outputs": {"shown": {}},
        },
    }  # fmt: skip
    places = {"positions": {"load": [0, 0], "show": [360, 0]}}
    hands = await opened(open_designer, write_flow(steps, ["show"], module, view=places))
    hands.click("runButton")
    await until(lambda: hands.window.session.status is RunStatus.FAILED, "the run fails")
    await until(lambda: hands.canvas.step_status("show") == "blocked")
    box = hands.canvas.step_rect("show")
    zoom = hands.canvas.camera.zoom
    badge = QPoint(round(box.left() + 21 * zoom), round(box.bottom() - 13 * zoom))
    hands.click_at(badge)
    explaining = hands.window.explaining
    await until(lambda: "no such file" in explaining.card.text(), "the root is named")
    assert hands.canvas.emphasis is not None
    assert hands.canvas.emphasis.steps >= {"load", "show"}
    hands.canvas.setFocus()
    hands.key(Key.Key_Escape)
    hands.click_step("load")
    hands.key(Key.Key_D)
    await planned(hands)
    hands.click_step("show")
    hands.key(Key.Key_Y)
    await until(lambda: hands.canvas.emphasis, "answered")
    assert "no such file" not in explaining.card.text(), "after an edit the Plan answers"


async def test_ghosts_are_cycled_by_tab_taken_by_enter_and_dropped_by_esc(
    open_designer: Open, write_flow: Write
) -> None:
    hands = await opened(open_designer, write_flow(STEPS, ["send"], WORK, view=PLACES))
    canvas, window = hands.canvas, hands.window
    proposing, before = window.suggesting.proposing, window.document.diagram
    hands.click_step("send")
    assert not proposing.is_on, "never unasked"
    hands.key(Key.Key_O)
    await until(lambda: proposing.is_on, "what could give it is shown")
    first = proposing.chosen
    assert first is not None
    assert first.adds == ("email", "customer")
    assert "'email' with" in first.sentence.replace("work:email", "email")
    assert "needs 'customer_id'" in first.sentence
    assert [ghost.look.step for ghost in canvas.preview.ghosts if ghost.share > 0.5] == [
        "email", "customer",
    ]  # fmt: skip
    await until(window.planning.line.would)
    assert window.planning.line.would() == "+2 Steps, needs 'customer_id', no longer needs 'email'"
    assert 1 < len(proposing.shown) <= 3
    hands.key(Key.Key_Tab)
    assert proposing.chosen == proposing.shown[1]
    hands.key(Key.Key_Escape)
    assert not proposing.is_on
    assert window.document.diagram == before
    hands.key(Key.Key_O)
    await until(lambda: proposing.is_on)
    hands.key(Key.Key_Return)
    assert not proposing.is_on
    after = window.document.diagram
    assert set(after.flow.steps) == {"send", "compose", "old", "email", "customer"}
    assert canvas.selection == {"email", "customer"}
    cards = [canvas.step_rect(step) for step in after.flow.steps]
    assert not any(a.intersects(b) for a in cards for b in cards if a is not b), "none over another"
    window.document.undo_stack.undo()
    assert window.document.diagram.flow == before.flow, "one step of undo"
    canvas.setFocus()
    canvas.select(["send"])
    hands.key(Key.Key_O)
    await until(lambda: proposing.is_on)
    ghost = canvas.preview.ghosts[-1].card.rect.center
    at = canvas.camera.to_view(ghost)
    hands.click_at(QPoint(round(at.x), round(at.y)))
    assert window.document.diagram != before, "a click takes it too"


async def test_the_form_rings_ports_keeps_sets_and_makes_values_part_of_the_flow(
    open_designer: Open,
) -> None:
    hands = await opened(open_designer, EXAMPLE)
    window, canvas = hands.window, hands.canvas
    hands.click("runButton")
    hands.find(QLineEdit, "input:email").setFocus()
    assert canvas.emphasis is not None
    assert canvas.emphasis.ports == {
        ("input", Port(StepId(step), Name("email")))
        for step in ("setup-account", "send-welcome-email")
    }
    assert not canvas.emphasis.dims_rest
    hands.type_into("input:customer_id", "C-7", commit=False)
    hands.type_into("input:email", "ada@example.org", commit=False)
    hands.click("valueSetSave")
    hands.type_into("valueSetName", "ada")
    presets = window.document.diagram.flow.presets
    assert presets["ada"] == {"customer_id": "C-7", "email": "ada@example.org"}
    assert "--set ada" in hands.find(QLabel, "valueSetTold").text()
    for name in ("customer_id", "email"):
        hands.find(QLineEdit, f"input:{name}").setText("")
    await planned(hands)
    sets = hands.find(QComboBox, "valueSets")
    sets.setFocus()
    sets.setCurrentIndex(0)
    QTest.keyClick(sets, Key.Key_Down)
    sets.activated.emit(sets.findText("ada"))
    assert hands.find(QLineEdit, "input:email").text() == "ada@example.org"
    QTest.mouseClick(hands.find(QToolButton, "fix:email"), LEFT)
    assert window.document.diagram.flow.inputs[Name("email")].default == "ada@example.org"
    await until(lambda: not window.findChildren(QLineEdit, "input:email"), "it is asked no more")
    assert hands.find(QPushButton, "runButton").text() == "Needs 2 inputs"
    window.document.undo_stack.undo()
    window.document.undo_stack.undo()
    assert "ada" not in window.document.diagram.flow.presets
    await planned(hands)
    QTest.mouseClick(hands.find(QToolButton, "make:customer_name"), LEFT)
    proposing = window.suggesting.proposing
    await until(lambda: proposing.is_on, "Steps that could give it are shown")
    assert window.parts.form.isHidden()


async def test_defaults_can_be_given_other_values_for_one_run(
    open_designer: Open, write_flow: Write
) -> None:
    inputs = {
        "text": {"type": "string", "description": "What to say"},
        "size": {"type": "integer", "default": 3},
    }
    steps = {
        "send": {**STEPS["send"], "inputs": {
            "text": {"type": "string"}, "size": {"type": "integer"},
            "note": {"type": "string", "required": False},
        }},
    }  # fmt: skip
    hands = await opened(open_designer, write_flow(steps, ["send"], WORK, inputs=inputs))
    hands.click("runButton")
    form = hands.window.parts.form
    given: list[Any] = []
    form.submitted.connect(given.append)
    assert list(form.texts()) == ["text"], "what has a default is not asked for"
    assert hands.find(QPushButton, "inputsMore").text() == "More values (2)"
    hands.click("inputsMore")
    assert list(form.texts()) == ["text", "size", "note"]
    assert hands.find(QLineEdit, "input:size").placeholderText() == "3"
    hands.type_into("input:text", "hello", commit=False)
    hands.type_into("input:size", "5", commit=False)
    hands.click("inputsRun")
    assert given == [{"text": "hello", "size": 5}], "an empty one keeps its default"
    await until(lambda: hands.window.run_status() in ("completed", "failed"), "the run ends")
    assert form.isHidden()


async def test_what_would_be_reused_and_how_long_it_takes_is_told_after_a_first_run(
    open_designer: Open, write_flow: Write
) -> None:
    module = SLOW
    steps = {
        "load": {
            "kind": "python", "cache": True, "config": {"function": "work:load"},
            "outputs": {"text": {}},
        },
        "show": {
            "kind": "python", "config": {"function": "work:show"}, "inputs": {"text": {}},
            "outputs": {"shown": {}},
        },
    }  # fmt: skip
    hands = await opened(open_designer, write_flow(steps, ["show"], module))
    planning, canvas = hands.window.planning, hands.canvas
    assert planning.line.text() == "Goal show: 2 of 2 Steps, ready to run", "nothing is guessed"
    hands.click("runButton")
    await until(lambda: hands.window.session.status is RunStatus.COMPLETED)
    await until(lambda: "1 reused" in planning.line.text(), "what is remembered is told")
    took = planning.foreseen.steps[StepId("show")].seconds
    assert took is not None
    assert 0.15 <= took < 2.0
    assert "about " in planning.line.text()
    canvas.show_run(None, frozenset())
    assert canvas.step_text("load").splitlines()[1].startswith("will be reused · from ")
    assert "Not reused" not in canvas.picture.steps[StepId("show")].tip


async def test_what_is_wrong_beside_the_goal_is_a_note_and_stops_no_run(
    open_designer: Open, write_flow: Write
) -> None:
    steps = {**STEPS, "bad": {"kind": "no-such-kind", "outputs": {"x": {}}}}
    del steps["old"]
    email = {"type": "string", "value": "ada@example.org"}
    steps["send"] = {**STEPS["send"], "inputs": {"email": email, "text": {"type": "string"}}}
    hands = await opened(open_designer, write_flow(steps, ["send"], WORK, view=PLACES))
    window = hands.window
    run = hands.find(QPushButton, "runButton")
    (note,) = [p for p in window.problem_list if p.step == "bad"]
    rows = window.parts.problems.findChild(QWidget, "problems").model()
    last = rows.index(rows.rowCount() - 1, 0)
    assert last.data(Qt.ItemDataRole.UserRole) == note, "notes come last"
    assert last.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert "stops no run" in last.data(Qt.ItemDataRole.ToolTipRole)
    assert hands.canvas.picture.steps[StepId("bad")].tone == "off"
    assert run.text() == "Run"
    hands.click_step("bad")
    hands.key(Key.Key_G)
    await until(lambda: run.text() == "1 problem", "now it stands in the way")
    assert last.model().index(0, 0).data(Qt.ItemDataRole.ForegroundRole) is None
