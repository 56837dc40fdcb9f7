"""Why a Step is in or out, did or did not run: typed causes, and the one place that words them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """The typed part of a cause. A kind may add its own for failures, in snake_case."""

    # left out of a Plan, the first that applies
    DISABLED = "disabled"
    BLOCKED = "blocked"
    SATISFIED = "satisfied"
    PINNED = "pinned"
    NOT_NEEDED = "not_needed"
    UNREACHABLE = "unreachable"
    # skipped or cancelled in a run
    GOAL_FAILED = "goal_failed"
    RUN_FAILED = "run_failed"
    RUN_TIMEOUT = "run_timeout"
    STOPPED = "stopped"
    CONDITION = "condition"
    GATE = "gate"
    TOO_LATE = "too_late"
    # blocked in a run
    INPUT_LOST = "input_lost"
    # failed in a run
    EXCEPTION = "exception"
    TIMEOUT = "timeout"
    BAD_INPUT = "bad_input"
    BAD_OUTPUT = "bad_output"
    MISSING_OUTPUT = "missing_output"
    EXPRESSION = "expression"
    FLOW_FAILED = "flow_failed"


class Cause(NamedTuple):
    """A reason, the Steps and Attributes it is about, and the sentence that says it."""

    reason: str
    names: tuple[str, ...]
    message: str


def disabled() -> Cause:
    """The user switched the Step off."""
    return Cause(Reason.DISABLED, (), "the step is disabled")


def satisfied(given: Sequence[str], pinned: Sequence[str] = ()) -> Cause:
    """All that a Goal would give is there already."""
    told = f"{listed(given)} {_was(given)} already given" if given else ""
    held = f"{listed(pinned)} {_is(pinned)} pinned" if pinned else ""
    both = " and ".join(part for part in (told, held) if part)
    return Cause(Reason.SATISFIED, (*given, *pinned), both)


def pinned(attributes: Sequence[str]) -> Cause:
    """Every output that somebody wants is pinned."""
    return Cause(Reason.PINNED, tuple(attributes), f"{listed(attributes)} {_is(attributes)} pinned")


def not_needed(goals: Sequence[str] = ()) -> Cause:
    """No Goal needs the Step."""
    what = f"goal {listed(goals)}" if len(goals) == 1 else "any goal"
    return Cause(Reason.NOT_NEEDED, tuple(goals), f"not needed for {what}")


def given_instead(attributes: Sequence[str]) -> Cause:
    """A Goal would need the Step, had its value not been given."""
    return Cause(
        Reason.NOT_NEEDED,
        tuple(attributes),
        f"{listed(attributes)} {_was(attributes)} already given",
    )


def unreachable(missing: Sequence[str]) -> Cause:
    """Something that the Step needs can come from nowhere."""
    what = f"nothing gives {listed(missing, 'or')}" if missing else "it waits for itself"
    return Cause(Reason.UNREACHABLE, tuple(missing), what)


def blocked(name: str, there: Sequence[str]) -> Cause:
    """An input that wants no value has one; `there` are its Attributes, none for a literal."""
    has = f"{listed(there)} {_is(there)} already there" if there else "it is pinned to a value"
    return Cause(Reason.BLOCKED, tuple(there), f"input '{name}' waits for no value, and {has}")


def gate_shut(name: str) -> Cause:
    """Already before a run: no value that the gate would let in can come."""
    message = f"no value can come that the gate at input '{name}' lets in"
    return Cause(Reason.UNREACHABLE, (name,), message)


def cut_off(step: str) -> Cause:
    """What it needs could only come through a Step that will not run."""
    return Cause(Reason.UNREACHABLE, (step,), f"it needs what only step '{step}' could bring about")


def nobody_waits() -> Cause:
    """In a run: whoever might have asked for the Step has what it needs, or has ended."""
    return Cause(Reason.NOT_NEEDED, (), "no longer needed")


def goal_failed(goals: Sequence[str]) -> Cause:
    """In a run: only Goals that can no longer be reached wanted the Step."""
    return Cause(Reason.GOAL_FAILED, tuple(goals), f"goal {listed(goals)} can no longer be reached")


def run_failed(goal: str) -> Cause:
    """In a run that stops on failure: another Goal failed."""
    return Cause(Reason.RUN_FAILED, (goal,), f"the run stops because goal '{goal}' failed")


def condition_false(condition: str) -> Cause:
    """In a run: the Step's own `when` said no."""
    return Cause(Reason.CONDITION, (), f"its condition is not met: {condition}")


