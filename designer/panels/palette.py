"""The kinds of Step that there are: found by typing, dragged onto the canvas, or chosen.

Dragging is a gesture of our own, told in global positions: the canvas decides what lies there. Qt's own
drag and drop would stop everything else meanwhile, and does not exist on every platform.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from designer import icons
from designer.panels.controls import ElidedButton, Sentence
from designer.panels.lead import Lead
from designer.session.catalog import Offer
from designer.words import tr

KIND: Final = Qt.ItemDataRole.UserRole
"""The role under which a row has its kind's name; a heading has none."""

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ICON: Final = 20
_LABEL_OFFSET: Final = QPoint(14, 10)


class Palette(QWidget):
    """Shows offers and says which of them the user wants, and where."""

    chosen = Signal(str)
    """A kind was picked without saying where: double-click, or Enter."""
    dragMoved = Signal(str, QPoint)
    dragDropped = Signal(str, QPoint)
    dragCancelled = Signal()
    placesWanted = Signal()
    """The user asks where functions come from."""
    stubWanted = Signal()
    """A function of the user's own is to be written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing on offer."""
        super().__init__(parent)
        self._offers: tuple[Offer, ...] = ()
        self._model = QStandardItemModel(self)
        self._search = self._make_search()
        self._view = self._make_view()
        self._drag = _Drag(self._view)
        layout = QVBoxLayout(self)
        layout.addWidget(self._search)
        self._nothing = Sentence("help", self)
        self._lead = Lead(self)
        self._lead.followed.connect(self._lead_on)
        layout.addWidget(self._nothing)
        layout.addWidget(self._lead)
        layout.addWidget(self._view)
        for name, words, tip, wanted in (
            ("paletteNew", tr("New Python step…"),
             tr("Write a function of your own, and have it on the canvas"), self.stubWanted),
            ("paletteFolders", tr("Folders and packages…"),
             tr("Add folders and installed packages whose functions are offered here"),
             self.placesWanted),
        ):  # fmt: skip
            button = ElidedButton(words, self)
            button.setObjectName(name)
            button.setToolTip(tip)
            button.clicked.connect(wanted)
            layout.addWidget(button)
        self._drag.moved.connect(self.dragMoved)
        self._drag.dropped.connect(self.dragDropped)
        self._drag.cancelled.connect(self.dragCancelled)
        self.setFocusProxy(self._search)

    def current(self) -> str:
        """The name of what the keys are at; empty in a search for nothing, where that is just the first."""
        if self._search.hasFocus() and not self._search.text().strip():
            return ""
        return str(self._view.currentIndex().data(KIND) or "")

    def show_offers(self, offers: Iterable[Offer]) -> None:
        """Show what there is to choose from; the search stays as it is."""
        self._offers = tuple(offers)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icons anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._offers:
            self._fill()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter choose from the list and from the search, and arrows go from one to the other."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in _ENTER:
            self._choose(self._view.currentIndex())
            return True
        if watched is self._search and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            QApplication.sendEvent(self._view, event)
            return True
        if watched is self._search and key == Qt.Key.Key_Escape and self._search.text():
            self._search.clear()
            return True
        return False

    def _make_search(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setObjectName("paletteSearch")
        search.setAccessibleName(tr("Search the kinds of Step"))
        search.setPlaceholderText(tr("Search Steps"))
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._fill)
        search.installEventFilter(self)
        return search

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setObjectName("palette")
        view.setAccessibleName(tr("Kinds of Step"))
        view.setModel(self._model)
        view.setIconSize(QSize(_ICON, _ICON))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setSpacing(2)
        view.doubleClicked.connect(self._choose)
        view.installEventFilter(self)
        return view

    def _fill(self) -> None:
        words = self._search.text()
        found = [offer for offer in self._offers if offer.rank(words)]
        if words.strip():
            found.sort(key=lambda offer: -offer.rank(words))
        self._model.clear()
        for category, offers in groupby(found, key=lambda offer: offer.category):
            if category and not words.strip():
                self._model.appendRow(self._heading(category))
            for offer in offers:
                self._model.appendRow(self._row(offer))
        nothing = (
            tr("No kind of Step matches '{words}'.", words=words)
            if words.strip()
            else tr("No kinds of Step.")
        )
        self._nothing.say("" if found else nothing)
        self._lead.offer(*(() if found else (("showAllKinds", tr("Show all of them")),)))
        self._select_first()

    def _lead_on(self, command: str) -> None:
        if command == "showAllKinds":
            self._search.clear()
            self._search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _heading(self, category: str) -> QStandardItem:
        heading = QStandardItem(tr(category))
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.9)
        heading.setFont(font)
        return heading

    def _row(self, offer: Offer) -> QStandardItem:
        row = QStandardItem(tr(offer.title))
        colour = self.palette().color(QPalette.ColorRole.Text)
        row.setIcon(icons.icon("triangle-alert" if offer.reason else offer.icon, colour))
        row.setData(offer.name, KIND)
        row.setToolTip(offer.reason or tr(offer.description))
        row.setData(
            f"{offer.title}. {offer.reason or offer.description}",
            Qt.ItemDataRole.AccessibleTextRole,
        )
        usable = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        row.setFlags(Qt.ItemFlag.NoItemFlags if offer.reason else usable)
        return row

    def _select_first(self) -> None:
        for number in range(self._model.rowCount()):
            index = self._model.index(number, 0)
            if index.flags() & Qt.ItemFlag.ItemIsSelectable:
                self._view.setCurrentIndex(index)
                return

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsSelectable:
            self.chosen.emit(index.data(KIND))


