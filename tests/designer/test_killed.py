from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QWidget

from designer.document import storage
from designer.session.journal import NOTE, SUFFIX, recovery_folder
from designer.session.recovery import Left, find_left
from tests.designer.dying import CTRL
from tests.designer.hands import Hands, until

pytestmark = [pytest.mark.gui, pytest.mark.skipif(sys.platform == "win32", reason="kill -9")]

LAG = 8
"""Commands that the journal may be behind at the moment of the kill, at one a millisecond or so."""


def flow_file(folder: Path, name: str) -> Path:
    steps = {
        "a": {"kind": "set", "outputs": {"x": {}}},
        "b": {"kind": "set", "inputs": {"x": {}}, "outputs": {"y": {}}},
    }
    path = folder / f"{name}.flow.json"
    path.write_text(json.dumps({"format": "backcast/1", "goals": ["b"], "steps": steps}))
    return path


def states(log: Path) -> list[tuple[str, str]]:
    """What the child noted: the title of a document, and its state after a command."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [tuple(json.loads(line)) for line in lines if line.endswith("]")]


def kill_at_work(
    log: Path, seed: int, files: list[Path], *, idle: bool, wait: float = 0.0, count: int = 30
) -> list[tuple[str, str]]:
    """Have a designer work and kill it, at some moment or once it is idle; what it had noted."""
    count = count if idle else 100_000
    command = [sys.executable, "-m", "tests.designer.dying", str(seed), str(count), str(log)]
    child = subprocess.Popen(
        [*command, *map(str, files)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 40
        begun = False
        while not begun or (idle and not log.read_text().endswith("idle\n")):
            assert child.poll() is None, "the designer died by itself"
            assert time.monotonic() < end
            time.sleep(0.01)
            begun = len(states(log)) > (3 if count > 0 else 0)
        time.sleep(wait)
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
    return states(log)


def state_of(left: Left) -> str:
    order = storage.parse(left.data, "x").order
    return json.dumps(storage.to_json(left.diagram, order), sort_keys=True)


def check_kill(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    folder.mkdir()
    path = flow_file(folder, "f")
    idle = seed % 2 == 0
    wait = 0.0 if idle else chance.random() * 1.5
    noted = [s for _, s in kill_at_work(folder / "log", seed, [path], idle=idle, wait=wait)]
    found = find_left(path)
    last = state_of(found[0]) if found else noted[0]
    for left in found:
        left.give_up()
    assert last in noted[-1 if idle else -LAG :]


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", [2, 3])
def test_after_kill_9_the_last_command_that_was_kept_is_there(tmp_path: Path, seed: int) -> None:
    check_kill(tmp_path / "flows", seed)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_after_a_hundred_kills_nothing_was_lost(tmp_path: Path) -> None:
    for seed in range(100):
        check_kill(tmp_path / f"flows{seed}", seed)


@pytest.mark.timeout(120)
async def test_the_next_start_offers_every_document_and_recovers_it(open_designer, tmp_path, home):
    paths = [flow_file(tmp_path, name) for name in ("one", "two")]
    log = tmp_path / "log"
    noted = dict(kill_at_work(log, 4, paths, idle=True))
    before = [path.read_bytes() for path in paths]
    hands = open_designer()
    panel = await until(
        lambda: hands.window.parts.recover.isVisible() and hands.window.parts.recover
    )
    changed = [name for name, state in noted.items() if state != _saved(tmp_path, name)]
    assert changed
    words = " ".join(
        label.text() for label in panel.findChildren(QWidget) if hasattr(label, "text")
    )
    for name in changed:
        assert f"{name}.flow.json" in words
    if len(changed) > 1:
        hands.click("recoverAll")
    else:
        hands.click("recover:0")
    assert not panel.isVisible()
    assert len(hands.window.pages.all) == len(changed)
    for page in hands.window.pages.all:
        document = page.document
        assert json.dumps(document.to_json(), sort_keys=True) == noted[document.title]
        assert not document.is_clean
        assert document.undo_text == "Recover unsaved changes"
    assert [path.read_bytes() for path in paths] == before
    await until(
        lambda: len(_kept(tmp_path)) == len(changed), "the old journals give way to new ones"
    )
    QTest.keyClick(hands.canvas.viewport(), Qt.Key.Key_S, CTRL)
    assert hands.window.document.is_clean


@pytest.mark.timeout(120)
async def test_after_kill_9_in_the_middle_of_typing_the_text_is_there(
    open_designer, tmp_path, home
):
    kill_at_work(tmp_path / "log", 7, [flow_file(tmp_path, "one")], idle=True, count=0)
    hands = open_designer()
    panel = await until(
        lambda: hands.window.parts.recover.isVisible() and hands.window.parts.recover
    )
    told = " ".join(label.text() for label in panel.findChildren(QWidget) if hasattr(label, "text"))
    assert "typed in 'b' and not taken over yet: 'Half a sent one'" in told
    hands.click("recoverAll" if panel.findChild(QWidget, "recoverAll").isVisible() else "recover:0")
    steps = lambda: hands.window.document.diagram.flow.steps  # noqa: E731
    assert hands.find(QLineEdit, "step:title").text() == "Half a sent one"
    assert hands.window.isWindowModified()
    assert steps()["b"].title == "", "it is not taken over unasked"
    hands.click_step("a")
    assert steps()["b"].title == "Half a sent one"
    assert hands.find(QLineEdit, "step:id").text() == "no id: one", "what was refused is there too"


@pytest.mark.timeout(120)
async def test_after_kill_9_in_the_middle_of_a_note_its_text_is_there(
    open_designer, tmp_path, home
):
    kill_at_work(tmp_path / "log", 9, [flow_file(tmp_path, "one")], idle=True, count=-2)
    hands = open_designer()
    await until(lambda: hands.window.parts.recover.isVisible())
    hands.click("recoverAll" if _is_shown(hands, "recoverAll") else "recover:0")
    editor = hands.find(QPlainTextEdit, "panelText")
    assert editor.toPlainText() == "Half a page"
    assert editor.hasFocus()
    QTest.keyClicks(editor, " more")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    (note,) = hands.window.document.to_json()["view"]["notes"].values()
    assert note["text"] == "Half a page more"


def _is_shown(hands: Hands, button: str) -> bool:
    return bool(hands.window.parts.recover.findChild(QPushButton, button).isVisible())


@pytest.mark.timeout(120)
async def test_what_was_typed_comes_back_to_its_own_document(open_designer, tmp_path, home):
    paths = [flow_file(tmp_path, name) for name in ("one", "two")]
    kill_at_work(tmp_path / "log", 8, paths, idle=True, count=0)
    hands = open_designer()
    await until(lambda: hands.window.parts.recover.isVisible())
    hands.click("recoverAll")
    for _ in range(4):
        document = hands.window.document
        assert document.diagram.flow.steps["b"].title == f"Half a sent {document.title}"
        hands.click_step("a")
        assert hands.find(QLineEdit, "step:id").text() == f"no id: {document.title}"
        hands.window.pages.step(1)


async def test_a_text_put_back_leaves_nothing_to_recover(open_designer, tmp_path, home):
    hands = open_designer(flow_file(tmp_path, "f"))
    hands.click_step("b")
    field = hands.find(QLineEdit, "step:title")
    field.setFocus()
    QTest.keyClicks(field, "Half")
    await until(lambda: _kept(tmp_path))
    journal = _kept(tmp_path)[0]
    await until(lambda: b'"Half"' in journal.read_bytes())
    QTest.keyClick(field, Qt.Key.Key_Escape)
    await until(lambda: not _kept(tmp_path))
    assert not hands.window.isWindowModified()


def _saved(folder: Path, name: str) -> str:
    loaded = storage.load(folder / f"{name}.flow.json")
    return json.dumps(storage.to_json(loaded.diagram, loaded.order), sort_keys=True)


def _kept(folder: Path) -> list[Path]:
    return list(folder.glob(f".*{SUFFIX}"))


@pytest.mark.timeout(120)
async def test_untitled_documents_come_back_several_at_once(open_designer, tmp_path, home):
    kill_at_work(tmp_path / "log", 5, [], idle=True)
    hands = open_designer()
    await until(lambda: hands.window.parts.recover.isVisible())
    rows = [
        b for b in hands.window.findChildren(QPushButton) if b.objectName().startswith("discard:")
    ]
    assert len(rows) == 2
    hands.click("recoverAll")
    documents = [page.document for page in hands.window.pages.all]
    assert [document.path for document in documents] == [None, None]
    kinds = {step.kind for document in documents for step in document.diagram.flow.steps.values()}
    assert kinds <= {"set", "wait"}
    assert all(document.has_work for document in documents)


async def left_behind(open_designer, tmp_path: Path) -> Hands:
    kill_at_work(tmp_path / "log", 6, [flow_file(tmp_path, "f")], idle=True)
    hands = open_designer()
    await until(lambda: hands.window.parts.recover.isVisible())
    return hands


@pytest.mark.timeout(120)
async def test_what_is_looked_at_later_is_offered_again_and_what_is_discarded_is_not(
    open_designer, tmp_path, home
):
    hands = await left_behind(open_designer, tmp_path)
    hands.click("recoverLater")
    assert not hands.window.parts.recover.isVisible()
    assert _kept(tmp_path)
    hands.window.findChild(QWidget, "canvas").setFocus()
    action = next(a for a in hands.window.actions() if a.objectName() == "recoverWork")
    action.trigger()
    await until(lambda: hands.window.parts.recover.isVisible())
    hands.click("discard:0")
    hands.click("discard:0")  # after all
    hands.click("recoverLater")
    assert _kept(tmp_path)
    action.trigger()
    await until(lambda: hands.window.parts.recover.isVisible())
    hands.click("discard:0")
    assert _kept(tmp_path), "nothing is deleted while it can be taken back"
    QTest.keyClick(hands.find(QPushButton, "recoverLater"), Qt.Key.Key_Escape)
    assert not _kept(tmp_path)
    assert not list(recovery_folder().glob(f"*{NOTE}"))
    assert hands.window.document.is_pristine


@pytest.mark.timeout(120)
async def test_opening_a_file_offers_what_was_left_of_it(open_designer, tmp_path, home):
    hands = await left_behind(open_designer, tmp_path)
    hands.click("recoverLater")
    hands.window.open_path(str(tmp_path / "f.flow.json"))
    await until(lambda: hands.window.parts.recover.isVisible())
    hands.click("recover:0")
    assert hands.window.document.has_work
    assert len(hands.window.pages.all) == 1
    assert hands.window.document.path == tmp_path / "f.flow.json"


@pytest.mark.timeout(120)
async def test_what_is_recovered_beside_newer_work_is_a_copy_of_its_own(
    open_designer, tmp_path, home
):
    hands = await left_behind(open_designer, tmp_path)
    path = tmp_path / "f.flow.json"
    hands.window.open_path(str(path))
    hands.click_step("b")
    hands.type_into("step:title", "Newer")
    hands.click("recover:0")
    first, second = hands.window.pages.all
    assert (first.document.path, second.document.path) == (path, None)
    assert first.document.diagram.flow.steps["b"].title == "Newer"
