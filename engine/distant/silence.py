"""Keeps the loggers of a cluster's own code quiet: what they would say is told as events, in sentences."""

from __future__ import annotations

import logging
from collections.abc import Iterable


class Silence:
    """Loggers that say nothing from `begin` to `end`."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the loggers' names."""
        self._loggers = [logging.getLogger(name) for name in names]
        self._levels: list[int] = []

    def begin(self) -> None:
        """Say nothing from now on."""
        self._levels = [logger.level for logger in self._loggers]
        for logger in self._loggers:
            logger.setLevel(logging.CRITICAL + 1)

    def end(self) -> None:
        """Be as before. Harmless when repeated."""
        for logger, level in zip(self._loggers, self._levels, strict=False):
            logger.setLevel(level)
        self._levels = []
