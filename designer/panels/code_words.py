"""What can be said of code while it is typed: its words to be coloured, and where it is wrong. No Qt.

CEL is judged by the engine's own compiler, so a field says what a run would say; a reference to a Python
function is judged by reading the source, and nothing is imported.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple

from designer.engine_words import EXPRESSION, PYTHON, introduced
from designer.words import tr
from engine.errors import ExpressionError, nearest
from engine.expressions import compile_expression
from engine.modules import find_source
from engine.reading import module_at
from engine.signature import FunctionInfo

CEL_WORDS: Final = (
    "true", "false", "null", "in", "has", "size", "string", "int", "double", "bool", "type",
    "timestamp", "duration",
)  # fmt: skip
"""Words of CEL that are offered beside the names in scope."""
CEL_METHODS: Final = (
    "contains", "startsWith", "endsWith", "matches", "size", "all", "exists", "exists_one", "map",
    "filter",
)  # fmt: skip
"""What can be asked of a value, behind its dot."""

_PLACED: Final = re.compile(r"(\d+):(\d+): ")
_BEHIND_DOT: Final = re.compile(r"\.\s*\w*$")
_CLOSED: Final = re.compile(r"(['\"])(?:\\.|(?!\1).)*\1")
_WORD: Final = re.compile(r"\w+")
_QUOTES: Final = "\"{3}|'{3}|[\"']"
_CEL: Final = re.compile(
    rf"(?P<string>{_QUOTES})|(?P<number>\b\d[\w.]*)|(?P<word>\b(?:true|false|null|in)\b)"
    r"|(?P<call>\b[A-Za-z_]\w*(?=\s*\())|(?P<name>(?<![.\w])[A-Za-z_]\w*)"
)
_PYTHON: Final = re.compile(
    rf"(?P<comment>#.*)|(?P<string>{_QUOTES})|(?P<number>\b\d[\w.]*)"
    rf"|(?P<word>\b(?:{'|'.join(keyword.kwlist)})\b)|(?P<call>@?\b[A-Za-z_][\w.]*(?=\s*\())"
)


class Grammar(StrEnum):
    """The languages that fields can colour."""

    CEL = "cel"
    PYTHON = "python"


class Token(NamedTuple):
    """A part of a line: from `start`, of that length; `kind` is `word`, `call`, `string` and so on."""

    start: int
    length: int
    kind: str


class Fault(NamedTuple):
    """What is wrong with a text, as a sentence, and the part of it that is to blame."""

    sentence: str
    start: int = 0
    length: int = 0


def tokens(line: str, grammar: Grammar, inside: str = "") -> tuple[list[Token], str]:
    """The parts of a line that stand out, and the quotes of the string that goes on in the next line.

    `inside` are those of the string that goes on in this one; empty where none does.
    """
    pattern = _CEL if grammar is Grammar.CEL else _PYTHON
    found, at = [], 0
    if inside:
        at, inside = _string_end(line, 0, inside)
        found.append(Token(0, at, "string"))
    while not inside and (next_ := pattern.search(line, at)):
        start, kind = next_.start(), next_.lastgroup or ""
        at = next_.end()
        if kind == "string":
            at, inside = _string_end(line, at, next_[0])
        found.append(Token(start, at - start, kind))
    return found, inside


def _string_end(line: str, at: int, quotes: str) -> tuple[int, str]:
    """Where a string ends that has begun before `at`, and its quotes if it goes on in the next line.

    One in single quotes goes on only where a backslash is the last of the line.
    """
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(quotes, at):
            return at + len(quotes), ""
        else:
            at += 1
    goes_on = len(quotes) == 3 or at > len(line)
    return len(line), quotes if goes_on else ""


def expression_names(before: str, names: Collection[str]) -> Collection[str]:
    """What could be meant by the word that an expression has come to: nothing within a text."""
    line = before.rpartition("\n")[2]
    found, inside = tokens(line, Grammar.CEL)
    last = found[-1] if found and found[-1].kind == "string" else None
    ends = last is not None and last.start + last.length == len(line)
    if inside or (last is not None and ends and not _CLOSED.fullmatch(line, last.start)):
        return ()
    return CEL_METHODS if _BEHIND_DOT.search(line) else [*names, *CEL_WORDS]


def expression_fault(text: str, names: Collection[str] | None) -> Fault | None:
    """Why a text is no expression over these names (None: any); None where it is one, or empty."""
    if not text.strip():
        return None
    try:
        unknown = compile_expression(text).names() - set(text if names is None else names)
    except ExpressionError as error:
        return _placed(text, error.message, EXPRESSION)
    if names is None or not unknown:
        return None
    name = min(unknown, key=text.find)
    close = nearest(name, names) or min((n for n in names if n.startswith(name)), default="")
    there = tr("Did you mean '{close}'?", close=close) if close else _names_there(names)
    place = re.search(rf"(?<![.\w]){re.escape(name)}\b", text)
    start = place.start() if place else 0
    told = tr("There is no '{name}' here.", name=name)
    return Fault(f"{told} {there}", start, len(name))


def python_fault(text: str) -> Fault | None:
    """Why a text is no Python; None where it is. Nothing of it is run."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        line, column = error.lineno or 1, error.offset or 1
        return _placed(text, f"{line}:{max(column, 1)}: {error.msg}", PYTHON)
    except (ValueError, RecursionError, MemoryError):
        return Fault(tr("This cannot be read as Python."))
    return None


