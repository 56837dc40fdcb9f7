"""What a process holds: memory, threads, open files and children; for tests that nothing is left."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Holding:
    """Memory in MB, and counts."""

    memory: float
    threads: int
    files: int
    children: int


def holding() -> Holding:
    """What this process holds now, garbage left aside."""
    gc.collect()
    return Holding(
        memory=int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20,
        threads=threading.active_count(),
        files=len(list(Path("/proc/self/fd").iterdir())),
        children=len(children()),
    )


def children() -> Mapping[int, str]:
    """The living and the dead but unburied children of this process, each with its state."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, parent, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(parent) == os.getpid():
                found[int(folder.name)] = state
    return found
