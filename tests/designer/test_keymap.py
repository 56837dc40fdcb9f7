from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QTreeView

from designer.panels.chooser import CHOICE
from designer.panels.fuzzy import ranked, score
from designer.session.settings import Settings
from designer.window.actions import ACTIONS
from designer.window.key_presets import PRESET_NAMES, PRESETS
from designer.window.keymap import Keymap, commands, is_plain, told
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import LEFT, Hands, until

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
Key = Qt.Key


@pytest.fixture
def keymap(qapp, tmp_path: Path) -> Keymap:
    return Keymap(commands(ACTIONS), Settings(tmp_path / "settings.ini"), qapp)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_two_commands_share_a_key_in_any_preset(keymap, preset):
    keymap.choose_preset(preset)
    shared = [
        (one, other, sorted(both))
        for one, other in combinations(keymap.commands, 2)
        if (both := set(keymap.keys(one)) & set(keymap.keys(other)))
    ]
    assert shared == []


def test_every_preset_has_a_name_and_changes_something(keymap):
    assert PRESETS.keys() == PRESET_NAMES.keys()
    usual = {one: keymap.keys(one) for one in keymap.commands}
    for preset in filter(None, PRESETS):
        keymap.choose_preset(preset)
        assert {one: keymap.keys(one) for one in keymap.commands} != usual


@pytest.mark.parametrize("preset", PRESETS)
def test_every_command_of_a_preset_is_there(keymap, preset):
    assert PRESETS[preset].keys() <= keymap.commands.keys()


def test_letters_and_what_edits_text_are_plain_and_the_rest_is_not():
    for keys in ("G", "Shift+G", "Del", "Home", "?", "0"):
        assert is_plain(keys), keys
    for keys in ("F5", "Ctrl+S", "Alt+A, L", "Shift+F3", "Ctrl+Shift+Z"):
        assert not is_plain(keys), keys


def test_keys_are_taken_away_from_who_has_them_and_a_reset_does_not_take_them_back(keymap):
    assert keymap.conflict("copy", "Ctrl+D").startswith("Ctrl+D already stands for 'Duplicate'")
    keymap.bind("copy", ("Ctrl+D",))
    assert keymap.keys("copy") == ("Ctrl+D",)
    assert keymap.keys("duplicate") == ()
    assert keymap.is_own("duplicate")
    keymap.reset("duplicate")
    assert keymap.keys("duplicate") == ()
    keymap.reset("copy")
    keymap.reset("duplicate")
    assert keymap.keys("copy") == ("Ctrl+C",)
    assert keymap.keys("duplicate") == ("Ctrl+D",)
    assert not keymap.is_own("duplicate")


def test_own_keys_outlive_the_program_and_nonsense_in_the_file_is_passed_over(qapp, tmp_path):
    file = tmp_path / "settings.ini"
    settings = Settings(file)
    Keymap(commands(ACTIONS), settings, qapp).bind("copy", ("F12",))
    settings.key_preset = "blender"
    settings.flush()
    again = Keymap(commands(ACTIONS), Settings(file), qapp)
    assert again.keys("copy") == ("F12",)
    assert again.preset == "blender"
    assert "X" in again.keys("delete")
    other = Settings(file)
    other._stored.setValue("keys/own", '{"copy": "F12", "paste": [1], "cut": ["F11"]}')
    other.key_preset = "nowhere"
    last = Keymap(commands(ACTIONS), other, qapp)
    assert (last.keys("copy"), last.keys("cut"), last.preset) == (("Ctrl+C",), ("F11",), "")


def test_arrows_and_esc_are_nobodys(keymap):
    for keys in ("Esc", "Left", "Ctrl+Shift+Down"):
        assert "cannot be given away" in keymap.refusal(keys), keys
    assert keymap.refusal("Alt+Left") == keymap.refusal("Ctrl+L") == ""


def test_a_sign_that_needs_shift_is_told_once():
    assert told(("?", "Shift+?")) == "?"
    assert told(("G", "Shift+F")) == "G, Shift+F"


def test_typed_letters_find_names_by_their_beginnings_and_best_first():
    names = ["Zoom in", "Zoom out", "Minimap", "Export as SVG", "Save as"]
    assert ranked("zmin", names, str, lambda _: "")[0] == "Zoom in"
    assert ranked("exsvg", names, str, lambda _: "") == ["Export as SVG"]
    assert ranked("map", names, str, lambda _: "") == ["Minimap"]
    assert ranked("", names, str, lambda _: "") == names
    assert ranked("picture", names, str, lambda one: "picture" if "SVG" in one else "") == [
        "Export as SVG"
    ]
    assert score("xyz", "Zoom in") is None


