"""The open documents of a window as tabs above the canvas; with one document there is no row of tabs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar, QWidget

from designer.panels.controls import IconButton
from designer.window.page import Page
from designer.words import tr

_LEAST: Final = 22
"""So many characters wide a tab may become, its mark and its button among them."""


class Tabs(QTabBar):
    """Shows which pages there are, and tells which one is wanted or to be closed."""

    chosen = Signal(object)
    """The page that the user wants to see."""
    closeWanted = Signal(object)
    """The page that the user wants to close."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a page."""
        super().__init__(parent)
        self.setObjectName("documentTabs")
        self.setAccessibleName(tr("Open documents"))
        self.setDocumentMode(True)
        self.setExpanding(False)
        self.setMovable(True)
        self.setAutoHide(True)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.currentChanged.connect(self._choose)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages in the order of their tabs."""
        return tuple(self.tabData(index) for index in range(self.count()))

    def add(self, page: Page) -> None:
        """Put a page's tab behind the others; which is current stays as it is."""
        self.blockSignals(True)  # the first tab would become the current one on its own
        index = self.addTab("")
        self.setTabData(index, page)
        close = IconButton("x", tr("Close tab"), self)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+W does it
        close.clicked.connect(lambda: self.closeWanted.emit(page))
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, close)
        self.blockSignals(False)
        self.name_all()

    def remove(self, page: Page) -> None:
        """Take a page's tab away."""
        self.blockSignals(True)
        self.removeTab(self._index(page))
        self.blockSignals(False)
        self.name_all()

    def shift(self, page: Page, by: int) -> None:
        """Put a page's tab that many places further right, as far as there are places."""
        at = self._index(page)
        self.moveTab(at, max(0, min(at + by, self.count() - 1)))

    def show_current(self, page: Page) -> None:
        """Mark the page that is shown."""
        self.blockSignals(True)
        self.setCurrentIndex(self._index(page))
        self.blockSignals(False)
        self.update()

    def name_all(self) -> None:
        """Say anew what the pages are called, and whether they are saved."""
        for index, (page, name) in enumerate(zip(self.pages, _names(self.pages), strict=True)):
            self._name(index, page, name)

    def _name(self, index: int, page: Page, name: str) -> None:
        document = page.document
        words = ("" if document.is_clean else "● ") + name.replace("&", "&&")
        if words != self.tabText(index):
            self.setTabText(index, words)
        saved = tr("saved") if document.is_clean else tr("not saved")
        self.setTabToolTip(index, str(document.path or tr("not in a file yet")))
        self.setAccessibleTabName(index, f"{name}, {saved}")

    def minimumTabSizeHint(self, index: int) -> QSize:
        """A name that is short is never elided, so that long ones may stay long: then they scroll."""
        whole = self.tabSizeHint(index)
        return QSize(
            min(whole.width(), _LEAST * self.fontMetrics().averageCharWidth()), whole.height()
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Close with the middle button."""
        index = self.tabAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.MiddleButton and index >= 0:
            self.closeWanted.emit(self.tabData(index))
            return
        super().mouseReleaseEvent(event)

    def _index(self, page: Page) -> int:
        return self.pages.index(page)

    def _choose(self, index: int) -> None:
        if index >= 0:
            self.chosen.emit(self.tabData(index))


def _names(pages: Sequence[Page]) -> list[str]:
    """What tells the pages apart: the title, else the file's name, else that and the folder's."""
    names = [page.document.title for page in pages]
    for more in (_file_name, _place):
        count = Counter(names)
        names = [
            more(page, name) if count[name] > 1 else name
            for page, name in zip(pages, names, strict=True)
        ]
    seen: Counter[str] = Counter()
    for index, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            names[index] = f"{name} ({seen[name]})"
    return names


def _file_name(page: Page, name: str) -> str:
    path = page.document.path
    return path.name.removesuffix(".json").removesuffix(".flow") if path else name


def _place(page: Page, name: str) -> str:
    path = page.document.path
    return f"{name} – {path.parent.name}" if path else name
