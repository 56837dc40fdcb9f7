"""Where a run does its work: chosen by menu, keys and panel, remembered, checked, told and copied."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from designer.panels.choice import Choice
from designer.panels.fields import Line
from designer.panels.prompt import MessageBar
from designer.panels.run_words import is_told, tell
from designer.panels.timeline_workers import WorkerLanes
from designer.session.reaching import address_fault, specs_of, trouble
from designer.session.settings import GIVEN_LIMIT, Settings
from designer.window.main import MainWindow
from designer.window.where import site_of
from engine import events as e
from engine.destination import parse_spec
from engine.flow import Name, StepId
from engine.kept import Kept
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.registry import Registry
from engine.testing import flow_of, step_of
from tests.designer.hands import Hands, until
from tests.designer.test_window import python_step

Open, Write = Callable[..., Hands], Callable[..., Path]
CTRL = Qt.KeyboardModifier.ControlModifier
MODULE = "def first():\n    return 1\n\n\ndef second(x):\n    return x + 1\n"
STEPS = {"first": python_step("first"), "second": python_step("second", ("x",), ("y",))}


@pytest_asyncio.fixture
async def listening() -> AsyncIterator[str]:
    """The address of somebody who takes connections, as a scheduler does."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1")
    async with server:
        yield f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def silent() -> str:
    """An address at which nobody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    return f"tcp://127.0.0.1:{port}"


def command(hands: Hands, typed: str) -> None:
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_K, CTRL)
    field = hands.find(QLineEdit, "chooserSearch")
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)


def checked(window: MainWindow) -> list[str]:
    names = ("whereHere", "whereCluster", "whereAddress")
    return [name for name in names if window.findChild(QAction, name).isChecked()]


def answer(hands: Hands, address: str) -> None:
    field = hands.find(Line, "whereAddress")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, address)
    QTest.keyClick(field, Qt.Key.Key_Return)


def wrong(hands: Hands) -> str:
    said = [label for label in hands.window.where.form.findChildren(QLabel) if label.isVisible()]
    return next((label.text() for label in said if "address" in label.text() and label.wordWrap()
                 and label.property("role") == "wrong"), "")  # fmt: skip


async def test_an_address_is_asked_checked_remembered_and_leaves_the_file_alone(
    open_designer: Open, write_flow: Write, listening: str, silent: str
) -> None:
    path = write_flow(STEPS, ["second"], MODULE)
    before = path.read_bytes()
    hands = open_designer(path)
    window = hands.window
    assert checked(window) == ["whereHere"]
    command(hands, "runs: at an address")
    assert window.focusWidget() is hands.find(Line, "whereAddress")
    assert hands.find(Choice, "whereExecutor").value() == "dask"

    answer(hands, "somewhere")
    await until(lambda: "'somewhere' is no address" in wrong(hands), "it says that it is none")
    answer(hands, silent)
    await until(lambda: f"Nothing can be run at '{silent}'" in wrong(hands), "nobody is there")
    assert window.where.is_here
    answer(hands, listening)
    await until(lambda: window.where.form.isHidden(), "it is taken")
    assert window.where.spec == f"dask:{listening}"
    assert checked(window) == ["whereAddress"]
    assert window.focusWidget() is hands.canvas

    line = window.parts.plan_line
    assert f"runs at {listening}" in line.text()
    assert listening in hands.find(QPushButton, "runButton").toolTip()
    assert window.document.is_clean
    assert not window.document.undo_text
    line.findChild(QLabel, "planWords").linkActivated.emit("place:")
    assert hands.find(Line, "whereAddress").text() == listening
    QTest.keyClick(hands.find(Line, "whereAddress"), Qt.Key.Key_Escape)
    QTest.keyClick(window.where.form, Qt.Key.Key_Escape)

    again = open_designer(path)
    assert checked(again.window) == ["whereAddress"]
    again.window.findChild(QAction, "whereHere").trigger()
    assert checked(again.window) == ["whereHere"]
    assert "runs at" not in again.window.parts.plan_line.text()
    assert Settings().last_address == listening
    assert path.read_bytes() == before


async def test_no_way_of_starting_a_run_starts_one_where_nobody_answers(
    open_designer: Open, write_flow: Write, silent: str
) -> None:
    path = write_flow(STEPS, ["second"], MODULE)
    hands = open_designer(path)
    window, bar = hands.window, hands.window.parts.bar
    await until(lambda: hands.canvas.picture.plan is not None)
    hands.click("runButton")
    await until(lambda: window.run_status() == "completed", "a run to go on from")
    records = list(window.pages.current.records)
    Settings().keep_executor(path, f"dask:{silent}")
    window.where._settings.keep_executor(path, f"dask:{silent}")
    hands.click_step("first")
    shift = Qt.KeyboardModifier.ShiftModifier
    ways = {
        "run": (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
        "run afresh": (Qt.Key.Key_F5, CTRL | shift),
        "run to": (Qt.Key.Key_F7, Qt.KeyboardModifier.NoModifier),
        "run only": (Qt.Key.Key_F7, CTRL),
        "run from": (Qt.Key.Key_F7, CTRL | shift),
        "run again": (Qt.Key.Key_R, CTRL),
        "one step": (Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier),
    }
    for way, (key, modifiers) in ways.items():
        bar.close_bar()
        hands.key(key, modifiers)
        await until(lambda: f"Nothing can be run at '{silent}'" in bar.sentence, way)
        assert not window.runs.is_running, way
    assert window.pages.current.records == records
    bar.close_bar()
    window.past.show_history()
    run = window.session.state.run
    window.past._again(window.past.archive.read(run, whole=True))
    await until(lambda: f"Nothing can be run at '{silent}'" in bar.sentence, "run again as it was")
    assert window.session.state.run == run


async def test_a_step_that_names_an_address_is_looked_for_before_a_run(
    open_designer: Open, write_flow: Write, silent: str
) -> None:
    steps = {**STEPS, "second": {**STEPS["second"], "executor": f"dask:{silent}"}}
    hands = open_designer(write_flow(steps, ["second"], MODULE))
    bar: MessageBar = hands.window.parts.bar
    hands.click("runButton")
    assert hands.window.statusBar().currentMessage() == f"Looking for {silent} …"
    await until(lambda: f"Nothing can be run at '{silent}'" in bar.sentence)
    assert hands.window.run_status() == "none"


async def test_the_copied_command_says_where(
    open_designer: Open, write_flow: Write, listening: str
) -> None:
    path = write_flow(STEPS, ["second"], MODULE)
    hands = open_designer(path)
    hands.click("runButton")
    await until(lambda: hands.window.run_status() == "completed")
    command(hands, "copy headless")
    assert "--executor" not in QGuiApplication.clipboard().text()
    hands.window.where._choose(f"dask:{listening}")
    command(hands, "copy headless")
    assert QGuiApplication.clipboard().text().count(f" --executor dask:{listening} ") == 1


async def test_a_run_in_worker_processes_is_chosen_in_the_panel(
    open_designer: Open, write_flow: Write
) -> None:
    hands = open_designer(write_flow(STEPS, ["second"], MODULE))
    window = hands.window
    command(hands, "runs: at an address")
    who = hands.find(Choice, "whereExecutor")
    assert [who.itemData(n) for n in range(who.count())] == ["", "dask", "process"]
    who.setFocus()
    QTest.keyClick(who, Qt.Key.Key_End)
    assert not hands.find(Line, "whereAddress").isEnabled()
    QTest.keyClick(who, Qt.Key.Key_Return)
    await until(lambda: window.where.spec == "process")
    assert checked(window) == ["whereAddress"]
    await until(lambda: "runs with the executor 'process'" in window.parts.plan_line.text())
    hands.click("runButton")
    await until(lambda: window.run_status() == "completed", seconds=20)
    assert window.session.state.attributes["y"][0].value == 2


async def test_the_environment_says_where_until_the_user_does(
    open_designer: Open, write_flow: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKCAST_EXECUTOR", "dask:2")
    path = write_flow(STEPS, ["second"], MODULE)
    hands = open_designer(path)
    assert checked(hands.window) == ["whereCluster"]
    line = hands.window.parts.plan_line
    await until(lambda: "runs on a cluster of this machine" in line.text())
    command(hands, "runs: here")
    assert checked(hands.window) == ["whereHere"]
    assert checked(open_designer(path).window) == ["whereHere"]


async def test_while_a_run_is_on_the_line_says_on_how_many_workers_and_leads_to_the_dashboard(
    open_designer: Open, write_flow: Write
) -> None:
    steps = {"wait": {"kind": "wait", "config": {"seconds": 30}}}
    hands = open_designer(write_flow(steps, ["wait"]))
    window, line = hands.window, hands.window.parts.plan_line
    hands.click("runButton")
    await until(lambda: line.text() == "Goal wait: Running: 0 of 1 Steps done")
    assert line_of(window, "", "tcp://10.0.0.5:1") == "waiting for a worker at tcp://10.0.0.5:1"
    assert line_of(window, "", "tcp://10.0.0.5:1", "w1") == "on 1 worker at tcp://10.0.0.5:1"
    names = ("http://127.0.0.1:8787/status", "tcp://10.0.0.5:8786", "w1", "w2")
    told = e.Warning("cluster", "runs on 2 workers", None, names)
    session = window.session
    session._take(e.Record(len(window.pages.current.records) + 1, session.now(), told))
    session._keep()
    await until(lambda: "on 2 workers at tcp://10.0.0.5:8786 · dashboard" in line.text())
    opened: list[str] = []
    line.dashboardChosen.disconnect()
    line.dashboardChosen.connect(opened.append)
    words = line.findChild(QLabel, "planWords")
    assert 'href="dashboard:http://127.0.0.1:8787/status"' in words.text()
    words.linkActivated.emit("dashboard:http://127.0.0.1:8787/status")
    assert opened == ["http://127.0.0.1:8787/status"]
    assert window.where.dashboard == "http://127.0.0.1:8787/status"
    window.refresh_commands()
    assert window.findChild(QAction, "openDashboard").isEnabled()
    window.runs.stop()
    await until(lambda: not window.runs.is_running)
    await until(lambda: not window.findChild(QAction, "openDashboard").isEnabled())


async def test_what_is_chosen_for_a_new_flow_goes_along_when_it_is_saved(
    open_designer: Open, folder: Path, listening: str
) -> None:
    hands = open_designer()
    window = hands.window
    window.where._choose(f"dask:{listening}")
    assert Settings().executor(None) == ""
    window.save_path(str(folder / "new.flow.json"))
    await until(lambda: window.document.path is not None)
    assert window.where.spec == f"dask:{listening}"
    window._settings.flush()
    assert Settings().executor(folder / "new.flow.json") == f"dask:{listening}"
    window.files.new()
    assert window.where.is_here


def line_of(window: MainWindow, *names: str) -> str:
    """What the line says of a run that has told where it is."""
    told = e.Warning("cluster", "", None, names)
    window.session.state.warnings.append(told)
    words = window.where.line()[0]
    window.session.state.warnings.remove(told)
    return words


def test_addresses_are_judged_as_they_are_written() -> None:
    good = ("", "4", "tcp://10.0.0.5:8786", "tls://host:1", "host:8786", "tcp://[::1]:8786")
    assert [text for text in good if address_fault(text)] == []
    bad = ("host", "tcp://host", "tcp://:8786", "host:port", "-1", "tcp://host:99999")
    assert [text for text in bad if not address_fault(text)] == []


async def test_what_cannot_be_used_is_said_in_a_sentence(silent: str) -> None:
    registry = Registry.installed()

    async def said(spec: str) -> str:
        return await trouble(registry, [parse_spec(spec)])

    assert await said("desk") == (
        "There is no executor 'desk'; there are 'dask', 'process', 'thread'."
    )
    assert (await said("process:x")).startswith("Executor 'process' takes no address")
    assert await said("process") == ""
    assert await said("dask") == ""
    assert "Connection refused" in await said(f"dask:{silent}")


def test_a_run_needs_each_executor_once_and_those_of_here_not_at_all() -> None:
    away = step_of("b: x -> y", policy=WorkPolicy(executor="dask:tcp://b:1"))
    stays = step_of("c: y -> z", policy=WorkPolicy(executor="local"))
    plan = make_plan(flow_of("a: -> x", away, stays, goals="c"))
    assert [*map(str, specs_of(plan, ""))] == ["dask:tcp://b:1"]
    assert [*map(str, specs_of(plan, "dask"))] == ["dask", "dask:tcp://b:1"]
    assert [*map(str, specs_of(plan, "local"))] == ["dask:tcp://b:1"]


def test_only_so_many_choices_are_kept_and_one_can_be_taken_back(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    for number in range(GIVEN_LIMIT + 5):
        settings.keep_executor(Path(f"/flows/{number}"), f"dask:{number}")
    assert settings.executor(Path("/flows/0")) == ""
    assert settings.executor(Path("/flows/20")) == "dask:20"
    settings.keep_executor(Path("/flows/20"), "")
    assert settings.executor(Path("/flows/20")) == ""
    assert settings.executor(None) == ""


PRINTING = """
import time


