from __future__ import annotations

import time
from collections import OrderedDict
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QTreeView

from designer.document.outline import DEEPEST, Entry, Kind, Outline
from designer.document.ranges import LONG, RANGE, Ranges
from designer.panels.outline_model import PORTION, OutlineModel
from engine.flow import Declared, Flow, Input, Name, Output, Step, StepId
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import LEFT, Hands, until
from tests.designer.test_window import NEVER, python_step

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def step(name: str, takes: str = "", gives: str = "") -> Step:
    return Step(
        id=StepId(name),
        kind="set",
        inputs=OrderedDict((Name(one), Input()) for one in takes.split()),
        outputs=OrderedDict((Name(one), Output()) for one in gives.split()),
    )


def flow(*steps: Step, goals: str = "") -> Flow:
    return Flow(
        steps={one.id: one for one in steps},
        goals=frozenset(StepId(goal) for goal in goals.split()),
        inputs={Name("email"): Declared()},
    )


DIAMOND = flow(
    step("end", "left right"), step("l", "start", "left"), step("r", "start email", "right"),
    step("s", "", "start"), step("spare", "start"), goals="end",
)  # fmt: skip


def named(entries: tuple[Entry, ...]) -> list[str]:
    return [f"{one.step}:{one.name}".rstrip(":") for one in entries]


def test_under_the_goals_stands_what_each_needs_and_under_it_what_that_needs():
    tree = Outline(DIAMOND)
    goals = (Entry(Kind.GOALS),)
    assert named(tree.below(goals)) == ["end"]
    end = (*goals, Entry(Kind.STEP, StepId("end")))
    assert named(tree.below(end)) == ["l:left", "r:right"]
    right = (*end, tree.below(end)[1])
    assert named(tree.below(right)) == ["s:start", "r:email"]
    assert tree.below(right)[1].kind is Kind.VALUE
    assert tree.below((*right, tree.below(right)[0])) == ()


def test_what_no_goal_needs_stands_apart_and_all_steps_stand_in_one_list():
    tree = Outline(DIAMOND)
    assert named(tree.below((Entry(Kind.UNNEEDED),))) == ["spare"]
    assert named(tree.below((Entry(Kind.ALL),))) == ["end", "l", "r", "s", "spare"]


def test_a_cycle_is_not_walked_round_and_round():
    tree = Outline(flow(step("a", "y", "x"), step("b", "x", "y"), goals="a"))
    way = tree.way_to(StepId("b"))
    again = (*way, tree.below(way)[0])
    assert again[-1].step == "a"
    assert tree.is_again(again)
    assert tree.below(again) == ()


def test_a_way_leads_to_every_step_and_a_long_one_through_the_list_of_all():
    tree = Outline(DIAMOND)
    for name in DIAMOND.steps:
        way = tree.way_to(name)
        assert way[-1].step == name
        for number in range(1, len(way) + 1):
            assert way[number - 1] in tree.below(way[: number - 1])
    chain = [step(f"s{n}", f"v{n + 1}", f"v{n}") for n in range(DEEPEST + 5)]
    deep = Outline(flow(*chain, goals="s0")).way_to(StepId(f"s{DEEPEST + 2}"))
    assert [one.kind for one in deep] == [Kind.ALL, Kind.STEP]


def test_the_model_keeps_qts_rules(qapp):
    many = flow(*(step(f"s{n}") for n in range(2 * PORTION - 50)), goals="s7")
    for shown in (DIAMOND, many):
        model = OutlineModel()
        model.show_outline(Outline(shown))
        tester = QAbstractItemModelTester(
            model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )
        section = model.index(2, 0)
        while model.canFetchMore(section):
            model.fetchMore(section)
        assert model.rowCount(section) == len(shown.steps)
        assert walk(model, QModelIndex()) > len(shown.steps)
        assert tester.model() is model


