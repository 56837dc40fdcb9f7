"""What the standalone application starts: the very program that `pip` installs.

Processes of their own are started as with Python itself: `PROGRAM -c CODE` for `"isolate": "process"`, and
`PROGRAM -m MODULE` for a notebook and its kernel. Here the program is this one.
"""

import runpy
import sys


def main() -> int:
    """Run the code or the module that a child process is, or do what the command line says."""
    match sys.argv[1:]:
        case ["-c", code, *rest]:
            sys.argv = ["-c", *rest]
            # our own, from engine.workers
            exec(compile(code, "<worker>", "exec"), {"__name__": "__main__"})
            return 0
        case ["-m", module, *rest]:
            sys.argv = [module, *rest]
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            return 0
    from engine.__main__ import main as program

    return program()


if __name__ == "__main__":
    raise SystemExit(main())
