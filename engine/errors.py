"""What the engine raises. A problem of a *document* is never raised: it is a value (`engine.problem`).

EngineError
├─ FlowFileError        the file cannot be kept faithfully; carries every problem found in it
├─ UnknownKind          no kind of that name is registered; carries the nearest name
├─ PluginError          an entry point is there, and loading it failed
├─ PlanError            no Plan can be made, or this one cannot be run; carries kind and names
├─ StepFailure          the work of a Step failed, said by the kind that did it
│  └─ Fatal             the same, and trying again is useless
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


class StepFailure(EngineError):
    """The work of a Step failed in a way that its kind can put into a sentence.

    `retryable` says whether the same work may well succeed another time.
    """

    def __init__(self, message: str, *, reason: str = "failed", retryable: bool = True) -> None:
        """Take the sentence, a typed reason in snake_case, and whether a retry makes sense."""
        self.reason = reason
        self.retryable = retryable
        super().__init__(message)


class Fatal(StepFailure):
    """Raised by user code that knows that trying again is useless."""

    def __init__(self, message: str, *, reason: str = "failed") -> None:
        """Take the sentence and a typed reason in snake_case."""
        super().__init__(message, reason=reason, retryable=False)


class IllegalTransition(EngineError):
    """A record does not follow from the state before it. Only a bug of ours can cause it."""

    def __init__(self, step: str, old: str, new: str) -> None:
        """Take the Step, its status, and the status that the record wanted to give it."""
        self.step, self.old, self.new = step, old, new
        super().__init__(f"step '{step}' cannot go from {old} to {new}")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is spelled most like `name`, or an empty string."""
    return next(iter(get_close_matches(name, list(known), n=1)), "")
