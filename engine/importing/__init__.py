"""What other tools call theirs, as Steps: one door, behind it a small room for each sort of file.

`import_file` recognises what a file is and gives its Steps, with a sentence for each thing that could not
be carried over. Files are read, never executed; a program is started with `--help` where that is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engine.codec import dump_flow, parse_flow
from engine.codec.reading import MAX_BYTES, read_bytes
from engine.errors import FlowFileError
from engine.files import current_folder
from engine.importing.argyll import import_argyll, is_argyll
from engine.importing.flowfile import import_flow
from engine.importing.imported import Imported, ImportRefused
from engine.importing.jsonfile import read_document, read_yaml, text
from engine.importing.mermaid import find_flowchart, import_mermaid
from engine.importing.naming import where_from
from engine.importing.notebook import import_notebook
from engine.importing.openapi import import_openapi
from engine.importing.program import import_program, is_binary_program
from engine.importing.shell import SHELLS, import_shell, interpreter
from engine.problem import Problem
from engine.value import JSON

__all__ = ["KNOWN", "SUFFIXES", "ImportRefused", "Imported", "import_file"]

KNOWN: Final = (
    "a shell script, a program, an OpenAPI 3 document, a Jupyter notebook, a flow file, steps or a plan of"
    " Argyll, or a Mermaid flowchart"
)
"""What can be imported, in words."""

SUFFIXES: Final = (
    "json",
    "yaml",
    "yml",
    "ipynb",
    "sh",
    "bash",
    "zsh",
    "ksh",
    "mmd",
    "mermaid",
    "md",
)
"""The endings that such files usually have; programs have none."""

_MOST_TEXT: Final = 2 << 20
"""Bytes of a script or a flowchart."""

_BEGIN: Final = 4096
"""Bytes that tell what a file is; scripts may have anything behind their last line."""

_Known = Callable[[dict[str, JSON]], Imported]


def import_file(path: Path, folder: Path | None = None, *, run_help: bool = False) -> Imported:
    """What a file is as Steps, in a Flow of their own.

    `folder` is that of the flow file that will hold them (where we are, if left out): paths are written
    relative to it. With `run_help` a program is started, as `PATH --help`; nothing else ever is.

    Raises:
        ImportRefused: Nothing can be made of it; says what is wrong, with its place.
    """
    data = _read(path)
    made = _recognised(path, data, folder or current_folder(), run_help=run_help)
    try:
        parse_flow(dump_flow(made.flow), str(path))
    except FlowFileError as error:
        raise ImportRefused(f"it cannot be written as a flow file: {error.problems[0]}") from error
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"it cannot be written as a flow file: {error}") from error
    return made


def _read(path: Path) -> bytes:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ImportRefused("this is no file that can be read as a whole")
    data = read_bytes(path)
    if isinstance(data, Problem):
        raise ImportRefused(data.message)
    if len(data) > MAX_BYTES and not _is_program(path, data):
        raise ImportRefused(f"the file is too large; expected at most {MAX_BYTES >> 20} MB")
    return data


def _recognised(path: Path, data: bytes, folder: Path, *, run_help: bool) -> Imported:
    place, title = where_from(str(path), str(folder)), path.name
    if is_binary_program(data):
        return _program(path, place, run_help=run_help)
    begin = data[:_BEGIN].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin[:1] in (b"{", b"[") or path.suffix in (".json", ".ipynb"):
        return _from_json(read_document(data), data, path, place)
    if begin.startswith(b"#!"):
        shell = Path(interpreter(begin.decode("utf-8", "replace"))[0]).name
        if shell in SHELLS:
            return import_shell(_text(data), place, title)
        if _is_program(path, data):
            return _program(path, place, run_help=run_help)
        why = f"the script is run by '{shell}', and may not be executed; make it executable first"
        raise ImportRefused(why)
    if path.suffix.removeprefix(".") in SHELLS:
        return import_shell(_text(data), place, title)
    if path.suffix in (".yaml", ".yml") or begin.startswith((b"openapi:", b"swagger:")):
        return _from_json(read_yaml(data), data, path, place)
    chart = find_flowchart(_text(data)) if b"\0" not in begin else None
    if chart is not None:
        return import_mermaid(chart, path.stem)
    if path.suffix == ".py":
        raise ImportRefused(
            "a Python file is not imported: its functions are Steps of the kind 'python' wherever it"
            " lies beside the flow file"
        )
    raise ImportRefused(f"it is not known what this is; expected {KNOWN}", is_unknown=True)


def _from_json(document: JSON, data: bytes, path: Path, place: str) -> Imported:
    if isinstance(document, dict):
        if text(document.get("format")).startswith("backcast/"):
            return import_flow(data, place, path)
        if "openapi" in document or "swagger" in document:
            return import_openapi(document, path.stem)
        if "nbformat" in document or path.suffix == ".ipynb":
            return import_notebook(document, place, path.name)
    if is_argyll(document):
        return import_argyll(document, path.stem)
    raise ImportRefused(
        "the file is JSON, and neither an OpenAPI document nor a notebook, a flow, or steps of Argyll",
        is_unknown=True,
    )


def _is_program(path: Path, data: bytes) -> bool:
    return is_binary_program(data) or (data.startswith(b"#!") and os.access(path, os.X_OK))


def _program(path: Path, place: str, *, run_help: bool) -> Imported:
    """A program beside the flow needs a separator in its name, or it would be looked for in PATH."""
    return import_program(place if "/" in place else f"./{place}", str(path), run_help=run_help)


def _text(data: bytes) -> str:
    if len(data) > _MOST_TEXT:
        raise ImportRefused(
            f"the file is too large; expected at most {_MOST_TEXT >> 20} MB of text"
        )
    if (at := data[:_BEGIN].find(0)) >= 0:
        raise ImportRefused(f"it is no text: byte {at + 1} of it is null")
    return data.decode("utf-8-sig", "replace").replace("\0", "")
