"""What the live plan costs the loop while one edits: `python -m tests.bench.bench_live_plan [STEPS]`.

By hand. The whole window is there, with 1,000 Steps unless told otherwise; a Goal is taken off and put
back by its key, and an edit is thought of. Times are of the loop's own thread: neither the planning,
which is beside it, nor anybody else's work counts. The aim is under 5 ms of it at 1,000 Steps.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from functools import wraps
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.document.edits import set_goal
from designer.document.storage import save
from designer.session.checking import Checker
from designer.window.planning import PlanControl
from engine.flow import StepId
from tests.bench.watching import diagram_of
from tests.designer.hands import until

ROUNDS = 30
PARTS = (
    (Checker, "schedule", "an edit asks for a check"),
    (Checker, "_start", "it is begun"),
    (Checker, "_publish", "its plan and problems are told"),
    (PlanControl, "_foresee", "what is foreseen is told"),
    (PlanControl, "_consider", "an edit is thought of"),
    (PlanControl, "_would", "what it would change is told"),
)


def watch(kind: type, name: str, took: list[float]) -> None:
    """Note how many milliseconds of its thread each call of a method takes."""
    method = getattr(kind, name)

    @wraps(method)
    def timed(*args: Any, **more: Any) -> Any:
        before = time.thread_time()
        try:
            return method(*args, **more)
        finally:
            took.append((time.thread_time() - before) * 1000)

    setattr(kind, name, timed)


async def measure(path: Path, count: int) -> None:
    from designer.app import create_window

    took: dict[str, list[float]] = defaultdict(list)
    for kind, name, words in PARTS:
        watch(kind, name, took[words])
    window = create_window(str(path))
    window.resize(1600, 900)
    window.show()
    canvas, planning = window.canvas, window.planning
    await until(lambda: len(window.pages.current.plan.steps) == count, "it is planned", 60)
    await until(lambda: not canvas.picture.is_behind, "all is worked out", 60)
    await until(lambda: not planning.foreseer.is_busy, "it is foreseen", 60)
    page, last = window.pages.current, StepId(f"step-{count - 1}")
    canvas.select([last])
    canvas.frame_selection()
    await asyncio.sleep(0.5)
    for some in took.values():
        some.clear()
    for _ in range(ROUNDS):
        before = page.plan
        QTest.keyClick(canvas.viewport(), Qt.Key.Key_G, Qt.KeyboardModifier.NoModifier)
        await until(lambda before=before: page.plan is not before, "it is planned anew")  # type: ignore[misc]
        await until(lambda: not planning.foreseer.is_busy, "it is foreseen")
        diagram = window.document.diagram
        canvas.considered.emit(set_goal(diagram, StepId(f"step-{count - 2}"), False))
        await until(lambda: planning.considered is not None, "it is known what it would change")
        canvas.considered.emit(None)
    print(f"{count:,} steps, milliseconds of the loop's thread, {ROUNDS} edits: median, most")
    for words, some in took.items():
        print(f"  {words:34}{statistics.median(some):8.2f}{max(some):8.2f}")
    os._exit(0)  # what was edited is not asked for


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(BACKCAST_HOME=home, BACKCAST_THEME="light", BACKCAST_REDUCED_MOTION="1")
        from designer.app import create_loop

        loop = create_loop()
        asyncio.set_event_loop(loop)
        path = Path(home, "live.flow.json")
        save(path, diagram_of(count))
        with loop:
            loop.run_until_complete(measure(path, count))


if __name__ == "__main__":
    main()
