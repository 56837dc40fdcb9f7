"""What a row of the list of runs may hold: SQLite itself keeps anything, and a bad disk or hand writes it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from types import NoneType
from typing import Final, TypeVar

from engine.errors import FlowFileError, StoreError

T = TypeVar("T")

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    **dict.fromkeys(("run", "flow", "file", "folder", "goals", "given", "flows"), (str,)),
    **dict.fromkeys(("source", "start", "status"), (str,)),
    "text": (bytes,),
    "started": (int, float),
    "ended": (int, float, NoneType),
    "size": (int,),
    "away": (int, float),
}

_PATHS: Final = ("file", "folder")

_RUN: Final = re.compile(r"[A-Za-z0-9_-]+")
"""A run's id names its folder: nothing else may lead there."""

_SOURCE: Final = re.compile(r"[A-Za-z0-9_-]*")
"""The run that another one was taken up from, if it was."""

_NONSENSE: Final = (
    ValueError, TypeError, KeyError, AttributeError, RecursionError, FlowFileError,
)  # fmt: skip

_LATEST: Final = 253_402_300_799.0
"""The last second that a date can say."""


def sound(row: sqlite3.Row, path: Path) -> sqlite3.Row:
    """The row, of the store at `path`, if it can be one of ours.

    Raises:
        StoreError: It cannot.
    """
    names = row.keys()
    fits = "run" in names and all(isinstance(row[name], _TYPES.get(name, ())) for name in names)
    fits = fits and not any("\0" in row[name] for name in _PATHS if name in names)
    fits = fits and ("source" not in names or _SOURCE.fullmatch(row["source"]) is not None)
    times = [row[name] for name in ("started", "ended", "away") if name in names]
    if fits and _RUN.fullmatch(row["run"]) and _are_times(*times):
        return row
    raise _damaged(path, row["run"] if "run" in names else None)


def made_of(row: sqlite3.Row, path: Path, make: Callable[[], T]) -> T:
    """What `make` makes of the texts of a row of the store at `path`.

    Raises:
        StoreError: It cannot make anything of them.
    """
    try:
        return make()
    except _NONSENSE as error:
        raise _damaged(path, row["run"]) from error


def _are_times(*times: float | None) -> bool:
    return all(time is None or 0 <= time <= _LATEST for time in times)


def texts(found: object) -> Iterable[str]:
    """A list of texts, if it is one.

    Raises:
        ValueError: It is something else.
    """
    if isinstance(found, list) and all(isinstance(text, str) for text in found):
        return found
    raise ValueError("not a list of texts")


def _damaged(path: Path, run: object) -> StoreError:
    told = f"what it says of run '{run}'" if isinstance(run, str) else "its list of runs"
    message = f"the run store '{path}' is damaged: {told} cannot be read"
    return StoreError(f"{message}; move it away, or name another one with --store")
