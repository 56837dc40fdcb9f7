"""Sets a page of the guide in type: Markdown into a document in the theme's colours and fonts.

Knows neither which page is shown nor where a link leads.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from designer.panels.guide.book import MARK, Code, Page
from designer.theme import BASE_SIZE, Theme
from designer.words import tr

_SIZES: Final = {1: 2.0, 2: 1.4, 3: 1.15}
"""How much larger than the text a heading is."""
_LINE: Final = 130.0


def set_page(document: QTextDocument, page: Page, theme: Theme) -> None:
    """Fill a document with a page."""
    document.clear()
    document.setDefaultFont(theme.font())
    document.setDocumentMargin(24)
    document.setUndoRedoEnabled(False)
    document.setMarkdown(page.prose, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    all_at_once = QTextCursor(document)
    all_at_once.beginEditBlock()
    _set_blocks(document, theme)
    for table in _tables(document):
        _set_table(table, theme)
    for block in reversed([b for b in _blocks(document) if b.text().startswith(MARK)]):
        number = int(block.text()[len(MARK) :])
        _set_code(QTextCursor(block), page.codes[number], number, theme)
    all_at_once.endEditBlock()


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _tables(document: QTextDocument) -> list[QTextTable]:
    return [f for f in document.rootFrame().childFrames() if isinstance(f, QTextTable)]


def _set_blocks(document: QTextDocument, theme: Theme) -> None:
    """Give headings their size, paragraphs air, and words in the text the right font."""
    for block in list(_blocks(document)):
        level = block.blockFormat().headingLevel()
        form = QTextBlockFormat()
        if not _is_picture(block):
            form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if QTextCursor(block).currentTable() is not None:
            form.setTopMargin(0)
            form.setBottomMargin(0)
        elif level:
            form.setTopMargin(BASE_SIZE * (0.5 if level == 1 else 2.2))
            form.setBottomMargin(BASE_SIZE * 0.8)
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(form)
        _set_words(block, theme, level)


def _is_picture(block: QTextBlock) -> bool:
    parts = (it.fragment() for it in block)  # type: ignore[attr-defined]  # the stub lacks it
    return any(part.charFormat().isImageFormat() for part in parts)


def _set_words(block: QTextBlock, theme: Theme, level: int) -> None:
    size = BASE_SIZE * _SIZES.get(level, 1.0)
    for start, length, old in [
        (part.position(), part.length(), part.charFormat())
        for part in (it.fragment() for it in block)  # type: ignore[attr-defined]  # the stub lacks it
    ]:
        if old.isImageFormat():
            continue
        new = QTextCharFormat(old)
        new.clearProperty(QTextFormat.Property.FontSizeAdjustment.value)
        if old.fontFixedPitch():
            new.setFont(theme.mono(size * 0.95))
            new.setBackground(theme["hover"])
        else:
            font = theme.font(size, bool(level) or old.fontWeight() > QFont.Weight.Medium)
            font.setItalic(old.fontItalic())
            new.setFont(font)
        if old.isAnchor():
            new.setForeground(theme["running"])
            new.setFontUnderline(True)
        cursor = QTextCursor(block)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(new)


def _set_table(table: QTextTable, theme: Theme) -> None:
    """Quiet lines; a head of empty cells goes, since Markdown cannot do without one."""
    empty = all(
        not table.cellAt(0, column).firstCursorPosition().block().text()
        for column in range(table.columns())
    )
    if empty and table.rows() > 1:
        table.removeRows(0, 1)
    form = table.format()
    form.setBorder(1)
    form.setBorderCollapse(True)
    form.setBorderBrush(theme["border"])
    form.setCellPadding(6)
    form.setTopMargin(4)
    form.setBottomMargin(12)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setColumnWidthConstraints([QTextLength()] * table.columns())
    form.clearProperty(QTextFormat.Property.FrameWidth.value)
    table.setFormat(form)


def _set_code(cursor: QTextCursor, code: Code, number: int, theme: Theme) -> None:
    """Put a block of code where its mark is: what it is and a way to copy it above, in a frame."""
    cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
    cursor.removeSelectedText()
    cursor.insertFrame(_frame(theme))
    air = QTextBlockFormat()
    air.setAlignment(Qt.AlignmentFlag.AlignRight)
    cursor.setBlockFormat(air)
    told, link = QTextCharFormat(), QTextCharFormat()
    small = theme.font(BASE_SIZE * 0.9)
    told.setFont(small)
    told.setForeground(theme["faint"])
    link.setFont(small)
    link.setForeground(theme["running"])
    link.setAnchor(True)
    link.setAnchorHref(f"copy:{number}")
    link.setToolTip(tr("Copy to the clipboard"))
    if code.name or code.language:
        cursor.insertText(f"{code.name or code.language}   ", told)
    cursor.insertText(tr("Copy"), link)
    typed = QTextCharFormat()
    typed.setFont(theme.mono(BASE_SIZE * 0.9))
    typed.setForeground(theme["text"])
    plain = QTextBlockFormat()
    plain.setAlignment(Qt.AlignmentFlag.AlignLeft)
    for line in code.text.rstrip("\n").split("\n"):
        cursor.insertBlock(plain, typed)
        cursor.insertText(line, typed)


def _frame(theme: Theme) -> QTextFrameFormat:
    form = QTextFrameFormat()
    form.setBackground(theme["canvas"])
    form.setBorder(1)
    form.setBorderBrush(theme["border"])
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setPadding(8)
    form.setTopMargin(4)
    form.setBottomMargin(10)
    return form
