from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QApplication, QPushButton

from designer.session.document import Disk
from designer.translation import install
from designer.window.main import MainWindow
from tests.designer.hands import Hands, until

EXAMPLE = Path(__file__).parents[2] / "resources/examples/onboarding/onboarding.flow.json"


@pytest_asyncio.fixture
async def open_designer(qapp: QApplication, home: Path) -> AsyncIterator[Callable[..., Hands]]:
    """Opens windows as the program does; at the end they are closed, whatever they would ask."""
    from designer.app import create_window

    windows = []

    def open_one(path: Path | str | None = None) -> Hands:
        window = create_window(str(path) if path else None)
        window.resize(1360, 860)
        windows.append(window)
        window.show()
        window.activateWindow()
        return Hands(window)

    yield open_one
    for window in windows:
        for other in [w for w in window.family.windows if w is not window]:
            await give_up(other)
        await give_up(window)
        window.deleteLater()


async def give_up(window: MainWindow) -> None:
    """Close a window, whatever it would ask, and wait until it is gone."""
    for page in window.pages.all:
        page.session.stop()
        await until(lambda page=page: not page.session.is_running, "the run ends")
        page.document.undo_stack.setClean()
        page.document.disk = Disk.SAME
    gone = []
    window.closed.connect(lambda: gone.append(True))
    visible = window.isVisible()
    window.close()

    def closed() -> bool:
        if gone:
            return True
        for asked, answer in (
            (window.parts.prompt, "closeDiscard"),  # what was typed, or a file that is gone
            (window.parts.bar, "codeCloseDiscard"),
        ):
            if asked.isVisible() and (button := asked.findChild(QPushButton, answer)) is not None:
                button.click()
        return bool(gone)

    if visible:
        try:
            await until(closed, "the window closes")
        except AssertionError as error:
            raise AssertionError(f"{error}: {_in_the_way(window)}") from None


def _in_the_way(window: MainWindow) -> object:
    """What a window is like that does not close."""
    pages = [
        (page.document.title, page.document.disk, page.document.has_work, page.session.is_running)
        for page in window.pages.all
    ]
    shown = [type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()]
    return window.parts.prompt.sentence, window.parts.bar.sentence, pages, shown


@pytest.fixture(params=["en", "de"])
def language(request: Any, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Has what a test opens speak each language in turn."""
    monkeypatch.setenv("BACKCAST_LANGUAGE", request.param)
    install(qapp, request.param)
    yield request.param
    install(qapp, "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "flows"
    made.mkdir()
    return made


@pytest.fixture
def write_flow(folder: Path) -> Callable[..., Path]:
    """Writes a flow file and the module of its functions."""

    def write(steps: dict[str, Any], goals: list[str], module: str = "", **more: Any) -> Path:
        flow = {"format": "backcast/1", "goals": goals, "steps": steps, **more}
        path = folder / "made.flow.json"
        path.write_text(json.dumps(flow))
        (folder / "work.py").write_text(module)
        return path

    return write


@pytest.fixture
def open_still(open_designer: Callable[..., Hands], write_flow: Callable[..., Path]):
    """Opens Steps at their places in a window where nothing moves by itself and keys go to the canvas."""

    def open_one(steps: dict[str, Any], goal: str, places: dict[str, Any]) -> Hands:
        hands = open_designer(write_flow(steps, [goal], view={"positions": places}))
        QApplication.processEvents()
        hands.canvas.set_reduced_motion(True)
        hands.canvas.setFocus()
        return hands

    return open_one


@pytest.fixture
def accounts(home: Path) -> Callable[[], list[tuple[Any, ...]]]:
    """What the onboarding example has written down."""

    def read() -> list[tuple[Any, ...]]:
        file = home / "examples/onboarding/onboarding.sqlite3"
        with contextlib.closing(sqlite3.connect(file)) as database:
            return database.execute("select * from accounts").fetchall()

    return read
