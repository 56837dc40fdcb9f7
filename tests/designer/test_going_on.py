"""Runs that did not come to their end, gone on with from the history of the designer."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView, QToolButton

from designer.panels.timeline_chart import Chart
from engine.store import Store, store_path
from engine.timing import Doing
from tests.designer.hands import Hands, until
from tests.engine.program import backcast, started

MODULE = """
import asyncio
from pathlib import Path as File

def Path(name): return File(__file__).with_name(name)

def log(word):
    with Path("log").open("a") as file:
        file.write(word)

def books():
    log("books ")
    return 1

def packs(book): return 2
def fails(pack): raise ValueError("no stamps")

async def unpack(book, pack):
    Path("undoing").touch()
    await asyncio.sleep(0 if Path("go").exists() else 60)
    log("unpack ")

def unbook(book):
    log("unbook ")

async def waits(book):
    log("waits ")
    Path("began").touch()
    await asyncio.sleep(0 if Path("go").exists() else 60)
    return 2
"""


def step(name: str, reads: str = "", output: str = "", **more: object) -> dict[str, object]:
    outputs = {output: {}} if output else {}
    config = {"function": f"work:{name}"}
    inputs = {port: {} for port in reads.split()}
    return {"kind": "python", "config": config, "inputs": inputs, "outputs": outputs} | more


def undo(name: str) -> dict[str, str]:
    return {"function": f"work:{name}"}


ORDER = {
    "books": step("books", output="book", undo=undo("unbook")),
    "packs": step("packs", "book", "pack", undo=undo("unpack")),
    "fails": step("fails", "pack", "sent"),
}
ONCE = {
    "books": step("books", output="book"),
    "waits": step("waits", "book", "pack", repeatable=False),
}
LONG = {"books": step("books", output="book"), "waits": step("waits", "book", "pack")}


def written(folder: Path, steps: dict[str, dict[str, object]], goal: str, **more: object) -> Path:
    (folder / "work.py").write_text(MODULE)
    path = folder / "order.flow.json"
    told = {"format": "backcast/1", "name": "Order", "goals": [goal], "steps": steps, **more}
    path.write_text(json.dumps(told))
    return path


def allow(folder: Path) -> None:
    (folder / "go").touch()


def logged(folder: Path) -> str:
    log = folder / "log"
    return log.read_text() if log.exists() else ""


def cut_off_hours_ago(path: Path) -> str:
    """The id of a run that was killed two hours ago, while its Step `waits` was at work."""
    with started("run", str(path)) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    (journal,) = Path(os.environ["BACKCAST_HOME"]).glob("*.runs/*/journal")
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    moved = [[seq, when - 7200.0, *rest] for seq, when, *rest in lines]
    journal.write_text("".join(json.dumps(line) + "\n" for line in moved))
    return journal.parent.name


def statuses() -> list[str]:
    with Store(store_path()) as store:
        return [entry.status for entry in store.runs()]


def click(hands: Hands, name: str) -> None:
    """Press a button where it is, if it can be used."""
    button = hands.find(QToolButton, name)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def commanded(hands: Hands, letters: str) -> QLineEdit:
    """Do a command of the palette, as far as it can be used."""
    hands.window.ways.ask_command()
    field = hands.find(QLineEdit, "chooserSearch")
    field.setText(letters)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return field


def refused(hands: Hands, letters: str, why: str) -> None:
    field = commanded(hands, letters)
    assert hands.window.ways.chooser.told() == why
    QTest.keyClick(field, Qt.Key.Key_Escape)


async def chosen_in_history(hands: Hands, *rows: int) -> None:
    hands.window.past.show_history()
    runs = hands.find(QTableView, "historyRuns")
    await until(lambda: runs.model().rowCount() > 0, "the runs are listed")
    for count, row in enumerate(rows or (0,)):
        held = Qt.KeyboardModifier.ControlModifier if count else Qt.KeyboardModifier.NoModifier
        at = runs.visualRect(runs.model().index(row, 0)).center()
        QTest.mouseClick(runs.viewport(), Qt.MouseButton.LeftButton, held, at)


async def test_undoing_that_was_stopped_is_told_of_and_gone_on_with_from_the_history(
    open_designer: Callable[..., Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    hands = open_designer(written(tmp_path, ORDER, "fails", on_failure="undo"))
    window = hands.window
    hands.click("runButton")
    await until(lambda: (tmp_path / "undoing").exists(), "what was packed is being unpacked")
    window.session.stop()
    await until(lambda: not window.session.is_running, "the run is left")
    told = window.parts.bar.sentence
    assert "What 'packs', 'books' did is not undone yet." in told
    assert "'Go on with it' in the history of runs undoes the rest." in told
    assert statuses() == ["interrupted"]
    assert logged(tmp_path) == "books ", "neither was undone"
    await chosen_in_history(hands)
    assert hands.find(QToolButton, "historyResume").isEnabled()
    allow(tmp_path)
    hands.find(QToolButton, "historyResume").click()
    await until(lambda: window.session.is_running, "it goes on")
    await until(lambda: not window.session.is_running, "it ends")
    assert logged(tmp_path) == "books unpack unbook "
    assert (window.session.state.settled, statuses()) == (True, ["failed"])
    await chosen_in_history(hands)
    resume = hands.find(QToolButton, "historyResume")
    await until(lambda: not resume.isEnabled(), "there is nothing left to do")


async def test_a_run_that_was_killed_goes_on_where_it_was_and_the_break_is_shown(
    open_designer: Callable[..., Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, LONG, "waits")
    run = cut_off_hours_ago(path)
    hands = open_designer(path)
    window = hands.window
    window.timing.open()
    allow(tmp_path)
    window.past.resume(run)
    await until(lambda: window.run_status() == "completed", "it goes on to its end")
    await until(lambda: not window.session.is_running, "it is kept")
    assert statuses() == ["completed"]
    took = window.session.state.took
    assert took is not None
    assert took < 60
    chart = hands.find(Chart, "timelineChart")
    (pause,) = chart.shown.breaks
    assert 7199 < pause.length / 1e6 < 7260
    assert Doing.LOST in [span.doing for span in chart.rows[1].bar().spans]
    line = hands.find(QLabel, "timelineTold")
    await until(lambda: "cut off for 2 h 00 min, which is left out" in line.text(), "it is told")
    mark = round(chart.shown.gutter + chart.shown.scale.x(pause.at)) + 4
    assert chart.told_at(QPointF(mark, 4)) == "Cut off here, and gone on 2 h 00 min later"
    window.moments.go_to_time(pause.at + 1)
    assert window.canvas.picture.state is not None
    assert window.canvas.picture.state.breaks, (
        "a moment after the break is one of the run that went on"
    )


async def test_what_must_not_be_repeated_is_asked_about_before_a_run_goes_on(
    open_designer: Callable[..., Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, ONCE, "waits")
    cut_off_hours_ago(path)
    allow(tmp_path)
    hands = open_designer(path)
    bar = hands.window.parts.bar
    await chosen_in_history(hands)
    for answer in ("leaveSteps", "repeatSteps"):
        click(hands, "historyResume")
        await until(bar.isVisible, "it is asked")
        assert bar.sentence == (
            "'waits' had begun when the run was cut off, and must not be repeated: "
            "see what came of it."
        )
        assert (logged(tmp_path), statuses()) == ("books waits ", ["interrupted"])
        hands.click(answer)
        assert not bar.isVisible()
    await until(lambda: hands.window.run_status() == "completed", "it goes on to its end")
    await until(lambda: not hands.window.session.is_running, "it is kept")
    assert (logged(tmp_path), statuses()) == ("books waits waits ", ["completed"])


async def test_a_rerun_that_was_killed_goes_on_with_the_results_of_the_other_run(
    open_designer: Callable[..., Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, LONG, "waits")
    allow(tmp_path)
    assert backcast("run", str(path), "--quiet").returncode == 0
    (tmp_path / "go").unlink()
    (tmp_path / "began").unlink()
    with Store(store_path()) as store:
        (first,) = store.runs()
    with started("rerun", first.run, "--from", "waits") as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    allow(tmp_path)
    hands = open_designer(path)
    window = hands.window
    await chosen_in_history(hands)
    click(hands, "historyResume")
    await until(lambda: window.run_status() == "completed", "it goes on to its end")
    await until(lambda: not window.session.is_running, "it is kept")
    assert logged(tmp_path) == "books waits waits waits ", "what `books` gave was there"
    assert statuses() == ["completed", "completed"]
    assert window.session.state.steps["books"].outputs == {"book": 1}
    assert not window.parts.bar.isVisible()


async def test_a_run_whose_file_has_changed_goes_on_in_its_own_page_which_says_so(
    open_designer: Callable[..., Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, LONG, "waits")
    cut_off_hours_ago(path)
    written(tmp_path, LONG, "waits", description="It takes its time")
    hands = open_designer(path)
    window, bar = hands.window, hands.window.past.bar
    await chosen_in_history(hands)
    click(hands, "historyOpen")
    await until(bar.isVisible, "it opens")
    assert " · interrupted in " in bar.accessibleName()
    click(hands, "pastResume")
    await until(lambda: " · it goes on · " in bar.accessibleName(), "it is said")
    assert not bar.can_resume, "it goes on already"
    allow(tmp_path)
    window.session.stop()
    await until(lambda: " · stopped in " in bar.accessibleName(), "it is said how it ended")
    assert not bar.can_resume
    line = hands.find(QLabel, "planWords").text()
    assert "stopped, 1 of 2 Steps ran" in line


async def test_what_is_done_with_chosen_runs_has_commands_that_can_be_bound(
    open_designer: Callable[..., Hands], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, LONG, "waits")
    cut_off_hours_ago(path)
    allow(tmp_path)
    assert backcast("run", str(path), "--quiet").returncode == 0
    hands = open_designer(path)
    window = hands.window

    def can() -> list[str]:
        names = ("openRun", "compareRuns", "resumeRun")
        return [name for name in names if window.findChild(QAction, name).isEnabled()]

    assert can() == []
    refused(hands, "go on cut off", "Choose a run in the history that was cut off.")
    await chosen_in_history(hands)
    assert can() == ["openRun"], "it has ended"
    refused(hands, "compare two chosen", "Choose two runs in the history first.")
    await chosen_in_history(hands, 0, 1)
    assert can() == ["compareRuns"]
    commanded(hands, "compare two chosen")
    await until(lambda: window.canvas.emphasis is not None, "they are compared")
    hands.click("pastBack")
    await chosen_in_history(hands, 1)
    assert can() == ["openRun", "resumeRun"]
    window.ways.keymap.bind("openRun", ("Ctrl+Alt+O",))
    QTest.keySequence(window, QKeySequence("Ctrl+Alt+O"))
    await until(lambda: window.pages.current.past is not None, "it opens")
    window.parts.show_tab(window.timing.panel)
    assert not window.past.panel.isVisible()
    assert can() == ["resumeRun"], "the one that is shown"
    commanded(hands, "go on cut off")
    await until(lambda: window.run_status() == "completed", "it goes on to its end")
    await until(lambda: not window.session.is_running, "it is kept")
    assert statuses() == ["completed", "completed"]
    assert can() == []