def test_after_an_edit_rows_come_and_go_and_the_others_stay_the_same_rows(qapp):
    names = [f"s{n:03}" for n in range(PORTION + 20)]
    model = OutlineModel()
    model.show_outline(Outline(flow(*map(step, names), goals="s007")))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    section = model.index(2, 0)
    kept = {
        name: QPersistentModelIndex(model.index_of((Entry(Kind.ALL), Entry(Kind.STEP, name))))
        for name in map(StepId, names[:PORTION])
    }
    for there in (
        [*names[:50], *names[51:]],
        [*names[:50], "s050x", *names[51:]],
        names[30:],
        names,
    ):
        model.follow(Outline(flow(*map(step, there), goals="s007"), model.outline))
        shown = [model.index(row, 0, section).data() for row in range(model.rowCount(section))]
        assert shown == there[: len(shown)]
        assert len(shown) >= 50
        assert section.data() == f"All steps ({len(there)})"
        assert all(kept[name].data() == name for name in kept if kept[name].isValid())
        walk(model, QModelIndex())
    assert kept[StepId("s060")].isValid()
    assert not kept[StepId("s050")].isValid()
    assert not resets
    assert tester.model() is model


def walk(model: QAbstractItemModel, above: QModelIndex) -> int:
    rows = model.rowCount(above)
    for row in range(rows):
        index = model.index(row, 0, above)
        assert model.parent(index) == above
        assert index.data()
        rows += walk(model, index)
    return rows


def test_ten_thousand_steps_cost_no_more_than_what_is_shown(qapp):
    steps = [step(f"s{n:05}", f"v{n // 3}" if n else "", f"v{n + 1}") for n in range(10_000)]
    model = OutlineModel()
    many = flow(*steps, goals="s09999")
    Outline(many)
    before = time.process_time()
    model.show_outline(Outline(many))
    assert model.rowCount(model.index(2, 0)) <= PORTION
    assert model.index(2, 0).data() == "All steps (10000)"
    assert time.process_time() - before < 0.25
    last = model.index_of(model.outline.way_to(StepId("s04000")))
    assert last.data() == "s04000"
    first, _, end = last.parent().data().partition(" to ")
    assert first <= "s04000" <= end
    assert last.parent().siblingAtColumn(1).data() == str(model.rowCount(last.parent()))
    assert last.parent().parent() == model.index(1, 0)
    assert len(model._nodes) < 3 * PORTION


@given(st.lists(st.sets(st.integers(0, 1200), max_size=1200), min_size=1, max_size=4))
def test_ranges_hold_all_steps_in_order_none_empty_and_none_long_over_any_edits(shown):
    ranges = None
    for numbers in shown:
        steps = {StepId(f"s{n:04}") for n in numbers}
        before, ranges = ranges, Ranges(steps, ranges)
        assert ranges.steps == tuple(sorted(steps))
        if len(steps) <= LONG:
            assert not ranges.begins
            continue
        parts = [ranges.within(begin) for begin in ranges.begins]
        assert tuple(chain.from_iterable(parts)) == ranges.steps
        assert all(0 < len(part) <= 2 * RANGE for part in parts)
        for begin, part in zip(ranges.begins, parts, strict=True):
            assert {ranges.begin_of(step) for step in part} == {begin}
        if before is not None:
            same = Ranges(steps, ranges)
            assert same.begins == ranges.begins


def test_an_edit_in_a_long_list_leaves_the_other_ranges_what_they_are():
    names = [StepId(f"s{n:05}") for n in range(1000)]
    ranges = Ranges(names)
    more = Ranges([*names, StepId("s00150x")], ranges)
    assert more.begins == ranges.begins
    assert len(more.within(StepId("s00100"))) == RANGE + 1
    fewer = Ranges(names[100:], more)
    assert fewer.begins == ranges.begins[1:]


# in the window ------------------------------------------------------------------------------------


@pytest.fixture
def hands(open_designer) -> Hands:
    return outlined(open_designer(EXAMPLE))


def outlined(hands: Hands) -> Hands:
    hands.canvas.setFocus()
    hands.key(Key.Key_O, CTRL | SHIFT)
    assert view(hands).isVisible()
    return hands


def view(hands: Hands) -> QTreeView:
    return hands.window.parts.outline.view


