"""What a Step did from the beginning of its work to its end, kept as the records come.

A Step may have a hundred thousand elements, and its bar is asked for many times a second: what was worked
out once is not worked out again. Elements that workers elsewhere did are known only once they have ended;
of those what counts is when any of them was at work, which is kept as stretches that do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from engine.timing.spans import Doing, Span

FIRST: Final = (Doing.WORK, Doing.RETRY, Doing.PERSON, Doing.WORKER)
"""What a Step with several elements is doing, where they do different things."""

MANY: Final = 2_000
"""Marks from which what is under way is not put in order anew for every few more."""


class Mark(NamedTuple):
    """From `at` on an element does this; `due` is when a retry wait ends."""

    at: int
    item: int | None
    doing: Doing | None
    attempt: int
    due: int = 0


class Labour:
    """The work of one Step."""

    def __init__(self) -> None:
        """Begin before anything was done."""
        self._marks: list[Mark] = []
        self._afar: list[Mark] = []
        self._busy: list[tuple[int, int]] = []
        self._ended = self._came = 0
        self._is_plain = True
        self._scan = _Scan()
        self._kept: tuple[int, _Scan] | None = None

    def __bool__(self) -> bool:
        """Whether anything was done."""
        return bool(self._marks)

    @property
    def is_long(self) -> bool:
        """Whether there is so much of it that it takes a moment to tell."""
        return len(self._marks) > MANY

    def note(self, mark: Mark) -> None:
        """Take what an element does from now on."""
        self._marks.append(mark)
        self._ended += mark.doing is None and mark.item is not None
        if mark.due or mark.doing is Doing.PERSON:
            self._is_plain = False

    def note_afar(self, item: int | None, began: int, start: int, end: int, attempt: int) -> None:
        """Take what a worker elsewhere did: it was given away at `began`, and begun with at `start`."""
        if start > began:
            self._afar.append(Mark(began, item, Doing.WORKER, attempt))
        if began < start < end:
            self._afar.append(Mark(start, item, Doing.WORK, attempt))
        if item is None:
            return
        self._came += 1
        busy = self._busy
        while busy and busy[-1][1] >= start:  # those that came before ended before
            start = min(start, busy.pop()[0])
        busy.append((start, end))  # of no length, too: until then it was waited for

    def spans(self, start: int, end: int, *, is_over: bool) -> Iterator[Span]:
        """Tries, and waits for retries, answers and workers, end to end; of elements what matters most."""
        if self._busy and self._is_plain and self._ended == self._came:
            return self._between(start, end)
        return self._scanned(end, is_over=is_over).spans(start, end)

    def _between(self, start: int, end: int) -> Iterator[Span]:
        """Where workers elsewhere were at elements, and where all were waited for."""
        here, last = start, len(self._busy) - 1
        for number, (low, high) in enumerate(self._busy):
            begun, until = max(low, here), end if number == last else high
            if begun > here:
                yield Span(here, begun, Doing.WORKER, attempt=1)
            if until > begun:
                yield Span(begun, until, Doing.WORK, attempt=1)
            here = max(here, until)

    def _scanned(self, end: int, *, is_over: bool) -> _Scan:
        if self._is_plain and not self._afar:
            self._scan.go_on(self._marks)
            return self._scan
        count = len(self._marks) + len(self._afar)
        if self._kept is not None and not is_over and count > MANY:
            before, kept = self._kept
            if count * 20 < before * 21:
                return kept
        scan = _Scan()
        scan.go_on([mark for mark in self._in_time() if mark.at < end])
        self._kept = count, scan
        return scan

    def _in_time(self) -> list[Mark]:
        """The marks in order, with those at which the next tries and workers elsewhere began."""
        again = (Mark(m.due, m.item, Doing.WORK, m.attempt + 1) for m in self._marks if m.due)
        return sorted([*self._marks, *again, *self._afar], key=lambda mark: mark.at)


class _Scan:
    """What comes of marks in their order: the spans that are over, and what is done since."""

    def __init__(self) -> None:
        self._seen = 0
        self._doing: dict[int | None, Doing] = {}
        self._many = dict.fromkeys(FIRST, 0)
        self._over: list[Span] = []
        self._here: int | None = None
        self._known, self._attempt = Doing.WORK, 1

    def go_on(self, marks: list[Mark]) -> None:
        """Take the marks that were not taken yet."""
        for mark in marks[self._seen :]:
            self._take(mark)
        self._seen = len(marks)

    def _take(self, mark: Mark) -> None:
        many = self._many
        if self._here is None:
            self._here = mark.at
        if (before := self._doing.pop(mark.item, None)) is not None:
            many[before] -= 1
        if mark.doing is not None:
            self._doing[mark.item] = mark.doing
            many[mark.doing] += 1
        now = next((one for one in FIRST if many[one]), Doing.WORK)
        if (now, mark.attempt) == (self._known, self._attempt):
            return
        if mark.at > self._here:
            self._over.append(Span(self._here, mark.at, self._known, attempt=self._attempt))
            self._here = mark.at
        self._known, self._attempt = now, mark.attempt

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Those that are over, and the one that goes on until the end."""
        here = start if self._here is None else self._here
        over: Iterable[Span] = self._over
        if here > end:  # clocks of tests may stand still
            over, here = (span for span in self._over if span.end <= end), end
        yield from over
        if end > here:
            yield Span(here, end, self._known, attempt=self._attempt)
