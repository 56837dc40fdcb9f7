"""Where a file came from, as far as the system says: the mark that browsers and mail programs leave."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import platformdirs

ORIGIN: Final = "user.xdg.origin.url"
"""The extended attribute in which a download's address stands, on Linux."""

QUARANTINE: Final = "com.apple.quarantine"
_LONGEST: Final = 4096


def download_mark(file: Path) -> str:
    """What marks a file as downloaded: its address, or else a word; empty where there is no mark."""
    if sys.platform == "win32":
        return _from_zone(file)
    if sys.platform == "darwin":
        return "quarantine" if _from_mac(file) else ""
    return _from_linux(file)


def keep_mark(file: Path, mark: str) -> None:
    """Mark a file as downloaded again, which was replaced by saving it; where that can be done."""
    setter = getattr(os, "setxattr", None)
    if mark and setter is not None:
        try:
            setter(file, ORIGIN, mark.encode("utf-8", "surrogateescape"))
        except OSError:  # a file system without attributes
            return


def in_downloads(file: Path) -> bool:
    """Whether a file lies in the user's folder for downloads, or below it."""
    folder = Path(os.path.realpath(platformdirs.user_downloads_path()))
    is_its_own = folder not in (Path.home(), Path(folder.anchor))  # some name their home for it
    return is_its_own and folder in file.parents


def _from_linux(file: Path) -> str:
    getter: Callable[..., bytes] | None = getattr(os, "getxattr", None)
    if getter is None:
        return ""
    try:
        return getter(file, ORIGIN).decode("utf-8", "replace")[:_LONGEST].strip() or "a download"
    except (OSError, ValueError):
        return ""


def _from_mac(file: Path) -> bool:
    try:
        library: Any = ctypes.CDLL(None)
        found = library.getxattr(os.fsencode(file), QUARANTINE.encode(), None, 0, 0, 0)
    except (OSError, AttributeError, ValueError):
        return False
    return int(found) >= 0


def _from_zone(file: Path) -> str:
    try:
        with Path(f"{file}:Zone.Identifier").open(encoding="utf-8", errors="replace") as stream:
            said = dict(line.strip().partition("=")[::2] for line in stream.read(_LONGEST).split())
    except (OSError, ValueError):
        return ""
    zone = said.get("ZoneId", "")
    if not zone.isdigit() or int(zone) < 3:
        return ""
    return said.get("HostUrl", "") or said.get("ReferrerUrl", "") or "a download"
