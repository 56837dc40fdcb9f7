"""The program: `backcast`, or `python -m engine`. Hears Ctrl-C before it imports anything that takes time."""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found] # `signal` itself loads `enum`: milliseconds unheard
import os
import sys

_STOPPED = "backcast: stopped\n"
_CANCELLED = 130
"""What a shell expects of a program that was interrupted."""


def _leave(*_: object) -> None:
    """End at once: nothing has begun yet, or all is done."""
    os.write(2, _STOPPED.encode())
    os._exit(_CANCELLED)


_IS_HEARD = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _IS_HEARD:  # begun with `nohup`, or in the background of a script, it is not
    signal.signal(signal.SIGINT, _leave)


def main() -> int:
    """Do what the command line says, and give the exit status; Ctrl-C at any moment gives 130."""
    from engine.cli import run_command_line

    try:
        if _IS_HEARD:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return run_command_line(sys.argv[1:])
    except KeyboardInterrupt:
        os.write(2, _STOPPED.encode())
        return _CANCELLED
    finally:
        if _IS_HEARD:
            signal.signal(signal.SIGINT, _leave)


if __name__ == "__main__":
    sys.exit(main())
