"""What an annotation in a source file means for a port: its type, and what is said of it. Never runs any.

Names are followed through the file itself and through the modules beside it that it imports from, by
reading them. What cannot be known without running is `any`.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from engine.datatype import ANY, PATH, DataType, TypeName
from engine.value import ABSENT, JSON, Absent, same

_STRING: Final = TypeName.STRING
OBJECT: Final = DataType(name=TypeName.OBJECT)

_TYPES: Final = {
    "str": DataType(name=_STRING),
    "int": DataType(name=TypeName.INTEGER),
    "float": DataType(name=TypeName.NUMBER),
    "bool": DataType(name=TypeName.BOOLEAN),
    **dict.fromkeys(("Path", "PurePath", "FilePath"), DataType(name=_STRING, format=PATH)),
    "date": DataType(name=_STRING, format="date"),
    "datetime": DataType(name=_STRING, format="date-time"),
    "time": DataType(name=_STRING, format="time"),
    "UUID": DataType(name=_STRING, format="uuid"),
    "Decimal": DataType(name=TypeName.NUMBER, format="decimal"),
    **dict.fromkeys(("dict", "Dict", "Mapping", "MutableMapping"), OBJECT),
    **dict.fromkeys(
        ("list", "List", "tuple", "Tuple", "Sequence"),
        DataType(name=TypeName.ARRAY),
    ),
    # the flow file's own words, as `@step(outputs={"url": "string"})` may say them
    **{str(name): DataType(name=name) for name in TypeName},
}
"""`bytes` is not among them: JSON has no word for it, and which text would be meant is anybody's guess."""

_QUALIFIERS: Final = frozenset({"Required", "NotRequired", "ReadOnly", "Final"})
_RECORDS: Final = frozenset({"NamedTuple", "TypedDict", "dataclass"})
"""What gives a class fields that are told apart by name when it is returned."""
_ENUMS: Final = frozenset({"Enum", "StrEnum", "IntEnum"})
_WRAPPERS: Final = frozenset(
    {"Annotated", "Final", "Required", "NotRequired", "ReadOnly", "ClassVar", "Awaitable"}
)
_DEEPEST: Final = 12
"""So many names are followed, one to the next."""

Named: TypeAlias = "tuple[ast.ClassDef | ast.expr, Scope]"
Follow: TypeAlias = "Callable[[str, int], Scope | None]"
"""The names of a module that is imported from, by its name and the dots before it; None if unknown."""


class Imported(NamedTuple):
    """Where a name comes from: `from .models import Order`."""

    module: str
    level: int
    name: str


def _nowhere(module: str, level: int) -> Scope | None:
    del module, level
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the names of one module stand for, as far as types go."""

    classes: Mapping[str, ast.ClassDef] = field(default_factory=dict)
    aliases: Mapping[str, ast.expr] = field(default_factory=dict)
    imports: Mapping[str, Imported] = field(default_factory=dict)
    follow: Follow = _nowhere

    def find(self, name: str, left: int = _DEEPEST) -> Named | None:
        """The class or the type that a name stands for, with the scope in which that is written."""
        if name in self.classes:
            return self.classes[name], self
        if name in self.aliases:
            return self.aliases[name], self
        there = self.imports.get(name)
        scope = self.follow(there.module, there.level) if there is not None and left else None
        return None if scope is None or there is None else scope.find(there.name, left - 1)


def scope_of(statements: Iterable[ast.stmt], follow: Follow = _nowhere) -> Scope:
    """The names that some statements at the top of a module bind to types."""
    classes: dict[str, ast.ClassDef] = {}
    aliases: dict[str, ast.expr] = {}
    imports: dict[str, Imported] = {}
    for node in statements:
        match node:
            case ast.ClassDef():
                classes[node.name] = node
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_type(value):
                aliases[name] = _new_type(value)
            case ast.AnnAssign(
                target=ast.Name(id=name), annotation=told, value=ast.expr() as value
            ):
                if last_name(told) == "TypeAlias":
                    aliases[name] = value
            case ast.ImportFrom(module=module, level=level, names=names):
                for each in names:
                    imports[each.asname or each.name] = Imported(module or "", level, each.name)
    return Scope(classes=classes, aliases=aliases, imports=imports, follow=follow)


def _is_type(value: ast.expr) -> bool:
    """Whether what is assigned could be meant as a type: `NewType(...)`, `list[str]`, `int | None`."""
    if isinstance(value, ast.Call):
        return last_name(value.func) == "NewType" and len(value.args) == 2
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.BitOr)
    return isinstance(value, ast.Subscript | ast.Name | ast.Attribute)


def _new_type(value: ast.expr) -> ast.expr:
    return value.args[1] if isinstance(value, ast.Call) else value


def last_name(node: ast.AST | None) -> str:
    """The last part of a dotted name: `Path` for `Path` and `pathlib.Path`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript():
            return last_name(node.value)
    return ""