def test_what_is_called_just_that_comes_first_then_what_begins_so():
    names = ["Back to the step that runs", "Run only this", "Rerun", "Go back", "Run", "On the run"]
    found = ranked("run", names, str, lambda _: "")
    assert found[:2] == ["Run", "Run only this"]
    assert found[2:4] == ["Back to the step that runs", "On the run"]
    assert found[4] == "Rerun"
    assert ranked("back", names, str, lambda _: "")[0] == "Back to the step that runs"
    swapped = ["Select what feeds it", "Select what it feeds"]
    assert ranked("Select what it feeds", swapped, str, lambda _: "") == swapped[::-1]
    german = {"Laufen": "Run", "Run in Ruhe": "Run slowly"}
    assert ranked("run", german, str, german.__getitem__, german.__getitem__)[0] == "Laufen"


async def test_the_whole_name_of_any_command_is_row_one_in_every_language(open_designer, language):
    hands = open_designer(EXAMPLE)
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_K, CTRL)
    field, rows = hands.find(QLineEdit, "chooserSearch"), hands.find(QTreeView, "chooserRows")
    first = rows.model()
    choices = [first.index(row, 0).data(CHOICE) for row in range(first.rowCount())]
    assert len(choices) == len(commands(ACTIONS)) - 1, "all but this one"
    spoken = {one.text for one in choices}
    assert len(spoken) == len(choices), "no two have one name"
    for choice in choices:
        english = {choice.known_as} - spoken  # what is spoken here comes before English
        for name in {choice.text, choice.text.lower(), *english}:
            field.setText(name)
            assert first.index(0, 0).data(CHOICE) is choice, name


# in the window ------------------------------------------------------------------------------------


@pytest.fixture
def hands(open_designer) -> Hands:
    found = open_designer(EXAMPLE)
    found.canvas.setFocus()
    return found


class Page:
    """The page of shortcuts, and its mouse and keys."""

    def __init__(self, hands: Hands) -> None:
        hands.key(Key.Key_K, CTRL)
        field = hands.find(QLineEdit, "chooserSearch")
        QTest.keyClicks(field, "change shortcuts")
        QTest.keyClick(field, Key.Key_Return)
        self.page = hands.window.ways._page
        assert self.page is not None
        assert self.page.isVisible()

    def press(self, name: str) -> None:
        button = self.page.findChild(QPushButton, name)
        assert button.isVisible()
        QTest.mouseClick(button, LEFT)

    def search(self, text: str) -> None:
        field = self.page.findChild(QLineEdit, "shortcutSearch")
        field.clear()
        QTest.keyClicks(field, text)

    def record(self, key: Qt.Key, held=Qt.KeyboardModifier.NoModifier) -> None:
        self.press("shortcutRecord")
        recorder = self.page.findChild(QLineEdit, "keyRecorder")
        assert recorder.isVisible()
        QTest.keyClick(recorder, key, held)

    def rows(self) -> list[tuple[str, str]]:
        model = self.page.findChild(QTreeView, "shortcutRows").model()
        return [
            (model.index(row, 0).data(), model.index(row, 1).data())
            for row in range(model.rowCount())
        ]


async def test_a_recorded_key_works_at_once_and_is_in_the_menu(hands):
    page = Page(hands)
    page.search("only goal")
    assert page.rows() == [("Only Goal", "Shift+G")]
    page.record(Key.Key_Q)
    assert page.rows() == [("Only Goal", "Q")]
    page.press("shortcutClose")
    hands.click_step("setup-account")
    hands.key(Key.Key_G, SHIFT)
    assert hands.window.document.diagram.flow.goals == {"complete-onboarding"}
    hands.key(Key.Key_Q)
    assert hands.window.document.diagram.flow.goals == {"setup-account"}


async def test_a_recorded_key_is_on_the_disk_at_once_and_is_there_at_the_next_start(
    hands, qapp, home, tmp_path
):
    page = Page(hands)
    page.search("only goal")
    page.record(Key.Key_Q)
    (file,) = await until(lambda: list(home.rglob("settings.ini")), "it is written")
    await until(lambda: b"onlyGoal" in file.read_bytes(), "though nobody closed the program")
    copy = tmp_path / "as it is.ini"  # Qt keeps one in mind for each file of a process
    shutil.copy(file, copy)
    again = Keymap(commands(ACTIONS), Settings(copy), qapp)
    assert again.keys("onlyGoal") == ("Q",)


