"""The Attributes that an input reads as rows: the order of preference is changed without typing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from designer.panels.controls import Elided, IconButton
from designer.panels.fields import Line
from designer.words import tr


class SourceOrder(QWidget):
    """A row for each name in a line of names, shown where there are several."""

    def __init__(self, line: Line, parent: QWidget) -> None:
        """Take the line that holds the names; it is what commits."""
        super().__init__(parent)
        self._line = line
        self._name = ""
        self._shown: tuple[str, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 0, 0, 0)
        self._layout.setSpacing(0)
        self.hide()

    def call(self, name: str, words: str) -> None:
        """Take the object name of the line; the buttons are named after it."""
        self._name = name
        self.setObjectName(f"{name}:order")
        self.setAccessibleName(words)
        self._shown = ()
        self.refresh()

    def refresh(self) -> None:
        """Show the names that the line shows."""
        names = tuple(part.strip() for part in self._line.typed().split(",") if part.strip())
        if names == self._shown and bool(names) is not self.isHidden():
            return
        self._shown = names
        self._clear()
        self.setVisible(len(names) > 1)
        if len(names) > 1:
            for number, name in enumerate(names):
                self._layout.addWidget(self._row(number, name))

    def _clear(self) -> None:
        while self._layout.count():
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                for button in widget.findChildren(IconButton):
                    button.setObjectName("")
                widget.hide()
                widget.deleteLater()

    def _row(self, number: int, name: str) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        label = Elided(row)
        label.say(f"{number + 1}  {name}")
        layout.addWidget(label, 1)
        up = IconButton("arrow-up", tr("Prefer '{name}' more", name=name), row)
        up.setObjectName(f"{self._name}:{number}:up")
        up.setEnabled(number > 0)
        up.clicked.connect(lambda: self._move(number))
        away = IconButton("x", tr("Do not read '{name}'", name=name), row)
        away.setObjectName(f"{self._name}:{number}:remove")
        away.clicked.connect(lambda: self._drop(number))
        layout.addWidget(up)
        layout.addWidget(away)
        return row

    def _move(self, number: int) -> None:
        names = list(self._shown)
        names.insert(number - 1, names.pop(number))
        self._write(names)

    def _drop(self, number: int) -> None:
        self._write([name for place, name in enumerate(self._shown) if place != number])

    def _write(self, names: list[str]) -> None:
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)  # the row goes away
        self._line.fill(", ".join(names))
        self._line.flush()
        self.refresh()
