"""JSON Schema, as OpenAPI uses it, to the types of ports: references are followed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote

from engine.datatype import ANY, SECRET, DataType, TypeName
from engine.importing.jsonfile import objects, text
from engine.value import JSON

DEEPEST: Final = 24
"""References, and parts of unions, that are followed one to the next."""

_MOST_PARTS: Final = 500
_MOST_CHOICES: Final = 200
_NAMES: Final = frozenset(str(name) for name in TypeName)
_FORMATS: Final = {
    "date-time": "date-time", "date": "date", "time": "time", "email": "email", "uri": "uri",
    "uuid": "uuid", "password": SECRET,
}  # fmt: skip


class Resolver:
    """Follows references within one document; `lost` are those that lead nowhere in it."""

    def __init__(self, document: JSON) -> None:
        """Take the whole document."""
        self._document = document
        self._left = 0
        self.lost: dict[str, None] = {}

    def __call__(self, value: JSON) -> dict[str, JSON]:
        """The object itself, or what its `$ref` leads to; an empty one where that is nothing."""
        for _ in range(DEEPEST):
            if not isinstance(value, dict):
                return {}
            reference = value.get("$ref")
            if not isinstance(reference, str):
                return value
            found = self._at(reference)
            if found is None:
                break
            value = found
        if isinstance(value, dict) and "$ref" in value:
            self.lost[text(value["$ref"])] = None
        return {}

    def _at(self, reference: str) -> JSON:
        if not reference.startswith("#/"):
            return None
        value = self._document
        for part in reference[2:].split("/"):
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and key.isdigit() and len(key) < 7:
                value = value[int(key)] if int(key) < len(value) else None
            else:
                return None
        return value

    def _may_go_on(self, depth: int) -> bool:
        """Whether more may be looked at for one question; parts may name each other without end."""
        self._left = _MOST_PARTS if not depth else self._left - 1
        return self._left > 0 and depth <= DEEPEST

    def named(self, value: JSON) -> str:
        """The last word of a reference (`Pet`); empty where there is none."""
        reference = text(value.get("$ref")) if isinstance(value, dict) else ""
        return unquote(reference.rpartition("/")[2])

    def type(self, schema: JSON, *, nullable: bool = False, depth: int = 0) -> DataType:
        """The type of a port; `any` for what has no word. `nullable`: null has to fit where it is told."""
        if not self._may_go_on(depth):
            return ANY
        found = self(schema)
        names = found.get("type")
        listed = [names] if isinstance(names, str) else names if isinstance(names, list) else []
        may_be_null = "null" in listed or found.get("nullable") is True
        if nullable and may_be_null:
            return ANY
        choices = _choices(found)
        plain = [name for name in listed if name != "null"]
        if not plain and choices is None:
            return self._composed(found, nullable=nullable, depth=depth)
        if len(plain) == 1 and plain[0] in _NAMES:
            name = TypeName(plain[0])
        else:
            name = (
                TypeName.NUMBER if set(map(str, plain)) == {"integer", "number"} else TypeName.ANY
            )
        form = _FORMATS.get(text(found.get("format")), "") if name is TypeName.STRING else ""
        if found.get("format") == "binary":
            form = ""
        kind = DataType(name=name, format=form)
        fitting = choices and tuple(choice for choice in choices if not kind.complaint(choice))
        return DataType(name=name, format=form, enum=fitting) if fitting else kind

    def _composed(self, found: Mapping[str, JSON], *, nullable: bool, depth: int) -> DataType:
        for key in ("allOf", "oneOf", "anyOf"):
            parts = found.get(key)
            if isinstance(parts, list) and parts:
                kinds = {self.type(p, nullable=nullable, depth=depth + 1) for p in parts[:20]}
                told = {kind for kind in kinds if not kind.takes_all} if key == "allOf" else kinds
                return told.pop() if len(told) == 1 else _wider(told)
        if isinstance(found.get("properties"), dict) or "additionalProperties" in found:
            return DataType(name=TypeName.OBJECT)
        return DataType(name=TypeName.ARRAY) if "items" in found else ANY

    def properties(self, schema: JSON, depth: int = 0) -> tuple[dict[str, JSON], frozenset[str]]:
        """The properties of an object, those of `allOf` too, and which of them are required."""
        if not self._may_go_on(depth):
            return {}, frozenset()
        found = self(schema)
        made: dict[str, JSON] = {}
        required: set[str] = set()
        parts = found.get("allOf")
        for part in parts[:20] if isinstance(parts, list) else []:
            more, needed = self.properties(part, depth + 1)
            made |= more
            required |= needed
        made |= dict(objects(found.get("properties")))
        listed = found.get("required")
        required |= (
            {name for name in listed if isinstance(name, str)}
            if isinstance(listed, list)
            else set()
        )
        return made, frozenset(required)


def _wider(kinds: set[DataType]) -> DataType:
    """What takes all of several types, where there is a word for it."""
    names = {kind.name for kind in kinds}
    if len(names) == 1:
        return DataType(name=names.pop())
    if names == {TypeName.INTEGER, TypeName.NUMBER}:
        return DataType(name=TypeName.NUMBER)
    return ANY


def _choices(found: Mapping[str, JSON]) -> tuple[JSON, ...] | None:
    listed = [found["const"]] if "const" in found else found.get("enum")
    if not isinstance(listed, list) or not 0 < len(listed) <= _MOST_CHOICES:
        return None
    plain = all(value is None or isinstance(value, str | int | float | bool) for value in listed)
    return tuple(listed) if plain else None
