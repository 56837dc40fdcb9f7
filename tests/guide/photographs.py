"""Photographs of the window for the guide: `python -m tests.guide.photographs` makes them anew.

Light, of a fixed size, one and a half pixels for one: `QT_SCALE_FACTOR` is set before Qt begins. Each
moment is a name; the pages show `pictures/NAME.png`. What differs from run to run (times) is small.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.guide.reading import GUIDE, PAGES, blocks

if TYPE_CHECKING:
    from tests.designer.hands import Hands

Photograph = Callable[[str], Awaitable[None]]

FOLDER: Final = GUIDE / "pictures"
WIDTH, HEIGHT, SCALE = 1240, 780, 1.5
NAMES: Final = ("window", "form", "running", "values", "why", "timeline", "first-flow")
EXAMPLE: Final = GUIDE.parent / "examples/onboarding/onboarding.flow.json"
VALUES: Final = {"customer_id": "C-1001", "email": "ada@example.org", "customer_name": "Ada"}


async def take(folder: Path, home: Path) -> None:
    """Make every picture, in one window."""
    from PySide6.QtWidgets import QLineEdit

    from designer.app import create_window
    from tests.designer.hands import Hands, until

    window = create_window(str(EXAMPLE))
    window.resize(WIDTH, HEIGHT)
    window.canvas.set_reduced_motion(True)
    window.show()
    hands, canvas = Hands(window), window.canvas
    still = asyncio.sleep

    async def photograph(name: str) -> None:
        window.statusBar().clearMessage()
        await still(0.25)
        save_small(window.grab().toImage(), folder / f"{name}.png")

    await until(lambda: canvas.port_status("setup-account", "input", "email") == "missing")
    canvas.fit()
    await photograph("window")
    hands.click("runButton")
    for name, value in VALUES.items():
        hands.find(QLineEdit, f"input:{name}").setText(value)
    await photograph("form")
    hands.click("inputsRun")
    await until(lambda: canvas.step_status("setup-account") == "running")
    await photograph("running")
    await until(lambda: window.run_status() == "completed")
    hands.click_at(canvas.port_center("setup-account", "output", "account_id"))
    await photograph("values")
    window.parts.show_panel("problems")
    hands.click_step("complete-onboarding")
    window.explaining.ask()
    await until(lambda: window.explaining.is_open)
    await photograph("why")
    window.explaining.dismiss()
    window.timing.open()
    await photograph("timeline")
    await _take_first_flow(hands, home, photograph)
    window.close()
    await until(lambda: not window.isVisible())


async def _take_first_flow(hands: Hands, home: Path, photograph: Photograph) -> None:
    from tests.designer.hands import until

    window, canvas = hands.window, hands.canvas
    _write_first_flow(home)
    window.open_path(str(home / "weather.flow.json"))
    await until(lambda: canvas.port_status("forecast", "input", "city") == "missing")
    window.parts.show_panel("problems")
    hands.click_step("report")
    canvas.fit()
    await photograph("first-flow")


def save_small(image: object, path: Path) -> None:
    """As PNG of the 256 colours that most of it is of: a third of the size, and nobody sees it."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage

    assert isinstance(image, QImage)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(1)
    counted = Counter(memoryview(image.constBits()).cast("I"))
    colours = [colour for colour, _ in counted.most_common(256)]
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    small = image.convertToFormat(QImage.Format.Format_Indexed8, colours, flags)
    small.save(str(path), "PNG", 0)


def shown() -> set[str]:
    """The names of the photographs that the pages show."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    return {name for name in NAMES for text in texts if f"(pictures/{name}.png)" in text}


def _write_first_flow(folder: Path) -> None:
    """The files of the page of that name, so that the picture is of what the page says."""
    for block in blocks(GUIDE / "first-flow.md"):
        if "name" in block.words:
            (folder / block.words["name"]).write_text(block.text, encoding="utf-8")


def make(folder: Path) -> None:
    """Make all of them; in a process of its own, since a scale is for a whole process."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            BACKCAST_HOME=home, BACKCAST_THEME="light", BACKCAST_LANGUAGE="en",
            BACKCAST_REDUCED_MOTION="1", QT_SCALE_FACTOR=str(SCALE), QT_QPA_PLATFORM="offscreen",
            BACKCAST_EXAMPLE_PACE="0.6",
        )  # fmt: skip
        from designer.app import create_loop

        loop: asyncio.AbstractEventLoop = create_loop()
        asyncio.set_event_loop(loop)
        run: Callable[..., object] = loop.run_until_complete
        with loop:  # type: ignore[attr-defined]
            run(take(folder, Path(home)))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
