from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli import run_command_line
from engine.errors import StoreError
from engine.store import Store, store_path

FLOW = {
    "format": "backcast/1",
    "goals": ["end"],
    "steps": {
        "start": {"kind": "set", "config": {"values": {"a": 1}}, "outputs": {"a": {}}},
        "nap": {
            "kind": "wait", "config": {"seconds": 0.05}, "inputs": {"a": {}}, "outputs": {"a2": {}},
        },
        "end": {
            "kind": "set", "config": {"expressions": {"b": "x + 1"}},
            "inputs": {"x": {"type": "integer"}, "a": {}}, "outputs": {"b": {}},
        },
    },
}  # fmt: skip


@pytest.fixture
def runs(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The ids of two runs with other values, the older one first."""
    flow = tmp_path / "f.flow.json"
    flow.write_text(json.dumps(FLOW))
    for value in (1, 2):
        assert run_command_line(["run", str(flow), "-i", f"x={value}", "--quiet"]) == 0
    capsys.readouterr()
    with Store(store_path()) as store:
        return [entry.run for entry in store.runs()][::-1]


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command_line(list(words)) == 0
    return capsys.readouterr().out


def test_the_timeline_says_where_the_time_went(
    runs: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told = printed(capsys, "show", runs[0], "--timeline").splitlines()
    assert told[0].startswith(f"{runs[0]}  completed  ")
    assert told[1].startswith("* start  completed")
    assert told[-1].startswith("* the critical path: start → end, ")
    found = json.loads(printed(capsys, "show", runs[0], "--timeline", "--json"))
    assert found["run"] == runs[0]
    assert found["critical_path"] == ["start", "end"]
    end = found["steps"]["end"]
    assert end["slack"] == 0
    assert [span["doing"] for span in end["spans"]][-1] == "work"
    assert sum(span["end"] - span["start"] for span in end["spans"]) == pytest.approx(end["end"])


def test_two_runs_are_compared(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    older, newer = runs
    told = printed(capsys, "show", newer, "--compare", older).splitlines()
    assert "value  given 'x' was 1, and is 2" in told
    assert "value  'end.b' was 2, and is 3" in told
    found = json.loads(printed(capsys, "show", newer, "--compare", older, "--json"))
    assert (found["run"], found["other"]) == (newer, older)
    assert {one["aspect"] for one in found["differences"]} >= {"value"}
    same = printed(capsys, "show", newer, "--compare", newer)
    assert same == "nothing differs: plan, values, causes and times agree\n"


def test_a_run_is_let_go_of_with_all_that_is_kept_of_it(runs: list[str]) -> None:
    with Store(store_path()) as store:
        goals, given = store.about(runs[0])
        assert (goals, given) == (("end",), {"x": 1})
        store.drop(runs[0])
        assert [entry.run for entry in store.runs()] == [runs[1]]
        with pytest.raises(StoreError, match="there is no run"):
            store.about(runs[0])
        homes = list(store.path.with_name(f"{store.path.name}.runs").iterdir())
    assert [home.name for home in homes] == [runs[1]]
