"""A designer that works at random until it is killed.

    python -m tests.designer.dying SEED COUNT LOG [FILE...]

Every state that a command has come to is added to the log, a line for each, before the journal hears of
it; after COUNT commands it says so and waits. With no FILE the documents are untitled. With a COUNT of 0
it begins to type titles in each file, and is never done with it; with -1, to type in the
code of each one's Step 'a'; with -2, to write a note in place.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from designer.app import create_loop, create_window
from designer.document.patch import Patch
from designer.session.document import Document
from designer.session.journal import Base
from designer.window.main import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier

KEYS = (
    (Qt.Key.Key_G, NONE),
    (Qt.Key.Key_D, CTRL),
    (Qt.Key.Key_D, CTRL),
    (Qt.Key.Key_Delete, NONE),
    (Qt.Key.Key_Right, CTRL | SHIFT),
    (Qt.Key.Key_Down, CTRL | SHIFT),
    (Qt.Key.Key_Z, CTRL),
    (Qt.Key.Key_Z, CTRL),
    (Qt.Key.Key_Z, CTRL | SHIFT),
)


async def work(seed: int, count: int, log: Path, files: list[str]) -> None:
    chance = random.Random(seed)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    window = create_window()
    window.show()
    window.files.open_all(Path(file) for file in files)
    if not files:
        window.parts.palette.chosen.emit("set")
        window.files.new()
        window.parts.palette.chosen.emit("wait")
    for page in window.pages.all:
        note(handle, page.document)
        spy(handle, page.document)
    if count == 0:
        window.activateWindow()
        await asyncio.sleep(0.1)
        begin_to_type(window)
    if count == -1:
        await asyncio.sleep(0.1)
        begin_to_code(window)
    if count == -2:
        window.activateWindow()
        await asyncio.sleep(0.1)
        begin_to_write(window)
    for _ in range(count):
        one_command(window, chance)
        await asyncio.sleep(chance.choice((0, 0, 0.001, 0.004)))
    await asyncio.sleep(0.3)
    os.write(handle, b"idle\n")
    await asyncio.Event().wait()


def begin_to_type(window: MainWindow) -> None:
    for page in window.pages.all:
        window.pages.show(page)
        window.canvas.select(["a"])
        window.inspector.catch_up()
        field = window.inspector.findChild(QWidget, "step:id")
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, f"no id: {page.document.title}")
        QTest.keyClick(field, Qt.Key.Key_Return)
        window.canvas.select(["b"])
        window.inspector.catch_up()
        field = window.inspector.findChild(QWidget, "step:title")
        field.setFocus()
        QTest.keyClicks(field, f"Half a sent {page.document.title}")


def begin_to_code(window: MainWindow) -> None:
    for page in window.pages.all:
        window.pages.show(page)
        window.canvas.select(["a"])
        QTest.keyClick(window, Qt.Key.Key_F4)
        field = window.coding.sheet.findChild(QWidget, "codeText")
        QTest.keyClick(field, Qt.Key.Key_Home, CTRL)
        QTest.keyClicks(field, f"# precious: {page.document.title}")
        QTest.keyClick(field, Qt.Key.Key_Return)


def begin_to_write(window: MainWindow) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas.viewport(), Qt.Key.Key_C)
    QTest.keyClicks(window.canvas.findChild(QWidget, "panelText"), "Half a page")


def spy(handle: int, document: Document) -> None:
    journal = document.journal
    assert journal is not None
    keep = journal.extend

    def note_and_keep(base: Base, patch: Patch) -> None:
        note(handle, document)
        keep(base, patch)

    journal.extend = note_and_keep  # type: ignore[method-assign]


def one_command(window: MainWindow, chance: random.Random) -> None:
    if len(window.pages.all) > 1 and chance.random() < 0.1:
        window.pages.step(1)
    steps = sorted(window.document.diagram.flow.steps)
    window.canvas.select(chance.sample(steps, min(len(steps), chance.randint(1, 3))))
    key, modifiers = chance.choice(KEYS)
    QTest.keyClick(window.canvas.viewport(), key, modifiers)


def note(handle: int, document: Document) -> None:
    state = json.dumps(document.to_json(), sort_keys=True)
    os.write(handle, json.dumps([document.title, state]).encode() + b"\n")


if __name__ == "__main__":
    loop = create_loop()
    asyncio.set_event_loop(loop)
    with loop:
        seed, count, log, *files = sys.argv[1:]
        loop.run_until_complete(work(int(seed), int(count), Path(log), files))
