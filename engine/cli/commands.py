"""The commands and their options. Each reads a Flow, asks the engine one thing, and prints the answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from engine.cli import offers
from engine.cli.exits import Exit
from engine.cli.performing import (
    Loaded,
    Manner,
    json_option,
    manner_options,
    perform,
)
from engine.cli.storing import begun, opened_for_runs, remembering, store_option
from engine.cli.streams import as_json, put, say
from engine.cli.terms import Terms, check_terms, read_source, terms_options
from engine.cli.trusting import require_trust, trust_option
from engine.errors import said

if TYPE_CHECKING:
    from engine.problem import Problem
    from engine.registry import Registry

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T", bound="str | tuple[str, ...]")


class Commands(click.Group):
    """The commands by name; a first word that is a file opens the designer on it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; of a word that is neither command nor file, say what is nearest."""
        from engine.codec.wording import did_you_mean

        word = args[0]
        if word.startswith("-") or self.get_command(ctx, word) is not None:
            return super().resolve_command(ctx, args)
        if Path(word).exists():
            return "design", design, args
        if word.endswith(".json") or os.sep in word:
            raise click.UsageError(f"there is no file '{word}'", ctx)
        hint = did_you_mean(word, self.commands)
        raise click.UsageError(f"'{word}' is neither a command nor a file{hint}", ctx)


def _named(_context: object, _argument: object, value: T) -> T:
    """The file's name, or names, as given."""
    if not value or (not isinstance(value, str) and "" in value):
        raise click.UsageError("the name of the flow file is empty")
    return value


def given_options(command: F) -> F:
    """The options that say what a run begins with and where it shall lead."""
    options = (
        click.argument("file", callback=_named, shell_complete=offers.files),
        click.option(
            "-i", "assignments", metavar="NAME=VALUE", multiple=True, shell_complete=offers.given,
            help="An initial value; NAME=@FILE reads it from a file, NAME=@@TEXT is the text @TEXT.",
        ),
        click.option(
            "--inputs", "inputs", metavar="FILE|-", help="Initial values as a JSON object.",
            shell_complete=offers.files,
        ),
        click.option(
            "--set", "preset", metavar="PRESET", help="Initial values of the flow's own.",
            shell_complete=offers.presets,
        ),
        click.option(
            "--goal", "goals", metavar="STEP", multiple=True, shell_complete=offers.steps,
            help="A goal, in place of those in the file.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.group(
    cls=Commands,
    invoke_without_command=True,
    options_metavar="[FILE] |",
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="backcast", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> int:
    """Plan back from the goals of a flow, and run what is needed.

    With FILEs, or nothing at all, the designer opens.
    """
    return Exit.COMPLETED if ctx.invoked_subcommand else _open_designer([])


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1)
def design(files: tuple[str, ...]) -> int:
    """Open the designer on files, in the window that is open already if there is one."""
    return _open_designer(list(files))


@cli.command()
@given_options
@manner_options
@terms_options
@store_option
@click.option("--no-store", is_flag=True, help="Do not keep the run, and remember nothing.")
@click.option("--no-cache", is_flag=True, help="Run what is remembered again, and remember that.")
@trust_option
def run(
    json_: bool,
    quiet: bool,
    verbose: bool,
    terms: Terms,
    store: str | None,
    no_store: bool,
    no_cache: bool,
    trust: bool,
    **given: Any,
) -> int:
    """Run a flow."""
    check_terms(terms, json_=json_, flow=given["file"], inputs=given["inputs"])
    if store is not None and no_store:
        raise click.UsageError("'--store' and '--no-store' contradict each other")
    manner = Manner(json_, quiet, verbose)
    loaded = load(quiet=quiet, **given)
    loaded.plan.require_runnable()
    require_trust(loaded, Path(given["file"]), trust=trust, quiet=quiet or json_)
    with terms.bounds(loaded.plan.origin, quiet=quiet) as bounds:
        if no_store:
            return perform(loaded, manner, bounds)
        with opened_for_runs(store) as kept:
            loaded = remembering(kept, loaded, recalls=not no_cache)
            return perform(loaded, manner, bounds, journal=begun(kept, loaded, given["file"]))


@cli.command()
@given_options
@json_option
def plan(json_: bool, **given: Any) -> int:
    """Show what would run and why, what would not, and what is missing; run nothing."""
    from engine.cli.sentences import plan_in_words
    from engine.codec import plan_to_json

    loaded = load(quiet=False, **given)
    loaded.plan.require_sound()
    if json_:
        put(as_json(plan_to_json(loaded.plan)))
        return Exit.COMPLETED
    for line in plan_in_words(loaded.flow, loaded.plan):
        if not put(line):
            break
    return Exit.COMPLETED


@cli.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", callback=_named,
    shell_complete=offers.files,
)  # fmt: skip
@json_option
def check(files: tuple[str, ...], json_: bool) -> int:
    """List every problem of a flow, with its place."""
    from engine.cli.sentences import counted, problem_in_words
    from engine.codec import problem_to_json
    from engine.problem import Severity
    from engine.registry import Registry

    registry = Registry.installed()
    found = [(file, problem) for file in files for problem in _problems(file, registry)]
    if json_:
        listed = [problem_to_json(problem, file) for file, problem in found]
        put(as_json(listed, indent=2))
    else:
        for file, problem in found:
            if not put(problem_in_words(problem, file)):
                break
        say(counted([problem for _, problem in found], len(files)))
    errors = any(problem.severity is Severity.ERROR for _, problem in found)
    return Exit.REFUSED if errors else Exit.COMPLETED


