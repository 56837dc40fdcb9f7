"""Reads what a module's source says about its functions: ports, types, defaults. Never runs any of it.

The source is parsed, not imported, so opening and checking a Flow stays harmless. What cannot be known
without running (an annotation made by a call, a default that is computed) is read as `any`, or as an
optional input whose default the function itself fills in.
"""

from __future__ import annotations

import ast
import math
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from engine.datatype import ANY, DataType, TypeName
from engine.errors import nearest
from engine.flow import NAME, Input, Name, Output
from engine.value import ABSENT, JSON, Absent, same

_Def: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

_CONTEXT: Final = re.compile(r"\bStepContext\b")

_TYPES: Final = {
    "str": DataType(name=TypeName.STRING),
    "int": DataType(name=TypeName.INTEGER),
    "float": DataType(name=TypeName.NUMBER),
    "bool": DataType(name=TypeName.BOOLEAN),
    "Path": DataType(name=TypeName.STRING, format="path"),
    **dict.fromkeys(("dict", "Dict", "Mapping"), DataType(name=TypeName.OBJECT)),
    **dict.fromkeys(("list", "List", "tuple", "Tuple", "Sequence"), DataType(name=TypeName.ARRAY)),
    # the flow file's own words, as `@step(outputs={"url": "string"})` may say them
    **{str(name): DataType(name=name) for name in TypeName},
}


class Accepts(NamedTuple):
    """Which names a function can be called with; a context that it asks for is not `required`."""

    names: tuple[str, ...]
    required: tuple[str, ...]
    any_name: bool = False

    def complaint(self, given: Iterable[str]) -> str:
        """Why it cannot be called with these names ("takes no input 'mail'; ..."); empty if it can."""
        given = tuple(given)
        unknown = [name for name in given if name not in self.names]
        if unknown and not self.any_name:
            close = nearest(unknown[0], [name for name in self.names if name not in given])
            hint = f"; did you mean '{close}'?" if close else ""
            return f"takes no input '{unknown[0]}'{hint}"
        missing = [name for name in self.required if name not in given]
        return f"needs '{missing[0]}', and no such input was given" if missing else ""


def asks_for_context(name: str, annotation: str | None, *, has_value: bool) -> bool:
    """Whether a parameter asks for a `StepContext`, unless the Step has an input of that name.

    `annotation` is as it is written, `has_value` says that there is a default other than None.
    """
    if annotation is None:
        return name == "context" and not has_value
    return _CONTEXT.search(annotation) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionInfo:
    """A function at the top of a module, as its source describes it.

    `accepts` is what calls may pass; `inputs` and `outputs` are the ports that a Step made from it
    gets. `named_outputs` says that the source names the outputs (by decorator or by return type),
    `wrapped` that a decorator other than `step` may have changed the signature.
    """

    name: str
    line: int
    description: str
    is_async: bool
    is_generator: bool
    wrapped: bool
    named_outputs: bool
    accepts: Accepts
    inputs: Mapping[Name, Input] = field(default_factory=OrderedDict)
    outputs: Mapping[Name, Output] = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleInfo:
    """A module's functions, and every name that it binds; `open_ended` where it may bind others too."""

    functions: Mapping[str, FunctionInfo]
    names: frozenset[str]
    open_ended: bool


def read_functions(source: str | bytes) -> tuple[FunctionInfo, ...]:
    """The functions at the top of a module, in the order of the source.

    Raises:
        SyntaxError: The source is not Python.
    """
    return tuple(read_module(source).functions.values())


def read_module(source: str | bytes) -> ModuleInfo:
    """What a module's source says about its functions and names.

    Raises:
        SyntaxError: The source is not Python.
    """
    try:
        return _module(ast.parse(source))
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte; nested too deeply
        raise SyntaxError(f"the source cannot be read: {error}") from error


