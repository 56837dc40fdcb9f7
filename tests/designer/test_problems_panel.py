from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeView

from designer.panels.controls import Sentence
from designer.panels.problems import NOTHING_WRONG, PROBLEM, Problems
from engine.problem import Code, Problem, Severity

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

WARNING = Problem(
    code=Code.UNREAD_INPUT, severity=Severity.WARNING, pointer="/inputs/mail", message="nobody reads 'mail'"
)  # fmt: skip
KIND = Problem(
    code=Code.UNKNOWN_KIND, pointer="/steps/pay/kind", message="unknown kind 'htpp'; did you mean 'http'?"
)  # fmt: skip
WIRE = Problem(
    code=Code.WIRE_TYPES, pointer="/steps/pay/inputs/amount", message="it takes a number.", hint="Cut it."
)  # fmt: skip


@pytest.fixture
def panel(qtbot) -> Problems:
    panel = Problems()
    qtbot.addWidget(panel)
    panel.resize(500, 200)
    panel.show()
    return panel


@pytest.fixture
def view(panel: Problems) -> QTreeView:
    found = panel.findChild(QTreeView, "problems")
    assert found is not None
    return found


def cells(view: QTreeView, column: int) -> list[str]:
    model = view.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_errors_come_before_warnings_each_as_a_sentence_with_its_place(panel, view) -> None:
    panel.show_problems([WARNING, KIND, WIRE])
    assert cells(view, 0) == [
        "Unknown kind 'htpp'; did you mean 'http'?",
        "It takes a number. Cut it.",
        "Nobody reads 'mail'.",
    ]
    assert cells(view, 1) == ["pay", "pay.amount", "Flow inputs › mail"]
    assert (panel.count, panel.title) == (3, "Problems (3)")


def test_with_nothing_wrong_it_says_so(panel, view) -> None:
    panel.show_problems([KIND])
    panel.show_problems([])
    assert [s.text() for s in panel.findChildren(Sentence) if s.isVisible()] == [NOTHING_WRONG]
    assert panel.title == "Problems"
    assert view.model().rowCount() == 0


def test_a_click_and_enter_lead_to_the_place(qtbot, panel, view) -> None:
    panel.show_problems([WIRE, KIND])
    heard: list[Problem] = []
    panel.activated.connect(heard.append)
    place = view.visualRect(view.model().index(1, 1)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.keyClick(view, Qt.Key.Key_Up)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard == [KIND, WIRE]


def test_f8_goes_round(panel) -> None:
    panel.show_problems([WIRE, KIND])
    heard: list[Problem] = []
    panel.activated.connect(heard.append)
    for _ in range(3):
        panel.step_to(1)
    panel.step_to(-1)
    assert heard == [WIRE, KIND, WIRE, KIND]


def test_the_chosen_problem_stays_chosen_when_others_go(panel, view) -> None:
    panel.show_problems([WIRE, KIND])
    view.setCurrentIndex(view.model().index(1, 0))
    panel.show_problems([KIND])
    assert panel.current() == KIND
    assert view.model().index(0, 0).data(PROBLEM) == KIND


def test_severity_is_said_and_not_only_coloured(panel, view) -> None:
    panel.show_problems([WARNING, KIND])
    spoken = [
        view.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)
    ]
    assert spoken[0].startswith("error: ")
    assert spoken[1].startswith("warning: ")


def test_a_long_place_is_elided_before_the_sentence(qtbot, panel, view) -> None:
    long = Problem(
        code=Code.UNKNOWN_KIND, pointer="/steps/" + "z" * 64 + "/kind", message="unknown kind 'nosuch'"
    )  # fmt: skip
    panel.show_problems([long, KIND])
    for width in (700, 450):
        panel.resize(width, 200)
        qtbot.waitUntil(
            lambda: view.columnWidth(0) + view.columnWidth(1) == view.viewport().width()
        )
        assert view.columnWidth(1) < view.sizeHintForColumn(1)
        assert view.columnWidth(0) >= view.sizeHintForColumn(0)
    assert view.model().index(0, 1).data(Qt.ItemDataRole.ToolTipRole).startswith("z" * 64)


def test_a_short_place_leaves_the_sentence_all_the_rest(panel, view) -> None:
    panel.show_problems([KIND])
    assert view.columnWidth(1) == view.sizeHintForColumn(1)
