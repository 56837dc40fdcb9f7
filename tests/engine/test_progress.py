from __future__ import annotations

import io

import pytest

from engine import cause
from engine import events as e
from engine.cli.progress import Lines, one_line, plain
from engine.cli.table import LiveTable
from engine.clock import lasting
from engine.flow import StepId
from engine.planner import make_plan
from engine.testing import flow_of

A, B = StepId("a"), StepId("b")


def started(*ids: str) -> e.RunStarted:
    return e.RunStarted("", make_plan(flow_of(*(f"{i}: -> x_{i}" for i in ids), goals=ids)), {})


def records(*facts: e.Event) -> list[e.Record]:
    return [e.Record(seq, 100 + seq, fact) for seq, fact in enumerate(facts, 1)]


def lines(*facts: e.Event) -> list[str]:
    stream = io.StringIO()
    progress = Lines(stream)
    for record in records(started("a", "b"), *facts):
        progress.take(record)
    return stream.getvalue().splitlines()


def test_every_line_has_time_step_status_and_detail() -> None:
    assert lines(
        e.StepStarted(A),
        e.StepRetrying(A, 1, 2.0, "exception", "lost\nthe line"),
        e.StepFailed(A, 2, "exception", "boom"),
        e.StepBlocked(B, A, *cause.input_lost("x", "a")),
    ) == [
        "+1.000 s  a  running",
        "+2.000 s  a  retrying   again in 2 s; try 1 failed: lost the line",
        "+3.000 s  a  failed     2.0 s  boom",
        "+4.000 s  b  blocked    blocked by 'a': 'x' can no longer arrive",
    ]


def test_a_retry_names_its_element() -> None:
    retrying = e.StepRetrying(A, 1, 2.0, "exception", "lost", 3)
    said = "retrying   element 3: again in 2 s; try 1 failed: lost"
    assert lines(e.StepStarted(A, 4), retrying)[1] == f"+2.000 s  a  {said}"
    table = LiveTable(io.StringIO())
    for record in records(started("a"), e.StepStarted(A, 4), retrying):
        table._state.apply(record)
    assert table._detail(A, table._state.steps[A]) == "element 3: lost"


def test_what_never_began_has_no_duration() -> None:
    assert lines(
        e.StepFailed(A, 0, "bad_input", "no"),
        e.StepSkipped(B, *cause.goal_failed(["a"])),
        e.StepCancelled(B, 0, *cause.stopped()),
    ) == [
        "+1.000 s  a  failed     no",
        "+2.000 s  b  skipped    goal 'a' can no longer be reached",
        "+3.000 s  b  cancelled  stopped",
    ]


def test_what_a_step_prints_keeps_its_indent_and_cannot_draw() -> None:
    assert lines(
        e.StepOutput(A, "stdout", "  \x1b[31mred\x1b[0m\x07"),
        e.StepProgress(A, 0.25, "reading"),
        e.Warning("late_result", "dropped"),
    ) == [
        "+1.000 s  a  |   red",
        "+2.000 s  a  running    25% reading",
        "+3.000 s  run  warning    dropped",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "0 ms"),
        (0.0003, "0.3 ms"),
        (0.012, "12 ms"),
        (0.84, "840 ms"),
        (9.94, "9.9 s"),
        (75.4, "1 min 15 s"),
        (245, "4 min 05 s"),
        (3599.6, "1 h 00 min"),
        (7800, "2 h 10 min"),
    ],
)
def test_durations_read_well(seconds: float, text: str) -> None:
    assert lasting(seconds) == text


def test_text_is_made_harmless() -> None:
    assert plain("  a\tb\r\n") == "  a b"
    assert one_line("  a\n\n b\x1b[2J ") == "a b"
    assert plain("a\u2028b") == "a b"
    turned = "pay \u202egpj.exe\u202c and \u2066more\u2069"
    assert plain(turned) == "pay gpj.exe and more"
    assert one_line("\u05e9\u05dc\u05d5\u05dd\u200f") == "\u05e9\u05dc\u05d5\u05dd\u200f", (
        "letters stay"
    )


async def test_a_table_that_is_too_long_shows_what_is_going_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "8")
    stream = io.StringIO()
    table = LiveTable(stream)
    ids = [f"s{number:02d}" for number in range(20)]
    busy = [e.StepStarted(StepId("s17")), e.StepStarted(StepId("s18"))]
    done = [e.StepFailed(StepId("s18"), 1, "exception", "boom")]
    for record in records(started(*ids), *busy, *done):
        table.take(record)
    table.note("a sentence")
    table.close()
    shown = stream.getvalue()
    assert [line[3:6] for line in shown.splitlines()[1:-1]] == ["s00", "s01", "s02", "s17", "s18"]
    assert "18 pending · 1 running · 1 failed" in shown
    assert shown.startswith("a sentence\n")


async def test_a_terminal_that_went_away_does_not_end_the_run() -> None:
    class Gone(io.StringIO):
        tried = 0

        def write(self, text: str) -> int:
            self.tried += 1
            raise OSError(5, "Input/output error")

    terminal = Gone()
    table = LiveTable(terminal)
    for record in records(started("a"), e.StepStarted(A)):
        table.take(record)
    table.note("a sentence")
    table.close()
    assert terminal.tried > 1
