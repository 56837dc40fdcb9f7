"""The words under the pointer: the whole text of what lies there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip

from designer.canvas.geometry import Point
from designer.canvas.peeking import has_value
from designer.words import tr

if TYPE_CHECKING:
    from designer.canvas.view import Canvas


def show_tip(canvas: Canvas, event: QEvent) -> bool:
    """Show the whole text of what lies under the pointer."""
    if not isinstance(event, QHelpEvent):
        return False
    at = canvas.camera.to_scene(Point(event.pos().x(), event.pos().y()))
    tip = tip_at(canvas, at)
    if tip:
        QToolTip.showText(event.globalPos(), tip, canvas.viewport())
    else:
        QToolTip.hideText()
    return True


def tip_at(canvas: Canvas, at: Point) -> str:
    """What there is to say about a place in the scene."""
    picture, zoom = canvas.picture, canvas.camera.zoom
    port = picture.port_at(at, 10 / zoom) if not canvas.camera.flat else None
    if port is not None:
        look = picture.steps[port[1].step]
        told = (look.inputs if port[0] == "input" else look.outputs)[port[1].name].tip
        if not has_value(canvas, *port):
            return told
        return f"{told}\n{tr('Click: its value · Alt+click: draw a wire')}".strip()
    step = picture.step_at(at)
    if step is not None:
        return picture.steps[step].tip
    wire = picture.wire_at(at, 7 / zoom)
    return f"{picture.wires[wire].attribute}: {wire.source} → {wire.target}" if wire else ""