def _module(tree: ast.Module) -> ModuleInfo:
    statements = tuple(_top_level(tree.body))
    classes = {node.name: node for node in statements if isinstance(node, ast.ClassDef)}
    functions = {
        node.name: _function(node, classes)
        for node in statements
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    names = frozenset(name for node in statements for name in _bound_names(node))
    return ModuleInfo(
        functions=functions, names=names, open_ended="*" in names or "__getattr__" in names
    )


def _top_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported, those within `if`, `try`, `with` included."""
    for node in body:
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for part in ("body", "orelse", "finalbody"):
            yield from _top_level(getattr(node, part, ()))
        for handler in getattr(node, "handlers", ()):
            yield from _top_level(handler.body)


def _bound_names(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield node.name
        case ast.Import() | ast.ImportFrom():
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        case _:
            yield from (
                inner.id
                for inner in ast.walk(node)
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
            )


def _function(node: _Def, classes: Mapping[str, ast.ClassDef]) -> FunctionInfo:
    marks = [_called(decorator) for decorator in node.decorator_list]
    declared = _declared_outputs(node, classes)
    lines = (ast.get_docstring(node) or "").splitlines()
    return FunctionInfo(
        name=node.name,
        line=node.lineno,
        description=lines[0].strip() if lines else "",
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=any(isinstance(part, ast.Yield | ast.YieldFrom) for part in _own_parts(node)),
        wrapped=any(mark != "step" for mark in marks),
        named_outputs=declared is not None,
        accepts=_accepts(node.args),
        inputs=_inputs(node.args),
        outputs=_one_output(node) if declared is None else declared,
    )


def _own_parts(node: _Def) -> Iterator[ast.AST]:
    """Everything within a function, but for what is within functions and classes in it."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(part))


def _called(decorator: ast.expr) -> str:
    """The last name of a decorator: `step` for `@step`, `@engine.step` and `@step(...)`."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    return _last_name(target)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
    return ""


def _parameters(arguments: ast.arguments) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    """Every parameter that has a name to call it by, with its default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    gap: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    yield from zip(positional, [*gap, *arguments.defaults], strict=True)
    yield from zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)


def _accepts(arguments: ast.arguments) -> Accepts:
    parameters = list(_parameters(arguments))
    return Accepts(
        names=tuple(parameter.arg for parameter, _ in parameters),
        required=tuple(
            parameter.arg
            for parameter, default in parameters
            if default is None and not _is_context(parameter, default)
        ),
        any_name=arguments.kwarg is not None,
    )


def _inputs(arguments: ast.arguments) -> Mapping[Name, Input]:
    return OrderedDict(
        (Name(parameter.arg), _input(parameter.annotation, default))
        for parameter, default in _parameters(arguments)
        if NAME.fullmatch(parameter.arg) and not _is_context(parameter, default)
    )


def _is_context(parameter: ast.arg, default: ast.expr | None) -> bool:
    written = None if parameter.annotation is None else ast.unparse(parameter.annotation)
    has_value = default is not None and not _is_none(default)
    return asks_for_context(parameter.arg, written, has_value=has_value)


def _input(annotation: ast.expr | None, default: ast.expr | None) -> Input:
    if default is None:
        return Input(type=_type(annotation, nullable=True))
    kind = _type(annotation, nullable=False)
    value = _literal(default)
    if annotation is None and value is not ABSENT and value is not None:
        kind = _type_of(value)
    fits = value is not ABSENT and not kind.complaint(value)
    # left out of the call, the function's own default counts: one that cannot be said is not lost
    return Input(type=kind, required=False, default=value if fits else ABSENT)


def _literal(node: ast.expr) -> JSON | Absent:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ABSENT
    return value if _is_json(value) else ABSENT


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


def _type(node: ast.expr | None, *, nullable: bool) -> DataType:
    """The declared type of an annotation; `any` for what has no word, and for null if it has to fit."""
    match node:
        case ast.Constant(value=str(text)):
            return _type_of_text(text, nullable=nullable)
        case ast.Name() | ast.Attribute():
            return _TYPES.get(_last_name(node), ANY)
        case ast.BinOp(op=ast.BitOr()):
            return _union([node.left, node.right], nullable=nullable)
        case ast.Subscript():
            return _subscript(_last_name(node.value), node.slice, nullable=nullable)
    return ANY


