"""Names for Steps, ports and Attributes, made from whatever other tools call theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from engine.flow import NAME, Name, StepId

_LONGEST_ID: Final = 64
_LONGEST_NAME: Final = 80
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MARKS: Final = re.compile(r"[^a-z0-9_.]+")
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9_]+")
_KNOWN: Final = 400
"""Letters of a text that a name is made from."""


def step_id(text: str, otherwise: str = "step") -> StepId:
    """The id nearest to a text: `listPets` becomes `list-pets`."""
    spread = _HUMP.sub("-", _plain(text)).lower()
    made = _MARKS.sub("-", spread)[:_LONGEST_ID].strip("-_.")
    return StepId(made or otherwise)


def port_name(text: str, otherwise: str = "value") -> Name:
    """The name nearest to a text, letters as they are: `X-Api-Key` becomes `X_Api_Key`."""
    if NAME.fullmatch(text) and len(text) <= _LONGEST_NAME:
        return Name(text)
    made = _NO_NAME.sub("_", _plain(text))[:_LONGEST_NAME].strip("_") or otherwise
    return Name(f"_{made}" if made[0].isdigit() else made)


def snake(text: str, otherwise: str = "value") -> Name:
    """The name nearest to a text in lower case: `list-pets` and `List Pets` become `list_pets`."""
    return port_name(_HUMP.sub("_", _plain(text)).lower(), otherwise)


def _plain(text: str) -> str:
    """The text with letters that have an accent without it."""
    text = unicodedata.normalize("NFKD", text[:_KNOWN].replace("ß", "ss"))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


class Taken:
    """Names that are in use; who asks for one of them gets one with a number."""

    def __init__(self, taken: Iterable[str] = (), mark: str = "_", longest: int = 0) -> None:
        """Take what is in use already; `mark` stands before the number, `longest` 0 is any length."""
        self._taken = set(taken)
        self._mark, self._longest = mark, longest or 1_000
        self._next: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._taken

    def fresh(self, wish: str) -> str:
        """The name itself, or the first with a number that is free; in use from now on."""
        name = wish
        while name in self._taken:
            number = self._next[wish] = self._next.get(wish, 1) + 1
            tail = f"{self._mark}{number}"
            name = wish[: self._longest - len(tail)] + tail
        self._taken.add(name)
        return name


def step_ids() -> Callable[[str], StepId]:
    """Gives each text an id of its own, in the order of asking."""
    taken = Taken(mark="-", longest=_LONGEST_ID)
    return lambda text: StepId(taken.fresh(step_id(text)))


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names in quotes with commas, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(f"'{name}'" for name in names[:most]) + more


def where_from(path: str, folder: str) -> str:
    """A path as a flow file in `folder` writes it: relative where it lies in there, else absolute."""
    import os

    path, folder = os.path.realpath(path), os.path.realpath(folder)
    inside = path.startswith(folder.rstrip(os.sep) + os.sep)
    return os.path.relpath(path, folder).replace(os.sep, "/") if inside else path


def literal(text: str) -> str:
    """A text as it stands in a template, where braces mean inputs."""
    return text.replace("{", "{{").replace("}", "}}")
