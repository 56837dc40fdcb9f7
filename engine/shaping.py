"""Makes of JSON what a parameter is annotated with, and of what a function gives the JSON that is declared.

Only where the annotation says it plainly: `date`, `datetime`, `time`, `UUID`, `Decimal`, `Path`, an Enum,
a dataclass, NamedTuple, TypedDict or pydantic model, and lists, dicts and optional ones of these. Texts,
numbers and booleans within those are held against the annotation; by themselves the port's type counts.
A value that is of the annotated class already, or is no JSON, is passed on as it is; so is all else.

Imported by worker processes too: pydantic is asked only through the models that the user's code brings.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
import types
import typing
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path, PurePath
from typing import Annotated, Any, Final, Union, get_args, get_origin
from uuid import UUID

from engine.datatype import DataType
from engine.value import Secret, Value, preview, type_name

_PLAIN: Final = frozenset(
    {
        "str", "int", "float", "bool", "object", "Any", "None", "dict", "list", "tuple", "set",
        "bytes", "StepContext",
    }
)  # fmt: skip
"""Annotations that change nothing, so that nothing needs to be worked out."""
_SCALARS: Final[Mapping[type, tuple[str, frozenset[type]]]] = {
    str: ("a string", frozenset({str})),
    int: ("an integer", frozenset({int})),
    float: ("a number", frozenset({int, float})),
    bool: ("a boolean", frozenset({bool})),
}
"""What to call a plain type, and the types of JSON that are of it."""
_JSON: Final = frozenset({str, int, float, bool, list, dict, type(None)})
_UNIONS: Final = (Union, types.UnionType)
_QUALIFIERS: Final = tuple(
    getattr(typing, name)
    for name in ("Required", "NotRequired", "ReadOnly", "Final")
    if hasattr(typing, name)
)


class Unfit(Exception):
    """A value is not what was expected; says what was, and where in the value."""

    def __init__(self, expected: str, value: object, where: str = "") -> None:
        """Take what was expected, what came, and the path to it."""
        self.expected, self.value, self.where = expected, value, where
        super().__init__(expected)

    def within(self, place: str) -> Unfit:
        """The same, seen from outside."""
        return Unfit(self.expected, self.value, f"{place}{self.where}")

    def __str__(self) -> str:
        """`expected a date such as 2026-11-22, got string "soon"`."""
        where = f"at {self.where.lstrip('.')}: " if self.where else ""
        shown = "" if self.value is None else f" {preview(self.value, 60)}"
        return f"{where}expected {self.expected}, got {type_name(self.value)}{shown}"


def wishes(
    function: Callable[..., Any], parameters: Iterable[inspect.Parameter], names: Container[str]
) -> Mapping[str, Any]:
    """The annotations that ask for something of these parameters; what cannot be worked out is left out."""
    asked = {}
    for parameter in parameters:
        name = parameter.name
        if name not in names or _is_plain(parameter.annotation):
            continue
        hint = _evaluated(parameter.annotation, function)
        if hint is not None:
            asked[name] = hint
    return asked


def _is_plain(annotation: Any) -> bool:
    if annotation is inspect.Parameter.empty or annotation is Any:
        return True
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return name in _PLAIN and not get_args(annotation)


def _evaluated(annotation: Any, function: Callable[..., Any]) -> Any:
    """What an annotation stands for where the function was written; None where that cannot be told."""
    if not isinstance(annotation, str):
        return annotation
    holder = types.SimpleNamespace(__annotations__={"it": annotation})
    names = getattr(inspect.unwrap(function), "__globals__", {})
    try:
        return typing.get_type_hints(holder, globalns=names, include_extras=True)["it"]
    except Exception:  # noqa: BLE001 - any code may stand in an annotation
        return None


def shaped(value: Value, wanted: Any, *, inside: bool = False) -> Value:
    """A value as an annotation has it; `inside` another one, plain types count too.

    Raises:
        Unfit: It plainly asks for something that this value is not.
    """
    if isinstance(value, Secret) or wanted is Any:
        return value
    origin, args = get_origin(wanted), get_args(wanted)
    if origin is Annotated or origin in _QUALIFIERS:
        return shaped(value, args[0], inside=inside)
    if hasattr(wanted, "__supertype__"):
        return shaped(value, wanted.__supertype__, inside=inside)
    if origin in _UNIONS:
        return _of_union(value, args, inside=inside)
    if origin is not None:
        return _of_many(value, origin, args)
    if isinstance(wanted, type) and wanted in _SCALARS:
        return _scalar(value, wanted) if inside else value
    return _of_class(value, wanted) if isinstance(wanted, type) else value


def _of_union(value: Value, choices: tuple[Any, ...], *, inside: bool) -> Value:
    """The one of several that there is besides None; where there are more, who knows which is meant."""
    values = [choice for choice in choices if choice is not type(None)]
    if value is None and len(values) < len(choices):
        return None
    return shaped(value, values[0], inside=inside) if len(values) == 1 else value


def _of_many(value: Value, origin: Any, args: tuple[Any, ...]) -> Value:
    if isinstance(value, list | tuple) and isinstance(origin, type):
        if issubclass(origin, list) or origin.__name__ in ("Sequence", "Iterable", "Collection"):
            return _items(value, (args[0],) * len(value))
        if origin is tuple:
            each = (args[0],) * len(value) if args[-1] is Ellipsis else args
            return tuple(_items(value, each)) if len(each) == len(value) else value
        if origin in (set, frozenset):
            return origin(_items(value, (args[0],) * len(value)))
    if isinstance(value, dict) and isinstance(origin, type) and issubclass(origin, Mapping):
        made = {}
        for key, item in value.items():
            try:
                made[key] = shaped(item, args[1], inside=True)
            except Unfit as unfit:
                raise unfit.within(f".{key}") from None
        return made
    return value


def _items(values: Iterable[Value], wanted: Iterable[Any]) -> list[Value]:
    made = []
    for number, (item, each) in enumerate(zip(values, wanted, strict=True)):
        try:
            made.append(shaped(item, each, inside=True))
        except Unfit as unfit:
            raise unfit.within(f"[{number}]") from None
    return made


def _of_class(value: Value, wanted: type) -> Value:
    if typing.is_typeddict(wanted):
        return _fields(value, wanted, dict) if isinstance(value, dict) else value
    if _is_one(value, wanted) and not (wanted is date and isinstance(value, datetime)):
        return value
    make = _MAKERS.get(wanted)
    if make is not None:
        return make(value)
    if issubclass(wanted, Enum):
        return _member(value, wanted)
    if _is_record(wanted):
        if not isinstance(value, dict):
            raise Unfit(f"an object for '{wanted.__name__}'", value)
        return _fields(value, wanted, wanted)
    if hasattr(wanted, "model_validate") and hasattr(wanted, "model_fields"):
        return _model(value, wanted)
    return value


def _scalar(value: Value, wanted: type) -> Value:
    words, fits = _SCALARS[wanted]
    is_whole = wanted is int and isinstance(value, float) and value.is_integer()
    if type(value) in _JSON and type(value) not in fits and not is_whole:
        raise Unfit(words, value)
    return value


def _is_one(value: Value, wanted: type) -> bool:
    try:
        return isinstance(value, wanted)
    except TypeError:  # a protocol that cannot be asked
        return False


def _is_record(wanted: type) -> bool:
    return dataclasses.is_dataclass(wanted) or (
        issubclass(wanted, tuple) and hasattr(wanted, "_fields")
    )


def _member(value: Value, wanted: type[Enum]) -> Value:
    for member in wanted:
        if member.value == value and type_name(member.value) == type_name(value):
            return member
    choices = ", ".join(preview(member.value, 40) for member in wanted)
    raise Unfit(f"one of {choices} ('{wanted.__name__}')", value)


def _fields(value: dict[str, Value], wanted: type, make: Callable[..., Value]) -> Value:
    """A record of what an object holds, field by field."""
    try:
        hints = typing.get_type_hints(wanted, include_extras=True)
    except Exception:  # noqa: BLE001 - any code may stand in an annotation
        hints = {}
    made = {}
    for name, item in value.items():
        try:
            made[name] = shaped(item, hints[name], inside=True) if name in hints else item
        except Unfit as unfit:
            raise unfit.within(f".{name}") from None
    if make is dict:
        return made
    try:
        return make(**made)
    except TypeError as error:
        known = ", ".join(f"'{name}'" for name in hints)
        raise Unfit(f"an object with {known} for '{wanted.__name__}'", value) from error


def _model(value: Value, wanted: Any) -> Value:
    try:
        return wanted.model_validate(value)
    except Exception as error:
        told = getattr(error, "errors", None)
        if told is None:
            raise
        first = told()[0]
        where = "".join(f".{part}" for part in first["loc"])
        said = f"what '{wanted.__name__}' takes ({first['msg'].rstrip('.')})"
        raise Unfit(said, first.get("input"), where) from None


def _text(value: Value, expected: str, make: Callable[[str], Value]) -> Value:
    if not isinstance(value, str):
        raise Unfit(expected, value)
    try:
        return make(value)
    except ValueError:
        raise Unfit(expected, value) from None


def _decimal(value: Value) -> Value:
    expected = "a decimal number"
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unfit(expected, value)
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise Unfit(expected, value) from None


def _moment(text: str) -> datetime:
    """A `Z` at the end is what JSON usually has; older versions of Python do not know it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00") if text.endswith("Z") else text)


