"""What the engine raises. A problem of a *document* is never raised: it is a value (`engine.problem`).

EngineError
├─ FlowFileError        the file cannot be kept faithfully; carries every problem found in it
├─ UnknownKind          no kind of that name is registered; carries the nearest name
├─ PluginError          an entry point is there, and loading it failed
│  └─ UnknownExecutor   no executor of that name is there; carries the nearest name
├─ PlanError            no Plan can be made, or this one cannot be run; carries kind and names
├─ ExpressionError      a text of CEL is not an expression, or its evaluation failed
├─ StepFailure          the work of a Step failed, said by the kind that did it
│  └─ Fatal             the same, and trying again is useless
├─ StoreError           the run store, or a run in it, cannot be read, written or resumed
│  └─ JournalBroken     the run that is on cannot be kept any more, and is broken off
├─ EventsFileError      a file is not the event stream of a run; carries the line
└─ IllegalTransition    a bug of ours: a record that cannot follow from those before it
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.problem import Problem


class EngineError(Exception):
    """Whatever the engine raises on purpose."""


class FlowFileError(EngineError):
    """The file was refused; `problems` lists everything that is wrong with it, each with its place.

    Not raised for a file that is merely not right yet (an unknown kind, a cycle): it opens.
    """

    def __init__(self, path: str, problems: Sequence[Problem]) -> None:
        """Take the path as the user gave it, and at least one problem."""
        self.path = path
        self.problems = tuple(problems)
        more = f" (and {len(self.problems) - 1} more)" if len(self.problems) > 1 else ""
        super().__init__(f"{path}: {self.problems[0]}{more}")


class UnknownKind(EngineError):
    """No kind of that name is registered."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Take the name that was asked for, and those that there are."""
        self.name = name
        self.close = nearest(name, known)
        hint = f"; did you mean '{self.close}'?" if self.close else ""
        super().__init__(f"unknown kind '{name}'{hint}")


class PluginError(EngineError):
    """An entry point names something that could not be loaded; the cause is chained."""

    def __init__(self, name: str, cause: BaseException) -> None:
        """Take the entry point's name and what loading it raised."""
        self.name = name
        super().__init__(f"'{name}' could not be loaded: {type(cause).__name__}: {cause}")


class UnknownExecutor(PluginError):
    """No executor of that name is there."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Take the name that was asked for, and those that there are."""
        self.name = name
        there = sorted(known)
        close = nearest(name, there)
        hint = f"did you mean '{close}'?" if close else f"there are {', '.join(there)}"
        EngineError.__init__(self, f"unknown executor '{name}'" + (f"; {hint}" if there else ""))


class PlanError(EngineError):
    """The Goals cannot be planned, or the Plan cannot be run as it stands.

    `kind` is one of the error kinds of the contract (`no_goals`, `unknown_goal`, `goal_blocked`,
    `cycle`, `unknown_kind`, `bad_config`, `bad_input`, `missing_inputs`), `names` the Steps and
    Attributes concerned. Missing inputs are an error only of a run, never of a plan.
    """

    def __init__(self, kind: str, message: str, names: Iterable[str] = ()) -> None:
        """Take the typed kind, the sentence for people, and the names in it."""
        self.kind = kind
        self.message = message
        self.names = tuple(names)
        super().__init__(message)


class ExpressionError(EngineError):
    """A text of CEL is not an expression, or evaluating it failed.

    `detail` is the line of the text with a caret below the place, where the place is known.
    """

    def __init__(self, message: str, *, detail: str = "") -> None:
        """Take the sentence, with line and column where they are known, and the line with its caret."""
        self.message = message
        self.detail = detail
        super().__init__(message)


class StepFailure(EngineError):
    """The work of a Step failed in a way that its kind can put into a sentence.

    `retryable` says whether the same work may well succeed another time; `retry_after` is the number of
    seconds before which trying again is useless, where the other side said so; `trace` is where in the
    user's code, where that was in another process.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str = "failed",
        retryable: bool = True,
        retry_after: float | None = None,
        trace: str = "",
    ) -> None:
        """Take the sentence, a typed reason in snake_case, and whether (and when) a retry makes sense."""
        self.reason = reason
        self.retryable = retryable
        self.retry_after = retry_after
        self.trace = trace
        super().__init__(message)


class Fatal(StepFailure):
    """Raised by user code that knows that trying again is useless."""

    def __init__(self, message: str, *, reason: str = "failed") -> None:
        """Take the sentence and a typed reason in snake_case."""
        super().__init__(message, reason=reason, retryable=False)


class StoreError(EngineError):
    """The run store, or a run in it, cannot be read, written or resumed; says why and what to do.

    `kind` is `store`, `unknown_run`, `run_ended`, `run_is_on` or `not_repeatable`; `names` are the runs or
    Steps concerned.
    """

    def __init__(self, message: str, *, kind: str = "store", names: Iterable[str] = ()) -> None:
        """Take the sentence for people, the typed kind, and the names in it."""
        self.kind = kind
        self.names = tuple(names)
        super().__init__(message)


class EventsFileError(EngineError):
    """A file is not the event stream of a run; `line` counts from 1, and is 0 where it is about no line."""

    def __init__(self, path: str, line: int, why: str) -> None:
        """Take the file, the line, and what is wrong with it."""
        self.path, self.line = path, line
        where = f"line {line} of '{path}'" if line else f"'{path}'"
        super().__init__(f"{where} cannot be read as an event of a run: {why}")


class JournalBroken(StoreError):
    """The run that is on cannot be kept any more: it is broken off, and what was written stays readable."""


class IllegalTransition(EngineError):
    """A record does not follow from the state before it. Only a bug of ours can cause it."""

    def __init__(self, step: str, old: str, new: str) -> None:
        """Take the Step, its status, and the status that the record wanted to give it."""
        self.step, self.old, self.new = step, old, new
        super().__init__(f"step '{step}' cannot go from {old} to {new}")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is spelled most like `name`, or an empty string; small and capital are alike.

    Of names that differ in that alone, the one that is most like it counts.
    """
    spelled: dict[str, list[str]] = {}
    for one in known:
        spelled.setdefault(one.casefold(), []).append(one)
    for close in get_close_matches(name.casefold(), spelled, n=1):
        alike = spelled[close]
        return (get_close_matches(name, alike, n=1) or alike)[0]
    return ""


def said(error: Exception) -> str:
    """What an error of the system says, as the end of a sentence."""
    return (getattr(error, "strerror", None) or str(error)).lower()
