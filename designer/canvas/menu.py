"""The small menu under the right button: what can be done here, also without keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from designer import icons
from designer.canvas.keyboard import COMMANDS, perform
from designer.words import tr
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
    named = bool(steps or canvas.selected_panels)
    entries = (
        ("addStep", "plus", True),
        ("toggleGoal", "flag", bool(steps)),
        ("onlyGoal", "", bool(steps)),
        ("rename", "pencil", named),
        ("disable", "ban", bool(steps)),
        ("connectSelection", "", len(steps) > 1),
        ("duplicate", "copy", bool(steps)),
        ("copy", "copy", named),
        ("paste", "clipboard-paste", True),
        ("delete", "trash-2", canvas.has_selection),
        ("deleteAndHeal", "", bool(steps)),
        ("tidy", "layout-grid", there),
        ("frame", "square", canvas.has_selection),
        ("note", "message-square", True),
        ("selectAll", "", there),
        ("fit", "maximize", there),
    )
    commands = {command.id: command for command in COMMANDS}
    for command, icon, enabled in entries:
        action = menu.addAction(tr(commands[command].text))
        action.setObjectName(command)
        action.setShortcut(QKeySequence(canvas.told_keys.get(command, "")))
        action.setEnabled(enabled)
        action.triggered.connect(lambda _=False, do=commands[command].do: perform(canvas, do))
        if icon:
            action.setIcon(icons.icon(icon, canvas.theme["text"]))
        if command == "toggleGoal":
            action.setCheckable(True)
            action.setChecked(bool(steps) and steps <= flow.goals)
    menu.popup(at)
    return menu
