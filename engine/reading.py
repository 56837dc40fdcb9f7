"""Reads the modules of the user's functions, with what they import from beside them, and keeps it.

A file is read again once it, or one that it takes a type from, is another than before. Nothing is
imported. Whoever asks what a function looks like asks here, so that a file is parsed once.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from engine.annotation import Follow, Scope
from engine.modules import find_installed, find_source
from engine.signature import FunctionInfo, ModuleInfo, read_module, read_scope
from engine.value import JSON

_MOST: Final = 4096
"""Files that are kept in mind."""

_Stamp: TypeAlias = tuple[int, int] | None
"""When a file was changed, and how large it is; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a file said while it and those that it follows had these stamps."""

    stamps: Mapping[Path, _Stamp]
    said: ModuleInfo | SyntaxError


_KEPT: Final[dict[tuple[Path, Path], _Kept]] = {}


def module_at(path: Path, root: Path) -> ModuleInfo:
    """What a file says; `root` is the folder that its imports are looked for in.

    Raises:
        OSError: The file cannot be read.
        SyntaxError: It is not Python.
    """
    kept = _KEPT.get((path, root))
    if kept is None or any(_stamp(file) != stamp for file, stamp in kept.stamps.items()):
        if len(_KEPT) >= _MOST:
            _KEPT.clear()
        kept = _KEPT[path, root] = _read(path, root)
    if isinstance(kept.said, SyntaxError):
        raise kept.said.with_traceback(None)
    return kept.said


def salvaged_at(path: Path, root: Path) -> ModuleInfo:
    """What can be read of a file that is not Python as a whole: what is broken at its top is left out."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
        return read_module(_salvaged(text), _follow(path, root, {}, {}))
    except (OSError, SyntaxError):
        return ModuleInfo(functions={}, names=frozenset(), open_ended=True)


def _salvaged(text: str) -> str:
    """The text with the parts that cannot be read left blank; lines keep their numbers."""
    parts: list[list[str]] = [[]]
    for line in text.splitlines():
        begins = line[:1].strip() and not line.startswith(("#", ")", "]", "}"))
        if begins and not (parts[-1] and parts[-1][-1].startswith("@")):
            parts.append([])
        parts[-1].append(line)
    kept = (part if _reads(part) else [""] * len(part) for part in parts)
    return "\n".join(line for part in kept for line in part)


def _reads(lines: list[str]) -> bool:
    try:
        ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def function_named(config: Mapping[str, JSON], folder: Path) -> tuple[Path, FunctionInfo] | None:
    """The file and the function that a python Step's config means; None where it cannot be read."""
    path = source_named(config, folder)
    if path is None:
        return None
    try:
        info = module_at(path, root_of(config, folder)).functions.get(_reference(config)[1])
    except (OSError, SyntaxError, ValueError):
        return None
    return None if info is None else (path, info)


def source_named(config: Mapping[str, JSON], folder: Path) -> Path | None:
    """The file in which a python Step's function would be, readable or not; None where there is none."""
    module, name = _reference(config)
    if not all(part.isidentifier() for part in (*module.split("."), name)):
        return None
    try:
        path = find_source(root_of(config, folder), module) or installed_source(module)
    except (OSError, ValueError):
        return None
    return path if path is not None and path.suffix == ".py" else None


def _reference(config: Mapping[str, JSON]) -> tuple[str, str]:
    """The module and the function that a config names; both may be empty."""
    module, _, name = str(config.get("function", "")).partition(":")
    return module, name


def installed_source(module: str) -> Path | None:
    """The file of an installed module, found without importing it or its parents; None if it has none."""
    name, path, spec = "", None, None
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        spec = find_installed(name, path)
        if spec is None:
            return None
        path = list(spec.submodule_search_locations or ())
    return Path(spec.origin) if spec is not None and spec.has_location and spec.origin else None


def root_of(config: Mapping[str, JSON], folder: Path) -> Path:
    """The folder in which a python Step's module is looked for: the flow's, or what the Step says."""
    told = config.get("folder")
    if not isinstance(told, str) or not told:
        return folder
    return Path(
        os.path.normpath(folder / told)
    )  # so that a file has one name, with or without `..`


def _stamp(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _read(path: Path, root: Path) -> _Kept:
    stamps: dict[Path, _Stamp] = {path: _stamp(path)}
    source = path.read_bytes()
    try:
        return _Kept(stamps, read_module(source, _follow(path, root, stamps, {})))
    except SyntaxError as error:
        return _Kept(stamps, error)


def _follow(
    path: Path, root: Path, stamps: dict[Path, _Stamp], scopes: dict[Path, Scope | None]
) -> Follow:
    """What reads the modules that a file imports from; they are noted, for they are part of what it says."""

    def scope(module: str, level: int) -> Scope | None:
        base = (
            root if level == 0 else path.parents[level - 1] if level <= len(path.parents) else root
        )
        plain = base.joinpath(*module.split(".")) if module else base
        for file in (plain.with_suffix(".py"), plain / "__init__.py"):
            stamps.setdefault(file, _stamp(file))
            if stamps[file] is not None:
                return read(file)
        return None

    def read(file: Path) -> Scope | None:
        if file not in scopes:
            scopes[file] = None
            try:
                scopes[file] = read_scope(file.read_bytes(), _follow(file, root, stamps, scopes))
            except (OSError, SyntaxError):
                return None
        return scopes[file]

    return scope
