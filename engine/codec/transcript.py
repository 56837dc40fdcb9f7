"""Plans, records and Problems as the JSON that leaves the program; the schema of the event stream.

One way only: nothing is read back here. The shapes are declared once, as typed dictionaries and the
event classes, and the schema is made from them.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from inspect import cleandoc
from typing import (
    Any,
    Final,
    NotRequired,
    TypedDict,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from engine.clock import iso
from engine.events import EVENTS, OUTERMOST, SELDOM, TYPE_NAMES, Inner, Record
from engine.flow import StepId
from engine.plan import Fault, Plan
from engine.problem import Problem
from engine.purpose import Purposes
from engine.value import JSON, encode, well_formed

CHAIN: Final = 50
"""Names of a chain that are told at its Step: all chains of a long Flow are as large as its square."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_WITHIN: Final[dict[str, JSON]] = {
    "type": "string",
    "description": (
        "Of an event of a run inside a step: that step, as 'step', or 'step[2]' for an element, and "
        "'step/inner' for one inside that. `step` then begins with it; other names are those in there."
    ),
}

_SELDOM: Final[Mapping[str, dict[str, JSON]]] = {
    "worker": {
        "type": "string",
        "description": "Who did the work, where that was a worker elsewhere; else it is not there.",
    },
    "waited": {
        "type": "number",
        "minimum": 0,
        "description": "Seconds between the begin of the try and that of the worker with it; likewise.",
    },
    "took": {
        "type": "number",
        "minimum": 0,
        "description": (
            "Seconds that the work took, where some of it was done before the run was cut off; else it is "
            "not there, and it took from the begin to this."
        ),
    },
    "away": {
        "type": "number",
        "minimum": 0,
        "description": (
            "Where the run goes on after its process had died: for how many seconds nothing was done. They "
            "are no part of how long the run took, nor its steps. After a pause it is not there."
        ),
    },
}

_FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    event: tuple(field.name for field in fields(event)) for event in EVENTS.values()
}


class ErrorJSON(TypedDict):
    """What stops a Plan or a run."""

    kind: str
    message: str
    names: list[str]


class BecauseJSON(TypedDict):
    """Why a Step is planned: its Goals, and the Attributes that lead to the nearest.

    Of a long chain these are the first 50, and `then` is the Step whose own chain is the rest.
    """

    goals: list[str]
    chain: list[str]
    then: NotRequired[str]


class PlannedJSON(TypedDict):
    """A Step that would run."""

    id: str
    because: BecauseJSON


class ExcludedJSON(TypedDict):
    """Why a Step is left out."""

    cause: str
    names: list[str]
    message: str


class PlanJSON(TypedDict):
    """What would run, in which order and why, and what is missing; `error` stops it."""

    goals: list[str]
    steps: list[PlannedJSON]
    excluded: dict[str, ExcludedJSON]
    missing: dict[str, list[str]]
    offered: dict[str, list[str]]
    conditional: dict[str, list[str]]
    stages: list[list[str]]
    error: ErrorJSON | None


class ProblemJSON(TypedDict):
    """One thing that is wrong with a file, and where."""

    file: str
    pointer: str
    code: str
    severity: str
    message: str
    hint: str


def fault_to_json(fault: Fault) -> ErrorJSON:
    """An error as every command prints it."""
    return {"kind": fault.kind, "message": fault.message, "names": list(fault.names)}


def plan_to_json(plan: Plan) -> PlanJSON:
    """A Plan as `plan --json` prints it."""
    return {
        "goals": list(plan.goals),
        "steps": [
            {"id": step, "because": _because_to_json(plan.because, step)} for step in plan.steps
        ],
        "excluded": {
            step: {"cause": str(cause.reason), "names": list(cause.names), "message": cause.message}
            for step, cause in plan.excluded.items()
        },
        "missing": {name: list(steps) for name, steps in plan.missing.items()},
        "offered": {name: list(steps) for name, steps in plan.offered.items()},
        "conditional": {name: list(steps) for name, steps in plan.conditional.items()},
        "stages": [list(stage) for stage in plan.stages],
        "error": fault_to_json(plan.faults[0]) if plan.faults else None,
    }


