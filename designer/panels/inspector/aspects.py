"""What can be said of an input, an output or a Flow input besides its name: one `Part` each.

Values only, no Qt: an aspect writes a part of a port as text, and reads that text back into the port.
What can be said of a Step is in `step_aspects`, in the same words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from designer.panels.numbers import SECONDS, Number
from designer.panels.typed import read_part, read_value, write_value
from engine.datatype import DataType, TypeName
from engine.flow import NAME, Collect, Name
from engine.secret import is_reference
from engine.value import ABSENT

TYPES: Final = tuple(str(name) for name in TypeName)


_NOT_A_REFERENCE: Final = (
    "A secret is given as a reference, so that it is never written down: "
    "env:NAME, file:PATH or keyring:SERVICE/NAME."
)
OWN_NAME: Final = "{name}"
"""What an empty field means where the port goes by its own name."""


class Sort(StrEnum):
    """How a text is edited."""

    LINE = "line"
    NAMES = "names"
    """Attributes, in order."""
    VALUE = "value"
    """A value of the port's type, which may be a list or an object."""
    CONDITION = "condition"
    """CEL over the inputs of the Step."""
    MATCH = "match"
    """CEL over `value`."""
    FUNCTION = "function"
    """A reference to a Python function."""


def _always(thing: Any) -> bool:
    del thing
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """A part of a port or Step that is edited as text. `read` raises ValueError with a sentence."""

    key: str
    words: str
    write: Callable[[Any], str]
    read: Callable[[Any, str], Any]
    empty: str = ""
    """What an empty field means, shown in it; `{name}` is the port's name."""
    sort: Sort = Sort.LINE
    unit: str = ""
    shown: Callable[[Any], bool] = _always
    """Whether it means anything where the rest is as it is."""
    secret: Callable[[Any], bool] = lambda thing: False  # noqa: ARG005 - what it could be asked of

    def heard(self, text: str, name: Name) -> str:
        """What is typed for a port: its own name is nothing, where nothing stands for it."""
        return "" if self.empty == OWN_NAME and text.strip() == name else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A part of a port or Step that is yes or no."""

    key: str
    words: str
    get: Callable[[Any], bool]
    set: Callable[[Any, bool], Any]
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A part of a port or Step that is one of a few."""

    key: str
    words: str
    get: Callable[[Any], str]
    set: Callable[[Any, str], Any]
    choices: Mapping[str, str] = field(default_factory=dict)
    """Values by their words."""
    shown: Callable[[Any], bool] = _always


Part = Aspect | Flag | Pick


def number_aspect(
    key: str, words: str, field_: str, number: Number, *, empty: str = "", **more: Any
) -> Aspect:
    """A number in a field of that name; nothing is written where it is what an empty field means."""
    return Aspect(
        key=key,
        words=words,
        write=lambda thing: number.write(getattr(thing, field_)),
        read=lambda thing, text: replace(thing, **{field_: number.read(text)}),
        empty=empty,
        unit=number.unit,
        **more,
    )


def with_type(port: Any, name: str) -> Any:
    """The port, of another type; what refined the old one does not outlive it where it cannot fit."""
    type_ = replace(port.type, name=TypeName(name))
    if type_.enum is not None and any(replace(type_, enum=None).complaint(c) for c in type_.enum):
        type_ = replace(type_, enum=None)
    return replace(port, type=type_)


def _value(key: str, field: str, words: str, empty: str) -> Aspect:
    def write(port: Any) -> str:
        value = getattr(port, field)
        return "" if value is ABSENT else write_value(value, port.type)

    def read(port: Any, text: str) -> Any:
        if not text.strip():
            return replace(port, **{field: ABSENT})
        if port.type.secret and not is_reference(text.strip()):
            raise ValueError(_NOT_A_REFERENCE)
        plain = _as_reference(port.type)
        return replace(port, **{field: read_value(text, plain)})

    return Aspect(
        key=key, words=words, write=write, read=read, empty=empty, sort=Sort.VALUE,
        secret=lambda port: bool(port.type.secret),
    )  # fmt: skip


def _read_default(port: Any, text: str) -> Any:
    """An input with a default need not be fed; one that loses it has to be."""
    changed = DEFAULT.read(port, text)
    if (port.default is ABSENT) is (changed.default is ABSENT):
        return changed
    return replace(changed, required=changed.default is ABSENT)


def _as_reference(type_: DataType) -> DataType:
    return replace(type_, format="") if type_.secret else type_


def _format(port: Any, text: str) -> Any:
    return replace(port, type=replace(port.type, format=text.strip()))


def _write_enum(port: Any) -> str:
    enum = port.type.enum
    return "" if enum is None else json.dumps(list(enum), ensure_ascii=False)


