"""Of the bars above the canvas one is seen at a time: the most pressing that has something to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget


class OneBar(QWidget):
    """Shows the first of its bars that is not hidden; the others wait until it is."""

    def __init__(self, bars: Sequence[QWidget], parent: QWidget) -> None:
        """Take the bars, the most pressing first; each goes on showing and hiding itself."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._places: list[tuple[QWidget, QWidget]] = []
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
            self._choose()
        return super().eventFilter(watched, event)

    def _choose(self) -> None:
        first = next((place for bar, place in self._places if not bar.isHidden()), None)
        for _, place in self._places:
            place.setVisible(place is first)
        self.setVisible(first is not None)
