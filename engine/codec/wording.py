"""What pydantic found wrong with JSON, as Problems in our own words: what is wrong, what was expected.

The flow file and every kind's config are checked by pydantic; nobody should be able to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from engine.errors import nearest
from engine.problem import Code, Problem, pointer
from engine.value import JSON, preview, well_formed

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Place: TypeAlias = tuple[str | int, ...]

UNKNOWN_KEY: Final = "unknown_key"
BAD_NAME: Final = "bad_name"
"""Types of pydantic errors of our own; the sentence of a bad name is the error's own."""

_EXPECTED: Final[Mapping[str, str]] = {
    "string_type": "a string",
    "string_unicode": "a string of whole characters",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "none_required": "null",
    "greater_than": "more than {gt}",
    "greater_than_equal": "{ge} or more",
    "less_than": "less than {lt}",
    "less_than_equal": "{le} or less",
    "too_short": "at least {min_length} of them",
    "too_long": "at most {max_length} of them",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "something that matches {pattern}",
    "enum": "one of {choices}",
    "literal_error": "one of {choices}",
}


def problems(
    error: ValidationError,
    document: JSON,
    keys: Callable[[Place], Iterable[str]],
    *,
    at: Place = (),
    codes: Mapping[str, Code] | None = None,
    otherwise: Code = Code.STRUCTURE,
) -> tuple[Problem, ...]:
    """Every finding as one Problem a place, in pydantic's order.

    `document` is what was checked, and stands at the place `at` in the file; `keys` tells the keys
    allowed at a place of it; `codes` maps types of findings to codes other than `otherwise`.
    """
    found: dict[tuple[Place, Place | None], list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        place = _place(document, detail["loc"])
        if detail["type"] == "missing":
            place += detail["loc"][-1:]
        branch = None if detail["type"] in _EXPECTED else detail["loc"]
        found.setdefault((place, branch), []).append(detail)
    return tuple(
        Problem(
            code=(codes or {}).get(details[0]["type"], otherwise),
            pointer=pointer(*map(_shown, (*at, *place))),
            message=well_formed(_message((*at, *place), details, keys(place[:-1]))),
            hint=_hint(details[0]),
        )
        for (place, _), details in found.items()
    )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence: `; did you mean 'outputs'?`, or nothing where nothing is near."""
    close = nearest(name, known)
    return f"; did you mean '{close}'?" if close else ""


def _place(document: JSON, loc: Place) -> Place:
    """The part of pydantic's location that is in the document: it also names branches of unions."""
    place: list[str | int] = []
    here: Any = document
    for part in loc:
        inside = (isinstance(here, dict) and part in here) or (
            isinstance(here, list) and isinstance(part, int) and part < len(here)
        )
        if inside:
            place.append(part)
            here = here[part]
    return tuple(place)


def _message(place: Place, details: list[ErrorDetails], keys: Iterable[str]) -> str:
    detail = details[0]
    last = str(place[-1]) if place else ""
    match detail["type"]:
        case "extra_forbidden" | "unknown_key":
            known = tuple(keys)
            close = did_you_mean(last, known)
            return f"unknown key '{last}'{close or _one_of(known)}"
        case "missing":
            return f"the key '{last}' is missing"
        case "value_error":
            return str(detail["ctx"]["error"])
        case kind if kind in _EXPECTED:
            return _unexpected(place, details)
        case _:
            return detail["msg"].replace("Input should be", f"'{last}' should be", 1)


def _unexpected(place: Place, details: list[ErrorDetails]) -> str:
    """`'timeout' is -1; expected more than 0`, all branches of a union in one sentence."""
    value = details[0]["input"]
    shown = f"'{preview(value, 60)}'" if isinstance(value, str) else preview(value, 60)
    match place:
        case ():
            subject = "the file"
        case (*_, int(index)):
            subject = f"item {index + 1}"
        case (*_, key):
            subject = f"'{key}'"
    close = ""
    expected: dict[str, None] = {}
    for detail in details:
        context = {
            key: f"{limit:g}" if isinstance(limit, float) else limit
            for key, limit in detail.get("ctx", {}).items()
        }
        if choices := _choices(context):
            close = close or (did_you_mean(value, choices) if isinstance(value, str) else "")
            context["choices"] = ", ".join(choices)
        expected[_EXPECTED[detail["type"]].format_map(context)] = None
    return f"{subject} is {shown}; expected {' or '.join(expected)}{close}"


def _choices(context: Mapping[str, Any]) -> list[str]:
    """The values allowed, from pydantic's sentence: `'fixed', 'linear' or 'exponential'`."""
    text = str(context.get("expected", ""))
    return [part.strip("'") for part in text.replace(" or ", ", ").split(", ") if part]


def _one_of(known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"; expected one of {names}" if names else "; expected none"


def _hint(detail: ErrorDetails) -> str:
    return "Keys of your own begin with 'x-'." if detail["type"] == UNKNOWN_KEY else ""


def _shown(part: str | int) -> str | int:
    return part if isinstance(part, int) else well_formed(part)
