"""What the function of a Step may ask of its run while it works. Imports next to nothing.

What a function gets is the same in a thread, on the loop and in a process of its own.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class Around(Protocol):
    """What a StepContext stands on: the plug-in's own context, or the line out of a worker process."""

    @property
    def cancelled(self) -> bool:
        """Whether the try has been given up."""
        ...

    def report(self, fraction: float | None = None, text: str = "") -> None:
        """Tell how far the work is."""
        ...

    def output(self, text: str, stream: str = "stdout") -> None:
        """Record a line."""
        ...


class StepContext:
    """One try of a Step's work, as its function sees it. Safe to use from any thread.

    A function gets one by a parameter that is annotated with this class, or by one called `context`
    without an annotation, where the Step has no input of that name:

        def resize(pictures: list, context: StepContext):
            for number, picture in enumerate(pictures):
                context.progress(number / len(pictures), picture)
    """

    def __init__(
        self, around: Around, *, step: str, attempt: int = 1, within: str | None = None
    ) -> None:
        """Take what it stands on; `within` is where its temporary folder will lie."""
        self._around = around
        self._step = step
        self._attempt = attempt
        self._within = within
        self._lock = threading.Lock()
        self._folder: Path | None = None

    @property
    def step(self) -> str:
        """The id of the Step."""
        return self._step

    @property
    def attempt(self) -> int:
        """Which try this is, counted from 1."""
        return self._attempt

    @property
    def cancelled(self) -> bool:
        """Whether the work has been given up (Stop, a time limit); what it still does is for nobody."""
        return self._around.cancelled

    def progress(self, fraction: float | None = None, text: str = "") -> None:
        """Tell how far the work is, from 0 to 1, and what it is doing.

        Call it as often as you like: what comes too fast to look at is passed over, the last is not.

        Raises:
            ValueError: The fraction is no number from 0 to 1.
        """
        self._around.report(None if fraction is None else as_fraction(fraction), str(text))

    def log(self, text: str) -> None:
        """Record a line, or several, as if it were printed."""
        for line in str(text).splitlines() or [""]:
            self._around.output(line)

    @property
    def folder(self) -> Path:
        """An empty folder of this try, made when first asked for and removed when the try has ended."""
        with self._lock:
            if self._folder is None:
                self._folder = self._make_folder()
            return self._folder

    def close(self) -> None:
        """Remove the folder, if there is one. The engine calls it."""
        with self._lock:
            if self._folder is not None:
                self._folder = None
                self._remove()

    def _make_folder(self) -> Path:
        import shutil
        import tempfile
        from pathlib import Path
        from weakref import finalize

        folder = tempfile.mkdtemp(prefix="backcast-", dir=self._within)
        # a thread that was given up and never ends keeps its folder until the program ends
        self._remove = finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)


def as_fraction(value: object) -> float:
    """A number from 0 to 1; what is beyond by no more than rounding is brought back.

    Raises:
        ValueError: It is something else.
    """
    try:
        number = float("nan") if isinstance(value, str | bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if not -0.001 <= number <= 1.001:
        raise ValueError(f"progress is a number from 0 to 1, not {value!r:.60}")
    return min(max(number, 0.0), 1.0)
