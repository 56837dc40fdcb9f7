"""Menus of files: each by its name, and where two have one name by as much of the folder as it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QMenu


def fill(
    menu: QMenu, files: Sequence[Path], open_file: Callable[[Path], None], nothing: str
) -> None:
    """List files, each of which opens when it is chosen; where there are none, say so."""
    menu.clear()
    menu.setToolTipsVisible(True)
    for path, name in zip(files, told_apart(files), strict=True):
        item = menu.addAction(name.replace("&", "&&"))
        item.setToolTip(str(path))
        item.triggered.connect(lambda _=False, path=path: open_file(path))
    if not files:
        menu.addAction(nothing).setEnabled(False)


def told_apart(files: Sequence[Path]) -> list[str]:
    """What to call files: their names, with folders behind those that others have too."""
    names = [path.name for path in files]
    for depth in range(1, max((len(path.parts) for path in files), default=0)):
        count = Counter(names)
        if len(count) == len(names):
            break
        names = [
            f"{path.name} – {Path(*path.parent.parts[-depth:])}" if count[name] > 1 else name
            for path, name in zip(files, names, strict=True)
        ]
    return names
