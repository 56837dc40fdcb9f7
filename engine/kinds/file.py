"""The kind `file`: reads a file, or writes one so that it is there whole or not at all.

Relative paths start at the flow file's folder. JSON as text is `engine.jsontext`'s, CSV `engine.tables`'.
"""

from __future__ import annotations

import codecs
import errno
import stat
import sys
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from engine.errors import Fatal, StepFailure
from engine.files import save_atomically
from engine.flow import Input, Name, Output, Step
from engine.jsontext import json_text, parse_json
from engine.plugin import Call, Context, KindConfig, Outputs, Touched
from engine.problem import Code, Problem, pointer
from engine.tables import ColumnType, TableShape, read_table, table_text
from engine.template import complaint, fill_whole
from engine.value import JSON, Value, preview, type_name

CONTENT: Final = Name("content")
"""The input that is written."""

PATH: Final = Name("path")
"""The output of that name takes the file's absolute path."""

READ_LIMIT: Final = 256 * 2**20
"""Bytes of a file that is read; a larger one is for a Python step."""

_FOR_GOOD: Final = {
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENAMETOOLONG,
    errno.EINVAL,
    errno.ELOOP,
}


_MARKED: Final[Mapping[str, Mapping[bytes, str]]] = {
    "utf-8-sig": {b"": "utf-8"},
    "utf-16": {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"},
    "utf-32": {codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be"},
}
"""Encodings that begin a file with a mark, and what they are after it, by the mark."""
_LONGEST_MARK: Final = 4


def _encoding(name: str) -> str:
    try:
        "".encode(name)  # only encodings of text can do that
        codecs.lookup(name)
    except (LookupError, ValueError):
        raise PydanticCustomError(
            "encoding", "expected an encoding of text such as 'utf-8', got '{got}'", {"got": name}
        ) from None
    return name


def _delimiter(text: str) -> str:
    if len(text) == 1 and text not in '"\r\n\0':
        return text
    told = "expected one character, and neither a quote nor a line break, got {got}"
    raise PydanticCustomError("delimiter", told, {"got": repr(text)})


class FileConfig(KindConfig):
    """Which file, what to do with it, and what is in it."""

    action: Literal["read", "write", "append"] = Field(
        title="Action", description="Writing replaces the whole file; appending adds at its end."
    )
    path: str = Field(
        min_length=1,
        title="Path",
        description="From the flow file's folder, or absolute; {name} stands for an input.",
        examples=["orders/{customer}.json"],
        json_schema_extra={"widget": "path"},
    )
    format: Literal["text", "json", "csv"] = Field(
        default="text",
        title="Format",
        description="Text as it is, a JSON value, or a CSV table as a list of objects.",
    )
    encoding: Annotated[str, AfterValidator(_encoding)] = Field(
        default="utf-8", title="Encoding", description="How the text is kept as bytes."
    )
    columns: dict[str, ColumnType] = Field(
        default_factory=dict,
        title="Columns",
        description="CSV: the type of each column by name; others are text.",
        examples=[{"quantity": "integer", "price": "number", "paid": "boolean"}],
    )
    header: bool = Field(
        default=True,
        title="Header",
        description="CSV: the first line holds the names of the columns.",
    )
    delimiter: Annotated[str, AfterValidator(_delimiter)] = Field(
        default=",",
        title="Delimiter",
        description="CSV: the character between two cells.",
    )
    make_folders: bool = Field(
        default=False,
        title="Make folders",
        description="Make the folders above the file where they are missing.",
    )


class FileKind:
    """Reads or writes text, JSON or a table."""

    name: str = "file"
    title: str = "File"
    description: str = "Reads, writes or extends a file of text, JSON or CSV."
    category: str = "Data"
    icon: str = "file-text"
    config: type[KindConfig] = FileConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict({CONTENT: Output()})

    def check(
        self,
        step: Step,
        config: FileConfig,
        folder: Path,  # noqa: ARG002 - the seam's
    ) -> Iterator[Problem]:
        """Placeholders that are no input's, ports that do not suit the action, settings that do nothing."""
        if found := complaint(config.path, step.inputs):
            yield _problem(step, ("config", "path"), *found)
        if config.action != "read" and CONTENT not in step.inputs:
            message = "there is nothing to write."
            yield _problem(step, ("inputs",), message, "Add an input 'content'.")
        yield from _bad_outputs(step, config)
        if config.action == "append" and config.format == "json":
            message = "a JSON file holds one value, and nothing can be added at its end."
            hint = "Choose 'write', or the format 'text' and a line of JSON."
            yield _problem(step, ("config", "action"), message, hint)
        if config.format == "csv" and not config.header and not config.columns:
            message = "nothing says what the columns are called."
            hint = "Name them in 'columns', or let the first line hold their names."
            yield _problem(step, ("config", "columns"), message, hint)
        if config.format != "csv" and config.columns:
            message = f"only CSV has columns, and the format is '{config.format}'."
            yield _problem(step, ("config", "columns"), message, "Choose the format 'csv'.")

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Always."""
        return True

    def touches(self, call: Call, config: FileConfig, folder: Path) -> Touched:
        """The one file: what was written is not written again while it is still there, unchanged."""
        paths = (_path(config, call, folder),)
        return Touched(writes=paths) if config.action == "write" else Touched(reads=paths)

    async def perform(self, call: Call, config: FileConfig, context: Context) -> Outputs:
        """Read or write the file in a thread.

        Raises:
            StepFailure: `missing_file` and `file_error` (a retry may help), `bad_path`, `bad_content`,
                `too_large` (it will not), each with the path.
        """
        path = _path(config, call, context.folder)
        if config.action == "read":
            content = await context.blocking(partial(_read, path, config))
            outputs = dict.fromkeys(_filled(call.outputs), content)
        elif CONTENT not in call.inputs:
            raise Fatal(f"there is nothing to write to '{path}'", reason="bad_content")
        else:
            await context.blocking(partial(_write, path, config, call.inputs[CONTENT]))
            outputs = {}
        return outputs | ({PATH: str(path)} if PATH in call.outputs else {})


def _filled(outputs: Mapping[Name, Output]) -> list[Name]:
    return [name for name in outputs if name != PATH]


def _bad_outputs(step: Step, config: FileConfig) -> Iterator[Problem]:
    filled = _filled(step.outputs)
    if config.action != "read":
        for name in filled:
            message = f"a file that is written has no '{name}' to give."
            yield _problem(step, ("outputs", name), message, "Its one output is 'path'.")
    elif len(filled) > 1:
        message = f"a file is one value, and the step has {len(filled)} outputs for it."
        yield _problem(step, ("outputs", filled[1]), message, "Keep one, beside 'path'.")


def _path(config: FileConfig, call: Call, folder: Path) -> Path:
    text = fill_whole(config.path, call.inputs, "the path")
    if not text.strip() or "\0" in text:
        raise Fatal(f"the path '{preview(text, 60)}' is no path of a file", reason="bad_path")
    return folder.absolute() / text


def _read(path: Path, config: FileConfig) -> JSON:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise Fatal(f"'{path}' is {_what(found.st_mode)}, not a file", reason="bad_path")
        if found.st_size > READ_LIMIT:
            size = f"{found.st_size / 2**20:.0f} MB; at most {READ_LIMIT // 2**20} are read"
            raise Fatal(f"'{path}' has {size}. Read it in a Python step", reason="too_large")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise _failed(path, "read", error) from None
    text = _decoded(path, data, config.encoding)
    if config.format == "text":
        return text
    try:
        if config.format == "json":
            return parse_json(text)
        return read_table(text, _shape(config))
    except ValueError as error:
        what = "JSON" if config.format == "json" else "CSV"
        raise Fatal(f"'{path}' is not such {what}: {error}", reason="bad_content") from None


def _decoded(path: Path, data: bytes, encoding: str) -> str:
    if data.startswith(codecs.BOM_UTF8) and codecs.lookup(encoding).name == "utf-8":
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        raise Fatal(f"'{path}' is not text in {encoding}: {error}", reason="bad_content") from None


def _write(path: Path, config: FileConfig, content: Value) -> None:
    try:
        if path.exists() and not path.is_file():
            what = _what(path.stat().st_mode)
            raise Fatal(f"'{path}' is {what}, and is left alone", reason="bad_path")
        if config.make_folders:
            path.parent.mkdir(parents=True, exist_ok=True)
        if config.action == "write":
            save_atomically(path, _bytes(path, config, content))
        else:
            _append(path, config, content)
    except (OSError, ValueError) as error:
        raise _failed(path, "written", error) from None


def _append(path: Path, config: FileConfig, content: Value) -> None:
    """Add at the end; a table whose file is there already follows the header in it."""
    existing = ""
    if path.exists():
        existing = _read(path, config.model_copy(update={"format": "text"}))
        with path.open("rb") as file:
            goes_on = _encoding_after(config.encoding, file.read(_LONGEST_MARK))
        config = config.model_copy(update={"encoding": goes_on})
    data = _bytes(path, config, content, existing if config.format == "csv" else "")
    with path.open("ab") as file:
        file.write(data)


def _encoding_after(encoding: str, begun: bytes) -> str:
    """How to go on with a file that begins so: the mark of an encoding stands at a file's beginning alone."""
    name = codecs.lookup(encoding).name
    if not begun or name not in _MARKED:
        return encoding
    known = (plain for mark, plain in _MARKED[name].items() if begun.startswith(mark))
    return next(known, f"{name}-{'be' if sys.byteorder == 'big' else 'le'}")


def _bytes(path: Path, config: FileConfig, content: Value, existing: str = "") -> bytes:
    try:
        return _text(config, content, existing).encode(config.encoding)
    except ValueError as error:  # also of characters that the encoding does not have
        raise Fatal(f"'{path}' cannot hold this: {error}", reason="bad_content") from None


def _text(config: FileConfig, content: Value, existing: str) -> str:
    match config.format:
        case "csv":
            return table_text(content, _shape(config), existing)
        case "json":
            return json_text(content, indent=2) + "\n"
    if not isinstance(content, str):
        shown = f"{type_name(content)} {preview(content, 40)}"
        raise ValueError(f"'content' is {shown}; expected a text")  # noqa: TRY004 - a value's fault
    return content


def _shape(config: FileConfig) -> TableShape:
    return TableShape(config.columns, config.header, config.delimiter)


def _failed(path: Path, done: str, error: OSError | ValueError) -> StepFailure:
    """Why the file could not be used; what another process may mend is worth another try."""
    if isinstance(error, FileNotFoundError):
        if done == "read":
            return StepFailure(f"there is no '{path}'", reason="missing_file")
        if not path.parent.is_dir():
            hint = "choose 'make_folders' to have it made"
            return StepFailure(f"there is no '{path.parent}'; {hint}", reason="missing_file")
    if isinstance(error, (NotADirectoryError, ValueError)):
        return Fatal(f"'{path}' is no path of a file: {error}", reason="bad_path")
    why = error.strerror or str(error)
    return StepFailure(
        f"'{path}' could not be {done}: {why[:1].lower()}{why[1:]}",
        reason="file_error",
        retryable=error.errno not in _FOR_GOOD,
    )


def _what(mode: int) -> str:
    return "a folder" if stat.S_ISDIR(mode) else "a device or pipe"


def _problem(step: Step, place: tuple[str, ...], message: str, hint: str = "") -> Problem:
    at = pointer("steps", step.id, *place)
    return Problem(code=Code.BAD_CONFIG, pointer=at, message=message, hint=hint)
