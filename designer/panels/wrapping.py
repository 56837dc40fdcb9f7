"""A row of widgets that goes on in a line below where there is no room beside it: buttons, mostly."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_GAP: Final = 6


class WrappedRow(QWidget):
    """As wide as it is given, as high as it takes; the widgets stand in the order they were added."""

    def __init__(self, parent: QWidget, gap: int = _GAP) -> None:
        """Begin with nothing; `gap` pixels are between two."""
        super().__init__(parent)
        self._gap = gap
        self._parts: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, part: QWidget) -> None:
        """Put a child behind the others."""
        self._parts.append(part)
        self.updateGeometry()
        self._place()

    def empty(self) -> list[QWidget]:
        """Have none of them any more; they stay children, and are what is given back."""
        parts, self._parts = self._parts, []
        self.updateGeometry()
        return parts

    def heightForWidth(self, width: int) -> int:
        """How high all of it is where it is that wide."""
        return max((box.bottom() + 1 for box in self._boxes(width)), default=0)

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [part.sizeHint() for part in self._parts]
        wide = sum(size.width() for size in sizes) + self._gap * max(len(sizes) - 1, 0)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        """As wide as the widest of them."""
        sizes = [part.sizeHint() for part in self._parts]
        wide, high = (max((side(size) for size in sizes), default=0) for side in _SIDES)
        return QSize(wide, high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        """Follow a child that has come to be larger, as by another font."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place()
        return super().event(event)

    def _place(self) -> None:
        for part, box in zip(self._parts, self._boxes(self.width()), strict=True):
            part.setGeometry(box)

    def _boxes(self, width: int) -> list[QRect]:
        """Where each stands, in the middle of its line."""
        lines: list[list[QSize]] = []
        right = 0
        for part in self._parts:
            size = part.sizeHint()
            if not lines or right + size.width() > width:
                lines.append([])
                right = 0
            lines[-1].append(size)
            right += size.width() + self._gap
        boxes, y = list[QRect](), 0
        for line in lines:
            x, high = 0, max(size.height() for size in line)
            for size in line:
                boxes.append(QRect(x, y + (high - size.height()) // 2, size.width(), size.height()))
                x += size.width() + self._gap
            y += high + self._gap
        return boxes


_SIDES: Final = (QSize.width, QSize.height)
