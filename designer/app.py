"""The composition root: makes the application, its loop and its window, and gives each what it needs."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QApplication

from designer import crash
from designer.loop import DesignerLoop
from designer.session.settings import Settings
from designer.theme import apply_theme, load_theme, preferred_theme_name
from designer.window.main import MainWindow
from engine.registry import Registry

YOUNG_OBJECTS: Final = 50_000
"""Allocations between two sweeps of the collector: few sweeps, so that a big Flow never stutters."""


NO_DISPLAY: Final = (
    "there is no screen to open the designer on. Set DISPLAY or WAYLAND_DISPLAY to one; "
    "'backcast run' works without."
)


def create_loop(app: QApplication | None = None) -> DesignerLoop:
    """The designer's event loop, on the given application, the existing one, or a new one."""
    application = app or QApplication.instance() or _make_application()
    assert isinstance(application, QApplication), "a QCoreApplication cannot show windows"
    application.setQuitOnLastWindowClosed(False)  # closing it would end the loop under its tasks
    return DesignerLoop(application)


def create_window(path: str | None = None) -> MainWindow:
    """A window, on the flow file at `path` if there is one. Never blocks; the caller shows it."""
    application, settings = QApplication.instance(), Settings()
    assert isinstance(application, QApplication), "create_loop makes the application"
    # before any widget is made: a font that comes later does not reach all of them
    apply_theme(application, load_theme(preferred_theme_name(application, settings.theme)))
    reduced = os.environ.get("BACKCAST_REDUCED_MOTION", "") == "1"
    window = MainWindow(Registry.installed(), settings, reduced_motion=reduced)
    if path is not None:
        window.open_path(path)
    return window


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the designer on a flow file, or empty, and give the exit status once it is closed."""
    if not _has_display(sys.platform, os.environ):
        sys.stderr.write(f"backcast: {NO_DISPLAY}\n")
        return 2
    files = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)
    loop = create_loop()
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(_show(files[0] if files else None))
    return 0


async def _show(path: str | None) -> None:
    """Live until the window has been closed."""
    closed = asyncio.Event()
    window = create_window(path)
    restore = crash.install(lambda sentence: window.parts.bar.say(sentence, icon="circle-x"))
    window.closed.connect(closed.set)
    window.show()
    gc.freeze()
    await closed.wait()
    restore()


def _has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether there may be a screen; without one Qt ends the whole process."""
    ways = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not platform.startswith("linux") or any(environment.get(way) for way in ways)


def _make_application() -> QApplication:
    application = QApplication(sys.argv[:1])
    application.setApplicationName("backcast")
    application.setApplicationDisplayName("Backcast")
    application.setDesktopFileName("backcast")
    return application
