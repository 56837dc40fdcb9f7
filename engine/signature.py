"""Reads what a module's source says about its functions: ports, types, defaults. Never runs any of it.

The source is parsed, not imported, so opening and checking a Flow stays harmless. What cannot be known
without running (an annotation made by a call, a default that is computed) is read as `any`, or as an
optional input whose default the function itself fills in.
"""

from __future__ import annotations

import ast
import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from engine.annotation import (
    Follow,
    Scope,
    called,
    default_of,
    described,
    fields_of,
    is_none,
    is_record,
    last_name,
    scope_of,
    type_of,
    type_of_value,
)
from engine.errors import nearest
from engine.flow import NAME, Input, Name, Output
from engine.value import ABSENT

_Def: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

_CONTEXT: Final = re.compile(r"\bStepContext\b")

_ARGS: Final = re.compile(r"^\s*(?:Args|Arguments|Parameters):\s*$")
_ARG: Final = re.compile(r"^\s+\**(\w+)\s*(?:\([^)]*\))?:\s*(.*)$")
"""A line of a docstring that says what an argument is."""


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
    title: str = ""
    is_async: bool
    is_generator: bool
    wrapped: bool
    named_outputs: bool
    accepts: Accepts
    inputs: Mapping[Name, Input] = field(default_factory=OrderedDict)
    outputs: Mapping[Name, Output] = field(default_factory=OrderedDict)

    def outputs_of(self, names: Collection[Name]) -> Mapping[Name, Output]:
        """Its outputs as a Step with outputs of these names has them: a single one may be called anything."""
        if self.named_outputs or len(names) != 1 or len(self.outputs) != 1:
            return self.outputs
        return OrderedDict(zip(names, self.outputs.values(), strict=True))


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


def read_module(source: str | bytes, follow: Follow | None = None) -> ModuleInfo:
    """What a module's source says about its functions and names; `follow` reads what it imports from.

    Raises:
        SyntaxError: The source is not Python.
    """
    try:
        return _module(ast.parse(source), follow)
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte; nested too deeply
        raise SyntaxError(f"the source cannot be read: {error}") from error


def read_scope(source: str | bytes, follow: Follow | None = None) -> Scope:
    """The types that a module's names stand for.

    Raises:
        SyntaxError: The source is not Python.
    """
    try:
        statements = tuple(_top_level(ast.parse(source).body))
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(f"the source cannot be read: {error}") from error
    return scope_of(statements, follow) if follow is not None else scope_of(statements)


