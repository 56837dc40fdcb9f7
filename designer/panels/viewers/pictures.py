"""Pictures: bytes, data URLs and files of PNG, JPEG, GIF, WebP, BMP and SVG, none larger than there is room.

An SVG is drawn without anything that it would load from elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QObject, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QMovie, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from designer.panels.controls import IconButton, Sentence
from designer.panels.viewers.extents import size_in_words
from designer.panels.viewers.plain import is_masked
from designer.panels.viewers.viewing import Shown
from designer.words import tr
from engine.extent import Size

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of a picture that is read."""
MOST_SIDE: Final = 4_096
"""Pixels of a side beyond which a picture is read smaller."""
MOST_PIXELS: Final = 400_000_000
"""Of a picture that is read at all."""

_MAGIC: Final = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"RIFF", b"<svg", b"<?xml",
)  # fmt: skip
_SUFFIXES: Final = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp"}
_DATA: Final = re.compile(r"data:image/[\w.+-]+(?:;[\w=-]+)*?(;base64)?,", re.ASCII)
_ELSEWHERE: Final = re.compile(
    rb"""(?:xlink:)?href\s*=\s*(?:"(?!#|data:)[^"]*"|'(?!#|data:)[^']*')""", re.IGNORECASE
)
_DEVICES: Final = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)[^>\[]*(?:\[.*?\])?[^>]*>", re.IGNORECASE | re.DOTALL
)


def bytes_of(shown: Shown) -> bytes | None:
    """The bytes of a picture that a value is, or names; None where it is none, or too large."""
    value = shown.value
    if isinstance(value, bytes | bytearray):
        data = bytes(value)
        return data if _is_picture(data) and len(data) <= MOST_BYTES else None
    if shown.file is not None and shown.file.suffix.lower() in _SUFFIXES:
        return _read(shown.file)
    if not isinstance(value, str) or len(value) > 2 * MOST_BYTES:
        return None
    if found := _DATA.match(value):
        return _decoded(value[found.end() :], is_base64=bool(found[1]))
    begins = value[:400].lstrip()
    if begins.startswith(("<svg", "<?xml")) and "<svg" in value[:2_000]:
        return value.encode()
    return None


def harmless(data: bytes) -> bytes:
    """An SVG without what it would load; any other picture as it is."""
    if b"<svg" not in data[:4_000]:
        return data
    return _ELSEWHERE.sub(b"", _DEVICES.sub(b"", data))


