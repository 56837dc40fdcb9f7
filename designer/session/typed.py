"""Text that is typed in fields or in place and not taken over yet, as a line of the recovery journal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from designer.document.comparing import beginning
from designer.words import quoted, tr
from engine.flow import StepId

_KEY: Final = "typed"
_BEGINNING: Final = f'{{"{_KEY}":'.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What is typed about some Steps (none: about the Flow): the texts, by the names of their fields."""

    steps: frozenset[StepId]
    fields: Mapping[str, str]
    place: str = ""
    """Where on the canvas it is typed (`card`, `note:n1`, `frame:f1`); empty: in the inspector."""


def all_in_words(typed: Sequence[Typed]) -> str:
    """The same of several, one after another; empty where there are none."""
    return "; ".join(map(in_words, typed))


def in_words(typed: Typed) -> str:
    """`typed in 'pay' and not taken over yet: 'Pay the in…'`."""
    listed = ", ".join(map(beginning, typed.fields.values()))
    where = ", ".join(quoted(step) for step in sorted(typed.steps)) or _place(typed.place)
    return tr("typed in {where} and not taken over yet: {texts}", where=where, texts=listed)


def _place(place: str) -> str:
    """Where something is typed that is about no Step."""
    match place.partition(":")[0]:
        case "note":
            return tr("a note")
        case "frame":
            return tr("the title of a frame")
    return tr("the Flow")


def line_of_typed(typed: Sequence[Typed]) -> bytes:
    """All that is typed by now, as one line of JSON; it stands for any such line before it."""
    listed = [
        {"steps": sorted(one.steps), "fields": dict(one.fields)}
        | ({"place": one.place} if one.place else {})
        for one in typed
    ]
    return json.dumps({_KEY: listed}, separators=(",", ":")).encode() + b"\n"


def typed_of_line(line: bytes) -> tuple[Typed, ...] | None:
    """What such a line says; None where it is a line of another sort.

    Raises:
        ValueError: It is torn, or makes no sense.
    """
    if not line.startswith(_BEGINNING):
        return None
    try:
        return tuple(_one(listed) for listed in json.loads(line)[_KEY])
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("this is no line about typed texts") from error


def _one(listed: Mapping[str, object]) -> Typed:
    steps, fields = listed["steps"], listed["fields"]
    if not (isinstance(steps, list) and isinstance(fields, dict)):
        raise TypeError("neither Steps nor fields")
    return Typed(
        steps=frozenset(StepId(str(step)) for step in steps),
        fields={str(name): str(text) for name, text in fields.items()},
        place=str(listed.get("place", "")),
    )
