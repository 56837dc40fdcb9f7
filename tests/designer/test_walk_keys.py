"""A whole session without a mouse and without eyes: built, run, read, and read why it failed.

Keys go to whatever has the keyboard, and nothing is known but what assistive technology is told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

Key, Role = Qt.Key, QAccessible.Role
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
WORK = '''
def load(amount: int) -> list:
    """Make rows."""
    return list(range(10, 10 + amount))

def count(rows: list) -> int:
    """Count rows."""
    if not rows:
        raise ValueError("there are no rows")
    return len(rows)

def tell(total: int) -> str:
    """Say it."""
    return f"{total} rows"
'''


class Ears:
    """Presses keys and listens to what has the focus."""

    def __init__(self, hands: Hands) -> None:
        self.aloud: list[str] = []
        self._hands = hands
        hands.canvas.announced.connect(self.aloud.append)

    @property
    def it(self) -> QAccessibleInterface:
        """What assistive technology is at."""
        widget = QApplication.focusWidget()
        assert widget is not None, "the keyboard is somewhere"
        there = QAccessible.queryAccessibleInterface(widget)
        return there.focusChild() or there

    @property
    def name(self) -> str:
        return self.it.text(QAccessible.Text.Name)

    @property
    def value(self) -> str:
        return self.it.text(QAccessible.Text.Value)

    @property
    def more(self) -> str:
        return self.it.text(QAccessible.Text.Description)

    @property
    def around(self) -> str:
        """What is told of the widget that has the keyboard."""
        widget = QAccessible.queryAccessibleInterface(QApplication.focusWidget())
        return widget.text(QAccessible.Text.Description)

    @property
    def status(self) -> str:
        """What was said in passing."""
        bar = QAccessible.queryAccessibleInterface(self._hands.window.statusBar())
        return bar.text(QAccessible.Text.Description)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)

    def is_at(self, name: str, role: QAccessible.Role) -> bool:
        return (self.name, self.it.role()) == (name, role) and bool(self.it.state().focused)

    async def go(self, name: str) -> None:
        """Walk with the arrows until a card is reached."""
        met = []
        for key in (Key.Key_Left, Key.Key_Up, Key.Key_Right, Key.Key_Down):
            for _ in range(3):
                if self.name == name:
                    return
                self.press(key)
                await asyncio.sleep(0)
                met.append(self.name)
        raise AssertionError(f"'{name}' is not reached, but {met}")


@pytest.fixture
def hands(open_designer: Callable[..., Hands], write_flow: Callable[..., Path]) -> Hands:
    return open_designer(write_flow({}, [], WORK))


async def test_a_session_by_keys_and_ears_alone(hands: Hands) -> None:
    ears = Ears(hands)
    await until(hands.window.isActiveWindow, "the window is active")
    await until(lambda: "work:load" in offered(hands), "the functions beside the flow are found")
    QAccessible.setActive(True)
    try:
        await build(ears)
        await run_and_read(ears)
        await fail_and_read_why(ears, hands)
    finally:
        QAccessible.setActive(False)


def offered(hands: Hands) -> list[str]:
    palette = hands.window.parts.palette.findChild(QWidget, "palette")
    model = palette.model()  # type: ignore[attr-defined]
    rows = range(model.rowCount())
    return [str(model.index(row, 0).data(Qt.ItemDataRole.UserRole)) for row in rows]


async def build(ears: Ears) -> None:
    assert ears.is_at("Canvas", Role.Graphic)
    assert ears.more == "Flow: 0 steps, 0 goals"
    for name, words in (("load", "Make rows."), ("count", "Count rows."), ("tell", "Say it.")):
        ears.press(Key.Key_Escape)
        ears.press(Key.Key_Space, CTRL)
        assert ears.is_at("Search the kinds of Step", Role.EditableText)
        ears.type(name)
        assert ears.value == name
        assert ears.more.startswith(f"{name}. {words}"), "what Enter would take is told"
        assert "1/1" in ears.more
        ears.press(Key.Key_Return)
        assert ears.is_at(name, Role.ListItem), "the keyboard is at what was added"
        assert ears.it.state().selected
        assert ears.value == "draft"
    await ears.go("load")
    await connect(ears, "Output 'load.load'", "Input 'count.rows'")
    await ears.go("count")
    await connect(ears, "Output 'count.count'", "Input 'tell.total'")
    await ears.go("tell")
    ears.press(Key.Key_G)
    await until(lambda: "; goal;" in ears.more, "it is the Goal now")
    ears.press(Key.Key_Space, CTRL)
    ears.type("wait")
    ears.press(Key.Key_Return)
    assert ears.is_at("wait", Role.ListItem), "also where it was added to what is selected"
    ears.press(Key.Key_Z, CTRL)
    await ears.go("tell")


async def connect(ears: Ears, output: str, target: str) -> None:
    for _ in range(3):
        ears.press(Key.Key_P, ALT)
        if ears.status.startswith(output):
            break
    assert "Enter: draw a wire" in ears.status
    ears.press(Key.Key_Return)
    for _ in range(4):
        if ears.status.startswith(target):
            break
        ears.press(Key.Key_Down)
    assert ears.status.startswith(target), ears.status
    assert "Enter: connect" in ears.status
    ears.press(Key.Key_Return)


async def run_and_read(ears: Ears) -> None:
    await until(lambda: "inputs: total (empty)" in ears.more, "it is planned")
    ears.press(Key.Key_F5)
    assert ears.is_at("amount, integer", Role.EditableText)
    assert ears.more == "Needed by 'load'"
    ears.type("3")
    assert ears.value == "3"
    ears.press(Key.Key_Return)
    await until(lambda: ears.aloud[-1:] == ["Goal reached: tell"], "the end is said aloud")
    assert ears.is_at("tell", Role.ListItem)
    assert ears.value == "completed"
    assert "Goal reached" in ears.more
    assert "inputs: total (arrived)" in ears.more
    ears.press(Key.Key_V)
    assert "3 rows" in ears.value + ears.name, "a text is read where it stands"
    ears.press(Key.Key_Escape)
    await ears.go("load")
    ears.press(Key.Key_V)
    assert "made by 'load'" in ears.around, "with the value comes where it is from"
    ears.press(Key.Key_Down)
    assert ears.it.role() == Role.TreeItem
    assert ears.name == "1: 11", "an item says what it is worth"
    ears.press(Key.Key_Escape)
    assert ears.is_at("load", Role.ListItem)


async def fail_and_read_why(ears: Ears, hands: Hands) -> None:
    ears.press(Key.Key_F5)
    assert ears.is_at("amount, integer", Role.EditableText)
    assert ears.value == "3", "what was given last is there again"
    ears.press(Key.Key_A, CTRL)
    ears.type("0")
    ears.press(Key.Key_Return)
    why = "ValueError: there are no rows"
    await until(lambda: why in "".join(ears.aloud[-1:]), "the failure is said aloud")
    await until(lambda: not hands.window.session.is_running, "the run ends")
    await ears.go("tell")
    assert ears.value == "blocked"
    assert "blocked by 'count'" in ears.more
    ears.press(Key.Key_Y, ALT | SHIFT)
    await until(lambda: ears.is_at("count", Role.ListItem), "the command leads to the root")
    assert ears.value == "failed"
    assert why in ears.more
    ears.press(Key.Key_V)
    assert not hands.canvas.hasFocus()
    heard = []
    for _ in range(9):
        heard.append(f"{ears.name} {ears.more}")
        if hands.canvas.hasFocus():
            break
        ears.press(Key.Key_Tab)
    told = "\n".join(heard)
    assert why in told, told
    assert "work.py:9" in told, told
    hands.canvas.setFocus()
    ears.press(Key.Key_Y)
    await until(lambda: any("count" in said and "failed" in said for said in ears.aloud[-1:]))
    ears.press(Key.Key_Y, SHIFT)
    assert "'count'" in ears.name
    assert "no rows" in ears.name
    ears.press(Key.Key_Escape)
    assert ears.is_at("count", Role.ListItem)
