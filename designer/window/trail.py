"""Where the user has looked, so that a jump can be taken back. Qt-free."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

KEPT: Final = 100
"""Places back that are remembered."""

_Place = TypeVar("_Place")


class Trail(Generic[_Place]):
    """The places before the present one, and those after it where one has gone back."""

    def __init__(self) -> None:
        """Begin nowhere."""
        self._before: list[_Place] = []
        self._after: list[_Place] = []

    @property
    def has_before(self) -> bool:
        """Whether there is somewhere to go back to."""
        return bool(self._before)

    @property
    def has_after(self) -> bool:
        """Whether one has gone back, and can go forward."""
        return bool(self._after)

    def leave(self, here: _Place) -> None:
        """Somebody jumps away from here: what came after is forgotten."""
        self._after.clear()
        if not self._before or self._before[-1] != here:
            self._before = [*self._before, here][-KEPT:]

    def back(self, here: _Place) -> _Place:
        """Where one was before; `here` is where forward leads then. Stays where there is nothing."""
        if not self._before:
            return here
        self._after.append(here)
        return self._before.pop()

    def forward(self, here: _Place) -> _Place:
        """Where one went back from."""
        if not self._after:
            return here
        self._before.append(here)
        return self._after.pop()

    def clear(self) -> None:
        """Another document is shown."""
        self._before.clear()
        self._after.clear()
