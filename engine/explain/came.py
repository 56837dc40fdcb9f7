"""What the inputs of a run's Steps took, and from whom, worked out from the state of the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.cause import Cause
from engine.explain import ran_wording as say
from engine.feed import Producer
from engine.flow import Collect, Name, Port, StepId
from engine.state import RunState, StepState
from engine.value import ABSENT, Absent, Secret, Value, encode, preview

LISTS = (Collect.SOME, Collect.ALL)


class Came(NamedTuple):
    """Where an input's value came from: Steps, or given Attributes; neither for a literal or a default.

    `by_hand`: somebody put another value in its place before the Step began.
    """

    steps: tuple[StepId, ...] = ()
    attributes: tuple[Name, ...] = ()
    by_hand: bool = False


def delivered(state: RunState, producer: Producer) -> Value | Absent:
    """What a producer gave in the run."""
    one = state.steps.get(producer.step)
    if producer.value is not ABSENT:
        return producer.value
    return one.outputs.get(producer.output, ABSENT) if one else ABSENT


def came(state: RunState, port: Port) -> Came | None:
    """Where the value of an input came from; None where it has none.

    A run records it (`input_settled`) and its state does not keep it; so of several producers that gave
    an equal value, the first to arrive is taken.
    """
    one, feed = state.steps[port.step], state.plan.feeds[port.step][port.name]
    if port.name not in one.inputs:
        return None
    if port.name in one.edited:
        return Came(by_hand=True)
    if feed.literal is not ABSENT:
        return Came()
    there = [p for p in feed.producers if delivered(state, p) is not ABSENT]
    if feed.collect in LISTS and (there or feed.given):
        return Came(_steps(there), feed.given)
    value = one.inputs[port.name]
    secret = isinstance(value, Secret)
    same = [p for p in there if secret or _equal(delivered(state, p), value)]
    if feed.given and (not same or feed.collect is not Collect.LAST):
        return Came(attributes=feed.given[:1])
    if feed.collect is Collect.NONE or not same:
        return Came()
    ordered = sorted(same, key=lambda p: _arrived(state, p))
    return Came((ordered[-1 if feed.collect is Collect.LAST else 0].step,))


def last_arrival(state: RunState, step: StepId) -> tuple[StepId, Name, float] | None:
    """Whom a Step waited for last, for which Attribute, and until how many seconds after the start."""
    found = []
    for name in state.plan.feeds[step]:
        sources = came(state, Port(step, name))
        for producer in state.plan.feeds[step][name].producers:
            taken = sources is not None and producer.step in sources.steps
            if taken and producer.value is ABSENT:
                found.append((_arrived(state, producer), producer.step, producer.attribute))
    if not found or state.started is None:
        return None
    at, above, attribute = max(found)
    return above, attribute, state.lasted(at) or 0.0


def values_seen(state: RunState, step: StepId) -> Iterator[Cause]:
    """Every input of a Step with the value that it had; what its condition looked at."""
    inputs = state.plan.steps[step].inputs
    for name, port in inputs.items():
        values = state.steps[step].inputs
        shown = show(values[name], secret=port.type.secret) if name in values else None
        yield say.saw(name, shown)


def values_at_gate(state: RunState, step: StepId, name: Name) -> Iterator[Cause]:
    """The values that came to a gate, given and pinned ones included."""
    port = state.plan.steps[step].inputs[name]
    if port.value is not ABSENT:
        yield say.saw(name, show(port.value, secret=port.type.secret))
    for attribute in port.reads(name):
        for written in state.attributes.get(attribute, ()):
            shown = show(written.value, secret=port.type.secret)
            yield say.saw(name, shown, (written.step,) if written.step else ())


def show(value: Value, *, secret: bool = False) -> str:
    """A value in a sentence; never a secret."""
    return "a secret" if secret else preview(encode(value), say.PREVIEW)


def seconds_of(one: StepState) -> float | None:
    """How long a Step was at work."""
    return one.took


def _steps(producers: list[Producer]) -> tuple[StepId, ...]:
    return tuple(dict.fromkeys(producer.step for producer in producers))


def _arrived(state: RunState, producer: Producer) -> float:
    written = state.attributes.get(producer.attribute, ())
    return next((one.at for one in written if one.step == producer.step), 0.0)


def _equal(one: Value | Absent, other: Value) -> bool:
    try:
        return one is other or bool(one == other)
    except Exception:  # noqa: BLE001 - whatever an object's own comparison raises
        return False