_DATE: Final = "a date such as 2026-11-22"
_MAKERS: Final[Mapping[type, Callable[[Value], Value]]] = {
    date: lambda v: v.date() if isinstance(v, datetime) else _text(v, _DATE, date.fromisoformat),
    datetime: lambda v: _text(v, "a date and time such as 2026-11-22T16:05:00Z", _moment),
    time: lambda v: _text(v, "a time such as 16:05", time.fromisoformat),
    UUID: lambda v: _text(v, "a UUID", UUID),
    Path: lambda v: _text(v, "a path", Path),
    PurePath: lambda v: _text(v, "a path", PurePath),
    Decimal: _decimal,
}


def as_declared(value: Value, kind: DataType) -> Value:
    """What a function gave, as the JSON that its output declares; as it is, where that fits or is unknown."""
    if kind.takes_all or not kind.complaint(value):
        return value
    made = as_json(value)
    return value if kind.complaint(made) else made


def as_json(value: Value) -> Value:
    """The JSON that plainly stands for a value of one of the classes known here; others as they are."""
    match value:
        case Enum():
            return as_json(value.value)
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | PurePath():
            return str(value)
        case Decimal():
            return _exact(value)
        case dict():
            return {key: as_json(item) for key, item in value.items()}
        case tuple() if hasattr(value, "_fields"):
            return {key: as_json(item) for key, item in zip(value._fields, value, strict=True)}
        case list() | tuple():
            return [as_json(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: as_json(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if "pydantic" in sys.modules and hasattr(type(value), "model_fields"):
        return value.model_dump(mode="json")
    return value


def _exact(value: Decimal) -> Value:
    """A Decimal as a JSON number, where that is the same number; else it stays what it is."""
    if not value.is_finite():
        return value
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else value
