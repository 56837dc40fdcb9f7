"""Which workers have what a Step's `resources` ask for. Pure; knows no cluster."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from engine.errors import Fatal

PINNED: Final = "worker"
"""The resource that is no amount but a worker's name, or its address."""

MEMORY: Final = "memory"
"""The resource that every worker has, in bytes, whether it says so or not."""

_SIZE: Final = re.compile(r"\s*([0-9.]+)\s*([kMGTP]?)(i?)B?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A worker: its name, how many loads it performs at one time, and what it says it has."""

    name: str
    slots: int = 1
    resources: Mapping[str, float] = field(default_factory=dict)
    memory: float = 0  # in bytes; 0: nobody knows

    def gives(self, name: str, amount: float) -> bool:
        """Whether it has so much of a resource."""
        if name in self.resources or name != MEMORY:
            return self.resources.get(name, 0) >= amount
        return not self.memory or self.memory >= amount


class Fit(NamedTuple):
    """The addresses of the workers that will do, and what is to be taken of resources they count."""

    addresses: tuple[str, ...]
    counted: Mapping[str, float]


def fitting(needs: Mapping[str, Any], workers: Mapping[str, Worker]) -> Fit:
    """The workers, by address, that have all of it.

    Raises:
        Fatal: `no_worker`: there is none, or what is asked for is no amount.
    """
    pinned = needs.get(PINNED)
    chosen = {a: w for a, w in workers.items() if pinned is None or pinned in (a, w.name)}
    if not chosen and pinned is not None:
        known = ", ".join(sorted(worker.name for worker in workers.values())) or "none"
        raise Fatal(f"there is no worker '{pinned}'; the workers are: {known}", reason="no_worker")
    asked = {name: _amount(name, needs[name]) for name in needs if name != PINNED}
    fit = [a for a, w in chosen.items() if all(w.gives(n, v) for n, v in asked.items())]
    if not fit:
        wanted = ", ".join(f"'{name}': {needs[name]!r}" for name in asked)
        has = "; ".join(f"'{w.name}' has {_in_words(w)}" for w in chosen.values())
        told = f"no worker has the resources {wanted} ({has or 'there are no workers'})"
        raise Fatal(f"{told}; start one that declares them", reason="no_worker")
    counted = {n: v for n, v in asked.items() if any(n in w.resources for w in chosen.values())}
    return Fit(tuple(fit), counted)


def _amount(name: str, said: Any) -> float:
    """A number, or a size such as '4 GB' in bytes; true is one of it."""
    if isinstance(said, bool | int | float):
        return float(said)
    match = _SIZE.fullmatch(said) if isinstance(said, str) else None
    if match is None or match[1].count(".") > 1:
        told = f"resource '{name}' is {said!r}; expected a number, or a size such as '4 GB'"
        raise Fatal(told, reason="no_worker")
    base = 1024 if match[3] else 1000
    return float(match[1]) * float(base ** " kmgtp".index(match[2].lower() or " "))


def _in_words(worker: Worker) -> str:
    declared = [f"{name} {amount:g}" for name, amount in worker.resources.items()]
    if MEMORY not in worker.resources and worker.memory:
        declared.append(f"memory {worker.memory / 1e9:.1f} GB")
    return ", ".join(declared) or "none"
