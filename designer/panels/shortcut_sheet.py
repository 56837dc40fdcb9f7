"""All keys at one look, by menu, and what the mouse does. Lies over the window; Esc closes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Heading, IconButton
from designer.panels.visitor import Visitor
from designer.theme import sans_font
from designer.words import tr

Rows: TypeAlias = Sequence[tuple[str, str]]
"""What is done, and by which keys."""

MOUSE: Final = (
    ("Move what is seen", "Middle button, Space or right button and drag"),
    ("Zoom", "Wheel"),
    ("Select", "Click; Shift adds, Ctrl toggles"),
    ("Select in a box", "Drag on empty canvas"),
    ("Draw a wire", "Drag from port to port, or click both"),
    ("Draw a wire to a new step", "Drop it on empty canvas"),
    ("Make a Flow input for an input", "Drop its wire on empty canvas with Shift"),
    ("Add a wire as an alternative", "Drop it with Shift on an input that has one"),
    ("Move all wires of an output", "Shift and drag from it"),
    ("Move the end of a wire, or cut it", "Drag it at the input"),
    ("Cut several wires", "Alt and drag across them on empty canvas"),
    ("Lead a wire through a dot", "Double-click it, or Alt and click"),
    ("Put a step into a wire", "Drop it on the wire; Alt does not"),
    ("Copy a step", "Hold Alt and drag it"),
    ("Move without grid and guides", "Alt while dragging"),
    ("Open the flow that a step runs", "Double-click the step"),
    ("Walk along wires", "Arrow keys; Shift selects more"),
    ("Move a step by keys", "Ctrl+Shift+arrow keys"),
    ("Leave what is going on", "Esc"),
)
"""What no command stands for."""

_COLUMN: Final = 20
"""How wide a column is at least, in line heights."""


class ShortcutSheet(Visitor):
    """One look at everything."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a window."""
        super().__init__("shortcutSheet", tr("All shortcuts"), parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        close = IconButton("x", tr("Close (Esc)"), self)
        close.setObjectName("sheetClose")
        close.clicked.connect(self.dismiss)
        top = QHBoxLayout()
        top.addWidget(Heading(tr("All shortcuts"), self), 1)
        top.addWidget(close)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.viewport().setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._scroll)
        self.hide()

    def show_keys(self, groups: Mapping[str, Rows]) -> None:
        """Show them over all of the window but its edge."""
        self.fill()
        line = self.fontMetrics().lineSpacing()
        every = {**groups, "Mouse and hands": [(tr(what), tr(how)) for what, how in MOUSE]}
        page = self._page(every, max(1, self.width() // (_COLUMN * line)))
        self._scroll.setWidget(page)
        page.setAutoFillBackground(False)  # the scroll area has it otherwise
        self.come(self)

    def dismiss(self) -> bool:
        """Go; False where there was nothing to dismiss."""
        was_there = super().dismiss()
        if was_there:
            self.closed.emit()
        return was_there

    def text(self) -> str:
        """All that it says."""
        page = self._scroll.widget()
        labels = page.findChildren(QLabel) if page is not None else []
        return "\n".join(label.text() for label in labels)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc, by Enter, and by the key that opened it."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Question, Qt.Key.Key_Return, Qt.Key.Key_F1)
        if event.key() in keys:
            self.dismiss()
        else:
            self._scroll.keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep clicks from what lies beneath."""
        event.accept()

    def _page(self, groups: Mapping[str, Rows], columns: int) -> QWidget:
        page = QWidget(self)
        row = QHBoxLayout(page)
        row.setSpacing(2 * self.fontMetrics().lineSpacing())
        for part in _shared_out(groups, columns):
            column = QVBoxLayout()
            column.setSpacing(6)  # else it is as wide as between columns
            for title in part:
                column.addWidget(Heading(tr(title), page))
                column.addLayout(_table(groups[title], page))
                column.addSpacing(self.fontMetrics().lineSpacing() // 2)
            column.addStretch(1)
            row.addLayout(column, 1)
        return page


def _table(rows: Rows, parent: QWidget) -> QGridLayout:
    grid = QGridLayout()
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    grid.setVerticalSpacing(3)
    for number, (what, keys) in enumerate(rows):
        for column, text in enumerate((what, keys)):
            label = QLabel(text, parent)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignTop)
            if column:
                label.setFont(sans_font(bold=True))
                label.setAccessibleName(f"{what}: {keys}")
            grid.addWidget(label, number, column)
    return grid


def _shared_out(groups: Mapping[str, Rows], columns: int) -> list[list[str]]:
    """Titles in columns that are about equally long, in their order."""
    total = sum(len(rows) + 2 for rows in groups.values())
    parts: list[list[str]] = [[]]
    filled = 0.0
    for title, rows in groups.items():
        if parts[-1] and filled + len(rows) / 2 > len(parts) * total / columns:
            parts.append([])
        parts[-1].append(title)
        filled += len(rows) + 2
    return parts