def gate_refused(names: Sequence[str]) -> Cause:
    """In a run: no value that passes a `match` can come any more."""
    what = "input" if len(names) == 1 else "inputs"
    return Cause(Reason.GATE, tuple(names), f"the gate at {what} {listed(names)} stays shut")


def too_late() -> Cause:
    """In a run: another producer was faster."""
    return Cause(Reason.TOO_LATE, (), "another step was faster")


def stopped() -> Cause:
    """In a run: the user pressed Stop."""
    return Cause(Reason.STOPPED, (), "stopped")


def run_timeout(seconds: float) -> Cause:
    """In a run: all of it took longer than it was allowed to."""
    return Cause(Reason.RUN_TIMEOUT, (), f"the run took longer than {seconds:g} s")


def run_held_up(seconds: float, step: str | None) -> Cause:
    """In a run: its time was up, and the program could not go on with it, nor end what held it up."""
    who = f"step '{step}'" if step else "something in it"
    told = f"the run took longer than {seconds:g} s, and {who} held up the program, which was left"
    return Cause(Reason.RUN_TIMEOUT, (step,) if step else (), told)


def left(step: str) -> Cause:
    """In a run: a Step went on past its own time, and nothing but the end of the program could end it."""
    told = f"the program was left, since step '{step}' held it up past its timeout"
    return Cause(Reason.RUN_TIMEOUT, (step,), told)


def unheard() -> Cause:
    """In a run: whoever read its events has gone."""
    return Cause(Reason.STOPPED, (), "nobody reads the events any more")


def input_lost(name: str, root: str) -> Cause:
    """In a run: a required input can no longer arrive, and `root` is where that began."""
    return Cause(
        Reason.INPUT_LOST, (root, name), f"blocked by '{root}': '{name}' can no longer arrive"
    )


def input_absent(step: str, name: str, absent: Sequence[str]) -> Cause:
    """In a run: what a gate had hidden was needed after all, and nobody had given it."""
    what = f"{listed(absent)} {_was(absent)} not given" if absent else "no value for it can come"
    message = f"'{name}' can not arrive: {what}" if absent != (name,) else what
    return Cause(Reason.INPUT_LOST, (step, name), f"{message}, and the gate before it opened")


def timed_out(seconds: float) -> Cause:
    """In a run: one try took longer than the Step allows."""
    return Cause(Reason.TIMEOUT, (), f"took longer than {seconds:g} s")


def held_up(seconds: float) -> Cause:
    """In a run: one try took longer than the Step allows, and let nothing else go on meanwhile."""
    told = f"took longer than {seconds:g} s and held up the program, which was left"
    return Cause(Reason.TIMEOUT, (), told)


def missing_output(names: Sequence[str], returned: Sequence[str]) -> Cause:
    """In a run: the work ended well without giving what the Step declares."""
    had = f"; it returned {listed(returned)}" if returned else ""
    return Cause(Reason.MISSING_OUTPUT, tuple(names), f"did not return {listed(names)}{had}")


def bad_port(reason: Reason, side: str, name: str, complaint: str) -> Cause:
    """In a run: a value does not fit the port it came to or from."""
    return Cause(reason, (name,), f"{side} '{name}': {complaint}")


def listed(names: Sequence[str], last: str = "and") -> str:
    """Names in a sentence, quoted: `'a', 'b' and 'c'`."""
    quoted = [f"'{name}'" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


def _was(names: Sequence[str]) -> str:
    return "were" if len(names) > 1 else "was"


def _is(names: Sequence[str]) -> str:
    return "are" if len(names) > 1 else "is"
