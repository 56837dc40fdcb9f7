"""Opens what a worker told of an errand: outputs and failures, as letters for the run; writes others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from engine.capture import recorded
from engine.distant import trip as letters
from engine.distant import wire
from engine.distant.trip import Letter, Trip
from engine.tracing import ROOM, describe
from engine.workers.parcel import Failed, unpack

_ROOM: Final = ROOM.encode()

_OF_MODULES: Final = frozenset({"import_failed", "missing_module"})
_NO_MODULE: Final = re.compile(r"ModuleNotFoundError: No module named '")


def opened(kind: str, trip: Trip, data: bytes, worker: str, waited: float, load: int) -> Letter:
    """The letter for what an errand came to."""
    if kind == wire.FAILED:
        failed = _said_where(unpack(data, None), worker)
        return letters.FAILED, trip, failed, worker, waited
    try:
        found = _unpacked(trip, data, worker)
    except Exception as error:  # noqa: BLE001 - the values' own code runs here
        told = f"the outputs cannot be read here: {describe(error)[0]}"
        failed = Failed(reason="not_picklable", message=told, retryable=False)
        return letters.FAILED, trip, failed, worker, waited
    if kind == wire.STAYS:
        outputs, notes = found
        return letters.STAYED, trip, outputs, worker, waited, load, notes
    return letters.DONE, trip, found, worker, waited


def tell_again(trips: Iterable[Trip], why: str) -> None:
    """Have the run hear, once for each Step, that errands are done again."""
    for trip in {one.step: one for one in trips}.values():
        told = f"step '{trip.step}': {why}; it is done again"
        trip.mailbox.put((letters.NEWS, trip, "done_again", told, ()))


def tell_times(trips: Iterable[Trip], *, is_begun: bool) -> None:
    """Have the run hear of errands whose time is limited that a worker has begun them, or was lost."""
    for trip in trips:
        if trip.timed:
            trip.mailbox.put((letters.BEGUN, trip, is_begun))


def _unpacked(trip: Trip, data: bytes, worker: str) -> Any:
    """The values; what their classes' modules print while they are loaded here belongs to the Step."""
    if _ROOM not in data:
        return unpack(data, None)

    def line(text: str, stream: str) -> None:
        trip.mailbox.put((letters.LINE, trip, stream, text, worker))

    with recorded(line):
        return unpack(data, trip.errand.modules)


def _said_where(failed: Failed, worker: str) -> Failed:
    """A failure to import says on whose machine: what is installed here need not be there."""
    reason = failed.reason
    if reason == "exception" and _NO_MODULE.match(failed.message):  # imported while at work
        reason = "import_failed"
    if reason not in _OF_MODULES:
        return failed
    told = (
        f"{failed.message}; on worker '{worker}', where what the flow needs has to be installed too"
    )
    return replace(failed, reason=reason, message=told)
