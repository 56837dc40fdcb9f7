"""The theme and the language of a window: which was chosen, and putting the theme on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QWidget

from designer.theme import (
    THEME_NAMES,
    apply_theme,
    load_theme,
    preferred_theme_name,
    style_sheet,
)
from designer.translation import language_is_fixed
from designer.words import tr

if TYPE_CHECKING:
    from designer.canvas.view import Canvas
    from designer.session.settings import Settings
    from designer.theme import Theme
    from designer.window.layout import Layout


class Dressing:
    """The part of theme and language. The window is one of these."""

    canvas: Canvas
    parts: Layout
    _settings: Settings

    if TYPE_CHECKING:

        def refresh_commands(self) -> None:
            """Enable what can be used now."""

        def tint(self, theme: Theme) -> None:
            """Draw every icon in a theme's colour."""

    def choose_theme(self, name: str) -> None:
        """Dress in `light`, `dark`, or (empty) as the system has it, from now on."""
        self._settings.theme = name
        self.dress()
        self.refresh_commands()

    def dress(self) -> None:
        """Dress application and window; widgets that are there work their sizes out anew by it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication), "a window needs an application"
        theme = load_theme(preferred_theme_name(app, self._settings.theme))
        if app.styleSheet() != style_sheet(theme):
            apply_theme(app, theme)
        else:  # a tenth of a start is spared; the sizes worked out so far were those of bare widgets
            for widget in self.canvas.window().findChildren(QWidget):
                widget.ensurePolished()
                widget.updateGeometry()
        self.canvas.set_theme(theme)
        self.tint(theme)

    def choose_language(self, name: str) -> None:
        """Speak `en`, `de`, or (empty) as the system has it, from the next start on."""
        self._settings.language = name
        self._settings.flush()
        self.refresh_commands()
        told = tr("Backcast speaks another language from its next start on.")
        self.parts.bar.say(told, icon="info", grab=False)

    @property
    def language_choice(self) -> str:
        """The language that the user chose; empty for as the system has it."""
        return self._settings.language

    @property
    def language_is_fixed(self) -> bool:
        """Whether the environment says which language it is, whatever is chosen."""
        return language_is_fixed()

    @property
    def theme_choice(self) -> str:
        """What the user chose: `light`, `dark`, or empty for as the system has it."""
        return self._settings.theme

    @property
    def theme_is_fixed(self) -> bool:
        """Whether the environment says which theme it is, whatever is chosen."""
        return os.environ.get("BACKCAST_THEME", "") in THEME_NAMES