def rows(hands: Hands) -> list[str]:
    """All rows that are open, indented."""
    tree, said = view(hands), []

    def walk(above: QModelIndex, depth: int) -> None:
        for row in range(tree.model().rowCount(above)):
            index = tree.model().index(row, 0, above)
            said.append("  " * depth + str(index.data()))
            if tree.isExpanded(index):
                walk(index, depth + 1)

    walk(QModelIndex(), 0)
    return said


def press(hands: Hands, key: Qt.Key, held=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(view(hands), key, held)


async def at(hands: Hands, name: str) -> None:
    """Go down with the arrow keys until a Step is current."""
    await until(lambda: not hands.window.parts.outline._is_behind)
    press(hands, Key.Key_Home)
    for _ in range(60):
        if hands.window.parts.outline.current() == name:
            return
        press(hands, Key.Key_Right)
        press(hands, Key.Key_Down)
    raise AssertionError(f"'{name}' is not in {rows(hands)}")


async def test_arrow_keys_walk_from_the_goal_to_what_it_needs_and_the_canvas_follows(hands):
    await at(hands, "setup-account")
    assert hands.canvas.selection == {"setup-account"}
    assert any(line.strip() == "Goals (1)" for line in rows(hands))
    assert any(line.startswith("    ") and "Set up account" in line for line in rows(hands))


async def test_selecting_on_the_canvas_makes_it_the_current_row(hands):
    current = hands.window.parts.outline.current
    for step in ("generate-documents", "complete-onboarding"):
        hands.click_step(step)
        await until(lambda step=step: current() == step, "the outline follows the canvas")


async def test_a_click_on_the_row_where_one_is_selects_it_again(hands):
    await at(hands, "generate-documents")
    place = view(hands).visualRect(view(hands).currentIndex()).center()
    QTest.mouseClick(view(hands).viewport(), LEFT, pos=place)
    assert hands.canvas.selection == {"generate-documents"}
    hands.canvas.select(())
    hands.canvas.setFocus()
    QTest.mouseClick(view(hands).viewport(), LEFT, pos=place)
    assert hands.canvas.selection == {"generate-documents"}
    assert hands.find(QLineEdit, "step:id").text() == "generate-documents"


async def test_a_row_tells_assistive_technology_how_the_step_stands(hands):
    await at(hands, "complete-onboarding")
    index = view(hands).currentIndex()
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Goal" in spoken
    assert "account_id" in spoken.partition("takes")[2]
    press(hands, Key.Key_Right)
    await until(lambda: "missing" in hands.canvas.port_status("setup-account", "input", "email"))
    await at(hands, "setup-account")
    assert "gives account_id" in view(hands).currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)


async def test_f2_renames_in_place_and_a_refusal_is_a_sentence(hands):
    await at(hands, "setup-account")
    steps = hands.window.document.to_json()["steps"]
    press(hands, Key.Key_F2)
    editor = view(hands).findChild(QLineEdit)
    assert editor.text() == steps["setup-account"]["title"], "what the row reads"
    QTest.keyClick(editor, Key.Key_Delete)
    QTest.keyClick(editor, Key.Key_Return)
    await until(lambda: "title" not in hands.window.document.to_json()["steps"]["setup-account"])
    await until(lambda: view(hands).findChild(QLineEdit) is None)
    press(hands, Key.Key_F2)
    editor = await until(lambda: view(hands).findChild(QLineEdit))
    assert editor.text() == "setup-account", "without a title it is called by its id"
    QTest.keyClicks(editor, "make-account")
    QTest.keyClick(editor, Key.Key_Return)
    await until(lambda: "make-account" in hands.window.document.diagram.flow.steps)
    await until(lambda: hands.window.parts.outline.current() == "make-account")
    press(hands, Key.Key_F2)
    editor = await until(lambda: view(hands).findChild(QLineEdit))
    editor.setText("generate-documents")
    QTest.keyClick(editor, Key.Key_Return)
    told = hands.window.parts.outline.told
    await until(lambda: "There is a step 'generate-documents' already" in told())
    assert "make-account" in hands.window.document.diagram.flow.steps


