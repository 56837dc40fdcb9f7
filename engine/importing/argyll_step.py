"""One step of Argyll as a Step: attributes by role, how it is called, how its work is done."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from engine.datatype import ANY, DataType, TypeName
from engine.export.conditions import to_cel
from engine.flow import Collect, Input, Name, Output, Step, StepId
from engine.importing.jsonfile import objects, sub, text
from engine.importing.naming import Taken, literal, port_name
from engine.jsontext import parse_json
from engine.policy import Backoff, Retry, WorkPolicy
from engine.value import ABSENT, JSON, Absent

KEPT: Final = "x-argyll"
"""The key under which stands what only Argyll has a word for."""

UNLIMITED: Final = 1_000
"""Tries that stand for Argyll's "without limit"."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_COLLECTS: Final = {str(collect): collect for collect in Collect}
_METHODS: Final = frozenset({"GET", "POST", "PUT", "DELETE"})


class StepType(StrEnum):
    """What `type` may be, in the newest form and those before it."""

    SERVICE = "service"
    SYNC = "sync"
    ASYNC = "async"
    SCRIPT = "script"
    FLOW = "flow"


class _Noting(Protocol):
    def add(self, step: str, words: str) -> None: ...


@dataclass(slots=True)
class _Ports:
    """The ports of a Step so far, and the names by which the step's own code knows them."""

    inputs: OrderedDict[Name, Input] = field(default_factory=OrderedDict)
    outputs: OrderedDict[Name, Output] = field(default_factory=OrderedDict)
    inner: dict[str, Name] = field(default_factory=dict)
    by_attribute: dict[str, Name] = field(default_factory=dict)
    kept: dict[str, JSON] = field(default_factory=dict)


