"""What `show` says of a run besides what came of it: where its time went, how it differs from another.

With `--json`, `--timeline` prints one object, with times in seconds since the run began:

    {"run": "01J...", "took": 3.2, "makespan": 3.2, "critical_path": ["load", "pay"], "breaks": [],
     "steps": {"pay": {"status": "completed", "start": 0.4, "end": 3.2, "slack": 0.0, "saved_if_cached": 2.8,
                       "spans": [{"doing": "input", "start": 0.0, "end": 0.4, "name": "rows",
                                  "step": "load"}]}}}

`took` is the run's own length, null while it has not ended; `makespan` ends with the last work in it.
`breaks` are the times in which the run's process was dead, `{"at": 1.5, "seconds": 7200.0}`: they are no
part of it, and what follows one follows at once.
`--compare` prints one with the differences in order: `{"run": ..., "other": ..., "differences": [{"aspect",
"step", "name", "before", "after", "message"}]}`. What `doing` may be, `engine.timing.spans` says; `aspect` is
`plan`, `value`, `cause` or `time`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from engine.cli.exits import Exit
from engine.cli.progress import STATUS_WIDTH, one_line
from engine.cli.streams import as_json, put
from engine.clock import lasting

if TYPE_CHECKING:
    from engine.events import Record
    from engine.state import RunState
    from engine.store import RunEntry, Store
    from engine.timing import Bar, Course, Tape
    from engine.value import JSON

_SECOND = 1_000_000


def put_timeline(entry: RunEntry, records: Sequence[Record], *, json_: bool) -> int:
    """Print where the time of a run went: each Step's work and waits, and what held the run up."""
    from engine.cli.recorded import run_in_a_line
    from engine.timing import Tape, course

    tape = Tape().take_all(records)
    found = course(tape)
    if json_:
        put(as_json(_timeline_to_json(entry, tape, found)))
        return Exit.COMPLETED
    if not put(run_in_a_line(entry)):
        return Exit.COMPLETED
    for line in _timeline_in_words(tape, found):
        if not put(line):
            break
    return Exit.COMPLETED


def put_comparison(
    kept: Store, entry: RunEntry, state: RunState, other: str, *, json_: bool
) -> int:
    """Print what differs from another run to this one.

    Raises:
        StoreError: There is no such other run, or it cannot be read.
    """
    from engine.comparing import compare
    from engine.state import replay

    against = kept.find(other)
    plan = kept.recipe(against.run).plan(against.folder)
    found = compare(replay(kept.read_records(against.run, plan), against.run), state)
    if json_:
        listed = [one._asdict() | {"aspect": str(one.aspect)} for one in found.differences]
        put(as_json({"run": entry.run, "other": against.run, "differences": listed}))
        return Exit.COMPLETED
    for one in found.differences:
        if not put(f"{one.aspect:<5}  {one_line(one.message)}"):
            break
    if not found.differences:
        put("nothing differs: plan, values, causes and times agree")
    return Exit.COMPLETED


def open_in_designer(kept: Store, entry: RunEntry) -> int:
    """Show the run in the designer, in the window that is open already if there is one."""
    from engine.cli.commands import _open_designer

    return _open_designer(["--run", entry.run, "--store", str(kept.path)])


def check_views(*, timeline: bool, compare: str | None, in_designer: bool, others: bool) -> None:
    """Refuse to show two things at once; `others` says that something else was asked for.

    Raises:
        UsageError: It was asked for.
    """
    if sum((timeline, compare is not None, in_designer)) + others > 1:
        raise click.UsageError(
            "only one of '--timeline', '--compare', '--in-designer' and the other views at a time"
        )


def _timeline_in_words(tape: Tape, found: Course) -> Iterator[str]:
    """A line for each Step in the order of beginning; `*` marks the critical path."""
    width = max(map(len, tape.tracks), default=0)
    order = sorted(tape.bars(), key=lambda bar: (bar.start is None, bar.start or 0))
    for bar in order:
        mark = "*" if bar.step in found.on_path else " "
        told = f"{mark} {bar.step:<{width}}  {bar.status:<{STATUS_WIDTH}}  {_when(bar)}"
        yield " · ".join([told, *_details(bar, found)]).rstrip()
    for pause in tape.breaks:
        when, long = f"+{pause.at / _SECOND:.3f} s", lasting(pause.length / _SECOND)
        yield f"| at {when} the run was cut off; it went on {long} later, which is left out"
    if found.path:
        time = lasting(found.makespan / _SECOND)
        yield f"* the critical path: {' → '.join(found.path)}, {time}"


def _when(bar: Bar) -> str:
    if bar.start is None:
        return f"{'-':>9}  {'-':>9}"
    took = "-" if bar.end is None else lasting((bar.end - bar.start) / _SECOND)
    return f"+{bar.start / _SECOND:.3f} s".rjust(9) + f"  {took:>9}"


def _details(bar: Bar, found: Course) -> Iterator[str]:
    """Its tries and waits, how much longer it could have taken, and what it would save remembered."""
    from engine.timing import Doing

    if bar.tries > 1:
        yield f"{bar.tries} tries"
    if bar.workers:
        many = "worker" if len(bar.workers) == 1 else "workers"
        yield f"on {many} {', '.join(bar.workers)}"
    for span in bar.told:
        start = max(span.start, bar.stirred) if span.doing is Doing.INPUT else span.start
        if span.doing is Doing.LOST and span.length >= 1000:
            yield f"began again: {lasting(span.length / _SECOND)} lost when the run was cut off"
        if span.doing.is_wait and span.end - start >= 1000:
            what = f" '{span.name}'" if span.name else ""
            yield f"waited {lasting((span.end - start) / _SECOND)} ({span.doing}{what})"
    if bar.step in found.links:
        if found.slack[bar.step]:
            yield f"slack {lasting(found.slack[bar.step] / _SECOND)}"
        saved = found.saved(bar.step)
        if saved >= 1000:
            yield f"if cached: -{lasting(saved / _SECOND)}"


def _timeline_to_json(entry: RunEntry, tape: Tape, found: Course) -> dict[str, JSON]:
    return {
        "run": entry.run,
        "took": entry.took,
        "makespan": found.makespan / _SECOND,
        "critical_path": list(found.path),
        "breaks": [
            {"at": pause.at / _SECOND, "seconds": pause.length / _SECOND} for pause in tape.breaks
        ],
        "steps": {bar.step: _bar_to_json(bar, found) for bar in tape.bars()},
    }


def _bar_to_json(bar: Bar, found: Course) -> dict[str, JSON]:
    is_linked = bar.step in found.links
    return {
        "status": str(bar.status),
        "start": None if bar.start is None else bar.start / _SECOND,
        "end": None if bar.end is None else bar.end / _SECOND,
        "tries": bar.tries,
        **({"workers": list(bar.workers)} if bar.workers else {}),
        "slack": found.slack[bar.step] / _SECOND if is_linked else None,
        "saved_if_cached": found.saved(bar.step) / _SECOND if is_linked else None,
        "spans": [
            {
                "doing": str(span.doing),
                "start": span.start / _SECOND,
                "end": span.end / _SECOND,
                "name": span.name or None,
                "step": span.step or None,
            }
            for span in bar.spans
        ],
    }