@cli.command()
@click.argument("file", callback=_named, shell_complete=offers.files)
@click.option(
    "--to", "notation", required=True,
    type=click.Choice(["mermaid", "dot", "svg", "png", "json", "argyll"]),
)  # fmt: skip
@click.option(
    "-o", "--output", "output", metavar="OUT|-", help="Where to write; stdout if left out."
)
def export(file: str, notation: str, output: str | None) -> int:
    """Write a flow as a diagram in text, as a picture, as a tidy flow file, or for Argyll."""
    from engine.cli.drawing import drawn, put_export
    from engine.cli.replacing import check_export

    if output not in (None, "-"):
        check_export(Path(str(output)), notation, Path(file))
    is_picture = notation in ("svg", "png")
    data = drawn(file, notation) if is_picture else _exported(file, notation).encode()
    if output in (None, "-"):
        put_export(data, notation, asked_for=output == "-")
        return Exit.COMPLETED
    from engine.files import save_atomically

    try:
        save_atomically(Path(str(output)), data)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"'{output}' cannot be written: {said(error)}") from error
    return Exit.COMPLETED


@cli.command("import")
@click.argument("source", callback=_named, shell_complete=offers.files)
@click.option(
    "-o", "--output", "output", metavar="FILE|-", help="The flow file to write; stdout if left out."
)
@click.option(
    "--run-help", is_flag=True, help="Start a program as 'SOURCE --help' and read what it prints."
)
@json_option
def import_(source: str, output: str | None, run_help: bool, json_: bool) -> int:
    """Make steps of a script, a program, an OpenAPI document, a notebook, and the like."""
    from engine.cli.importing import bring_in

    return bring_in(source, output, json_=json_, run_help=run_help)


@cli.command()
@click.option("--events", is_flag=True, help="Of the events instead of the flow file.")
def schema(events: bool) -> int:
    """Print the JSON Schema of the flow file."""
    from engine.codec import event_schema, flow_schema

    put(as_json(event_schema() if events else flow_schema(), indent=2))
    return Exit.COMPLETED


@cli.command()
@json_option
def kinds(json_: bool) -> int:
    """List the kinds of steps there are, and all else that packages add, with where it comes from."""
    from engine.cli.sentences import plugins_in_words
    from engine.plugins import everything
    from engine.registry import Registry

    listed = everything(Registry.installed())
    if json_:
        put(as_json([one.to_json() for one in listed], indent=2))
        return Exit.COMPLETED
    for line in plugins_in_words(listed):
        if not put(line):
            break
    return Exit.COMPLETED


def load(
    *,
    file: str,
    assignments: tuple[str, ...],
    inputs: str | None,
    preset: str | None,
    goals: tuple[str, ...],
    quiet: bool,
) -> Loaded:
    """Read a Flow and plan it from the values that the options give."""
    from engine.codec import read_flow
    from engine.files import current_folder
    from engine.givens import read_assignments, read_inputs, read_preset, repeated, unread
    from engine.planner import make_plan
    from engine.registry import Registry
    from engine.subflow import load_children

    read, folder, here = read_flow(Path(file)), _folder(file), current_folder()
    flow = read.flow
    chosen = read_preset(flow, preset, folder) if preset is not None else {}
    stated = read_inputs(flow, *read_source(inputs), here) if inputs is not None else {}
    stated |= read_assignments(flow, assignments, here)
    if not quiet:
        for sentence in (*repeated(assignments), *unread(flow, stated)):
            say(f"warning: {sentence}")
    registry, children = Registry.installed(), load_children(flow, folder, Path(file))
    made = make_plan(
        flow, goals or None, chosen | stated,  # type: ignore[arg-type]
        kinds=registry, folder=folder, flows=children.flows, unread=children.unread,
    )  # fmt: skip
    return Loaded(flow, read.text, made, registry, folder)


def _problems(file: str, registry: Registry) -> tuple[Problem, ...]:
    from engine.codec import read_flow
    from engine.errors import FlowFileError
    from engine.planner import make_plan
    from engine.subflow import load_children
    from engine.validator import validate

    try:
        flow = read_flow(Path(file)).flow
    except FlowFileError as error:
        return error.problems
    folder = _folder(file)
    children = load_children(flow, folder, Path(file))
    plan = make_plan(
        flow, kinds=registry, folder=folder, flows=children.flows, unread=children.unread
    )
    return children.all_problems(validate(flow, plan, registry, folder))


def _exported(file: str, notation: str) -> str:
    from engine.cli.importing import as_argyll
    from engine.codec import dump_flow, read_flow
    from engine.export.dot import to_dot
    from engine.export.mermaid import to_mermaid
    from engine.planner import make_plan
    from engine.registry import Registry

    read = read_flow(Path(file))
    if notation == "json":
        return dump_flow(read.flow, read.view, read.order).decode()
    if notation == "argyll":
        return as_argyll(read.flow)
    made = make_plan(read.flow, kinds=Registry.installed(), folder=_folder(file))
    return to_mermaid(read.flow, made) if notation == "mermaid" else to_dot(read.flow, made)


def _folder(file: str) -> Path:
    """Where the flow's own relative paths and modules are: beside the file that a link leads to."""
    return Path(file).resolve().parent


def _open_designer(args: list[str]) -> int:
    """Hand over to the designer, which is found by entry point: this package never names it."""
    from importlib.metadata import entry_points

    found = next(iter(entry_points(group="backcast.designer")), None)
    try:
        if found is None:
            raise ModuleNotFoundError("it is not installed")
        main = found.load()
    except ImportError as error:
        message = f"the designer cannot be opened: {error}"
        if isinstance(error, ModuleNotFoundError):
            message += "; what it needs is installed by: pip install 'backcast[designer]'"
        raise click.ClickException(message) from error
    return int(main(args) or Exit.COMPLETED)
