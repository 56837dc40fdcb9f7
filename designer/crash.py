"""The last net: what nobody caught is shown and logged, and the window stays up with the work in it."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

logger = logging.getLogger("backcast")


def install(tell: Callable[[str], None]) -> Callable[[], None]:
    """Send uncaught exceptions of slots and callbacks to `tell` as a sentence, and to the log in full.

    Gives a function that puts the old hook back.
    """
    old = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            old(kind, error, trace)
            return
        logger.error("uncaught:\n%s", "".join(traceback.format_exception(kind, error, trace)))
        tell(
            f"Something went wrong inside Backcast ({kind.__name__}: {error}). "
            "Your work is still here; save it, and report what you did."
        )

    sys.excepthook = hook

    def restore() -> None:
        sys.excepthook = old

    return restore
