"""The flow file to a Flow, losing nothing; `engine.codec.saving` is the way back.

A key of the user's own (`x-...`) stays with the value it stands in, as `extra`; one among the ports of
a Step or of the Flow stands in the `extra` of that Step or Flow, as `inputs/x-...`.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine.codec.reading import read_bytes, read_json
from engine.codec.schema import (
    FORMAT,
    DeclaredShape,
    FlowShape,
    InputShape,
    OutputShape,
    RetryShape,
    Shape,
    StepShape,
    Typed,
    check_format,
    check_shape,
    notes,
)
from engine.datatype import DataType, TypeName
from engine.errors import FlowFileError
from engine.flow import Declared, Flow, Input, Name, Output, Step, StepId
from engine.policy import Retry, WorkPolicy
from engine.problem import Code, Problem
from engine.value import ABSENT, JSON, Absent, type_name

Migration: TypeAlias = Callable[[dict[str, JSON]], dict[str, JSON]]
"""Takes a file's content in an older format and gives it in a newer one, `format` included."""

MIGRATIONS: Final[Mapping[str, Migration]] = {}
"""The older formats that can still be read. There is none yet: `backcast/1` is the first."""

_SHORT_PART: Final = re.compile(rb'^\s*"[^"\\]*": ?[\[{][^\s\]}]', re.MULTILINE)
_LONG_PART: Final = re.compile(rb'^\s*"(goals|inputs|outputs|config)": ?[\[{]\s*$', re.MULTILINE)
"""A part on the line of its key, and one on lines of its own. No string spans lines in JSON."""

_POLICY: Final = frozenset(part.name for part in fields(WorkPolicy))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOrder:
    """The order in which a file listed its parts; it carries no meaning, and saving keeps it.

    `spread` tells that every part had a line of its own, as programs write JSON; people write short
    parts on one line, and so does saving what was not read from a file.
    """

    goals: tuple[StepId, ...] = ()
    steps: tuple[StepId, ...] = ()
    inputs: tuple[Name, ...] = ()
    presets: tuple[str, ...] = ()
    spread: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFile:
    """All that a flow file says, and its `text`. `migrated_from` is its older format, if it had one."""

    flow: Flow
    view: Mapping[str, JSON] = field(default_factory=dict)
    order: FileOrder = FileOrder()
    migrated_from: str | None = None
    text: bytes = field(default=b"", compare=False, repr=False)


