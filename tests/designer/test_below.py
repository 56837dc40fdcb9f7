"""The dock below the canvas: one row of tabs, and no panel that takes another's place unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QTableView, QWidget

from engine.flow import StepId
from tests.designer.hands import Hands, until

STEPS = {
    "load": {"kind": "python", "config": {"function": "work:load"}, "outputs": {"x": {}}},
    "show": {
        "kind": "python", "config": {"function": "work:show"}, "inputs": {"x": {}},
        "outputs": {"y": {}},
    },
}  # fmt: skip
VIEW = {"positions": {"load": [0, 0], "show": [380, 0]}}
MODULE = "def load(): return 1\ndef show(x): raise ValueError('no')\n"


async def test_one_row_of_tabs_leads_to_every_panel_and_is_what_the_dock_is_taken_by(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["show"], MODULE, view=VIEW))
    window, parts = hands.window, hands.window.parts
    bar = hands.find(QTabBar, "belowTabs")
    words = [bar.tabText(index) for index in range(bar.count())]
    assert {"Problems", "Run log", "Values", "Timeline", "History"} <= set(words)
    bars = [it for it in window.findChildren(QTabBar) if it.isVisible() and it.y() >= 0]
    below = [it for it in bars if it.mapTo(window, QPoint()).y() > parts.canvas.height()]
    assert [it for it in below if "Run log" in [it.tabText(i) for i in range(it.count())]] == [bar]
    for name, panel in (("Values", parts.values), ("Run log", parts.log)):
        QTest.mouseClick(
            bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(words.index(name)).center()
        )
        assert parts.below.current is panel
        assert panel.isVisible()
        assert not parts.problems.isVisible(), "one at a time"
    title = parts.below.titleBarWidget()
    beside = QPoint(title.width() - 20, title.height() // 2)
    assert title.childAt(beside) is None
    for _ in range(2):
        was = parts.below.isFloating()
        QTest.mouseDClick(title, Qt.MouseButton.LeftButton, pos=beside)
        await until(lambda was=was: parts.below.isFloating() is not was, "by itself, and back")


async def test_the_dock_keeps_its_height_whatever_comes_to_the_front(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["show"], MODULE, view=VIEW))
    window, below, bar = hands.window, hands.window.parts.below, hands.find(QTabBar, "belowTabs")
    await until(lambda: window.pages.current.plan.steps)
    hands.click("runButton")
    await until(lambda: window.run_status() == "failed")
    height, seen = below.height(), set[int]()
    for index in range(bar.count()):
        QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())
        QTest.qWait(20)
        seen.add(below.height())
    for opens in (window.timing.open, window.past.show_history):
        opens()
        QTest.qWait(20)
        seen.add(below.height())
    assert seen == {height}


async def test_the_log_of_a_run_is_seen_with_its_header_and_several_rows(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["show"], MODULE, view=VIEW))
    await until(lambda: hands.window.pages.current.plan.steps)
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "failed")
    view = hands.find(QTableView, "runLog")
    rows = view.viewport().height() // view.verticalHeader().defaultSectionSize()
    assert rows >= 4
    assert view.horizontalHeader().isVisible()
    foot = view.mapTo(hands.window, QPoint(0, view.height())).y()
    assert foot <= hands.window.statusBar().y(), "its last row is not cut"


async def test_a_value_comes_to_the_front_but_not_over_a_panel_that_is_being_used(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["show"], MODULE, view=VIEW))
    parts, canvas = hands.window.parts, hands.canvas
    await until(lambda: hands.window.pages.current.plan.steps)
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "failed")
    canvas.fit()
    hands.click_at(canvas.port_center("load", "output", "x"))
    assert parts.below.current is parts.values
    assert hands.find(QWidget, "values").told.shown.value == 1
    parts.show_tab(parts.log)
    hands.find(QTableView, "runLog").setFocus()
    canvas.select([StepId("show")])
    assert parts.below.current is parts.log, "somebody is at it"
    canvas.setFocus()
    canvas.select(())
    canvas.select([StepId("show")])
    assert parts.below.current is parts.values, "why it failed"
