"""What leads on where a panel has nothing to show: a row of links, each of which is a command.

A panel names the command; whoever knows the window's commands does it.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from designer.panels.pressing import PushButton
from designer.panels.wrapping import WrappedRow


class Lead(WrappedRow):
    """Links side by side, or below where there is no room; not there at all while it offers nothing."""

    followed = Signal(str)
    """The command that is wanted, by its id."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing to offer."""
        super().__init__(parent, gap=4)
        self.setObjectName("lead")
        self._offered: tuple[tuple[str, str], ...] = ()
        self.hide()

    def offer(self, *links: tuple[str, str]) -> None:
        """Offer these commands, each with its id and what it is called; none: go."""
        if links != self._offered:
            self._offered = links
            for button in self.empty():
                button.clearFocus()  # or it would pass to what comes next, which nobody asked for
                button.hide()
                button.deleteLater()
            for command, words in links:
                self.add(self._button(command, words))
        self.setVisible(bool(links))

    def _button(self, command: str, words: str) -> QPushButton:
        button = PushButton(words, self)
        button.setObjectName(f"lead:{command}")
        button.setProperty("role", "link")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.followed.emit(command))
        return button
