"""What the list of runs says of one run."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from engine.clock import between

RUNNING: Final = "running"
INTERRUPTED: Final = "interrupted"
"""Neither ended nor on: its process died. Resuming is what can follow."""


class RunEntry(NamedTuple):
    """A run that is kept. Times in seconds since 1970; `size` in bytes, 0 while it has not ended.

    `started` is the time of its first event (of one that has none yet, when it was listed), `ended` of the
    one that says how it ended; for `away` seconds between them the process that it was in was dead.

    `status` is `running`, `interrupted`, `completed`, `failed` or `cancelled`; `file` is the flow file
    as the user gave it, empty where there was none.
    """

    run: str
    flow: str
    file: str
    folder: Path
    status: str
    started: float
    ended: float | None
    size: int
    away: float = 0.0

    @property
    def took(self) -> float | None:
        """How long it took, in seconds, as `RunState.took` says; None while it has not ended."""
        return between(self.started, self.ended, self.away)

    @property
    def path(self) -> Path | None:
        """The flow file, from wherever one looks; None where there was none."""
        if not self.file:
            return None
        given = Path(self.file)
        return given if given.is_absolute() else self.folder / given.name
