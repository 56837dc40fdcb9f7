"""The composition root: makes the application, its loop and its window, and gives each what it needs.

What a window is made of is imported only when one is made: a start that hands its files over to a
designer that is running needs nothing of it, and is done at once.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtGui import QGradient, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication

from designer.assets import resource
from designer.loop import DesignerLoop
from designer.session.instance import Doorman, RunWanted, hand_over
from engine import collector

if TYPE_CHECKING:
    from types import ModuleType

    from designer.window.main import MainWindow

NO_DISPLAY: Final = (
    "there is no screen to open the designer on. Set DISPLAY or WAYLAND_DISPLAY to one; "
    "'backcast run' works without."
)

_WITHOUT_QT: Final = frozenset({"engine", *sys.stdlib_module_names})
"""Packages that never import Qt."""
_ALONE: Final = "QT_NO_GUI_THREADPOOL"
TURN: Final = 0.001
"""Seconds that a thread which reckons keeps the window waiting, each time it wants to go on."""


def create_loop(app: QApplication | None = None) -> DesignerLoop:
    """The designer's event loop, on the given application, the existing one, or a new one."""
    application = app or QApplication.instance() or _make_application()
    assert isinstance(application, QApplication), "a QCoreApplication cannot show windows"
    sys.setswitchinterval(TURN)
    _spare_reading()
    application.setQuitOnLastWindowClosed(False)  # closing it would end the loop under its tasks
    return DesignerLoop(application)


def create_window(path: str | None = None) -> MainWindow:
    """A window, on the flow file at `path` if there is one. Never blocks; the caller shows it."""
    from designer.session.settings import Settings
    from designer.theme import apply_theme, load_theme, preferred_theme_name
    from designer.translation import install, wanted_language
    from designer.window.main import MainWindow
    from engine.registry import Registry

    application, settings = QApplication.instance(), Settings()
    assert isinstance(application, QApplication), "create_loop makes the application"
    install(application, wanted_language(settings.language))
    # before any widget is made: a font that comes later does not reach all of them
    apply_theme(application, load_theme(preferred_theme_name(application, settings.theme)))
    reduced = os.environ.get("BACKCAST_REDUCED_MOTION", "") == "1"
    window = MainWindow(Registry.installed(), settings, reduced_motion=reduced)
    if path is not None:
        window.files.open_here(Path(path))
    return window


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the designer on flow files, or empty, and give the exit status once it is closed.

    Where a designer of the same user is running, it opens them, and this one is done at once.
    """
    files, run = _wanted(list(sys.argv[1:] if arguments is None else arguments))
    if hand_over(files, run):
        return 0
    if not _has_display(sys.platform, os.environ):
        sys.stderr.write(f"backcast: {NO_DISPLAY}\n")
        return 2
    collector.relax()
    loop = create_loop()
    asyncio.set_event_loop(loop)
    with loop:
        loop.run_until_complete(_show(files, run))
    return 0


def _wanted(arguments: Sequence[str]) -> tuple[list[str], RunWanted | None]:
    """The files to open; or, as the command line puts it, `--run ID --store PATH`: the run to show."""
    match list(arguments):
        case ["--run", run, "--store", store]:
            return [], RunWanted(run, store)
    return list(arguments), None


async def _show(files: Sequence[str], run: RunWanted | None = None) -> None:
    """Live until the last window has been closed."""
    from designer import crash

    closed = asyncio.Event()
    window = create_window()
    window.files.open_all(Path(file) for file in files)
    if run is not None:
        window.past.open_from(*run)
    elif not files:
        window.reopening.reopen()
    family, doorman = window.family, Doorman()
    restore = crash.install(family.say)
    family.emptied.connect(closed.set)
    doorman.asked.connect(family.take)
    doorman.runAsked.connect(family.show_run)
    doorman.listen()
    window.show()
    gc.freeze()
    await closed.wait()
    doorman.close()
    restore()


def _spare_reading() -> None:
    """Let Qt's Python not read the source of each module that is imported, to see if it speaks of Qt.

    It does so for those who write `from __feature__ import`. Of the modules here, and of Python's own, the
    answer is known; where it does not ask (in another version), nothing is done.
    """
    asking: Any = sys.modules.get("shibokensupport.feature")
    read = getattr(asking, "_mod_uses_pyside", None)
    if read is not None and not isinstance(read, _Known):
        asking._mod_uses_pyside = _Known(read)


class _Known:
    """Whether a module speaks of Qt, read only where it is not known."""

    def __init__(self, read: Callable[[ModuleType], bool]) -> None:
        self._read = read

    def __call__(self, module: ModuleType) -> bool:
        package = module.__name__.partition(".")[0]
        if package == "designer":
            return True
        return package not in _WITHOUT_QT and self._read(module)


def _has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether there may be a screen; without one Qt ends the whole process."""
    ways = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not platform.startswith("linux") or any(environment.get(way) for way in ways)


def _spare_waiting() -> None:
    """Let Qt fill areas on this thread alone.

    It would wake other threads for each that is 100 lines high and wait for them: that takes longer than
    it saves, and all the more where a run has every core at work. It asks for the variable just once, as
    the first area is filled, so that nobody inherits it.
    """
    if _ALONE in os.environ:
        return
    os.environ[_ALONE] = "1"
    probe = QImage(1, 200, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(probe)
    painter.fillRect(probe.rect(), QGradient(QGradient.Preset.BlackSea))
    painter.end()
    del os.environ[_ALONE]


def _make_application() -> QApplication:
    application = QApplication(sys.argv[:1])
    _spare_waiting()
    application.setApplicationName("backcast")
    application.setApplicationDisplayName("Backcast")
    application.setDesktopFileName("backcast")
    application.setWindowIcon(QIcon(str(resource("desktop", "backcast.svg"))))
    return application
