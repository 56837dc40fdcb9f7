"""What the user drew: Steps, ports, Goals, Flow inputs. Inert values and questions about them.

Wires are not in here: they follow from names (`engine.graph`). Nor is the picture (`view`), which the
designer keeps beside the Flow. Mappings are never changed in place; ports are `OrderedDict`s, whose
equality includes their order.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Literal, NamedTuple, NewType, TypeAlias

from engine.datatype import ANY, ARRAY, DataType
from engine.policy import OnFailure, WorkPolicy
from engine.value import ABSENT, JSON, Absent, Secret, Value

StepId = NewType("StepId", str)
"""`generate-documents`: typed by people, shown in messages."""

Name = NewType("Name", str)
"""A port's name, or an Attribute's."""

Side: TypeAlias = Literal["input", "output"]

STEP_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

FLOW_INPUTS: Final = StepId("")
"""The "step" of the card that shows the Flow's inputs; no real Step can have this id."""

SUBFLOW: Final = "flow"
"""The kind whose Steps run a whole Flow."""


class Collect(StrEnum):
    """What an input makes of several Attributes or producers."""

    FIRST = "first"
    FASTEST = "fastest"
    LAST = "last"
    SOME = "some"
    ALL = "all"
    NONE = "none"


class Port(NamedTuple):
    """The address of an input or output; which of the two, the context says."""

    step: StepId
    name: Name

    def __str__(self) -> str:
        """As messages write it: `pay.amount`."""
        return f"{self.step}.{self.name}" if self.step else self.name


class Wire(NamedTuple):
    """An output and an input that share an Attribute. Always derived."""

    source: Port
    target: Port


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A Flow input: a value that the user supplies at the start of a run."""

    type: DataType = ANY
    description: str = ""
    example: JSON | Absent = ABSENT
    default: JSON | Absent = ABSENT
    extra: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a Step takes. `sources` is `from` in the file; empty means the input's own name."""

    type: DataType = ANY
    description: str = ""
    required: bool = True
    default: JSON | Absent = ABSENT
    value: JSON | Absent = ABSENT
    sources: tuple[Name, ...] = ()
    collect: Collect = Collect.FIRST
    each: bool = False
    match: str = ""
    deadline: float | None = None
    extra: Mapping[str, JSON] = field(default_factory=dict)

    def reads(self, name: Name) -> tuple[Name, ...]:
        """The Attributes read, in order of preference, by this input called `name`; none if pinned."""
        if self.value is not ABSENT:
            return ()
        return self.sources or (name,)

    def complaint(self, value: Value) -> str:
        """Why a settled value does not fit; empty where it does. A reference stands for a text."""
        if isinstance(value, Secret):
            return ""
        if self.is_list and isinstance(value, list):
            items = ((i, v) for i, v in enumerate(value) if type(v) is not Secret)
            found = (f"item {i}: {c}" for i, v in items if (c := self.type.complaint(v)))
            return next(found, "")
        return self.type.complaint(value)

    @property
    def is_list(self) -> bool:
        """Whether the settled value is a list of values of the port's type."""
        return self.each or self.collect in (Collect.SOME, Collect.ALL)

    @property
    def wire_type(self) -> DataType:
        """What one Attribute must hold to fit: with `each` alone, a list of the port's type."""
        return ARRAY if self.each and self.collect not in (Collect.SOME, Collect.ALL) else self.type

    @property
    def is_list_at_work(self) -> bool:
        """Whether the work gets a list of values of the port's type: with `each` it gets one of them."""
        return self.is_list and not self.each


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a Step gives. `attribute` is `to` in the file; empty means the output's own name."""

    type: DataType = ANY
    description: str = ""
    attribute: Name = Name("")
    optional: bool = False
    value: JSON | Absent = ABSENT
    extra: Mapping[str, JSON] = field(default_factory=dict)

    def writes(self, name: Name) -> Name:
        """The Attribute written by this output called `name`."""
        return self.attribute or name


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A unit of work with named inputs and outputs, of a kind."""

    id: StepId
    kind: str
    title: str = ""
    description: str = ""
    config: Mapping[str, JSON] = field(default_factory=dict)
    inputs: Mapping[Name, Input] = field(default_factory=OrderedDict)
    outputs: Mapping[Name, Output] = field(default_factory=OrderedDict)
    when: str = ""
    disabled: bool = False
    policy: WorkPolicy = WorkPolicy()
    extra: Mapping[str, JSON] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What to call it on the screen."""
        return self.title or self.id


def undoing_step(step: Step, names: Iterable[Name]) -> Step:
    """The Step whose work undoes what a Step had done, told by these names."""
    undo = step.policy.undo or {}
    function = undo.get("function")
    config = undo.get("config")
    if function:
        folder = step.config.get("folder") if step.kind == "python" else None
        config = {"function": function, **({"folder": folder} if folder else {})}
    return replace(
        step,
        kind="python" if function else str(undo.get("kind", "")),
        config=config if isinstance(config, dict) else {},
        inputs=OrderedDict((name, Input()) for name in names),
        outputs=OrderedDict(),
        when="",
        policy=WorkPolicy(retry=step.policy.retry, timeout=step.policy.timeout),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The document without its picture."""

    name: str = ""
    description: str = ""
    steps: Mapping[StepId, Step] = field(default_factory=dict)
    goals: frozenset[StepId] = frozenset()
    inputs: Mapping[Name, Declared] = field(default_factory=dict)
    presets: Mapping[str, Mapping[Name, JSON]] = field(default_factory=dict)
    on_failure: OnFailure = OnFailure.CONTINUE
    extra: Mapping[str, JSON] = field(default_factory=dict)
