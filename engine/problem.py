"""What is wrong with a document, as values: all of it at once, each with its place and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.flow import Name, Side, StepId

_STOPS: Final = (".", "?", "!", "…", ":")


class Severity(StrEnum):
    """How bad it is: an error stops what needs the place, a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Every problem there is, so that tests, documentation and the panel can name it."""

    # a file that cannot be kept faithfully is refused with these
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    SYNTAX = "syntax"
    DUPLICATE_KEY = "duplicate_key"
    NOT_A_NUMBER = "not_a_number"
    TOO_DEEP = "too_deep"
    NEWER_FORMAT = "newer_format"
    STRUCTURE = "structure"
    UNKNOWN_KEY = "unknown_key"
    BAD_NAME = "bad_name"
    # a file with these opens, draws, plans as far as it can, and saves
    NO_GOALS = "no_goals"
    UNKNOWN_GOAL = "unknown_goal"
    GOAL_BLOCKED = "goal_blocked"
    CYCLE = "cycle"
    UNKNOWN_KIND = "unknown_kind"
    BAD_CONFIG = "bad_config"
    BAD_VALUE = "bad_value"
    WIRE_TYPES = "wire_types"
    UNREAD_INPUT = "unread_input"
    NEAR_NAME = "near_name"
    # of a run that is looked at, never of a document
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, where, and what would help. `pointer` is a JSON pointer into the file."""

    code: Code
    severity: Severity = Severity.ERROR
    pointer: str = ""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """One line: place, what is wrong, what to do."""
        place = f"{self.pointer}: " if self.pointer else ""
        return f"{place}{self.sentence}"

    @property
    def sentence(self) -> str:
        """What is wrong and, in a sentence of its own, what to do."""
        if not self.hint:
            return self.message
        stop = "" if self.message.endswith(_STOPS) else "."
        return f"{self.message}{stop} {self.hint}"

    @property
    def step(self) -> StepId | None:
        """The Step that it concerns, if it is one's."""
        parts = self.pointer.split("/")
        return StepId(parts[2]) if len(parts) > 2 and parts[1] == "steps" else None

    @property
    def port(self) -> tuple[Side, Name] | None:
        """The port of that Step, if it is one's."""
        match self.pointer.split("/"):
            case ["", "steps", _, "inputs", name, *_]:
                return "input", Name(name)
            case ["", "steps", _, "outputs", name, *_]:
                return "output", Name(name)
        return None


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) from its parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
