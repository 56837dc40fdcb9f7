from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.codec import dump_record
from engine.errors import EventsFileError
from engine.retelling import Candidate, is_events, read_lines, retell
from engine.state import RunStatus, replay
from engine.testing import flow_of
from engine.value import Secret, Unkept
from tests.scripted import ran

FLOW = flow_of("load: -> a", "end: a -> b", goals="end")


async def told(folder: Path, script: Mapping[str, Any] = {}) -> tuple[Path, list[str]]:
    run = await ran(FLOW, script)
    lines = [dump_record(record, "R1") for record in run.records]
    path = folder / "events.jsonl"
    path.write_text("\n".join(lines) + "\n")
    return path, lines


async def test_a_stream_is_read_back_with_the_flow_whose_plan_it_tells(tmp_path: Path):
    path, lines = await told(tmp_path)
    wrong = flow_of("load: -> a", "more: -> z", "end: a, z -> b", goals="end")
    assert is_events(path)
    offers = [lambda: None, lambda: Candidate(wrong), lambda: Candidate(FLOW)]
    found = retell(read_lines(path), offers)
    assert (found.flow, found.is_sketched, found.has_settled) == (FLOW, False, True)
    assert [dump_record(record, "R1") for record in found.records] == lines


async def test_without_a_flow_one_is_sketched_from_what_the_events_say(tmp_path: Path):
    path, _ = await told(tmp_path)
    found = retell(read_lines(path))
    assert found.is_sketched
    assert list(found.flow.steps) == ["load", "end"]
    assert list(found.flow.steps["end"].inputs) == ["a"]
    assert replay(found.records).status is RunStatus.COMPLETED


async def test_a_torn_last_line_is_left_out(tmp_path: Path):
    path, lines = await told(tmp_path)
    path.write_text("\n".join(lines)[:-20])
    found = retell(read_lines(path), [lambda: Candidate(FLOW)])
    assert len(found.records) == len(lines) - 1
    assert not found.has_settled


@pytest.mark.parametrize(
    ("number", "line", "why"),
    [
        (3, "{", "it is not JSON"),
        (3, '{"seq": 3}', "it has no 'seq', 'at', 'run' and 'type'"),
        (3, None, "it is event 4, and event 3 is missing"),
        (1, None, "it is event 2, and event 1 is missing"),
    ],
)
async def test_a_bad_line_is_named(tmp_path: Path, number: int, line: str | None, why: str):
    path, lines = await told(tmp_path)
    lines[number - 1 : number] = [] if line is None else [line]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(EventsFileError) as caught:
        retell(read_lines(path))
    assert caught.value.line == number
    assert str(caught.value) == (
        f"line {number} of '{path}' cannot be read as an event of a run: {why}"
    )


async def test_a_line_that_cannot_follow_from_those_before_is_named(tmp_path: Path):
    path, lines = await told(tmp_path)
    end = next(n for n, line in enumerate(lines) if '"step_completed"' in line)
    again = json.loads(lines[end]) | {"seq": len(lines) + 1}
    path.write_text("\n".join([*lines, json.dumps(again)]) + "\n")
    with pytest.raises(EventsFileError, match="cannot go from completed to completed") as caught:
        retell(read_lines(path), [lambda: Candidate(FLOW)])
    assert caught.value.line == len(lines) + 1


async def test_what_the_stream_could_not_hold_is_known_as_such(tmp_path: Path):
    path, _ = await told(tmp_path, {"load": {"a": {1, 2}}, "end": {"b": Secret("env:X")}})
    state = replay(retell(read_lines(path), [lambda: Candidate(FLOW)]).records)
    (of_load,) = state.attributes["a"]
    assert of_load.value == Unkept("set", "{1, 2}")
    assert state.attributes["b"][0].value == Secret("env:X")


@pytest.mark.parametrize("text", ["", "\n", "not events\n", '{"format": "backcast/1"}\n'])
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, text: str):
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    assert not is_events(path)
    with pytest.raises(EventsFileError):
        read_lines(path)
    with pytest.raises(EventsFileError, match="no such file"):
        read_lines(tmp_path / "gone")
