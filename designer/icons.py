"""Icons by name from `resources/icons`, tinted, and drawn anew for every size and screen."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from designer.assets import resource

DISABLED_OPACITY: Final = 0.45
_ROOT: Final = re.compile(r"<svg([^>]*)>(.*)</svg>", re.DOTALL)
_SAID: Final = re.compile(r'([\w-]+)="([^"]*)"')
_PAINT: Final = ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")

_NEUTRAL: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2"><rect x="4" y="4" width="16" height="16" rx="3"/></svg>'
)
"""Stands in for an icon that is not there, as a plug-in may name any."""


def icon(name: str, colour: QColor) -> QIcon:
    """Give an icon in one colour, sharp at any size; a neutral square where there is none of that name."""
    return _icon(name, colour.rgba())


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """Give a square picture of `size` pixels of the interface, on a screen of that pixel ratio."""
    return _pixmap(name, colour.rgba(), size, ratio)


def drawing(name: str, colour: QColor, size: float) -> str:
    """Give an icon in one colour as an element of a larger SVG, where it may be used many times."""
    root = _ROOT.search(_source(name).replace("currentColor", colour.name()))
    assert root is not None, "icons are SVG"
    head, inner = root.groups()
    said = dict(_SAID.findall(head))
    scale = size / float(said.get("viewBox", "0 0 24 24").split()[2])
    kept = " ".join(f'{key}="{value}"' for key, value in said.items() if key in _PAINT)
    return f'<g transform="scale({scale:g})" {kept}>{inner.strip()}</g>'


@lru_cache(maxsize=512)
def _icon(name: str, rgba: int) -> QIcon:
    return QIcon(_Engine(name, rgba))


@lru_cache(maxsize=1024)
def _pixmap(name: str, rgba: int, size: int, ratio: float) -> QPixmap:
    return _Engine(name, rgba).scaledPixmap(
        QSize(size, size), QIcon.Mode.Normal, QIcon.State.Off, ratio
    )


@cache
def _source(name: str) -> str:
    path = resource("icons", f"{name}.svg")
    plain = name.replace("-", "").isalnum()  # so that a name can never lead out of the folder
    return path.read_text(encoding="utf-8") if plain and path.is_file() else _NEUTRAL


@lru_cache(maxsize=512)
def _renderer(name: str, rgba: int) -> QSvgRenderer:
    colour = QColor.fromRgba(rgba)
    tinted = _source(name).replace("currentColor", colour.name())
    renderer = QSvgRenderer(QByteArray(tinted.encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return renderer


class _Engine(QIconEngine):
    """Draws one icon in one colour, as sharp as the painter or the screen is."""

    def __init__(self, name: str, rgba: int) -> None:
        super().__init__()
        self._name, self._rgba = name, rgba

    def clone(self) -> QIconEngine:
        """Give a copy for an icon that is about to be changed."""
        return _Engine(self._name, self._rgba)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw into a rectangle of the painter's own coordinates."""
        del state
        rgba = self._tinted(mode)
        strength = DISABLED_OPACITY if mode is QIcon.Mode.Disabled else 1.0
        painter.save()
        painter.setOpacity(painter.opacity() * QColor.fromRgba(rgba).alphaF() * strength)
        _renderer(self._name, rgba).render(painter, QRectF(rect))
        painter.restore()

    def _tinted(self, mode: QIcon.Mode) -> int:
        """The colour; an icon that stands on what is chosen has the one that is read there."""
        if mode is QIcon.Mode.Selected:
            return QGuiApplication.palette().color(QPalette.ColorRole.HighlightedText).rgba()
        return self._rgba

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Give a picture for a screen of ratio 1."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """Give a picture of `size` interface pixels for a screen of ratio `scale`."""
        del state
        key = self._name, self._tinted(mode), mode is QIcon.Mode.Disabled
        return QPixmap(_painted(*key, size.width(), size.height(), scale))


@lru_cache(maxsize=1024)
def _painted(
    name: str, rgba: int, disabled: bool, wide: int, high: int, scale: float
) -> QPixmap:  # fmt: skip
    """The pixels of an icon of a size in interface pixels, for a screen of ratio `scale`."""
    size = QSize(wide, high)
    picture = QPixmap((QSizeF(size) * scale).toSize())
    if picture.isNull():
        return picture  # a view that has no room yet asks for nothing
    picture.setDevicePixelRatio(scale)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    mode = QIcon.Mode.Disabled if disabled else QIcon.Mode.Normal
    _Engine(name, rgba).paint(painter, QRect(QPoint(), size), mode, QIcon.State.Off)
    painter.end()
    return picture
