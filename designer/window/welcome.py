"""What an empty canvas says: one sentence, and the ways to begin."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer.panels.controls import Card, Sentence
from designer.words import tr


class Welcome(Card):
    """Lies over the canvas while the Flow is empty; the canvas beneath still takes drops."""

    exampleChosen = Signal(object)
    openChosen = Signal()
    galleryWanted = Signal()
    tourWanted = Signal()

    def __init__(self, examples: tuple[Path, ...], parent: QWidget) -> None:
        """Take the flow files to offer."""
        super().__init__("card", parent)
        self.setObjectName("welcome")
        self._over = parent
        title = QLabel(tr("Draw what it takes, mark the goal, press Run"), self)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.4)
        title.setFont(font)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(10)
        layout.addWidget(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        hint = Sentence("help", self)
        hint.say(
            tr("Drag a step from the palette on the left, open a flow, or look at an example:")
        )
        layout.addWidget(hint)
        for path in examples:
            layout.addWidget(self._example(path))
        row = QHBoxLayout()
        for words, name, told in (
            (tr("Show me round"), "welcomeTour", self.tourWanted),
            (tr("All examples…"), "welcomeGallery", self.galleryWanted),
            (tr("Open a flow…"), "welcomeOpen", self.openChosen),
        ):
            button = QPushButton(words, self)
            button.setObjectName(name)
            button.clicked.connect(told)
            row.addWidget(button)
        layout.addLayout(row)

    def place(self) -> None:
        """Stand in the middle of the parent."""
        self.adjustSize()
        room = self._over.rect()
        self.move(room.center() - self.rect().center())

    def _example(self, path: Path) -> QPushButton:
        name = path.name.removesuffix(".flow.json")
        button = QPushButton(tr("Example: {name}", name=tr(_title(path))), self)
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
