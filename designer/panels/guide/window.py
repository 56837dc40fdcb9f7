"""The window of the guide: the list of pages, one page, ways back and forward, and a field to find words.

What a flow that a link leads to is opened in, it does not know: it tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import IconButton
from designer.panels.guide.book import FIRST, contents, folder
from designer.panels.guide.browser import Browser
from designer.words import tr

_NAME: Final = Qt.ItemDataRole.UserRole
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIZE: Final = (62, 46)
"""Width and height of the window at first, in line heights."""


@dataclass(slots=True)
class _Visit:
    """A page that was shown, and how far down."""

    name: str
    down: int = 0


class GuideWindow(QWidget):
    """A window beside the designer's own, so that one can read and do at once."""

    flowWanted = Signal(object)
    """The file of a flow that a link leads to."""
    sheetWanted = Signal()
    """F1 was pressed once more."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, on no page; belongs to a window of the designer."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("guide")
        self.setWindowTitle(tr("Guide"))
        self.setAccessibleName(tr("Guide"))
        self._visits: list[_Visit] = []
        self._at = -1
        self._list = self._make_list()
        self.browser = Browser(self)
        self.browser.linked.connect(self._follow)
        self.browser.copied.connect(lambda: self._say(tr("Copied")))
        self.browser.stepped.connect(self.step)
        self._back = self._button("chevron-left", tr("Back (Alt+Left)"), "guideBack", -1)
        self._forward = self._button("chevron-right", tr("Forward (Alt+Right)"), "guideForward", 1)
        self._find = self._make_find()
        self._told = QLabel(self)
        self._told.setObjectName("guideTold")
        self._lay_out()
        line = self.fontMetrics().lineSpacing()
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0] * line, room.width()), min(_SIZE[1] * line, room.height() - 48))

    @property
    def shown(self) -> str:
        """The name of the page that is shown; empty before any."""
        return self.browser.page.name

    def open(self, place: str = FIRST) -> None:
        """Show a place: the name of a page, and behind `#` a heading of it."""
        name, _, heading = place.partition("#")
        self._remember()
        if not (self._visits and self._visits[self._at].name == name):
            del self._visits[self._at + 1 :]
            self._visits.append(_Visit(name))
            self._at = len(self._visits) - 1
        self.show()
        self._show(name)
        if heading:
            self.browser.go_to(heading)
        self.raise_()
        self.activateWindow()
        self.browser.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Show the page before (-1), or the one after (1), as far down as it was read."""
        if not 0 <= self._at + by < len(self._visits):
            return
        self._remember()
        self._at += by
        visit = self._visits[self._at]
        self._show(visit.name)
        self.browser.verticalScrollBar().setValue(visit.down)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow go back and forward, Ctrl+F finds, Esc closes, F1 shows all keys."""
        held = event.modifiers()
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Back if held & Qt.KeyboardModifier.AltModifier:
                self.step(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_Forward if held & Qt.KeyboardModifier.AltModifier:
                self.step(1)
            case Qt.Key.Key_F if held & Qt.KeyboardModifier.ControlModifier:
                self._find.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._find.selectAll()
            case Qt.Key.Key_F3:
                self._seek(back=bool(held & Qt.KeyboardModifier.ShiftModifier))
            case Qt.Key.Key_F1:
                self.close()
                self.sheetWanted.emit()
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the window's keys before the page takes them, and Enter in the field."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if watched is self._find and event.key() in _ENTER:
            self._seek(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        if watched is self._find and event.key() == Qt.Key.Key_Escape:
            self.browser.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        ours = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.key() in ours and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.keyPressEvent(event)
            return True
        return False

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._back)
        top.addWidget(self._forward)
        top.addWidget(self._told, 1)
        top.addWidget(self._find, 1)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.browser, 1)
        both = QSplitter(self)
        both.addWidget(self._list)
        both.addWidget(right)
        both.setStretchFactor(1, 1)
        line = self.fontMetrics().lineSpacing()
        both.setSizes([13 * line, 49 * line])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(both)

    def _make_list(self) -> QListWidget:
        listed = QListWidget(self)
        listed.setObjectName("guidePages")
        listed.setAccessibleName(tr("Pages of the guide"))
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        listed.setTextElideMode(Qt.TextElideMode.ElideRight)
        for entry in contents():
            item = QListWidgetItem(entry.title, listed)
            item.setData(_NAME, entry.name)
            item.setToolTip(entry.title)
        listed.itemClicked.connect(lambda item: self.open(item.data(_NAME)))
        listed.itemActivated.connect(lambda item: self.open(item.data(_NAME)))
        return listed

    def _make_find(self) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName("guideFind")
        field.setPlaceholderText(tr("Find on this page (Ctrl+F)"))
        field.setAccessibleName(tr("Find on this page (Ctrl+F)"))
        field.setClearButtonEnabled(True)
        field.textEdited.connect(self._type)
        field.installEventFilter(self)
        self.browser.installEventFilter(self)
        return field

    def _button(self, icon: str, words: str, name: str, by: int) -> IconButton:
        button = IconButton(icon, words, self)
        button.setObjectName(name)
        button.clicked.connect(lambda: self.step(by))
        return button

    def _show(self, name: str) -> None:
        if name != self.shown:
            self.browser.show_page(name)
        for row in range(self._list.count()):
            if self._list.item(row).data(_NAME) == name:
                self._list.setCurrentRow(row)
        self._say("")
        self._back.setEnabled(self._at > 0)
        self._forward.setEnabled(self._at + 1 < len(self._visits))

    def _remember(self) -> None:
        if self._visits:
            self._visits[self._at].down = self.browser.verticalScrollBar().value()

    def _type(self, words: str) -> None:
        """Find what is typed from the top of what is selected, so that the same place stays found."""
        cursor = self.browser.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self.browser.setTextCursor(cursor)
        self._say("" if self.browser.look_for(words) else tr("Nothing found"))

    def _seek(self, *, back: bool) -> None:
        found = self.browser.look_for(self._find.text(), back=back)
        self._say("" if found else tr("Nothing found"))

    def _follow(self, link: str) -> None:
        path = (folder() / link.partition("#")[0]).resolve()
        if link.endswith(".flow.json") and path.is_file():
            self.flowWanted.emit(Path(path))
        elif path.parent == folder().resolve() and path.suffix == ".md":
            self.open(link)
        else:  # the guide leads nowhere else by itself: what is fetched is the user's to decide
            QGuiApplication.clipboard().setText(link)
            self._say(tr("The address is on the clipboard: {link}", link=link))

    def _say(self, words: str) -> None:
        self._told.setText(words)
