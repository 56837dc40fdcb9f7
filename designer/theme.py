"""Colours and type by meaning, from `resources/themes`, and how Qt is dressed in them.

No colour is written anywhere else: panels speak of `field` and `failed`, never of `#FFFFFF`. The palette
is always set outright, since not every platform follows a colour scheme that is only asked for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from string import Template
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from designer.assets import resource

THEME_NAMES: Final = ("light", "dark")
BASE_SIZE: Final = 10.0
"""Points of the application's font."""

_SANS: Final = ["Inter", "Inter Ext"]
_MONO: Final = ["JetBrains Mono"]
_WEIGHTS: Final = {False: QFont.Weight.Normal, True: QFont.Weight.DemiBold}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The tokens of one theme. `theme["running"]` is a colour; `share` a number from 0 to 1."""

    name: str
    dark: bool
    colours: Mapping[str, str]
    shares: Mapping[str, float]

    def __getitem__(self, token: str) -> QColor:
        """Give a fresh colour for a token, so that nobody can change the theme through it.

        Raises:
            KeyError: The theme has no such token.
        """
        return QColor(self.colours[token])

    def share(self, token: str) -> float:
        """Give a proportion, such as the opacity of what no Goal needs (`unneeded`).

        Raises:
            KeyError: The theme has no such token.
        """
        return self.shares[token]

    def blend(self, token: str, over: str, share: float) -> QColor:
        """Give the colour that `share` of one token over another comes to.

        Raises:
            KeyError: The theme has no such token.
        """
        top, base = self[token], self[over]

        def mix(above: int, below: int) -> int:
            return round(above * share + below * (1 - share))

        return QColor(
            mix(top.red(), base.red()),
            mix(top.green(), base.green()),
            mix(top.blue(), base.blue()),
        )

    def font(self, size: float = BASE_SIZE, bold: bool = False) -> QFont:
        """Give the interface's font at a size in points."""
        return sans_font(size, bold)

    def mono(self, size: float = BASE_SIZE) -> QFont:
        """Give the font of code and values, every letter as wide as the next, at a size in points."""
        return mono_font(size)


def sans_font(size: float = BASE_SIZE, bold: bool = False) -> QFont:
    """Give the interface's font; it is the same in every theme. Size in points."""
    return QFont(_font(tuple(_SANS), size, bold))


def mono_font(size: float = BASE_SIZE) -> QFont:
    """Give the font of code and values; it is the same in every theme. Size in points."""
    return QFont(_font(tuple(_MONO), size, False))


@cache
def load_theme(name: str) -> Theme:
    """Read a theme from `resources/themes`.

    Raises:
        ValueError: There is no theme of that name.
    """
    if name not in THEME_NAMES:
        raise ValueError(f"unknown theme '{name}'; there are {', '.join(THEME_NAMES)}")
    data = json.loads(resource("themes", f"{name}.json").read_text(encoding="utf-8"))
    return Theme(
        name=data["name"], dark=data["dark"], colours=data["colours"], shares=data["shares"]
    )


def theme_of(shown: QPalette) -> Theme:
    """Give the theme that a palette was made of."""
    dark = shown.color(QPalette.ColorRole.Window).lightness() < 128
    return load_theme("dark" if dark else "light")


@cache
def load_fonts() -> tuple[str, ...]:
    """Make the bundled fonts known to Qt, once, and name the files that it could not read."""
    files = sorted(resource("fonts").glob("*.woff2"))
    return tuple(file.name for file in files if QFontDatabase.addApplicationFont(str(file)) == -1)


def preferred_theme_name(app: QApplication, setting: str = "") -> str:
    """Name the theme to use: what `BACKCAST_THEME` says, else the setting, else the system."""
    for wish in (os.environ.get("BACKCAST_THEME", ""), setting):
        if wish in THEME_NAMES:
            return wish
    return "dark" if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole application: style, palette, font and style sheet."""
    load_fonts()
    app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setPalette(_mark_palette(theme), "QCheckBox")  # type: ignore[arg-type]  # the stub says bytes
    app.setFont(theme.font())
    app.setStyleSheet(style_sheet(theme))


def palette(theme: Theme) -> QPalette:
    """Give Qt's palette made from a theme's tokens."""
    made = QPalette()
    for role, token in _ROLES.items():
        made.setColor(role, theme[token])
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme["faint"])
    made.setColor(QPalette.ColorGroup.Disabled, Role.Highlight, theme["pressed"])
    made.setColor(QPalette.ColorGroup.Disabled, Role.HighlightedText, theme["text"])
    return made


def _mark_palette(theme: Theme) -> QPalette:
    """Give check boxes an outline that is seen: the style takes it from the window's colour, darkened."""
    made = palette(theme)
    made.setColor(Role.Window, theme["outline"].lighter(140))
    return made


