"""Draws one card of the gallery, with room for the longest of all texts: nothing is cut off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from designer.session.examples import Example
from designer.theme import BASE_SIZE, sans_font, theme_of
from designer.words import tr

EXAMPLE: Final = Qt.ItemDataRole.UserRole
"""The role under which a row has its `Example`."""
PICTURE: Final = Qt.ItemDataRole.UserRole + 1
"""The role under which a row has its picture, once it is drawn."""

_GAP: Final = 6
"""Pixels between two cards, at each of them."""
_PAD: Final = 12
_SHAPE: Final = 0.42
"""How high a picture is for its width."""
_WRAP: Final = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)


def spoken(example: Example) -> str:
    """All that a card says, for who does not see it."""
    return ". ".join(
        (tr(example.title), tr(example.what), _teaches(example), ", ".join(example.kinds))
    )


def _teaches(example: Example) -> str:
    return tr("Teaches: {what}", what=tr(example.teaches)) if example.teaches else ""


class CardPainter(QStyledItemDelegate):
    """Picture, title, what it is, what one learns, kinds: one below the other."""

    def __init__(self, parent: object = None) -> None:
        """Begin with cards of no size."""
        super().__init__(parent)  # type: ignore[arg-type]
        self._size = QSize()
        self._heights = (0, 0)

    @property
    def picture_size(self) -> QSize:
        """How large the picture of a card is, in pixels of the interface."""
        width = max(1, self._size.width() - 2 * (_GAP + _PAD))
        return QSize(width, round(width * _SHAPE))

    def measure(self, examples: Sequence[Example], width: int, font: QFont) -> QSize:
        """How large cards of a width have to be for the longest of these texts."""
        small = _small()
        text_width = width - 2 * (_GAP + _PAD)
        what = max((_height(tr(it.what), font, text_width) for it in examples), default=0)
        teaches = max((_height(_teaches(it), small, text_width) for it in examples), default=0)
        self._heights = (what, teaches)
        self._size = QSize(width, 0)
        title = QFontMetrics(_title()).lineSpacing()
        kinds = QFontMetrics(small).lineSpacing()
        texts = title + what + teaches + kinds + 4 * 6
        self._size.setHeight(self.picture_size.height() + texts + 2 * (_GAP + _PAD))
        return self._size

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All cards are of one size."""
        del option, index
        return self._size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a card; the one that is chosen has a strong frame."""
        example = index.data(EXAMPLE)
        palette, state = option.palette, option.state
        theme = theme_of(palette)
        box = option.rect.adjusted(_GAP, _GAP, -_GAP, -_GAP)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        under = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme["selection" if chosen else "border"], 2 if chosen else 1))
        painter.setBrush(theme["hover"] if under else theme["node"])
        painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 8, 8)
        self._draw_texts(painter, box, example, index.data(PICTURE), palette)
        painter.restore()

    def _draw_texts(
        self,
        painter: QPainter,
        box: QRect,
        example: Example,
        picture: QPixmap | None,
        palette: QPalette,
    ) -> None:
        theme = theme_of(palette)
        left, top, width = box.left() + _PAD, box.top() + _PAD, box.width() - 2 * _PAD
        size = self.picture_size
        frame = QRect(left, top, size.width(), size.height())
        if picture is None:
            painter.fillRect(frame, theme["canvas"])
        else:
            painter.drawPixmap(frame.topLeft(), picture)
        top = frame.bottom() + 7
        small, what, teaches = _small(), *self._heights
        lines = (
            (_title(), tr(example.title), theme["text"], QFontMetrics(_title()).lineSpacing()),
            (sans_font(), tr(example.what), theme["text"], what),
            (small, _teaches(example), theme["faint"], teaches),
            (small, ", ".join(example.kinds), theme["faint"], QFontMetrics(small).lineSpacing()),
        )
        for font, words, colour, height in lines:
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QRect(left, top, width, height), _WRAP, words)
            top += height + 6


def _title() -> QFont:
    return sans_font(BASE_SIZE * 1.15, bold=True)


def _small() -> QFont:
    return sans_font(BASE_SIZE * 0.9)


def _height(words: str, font: QFont, width: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAP, words).height()
