"""How the window is put together: which panel stands where, menus, tool bar, status bar.

Makes widgets and shows them what it is told; knows neither document nor run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QScreen
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from designer import icons
from designer.canvas.view import Canvas
from designer.panels.breakpoints import BreakpointList
from designer.panels.controls import PacedLine
from designer.panels.halt import HaltPanel
from designer.panels.inputs_form import InputsForm
from designer.panels.inspector import Inspector
from designer.panels.outline import OutlinePanel
from designer.panels.palette import Palette
from designer.panels.plan_line import PlanLine
from designer.panels.pressing import PushButton
from designer.panels.problems import Problems
from designer.panels.prompt import ClosePrompt, MessageBar
from designer.panels.question_form import QuestionForm
from designer.panels.recover import Recover
from designer.panels.run_log import RunLog
from designer.panels.values import ValuesPanel
from designer.session.catalog import Catalog
from designer.session.settings import Settings
from designer.theme import Theme
from designer.window import actions
from designer.window.below import ROOM, Below
from designer.window.file_menus import fill
from designer.window.files import example_files, first_examples
from designer.window.one_bar import OneBar
from designer.window.side_widths import SideWidths
from designer.window.tabs import Tabs
from designer.window.telling import Telling
from designer.window.welcome import Welcome
from designer.words import tr
from engine.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

TOOL_ICON: Final = QSize(18, 18)
WANTED_SIZE: Final = QSize(1360, 860)
_FRAME: Final = QSize(16, 48)
"""What a window manager may draw round a window."""
LEAST_CANVAS: Final = QSize(340, 80)
LEAST_CENTRE: Final = QSize(340, 240)
"""Of the canvas and the questions above it together."""
LEAST_PALETTE: Final = 150
FORM_MARGIN: Final = 16
"""Pixels between the form for missing values and the edge of the canvas."""


class Layout(QObject):
    """Everything that is to be seen in the window."""

    def __init__(self, window: QMainWindow, catalog: Catalog) -> None:
        """Make all widgets as children of the window."""
        super().__init__(window)
        self._window = window
        self.canvas = Canvas(parent=window)
        self.canvas.setMinimumSize(LEAST_CANVAS)
        self.palette = Palette(window)
        self.palette.setMinimumWidth(LEAST_PALETTE)
        self.outline = OutlinePanel(window)
        self.inspector = Inspector(catalog, window)
        self.inspector.lags = self.canvas.frame.after.do
        self.problems: Problems = Problems(window)
        self.values = ValuesPanel(window)
        self.log: RunLog = RunLog(window)
        self.bar = MessageBar(window)
        self.plan_line = PlanLine(window)
        self.prompt = ClosePrompt(window)
        self.recover = Recover(window)
        self.tabs = Tabs(window)
        self.form = InputsForm(self.canvas)
        self.question = QuestionForm(self.canvas)
        self.halt, self.breakpoints = HaltPanel(self.canvas), BreakpointList(self.canvas)
        self.welcome = Welcome(first_examples(), self.canvas)
        self.runButton = _button("runButton", tr("Run"), tr("Run the flow to its goals (F5)"))
        self.stopButton = _button("stopButton", tr("Stop"), tr("Stop the run (Shift+F5)"))
        self._is_paused, self._pause_icons = False, list[QIcon]()
        self._leads_back, self._ink = False, self.canvas.theme
        self.pauseButton = _button("pauseButton", tr("Pause"), tr("Begin nothing new (Ctrl+F5)"))
        self.ring: list[QWidget] = []
        """More that takes the keyboard in its turn, between the canvas and the inspector."""
        self.below = Below(window)
        self._docks = self._make_docks()
        self.centre = self._make_centre()
        window.setCentralWidget(self.centre)
        self._toolbar = self._make_toolbar()
        self.status = self._make_status_bar()
        self.telling = Telling(self.status, self.canvas)
        self.canvas.installEventFilter(self)
        self.form.installEventFilter(self)
        self.question.installEventFilter(self)

    def _make_centre(self) -> QWidget:
        centre = QWidget(self._window)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tabs)
        self.bars = OneBar((self.prompt, self.bar, self.recover), centre)
        self.prompt.said.connect(self.bars.mind)
        self.bar.said.connect(self.bars.mind)
        layout.addWidget(self.bars)
        layout.addWidget(self.plan_line)
        self.bars.filled.connect(lambda there: self.plan_line.keep_room(not there))
        layout.addWidget(self.canvas, 1)
        centre.setMinimumSize(LEAST_CENTRE)  # whatever the bars say
        return centre

    def _make_docks(self) -> dict[str, QDockWidget]:
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self._window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self.below)
        self.below.add(self.problems, self.problems.title)
        self.below.add(self.log, tr("Run log"))
        self.below.add(self.values, tr("Values"))
        docks = {
            "palette": self._dock("Steps", self.palette, left),
            "outline": self._dock("Outline", self.outline, left),
            "inspector": self._dock("Inspector", self.inspector, right),
            "problems": self.below,
        }
        self._window.setCorner(Qt.Corner.BottomRightCorner, right)
        self._window.setCorner(Qt.Corner.BottomLeftCorner, left)
        self._window.tabifyDockWidget(docks["palette"], docks["outline"])
        docks["palette"].raise_()
        self._share_room(docks)
        SideWidths(self._window, (docks["palette"], docks["outline"], docks["inspector"]))
        return docks

    def _share_room(self, docks: Mapping[str, QDockWidget]) -> None:
        sizes = {"palette": 200, "inspector": 320}
        self._window.resizeDocks(
            [docks[name] for name in sizes], list(sizes.values()), Qt.Orientation.Horizontal
        )
        self._window.resizeDocks([docks["problems"]], [ROOM], Qt.Orientation.Vertical)

    def share_room(self) -> None:
        """Give every panel its first size, and show all that a fresh window shows."""
        self._share_room(self._docks)
        self._toolbar.show()
        self.status.show()

    def _dock(self, title: str, widget: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(tr(title), self._window)
        dock.setObjectName(f"dock:{title}")
        dock.setWidget(widget)
        self._window.addDockWidget(area, dock)
        return dock

    def _make_toolbar(self) -> QToolBar:
        bar = QToolBar(tr("Tools"), self._window)
        bar.setObjectName("toolbar")
        bar.setIconSize(TOOL_ICON)
        bar.setMovable(False)
        self._window.addToolBar(bar)
        return bar

    def _make_status_bar(self) -> QStatusBar:
        bar = self._window.statusBar()
        self._standing = PacedLine(bar)
        self._standing.setObjectName("standing")
        self._standing.setContentsMargins(8, 0, 8, 0)
        self._saved = QLabel(bar)
        self._saved.setObjectName("saved")
        self._zoom = QLabel("100 %", bar)
        bar.addWidget(self._standing, 1)
        for label in (self._saved, self._zoom):
            label.setContentsMargins(8, 0, 8, 0)
        bar.addPermanentWidget(self._saved)
        bar.addPermanentWidget(self._zoom)
        return bar

    def add_actions(
        self,
        made: Mapping[str, QAction],
        open_file: Callable[[Path], None],
        copy_file: Callable[[Path], None],
        settings: Settings,
    ) -> None:
        """Fill menus and tool bar; `open_file` takes recent files and examples, `copy_file` templates."""
        menus: dict[str, QMenu] = {}
        for action in actions.ACTIONS:
            menu = menus.get(action.menu)
            if menu is None:
                menu = menus[action.menu] = self._window.menuBar().addMenu(tr(action.menu))
            if action.break_before:
                menu.addSeparator()
            menu.addAction(made[action.id])
        recent = QMenu(tr("Open recent"), self._window)
        recent.aboutToShow.connect(
            lambda: fill(recent, settings.recent_files, open_file, tr("No recent files"))
        )
        examples = QMenu(tr("Examples"), self._window)
        fill(examples, first_examples(), open_file, tr("No examples"))
        examples.addAction(made["gallery"])
        templates = QMenu(tr("New from template"), self._window)
        fill(templates, example_files(), copy_file, tr("No templates"))
        menus["File"].insertMenu(made["openFlow"], templates)
        before = made["saveFlow"]
        menus["File"].insertMenu(before, recent)
        menus["File"].insertMenu(before, examples)
        menus["View"].addSeparator()
        for dock in self._docks.values():
            menus["View"].addAction(dock.toggleViewAction())
        for name in actions.TOOLBAR:
            if name:
                self._toolbar.addAction(made[name])
            else:
                self._toolbar.addSeparator()
        space = QWidget(self._toolbar)
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._toolbar.addWidget(space)
        self._toolbar.addWidget(self.runButton)
        self._toolbar.addWidget(self.pauseButton)
        self._toolbar.addWidget(self.stopButton)

    def tint(self, theme: Theme, made: Mapping[str, QAction]) -> None:
        """Draw every icon in a theme's colour."""
        for action in actions.ACTIONS:
            if action.icon:
                made[action.id].setIcon(icons.icon(action.icon, theme["text"]))
        self._ink = theme
        self._mark_run()
        self.stopButton.setIcon(icons.icon("square", theme["text"]))
        self._pause_icons = [icons.icon(name, theme["text"]) for name in ("pause", "play")]
        self._mark_pause()

    def show_panel(self, name: str) -> None:
        """Bring `palette`, `outline`, `inspector` or `problems` to the front."""
        if name == "problems":
            self.below.bring(self.problems)
        else:
            self._docks[name].show()
            self._docks[name].raise_()

    def add_tab(self, panel: QWidget, title: str) -> None:
        """Put a panel beside Problems and Run."""
        self.below.add(panel, title)

    def show_tab(self, panel: QWidget) -> None:
        """Bring a panel beside Problems and Run to the front, with room for a few rows."""
        self.below.bring(panel, with_room=True)

    def enter_tab(self, panel: QWidget) -> None:
        """Do the same, and give the keyboard to it."""
        self.show_tab(panel)
        _first_field(panel).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_panel(self, by: int) -> None:
        """Give the keyboard to the next panel or the one before; a question that is asked is one too."""
        ring: list[QWidget] = [
            self.palette, self.outline, self.question, self.halt, self.canvas, *self.ring, self.inspector,
            self.below.current,
        ]  # fmt: skip
        shown = [widget for widget in ring if widget.isVisible() and widget.isEnabled()]
        focused = self._window.focusWidget()
        here = next(
            (
                i
                for i, w in enumerate(shown)
                if focused and (w is focused or w.isAncestorOf(focused))
            ),
            0,
        )
        target = shown[(here + by) % len(shown)]
        if target is self.inspector:
            self.inspector.focus_step()
        elif target is self.question or target is self.halt:
            target.enter()
        elif target is self.canvas:
            self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            _first_field(target).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """List the Problems, and say in the tab how many there are."""
        self.problems.show_problems(problems)
        self.below.name(self.problems, self.problems.title)

    def show_failures(self, failures: Sequence[Problem]) -> None:
        """List what failed in the run that is shown among the Problems."""
        self.problems.show_failures(failures)
        self.below.name(self.problems, self.problems.title)

    def show_running(self, running: bool) -> None:
        """Offer Stop while a run is on, and as it begins bring what it says in front of the Problems."""
        begun = running and not self.stopButton.isEnabled()
        self.stopButton.setEnabled(running)
        self.runButton.setDefault(not running)  # then it is not what one looks for first
        self._mark_run()
        if begun and self.below.current is self.problems:
            self.below.turn_to(self.log)

    def show_way_back(self, leads_back: bool) -> None:
        """Say by its mark whether what begins a run leads back to the Flow now instead."""
        self._leads_back = leads_back
        self._mark_run()

    def _mark_run(self) -> None:
        ink = self._ink["accent_text" if self.runButton.isDefault() else "text"]
        name = "undo-2" if self._leads_back else "play"
        self.runButton.setIcon(icons.icon(name, ink))

    def show_paused(self, paused: bool) -> None:
        """Offer to go on where the run is paused, and else to pause it."""
        if paused is not self._is_paused:
            self._is_paused = paused
            self._mark_pause()

    def _mark_pause(self) -> None:
        self.pauseButton.setText(tr("Continue") if self._is_paused else tr("Pause"))
        self.pauseButton.setIcon(self._pause_icons[self._is_paused])

    def show_standing(self, text: str, *, soon: bool = False) -> None:
        """Say how the run goes, or how the last one ended: now, or as one of many in a moment."""
        (self._standing.say_soon if soon else self._standing.say)(text)

    def show_saved(self, words: str, *, is_past: bool) -> None:
        """Say whether the file holds what is shown, and that it is a run of the past, if it is."""
        self.problems.show_past(is_past)
        self._saved.setText(words)

    def show_zoom(self, zoom: float) -> None:
        """Say how large the canvas is shown; 1 is one to one."""
        self._zoom.setText(f"{zoom * 100:.0f} %")

    def show_welcome(self, empty: bool) -> None:
        """Teach on an empty canvas."""
        self.welcome.setVisible(empty)
        self.problems.show_empty(empty)
        if empty:
            self.welcome.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep what lies over the canvas in its place."""
        laid = event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest)
        if laid and watched in (self.form, self.question):
            self._place_forms()
        if watched is self.canvas and event.type() == QEvent.Type.Resize:
            self._place_forms()
            self.welcome.place()
        return super().eventFilter(watched, event)

    def _place_forms(self) -> None:
        room = self.canvas.rect().adjusted(FORM_MARGIN, FORM_MARGIN, -FORM_MARGIN, -FORM_MARGIN)
        for form in (self.form, self.question):
            size = form.sizeHint().boundedTo(room.size())
            form.setGeometry(room.right() - size.width(), room.top(), size.width(), size.height())


def fitting_size(screen: QScreen) -> QSize:
    """The size of a window that was never given one: as wanted, or as much as the screen has room for."""
    return WANTED_SIZE.boundedTo(screen.availableSize() - _FRAME)


def _button(name: str, words: str, tip: str) -> QPushButton:
    button = PushButton(words)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setIconSize(TOOL_ICON)
    button.setDefault(name == "runButton")
    return button


def _first_field(widget: QWidget) -> QWidget:
    """The first thing in a panel that takes the keyboard."""
    fields = [w for w in widget.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return next((w for w in fields if w.isVisible()), widget)
