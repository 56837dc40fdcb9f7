"""A Flow as steps, goals and initial values of Argyll, in the form that its API takes today.

Steps of the kind `http` that say no more than Argyll can become services, those of the kind `flow` flows.
Every other Step is written as a service that would have to be built, and said to be so. What an import kept
under `x-argyll` is put back.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from engine.datatype import DataType, TypeName
from engine.export.conditions import to_lua
from engine.flow import SUBFLOW, Collect, Flow, Input, Name, Output, Step
from engine.policy import Combine
from engine.value import ABSENT, JSON

KEPT: Final = "x-argyll"
PRESET: Final = "init"
NOWHERE: Final = "http://localhost:8081"
"""Where services are said to be that do not exist yet."""

_METHODS: Final = frozenset({"GET", "POST", "PUT", "DELETE"})
_CARRIED: Final = frozenset({"method", "url", "json", "response", "by_name"})
_TYPES: Final = {TypeName.INTEGER: "number"}


class Exported(NamedTuple):
    """The document, and a sentence for each thing that it cannot say."""

    document: dict[str, JSON]
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The document as text, ending in a newline."""
        return json.dumps(self.document, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def to_argyll(flow: Flow) -> Exported:
    """The Flow for Argyll: `goals`, `init`, `steps`; the same for the same Flow, always."""
    notes = _Notes()
    steps = [_Writer(step, notes).written() for step in flow.steps.values() if not step.disabled]
    for step in flow.steps.values():
        if step.disabled:
            notes.add(step.id, "is disabled, and left out.")
    given = flow.presets.get(PRESET) or {
        name: declared.default
        for name, declared in flow.inputs.items()
        if declared.default is not ABSENT
    }
    others = [name for name in flow.presets if name != PRESET]
    if others:
        notes.general.append(
            f"of the presets only '{PRESET}' goes along: {_listed(others)} does not."
        )
    document: dict[str, JSON] = {
        "goals": sorted(flow.goals),
        "init": {name: [value] for name, value in given.items()},
        "steps": list(steps),
    }
    if isinstance(flow.extra.get("x-labels"), dict):
        document["labels"] = flow.extra["x-labels"]
    return Exported(document, notes.all())


class _Notes:
    def __init__(self) -> None:
        self._told: dict[str, list[str]] = defaultdict(list)
        self.general: list[str] = []

    def add(self, step: str, words: str) -> None:
        if step not in self._told[words]:
            self._told[words].append(step)

    def all(self) -> tuple[str, ...]:
        return (
            *(f"{_listed(steps)} {words}" for words, steps in self._told.items()),
            *self.general,
        )


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(f"'{name}'" for name in names[:6]) + more


class _Writer:
    """Writes one Step."""

    def __init__(self, step: Step, notes: _Notes) -> None:
        self._step, self._notes = step, notes
        self._kept = _object(step.extra.get(KEPT))
        self._json = _object(step.config.get("json"))

    def written(self) -> dict[str, JSON]:
        step = self._step
        made: dict[str, JSON] = {"id": step.id, "name": step.title or step.id, **self._work()}
        attributes = self._attributes()
        if attributes:
            made["attributes"] = attributes
        if isinstance(step.extra.get("x-labels"), dict):
            made["labels"] = step.extra["x-labels"]
        if predicate := self._predicate():
            made["predicate"] = predicate
        if step.policy.cache:
            made["handling"] = "memoized"
        elif step.policy.undo is not None and "compensate" in _object(made.get("http")):
            made["handling"] = "compensated"
        if work := self._work_config():
            made["work_config"] = work
        return made

    def _note(self, words: str) -> None:
        self._notes.add(self._step.id, words)

    # what it does

    def _work(self) -> dict[str, JSON]:
        step = self._step
        if step.kind == SUBFLOW and not step.config.get("flow"):
            return {
                "type": "flow",
                "flow": {"goals": step.config.get("goals", []), **_object(self._kept.get("flow"))},
            }
        if isinstance(self._kept.get("script"), dict) and not step.config:
            return {"type": "script", "script": self._kept["script"]}
        http: dict[str, JSON]
        if step.kind == "http" and self._is_plain():
            http = {"invoke": self._action(step.config)}
            if self._kept.get("mode") == "async":
                http["invoke"]["mode"] = "async"
        else:
            self._note(
                f"is of the kind '{step.kind}' and is written as a service at {NOWHERE}, which has to be"
                " built."
                if step.kind != "http"
                else "says more of its request than Argyll can: only method, address and JSON body go along."
            )
            plain = step.kind == "http" and str(step.config.get("url", "")).startswith("http")
            http = {
                "invoke": self._action(step.config)
                if plain
                else {"endpoint": f"{NOWHERE}/{step.id}"}
            }
        if step.policy.timeout is not None:
            http["invoke"]["timeout"] = round(step.policy.timeout * 1000)
        if "health" in self._kept:
            http["health"] = self._kept["health"]
        if compensate := self._compensate():
            http["compensate"] = compensate
        return {"type": "service", "http": http}

    def _is_plain(self) -> bool:
        """Whether the request says nothing that Argyll has no word for."""
        config, step = self._step.config, self._step
        if not set(config) <= _CARRIED or config.get("method", "GET") not in _METHODS:
            return False
        whole = all(isinstance(v, str) and v[1:-1] in step.inputs for v in self._json.values())
        named = len(step.outputs) != 1 or config.get("by_name") is True
        return whole and named and config.get("response", "json") in ("json", "none")

    def _action(self, config: Mapping[str, JSON]) -> dict[str, JSON]:
        method = str(config.get("method", "GET"))
        endpoint = str(config.get("url", ""))
        for inner, name in self._inner_names().items():
            endpoint = endpoint.replace(f"{{{name}}}", f"{{{inner}}}")
        return {
            "method": method if method in _METHODS else "POST",
            "endpoint": endpoint.replace("{{", "{").replace("}}", "}"),
        }

    def _compensate(self) -> dict[str, JSON] | None:
        undo = self._step.policy.undo
        if undo is None or self._step.policy.cache:
            return None
        if undo.get("kind") != "http":
            self._note("is undone by something that is no request, which is left out.")
            return None
        return self._action(_object(undo.get("config")))

    # what it takes and gives

    def _inner_names(self) -> dict[str, Name]:
        """What the other side calls each input, and the input."""
        made = {key: Name(text[1:-1]) for key, text in self._json.items() if isinstance(text, str)}
        named = set(made.values())
        return {**made, **{name: name for name in self._step.inputs if name not in named}}

    def _attributes(self) -> dict[str, JSON]:
        made: dict[str, JSON] = dict(_object(self._kept.get("attributes")))
        inner = {name: key for key, name in self._inner_names().items()}
        for name, port in self._step.inputs.items():
            kept = _object(port.extra.get(KEPT))
            reads = port.reads(name)
            attribute = str(kept.get("attribute", name)) if not reads else reads[0]
            if len(reads) > 1:
                self._note(
                    f"reads '{name}' from several Attributes, of which the first goes along."
                )
            made[attribute] = self._input(port, attribute, inner.get(name, name), kept)
        for name, output in self._step.outputs.items():
            attribute = output.writes(name)
            if attribute in made:
                self._note(
                    f"reads and writes '{attribute}', which Argyll has no word for: it only reads it."
                )
                continue
            made[attribute] = self._output(output, attribute, name)
        return made

    def _input(
        self, port: Input, attribute: str, inner: str, kept: Mapping[str, JSON]
    ) -> dict[str, JSON]:
        role = "const" if port.value is not ABSENT else "required" if port.required else "optional"
        about: dict[str, JSON] = {}
        if role == "const":
            about["value"] = json.dumps(port.value, ensure_ascii=False)
        if port.collect is Collect.FASTEST:
            self._note("takes the fastest of several values: in Argyll the first.")
        elif port.collect is not Collect.FIRST:
            about["collect"] = str(port.collect)
        if port.each:
            about["for_each"] = True
        if role == "required" and port.match:
            if lua := to_lua(port.match):
                about["match"] = {"language": "lua", "script": lua}
            else:
                self._note(
                    f"has a 'match' that is no simple comparison, which is left out: {port.match}"
                )
        elif "match" in kept:
            about["match"] = kept["match"]
        if role == "optional" and port.default is not ABSENT:
            about["default"] = json.dumps(port.default, ensure_ascii=False)
        if role == "optional" and port.deadline is not None:
            about["deadline"] = round(port.deadline * 1000)
        about |= _mapping(inner if role != "const" and inner != attribute else "", kept)
        kind = kept.get("type") or ("array" if port.each else self._type(port.type))
        made: dict[str, JSON] = {"role": role, "type": kind}
        return {**made, **({role: about} if about else {}), **_compensated(kept)}

    def _output(self, output: Output, attribute: str, name: Name) -> dict[str, JSON]:
        kept = _object(output.extra.get(KEPT))
        if output.value is not ABSENT:
            self._note("has a pinned output, which goes along as one that is worked out.")
        about = _mapping(name if name != attribute else "", kept)
        made: dict[str, JSON] = {
            "role": "output",
            "type": kept.get("type") or self._type(output.type),
        }
        return {**made, **({"output": about} if about else {}), **_compensated(kept)}

    def _type(self, kind: DataType) -> str:
        if kind.secret:
            self._note("takes a secret, which Argyll would keep as a plain value.")
        return _TYPES.get(kind.name, str(kind.name))

    # when and how

    def _predicate(self) -> JSON:
        if self._step.when:
            if lua := to_lua(self._step.when):
                return {"language": "lua", "script": lua}
            self._note(
                f"has a condition that is no simple comparison, which is left out: {self._step.when}"
            )
            return None
        return self._kept.get("predicate")

    def _work_config(self) -> dict[str, JSON]:
        policy = self._step.policy
        made: dict[str, JSON] = {}
        if policy.retry.times:
            made |= {
                "max_retries": policy.retry.times,
                "init_backoff": round(policy.retry.delay * 1000),
                "max_backoff": round(policy.retry.max_delay * 1000),
                "backoff_type": str(policy.retry.backoff),
            }
        has_each = any(port.each for port in self._step.inputs.values())
        if has_each or policy.parallelism != type(policy)().parallelism:
            made["parallelism"] = policy.parallelism
        if policy.combine is not Combine.PRODUCT:
            self._note("pairs its lists; in Argyll it runs for all combinations.")
        return made


def _mapping(inner: str, kept: Mapping[str, JSON]) -> dict[str, JSON]:
    made: dict[str, JSON] = {"name": inner} if inner else {}
    if "mapping_script" in kept:
        made["script"] = kept["mapping_script"]
    return {"mapping": made} if made else {}


def _compensated(kept: Mapping[str, JSON]) -> dict[str, JSON]:
    return {"compensated": True} if kept.get("compensated") is True else {}


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}
