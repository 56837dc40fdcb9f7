"""What follows the canvas a moment later: it begins once there are pixels, and no core is woken for those."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtTest import QTest

from designer.canvas.afterwards import Afterwards
from designer.canvas.view import Canvas


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def test_what_follows_begins_once_the_frame_that_was_asked_for_is_painted(canvas):
    begun: list[bool] = []
    pixels: list[bool] = []
    paint = canvas.frame.paint

    def painted(region: object) -> None:
        pixels.append(not begun)
        paint(region)

    canvas.frame.paint = painted
    canvas.frame.redraw_all()
    begin = lambda: begun.append(True)  # noqa: E731 - the very same is asked for twice
    canvas.frame.after.do(begin)
    canvas.frame.after.do(begin)
    assert not begun
    canvas.viewport().repaint()
    assert pixels == [True]
    assert begun == [True]


def test_what_follows_begins_all_the_same_where_nothing_is_painted(qtbot, qapp):
    begun: list[bool] = []
    after = Afterwards(qapp)
    after.do(lambda: begun.append(True))
    qtbot.waitUntil(lambda: begun == [True], timeout=2000)
    QTest.qWait(70)
    assert begun == [True], "it began once"


_FILL = """
import os, sys
from designer.app import create_loop
loop = create_loop()
from PySide6.QtGui import QGradient, QImage, QPainter
image = QImage(1600, 900, QImage.Format.Format_ARGB32_Premultiplied)
before = len(os.listdir("/proc/self/task"))
painter = QPainter(image)
painter.fillRect(image.rect(), QGradient(QGradient.Preset.BlackSea))
painter.end()
print(len(os.listdir("/proc/self/task")) - before, "QT_NO_GUI_THREADPOOL" in os.environ)
loop.close()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted in /proc")
def test_an_area_is_filled_on_the_windows_own_thread_and_no_child_is_told_so():
    surroundings = {it: value for it, value in os.environ.items() if it != "QT_NO_GUI_THREADPOOL"}
    run = subprocess.run(
        [sys.executable, "-c", _FILL], capture_output=True, text=True, check=True, env=surroundings
    )
    assert run.stdout.split() == ["0", "False"]
