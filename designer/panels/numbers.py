"""Numbers as people type them: whole ones, and spans of time with or without a unit. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from designer.panels.typed import read_value
from engine.datatype import DataType, TypeName

_NUMBER: Final = DataType(name=TypeName.NUMBER)
_INTEGER: Final = DataType(name=TypeName.INTEGER)
_EXACT: Final = 2.0**53
_SPAN: Final = re.compile(
    r"([\d.]+)\s*(ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)", re.ASCII
)
_SECONDS: Final = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """What a field of a number takes: whole ones (`int`) or any (`float`), from `least` on."""

    type: type[int] | type[float] = float
    least: float = 0
    may_be_least: bool = True
    most: float | None = None
    otherwise: float | None = None
    """What an empty field stands for."""
    unit: str = ""

    def read(self, text: str) -> float | None:
        """The number typed. Seconds may be typed as `500 ms`, `5 min` or `2 h` too.

        Raises:
            ValueError: It is none, or not one that it may be.
        """
        if not text.strip():
            return self.otherwise
        number = self._parsed(text.strip())
        if number < self.least or (number == self.least and not self.may_be_least):
            least = f"{self.least:g} or more" if self.may_be_least else f"more than {self.least:g}"
            raise ValueError(f"'{text.strip()}' is too little: give {least}.")
        if self.most is not None and number > self.most:
            raise ValueError(f"'{text.strip()}' is too much: give {self.most:g} or less.")
        return self.type(number)

    def write(self, number: float | None) -> str:
        """The number as people type it; nothing where an empty field stands for it."""
        if number is None or number == self.otherwise:
            return ""
        plain = isinstance(number, float) and number.is_integer() and number < _EXACT
        return str(int(number) if plain else number)

    def _parsed(self, text: str) -> float:
        span = _SPAN.fullmatch(text) if self.unit == "s" else None
        if span is not None and span[1].count(".") <= 1 and span[1] != ".":
            unit = "ms" if span[2] == "ms" else span[2][0]
            return float(f"{float(span[1]) * _SECONDS[unit]:.12g}")
        value = read_value(text, _INTEGER if self.type is int else _NUMBER)
        assert isinstance(value, int | float)
        return value


SECONDS: Final = Number(unit="s")
