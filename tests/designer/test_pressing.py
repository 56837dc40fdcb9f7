"""Enter presses the button that has the focus, in every panel and dialog of ours."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QTabBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

import designer
from designer.panels.pressing import PushButton, ToolButton
from designer.panels.shortcuts import Shortcuts
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands

pytestmark = pytest.mark.gui

Key = Qt.Key
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("around", [QWidget, QDialog])
@pytest.mark.parametrize("kind", [PushButton, ToolButton])
def test_enter_presses_a_button_once_and_ctrl_enter_does_not(qtbot, around, kind) -> None:
    window, pressed = around(), []
    qtbot.addWidget(window)
    field, button = QLineEdit(window), kind(window)
    layout = QVBoxLayout(window)
    layout.addWidget(field)
    layout.addWidget(button)
    if isinstance(button, QPushButton):
        button.setAutoDefault(False)
    button.clicked.connect(lambda: pressed.append(1))
    window.show()
    button.setFocus()
    for key in (Key.Key_Return, Key.Key_Enter, Key.Key_Space):
        QTest.keyClick(button, key)
    assert pressed == [1, 1, 1]
    QTest.keyClick(button, Key.Key_Return, CTRL)
    for held in (False, True, True):  # the key is held down
        press = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, NONE, "\r", held)
        QApplication.sendEvent(button, press)
    assert pressed == [1] * 4
    QTest.keyClick(field, Key.Key_Return)
    assert pressed == [1] * 4


def test_no_panel_has_a_button_that_enter_does_not_press() -> None:
    """What is made of the source: panels that no test opens have buttons, too."""
    found = []
    for file in Path(designer.__path__[0]).rglob("*.py"):
        if file.name == "pressing.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            named = [*node.bases] if isinstance(node, ast.ClassDef) else []
            named += [node.func] if isinstance(node, ast.Call) else []
            found += [
                f"{file.name}:{node.lineno}"
                for one in named
                if isinstance(one, ast.Name) and one.id in ("QPushButton", "QToolButton")
            ]
    assert found == []


async def test_every_button_of_a_window_that_takes_the_focus_is_pressed_by_enter(
    open_designer,
) -> None:
    hands = open_designer(EXAMPLE)
    hands.click_step(next(iter(hands.window.document.diagram.flow.steps)))
    hands.window.inspector.catch_up()
    buttons = [
        button
        for button in hands.window.findChildren(QAbstractButton)
        if isinstance(button, QPushButton | QToolButton)
        and button.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not isinstance(button.parent(), QTabBar | QToolBar | QLineEdit)
    ]
    assert len(buttons) > 30
    others = [button for button in buttons if not isinstance(button, PushButton | ToolButton)]
    assert [(b.objectName(), type(b.parent()).__name__) for b in others] == []


async def test_keys_are_recorded_and_taken_by_enter_on_the_buttons(open_designer) -> None:
    hands: Hands = open_designer(EXAMPLE)
    hands.window.ways.show_shortcuts()
    (page,) = hands.window.findChildren(Shortcuts)
    page.activateWindow()
    page.select("tidy")
    record = page.findChild(QPushButton, "shortcutRecord")
    record.setFocus()
    QTest.keyClick(record, Key.Key_Return)
    recorder = page.findChild(QLineEdit, "keyRecorder")
    assert page.focusWidget() is recorder
    QTest.keyClick(recorder, Key.Key_S, CTRL)
    take = page.findChild(QPushButton, "shortcutTake")
    assert page.focusWidget() is take
    QTest.keyClick(take, Key.Key_Return)
    assert hands.window.ways.keymap.keys("tidy") == ("Ctrl+S",)
    hands.window.ways.keymap.reset_all()
    page.close()
