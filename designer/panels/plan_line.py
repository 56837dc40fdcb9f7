"""The line above the canvas: what the Goals need, what of it is there already, and what is missing.

Names in it are links. Beside it stands what the edit in the user's hand would change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from designer.words import tr

_NAMED: Final = 3
"""So many names of a list are told, and how many more there are."""

_Link: TypeAlias = Callable[[str, str, str], str]
_Plain: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What there is to say of a Plan. `goals` are ids with their titles, `seconds` are as measured.

    `unmeasured` counts the Steps of which nothing was measured; `fault` is why it cannot be run.
    """

    goals: tuple[tuple[str, str], ...] = ()
    needed: int = 0
    all: int = 0
    reused: int = 0
    pinned: int = 0
    needs: tuple[str, ...] = ()
    spare: int = 0
    seconds: str = ""
    unmeasured: int = 0
    fault: str = ""
    shows_everything: bool = False


class PlanLine(QFrame):
    """One line of words with links; it says nothing of its own."""

    goalChosen = Signal(str)
    needChosen = Signal(str)
    spareChosen = Signal()
    reusedChosen = Signal()
    faultChosen = Signal()
    everythingChosen = Signal()

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
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 10, 3)
        layout.setSpacing(16)
        layout.addWidget(self._words, 3)
        layout.addWidget(self._would, 2)
        self._would.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        """Say how things stand with a Plan."""
        self._standing = standing
        self._tell()

    def say_would(self, words: str) -> None:
        """Say what the edit that is thought of would change; empty says nothing."""
        self._would.say(f"<b>{escape(words)}</b>" if words else "", words)

    def text(self) -> str:
        """The line as it is read."""
        return self._words.plain

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
        self._words.say(_rich(self._standing, colour), _plain(self._standing))
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
            case "all":
                self.everythingChosen.emit()


class _Line(QLabel):
    """Rich text that never asks for room; what does not fit is read in the tooltip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.plain = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, rich: str, plain: str) -> None:
        if plain != self.plain or rich != self.text():
            self.plain = plain
            self.setText(rich)
            self.setVisible(bool(plain))
            self.setToolTip(plain)
            self.setAccessibleName(plain)

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())


def _plain(it: Standing) -> str:
    return _sentence(it, lambda *link: link[-1])


def _rich(it: Standing, colour: str) -> str:
    style = f"color:{colour}; text-decoration:none"

    def link(what: str, name: str, words: str) -> str:
        return f'<a href="{what}:{escape(name)}" style="{style}">{escape(words)}</a>'

    return _sentence(it, link, escape)


def _sentence(it: Standing, link: _Link, plain: _Plain = str) -> str:
    """The line, with its names put through `link` and all other words through `plain`."""
    if not it.all:
        return ""
    if not it.goals:
        return plain(tr("No goal yet: select a step and press G"))
    word = tr("Goal") if len(it.goals) == 1 else tr("Goals")
    goals = _listed([link("goal", step, title) for step, title in it.goals])
    parts = [plain(tr("{some} of {all} Steps", some=it.needed, all=it.all))]
    if it.reused:
        parts.append(link("reused", "", tr("{count} reused", count=it.reused)))
    if it.pinned:
        parts.append(plain(tr("{count} pinned", count=it.pinned)))
    if it.needs:
        names = _listed([link("need", name, name) for name in it.needs])
        parts.append(tr("needs {names}", names=names))
    elif not it.fault:
        parts.append(plain(tr("ready to run")))
    if it.seconds:
        parts.append(plain(it.seconds))
    line = f"{plain(word)} {goals}: {', '.join(parts)}"
    more = []
    if it.fault:
        more.append(link("fault", "", it.fault))
    if it.spare:
        words = tr("1 Step serves no Goal") if it.spare == 1 else ""
        more.append(link("spare", "", words or tr("{count} Steps serve no Goal", count=it.spare)))
    if it.shows_everything:
        more.append(link("all", "", tr("everything is shown")))
    return " · ".join([line, *more])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return tr("{names} and {count} more", names=shown, count=more) if more > 0 else shown
