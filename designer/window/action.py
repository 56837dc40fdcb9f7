"""What a command of the application is: its name, its keys, when it can be used. The table is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.window.main import MainWindow

Enabled = Callable[["MainWindow"], bool]


def always(window: MainWindow) -> bool:
    """For commands that can be used whatever the window shows."""
    del window
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One command. `id` is also the name of its `QAction`; `menu` empty: by key only."""

    id: str
    text: str
    menu: str
    do: Callable[[MainWindow], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    enabled: Enabled = field(default=always)
    checked: Enabled | None = None
    break_before: bool = False
