"""What somebody met who tried everything by mouse: each was wrong once, and is looked at as it was met."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMargins, QRect, QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from designer.canvas.geometry import Type
from designer.canvas.painting.flat import shortened
from designer.canvas.painting.ink import FontMeasure, Ink
from designer.panels.failure import Failure, FailurePage
from designer.panels.guide import GuideWindow
from designer.panels.palette import KIND
from designer.panels.scrubber import Scrubber
from designer.theme import theme_of
from engine.blame import CodePlace, Excerpt
from engine.flow import FLOW_INPUTS, StepId
from tests.designer.hands import LEFT, Hands, until
from tests.designer.test_history import headless

Open = Callable[..., Hands]
Write = Callable[..., Path]

ADDS = {
    "make": {
        "kind": "set", "config": {"expressions": {"y": "x + 1"}},
        "inputs": {"x": {"type": "integer"}}, "outputs": {"y": {}},
    },
    "spare": {"kind": "set", "config": {"expressions": {"z": "2"}}, "outputs": {"z": {}}},
}  # fmt: skip


async def test_the_tour_does_all_of_it_for_whoever_asks(open_designer: Open) -> None:
    hands = open_designer()
    hands.canvas.set_reduced_motion(True)
    hands.click("welcomeTour")
    tour = hands.window.touring
    for stage in (1, 2, 3):
        hands.click("tourHelp")
        assert tour.stage == stage
    hands.click("tourHelp")
    assert hands.window.parts.form.isHidden()
    await until(lambda: tour.stage == 4, "the run is done")
    assert hands.window.session.state.attributes["name"][0].value == "Ada"
    hands.click("tourHelp")
    await until(lambda: tour.stage == 5, "the value is shown")


async def test_a_form_that_is_open_already_is_filled_by_the_tour(open_designer: Open) -> None:
    hands = open_designer()
    hands.click("welcomeTour")
    for _ in range(3):
        hands.click("tourHelp")
    await until(lambda: hands.window.pages.current.plan.missing, "it is planned")
    hands.click("runButton")
    await until(hands.window.parts.form.isVisible, "the name is asked")
    hands.click("tourHelp")
    await until(lambda: hands.window.touring.stage == 4, "the run is done")


async def test_a_run_of_the_past_is_told_as_that_and_not_as_what_is_to_be_run(
    open_designer: Open, write_flow: Write
) -> None:
    path = write_flow(ADDS, ["make"], inputs={"x": {"type": "integer"}})
    headless(path, "-i", "x=1")
    headless(path, "-i", "x=4711")
    hands = open_designer(path)
    window, canvas = hands.window, hands.canvas
    line = window.parts.plan_line
    await until(lambda: "needs x" in line.text(), "it is planned")
    canvas.setFocus()
    hands.key(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    view = hands.find(QTableView, "historyRuns")
    await until(lambda: view.model().rowCount() == 2, "the runs are listed")
    every = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (0, 1):
        view.selectionModel().select(view.model().index(row, 0), every)
    hands.find(QToolButton, "historyCompare").click()
    await until(lambda: window.pages.current.past is not None, "the newer one opens")
    await until(lambda: line.text().endswith("1 of 1 Steps ran"), "the line tells that run")
    await until(lambda: line.text().startswith("Goal make: run of "), "it is planned")
    assert line.text().endswith("1 of 1 Steps ran")
    assert ", completed, " in line.text()
    assert "needs" not in line.text()
    assert "ready" not in line.text()
    assert window.findChild(QLabel, "saved").text() == "A run as it was"
    # what was given differs, so its card does
    assert canvas.emphasis.steps == {FLOW_INPUTS, StepId("make")}
    assert canvas.emphasis.notes[FLOW_INPUTS] == "other value"
    assert not canvas.dimmed(FLOW_INPUTS)
    assert canvas.dimmed(StepId("spare"))
    hands.click("pastBack")
    await until(lambda: "needs x" in line.text(), "what is edited is told again")


@pytest.mark.parametrize("name", ["json.py", "asyncio"])
async def test_a_file_is_not_called_what_a_module_of_python_is(
    open_designer: Open, folder: Path, name: str
) -> None:
    hands = open_designer()
    hands.click("welcomeStub")
    form = hands.window.coding.form
    hands.type_into("stubFile", name)
    wrong, stem = hands.find(QLabel, "stubWrong"), name.removesuffix(".py")
    assert form.isVisible()
    assert wrong.text().startswith(f"'{stem}' is a module of Python itself; ")
    field = hands.find(QLineEdit, "stubFile")
    assert 0 < wrong.y() - field.geometry().bottom() < 2 * field.height()
    assert hands.window.focusWidget() is field
    assert not list(hands.window.document.folder.glob("*.py"))
    form.dismiss()


async def test_nothing_is_cut_off_at_the_smallest_window(open_designer: Open) -> None:
    hands = open_designer()
    window = hands.window
    window.resize(window.minimumSizeHint())
    welcome, over = window.parts.welcome, hands.canvas
    await until(lambda: over.width() < 700, "it is small")
    await until(lambda: welcome.width() <= over.width(), "it gets by with that")
    parts = [it for it in welcome.findChildren(QPushButton) if it.isVisible()]
    assert len(parts) >= 4
    for button in parts:
        area = QRect(button.mapTo(over, button.rect().topLeft()), button.size())
        assert over.rect().contains(area)
        text, shown = button.text(), button.shown()
        assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))
        assert button.toolTip() == text
    new = hands.find(QPushButton, "paletteNew")
    new.setFixedWidth(90)
    await until(lambda: new.shown() == "New Pyt…" or new.shown().endswith("…"))
    assert new.text().startswith(new.shown()[:-1])
    window.resize(1500, 900)
    await until(lambda: all(b.shown() == b.text() for b in welcome.findChildren(QPushButton)))


async def test_the_scrubber_never_cuts_off_how_many_events_there_are(qtbot) -> None:
    scrubber = Scrubber()
    qtbot.addWidget(scrubber)
    scrubber.resize(900, 40)
    scrubber.show()
    words = "20:48:11 · +1.234 s · event 23 of 1,234"
    scrubber.show_moment(23, 1234, words)
    told = hands_on(scrubber, "scrubberTold")
    await until(lambda: told.shown() == words)
    newest = scrubber.findChild(QPushButton, "scrubNewest")
    assert newest.shown() == newest.text() == "To the end"
    scrubber.resize(560, 40)
    await until(lambda: told.shown() == "event 23 of 1,234")
    scrubber.resize(scrubber.minimumSizeHint())
    await until(lambda: told.shown() == "23 / 1,234")
    assert told.width() >= QFontMetrics(told.font()).horizontalAdvance(told.shown())
    assert told.toolTip() == words
    scrubber.resize(scrubber.minimumSizeHint().grownBy(QMargins(0, 0, 40, 0)))
    await until(lambda: scrubber.slider.width() == scrubber.slider.minimumWidth() + 40)
    assert newest.shown() == "", "an icon is there instead of half a word"
    assert newest.toolTip() == "To the end"
    scrubber.show_live(live=True, newest=False)
    assert newest.toolTip() == "Live"


def hands_on(widget: QWidget, name: str) -> QWidget:
    found = widget.findChild(QWidget, name)
    assert found is not None
    return found


async def test_long_lines_of_code_can_be_read_to_their_end(qtbot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    page = FailurePage(over)
    over.resize(400, 400)
    page.resize(400, 400)
    over.show()
    line = "    return " + " + ".join(f"something_{n}" for n in range(30))
    place = CodePlace(Path("work.py"), 2, "work")
    code = Excerpt(((1, "def work():"), (2, line)), True)
    page.show_failure(Failure(step=StepId("a"), what="It failed.", place=place, code=code))
    lines = hands_on(page, "failureCode")
    bar = lines.horizontalScrollBar()
    await until(lambda: bar.isVisible() and bar.maximum() > 0, "it can be scrolled")
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Right)
    assert bar.value() > 0
    bar.setValue(bar.maximum())
    last = lines.findChildren(QLabel)[-1]
    assert last.mapTo(lines, last.rect().topRight()).x() <= lines.width()
    bottom = last.mapTo(lines, last.rect().bottomLeft()).y()
    assert bottom <= lines.viewport().rect().bottom() + 1  # the bar covers none of them


def test_a_title_from_afar_is_cut_at_its_end_or_not_shown(qapp: QApplication) -> None:
    theme = theme_of(qapp.palette())
    ink = Ink(theme, FontMeasure(theme))
    title = "Buy health insurance north"
    room = ink.width("Buy health …", Type.SMALL)
    shown = shortened(title, room, ink)
    assert shown.endswith("…")
    assert title.startswith(shown[:-1])
    assert len(shown) > 8
    assert shortened(title, ink.width("Bu…", Type.SMALL), ink) == ""
    assert shortened("Go", ink.width("Go", Type.SMALL), ink) == "Go"


async def test_the_list_of_the_guide_needs_no_scrolling_sideways(qtbot) -> None:
    guide = GuideWindow(None)
    qtbot.addWidget(guide)
    guide.open()
    pages = guide.findChild(QListWidget, "guidePages")
    assert pages.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    for row in range(pages.count()):
        assert pages.item(row).toolTip() == pages.item(row).text()
    guide.close()


async def test_f1_tells_of_the_button_and_of_the_kind_that_one_is_at(open_designer: Open) -> None:
    hands = open_designer()
    window, guide = hands.window, hands.window.guiding.guide
    button = hands.find(QPushButton, "runButton")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_F1)
    await until(lambda: guide.shown == "running.md")
    guide.close()
    view = hands.find(QListView, "palette")
    model = view.model()
    rows = [model.index(row, 0) for row in range(model.rowCount())]
    (http,) = (row for row in rows if row.data(KIND) == "http")
    view.scrollTo(http)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(http).center())
    window.guiding._since.invalidate()
    QTest.keyClick(view, Qt.Key.Key_F1)
    await until(lambda: guide.shown == "kinds.md")
    assert guide.browser.textCursor().block().text().startswith("http")
    guide.close()


async def test_the_answer_to_why_hides_nothing_that_it_speaks_of(
    open_designer: Open, write_flow: Write
) -> None:
    hands = open_designer(write_flow(ADDS, ["make"]))
    window, canvas = hands.window, hands.canvas
    canvas.set_reduced_motion(True)
    window.resize(QSize(1100, 700))
    await until(lambda: window.pages.current.plan.missing, "it is planned")
    corner = canvas.viewport().rect().center()
    hands.click_step("make")
    card = window.explaining.card
    for x in (20, canvas.viewport().width() - 260):
        # one Step in every corner that the answer could lie in
        rect = canvas.step_rect("make")
        canvas.pan(x - rect.left(), corner.y() - rect.center().y())
        window.findChild(QAction, "why").trigger()
        await until(lambda: window.explaining.answers and card.isVisible(), "it is told")
        assert not card.geometry().intersects(canvas.step_rect("make"))
        assert canvas.viewport().rect().contains(canvas.step_rect("make"))
        hands.key(Qt.Key.Key_Escape)
        await until(card.isHidden)


MODULE = """
from typing import NamedTuple


