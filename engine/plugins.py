"""Everything that installed packages offer, each with what it is, where it comes from, and what is wrong.

Kinds and executors are loaded by the registry, as a run would; of what only the designer can use it is
seen whether it can be imported and has the right shape. Nothing here raises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

from engine.errors import PluginError
from engine.offered import GROUPS, OURS, Offered, Unusable, damaged, offered, overshadowed
from engine.registry import Registry
from engine.value import JSON

_NEEDS_DESIGNER = ("No module named 'PySide6", "No module named 'shiboken6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One thing that a package offers, as `backcast kinds --json` writes it; `error` says what is wrong.

    `title`, `description`, `category` and `config` (a JSON Schema) are those of a kind.
    """

    name: str
    title: str | None = None
    description: str | None = None
    category: str | None = None
    config: Mapping[str, JSON] | None = None
    error: str | None = None
    group: str = "kinds"
    origin: str = ""
    version: str = ""

    @property
    def package(self) -> str:
        """The package and its version as they are shown."""
        return f"{self.origin} {self.version}".strip()

    @property
    def is_ours(self) -> bool:
        """Whether it comes with the engine."""
        return self.origin == OURS

    def to_json(self) -> dict[str, JSON]:
        """As an object of JSON."""
        return asdict(self)


def everything(registry: Registry) -> tuple[Listed, ...]:
    """All that packages offer: kinds, executors, viewers, palettes, inspectors, each by name; damage last."""
    return tuple(_everything(registry))


def _everything(registry: Registry) -> Iterator[Listed]:
    for group in GROUPS:
        there = offered(group)
        names = {"kinds": registry.names, "executors": registry.executors}
        for name in names[group]() if group in names else sorted(there):
            yield _listed(registry, there.get(name) or Offered(group, name, None))
        yield from (_broken(one, one.trouble) for one in overshadowed(group))
    yield from (_broken(one, one.trouble) for one in damaged())


def _listed(registry: Registry, one: Offered) -> Listed:
    try:
        match one.group:
            case "kinds":
                return _kind(registry, one)
            case "executors":
                registry.executor(one.name)
            case _:
                _check(one.group, one.load())
    except (PluginError, Unusable) as error:
        why = str(error)
        if any(told in why for told in _NEEDS_DESIGNER):
            why = "it needs the designer, which is not installed"
        return _broken(one, why)
    return Listed(name=one.name, group=one.group, origin=one.origin, version=one.version)


def _check(group: str, found: object) -> None:
    """See whether what the designer will use has the shape that it wants.

    Raises:
        Unusable: It has not.
    """
    if group == "palettes":
        given = getattr(found, "STEPS", None) if isinstance(found, ModuleType) else found
        if not (callable(given) or isinstance(given, (list, tuple, str, Path))):
            raise Unusable("it gives neither a list of Steps nor a folder")
    elif not callable(found):
        raise Unusable("it cannot be called")
    elif group == "viewers":
        missing = [name for name in ("accepts", "widget") if not hasattr(found, name)]
        if missing:
            raise Unusable(f"it is no viewer: it has no '{missing[0]}'")


def _kind(registry: Registry, one: Offered) -> Listed:
    kind = registry.kind(one.name)
    try:
        schema = kind.config.model_json_schema()
    except Exception as error:  # noqa: BLE001 - a config of a plug-in's own may not be sayable
        return _broken(one, f"its config has no schema: {type(error).__name__}: {error}")
    return Listed(
        name=one.name, title=kind.title, description=kind.description, category=kind.category,
        config=schema, group=one.group, origin=one.origin, version=one.version,
    )  # fmt: skip


def _broken(one: Offered, why: str) -> Listed:
    return Listed(
        name=one.name or one.origin, error=why, group=one.group, origin=one.origin,
        version=one.version,
    )  # fmt: skip
