"""The line above the canvas: what the Goals need, what of it is there already, and what is missing.

Names in it are links. Beside it stands what the edit in the user's hand would change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from designer.panels.plan_words import (
    AMOUNTS,
    WHOLE,
    Amount,
    Link,
    Standing,
    sentence,
    whole_words,
)
from designer.words import tr

_MOST_WOULD: Final = 70
"""Per cent of the line that an edit's difference has at most."""
_SLACK: Final = 2
"""Pixels that rich text may be wider than the same words plain."""

Told: TypeAlias = tuple[str, str]
"""The same words as rich text and plain."""
Form: TypeAlias = Callable[[], Told]
"""One way to say it: made when its turn comes, as there is room for the first one mostly."""


class PlanLine(QFrame):
    """One line of words with links; it says nothing of its own."""

    goalChosen = Signal(str)
    needChosen = Signal(str)
    spareChosen = Signal()
    reusedChosen = Signal()
    faultChosen = Signal()
    everythingChosen = Signal()
    unsavedChosen = Signal(str)
    """The path of a flow that runs as its tab shows it, which is to be seen."""
    placeChosen = Signal()
    """The user wants to say where runs do their work."""
    dashboardChosen = Signal(str)
    """The address at which the cluster of the run that is on shows itself."""
    helpWanted = Signal()
    """The user asks what a Goal is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing to say, and hidden."""
        super().__init__(parent)
        self.setObjectName("planLine")
        self.setAccessibleName(tr("What the Goals need"))
        self._standing = Standing()
        self._words, self._would = _Line(self), _Line(self)
        self._words.setObjectName("planWords")
        self._would.setObjectName("planWould")
        self._words.linkActivated.connect(self._go)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        layout.setSpacing(16)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._would, 1)
        self._would.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words.setSizePolicy(_retained(self._words, keeps=True))
        self.keep_room(True)
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        """Say how things stand with a Plan."""
        self._standing = standing
        self._tell()

    def say_would(self, words: str) -> None:
        """Say what the edit that is thought of would change; empty says nothing."""
        told = (lambda: (f"<b>{escape(words)}</b>", words),) if words else ()
        self._would.say(words, told, bold=True)
        self._share_room()

    def keep_room(self, keeps: bool) -> None:
        """Whether to take the same room while hidden too: else the picture jumps as it comes."""
        self.setSizePolicy(_retained(self, keeps=keeps))

    def _share_room(self) -> None:
        """Let an edit's difference, have what it needs: the rest has shorter forms."""
        around = self._row.contentsMargins()
        room = max(2, self.width() - around.left() - around.right() - self._row.spacing())
        wanted = max(1, min(self._would.needed, room * _MOST_WOULD // 100))
        self._row.setStretch(0, room - wanted)
        self._row.setStretch(1, wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def text(self) -> str:
        """The line as it is read, whole."""
        return self._words.plain

    def shown(self) -> str:
        """As much of it as there is room for."""
        return self._words.shown

    def would(self) -> str:
        """What the edit would change, as it is read."""
        return self._would.plain

    def changeEvent(self, event: QEvent) -> None:
        """Colour the links anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tell()

    def _tell(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.Link).name()
        told = tuple(partial(_told, self._standing, amount, colour) for amount in AMOUNTS)
        self._words.say(_plain(self._standing, WHOLE), told)
        self.setAccessibleDescription(self.text())

    def _go(self, link: str) -> None:
        what, _, name = link.partition(":")
        match what:
            case "goal":
                self.goalChosen.emit(name)
            case "need":
                self.needChosen.emit(name)
            case "spare":
                self.spareChosen.emit()
            case "reused":
                self.reusedChosen.emit()
            case "fault":
                self.faultChosen.emit()
            case "unsaved":
                self.unsavedChosen.emit(name)
            case "place":
                self.placeChosen.emit()
            case "dashboard":
                self.dashboardChosen.emit(name)
            case "help":
                self.helpWanted.emit()
            case "all":
                self.everythingChosen.emit()


class _Line(QLabel):
    """Rich text that never asks for room: it says as much as there is room for, and all in the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.plain = self.shown = ""
        self._told: Sequence[Form] = ()
        self._bold = False
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()  # or it takes a share of the room from the first

    def say(self, plain: str, told: Sequence[Form], *, bold: bool = False) -> None:
        """Say the first of these that there is room for; `plain` is all that there is to say."""
        self.plain, self._told, self._bold = plain, told, bold
        self.setVisible(bool(plain))
        self.setToolTip(plain)
        self.setAccessibleName(plain)
        self._fit()

    @property
    def needed(self) -> int:
        """How many pixels all of it takes."""
        return self._width(self.plain) + _SLACK + 1 if self.plain else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def _fit(self) -> None:
        told = next((one for one in (form() for form in self._told) if self._fits(one[1])), None)
        if told is None and self._told:
            words = whole_words(self._told[-1]()[1], self._fits)
            told = (f"<b>{escape(words)}</b>" if self._bold else escape(words), words)
        rich, self.shown = told or ("", "")
        if rich != self.text():
            self.setText(rich)

    def _fits(self, words: str) -> bool:
        return self._width(words) <= self.contentsRect().width() - _SLACK

    def _width(self, words: str) -> int:
        font = self.font()
        font.setBold(self._bold or font.bold())
        return math.ceil(QFontMetricsF(font).horizontalAdvance(words))


def _retained(one: QWidget, *, keeps: bool) -> QSizePolicy:
    policy = one.sizePolicy()
    policy.setRetainSizeWhenHidden(keeps)
    return policy


def _told(it: Standing, amount: Amount, colour: str) -> Told:
    return sentence(it, amount, _links(colour), escape), _plain(it, amount)


def _plain(it: Standing, amount: Amount) -> str:
    return sentence(it, amount, lambda *link: link[-1])


def _links(colour: str) -> Link:
    style = f"color:{colour}; text-decoration:none"

    def link(what: str, name: str, words: str) -> str:
        return f'<a href="{what}:{escape(name)}" style="{style}">{escape(words)}</a>'

    return link
