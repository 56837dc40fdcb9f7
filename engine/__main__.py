"""The program: `backcast`, or `python -m engine`."""

from __future__ import annotations

import sys


def main() -> int:
    """Do what the command line says, and give the exit status; Ctrl-C at any moment gives 130."""
    try:
        from engine.cli import run_command_line

        return run_command_line(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
