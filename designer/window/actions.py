"""Every command of the application in one table: what it is called, its keys, when it can be used.

Menus, tool bar and shortcuts are made from it. What a command does is a method of the window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QKeySequence

from designer.window.collapsing import collapse_selection
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow

Enabled = Callable[["MainWindow"], bool]


def _always(window: MainWindow) -> bool:
    del window
    return True


def _several(window: MainWindow) -> bool:
    return len(window.canvas.selection) > 1


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
    Action(id="newWindow", text="New window", menu="File", keys=("Ctrl+Shift+N",),
           do=lambda w: w.new_window()),
    Action(id="openFlow", text="Open…", menu="File", keys=("Ctrl+O",), icon="folder-open",
           do=lambda w: w.files.ask_open()),
    Action(id="saveFlow", text="Save", menu="File", keys=("Ctrl+S",), icon="save", break_before=True,
           do=lambda w: w.files.save()),
    Action(id="saveFlowAs", text="Save as…", menu="File", keys=("Ctrl+Shift+S",),
           do=lambda w: w.files.ask_save()),
    Action(id="exportMermaid", text="Export as Mermaid…", menu="File", break_before=True,
           do=lambda w: w.ways.exporting.ask_text("mermaid")),
    Action(id="exportDot", text="Export as DOT…", menu="File",
           do=lambda w: w.ways.exporting.ask_text("dot")),
    Action(id="exportPicture", text="Export as picture…", menu="File",
           do=lambda w: w.ways.exporting.ask()),
    Action(id="recoverWork", text="Recover unsaved work…", menu="File",
           do=lambda w: w.recovering.look()),
    Action(id="closeTab", text="Close tab", menu="File", keys=("Ctrl+W",), break_before=True,
           do=lambda w: w.files.close(w.pages.current)),
    Action(id="closeWindow", text="Close window", menu="File", keys=("Ctrl+Q", "Ctrl+Shift+W"),
           do=lambda w: w.close()),
    Action(id="undo", text="Undo", menu="Edit", keys=("Ctrl+Z",), icon="undo-2",
           do=lambda w: w.document.undo(), enabled=lambda w: w.can_undo),
    Action(id="redo", text="Redo", menu="Edit", keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2",
           do=lambda w: w.document.redo(), enabled=lambda w: w.can_redo),
    Action(id="cut", text="Cut", menu="Edit", break_before=True,
           do=lambda w: w.canvas.cut(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="copy", text="Copy", menu="Edit",
           do=lambda w: w.canvas.copy(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="paste", text="Paste", menu="Edit", do=lambda w: w.canvas.paste()),
    Action(id="duplicate", text="Duplicate", menu="Edit",
           do=lambda w: w.canvas.duplicate(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="delete", text="Delete", menu="Edit", icon="trash-2", break_before=True,
           do=lambda w: w.canvas.delete_selection(), enabled=lambda w: w.has_selection),
    Action(id="selectAll", text="Select all", menu="Edit", do=lambda w: w.canvas.select_all()),
    Action(id="toggleGoal", text="Goal", menu="Edit", icon="flag",
           do=lambda w: w.canvas.toggle_goal(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="find", text="Find…", menu="Edit", keys=("Ctrl+F",), icon="search", break_before=True,
           do=lambda w: w.ways.finding.open()),
    Action(id="findNext", text="Find next", menu="Edit", keys=("F3",),
           do=lambda w: w.ways.finding.step(1)),
    Action(id="findPrevious", text="Find previous", menu="Edit", keys=("Shift+F3",),
           do=lambda w: w.ways.finding.step(-1)),
    Action(id="commandPalette", text="Commands…", menu="Edit", keys=("Ctrl+K", "Ctrl+Shift+P"),
           do=lambda w: w.ways.ask_command()),
    Action(id="addStep", text="Add a step…", menu="Arrange", icon="plus",
           do=lambda w: w.canvas.adding.ask_step()),
    Action(id="connectSelection", text="Connect the selection", menu="Arrange",
           do=lambda w: w.canvas.arranging.connect_selection(),
           enabled=lambda w: len(w.canvas.selection) > 1),
    Action(id="duplicateWired", text="Duplicate with its inputs", menu="Arrange",
           do=lambda w: w.canvas.duplicate(keep_wires=True),
           enabled=lambda w: bool(w.canvas.selection)),
    Action(id="deleteAndHeal", text="Delete and heal", menu="Arrange",
           do=lambda w: w.canvas.arranging.heal(), enabled=lambda w: bool(w.canvas.selection)),
    Action(id="disable", text="Disable", menu="Arrange", break_before=True,
           do=lambda w: w.canvas.arranging.toggle_disabled(),
           enabled=lambda w: bool(w.canvas.selection)),
    Action(id="pin", text="Pin the result", menu="Arrange",
           do=lambda w: w.canvas.arranging.toggle_pinned(),
           enabled=lambda w: bool(w.canvas.selection)),
    Action(id="invertSelection", text="Invert the selection", menu="Arrange", break_before=True,
           do=lambda w: w.canvas.arranging.invert()),
    Action(id="selectUpstream", text="Select what feeds it", menu="Arrange",
           do=lambda w: w.canvas.arranging.select_along(upstream=True),
           enabled=lambda w: bool(w.canvas.selection)),
    Action(id="selectDownstream", text="Select what it feeds", menu="Arrange",
           do=lambda w: w.canvas.arranging.select_along(upstream=False),
           enabled=lambda w: bool(w.canvas.selection)),
    Action(id="tidy", text="Lay out", menu="Arrange", break_before=True,
           do=lambda w: w.canvas.arranging.tidy()),
    Action(id="frame", text="Frame", menu="Arrange", do=lambda w: w.canvas.arranging.add_frame()),
    Action(id="unframe", text="Take the frame away", menu="Arrange",
           do=lambda w: w.canvas.arranging.drop_frames()),
    Action(id="note", text="Note", menu="Arrange", do=lambda w: w.canvas.arranging.add_note()),
    Action(id="collapse", text="Collapse to a sub-flow", menu="Arrange", keys=("Ctrl+Shift+E",),
           do=collapse_selection, enabled=lambda w: bool(w.canvas.selection)),
    Action(id="alignLeft", text="Align left", menu="Arrange", break_before=True,
           do=lambda w: w.canvas.arranging.align("left"), enabled=_several),
    Action(id="alignCenter", text="Align centre", menu="Arrange",
           do=lambda w: w.canvas.arranging.align("center"), enabled=_several),
    Action(id="alignRight", text="Align right", menu="Arrange",
           do=lambda w: w.canvas.arranging.align("right"), enabled=_several),
    Action(id="alignTop", text="Align top", menu="Arrange",
           do=lambda w: w.canvas.arranging.align("top"), enabled=_several),
    Action(id="alignMiddle", text="Align middle", menu="Arrange",
           do=lambda w: w.canvas.arranging.align("middle"), enabled=_several),
    Action(id="alignBottom", text="Align bottom", menu="Arrange",
           do=lambda w: w.canvas.arranging.align("bottom"), enabled=_several),
    Action(id="distributeAcross", text="Distribute horizontally", menu="Arrange",
           do=lambda w: w.canvas.arranging.distribute("horizontal"), enabled=_several),
    Action(id="distributeDown", text="Distribute vertically", menu="Arrange",
           do=lambda w: w.canvas.arranging.distribute("vertical"), enabled=_several),
    Action(id="run", text="Run", menu="Run", keys=("F5", "Ctrl+Return"), icon="play",
           do=lambda w: w.runs.run()),
    Action(id="stop", text="Stop", menu="Run", keys=("Shift+F5",), icon="square",
           do=lambda w: w.runs.stop(), enabled=lambda w: w.runs.is_running),
    Action(id="fit", text="Show all", menu="View", icon="maximize", do=lambda w: w.canvas.fit()),
    Action(id="zoomIn", text="Zoom in", menu="View", keys=("Ctrl++",), icon="zoom-in",
           do=lambda w: w.canvas.zoom_in()),
    Action(id="zoomOut", text="Zoom out", menu="View", keys=("Ctrl+-",), icon="zoom-out",
           do=lambda w: w.canvas.zoom_out()),
    Action(id="zoomReset", text="100 %", menu="View", keys=("Ctrl+0",),
           do=lambda w: w.canvas.zoom_reset()),
    Action(id="goBack", text="Back", menu="View", keys=("Alt+Left",), break_before=True,
           do=lambda w: w.ways.back(), enabled=lambda w: w.ways.can_go_back),
    Action(id="goForward", text="Forward", menu="View", keys=("Alt+Right",),
           do=lambda w: w.ways.forward(), enabled=lambda w: w.ways.can_go_forward),
    Action(id="outline", text="Go to the outline", menu="View", keys=("Ctrl+Shift+O",),
           do=lambda w: w.ways.show_outline()),
    Action(id="minimap", text="Minimap", menu="View", keys=("M",), break_before=True,
           do=lambda w: w.ways.turn_minimap(), checked=lambda w: w.ways.minimap.when == "always"),
    Action(id="minimapMoving", text="Minimap while moving", menu="View",
           do=lambda w: w.ways.turn_minimap_moving(),
           checked=lambda w: w.ways.minimap.when == "moving"),
    Action(id="nextProblem", text="Next problem", menu="View", keys=("F8",), break_before=True,
           do=lambda w: w.show_next_problem(1), enabled=lambda w: bool(w.problem_list)),
    Action(id="previousProblem", text="Previous problem", menu="View", keys=("Shift+F8",),
           do=lambda w: w.show_next_problem(-1), enabled=lambda w: bool(w.problem_list)),
    Action(id="nextTab", text="Next tab", menu="View", keys=("Ctrl+Tab", "Ctrl+PgDown"),
           break_before=True, do=lambda w: w.pages.step(1), enabled=lambda w: len(w.pages.all) > 1),
    Action(id="previousTab", text="Previous tab", menu="View",
           keys=("Ctrl+Shift+Tab", "Ctrl+Shift+Backtab", "Ctrl+PgUp"),
           do=lambda w: w.pages.step(-1), enabled=lambda w: len(w.pages.all) > 1),
    Action(id="nextPanel", text="Next panel", menu="View", keys=("F6",), break_before=True,
           do=lambda w: w.focus_panel(1)),
    Action(id="previousPanel", text="Previous panel", menu="View", keys=("Shift+F6",),
           do=lambda w: w.focus_panel(-1)),
    Action(id="tabMovesFocus", text="Tab moves the focus", menu="View",
           do=lambda w: w.ways.turn_tab(), checked=lambda w: w.canvas.tab_moves_focus),
    Action(id="themeSystem", text="Theme: as the system", menu="View", break_before=True,
           do=lambda w: w.choose_theme(""), checked=lambda w: w.theme_choice == "",
           enabled=lambda w: not w.theme_is_fixed),
    Action(id="themeLight", text="Theme: light", menu="View",
           do=lambda w: w.choose_theme("light"), checked=lambda w: w.theme_choice == "light",
           enabled=lambda w: not w.theme_is_fixed),
    Action(id="themeDark", text="Theme: dark", menu="View",
           do=lambda w: w.choose_theme("dark"), checked=lambda w: w.theme_choice == "dark",
           enabled=lambda w: not w.theme_is_fixed),
    Action(id="resetLayout", text="Reset layout", menu="View", break_before=True,
           do=lambda w: w.ways.reset_layout()),
    Action(id="kindDocs", text="About the kind of the step", menu="Help", keys=("F1",),
           icon="book-open", do=lambda w: w.show_docs(),
           enabled=lambda w: len(w.canvas.selection) == 1),
    Action(id="shortcutSheet", text="All shortcuts", menu="Help", keys=("?", "Shift+?"),
           icon="keyboard", do=lambda w: w.ways.show_sheet()),
    Action(id="shortcuts", text="Change shortcuts…", menu="Help",
           do=lambda w: w.ways.show_shortcuts()),
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
        item.triggered.connect(lambda _=False, do=action.do: _perform(window, do))
        window.addAction(item)
        made[action.id] = item
    return made


def _perform(window: MainWindow, do: Callable[[MainWindow], object]) -> None:
    """Do a command; what was said of the one before goes."""
    window.parts.telling.pass_on()
    do(window)


def refresh(window: MainWindow, made: dict[str, QAction]) -> None:
    """Enable what can be used now, and say what undo and redo would do."""
    for action in ACTIONS:
        made[action.id].setEnabled(action.enabled(window))
        if action.checked is not None:
            made[action.id].setChecked(action.checked(window))
    for item, what in (("undo", window.document.undo_text), ("redo", window.document.redo_text)):
        word = tr(item.capitalize())
        made[item].setText(f"{word}: {what}" if what else word)
