"""Why a Step, an Attribute or a wire is as it is: the engine's sentences, with the names in them as links."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from designer.panels.controls import Card, Heading, IconButton
from designer.words import quotes, tr

_WIDE: Final = 20
"""The card's width in lines of text, where there is room."""
_HIGH: Final = 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is shown: what was asked about, sentences (the first is the answer), and what would help.

    `known` are the names that lead somewhere. Each of `changes` is a sentence, and whether the user
    can have it done by a click.
    """

    title: str
    sentences: tuple[str, ...]
    changes: tuple[tuple[str, bool], ...] = ()
    way: tuple[str, ...] = ()
    known: Collection[str] = frozenset()


class WhyCard(Card):
    """Stays over the canvas until it is sent away; the keys stay with the canvas."""

    nameChosen = Signal(str)
    """A Step or an Attribute that is named."""
    changeChosen = Signal(int, int)
    """The number of the answer, and which of its `changes` the user wants made."""
    left = Signal()
    """It has been sent away."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__("card", parent)
        self.setObjectName("whyCard")
        self.setAccessibleName(tr("Why?"))
        self._answers: tuple[Answer, ...] = ()
        self._title = Heading("", self)
        self._title.setObjectName("whyTitle")
        self._title.setWordWrap(True)  # a wire's is long, and is not to run below the button
        self._title.setSizePolicy(_wrapping())
        close = self._close = IconButton("x", tr("Close"), self)
        close.setObjectName("whyClose")
        close.clicked.connect(self.dismiss)
        self._text = QLabel()
        self._text.setObjectName("whyText")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._text.setSizePolicy(_wrapping(QSizePolicy.Policy.Ignored))
        self._text.linkActivated.connect(self._go)
        self._area = QScrollArea(self)
        self._area.setObjectName("whyArea")
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._text)
        for part in (self._text, self._area.viewport()):
            part.setAutoFillBackground(False)  # the card shows through
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(close)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 12)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        self.hide()

    def say(self, answers: Sequence[Answer], title: str = "") -> None:
        """Show answers; where there are none yet, the title alone."""
        self._answers = tuple(answers)
        self._title.setText(answers[0].title if answers else title)
        self._tell()
        self.show()
        self.raise_()
        self._text.updateGeometry()
        self.updateGeometry()
        self._mind_bar()

    def text(self) -> str:
        """Everything that it says, a line each."""
        lines = []
        for it in self._answers:
            lines += [it.title, *it.sentences]
            lines += [words for words, _ in it.changes]
        return "\n".join(lines)

    def dismiss(self) -> bool:
        """Go; False where it is not there."""
        if self.isHidden():
            return False
        self.hide()
        self.left.emit()
        return True

    def enter(self) -> None:
        """Give it the keyboard: Tab goes from link to link, Esc leaves."""
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        """As wide as a column of text, as high as what it says, up to a limit."""
        line = self.fontMetrics().height()
        width = line * _WIDE
        layout, across = self._column, self._across()
        sides = layout.contentsMargins()
        inner = self._text.heightForWidth(across)
        button = self._close.sizeHint()
        title = self._title.heightForWidth(across - button.width() - layout.spacing())
        above = max(title, button.height()) + layout.spacing() + 2 * self.frameWidth()
        return QSize(width, min(inner, line * _HIGH) + above + sides.top() + sides.bottom() + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scroll only where there is not room for all of it."""
        super().resizeEvent(event)
        self._mind_bar()

    def _mind_bar(self) -> None:
        """Take the bar away where all fits: by itself it stays, as the text is higher beside it."""
        most = self.fontMetrics().height() * _HIGH
        whole = self._text.heightForWidth(self._across()) <= most
        fits = whole and self.height() >= self.sizeHint().height()
        policy = Qt.ScrollBarPolicy
        self._area.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )

    def _across(self) -> int:
        """How wide its text is."""
        sides = self._column.contentsMargins()
        used = sides.left() + sides.right()
        return self.fontMetrics().height() * _WIDE - used - 2 * self.frameWidth()

    def changeEvent(self, event: QEvent) -> None:
        """Colour the links anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._answers:
            self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc sends it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            event.accept()
            return
        super().keyPressEvent(event)

    def _tell(self) -> None:
        palette = self.palette()
        link = palette.color(QPalette.ColorRole.Link).name()
        faint = palette.color(QPalette.ColorRole.PlaceholderText).name()
        parts = [
            _rich(number, it, link, faint, with_title=number > 0)
            for number, it in enumerate(self._answers)
        ]
        self._text.setText("<hr>".join(parts))
        self._text.setAccessibleName(self.text())

    def _go(self, link: str) -> None:
        what, _, rest = link.partition(":")
        if what == "name":
            self.nameChosen.emit(rest)
        elif what == "do":
            answer, _, change = rest.partition(",")
            self.changeChosen.emit(int(answer), int(change))


def _wrapping(least: QSizePolicy.Policy = QSizePolicy.Policy.Minimum) -> QSizePolicy:
    """As wide as there is room for, and as high as that needs; `least` is how it stands upright."""
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, least)
    policy.setHeightForWidth(True)
    return policy


def _rich(number: int, it: Answer, link: str, faint: str, *, with_title: bool) -> str:
    style = f"color:{link}; text-decoration:none"

    def linked(sentence: str) -> str:
        return _linked(sentence, it.known, lambda name, words: (
            f'<a href="name:{escape(name)}" style="{style}">{words}</a>'
        ))  # fmt: skip

    first, *others = it.sentences or ("",)
    parts = [f"<p style='margin:0'><b>{linked(first)}</b></p>"]
    parts += [f"<p style='margin:6px 0 0 0'>{linked(each)}</p>" for each in others]
    if it.way:
        arrow = f" <span style='color:{faint}'>→</span> "
        way = arrow.join(linked(f"'{name}'").replace("&#x27;", "") for name in it.way)
        parts.append(f"<p style='margin:8px 0 0 0'>{way}</p>")
    if it.changes:
        heading = escape(tr("What would change it"))
        parts.append(f"<p style='margin:10px 0 2px 0; color:{faint}'>{heading}</p>")
    for at, (words, can_do) in enumerate(it.changes):
        done = f'<a href="do:{number},{at}" style="{style}">{escape(tr("Do it"))}</a>'
        parts.append(
            f"<p style='margin:3px 0 0 0'>• {linked(words)}{f' — {done}' if can_do else ''}</p>"
        )
    title = f"<p style='margin:0 0 4px 0'><b>{escape(it.title)}</b></p>" if with_title else ""
    return title + "".join(parts)


def _linked(sentence: str, known: Collection[str], link: Callable[[str, str], str]) -> str:
    """The sentence for Qt, with the names in it that lead somewhere as links."""
    parts, at = [], 0
    before, after = map(re.escape, quotes())
    named = f"{before}([^{before}{after}\\s]+){after}"
    for found in re.finditer(f"{named}|'([^'\\s]+)'", sentence):
        name = found[1] or found[2]
        if name in known:
            parts += [escape(sentence[at : found.start()]), link(name, escape(found[0]))]
            at = found.end()
    return "".join([*parts, escape(sentence[at:])])