def _type_of_text(text: str, *, nullable: bool) -> DataType:
    try:
        return _type(ast.parse(text, mode="eval").body, nullable=nullable)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ANY


def _subscript(name: str, inner: ast.expr, *, nullable: bool) -> DataType:
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    match name:
        case "Optional":
            return _union([inner, ast.Constant(value=None)], nullable=nullable)
        case "Union":
            return _union(parts, nullable=nullable)
        case "Annotated" | "Final" | "Required" | "NotRequired":
            return _type(parts[0], nullable=nullable)
        case "Literal":
            return _choices(parts)
        case "Generator":
            return _type(parts[2], nullable=nullable) if len(parts) > 2 else ANY
    return _TYPES.get(name, ANY)


def _union(parts: Iterable[ast.expr], *, nullable: bool) -> DataType:
    parts = list(parts)
    values = [part for part in parts if not _is_none(part)]
    if nullable and len(values) < len(parts):
        return ANY
    kinds = [_type(part, nullable=nullable) for part in values]
    if {kind.name for kind in kinds} == {TypeName.INTEGER, TypeName.NUMBER}:
        return _TYPES["float"]
    return kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else ANY


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _choices(parts: Iterable[ast.expr]) -> DataType:
    values = [_literal(part) for part in parts]
    if not values or any(value is ABSENT for value in values):
        return ANY
    kinds = {_type_of(value).name for value in values}
    name = kinds.pop() if len(kinds) == 1 else TypeName.ANY
    choices: list[JSON] = []
    for value in values:
        if not any(same(value, choice) for choice in choices):
            choices.append(value)
    return DataType(name=name, enum=tuple(choices))


def _type_of(value: JSON) -> DataType:
    return _TYPES.get(type(value).__name__, ANY)


def _declared_outputs(
    node: _Def, classes: Mapping[str, ast.ClassDef]
) -> Mapping[Name, Output] | None:
    """The outputs that the source names; None where it names none."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and _called(decorator) == "step":
            for keyword in decorator.keywords:
                if keyword.arg == "outputs":
                    return _outputs(_named_expressions(keyword.value))
    if _is_none(node.returns):
        return OrderedDict()
    fields = _fields(classes.get(_last_name(node.returns))) if node.returns else []
    return _outputs(fields) if len(fields) > 1 else None


def _outputs(named: Iterable[tuple[str, ast.expr | None]]) -> Mapping[Name, Output]:
    return OrderedDict(
        (Name(name), Output(type=_type(annotation, nullable=True)))
        for name, annotation in named
        if NAME.fullmatch(name)
    )


def _named_expressions(node: ast.expr) -> Iterator[tuple[str, ast.expr | None]]:
    match node:
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
        case ast.List() | ast.Tuple():
            pairs = ((element, None) for element in node.elts)  # type: ignore[assignment]
        case _:
            return
    for key, value in pairs:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def _fields(node: ast.ClassDef | None) -> list[tuple[str, ast.expr | None]]:
    """The fields of a NamedTuple, TypedDict or dataclass; none of another class."""
    if node is None:
        return []
    marks = {_last_name(base) for base in node.bases} | {_called(d) for d in node.decorator_list}
    if not marks & {"NamedTuple", "TypedDict", "dataclass"}:
        return []
    return [
        (part.target.id, part.annotation)
        for part in node.body
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
    ]


def _one_output(node: _Def) -> Mapping[Name, Output]:
    """What a function that names no output gives: called as the variable it returns, else as itself."""
    given = [part.value for part in _own_parts(node) if isinstance(part, ast.Return)]
    values = [value for value in given if value is not None]
    yields = any(isinstance(part, ast.Yield) for part in _own_parts(node))
    if not values and (node.returns is None or yields):
        return OrderedDict()
    names = {value.id if isinstance(value, ast.Name) else "" for value in values}
    name = names.pop() if len(names) == 1 else ""
    output = Output(type=_type(node.returns, nullable=True))
    return OrderedDict({Name(name or node.name): output})
