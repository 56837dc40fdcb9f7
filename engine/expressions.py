"""The one module that knows CEL, the language of `when`, `match` and the kind `set`.

An expression is compiled once, with every name in it a variable of any type, so that syntax, functions
and the types of literals are checked before anything runs. Nothing in here runs Python of a Flow.

Bounds. The library itself refuses deep nesting (32) and more than 9,999 turns of all loops together, and
its regular expressions take linear time. What it does not bound is bounded here: the length of the text
(10,000), the depth (100) and size of values on their way in and out, the length of a list that `map` or
`filter` rebuilds (4,000: the library copies the list for every item), and what loops may multiply a text
to. The library is loaded with the first expression: a Flow without one never pays for it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from engine.errors import ExpressionError, nearest
from engine.expression_words import UNDECLARED, plainly
from engine.value import JSON, Secret, Value, preview, type_name, well_formed

TEXT_LIMIT: Final = 10_000
"""Characters of an expression."""

DEPTH_LIMIT: Final = 100
"""Levels of lists and objects in a value, in or out."""

SIZE_LIMIT: Final = 1_000_000
"""Values within the values of one evaluation, in or out."""

REBUILT_LIMIT: Final = 4_000
"""Items of a list or object in an expression that makes lists by `map` or `filter`."""

REACH_LIMIT: Final = 500_000_000
"""Characters that loops could make of the longest text."""

_TURNS: Final = 9_999

_LOOP: Final = re.compile(r"\.\s*(all|exists|exists_one|map|filter)\s*\(")
_REBUILDING: Final = re.compile(r"\.\s*(map|filter)\s*\(")
_FAULT: Final = re.compile(r"ERROR: <input>:(\d+):(\d+): ([^\n]*)")
_HAS: Final = re.compile(r"\bhas\s*\(")
_SAID: Final = re.compile(r"ERROR: |WARNING: ")
_MOST_TOLD: Final = 15
"""Faults that the library tells at once, and then some."""
_TYPE_WORDS: Final = (
    "bool",
    "bytes",
    "double",
    "dyn",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "type",
    "uint",
)
_TYPE_WORD: Final = re.compile(rf"(?<![.\w])({'|'.join(_TYPE_WORDS)})\b(?!\s*\()")


@dataclass(frozen=True, slots=True)
class Expression:
    """A text of CEL that was found good, ready to be asked as often as need be."""

    text: str
    _names: frozenset[str]
    _words: frozenset[str]
    _program: Any

    def names(self) -> frozenset[str]:
        """The names that it reads, but for words such as `type` or `string`.

        Those are variables only where there is one of that name.
        """
        return self._names

    def value(self, variables: Mapping[str, Value]) -> JSON:
        """What it comes to, as plain JSON; only the variables that it reads are looked at.

        Raises:
            ExpressionError: It reads a name that is not there, or a value that is not JSON or too large,
                its evaluation fails or would take too long, or what it gives is not JSON.
        """
        try:
            data = self._data(variables)
        except ExpressionError:
            raise
        except BaseException as error:  # whatever an object's own code raises
            raise self._fault(f"a value cannot be read: {type(error).__name__}") from error
        try:
            result = self._program.eval(data=data)
            kind = result.type().name()
            if kind == "ERROR":
                raise self._fault(str(result.value()))
            return _Back(self).plain(result)
        except MemoryError:
            raise self._fault("it needs too much memory") from None
        except RuntimeError as error:
            raise self._fault(str(error)) from None

    def truth(self, variables: Mapping[str, Value]) -> bool:
        """Whether it holds.

        Raises:
            ExpressionError: As `value` does, or it gives anything but true or false.
        """
        found = self.value(variables)
        if isinstance(found, bool):
            return found
        shown = "" if found is None else f" {preview(found, 60)}"
        raise self._fault(
            f"a condition gives true or false, and this gave {type_name(found)}{shown}"
        )

    def _data(self, variables: Mapping[str, Value]) -> dict[str, JSON]:
        into = _Into(self)
        data = {}
        for name in sorted(self._names | (self._words & variables.keys())):
            if name not in variables:
                close = nearest(name, variables)
                hint = f"; did you mean '{close}'?" if close else ""
                raise self._fault(f"there is no '{name}'{hint}")
            data[name] = into.plain(variables[name], name)
        into.check_reach()
        return data

    def _fault(self, why: str) -> ExpressionError:
        return ExpressionError(f"'{preview(self.text, 60)}': {plainly(why)}")


@lru_cache(maxsize=1024)
def compile_expression(text: str) -> Expression:
    """The expression that a text of CEL says; the same one for the same text.

    Raises:
        ExpressionError: The text is too long, or is not an expression; `message` says what is wrong and
            where (line:column), `detail` is the line with a caret below the place.
    """
    if len(text) > TEXT_LIMIT:
        raise ExpressionError(
            f"the expression has {len(text):,} characters; at most {TEXT_LIMIT:,} are taken"
        )
    if "\0" in text or well_formed(text) != text:
        raise ExpressionError("the expression holds characters that no text can have")
    words = frozenset(match[1] for match in _TYPE_WORD.finditer(text))
    names = _checked(text, tolerant=bool(words))
    try:
        program = _environment().compile(text, disable_check=True)
    except RuntimeError as error:
        raise _compile_error(text, str(error)) from None
    return Expression(text, names, words, program)


def _checked(text: str, tolerant: bool) -> frozenset[str]:
    """The names that the text reads, found by declaring each that the library does not know.

    What checked it is thrown away: it weighs twenty times what the program does. A `tolerant` check
    finds names only, for a text whose words for types may turn out to be variables.

    Raises:
        ExpressionError: The text is not an expression, or one that can never be evaluated.
    """
    from cel_expr_python import cel

    known = _at_a_glance(text)
    if known is not None:
        return known
    known = frozenset()
    while True:
        try:
            cel.NewEnv(variables=dict.fromkeys(known, cel.Type.DYN)).compile(text)
        except RuntimeError as error:
            found = {match[1] for match in UNDECLARED.finditer(str(error))} - known
            if not found and not tolerant:
                raise _compile_error(text, str(error)) from None
            if found:
                known |= found
                continue
        return known


def _at_a_glance(text: str) -> frozenset[str] | None:
    """The names that the text reads, where asking once tells all; None where they must be declared.

    To make an environment takes longer than a hundred checks in one that is there, so what would come
    of declaring the names is foretold where nothing is amiss but them.
    """
    if _HAS.search(text):  # what it gives is known to be true or false once its name is
        return None
    try:
        _environment().compile(text)
    except RuntimeError as error:
        said = str(error)
    else:
        return frozenset()
    missing = UNDECLARED.findall(said)
    if len(missing) != len(_SAID.findall(said)) or len(missing) > _MOST_TOLD:
        return None
    names = frozenset(name for name, _ in missing)
    called = any(re.search(rf"\b{name}\s*\(", text) for name in names)
    return None if called else names


@lru_cache(maxsize=1)
def _environment() -> Any:
    """What all programs are made in; it knows no variables, and asks for them when it evaluates."""
    from cel_expr_python import cel

    return cel.NewEnv()


def _compile_error(text: str, said: str) -> ExpressionError:
    faults = [(int(m[1]), int(m[2]), m[3]) for m in _FAULT.finditer(said)]
    lines = text.splitlines() or [""]
    placed = [fault for fault in faults if 1 <= fault[0] <= len(lines)]
    if not placed:
        first = faults[0][2] if faults else said
        return ExpressionError(f"'{preview(text, 60)}': {plainly(first)}")
    line, column, why = placed[0]
    return ExpressionError(
        f"{line}:{column}: {plainly(why)}",
        detail=_with_caret(lines[line - 1], column) if lines[line - 1].strip() else "",
    )


def _with_caret(line: str, column: int) -> str:
    """The part of a line around a column (from 1), and a caret under that column."""
    start = max(0, column - 60)
    shown = line[start : start + 100].replace("\t", " ")
    return f"{shown}\n{' ' * (column - 1 - start)}^"


class _Into:
    """Takes values into an evaluation: nothing but JSON that the library can hold, and not too much."""

    def __init__(self, expression: Expression) -> None:
        self._expression = expression
        self._loops = len(_LOOP.findall(expression.text))
        self._rebuilds = _REBUILDING.search(expression.text) is not None
        self._size = 0
        self._longest = 0

    def plain(self, value: Value, name: str, depth: int = 0) -> JSON:
        """The value, lists for tuples; `name` is the variable's."""
        self._size += 1
        if self._size > SIZE_LIMIT or depth > DEPTH_LIMIT:
            raise self._refusal(name, "is too large for an expression")
        match value:
            case None | bool():
                return value
            case int():
                if not -(2**63) <= value < 2**63:
                    raise self._refusal(name, "has an integer of more than 64 bits")
                return int(value)
            case float():
                if not math.isfinite(value):
                    raise self._refusal(name, f"has {value}, which is not JSON")
                return float(value)
            case str():
                return self._text(value, name)
            case list() | tuple():
                self._check_length(value, name)
                return [self.plain(item, name, depth + 1) for item in value]
            case dict():
                self._check_length(value, name)
                return {
                    self._key(key, name): self.plain(item, name, depth + 1)
                    for key, item in value.items()
                }
        what = "a secret" if isinstance(value, Secret) else f"a Python object ({type_name(value)})"
        raise self._refusal(name, f"has {what}, which an expression cannot read")

    def check_reach(self) -> None:
        """Refuse what loops could multiply beyond all bounds."""
        text = self._expression.text
        if not self._loops:
            return
        joints = text.count("+") + text.count(",") - self._loops
        growth = (1.0 + max(joints, 0) / self._loops) ** self._loops
        turns = min(self._size + len(text), _TURNS)
        if max(self._longest, len(text)) * growth * turns > REACH_LIMIT:
            raise self._expression._fault(
                "its loops over values of this size could take too long; do that in a Python step"
            )

    def _text(self, value: str, name: str) -> str:
        if "\0" in value:
            raise self._refusal(name, "has a text with a NUL character")
        if well_formed(value) != value:
            raise self._refusal(name, "has a text with half a character (a lone surrogate)")
        self._longest = max(self._longest, len(value))
        return value

    def _key(self, key: object, name: str) -> str:
        if not isinstance(key, str):
            raise self._refusal(name, f"has the key {preview(key, 40)}, which is not a text")
        return self._text(key, name)

    def _check_length(self, value: list[Any] | tuple[Any, ...] | dict[Any, Any], name: str) -> None:
        if self._rebuilds and len(value) > REBUILT_LIMIT:
            raise self._refusal(
                name,
                f"has {len(value):,} items, and 'map' and 'filter' take at most {REBUILT_LIMIT:,};"
                " do that in a Python step",
            )

    def _refusal(self, name: str, why: str) -> ExpressionError:
        return self._expression._fault(f"'{name}' {why}")


