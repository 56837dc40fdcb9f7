"""How well typed letters fit a text, so that `exsvg` finds 'Export as SVG'. Qt-free."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar

_START: Final = 8
_NEXT: Final = 6
_WHOLE: Final = 30
_EXACT, _BEGINS, _WORDS, _CRUMBS, _LAST = range(5)

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
    typed: str,
    items: Iterable[_T],
    text_of: Callable[[_T], str],
    more_of: Callable[[_T], str],
    known_as: Callable[[_T], str] = lambda _: "",
) -> list[_T]:
    """Those that fit, the best first; all of them in their order where nothing is typed.

    What is called just that comes first, by its text or else as it is `known_as` elsewhere; then what
    begins with it, then where words begin with its words, then by score. In what `more_of` says, words
    are looked for as they are typed, and count less than any name.
    """
    words = typed.casefold().split()
    if not words:
        return list(items)
    fitting: list[tuple[int, int, int, _T]] = []
    for number, item in enumerate(items):
        points = score(typed, text_of(item))
        if _words(known_as(item)) == words and _words(text_of(item)) != words:
            fitting.append((_EXACT, 1, number, item))
        elif points is not None:
            fitting.append((_tier(words, text_of(item)), -points, number, item))
        elif _has_all(words, f"{text_of(item)} {more_of(item)}".casefold()):
            fitting.append((_LAST, 0, number, item))
    return [item for *_, item in sorted(fitting, key=lambda one: one[:3])]


def _tier(words: list[str], text: str) -> int:
    """How much of a name the words are, whatever their letters score."""
    said = _words(text)
    if said == words:
        return _EXACT
    if " ".join(said).startswith(" ".join(words)):
        return _BEGINS
    rest = iter(said)
    in_order = all(any(one.startswith(word) for one in rest) for word in words)
    return _WORDS if in_order else _CRUMBS


def _words(text: str) -> list[str]:
    return text.casefold().split()


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
