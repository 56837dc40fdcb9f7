"""Every command of the application in one table: what it is called, its keys, when it can be used.

Menus, tool bar and shortcuts are made from it. What a command does is a method of the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QAction, QKeySequence

from designer.translation import languages, own_name
from designer.window.action import Action, always
from designer.window.allowing import may
from designer.window.collapsing import collapse_selection
from designer.window.past_commands import PAST
from designer.window.slowing import SPEEDS
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow


def _several(window: MainWindow) -> bool:
    return len(window.canvas.selection) > 1


def _one(window: MainWindow) -> bool:
    return len(window.canvas.selection) == 1


def _language(code: str) -> Action:
    return Action(
        id=f"language{code.capitalize()}",
        text=f"Language: {own_name(code)}",
        menu="View",
        do=lambda w: w.choose_language(code),
        checked=lambda w: w.language_choice == code,
        enabled=lambda w: not w.language_is_fixed,
    )


def _slow(seconds: float) -> Action:
    at = f"{seconds:g} s a step" if seconds else "off"
    return Action(
        id=f"slow{round(seconds * 100):03d}",
        text=f"Slow motion: {at}",
        menu="Run",
        do=lambda w: w.slowing.choose(seconds),
        checked=lambda w: w.slowing.seconds == seconds,
        break_before=not seconds,
    )


ACTIONS: Final[tuple[Action, ...]] = (
    Action(id="newFlow", text="New", menu="File", keys=("Ctrl+N",), icon="file-plus",
           do=lambda w: w.files.new()),
    Action(id="newWindow", text="New window", menu="File", keys=("Ctrl+Shift+N",),
           do=lambda w: w.new_window()),
    Action(id="openFlow", text="Open…", menu="File", keys=("Ctrl+O",), icon="folder-open",
           do=lambda w: w.files.ask_open()),
    Action(id="gallery", text="All examples…", menu="File", icon="layout-grid",
           do=lambda w: w.galleries.ask()),
    Action(id="saveFlow", text="Save", menu="File", keys=("Ctrl+S",), icon="save", break_before=True,
           do=lambda w: w.files.save()),
    Action(id="saveFlowAs", text="Save as…", menu="File", keys=("Ctrl+Shift+S",),
           do=lambda w: w.files.ask_save()),
    Action(id="saveAll", text="Save all", menu="File", keys=("Ctrl+Alt+S",), icon="save-all",
           do=lambda w: w.files.save_all()),
    Action(id="importFile", text="Import…", menu="File", keys=("Ctrl+Shift+I",), break_before=True,
           do=lambda w: w.ways.importing.ask()),
    Action(id="exportMermaid", text="Export as Mermaid…", menu="File",
           do=lambda w: w.ways.exporting.ask_text("mermaid")),
    Action(id="exportDot", text="Export as DOT…", menu="File",
           do=lambda w: w.ways.exporting.ask_text("dot")),
    Action(id="exportArgyll", text="Export for Argyll…", menu="File",
           do=lambda w: w.ways.exporting.ask_text("argyll")),
    Action(id="exportPicture", text="Export as picture…", menu="File",
           do=lambda w: w.ways.exporting.ask()),
    Action(id="recoverWork", text="Recover unsaved work…", menu="File",
           do=lambda w: w.recovering.ask()),
    Action(id="reopenTabs", text="Reopen files at the next start", menu="File",
           do=lambda w: w.reopening.turn(), checked=lambda w: w.reopening.is_wanted),
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
    Action(id="enterFlow", text="Open the sub-flow", menu="Arrange", keys=("Ctrl+Down",),
           icon="log-in", do=lambda w: w.ways.entering.enter(),
           enabled=lambda w: w.ways.entering.chosen is not None),
    Action(id="leaveFlow", text="Back to the step that runs this flow", menu="Arrange",
           keys=("Ctrl+Up",), do=lambda w: w.ways.entering.leave(),
           enabled=lambda w: len(w.pages.all) > 1),
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
           do=lambda w: w.runs.stop(), enabled=lambda w: w.session.is_on),
    Action(id="pause", text="Pause", menu="Run", keys=("Ctrl+F5", "Pause"), icon="pause",
           do=lambda w: w.stepping.pause(), enabled=lambda w: w.session.is_on,
           checked=lambda w: w.session.is_paused),
    Action(id="advance", text="One step", menu="Run", keys=("F10",),
           do=lambda w: w.stepping.advance()),
    Action(id="runAgain", text="Run again", menu="Run", keys=("Ctrl+R",), icon="rotate-cw",
           do=lambda w: w.stepping.run_again(), break_before=True),
    Action(id="runAfresh", text="Run ignoring the cache", menu="Run", keys=("Ctrl+Shift+F5",),
           do=lambda w: w.stepping.run_afresh()),
    Action(id="runTo", text="Run to here", menu="Run", keys=("F7",),
           do=lambda w: w.stepping.run_to()),
    Action(id="runOnly", text="Run only this step", menu="Run", keys=("Ctrl+F7",),
           do=lambda w: w.stepping.run_only(), enabled=_one),
    Action(id="runFrom", text="Run from here", menu="Run", keys=("Ctrl+Shift+F7",),
           do=lambda w: w.stepping.run_from(), enabled=_one),
    Action(id="toggleBreakpoint", text="Breakpoint", menu="Run", keys=("F9",),
           do=lambda w: w.stepping.toggle(), break_before=True),
    Action(id="breakpoints", text="Breakpoints and conditions…", menu="Run", keys=("Ctrl+F9",),
           do=lambda w: w.stepping.ask_condition()),
    Action(id="clearBreakpoints", text="Clear all breakpoints", menu="Run",
           keys=("Ctrl+Shift+F9",), do=lambda w: w.stepping.clear_all(),
           enabled=lambda w: w.stepping.has_breakpoints),
    *(_slow(seconds) for seconds in (*SPEEDS[1:], SPEEDS[0])),  # off comes last: it is so already
    Action(id="slowReally", text="Slow motion: slow the work itself", menu="Run",
           do=lambda w: w.slowing.turn_real(), checked=lambda w: w.slowing.is_real),
    Action(id="whereHere", text="Where it runs: here", menu="Run", break_before=True,
           do=lambda w: w.where.choose_here(), checked=lambda w: w.where.is_here),
    Action(id="whereCluster", text="Where it runs: a cluster on this machine", menu="Run",
           do=lambda w: w.where.choose_cluster(), checked=lambda w: w.where.is_cluster,
           enabled=lambda w: bool(w.where.clusters)),
    Action(id="whereAddress", text="Where it runs: at an address…", menu="Run",
           do=lambda w: w.where.ask(), checked=lambda w: w.where.is_elsewhere,
           enabled=lambda w: bool(w.where.clusters)),
    Action(id="openDashboard", text="Open the cluster's dashboard", menu="Run",
           do=lambda w: w.where.show_dashboard(), enabled=lambda w: bool(w.where.dashboard)),
    Action(id="why", text="Why?", menu="Run", icon="circle-question-mark", break_before=True,
           do=lambda w: w.explaining.ask(), enabled=lambda w: w.has_selection),
    Action(id="whyEnter", text="Go to the answer", menu="Run", keys=("Shift+Y",),
           do=lambda w: w.explaining.card.enter(), enabled=lambda w: w.explaining.is_open),
    Action(id="rootCause", text="Go to what blocks it", menu="Run", keys=("Alt+Shift+Y",),
           do=lambda w: w.tracing.go(), enabled=lambda w: w.tracing.root is not None),
    Action(id="suggestSteps", text="Suggest what could give it", menu="Run",
           do=lambda w: w.suggesting.ask()),
    Action(id="showValue", text="Show the value", menu="Run", icon="eye", break_before=True,
           do=lambda w: w.valuing.ask(),
           enabled=lambda w: bool(w.canvas.selection or w.canvas.selected_wires)),
    Action(id="copyValue", text="Copy the value", menu="Run",
           do=lambda w: w.valuing.copy(), enabled=lambda w: w.valuing.is_value),
    Action(id="saveValue", text="Save the value as a file…", menu="Run",
           do=lambda w: w.valuing.ask_save(), enabled=lambda w: w.valuing.is_value),
    Action(id="pinValue", text="Pin this value", menu="Run",
           do=lambda w: w.valuing.pin(), enabled=lambda w: w.valuing.is_pinnable),
    Action(id="compareValue", text="Compare with the run before", menu="Run",
           do=lambda w: w.valuing.compare(), enabled=lambda w: w.valuing.is_value),
    Action(id="openFailedLine", text="Open the line that failed", menu="Run", break_before=True,
           do=lambda w: w.valuing.failures.open_line(),
           enabled=lambda w: w.valuing.failures.chosen is not None),
    Action(id="editorCommand", text="Choose the editor of code…", menu="Run",
           do=lambda w: w.valuing.failures.ask_editor()),
    Action(id="exportMinimal", text="Export minimal flow…", menu="Run",
           do=lambda w: w.reproducing.ask_minimal(),
           enabled=lambda w: w.valuing.failures.chosen is not None),
    Action(id="copyCommand", text="Copy headless command", menu="Run",
           do=lambda w: w.reproducing.copy_command(),
           enabled=lambda w: w.reproducing.state is not None),
    Action(id="showEverything", text="Show everything", menu="View",
           do=lambda w: w.planning.turn_everything(),
           checked=lambda w: w.planning.shows_everything),
    Action(id="selectSpare", text="Select what serves no Goal", menu="View",
           do=lambda w: w.planning.select_spare(), enabled=lambda w: bool(w.planning.spare)),
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
    Action(id="timeline", text="Timeline", menu="View", keys=("T",), icon="clock",
           do=lambda w: w.timing.open(), break_before=True),
    Action(id="criticalPath", text="Critical path", menu="View", keys=("Shift+T",),
           do=lambda w: w.timing.turn_path(), checked=lambda w: w.timing.path_is_on,
           enabled=lambda w: w.timing.course is not None),
    Action(id="history", text="History of runs", menu="View", keys=("Ctrl+H",), icon="history",
           do=lambda w: w.past.show_history()),
    *PAST,
    Action(id="eventBack", text="One event back", menu="Run", keys=("Alt+,",), break_before=True,
           do=lambda w: w.moments.step_by(-1), enabled=lambda w: w.moments.can_go),
    Action(id="eventOn", text="One event on", menu="Run", keys=("Alt+.",),
           do=lambda w: w.moments.step_by(1), enabled=lambda w: w.moments.can_go),
    Action(id="playRun", text="Play the run", menu="Run", keys=("Ctrl+Shift+Space",),
           do=lambda w: w.moments.turn_play(), enabled=lambda w: w.moments.can_go),
    Action(id="newestMoment", text="Back to the newest moment", menu="Run",
           do=lambda w: w.moments.show_newest(), enabled=lambda w: w.moments.is_held),
    Action(id="minimap", text="Minimap", menu="View", keys=("M",), break_before=True,
           do=lambda w: w.ways.turn_minimap(), checked=lambda w: w.ways.minimap.when == "always"),
    Action(id="minimapMoving", text="Minimap while moving", menu="View",
           do=lambda w: w.ways.turn_minimap_moving(),
           checked=lambda w: w.ways.minimap.when == "moving"),
    Action(id="newPythonStep", text="New Python step…", menu="Edit", keys=("Ctrl+Alt+N",),
           icon="code", do=lambda w: w.coding.ask_new(), break_before=True),
    Action(id="editCode", text="Edit the code", menu="Edit", keys=("F4",),
           do=lambda w: w.coding.edit(), enabled=lambda w: w.coding.chosen is not None),
    Action(id="nextCode", text="Next unsaved code", menu="Edit",
           do=lambda w: w.coding.files.show_next(), enabled=lambda w: w.coding.files.has_others),
    Action(id="updatePorts", text="Update the ports", menu="Edit", icon="refresh-cw",
           do=lambda w: w.library.update_chosen()),
    Action(id="mendProblem", text="Mend the problem", menu="Edit", keys=("Ctrl+.",),
           do=lambda w: w.library.fixing.mend_shown(),
           enabled=lambda w: w.library.fixing.can_mend),
    Action(id="functionPlaces", text="Where functions come from…", menu="Edit",
           do=lambda w: w.library.ask_places()),
    Action(id="nextProblem", text="Next problem", menu="View", keys=("F8",), break_before=True,
           do=lambda w: w.show_next_problem(1), enabled=lambda w: w.parts.problems.count > 0),
    Action(id="previousProblem", text="Previous problem", menu="View", keys=("Shift+F8",),
           do=lambda w: w.show_next_problem(-1), enabled=lambda w: w.parts.problems.count > 0),
    Action(id="nextTab", text="Next tab", menu="View", keys=("Ctrl+Tab", "Ctrl+PgDown"),
           break_before=True, do=lambda w: w.pages.step(1), enabled=lambda w: len(w.pages.all) > 1),
    Action(id="previousTab", text="Previous tab", menu="View",
           keys=("Ctrl+Shift+Tab", "Ctrl+Shift+Backtab", "Ctrl+PgUp"),
           do=lambda w: w.pages.step(-1), enabled=lambda w: len(w.pages.all) > 1),
    Action(id="moveTabRight", text="Move tab right", menu="View", keys=("Ctrl+Shift+PgDown",),
           do=lambda w: w.pages.move(1), enabled=lambda w: len(w.pages.all) > 1),
    Action(id="moveTabLeft", text="Move tab left", menu="View", keys=("Ctrl+Shift+PgUp",),
           do=lambda w: w.pages.move(-1), enabled=lambda w: len(w.pages.all) > 1),
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
    Action(id="languageSystem", text="Language: as the system", menu="View", break_before=True,
           do=lambda w: w.choose_language(""), checked=lambda w: w.language_choice == "",
           enabled=lambda w: not w.language_is_fixed),
    *map(_language, languages()),
    Action(id="resetLayout", text="Reset layout", menu="View", break_before=True,
           do=lambda w: w.ways.reset_layout()),
    Action(id="help", text="Help on this", menu="Help", keys=("F1",), icon="book-open",
           do=lambda w: w.guiding.help()),
    Action(id="guide", text="Guide", menu="Help", keys=("Ctrl+F1",),
           do=lambda w: w.guiding.open()),
    Action(id="tour", text="Show me round", menu="Help", do=lambda w: w.touring.begin(),
           checked=lambda w: w.touring.is_on),
    Action(id="kindDocs", text="About the kind of the step", menu="Help", break_before=True,
           do=lambda w: w.show_docs(), enabled=_one),
    Action(id="shortcutSheet", text="All shortcuts", menu="Help", keys=("?", "Shift+?"),
           icon="keyboard", do=lambda w: w.ways.show_sheet()),
    Action(id="shortcuts", text="Change shortcuts…", menu="Help",
           do=lambda w: w.ways.show_shortcuts()),
    Action(id="plugins", text="Plug-ins…", menu="Help", icon="puzzle", break_before=True,
           do=lambda w: w.offering.show_plugins()),
    Action(id="trustedFolders", text="Trusted folders…", menu="Help",
           do=lambda w: w.offering.show_trusted()),
)  # fmt: skip

TOOLBAR: Final = (
    "newFlow", "openFlow", "saveFlow", "", "undo", "redo", "", "toggleGoal", "delete", "",
    "fit", "zoomOut", "zoomIn",
)  # fmt: skip
"""The tool bar's commands in order; an empty id is a gap. Run and Stop have buttons of their own."""


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
