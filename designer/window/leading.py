"""Does what is offered where there is nothing to see: every link of an empty panel is a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from designer.panels.lead import Lead

if TYPE_CHECKING:
    from designer.window.main import MainWindow


class Leading(QObject):
    """Joins the links of all panels to the window's commands."""

    def __init__(self, window: MainWindow) -> None:
        """Take a window whose panels are there."""
        super().__init__(window)
        self._window = window
        parts = window.parts
        panels = (parts.problems, parts.log, parts.outline, parts.values)
        for panel in (*panels, window.timing.panel, window.past.panel):
            for lead in panel.findChildren(Lead, "lead"):
                lead.followed.connect(self._do)
        window.parts.plan_line.helpWanted.connect(lambda: window.guiding.open("concepts.md"))

    def _do(self, command: str) -> None:
        action = self._window.findChild(QAction, command)
        if isinstance(action, QAction) and action.isEnabled():
            action.trigger()