def first():
    print("hello")
    return [1, 2, 3, 4]


def second(x):
    time.sleep(0.2)
    return x + 1
"""


@pytest.mark.timeout(90)
async def test_a_run_on_a_cluster_of_this_machine_is_told_as_it_goes(
    open_designer: Open, write_flow: Write
) -> None:
    each = {**STEPS["second"], "inputs": {"x": {"each": True}}}
    path = write_flow({"first": STEPS["first"], "second": each}, ["second"], PRINTING)
    hands = open_designer(path)
    window, line = hands.window, hands.window.parts.plan_line
    window.where._look((parse_spec("dask:2"),), lambda: window.where._choose("dask:2"))
    await until(lambda: checked(window) == ["whereCluster"])
    hands.click("runButton")
    await until(lambda: "done · workers are being started" in line.text())
    await until(lambda: "on 2 workers at tcp://127.0.0.1:" in line.text(), seconds=40)
    await until(lambda: window.run_status() == "completed", seconds=40)
    state = window.session.state
    assert state.attributes["y"][0].value == [2, 3, 4, 5]
    await until(lambda: "runs on a cluster of this machine" in line.text(), seconds=20)
    told = [tell(record).words for record in window.pages.current.records if is_told(record)]
    worker = state.steps[StepId("first")].worker
    assert f"[{worker}] hello" in told
    assert f"completed · on worker {worker}" in told
    tape = window.timing.tape
    assert {stint.step for stint in tape.stints} == {"first", "second"}
    names = {f"worker {stint.worker}" for stint in tape.stints}
    assert {lane.name.split(" · ")[0] for lane in WorkerLanes().lanes(tape)} == names
    site = site_of(state)
    assert site is not None
    assert site.workers == 2


STAYING = """
import time
from pathlib import Path


def first():
    return "x" * 3_000_000


def second(x):
    while not Path(__file__).with_name("go").exists():
        time.sleep(0.02)
    return len(x)
"""


@pytest.mark.timeout(90)
async def test_a_value_that_stays_on_the_cluster_is_fetched_for_who_looks_at_it(
    open_designer: Open, write_flow: Write, folder: Path
) -> None:
    path = write_flow(STEPS, ["second"], STAYING)
    hands = open_designer(path)
    window = hands.window
    window.where._choose("dask:1")
    hands.click("runButton")
    await until(lambda: hands.canvas.step_status("second") == "running", seconds=40)
    value = window.session.state.steps[StepId("first")].outputs[Name("x")]
    assert isinstance(value, Kept)
    hands.click_at(hands.canvas.port_center("first", "output", "x"))
    told = await until(lambda: window.parts.values.told, "it comes home", seconds=20)
    assert told.shown.value == "x" * 3_000_000
    assert "made by 'first', on worker 0" in told.facts
    (folder / "go").touch()
    await until(lambda: not window.session.is_running, seconds=40)
    assert window.session.state.attributes["y"][0].value == 3_000_000