async def test_a_conflict_is_a_sentence_and_nothing_changes_until_it_is_answered(hands):
    page = Page(hands)
    page.search("copy")
    page.record(Key.Key_D, CTRL)
    assert (
        page.page.told() == "Ctrl+D already stands for 'Duplicate'. Taken here, it is gone there."
    )
    assert ("Copy", "Ctrl+C") in page.rows()
    page.press("shortcutTake")
    assert ("Copy", "Ctrl+D") in page.rows()
    page.search("duplicate")
    assert ("Duplicate", "") in page.rows()
    page.press("shortcutResetAll")
    assert ("Duplicate", "Ctrl+D") in page.rows()


async def test_where_the_search_finds_no_command_no_keys_are_changed(hands):
    page = Page(hands)
    before = page.rows()
    page.search("no such command")
    assert page.rows() == []
    for name in ("shortcutRecord", "shortcutRemove", "shortcutReset"):
        page.press(name)
    page.search("")
    assert page.rows() == before


async def test_keys_of_two_strokes_are_recorded_and_act(hands):
    page = Page(hands)
    page.search("only goal")
    page.record(Key.Key_A, ALT)
    assert "press the second" in page.page.told()
    assert page.rows() == [("Only Goal", "Shift+G")]
    QTest.keyClick(page.page.findChild(QLineEdit, "keyRecorder"), Key.Key_G)
    assert page.rows() == [("Only Goal", "Alt+A, G")]
    page.press("shortcutClose")
    hands.click_step("setup-account")
    hands.key(Key.Key_A, ALT)
    hands.key(Key.Key_G)
    assert hands.window.document.diagram.flow.goals == {"setup-account"}


async def test_esc_leaves_the_keys_as_they_were(hands):
    page = Page(hands)
    page.search("copy")
    page.record(Key.Key_Escape)
    assert ("Copy", "Ctrl+C") in page.rows()
    assert page.page.isVisible()
    page.record(Key.Key_Left)
    assert "cannot be given away" in page.page.told()
    assert ("Copy", "Ctrl+C") in page.rows()


async def test_a_key_with_ctrl_of_a_window_command_works_wherever_the_focus_is(hands):
    page = Page(hands)
    page.search("ctrl+f")
    assert page.rows()[0][0] == "Find"
    page.record(Key.Key_F9, ALT)
    page.press("shortcutClose")
    QTest.keyClick(hands.window, Key.Key_F, CTRL)
    assert not hands.window.ways.finding.is_open
    QTest.keyClick(hands.window, Key.Key_F9, ALT)
    assert hands.window.ways.finding.is_open


async def test_a_preset_is_chosen_and_its_keys_act(hands):
    page = Page(hands)
    combo = page.page.findChild(QComboBox, "shortcutPresets")
    combo.setFocus()
    for _ in range(combo.findData("blender")):
        QTest.keyClick(combo, Key.Key_Down)
    assert combo.currentData() == "blender"
    page.press("shortcutClose")
    hands.click_step("setup-account")
    hands.key(Key.Key_X)
    assert "setup-account" not in hands.window.document.diagram.flow.steps


async def test_letters_type_in_a_field_and_act_only_on_the_canvas(hands):
    hands.click_step("setup-account")
    field = next(w for w in hands.window.inspector.findChildren(QLineEdit) if w.isVisible())
    field.setFocus()
    field.clear()
    QTest.keyClicks(field, "gam")
    assert field.text() == "gam"
    assert hands.window.document.diagram.flow.goals == {"complete-onboarding"}
    assert not hands.window.ways.minimap.isVisible()
    hands.window.inspector.flush()


async def test_menus_tell_the_keys_that_the_canvas_listens_to(hands):
    hands.window.ways.keymap.bind("toggleGoal", ("Ctrl+Alt+G",))
    texts = {
        action.objectName(): action.text()
        for menu in hands.window.menuBar().findChildren(QMenu)
        for action in menu.actions()
    }
    assert texts["toggleGoal"] == "Goal\tCtrl+Alt+G"
    assert texts["delete"] == "Delete\tDel"
