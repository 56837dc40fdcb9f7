"""Workers that die at work: whose fault that may be, and what becomes of it. Pure; knows no cluster.

An errand at which `MOST` workers have died in a row has killed them, as far as anybody can tell: it is not
done again; and before the last times it asks whether it may begin, lest the cluster has it done by itself. Of
a bundle the first that has not ended is suspected most, and goes by itself from then on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.distant.trip import Trip
from engine.errors import Fatal, StepFailure

MOST: Final = 3
"""Workers that may die at an errand."""


def sorted_out(trips: Sequence[Trip]) -> tuple[list[Trip], list[Trip]]:
    """Count one more worker that died at a bundle, and give what may be done again and what may not."""
    for trip in trips:
        trip.deaths += 1
        trip.guarded = trip.deaths > 1 or (trip is trips[0] and len(trips) > 1)
        if len(trips) > 1 and (trip is trips[0] or trip.deaths > 1):
            trip.alone, trip.group = True, f"{trip.step} alone"
    again = [trip for trip in trips if trip.deaths < MOST]
    return again, [trip for trip in trips if trip.deaths >= MOST]


def killed(workers: int) -> StepFailure:
    """The failure of work that workers died at."""
    told = f"{workers} workers died one after the other while at it"
    hint = "it may need more memory than they have, or crash its process"
    return StepFailure(f"{told}: {hint}", reason="worker_died")


def died(worker: str) -> StepFailure:
    """The failure of work that must not be done twice, and whose worker died."""
    told = f"worker '{worker}' died while at it, and it may not be done twice"
    return Fatal(f"{told}: see what it has done before you run it again", reason="worker_died")


def unsent(times: int) -> StepFailure:
    """The failure of work that the cluster loses whenever it is sent."""
    return StepFailure(f"the cluster has lost it {times} times", reason="cluster_failed")
