"""The elements of an `each` Step: which inputs each one gets, and what they come to together. Pure.

Several `each` inputs give all combinations, row-major (the first varies slowest), or pairs with `zip`;
an absent one is absent for every element. Elements are made when they begin, and room for what they give
with them: those that are still to begin cost nothing, however many there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from math import prod
from typing import Final

from engine.cause import Cause
from engine.deed import Deed
from engine.errors import Fatal
from engine.flow import Name, Step
from engine.policy import Combine
from engine.value import ABSENT, Value, type_name
from engine.work import Delivered, Failure, Outcome

MOST: Final = 1_000_000_000
"""Elements that a Step runs for: what more would give fits in no memory and on no disk."""


class Batch:
    """The elements of one Step in one run. The runner begins them and says how they ended."""

    def __init__(self, step: Step, inputs: Mapping[Name, Value]) -> None:
        """Take the settled inputs.

        Raises:
            Fatal: An `each` input is no list, paired lists differ in length, or there are too many
                combinations.
        """
        self._step = step
        self._same = {n: v for n, v in inputs.items() if not step.inputs[n].each}
        self._lists = {n: _list(n, v) for n, v in inputs.items() if step.inputs[n].each}
        self.total = self._count()
        self._results: list[
            Mapping[Name, Value] | None
        ] = []  # of those that had begun, now or before
        self._next = 0
        self.in_progress = 0
        self.room = step.policy.parallelism  # for so many at one time
        self.waits = False  # for a thread, before the next one begins
        self._failure: Failure | None = None
        self._cancelled: Cause | None = None

    def begin(self) -> int | None:
        """The next element to work on; None if none is left, or for now there is enough to do."""
        if self._failure is not None or self._cancelled is not None:
            return None
        while self._next < len(self._results) and self._results[self._next] is not None:
            self._next += 1
        if self._next >= self.total or self.in_progress >= self.room:
            return None
        self.in_progress += 1
        self._make_room(self._next)
        self._next += 1
        return self._next - 1

    def put_back(self, item: int) -> None:
        """The element that `begin` gave last does not begin yet."""
        self.in_progress -= 1
        self._next = item

    def inputs(self, item: int) -> dict[Name, Value]:
        """What one element gets."""
        chosen = dict(self._same)
        for name, values in reversed(self._lists.items()):
            if self._step.policy.combine is Combine.ZIP:
                chosen[name] = values[item]
            else:
                item, at = divmod(item, len(values))
                chosen[name] = values[at]
        return chosen

    def complete(self, item: int, outputs: Mapping[Name, Value]) -> None:
        """An element that had begun ended well."""
        self.in_progress -= 1
        self._results[item] = outputs

    def restore(self, item: int, outputs: Mapping[Name, Value]) -> None:
        """An element ended well before the run was cut off; one that there is not is nothing."""
        if item < self.total:
            self._make_room(item)
            self._results[item] = outputs

    def fail(self, item: int, failure: Failure) -> None:
        """An element failed for good: none begins after it."""
        self.in_progress -= 1
        if self._failure is None:
            message = f"element {item}: {failure.message}"
            self._failure = replace(failure, message=message)

    def cancel(self, why: Cause) -> None:
        """An element was cancelled, and so is the Step."""
        self.in_progress -= 1
        self._cancelled = why

    def give_up(self, why: Cause) -> None:
        """Nothing is in progress, and nothing more is to begin: the Step is cancelled."""
        self._cancelled = why

    @property
    def has_more(self) -> bool:
        """Whether elements are left that are to begin, now or later."""
        if self._failure is not None or self._cancelled is not None:
            return False
        if len(self._results) < self.total:
            return True
        return any(result is None for result in islice(self._results, self._next, None))

    def deeds(self) -> list[Deed]:
        """What the elements that ended well have done, the last of the inputs first."""
        done = [(item, it) for item, it in enumerate(self._results) if it is not None]
        return [Deed(self._step.id, n, {**self.inputs(n), **it}) for n, it in reversed(done)]

    def outcome(self) -> Outcome:
        """What the Step comes to, once nothing is in progress: every output as a list in input order."""
        if self._cancelled is not None:
            return self._cancelled
        if self._failure is not None:
            return self._failure
        return Delivered(
            {
                name: [(result or {}).get(name) for result in self._results]
                for name, port in self._step.outputs.items()
                if port.value is ABSENT
            }
        )

    def _make_room(self, item: int) -> None:
        self._results += [None] * (item + 1 - len(self._results))

    def _count(self) -> int:
        lengths = [len(values) for values in self._lists.values()]
        if self._step.policy.combine is Combine.PRODUCT:
            total = prod(lengths)
            if total > MOST:
                lists = " × ".join(f"'{name}' ({len(v):,})" for name, v in self._lists.items())
                said = (
                    f"lists may make at most {MOST:,} combinations, and these make more: {lists}; "
                    "make them shorter, or combine them as 'zip'"
                )
                raise Fatal(said, reason="too_many_combinations")
            return total
        if len(set(lengths)) > 1:
            told = ", ".join(f"'{name}' has {len(v)}" for name, v in self._lists.items())
            hint = "make them as long as each other, or combine them as 'product'"
            said = f"lists that are paired must be of one length: {told}; {hint}"
            raise Fatal(said, reason="uneven_lists")
        return lengths[0] if lengths else 1


def _list(name: Name, value: Value) -> list[Value]:
    if isinstance(value, list | tuple):
        try:
            return list(value)
        except BaseException as error:  # whatever an object's own code raises
            told = f"the list of input '{name}' cannot be read: {type(error).__name__}"
            raise Fatal(told, reason="bad_input") from error
    raise Fatal(
        f"input '{name}' runs for each element, and got {type_name(value)}", reason="bad_input"
    )
