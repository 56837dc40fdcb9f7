"""An errand: the work of one try as a value that can be done elsewhere. Knows neither runs nor clusters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.modules import Modules
    from engine.workers.pool import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A task with what it needs: `modules` are those of the run here, whose names it may use.

    Errands of one `name` are taken to last about as long as each other. With `isolate` the worker does it
    in a process of its own, which may grow by `memory_mb`.
    """

    name: str
    task: Task
    modules: Modules
    isolate: bool = False
    memory_mb: int | None = None
