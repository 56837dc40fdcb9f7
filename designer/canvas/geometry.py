"""Where things are: card sizes from measured text, ports. Qt-free.

All lengths are scene units (a pixel at 100 %). A card's size follows from its words alone, never from
a run, so nothing jumps while one watches. Text is measured through `Measure`, which the painting side
implements with real font metrics.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest
from typing import Final, NamedTuple, Protocol

from engine.flow import Name, Side

GRID: Final = 20.0
"""What positions snap to."""

PORT_RADIUS: Final = 5.0
PORT_REACH: Final = 12.0
"""How near to a port a press must be to take hold of it."""

CARD_MIN: Final = 220.0
INPUTS_MIN: Final = 180.0
CARD_MAX: Final = 320.0
PAD: Final = 14.0
SPINE: Final = 4.0
ICON: Final = 16.0
FLAG: Final = 18.0
ROW: Final = 22.0
HEADER_TOP: Final = 9.0
HEADER_GAP: Final = 7.0
FOOTER: Final = 28.0
CORNER: Final = 8.0
NOTE_PAD: Final = 10.0
_BESIDE: Final = PAD + ICON + 8 + FLAG + PAD
"""What of a card's width its title has not."""

_BREAKS: Final = frozenset(" -_./")


class Point(NamedTuple):
    """A place in the scene."""

    x: float
    y: float

    def to(self, other: Point) -> float:
        """The distance."""
        return math.hypot(other.x - self.x, other.y - self.y)

    def scaled(self, by: float) -> Point:
        """Nearer to the origin, or farther."""
        return Point(self.x * by, self.y * by)


class Rect(NamedTuple):
    """An upright rectangle in the scene."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.h

    @property
    def center(self) -> Point:
        """The middle."""
        return Point(self.x + self.w / 2, self.y + self.h / 2)

    def contains(self, at: Point) -> bool:
        """Whether the point lies in it, edges included."""
        return self.x <= at.x <= self.x + self.w and self.y <= at.y <= self.y + self.h

    def touches(self, other: Rect) -> bool:
        """Whether the two share a point."""
        return (
            self.x <= other.x + other.w
            and other.x <= self.x + self.w
            and self.y <= other.y + other.h
            and other.y <= self.y + self.h
        )

    def grown(self, by: float) -> Rect:
        """The rectangle with a margin all round."""
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def moved(self, dx: float, dy: float) -> Rect:
        """The rectangle elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.w, self.h)

    @staticmethod
    def spanning(one: Point, other: Point) -> Rect:
        """The rectangle with these two corners."""
        return Rect(
            min(one.x, other.x), min(one.y, other.y), abs(one.x - other.x), abs(one.y - other.y)
        )


EVERYWHERE: Final = Rect(-1e7, -1e7, 2e7, 2e7)
"""All of the scene: so much has changed that nobody asks where."""
NOWHERE: Final = Rect(math.inf, math.inf, 0.0, 0.0)
"""What touches nothing."""


def bounds(rects: Iterable[Rect]) -> Rect | None:
    """The smallest rectangle round all of them; None where there are none."""
    all_of = list(rects)
    if not all_of:
        return None
    x, y = min(r.x for r in all_of), min(r.y for r in all_of)
    return Rect(x, y, max(r.right for r in all_of) - x, max(r.bottom for r in all_of) - y)


def snapped(at: Point) -> Point:
    """The nearest point of the grid."""
    return Point(round(at.x / GRID) * GRID, round(at.y / GRID) * GRID)


# text ---------------------------------------------------------------------------------------------


class Type(Enum):
    """The sizes of text on the canvas, in scene units."""

    TITLE = 13
    BODY = 12
    SMALL = 11

    __hash__ = object.__hash__  # each is there once; the one of `Enum` is slow


class Measure(Protocol):
    """What geometry must know of fonts."""

    def width(self, text: str, face: Type) -> float:
        """How wide the text is drawn."""
        ...

    def height(self, face: Type) -> float:
        """How high a line is."""
        ...


def elide(text: str, width: float, face: Type, measure: Measure) -> str:
    """The text, shortened in the middle where it does not fit."""
    if measure.width(text, face) <= width:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        kept = (low + high + 1) // 2
        if measure.width(_middle(text, kept), face) <= width:
            low = kept
        else:
            high = kept - 1
    return _middle(text, low)


