"""The commands about what is remembered of Steps that say `cache`: list it, clear it.

`cache list --json` prints `[{"step", "flow", "kind", "folder", "made", "run", "size"}]`, the newest first;
`size` is in bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from engine.cli.exits import Exit
from engine.cli.explaining import cli
from engine.cli.performing import json_option
from engine.cli.storing import opened, store_option
from engine.cli.streams import as_json, put, say

if TYPE_CHECKING:
    from engine.store import MemoEntry
    from engine.value import JSON

__all__ = ["cli"]

_DAY = 24 * 3600.0


@cli.group()
def cache() -> None:
    """List or clear the results that are remembered of steps."""


@cache.command("list")
@json_option
@store_option
def list_(json_: bool, store: str | None) -> int:
    """List the results that are remembered, the newest first."""
    with opened(store) as kept:
        entries = kept.memory.entries()
    if json_:
        put(as_json([_entry_to_json(entry) for entry in entries], indent=2))
        return Exit.COMPLETED
    width = max((len(entry.step) for entry in entries), default=0)
    for entry in entries:
        if not put(_entry_in_a_line(entry, width)):
            break
    return Exit.COMPLETED


class _Days(click.FloatRange):
    """A number of days; what is no number is none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        days = float(super().convert(value, param, ctx))
        if math.isnan(days):
            self.fail(f"'{value}' is not a number of days.", param, ctx)
        return days


@cache.command()
@click.option("--step", metavar="STEP", help="Only results of steps with this id.")
@click.option("--older-than", "days", type=_Days(min=0), metavar="DAYS", help="Only older results.")
@store_option
def clear(step: str | None, days: float | None, store: str | None) -> int:
    """Forget results that are remembered: all of them, or some."""
    from engine.clock import SystemClock

    before = SystemClock().now() - (days or 0.0) * _DAY
    with opened(store) as kept:
        entries = kept.memory.entries()
        gone = [one for one in entries if step in (None, one.step) and one.made <= before]
        kept.memory.clear(gone)
    say(_cleared(gone, entries, step))
    return Exit.COMPLETED


def _cleared(gone: Sequence[MemoEntry], entries: Sequence[MemoEntry], step: str | None) -> str:
    from engine.codec.wording import did_you_mean

    if gone:
        what = "result" if len(gone) == 1 else "results"
        return f"forgot {len(gone)} {what} ({_size(sum(one.size for one in gone))})"
    known = {str(one.step) for one in entries}
    if step is not None and step not in known:
        return f"nothing is remembered of a step '{step}'{did_you_mean(step, known)}"
    return "there is nothing to forget"


def _entry_in_a_line(entry: MemoEntry, width: int) -> str:
    from engine.cli.progress import one_line
    from engine.cli.recorded import moment

    flow = one_line(entry.flow or str(entry.folder))
    return (
        f"{entry.step:<{width}}  {moment(entry.made)}  {_size(entry.size):>8}  {entry.run}  {flow}"
    )


def _entry_to_json(entry: MemoEntry) -> dict[str, JSON]:
    from engine.clock import iso

    return {
        "step": entry.step,
        "flow": entry.flow,
        "kind": entry.kind,
        "folder": str(entry.folder),
        "made": iso(entry.made),
        "run": entry.run,
        "size": entry.size,
    }


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"
