"""What every panel is built of: sentences, buttons that are icons, frames. Fields are in `fields`.

Colours come from the palette and the style sheet; icons are tinted anew when the theme changes.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton, QWidget

from designer import icons
from designer.theme import sans_font

ICON_SIZE: Final = 16


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and have the widget dressed anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Sentence(QLabel):
    """A wrapped sentence in a role (`help`, `wrong`, or none); not there at all while it is empty."""

    def __init__(self, role: str, parent: QWidget) -> None:
        """Take the role that the style sheet knows."""
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setProperty("role", role)
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence, or nothing."""
        self.setText(text)
        self.setVisible(bool(text))


class Heading(QLabel):
    """The title of a group of fields, or the name of a value: bold."""

    def __init__(self, text: str, parent: QWidget) -> None:
        """Take the words."""
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(sans_font(bold=True))


class IconButton(QToolButton):
    """A small button that is only an icon; its words are its tooltip and its accessible name."""

    def __init__(self, icon: str, words: str, parent: QWidget | None = None) -> None:
        """Take the icon's name and what pressing it does."""
        super().__init__(parent)
        self._icon = icon
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.name(words)
        self._tint()

    def name(self, words: str) -> None:
        """Say anew what pressing it does."""
        self.setToolTip(words)
        self.setAccessibleName(words)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        self.setIcon(icons.icon(self._icon, self.palette().color(QPalette.ColorRole.WindowText)))


class Card(QFrame):
    """A quiet frame around what belongs together; `role` is `card` or `bar`."""

    def __init__(self, role: str = "card", parent: QWidget | None = None) -> None:
        """Take the role that the style sheet knows."""
        super().__init__(parent)
        self.setProperty("role", role)
