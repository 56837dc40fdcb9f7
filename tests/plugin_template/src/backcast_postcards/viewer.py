"""The viewer `postcard`: shows a text that greets somebody as the card that it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from designer.panels.viewers.viewing import Shown


class PostcardViewer:
    """Knows a postcard by how it begins."""

    name: str = "postcard"
    title: str = "Postcard"

    def accepts(self, shown: Shown) -> int:
        """Better than plain text, for what begins as a card does."""
        return 90 if isinstance(shown.value, str) and shown.value.startswith("Dear ") else 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """A card; what is written on it is plain text, whoever wrote it."""
        card = QLabel(str(shown.value), parent)
        card.setObjectName("postcardViewer")
        card.setTextFormat(Qt.TextFormat.PlainText)
        card.setWordWrap(True)
        card.setFrameStyle(QLabel.Shape.Box | QLabel.Shadow.Plain)
        card.setMargin(24)
        return card
