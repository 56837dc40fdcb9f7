"""Finds what is near a place without walking everything: keys by the cells that they cover. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Generic, TypeVar

from designer.canvas.geometry import Rect

CELL: Final = 512.0
"""The side of a cell in scene units: about two cards."""

_COARSER: Final = 16
"""How many times larger the cells are for what would cover more than so many across."""

_Key = TypeVar("_Key")


class Grid(Generic[_Key]):
    """An index from areas to keys; a key may cover several rectangles."""

    def __init__(self, cell: float = CELL) -> None:
        """Begin empty, with cells of that side in scene units."""
        self._cell = cell
        self._coarser: Grid[_Key] | None = None
        self._cells: dict[tuple[int, int], set[_Key]] = {}
        self._known: dict[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]] = {}
        """Each group of cells once, so that thousands of keys do not have groups of their own."""
        self._covered: dict[_Key, tuple[tuple[int, int], ...]] = {}

    def put(self, key: _Key, rects: Iterable[Rect]) -> None:
        """Say what a key covers now."""
        most = self._cell * _COARSER
        near: list[Rect] = []
        far: list[Rect] = []
        for rect in rects:
            (far if rect.w > most or rect.h > most else near).append(rect)
        cells = _cells_of(near, self._cell)
        cells = self._known.setdefault(cells, cells)
        self._put_far(key, far)
        if cells == self._covered.get(key):
            return
        self._drop_near(key)
        self._covered[key] = cells
        for cell in cells:
            self._cells.setdefault(cell, set()).add(key)

    def drop(self, key: _Key) -> None:
        """Forget a key, if it is there."""
        self._put_far(key, ())
        self._drop_near(key)

    def _put_far(self, key: _Key, rects: Sequence[Rect]) -> None:
        if rects and self._coarser is None:
            self._coarser = Grid(self._cell * _COARSER)
        if rects and self._coarser is not None:
            self._coarser.put(key, rects)
        elif self._coarser is not None:
            self._coarser.drop(key)

    def _drop_near(self, key: _Key) -> None:
        for cell in self._covered.pop(key, ()):
            keys = self._cells[cell]
            keys.discard(key)
            if not keys:
                del self._cells[cell]

    def near(self, rect: Rect) -> set[_Key]:
        """All keys in the cells that the rectangle touches: a superset of those in it."""
        found: set[_Key] = set() if self._coarser is None else self._coarser.near(rect)
        x0, y0, x1, y1 = _span(rect, self._cell)
        if (x1 - x0 + 1) * (y1 - y0 + 1) > len(self._cells):
            for (x, y), keys in self._cells.items():
                if x0 <= x <= x1 and y0 <= y <= y1:
                    found |= keys
            return found
        for cell in _cells(rect, self._cell):
            if keys_here := self._cells.get(cell):
                found |= keys_here
        return found

    def near_any(self, rects: Sequence[Rect], around: Rect) -> set[_Key]:
        """All keys that may touch one of some rectangles, round which `around` lies; perhaps some more."""
        if len(rects) > 1 and around.w < 2 * self._cell and around.h < 2 * self._cell:
            return self.near(around)  # they lie in the same few cells
        return set[_Key]().union(*map(self.near, rects))


def _cells_of(rects: Sequence[Rect], cell: float) -> tuple[tuple[int, int], ...]:
    if len(rects) == 1:
        return tuple(_cells(rects[0], cell))
    return tuple({c for rect in rects for c in _cells(rect, cell)})


def _span(rect: Rect, cell: float) -> tuple[int, int, int, int]:
    return (
        int(rect.x // cell),
        int(rect.y // cell),
        int((rect.x + rect.w) // cell),
        int((rect.y + rect.h) // cell),
    )


def _cells(rect: Rect, cell: float) -> Iterator[tuple[int, int]]:
    x0, y0, x1, y1 = _span(rect, cell)
    return ((x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))
