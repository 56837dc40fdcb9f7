"""The event stream back to records: what `run --events FILE` wrote, or somebody sent.

The stream tells the Plan's Steps but not the Flow that they are Steps of, so the caller brings Flows
that it may have been, and the one whose Plan is as told is taken. Where there is none, a Flow is
sketched from what the events say: ports and wires as far as values went over them.

A last line that was cut off is left out, since whoever wrote it may have died; any other line that is
not an event, or cannot follow from those before it, is refused with its number.
"""

from __future__ import annotations

import collections.abc
import contextlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from engine.cause import Cause
from engine.errors import EngineError, EventsFileError, said
from engine.events import (
    EVENTS,
    Event,
    Inner,
    Inside,
    Plain,
    Record,
    RunSettled,
    RunStarted,
    Source,
)
from engine.feed import Feed, Producer
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.plan import Fault, Origin, Plan
from engine.planner import make_plan
from engine.purpose import Purposes
from engine.state import RunState
from engine.value import JSON, Secret, Unkept, Value, type_name

SKETCHED: Final = "recorded"
"""The kind of Steps of which nothing is known but what the events say; no flow file has it."""
LARGEST: Final = 1 << 30
"""Bytes of a file beyond which it is not read."""
_WAY: Final = re.compile(r"([^/\[\]]+)(?:\[(\d+)\])?")


class Candidate(NamedTuple):
    """A Flow that a stream may be of, with the folder of its file and its child flows by path."""

    flow: Flow
    folder: Path | None = None
    flows: Mapping[str, Flow] = {}


class Retold(NamedTuple):
    """A run as its events tell it. `is_sketched`: none of the Flows that were offered fits."""

    run: str
    flow: Flow
    folder: Path | None
    records: tuple[Record, ...]
    is_sketched: bool

    @property
    def has_settled(self) -> bool:
        """Whether the stream goes on to the end of the run."""
        return bool(self.records) and isinstance(self.records[-1].event, RunSettled)


class Lines(NamedTuple):
    """The lines of a stream as JSON, all of one run and in order."""

    path: str
    run: str
    told: tuple[dict[str, JSON], ...]


def is_events(path: Path) -> bool:
    """Whether a file looks like an event stream, by its beginning."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except OSError:
        return False
    return re.match(rb'\s*\{\s*"seq"\s*:', head) is not None


def read_lines(path: Path) -> Lines:
    """The lines of an events file, not understood any further than their numbers.

    Raises:
        EventsFileError: It cannot be read, or a line of it is not the event that should be there.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise EventsFileError(str(path), 0, "it is larger than 1 GB")
        data = path.read_bytes()
    except OSError as error:
        raise EventsFileError(str(path), 0, said(error)) from error
    *whole, last = data.split(b"\n")
    told: list[dict[str, JSON]] = []
    for number, line in enumerate(whole, 1):
        told.append(_line(line, number, str(path)))
    if last:  # without its end: whole by chance, or cut off
        with contextlib.suppress(EventsFileError):
            told.append(_line(last, len(whole) + 1, str(path)))
    if not told:
        raise EventsFileError(str(path), 1, "there is no whole event in it")
    run = str(told[0]["run"])
    for number, one in enumerate(told, 1):
        if one["run"] != run:
            raise EventsFileError(str(path), number, f"it is of another run, '{one['run']}'")
    return Lines(str(path), run, tuple(told))


def retell(lines: Lines, candidates: Iterable[Callable[[], Candidate | None]] = ()) -> Retold:
    """The records of a stream, and the Flow that they are of: the first candidate that fits.

    Raises:
        EventsFileError: A line says what no event says, or what cannot follow from those before.
    """
    plan, flow, folder, sketched = _planned(lines, candidates)
    records, state = [], RunState(run=lines.run)
    for number, told in enumerate(lines.told, 1):
        try:
            record = _record(told, plan)
            state.apply(record)
        except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
            raise EventsFileError(lines.path, number, f"it makes no sense here: {error}") from error
        except EngineError as error:
            raise EventsFileError(lines.path, number, str(error)) from error
        records.append(record)
    return Retold(lines.run, flow, folder, tuple(records), sketched)


# lines