def read_flow(path: Path) -> FlowFile:
    """Read a flow file.

    Raises:
        FlowFileError: It cannot be read, or not be kept faithfully; carries every problem.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):  # a pipe would be waited for
        message = "this is no regular file"
        raise FlowFileError(str(path), [Problem(code=Code.UNREADABLE, message=message)])
    data = read_bytes(path)
    if isinstance(data, Problem):
        raise FlowFileError(str(path), [data])
    return parse_flow(data, str(path))


def parse_flow(
    data: bytes, path: str, migrations: Mapping[str, Migration] = MIGRATIONS
) -> FlowFile:
    """Read the content of a flow file; `path` is only for the message.

    Raises:
        FlowFileError: It cannot be kept faithfully; carries every problem, each with its place.
    """
    document, problems = read_json(data)
    if document is ABSENT:
        raise FlowFileError(path, problems)
    if not isinstance(document, dict):
        message = f"the file holds {type_name(document)}; expected an object"
        raise FlowFileError(path, [*problems, Problem(code=Code.STRUCTURE, message=message)])
    found = document.get("format", ABSENT)
    if wrong := check_format(found, migrations):
        problems += (wrong,)
        if wrong.code is Code.NEWER_FORMAT:  # what else may look wrong may be right there
            raise FlowFileError(path, problems)
    migrated = _migrate(document, migrations) if not problems else document
    shape = check_shape(migrated)
    if problems or not isinstance(shape, FlowShape):
        known = {problem.pointer for problem in problems}
        more = shape if isinstance(shape, tuple) else ()
        raise FlowFileError(path, [*problems, *(p for p in more if p.pointer not in known)])
    file = _file(shape, migrated, found if found != FORMAT else None)
    return replace(file, order=replace(file.order, spread=_is_spread(data)), text=data)


def _is_spread(data: bytes) -> bool:
    return _SHORT_PART.search(data) is None and _LONG_PART.search(data) is not None


def _migrate(document: dict[str, JSON], migrations: Mapping[str, Migration]) -> dict[str, JSON]:
    while migration := migrations.get(document.get("format", "")):
        document = migration(document)
    return document


def _file(shape: FlowShape, raw: Mapping[str, Any], migrated_from: str | None) -> FlowFile:
    flow = Flow(
        name=shape.name,
        description=shape.description,
        steps={
            StepId(name): _step(StepId(name), step, raw["steps"][name])
            for name, step in shape.steps.items()
        },
        goals=frozenset(StepId(goal) for goal in shape.goals),
        inputs={Name(name): _declared(port) for name, port in shape.inputs.items()},
        presets={
            name: {Name(key): value for key, value in preset.items()}
            for name, preset in shape.presets.items()
        },
        on_failure=shape.on_failure,
        extra={**shape.notes, **_port_notes(raw, "inputs")},
    )
    order = FileOrder(
        goals=tuple(StepId(goal) for goal in dict.fromkeys(shape.goals)),
        steps=tuple(flow.steps),
        inputs=tuple(flow.inputs),
        presets=tuple(flow.presets),
    )
    return FlowFile(flow=flow, view=shape.view, order=order, migrated_from=migrated_from)


def _step(name: StepId, shape: StepShape, raw: Mapping[str, Any]) -> Step:
    return Step(
        id=name,
        kind=shape.kind,
        title=shape.title,
        description=shape.description,
        config=shape.config,
        inputs=OrderedDict((Name(key), _input(port)) for key, port in shape.inputs.items()),
        outputs=OrderedDict((Name(key), _output(port)) for key, port in shape.outputs.items()),
        when=shape.when,
        disabled=shape.disabled,
        policy=_policy(shape, raw.get("undo")),
        extra={**shape.notes, **_port_notes(raw, "inputs"), **_port_notes(raw, "outputs")},
    )


def _port_notes(raw: Mapping[str, Any], side: str) -> dict[str, JSON]:
    return {f"{side}/{key}": value for key, value in notes(raw.get(side, {})).items()}


def _declared(shape: DeclaredShape) -> Declared:
    return Declared(
        type=_type(shape),
        description=shape.description,
        example=_said(shape, "example"),
        default=_said(shape, "default"),
        extra=shape.notes,
    )


def _input(shape: InputShape) -> Input:
    return Input(
        type=_type(shape),
        description=shape.description,
        required=shape.required if shape.given("required") else not shape.given("default"),
        default=_said(shape, "default"),
        value=_said(shape, "value"),
        sources=tuple(Name(source) for source in shape.sources),
        collect=shape.collect,
        each=shape.each,
        match=shape.match,
        deadline=shape.deadline,
        extra=shape.notes,
    )


def _output(shape: OutputShape) -> Output:
    return Output(
        type=_type(shape),
        description=shape.description,
        attribute=Name(shape.to),
        optional=shape.optional,
        value=_said(shape, "value"),
        extra=shape.notes,
    )


def _said(shape: Shape, key: str) -> JSON | Absent:
    return getattr(shape, key) if shape.given(key) else ABSENT


def _type(shape: Typed) -> DataType:
    if shape.given("enum"):
        return DataType(name=shape.type, format=shape.format, enum=tuple(shape.enum))
    return _plain_type(shape.type, shape.format)


@lru_cache(maxsize=256)
def _plain_type(name: TypeName, refined: str) -> DataType:
    """One value for all ports of a type: thousands of them are compared by identity."""
    return DataType(name=name, format=refined)


def _policy(shape: StepShape, undo: Mapping[str, JSON] | None) -> WorkPolicy:
    if _POLICY.isdisjoint(shape.model_fields_set):
        return WorkPolicy()
    return WorkPolicy(
        retry=_retry(shape.retry) if shape.retry else Retry(),
        timeout=shape.timeout,
        cache=shape.cache,
        parallelism=shape.parallelism,
        combine=shape.combine,
        undo=undo,
        repeatable=shape.repeatable,
        executor=shape.executor,
        resources=shape.resources,
    )


def _retry(shape: RetryShape) -> Retry:
    return Retry(
        times=shape.times,
        delay=shape.delay,
        backoff=shape.backoff,
        max_delay=shape.max_delay,
        jitter=shape.jitter,
        extra=shape.notes,
    )