async def test_g_d_and_del_do_what_they_do_on_the_canvas(hands):
    document = hands.window.document
    await at(hands, "setup-account")
    press(hands, Key.Key_G)
    assert "setup-account" in document.diagram.flow.goals
    await at(hands, "generate-documents")
    press(hands, Key.Key_D)
    assert document.diagram.flow.steps["generate-documents"].disabled
    press(hands, Key.Key_D)
    assert not document.diagram.flow.steps["generate-documents"].disabled
    press(hands, Key.Key_Delete)
    assert "generate-documents" not in document.diagram.flow.steps
    await until(lambda: not any("Generate documents" in line for line in rows(hands)))
    assert hands.window.focusWidget() is view(hands)
    assert view(hands).currentIndex().isValid()


async def test_keys_pressed_faster_than_the_tree_follows_find_no_step_that_is_gone(hands):
    await at(hands, "generate-documents")
    press(hands, Key.Key_Delete)
    assert hands.window.parts.outline.current() == "generate-documents", "the tree is behind"
    before = hands.window.document.diagram
    press(hands, Key.Key_L, CTRL)
    press(hands, Key.Key_Delete)
    assert hands.window.canvas.focus_step is None
    assert hands.window.document.diagram is before


async def test_a_step_is_added_and_connected_by_keys_alone(hands):
    document = hands.window.document
    press(hands, Key.Key_Insert)
    search = hands.find(QLineEdit, "chooserSearch")
    QTest.keyClicks(search, "file")
    QTest.keyClick(search, Key.Key_Return)
    added = next(one for one in document.diagram.flow.steps.values() if one.kind == "file")
    assert hands.window.parts.outline.current() == added.id
    assert hands.window.focusWidget() is view(hands)
    press(hands, Key.Key_L, CTRL)
    search = hands.find(QLineEdit, "chooserSearch")
    QTest.keyClicks(search, "welcome.customer_name")
    assert hands.window.ways.chooser.shown()[0] == "send-welcome-email.customer_name"
    QTest.keyClick(search, Key.Key_Return)
    reads = document.diagram.flow.steps["send-welcome-email"].inputs["customer_name"]
    content = added.outputs["content"].writes("content")
    assert reads.reads("customer_name") == (content,)
    assert "Connect" in document.undo_text
    assert hands.window.focusWidget() is view(hands)


async def test_a_target_that_cannot_be_is_grey_with_the_sentence(hands):
    await at(hands, "complete-onboarding")
    press(hands, Key.Key_L, CTRL)
    search = hands.find(QLineEdit, "chooserSearch")
    QTest.keyClicks(search, "setup-account.email")
    before = hands.window.document.diagram
    QTest.keyClick(search, Key.Key_Return)
    assert (
        "'complete-onboarding.onboarding_complete' gives boolean"
        in hands.window.ways.chooser.told()
    )
    assert hands.window.document.diagram is before


async def test_enter_edits_in_the_inspector(hands):
    await at(hands, "setup-account")
    press(hands, Key.Key_Return)
    focused = QApplication.focusWidget()
    assert hands.window.inspector.isAncestorOf(focused)