class PictureView(QWidget):
    """One picture, as large as fits or as it is."""

    def __init__(self, data: bytes, parent: QWidget) -> None:
        """Take the bytes of a file."""
        super().__init__(parent)
        self._bytes = QByteArray(harmless(data))
        self._buffer = QBuffer(self._bytes, self)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        reader = QImageReader(self._buffer)
        reader.setAutoTransform(True)
        size, moves = reader.size(), reader.supportsAnimation() and reader.imageCount() > 1
        kind = bytes(reader.format().data()).decode().upper()
        self._image = self._read_from(reader, size)
        self._picture = QLabel(self)
        self._picture.setObjectName("valuePicture")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(tr("The picture"))
        self._area = QScrollArea(self)
        self._area.setWidget(self._picture)
        self._area.setWidgetResizable(True)
        self._area.viewport().installEventFilter(self)
        self._whole = IconButton("maximize", tr("As large as it is"), self)
        self._whole.setObjectName("valueWholePicture")
        self._whole.setCheckable(True)
        self._whole.toggled.connect(self._show)
        self._movie: QMovie | None = None
        self._lay(_words(reader, kind, size, self._image, len(data)))
        if moves and not self._image.isNull() and not os.environ.get("BACKCAST_REDUCED_MOTION"):
            self._buffer.seek(0)
            self._movie = QMovie(self._buffer, QByteArray(), self)
            self._picture.setMovie(self._movie)
            self._movie.start()
        self._show()

    @property
    def image(self) -> QImage:
        """The picture as it was read; null where it could not be."""
        return self._image

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit it in once the room for it is another."""
        if event.type() == QEvent.Type.Resize and watched is self._area.viewport():
            self._show()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw it as fine as another screen is."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._show()

    def _read_from(self, reader: QImageReader, size: QSize) -> QImage:
        if size.width() * size.height() > MOST_PIXELS:
            return QImage()
        drawn = bytes(reader.format().data()) in (b"svg", b"svgz")
        most = MOST_SIDE if not drawn else 1_024
        if size.isValid() and (drawn or max(size.width(), size.height()) > most):
            reader.setScaledSize(size.scaled(most, most, Qt.AspectRatioMode.KeepAspectRatio))
        return reader.read()

    def _show(self) -> None:
        if self._image.isNull():
            return
        room = self._area.viewport().size() if not self._whole.isChecked() else self._image.size()
        fits = self._image.size().boundedTo(room)
        if self._movie is not None:
            self._movie.setScaledSize(
                self._image.size().scaled(fits, Qt.AspectRatioMode.KeepAspectRatio)
            )
            return
        ratio = self.devicePixelRatioF()
        size = self._image.size().scaled(fits, Qt.AspectRatioMode.KeepAspectRatio) * ratio
        scaled = self._image.scaled(
            size.boundedTo(self._image.size()),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap = QPixmap.fromImage(scaled)
        pixmap.setDevicePixelRatio(ratio)
        self._picture.setPixmap(pixmap)

    def _lay(self, words: str) -> None:
        sentence = Sentence("help" if not self._image.isNull() else "wrong", self)
        sentence.say(words)
        bar = QHBoxLayout()
        bar.addWidget(sentence, 1)
        bar.addWidget(self._whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(bar)
        layout.addWidget(self._area, 1)
        self._picture.setAccessibleDescription(words)


class PictureViewer:
    """Shows pictures."""

    name = "picture"
    title = "Picture"

    def accepts(self, shown: Shown) -> int:
        """Whatever begins as a picture does, or names a file that is one."""
        if is_masked(shown):
            return 0
        value = shown.value
        if isinstance(value, bytes | bytearray):
            return 90 if _is_picture(bytes(value[:512])) else 0
        if isinstance(value, str):
            named = shown.file is not None and shown.file.suffix.lower() in _SUFFIXES
            return 90 if named or _DATA.match(value) or _is_svg(value) else 0
        return 0

    def widget(self, shown: Shown, parent: QWidget) -> QWidget:
        """The picture, or why it cannot be shown."""
        data = bytes_of(shown)
        if data is None:
            sentence = Sentence("wrong", parent)
            most = Size(MOST_BYTES)
            sentence.say(tr("This picture cannot be read, or is larger than {most}.", most=most))
            return sentence
        return PictureView(data, parent)


def _is_svg(text: str) -> bool:
    return text[:400].lstrip().startswith(("<svg", "<?xml")) and "<svg" in text[:2_000]


def _is_picture(data: bytes) -> bool:
    begins = data[:2_000].lstrip()
    if begins.startswith(b"RIFF"):
        return begins[8:12] == b"WEBP"
    if begins.startswith(b"<?xml"):
        return b"<svg" in begins
    return begins.startswith(_MAGIC)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None


def _decoded(text: str, *, is_base64: bool) -> bytes | None:
    from urllib.parse import unquote_to_bytes

    try:
        return base64.b64decode(text, validate=False) if is_base64 else unquote_to_bytes(text)
    except (binascii.Error, ValueError):
        return None


def _words(reader: QImageReader, kind: str, size: QSize, image: QImage, length: int) -> str:
    if image.isNull():
        if size.width() * size.height() > MOST_PIXELS:
            return tr("This picture is too large to be shown.")
        return tr("This picture cannot be read: {why}.", why=reader.errorString().rstrip("."))
    return f"{kind} · {size.width():,} × {size.height():,} · {size_in_words(Size(length))}"
