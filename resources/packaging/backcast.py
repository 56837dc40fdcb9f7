"""What the standalone application starts: the very program that `pip` installs.

Processes of their own (`"isolate": "process"`) are started as `PROGRAM -c CODE`, as with Python itself: here
the program is this one.
"""

import sys


def main() -> int:
    """Run the code that a worker is, or do what the command line says."""
    if sys.argv[1:2] == ["-c"]:
        code, sys.argv = sys.argv[2], ["-c"]
        exec(
            compile(code, "<worker>", "exec"), {"__name__": "__main__"}
        )  # our own, from engine.workers
        return 0
    from engine.__main__ import main as program

    return program()


if __name__ == "__main__":
    raise SystemExit(main())
