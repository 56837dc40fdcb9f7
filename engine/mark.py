"""Marks of files and folders: a text that stays the same for as long as what is in them does.

A file of up to `WHOLE` bytes is marked by its content (SHA-256), a larger one by its size and the time of
its last change, a folder by the names, sizes and times of everything below it. What is not there has a
mark too, since a file that comes later changes what a program finds.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from engine.clock import SystemClock

WHOLE: Final = 16 * 2**20
"""Bytes up to which a file is read: hardly longer than a few frames of the designer."""

ENTRIES: Final = 10_000
"""Files and folders below one folder, beyond which it has no mark."""

NOTHING: Final = "nothing"

_FRESH: Final = 2.0
"""Seconds within which a file may have changed twice and have the same time."""


class NoMark(Exception):
    """What is in a file or folder cannot be told; the sentence says why."""


def marks(paths: Iterable[Path]) -> dict[str, str]:
    """The mark of each path, by path, sorted.

    Raises:
        NoMark: One of them has none.
    """
    return {str(path): mark(path) for path in sorted(set(paths))}


def mark(path: Path) -> str:
    """The mark of whatever is at a path.

    Raises:
        NoMark: It cannot be read, or is a folder of too many things.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return _mark_of_folder(path)
        if not stat.S_ISREG(found.st_mode):
            return f"device {found.st_rdev}"
        return _mark_of_file(path, found)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return NOTHING
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            return NOTHING
        raise NoMark(f"'{path}' cannot be read: {error.strerror}") from error


def _mark_of_file(path: Path, found: os.stat_result) -> str:
    if found.st_size > WHOLE:
        return f"{found.st_size} {found.st_mtime_ns}"
    if abs(SystemClock().now() - found.st_mtime) < _FRESH:
        return _digest(path)
    return _known_digest(path, found.st_mtime_ns, found.st_size, found.st_ino)


@lru_cache(maxsize=4096)
def _known_digest(path: Path, _changed: int, _size: int, _inode: int) -> str:
    return _digest(path)


def _digest(path: Path) -> str:
    import hashlib  # costs more than all else that a run without remembered Steps loads

    return hashlib.sha256(path.read_bytes()).hexdigest()


def _mark_of_folder(folder: Path) -> str:
    import hashlib

    lines = []
    for line in _listing(folder):
        lines.append(line)
        if len(lines) > ENTRIES:
            raise NoMark(f"there are more than {ENTRIES} files below '{folder}'")
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogateescape")).hexdigest()


def _listing(folder: Path) -> Iterator[str]:
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                found = entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    yield entry.path
                else:
                    yield f"{entry.path}\0{found.st_size}\0{found.st_mtime_ns}"
