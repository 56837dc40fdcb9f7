"""Which outputs may stay on the cluster: those that only travelling Steps read, as they are. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engine.flow import Collect, Input, Name, Step, StepId
from engine.plan import Plan

_ONE_VALUE: Final = frozenset({Collect.FIRST, Collect.FASTEST, Collect.LAST})


def may_stay(plan: Plan, goes: Callable[[Step], object]) -> dict[StepId, tuple[Name, ...]]:
    """The outputs, by Step, that nobody here needs; `goes` gives where a Step's work is done, if elsewhere.

    Not those of a Goal, nor what is remembered, undone or may not be repeated: a value that is lost with
    its worker is made again.
    """
    read: dict[tuple[StepId, Name], list[tuple[Step, Input]]] = {}
    for step, feeds in plan.feeds.items():
        reader = plan.steps.get(step)
        for name, feed in feeds.items() if reader is not None else ():
            for producer in feed.producers:
                assert reader is not None, "it was found"
                reads = read.setdefault((producer.step, producer.output), [])
                reads.append((reader, reader.inputs[name]))
    found: dict[StepId, list[Name]] = {}
    for (step, output), readers in read.items():
        made = plan.steps.get(step)
        if made is None or step in plan.goals or not _is_plain(made):
            continue
        place = goes(made)
        if place is not None and all(_only_there(*one, place, goes) for one in readers):
            found.setdefault(step, []).append(output)
    return {step: tuple(outputs) for step, outputs in found.items()}


def _is_plain(step: Step) -> bool:
    policy = step.policy
    undone = policy.undo is not None or policy.cache or not policy.repeatable
    return not undone and not any(port.each for port in step.inputs.values())


def _only_there(reader: Step, port: Input, place: object, goes: Callable[[Step], object]) -> bool:
    """Whether a Step reads a value where it is, and nothing here looks at it on the way."""
    as_it_is = not port.each and not port.match and port.collect in _ONE_VALUE
    policy = reader.policy
    kept = policy.cache or policy.undo is not None
    return as_it_is and not reader.when and not kept and goes(reader) is place
