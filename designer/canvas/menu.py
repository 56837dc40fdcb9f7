"""The small menu under the right button: what can be done here, also without keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from designer import icons
from engine.flow import FLOW_INPUTS

if TYPE_CHECKING:
    from designer.canvas.view import Canvas


def pop_up(canvas: Canvas, at: QPoint) -> QMenu:
    """Show it at a global position, for what is selected; it goes by itself."""
    menu = QMenu(canvas)
    menu.setObjectName("canvasMenu")
    menu.aboutToHide.connect(menu.deleteLater)
    steps = canvas.selection - {FLOW_INPUTS}
    flow = canvas.picture.diagram.flow
    there = bool(flow.steps or flow.inputs)
    entries = (
        ("Goal", "flag", "G", canvas.toggle_goal, bool(steps)),
        ("Only Goal", "", "Shift+G", canvas.only_goal, bool(steps)),
        ("Duplicate", "copy", "Ctrl+D", canvas.duplicate, bool(steps)),
        ("Copy", "copy", "Ctrl+C", canvas.copy, bool(steps)),
        ("Paste", "clipboard-paste", "Ctrl+V", canvas.paste, True),
        ("Delete", "trash-2", "Del", canvas.delete_selection, bool(steps or canvas.selected_wires)),
        ("Select all", "", "Ctrl+A", canvas.select_all, there),
        ("Show all", "maximize", "A", canvas.fit, there),
    )
    for text, icon, keys, do, enabled in entries:
        action = menu.addAction(text)
        action.setShortcut(QKeySequence(keys))
        action.setEnabled(enabled)
        action.triggered.connect(lambda _=False, do=do: do())
        if icon:
            action.setIcon(icons.icon(icon, canvas.theme["text"]))
        if text == "Goal":
            action.setCheckable(True)
            action.setChecked(bool(steps) and steps <= flow.goals)
    menu.popup(at)
    return menu
