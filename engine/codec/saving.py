"""A Flow to the flow file: in the order of the contract, nothing that is only a default.

The way back from `engine.codec.loading`: what that read, this writes, keys of the user's own included.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from engine.codec.loading import FileOrder
from engine.codec.schema import FORMAT, notes
from engine.datatype import DataType
from engine.flow import Declared, Flow, Input, Name, Output, Step
from engine.policy import WorkPolicy
from engine.value import ABSENT, JSON

_K = TypeVar("_K", bound=str)
_V = TypeVar("_V")

_WIDTH: Final = 100
"""Columns that a part of the file may fill, its comma included, and still stand on one line."""

_EXACT: Final = 2.0**53
"""Up to here a float that is whole is exactly that whole number."""


def canonical(flow: Flow) -> str:
    """A Flow in the one way of writing it: what is drawn, and the order of things, is no part of it."""
    return json.dumps(flow_to_json(flow), sort_keys=True)


def flow_to_json(
    flow: Flow, view: Mapping[str, JSON] | None = None, order: FileOrder | None = None
) -> dict[str, JSON]:
    """The content of a flow file: `format`, `steps`, and whatever else differs from its default."""
    order = order or FileOrder()
    steps = _ordered(flow.steps, order.steps)
    entries = _differing(
        ("name", flow.name, ""),
        ("description", flow.description, ""),
        ("goals", list(_ordered(dict.fromkeys(sorted(flow.goals)), order.goals)), []),
        ("inputs", _ports_json(flow, _ordered(flow.inputs, order.inputs), _declared_json), {}),
    )
    return {
        "format": FORMAT,
        **entries,
        "steps": {name: _step_json(step) for name, step in steps.items()},
        **_differing(
            ("presets", _plain(_ordered(flow.presets, order.presets)), {}),
            ("on_failure", str(flow.on_failure), "continue"),
            ("view", _plain(view or {}), {}),
        ),
        **notes(flow.extra),
    }


def dump_flow(
    flow: Flow, view: Mapping[str, JSON] | None = None, order: FileOrder | None = None
) -> bytes:
    """The bytes of a flow file.

    Raises:
        ValueError: A text in it cannot be written in UTF-8, or a number is not finite.
    """
    document = flow_to_json(flow, view, order)
    width = 0 if order is not None and order.spread else _WIDTH
    return (_laid_out(document, "", 0, width, ("steps", "")) + "\n").encode()


def _laid_out(
    value: JSON, margin: str, taken: int, width: int, broken: tuple[str, ...] | None = None
) -> str:
    """JSON as people write it: on one line where it is short and simple, else a line for each part.

    `taken` columns of its first line are full, of `width`. What lies along the keys `broken` (an empty
    one: any key) is never put on one line.
    """
    if not value or not isinstance(value, (dict, list)):
        return _flat(value)
    if broken is None and _is_simple(value):
        flat = _flat(value)
        if taken + len(flat) < width:
            return flat
    inner = margin + "  "
    lines = []
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        start = f"{inner}{_flat(key)}: " if isinstance(value, dict) else inner
        along = broken[1:] if broken and broken[0] in (key, "") else None
        lines.append(start + _laid_out(part, inner, len(start), width, along))
    left, right = "{}" if isinstance(value, dict) else "[]"
    return left + "\n" + ",\n".join(lines) + "\n" + margin + right


def _is_simple(value: dict[str, JSON] | list[JSON]) -> bool:
    """Whether at most one part has parts of its own: two would each be worth a line."""
    parts = value.values() if isinstance(value, dict) else value
    return sum(1 for part in parts if part and isinstance(part, (dict, list))) < 2


_flat: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def _ordered(parts: Mapping[_K, _V], order: Iterable[_K]) -> dict[_K, _V]:
    """Those in `order` first, then the others as they come."""
    return {**{key: parts[key] for key in order if key in parts}, **parts}


def _differing(*entries: tuple[str, JSON, JSON]) -> dict[str, JSON]:
    """The keys whose value (second) is not the default (third)."""
    return {
        key: value
        for key, value, default in entries
        if value is not default and (default is ABSENT or value != default)
    }


def _ports_json(
    owner: Flow | Step, ports: Mapping[Name, _V], write: Callable[[_V], JSON], side: str = "inputs"
) -> dict[str, JSON]:
    kept = {
        key.removeprefix(f"{side}/"): value
        for key, value in owner.extra.items()
        if key.startswith(f"{side}/")
    }
    return {**{name: write(port) for name, port in ports.items()}, **kept}


def _declared_json(port: Declared) -> dict[str, JSON]:
    return {
        **_type_json(port.type, port.description),
        **_differing(("example", port.example, ABSENT), ("default", port.default, ABSENT)),
        **port.extra,
    }


def _step_json(step: Step) -> dict[str, JSON]:
    return {
        **_differing(("title", step.title, ""), ("description", step.description, "")),
        "kind": step.kind,
        **_differing(
            ("config", _plain(step.config), {}),
            ("inputs", _ports_json(step, step.inputs, _input_json), {}),
            ("outputs", _ports_json(step, step.outputs, _output_json, "outputs"), {}),
            ("when", step.when, ""),
        ),
        **_policy_json(step.policy, disabled=step.disabled),
        **notes(step.extra),
    }


def _policy_json(policy: WorkPolicy, *, disabled: bool) -> dict[str, JSON]:
    default = WorkPolicy()
    if policy is default or policy == default:
        return {"disabled": True} if disabled else {}
    retry = policy.retry
    waits = _differing(
        ("times", retry.times, 0),
        ("delay", _number(retry.delay), 1),
        ("backoff", str(retry.backoff), "exponential"),
        ("max_delay", _number(retry.max_delay), 60),
        ("jitter", _number(retry.jitter), 0.1),
    )
    return _differing(
        ("retry", {**waits, **retry.extra}, {}),
        ("timeout", _number(policy.timeout), None),
        ("cache", policy.cache, False),
        ("parallelism", policy.parallelism, 8),
        ("combine", str(policy.combine), "product"),
        ("disabled", disabled, False),
        ("undo", None if policy.undo is None else _plain(policy.undo), None),
        ("repeatable", policy.repeatable, True),
        ("executor", policy.executor, ""),
        ("resources", _plain(policy.resources), {}),
    )


def _input_json(port: Input) -> dict[str, JSON]:
    sources = port.sources[0] if len(port.sources) == 1 else list(port.sources)
    return {
        **_type_json(port.type, port.description),
        **_differing(
            ("required", port.required, port.default is ABSENT),
            ("default", port.default, ABSENT),
            ("value", port.value, ABSENT),
            ("from", sources, []),
            ("collect", str(port.collect), "first"),
            ("each", port.each, False),
            ("match", port.match, ""),
            ("deadline", _number(port.deadline), None),
        ),
        **port.extra,
    }


def _output_json(port: Output) -> dict[str, JSON]:
    return {
        **_type_json(port.type, port.description),
        **_differing(
            ("to", port.attribute, ""),
            ("optional", port.optional, False),
            ("value", port.value, ABSENT),
        ),
        **port.extra,
    }


def _type_json(declared: DataType, description: str) -> dict[str, JSON]:
    return _differing(
        ("type", str(declared.name), "any"),
        ("format", declared.format, ""),
        ("enum", None if declared.enum is None else list(declared.enum), None),
        ("description", description, ""),
    )


def _number(seconds: float | None) -> float | None:
    """A whole number as people write it: 5, not 5.0."""
    if not isinstance(seconds, float) or not seconds.is_integer() or abs(seconds) > _EXACT:
        return seconds
    return int(seconds)


def _plain(mapping: Mapping[Any, JSON]) -> dict[str, JSON]:
    """A dict of its own, so that whoever changes the result does not change the document."""
    return {
        key: _plain(value) if isinstance(value, Mapping) else value
        for key, value in mapping.items()
    }
