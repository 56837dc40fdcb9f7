"""How well typed letters fit a text, so that `exsvg` finds 'Export as SVG'. Qt-free."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

_START: Final = 8
_NEXT: Final = 6
_WHOLE: Final = 30
_LAST: Final = 1_000_000

_T = TypeVar("_T")


def score(typed: str, text: str) -> int | None:
    """How well it fits; higher is better, None where the letters do not stand there in that order.

    Letters in a row and at the beginning of words count most, and a text that has it all in one piece
    comes before one that has it in crumbs.
    """
    total = 0
    for word in typed.casefold().split():
        one = _word_score(word, text.casefold())
        if one is None:
            return None
        total += one
    return total


def ranked(
    typed: str, items: Iterable[_T], text_of: Callable[[_T], str], more_of: Callable[[_T], str]
) -> list[_T]:
    """Those that fit, the best first; all of them in their order where nothing is typed.

    In what `more_of` says, words are looked for as they are typed, and count less than any name.
    """
    if not typed.strip():
        return list(items)
    words = typed.casefold().split()
    fitting: list[tuple[int, int, _T]] = []
    for number, item in enumerate(items):
        points = score(typed, text_of(item))
        if points is not None:
            fitting.append((-points, number, item))
        elif _has_all(words, f"{text_of(item)} {more_of(item)}".casefold()):
            fitting.append((_LAST, number, item))
    return [item for _, _, item in sorted(fitting, key=lambda one: one[:2])]


def _has_all(words: Iterable[str], text: str) -> bool:
    return all(word in text for word in words)


def _word_score(word: str, text: str) -> int | None:
    whole = text.find(word)
    if whole >= 0:
        return _WHOLE + _NEXT * len(word) + (_START if _begins_word(text, whole) else 0)
    total, at = 0, -1
    for letter in word:
        after = text.find(letter, at + 1)
        while at < 0 <= after and not _begins_word(text, after):
            after = text.find(letter, after + 1)  # the first letter begins a word
        if after < 0:
            return None
        if after == at + 1:
            total += _NEXT
        elif _begins_word(text, after):
            total += _START
        else:
            total -= 1
        at = after
    return total


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()
