from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from designer.session.settings import Settings
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def flows(folder: Path) -> tuple[Path, Path, Path]:
    """Three flow files, `one`, `two` and `three`, each with a Step of that name."""
    made = []
    for name in ("one", "two", "three"):
        path = folder / f"{name}.flow.json"
        steps = {name: {"kind": "set"}}
        path.write_text(json.dumps({"format": "backcast/1", "goals": [name], "steps": steps}))
        made.append(path)
    return tuple(made)


def order(hands: Hands) -> list[str]:
    return [page.document.title for page in hands.window.pages.all]


def remembered() -> list[tuple[list[str], str]]:
    names = lambda paths: [path.name.partition(".")[0] for path in paths]  # noqa: E731
    return [(names(one.paths), *names([one.shown])) for one in Settings().open_files]


def command(hands: Hands, name: str) -> QAction:
    return next(action for action in hands.window.actions() if action.objectName() == name)


async def ended(hands: Hands) -> None:
    gone = []
    hands.window.closed.connect(lambda: gone.append(True))
    hands.window.close()
    await until(lambda: gone)


async def test_what_was_open_is_there_again_in_its_order_with_the_same_one_shown(
    open_designer, flows
):
    hands = open_designer()
    hands.window.files.open_all(flows)
    hands.window.pages.show(hands.window.pages.all[1])
    await until(lambda: remembered() == [(["one", "two", "three"], "two")])
    await ended(hands)
    again = open_designer()
    again.window.reopening.reopen()
    assert order(again) == ["one", "two", "three"]
    assert again.window.document.title == "two"


async def test_files_that_are_gone_are_passed_over_with_a_sentence(open_designer, flows):
    hands = open_designer()
    hands.window.files.open_all(flows)
    await until(lambda: remembered() == [(["one", "two", "three"], "three")])
    await ended(hands)
    flows[0].unlink()
    flows[2].write_text("{")
    again = open_designer()
    again.window.reopening.reopen()
    assert order(again) == ["two"]
    told = again.window.parts.bar.sentence
    assert "Not there any more" in told
    assert "one.flow.json" in told
    assert "'three.flow.json' cannot be opened" in told


async def test_who_does_not_want_it_begins_with_an_empty_flow(open_designer, flows):
    hands = open_designer(flows[0])
    await until(lambda: remembered() == [(["one"], "one")])
    wish = command(hands, "reopenTabs")
    assert wish.isChecked()
    wish.trigger()
    assert not wish.isChecked()
    await ended(hands)
    again = open_designer()
    again.window.reopening.reopen()
    assert again.window.document.is_pristine
    assert not command(again, "reopenTabs").isChecked()


async def test_two_windows_come_back_as_two(open_designer, flows):
    hands = open_designer(flows[0])
    other = hands.window.new_window()
    other.files.open_all(flows[1:])
    await until(lambda: remembered() == [(["one"], "one"), (["two", "three"], "three")])
    other.files.close(other.pages.current)
    await until(lambda: remembered() == [(["one"], "one"), (["two"], "two")])
    other.close()
    await until(lambda: remembered() == [(["one"], "one")])


async def test_tabs_are_moved_by_dragging_and_by_keys(open_designer, flows):
    hands = open_designer()
    hands.window.files.open_all(flows)
    tabs = hands.window.parts.tabs
    start, end = tabs.tabRect(0).center(), tabs.tabRect(2).center() + QPoint(20, 0)
    hands.drag_over(tabs, start, end)
    await until(lambda: order(hands) == ["two", "three", "one"])
    assert hands.window.document.title == "one"
    await until(lambda: remembered() == [(["two", "three", "one"], "one")])
    QTest.keyClick(hands.window, Qt.Key.Key_PageUp, CTRL | SHIFT)
    assert order(hands) == ["two", "one", "three"]
    QTest.keyClick(hands.window, Qt.Key.Key_PageDown, CTRL | SHIFT)
    QTest.keyClick(hands.window, Qt.Key.Key_PageDown, CTRL | SHIFT)
    assert order(hands) == ["two", "three", "one"]


async def test_save_all_saves_every_document_and_asks_where_for_one_without_a_file(
    open_designer, flows, folder
):
    hands = open_designer()
    hands.window.files.open_all(flows)
    for page in hands.window.pages.all[:2]:
        hands.window.pages.show(page)
        hands.canvas.select([page.document.title])
        hands.type_into("step:title", "New")
    hands.window.files.new()
    hands.window.parts.palette.chosen.emit("set")
    hands.window.pages.show(hands.window.pages.all[2])
    command(hands, "saveAll").trigger()
    dialog = hands.window.findChild(QFileDialog)
    assert dialog is not None, "the new one has no file yet"
    assert ['"New"' in path.read_text() for path in flows] == [True, True, False]
    dialog.fileSelected.emit(str(folder / "four"))
    dialog.reject()
    assert (folder / "four.flow.json").exists()
    assert all(page.document.is_clean for page in hands.window.pages.all)
    assert hands.window.document.title == "three", "the one that was shown"


async def test_another_language_is_told_of_and_is_spoken_from_the_next_start_on(
    monkeypatch, qapp, open_designer
):
    from designer.translation import install, wanted_language

    monkeypatch.delenv("BACKCAST_LANGUAGE", raising=False)
    hands = open_designer()
    command(hands, "languageDe").trigger()
    assert "next start" in hands.window.parts.bar.sentence
    assert command(hands, "languageDe").isChecked()
    assert wanted_language(Settings().language) == "de"
    try:
        again = open_designer()
        assert again.window.menuBar().actions()[0].text() == "Datei"
    finally:
        install(qapp, "en")
