"""The canvas as one would first write it: a `QGraphicsScene` with an item for each Step and each wire.

What `bench_designer` divides by, so that its figures say the same on any machine.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QGraphicsView

from designer.document.diagram import Diagram
from engine.flow import StepId
from engine.graph import wires

_BOX = QRectF(0, 0, 180, 90)


class NaiveStep(QGraphicsItem):
    """A box with a title and three lines; a plain rectangle from afar."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title, self.colour = title, QColor("#dde")

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt calls it so
        return _BOX

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if option.levelOfDetailFromTransform(painter.worldTransform()) < 0.3:
            painter.fillRect(_BOX, self.colour)
            return
        painter.setBrush(self.colour)
        painter.setPen(QPen(QColor("#446"), 1.5))
        painter.drawRoundedRect(_BOX, 6, 6)
        painter.drawText(_BOX.adjusted(8, 6, -8, -60), Qt.AlignmentFlag.AlignLeft, self.title)
        for row in range(3):
            where = QRectF(12, 30 + 18 * row, 150, 16)
            painter.drawText(where, Qt.AlignmentFlag.AlignLeft, f"attribute_{row}")


class NaiveCanvas(QGraphicsView):
    """A diagram in a scene."""

    def __init__(self, diagram: Diagram) -> None:
        self.made = QGraphicsScene()
        super().__init__(self.made)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.steps: dict[StepId, NaiveStep] = {}
        self.wires: dict[StepId, list[tuple[StepId, StepId, QGraphicsPathItem]]] = defaultdict(list)
        for step, it in diagram.flow.steps.items():
            self.add(step, it.title, *diagram.places[step])
        for wire in wires(diagram.flow):
            self.connect_steps(wire.source.step, wire.target.step)
        whole = self.made.itemsBoundingRect()
        self.made.setSceneRect(whole.adjusted(-9e3, -9e3, 9e3, 9e3))  # room to be moved about in

    def add(self, step: StepId, title: str, x: float, y: float) -> None:
        item = self.steps[step] = NaiveStep(title)
        item.setPos(x, y)
        self.made.addItem(item)

    def connect_steps(self, source: StepId, target: StepId) -> None:
        item = self.made.addPath(self._path(source, target), QPen(QColor("#889"), 1.5))
        item.setZValue(-1)
        for end in (source, target):
            self.wires[end].append((source, target, item))

    def remove(self, step: StepId) -> None:
        for _, _, item in self.wires.pop(step, ()):
            if item.scene() is not None:
                self.made.removeItem(item)
        self.made.removeItem(self.steps.pop(step))

    def move_step(self, step: StepId, at: QPointF) -> None:
        self.steps[step].setPos(at)
        for source, target, item in self.wires[step]:
            item.setPath(self._path(source, target))

    def zoom_to(self, zoom: float) -> None:
        self.resetTransform()
        self.scale(zoom, zoom)

    def _path(self, source: StepId, target: StepId) -> QPainterPath:
        path = QPainterPath(self.steps[source].pos() + QPointF(180, 40))
        end = self.steps[target].pos() + QPointF(0, 40)
        path.cubicTo(path.currentPosition() + QPointF(60, 0), end - QPointF(60, 0), end)
        return path