def _read_enum(port: Any, text: str) -> Any:
    if not text.strip():
        return replace(port, type=replace(port.type, enum=None))
    reading = read_part(text)
    if reading.problems or not isinstance(reading.document, list) or not reading.document:
        raise ValueError('The values allowed are a JSON list, such as ["small", "large"].')
    return replace(port, type=replace(port.type, enum=tuple(reading.document)))


def _read_sources(port: Any, text: str) -> Any:
    names = [part.strip() for part in text.split(",") if part.strip()]
    wrong = [name for name in names if not NAME.fullmatch(name)]
    if wrong:
        raise ValueError(_no_name(wrong[0]))
    return replace(port, sources=tuple(dict.fromkeys(Name(name) for name in names)))


def _read_attribute(port: Any, text: str) -> Any:
    name = text.strip()
    if name and not NAME.fullmatch(name):
        raise ValueError(_no_name(name))
    return replace(port, attribute=Name(name))


def _no_name(name: str) -> str:
    return (
        f"'{name}' cannot be the name of an Attribute: use letters, digits and '_', "
        "and do not begin with a digit."
    )


def _with_required(port: Any, on: bool) -> Any:
    return replace(port, required=on)


DESCRIPTION: Final = Aspect(
    key="description",
    words="Description",
    write=lambda port: str(port.description),
    read=lambda port, text: replace(port, description=text.strip()),
)
FORMAT: Final = Aspect(
    key="format",
    words="Format",
    write=lambda port: str(port.type.format),
    read=_format,
    empty="path, email, secret, multiline …",
)
ENUM: Final = Aspect(
    key="enum", words="Values allowed", write=_write_enum, read=_read_enum, empty="any"
)
SOURCES: Final = Aspect(
    key="from",
    words="Reads",
    write=lambda port: ", ".join(port.sources),
    read=_read_sources,
    empty=OWN_NAME,
    sort=Sort.NAMES,
)
ATTRIBUTE: Final = Aspect(
    key="to",
    words="Writes",
    write=lambda port: str(port.attribute),
    read=_read_attribute,
    empty=OWN_NAME,
)
DEFAULT: Final = _value("default", "default", "Default", "none")
EXAMPLE: Final = _value("example", "example", "Example", "none")
PINNED: Final = _value("value", "value", "Pinned value", "not pinned")

INPUT_DEFAULT: Final = replace(DEFAULT, read=_read_default)
COLLECT: Final = Pick(
    key="collect",
    words="Of several values",
    get=lambda port: str(port.collect),
    set=lambda port, value: replace(port, collect=Collect(value)),
    choices={
        "the first that there is": str(Collect.FIRST),
        "the fastest": str(Collect.FASTEST),
        "the last": str(Collect.LAST),
        "a list of those that came": str(Collect.SOME),
        "a list of all": str(Collect.ALL),
        "only where there is none": str(Collect.NONE),
    },
)
MATCH: Final = Aspect(
    key="match",
    words="Only values that match",
    write=lambda port: str(port.match),
    read=lambda port, text: replace(port, match=text.strip()),
    empty="any, or such as value > 3",
    sort=Sort.MATCH,
)
DEADLINE: Final = number_aspect(
    "deadline", "Wait at most", "deadline", SECONDS, empty="as long as it takes",
    shown=lambda port: not port.required or port.deadline is not None,
)  # fmt: skip

REQUIRED: Final = Flag(
    key="required", words="Required", get=lambda port: bool(port.required), set=_with_required,
    tip="The Step does not start without it",
)  # fmt: skip
EACH: Final = Flag(
    key="each",
    words="Once for each element",
    get=lambda port: bool(port.each),
    set=lambda port, on: replace(port, each=on),
    tip="The input is a list, and the Step runs once for each element of it",
)
OPTIONAL: Final = Flag(
    key="optional",
    words="May be left out",
    get=lambda port: bool(port.optional),
    set=lambda port, on: replace(port, optional=on),
    tip="The Step does not fail where it does not give this",
)

INPUT_PARTS: Final[tuple[Part, ...]] = (
    REQUIRED, EACH, SOURCES, INPUT_DEFAULT, PINNED, DESCRIPTION, FORMAT, ENUM, COLLECT, MATCH,
    DEADLINE,
)  # fmt: skip
OUTPUT_PARTS: Final[tuple[Part, ...]] = (OPTIONAL, ATTRIBUTE, PINNED, DESCRIPTION, FORMAT, ENUM)
DECLARED_PARTS: Final[tuple[Part, ...]] = (DESCRIPTION, EXAMPLE, DEFAULT, FORMAT, ENUM)
