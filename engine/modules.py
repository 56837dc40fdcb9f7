"""The modules of one run: those in the flow's folder, loaded afresh and apart from everybody else's.

Theory. Python keeps one module a name for the whole process, and `sys.path` is one as well. A run
must neither see the `onboarding` of another folder nor that of an earlier run, and two runs must not
wait for each other. What others do falls short: to put the folder on `sys.path` and clean up
afterwards (notebooks, most web frameworks) mixes runs that overlap; to load a file without entering
it in `sys.modules` (`runpy`) breaks pickling, dataclasses and sibling imports; a hook that asks a
context variable who is importing cannot answer when the name is in `sys.modules` already.

So each run has a *room*: a package of its own, `_flow7`, whose path is the flow's folder. The user's
`onboarding` is really `_flow7.onboarding`, is in `sys.modules` under that name, and what looks its
`__module__` up there (pickle, dataclasses, `typing.get_type_hints`, `inspect`) finds it. Import locks
are by name, so runs do not wait for each other.

An `import helper` inside the user's code says only `helper`. Python looks for `__import__` in the
builtins that the *importing module's globals* name, so every module of a room gets builtins of its
own whose `__import__` turns names that the folder has into the room's. It holds for imports inside
functions too, however late and in whichever thread they run, and costs others nothing: installed
packages have the usual builtins, so they are imported as usual, once, and never see the folder.

Which names the folder has: any module or package in it, like a script's own folder, first before all
others, but for
- `engine`, which stays ours (the `Fatal` that user code raises must be the one that we know),
- what is built into the interpreter (`sys`, `time`), as everywhere in Python,
- a folder without `__init__.py` where a real module of that name is installed, as in Python,
- a plain `email.py` where `email.message` is asked for, or where it is `email.py` itself that imports
  `email`: the standard library's is meant.

The folder is kept clean: no bytecode is written, and none that lies there is believed.

For `importlib.import_module("helper")` and `__import__("helper")` the same holds: a module of a room that
imports `importlib` gets one of its own, like the usual one but for that function.

Not covered: `import_module` when installed packages call it, and unpickling in another process or a
later run.
"""

from __future__ import annotations

import builtins
import importlib
import inspect
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from importlib.abc import MetaPathFinder
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
)
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, ClassVar, Final, TypeAlias, cast
from weakref import WeakValueDictionary, finalize

from engine.errors import Fatal, StepFailure, nearest
from engine.misspelt import a_letter_apart
from engine.tracing import ROOM, describe

RESERVED: Final = frozenset({"engine"})
"""Names that mean ours, whatever the folder holds."""

Function: TypeAlias = Callable[..., Any]


class Modules:
    """The modules of one run. They are forgotten when this object is; what they made lives on."""

    def __init__(self, folder: Path) -> None:
        """Take the flow file's folder. Nothing is read yet."""
        self._room = _Room(folder.absolute())
        self._functions: dict[str, Function] = {}
        self._forget = finalize(self, _forget, self._room.name)
        self._forget.atexit = False

    def loaded(self, reference: str) -> Function | None:
        """The function of a `module:name` that has been loaded before."""
        return self._functions.get(reference)

    def load(self, reference: str) -> Function:
        """Import the module of a `module:name`, if that was not done yet, and give its function.

        Blocks for as long as the import takes.

        Raises:
            StepFailure: `missing_module`, `missing_function`, `bad_function` (it cannot be a Step) or
                `import_failed` (the module raised; the cause is chained).
        """
        module_name, _, name = reference.partition(":")
        module = self.import_module(module_name)
        function = self._functions[reference] = _function(module, module_name, name, self.folder)
        return function

    def close(self) -> None:
        """Forget the modules now."""
        self._forget()

    @property
    def folder(self) -> Path:
        """The folder, as an absolute path."""
        return self._room.folder

    @property
    def room(self) -> str:
        """What the modules' own names begin with, here and now; no two runs of a process share one."""
        return self._room.name

    def import_module(self, name: str) -> ModuleType:
        """The module that a run's code means by a name, imported if need be.

        Raises:
            StepFailure: `missing_module` or `import_failed`.
        """
        full = f"{self._room.name}.{name}" if self._room.has(name) else name
        try:
            return importlib.import_module(full)
        except BaseException as error:  # user code runs here: all of it is contained
            if isinstance(error, ModuleNotFoundError) and f"{full}.".startswith(f"{error.name}."):
                raise _missing_module(self._room.folder, name) from None
            raise _import_failed(name, error) from error
        finally:
            if not self._forget.alive:  # the run was over before that was
                _forget(self._room.name)


