"""Brings a value home that stayed on a cluster, for whoever looks at it while the run is on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject

from engine.errors import StepFailure
from engine.kept import Kept
from engine.value import Value


class Fetching(QObject):
    """Knows the value that was fetched last; large ones are not hoarded."""

    def __init__(self, parent: QObject) -> None:
        """Begin with none."""
        super().__init__(parent)
        self._known: tuple[Kept, Value] | None = None
        self._wanted: Kept | None = None
        self._task: asyncio.Task[None] | None = None

    def value_of(self, kept: Kept, then: Callable[[], object]) -> Value | None:
        """The value; None while it is on its way, and then `then` is called once it is here.

        Where it cannot be had any more, that is what is known of it: its type and how it looks.
        """
        if self._known is not None and self._known[0] is kept:
            return self._known[1]
        if self._wanted is not kept:
            self._wanted = kept
            if self._task is not None:
                self._task.cancel()
            self._task = asyncio.get_running_loop().create_task(self._fetch(kept, then))
        return None

    async def _fetch(self, kept: Kept, then: Callable[[], object]) -> None:
        try:
            value: Value = await kept.fetch()
        except (StepFailure, OSError):
            value = kept
        self._known, self._wanted, self._task = (kept, value), None, None
        then()
