"""What an empty canvas says: one sentence, and the ways to begin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Card, ElidedButton, Sentence
from designer.words import tr

_TWO_FROM: Final = 0.75
"""The share of the room that it would like from which its buttons are two in a row."""


class Welcome(Card):
    """Lies over the canvas while the Flow is empty; the canvas beneath still takes drops."""

    exampleChosen = Signal(object)
    openChosen = Signal()
    galleryWanted = Signal()
    tourWanted = Signal()
    stubWanted = Signal()
    """A function of the user's own is to be written."""

    def __init__(self, examples: tuple[Path, ...], parent: QWidget) -> None:
        """Take the flow files to offer."""
        super().__init__("card", parent)
        self.setObjectName("welcome")
        self._over = parent
        title = QLabel(tr("Draw what it takes, mark the goal, press Run"), self)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title = title
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        title.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(10)
        layout.addWidget(title)
        self._hint = Sentence("help", self)
        self._more: list[QWidget] = [self._hint, *map(self._example, examples)]
        for part in self._more:
            layout.addWidget(part)
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self._ways: list[ElidedButton] = []
        for words, name, told in (
            (tr("Show me round"), "welcomeTour", self.tourWanted),
            (tr("All examples…"), "welcomeGallery", self.galleryWanted),
            (tr("New Python step…"), "welcomeStub", self.stubWanted),
            (tr("Open a flow…"), "welcomeOpen", self.openChosen),
        ):  # fmt: skip
            button = ElidedButton(words, self)
            button.setObjectName(name)
            button.clicked.connect(told)
            self._ways.append(button)
        layout.addLayout(self._grid)
        self._arrange(2, more=True)

    def name_key(self, key: str) -> None:
        """Say how one begins; `key` is the one that searches for a Step, empty where there is none."""
        words = tr("Drag a step from the palette on the left, open a flow, or look at an example:")
        if key:
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            words = tr(
                "Drag a step from the palette on the left, press {key} to search for one, "
                "open a flow, or look at an example:",
                key=shown,
            )
        self._hint.say(words)

    def place(self) -> None:
        """Stand in the middle of the parent, and get by with the room that there is."""
        layout, room = self.layout(), self._over.rect()
        assert layout is not None, "it is laid out"
        self._title.setWordWrap(False)
        self._arrange(2, more=True)
        wanted = layout.sizeHint().width()
        wide = min(wanted, room.width())
        if wanted > wide or layout.totalHeightForWidth(wide) > room.height():
            self._title.setWordWrap(wanted > wide)
            across = 1 if wide < wanted * _TWO_FROM else 2
            for columns, more in ((across, True), (across, False), (2, False)):
                self._arrange(columns, more=more)
                if layout.totalHeightForWidth(wide) <= room.height():
                    break
        self.resize(wide, layout.totalHeightForWidth(wide))
        at = room.center() - self.rect().center()
        self.move(max(0, at.x()), max(0, at.y()))

    def _arrange(self, across: int, *, more: bool) -> None:
        """Put the ways to begin beside each other, or below; without `more` there are no others."""
        for part in self._more:
            part.setVisible(more)
        for place, button in enumerate(self._ways):
            self._grid.removeWidget(button)
            self._grid.addWidget(button, *divmod(place, across))
        self._grid.invalidate()
        layout = self.layout()
        assert layout is not None, "it is laid out"
        layout.invalidate()
        layout.activate()

    def _example(self, path: Path) -> QPushButton:
        name = path.name.removesuffix(".flow.json")
        button = ElidedButton(tr("Example: {name}", name=tr(_title(path))), self)
        button.setObjectName(f"example:{name}")
        button.clicked.connect(lambda: self.exampleChosen.emit(path))
        return button


def _title(path: Path) -> str:
    """What a flow file calls itself, else its name."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return str(read["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return path.name.removesuffix(".flow.json")
