"""The window keeps up with a run and with edits: it paints at its own pace, and plans beside the loop."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt

from designer.document.storage import save
from designer.session.running import FRAME
from engine.flow import StepId
from tests.bench.watching import diagram_of, shown
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import Hands, until
from tests.engine.program import backcast

pytestmark = pytest.mark.gui

Open = Callable[..., Hands]
Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier

STORM = """
import time

def begin() -> list[int]:
    return list(range(1500))

def tell(number: int) -> int:
    time.sleep(0.004)
    return number
"""
STEPS: dict[str, Any] = {
    "begin": {
        "kind": "python", "config": {"function": "work:begin"},
        "outputs": {"numbers": {"type": "array"}},
    },
    "tell": {
        "kind": "python", "config": {"function": "work:tell"}, "parallelism": 8,
        "inputs": {"number": {"type": "integer", "from": "numbers", "each": True}},
        "outputs": {"told": {"type": "integer"}},
    },
}  # fmt: skip


class Paints(QObject):
    """When the canvas of a window is painted."""

    def __init__(self, hands: Hands) -> None:
        super().__init__(hands.window)
        self.at: list[float] = []
        hands.canvas.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        if event.type() == QEvent.Type.Paint:
            self.at.append(time.perf_counter())
        return super().eventFilter(watched, event)

    def most_in(self, seconds: float) -> int:
        """The most that came within so long."""
        return max((sum(0 <= at - one < seconds for at in self.at) for one in self.at), default=0)


async def test_a_storm_of_events_is_painted_thirty_times_a_second_and_its_end_always(
    open_designer: Open, write_flow: Callable[..., Path]
) -> None:
    hands = open_designer(write_flow(STEPS, ["tell"], STORM))
    window, canvas = hands.window, hands.canvas
    canvas.set_reduced_motion(False)  # what moves by itself keeps to the same pace
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    canvas.fit()
    notices: list[int] = []
    window.session.recorded.connect(lambda records: notices.append(len(records)))
    began = time.perf_counter()
    hands.click("runButton")
    await until(lambda: canvas.step_status("tell") == "running", "it is at work")
    paints = Paints(hands)
    await until(lambda: window.run_status() == "completed", "the run completes")
    took = time.perf_counter() - began
    assert sum(notices) > 3000, "each element has begun and ended"
    assert len(notices) <= took / (FRAME / 1000) + 2
    assert 3 < paints.most_in(1.0) <= 34
    assert canvas.step_status("tell") == "completed"
    viewport = canvas.viewport()
    await until(
        lambda: (
            shown(viewport) == viewport.grab().toImage().convertToFormat(shown(viewport).format())
        ),
        "what is on the screen is the last state",
    )


async def test_a_set_that_the_form_has_saved_runs_from_the_command_line(
    open_designer: Open, folder: Path
) -> None:
    path, code = folder / EXAMPLE.name, EXAMPLE.parent / "onboarding.py"
    path.write_text(EXAMPLE.read_text())
    (folder / code.name).write_text(code.read_text())
    hands = open_designer(path)
    window = hands.window
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    hands.click("runButton")
    for name, text in (
        ("customer_id", "C-7"),
        ("email", "ada@example.org"),
        ("customer_name", "Ada"),
    ):
        hands.type_into(f"input:{name}", text, commit=False)
    hands.click("valueSetSave")
    hands.type_into("valueSetName", "ada")
    hands.canvas.setFocus()
    hands.key(Key.Key_S, CTRL)
    await until(lambda: '"ada"' in path.read_text(), "it is in the file")
    done = backcast("run", str(path), "--set", "ada", "--json")
    assert done.returncode == 0, done.stderr
    assert '"C-7"' in done.stdout
    assert '"ada@example.org"' in done.stdout


@contextmanager
def watched() -> Iterator[Counter[str]]:
    """How often each function of ours is called on this thread, by `file:name`."""
    called: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and ("/engine/" in code.co_filename or "/designer/" in code.co_filename):
            called[f"{'/'.join(Path(code.co_filename).parts[-2:])}:{code.co_name}"] += 1

    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(None)


async def test_an_edit_is_planned_off_the_loop_which_touches_only_what_changed(
    open_designer: Open, folder: Path
) -> None:
    path = folder / "thousand.flow.json"
    save(path, diagram_of(1000))
    hands = open_designer(path)
    window, canvas = hands.window, hands.canvas
    await until(lambda: len(window.pages.current.plan.steps) == 1000, "it is planned")
    await until(lambda: not canvas.picture.is_behind, "all of it is worked out")
    await until(lambda: not window.planning.foreseer.is_busy, "it is foreseen")
    last = StepId("step-999")
    canvas.select([last])
    canvas.frame_selection()
    canvas.setFocus()
    await until(lambda: not canvas.frame.is_rough)
    before = window.pages.current.plan
    with watched() as called:
        hands.key(Key.Key_G)
        await until(lambda: window.pages.current.plan is not before, "it is planned anew")
    assert last in window.pages.current.plan.excluded
    planned = [name for name in called if "planner/" in name or "rechecking" in name]
    assert not planned, "that is somebody else's work"
    assert 0 < called["canvas/picture.py:_redo_step"] < 10
    assert called["canvas/looking.py:step_look"] < 30
