"""Qt's actions made from the table of commands, and kept as things stand: enabled, checked, worded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QKeySequence

from designer.window.action import Action, always
from designer.window.actions import ACTIONS
from designer.window.allowing import may
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow

_EDITING: Final = ("Edit", "Arrange")
"""The menus of what may change the Flow."""


def make_actions(window: MainWindow) -> dict[str, QAction]:
    """The table as Qt's actions, children of the window, by id."""
    made = {}
    for action in ACTIONS:
        item = QAction(action.text, window)
        item.setObjectName(action.id)
        item.setShortcuts([QKeySequence(keys) for keys in action.keys])
        keys = f" ({action.keys[0]})" if action.keys else ""
        words, _, told = action.text.partition("\t")  # keys that the canvas itself listens to
        item.setToolTip(words.rstrip("…") + (f" ({told})" if told else keys))
        item.setCheckable(action.checked is not None)
        item.triggered.connect(lambda _=False, action=action: _perform(window, action))
        window.addAction(item)
        made[action.id] = item
    return made


def _perform(window: MainWindow, action: Action) -> None:
    """Do a command, where it may act now; what was said goes, and what is written is so before an edit."""
    window.parts.telling.pass_on()
    if not may(window, action.id):
        return
    if action.menu in _EDITING:
        window.drafting.leave_in_place()
    action.do(window)


def refresh(window: MainWindow, made: dict[str, QAction]) -> None:
    """Enable what can be used now, and say what undo and redo would do; an edit on its way is waited for."""
    if window.is_pushing:
        return
    for action in ACTIONS:
        if action.enabled is not always:  # most are
            made[action.id].setEnabled(action.enabled(window))
        if action.checked is not None:
            made[action.id].setChecked(action.checked(window))
    for item, what in (("undo", window.document.undo_text), ("redo", window.document.redo_text)):
        made[item].setText(": ".join(filter(None, (tr(item.capitalize()), what))))
