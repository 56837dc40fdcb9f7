"""The command line: reads words, calls the engine, says what came of it. Decides nothing about flows.

stdout carries results alone; everything that is said to people on the way goes to stderr. Modules are
imported inside the commands that need them, so that `run` starts fast.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from engine import collector
from engine.cli import streams
from engine.cli.completing import cli
from engine.cli.exits import Exit
from engine.errors import EngineError, FlowFileError, PlanError, PluginError, StoreError
from engine.value import JSON


def run_command_line(args: Sequence[str]) -> int:
    """Do what the words say and give the process's exit status (see the contract)."""
    streams.prepare()
    collector.relax()
    try:
        status = cli.main(list(args), prog_name="backcast", standalone_mode=False)
    except click.exceptions.Abort:
        streams.say("backcast: stopped")
        return Exit.CANCELLED
    except click.ClickException as error:
        return _misused(error, as_json="--json" in args)
    except (FlowFileError, PlanError, PluginError, StoreError) as error:
        return _refused(error, as_json="--json" in args)
    except OSError as error:  # a full disk, a folder that was deleted under us
        where = f": '{error.filename}'" if error.filename else ""
        streams.say(f"backcast: {error.strerror}{where}")
        return Exit.FAILED
    return int(status or 0)


def _misused(error: click.ClickException, *, as_json: bool) -> int:
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if as_json:
        _print_error({"kind": "usage", "message": message, "names": []})
    streams.say(f"backcast: {message}")
    if context is not None:
        streams.say(f"Try '{context.command_path} --help'.")
    return Exit.REFUSED


def _refused(error: EngineError, *, as_json: bool) -> int:
    from engine.cli.sentences import refusal_in_words

    if as_json:
        _print_error(_as_error(error))
    for line in refusal_in_words(error):
        streams.say(line)
    missing = isinstance(error, PlanError) and error.kind == "missing_inputs"
    return Exit.MISSING if missing else Exit.REFUSED


def _as_error(error: EngineError) -> dict[str, JSON]:
    from engine.codec import problem_to_json

    match error:
        case FlowFileError():
            problems = [problem_to_json(problem, error.path) for problem in error.problems]
            message = f"the file '{error.path}' cannot be read as a flow"
            return {"kind": "bad_file", "message": message, "names": [], "problems": problems}
        case PlanError():
            return {"kind": error.kind, "message": error.message, "names": list(error.names)}
        case StoreError():
            return {"kind": error.kind, "message": str(error), "names": list(error.names)}
    return {"kind": "bad_plugin", "message": str(error), "names": []}


def _print_error(error: dict[str, JSON]) -> None:
    streams.put(streams.as_json({"error": error}))
