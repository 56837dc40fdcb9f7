"""The content of a JSON or YAML file, strictly and bounded, or a sentence with its place."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Final

from engine.codec.reading import MAX_BYTES, MAX_DEPTH, read_json
from engine.importing.imported import ImportRefused
from engine.problem import Severity
from engine.value import ABSENT, JSON, well_formed

MOST_YAML: Final = 8 << 20
"""Bytes of YAML that are read: it takes ten times as long as JSON."""

_MOST_VALUES: Final = 1_000_000
"""Values that a YAML file may come to, its aliases written out."""


def read_document(data: bytes) -> JSON:
    """What a JSON file holds.

    Raises:
        ImportRefused: It is not strict JSON; says where and why.
    """
    document, problems = read_json(data)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if document is ABSENT or errors:
        raise ImportRefused(str(errors[0]) if errors else "the file holds nothing")
    return document


def read_yaml(data: bytes) -> JSON:
    """What a YAML file holds, as JSON would say it.

    Raises:
        ImportRefused: It cannot be read, is too large, or nothing is installed that reads YAML.
    """
    try:
        import yaml  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise ImportRefused(
            "the file is YAML, which needs a package that is not installed: pip install pyyaml;"
            " or save it as JSON"
        ) from None
    if len(data) > MOST_YAML:
        raise ImportRefused(f"the file is too large; expected at most {MOST_YAML >> 20} MB of YAML")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        document = yaml.load(data, Loader=loader)
        return _as_json(document, _budget(), set())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ImportRefused(f"{place}this is not YAML: {what}") from None
    except (RecursionError, ValueError, OverflowError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ImportRefused(f"the file cannot be read: {why}") from None


def _budget() -> Iterator[int]:
    return iter(range(_MOST_VALUES))


def _as_json(value: Any, left: Iterator[int], within: set[int]) -> JSON:
    """A value of YAML as JSON; `within` are the ids of those that it is part of."""
    if next(left, None) is None:
        raise ValueError(f"it comes to more than {_MOST_VALUES} values")
    if id(value) in within:
        raise ValueError("an alias in it ('*') refers to what it is part of, so it never ends")
    if len(within) > MAX_DEPTH:
        raise ValueError(f"the values are nested too deeply; expected at most {MAX_DEPTH} levels")
    if not isinstance(value, dict | list | tuple | set):
        return _plain(value)
    within.add(id(value))
    made: JSON
    if isinstance(value, dict):
        made = {_key(key): _as_json(item, left, within) for key, item in value.items()}
    else:
        made = [_as_json(item, left, within) for item in value]
    within.remove(id(value))
    return made


def _plain(value: Any) -> JSON:
    match value:
        case float() if not math.isfinite(value):
            return None
        case None | bool() | int() | float():
            return value
        case str():
            return well_formed(value)
    return str(value)


def _key(key: Any) -> str:
    return well_formed(key) if isinstance(key, str) else json.dumps(key, default=str)


def sub(value: JSON, *keys: str) -> JSON:
    """What lies along keys in nested objects; None where there is nothing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects(value: JSON) -> dict[str, dict[str, JSON]]:
    """The entries of an object that are objects; none where it is no object."""
    return (
        {k: v for k, v in value.items() if isinstance(v, dict)} if isinstance(value, dict) else {}
    )


def text(value: JSON) -> str:
    """A text as it is; empty for anything else."""
    return value if isinstance(value, str) else ""


def texts(value: JSON) -> list[str]:
    """The texts of a list; none where it is no list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


MOST_BYTES: Final = MAX_BYTES
