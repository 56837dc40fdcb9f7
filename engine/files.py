"""Saving so that a crash, a full disk or a second program never leaves half a file; and where we are."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from engine.provenance import download_mark, keep_mark

_OWN_DESCRIPTORS: Final = re.compile(r"/proc/(?:self|thread-self|[0-9]+)(?:/task/[0-9]+)?/fd")
_LINKS: Final = 40
"""Symbolic links in a row that the system follows."""


def current_folder() -> Path:
    """The folder that relative paths begin in; one that was deleted keeps its name, and holds nothing."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path(os.environ.get("PWD") or os.sep)


def save_atomically(
    path: Path, data: bytes, before: Callable[[Path], object] | None = None
) -> None:
    """Put `data` where `path` is: afterwards the file is the old one or the new one, whole.

    The permission bits of a file that is there are kept, and the mark of a download; a symbolic link
    stays one: what it leads to is replaced. What is no file (a device, a pipe, `/dev/stdout`) is
    written to instead.
    `before` is called with the file's real path once the new content is safe and the old still there.

    Raises:
        OSError: It could not be saved; what was there is untouched and nothing else is left.
    """
    stream = _stream(path)
    if stream is not None:
        with stream:
            stream.write(data)
        return
    target = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(
        prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent
    )
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_permissions(target))
        if before is not None:
            before(target)
        keep_mark(temporary, download_mark(target))
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def keep_backup(target: Path, data: bytes) -> None:
    """Keep what is at `target` as `NAME.bak`, in place of an older one, unless it already is `data`.

    A backup that cannot be kept does not stand in the way of saving: nothing is raised.
    """
    backup = target.with_name(target.name + ".bak")
    fresh = target.with_name(f".{target.name[:40]}.{os.getpid()}.bak")
    with suppress(OSError):
        if target.read_bytes() == data:
            return
        try:
            os.link(target, fresh)
        except OSError:  # some file systems have no links
            shutil.copy2(target, fresh)
        fresh.replace(backup)
    with suppress(OSError):
        fresh.unlink()


def _stream(path: Path) -> BinaryIO | None:
    """Where to write what cannot be replaced; None where there is a file, or nothing yet."""
    handle = _descriptor(path)
    if handle is not None:
        return os.fdopen(os.dup(handle), "wb")
    try:
        mode = path.stat().st_mode
    except OSError:
        return None
    return None if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else path.open("wb")


def _descriptor(path: Path) -> int | None:
    """Which open file of this process a path stands for, as `/dev/stdout` does; else None."""
    for _ in range(_LINKS):
        if not path.is_symlink():
            break
        folder = os.path.realpath(path.parent)
        if _OWN_DESCRIPTORS.fullmatch(folder) and f"/{os.getpid()}/" in f"{folder}/":
            return int(path.name)
        path = path.parent / path.readlink()
    return None


def _permissions(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)  # the only way to ask for it is to set it
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name last too, where the system lets a folder be opened (Windows does not)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
