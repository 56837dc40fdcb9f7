"""Whether the executors that a run needs can be reached, before anything is started. Qt-free.

An address that nobody answers at would else be heard of only once a run has begun.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from designer.words import quoted, tr
from engine.destination import Spec, parse_spec
from engine.errors import EngineError, PlanError
from engine.plugin import Distant, Performing

if TYPE_CHECKING:
    from engine.plan import Plan
    from engine.registry import Registry

PATIENCE: Final = 3.0
"""Seconds until nobody is taken to be at an address."""


def clusters(registry: Registry) -> tuple[str, ...]:
    """The names of the executors whose workers are elsewhere."""
    return tuple(name for name in registry.executors() if _offers(registry, name, Distant))


def choices(registry: Registry) -> tuple[str, ...]:
    """The names of the executors that a whole run can use: those that perform what can be sent away."""
    return tuple(
        name for name in registry.executors() if _offers(registry, name, Distant, Performing)
    )


def _offers(registry: Registry, name: str, *what: type) -> bool:
    try:
        return isinstance(registry.executor(name), what)
    except EngineError:  # broken: it can do nothing
        return False


def specs_of(plan: Plan, executor: str) -> tuple[Spec, ...]:
    """The executors that a run of a Plan needs, each once; those of here are none."""
    told = [executor, *(step.policy.executor for step in plan.steps.values())]
    specs = dict.fromkeys(parse_spec(text) for text in told if text)
    return tuple(spec for spec in specs if not spec.is_here)


async def trouble(registry: Registry, specs: Iterable[Spec]) -> str:
    """Why the first of them that cannot be used cannot be, in a sentence; empty where all can."""
    for spec in specs:
        found = unusable(registry, spec) or await unanswered(spec)
        if found:
            return found
    return ""


def unusable(registry: Registry, spec: Spec) -> str:
    """Why there is no such executor here, or not all that it needs; empty where there is."""
    known = registry.executors()
    if spec.name not in known:
        names = ", ".join(quoted(name) for name in known)
        return tr("There is no executor '{name}'; there are {names}.", name=spec.name, names=names)
    try:
        registry.require_executor(str(spec))
    except PlanError as error:
        told = str(error).rstrip(".")
        return f"{told[:1].upper()}{told[1:]}."
    return ""


async def unanswered(spec: Spec) -> str:
    """Why nobody can be talked to at the address; empty where somebody listens, or it is no address."""
    if wrong := address_fault(spec.address):
        return wrong
    host, port = _place(spec.address)
    if not host:
        return ""
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        why = tr("nobody answers within {time} s", time=f"{PATIENCE:g}")
    except OSError as error:
        known = error.errno is not None and error.errno > 0  # else of looking up the name
        why = os.strerror(error.errno or 0) if known else error.strerror or str(error)
    else:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return ""
    return tr(
        "Nothing can be run at '{address}': {why}. Check that the scheduler is running and that the"
        " address is right.",
        address=spec.address, why=why,
    )  # fmt: skip


def address_fault(address: str) -> str:
    """What is wrong with an address as it is written; empty is one, and so is a number of workers."""
    if not address or address.isdecimal() or _place(address)[0]:
        return ""
    return tr("'{address}' is no address. Write it as tcp://HOST:PORT.", address=address)


def _place(address: str) -> tuple[str, int]:
    """Host and port of an address; nothing where it says neither."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        if parts.hostname and parts.port:
            return parts.hostname, parts.port
    except ValueError:  # a port that is no number
        pass
    return "", 0
