"""Conditions of other tools as CEL and back, where they are comparisons joined by one word."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Final

_TERM: Final = re.compile(
    r"""\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(==|~=|!=|<=|>=|<|>)
        \s*("(?:[^"\\]|\\["\\])*"|'[^'\\"]*'|-?\d+(?:\.\d+)?|true|false|nil|null)\s*""",
    re.VERBOSE,
)
_JOINS: Final = {"and": "&&", "or": "||", "&&": "&&", "||": "||"}
_JOIN: Final = re.compile(r"(and\b|or\b|&&|\|\|)")
_ALE: Final = re.compile(
    r"^\(\s*(=|>=|<=|>|<)\s+([A-Za-z_]\w*)\s+(\"[^\"\\]*\"|-?\d+(?:\.\d+)?|true|false)\s*\)$"
)
_LONGEST: Final = 2_000


def to_cel(language: str, script: str, names: Collection[str]) -> str:
    """The condition of a script in Lua or Ale over these names; empty where it is not so simple."""
    text = script.strip()
    if len(text) > _LONGEST:
        return ""
    if language == "ale":
        found = _ALE.match(text)
        if found is None or found[2] not in names:
            return ""
        return f"{found[2]} {'==' if found[1] == '=' else found[1]} {found[3]}"
    if language != "lua":
        return ""
    terms = _terms(re.sub(r"^return\b", "", text).rstrip("; \n"))
    if not terms or any(path.split(".")[0] not in names for path, _, _, _ in terms):
        return ""
    return _written(terms, {"~=": "!=", "nil": "null"})


def to_lua(cel: str) -> str:
    """The script in Lua for a condition in CEL; empty where it is not so simple."""
    terms = _terms(cel) if len(cel) <= _LONGEST else []
    if not terms:
        return ""
    words = {"!=": "~=", "null": "nil", "&&": "and", "||": "or"}
    return f"return {_written(terms, words)}"


def _terms(text: str) -> list[tuple[str, str, str, str]]:
    """Each comparison with the word that joins it to the next; none where there is anything else."""
    made: list[tuple[str, str, str, str]] = []
    at = 0
    while term := _TERM.match(text, at):
        join = _JOIN.match(text, term.end())
        literal = term[3]
        if literal.startswith("'"):
            literal = json.dumps(literal[1:-1], ensure_ascii=False)
        made.append((term[1], term[2], literal, _JOINS[join[1]] if join else ""))
        if join is None:
            joins = {word for *_, word in made[:-1]}
            return made if term.end() == len(text) and len(joins) <= 1 else []
        at = join.end()
    return []


def _written(terms: list[tuple[str, str, str, str]], words: dict[str, str]) -> str:
    parts: list[str] = []
    for path, sign, literal, join in terms:
        parts += [path, words.get(sign, sign), words.get(literal, literal)]
        parts += [words.get(join, join)] if join else []
    return " ".join(parts)
