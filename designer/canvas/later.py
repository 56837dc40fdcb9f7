"""Values that are made when somebody asks for them, and kept. Qt-free.

So that ten thousand Steps can be shown before all of them have been worked out, most never are, and
nobody who asks for one can tell the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Later(Mapping[K, V]):
    """Values by key. `known` are those that were made so far: what is taken out of it is made anew."""

    def __init__(self, keys: Callable[[], Collection[K]], make: Callable[[K], V]) -> None:
        """Take what says which keys there are, and what makes the value of one."""
        self.known: dict[K, V] = {}
        self._keys = keys
        self._make = make

    def __getitem__(self, key: K) -> V:
        """One of them."""
        made = self.known.get(key)
        if made is None:
            if key not in self._keys():
                raise KeyError(key)
            made = self.known[key] = self._make(key)
        return made

    def get(self, key: K, default: V | None = None) -> V | None:  # type: ignore[override]
        """One of them; the default where there is none."""
        made = self.known.get(key)
        if made is not None:
            return made
        return self[key] if key in self._keys() else default

    def __contains__(self, key: object) -> bool:
        """Whether it is there; nothing is made."""
        return key in self._keys()

    def __iter__(self) -> Iterator[K]:
        """All keys, whether made or not."""
        return iter(self._keys())

    def __len__(self) -> int:
        """How many there are, whether made or not."""
        return len(self._keys())
