"""The user's own functions: what the Python files beside a flow hold, and those that were added to them.

Files are read, never imported. One that cannot be read is told of with its line, and what could be read of
it, or was read of it before, stays on offer. Qt-free, so that it can be done in a thread.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from designer.document.ghosts import Source, Template
from engine.flow import STEP_ID, Step, StepId
from engine.reading import installed_source, module_at, salvaged_at
from engine.signature import FunctionInfo, ModuleInfo
from engine.value import ABSENT, preview

MOST: Final = 1000
"""Files that are looked at in one place, in the order of their names."""
_LARGE: Final = 1_000_000
"""Bytes of a file that is no module of Steps."""
_NOT_OURS: Final = ("test_", "conftest", "setup", "__main__")
"""What the names of files begin with that hold no Steps."""


class OwnFunction(NamedTuple):
    """A function on offer: the Step made from it, and the file that it stands in.

    `shelf` is what the file is called in the palette, `name` what tells it from all others; `is_beside`
    says that it lies in the flow's own folder.
    """

    name: str
    shelf: str
    file: Path
    info: FunctionInfo
    template: Step
    is_beside: bool = True


class Broken(NamedTuple):
    """A file that cannot be read as Python: where, and why."""

    file: Path
    shelf: str
    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What some places hold: functions, files that are broken, and what has to be watched."""

    functions: tuple[OwnFunction, ...] = ()
    broken: tuple[Broken, ...] = ()
    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()


class _Place(NamedTuple):
    """A folder of modules: what is before their names, where imports are looked for, how Steps say it."""

    folder: Path
    root: Path
    prefix: str = ""
    said: str = ""
    shelf: str = ""
    is_deep: bool = False


class OwnFunctions:
    """Reads the modules of places; what has not changed since is not read again."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._good: dict[Path, Mapping[str, FunctionInfo]] = {}

    def templates(self, folder: Path, places: Iterable[str] = ()) -> tuple[Template, ...]:
        """A template for each public function that gives something. Raises nothing."""
        return tuple(
            Template(own.template, own.name, Source.OWN)
            for own in self.find(folder, places).functions
            if own.info.outputs
        )

    def find(self, folder: Path, places: Iterable[str] = ()) -> Found:
        """What the flow's folder holds, and the folders and packages that were added. Raises nothing."""
        functions: dict[str, OwnFunction] = {}
        broken: list[Broken] = []
        files: list[Path] = []
        missing: list[str] = []
        folders = [folder]
        shelves = [_Place(folder, folder)]
        for place in places:
            there = _place(place, folder)
            if there is None:
                missing.append(place)
            else:
                shelves.append(there)
                folders.append(there.folder)
        for shelf in shelves:
            for file, module in _modules(shelf):
                files.append(file)
                info, fault = self._read(file, shelf)
                broken += [fault] if fault is not None else []
                for function in info.values():
                    own = _own(file, shelf, module, function)
                    functions.setdefault(own.name, own)
        return Found(
            functions=tuple(functions.values()), broken=tuple(broken), files=tuple(files),
            folders=tuple(dict.fromkeys(folders)), missing=tuple(missing),
        )  # fmt: skip

    def _read(self, file: Path, place: _Place) -> tuple[Mapping[str, FunctionInfo], Broken | None]:
        """The public functions of a file; those that were there when it last was whole, if it is not."""
        try:
            found = _public(module_at(file, place.root))
        except OSError:
            return {}, None
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 0
            why = getattr(error, "msg", None) or str(error)
            left = {**self._good.get(file, {}), **_public(salvaged_at(file, place.root))}
            return left, Broken(file, _shelf(file, place), line, why)
        self._good[file] = found
        return found, None


def signature_line(info: FunctionInfo) -> str:
    """What a function takes and gives, in one line: `(amount: number, note: string = "") → id: string`."""
    takes = []
    for name, it in info.inputs.items():
        default = "" if it.required else " = …"
        if it.default is not ABSENT:
            default = f" = {preview(it.default, 24)}" if it.default != "" else ' = ""'
        takes.append(f"{name}: {it.type}{default}")
    gives = ", ".join(f"{name}: {out.type}" for name, out in info.outputs.items())
    return f"({', '.join(takes)})" + (f" → {gives}" if gives else "")


def _place(place: str, folder: Path) -> _Place | None:
    """The folder or installed package that was added; None where there is none."""
    given = Path(place).expanduser()
    there = given if given.is_absolute() else folder / given
    if there.is_dir():
        return _folder(there.resolve(), folder.resolve())
    if not all(part.isidentifier() for part in place.split(".")):
        return None
    source = installed_source(place)
    if source is None:
        return None
    if source.name != "__init__.py":
        return _Place(source.parent, source.parent, f"{place}=", shelf=place)
    root = source.parents[place.count(".") + 1]
    return _Place(source.parent, root, f"{place}.", shelf=place, is_deep=True)


def _folder(there: Path, folder: Path) -> _Place:
    """A folder within the flow's is a package of it; another one is said in the Step, as the flow sees it."""
    if there != folder and there.is_relative_to(folder):
        parts = there.relative_to(folder).parts
        if all(part.isidentifier() for part in parts):
            return _Place(there, folder, ".".join(parts) + ".", shelf="/".join(parts))
    try:
        said = Path(os.path.relpath(there, folder)).as_posix()
    except ValueError:  # another drive
        said = str(there)
    return _Place(there, there, said=said, shelf=there.name)


def _modules(place: _Place) -> Iterator[tuple[Path, str]]:
    """The files of a place with the names that their modules are imported by."""
    if place.prefix.endswith("="):  # one module alone
        name = place.prefix[:-1]
        yield place.folder / f"{name.rpartition('.')[2]}.py", name
        return
    try:
        files = sorted(place.folder.glob("**/*.py" if place.is_deep else "*.py"))[:MOST]
    except OSError:
        return
    for file in files:
        parts = file.relative_to(place.folder).with_suffix("").parts
        hidden = any(not part.isidentifier() or part.startswith(_NOT_OURS) for part in parts)
        private = place.is_deep and any(
            (part.startswith("_") and part != "__init__") or part in ("tests", "testing")
            for part in parts
        )
        if hidden or private or _is_large(file):
            continue
        named = parts[:-1] if parts[-1] == "__init__" else parts
        module = f"{place.prefix}{'.'.join(named)}".rstrip(".")
        if module:
            yield file, module


def _is_large(file: Path) -> bool:
    try:
        return file.stat().st_size > _LARGE
    except OSError:
        return True


def _public(module: ModuleInfo) -> Mapping[str, FunctionInfo]:
    return {name: it for name, it in module.functions.items() if not name.startswith("_")}


def _shelf(file: Path, place: _Place) -> str:
    if place.prefix.endswith("="):  # a module by itself: the file says nothing more
        return place.shelf
    told = file.relative_to(place.folder).as_posix()
    told = f"{place.shelf}/{told}" if place.shelf else told
    return told.removesuffix("/__init__.py")


def _own(file: Path, place: _Place, module: str, info: FunctionInfo) -> OwnFunction:
    reference = f"{module}:{info.name}"
    called = info.name.replace("_", "-").lower()
    config = {"function": reference, **({"folder": place.said} if place.said else {})}
    step = Step(
        id=StepId(called if STEP_ID.fullmatch(called) else "step"),
        kind="python",
        title=info.title,
        description=info.description,
        config=config,
        inputs=OrderedDict(info.inputs),
        outputs=OrderedDict(info.outputs),
    )
    name = f"{place.said}#{reference}" if place.said else reference
    return OwnFunction(name, _shelf(file, place), file, info, step, not place.shelf)