class StepReader:
    """Reads steps, one after the other, into the names that a Flow gives them."""

    def __init__(
        self, ids: Mapping[str, StepId], attributes: Callable[[str], Name], notes: _Noting
    ) -> None:
        """Take the ids of all steps, what gives Attributes their names, and who is told of losses."""
        self._ids, self._attributes, self._notes = ids, attributes, notes

    def read(self, told: dict[str, JSON]) -> Step:
        """The Step for one registration."""
        step = self._ids[text(told.get("id"))]
        ports = self._ports(step, told)
        kept: dict[str, JSON] = dict(ports.kept)
        kind, config = self._work(step, told, ports, kept)
        name = text(told.get("name"))
        when = self._condition(step, told.get("predicate"), set(ports.inner), "predicate")
        if told.get("predicate") and not when:
            kept["predicate"] = told["predicate"]
        extra: dict[str, JSON] = {KEPT: kept} if kept else {}
        if isinstance(told.get("labels"), dict) and told["labels"]:
            extra["x-labels"] = told["labels"]
        return Step(
            id=step,
            kind=kind,
            title=name if name != step else "",
            config=config,
            inputs=ports.inputs,
            outputs=ports.outputs,
            when=when,
            policy=self._policy(step, told, ports),
            extra=extra,
        )

    # ports

    def _ports(self, step: StepId, told: dict[str, JSON]) -> _Ports:
        ports, inner_in, inner_out = _Ports(), Taken(), Taken()
        for attribute, spec in objects(told.get("attributes")).items():
            role = text(spec.get("role"))
            about = {**spec, **_object(spec.get(role))}
            inner = text(sub(about, "mapping", "name")) or attribute
            kept: dict[str, JSON] = {}
            if script := sub(about, "mapping", "script"):
                kept["mapping_script"] = script
                self._notes.add(
                    step, "a mapping by script is not done here; the value goes as it is."
                )
            if spec.get("compensated") is True:
                kept["compensated"] = True
            if role == "output":
                name = Name(inner_out.fresh(port_name(inner)))
                ports.outputs[name] = self._output(attribute, name, spec, kept)
            elif role in ("required", "optional", "const"):
                name = Name(inner_in.fresh(port_name(inner)))
                ports.inner[inner] = ports.by_attribute[attribute] = name
                ports.inputs[name] = self._input(step, attribute, name, role, about, kept)
            else:
                ports.kept.setdefault("attributes", {})[attribute] = spec
                words = f"the attribute '{attribute}' of the role '{role}' is left out."
                self._notes.add(step, words)
        return ports

    def _output(
        self, attribute: str, name: Name, spec: Mapping[str, JSON], kept: dict[str, JSON]
    ) -> Output:
        written = self._attributes(attribute)
        kind = _type(spec, kept)
        extra = {KEPT: kept} if kept else {}
        return Output(type=kind, attribute=Name("") if written == name else written, extra=extra)

    def _input(
        self,
        step: StepId,
        attribute: str,
        name: Name,
        role: str,
        about: Mapping[str, JSON],
        kept: dict[str, JSON],
    ) -> Input:
        kind = _type(about, kept)
        reads = self._attributes(attribute)
        sources = () if reads == name else (reads,)
        if role == "const":
            value = _parsed(about.get("value", about.get("default")))
            extra = {KEPT: {**kept, "attribute": attribute}} if attribute != name else _kept(kept)
            return Input(type=kind, value=None if value is ABSENT else value, extra=extra)
        each = about.get("for_each") is True
        if each and kind.name is TypeName.ARRAY:
            kind = ANY
        elif each:
            kept["type"] = about.get("type")
        match = ""
        if about.get("match") and role == "required":
            match = self._condition(step, about["match"], {"value"}, f"match of '{attribute}'")
            kept |= {} if match else {"match": about["match"]}
        deadline = about.get("deadline")
        return Input(
            type=kind,
            required=role == "required",
            default=_parsed(about.get("default")) if role == "optional" else ABSENT,
            sources=sources,
            collect=_COLLECTS.get(text(about.get("collect")), Collect.FIRST),
            each=each,
            match=match,
            deadline=_milliseconds(deadline) if role == "optional" else None,
            extra=_kept(kept),
        )

    def _condition(self, step: StepId, told: JSON, names: set[str], what: str) -> str:
        if not isinstance(told, dict):
            return ""
        made = to_cel(text(told.get("language")), text(told.get("script")), names)
        if not made:
            words = f"the {what} in '{text(told.get('language'))}' is no simple comparison: write it in CEL."
            self._notes.add(step, words)
        return made

    # work

    def _work(
        self, step: StepId, told: dict[str, JSON], ports: _Ports, kept: dict[str, JSON]
    ) -> tuple[str, dict[str, JSON]]:
        match told.get("type"):
            case StepType.FLOW:
                goals = sub(told, "flow", "goals")
                names = [g for g in goals if isinstance(g, str)] if isinstance(goals, list) else []
                more = {k: v for k, v in _object(told.get("flow")).items() if k != "goals"}
                if more:
                    kept["flow"] = more
                    self._notes.add(step, "what its flow says besides the goals is left out.")
                return "flow", {"goals": [self._ids.get(goal, goal) for goal in names]}
            case StepType.SCRIPT:
                kept["script"] = told.get("script")
                language = text(sub(told, "script", "language")) or "a script"
                self._notes.add(
                    step, f"its work is a script in {language}: write it as a function."
                )
                return "python", {}
        return "http", self._http(step, told, ports, kept)

    def _http(
        self, step: StepId, told: dict[str, JSON], ports: _Ports, kept: dict[str, JSON]
    ) -> dict[str, JSON]:
        http = _object(told.get("http"))
        invoke = _object(http.get("invoke")) or http
        mode = text(invoke.get("mode")) or (
            "async" if told.get("type") == StepType.ASYNC else "sync"
        )
        if mode == "async":
            kept["mode"] = "async"
            self._notes.add(step, "it answers by a webhook, which nothing here listens for.")
        for key in ("health", "health_check"):
            if http.get(key):
                kept["health"] = http[key]
                self._notes.add(step, "its health check is left out.")
        config = self._call(invoke, ports)
        if not ports.outputs:
            config["response"] = "none"
        elif len(ports.outputs) == 1:
            config["by_name"] = True
        return config

    def _call(self, action: Mapping[str, JSON], ports: _Ports) -> dict[str, JSON]:
        method = text(action.get("method")) or "POST"
        method = method if method in _METHODS else "POST"

        def filled(found: re.Match[str]) -> str:
            name = ports.inner.get(found[1]) or ports.by_attribute.get(found[1])
            return f"{{{name}}}" if name else literal(found[0])

        config: dict[str, JSON] = {
            "method": method,
            "url": _PLACEHOLDER.sub(filled, text(action.get("endpoint"))),
        }
        if method != "GET":
            config["json"] = {inner: f"{{{name}}}" for inner, name in ports.inner.items()}
        return config

    # how it is worked on

    def _policy(self, step: StepId, told: dict[str, JSON], ports: _Ports) -> WorkPolicy:
        work = _object(told.get("work_config"))
        http = _object(told.get("http"))
        timeout = (_object(http.get("invoke")) or http).get("timeout")
        parallelism = work.get("parallelism")
        has_each = any(port.each for port in ports.inputs.values())
        undo = _object(http.get("compensate"))
        if undo.get("mode") == "async":
            self._notes.add(
                step, "its compensation answers by a webhook, which nothing here listens for."
            )
        handling = text(told.get("handling"))
        return WorkPolicy(
            retry=self._retry(step, work),
            timeout=_milliseconds(timeout) or None,
            cache=(handling == "memoized" or told.get("memoizable") is True) and not undo,
            parallelism=_count(parallelism) or (1 if has_each else 8),
            undo={"kind": "http", "config": self._undo(undo, told, ports)} if undo else None,
        )

    def _undo(
        self, action: dict[str, JSON], told: dict[str, JSON], ports: _Ports
    ) -> dict[str, JSON]:
        """The call that takes work back: it is told of the attributes that are marked for it."""
        names: dict[str, Name] = {}
        for attribute, spec in objects(told.get("attributes")).items():
            if spec.get("compensated") is True:
                inner = text(sub(spec, text(spec.get("role")), "mapping", "name")) or attribute
                names[inner] = ports.inner.get(inner) or port_name(inner)
        told_of = _Ports(inner=names or dict(ports.inner), by_attribute=ports.by_attribute)
        config = self._call(action, told_of)
        if config["method"] == "DELETE":
            config.pop("json", None)
        return {**config, "response": "none"}

    def _retry(self, step: StepId, work: Mapping[str, JSON]) -> Retry:
        times = work.get("max_retries")
        if not isinstance(times, int) or times == 0:
            return Retry()
        if times < 0:
            self._notes.add(step, f"it is tried again without limit: {UNLIMITED} times here.")
        first = _seconds(work, "init_backoff", "backoff", "backoff_ms")
        most = _seconds(work, "max_backoff", "max_backoff_ms")
        backoff = text(work.get("backoff_type"))
        known = {str(kind): kind for kind in Backoff}
        return Retry(
            times=times if times > 0 else UNLIMITED,
            delay=1.0 if first is None else first,
            max_delay=60.0 if most is None else most,
            backoff=known.get(backoff, Backoff.EXPONENTIAL),
            jitter=0.0,
        )


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def _kept(kept: dict[str, JSON]) -> dict[str, JSON]:
    return {KEPT: kept} if kept else {}


def _milliseconds(value: JSON) -> float | None:
    """Seconds for a number of milliseconds; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    return value / 1000


def _count(value: JSON) -> int:
    """A number from 1; 0 for what is none."""
    return value if isinstance(value, int) and value is not True and value >= 1 else 0


def _seconds(work: Mapping[str, JSON], *keys: str) -> float | None:
    found = (_milliseconds(work.get(key)) for key in keys)
    return next((seconds for seconds in found if seconds), None)


def _type(spec: Mapping[str, JSON], kept: dict[str, JSON]) -> DataType:
    told = text(spec.get("type"))
    if told in ("string", "number", "boolean", "object", "array"):
        return DataType(name=TypeName(told))
    if told not in ("any", ""):
        kept["type"] = told
    return ANY


def _parsed(value: JSON) -> JSON | Absent:
    """A value as Argyll writes it: as the text of JSON; plainer files write it as it is."""
    if not isinstance(value, str):
        return ABSENT if value is None else value
    with suppress(ValueError):
        return parse_json(value)
    return value
