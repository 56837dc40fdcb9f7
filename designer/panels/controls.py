"""What every panel is built of: sentences, buttons that are icons, frames. Fields are in `fields`.

Colours come from the palette and the style sheet; icons are tinted anew when the theme changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from designer import icons
from designer.panels.pressing import PushButton, ToolButton
from designer.theme import sans_font

ICON_SIZE: Final = 16
_PACE: Final = 100
"""Milliseconds from one text to the next of a line that follows something fast."""

_LONG_WORD: Final = re.compile(r"\S{20,}")
_BREAKS: Final = re.compile(r"[^\s/\\_.:-]{1,12}[/\\_.:-]*|[/\\_.:-]+")
_BREAK: Final = "\u200b"
"""Has no width; a line may end there."""


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and have the widget dressed anew."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Sentence(QLabel):
    """A wrapped sentence in a role (`help`, `wrong`, or none); not there at all while it is empty.

    Also a word that is longer than the line is wrapped, or it would be cut off: ids and paths are long.
    """

    def __init__(self, role: str, parent: QWidget) -> None:
        """Take the role that the style sheet knows."""
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setProperty("role", role)
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence, or nothing."""
        self.setText(_LONG_WORD.sub(_breakable, text))
        self.setVisible(bool(text))

    def keep_place(self) -> None:
        """Take the room of a line also while it is empty, so that nothing moves when it speaks."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(self.fontMetrics().lineSpacing())

    def minimumSizeHint(self) -> QSize:
        """One line: how high it has to be follows from its width, and is not guessed beforehand."""
        return QSize(0, self.fontMetrics().lineSpacing())

    def text(self) -> str:
        """The sentence as it was said."""
        return super().text().replace(_BREAK, "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected as it was said."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.selectedText().replace(_BREAK, ""))
        else:
            super().keyPressEvent(event)


class Elided(QLabel):
    """One line of plain text that gets by with less room: the end is elided, and the tooltip has it all."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show a text, and tell it whole in the tooltip."""
        self.setText(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        del event
        room = self.contentsRect()
        line = " ".join(self.text().split())
        shown = self.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, room.width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment() | Qt.TextFlag.TextSingleLine, shown)
        painter.end()


class PacedLine(Elided):
    """A line that follows something fast: ten times a second, as nobody reads more."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self._next = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PACE)
        self._later.timeout.connect(lambda: self.say(self._next))

    def say(self, text: str) -> None:
        """Show a text now; what was to be shown soon is older."""
        self._later.stop()
        if text != self.text():
            super().say(text)

    def say_soon(self, text: str) -> None:
        """Show a text in a moment, if nothing else is to be shown by then."""
        self._next = text
        if not self._later.isActive():
            self._later.start()


class ElidedButton(PushButton):
    """A button that gets by with less room: the end of its words is elided, and the tooltip has them all.

    Where none of them are `shown`, its icon is there instead, if it has one.
    """

    def __init__(self, words: str, parent: QWidget, icon: str = "") -> None:
        """Take the words, and the name of the icon."""
        super().__init__(words, parent)
        self._icon = icon
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, words: str) -> None:
        """Say something else."""
        super().setText(words)
        self.setToolTip(words)

    def minimumSizeHint(self) -> QSize:
        """No width: the words can be shortened."""
        return QSize(0, super().minimumSizeHint().height())

    def shown(self) -> str:
        """As much of the words as there is room for."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_PushButtonContents
        room = self.style().subElementRect(part, option, self).width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button with as much of the words as there is room for."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown()
        if self._icon and not option.text:
            colour = self.palette().color(QPalette.ColorRole.ButtonText)
            option.icon = icons.icon(self._icon, colour)
            option.iconSize = QSize(ICON_SIZE, ICON_SIZE)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()


class Heading(QLabel):
    """The title of a group of fields, or the name of a value: bold."""

    def __init__(self, text: str, parent: QWidget) -> None:
        """Take the words."""
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(sans_font(bold=True))


class IconButton(ToolButton):
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


def tab_stops(layout: QLayout) -> Iterator[QWidget]:
    """What the Tab key stops at within a layout, in the order in which it is read.

    Its items themselves are never asked for: PySide6 would keep hold of them beyond their end, and
    crash when a layout came to lie at the same address.
    """
    owner = layout.parentWidget()
    placed: dict[int, QWidget | QLayout] = {
        layout.indexOf(part): part
        for whose in (owner, layout)
        for part in (whose.children() if whose is not None else ())
        if isinstance(part, QWidget | QLayout)
    }
    for place in sorted(place for place in placed if place >= 0):
        part = placed[place]
        if isinstance(part, QWidget) and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield part
        within = part.layout() if isinstance(part, QWidget) else part
        if within is not None:
            yield from tab_stops(within)


def _breakable(word: re.Match[str]) -> str:
    return _BREAK.join(_BREAKS.findall(word[0]))
