from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from designer.panels.controls import Elided, PacedLine
from designer.window.layout import WANTED_SIZE, fitting_size
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import until

LONG = "z-" + "q" * 60


@pytest.fixture
def long_names(folder: Path) -> Path:
    """A file whose Step, ports and Goal have names as long as names may be."""
    path = folder / "long.flow.json"
    port = "very_long_flow_input_name_that_never_ends_at_all"
    step: dict[str, Any] = {"kind": "nosuch", "inputs": {port: {}}, "outputs": {"x": {}}}
    path.write_text(json.dumps({"format": "backcast/1", "goals": [LONG], "steps": {LONG: step}}))
    return path


async def test_at_the_least_size_every_panel_can_still_be_used(open_designer, long_names):
    hands = open_designer(long_names)
    window, parts = hands.window, hands.window.parts
    hands.click_step(LONG)
    await until(lambda: parts.problems.count)
    window.resize(100, 100)
    await until(lambda: window.width() < 800)
    assert window.width() <= 780
    await until(lambda: parts.palette.width() >= 150 and parts.inspector.width() >= 250)
    for widget in (parts.palette, parts.inspector, parts.canvas, window.statusBar()):
        corner = widget.mapTo(window, QPoint(widget.width(), widget.height()))
        assert corner.x() <= window.width()
        assert corner.y() <= window.height()


async def test_a_status_that_is_too_long_is_elided_and_whole_in_its_tooltip(
    open_designer, long_names
):
    hands = open_designer(long_names)
    line = hands.window.statusBar().findChild(Elided)
    await until(lambda: "problem" in line.text())
    assert LONG not in line.text(), "the line above the canvas tells of the Goals"
    hands.window.parts.show_standing(f"Last run: failed in 3.0 s: {LONG} {LONG}")
    assert line.toolTip() == line.text()
    hands.window.resize(720, 520)
    await until(lambda: line.width() < line.fontMetrics().horizontalAdvance(line.text()))
    picture = line.grab().toImage()
    last = [picture.pixelColor(picture.width() - 1, y) for y in range(picture.height())]
    assert len({colour.rgb() for colour in last}) == 1, "a letter is cut by the edge"


async def test_of_what_follows_fast_on_each_other_the_status_says_the_last(open_designer):
    hands = open_designer(EXAMPLE)
    line = PacedLine(hands.window)
    for number in range(20):
        line.say_soon(f"Running: {number} of 20")
    assert not line.text(), "nobody reads twenty lines in a moment"
    await until(lambda: line.text() == line.toolTip() == "Running: 19 of 20")
    line.say_soon("Running: 20 of 20")
    line.say("Last run: every goal reached")
    assert not line._later.isActive(), "what is older would be said after what is newer"
    assert line.text() == "Last run: every goal reached"
    assert isinstance(hands.window.statusBar().findChild(Elided), PacedLine)


async def test_the_bar_leaves_the_window_and_the_panels_as_they_are(open_designer):
    hands = open_designer(EXAMPLE)
    window, bar = hands.window, hands.window.parts.bar
    for size in (QSize(1100, 700), window.minimumSizeHint()):
        window.resize(size)
        await until(lambda size=size: window.size() == size)
        bar.say("\n".join(["What went wrong, in words."] * 30))
        await until(lambda: bar.height() > 60 or window.height() < 600)
        assert window.size() == size
        bar.say("A run is on.")
        await until(lambda: bar.height() < 50)
        bar.dismiss()


class Screen:
    """What is asked of a `QScreen`, which cannot be made."""

    def __init__(self, size: QSize) -> None:
        self.availableSize = lambda: size


def test_a_window_is_never_larger_than_its_screen() -> None:
    assert fitting_size(Screen(QSize(2560, 1400))) == WANTED_SIZE
    small = fitting_size(Screen(QSize(1024, 600)))
    assert 900 < small.width() <= 1024
    assert 500 < small.height() < 600


async def test_a_closed_window_leaves_nothing_behind(open_designer, qapp):
    from designer.app import create_window

    counts, windows = [], []
    for _ in range(5):
        window = create_window(str(EXAMPLE))
        window.show()
        line = window.statusBar().findChild(Elided)
        await until(lambda line=line: "Run asks" in line.text(), "it is checked")
        step = next(iter(window.document.diagram.flow.steps))
        window.canvas.select([step])
        await until(
            lambda window=window: window.inspector.findChild(QWidget, "step:id").isVisible()
        )
        QTest.keyClick(window.canvas.viewport(), Qt.Key.Key_F5)
        window.close()
        await until(lambda window=window: not window.isVisible())
        windows.append(weakref.ref(window))
        window.deleteLater()
        del window, line
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        counts.append(len(QApplication.allWidgets()))
    assert counts[-1] <= counts[0]
    assert [window() for window in windows] == [None] * 5
