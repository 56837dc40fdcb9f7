"""Values as people type them: plain text for strings, JSON for the rest, either for `any`. No Qt.

The same rule as on the command line, with sentences fit for a field.
"""

from __future__ import annotations

import json
from typing import Final

from engine.codec.reading import Reading, read_json, too_deep
from engine.datatype import DataType, TypeName
from engine.problem import Code, Problem
from engine.value import JSON

_ABOVE: Final = 8
"""Levels of a flow file that a value in it may lie below."""


def read_part(text: str) -> Reading:
    """Read JSON that is to be a part of a flow file; never raises."""
    if too_deep("[" * _ABOVE + text):
        told = Problem(code=Code.TOO_DEEP, message="the values are nested too deeply")
        return Reading(None, (told,))
    return read_json(text.encode("utf-8", "surrogatepass"))


def read_value(text: str, type_: DataType) -> JSON:
    """The value that a text stands for where this type is expected.

    Raises:
        ValueError: It stands for none of the type; the message is a sentence.
    """
    value = type_.typed(_parsed(text, type_))
    complaint = type_.complaint(value)
    if complaint and type_.enum is None and type_.name is not TypeName.ANY:
        raise ValueError(f"'{text.strip()}' is not {a(type_.name)}.")
    if complaint:
        raise ValueError(f"{complaint[:1].upper()}{complaint[1:]}.")
    return value


def write_value(value: JSON, type_: DataType) -> str:
    """The text that stands for a value where this type is expected."""
    if isinstance(value, str) and (type_.name is TypeName.STRING or _reads_as_text(value, type_)):
        return value
    return json.dumps(value, ensure_ascii=False)


def a(type_: TypeName) -> str:
    """The type's name with its article, as a sentence needs it."""
    return f"{'an' if type_.value[0] in 'aeiou' else 'a'} {type_}"


def _parsed(text: str, type_: DataType) -> JSON:
    if type_.name is TypeName.STRING:
        return text
    reading = read_part(text)
    if not reading.problems:
        return reading.document
    if type_.name is TypeName.ANY:
        return text
    raise ValueError(f"'{text.strip()}' is not {a(type_.name)}.")


def _reads_as_text(value: str, type_: DataType) -> bool:
    plain = bool(read_part(value).problems)
    return type_.name is TypeName.ANY and bool(value.strip()) and plain
