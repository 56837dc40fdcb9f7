"""HTML and Markdown, rendered without danger: nothing is loaded from a network or from elsewhere on disk.

There are no scripts in Qt's rich text. A picture is shown where it is in the page itself, or in the
flow's folder; a link opens in the browser once the user has said so.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from designer.panels.controls import Card, Sentence
from designer.panels.pressing import PushButton
from designer.panels.viewers.pictures import harmless
from designer.panels.viewers.plain import is_masked
from designer.panels.viewers.viewing import Shown
from designer.words import tr

MOST: Final = 400_000
"""Characters of a page that are rendered; Qt lays out all of them at once."""
_MOST_PICTURE: Final = 16 * 1024 * 1024

_HTML: Final = re.compile(
    r"\s*(?:<!doctype html|<html|<(?:div|p|h[1-6]|table|ul|ol|article)\b)", re.IGNORECASE
)
_MARKS: Final = re.compile(
    r"^(?:#{1,6} \S|[-*+] \S|\d+\. \S|> \S|```|\|.+\|\s*$|!?\[.+\]\(.+\))|\*\*\S.*?\*\*|\]\(\S+\)",
    re.MULTILINE,
)
_STYLED: Final = re.compile(
    r"<(script|style|iframe|object)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)

_OPENED: Final = {"http", "https", "mailto"}
"""Kinds of links that are opened at all."""


class SafeBrowser(QTextBrowser):
    """Renders a page; what it would load is refused but for pictures below one folder."""

    def __init__(self, folder: Path | None, parent: QWidget) -> None:
        """Take the folder below which pictures may lie."""
        super().__init__(parent)
        self._folder = folder.resolve() if folder is not None else None
        self.refused: list[str] = []
        """What the page would have loaded."""
        self.setObjectName("valuePage")
        self.setAccessibleName(tr("The value as a page"))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)

    def loadResource(self, kind: int, name: QUrl) -> object:  # type: ignore[override]
        """Give a picture of the folder; of anything else, nothing."""
        is_picture = kind == int(QTextDocument.ResourceType.ImageResource.value)
        if is_picture and name.scheme() == "data":
            return super().loadResource(kind, name)
        path = self._below(name) if is_picture else None
        if path is not None:
            return QByteArray(harmless(path.read_bytes()))
        self.refused.append(name.toString())
        return QByteArray()

    def _below(self, name: QUrl) -> Path | None:
        if self._folder is None or name.scheme() not in ("", "file") or name.host():
            return None
        try:
            text = name.toLocalFile() if name.scheme() == "file" else name.path()
            path = (self._folder / text).resolve()
            fits = path.is_relative_to(self._folder) and path.is_file()
            return path if fits and path.stat().st_size <= _MOST_PICTURE else None
        except (OSError, ValueError):
            return None


class Page(QWidget):
    """A rendered page, and the question that a link asks."""

    def __init__(self, text: str, folder: Path | None, parent: QWidget, *, markdown: bool) -> None:
        """Take the text."""
        super().__init__(parent)
        self.browser = SafeBrowser(folder, self)
        self._link = QUrl()
        self._bar = Card("bar", self)
        self._question = Sentence("", self._bar)
        self._cut = Sentence("help", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self._cut)
        layout.addWidget(self._bar)
        layout.addWidget(self.browser, 1)
        self._opens, self._leaves = self._fill_bar()
        self._bar.hide()
        self.browser.anchorClicked.connect(self._ask)
        if len(text) > MOST:
            shown = tr("Only the first {count} characters are rendered.", count=f"{MOST:,}")
            self._cut.say(shown)
        if markdown:
            safe = QTextDocument.MarkdownFeature.MarkdownNoHTML
            github = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
            self.browser.document().setMarkdown(text[:MOST], github | safe)
        else:
            self.browser.setHtml(_STYLED.sub("", text[:MOST]))

    def _fill_bar(self) -> tuple[QPushButton, QPushButton]:
        row = QHBoxLayout(self._bar)
        row.addWidget(self._question, 1)
        opens, leaves = PushButton(tr("Open it"), self), PushButton(tr("Leave it"), self)
        opens.setObjectName("valueOpenLink")
        opens.clicked.connect(self._open)
        leaves.setObjectName("valueLeaveLink")
        leaves.clicked.connect(self._bar.hide)
        row.addWidget(opens)
        row.addWidget(leaves)
        return opens, leaves

    def _ask(self, link: QUrl) -> None:
        if not link.scheme() and link.hasFragment():
            self.browser.scrollToAnchor(link.fragment())
            return
        self._link = link
        where = link.toDisplayString()
        can = link.scheme() in _OPENED
        words = tr("Open {link} in the browser?", link=where)
        self._question.say(words if can else tr("{link} is not opened from here.", link=where))
        self._opens.setVisible(can)
        self._bar.show()
        (self._opens if can else self._leaves).setFocus()

    def _open(self) -> None:
        self._bar.hide()
        QDesktopServices.openUrl(self._link)


class HtmlViewer:
    """Shows HTML as a page."""

    name = "html"
    title = "Page (HTML)"

    def accepts(self, shown: Shown) -> int:
        """A text that begins as a page does."""
        if is_masked(shown) or not isinstance(shown.value, str):
            return 0
        if shown.format == "html":
            return 85
        return 70 if _HTML.match(shown.value[:2_000]) else 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """The page."""
        return Page(shown.value, shown.folder, parent, markdown=False)


class MarkdownViewer:
    """Shows Markdown as a page."""

    name = "markdown"
    title = "Page (Markdown)"

    def accepts(self, shown: Shown) -> int:
        """A text with more than one mark of Markdown in its first lines."""
        value = shown.value
        if is_masked(shown) or not isinstance(value, str):
            return 0
        if shown.format == "markdown":
            return 85
        begins = value[:4_000]
        marks = len(_MARKS.findall(begins))
        lines = begins.count("\n") + 1
        if value[:1] in ("{", "[", "<") or shown.file is not None:
            return 0
        if marks >= 2 and marks * 12 >= lines:
            return 66
        return 10 if lines > 1 else 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """The page."""
        return Page(shown.value, shown.folder, parent, markdown=True)
