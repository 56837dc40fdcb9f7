"""JSON as text, strictly: no NaN, no infinity, no number beyond a float, no half characters."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from engine.value import JSON, Value, preview

_PIECE: Final = 1 << 17
"""Characters of a text that are written at once."""

_TOO_LONG: Final = "Exceeds the limit"
"""How Python begins to say that it reads no number of so many digits."""


def parse_json(text: str) -> JSON:
    """What a text of JSON says.

    Raises:
        ValueError: It is not JSON; the message says why and where.
    """
    try:
        return json.loads(
            text, parse_constant=_refused, parse_float=_finite, object_pairs_hook=_once
        )
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError as error:
        if str(error).startswith(_TOO_LONG):
            most = sys.get_int_max_str_digits()
            raise ValueError(f"it holds a whole number of more than {most:,} digits") from None
        raise


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


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"the key '{preview(twice, 60)}' is there more than once")
    return made


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]} is too large")
    return number
