"""Uses the designer as a person does: real mouse and key events, and eyes that wait for what they expect."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from designer.window.main import MainWindow

LEFT = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)


async def until(condition: Callable[[], Any], what: str = "", seconds: float = 8.0) -> Any:
    """Wait for a condition while the loop goes on; its value."""
    try:
        async with asyncio.timeout(seconds):
            while not (value := condition()):  # noqa: ASYNC110 - what is seen sends no event
                await asyncio.sleep(0.005)
            return value
    except TimeoutError:
        raise AssertionError(f"never came true: {what or condition}") from None


class Hands:
    """One window, its mouse and its keyboard."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.canvas = window.canvas

    def find(self, kind: type[W], name: str) -> W:
        self.window.inspector.catch_up()
        found = [w for w in self.window.findChildren(kind, name) if w.isVisible()]
        assert found, f"no visible {kind.__name__} called '{name}'"
        return found[0]

    def click(self, name: str) -> None:
        QTest.mouseClick(self.find(QPushButton, name), LEFT)

    def type_into(self, name: str, text: str, *, commit: bool = True) -> None:
        field = self.find(QLineEdit, name)
        QTest.mouseClick(field, LEFT)
        field.selectAll()
        QTest.keyClicks(field, text) if text else QTest.keyClick(field, Qt.Key.Key_Delete)
        if commit:
            QTest.keyClick(field, Qt.Key.Key_Return)

    def key(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self.canvas.viewport(), key, modifiers)

    def click_at(self, at: QPoint) -> None:
        QTest.mouseClick(self.canvas.viewport(), LEFT, pos=at)

    def click_step(self, step: str) -> None:
        # near the card's top, where no port is
        box = self.canvas.step_rect(step)
        self.click_at(QPoint(box.center().x(), box.top() + 8))

    def drag(
        self, start: QPoint, end: QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, release: bool = True,
    ) -> None:  # fmt: skip
        self.drag_over(self.canvas.viewport(), start, end, modifiers, release=release)

    def drag_over(
        self, widget: QWidget, start: QPoint, end: QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier, *, release: bool = True,
    ) -> None:  # fmt: skip
        """Press, move in steps as a hand does, and let go; the mouse may leave the widget."""
        self._mouse(widget, QEvent.Type.MouseButtonPress, start, modifiers)
        for part in range(1, 9):
            at = start + (end - start) * part / 8
            self._mouse(widget, QEvent.Type.MouseMove, at, modifiers)
        if release:
            self.release(end, widget, modifiers)

    def release(
        self, at: QPoint, widget: QWidget | None = None,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:  # fmt: skip
        target = widget or self.canvas.viewport()
        self._mouse(target, QEvent.Type.MouseButtonRelease, at, modifiers)

    def drag_from_palette(self, kind: str, at: QPoint) -> None:
        """Drag a kind onto the canvas; `at` in viewport coordinates."""
        palette = self.window.parts.palette.findChild(QWidget, "palette")
        model = palette.model()
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        index = next(i for i in rows if i.data(Qt.ItemDataRole.UserRole) == kind)
        start = palette.visualRect(index).center()
        viewport = palette.viewport()
        end = viewport.mapFromGlobal(self.canvas.viewport().mapToGlobal(at))
        self.drag_over(viewport, start, end)

    def connect(self, source: tuple[str, str], target: tuple[str, str], **more: Any) -> None:
        start = self.canvas.port_center(source[0], "output", source[1])
        end = self.canvas.port_center(target[0], "input", target[1])
        self.drag(start, end, **more)

    def _mouse(
        self, widget: QWidget, kind: QEvent.Type, at: QPoint, modifiers: Qt.KeyboardModifier
    ) -> None:
        pressed = kind is not QEvent.Type.MouseButtonRelease
        button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else LEFT
        buttons = LEFT if pressed else Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind, QPointF(at), QPointF(widget.mapToGlobal(at)), button, buttons, modifiers
        )
        QApplication.sendEvent(widget, event)
