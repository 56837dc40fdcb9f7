"""What of `match` and `collect: none` can be judged while planning, where values are known beforehand.

A gate is a required input with `match`, or any that collects `none`. On an input that is not required,
`match` merely keeps out the values that do not match. The known values of an input are its literal, the
given ones and the pinned ones; nothing else is looked at here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from engine.datatype import ANY, SECRET
from engine.errors import ExpressionError, nearest
from engine.expressions import Expression, compile_expression
from engine.feed import Producer
from engine.flow import Collect, Input, Name, Step
from engine.planner.fitting import LISTS, UNKNOWN, misfit_of_one
from engine.value import ABSENT, JSON, Absent, Value, preview


class Gate(Enum):
    """How a gate stands before anything has run; a sieve is none, and only keeps values out."""

    SIEVE = "sieve"
    OPEN = "open"
    UNDECIDED = "undecided"
    SHUT = "shut"


class Known(NamedTuple):
    """The known values of an input, those taken out that do not match.

    `refused` are the pinned producers among them. `met`, `spoiled` and `unsure` tell that some value
    matches, that some does not, and that of some it cannot be told.
    """

    literal: JSON | Absent = ABSENT
    given: tuple[Name, ...] = ()
    producers: tuple[Producer, ...] = ()
    refused: tuple[Producer, ...] = ()
    met: bool = False
    spoiled: bool = False
    unsure: bool = False


def is_gate(source: Input) -> bool:
    """Whether the other inputs of the Step wait until this one is decided."""
    return source.collect is Collect.NONE or bool(source.match and source.required)


def is_watched(source: Input) -> bool:
    """Whether more about an input is decided while the run goes on than whether it gets a value."""
    if source.match or source.deadline is not None:
        return True
    return source.type is not ANY and source.type.format == SECRET


def sift(
    source: Input,
    names: Iterable[Name],
    producers: Sequence[Producer],
    given: Mapping[Name, Value],
) -> Known:
    """Judge the known values of an input that reads these names and has these producers."""
    if source.value is not ABSENT:
        return _sift_literal(source)
    here = {name: matches(source, given[name]) for name in names if name in given}
    pinned = [p.value is ABSENT or matches(source, p.value) for p in producers]
    known = [fits for p, fits in zip(producers, pinned, strict=True) if p.value is not ABSENT]
    found = (*here.values(), *known)
    return Known(
        given=tuple([name for name, fits in here.items() if fits is not False]),
        producers=tuple(
            [p for p, fits in zip(producers, pinned, strict=True) if fits is not False]
        ),
        refused=tuple([p for p, fits in zip(producers, pinned, strict=True) if fits is False]),
        met=True in found,
        spoiled=False in found,
        unsure=None in found,
    )


def judge(source: Input, known: Known, bare: Sequence[Name]) -> Gate:
    """How a gate stands, as far as the known values decide it; `bare` names may still be given."""
    waits = known.unsure or any(producer.value is ABSENT for producer in known.producers)
    match source.collect:
        case Collect.NONE:
            verdict = Gate.UNDECIDED if waits else Gate.OPEN
            return Gate.SHUT if known.met else verdict
        case Collect.ALL:
            verdict = Gate.UNDECIDED if waits or bare else Gate.OPEN
            return Gate.SHUT if known.spoiled else verdict
        case _:
            verdict = Gate.SHUT if known.spoiled and not waits else Gate.UNDECIDED
            return Gate.OPEN if known.met else verdict


def matches(source: Input, value: Value) -> bool | None:
    """Whether a value passes the `match` of an input; None where that cannot be told."""
    if not source.match:
        return True
    if value is UNKNOWN or source.type.secret or misfit_of_one(source, value):
        return None
    try:
        return compile_expression(source.match).truth({"value": value})
    except ExpressionError:
        return None


def blockers(
    step: Step, given: Mapping[Name, Value], producers: Mapping[Name, Sequence[Producer]]
) -> tuple[Name, tuple[Name, ...]] | None:
    """The `none` input that keeps a Step from running, with the Attributes that are there; or None."""
    for name, source in step.inputs.items():
        if source.collect is not Collect.NONE:
            continue
        reads = source.reads(name)
        made = [producer for attribute in reads for producer in producers.get(attribute, ())]
        if sift(source, reads, made, given).met:
            there = {name for name in reads if name in given and matches(source, given[name])}
            there |= {
                p.attribute for p in made if p.value is not ABSENT and matches(source, p.value)
            }
            return name, tuple(sorted(there))
    return None


def match_complaint(source: Input, values: Iterable[Value]) -> str:
    """What is wrong with an input's `match`, by itself or on one of these known values; else empty."""
    if not source.match:
        return ""
    if source.type.secret:
        return "a secret cannot be matched, since it is only read when the step runs"
    try:
        expression = compile_expression(source.match)
        if unknown := _unknown(expression, ["value"]):
            return unknown
        for value in values:
            if value is not UNKNOWN and not misfit_of_one(source, value):
                expression.truth({"value": value})
    except ExpressionError as error:
        return error.message
    return ""


def condition_complaint(step: Step) -> str:
    """What is wrong with a Step's `when`, or a name in it; empty where nothing is, or there is none."""
    if not step.when:
        return ""
    try:
        return _unknown(compile_expression(step.when), step.inputs)
    except ExpressionError as error:
        return error.message


def _unknown(expression: Expression, known: Collection[str]) -> str:
    """The complaint about a name that an expression reads and that nothing has; empty where there is none."""
    for name in sorted(expression.names() - {*known}):
        close = nearest(name, known)
        hint = f"; did you mean '{close}'?" if close else ""
        return f"'{preview(expression.text, 60)}': there is no '{name}'{hint}"
    return ""


def literal_values(source: Input, literal: JSON) -> list[JSON]:
    """What a `match` is asked of a literal: of an input that makes a list, each of its items."""
    return literal if source.collect in LISTS and isinstance(literal, list) else [literal]


def _sift_literal(source: Input) -> Known:
    if not source.match:
        return Known(literal=source.value, met=True)
    values = literal_values(source, source.value)
    verdicts = [matches(source, value) for value in values]
    kept = [value for value, fits in zip(values, verdicts, strict=True) if fits is not False]
    complete = len(kept) == len(verdicts) if source.collect is Collect.ALL else bool(kept)
    whole: JSON = kept if values is source.value else source.value
    return Known(
        literal=whole if complete else ABSENT,
        met=True in verdicts,
        spoiled=not complete,
        unsure=None in verdicts,
    )
