"""The Python function that a Step's ports describe, as source to be filled in. Qt-free; writes no file."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from typing import Final, NamedTuple

from designer.document.draft import EditRefused
from designer.words import tr
from engine.datatype import DataType, TypeName
from engine.flow import Input, Name, Output, Step
from engine.value import ABSENT

_FORMATS: Final = {
    (TypeName.STRING, "path"): ("Path", "pathlib"),
    (TypeName.STRING, "date"): ("date", "datetime"),
    (TypeName.STRING, "date-time"): ("datetime", "datetime"),
    (TypeName.STRING, "time"): ("time", "datetime"),
    (TypeName.STRING, "uuid"): ("UUID", "uuid"),
    (TypeName.NUMBER, "decimal"): ("Decimal", "decimal"),
}
_PLAIN: Final = {
    TypeName.STRING: "str", TypeName.INTEGER: "int", TypeName.NUMBER: "float",
    TypeName.BOOLEAN: "bool",
}  # fmt: skip


class Stub(NamedTuple):
    """A function to be filled in: what it needs imported, and its source."""

    imports: tuple[tuple[str, str], ...]
    """Modules and the names from them."""
    source: str

    def whole(self, there: frozenset[str] = frozenset()) -> str:
        """The source with the imports of names that are not there yet."""
        lines = [
            f"from {module} import {name}" for module, name in self.imports if name not in there
        ]
        return "\n".join([*lines, "", "", self.source]) if lines else self.source


def stub(step: Step, name: str) -> Stub:
    """A function of that name which takes the Step's inputs and gives its outputs.

    Raises:
        EditRefused: Python has no function with these names.
    """
    for each in (name, *step.inputs, *step.outputs):
        if keyword.iskeyword(each) or not each.isidentifier():
            raise EditRefused(
                tr("'{name}' cannot be a name in Python. Rename it first.", name=each)
            )
    imports: dict[tuple[str, str], None] = {}
    named = sorted(step.inputs.items(), key=lambda pair: not pair[1].required)
    takes = [_parameter(key, port, imports) for key, port in named]
    result, record = _result(step, name, imports)
    said = step.description or tr("Say here what it does.")
    body = [
        f"def {name}({', '.join(takes)}) -> {result}:",
        *_docstring(said, step),
        f'    raise NotImplementedError("{name} is not written yet")',
    ]
    lines = [*record, *([""] * 2 if record else []), *body]
    return Stub(tuple(sorted(imports)), "\n".join(lines) + "\n")


def _docstring(said: str, step: Step) -> Iterator[str]:
    told = {key: port.description for key, port in step.inputs.items() if port.description}
    quoted = _in_docstring(said)
    if not told:
        yield f'    """{quoted}"""'
        return
    yield f'    """{quoted}'
    yield ""
    yield "    Args:"
    for key, text in told.items():
        yield f"        {key}: {_in_docstring(text)}"
    yield '    """'


def _in_docstring(text: str) -> str:
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''")
    return f"{line} " if line.endswith('"') else line


def _parameter(name: Name, port: Input, imports: dict[tuple[str, str], None]) -> str:
    kind = annotation(port.type, imports)
    if port.is_list_at_work:
        kind = f"list[{kind}]"
    if port.required:
        return f"{name}: {kind}"
    if port.default is ABSENT or isinstance(port.default, list | dict):
        return f"{name}: {kind} | None = None"
    if port.default is None:
        return f"{name}: {kind} | None = None"
    return f"{name}: {kind} = {_default(port, kind)}"


def _default(port: Input, kind: str) -> str:
    """The default as it is written, made what the annotation says."""
    text = repr(port.default)
    return f"{kind}({text})" if kind in ("Path", "UUID") else text


def _result(step: Step, name: str, imports: dict[tuple[str, str], None]) -> tuple[str, list[str]]:
    """What the function is said to give, and the class that names it where it gives several."""
    if not step.outputs:
        return "None", []
    if len(step.outputs) == 1:
        (output,) = step.outputs.values()
        return _given(output, imports), []
    record = "".join(part.capitalize() for part in name.split("_")) + "Result"
    lines = [f"class {record}(TypedDict):", f'    """{tr("What {name} gives.", name=name)}"""', ""]
    imports["typing", "TypedDict"] = None
    lines += [f"    {key}: {_given(output, imports)}" for key, output in step.outputs.items()]
    return record, lines


def _given(output: Output, imports: dict[tuple[str, str], None]) -> str:
    return annotation(output.type, imports)


def annotation(kind: DataType, imports: dict[tuple[str, str], None]) -> str:
    """How Python writes a port's type; the modules that this needs are noted in `imports`."""
    if kind.enum is not None:
        if all(isinstance(value, str | int | None) for value in kind.enum) and kind.enum:
            imports["typing", "Literal"] = None
            return f"Literal[{', '.join(map(repr, kind.enum))}]"
        return _any(imports)
    if (kind.name, kind.format) in _FORMATS:
        word, module = _FORMATS[kind.name, kind.format]
        imports[module, word] = None
        return word
    if kind.name in _PLAIN:
        return _PLAIN[kind.name]
    if kind.name is TypeName.OBJECT:
        return f"dict[str, {_any(imports)}]"
    return f"list[{_any(imports)}]" if kind.name is TypeName.ARRAY else _any(imports)


def _any(imports: dict[tuple[str, str], None]) -> str:
    imports["typing", "Any"] = None
    return "Any"
