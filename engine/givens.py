"""Reads the initial values: a preset, `--inputs`, and `-i NAME=VALUE`, the later ones winning.

What a value is written as is decided here (text or JSON); whether it fits is the planner's to say.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from engine.codec.reading import MAX_BYTES, Reading, read_bytes, read_json
from engine.codec.wording import did_you_mean
from engine.datatype import ANY, PATH, SECRET, DataType, TypeName
from engine.errors import PlanError
from engine.flow import NAME, Flow, Name
from engine.graph import names
from engine.problem import Code, Problem
from engine.value import JSON, preview, type_name

SECRET_FILE: Final = "file:"
"""How a reference to a secret in a file begins."""

_STDIN: Final = 0


class BadInput(PlanError):
    """A value on the command line that cannot be read; `names` holds the one it was meant for."""

    def __init__(self, message: str, *given: str) -> None:
        """Take the sentence, and the name of the value where it has one."""
        super().__init__("bad_input", message, given)


def read_preset(flow: Flow, preset: str, folder: Path) -> dict[Name, JSON]:
    """The values of one of the Flow's presets; relative paths in it are the flow file's.

    Raises:
        BadInput: The Flow has no preset of that name.
    """
    if preset not in flow.presets:
        known = ", ".join(f"'{name}'" for name in flow.presets)
        there_is = f"; it has {known}" if known else "; it has none"
        hint = did_you_mean(preset, flow.presets) or there_is
        raise BadInput(f"the flow has no preset '{preset}'{hint}", preset)
    return anchored(flow, flow.presets[preset], folder)


def read_inputs(flow: Flow, data: bytes, where: str, folder: Path) -> dict[Name, JSON]:
    """The values of a JSON object, as `--inputs` gives it; `where` names its source in messages.

    Raises:
        BadInput: It is not a JSON object of values by Attribute name.
    """
    reading = read_json(data)
    if reading.problems:
        raise BadInput("\n".join(f"{where}: {problem}" for problem in reading.problems))
    values = reading.document
    if not isinstance(values, dict):
        raise BadInput(f"{where}: expected an object of values by name, got {type_name(values)}")
    for name in values:
        _require_name(name, where)
    return anchored(flow, values, folder)


def read_assignments(flow: Flow, assignments: Sequence[str], folder: Path) -> dict[Name, JSON]:
    """The values of `-i NAME=VALUE` and `-i NAME=@FILE`; of two for one name the last one counts.

    `@@TEXT` stands for a text that begins with an `@`.

    Raises:
        BadInput: One of them cannot be read.
    """
    values = {}
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        if not equals:
            raise BadInput(f"-i {assignment}: expected NAME=VALUE", assignment)
        _require_name(name, "-i")
        if text.startswith("@") and not text.startswith("@@"):
            data = _file(name, _absolute(folder, text[1:]))
        else:
            data = text.removeprefix("@").encode("utf-8", "surrogateescape")
        values[Name(name)] = typed(name, data, type_of(flow, Name(name)))
    return anchored(flow, values, folder)


def repeated(assignments: Sequence[str]) -> list[str]:
    """A sentence for every name that `-i` gives more than once."""
    count = Counter(assignment.partition("=")[0] for assignment in assignments)
    return [
        f"'{name}' is given {times} times; the last value counts"
        for name, times in count.items()
        if times > 1
    ]


def type_of(flow: Flow, name: Name) -> DataType:
    """What a given value is read as: the Flow input's type, else the one that its readers share."""
    if name in flow.inputs:
        return flow.inputs[name].type
    types = [
        source.wire_type
        for step in flow.steps.values()
        for port, source in step.inputs.items()
        if name in source.reads(port)
    ]
    if len({type_.name for type_ in types}) != 1:
        return ANY
    formats = {type_.format for type_ in types}
    enum = types[0].enum
    return DataType(
        name=types[0].name,
        format=formats.pop() if len(formats) == 1 else "",
        enum=enum if all(type_.enum == enum for type_ in types) else None,
    )


