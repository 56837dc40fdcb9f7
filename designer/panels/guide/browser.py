"""One page of the guide on the screen: goes to headings, finds words, copies code, tells where links lead."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QMouseEvent,
    QResizeEvent,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from designer.panels.guide.book import Page, folder, read_page, slug
from designer.panels.guide.pictures import picture
from designer.panels.guide.setting import set_page
from designer.theme import load_theme, theme_of
from designer.words import tr

_LATER: Final = 120
"""Milliseconds after the last change of size until the pictures follow it."""
_EDGE: Final = 60
"""Pixels that a picture leaves free at the sides of a page."""


class Browser(QTextBrowser):
    """Shows a page; a link is only told of."""

    linked = Signal(str)
    """A link was followed that leads elsewhere: to a page, a flow, or an address."""
    copied = Signal()
    stepped = Signal(int)
    """One of the mouse's own buttons: back (-1) or forward (1)."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setObjectName("guidePage")
        self.setAccessibleName(tr("Page of the guide"))
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(self._follow)
        self.page = Page(name="", prose="")
        self._width = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER)
        self._later.timeout.connect(self._fit)

    def show_page(self, name: str) -> None:
        """Show a page from its top."""
        self.page = read_page(name)
        self._set()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def go_to(self, place: str) -> bool:
        """Show the heading that a link calls so; whether there is one."""
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and slug(block.text()) == place:
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - 8)
                self.setTextCursor(QTextCursor(block))
                self.verticalScrollBar().setValue(round(top) - 8)
                return True
            block = block.next()
        return False

    def look_for(self, words: str, *, back: bool = False) -> bool:
        """Go to the next place where the words are, round and round; whether there is one."""
        flags = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        if not words:
            return True
        if self.find(words, flags):
            return True
        before = self.textCursor()
        end = QTextCursor.MoveOperation.End if back else QTextCursor.MoveOperation.Start
        self.moveCursor(end)
        if self.find(words, flags):
            return True
        self.setTextCursor(before)
        return False

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture of the guide; nothing that lies elsewhere is ever fetched."""
        path = QUrl(name).path()
        if kind != QTextDocument.ResourceType.ImageResource.value or ".." in path:
            return None
        room = max(120, self.viewport().width() - _EDGE)
        light = load_theme("light")
        ratio = self.devicePixelRatioF()
        return picture(folder() / path, room, ratio, light["node"], light["outline"])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.page.name:
            self._keeping_place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pictures follow the width, a moment later."""
        super().resizeEvent(event)
        if self.page.name and event.size().width() != self._width:
            self._later.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go back and forward by the mouse's own buttons."""
        steps = {"BackButton": -1, "ForwardButton": 1}
        by = steps.get(event.button().name or "", 0)
        if by:
            self.stepped.emit(by)
        else:
            super().mousePressEvent(event)

    def _set(self) -> None:
        self._width = self.viewport().width()
        set_page(self.document(), self.page, theme_of(self.palette()))

    def _fit(self) -> None:
        if self.viewport().width() != self._width:
            self._keeping_place()

    def _keeping_place(self) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self._set()
        bar.setValue(round(share * bar.maximum()))

    def _follow(self, link: QUrl) -> None:
        target = link.toString()
        what, _, number = target.partition(":")
        if what == "copy":
            QGuiApplication.clipboard().setText(self.page.codes[int(number)].to_copy)
            self.copied.emit()
        elif target.startswith("#"):
            self.go_to(target[1:])
        else:
            self.linked.emit(target)
