"""A lock on a run's journal, held by the process that writes it and let go of when that dies, however."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Final

PATIENCE: Final = 0.2
"""Seconds that taking a lock may take: somebody may just be looking whether it is held."""

if sys.platform == "win32":
    import msvcrt

    _FAR: Final = (
        1 << 40
    )  # a byte that is never written: there, a locked byte cannot be read either

    def _lock(handle: int, *, shared: bool) -> None:
        del shared  # there is only one sort
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int, *, shared: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def hold(handle: int) -> bool:
    """Lock an open file until it is closed, or this process ends; False where another one has it."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _lock(handle, shared=False)
        except OSError:
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        else:
            return True


def is_held(path: Path) -> bool:
    """Whether a living process has the lock on a file; not where there is no such file."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        _lock(handle, shared=True)
    except OSError:
        return True
    else:
        return False
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)
