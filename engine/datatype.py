"""The types a port can declare, what fits them, and which output can feed which input."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.value import JSON, Value, preview, same, type_name


class TypeName(StrEnum):
    """The types of the flow file."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    OBJECT = "object"
    ARRAY = "array"
    ANY = "any"


PATH: Final = "path"
"""The format of files and folders; relative ones are meant from where they were written."""

SECRET: Final = "secret"
"""The format whose values are references; what they stand for is never shown or kept."""

_TAKES: Final = {
    TypeName.STRING: {"string"},
    TypeName.INTEGER: {"integer"},
    TypeName.NUMBER: {"integer", "number"},
    TypeName.BOOLEAN: {"boolean"},
    TypeName.OBJECT: {"object"},
    TypeName.ARRAY: {"array"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataType:
    """A declared type: its name, a format that refines how it is shown, and the values allowed."""

    name: TypeName = TypeName.ANY
    format: str = ""
    enum: tuple[JSON, ...] | None = None

    def __str__(self) -> str:
        """As the flow file and messages write it: `string`, or `one of "a", "b"`."""
        if self.enum is not None:
            return "one of " + ", ".join(preview(choice, 40) for choice in self.enum)
        return str(self.name)

    @property
    def secret(self) -> bool:
        """Whether values are references to something that must never be shown."""
        return self.format == SECRET

    @property
    def takes_all(self) -> bool:
        """Whether there is nothing that does not fit."""
        return self.name is TypeName.ANY and self.enum is None

    def typed(self, value: JSON) -> JSON:
        """A value that somebody has written down, as this type has it: `1e2` is the integer 100.

        Only as far as a number with a point is exact; all else is what it was.
        """
        if self.name is TypeName.INTEGER and isinstance(value, float):
            return int(value) if value.is_integer() and abs(value) <= _EXACT else value
        return value

    def complaint(self, value: Value) -> str:
        """Why a value does not fit ("expected string, got integer 3"); empty where it does."""
        if self.takes_all:
            return ""
        if self._takes(value) and (self.enum is None or any(same(value, c) for c in self.enum)):
            return ""
        shown = "a secret" if self.secret else preview(value, 60)
        return f"expected {self}, got {type_name(value)}" + (
            f" {shown}" if value is not None else ""
        )

    def _takes(self, value: Value) -> bool:
        if self.name is TypeName.ANY:
            return True
        if self.name is TypeName.INTEGER and isinstance(value, float):
            return value.is_integer()
        if isinstance(value, float) and not math.isfinite(value):
            return False
        return type_name(value) in _TAKES[self.name]


_EXACT: Final = 2**53
"""Up to here every integer is a number of its own, also where it is written with a point or an exponent."""

ANY: Final = DataType()
ARRAY: Final = DataType(name=TypeName.ARRAY)


def can_agree(output: DataType, target: DataType) -> bool:
    """Whether some value fits both: only then may a wire join them."""
    if output.enum is not None and not any(not target.complaint(choice) for choice in output.enum):
        return False
    if target.enum is not None and not any(not output.complaint(choice) for choice in target.enum):
        return False
    if TypeName.ANY in (output.name, target.name):
        return True
    return bool(_TAKES[output.name] & _TAKES[target.name])
