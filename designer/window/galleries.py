"""Joins the gallery of examples to the window: reads them, draws their pictures, opens and copies them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

from designer.canvas.painting.ink import FontMeasure
from designer.canvas.picture import Picture
from designer.canvas.portrait import Portrait
from designer.panels.gallery import Gallery
from designer.session.checking import Checker
from designer.session.examples import Example, read_examples
from designer.theme import theme_of
from designer.window.files import example_files

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from engine.registry import Registry

_Key = tuple[str, str, int, int, float]


class GalleryControl(QObject):
    """Keeps the pictures once they are drawn, by example, theme and size."""

    def __init__(self, window: MainWindow, registry: Registry) -> None:
        """Take the window to open examples in, and the kinds by which they are planned."""
        super().__init__(window)
        self._window = window
        self._checker = Checker(registry, self)
        self._drawn: dict[_Key, QPixmap] = {}
        self._examples: tuple[Example, ...] = ()
        self.gallery = Gallery(self._draw, window)
        self.gallery.openWanted.connect(lambda example: window.files.open(example.path))
        self.gallery.copyWanted.connect(self._copy)
        window.ways.lying.append(self.gallery.dismiss)
        window.parts.welcome.galleryWanted.connect(self.ask)

    def ask(self) -> None:
        """Show all examples; asked again, it goes."""
        if self.gallery.dismiss():
            return
        self._examples = self._examples or read_examples(example_files())
        self.gallery.ask(self._examples)

    def _copy(self, example: Example) -> None:
        """Begin a flow with it, and ask at once where it and its modules are to be kept."""
        self._window.files.new_from(example.path)
        self._window.files.ask_save()

    def _draw(self, example: Example, size: QSize, ratio: float) -> QPixmap:
        theme = theme_of(self._window.palette())
        key = (str(example.path), theme.name, size.width(), size.height(), ratio)
        if key not in self._drawn:
            path, flow = example.path, example.diagram.flow
            plan = self._checker.plan(flow, path.parent, {}, path)
            portrait = Portrait(
                Picture.of(FontMeasure(theme), example.diagram, plan), theme, time.time()
            )
            self._drawn[key] = _fitted(portrait, size, ratio)
        return self._drawn[key]


def _fitted(portrait: Portrait, size: QSize, ratio: float) -> QPixmap:
    """A whole picture in the middle of a size."""
    pixels = size * ratio
    drawn = portrait.image(min(1.5, portrait.scale_for(pixels)))
    made = QPixmap(pixels)
    made.fill(portrait.paper)
    painter = QPainter(made)
    place = QRect(0, 0, drawn.width(), drawn.height())
    place.moveCenter(QRect(0, 0, pixels.width(), pixels.height()).center())
    painter.drawImage(place.topLeft(), drawn)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