def called(decorator: ast.expr) -> str:
    """The last name of a decorator: `step` for `@step`, `@engine.step` and `@step(...)`."""
    return last_name(decorator.func if isinstance(decorator, ast.Call) else decorator)


def type_of(
    node: ast.expr | None, scope: Scope, *, nullable: bool, left: int = _DEEPEST
) -> DataType:
    """The declared type of an annotation; `any` for what has no word, and for null if it has to fit."""
    if left <= 0:
        return ANY
    match node:
        case ast.Constant(value=str(text)):
            return type_of(_parsed(text), scope, nullable=nullable, left=left - 1)
        case ast.Name() | ast.Attribute():
            return _named_type(last_name(node), scope, nullable=nullable, left=left - 1)
        case ast.BinOp(op=ast.BitOr()):
            return _union([node.left, node.right], scope, nullable=nullable, left=left - 1)
        case ast.Subscript():
            return _subscript(node, scope, nullable=nullable, left=left - 1)
    return ANY


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _named_type(name: str, scope: Scope, *, nullable: bool, left: int) -> DataType:
    """What a name means: what the module itself says first, so that its own `Path` is its own."""
    found = scope.find(name)
    match found:
        case (ast.ClassDef() as node, where):
            return _class_type(node, where, left)
        case (ast.expr() as node, where) if last_name(node) != name:
            return type_of(node, where, nullable=nullable, left=left)
    return _TYPES.get(name, ANY)


def _class_type(node: ast.ClassDef, scope: Scope, left: int) -> DataType:
    if choices := _members(node, scope):
        values = [value for _, value in choices]
        return ANY if any(value is ABSENT for value in values) else _one_of(values)
    if is_record(node) or is_model(node, scope, left):
        return OBJECT
    return ANY


def is_record(node: ast.ClassDef) -> bool:
    """Whether it is a NamedTuple, a TypedDict or a dataclass."""
    marks = {last_name(base) for base in node.bases} | {called(d) for d in node.decorator_list}
    return bool(marks & _RECORDS)


def is_model(node: ast.ClassDef, scope: Scope, left: int = _DEEPEST) -> bool:
    """Whether it is a pydantic model, by itself or by a class that it is made from."""
    for base in node.bases:
        name = last_name(base)
        if name in ("BaseModel", "RootModel"):
            return name == "BaseModel"
        found = scope.find(name) if left > 0 else None
        match found:
            case (ast.ClassDef() as parent, where) if parent is not node:
                if is_model(parent, where, left - 1):
                    return True
    return False


def fields_of(node: ast.ClassDef, scope: Scope, left: int = _DEEPEST) -> list[tuple[str, ast.expr]]:
    """The fields of a class with their annotations, those of what it is made from first."""
    fields: dict[str, ast.expr] = {}
    for base in node.bases:
        found = scope.find(last_name(base)) if left > 0 else None
        if found is not None and isinstance(found[0], ast.ClassDef) and found[0] is not node:
            fields |= fields_of(found[0], found[1], left - 1)
    for part in node.body:
        match part:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=told):
                if last_name(told) != "ClassVar":
                    fields[name] = _may_lack(told) if _is_partial(node) else told
    return list(fields.items())


def _is_partial(node: ast.ClassDef) -> bool:
    """Whether it is a TypedDict whose keys need not be there: `total=False`."""
    return any(
        word.arg == "total" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in node.keywords
    )


def _may_lack(annotation: ast.expr) -> ast.expr:
    """The annotation of a key that need not be there, unless it says that it must."""
    says = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    if last_name(says) in ("Required", "NotRequired"):
        return annotation
    outer = ast.Name(id="NotRequired", ctx=ast.Load())
    return ast.copy_location(
        ast.Subscript(value=outer, slice=annotation, ctx=ast.Load()), annotation
    )


def _members(node: ast.ClassDef, scope: Scope) -> list[tuple[str, JSON | Absent]]:
    """The members of an Enum with their values; none of another class."""
    names = {last_name(base) for base in node.bases}
    own = [found for name in names if (found := scope.find(name)) and found[0] is not node]
    parents = {
        last_name(base)
        for found, _ in own
        if isinstance(found, ast.ClassDef)
        for base in found.bases
    }
    if not (names | parents) & _ENUMS:
        return []
    members: list[tuple[str, JSON | Absent]] = []
    for part in node.body:
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not name.startswith("_"):
                members.append((name, _member_value(name, value, names, len(members))))
    return members


