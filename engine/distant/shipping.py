"""The modules of a flow's folder on their way to workers: by what is in them, so that none is stale there.

What is sent is what the modules of a run's Steps are made of, as `engine.sources` finds it, as far as it
lies in the folder. A worker that sees the same folder with the same contents takes that one, so that other
files beside the modules are there as well; else what was sent is laid out in a folder of its own.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from engine.distant.wire import Sources
from engine.errors import Fatal


def gathered(folder: Path, files: Iterable[Path]) -> Sources:
    """The files in a folder as they are now; what cannot be read is left out, and missed at the other end."""
    found: dict[str, bytes] = {}
    for file in sorted(set(files)):
        if file.is_relative_to(folder):
            try:
                found[file.relative_to(folder).as_posix()] = file.read_bytes()
            except OSError:
                continue
    return Sources(digest=_digest(folder, found), folder=str(folder), files=found)


def own_folder(sources: Sources) -> Path | None:
    """The very folder, where it is seen from here and holds just what was sent."""
    own = Path(sources.folder)
    is_same = own.is_dir() and all(_is_same(own / n, data) for n, data in sources.files.items())
    return own if is_same else None


def laid_out(sources: Sources) -> Path:
    """A folder of its own with what was sent; it is there as long as this process."""
    made = Path(tempfile.mkdtemp(prefix="backcast-sources-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    for name, data in sources.files.items():
        file = made / name
        if not file.resolve().is_relative_to(made.resolve()):
            raise Fatal(f"'{name}' lies outside of the flow's folder", reason="missing_module")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return made


def _is_same(file: Path, data: bytes) -> bool:
    try:
        return file.read_bytes() == data
    except OSError:
        return False


def _digest(folder: Path, files: Mapping[str, bytes]) -> str:
    made = hashlib.sha256(str(folder).encode())
    for name, data in files.items():
        made.update(f"\0{name}\0{len(data)}\0".encode())
        made.update(data)
    return made.hexdigest()
