"""What a run came to, for whoever started it from Python."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from engine.errors import EngineError
from engine.events import Record
from engine.flow import Name, StepId
from engine.library.bars import to_bars
from engine.report import result_to_json
from engine.state import RunState, RunStatus, StepState
from engine.value import JSON, Value


class RunFailed(EngineError):
    """A run did not complete; `ran` is what it came to."""

    def __init__(self, message: str, ran: Ran) -> None:
        """Take why, and the run."""
        self.ran = ran
        super().__init__(message)


class Ran:
    """A run that has ended. `records` is all that happened, `state` what it came to."""

    def __init__(self, state: RunState, records: Sequence[Record]) -> None:
        """Take the final state and the records it is the fold of."""
        self.state = state
        self.records = tuple(records)

    @property
    def status(self) -> str:
        """`completed`, `failed` or `cancelled`."""
        return str(self.state.status)

    @property
    def is_completed(self) -> bool:
        """Whether every Goal was reached."""
        return self.state.status is RunStatus.COMPLETED

    @property
    def error(self) -> str:
        """Why the run did not complete, in one sentence; empty if it did."""
        return "" if self.state.error is None else self.state.error.message

    @property
    def steps(self) -> Mapping[StepId, StepState]:
        """Every planned Step, with its inputs, outputs, times and reasons."""
        return self.state.steps

    @property
    def values(self) -> dict[Name, Value]:
        """Every Attribute's value; the first that was written, where there are several."""
        return {name: all_[0].value for name, all_ in self.state.attributes.items() if all_}

    def __getitem__(self, attribute: str) -> Value:
        """The value of an Attribute.

        Raises:
            RunFailed: The run did not complete and nothing wrote it.
            KeyError: There is no such Attribute in a run that completed.
        """
        values = self.values
        if attribute not in values and not self.is_completed:
            raise RunFailed(self._sentence(), self)
        return values[Name(attribute)]

    def require(self) -> Ran:
        """This run, if it completed.

        Raises:
            RunFailed: It did not.
        """
        if not self.is_completed:
            raise RunFailed(self._sentence(), self)
        return self

    def to_json(self) -> dict[str, JSON]:
        """The one object that `backcast run --json` prints."""
        return result_to_json(self.state)

    def __repr__(self) -> str:
        """The status, and why."""
        return f"<run {self.status}{f': {self.error}' if self.error else ''}>"

    def _repr_html_(self) -> str:
        """The run as its timeline, for a notebook."""
        return f"<div>{to_bars(self.state)}<div>{html.escape(repr(self)[1:-1])}</div></div>"

    def _sentence(self) -> str:
        return self.error or f"the run was {self.status}"
