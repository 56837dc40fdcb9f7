"""Which name may have been meant: names that differ by a letter from others. Knows nothing of Flows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

_Name = TypeVar("_Name", bound=str)

_DIGITS: Final = re.compile(r"[0-9]+")
_SHORTEST: Final = 4
"""Shorter names are too often a letter apart on purpose."""


def a_letter_apart(lost: Iterable[_Name], known: Iterable[_Name]) -> Mapping[_Name, _Name]:
    """For each lost name the first known one, from A to Z, that differs by a letter, if there is one.

    Two names are a letter apart when leaving out one letter of each (or of one) makes them equal; so
    all pairs are found by a look-up each. Names that differ in digits alone are meant to.
    """
    wanted = [name for name in lost if len(name) >= _SHORTEST]
    if not wanted:
        return {}
    sought: dict[str, list[_Name]] = {}
    for name in wanted:
        for shorter in _shorter(name):
            sought.setdefault(shorter, []).append(name)
    near: dict[_Name, _Name] = {}
    for other in known:
        if len(other) >= _SHORTEST:
            for shorter in _shorter(other) & sought.keys():
                for name in sought[shorter]:
                    if _DIGITS.sub("", other) != _DIGITS.sub("", name):
                        near[name] = min(other, near.get(name, other))
    return near


def _shorter(name: str) -> set[str]:
    return {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}
