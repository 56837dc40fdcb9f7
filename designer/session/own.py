"""What a missing value could come from besides the Flow: the user's own functions, and the palette.

Functions beside the flow file are read, never imported.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Final, NamedTuple

from designer.document.ghosts import Source, Template
from designer.session.catalog import Catalog
from engine.flow import STEP_ID, Name, Step, StepId
from engine.signature import FunctionInfo, read_functions

MOST: Final = 200
"""Files that are looked at, in the order of their names."""
_LARGE: Final = 1_000_000
"""Bytes of a file that is no module of Steps."""
_NO_SOURCE: Final = frozenset({"wait", "flow"})
"""Kinds that make no value of their own from nothing."""


class _Read(NamedTuple):
    """What a file said when it was as old and as large as this."""

    changed: int
    size: int
    templates: tuple[Template, ...]


class OwnFunctions:
    """Reads the modules of a folder; what has not changed since is not read again."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._known: dict[Path, _Read] = {}

    def templates(self, folder: Path) -> tuple[Template, ...]:
        """A template for each public function that gives something. Raises nothing."""
        try:
            files = sorted(folder.glob("*.py"))[:MOST]
        except OSError:
            return ()
        return tuple(template for file in files for template in self._of(file))

    def _of(self, file: Path) -> tuple[Template, ...]:
        try:
            told = file.stat()
            known = self._known.get(file)
            if known is not None and known[:2] == (told.st_mtime_ns, told.st_size):
                return known.templates
            if told.st_size > _LARGE or not file.stem.isidentifier():
                return ()
            functions = read_functions(file.read_bytes())
        except (OSError, SyntaxError, ValueError):
            return ()
        made = tuple(
            _template(file.stem, function)
            for function in functions
            if not function.name.startswith("_") and function.outputs
        )
        self._known[file] = _Read(told.st_mtime_ns, told.st_size, made)
        return made


def _template(module: str, function: FunctionInfo) -> Template:
    called = function.name.replace("_", "-").lower()
    step = Step(
        id=StepId(called if STEP_ID.fullmatch(called) else "step"),
        kind="python",
        description=function.description,
        config={"function": f"{module}:{function.name}"},
        inputs=OrderedDict(function.inputs),
        outputs=OrderedDict(function.outputs),
    )
    return Template(step, f"{module}:{function.name}", Source.OWN)


def palette_templates(catalog: Catalog) -> tuple[Template, ...]:
    """What the palette offers that can give a value; what a kind cannot do without is `unset`."""
    made = []
    for offer in catalog.offers():
        kind = catalog.kind(offer.name)
        if offer.reason or kind is None or offer.name in _NO_SOURCE:
            continue
        unset = [Name(key) for key, it in kind.config.model_fields.items() if it.is_required()]
        made.append(
            Template(catalog.template(offer.name), offer.title, Source.PALETTE, tuple(unset))
        )
    return tuple(made)
