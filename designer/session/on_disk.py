"""How a flow file lies on the disk, as far as a look from outside tells. Reads nothing of what is in it."""

from __future__ import annotations

from pathlib import Path

from designer.assets import resource
from designer.session.journal import is_writable


def seen(path: Path) -> tuple[int, int] | None:
    """What tells one state of a file from another; None where there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def is_read_only(path: Path | None) -> bool:
    """Whether there is a file that cannot be replaced; the examples that came with Backcast stay."""
    if path is None or not path.exists():
        return False
    place = path.resolve()
    if place.is_relative_to(resource("examples").resolve()):
        return True
    return not (is_writable(path) and is_writable(place.parent))
