"""Finds what is near a place without walking everything: keys by the cells that they cover. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Generic, TypeVar

from designer.canvas.geometry import Rect

CELL: Final = 512.0
"""The side of a cell in scene units: about two cards."""

_Key = TypeVar("_Key")


class Grid(Generic[_Key]):
    """An index from areas to keys; a key may cover several rectangles."""

    def __init__(self) -> None:
        """Begin empty."""
        self._cells: dict[tuple[int, int], set[_Key]] = {}
        self._covered: dict[_Key, tuple[tuple[int, int], ...]] = {}

    def put(self, key: _Key, rects: Iterable[Rect]) -> None:
        """Say what a key covers now."""
        cells = tuple({cell for rect in rects for cell in _cells(rect)})
        if cells == self._covered.get(key):
            return
        self.drop(key)
        self._covered[key] = cells
        for cell in cells:
            self._cells.setdefault(cell, set()).add(key)

    def drop(self, key: _Key) -> None:
        """Forget a key, if it is there."""
        for cell in self._covered.pop(key, ()):
            keys = self._cells[cell]
            keys.discard(key)
            if not keys:
                del self._cells[cell]

    def near(self, rect: Rect) -> set[_Key]:
        """All keys in the cells that the rectangle touches: a superset of those in it."""
        found: set[_Key] = set()
        x0, y0, x1, y1 = _span(rect)
        if (x1 - x0 + 1) * (y1 - y0 + 1) > len(self._cells):
            for (x, y), keys in self._cells.items():
                if x0 <= x <= x1 and y0 <= y <= y1:
                    found |= keys
            return found
        for cell in _cells(rect):
            if keys_here := self._cells.get(cell):
                found |= keys_here
        return found


def _span(rect: Rect) -> tuple[int, int, int, int]:
    return (
        int(rect.x // CELL),
        int(rect.y // CELL),
        int((rect.x + rect.w) // CELL),
        int((rect.y + rect.h) // CELL),
    )


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    x0, y0, x1, y1 = _span(rect)
    return ((x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))
