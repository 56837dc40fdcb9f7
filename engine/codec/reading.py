"""Bytes to JSON, strictly: what JSON cannot say, or could not be written back, is a Problem with its place.

Knows nothing of flows. Python's own parser is more forgiving than the flow file is: it takes the last
of two equal keys, NaN, numbers beyond a float, halves of characters, and any depth that the stack bears.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from engine.problem import Code, Problem, pointer
from engine.value import ABSENT, JSON, Absent, preview, well_formed

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 100

_STRINGS: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_BRACKETS_ONLY: Final = re.compile(r"[^\[\]{}]+")
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_MAX_DIGITS: Final = 308
"""Digits that any float can hold; a longer whole number is refused unread."""

_Place: TypeAlias = tuple[str | int, ...]


class Reading(NamedTuple):
    """What the bytes say, and everything that is wrong with them; `ABSENT` where they say nothing.

    Where a value was refused, `document` holds null in its place.
    """

    document: JSON | Absent
    problems: tuple[Problem, ...] = ()


def read_bytes(path: Path) -> bytes | Problem:
    """The whole file, or why it cannot be read; no more than `MAX_BYTES` are ever held."""
    try:
        if path.is_dir():
            return Problem(code=Code.UNREADABLE, message="this is a folder; expected a file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Problem(code=Code.UNREADABLE, message="there is no such file")
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = getattr(error, "strerror", None) or str(error)
        return Problem(code=Code.UNREADABLE, message=f"the file cannot be read: {reason.lower()}")
    return data


def read_json(data: bytes) -> Reading:
    """Parse strict JSON and tell every problem at once. Never raises, whatever the bytes."""
    if len(data) > MAX_BYTES:
        message = f"the file is too large; expected at most {MAX_BYTES >> 20} MB"
        return _refused(Code.TOO_LARGE, message)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refused(Code.ENCODING, _encoding_message(data, error))
    if not text.strip():
        return _refused(Code.SYNTAX, "the file is empty; expected a JSON object")
    if too_deep(text):
        message = f"the values are nested too deeply; expected at most {MAX_DEPTH} levels"
        return _refused(Code.TOO_DEEP, message)
    return _Parser().parse(text)


def too_deep(text: str) -> bool:
    """Whether brackets nest deeper than `MAX_DEPTH`, told without parsing (which would recurse)."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for bracket in _BRACKETS_ONLY.sub("", _STRINGS.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _refused(code: Code, message: str) -> Reading:
    return Reading(ABSENT, (Problem(code=code, message=message),))


def _encoding_message(data: bytes, error: UnicodeDecodeError) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "the file is written in UTF-16; expected UTF-8"
    line = data.count(b"\n", 0, error.start) + 1
    return f"line {line}: byte {error.start + 1} of the file is not UTF-8; expected UTF-8"


class _Refusal(NamedTuple):
    """Stands in the parsed tree for a number that was refused, until its place is known."""

    message: str


class _Parser:
    """One parse: notes what is wrong while Python's parser runs, then walks to find the places."""

    def __init__(self) -> None:
        self._doubled: dict[int, tuple[dict[str, Any], list[tuple[str, Any]]]] = {}
        self._refusals = False

    def parse(self, text: str) -> Reading:
        try:
            document = json.loads(
                text,
                object_pairs_hook=self._object,
                parse_constant=self._constant,
                parse_float=self._float,
                parse_int=self._int,
            )
        except json.JSONDecodeError as error:
            what = error.msg[:1].lower() + error.msg[1:]
            place = f"line {error.lineno}, column {error.colno}"
            return _refused(Code.SYNTAX, f"{place}: this is not JSON: {what}")
        if not (self._doubled or self._refusals or _SURROGATE.search(text)):
            return Reading(document)
        problems = tuple(self._walk(document))
        return Reading(None if isinstance(document, _Refusal) else document, problems)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            self._doubled[id(made)] = (made, pairs)
        return made

    def _constant(self, text: str) -> _Refusal:
        self._refusals = True
        return _Refusal(f"{text} is not a JSON value; expected a finite number or null")

    def _float(self, text: str) -> float | _Refusal:
        number = float(text)
        return number if math.isfinite(number) else self._too_large(text)

    def _int(self, text: str) -> int | _Refusal:
        return int(text) if len(text) <= _MAX_DIGITS else self._too_large(text)

    def _too_large(self, text: str) -> _Refusal:
        self._refusals = True
        return _Refusal(f"the number {preview(text, 24)} is too large; expected less than 1e308")

    def _walk(self, document: JSON) -> Iterator[Problem]:
        """Every problem in the order of the file; refused numbers become null on the way."""
        waiting: list[tuple[_Place, Any]] = [((), document)]
        while waiting:
            place, node = waiting.pop()
            match node:
                case _Refusal():
                    yield _problem(Code.NOT_A_NUMBER, place, node.message)
                case str():
                    yield from _half_characters(place, node)
                case dict():
                    pairs = self._doubled.get(id(node), (node, list(node.items())))[1]
                    yield from _doubled_keys(place, pairs)
                    waiting += [((*place, key), value) for key, value in reversed(pairs)]
                    node.update((k, None) for k, v in pairs if isinstance(node[k], _Refusal))
                case list():
                    waiting += [((*place, i), node[i]) for i in reversed(range(len(node)))]
                    node[:] = [None if isinstance(item, _Refusal) else item for item in node]


def _doubled_keys(place: _Place, pairs: list[tuple[str, Any]]) -> Iterator[Problem]:
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            message = f"the key '{preview(key, 60)}' is there {times} times; expected it once"
            yield _problem(Code.DUPLICATE_KEY, (*place, key), message)
        yield from _half_characters((*place, key), key)


def _half_characters(place: _Place, text: str) -> Iterator[Problem]:
    if well_formed(text) != text:
        message = "the text holds half a character (a lone surrogate); expected whole characters"
        yield _problem(Code.ENCODING, place, message)


def _problem(code: Code, place: _Place, message: str) -> Problem:
    return Problem(code=code, pointer=pointer(*map(_shown, place)), message=well_formed(message))


def _shown(part: str | int) -> str | int:
    return part if isinstance(part, int) else well_formed(part)
