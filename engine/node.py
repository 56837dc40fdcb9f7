"""What the rule remembers of one planned Step, and which of the rule's two speeds its inputs can take.

Nothing is decided here: `engine.scheduler` counts and judges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from engine import events as e
from engine.expressions import compile_expression
from engine.feed import Feed
from engine.flow import Collect, Name, Step, StepId
from engine.needs import NEEDS, Need
from engine.planner.gates import is_gate
from engine.value import ABSENT, Absent, Value


class Node:
    """What the rule knows of one planned Step. What only few have stands in the class until it is set."""

    counted: bool = False  # its inputs are no needs, but numbers
    sources: Sequence[Node] = ()  # counted: its producers, by the names of the inputs
    needs: Mapping[Name, Need] = MappingProxyType({})  # not counted: the unsettled inputs
    gates: frozenset[Name] = frozenset()  # those that decide whether the others are asked for
    arrived: int = 0  # the place of the first of its outputs in the order of all arrivals
    has_deadlines: bool = False
    opened: bool = False  # the gates are met: the other inputs are asked for
    waiting: int = 0  # tries that wait for a retry
    failed: bool = False  # or blocked, or cancelled: what it might have given is lost
    root: StepId | None = None  # where it went wrong, once it has ended without success
    refused: tuple[Name, ...] = ()
    lost: tuple[tuple[Name, StepId], ...] = ()
    values: Mapping[Name, Value] = MappingProxyType({})  # what `when` is asked about

    def __init__(self, step: StepId, each: Step) -> None:
        """Take a planned Step of which nothing has been decided."""
        self.id = step
        self.step = each
        self.readers: list[Any] = []  # node, input, producer; node, input ...: flat
        self.outputs: e.AttributeSet | dict[Name, Value] | None = (
            None  # what entered Flow state: one, all
        )
        self.open = 0  # counted: the inputs that wait for the end of a producer
        self.claims = 0
        self.queued = self.asked = self.running = self.ended = False

    def value(self, output: Name) -> Value | Absent:
        """What an output has given, where it has entered Flow state."""
        there = self.outputs
        if type(there) is e.AttributeSet:
            return there.value if there.output == output else ABSENT
        return ABSENT if there is None else there.get(output, ABSENT)  # type: ignore[union-attr]


def is_known(feed: Feed) -> bool:
    """Whether an input's value is there from the beginning."""
    known = feed.literal is not ABSENT or bool(feed.given)
    return known and feed.collect is Collect.FIRST and not feed.producers


def make_needs(node: Node, feeds: Mapping[Name, Feed]) -> None:
    """Have the general rule take care of a Step."""
    needs: dict[Name, Need] = {}
    for name, feed in feeds.items():
        port = node.step.inputs[name]
        test = _test(port.match) if port.match else None
        needs[name] = NEEDS[feed.collect](feed, port.reads(name), test)
        if is_gate(port):
            node.gates |= {name}
        if port.deadline is not None:
            node.has_deadlines = True
    node.counted, node.needs = False, needs


def _test(match: str) -> Callable[[Value], bool]:
    """The test of a gate; compiled when first asked, so that a broken one fails its Step and no other."""
    return lambda value: compile_expression(match).truth({"value": value})
