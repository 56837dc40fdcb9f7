"""What the library for expressions says, as a person would say it. It knows not even the library."""

from __future__ import annotations

import re
from typing import Final

UNDECLARED: Final = re.compile(r"undeclared reference to '\.?([A-Za-z_]\w*)([^']*)'")
"""How the library says that it does not know a name; and what of it stands behind a dot."""

_NO_OVERLOAD: Final = re.compile(r"no matching overloads? (?:found : |for )(.*)", re.IGNORECASE)
_NO_KEY: Final = re.compile(r"Key not found in map : \"?(.*?)\"?$")
_TRAILER: Final = re.compile(r"\s*\[[A-Z_]+\]$")
_STATUS: Final = re.compile(r"^[A-Z_]+: ")
_EXPECTED: Final = re.compile(r" expecting \{.*\}")
_SAID: Final = (
    ("recursion", "it is nested too deeply, or is too long a chain; split it into several steps"),
    ("Iteration budget", "it goes through more than 9,999 items; do that in a Python step"),
    (
        "non-message type",
        "a field is asked of a value that has none (it may be null: test it first)",
    ),
    ("jump_condition", "what stands before '?' is not true or false"),
    ("<iter_range>", "only a list or an object can be gone through"),
)
"""What is said where these words occur, whatever else is said."""
_REWORDED: Final = (
    (re.compile(r"token recognition error at: '= *'"), "'=' says nothing here; write '==' to compare"),
    (re.compile(r"token recognition error at: '(['\"].*)'"), r"the text that begins with \1 does not end"),
    (re.compile(r"token recognition error at: '(.*)'"), r"'\1' says nothing here"),
    (re.compile(r"no viable alternative at input '(.*)'"), r"unexpected '\1'; expected a value"),
    (re.compile(r"(?:mismatched input|extraneous input) 'and'.*"), "'and' is written '&&' here"),
    (re.compile(r"(?:mismatched input|extraneous input) 'or'.*"), "'or' is written '||' here"),
    (
        re.compile(r"variable '(\w+)' declared multiple times"),
        r"'\1' cannot be called with what stands in its brackets",
    ),
    (
        re.compile(r"Index error: index=(-?\d+) size=(\d+)"),
        r"there is no item \1: the list has \2, counted from 0",
    ),
    (
        re.compile(r"Index error: expected integer type, got (\w+)"),
        r"an item of a list is asked for by its number, and this gave \1",
    ),
)  # fmt: skip


def plainly(said: str) -> str:
    """The library's words as a person would say them."""
    said = _STATUS.sub("", _TRAILER.sub("", said.strip()))
    for word, plain in _SAID:
        if word in said:
            return plain
    if match := UNDECLARED.search(said):
        return f"there is no function or type '{match[1]}{match[2]}'"
    if match := _NO_KEY.search(said):
        return f"there is no key '{match[1]}'; has(object.key) tells whether there is one"
    if match := _NO_OVERLOAD.search(said):
        return _overload(match[1])
    said = said.removeprefix("Syntax error: ")
    for pattern, plain in _REWORDED:
        if match := pattern.fullmatch(said):
            return match.expand(plain)
    said = _EXPECTED.sub("; expected a value", said)
    said = said.replace(" expecting ", "; expected ").replace("mismatched input", "unexpected")
    return said.replace("'<EOF>'", "end").replace("<EOF>", "the end")


def _overload(said: str) -> str:
    """Which operator or function cannot take what."""
    said = said.replace("int64", "int").replace("null_type", "null").replace("uint64", "uint")
    said = said.replace(" applied to ", "").replace("'", "").removesuffix(" ")
    called, bracket, types = said.partition("(")
    operator = called.strip("_@ ")
    if not called.startswith(("_", "!", "@", "-")):
        return f"there is no '{said}'"
    types = types.rstrip(")")
    taken = f" take ({types})" if bracket else " take these values"
    mixed = {part.strip() for part in types.split(",")} == {"int", "double"}
    hint = "; write double(...) around the int, or 2.0 for 2" if mixed else ""
    return f"'{operator}' cannot{taken}{hint}"
