"""What a form needs to know of a kind's config, read from its JSON Schema. Values only, no Qt.

Each property becomes a `FieldSpec`: which control suits it, and how its value is written as text. A
control is only used for a value that it gives back unchanged; anything else is edited as raw JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel

from designer.panels.numbers import SECONDS
from designer.panels.typed import read_part
from engine.value import ABSENT, JSON, Absent, same


class Control(StrEnum):
    """The controls that a form is made of."""

    LINE = "line"
    PATH = "path"
    MULTILINE = "multiline"
    CODE = "code"
    INTEGER = "integer"
    NUMBER = "number"
    CHECK = "check"
    CHOICE = "choice"
    LIST = "list"
    MAPPING = "mapping"
    FUNCTION = "function"
    """A reference to a Python function."""
    EXPRESSIONS = "expressions"
    """A mapping from names to CEL."""
    SECRET = "secret"
    """A text that names a secret; one that is a secret itself is not shown."""
    TREE = "tree"
    """A list or an object of any shape."""
    RAW = "raw"


_TEXTS: Final = {
    Control.LINE, Control.PATH, Control.MULTILINE, Control.CODE, Control.FUNCTION, Control.SECRET,
}  # fmt: skip
_JSON: Final = {Control.RAW, Control.TREE}
_BY_TYPE: Final = {
    "string": Control.LINE,
    "integer": Control.INTEGER,
    "number": Control.NUMBER,
    "boolean": Control.CHECK,
}
_HINTS: Final = {"password": "secret"}
"""What JSON Schema calls differently."""
_HINTED: Final = {"path", "multiline", "code", "function", "secret", *_HINTS}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One property of a config."""

    key: str
    title: str
    description: str = ""
    control: Control = Control.RAW
    required: bool = False
    default: JSON | Absent = ABSENT
    choices: tuple[JSON, ...] = ()
    examples: tuple[JSON, ...] = ()
    unit: str = ""
    type: str = ""
    """The value's type in JSON Schema's words; empty where there are several, or none is told."""

    def write(self, value: JSON | Absent) -> str:
        """A value as the text that stands in the field."""
        if value is ABSENT:
            return ""
        if self.control in _TEXTS and isinstance(value, str):
            return value
        if self.control is Control.LIST:
            return "\n".join(value)
        if self.control in _JSON:
            return json.dumps(value, ensure_ascii=False, indent=2)
        return json.dumps(value, ensure_ascii=False)

    def read(self, text: str) -> JSON | Absent:
        """The value that a text stands for; an empty one stands for nothing, so that the default holds.

        Raises:
            ValueError: It stands for no value; the message is a sentence.
        """
        if not text.strip() and self.control not in (Control.MULTILINE, Control.CODE):
            return ABSENT
        match self.control:
            case Control.LIST:
                return text.rstrip("\n").split("\n")
            case Control.INTEGER:
                return _number(text, int, "a whole number")
            case Control.NUMBER:
                return _number(_seconds(text, self.unit), float, "a number")
            case Control.RAW | Control.TREE:
                return _json(text)
            case _:
                return text or ABSENT

    def suited(self, value: JSON | Absent) -> FieldSpec:
        """This field, as raw JSON where its control would not give the value back as it is."""
        if value is ABSENT or self._keeps(value):
            return self
        return FieldSpec(
            key=self.key, title=self.title, description=self.description,
            required=self.required, default=self.default, type=self.type,
        )  # fmt: skip

    def _keeps(self, value: JSON) -> bool:
        match self.control:
            case Control.CHECK:
                return isinstance(value, bool)
            case Control.CHOICE:
                return any(same(value, choice) for choice in self.choices)
            case Control.MAPPING | Control.EXPRESSIONS:
                return isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
            case Control.TREE if not isinstance(value, list | dict):
                return False
            case Control.LIST:
                if not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
                    return False
        try:
            return same(self.read(self.write(value)), value)
        except ValueError:
            return False


