"""What mouse and keys do on the timeline: pull, zoom, scrub, choose. Holds a press in progress at most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

if TYPE_CHECKING:
    from designer.panels.timeline_chart import Chart

_DRAG: Final = 5
"""Pixels that a pressed mouse moves before it pulls the picture along."""
_NOTCH: Final = 1.25
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Hands:
    """The hands on one chart."""

    def __init__(self, chart: Chart) -> None:
        """Begin with nothing pressed."""
        self._chart = chart
        self._pressed: QPointF | None = None
        self._pulling = self._scrubbing = False

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom to the pointer; a touch pad moves, and with Shift the wheel goes up and down."""
        chart, pixels, turned = self._chart, event.pixelDelta(), event.angleDelta()
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if not pixels.isNull() and not control:
            chart.pull(float(pixels.x()), float(pixels.y()))
        elif shift:
            chart.pull(0.0, (turned.y() or turned.x()) / 120 * 3 * chart.shown.row)
        elif turned.x() and not turned.y():
            chart.pull(turned.x() / 120 * 80, 0.0)
        else:
            chart.zoom(_NOTCH ** (turned.y() / 120), event.position().x())
        event.accept()

    def press(self, event: QMouseEvent) -> None:
        """Scrub on the ruler; elsewhere a click is yet to become a pull."""
        if event.button() not in (_LEFT, _MIDDLE):
            return
        at = event.position()
        self._pressed, self._pulling = at, event.button() is _MIDDLE
        self._scrubbing = event.button() is _LEFT and at.y() < self._chart.shown.head
        if self._scrubbing:
            self._scrub(at)

    def move(self, event: QMouseEvent) -> None:
        """Scrub, pull along, or light the row under the pointer."""
        at = event.position()
        if self._scrubbing:
            self._scrub(at)
        elif self._pressed is not None:
            moved = at - self._pressed
            if self._pulling or moved.manhattanLength() > _DRAG:
                self._pulling, self._pressed = True, at
                self._chart.pull(moved.x(), moved.y())
        else:
            self._chart.hover(self._chart.step_at(at))

    def release(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        if self._pressed is not None and not self._pulling and not self._scrubbing:
            self._chart.choose(self._chart.step_at(event.position()))
        self._pressed, self._pulling, self._scrubbing = None, False, False

    def _scrub(self, at: QPointF) -> None:
        chart = self._chart
        moment = round(chart.shown.scale.at(at.x() - chart.shown.gutter))
        chart.momentWanted.emit(min(max(0, moment), chart.tape.now))

    def key(self, event: QKeyEvent) -> bool:
        """Arrows go between bars, Enter to the Step; plus and minus zoom, Home shows all."""
        chart = self._chart
        match event.key():
            case Qt.Key.Key_Down:
                chart.step_by(1)
            case Qt.Key.Key_Up:
                chart.step_by(-1)
            case Qt.Key.Key_PageDown:
                chart.step_by(10)
            case Qt.Key.Key_PageUp:
                chart.step_by(-10)
            case Qt.Key.Key_Left:
                chart.follow(back=True)
            case Qt.Key.Key_Right:
                chart.follow(back=False)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if chart.shown.selected:
                chart.activated.emit(chart.shown.selected)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                chart.zoom(_NOTCH)
            case Qt.Key.Key_Minus:
                chart.zoom(1 / _NOTCH)
            case Qt.Key.Key_Home:
                chart.fit()
            case _:
                return False
        return True