def anchored(flow: Flow, values: Mapping[Name, JSON], folder: Path) -> dict[Name, JSON]:
    """The same values as their types have them.

    Relative paths are made absolute against `folder`, those of secret files too.
    """
    return {name: _anchored(flow, name, value, folder) for name, value in values.items()}


def _anchored(flow: Flow, name: Name, value: JSON, folder: Path) -> JSON:
    if isinstance(value, str) and value:
        return anchored_text(value, _formats(flow, name), folder)
    if isinstance(value, list):
        formats = _formats(flow, name)
        return [anchored_text(v, formats, folder) if v and isinstance(v, str) else v for v in value]
    return type_of(flow, name).typed(value)


def unread(flow: Flow, given: Iterable[str]) -> list[str]:
    """A sentence for every given name that the Flow knows nothing of, with the nearest it does know."""
    index = names(flow)
    known = sorted(flow.inputs.keys() | index.readers.keys() | index.writers.keys())
    return [
        f"nothing reads '{name}'{did_you_mean(name, known)}" for name in given if name not in known
    ]


def _formats(flow: Flow, name: Name) -> frozenset[str]:
    """The format that a given value has, or each in a list; and `secret` where any Step takes it as one."""
    ports = (port for step in flow.steps.values() for port in step.inputs.items())
    readers = [source for port, source in ports if name in source.reads(port)]
    each = {source.type.format for source in readers if source.each}
    hidden = {SECRET} if any(source.type.secret for source in readers) else set()
    return frozenset({type_of(flow, name).format, *(each if len(each) == 1 else ())} | hidden)


def anchored_text(text: str, formats: Collection[str], folder: Path) -> str:
    """A text of these formats: a relative path, that of a secret's file too, made absolute."""
    if PATH in formats:
        return str(_absolute(folder, text))
    if SECRET in formats and text.startswith(SECRET_FILE):
        return SECRET_FILE + str(_absolute(folder, text.removeprefix(SECRET_FILE)))
    return text


def typed(name: str, data: bytes, declared: DataType) -> JSON:
    """What a value is that was written as text: text as it is, all else JSON, `any` whichever it can be.

    Raises:
        BadInput: It is not of that type.
    """
    if declared.name is not TypeName.STRING:
        reading = read_json(data)
        if not reading.problems:
            return reading.document
        if declared.name is not TypeName.ANY or _is_meant_as_json(data, reading):
            shown = "nothing"
            if data.strip():
                why = "; ".join(str(problem) for problem in reading.problems)
                shown = f"'{preview(data.decode('utf-8', 'replace'), 60)}': {why}"
            raise BadInput(f"'{name}': expected {declared.name} as JSON, got {shown}", name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"'{name}': the value is not UTF-8 text", name) from error


def _is_meant_as_json(data: bytes, reading: Reading) -> bool:
    """Whether what may be a text is an object or list that strict JSON refuses: never silently a text."""
    begins = data.lstrip()[:1] in (b"{", b"[")
    return begins and all(problem.code is not Code.SYNTAX for problem in reading.problems)


def _file(name: str, path: Path) -> bytes:
    if _is_device(path):
        complaint = "this is a device; expected a file"
    else:
        data = read_bytes(path)
        if isinstance(data, bytes) and len(data) <= MAX_BYTES:
            return data
        too_large = f"the file is too large; expected at most {MAX_BYTES >> 20} MB"
        complaint = data.message if isinstance(data, Problem) else too_large
    raise BadInput(f"'{name}': '{path}': {complaint}", name)


def _is_device(path: Path) -> bool:
    """Whether reading might never end: only files, pipes and what stdin is are read."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return False  # reading tells what is wrong
    with contextlib.suppress(OSError):
        if os.path.samestat(status, os.fstat(_STDIN)):
            return False
    return stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode)


def _require_name(name: str, where: str) -> None:
    if not NAME.fullmatch(name):
        raise BadInput(
            f"{where}: '{name}' cannot name a value; names are letters, digits and '_', "
            "and do not begin with a digit",
            name,
        )


def _absolute(folder: Path, text: str) -> Path:
    path = Path(text)
    with contextlib.suppress(RuntimeError):  # `~name` of nobody is a file like any other
        path = path.expanduser()
    return folder / path
