"""The code behind a Python function: the files that it is made of, found without running any of them.

A module's source is parsed for its imports, those within functions included, and what it imports is looked
for as a run would (`engine.modules`): in the flow's folder first, then among what is installed. A file in
the folder, or of a package that is installed to be worked on, counts by its content, and so does all that
it imports in turn. A package that is really installed counts by its version, the standard library by
Python's.

Not seen: what is imported by a name that is put together at run time, what installed packages need in
their turn, and files that the code merely reads.
"""

from __future__ import annotations

import ast
import platform
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

from engine.modules import RESERVED, find_installed, find_source
from engine.plugin import Fingerprint

_SITES: Final = frozenset({"site-packages", "dist-packages"})

_OWN: Final = "backcast"
"""The distribution of the engine itself."""


class _Import(NamedTuple):
    """One name that a module imports: `level` dots before it, as the source writes it."""

    level: int
    name: str


def code_behind(folder: Path, module: str) -> Fingerprint:
    """All that a module of the folder, or an installed one, is made of. Imports nothing, raises nothing."""
    files: dict[Path, None] = {}
    versions: set[str] = set()
    own: set[tuple[Path, str]] = set()
    seen: set[tuple[Path, str]] = set()
    waiting = [(folder.absolute(), module)]
    while waiting:
        place, name = waiting.pop()
        top = name.partition(".")[0]
        for part in _parts(name):
            if (place, part) in seen:
                continue
            seen.add((place, part))
            if (found := find_source(place, part)) is not None:
                own.add((place, top))
                files[found] = None
                waiting += ((place, each) for each in _imported(found, part))
            elif (place, top) not in own:
                outside = _outside(top)
                if isinstance(outside, Path) and outside != place:
                    waiting.append((outside, part))
                elif isinstance(outside, str):
                    versions.add(outside)
    text = f"python {platform.python_version()}; {', '.join(sorted(versions))}"
    return Fingerprint(text, tuple(files))


@cache
def version_behind(top: str) -> str:
    """The distribution that a top-level module belongs to, with its version; empty where there is none."""
    named = [_OWN] if top in RESERVED else [top]
    for name in named:
        if version := _version(name):
            return f"{name} {version}"
    try:
        owners = metadata.packages_distributions().get(top, ())
    except Exception:  # noqa: BLE001 - one package with damaged metadata spoils the whole list
        owners = ()
    return ", ".join(f"{name} {_version(name)}" for name in sorted(set(owners)))


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except Exception:  # noqa: BLE001 - not there, or its metadata is damaged
        return ""


def _parts(name: str) -> Iterator[str]:
    """A dotted name's packages, then itself: importing it runs them all."""
    whole = ""
    for part in name.split("."):
        whole = f"{whole}.{part}" if whole else part
        yield whole


def _outside(top: str) -> Path | str | None:
    """Where a module that the folder does not have comes from: a folder of sources, or what is installed."""
    if top in sys.stdlib_module_names or top in RESERVED:
        return None
    spec = find_installed(top)
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    origin = spec.origin if spec is not None and spec.has_location else None
    if origin is None and not places:
        return f"{top} missing"
    package = Path(places[0]) if places else Path(str(origin))
    if not _SITES & set(package.parts):
        return package.parent
    return version_behind(top) or f"{top} {package}"


def _imported(file: Path, module: str) -> Iterator[str]:
    """The absolute names of what a module imports; a compiled one, or one with an error, does not say."""
    if file.suffix != ".py":
        return
    try:
        found = _imports(file.read_bytes())
    except OSError:
        return
    package = module if file.stem == "__init__" else module.rpartition(".")[0]
    for level, name in found:
        if not level:
            yield name
            continue
        parts = package.split(".")
        above = parts[: len(parts) - level + 1]
        if above and above[0]:
            yield ".".join([*above, *([name] if name else [])])


@lru_cache(maxsize=256)
def _imports(source: bytes) -> tuple[_Import, ...]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return tuple(one for node in ast.walk(tree) for one in _imports_of(node))


def _imports_of(node: ast.AST) -> Iterator[_Import]:
    match node:
        case ast.Import():
            yield from (_Import(0, alias.name) for alias in node.names)
        case ast.ImportFrom():
            base = node.module or ""
            yield _Import(node.level, base)
            for alias in node.names:  # each may be a module of its own
                if alias.name != "*":
                    yield _Import(node.level, f"{base}.{alias.name}" if base else alias.name)
