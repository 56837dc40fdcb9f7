"""Whether values that are written down or given fit the ports that they are for; complaints, as text."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final

from engine.datatype import ARRAY, DataType
from engine.flow import Collect, Input, Name, Step
from engine.value import Secret, Value

REFERENCES: Final = ("env:", "keyring:", "file:")
"""How the reference to a secret begins."""

LISTS: Final = frozenset({Collect.SOME, Collect.ALL})
"""The policies that make a list of values."""


class Unknown(Enum):
    """What stands for a value that will be there, and that nobody knows yet."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


def misfit(datatype: DataType, value: Value) -> str:
    """Why a value that is not computed does not fit; empty where it does. Shows no secret."""
    if isinstance(value, Secret) or value is UNKNOWN:
        return ""
    if datatype.secret and not (isinstance(value, str) and value.startswith(REFERENCES)):
        forms = "'env:NAME', 'keyring:service/name' or 'file:path'"
        return f"a secret is given by reference ({forms}), never as it is"
    return datatype.complaint(value)


def misfit_of_one(source: Input, value: Value) -> str:
    """Why the value of one Attribute does not fit an input that reads it; empty where it does."""
    if not source.each or source.collect in LISTS or value is UNKNOWN:
        return misfit(source.type, value)
    if complaint := ARRAY.complaint(value):
        return complaint
    return _misfit_of_items(source.type, value)


def misfit_of_whole(source: Input, value: Value) -> str:
    """Why all that an input would come to (a literal, a default) does not fit; empty where it does."""
    if source.collect in LISTS and isinstance(value, list):
        return _misfit_of_items(source.type, value)
    return misfit_of_one(source, value)


def written_type(step: Step, output: Name) -> DataType:
    """What the Attribute of an output holds: of a Step that runs once per element, a list."""
    each = any(source.each for source in step.inputs.values())
    return ARRAY if each else step.outputs[output].type


def _misfit_of_items(datatype: DataType, values: Iterable[Value]) -> str:
    found = (f"item {n}: {why}" for n, v in enumerate(values) if (why := misfit(datatype, v)))
    return next(found, "")
