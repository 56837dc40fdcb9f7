"""Keeps runs: the list of them in SQLite, and for each a folder with its journal and large values.

Beside the store's file `store.sqlite3` stands `store.sqlite3.runs/RUN/`, with `journal` (one line for
each record) and `values/` in it. A folder belongs to one run, so writing needs no agreement between
processes, and taking a run away leaves nothing behind. Whether a run that has not ended is still on is
told by a lock on its journal, which its process lets go of however it dies.

The rooms: `database` (the list), `journal` (writing), `values` (what is large), `reading`, `cutting` (what
of a cut-off run can be built upon), `pruning` (old runs), `memory` (results that are remembered across
runs), `lock`, and `runs`: the `Store` itself.
"""

from __future__ import annotations

from engine.store.entry import INTERRUPTED, RUNNING, RunEntry
from engine.store.journal import Journal
from engine.store.memory import MemoEntry, Memory
from engine.store.pruning import Limits
from engine.store.runs import Again, Recipe, Resumed, Store, run_is_on, store_path
from engine.store.values import Unread, whole

__all__ = [
    "INTERRUPTED",
    "RUNNING",
    "Again",
    "Journal",
    "Limits",
    "MemoEntry",
    "Memory",
    "Recipe",
    "Resumed",
    "RunEntry",
    "Store",
    "Unread",
    "run_is_on",
    "store_path",
    "whole",
]