class Out(NamedTuple):
    total: float
    count: int


def double(n: int) -> int:
    return n * 2


def tally() -> Out:
    return Out(1.0, 3)
"""


async def test_what_the_flow_has_of_that_type_is_proposed_first(
    open_designer: Open, write_flow: Write
) -> None:
    whole, number = {"type": "integer"}, {"type": "number"}
    steps = {
        "double": {
            "kind": "python", "config": {"function": "work:double"},
            "inputs": {"n": whole}, "outputs": {"double": whole},
        },
        "tally": {
            "kind": "python", "config": {"function": "work:tally"},
            "outputs": {"total": number, "count": whole},
        },
    }  # fmt: skip
    hands = open_designer(write_flow(steps, ["double"], MODULE))
    window, canvas = hands.window, hands.canvas
    await until(lambda: window.pages.current.plan.missing, "it is planned")
    hands.click_step("double")
    hands.key(Qt.Key.Key_O)
    proposing = window.suggesting.proposing
    await until(lambda: proposing.is_on, "ghosts are shown")
    assert proposing.chosen.sentence.startswith("1/")
    assert "connect 'tally.count' (integer), needs nothing more" in proposing.chosen.sentence
    for it in proposing.shown:
        if it.adds and it.patch.steps[it.adds[0]].after.kind == "set":
            assert it.words == "needs its value"
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    await until(lambda: not window.pages.current.plan.missing, "nothing is missing any more")
    assert set(window.pages.current.plan.steps) == {"double", "tally"}
    assert not [it for it in window.pages.current.problems if "nothing says" in it.message]