def _because_to_json(because: Purposes, step: StepId) -> BecauseJSON:
    chain, then = because.beginning(step, CHAIN)
    told: BecauseJSON = {"goals": list(because.goals(step)), "chain": list(chain)}
    if then is not None:
        told["then"] = then
    return told


def problem_to_json(problem: Problem, file: str) -> ProblemJSON:
    """A Problem as `check --json` prints it; `file` as the user gave it."""
    return {
        "file": file,
        "pointer": problem.pointer,
        "code": str(problem.code),
        "severity": str(problem.severity),
        "message": problem.message,
        "hint": problem.hint,
    }


def record_to_json(record: Record, run: str) -> dict[str, JSON]:
    """A record as a line of the event stream says it."""
    event = record.event
    where = {"within": event.within} if isinstance(event, Inner) else {}
    event = event.seen if isinstance(event, Inner) else event
    return {
        "seq": record.seq,
        "at": iso(record.at),
        "run": run,
        "type": TYPE_NAMES[type(event)],
        **{
            name: _to_json(getattr(event, name), is_value=name == "value")
            for name in _FIELDS[type(event)]
            if name not in SELDOM or getattr(event, name) is not None
        },
        **where,
    }


def dump_record(record: Record, run: str) -> str:
    """A record as one line of strict JSON, without its end."""
    return json.dumps(record_to_json(record, run), ensure_ascii=False, allow_nan=False)


def _to_json(field: Any, *, is_value: bool = False) -> JSON:
    """A field of an event; of what is said in words, what UTF-8 cannot say is left out."""
    if isinstance(field, Plan):
        return plan_to_json(field)
    if isinstance(field, tuple) and hasattr(field, "_asdict"):  # Fault and Source, by name
        return {name: _to_json(part) for name, part in field._asdict().items()}
    return well_formed(field) if isinstance(field, str) and not is_value else encode(field)


def event_schema() -> dict[str, JSON]:
    """The JSON Schema (2020-12) of one line of the event stream."""
    definitions = {name: _event(name, event) for name, event in EVENTS.items()}
    return {
        "$schema": DIALECT,
        "title": "Backcast event",
        "description": "One line of the event stream: a fact of a run, with its number and time.",
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in definitions],
        "$defs": definitions,
    }


def _event(name: str, event: type) -> dict[str, JSON]:
    common = {
        "seq": {"type": "integer", "minimum": 1, "description": "From 1, without gaps."},
        "at": {"type": "string", "format": "date-time", "description": "In UTC."},
        "run": {"type": "string"},
        "type": {"const": name},
    }
    told = _object(event, common)
    if event not in OUTERMOST:
        told["properties"]["within"] = _WITHIN
    return told


def _object(owner: type, common: Mapping[str, JSON] | None = None) -> dict[str, JSON]:
    """The schema of a class with named fields, and no others: all are there but those that are seldom so."""
    names = [field.name for field in fields(owner)] if is_dataclass(owner) else None
    hints = get_type_hints(owner)
    whole = get_type_hints(owner, include_extras=True)
    may_lack = {*SELDOM} | {name for name in whole if get_origin(whole[name]) is NotRequired}
    told = {name: dict(_SELDOM.get(name, {})) or _type(hints[name]) for name in names or hints}
    properties = {**(common or {}), **told}
    return {
        "type": "object",
        "description": cleandoc(owner.__doc__ or ""),
        "properties": properties,
        "required": [name for name in properties if name not in may_lack],
        "additionalProperties": False,
    }


_PLAIN: Final[Mapping[Any, JSON]] = {
    Any: {},
    bool: {"type": "boolean"},
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    types.NoneType: {"type": "null"},
}


def _type(hint: Any) -> dict[str, JSON]:
    hint = getattr(hint, "__supertype__", hint)  # a NewType is what it is made of
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if hint is Plan:
        return _object(PlanJSON)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        return {"anyOf": [_type(argument) for argument in arguments]}
    if origin in (tuple, list):
        return {"type": "array", "items": _type(arguments[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _type(arguments[1])}
    assert is_typeddict(hint) or hasattr(hint, "_fields"), f"no schema for {hint}"
    return _object(hint)