class _Drag(QObject):
    """Follows the mouse from the press on a row to the release, wherever that is.

    From the moment the row begins to move, the whole application is listened to, so that no other
    widget takes part in the gesture.
    """

    moved = Signal(str, QPoint)
    dropped = Signal(str, QPoint)
    cancelled = Signal()

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._pressed = QPoint()
        self._kind = ""
        self._label: QLabel | None = None
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the press, then everything until the gesture has ended."""
        if self._label is None:
            return isinstance(event, QMouseEvent) and self._before(event)
        if isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            self._during(event)
            return True
        if isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape and event.type() != QEvent.Type.KeyRelease:
                self._end()
                self.cancelled.emit()
            return True
        return False

    def _before(self, event: QMouseEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            index = self._view.indexAt(event.position().toPoint())
            left = event.button() == Qt.MouseButton.LeftButton
            usable = bool(index.flags() & Qt.ItemFlag.ItemIsSelectable)
            self._kind = str(index.data(KIND)) if left and usable else ""
            self._pressed = event.globalPosition().toPoint()
        elif event.type() == QEvent.Type.MouseMove and self._kind:
            way = (event.globalPosition().toPoint() - self._pressed).manhattanLength()
            if way >= QApplication.startDragDistance():
                self._begin()
                self._during(event)
            return True  # or the view would select row after row
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._kind = ""
        return False

    def _begin(self) -> None:
        label = QLabel(str(self._view.currentIndex().data()), self._view.window())
        label.setProperty("role", "drag")
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        label.adjustSize()
        label.show()
        label.raise_()
        self._label = label
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def _during(self, event: QMouseEvent) -> None:
        kind, place = self._kind, event.globalPosition().toPoint()
        lost = not event.buttons() & Qt.MouseButton.LeftButton
        match event.type():
            case QEvent.Type.MouseButtonRelease if event.button() == Qt.MouseButton.LeftButton:
                self._end()
                self.dropped.emit(kind, place)
            case QEvent.Type.MouseMove if not lost:
                assert self._label is not None
                self._label.move(self._view.window().mapFromGlobal(place) + _LABEL_OFFSET)
                self.moved.emit(kind, place)
            case _:  # another button, or the release was never seen
                self._end()
                self.cancelled.emit()

    def _end(self) -> None:
        assert self._label is not None
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._label.hide()
        self._label.deleteLater()
        self._label, self._kind = None, ""
