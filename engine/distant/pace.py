"""How many errands go together: so many that the cluster's cost for each load does not count. Pure.

What a cluster asks for one load (some milliseconds of its scheduler, and of ours) is more than many a Step's
work. So errands of one name are timed, and the quick ones put together into loads that last about `AIM`: long
enough that the cost is small beside it, short enough that nobody has to wait for results, and never so many
that some slots would have nothing to do. What lasts longer than that goes by itself.
"""

from __future__ import annotations

from typing import Final

AIM: Final = 0.04
"""Seconds that a load of several errands is to last."""

COST: Final = 0.00005
"""Seconds that a worker needs for an errand besides its work."""

SLOW: Final = AIM / 2
"""Seconds from which errands go by themselves."""

AHEAD: Final = 2
"""Loads for each slot that are on their way at one time."""

MOST: Final = 2_000
"""Errands in one load."""

_WEIGHT: Final = 0.3
"""How much the last measurement counts."""


class Pace:
    """How long errands of one name take, as far as that is known."""

    __slots__ = ("took",)

    def __init__(self) -> None:
        """Begin with nothing known."""
        self.took: float | None = None

    def learn(self, took: float) -> None:
        """Take how long one lasted, or several did on average, in seconds."""
        self.took = took if self.took is None else self.took + _WEIGHT * (took - self.took)

    def suspect(self, at_least: float) -> None:
        """Take that one has lasted so long already and goes on."""
        self.took = max(self.took or 0.0, at_least)

    @property
    def is_slow(self) -> bool:
        """Whether errands go by themselves, as many as there are."""
        return self.took is not None and self.took >= SLOW

    @property
    def together(self) -> int:
        """How many make a load that lasts as long as it should; 1 while nothing is known."""
        if self.took is None or self.is_slow:
            return 1
        return max(1, min(MOST, int(AIM / (self.took + COST))))

    def share(self, waiting: int, slots: int) -> int:
        """How many of those that wait go together now, so that all slots get some."""
        fair = -(-waiting // max(1, slots * AHEAD))
        return max(1, min(self.together, fair))
