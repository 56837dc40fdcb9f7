from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from designer.panels.controls import Sentence
from designer.panels.palette import KIND, Palette
from designer.session.catalog import Offer

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

OFFERS = (
    Offer(name="command", title="Command", category="Code", icon="terminal", description="A program"),
    Offer(name="python", title="Python function", category="Code", icon="code", description="Calls it"),
    Offer(name="mail", title="Send mail", category="Net", icon="mail", ports=("recipient",)),
    Offer(name="broken", title="broken", category="Net", reason="'broken' could not be loaded: x"),
)  # fmt: skip


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    layout = QVBoxLayout(window)
    palette = Palette(window)
    palette.show_offers(OFFERS)
    layout.addWidget(palette)
    layout.addWidget(QWidget(window), 1)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def palette(window: QWidget) -> Palette:
    found = window.findChild(Palette)
    assert found is not None
    return found


@pytest.fixture
def view(palette: Palette) -> QListView:
    found = palette.findChild(QListView, "palette")
    assert found is not None
    return found


@pytest.fixture
def search(palette: Palette) -> QLineEdit:
    found = palette.findChild(QLineEdit, "paletteSearch")
    assert found is not None
    return found


def kinds(view: QListView) -> list[str]:
    model = view.model()
    rows = (model.index(row, 0).data(KIND) for row in range(model.rowCount()))
    return [kind for kind in rows if kind]


def middle_of(view: QListView, kind: str) -> QPoint:
    model = view.model()
    for row in range(model.rowCount()):
        if model.index(row, 0).data(KIND) == kind:
            return view.visualRect(model.index(row, 0)).center()
    raise AssertionError(kind)


def notes(palette: Palette) -> list[tuple]:
    heard: list[tuple] = []
    palette.dragMoved.connect(lambda kind, place: heard.append(("moved", kind, place)))
    palette.dragDropped.connect(lambda kind, place: heard.append(("dropped", kind, place)))
    palette.dragCancelled.connect(lambda: heard.append(("cancelled",)))
    palette.chosen.connect(lambda kind: heard.append(("chosen", kind)))
    return heard


def test_all_kinds_are_offered_under_their_categories(view: QListView) -> None:
    assert kinds(view) == ["command", "python", "mail", "broken"]
    model = view.model()
    words = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert words[0] == "Code"
    assert words[3] == "Net"
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "A program"


@pytest.mark.parametrize(
    ("words", "found"), [("python", ["python"]), ("RECIPIENT", ["mail"]), ("calls", ["python"])]
)
def test_typing_narrows_the_kinds(qtbot, view, search, words, found) -> None:
    qtbot.keyClicks(search, words)
    assert kinds(view) == found


def test_a_search_that_finds_nothing_says_so_and_escape_ends_it(
    qtbot, palette, view, search
) -> None:
    qtbot.keyClicks(search, "zebra")
    said = [s.text() for s in palette.findChildren(Sentence) if s.isVisible()]
    assert said == ["No kind of Step matches 'zebra'."]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert len(kinds(view)) == 4


def test_enter_in_the_search_chooses_what_the_arrows_point_at(qtbot, palette, search) -> None:
    heard = notes(palette)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert heard == [("chosen", "command"), ("chosen", "python"), ("chosen", "mail")]


def test_a_double_click_chooses_and_a_click_does_not(qtbot, palette, view) -> None:
    heard = notes(palette)
    place = middle_of(view, "python")
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == []
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == [("chosen", "python")]


def test_a_kind_that_cannot_be_used_is_neither_chosen_nor_dragged(qtbot, palette, view) -> None:
    heard = notes(palette)
    place = middle_of(view, "broken")
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    drag(view, place, place + QPoint(100, 60))
    assert heard == []
    index = view.indexAt(place)
    assert "could not be loaded" in index.data(Qt.ItemDataRole.ToolTipRole)


def drag(view: QListView, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    port = view.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(port, start + QPoint(3, 0))
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    if release:
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_a_row_is_dragged_to_wherever_the_mouse_is_released(palette, view) -> None:
    heard = notes(palette)
    start, end = middle_of(view, "python"), QPoint(250, 300)
    drag(view, start, end)
    place = view.viewport().mapToGlobal(end)
    assert heard[0][:2] == ("moved", "python")
    assert heard[-2:] == [("moved", "python", place), ("dropped", "python", place)]


def test_the_mouse_may_be_released_over_another_widget(window, palette, view) -> None:
    heard = notes(palette)
    drag(view, middle_of(view, "mail"), QPoint(20, 300), release=False)
    other = next(w for w in window.children() if type(w) is QWidget)
    QTest.mouseMove(other, QPoint(7, 8))
    QTest.mouseRelease(other, Qt.MouseButton.LeftButton, pos=QPoint(7, 8))
    assert heard[-1] == ("dropped", "mail", other.mapToGlobal(QPoint(7, 8)))


def drag_labels(window: QWidget) -> list[str]:
    return [
        w.text()
        for w in window.findChildren(QLabel)
        if w.property("role") == "drag" and w.isVisible()
    ]


def test_a_label_goes_with_the_mouse_until_the_drop(window, view) -> None:
    start = middle_of(view, "python")
    drag(view, start, start + QPoint(50, 100), release=False)
    assert drag_labels(window) == ["Python function"]
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert drag_labels(window) == []


@pytest.mark.parametrize("way", ["escape", "right", "lost"])
def test_a_drag_can_be_called_off(qtbot, window, palette, view, way: str) -> None:
    heard = notes(palette)
    start = middle_of(view, "python")
    drag(view, start, start + QPoint(50, 100), release=False)
    match way:
        case "escape":
            qtbot.keyClick(view, Qt.Key.Key_Escape)
        case "right":
            QTest.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=start)
        case "lost":
            QApplication.sendEvent(view.viewport(), moved_without_button(view, start))
    assert heard[-1] == ("cancelled",)
    assert drag_labels(window) == []
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert heard[-1] == ("cancelled",)


def moved_without_button(view: QListView, place: QPoint):
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    return QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), QPointF(view.viewport().mapToGlobal(place)),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def test_a_press_that_hardly_moves_is_no_drag(palette, view) -> None:
    heard = notes(palette)
    start = middle_of(view, "python")
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), start + QPoint(2, 2))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(2, 2))
    assert heard == []


def test_the_label_names_the_row_that_is_dragged_and_not_the_one_chosen_before(
    window, view
) -> None:
    start = middle_of(view, "mail")
    drag(view, start, start + QPoint(60, 100), release=False)
    assert drag_labels(window) == ["Send mail"]
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
