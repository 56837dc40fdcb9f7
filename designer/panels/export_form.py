"""Asks what is to be in an exported picture: format, how much of the Flow, with or without the last run."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Heading
from designer.panels.fields import Choice
from designer.panels.pressing import PushButton
from designer.panels.visitor import Visitor
from designer.words import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureWish:
    """What was asked for; `scale` is pixels of a PNG for one of the canvas."""

    to: str
    selection: bool
    states: bool
    scale: float


class ExportForm(Visitor):
    """A few choices and a button; Esc gives it up."""

    wanted = Signal(object)
    """A `PictureWish`."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a window."""
        super().__init__("exportForm", tr("Export picture"), parent)
        self._format = Choice("exportFormat", tr("Format"), self)
        self._format.offer({"SVG": "svg", "PNG": "png"})
        self._format.currentIndexChanged.connect(self._mind_format)
        self._size = Choice("exportSize", tr("Size"), self)
        self._size.offer({f"{scale} ×": float(scale) for scale in (1, 2, 3)})
        self._size.show_value(2.0)
        self._what = Choice("exportWhat", tr("What"), self)
        self._states = QCheckBox(tr("With the states of the last run"), self)
        self._states.setObjectName("exportStates")
        self._states.setChecked(True)
        layout = QVBoxLayout(self)
        layout.addWidget(Heading(tr("Export picture"), self))
        form = QFormLayout()
        form.addRow(tr("Format"), self._format)
        form.addRow(tr("Size"), self._size)
        form.addRow(tr("What"), self._what)
        form.addRow("", self._states)
        layout.addLayout(form)
        layout.addLayout(self._buttons())
        self._mind_format()

    def ask(self, *, has_selection: bool, has_run: bool) -> None:
        """Show the choices that there are."""
        every = {tr("The whole flow"): False}
        self._what.offer({**every, tr("What is selected"): True} if has_selection else every)
        self._what.show_value(has_selection)
        self._states.setEnabled(has_run)
        self._states.setChecked(has_run)
        self.adjustSize()
        self.stand_high()
        self.come(self._format)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter exports, Esc gives up."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._submit()
        else:
            super().keyPressEvent(event)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for name, words, does in (
            ("exportGo", tr("Export…"), self._submit),
            ("exportCancel", tr("Cancel"), self.dismiss),
        ):
            button = PushButton(words, self)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, does=does: does())
            row.addWidget(button)
        return row

    def _mind_format(self) -> None:
        self._size.setEnabled(self._format.currentData() == "png")

    def _submit(self) -> None:
        wish = PictureWish(
            to=str(self._format.currentData()),
            selection=bool(self._what.currentData()),
            states=self._states.isChecked(),
            scale=float(self._size.currentData()),
        )
        self.dismiss()
        self.wanted.emit(wish)
