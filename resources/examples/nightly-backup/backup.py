"""A backup that is only kept once it has been read back, and old ones that go in good order.

The Steps of `nightly-backup.flow.json`. Archives are put into `examples/nightly-backup` under
`BACKCAST_HOME` where that is set, else under the user's data folder.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from engine import Fatal, StepContext, step

PIECE: Final = 1 << 20
"""Bytes of a file that are read at a time."""


@step(outputs={"files": dict})
def list_documents(folder: str) -> dict[str, str]:
    """List every file of the folder with its checksum, as it is now."""
    root = Path(__file__).parent / folder
    if not root.is_dir():
        raise Fatal(f"there is no folder '{root}' to back up")
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): _checksum(path) for path in files}


@step(outputs={"archive": str})
def pack(folder: str, files: dict[str, str], context: StepContext) -> str:
    """Pack the files into an archive that is named for this moment."""
    root = Path(__file__).parent / folder
    path = _shelf() / f"backup-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.tar.gz"
    draft = path.with_suffix(".part")
    with tarfile.open(draft, "w:gz") as archive:
        for index, name in enumerate(files):
            archive.add(root / name, name)
            context.progress((index + 1) / len(files), name)
    draft.replace(path)
    return str(path)


@step(outputs={"verified": bool})
def verify(archive: str, files: dict[str, str]) -> bool:
    """Read the archive back, and hold every file in it against the original."""
    found = {}
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            stream = packed.extractfile(member)
            if stream is not None:
                found[member.name] = hashlib.sha256(stream.read()).hexdigest()
    wrong = sorted(name for name in {**files, **found} if files.get(name) != found.get(name))
    if wrong:
        Path(archive).unlink()
        raise Fatal(f"the backup is no true copy and was removed; it differs in {', '.join(wrong)}")
    return True


@step(outputs={"removed": list})
def remove_old(archive: str, verified: bool, keep: int) -> list[str]:  # noqa: ARG001 - it waits for that
    """Remove the oldest archives and keep as many as are wanted, the new one among them."""
    shelf = sorted(Path(archive).parent.glob("backup-*.tar.gz"))
    old = shelf[: -max(1, keep)]
    for path in old:
        path.unlink()
    return [path.name for path in old]


@step(outputs={"summary": dict})
def sum_up(archive: str, files: dict[str, str], removed: list[str]) -> dict[str, Any]:
    """Say what there is now, for the log of the night."""
    size = Path(archive).stat().st_size
    return {"archive": archive, "files": len(files), "bytes": size, "removed": len(removed)}


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _shelf() -> Path:
    home = os.environ.get("BACKCAST_HOME")
    data = Path(home).absolute() if home else user_data_path("backcast")
    shelf = data / "examples" / "nightly-backup"
    shelf.mkdir(parents=True, exist_ok=True)
    return shelf
