"""A window of 800 x 500 pixels: everything is there, and all of it can be reached and read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QTableView,
    QToolButton,
    QWidget,
)

from designer.panels.controls import ElidedButton
from designer.panels.run_rows import TIME, WORDS
from designer.words import tr
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands, until

SMALL = QSize(800, 500)
LEFT = Qt.MouseButton.LeftButton
WENT_WRONG = EXAMPLE.parents[1] / "what-went-wrong/what-went-wrong.flow.json"


async def small(open_designer: Any, path: Path | None = None) -> Hands:
    hands = open_designer(path)
    hands.window.resize(SMALL)
    await until(lambda: hands.window.width() < 1000)
    return hands


async def ran(hands: Hands) -> None:
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_F5)
    await until(lambda: hands.window.run_status() == "failed")
    await until(lambda: not hands.window.session.is_running)


def is_whole_in(part: QWidget, room: QWidget) -> bool:
    box = part.rect()
    corners = [part.mapTo(room, at) for at in (box.topLeft(), box.bottomRight())]
    return all(0 <= at.x() < room.width() for at in corners)


@pytest.mark.parametrize("path", [None, WENT_WRONG], ids=["empty", "a flow"])
async def test_a_window_can_be_as_small_as_800_by_500(open_designer, language, path):
    hands = await small(open_designer, path)
    await until(lambda: hands.window.size() == SMALL, str(hands.window.minimumSizeHint()))
    assert hands.window.minimumSizeHint().height() <= 500
    below = hands.window.parts.below
    for panel in (hands.window.parts.log, hands.window.parts.values, hands.window.parts.problems):
        hands.window.parts.show_tab(panel)
        QApplication.processEvents()
        assert hands.window.size() == SMALL
        assert panel.isVisible()
        assert below.height() >= panel.minimumSizeHint().height()


async def test_all_of_a_failure_can_be_reached_in_a_small_window(open_designer, language):
    hands = await small(open_designer, WENT_WRONG)
    await ran(hands)
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_F8)
    hands.key(Qt.Key.Key_V)
    page = hands.window.parts.values.failure
    await until(page.isVisible)
    QApplication.processEvents()
    room = page.viewport()
    assert page.widget().width() <= room.width()
    for kind, name in (
        (QPushButton, "failureEdit"), (QPushButton, "failureExport"), (QPushButton, "failureCopy"),
        (QToolButton, "failureEditor"), (QWidget, "failureTitle"), (QWidget, "failureWhat"),
        (QPushButton, "failureInput:orders"), (QPushButton, "failureBlocked:book-invoices"),
    ):  # fmt: skip
        part = hands.find(kind, name)
        assert is_whole_in(part, room), name
    copy = hands.find(QPushButton, "failureCopy")
    page.ensureWidgetVisible(copy)
    QApplication.processEvents()
    QGuiApplication.clipboard().clear()
    over = hands.window.childAt(copy.mapTo(hands.window, copy.rect().center()))
    assert over is copy, "the mouse finds it"
    QTest.mouseClick(copy, LEFT)
    assert "convert-prices" in QGuiApplication.clipboard().text()
    blocked = hands.find(QPushButton, "failureBlocked:book-invoices")
    page.ensureWidgetVisible(blocked)
    QApplication.processEvents()
    at = blocked.mapTo(hands.window, QPoint(10, blocked.height() // 2))
    assert hands.window.childAt(at) is blocked
    QTest.mouseClick(blocked, LEFT)
    assert hands.canvas.selection == {"book-invoices"}


async def test_a_narrow_run_log_leaves_room_for_what_happened(open_designer):
    hands = await small(open_designer, WENT_WRONG)
    await ran(hands)
    log = hands.window.parts.log
    hands.window.parts.show_tab(log)
    log.catch_up()
    view = hands.find(QTableView, "runLog")
    await until(lambda: view.columnWidth(WORDS) >= view.viewport().width() / 3)
    time = log.rows.index(0, TIME)
    assert len(time.data()) == len("00:00:00")
    assert time.data(Qt.ItemDataRole.ToolTipRole).startswith(f"{time.data()}.")
    metrics = view.fontMetrics()
    assert metrics.horizontalAdvance(time.data()) < view.columnWidth(TIME), "it is not elided"
    hands.window.resize(1400, 900)
    await until(lambda: len(time.data()) == len("00:00:00.000"))


async def test_what_an_empty_condition_means_can_be_read_whole_in_a_narrow_inspector(
    open_designer,
):
    hands = await small(open_designer, WENT_WRONG)
    hands.canvas.select(["convert-prices"])
    field = hands.find(QPlainTextEdit, "step:when")
    line = field.fontMetrics().lineSpacing()
    need = field.fontMetrics().horizontalAdvance(field.placeholderText())
    assert need > field.viewport().width(), "one line would not do"
    await until(lambda: field.viewport().height() >= 2 * line)
    hands.window.resize(1900, 900)
    inspector = hands.window.findChild(QDockWidget, "dock:Inspector")
    hands.window.resizeDocks([inspector], [700], Qt.Orientation.Horizontal)
    await until(lambda: field.viewport().width() > need + 20, "wide")
    await until(lambda: field.viewport().height() < 2 * line)


async def test_a_question_over_the_window_goes_with_its_size(open_designer):
    hands = open_designer(WENT_WRONG)
    window = hands.window
    window.resize(1400, 900)
    window.findChild(QAction, "exportPicture").trigger()
    form = hands.find(QWidget, "exportForm")
    window.resize(SMALL)
    await until(lambda: window.size() == SMALL)
    await until(lambda: window.rect().contains(form.geometry()))
    middle = form.geometry().center().x()
    assert abs(middle - window.width() / 2) <= 1
    cancel = hands.find(QPushButton, "exportCancel")
    over = window.childAt(cancel.mapTo(window, cancel.rect().center()))
    assert over is cancel
    QTest.mouseClick(cancel, LEFT)
    assert form.isHidden()


@pytest.mark.parametrize("was", ["all", "some"])
async def test_cards_stay_in_view_where_the_window_becomes_smaller(open_still, was):
    steps = {name: {"kind": "set"} for name in "abc"}
    hands = open_still(steps, "c", {"a": [0, 0], "b": [300, 0], "c": [0, 4000]})
    window, canvas = hands.window, hands.canvas
    window.resize(1400, 900)
    await until(lambda: window.width() == 1400)
    corner = QPoint(canvas.viewport().width() - 600, canvas.viewport().height() - 160)
    if was == "all":
        canvas.select(["c"])
        hands.key(Qt.Key.Key_Delete)
    canvas.zoom_reset()
    canvas.pan(*(corner - canvas.step_rect("a").topLeft()).toTuple())

    def seen() -> set[str]:
        room = canvas.viewport().rect().adjusted(10, 10, -10, -10)
        return {it for it in canvas.picture.steps if room.contains(canvas.step_rect(it))}

    assert seen() == {"a", "b"}
    window.resize(SMALL)
    await until(lambda: window.size() == SMALL)
    QApplication.processEvents()
    assert seen() == {"a", "b"} if was == "all" else seen()
    assert (canvas.camera.zoom == 1) is (was == "some"), "all of it takes another zoom"
    before = canvas.camera
    window.resize(810, 510)
    await until(lambda: window.width() == 810)
    assert canvas.camera == before, "as long as some are seen nothing is moved"


async def test_no_word_about_a_run_or_a_search_is_cut_off_in_a_small_window(
    open_designer, language
):
    hands = await small(open_designer, WENT_WRONG)
    window = hands.window
    await ran(hands)
    hands.key(Qt.Key.Key_T)
    await until(window.moments.scrubber.isVisible)
    told, rows = hands.find(QWidget, "scrubberTold"), hands.find(QComboBox, "timelineRows")
    newest, count = hands.find(QPushButton, "scrubNewest"), len(window.pages.current.records)
    await until(lambda: told.shown() == f"{count} / {count}")
    for part, shown in ((told, told.shown()), (newest, newest.shown()), (rows, rows.shown())):
        assert part.fontMetrics().horizontalAdvance(shown) <= part.width()
        assert is_whole_in(part, window)
    assert newest.shown() in ("", newest.text())
    assert rows.shown() == {"en": "Each step", "de": "Jeder S…"}[language]
    hands.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field, found = hands.find(QLineEdit, "findField"), window.findChild(QLabel, "findCount")
    for words in ("zzz", "s"):
        field.setText(words)
        await until(found.isVisible)
        QApplication.processEvents()
        assert (found.text() == tr("Nothing found")) == (words == "zzz")
        assert found.width() >= found.fontMetrics().horizontalAdvance(found.text())
        assert field.width() > 8 * field.fontMetrics().averageCharWidth()
        assert is_whole_in(found, hands.find(QWidget, "findBar"))
    window.resize(1360, 860)
    await until(lambda: rows.shown() == rows.currentText())
    await until(lambda: newest.shown() == newest.text())
    field.setText("zzz")
    assert found.geometry().center().y() == pytest.approx(field.geometry().center().y(), abs=2)


def drawn(button: QPushButton) -> str:
    """The words of a button as they are to be seen."""
    return button.shown() if isinstance(button, ElidedButton) else button.text()


async def test_no_button_of_the_form_for_values_is_cut_off(open_designer, language):
    hands = await small(open_designer, EXAMPLE)
    await until(lambda: hands.window.pages.current.plan.missing, "it is planned")
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_F5)
    form = hands.find(QWidget, "inputsForm")
    QApplication.processEvents()
    buttons = [one for one in form.findChildren(QPushButton) if one.isVisible() and one.text()]
    assert {"inputsExamples", "valueSetSave"} <= {one.objectName() for one in buttons}
    for button in buttons:
        option = QStyleOptionButton()
        button.initStyleOption(option)
        part = QStyle.SubElement.SE_PushButtonContents
        room = button.style().subElementRect(part, option, button).width()
        assert button.fontMetrics().horizontalAdvance(drawn(button)) <= room, button.text()
        assert drawn(button) == button.text() or button.toolTip() == button.text()
        assert is_whole_in(button, form), button.text()