def style_sheet(theme: Theme) -> str:
    """Give the few rules that a palette cannot say; all their colours are tokens."""
    return Template(_SHEET).substitute(theme.colours)


@lru_cache(maxsize=256)
def _font(families: tuple[str, ...], size: float, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(families))
    font.setPointSizeF(size)
    font.setWeight(_WEIGHTS[bold])
    # the files are variable fonts: without their axis Qt would only smear the regular weight
    font.setVariableAxis(QFont.Tag("wght"), float(_WEIGHTS[bold]))
    if families == tuple(_MONO):
        font.setStyleHint(QFont.StyleHint.Monospace)
    return font


Role = QPalette.ColorRole

_ROLES: Final = {
    Role.Window: "panel",
    Role.WindowText: "text",
    Role.Base: "field",
    Role.AlternateBase: "hover",
    Role.Text: "text",
    Role.PlaceholderText: "faint",
    Role.Button: "panel",
    Role.ButtonText: "text",
    Role.BrightText: "accent_text",
    Role.ToolTipBase: "tooltip",
    Role.ToolTipText: "tooltip_text",
    Role.Highlight: "accent",
    Role.HighlightedText: "accent_text",
    Role.Accent: "accent",
    Role.Link: "running",
    Role.LinkVisited: "goal",
    Role.Light: "hover",
    Role.Midlight: "hover",
    Role.Mid: "border",
    Role.Dark: "outline",
    Role.Shadow: "shadow",
}

_SHEET: Final = """
QToolTip { background: $tooltip; color: $tooltip_text; border: 1px solid $outline; padding: 4px; }
QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox[role="choice"] {
    background: $field; color: $text; border: 1px solid $outline; border-radius: 4px; padding: 3px 5px;
    placeholder-text-color: $faint;
}
QLineEdit:focus, QPlainTextEdit:focus, QAbstractSpinBox:focus, QComboBox[role="choice"]:focus {
    border: 2px solid $selection; padding: 2px 4px;
}
QTreeView QLineEdit, QTreeView QLineEdit:focus { border: 1px solid $selection; padding: 0 2px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {
    border: 2px solid $failed; padding: 2px 4px;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $panel; color: $faint; }
QComboBox[role="choice"]::drop-down { border: none; width: 20px; }
QComboBox[role="choice"]::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $field; border: 1px solid $outline; }
QPushButton {
    background: $field; color: $text; border: 1px solid $outline; border-radius: 4px; padding: 4px 12px;
}
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $selection; padding: 3px 11px; }
QPushButton:default { background: $accent; color: $accent_text; border-color: $accent; }
QPushButton:disabled { background: $panel; color: $faint; border-color: $border; }
QPushButton[role="link"] {
    background: transparent; color: $running; border: 1px solid transparent; padding: 2px 4px;
    text-align: left;
}
QPushButton[role="link"]:hover { background: $hover; }
QPushButton[role="link"]:focus { border: 1px solid $selection; }
QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 3px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $pressed; }
QToolButton:focus { border: 1px solid $selection; }
QAbstractItemView { background: $field; border: 1px solid $border; border-radius: 4px; }
QTableView { gridline-color: $border; }
QAbstractItemView:focus { border: 1px solid $selection; }
QScrollArea { border: none; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { background: $panel; padding: 8px 10px 4px 10px; }
QStatusBar::item { border: none; }
QLabel[role="help"] { color: $faint; }
QLabel[role="wrong"] { color: $failed; }
QLabel[role="drag"] {
    background: $node; color: $text; border: 1px solid $selection; border-radius: 4px; padding: 4px 8px;
}
QFrame[role="card"] { background: $node; border: 1px solid $border; border-radius: 8px; }
QFrame[role="bar"] { background: $hover; border: 1px solid $border; border-radius: 4px; }
QFrame[role="rule"] { background: $border; border: none; max-height: 1px; }
"""