async def test_escape_leads_back_from_the_form_to_the_outline_that_led_there(hands):
    await at(hands, "setup-account")
    press(hands, Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert view(hands).hasFocus()
    press(hands, Key.Key_Return)
    hands.canvas.setFocus()  # whoever was there since goes back there
    hands.key(Key.Key_Return)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert hands.canvas.hasFocus()


async def test_a_run_is_started_from_the_outline_and_its_rows_tell_of_it(open_designer, write_flow):
    hands = outlined(open_designer(write_flow({"a": python_step("never")}, ["a"], NEVER)))
    await at(hands, "a")
    press(hands, Key.Key_F5)
    await until(lambda: "running" in view(hands).currentIndex().siblingAtColumn(1).data())


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
async def test_the_menu_key_lists_what_can_be_done(hands):
    await at(hands, "setup-account")
    press(hands, Key.Key_Menu)
    menu = hands.window.parts.outline.findChild(QMenu, "outlineMenu")
    words = {action.text(): action for action in menu.actions()}
    assert {"Rename", "Disable", "Goal", "Delete", "Connect an output…"} <= words.keys()
    words["Goal"].trigger()
    menu.close()
    assert "setup-account" in hands.window.document.diagram.flow.goals


async def test_what_was_open_stays_open_over_an_edit(hands):
    await at(hands, "setup-account")
    opened = [line for line in rows(hands) if line.startswith("  ")]
    press(hands, Key.Key_G)
    await until(lambda: "Goals (2)" in rows(hands))
    assert set(opened) <= set(rows(hands)) | {"  "}
    assert hands.window.parts.outline.current() == "setup-account"


async def test_undo_works_from_the_outline(hands):
    await at(hands, "setup-account")
    press(hands, Key.Key_G)
    press(hands, Key.Key_Z, CTRL)
    assert hands.window.document.diagram.flow.goals == {"complete-onboarding"}


async def test_a_double_click_shows_the_step_on_the_canvas(hands):
    for _ in range(9):
        hands.canvas.zoom_in()
    hands.canvas.pan(-3000, -3000)
    index = view(hands).model().index(0, 0, view(hands).model().index(0, 0))
    place = view(hands).visualRect(index).center()
    QTest.mouseClick(view(hands).viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(view(hands).viewport(), Qt.MouseButton.LeftButton, pos=place)
    box = hands.canvas.step_rect("complete-onboarding")
    assert hands.canvas.viewport().rect().intersects(box)
    assert box.contains(box.center() + QPoint(0, 0))


async def test_undoing_a_duplicate_leads_back_to_the_step_it_was_made_of(hands):
    outline = hands.window.parts.outline
    await at(hands, "setup-account")
    press(hands, Key.Key_D, CTRL)
    await until(lambda: outline.current() == "setup-account_2")
    press(hands, Key.Key_Z, CTRL)
    await until(lambda: outline.current() == "setup-account", "not to a heading")
    press(hands, Key.Key_G)
    assert "setup-account" in hands.window.document.diagram.flow.goals


async def test_where_the_last_step_beneath_a_heading_goes_one_stands_on_a_step(hands):
    outline = hands.window.parts.outline
    await at(hands, "complete-onboarding")
    press(hands, Key.Key_D, CTRL)
    await until(lambda: outline.current() == "complete-onboarding_2")
    press(hands, Key.Key_Home)
    press(hands, Key.Key_Down)
    while outline.current() != "complete-onboarding_2":
        press(hands, Key.Key_Down)
    hands.window.parts.outline._from = None  # as if one had come here by hand
    press(hands, Key.Key_Delete)
    steps = hands.window.document.diagram.flow.steps
    await until(lambda: outline.current() in steps)


async def test_a_key_that_can_do_nothing_on_a_heading_says_so(hands):
    await at(hands, "setup-account")
    before, outline = hands.window.document.diagram, hands.window.parts.outline
    plain = [Key.Key_G, Key.Key_D, Key.Key_P, Key.Key_F2, Key.Key_Delete, Key.Key_Return]
    none = Qt.KeyboardModifier.NoModifier
    with_ctrl = [Key.Key_C, Key.Key_X, Key.Key_D, Key.Key_L, Key.Key_Delete]
    for key, held in [*((one, none) for one in plain), *((one, CTRL) for one in with_ctrl)]:
        press(hands, Key.Key_Home)
        press(hands, key, held)
        told = "'Goals (1)' is not a step: go to one with the arrow keys."
        assert (key, outline.told()) == (key, told)
        assert outline._told.isVisible()
        press(hands, Key.Key_Down)
        assert outline.told() == ""
    assert hands.window.document.diagram is before, "nor to the Step that one came from"
    assert hands.window.focusWidget() is view(hands)


async def test_in_an_empty_flow_a_key_says_that_there_is_no_step_yet(open_designer):
    hands = outlined(open_designer())
    press(hands, Key.Key_Delete)
    assert hands.window.parts.outline.told() == "There is no step here yet: Ins adds one."
    press(hands, Key.Key_Insert)
    assert hands.find(QLineEdit, "chooserSearch")
