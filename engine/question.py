"""A question to a person, what may be answered, and whoever answers: values and one protocol.

A field is what an output port declares, with a default. What an answer has to look like is decided here,
for the designer's panel, the terminal and `--answers` alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from engine.datatype import ANY, DataType
from engine.flow import Name, StepId
from engine.value import ABSENT, JSON, Absent, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that is asked for; `default` is taken where nothing is answered."""

    type: DataType = ANY
    description: str = ""
    default: JSON | Absent = ABSENT
    required: bool = True

    def complaint(self, value: Value) -> str:
        """Why an answer does not fit; empty where it does. Never shows what is meant for a secret."""
        return self.type.complaint(value)

    def to_json(self) -> dict[str, JSON]:
        """The field as a flow file would declare it."""
        told: dict[str, JSON] = {"type": str(self.type.name), "required": self.required}
        if self.type.format:
            told["format"] = self.type.format
        if self.type.enum is not None:
            told["enum"] = list(self.type.enum)
        if self.description:
            told["description"] = self.description
        if self.default is not ABSENT:
            told["default"] = self.default
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a Step (or one element of it) asks a person; `approve` marks a plain yes or no, with a comment."""

    step: StepId
    title: str
    message: str = ""
    fields: Mapping[Name, Field] = field(default_factory=dict)
    item: int | None = None
    approve: bool = False

    @property
    def place(self) -> str:
        """What `--answers` calls it: `step`, or `step[2]`."""
        return self.step if self.item is None else f"{self.step}[{self.item}]"

    def complete(self, values: Mapping[Name, Value]) -> dict[Name, Value]:
        """The answers with the defaults of what was not answered, in the order of the fields."""
        both = {name: values.get(name, one.default) for name, one in self.fields.items()}
        return {name: value for name, value in both.items() if value is not ABSENT}

    def complaints(self, values: Mapping[Name, Value]) -> Iterator[tuple[Name, str]]:
        """What is wrong with the answers, by name: missing ones, wrong types, names nobody asked for."""
        for name, one in self.fields.items():
            if name in values:
                if complaint := one.complaint(values[name]):
                    yield name, f"'{name}': {complaint}"
            elif one.required and one.default is ABSENT:
                yield name, f"'{name}' is not answered; expected {one.type}"
        for name in values:
            if name not in self.fields:
                yield name, f"'{name}' is not asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody answered; `by` says where it came from, `rejected` that they would not answer."""

    values: Mapping[Name, Value] = field(default_factory=dict)
    by: str = ""
    rejected: bool = False


class Asker(Protocol):
    """Whoever can bring a question before a person. Several may be open at one time."""

    async def ask(self, question: Question) -> Reply:
        """Give what was answered, however long it takes. Cancelling withdraws the question.

        Raises:
            StepFailure: Nobody is there to answer; says what to do.
        """
        ...