def wrap(text: str, width: float, face: Type, measure: Measure) -> tuple[str, ...]:
    """One line, or two, broken between words where that can be; the second elided if need be."""
    if measure.width(text, face) <= width:
        return (text,)
    fits = 1
    while fits < len(text) and measure.width(text[: fits + 1], face) <= width:
        fits += 1
    cut = next((i for i in range(fits, fits // 3, -1) if text[i - 1] in _BREAKS), fits)
    return text[:cut].rstrip(), elide(text[cut:].lstrip(), width, face, measure)


def _middle(text: str, kept: int) -> str:
    head = (kept + 1) // 2
    tail = kept - head
    return f"{text[:head]}…{text[len(text) - tail :] if tail else ''}"


# cards --------------------------------------------------------------------------------------------


class Words(NamedTuple):
    """All the text that a card's size follows from."""

    title: str
    subtitle: str
    inputs: tuple[Name, ...]
    outputs: tuple[Name, ...]
    footer: bool = True
    """Whether there is a line for the state; the card of the Flow's inputs has none."""


class Row(NamedTuple):
    """A port on a card, relative to the card's corner, with its name as it fits."""

    at: Point
    text: str


class Size(NamedTuple):
    """How large a card is, and how far down its ports begin: all that is seen of it from afar."""

    width: float
    height: float
    header: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A card wherever it stands: its size, its lines of text, its ports."""

    width: float
    height: float
    title: tuple[str, ...]
    subtitle: str
    header: float
    footer: bool
    inputs: Mapping[Name, Row]
    outputs: Mapping[Name, Row]


class Card(NamedTuple):
    """A shape at its place."""

    x: float
    y: float
    shape: Shape

    @property
    def rect(self) -> Rect:
        """What it covers, without rings."""
        return Rect(self.x, self.y, self.shape.width, self.shape.height)

    def port(self, side: Side, name: Name) -> Point | None:
        """The centre of a port, if there is one of that name.

        Raises:
            ValueError: There is no such side.
        """
        if side not in ("input", "output"):
            raise ValueError(f"a port is an input or an output, not '{side}'")
        rows = self.shape.inputs if side == "input" else self.shape.outputs
        row = rows.get(name)
        return None if row is None else Point(self.x + row.at.x, self.y + row.at.y)


def size(words: Words, measure: Measure) -> Size:
    """How large a card is: as wide as its words need between a least and a most."""
    title, subtitle, inputs, outputs, has_footer = words
    title_width = measure.width(title, Type.TITLE)
    wish = max(title_width, measure.width(subtitle, Type.SMALL)) + _BESIDE
    for pair in zip_longest(inputs, outputs, fillvalue=""):
        wish = max(wish, _row_width(*pair, measure))
    least = CARD_MIN if has_footer else INPUTS_MIN
    width = math.ceil(min(max(wish, least), CARD_MAX) / GRID) * GRID
    lines = 1 if title_width <= width - _BESIDE else 2
    text = lines * measure.height(Type.TITLE) + measure.height(Type.SMALL)
    header = HEADER_TOP + text + HEADER_GAP
    rows = max(len(inputs), len(outputs)) * ROW
    footer = FOOTER if has_footer else HEADER_GAP
    return Size(width, math.ceil((header + rows + footer) / 2) * 2, header)


def shape(words: Words, measure: Measure) -> Shape:
    """Lay out a card of its size, titles on two lines where need be."""
    width, height, header = size(words, measure)
    inputs, outputs = _rows(words, width, header, measure)
    return Shape(
        width=width,
        height=height,
        title=wrap(words.title, width - _BESIDE, Type.TITLE, measure),
        subtitle=elide(words.subtitle, width - _BESIDE, Type.SMALL, measure),
        header=header,
        footer=words.footer,
        inputs=inputs,
        outputs=outputs,
    )


def _row_width(left: str, right: str, measure: Measure) -> float:
    if not right:
        return measure.width(left, Type.SMALL) + 2 * PAD
    if not left:
        return measure.width(right, Type.SMALL) + 2 * PAD
    return measure.width(left, Type.SMALL) + measure.width(right, Type.SMALL) + 2 * PAD + 24.0


def _rows(
    words: Words, width: float, header: float, measure: Measure
) -> tuple[dict[Name, Row], dict[Name, Row]]:
    inputs: dict[Name, Row] = {}
    outputs: dict[Name, Row] = {}
    pairs = zip_longest(words.inputs, words.outputs)
    for index, (left, right) in enumerate(pairs):
        y = header + index * ROW + ROW / 2
        shares = _shares(left or Name(""), right or Name(""), width - 2 * PAD, measure)
        if left is not None:
            inputs[left] = Row(Point(0.0, y), elide(left, shares[0], Type.SMALL, measure))
        if right is not None:
            outputs[right] = Row(Point(width, y), elide(right, shares[1], Type.SMALL, measure))
    return inputs, outputs


def _shares(left: Name, right: Name, width: float, measure: Measure) -> tuple[float, float]:
    if not (left and right):
        return width, width
    free = width - 24.0
    one, other = measure.width(left, Type.SMALL), measure.width(right, Type.SMALL)
    if one + other <= free:
        return one, other
    if min(one, other) <= free / 2:
        return (one, free - one) if one < other else (free - other, other)
    return free / 2, free / 2
