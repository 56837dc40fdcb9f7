"""What an explanation is made of: its subject, sentences, what to highlight, what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from engine.cause import Cause
from engine.flow import FLOW_INPUTS, Name, Port, StepId, Wire

ARROW: Final = "->"
"""Between the two ports of a wire, as people type it: `a.out->b.in`."""


class Topic(StrEnum):
    """What can be asked about."""

    STEP = "step"
    ATTRIBUTE = "attribute"
    WIRE = "wire"


class Subject(NamedTuple):
    """A Step by its id, an Attribute by its name, or a wire by its ports: `a.out->b.in`.

    From a Flow input it is `name->b.in`.
    """

    topic: Topic
    name: str

    @property
    def wire(self) -> Wire:
        """The two ports of a wire.

        Raises:
            ValueError: It is no wire.
        """
        source, arrow, target = self.name.partition(ARROW)
        if not arrow:
            raise ValueError(f"no wire: {self.name!r}")
        return Wire(_port(source), _port(target))


class Action(StrEnum):
    """What a user can do about it; the comment tells the names that come with it."""

    GIVE = "give"  # an Attribute that has no value
    GIVE_OTHER = "give_other"  # an Attribute whose given value is in the way
    WITHHOLD = "withhold"  # an Attribute that is given
    ENABLE = "enable"  # a Step
    MARK_GOAL = "mark_goal"  # a Step
    UNPIN_INPUT = "unpin_input"  # a Step and its input
    UNPIN_OUTPUT = "unpin_output"  # a Step and its output
    CONNECT = "connect"  # a Step and its output, a Step and its input
    DISCONNECT = "disconnect"  # the same
    CORRECT = "correct"  # a Step whose config, code or conditions are wrong
    RERUN = "rerun"  # the Step from which to run again


class Suggestion(NamedTuple):
    """One thing that would change the verdict, or bring it nearer; `names` are what `action` is about."""

    action: Action
    names: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why something is as it is.

    `verdict` is, for a Step, `planned`, the reason for which it is left out, or its status in the run; for
    an Attribute or a wire see `engine.explain`. `sentences` begins with the answer. `chain` is what to
    highlight: the way to the nearest Goal, or to where things went wrong.
    """

    subject: Subject
    verdict: str
    sentences: tuple[Cause, ...]
    chain: tuple[Subject, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def answer(self) -> Cause:
        """The first sentence, which answers by itself."""
        return self.sentences[0]


def step_subject(step: StepId) -> Subject:
    """A Step as a subject."""
    return Subject(Topic.STEP, step)


def attribute_subject(name: Name) -> Subject:
    """An Attribute as a subject."""
    return Subject(Topic.ATTRIBUTE, name)


def wire_subject(wire: Wire) -> Subject:
    """A wire as a subject, named by its ports."""
    return Subject(Topic.WIRE, f"{wire.source}{ARROW}{wire.target}")


def _port(text: str) -> Port:
    step, _, name = text.rpartition(".")
    return Port(StepId(step) if step else FLOW_INPUTS, Name(name))
