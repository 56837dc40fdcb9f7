"""The popup at the pointer from which a Step is chosen by typing. Knows neither canvas nor Flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHideEvent,
    QKeyEvent,
    QPalette,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from designer import icons
from designer.words import tr

_NAME: Final = Qt.ItemDataRole.UserRole
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_UP_DOWN: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_SIZE: Final = QSize(300, 280)
_ICON: Final = 20
_MARGIN: Final = 8


class Choice(NamedTuple):
    """One line: what it is called, and how well words name it (0: not at all)."""

    name: str
    title: str
    description: str
    icon: str
    rank: Callable[[str], int]


class Adder(QFrame):
    """A search with its matches. It stays until something is chosen or the keyboard goes elsewhere."""

    left = Signal()
    """It has gone, and the keyboard was its."""
    pointed = Signal(str)
    """The name of the choice that is looked at; empty where there is none."""
    closed = Signal()
    """It has gone, however."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a widget."""
        super().__init__(parent)
        self._over = parent
        self.setObjectName("adder")
        self.setAccessibleName(tr("Add a step"))
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setForegroundRole(QPalette.ColorRole.Mid)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._choices: Sequence[Choice] = ()
        self._choose: Callable[[str], None] = lambda _: None
        self._model = QStandardItemModel(self)
        self._title = QLabel(self)
        self._title.setWordWrap(True)
        self._search = self._make_search()
        self._view = self._make_view()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        for widget in (self._title, self._search, self._view):
            layout.addWidget(widget)
        self.hide()

    def ask(
        self, at: QPoint, choices: Sequence[Choice], title: str, choose: Callable[[str], None]
    ) -> None:
        """Show choices at a point of the parent; `choose` is called with the name of the chosen one."""
        self._choices, self._choose = choices, choose
        self._title.setText(title)
        self._search.setAccessibleDescription(title)
        self._search.clear()
        self._fill("")
        self.hide()
        self.resize(_SIZE.expandedTo(self.minimumSizeHint()))
        self._keep_inside(at)
        self.show()
        self.raise_()
        self._search.setFocus()

    def dismiss(self) -> None:
        """Go, with nothing chosen."""
        if self.isVisible():
            self.hide()
            self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Say so."""
        super().hideEvent(event)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter choose, arrows go to the list, Escape end it, and leave with the keyboard."""
        if event.type() == QEvent.Type.FocusOut:
            self._mind_focus()
            return False
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
            return False
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in _ENTER:
            self._take(self._view.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in _UP_DOWN and watched is self._search:
            QApplication.sendEvent(self._view, event)
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        return True

    def _make_search(self) -> QLineEdit:
        search = QLineEdit(self)
        search.setObjectName("adderSearch")
        search.setAccessibleName(tr("Search the kinds of Step"))
        search.setPlaceholderText(tr("Type to search"))
        search.textChanged.connect(self._fill)
        search.installEventFilter(self)
        return search

    def _make_view(self) -> QListView:
        view = QListView(self)
        view.setObjectName("adderList")
        view.setAccessibleName(tr("Kinds of Step that fit"))
        view.setModel(self._model)
        view.setIconSize(QSize(_ICON, _ICON))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.clicked.connect(self._take)
        view.setMouseTracking(True)
        view.entered.connect(view.setCurrentIndex)
        view.selectionModel().currentChanged.connect(self._point)
        view.installEventFilter(self)
        return view

    def _fill(self, words: str) -> None:
        found = [choice for choice in self._choices if choice.rank(words)]
        found.sort(key=lambda choice: -choice.rank(words))
        self._model.clear()
        for choice in found:
            self._model.appendRow(self._row(choice))
        if not found:
            nothing = QStandardItem(tr("No step matches '{words}'", words=words))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self._model.appendRow(nothing)
        self._view.setCurrentIndex(self._model.index(0, 0))

    def _row(self, choice: Choice) -> QStandardItem:
        row = QStandardItem(choice.title)
        row.setIcon(icons.icon(choice.icon, self.palette().color(QPalette.ColorRole.Text)))
        row.setData(choice.name, _NAME)
        row.setToolTip(choice.description)
        spoken = f"{choice.title}. {choice.description}"
        row.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
        return row

    def _point(self, index: QModelIndex) -> None:
        self.pointed.emit(str(index.data(_NAME) or "") if index.isValid() else "")
        if index.isValid():
            self._tell(index)

    def _tell(self, index: QModelIndex) -> None:
        """Say aloud what Enter would take: the keyboard is at the search, not at the list."""
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data()
        at = f"{index.row() + 1}/{self._model.rowCount()}" if index.data(_NAME) else ""
        words = " · ".join(part for part in (spoken, at, self._title.text()) if part)
        self._search.setAccessibleDescription(words)
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self._search, spoken)
            QAccessible.updateAccessibility(event)

    def _take(self, index: QModelIndex) -> None:
        name = index.data(_NAME)
        if name:
            self.dismiss()
            self._choose(str(name))

    def _mind_focus(self) -> None:
        """Go once the keyboard is somewhere else, but for a menu of the search or another window."""
        focus = QApplication.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self.hide()

    def _keep_inside(self, at: QPoint) -> None:
        room = self._over.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        x = max(min(at.x(), room.right() - self.width()), room.left())
        y = max(min(at.y(), room.bottom() - self.height()), room.top())
        self.move(x, y)
