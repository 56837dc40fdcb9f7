"""How long a run took is one figure, wherever it is told: the list, the foot, the timeline, the terminal."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QTableView

from engine.cli import run_command_line
from engine.clock import lasting
from engine.store import Store, store_path
from tests.designer.hands import Hands, until
from tests.designer.test_history import run

pytestmark = pytest.mark.gui

LAMP = {"lamp": {"kind": "set", "config": {"values": {"on": "true"}}, "outputs": {"on": {}}}}


def told(text: str) -> str:
    """The length of time that a sentence tells, the last one if it tells several."""
    return re.findall(r"\d[\d.]* (?:ms|s|min \d\d s)", text)[-1]


async def test_the_same_run_took_as_long_wherever_it_is_told(
    open_designer: Callable[..., Hands],
    write_flow: Callable[..., Path],
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    hands = open_designer(write_flow(LAMP, ["lamp"]))
    window = hands.window
    begin = Store.begin

    def slowly(*args: object, **more: object) -> object:
        made = begin(*args, **more)  # type: ignore[arg-type]
        time.sleep(0.03)  # a store on a slow disk: the first event follows later
        return made

    monkeypatch.setattr(Store, "begin", slowly)
    id_ = await run(hands)
    took = window.session.state.took
    assert took is not None
    assert took < 0.03
    words = lasting(took)
    assert told(hands.find(QLabel, "standing").text()) == words
    window.timing.open()
    line = window.timing.panel.findChild(QLabel, "timelineTold")
    await until(lambda: "Critical path" in line.text())
    assert told(line.text()) == words, "the run's, after that of its longest chain"

    window.past.show_history()
    table = window.past.panel.findChild(QTableView, "historyRuns")
    await until(lambda: table.model().rowCount() == 1)
    assert table.model().index(0, 3).data() == words
    for command in (["runs"], ["show", id_], ["show", id_, "--timeline"]):
        capfd.readouterr()
        run_command_line(command)
        assert told(capfd.readouterr().out.splitlines()[0].replace("  lamp", "")) == words, command
    with Store(store_path()) as store:
        entry = store.find(id_)
        assert (entry.started, entry.took) == (window.session.state.started, took)

    window.past.open(id_)
    await until(lambda: window.pages.current.past is not None)
    bar = window.past.bar
    assert told(" ".join(label.text() for label in bar.findChildren(QLabel))) == words
