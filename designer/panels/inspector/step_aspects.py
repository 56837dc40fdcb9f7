"""What can be said of how a Step is worked on: its condition, retries, limits, memory. Values only, no Qt."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from designer.panels.inspector.aspects import Aspect, Flag, Part, Pick, Sort
from designer.panels.inspector.place_aspects import Executors, place_parts
from designer.panels.numbers import Number
from designer.panels.typed import read_part
from engine.flow import Step
from engine.policy import Backoff, Combine, WorkPolicy

_PLAIN: Final = WorkPolicy()


def _with_policy(step: Step, **changes: Any) -> Step:
    return replace(step, policy=replace(step.policy, **changes))


def _policy_number(key: str, words: str, field: str, number: Number, **more: Any) -> Aspect:
    return Aspect(
        key=key,
        words=words,
        write=lambda step: number.write(getattr(step.policy, field)),
        read=lambda step, text: _with_policy(step, **{field: number.read(text)}),
        unit=number.unit,
        **more,
    )


def _retry_number(key: str, words: str, field: str, number: Number, **more: Any) -> Aspect:
    return Aspect(
        key=key,
        words=words,
        write=lambda step: number.write(getattr(step.policy.retry, field)),
        read=lambda step, text: _with_policy(
            step, retry=replace(step.policy.retry, **{field: number.read(text)})
        ),
        unit=number.unit,
        **more,
    )


def _policy_flag(key: str, words: str, tip: str) -> Flag:
    return Flag(
        key=key,
        words=words,
        get=lambda step: bool(getattr(step.policy, key)),
        set=lambda step, on: _with_policy(step, **{key: on}),
        tip=tip,
    )


def _retries(step: Step) -> bool:
    return step.policy.retry.times > 0


def _runs_each(step: Step) -> bool:
    """Whether it runs once for each element of something, or says how it would."""
    policy = step.policy
    said = policy.parallelism != _PLAIN.parallelism or policy.combine is not _PLAIN.combine
    return said or any(port.each for port in step.inputs.values())


def _write_undo(step: Step) -> str:
    undo = step.policy.undo
    if undo is None:
        return ""
    function = undo.get("function")
    if len(undo) == 1 and isinstance(function, str) and not function.lstrip().startswith("{"):
        return function
    return json.dumps(undo, ensure_ascii=False)


def _read_undo(step: Step, text: str) -> Step:
    """A reference to a function, or the JSON of a kind and its config."""
    if not text.strip():
        return _with_policy(step, undo=None)
    if not text.lstrip().startswith("{"):
        return _with_policy(step, undo={"function": text.strip()})
    reading = read_part(text)
    if reading.problems or not isinstance(reading.document, dict):
        raise ValueError('What undoes it is MODULE:FUNCTION, or {"kind": …, "config": …}.')
    return _with_policy(step, undo=reading.document)


WHEN: Final = Aspect(
    key="when",
    words="Only when",
    write=lambda step: str(step.when),
    read=lambda step, text: replace(step, when=text.strip()),
    empty="always, or such as amount > 100.0",
    sort=Sort.CONDITION,
)
DISABLED: Final = Flag(
    key="disabled",
    words="Disabled",
    get=lambda step: bool(step.disabled),
    set=lambda step, on: replace(step, disabled=on),
    tip="A disabled Step produces nothing",
)
TIMES: Final = _retry_number(
    "times", "Retries", "times", Number(type=int, otherwise=0), empty="0"
)  # fmt: skip
TIMEOUT: Final = _policy_number(
    "timeout", "Time-out of one try", "timeout", Number(may_be_least=False, unit="s"), empty="none"
)
UNDO: Final = Aspect(
    key="undo", words="Undone by", write=_write_undo, read=_read_undo, empty="nothing",
    sort=Sort.FUNCTION,
)  # fmt: skip
_DELAY: Final = _retry_number(
    "delay", "Wait before the first retry", "delay", Number(otherwise=_PLAIN.retry.delay, unit="s"),
    empty="1", shown=_retries,
)  # fmt: skip
_MOST_DELAY: Final = _retry_number(
    "maxDelay", "Wait at most", "max_delay", Number(otherwise=_PLAIN.retry.max_delay, unit="s"),
    empty="60", shown=_retries,
)  # fmt: skip
_JITTER: Final = _retry_number(
    "jitter", "Jitter, as a part of the wait", "jitter",
    Number(otherwise=_PLAIN.retry.jitter, most=1), empty="0.1", shown=_retries,
)  # fmt: skip
_BACKOFF: Final = Pick(
    key="backoff",
    words="How the wait grows",
    get=lambda step: str(step.policy.retry.backoff),
    set=lambda step, value: _with_policy(
        step, retry=replace(step.policy.retry, backoff=Backoff(value))
    ),
    choices={str(one): str(one) for one in Backoff},
    shown=_retries,
)
_PARALLELISM: Final = _policy_number(
    "parallelism", "Elements at a time", "parallelism",
    Number(type=int, least=1, otherwise=_PLAIN.parallelism), empty="8", shown=_runs_each,
)  # fmt: skip
_COMBINE: Final = Pick(
    key="combine",
    words="Several lists",
    get=lambda step: str(step.policy.combine),
    set=lambda step, value: _with_policy(step, combine=Combine(value)),
    choices={"all combinations": str(Combine.PRODUCT), "in pairs": str(Combine.ZIP)},
    shown=_runs_each,
)
_CACHE: Final = _policy_flag(
    "cache", "Remember the result", "Same inputs, same result, across runs"
)
_REPEATABLE: Final = _policy_flag(
    "repeatable", "May be repeated", "Doing it twice does no harm: a resumed run may do it again"
)


def policy_parts(executors: Executors) -> tuple[Part, ...]:
    """All that there is under Policies, in order."""
    return (
        TIMES, _DELAY, _BACKOFF, _MOST_DELAY, _JITTER, TIMEOUT, _CACHE, UNDO, _REPEATABLE,
        _PARALLELISM, _COMBINE, *place_parts(executors),
    )  # fmt: skip


def many_parts(executors: Executors) -> tuple[Part, ...]:
    """What several Steps may be told at once."""
    return (DISABLED, WHEN, *policy_parts(executors))
