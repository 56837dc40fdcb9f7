"""A run, as those see it who work for it: what they may ask of it, and nothing that it asks of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from engine import events as e
from engine.decision import Decision
from engine.deed import Deed
from engine.state import RunState
from engine.work import Work


class Run(Protocol):
    """What the crew may ask of the run that it works for."""

    run_id: str
    state: RunState

    @property
    def is_on(self) -> bool:
        """Whether it has begun and not ended."""
        ...

    def follow(self, decisions: Iterable[Decision]) -> None:
        """Carry out what was decided, or record what work says on the way."""
        ...

    def fact(self, *events: e.Event) -> None:
        """Record facts that the rule has to hear of, and carry out what follows."""
        ...

    def safely(self, what: Callable[..., None], *args: Any) -> None:
        """Call; an error breaks the run off."""
        ...

    def later(self, delay: float, what: Callable[[Work], None], work: Work) -> asyncio.TimerHandle:
        """Call after so many seconds; an error breaks the run off."""
        ...

    def take_late(self, event: e.Event, deed: Deed | None) -> None:
        """Record that something came when its Step had ended, and have it undone."""
        ...
