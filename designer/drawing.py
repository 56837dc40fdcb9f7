"""Draws a flow file without a window, for the command line, which finds this by entry point.

No part of the window is made; where there is no screen, Qt is told to do without.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QApplication

from designer.canvas.painting.ink import FontMeasure
from designer.canvas.picture import Picture
from designer.canvas.portrait import Portrait
from designer.document import storage
from designer.session.checking import Checker
from designer.theme import THEME_NAMES, load_theme
from engine.registry import Registry

SCALE = 2.0
"""Pixels of a PNG for one of the canvas."""


def draw(file: str, to: Literal["svg", "png"]) -> bytes:
    """A picture of the Flow in a file, with what no Goal needs faded, as bytes of that format.

    Raises:
        FlowFileError: The file cannot be read.
    """
    diagram = storage.load(Path(file)).diagram
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        _Keep.application = QApplication(["backcast"])
    wanted = os.environ.get("BACKCAST_THEME", "")
    theme = load_theme(wanted if wanted in THEME_NAMES else "light")
    checker = Checker(Registry.installed())
    plan = checker.plan(diagram.flow, Path(file).resolve().parent, {}, Path(file))
    picture = Picture.of(FontMeasure(theme), diagram, plan)
    portrait = Portrait(picture, theme, time.time())
    return (
        portrait.svg(diagram.flow.name or Path(file).name) if to == "svg" else portrait.png(SCALE)
    )


class _Keep:
    """Qt wants its application to live as long as anything that was made with it."""

    application: QApplication | None = None