def function_fault(reference: str, folder: Path | None) -> Fault | None:
    """Why there is no such function in the folder's modules; None where there is, or who could tell."""
    module, colon, name = reference.partition(":")
    if folder is None or not colon or not _is_module(module):
        return None
    source = find_source(folder, module)
    if source is None:
        return None  # it may be installed: the check knows
    try:
        found = [function.name for function in functions_in(source)]
    except SyntaxError as error:
        where = tr("'{name}', line {line}", name=source.name, line=error.lineno or 1)
        return Fault(f"{where}: {introduced(error.msg, PYTHON)}.", 0, len(module))
    if name in found:
        return None
    close = nearest(name, found)
    there = tr("Did you mean '{close}'?", close=close) if close else _names_there(found)
    told = tr("'{module}' has no function '{name}'.", module=module, name=name)
    return Fault(f"{told} {there}", len(module) + 1, len(name))


def function_names(before: str, folder: Path | None) -> list[str]:
    """What can stand after `before` in a reference: the folder's modules, then their functions."""
    module, colon, _ = before.rpartition(":")
    if folder is None:
        return []
    if colon:
        source = find_source(folder, module) if _is_module(module) else None
        return [] if source is None else [one.name for one in _readable(source)]
    files = sorted(folder.glob("*.py"))
    return [f"{file.stem}:" for file in files if file.stem.isidentifier()]


def functions_in(source: Path) -> tuple[FunctionInfo, ...]:
    """The functions of a module's file; none where it cannot be read.

    Raises:
        SyntaxError: The source is not Python.
    """
    try:
        return tuple(module_at(source, source.parent).functions.values())
    except (OSError, UnicodeError):
        return ()


def _readable(source: Path) -> tuple[FunctionInfo, ...]:
    try:
        return functions_in(source)
    except SyntaxError:
        return ()


def _is_module(name: str) -> bool:
    return bool(name) and all(part.isidentifier() for part in name.split("."))


def _names_there(names: Collection[str]) -> str:
    if not names:
        return tr("There are none to use.")
    if len(names) == 1:
        return tr("There is only {name}.", name=next(iter(names)))
    shown = ", ".join(sorted(names)[:8])
    if len(names) <= 8:
        return tr("There are {names}.", names=shown)
    return tr("There are {names} and others.", names=shown)


def _placed(text: str, message: str, words: str) -> Fault:
    """The engine's message as a sentence, and its place; `words` introduce one that is not known."""
    found = _PLACED.match(message)
    plain = introduced(message[found.end() :] if found else message, words)
    sentence = f"{plain[:1].upper()}{plain[1:]}"
    sentence = sentence if sentence.endswith((".", "?")) else f"{sentence}."
    if found is None:
        return Fault(sentence)
    lines = text.splitlines(keepends=True)
    start = sum(map(len, lines[: int(found[1]) - 1])) + int(found[2]) - 1
    if start >= len(text):  # at the end, where nothing is left to be marked: mark what is before
        return Fault(sentence, max(len(text.rstrip()) - 1, 0), 1)
    word = _WORD.match(text, start)
    return Fault(sentence, start, len(word[0]) if word else 1)
