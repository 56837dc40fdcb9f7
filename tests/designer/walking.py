"""A walk through a run, before, during and after it, on the examples: real mouse and key events.

The tests walk it without pictures. `python -m tests.designer.walking FOLDER [light|dark]` takes one at
each stop; with `QT_SCALE_FACTOR=2` for a fine screen.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from engine.flow import Name, Port, StepId, Wire

if TYPE_CHECKING:
    from tests.designer.hands import Hands

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
EXAMPLES: Final = Path(__file__).parents[2] / "resources/examples"
GIVEN: Final = {"customer_id": "C-1001", "email": "ada@example.org", "customer_name": "Ada"}
ROWS: Final = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows

Take = Callable[[QWidget, str], Awaitable[None]]
Open = Callable[[Path], "Hands"]


async def no_picture(_: QWidget, __: str) -> None:
    """Walk on."""


class Walk:
    """Where the examples are, how they are opened, and what is done at each stop."""

    def __init__(self, folder: Path, open_designer: Open, take: Take = no_picture) -> None:
        """Take a folder for copies of the examples, so that they stay as they are."""
        self._folder, self._open, self._take = folder, open_designer, take

    def example(self, name: str, file: str = "") -> Path:
        """A copy of an example."""
        there = self._folder / name
        if not there.exists():
            shutil.copytree(
                EXAMPLES / name, there, ignore=lambda _, names: {"__pycache__"} & set(names)
            )
        return there / f"{file or name}.flow.json"

    async def opened(self, path: Path) -> Hands:
        """A window that shows it, planned."""
        hands = self._open(path)
        await until(lambda: hands.window.pages.current.plan.steps, "it is planned")
        await until(lambda: not hands.window.planning.foreseer.is_busy, "it is foreseen")
        hands.canvas.fit()
        hands.canvas.setFocus()
        return hands

    async def stop(self, hands: Hands, name: str) -> None:
        """Have a picture taken."""
        await self._take(hands.window, name)

    async def all(self) -> None:
        """Go the whole way."""
        for scene in (before, during, after, compared, failed, held, asked, from_elsewhere):
            await scene(self)


async def until(condition: Callable[[], Any], what: str = "", seconds: float = 15.0) -> Any:
    """Wait for a condition; its value."""
    from tests.designer import hands

    return await hands.until(condition, what, seconds)


async def ended(hands: Hands, status: str = "completed") -> None:
    """Wait until the run that is on, or about to be, has come to that."""
    session = hands.window.session
    await until(lambda: session.state.settled and not session.is_running, "the run ends")
    assert hands.window.run_status() == status


async def give(hands: Hands) -> None:
    """Type the values that the onboarding wants, and run."""
    hands.key(Key.Key_F5)
    for name, text in GIVEN.items():
        hands.type_into(f"input:{name}", text, commit=False)
    hands.click("inputsRun")


# before --------------------------------------------------------------------------------------------


async def before(walk: Walk) -> None:
    """The live plan, why, what a missing value could come from, the form."""
    hands = await walk.opened(walk.example("onboarding", "three-goals"))
    line = hands.window.planning.line
    assert "needs" in line.text()
    await walk.stop(hands, "01-plan")
    goal = sorted(hands.window.document.diagram.flow.goals)[0]
    hands.click_step(goal)
    hands.key(Key.Key_G, SHIFT)
    await until(lambda: any(map(hands.canvas.dimmed, _steps(hands))), "the rest is dimmed")
    await walk.stop(hands, "02-one-goal")
    hands.key(Key.Key_X)
    hands.canvas.select(())
    faint = hands.canvas.theme.share("unneeded")
    looks = hands.canvas.picture.steps
    strengths = [hands.canvas.light.strength().rest_of_step(looks[s], faint) for s in _steps(hands)]
    assert set(strengths) == {1.0}, "X shows everything"
    hands.key(Key.Key_X)
    hands.click_step(goal)
    hands.key(Key.Key_Y)
    await until(lambda: hands.canvas.emphasis, "why is answered")
    assert goal in hands.window.explaining.card.text()
    await walk.stop(hands, "03-why")
    hands.key(Key.Key_Escape)
    await _missing(walk)


def _steps(hands: Hands) -> list[StepId]:
    return list(hands.window.document.diagram.flow.steps)


async def _missing(walk: Walk) -> None:
    hands = await walk.opened(walk.example("onboarding"))
    canvas, window = hands.canvas, hands.window
    assert hands.find(QPushButton, "runButton").text() == "Needs 3 inputs"
    hands.click_step("send-welcome-email")
    hands.key(Key.Key_Delete)
    await until(lambda: "email_sent" in window.pages.current.plan.missing, "it is missing now")
    hands.click_step("complete-onboarding")
    hands.key(Key.Key_O)
    await until(lambda: window.suggesting.proposing.is_on, "what could give it is shown")
    await until(window.planning.line.would, "and what that would change")
    await walk.stop(hands, "04-ghosts")
    hands.key(Key.Key_Tab)
    hands.key(Key.Key_Escape)
    hands.key(Key.Key_Z, CTRL)
    await until(lambda: "email_sent" not in window.pages.current.plan.missing, "undone")
    start = canvas.port_center("generate-documents", "output", "document_url")
    hands.drag(start, canvas.port_center("send-welcome-email", "input", "email"), release=False)
    await until(window.planning.line.would, "what the wire would change")
    await walk.stop(hands, "05-difference")
    hands.key(Key.Key_Escape)
    hands.release(start)
    hands.key(Key.Key_F5)
    hands.type_into("input:customer_id", GIVEN["customer_id"], commit=False)
    hands.find(QLineEdit, "input:email").setFocus()
    assert canvas.emphasis is not None
    assert {port.step for _, port in canvas.emphasis.ports} >= {"setup-account"}
    hands.click("valueSetSave")
    hands.type_into("valueSetName", "ada")
    assert "ada" in window.document.diagram.flow.presets
    await walk.stop(hands, "06-form")


# during --------------------------------------------------------------------------------------------


async def during(walk: Walk) -> None:
    """States, pause, one Step at a time, Stop, slow motion."""
    hands = await walk.opened(walk.example("onboarding"))
    window, session, canvas = hands.window, hands.window.session, hands.canvas
    window.slowing.choose(30.0)  # until the picture is taken
    await give(hands)
    await until(lambda: canvas.step_status("setup-account") == "running", "it is seen at work")
    assert canvas.wire_status(
        ("setup-account", "account_id"), ("complete-onboarding", "account_id")
    )
    await asyncio.sleep(0.22)
    await walk.stop(hands, "07-running")
    assert canvas.step_status("setup-account") == "running"
    window.slowing.choose(0.0)
    await ended(hands)
    hands.key(Key.Key_F10)
    if window.parts.form.isVisible():
        hands.click("inputsRun")
    await until(lambda: session.is_paused, "it is paused after one Step")
    await until(lambda: canvas.step_words("complete-onboarding"), "the others say why they wait")
    await walk.stop(hands, "08-paused")
    hands.key(Key.Key_F5)
    await ended(hands)


# after ---------------------------------------------------------------------------------------------


async def after(walk: Walk) -> None:
    """Values, the timeline and its path, the scrubber."""
    hands = await walk.opened(walk.example("csv-report"))
    window, canvas = hands.window, hands.canvas
    hands.key(Key.Key_F5)
    await ended(hands)
    assert " items" in canvas.step_words("sum-up"), "how many elements there were"
    hands.click_at(canvas.port_center("sum-up", "output", "summary"))
    assert "made by 'sum-up'" in hands.find(QLabel, "valueFacts").text()
    await walk.stop(hands, "09-values")
    canvas.setFocus()
    hands.key(Key.Key_T)
    await until(lambda: window.timing.course is not None, "what held it up is known")
    canvas.setFocus()
    hands.key(Key.Key_T, SHIFT)
    assert canvas.emphasis is not None
    assert canvas.emphasis.words.startswith("Critical path: ")
    chart = window.timing.panel.chart
    QTest.mouseClick(chart.viewport(), LEFT, pos=chart.bar_place("sum-up"))
    assert canvas.selection == {"sum-up"}
    assert "'sum-up': completed" in hands.find(QLabel, "timelineTold").text()
    await walk.stop(hands, "10-timeline")
    canvas.emphasise(None)
    await scrub(walk, hands)


async def scrub(walk: Walk, hands: Hands) -> None:
    """Pull the scrubber back and to the end again."""
    canvas, slider = hands.canvas, hands.window.moments.scrubber.slider
    await until(slider.isVisible, "the scrubber has come with the timeline")
    middle = slider.height() // 2
    page = hands.window.pages.current
    hands.drag_over(slider, QPoint(slider.width() - 8, middle), QPoint(slider.width() // 2, middle))
    await until(lambda: page.playback is not None, "another moment is shown")
    assert hands.window.moments.is_held
    assert canvas.step_status("write-report") in ("pending", "running")
    await walk.stop(hands, "11-scrubbed")
    hands.click("scrubNewest")
    assert canvas.step_status("write-report") == "completed"


async def compared(walk: Walk) -> None:
    """Two runs beside each other, in the history and on the cards."""
    path = walk.example("csv-report")
    hands = await walk.opened(path)
    window, canvas = hands.window, hands.canvas
    (path.parent / "data" / "more.csv").write_text(next(path.parent.glob("data/*.csv")).read_text())
    hands.key(Key.Key_F5)
    await ended(hands)
    hands.key(Key.Key_H, CTRL)
    view = hands.find(QTableView, "historyRuns")
    await until(lambda: view.model().rowCount() >= 2, "both runs are listed")
    await walk.stop(hands, "12-history")
    view.clearSelection()
    for row in (0, 1):
        view.selectionModel().select(view.model().index(row, 0), ROWS)
    hands.find(QToolButton, "historyCompare").click()
    found = await until(lambda: window.findChild(QListWidget, "differences"))
    await until(found.isVisible, "what differs is listed")
    told = [found.item(row).text() for row in range(found.count())]
    assert any(words.startswith("'list-files.files' ") for words in told)
    assert canvas.emphasis is not None
    assert "other value" in canvas.emphasis.notes["list-files"]
    assert any(note.startswith(("+", "\u2212")) for note in canvas.emphasis.notes.values())
    canvas.fit()
    await walk.stop(hands, "13-compared")
    hands.find(QToolButton, "pastCommand").click()
    assert QGuiApplication.clipboard().text().startswith("backcast ")
    hands.find(QToolButton, "compareClose").click()
    assert canvas.emphasis is None


# when it goes wrong --------------------------------------------------------------------------------


async def failed(walk: Walk) -> None:
    """What failed, where and why; what it blocked; the smallest flow that does it again."""
    path = walk.example("what-went-wrong")
    hands = await walk.opened(path)
    window, canvas = hands.window, hands.canvas
    hands.key(Key.Key_F5)
    await ended(hands, "failed")
    assert canvas.step_words("confirm-import") == "blocked by 'convert-prices'"
    hands.click_step("confirm-import")
    await walk.stop(hands, "14-blocked")
    hands.key(Key.Key_Y, ALT | SHIFT)
    assert canvas.selection == {"convert-prices"}, "the command leads to the root"
    canvas.select(())
    canvas.reveal("book-invoices")
    box = canvas.step_rect("book-invoices")
    hands.click_at(QPoint(box.center().x(), box.bottom() - 12))
    await until(lambda: canvas.selection == {"convert-prices"}, "so do the words on the card")
    page = await until(lambda: window.findChild(QWidget, "failure"), "what failed is shown")
    words = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "'convert-prices' failed at" in words
    assert "orders.py" in words
    canvas.fit()
    await walk.stop(hands, "15-failed")
    window.reproducing.ask_minimal()
    dialog = await until(lambda: window.findChild(QFileDialog, "minimalDialog"))
    dialog.fileSelected.emit(str(path.with_name("small.flow.json")))
    dialog.reject()
    small = json.loads(path.with_name("small.flow.json").read_text())
    assert list(small["steps"]) == ["convert-prices"]


# held and asked ------------------------------------------------------------------------------------


async def held(walk: Walk) -> None:
    """A breakpoint on a wire with a condition; going on with another value."""
    hands = await walk.opened(walk.example("onboarding"))
    window, canvas = hands.window, hands.canvas
    wire = Wire(
        Port(StepId("generate-documents"), Name("document_url")),
        Port(StepId("complete-onboarding"), Name("document_url")),
    )
    hands.click_at(canvas.wire_point(tuple(wire.source), tuple(wire.target)))
    assert canvas.selected_wires == {wire}
    hands.key(Key.Key_F9)
    hands.key(Key.Key_F9, CTRL)
    field = hands.find(QLineEdit, f"breakpointIf:{wire.source} > {wire.target}")
    field.setFocus()
    QTest.keyClicks(field, 'value != ""')
    QTest.keyClick(field, Key.Key_Return)
    await walk.stop(hands, "16-breakpoint")
    canvas.setFocus()
    await give(hands)
    await until(window.parts.halt.isVisible, "the run is held")
    assert canvas.step_words("complete-onboarding") == "paused before run"
    await walk.stop(hands, "17-held")
    hands.type_into("halt:document_url", "file:///edited")
    await ended(hands)
    state = window.session.state.steps[StepId("complete-onboarding")]
    assert state.inputs[Name("document_url")] == "file:///edited"


async def asked(walk: Walk) -> None:
    """A person is asked in a panel beside the canvas."""
    hands = await walk.opened(walk.example("release-checklist"))
    form, canvas = hands.window.parts.question, hands.canvas
    hands.key(Key.Key_F5)
    if hands.window.parts.form.isVisible():
        hands.click("inputsRun")
    await until(form.isVisible, "a person is asked")
    await until(lambda: canvas.step_words("choose-version") == "waiting for an answer")
    await walk.stop(hands, "18-asked")
    hands.window.runs.stop()
    await ended(hands, "cancelled")
    assert canvas.step_words("choose-version").startswith("stopped after")
    await walk.stop(hands, "19-stopped")


async def from_elsewhere(walk: Walk) -> None:
    """A run that was made headless, dragged in as its file of events."""
    path = walk.example("thousand-jobs")
    events = path.with_name("run.jsonl")
    command = ["run", str(path), "-i", "count=40", "--events", str(events), "--quiet"]
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "engine", *command], check=True, capture_output=True
    )
    assert done.returncode == 0
    hands = await walk.opened(walk.example("onboarding"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(events))])
    at, copy = QPoint(40, 40), Qt.DropAction.CopyAction
    QApplication.sendEvent(hands.window, QDragEnterEvent(at, copy, data, LEFT, NONE))
    QApplication.sendEvent(hands.window, QDropEvent(QPointF(at), copy, data, LEFT, NONE))
    await until(lambda: hands.window.pages.current.past is not None, "the file opens")
    canvas = hands.canvas
    assert canvas.goal_reached("sum-up")
    assert canvas.step_words("do-job").endswith("40 items")
    assert "read-only" in hands.find(QLabel, "pastWords").toolTip()
    await walk.stop(hands, "20-headless")


# pictures ------------------------------------------------------------------------------------------


async def _photograph(folder: Path, theme: str) -> None:
    from designer.app import create_window
    from tests.designer.hands import Hands

    windows: list[Any] = []

    def open_one(path: Path) -> Hands:
        window = create_window(str(path))
        window.resize(1360, 820)
        windows.append(window)
        window.show()
        window.activateWindow()
        return Hands(window)

    async def take(window: QWidget, name: str) -> None:
        await asyncio.sleep(0.35)
        window.grab().save(str(folder / f"{name}-{theme}.png"))

    with tempfile.TemporaryDirectory() as there:
        await Walk(Path(there), open_one, take).all()
    for window in windows:  # nothing in them is worth a question
        for page in window.pages.all:
            page.session.stop()
        window.hide()
        window.deleteLater()
    QApplication.processEvents()


def main() -> None:
    """Take all pictures, in this process: the scale is that of the environment."""
    folder, theme = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(BACKCAST_HOME=home, BACKCAST_THEME=theme, BACKCAST_LANGUAGE="en")
        from designer.app import create_loop

        loop: Any = create_loop()
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(_photograph(folder, theme))


if __name__ == "__main__":
    main()
