"""The small menu under the right button: what can be done here, also without keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from designer import icons
from designer.canvas.keyboard import COMMANDS, perform
from designer.words import tr
from engine.flow import FLOW_INPUTS, Port, Side

if TYPE_CHECKING:
    from designer.canvas.view import Canvas


Pointed: TypeAlias = tuple[Side, Port] | None


def pop_up(canvas: Canvas, at: QPoint, pointed: Pointed = None) -> QMenu:
    """Show it at a global position, for what is selected and a port there; it goes by itself."""
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
        ("why", "circle-question-mark", canvas.has_selection),
        ("suggestSteps", "", bool(steps)),
        ("onlyGoal", "", bool(steps)),
        ("rename", "pencil", named),
        ("disable", "ban", bool(steps)),
        ("showValue", "eye", bool(canvas.selection or canvas.selected_wires)),
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
    _add_more(canvas, menu, pointed)
    canvas.menuShown.emit(menu)
    menu.popup(at)
    return menu


def _add_more(canvas: Canvas, menu: QMenu, pointed: Pointed) -> None:
    """What the window can do with what lies there, under its own names."""
    if canvas.menu_actions:
        menu.addSeparator()
    for source in canvas.menu_actions:
        action = menu.addAction(source.icon(), source.text())
        action.setObjectName(source.objectName())
        action.setShortcut(source.shortcut())
        action.setEnabled(source.isEnabled())
        action.triggered.connect(lambda _=False, source=source: _trigger(canvas, source, pointed))


def _trigger(canvas: Canvas, action: QAction, pointed: Pointed) -> None:
    """Do it, for the port that the menu was asked for at."""
    canvas.pointed = pointed
    try:
        action.trigger()
    finally:
        canvas.pointed = None