class _Back:
    """Takes what an evaluation gave back to plain JSON, as long as there is not too much of it."""

    def __init__(self, expression: Expression) -> None:
        self._expression = expression
        self._size = 0
        self._places: dict[str, tuple[int, str]] = {}

    def plain(self, result: Any, depth: int = 0) -> JSON:
        """The library's value as JSON."""
        self._size += 1
        if self._size > SIZE_LIMIT or depth > DEPTH_LIMIT:
            raise self._expression._fault("it gives a value that is too large")
        value = result.value()
        match value:
            case None | bool() | int():
                return value
            case str():
                return value
            case float():
                if not math.isfinite(value):
                    raise self._expression._fault(f"it gives {value}, which is not JSON")
                return value
            case list():
                return [self.plain(item, depth + 1) for item in value]
            case dict():
                keys = sorted((self._key(key) for key in value), key=self._place)
                return {key: self.plain(value[key], depth + 1) for key in keys}
        what = str(result.type().name()).rsplit(".", 1)[-1].lower()
        raise self._expression._fault(
            f"it gives a {what}, which is not JSON; string(...) makes a text"
        )

    def _place(self, key: str) -> tuple[int, str]:
        """Where a key stands among others: the library keeps no order, and another one every time."""
        if key not in self._places:
            found = self._expression.text.find(key)
            self._places[key] = TEXT_LIMIT if found < 0 else found, key
        return self._places[key]

    def _key(self, key: object) -> str:
        if isinstance(key, str):
            return key
        raise self._expression._fault(f"it gives an object with the key {key}, which is not a text")