def find_source(folder: Path, module: str) -> Path | None:
    """The file of a module in the folder, found without running anything; None if it has none."""
    spec, places = None, [str(folder)]
    for part in module.split("."):
        spec = _find_file(part, places)
        if spec is None:
            return None
        places = list(spec.submodule_search_locations or ())
    return Path(spec.origin) if spec is not None and spec.has_location and spec.origin else None


def is_installed(module: str, folder: Path) -> bool:
    """Whether a module can be found outside the folder, without importing it or its parents."""
    name, path = "", None
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        spec = find_installed(name, path)
        if spec is None or _lies_in(spec, folder):
            return False
        path = list(spec.submodule_search_locations or ())
    return True


def find_installed(name: str, path: Sequence[str] | None = None) -> ModuleSpec | None:
    """The installed module of that name, found without importing it; `path` is its parent's, if any."""
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        try:
            spec = find(name, path) if find is not None and finder is not _FINDER else None
        except Exception:  # noqa: BLE001 - a finder of somebody else's, and a name that may be odd
            spec = None
        if spec is not None:
            return cast(ModuleSpec, spec)
    return None


def _lies_in(spec: ModuleSpec, folder: Path) -> bool:
    """Whether a module found on `sys.path` is the folder's own after all; a `.venv` in there is not."""
    if spec.origin is not None and spec.submodule_search_locations is None:
        return Path(spec.origin).parent == folder
    return any(Path(place).parent == folder for place in spec.submodule_search_locations or ())


def nearest_module(folder: Path, name: str) -> str:
    """The module in the folder that is spelled most like `name`, else one of Python's own.

    Of those there are hundreds, and some is like any name: only one that is a letter apart was meant.
    """
    try:
        own = {path.stem for path in folder.iterdir() if path.suffix in {"", *SOURCE_SUFFIXES}}
    except OSError:
        own = set()
    close = nearest(name, sorted(own))
    return close or a_letter_apart([name], sys.stdlib_module_names).get(name, "")


def taken_name(folder: Path, module: str) -> str:
    """Why the folder's own module of that name is never read; empty where it is, or there is none."""
    top = module.partition(".")[0]
    taken = top in RESERVED or top in sys.builtin_module_names
    spec = _find_file(top, [str(folder)]) if taken else None
    if spec is None:
        return ""
    owner = "Backcast" if top in RESERVED else "the interpreter"
    return f"the name is taken by {owner}, so the '{top}' beside the flow is not read; rename it"


def _missing_module(folder: Path, name: str) -> StepFailure:
    close = nearest_module(folder, name)
    hint = f"; did you mean '{close}'?" if close else ""
    if taken := taken_name(folder, name):
        hint = f": {taken}"
    return Fatal(
        f"module '{name}' was not found in {folder} or among the installed packages{hint}",
        reason="missing_module",
    )


def _import_failed(name: str, error: BaseException) -> StepFailure:
    return StepFailure(
        f"module '{name}' could not be imported: {describe(error)[0]}",
        reason="import_failed",
        retryable=not isinstance(error, SyntaxError | ImportError | Fatal),
    )


def _function(module: ModuleType, module_name: str, name: str, folder: Path) -> Function:
    try:
        function = getattr(module, name)
    except AttributeError:
        close = nearest(name, [known for known in vars(module) if not known.startswith("__")])
        hint = f"; did you mean '{close}'?" if close else ""
        if taken := taken_name(folder, module_name):
            hint = f": {taken}"
        raise Fatal(
            f"module '{module_name}' has no function '{name}'{hint}", reason="missing_function"
        ) from None
    except BaseException as error:  # a module's own __getattr__ is user code
        raise _import_failed(module_name, error) from error
    if complaint := _complaint(function):
        raise Fatal(f"'{module_name}:{name}' {complaint}; name a function", reason="bad_function")
    return cast(Function, function)