def _member_value(
    name: str, value: ast.expr, bases: Iterable[str], number: int
) -> JSON | Absent:  # fmt: skip
    if isinstance(value, ast.Call) and last_name(value.func) == "auto" and not value.args:
        return name.lower() if "StrEnum" in bases else number + 1
    return literal(value)


def _subscript(node: ast.Subscript, scope: Scope, *, nullable: bool, left: int) -> DataType:
    name, inner = last_name(node.value), node.slice
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name in _WRAPPERS:
        return type_of(parts[0], scope, nullable=nullable, left=left)
    match name:
        case "Optional":
            parts = [inner, ast.Constant(value=None)]
            return _union(parts, scope, nullable=nullable, left=left)
        case "Union":
            return _union(parts, scope, nullable=nullable, left=left)
        case "Literal":
            return _choices(parts)
        case "Generator":
            told = parts[2] if len(parts) > 2 else None
            return type_of(told, scope, nullable=nullable, left=left)
    return _named_type(name, scope, nullable=nullable, left=left)


def _union(parts: Iterable[ast.expr], scope: Scope, *, nullable: bool, left: int) -> DataType:
    parts = list(parts)
    values = [part for part in parts if not is_none(part)]
    if nullable and len(values) < len(parts):
        return ANY
    kinds = [type_of(part, scope, nullable=nullable, left=left) for part in values]
    if {kind.name for kind in kinds} == {TypeName.INTEGER, TypeName.NUMBER}:
        return _TYPES["float"]
    return kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else ANY


def is_none(node: ast.AST | None) -> bool:
    """Whether it is written `None`."""
    return isinstance(node, ast.Constant) and node.value is None


def _choices(parts: Iterable[ast.expr]) -> DataType:
    values = [literal(part) for part in parts]
    return ANY if not values or any(value is ABSENT for value in values) else _one_of(values)


def _one_of(values: Iterable[JSON]) -> DataType:
    choices: list[JSON] = []
    for value in values:
        if not any(same(value, choice) for choice in choices):
            choices.append(value)
    kinds = {type_of_value(value).name for value in choices}
    name = kinds.pop() if len(kinds) == 1 else TypeName.ANY
    return DataType(name=name, enum=tuple(choices))


def type_of_value(value: JSON) -> DataType:
    """The type that a default suggests where nothing is declared."""
    return _TYPES.get(type(value).__name__, ANY)


def literal(node: ast.expr) -> JSON | Absent:
    """The JSON that an expression plainly writes; ABSENT where it is computed."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ABSENT
    return value if _is_json(value) else ABSENT


def default_of(node: ast.expr, scope: Scope) -> JSON | Absent:
    """The JSON of a default: what is written, `Colour.RED` as its value, `Path("a")` as its text."""
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=member):
            found = scope.find(name)
            if found is not None and isinstance(found[0], ast.ClassDef):
                return dict(_members(found[0], found[1])).get(member, ABSENT)
        case ast.Call(args=[ast.Constant(value=str(text))], keywords=[]):
            told = last_name(node.func)
            if told in ("Path", "PurePath", "UUID"):
                return text
            return _number(text) if told == "Decimal" else ABSENT
    return literal(node)


def _number(text: str) -> JSON | Absent:
    try:
        value = float(text)
    except ValueError:
        return ABSENT
    return ABSENT if not math.isfinite(value) else int(value) if value.is_integer() else value


def _is_json(value: object) -> bool:
    match value:
        case None | bool() | int() | str():
            return True
        case float():
            return math.isfinite(value)
        case list():
            return all(_is_json(item) for item in value)
        case dict():
            return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    return False


def described(node: ast.expr | None, scope: Scope) -> str:
    """What `Annotated` says of a value besides its type: a text, `Doc("...")`, a unit, a description."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        node = _parsed(node.value)
    if isinstance(node, ast.Name) and (found := scope.find(node.id)) is not None:
        told, scope = found
        node = told if isinstance(told, ast.Subscript) else None
    while isinstance(node, ast.Subscript) and last_name(node.value) in _QUALIFIERS:
        node = node.slice
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
        return ""
    if last_name(node.value) != "Annotated":
        return ""
    return ", ".join(text for part in node.slice.elts[1:] for text in _said(part))


def _said(part: ast.expr) -> Iterator[str]:
    match part:
        case ast.Constant(value=str(text)):
            yield " ".join(text.split())
        case ast.Call(args=[ast.Constant(value=str(text))]):  # Doc("..."), Unit("km")
            yield " ".join(text.split())
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                match keyword.value:
                    case ast.Constant(value=str(text)) if keyword.arg in ("description", "unit"):
                        yield " ".join(text.split())