def field_specs(model: type[BaseModel] | None, config: Mapping[str, JSON]) -> tuple[FieldSpec, ...]:
    """The fields for a config: those that the kind declares, then whatever else the file says."""
    declared = [
        spec
        for spec, hidden in (_declared(model) if model is not None else ())
        if not hidden or spec.key in config
    ]
    known = {spec.key for spec in declared}
    others = [FieldSpec(key=key, title=key) for key in config if key not in known]
    return tuple(spec.suited(config.get(spec.key, ABSENT)) for spec in (*declared, *others))


@lru_cache(maxsize=256)
def _declared(model: type[BaseModel]) -> tuple[tuple[FieldSpec, bool], ...]:
    """What a kind declares, and whether each is to be hidden. Making a schema takes a while."""
    schema = model.model_json_schema()
    required, definitions = schema.get("required", ()), schema.get("$defs", {})
    return tuple(
        (_spec(key, _resolved(part, definitions), key in required), part.get("widget") == "hidden")
        for key, part in schema.get("properties", {}).items()
    )


def _spec(key: str, part: Mapping[str, Any], required: bool) -> FieldSpec:
    choices = tuple(part.get("enum", ()))
    if part.get("type") == "boolean" and not isinstance(part.get("default"), bool):
        choices = (True, False)  # a check mark could not say that nothing was said
    return FieldSpec(
        key=key,
        title=part.get("title", key),
        description=part.get("description", ""),
        control=Control.CHOICE if choices else _control(part),
        required=required,
        default=ABSENT if part.get("default") is None else part["default"],
        choices=choices,
        examples=tuple(part.get("examples", ())),
        unit=str(part.get("unit", "")),
        type=str(part.get("type", "")),
    )


def _control(part: Mapping[str, Any]) -> Control:
    widget, type_ = part.get("widget"), part.get("type")
    if type_ == "string":
        hint = widget or part.get("format")
        return Control(_HINTS.get(str(hint), hint)) if hint in _HINTED else Control.LINE
    if type_ == "array" and _is_text(part.get("items")):
        return Control.LIST
    if type_ == "object" and _is_text(part.get("additionalProperties")):
        return Control.EXPRESSIONS if widget == "expressions" else Control.MAPPING
    if type_ in ("object", "array"):
        return Control.TREE
    return _BY_TYPE.get(str(type_), Control.RAW)


def _is_text(part: object) -> bool:
    return isinstance(part, dict) and part.get("type") == "string"


def _resolved(part: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """A property with references followed, and `X or null` read as an X that may be left out."""
    if "$ref" in part:
        target = definitions.get(part["$ref"].rsplit("/", 1)[-1], {})
        rest = {key: value for key, value in part.items() if key != "$ref"}
        return _resolved({**target, **rest}, definitions)
    branches = [one for one in part.get("anyOf", ()) if one.get("type") != "null"]
    if len(branches) == 1:
        rest = {key: value for key, value in part.items() if key != "anyOf"}
        return _resolved({**branches[0], **rest}, definitions)
    if "const" in part:
        return {**part, "enum": [part["const"]]}
    return part


def _number(text: str, kind: type[int] | type[float], what: str) -> JSON:
    value = _json(text, f"'{text.strip()}' is not {what}.")
    fits = isinstance(value, int) or (isinstance(value, float) and kind is float)
    if not fits or isinstance(value, bool):
        raise ValueError(f"'{text.strip()}' is not {what}.")
    return value


def _seconds(text: str, unit: str) -> str:
    """The number of seconds that `5 min` stands for, as text; any other text as it is."""
    if unit != "s" or not text.strip()[-1:].isalpha():
        return text
    try:
        return SECONDS.write(SECONDS.read(text))
    except ValueError:
        return text


def _json(text: str, otherwise: str = "") -> JSON:
    reading = read_part(text)
    if reading.problems:
        raise ValueError(otherwise or f"This is not JSON: {reading.problems[0].message}.")
    return reading.document
