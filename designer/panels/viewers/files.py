"""A file that a value names: what it is, how it begins, and the way to it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeDatabase, QProcess, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from designer.panels.controls import Elided, Sentence
from designer.panels.pressing import PushButton
from designer.panels.viewers.extents import size_in_words
from designer.panels.viewers.plain import is_masked
from designer.panels.viewers.viewing import Shown
from designer.theme import mono_font
from designer.words import tr
from engine.extent import Size

_BEGINS: Final = 64 * 1024
"""Bytes of a text that are shown."""


class FileView(QWidget):
    """The facts of a file, two buttons, and its beginning where it is text."""

    def __init__(self, file: Path, parent: QWidget) -> None:
        """Take the file, which is there."""
        super().__init__(parent)
        path = Elided(self)
        path.say(str(file))
        facts = QLabel(self)
        facts.setProperty("role", "help")
        bar = QHBoxLayout()
        for words, name, does in (
            (tr("Show in the folder"), "valueReveal", reveal),
            (tr("Open"), "valueOpen", open_file),
        ):
            bar.addWidget(self._button(words, name, does, file))
        bar.addWidget(facts)
        bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(path)
        layout.addLayout(bar)
        try:
            facts.setText(_facts(file))
            with file.open("rb") as stream:
                begins = stream.read(_BEGINS)
        except OSError as error:
            wrong = Sentence("wrong", self)
            wrong.say(tr("It cannot be read: {why}.", why=error.strerror or error))
            layout.addWidget(wrong)
            layout.addStretch(1)
            return
        if b"\0" in begins or not begins:
            layout.addStretch(1)
        else:
            layout.addWidget(self._beginning(begins), 1)

    def _button(
        self, words: str, name: str, does: Callable[[Path], object], file: Path
    ) -> QPushButton:
        button = PushButton(words, self)
        button.setObjectName(name)
        button.clicked.connect(lambda: does(file))
        return button

    def _beginning(self, data: bytes) -> QPlainTextEdit:
        box = QPlainTextEdit(self)
        box.setObjectName("valueFileText")
        box.setAccessibleName(tr("How the file begins"))
        box.setReadOnly(True)
        box.setFont(mono_font())
        box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        box.setPlainText(data.decode("utf-8", "replace"))
        return box


class FileViewer:
    """Shows what a path leads to."""

    name = "file"
    title = "File"

    def accepts(self, shown: Shown) -> int:
        """A path of a file that is there."""
        return 72 if shown.file is not None and not is_masked(shown) else 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """The file."""
        assert shown.file is not None, "it was accepted"
        return FileView(shown.file, parent)


def open_file(file: Path) -> bool:
    """Have the system open a file as it usually does; whether it knows how."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def reveal(file: Path) -> bool:
    """Show a file in the file manager, chosen where that can be told to it; else open its folder."""
    if sys.platform == "darwin":
        return bool(QProcess.startDetached("open", ["-R", str(file)]))
    if sys.platform == "win32":
        return bool(QProcess.startDetached("explorer", [f"/select,{file}"]))
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))


def _facts(file: Path) -> str:
    found = file.stat()
    kind = QMimeDatabase().mimeTypeForFile(str(file)).comment()
    changed = datetime.fromtimestamp(found.st_mtime).astimezone().strftime("%Y-%m-%d %H:%M")
    return " · ".join(part for part in (kind, size_in_words(Size(found.st_size)), changed) if part)