def _module(tree: ast.Module, follow: Follow | None) -> ModuleInfo:
    statements = tuple(_top_level(tree.body))
    scope = scope_of(statements, follow) if follow is not None else scope_of(statements)
    functions = {
        node.name: _function(node, scope)
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


def _function(node: _Def, scope: Scope) -> FunctionInfo:
    marks = [called(decorator) for decorator in node.decorator_list]
    declared = _declared_outputs(node, scope)
    lines = (ast.get_docstring(node) or "").splitlines()
    return FunctionInfo(
        name=node.name,
        line=node.lineno,
        description=lines[0].strip() if lines else "",
        title=_title(node),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=any(isinstance(part, ast.Yield | ast.YieldFrom) for part in _own_parts(node)),
        wrapped=any(mark != "step" for mark in marks),
        named_outputs=declared is not None,
        accepts=_accepts(node.args),
        inputs=_inputs(node.args, scope, _arguments(lines)),
        outputs=_one_output(node, scope) if declared is None else declared,
    )


def _own_parts(node: _Def) -> Iterator[ast.AST]:
    """Everything within a function, but for what is within functions and classes in it."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(part))


def _title(node: _Def) -> str:
    """What `@step(title="...")` says."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and called(decorator) == "step":
            for keyword in decorator.keywords:
                match keyword.value:
                    case ast.Constant(value=str(text)) if keyword.arg == "title":
                        return text
    return ""


def _arguments(lines: Iterable[str]) -> Mapping[str, str]:
    """What a docstring says of each argument, as far as its first line goes."""
    told: dict[str, str] = {}
    within = False
    for line in lines:
        if _ARGS.match(line):
            within = True
        elif within and line.strip() and not line[0].isspace():
            return told
        elif within and (found := _ARG.match(line)) is not None:
            told[found[1]] = found[2].strip()
    return told


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


def _inputs(
    arguments: ast.arguments, scope: Scope, told: Mapping[str, str]
) -> Mapping[Name, Input]:
    return OrderedDict(
        (
            Name(parameter.arg),
            _input(parameter.annotation, default, scope, told.get(parameter.arg, "")),
        )
        for parameter, default in _parameters(arguments)
        if NAME.fullmatch(parameter.arg) and not _is_context(parameter, default)
    )


def _is_context(parameter: ast.arg, default: ast.expr | None) -> bool:
    written = None if parameter.annotation is None else ast.unparse(parameter.annotation)
    has_value = default is not None and not is_none(default)
    return asks_for_context(parameter.arg, written, has_value=has_value)


def _input(annotation: ast.expr | None, default: ast.expr | None, scope: Scope, told: str) -> Input:
    told = described(annotation, scope) or told
    if default is None:
        return Input(type=type_of(annotation, scope, nullable=True), description=told)
    kind = type_of(annotation, scope, nullable=False)
    value = default_of(default, scope)
    if annotation is None and value is not ABSENT and value is not None:
        kind = type_of_value(value)
    fits = value is not ABSENT and not kind.complaint(value)
    # left out of the call, the function's own default counts: one that cannot be said is not lost
    return Input(type=kind, description=told, required=False, default=value if fits else ABSENT)


def _declared_outputs(node: _Def, scope: Scope) -> Mapping[Name, Output] | None:
    """The outputs that the source names; None where it names none."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and called(decorator) == "step":
            for keyword in decorator.keywords:
                if keyword.arg == "outputs":
                    return _outputs(_named_expressions(keyword.value), scope)
    if is_none(node.returns):
        return OrderedDict()
    fields, where = _fields(node.returns, scope)
    return _outputs(fields, where) if len(fields) > 1 else None


def _outputs(named: Iterable[tuple[str, ast.expr | None]], scope: Scope) -> Mapping[Name, Output]:
    return OrderedDict(
        (
            Name(name),
            Output(
                type=type_of(annotation, scope, nullable=True),
                description=described(annotation, scope),
                optional=_may_be_left_out(annotation),
            ),
        )
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


def _may_be_left_out(annotation: ast.expr | None) -> bool:
    """Whether it is the annotation of a key that a TypedDict need not have."""
    match annotation:
        case ast.Subscript(value=outer, slice=inner):
            wrapped = last_name(outer) in ("Annotated", "ReadOnly") and _may_be_left_out(
                _first(inner)
            )
            return last_name(outer) == "NotRequired" or wrapped
    return False


def _first(inner: ast.expr) -> ast.expr:
    return inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner


def _fields(returns: ast.expr | None, scope: Scope) -> tuple[list[tuple[str, ast.expr]], Scope]:
    """The fields of the NamedTuple, TypedDict or dataclass that is returned, and where they are written."""
    name = last_name(returns)
    if isinstance(returns, ast.Constant) and isinstance(returns.value, str):
        name = returns.value.rpartition(".")[2]
    found = scope.find(name) if not isinstance(returns, ast.Subscript) else None
    if found is None or not isinstance(found[0], ast.ClassDef) or not is_record(found[0]):
        return [], scope
    return fields_of(found[0], found[1]), found[1]


def _one_output(node: _Def, scope: Scope) -> Mapping[Name, Output]:
    """What a function that names no output gives: called as the variable it returns, else as itself."""
    given = [part.value for part in _own_parts(node) if isinstance(part, ast.Return)]
    values = [value for value in given if value is not None]
    yields = any(isinstance(part, ast.Yield) for part in _own_parts(node))
    if not values and (node.returns is None or yields):
        return OrderedDict()
    names = {value.id if isinstance(value, ast.Name) else "" for value in values}
    name = names.pop() if len(names) == 1 else ""
    output = Output(
        type=type_of(node.returns, scope, nullable=True), description=described(node.returns, scope)
    )
    return OrderedDict({Name(name or node.name): output})
