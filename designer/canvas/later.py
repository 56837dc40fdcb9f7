"""Values that are made when they are asked for, else bit by bit while nothing else is to be done. Qt-free.

So that ten thousand Steps can be shown before all of them have been worked out, and nobody who asks
for one can tell the difference.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from designer.canvas.geometry import Rect

K = TypeVar("K")
V = TypeVar("V")


class Due(Generic[K]):
    """The keys that have to be worked out again, in the order in which they came."""

    def __init__(self, make: Callable[[K], list[Rect]]) -> None:
        """Take what works one out, and gives the areas where that is to be seen."""
        self._make = make
        self._keys: dict[K, None] = {}
        self.noticed: list[Rect] = []

    def __len__(self) -> int:
        """How many are still to be worked out."""
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        """Whether that one is."""
        return key in self._keys

    def put_off(self, keys: Iterable[K]) -> None:
        """Work these out later."""
        self._keys.update(dict.fromkeys(keys))

    def settle(self, key: K) -> list[Rect]:
        """Work one out now."""
        self._keys.pop(key, None)
        return self._make(key)

    def demand(self, key: K) -> None:
        """Work one out because it is asked for; where it is to be seen is `noticed` for the next frame."""
        self.noticed += self.settle(key)

    def settle_until(self, end: float) -> list[Rect]:
        """Work out as many as there is time for; `end` is by `time.perf_counter`."""
        dirty: list[Rect] = []
        while self._keys:
            dirty += self.settle(next(iter(self._keys)))
            if time.perf_counter() > end:
                break
        return dirty


class Later(Mapping[K, V]):
    """What was made by key. `known` is what is there already, some of it perhaps of yesterday."""

    def __init__(self, due: Due[K], finish: Callable[[], object]) -> None:
        """Take what is due, and what makes all of it where somebody wants all."""
        self.known: dict[K, V] = {}
        self._due = due
        self._finish = finish

    def __getitem__(self, key: K) -> V:
        """One of them, worked out first if it is due."""
        if key in self._due:
            self._due.demand(key)
        return self.known[key]

    def get(self, key: K, default: V | None = None) -> V | None:  # type: ignore[override]
        """One of them, worked out first if it is due; the default where there is none."""
        if key in self._due:
            self._due.demand(key)
        return self.known.get(key, default)

    def __contains__(self, key: object) -> bool:
        """Whether it is there."""
        if key in self._due:
            self._due.demand(key)  # type: ignore[arg-type]  # what is due is a key
        return key in self.known

    def __iter__(self) -> Iterator[K]:
        """All keys, nothing being due any more."""
        self._finish()
        return iter(self.known)

    def __len__(self) -> int:
        """How many there are, nothing being due any more."""
        self._finish()
        return len(self.known)