def _line(line: bytes, number: int, path: str) -> dict[str, JSON]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise EventsFileError(path, number, "it is not JSON") from error
    match told:
        case {"seq": int(seq), "at": str(at), "run": str(), "type": str(kind)}:
            pass
        case _:
            raise EventsFileError(path, number, "it has no 'seq', 'at', 'run' and 'type'")
    if kind not in EVENTS:
        raise EventsFileError(path, number, f"there is no event '{kind}'")
    if seq != number:
        raise EventsFileError(path, number, f"it is event {seq}, and event {number} is missing")
    if number == 1 and kind != "run_started":
        raise EventsFileError(path, number, "a run does not begin with this")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise EventsFileError(path, number, f"'{at}' is no time") from error
    if moment.tzinfo is None:
        raise EventsFileError(path, number, f"'{at}' does not say its time zone")
    return dict(told)


# the Plan


def _planned(
    lines: Lines, candidates: Iterable[Callable[[], Candidate | None]]
) -> tuple[Plan, Flow, Path | None, bool]:
    first = lines.told[0]
    try:
        goals = [StepId(goal) for goal in first["plan"]["goals"]]
        steps = [StepId(one["id"]) for one in first["plan"]["steps"]]
        given = {Name(name): _heard(value) for name, value in first["given"].items()}
        excluded = {s: str(one["cause"]) for s, one in first["plan"]["excluded"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise EventsFileError(lines.path, 1, "its plan is not as a run's is") from error
    for offered in candidates:
        candidate = offered()
        if candidate is None:
            continue
        flow, folder, flows = candidate
        plan = make_plan(flow, goals, given, folder=folder, flows=flows)
        causes = {step: str(cause.reason) for step, cause in plan.excluded.items()}
        if [*plan.steps] == steps and causes == excluded:
            return plan, flow, folder, False
    flow = _sketched_flow(lines, goals, steps)
    return _sketched_plan(first, flow, goals, steps, given), flow, None, True


def _sketched_flow(lines: Lines, goals: Sequence[StepId], steps: Sequence[StepId]) -> Flow:
    """What the events tell of a Flow: its Steps, and the ports over which a value went."""
    inputs: dict[str, OrderedDict[Name, Input]] = {}
    outputs: dict[str, OrderedDict[Name, Output]] = {}
    for told in lines.told:
        match told:
            case {"within": _}:
                continue
            case {"type": "input_settled", "step": str(step), "input": str(name), "source": source}:
                read = source.get("attributes", ()) if isinstance(source, dict) else ()
                port = Input(sources=tuple(map(Name, read)) or (Name(name),), required=bool(read))
                inputs.setdefault(step, OrderedDict())[Name(name)] = port
            case {
                "type": "attribute_set", "step": str(step), "output": str(name),
                "attribute": str(attribute),
            }:  # fmt: skip
                written = Output(attribute=Name("" if attribute == name else attribute))
                outputs.setdefault(step, OrderedDict())[Name(name)] = written
    excluded = [StepId(step) for step in lines.told[0]["plan"]["excluded"]]
    made = OrderedDict(
        (
            step,
            Step(
                id=step, kind=SKETCHED,
                inputs=inputs.get(step, OrderedDict()), outputs=outputs.get(step, OrderedDict()),
            ),
        )
        for step in dict.fromkeys((*steps, *excluded))
    )  # fmt: skip
    name = str(lines.told[0].get("flow", ""))
    return Flow(name=name, goals=frozenset(goals), steps=made)


def _sketched_plan(
    first: Mapping[str, JSON],
    flow: Flow,
    goals: Sequence[StepId],
    steps: Sequence[StepId],
    given: Mapping[Name, Value],
) -> Plan:
    writers: dict[Name, list[Producer]] = {}
    for step in steps:
        for name, output in flow.steps[step].outputs.items():
            attribute = output.writes(name)
            writers.setdefault(attribute, []).append(Producer(step, name, attribute))
    feeds = {
        step: {name: _feed(name, port, writers, given) for name, port in it.inputs.items()}
        for step, it in flow.steps.items()
        if step in steps
    }
    planned = first["plan"]
    return Plan(
        flow=flow.name, goals=tuple(goals), given=given, feeds=feeds,
        steps={step: flow.steps[step] for step in steps},
        because=Purposes(feeds, goals),
        excluded={
            StepId(step): Cause(str(one["cause"]), tuple(one["names"]), str(one["message"]))
            for step, one in planned["excluded"].items()
        },
        stages=tuple(tuple(map(StepId, stage)) for stage in planned["stages"]),
        origin=Origin(flow),
    )  # fmt: skip


def _feed(
    name: Name, port: Input, writers: Mapping[Name, list[Producer]], given: Mapping[Name, Value]
) -> Feed:
    reads = tuple(port.reads(name))
    producers = tuple(one for attribute in reads for one in writers.get(attribute, ()))
    known = tuple(attribute for attribute in reads if attribute in given)
    return Feed(required=port.required, given=known, producers=producers)


# events


def _record(told: Mapping[str, JSON], plan: Plan) -> Record:
    at = datetime.fromisoformat(told["at"]).timestamp()
    name = told["type"]
    if "within" not in told:
        return Record(told["seq"], at, _event(name, told, plan))
    way, made = _way(told["within"]), plan
    if EVENTS[name] is RunStarted:
        made = _plan_inside(told, plan.origin)
    prefix = f"{told['within']}/"
    step = told.get("step")
    own = dict(told) | ({"step": step.removeprefix(prefix)} if isinstance(step, str) else {})
    event: Event = _event(name, own, made)
    for inside in reversed(way):
        event = Inner(inside.step, inside.item, event)
    return Record(told["seq"], at, event)


def _way(within: str) -> list[Inside]:
    found = []
    for part in within.split("/"):
        match = _WAY.fullmatch(part)
        if match is None:
            raise ValueError(f"'{within}' is not inside a step")
        found.append(Inside(StepId(match[1]), None if match[2] is None else int(match[2])))
    return found


def _plan_inside(told: Mapping[str, JSON], origin: Origin) -> Plan:
    """The Plan of a run inside a Step: of the one among the known flows that it fits, else a sketch."""
    goals = [StepId(goal) for goal in told["plan"]["goals"]]
    steps = [StepId(one["id"]) for one in told["plan"]["steps"]]
    given = {Name(name): _heard(value) for name, value in told["given"].items()}
    for path, flow in ((origin.path, origin.flow), *origin.flows.items()):
        folder = origin.folder if path == origin.path else Path(path).parent
        if all(goal in flow.steps for goal in goals):
            plan = make_plan(flow, goals, given, folder=folder, flows=origin.flows, path=path)
            if [*plan.steps] == steps:
                return plan
    parts = {name: Step(id=name, kind=SKETCHED) for name in steps}
    flow = Flow(steps=OrderedDict(parts), goals=frozenset(goals))
    return replace(_sketched_plan(told, flow, goals, steps, given), origin=origin)


def _event(name: str, told: Mapping[str, JSON], plan: Plan) -> Plain:
    values: dict[str, Any] = {}
    for field, hint in _hints(name):
        if hint is Plan:
            values[field] = plan
        elif field in told:
            values[field] = _decoded(told[field], hint, field)
    try:
        made: Plain = EVENTS[name](**values)
    except TypeError as error:
        raise ValueError(f"a field of '{name}' is missing") from error
    return made


@cache
def _hints(name: str) -> tuple[tuple[str, Any], ...]:
    event = EVENTS[name]
    hints = get_type_hints(event)
    return tuple((field.name, hints[field.name]) for field in fields(event))


def _decoded(told: JSON, hint: Any, field: str) -> Any:
    if hint is Any:
        return _heard(told)
    if hint is Source:
        return Source(told["how"], tuple(told["attributes"]), tuple(told["steps"]))
    if hint is Fault:
        return Fault(told["kind"], told["message"], tuple(told["names"]))
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return tuple(_checked(told, list, field))
    if origin is collections.abc.Mapping:
        return {name: _heard(value) for name, value in _checked(told, dict, field).items()}
    kinds = tuple(getattr(part, "__supertype__", part) for part in arguments or (hint,))
    if float in kinds:
        kinds = (*kinds, int)
    return _checked(told, kinds, field)


def _checked(told: JSON, kinds: type | tuple[type, ...], field: str) -> Any:
    if not isinstance(told, kinds):
        raise ValueError(f"'{field}' is {type_name(told)}")  # noqa: TRY004 - the file is wrong, not we
    return told


def _heard(value: JSON) -> Value:
    """A value of the stream; of what stands only for one, an `Unkept` or a reference."""
    match value:
        case list():
            return [_heard(item) for item in value]
        case {"$secret": str(reference), **rest} if not rest:
            return Secret(reference)
        case {"$type": str(name), "preview": str(text), **rest} if not rest:
            return Unkept(name, text)
        case {"$file": str(name)}:
            return Unkept("any", f"kept in '{name}'")
        case dict():
            return {key: _heard(item) for key, item in value.items()}
    return value
