"""All examples as cards: a picture, what it is, what one learns from it. Lies over the window; Esc closes.

Pictures are asked for one at a time, so that the gallery is there at once. Opens nothing: it tells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPixmap,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Heading, IconButton, Sentence
from designer.panels.gallery_card import EXAMPLE, PICTURE, CardPainter, spoken
from designer.panels.pressing import PushButton
from designer.panels.visitor import Visitor
from designer.session.examples import Example
from designer.words import tr

Draw = Callable[[Example, QSize, float], QPixmap]
"""Draws an example into a size in pixels of the interface, for a screen of that pixel ratio."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CARD: Final = 21
"""How wide a card is at least, in line heights."""
_PASSED_ON: Final = frozenset(
    {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
)


class Gallery(Visitor):
    """Shows examples, finds some of them by words, and tells which one is wanted, and how."""

    openWanted = Signal(object)
    """An `Example` is to be opened as it is."""
    copyWanted = Signal(object)
    """An `Example` is to be the beginning of a flow of one's own."""

    def __init__(self, draw: Draw, parent: QWidget) -> None:
        """Begin hidden and empty, over a window; `draw` makes the pictures."""
        super().__init__("gallery", tr("Examples"), parent)
        self._draw = draw
        self._examples: Sequence[Example] = ()
        self._model = QStandardItemModel(self)
        self._search = self._make_search()
        self._painter = CardPainter(self)
        self._view = self._make_view()
        self._told = Sentence("help", self)
        self._told.setObjectName("galleryTold")
        self._open = self._make_button(tr("Open"), "galleryOpen", self.openWanted)
        self._copy = self._make_button(tr("Use as template…"), "galleryCopy", self.copyWanted)
        self._copy.setToolTip(tr("Save a copy with its modules and data in a folder of yours"))
        self._lay_out()
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._draw_next)
        self.hide()

    def ask(self, examples: Sequence[Example]) -> None:
        """Show these, the first one chosen."""
        self._examples = examples
        self._search.clear()
        self.place()
        self.come(self._search)
        self._fill()

    def place(self) -> None:
        """Lie over all of the window but its edge."""
        self.fill()

    def dismiss(self) -> bool:
        """Go; False where there was nothing to dismiss."""
        self._next.stop()
        return super().dismiss()

    def shown(self) -> list[str]:
        """The titles of the cards, in their order."""
        return [self._model.item(row).text() for row in range(self._model.rowCount())]

    @property
    def pictures(self) -> int:
        """How many cards have their picture."""
        rows = range(self._model.rowCount())
        return sum(self._model.item(row).data(PICTURE) is not None for row in rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens, with Ctrl it makes a copy; arrows in the field go through the cards."""
        if watched is self._view.viewport() and event.type() == QEvent.Type.Resize:
            self._share_room()
            return super().eventFilter(watched, event)
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in _ENTER:
            copy = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._tell(self.copyWanted if copy else self.openWanted)
        elif event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif watched is self._search and event.key() in _PASSED_ON:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc also from a button."""
        if event.key() != Qt.Key.Key_Escape or not self.dismiss():
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep clicks from what lies beneath."""
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width out among the cards."""
        super().resizeEvent(event)
        self._share_room()

    def changeEvent(self, event: QEvent) -> None:
        """Have the pictures drawn anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.isVisible():
            self._forget_pictures()

    def _lay_out(self) -> None:
        close = IconButton("x", tr("Close (Esc)"), self)
        close.setObjectName("galleryClose")
        close.clicked.connect(self.dismiss)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(Heading(tr("Examples"), self))
        top.addWidget(self._search, 1)
        top.addWidget(close)
        bottom.addWidget(self._told, 1)
        bottom.addWidget(self._copy)
        bottom.addWidget(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addLayout(top)
        layout.addWidget(self._view, 1)
        layout.addLayout(bottom)

    def _make_search(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName("gallerySearch")
        field.setAccessibleName(tr("Find an example"))
        field.setPlaceholderText(tr("Find an example: a word of what it does, or a kind of step"))
        field.setClearButtonEnabled(True)
        field.textChanged.connect(self._fill)
        field.installEventFilter(self)
        return field

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setObjectName("galleryCards")
        view.setAccessibleName(tr("Examples"))
        view.setModel(self._model)
        view.setItemDelegate(self._painter)
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setMovement(QListView.Movement.Static)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setUniformItemSizes(True)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        view.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        view.doubleClicked.connect(lambda _: self._tell(self.openWanted))
        view.selectionModel().currentChanged.connect(self._say)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        return view

    def _make_button(self, words: str, name: str, wanted: object) -> QPushButton:
        button = PushButton(words, self)
        button.setObjectName(name)
        button.clicked.connect(lambda: self._tell(wanted))
        button.setDefault(name == "galleryOpen")
        return button

    def _fill(self) -> None:
        words = self._search.text()
        self._model.clear()
        for example in self._examples:
            if example.matches(words):
                self._model.appendRow(_row(example))
        self._share_room()
        self._view.setCurrentIndex(self._model.index(0, 0))
        self._say()
        self._next.start()

    def _share_room(self) -> None:
        """As many columns as there is room for, and cards that are as wide as that allows."""
        if self.isHidden():
            return
        room = self._view.viewport().width() - 2
        columns = max(1, room // (_CARD * self.fontMetrics().lineSpacing()))
        size = self._painter.measure(self._examples, room // columns, self.font())
        if size != self._view.gridSize():
            self._view.setGridSize(size)
            self._forget_pictures()

    def _forget_pictures(self) -> None:
        for row in range(self._model.rowCount()):
            self._model.item(row).setData(None, PICTURE)
        self._next.start()

    def _draw_next(self) -> None:
        """Draw one picture, and leave the rest to the next turns of the loop."""
        for row in range(self._model.rowCount()):
            item = self._model.item(row)
            if item.data(PICTURE) is None:
                size = self._painter.picture_size
                drawn = self._draw(item.data(EXAMPLE), size, self.devicePixelRatioF())
                item.setData(drawn, PICTURE)
                return
        self._next.stop()

    def _say(self) -> None:
        example = self._current()
        self._open.setEnabled(example is not None)
        self._copy.setEnabled(example is not None)
        if example is None:
            self._told.say(tr("No example has all these words in it. Take one of them back."))
        else:
            self._told.say(
                tr("{title}: Enter opens it, Ctrl+Enter copies it", title=tr(example.title))
            )

    def _current(self) -> Example | None:
        example = self._view.currentIndex().data(EXAMPLE)
        return example if isinstance(example, Example) else None

    def _tell(self, wanted: object) -> None:
        example = self._current()
        if example is not None:
            self.dismiss()
            wanted.emit(example)  # type: ignore[attr-defined]  # a bound signal


def _row(example: Example) -> QStandardItem:
    item = QStandardItem(tr(example.title))
    item.setData(example, EXAMPLE)
    item.setData(spoken(example), Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(str(example.path))
    return item
