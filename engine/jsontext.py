"""JSON as text, strictly: no NaN, no infinity, no number beyond a float, no half characters."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Final

from engine.value import JSON, Value

_PIECE: Final = 1 << 17
"""Characters of a text that are written at once."""


def parse_json(text: str) -> JSON:
    """What a text of JSON says.

    Raises:
        ValueError: It is not JSON; the message says why and where.
    """
    try:
        return json.loads(text, parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def json_text(value: Value, indent: int | None = None) -> str:
    """A value as a text of JSON.

    Raises:
        ValueError: It is not JSON; the message says why.
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except TypeError as error:
        raise ValueError(str(error)) from None


def json_pieces(value: JSON, *, ascii_only: bool = False) -> Iterator[str]:
    """A value as a text of JSON on one line, in pieces: a huge text is never written down twice at once.

    Raises:
        ValueError: It is not JSON.
    """
    if type(value) is str and len(value) > _PIECE:
        yield '"'
        for at in range(0, len(value), _PIECE):
            yield json.dumps(value[at : at + _PIECE], ensure_ascii=ascii_only)[1:-1]
        yield '"'
    else:
        yield json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]} is too large")
    return number
