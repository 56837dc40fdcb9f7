"""What installed packages offer: entry points by group, each with the package it comes from.

Listing them imports nothing. Loading one runs the package's code, in a thread that is not waited for
longer than `PATIENCE`: a package that hangs, leaves or breaks is an `Unusable` with a sentence, and
nothing worse; what it prints meanwhile goes to stderr. A package whose metadata is damaged hides nothing
but itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import Distribution, EntryPoint, distributions, entry_points
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from engine.capture import capturing, recorded

T = TypeVar("T")

PREFIX: Final = "backcast."
OURS: Final = "backcast"
"""The distribution that the engine itself comes in: its names cannot be taken."""

GROUPS: Final = ("kinds", "executors", "viewers", "palettes", "inspectors")
"""What a package can offer; the entry-point groups have `backcast.` before."""

PATIENCE: Final = 10.0
"""Seconds that a package may take to be imported."""

_BUILT_IN: Final = "engine."


class Unusable(Exception):
    """What a package offers cannot be used; the sentence says why."""


class Offered(NamedTuple):
    """One thing that a package offers: under which name and group, and the package with its version.

    `trouble` says why it cannot be used, where that is known without loading it.
    """

    group: str
    name: str
    entry: EntryPoint | None
    origin: str = ""
    version: str = ""
    trouble: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether it comes with the engine."""
        return self.entry is not None and self.entry.value.startswith(_BUILT_IN)

    @property
    def package(self) -> str:
        """The package and its version as they are shown."""
        return f"{self.origin} {self.version}".strip()

    def load(self, *, make: bool = False) -> Any:
        """Import it, and with `make` call what was imported, without arguments.

        Raises:
            Unusable: It raised, left the program, or took longer than `PATIENCE`.
        """
        entry = self.entry
        if entry is None:
            raise Unusable(self.trouble)

        def work() -> Any:
            found = entry.load()
            return found() if make else found

        return work() if self.is_ours else patiently(work)


def offered(group: str) -> Mapping[str, Offered]:
    """What packages offer in a group (`kinds`, or `backcast.kinds`), by name; of several of one name, one.

    Ours wins, then what comes first from A to Z.
    """
    return {one.name: one for one in reversed(_ranked(group))}


def overshadowed(group: str) -> tuple[Offered, ...]:
    """What packages offer under a name that another one has; each says which."""
    winners = offered(group)
    return tuple(
        one._replace(trouble=f"the name '{one.name}' is taken by {winners[one.name].package}")
        for one in _ranked(group)
        if one is not winners[one.name] and one != winners[one.name]
    )


def damaged() -> tuple[Offered, ...]:
    """A line for every package whose list of what it offers cannot be read, if it may name us in there."""
    return tuple(found for one in distributions() if (found := _damage(one)) is not None)


def patiently(work: Callable[[], T], patience: float | None = None) -> T:
    """Do foreign work in a thread of its own, and give what it gives; what it prints goes to stderr.

    Raises:
        Unusable: It raised, left the program, or took too long; it is then left behind.
    """
    made: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            with recorded(aside):
                made.append(work())
        except BaseException as error:  # noqa: BLE001 - foreign code may raise anything, and exit
            raised.append(error)

    limit = PATIENCE if patience is None else patience
    thread = threading.Thread(target=run, name="plug-in", daemon=True)
    with capturing() as real:

        def aside(line: str, _: str) -> None:
            if real.stderr is not None:  # stdout is for results alone
                real.stderr.write(f"{line}\n")

        thread.start()
        thread.join(limit)
    if raised:
        error = raised[0]
        raise Unusable(f"{type(error).__name__}: {error}") from error
    if not made:
        late = TimeoutError(f"it was still being loaded after {limit:g} s, and is left alone")
        raise Unusable(str(late)) from late
    return made[0]


def _ranked(group: str) -> list[Offered]:
    """All that is offered in a group, the best claim to a name first."""
    whole = PREFIX + group.removeprefix(PREFIX)
    try:
        found = list(entry_points(group=whole))
    except Exception:  # noqa: BLE001 - one package with damaged metadata spoils the whole list
        found = [entry for entry in _one_by_one() if entry.group == whole]
    from_whom: dict[int, tuple[str, str]] = {}
    made = [_of(entry, from_whom) for entry in found]
    return sorted(made, key=lambda one: (not one.is_ours, one.entry.value if one.entry else ""))


def _of(entry: EntryPoint, known: dict[int, tuple[str, str]]) -> Offered:
    """What an entry stands for; `known` are the packages that were asked their names before."""
    if id(entry.dist) not in known:
        known[id(entry.dist)] = _named(entry.dist)
    origin, version = known[id(entry.dist)]
    return Offered(entry.group.removeprefix(PREFIX), entry.name, entry, origin, version)


def _one_by_one() -> Iterator[EntryPoint]:
    for distribution in distributions():
        try:
            yield from distribution.entry_points
        except Exception:  # noqa: BLE001 - what it offers is then unknown, the others' is not
            continue


def _named(distribution: Distribution | None) -> tuple[str, str]:
    if distribution is None:
        return "", ""
    try:
        told = distribution.metadata  # read and taken apart each time
        name, version = str(told["Name"] or ""), str(told["Version"] or "")
    except Exception:  # noqa: BLE001 - damaged metadata
        name = version = ""
    return name or Path(str(getattr(distribution, "_path", ""))).name, version  # its folder's name


def _damage(distribution: Distribution) -> Offered | None:
    try:
        list(distribution.entry_points)
    except Exception as error:  # noqa: BLE001 - whatever reading it raises
        if not _may_name_us(distribution):
            return None
        why = f"what it offers cannot be read: {type(error).__name__}: {error}"
        return Offered("", "", None, *_named(distribution), why)
    return None


def _may_name_us(distribution: Distribution) -> bool:
    try:
        return PREFIX in (distribution.read_text("entry_points.txt") or "")
    except UnicodeDecodeError:  # whose it is cannot be read either
        return True
    except Exception:  # noqa: BLE001 - not even that
        return False
