"""Of the bars above the canvas one is seen at a time: the most pressing that has something to say.

One that the user has asked for comes before the others until something new is said.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget


class OneBar(QWidget):
    """Shows the first of its bars that is not hidden; the others wait until it is."""

    filled = Signal(bool)
    """Whether there is a bar now."""

    def __init__(self, bars: Sequence[QWidget], parent: QWidget) -> None:
        """Take the bars, the most pressing first; each goes on showing and hiding itself."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._places: list[tuple[QWidget, QWidget]] = []
        self._asked: QWidget | None = None
        """The bar that was asked for, while nothing new is said."""
        for bar in bars:
            place = QWidget(self)
            place.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            inside = QVBoxLayout(place)
            inside.setContentsMargins(0, 0, 0, 0)
            hidden = bar.isHidden()
            inside.addWidget(bar)
            bar.setHidden(hidden)
            bar.installEventFilter(self)
            layout.addWidget(place)
            self._places.append((bar, place))
        self._choose()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a bar that shows or hides itself, also while it waits."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            if (watched is self._asked) == (event.type() == QEvent.Type.HideToParent):
                self._asked = None
            self._choose()
        return super().eventFilter(watched, event)

    def bring(self, bar: QWidget) -> None:
        """Show a bar that the user asked for, though there is a more pressing one, which waits."""
        self._asked = bar
        self._choose()

    def mind(self) -> None:
        """A bar that was there already says something new: it counts again."""
        self._asked = None
        self._choose()

    def _choose(self) -> None:
        there = [(bar, place) for bar, place in self._places if not bar.isHidden()]
        there.sort(key=lambda one: one[0] is not self._asked)
        first = there[0][1] if there else None
        for _, place in self._places:
            place.setVisible(place is first)
        self.setVisible(first is not None)
        self.filled.emit(first is not None)
