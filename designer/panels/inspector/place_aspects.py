"""What can be said of where a Step is worked on: by whom, at which address, with what. Values only, no Qt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Final, Protocol

from designer.panels.inspector.aspects import Aspect, Part, Pick, Sort
from designer.panels.typed import read_part
from designer.session.reaching import address_fault
from designer.words import tr
from engine.destination import LOCAL, Spec, parse_spec
from engine.flow import Step
from engine.value import JSON

_Clusters = Callable[[], Collection[str]]
_SIZE: Final = re.compile(r"\d+(\.\d+)?\s*([kKMGTP]i?)?B?")


class Executors(Protocol):
    """Who knows by whom work can be done."""

    def executors(self) -> Sequence[str]:
        """The names of all."""
        ...

    def clusters(self) -> Sequence[str]:
        """Of those that may have an address."""
        ...


def place_parts(known: Executors) -> tuple[Part, ...]:
    """By whom a Step is worked on, at which address, and what it takes up there."""
    names = {name: name for name in known.executors()}
    clusters = cache(lambda: frozenset(known.clusters()))  # asked for late: it imports all of them
    pick = Pick(
        key="executor",
        words="Worked on by",
        get=lambda step: parse_spec(step.policy.executor).name,
        set=partial(_with_name, clusters),
        choices={"as the run says": "", "here, whatever the run says": LOCAL, **names},
    )
    address = Aspect(
        key="address",
        words="At the address",
        write=lambda step: parse_spec(step.policy.executor).address,
        read=partial(_read_address, clusters),
        empty="tcp://HOST:PORT, or a cluster on this machine",
        shown=lambda step: _is_distant(clusters, parse_spec(step.policy.executor).name),
    )
    return pick, address, _RESOURCES


def _is_distant(clusters: _Clusters, name: str) -> bool:
    """Whether an executor may have an address; that of here never does."""
    return name not in ("", LOCAL) and name in clusters()


def _with_name(clusters: _Clusters, step: Step, name: str) -> Step:
    """The Step worked on by another; an address stays only where there can be one."""
    address = "" if not _is_distant(clusters, name) else parse_spec(step.policy.executor).address
    return _with_executor(step, Spec(name, address))


def _with_executor(step: Step, spec: Spec) -> Step:
    return replace(step, policy=replace(step.policy, executor=str(spec)))


def _read_address(clusters: _Clusters, step: Step, text: str) -> Step:
    spec = parse_spec(step.policy.executor)
    if not _is_distant(clusters, spec.name):
        return step  # of several Steps that are edited together, one that goes nowhere
    if fault := address_fault(text.strip()):
        raise ValueError(fault)
    return _with_executor(step, Spec(spec.name, text.strip()))


def _write_resources(step: Step) -> str:
    resources = step.policy.resources
    return json.dumps(resources, ensure_ascii=False) if resources else ""


def _read_resources(step: Step, text: str) -> Step:
    reading = read_part(text) if text.strip() else None
    value: JSON = {} if reading is None else reading.document
    if (reading is not None and reading.problems) or not isinstance(value, dict):
        raise ValueError(tr('What it takes up is a JSON object, such as {"GPU": 1}.'))
    for name, much in value.items():
        if fault := _resource_fault(name, much):
            raise ValueError(fault)
    return replace(step, policy=replace(step.policy, resources=value))


def _resource_fault(name: str, much: JSON) -> str:
    """Why this cannot be asked of a worker; empty where it can."""
    if not name:
        return tr("What it takes up needs a name, such as 'GPU'.")
    if name == "worker":
        named = isinstance(much, str) and much.strip()
        return "" if named else tr("'worker' is the name or the address of a worker.")
    if (isinstance(much, int | float) and much >= 0) or (
        isinstance(much, str) and _SIZE.fullmatch(much.strip())
    ):
        return ""
    return tr("'{name}' is a number of 0 or more, or a size such as '4 GB'.", name=name)


_RESOURCES: Final = Aspect(
    key="resources", words="Takes up", write=_write_resources, read=_read_resources,
    empty="nothing, or such as {{\"memory\": \"4 GB\", \"GPU\": 1, \"worker\": \"big-1\"}}",
    sort=Sort.VALUE,
)  # fmt: skip