def _complaint(function: object) -> str:
    """Why something cannot be the work of a Step; empty where it can."""
    if inspect.isclass(function):
        return "is a class"
    if not callable(function):
        return f"is not a function but {type(function).__name__}"
    if getattr(function, "__name__", "") == "<lambda>":
        return "is a lambda, which has no name of its own"
    return ""


class _Room:
    """A package of its own for one run, whose path is the folder."""

    _numbers: ClassVar = itertools.count(1)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = f"{ROOM}{next(self._numbers)}"
        self.builtins: dict[str, Any] = {**vars(builtins), "__import__": self.import_module}
        self._own: dict[str, ModuleSpec | None] = {}
        _ROOMS[self.name] = self
        if _FINDER not in sys.meta_path:
            sys.meta_path.insert(0, _FINDER)

    def import_module(
        self,
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the names that Python gives them
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """What an `import` statement of the room's modules calls."""
        importer = str((globals or {}).get("__name__", ""))
        whole = name == "importlib" or (name.startswith("importlib.") and not fromlist)
        if whole and not self.has("importlib"):
            builtins.__import__(name, globals, locals, fromlist or (), level)
            return self._importlib
        if level or not self.has(name, importer):
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        found = builtins.__import__(f"{self.name}.{name}", globals, locals, fromlist or (), 0)
        return found if fromlist else sys.modules[f"{self.name}.{name.partition('.')[0]}"]

    @cached_property
    def _importlib(self) -> ModuleType:
        """`importlib` as the room's modules see it: its `import_module` finds the folder's as well."""
        own = ModuleType("importlib", importlib.__doc__)
        vars(own).update(vars(importlib))

        def import_module(name: str, package: str | None = None) -> ModuleType:
            known = not name.startswith(".") and self.has(name)
            return importlib.import_module(f"{self.name}.{name}" if known else name, package)

        import_module.__doc__ = importlib.import_module.__doc__
        vars(own).update(import_module=import_module, __getattr__=partial(getattr, importlib))
        return own

    def has(self, name: str, importer: str = "") -> bool:
        """Whether the folder is meant by that name, in the mouth of that module."""
        top, dot, _ = name.partition(".")
        if top in RESERVED or top in sys.builtin_module_names:
            return False
        if top not in self._own:
            self._own[top] = _find_file(top, [str(self.folder)])
        spec = self._own[top]
        if spec is None:
            return False
        plain = spec.submodule_search_locations is None
        namespace = spec.loader is None
        doubtful = namespace or (plain and (dot or importer == f"{self.name}.{top}"))
        return not (doubtful and is_installed(name, self.folder))


_ROOMS: Final[WeakValueDictionary[str, _Room]] = WeakValueDictionary()
"""Rooms by name; one lives as long as its run or any function of its modules."""


def _forget(room: str) -> None:
    for name in [name for name in list(sys.modules) if f"{name}.".startswith(f"{room}.")]:
        sys.modules.pop(name, None)


class _Source(SourceFileLoader):
    """Loads a module of a room: always from its source, with the room's own `import`."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = _ROOMS[module.__name__.partition(".")[0]].builtins
        super().exec_module(module)


class _Finder(MetaPathFinder):
    """Finds the modules of every room; knows no other names."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        room = _ROOMS.get(fullname.partition(".")[0]) if fullname.startswith(ROOM) else None
        if room is None:
            return None
        if fullname == room.name:
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [str(room.folder)]
            return spec
        return _find_file(fullname, list(path or ()))


_FINDER: Final = _Finder()


def _find_file(name: str, places: Sequence[str]) -> ModuleSpec | None:
    """Look for the last part of a name in folders; a folder without `__init__.py` is the last choice."""
    portions: list[str] = []
    for place in places:
        finder = FileFinder(
            place, (ExtensionFileLoader, EXTENSION_SUFFIXES), (_Source, SOURCE_SUFFIXES)
        )
        spec = finder.find_spec(name)
        if spec is not None and spec.loader is not None:
            return spec
        portions += (spec.submodule_search_locations or ()) if spec is not None else ()
    if not portions:
        return None
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = portions
    return spec
