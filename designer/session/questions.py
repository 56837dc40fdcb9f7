"""The questions that a run asks a person, in the order in which they came, until they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from engine.flow import Name
from engine.question import Question, Reply
from engine.value import Value

WHO = "designer"
"""Who the record says has answered."""


class Questions(QObject):
    """An asker for a Runner: what it asks is `waiting` until somebody answers, or nobody need any more."""

    changed = Signal()
    """A question came, was answered, or was withdrawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with nothing to ask."""
        super().__init__(parent)
        self._open: dict[asyncio.Future[Reply], Question] = {}

    @property
    def waiting(self) -> tuple[Question, ...]:
        """The questions without an answer, the oldest first."""
        return tuple(self._open.values())

    async def ask(self, question: Question) -> Reply:
        """Wait for an answer; a question that is cancelled vanishes."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._open[future] = question
        self.changed.emit()
        try:
            return await future
        finally:
            if self._open.pop(future, None) is not None:
                self.changed.emit()

    def answer(self, question: Question, values: Mapping[Name, Value]) -> None:
        """Answer a question; one that has been withdrawn meanwhile is let be."""
        self._settle(question, Reply(values=dict(values), by=WHO))

    def reject(self, question: Question, values: Mapping[Name, Value]) -> None:
        """Say no: `values` may hold a comment where that was asked for."""
        self._settle(question, Reply(values=dict(values), by=WHO, rejected=True))

    def _settle(self, question: Question, reply: Reply) -> None:
        for future, asked in tuple(self._open.items()):
            if asked is question and not future.done():
                del self._open[future]
                future.set_result(reply)
                self.changed.emit()
