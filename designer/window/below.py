"""The dock below the canvas: one row of tabs, which is also what it is dragged by.

Knows none of the panels that are put into it. A panel that is not in front is hidden, so each can tell by
itself whether anybody sees it.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QWidget,
)

from designer.words import tr

ROOM: Final = 250
"""Pixels that it is high at first, and at least when a panel that wants room is asked for.

One figure, or it would jump when one panel follows another: enough for a few rows of each of them.
"""


class Below(QDockWidget):
    """Panels one behind the other, each with its tab."""

    def __init__(self, window: QMainWindow) -> None:
        """Begin with no panel."""
        super().__init__(tr("Problems and run"), window)
        self.setObjectName("dock:Problems and run")
        self._bar = QTabBar(self)
        self._bar.setObjectName("belowTabs")
        self._bar.setAccessibleName(tr("Problems and run"))
        self._bar.setDrawBase(False)
        self._bar.setDocumentMode(True)
        self._bar.setExpanding(False)
        self._bar.setElideMode(Qt.TextElideMode.ElideNone)  # it scrolls where there is no room
        self._bar.setUsesScrollButtons(True)
        self._bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._stack = QStackedWidget(self)
        self._bar.currentChanged.connect(self._stack.setCurrentIndex)
        title = QWidget(self)
        layout = QHBoxLayout(title)
        layout.setContentsMargins(8, 4, 8, 0)
        layout.addWidget(self._bar)
        layout.addStretch(1)  # what is beside the tabs is for the hand that takes the dock away
        self.setTitleBarWidget(title)
        self.setWidget(self._stack)

    def add(self, panel: QWidget, title: str) -> None:
        """Put a panel behind the others."""
        self._stack.addWidget(panel)
        self._bar.addTab(title)

    def name(self, panel: QWidget, title: str) -> None:
        """Say something else in a panel's tab."""
        self._bar.setTabText(self._stack.indexOf(panel), title)

    @property
    def current(self) -> QWidget:
        """The panel in front."""
        panel = self._stack.currentWidget()
        assert panel is not None, "there always is one"
        return panel

    def turn_to(self, panel: QWidget) -> None:
        """Put a panel in front of the others."""
        self._bar.setCurrentIndex(self._stack.indexOf(panel))

    def bring(self, panel: QWidget, *, with_room: bool = False) -> None:
        """Put a panel in front, and show the dock; `with_room`: high enough for a few rows."""
        self.show()
        self.raise_()
        self.turn_to(panel)
        window = self.parentWidget()
        if with_room and self.height() < ROOM and isinstance(window, QMainWindow):
            window.resizeDocks([self], [ROOM], Qt.Orientation.Vertical)
