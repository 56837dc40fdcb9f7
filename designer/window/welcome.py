"""What an empty canvas says: one sentence, and the ways to begin."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from designer.panels.controls import Card, Sentence
from designer.words import tr


class Welcome(Card):
    """Lies over the canvas while the Flow is empty; the canvas beneath still takes drops."""

    exampleChosen = Signal(object)
    openChosen = Signal()

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
        other = QPushButton(tr("Open a flow…"), self)
        other.setObjectName("welcomeOpen")
        other.clicked.connect(self.openChosen)
        layout.addWidget(other)

    def place(self) -> None:
        """Stand in the middle of the parent."""
        self.adjustSize()
        room = self._over.rect()
        self.move(room.center() - self.rect().center())

    def _example(self, path: Path) -> QPushButton:
        name = path.name.removesuffix(".flow.json")
        button = QPushButton(tr("Example: {name}", name=name), self)
        button.setObjectName(f"example:{name}")
        button.clicked.connect(lambda: self.exampleChosen.emit(path))
        return button
