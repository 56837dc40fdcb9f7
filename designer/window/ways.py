"""Ways to get about: find, jump back and forth, the palette of commands, the minimap, keys and layout.

Each part is a panel of its own; this joins them to the window. The outline's part is `outlining`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.canvas.camera import Camera
from designer.canvas.minimap import Minimap
from designer.panels.chooser import Chooser
from designer.panels.find_bar import FindBar
from designer.panels.shortcut_sheet import ShortcutSheet
from designer.panels.shortcuts import Shortcuts
from designer.window import palette_rows
from designer.window.actions import ACTIONS
from designer.window.allowing import may
from designer.window.entering import Entering
from designer.window.exporting import ExportControl
from designer.window.finding import FindControl
from designer.window.importing import ImportControl
from designer.window.key_presets import PRESET_NAMES
from designer.window.keymap import Keymap, commands, told
from designer.window.outlining import OutlineControl
from designer.window.trail import Trail
from designer.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from designer.session.catalog import Catalog
    from designer.session.settings import Settings
    from designer.window.main import MainWindow
    from engine.flow import StepId

_MINIMAP_TURN = {"never": "always", "always": "never", "moving": "always"}


class Ways(QObject):
    """What a window has for finding one's way."""

    keymap: Keymap
    chooser: Chooser
    sheet: ShortcutSheet
    finding: FindControl
    outline: OutlineControl
    exporting: ExportControl
    importing: ImportControl
    minimap: Minimap
    entering: Entering

    def __init__(
        self, window: MainWindow, made: Mapping[str, QAction], catalog: Catalog, settings: Settings,
        state_version: int,
    ) -> None:  # fmt: skip
        """Take a window whose panels and actions are there, before its layout is restored."""
        super().__init__(window)
        self._window, self._made, self._settings = window, made, settings
        self._state_version = state_version
        self._first_state = window.saveState(state_version)
        self._trail: Trail[Camera] = Trail()
        self._page: Shortcuts | None = None
        self.keymap = Keymap(commands(ACTIONS), settings, self)
        self.keymap.changed.connect(self._give_keys)
        self.chooser = Chooser(window)
        self.sheet = ShortcutSheet(window)
        self.lying: list[Callable[[], bool]] = []
        """What closes other parts that lie over the window."""
        self.finding = FindControl(
            FindBar(window.parts.centre), window.canvas, lambda: window.problem_list,
            self.jump, self,
        )  # fmt: skip
        self.outline = OutlineControl(
            window, window.parts.outline, self.chooser, catalog, self.keymap
        )
        self.exporting, self.importing = ExportControl(window), ImportControl(window)
        self.minimap = Minimap(window.canvas, self.leave)
        self.entering = Entering(window)
        self.minimap.show_when(settings.minimap)
        window.canvas.tab_moves_focus = settings.tab_moves_focus
        window.canvas.wheel_scrolls = settings.wheel_scrolls
        window.canvas.allows = partial(may, window)
        self._give_keys()

    # going somewhere, and back

    def leave(self) -> None:
        """Remember what is seen, since a jump follows."""
        self._leave(self._window.canvas.camera)

    def _leave(self, camera: Camera) -> None:
        self._trail.leave(camera)
        self._window.refresh_commands()

    def jump(self, step: StepId) -> None:
        """Show a Step and select it; where one was before can be come back to."""
        canvas = self._window.canvas
        if not self._is_there(step):
            return
        before = canvas.camera
        canvas.reveal(step)
        if canvas.camera != before:
            self._leave(before)
        canvas.select([step])
        canvas.set_focus_step(step)

    def bring_into_view(self, step: StepId) -> None:
        """Pan as far as it takes to see a Step; that can be gone back from, too."""
        canvas = self._window.canvas
        if not self._is_there(step):
            return
        before = canvas.camera
        canvas.bring_into_view(step)
        if canvas.camera != before:
            self._leave(before)

    def _is_there(self, step: StepId) -> bool:
        """Whether a Step can be gone to; a list that tells of it may be older than the last edit."""
        there = step in self._window.canvas.picture.steps
        if not there:
            self._window.show_hint(tr("'{step}' is no longer in the flow.", step=step))
        return there

    def show_outline(self) -> None:
        """Give the outline the keyboard."""
        self._window.parts.show_panel("outline")
        self._window.parts.outline.view.setFocus()

    def back(self) -> None:
        """See what was seen before the last jump."""
        canvas = self._window.canvas
        canvas.look_at(self._trail.back(canvas.camera))
        self._window.refresh_commands()

    def forward(self) -> None:
        """See again what was jumped to."""
        canvas = self._window.canvas
        canvas.look_at(self._trail.forward(canvas.camera))
        self._window.refresh_commands()

    @property
    def can_go_back(self) -> bool:
        """Whether there was a jump."""
        return self._trail.has_before

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back."""
        return self._trail.has_after

    # what is told

    def tell_opened(self) -> None:
        """Another document is shown."""
        self._trail.clear()
        self.tell_changed()

    def tell_changed(self) -> None:
        """The document, its check or the run may have changed."""
        self.finding.tell_changed()
        self.outline.tell_changed()
        self.minimap.tell_changed()

    def dismiss(self) -> bool:
        """Close what lies over the window; False where nothing does."""
        over = (self.chooser, self.sheet, self.exporting.form)
        first = any(part.dismiss() for part in over) or any(close() for close in self.lying)
        return first or self.finding.close()

    # commands and keys

    def ask_command(self) -> None:
        """Let the user choose any command by typing; asked twice, it goes again."""
        if self.chooser.dismiss():
            return
        self._window.refresh_commands()
        listed = palette_rows.rows(self.keymap, self._made, self._window)
        self.chooser.ask(tr("Commands"), tr("Type what you want to do"), listed)

    def show_sheet(self) -> None:
        """Show all keys at one look."""
        if self.sheet.dismiss():
            return
        groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for command in self.keymap.commands.values():
            keys = told(self.keymap.keys(command.id))
            if keys:
                groups[command.menu].append((tr(command.text).rstrip("…"), keys))
        self.sheet.show_keys(groups)

    def show_shortcuts(self) -> None:
        """Show the page where keys are given to commands."""
        if self._page is None:
            self._page = Shortcuts(self.keymap, PRESET_NAMES, self._window)
            self._page.installEventFilter(self._window.guiding)
        self._page.show()
        self._page.raise_()
        self._page.activateWindow()

    def _give_keys(self) -> None:
        canvas = self._window.canvas
        self.keymap.apply(self._made, canvas)
        self._window.parts.welcome.name_key(canvas.told_keys.get("addStep", ""))

    # the minimap, the layout

    def turn_minimap(self) -> None:
        """Show the minimap, or no longer."""
        self._show_minimap(_MINIMAP_TURN[self.minimap.when])

    def turn_minimap_moving(self) -> None:
        """Show the minimap just while one is moving, or no longer."""
        self._show_minimap("never" if self.minimap.when == "moving" else "moving")

    def _show_minimap(self, when: str) -> None:
        self._settings.minimap = when
        self.minimap.show_when(when)
        self._window.refresh_commands()

    def turn_tab(self) -> None:
        """Let Tab lead out of the canvas, or let it add a Step again."""
        canvas = self._window.canvas
        canvas.tab_moves_focus = not canvas.tab_moves_focus
        self._settings.tab_moves_focus = canvas.tab_moves_focus
        self._window.refresh_commands()

    def turn_wheel(self) -> None:
        """Let the wheel of a mouse move what is seen, or let it zoom again."""
        canvas = self._window.canvas
        canvas.wheel_scrolls = self._settings.wheel_scrolls = not canvas.wheel_scrolls
        self._window.refresh_commands()

    def reset_layout(self) -> None:
        """Put every panel and tool bar where it was at the very first start."""
        self._window.restoreState(self._first_state, self._state_version)
        self._window.parts.share_room()
