"""What the command line says to people: a Plan in words, why a run failed, what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from engine.cause import Reason
from engine.cli.progress import BRIEF, MESSAGE_LENGTH, one_line, plain
from engine.clock import lasting
from engine.errors import EngineError, FlowFileError, PlanError
from engine.flow import Flow, Name, StepId
from engine.plan import Plan
from engine.problem import Problem, Severity
from engine.purpose import Purposes
from engine.state import RunState, RunStatus, StepState, StepStatus, undoing
from engine.value import ABSENT, preview

if TYPE_CHECKING:
    from engine.plugins import Listed

_REMEDIES: Final[Mapping[str, str]] = {
    Reason.EXCEPTION: "Correct the step's code or what it is given; --verbose shows the place.",
    Reason.TIMEOUT: "Give the step a longer 'timeout', or make its work shorter.",
    Reason.BAD_INPUT: "Give a value of that type, or change the type that the input declares.",
    Reason.BAD_OUTPUT: "Let the step give a value of that type, or change the type that the output declares.",
    Reason.MISSING_OUTPUT: "Return it, or mark the output as 'optional'.",
}

_LINKS: Final = 5
"""Names of a chain, or of Goals, that are told; `--json` tells all."""


def problem_in_words(problem: Problem, file: str) -> str:
    """One line: file, place, what is wrong, what to do."""
    warning = "warning: " if problem.severity is Severity.WARNING else ""
    place = f"{file}: {problem.pointer}: " if problem.pointer else f"{file}: "
    return plain(place + warning + problem.sentence)


def refusal_in_words(error: EngineError) -> Iterator[str]:
    """Why nothing was run or planned, and what to do."""
    if isinstance(error, FlowFileError):
        yield from (problem_in_words(problem, error.path) for problem in error.problems)
        return
    yield from map(plain, str(error).splitlines())
    if isinstance(error, PlanError) and error.kind == "missing_inputs":
        yield "Give them with " + " ".join(f"-i {name}=VALUE" for name in error.names)


def plan_in_words(flow: Flow, plan: Plan) -> Iterator[str]:
    """What would run, stage by stage and why; what would not; what is still missing."""
    yield f"Goals: {_quoted(plan.goals)}"
    if not plan.steps and not plan.missing:
        yield "Nothing needs to run."
    width = max(map(len, [*plan.steps, *plan.excluded]), default=0)
    for number, stage in enumerate(plan.stages, 1):
        yield ""
        yield f"Stage {number}" + (", at the same time" if len(stage) > 1 else "")
        for step in stage:
            yield f"  {step:<{width}}  {_because(plan.because, step)}".rstrip()
    if plan.excluded:
        yield ""
        yield "Left out"
        for step, cause in plan.excluded.items():
            yield f"  {step:<{width}}  {plain(cause.message)}"
    yield from _names("Missing", flow, plan.missing)
    yield from _names("Could be given too", flow, plan.offered)
    yield from _names("Needed only if it comes to that", flow, plan.conditional)


def end_in_words(state: RunState, *, verbose: bool) -> Iterator[str]:
    """How the run ended; of one that failed the first cause, what to do, and who was blocked."""
    took = lasting(state.took or 0.0)
    match state.status:
        case RunStatus.COMPLETED:
            yield f"run completed in {took}"
        case RunStatus.CANCELLED:
            yield f"run cancelled after {took}"
        case _:
            culprit = _culprit(state)
            is_traced = verbose and culprit is not None and bool(culprit.trace)
            length = BRIEF if is_traced else MESSAGE_LENGTH  # the trace ends with all of it
            message = state.error.message if state.error else "a goal was not reached"
            yield f"run failed after {took}: {one_line(message, length)}"
            yield from _what_to_do(state, verbose=verbose)
    yield from undoing_in_words(state)


def undoing_in_words(state: RunState) -> Iterator[str]:
    """What was undone once the run had ended, what could not be and why; nothing where nothing was to be."""
    found = list(undoing(state))
    done = [name for name, one in found if one.undo == "completed"]
    going = [name for name, one in found if one.undo == "running"]
    failed = [f"'{n}': {one_line(one.undo_message)}" for n, one in found if one.undo == "failed"]
    parts = [
        f"undone: {_quoted(done)}" if done else "",
        f"undoing had begun: {_quoted(going)}" if going else "",
        f"could not be undone: {', '.join(failed)}" if failed else "",
    ]
    if any(parts):
        yield "; ".join(filter(None, parts))


def outputs_of_goals(flow: Flow, state: RunState) -> Iterator[tuple[Name, object]]:
    """The Attributes that Goals write, with the values that they have come to, each once."""
    done = set[Name]()
    for goal in state.plan.goals:
        for port, output in flow.steps[goal].outputs.items():
            attribute = output.writes(port)
            outputs = state.steps.get(goal, StepState()).outputs
            written = state.attributes.get(attribute)
            if attribute in done:
                continue
            if port in outputs:
                value = outputs[port]
            elif written and goal not in state.steps:
                value = written[0].value
            elif output.value is not ABSENT:
                value = output.value
            else:
                continue
            done.add(attribute)
            yield attribute, value


def _what_to_do(state: RunState, *, verbose: bool) -> Iterator[str]:
    culprit = _culprit(state)
    names = state.error.names if state.error else ()
    if absent := [name for name in names if name in state.plan.conditional]:
        yield "Give it with " + " ".join(f"-i {name}=VALUE" for name in absent)
    if culprit is not None:
        remedy = _REMEDIES.get(culprit.reason or "", "")
        if remedy and not (verbose and culprit.trace):
            yield remedy
        if verbose and culprit.trace:
            yield from (f"    {line}" for line in culprit.trace.splitlines())
    root = _root(state)
    blocked = [
        step
        for step, one in state.steps.items()
        if one.status is StepStatus.BLOCKED and step != root and root in one.names[:1]
    ]
    if blocked:
        yield f"Blocked by it: {_quoted(blocked)}"


def _culprit(state: RunState) -> StepState | None:
    """The Step that the first cause is about."""
    names = state.error.names if state.error else ()
    return state.steps.get(StepId(names[0])) if names else None


def _root(state: RunState) -> str | None:
    """The Step with which the first cause began: of a Goal that is blocked, the one that blocks it."""
    first = next(iter(state.error.names), None) if state.error else None
    one = state.steps.get(StepId(first)) if first else None
    if one is not None and one.status is StepStatus.BLOCKED:
        return next(iter(one.names), first)
    return first


def _because(because: Purposes, step: StepId) -> str:
    if step not in because:
        return ""
    chain, more = because.outline(step, _LINKS)
    if not chain:
        return "a goal"
    told = [*chain[:-1], *([f"{more:,} more"] if more else []), chain[-1]]
    goals = because.goals(step)
    others = f" and {len(goals) - _LINKS:,} more" if len(goals) > _LINKS else ""
    return f"for {_quoted(goals[:_LINKS])}{others}, through {' → '.join(told)}"


def _names(title: str, flow: Flow, wanted: Mapping[Name, Sequence[StepId]]) -> Iterator[str]:
    if not wanted:
        return
    yield ""
    yield title
    width = max(map(len, wanted))
    for name, steps in sorted(wanted.items()):
        yield f"  {name:<{width}}  for {_quoted(steps)}{_about(flow, name)}"


def _about(flow: Flow, name: Name) -> str:
    """What the Flow says about one of its inputs."""
    declared = flow.inputs.get(name)
    if declared is None:
        return ""
    example = "" if declared.example is ABSENT else f"for example {preview(declared.example, 40)}"
    parts = [str(declared.type), one_line(declared.description), example]
    return f" ({'; '.join(filter(None, parts))})"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def counted(problems: Sequence[Problem], files: int) -> str:
    """How much was found: `2 errors and 1 warning in 1 file`."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    where = f"in {_number(files, 'file')}"
    if not problems:
        return f"no problems {where}"
    warnings = len(problems) - errors
    parts = [_number(errors, "error")] * bool(errors) + [_number(warnings, "warning")] * bool(
        warnings
    )
    return f"{' and '.join(parts)} {where}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def plugins_in_words(listed: Sequence[Listed]) -> Iterator[str]:
    """What packages offer, in groups: the name, the package and its version, what it is or what is wrong."""
    wide = max((len(one.name) for one in listed), default=0)
    from_ = max((len(one.package) for one in listed), default=0)
    group = ""
    for one in listed:
        if (one.group or "damaged packages") != group:
            yield from ([""] if group else [])
            group = one.group or "damaged packages"
            yield f"{group}:"
        told = f"cannot be used: {one.error}" if one.error else one.description or ""
        yield plain(f"  {one.name:<{wide}}  {one.package:<{from_}}  {told}")
