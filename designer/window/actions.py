"""Every command of the application in one table: what it is called, its keys, when it can be used.

Menus, tool bar and shortcuts are made from it. What a command does is a method of the window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from designer.window.main import MainWindow

Enabled = Callable[["MainWindow"], bool]


def _always(window: MainWindow) -> bool:
    del window
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One command. `id` is also the name of its `QAction`; `menu` empty: by key only."""

    id: str
    text: str
    menu: str
    do: Callable[[MainWindow], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    enabled: Enabled = field(default=_always)
    checked: Enabled | None = None
    break_before: bool = False


ACTIONS: Final[tuple[Action, ...]] = (
    Action(id="newFlow", text="New", menu="File", keys=("Ctrl+N",), icon="file-plus",
           do=lambda w: w.files.new()),
    Action(id="openFlow", text="Open…", menu="File", keys=("Ctrl+O",), icon="folder-open",
           do=lambda w: w.files.ask_open()),
    Action(id="saveFlow", text="Save", menu="File", keys=("Ctrl+S",), icon="save", break_before=True,
           do=lambda w: w.files.save()),
    Action(id="saveFlowAs", text="Save as…", menu="File", keys=("Ctrl+Shift+S",),
           do=lambda w: w.files.ask_save()),
    Action(id="exportMermaid", text="Export as Mermaid…", menu="File", break_before=True,
           do=lambda w: w.files.ask_export("mermaid")),
    Action(id="exportPicture", text="Export as picture…", menu="File",
           do=lambda w: w.files.ask_export("png")),
    Action(id="closeWindow", text="Close", menu="File", keys=("Ctrl+W", "Ctrl+Q"), break_before=True,
           do=lambda w: w.close()),
    Action(id="undo", text="Undo", menu="Edit", keys=("Ctrl+Z",), icon="undo-2",
           do=lambda w: w.document.undo(), enabled=lambda w: w.can_undo),
    Action(id="redo", text="Redo", menu="Edit", keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2",
           do=lambda w: w.document.redo(), enabled=lambda w: w.can_redo),
    Action(id="cut", text="Cut\tCtrl+X", menu="Edit", break_before=True,
           do=lambda w: w.canvas.cut(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="copy", text="Copy\tCtrl+C", menu="Edit",
           do=lambda w: w.canvas.copy(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="paste", text="Paste\tCtrl+V", menu="Edit", do=lambda w: w.canvas.paste()),
    Action(id="duplicate", text="Duplicate\tCtrl+D", menu="Edit",
           do=lambda w: w.canvas.duplicate(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="delete", text="Delete\tDel", menu="Edit", icon="trash-2", break_before=True,
           do=lambda w: w.canvas.delete_selection(), enabled=lambda w: w.has_selection),
    Action(id="selectAll", text="Select all\tCtrl+A", menu="Edit", do=lambda w: w.canvas.select_all()),
    Action(id="toggleGoal", text="Goal\tG", menu="Edit", icon="flag",
           do=lambda w: w.canvas.toggle_goal(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="run", text="Run", menu="Run", keys=("F5", "Ctrl+Return"), icon="play",
           do=lambda w: w.runs.run()),
    Action(id="stop", text="Stop", menu="Run", keys=("Shift+F5",), icon="square",
           do=lambda w: w.runs.stop(), enabled=lambda w: w.runs.is_running),
    Action(id="fit", text="Show all\tA", menu="View", icon="maximize", do=lambda w: w.canvas.fit()),
    Action(id="zoomIn", text="Zoom in", menu="View", keys=("Ctrl++",), icon="zoom-in",
           do=lambda w: w.canvas.zoom_in()),
    Action(id="zoomOut", text="Zoom out", menu="View", keys=("Ctrl+-",), icon="zoom-out",
           do=lambda w: w.canvas.zoom_out()),
    Action(id="zoomReset", text="100 %", menu="View", keys=("Ctrl+0",),
           do=lambda w: w.canvas.zoom_reset()),
    Action(id="nextProblem", text="Next problem", menu="View", keys=("F8",), break_before=True,
           do=lambda w: w.show_next_problem(1), enabled=lambda w: bool(w.problem_list)),
    Action(id="previousProblem", text="Previous problem", menu="View", keys=("Shift+F8",),
           do=lambda w: w.show_next_problem(-1), enabled=lambda w: bool(w.problem_list)),
    Action(id="nextPanel", text="Next panel", menu="View", keys=("F6",), break_before=True,
           do=lambda w: w.focus_panel(1)),
    Action(id="previousPanel", text="Previous panel", menu="View", keys=("Shift+F6",),
           do=lambda w: w.focus_panel(-1)),
    Action(id="themeSystem", text="Theme: as the system", menu="View", break_before=True,
           do=lambda w: w.choose_theme(""), checked=lambda w: w.theme_choice == "",
           enabled=lambda w: not w.theme_is_fixed),
    Action(id="themeLight", text="Theme: light", menu="View",
           do=lambda w: w.choose_theme("light"), checked=lambda w: w.theme_choice == "light",
           enabled=lambda w: not w.theme_is_fixed),
    Action(id="themeDark", text="Theme: dark", menu="View",
           do=lambda w: w.choose_theme("dark"), checked=lambda w: w.theme_choice == "dark",
           enabled=lambda w: not w.theme_is_fixed),
)  # fmt: skip

TOOLBAR: Final = (
    "newFlow", "openFlow", "saveFlow", "", "undo", "redo", "", "toggleGoal", "delete", "",
    "fit", "zoomOut", "zoomIn",
)  # fmt: skip
"""The tool bar's commands in order; an empty id is a gap. Run and Stop have buttons of their own."""


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
        item.triggered.connect(lambda _=False, do=action.do: do(window))
        window.addAction(item)
        made[action.id] = item
    return made


def refresh(window: MainWindow, made: dict[str, QAction]) -> None:
    """Enable what can be used now, and say what undo and redo would do."""
    for action in ACTIONS:
        made[action.id].setEnabled(action.enabled(window))
        if action.checked is not None:
            made[action.id].setChecked(action.checked(window))
    for item, what in (("undo", window.document.undo_text), ("redo", window.document.redo_text)):
        word = item.capitalize()
        made[item].setText(f"{word}: {what}" if what else word)
