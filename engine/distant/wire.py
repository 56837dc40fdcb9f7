"""What travels between us and the workers of a cluster: bundles of errands there, what is told of them back.

A message is a tuple of what msgpack and JSON can say, bytes included, so any cluster can carry it: the kind
of message, the number of the bundle, then what the kind says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from engine.flow import Input
from engine.workers.parcel import pack, unpack

Message: TypeAlias = tuple[Any, ...]

BEGUN: Final = "begun"
"""`(BEGUN, bundle, worker)`: the worker of that name is at the bundle."""
ASKS: Final = "asks"
"""`(ASKS, bundle, worker, nonce)`: whether it may begin, this time, with work that must not be done twice."""
WANTS: Final = "wants"
"""`(WANTS, bundle, worker, digest)`: it has not got the sources of that digest."""
TOLD: Final = "told"
"""`(TOLD, bundle, worker, now, entries)`: what its errands came to or said, in order; `now` is its clock."""
LAST: Final = "last"
"""The same, and nothing comes after it."""
UNREAD: Final = "unread"
"""`(UNREAD, bundle, worker, packed)`: the errands cannot be read there together; why, as a `Failed`."""

LINE: Final = "line"
"""`(LINE, errand, stream, text)`."""
PROGRESS: Final = "progress"
"""`(PROGRESS, errand, fraction, text)`."""
DONE: Final = "done"
"""`(DONE, errand, began, took, packed outputs)`; `took` is negative where the next will not take as long."""
FAILED: Final = "failed"
"""`(FAILED, errand, began, took, packed Failed)`."""
HEAVY: Final = "heavy"
"""`(HEAVY, errand, began, took, index)`: done, and the packed outputs are in what the load itself gives."""
STAYS: Final = "stays"
"""`(STAYS, errand, began, took, packed notes)`: done, and the outputs that the notes name stay there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Errands that one worker performs, one after the other.

    `room` is the run whose modules are meant and `folder` where they lie here; `sources` is the digest of
    their contents, empty where the folder has none of its own. `tasks` are packed; `ids` are their numbers.
    `once` says that nothing of it may be done a second time. `keeps` says which outputs of which errand may
    stay there if they are large, and `kept` which inputs are values that stayed: the errand's place, the
    input with its port, and where the value is among those of other loads.
    """

    number: int
    run: str
    folder: str
    room: str
    sources: str
    ids: tuple[int, ...]
    tasks: bytes
    isolate: bool = False
    memory_mb: int | None = None
    once: bool = False
    keeps: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    kept: tuple[tuple[int, str, Input, int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The modules of a folder by their path in there, with a digest of all of it."""

    digest: str
    folder: str
    files: dict[str, bytes]


def packed_bundle(bundle: Bundle) -> bytes:
    """A bundle as it is sent."""
    return pack(bundle)


def opened_bundle(data: bytes) -> Bundle:
    """The bundle again; its tasks are still packed."""
    bundle: Bundle = unpack(data, None)
    return bundle
