"""A Jupyter notebook as a Step: a cell tagged `parameters` gives inputs, one tagged `outputs` outputs.

The cells are read, never run. Running is the kind `notebook`'s.
"""

from __future__ import annotations

import ast
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from engine.datatype import ANY, PATH, DataType, TypeName
from engine.flow import NAME, Flow, Input, Name, Output, Step
from engine.importing.imported import Imported, ImportRefused
from engine.importing.jsonfile import sub, text, texts
from engine.importing.naming import listed, snake, step_id
from engine.signature import read_functions
from engine.value import ABSENT, JSON

PARAMETERS: Final = "parameters"
OUTPUTS: Final = "outputs"
EXECUTED: Final = Name("notebook")
"""The output of that name takes the path of the notebook as it was executed."""

_MOST_SOURCE: Final = 200_000


def import_notebook(document: dict[str, JSON], path: str, title: str) -> Imported:
    """The Step that runs a notebook; `path` is how the flow file writes where it is.

    Raises:
        ImportRefused: It is of a format that is too old, or a tagged cell is no Python.
    """
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise ImportRefused("/cells: the notebook has no cells; expected one of format 4 or newer")
    language = text(sub(document, "metadata", "kernelspec", "language")) or "python"
    inputs, outputs, notes = _ports(cells, language)
    outputs[EXECUTED] = Output(
        type=DataType(name=TypeName.STRING, format=PATH),
        attribute=Name(f"{snake(PurePath(title).stem)}_notebook"),
        description="The notebook as it was executed.",
    )
    step = Step(
        id=step_id(PurePath(title).stem, "notebook"),
        kind="notebook",
        description=_description(cells),
        config={"notebook": path},
        inputs=inputs,
        outputs=outputs,
    )
    flow = Flow(steps={step.id: step}, goals=frozenset({step.id}))
    return Imported(what="a Jupyter notebook", flow=flow, notes=tuple(notes))


def _ports(
    cells: list[JSON], language: str
) -> tuple[OrderedDict[Name, Input], OrderedDict[Name, Output], list[str]]:
    """The ports that the tagged cells tell of, and what they leave open."""
    inputs: OrderedDict[Name, Input] = OrderedDict()
    outputs: OrderedDict[Name, Output] = OrderedDict()
    if language.lower() != "python":
        told = f"the notebook is of {language}: its parameters cannot be read, only it be run."
        return inputs, outputs, [told]
    parameters, results = _tagged(cells, PARAMETERS), _tagged(cells, OUTPUTS)
    notes: list[str] = []
    if parameters is None:
        notes.append("no cell is tagged 'parameters', so the Step has no inputs.")
    else:
        inputs, lost = _inputs(*parameters)
        notes += lost
    if results is None:
        notes.append("no cell is tagged 'outputs': the Step gives the executed notebook alone.")
    else:
        outputs, lost = _outputs(*results)
        notes += lost
    return inputs, outputs, notes


def _tagged(cells: list[JSON], tag: str) -> tuple[str, int] | None:
    """The source of the first code cell with a tag, and its number from 1."""
    for number, cell in enumerate(cells, 1):
        tags = texts(sub(cell, "metadata", "tags"))
        if isinstance(cell, dict) and cell.get("cell_type") == "code" and tag in tags:
            return _source(cell), number
    return None


def _source(cell: dict[str, JSON]) -> str:
    source = cell.get("source")
    return source if isinstance(source, str) else "".join(texts(source))


def _description(cells: list[JSON]) -> str:
    """The first heading or paragraph of text."""
    for cell in cells[:5]:
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown":
            for line in _source(cell).splitlines():
                if words := line.strip("# *\t"):
                    return words[:500]
    return ""


def _parsed(source: str, number: int, tag: str) -> list[ast.stmt]:
    """The statements of a tagged cell; its magics are left out.

    Raises:
        ImportRefused: It is no Python.
    """
    lines = ["" if line.lstrip()[:1] in ("%", "!") else line for line in source.splitlines()]
    where = f"/cells/{number - 1}: the cell tagged '{tag}'"
    if len(source) > _MOST_SOURCE:
        raise ImportRefused(f"{where} is too long; expected at most {_MOST_SOURCE} letters")
    try:
        return ast.parse("\n".join(lines)).body
    except SyntaxError as error:
        why = f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        why = str(error) or "it is nested too deeply"
    raise ImportRefused(f"{where} is no Python: {why}")


def _assigned(statements: list[ast.stmt]) -> Iterator[tuple[str, ast.expr | None, ast.expr | None]]:
    """Each name that is given a value, with its annotation and the value."""
    for node in statements:
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Name):
                        yield target.id, None, node.value
                    elif isinstance(target, ast.Tuple | ast.List):
                        yield from (
                            (e.id, None, None) for e in target.elts if isinstance(e, ast.Name)
                        )
            case ast.AnnAssign(target=ast.Name()):
                yield node.target.id, node.annotation, node.value  # type: ignore[union-attr]
            case ast.AugAssign(target=ast.Name()):
                yield node.target.id, None, None  # type: ignore[union-attr]


def _inputs(source: str, number: int) -> tuple[OrderedDict[Name, Input], list[str]]:
    """The inputs, by what a function with such parameters would have."""
    found = {
        name: (annotation, value)
        for name, annotation, value in _assigned(_parsed(source, number, PARAMETERS))
        if NAME.fullmatch(name)
    }
    arguments = ast.arguments(
        posonlyargs=[], args=[], vararg=None, kwarg=None, defaults=[],
        kwonlyargs=[ast.arg(arg=name, annotation=annotation) for name, (annotation, _) in found.items()],
        kw_defaults=[value for _, value in found.values()],
    )  # fmt: skip
    read = read_functions(f"def cell({ast.unparse(arguments)}): ...")[0].inputs
    inputs: OrderedDict[Name, Input] = OrderedDict()
    for name, (_, value) in found.items():
        port = read.get(Name(name), Input(required=value is None))
        inputs[Name(name)] = replace(port, type=ANY) if port.type.secret else port
    lost = [
        name
        for name, (_, value) in found.items()
        if value is not None and inputs[Name(name)].default is ABSENT
    ]
    told = [
        f"the default of {listed(lost)} is worked out by the notebook: the Step does not show it."
    ]
    return inputs, told if lost else []


def _outputs(source: str, number: int) -> tuple[OrderedDict[Name, Output], list[str]]:
    """Names that the cell assigns, or shows by standing alone."""
    statements = _parsed(source, number, OUTPUTS)
    names = dict.fromkeys(name for name, _, _ in _assigned(statements))
    types = {
        name: read_functions(f"def cell() -> {ast.unparse(annotation)}: return {name}")[0].outputs
        for name, annotation, _ in _assigned(statements)
        if annotation is not None
    }
    shown = 0
    for node in statements:
        if isinstance(node, ast.Expr):
            parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            plain = [part.id for part in parts if isinstance(part, ast.Name)]
            names |= dict.fromkeys(plain)
            shown += len(parts) - len(plain)
    outputs: OrderedDict[Name, Output] = OrderedDict()
    for name in names:
        if NAME.fullmatch(name) and name != EXECUTED:
            typed = types.get(name, {})
            outputs[Name(name)] = Output(
                type=typed[Name(name)].type if Name(name) in typed else ANY
            )
    told = f"{shown} values of the cell tagged 'outputs' have no name, and are not outputs: assign them."
    return outputs, [told] if shown else []
