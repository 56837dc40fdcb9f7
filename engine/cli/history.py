"""The commands about runs that are kept: list, show, resume, run a part again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli import offers
from engine.cli.commands import cli
from engine.cli.edited import recipe_of_rerun
from engine.cli.exits import Exit
from engine.cli.looking_back import (
    check_views,
    open_in_designer,
    put_comparison,
    put_timeline,
)
from engine.cli.performing import Loaded, Manner, json_option, manner_options, perform
from engine.cli.reproducing import check_one_of, put_command, put_given, put_minimal
from engine.cli.storing import (
    begun,
    opened,
    opened_for_runs,
    plan_as_run,
    remembering,
    store_option,
)
from engine.cli.streams import as_json, put, say
from engine.cli.terms import Terms, check_terms, terms_options
from engine.cli.trusting import require_trust, trust_option

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.flow import StepId
    from engine.plan import Plan
    from engine.state import RunState
    from engine.store import Again, Recipe, RunEntry, Store
    from engine.store.cutting import Usable
    from engine.value import JSON

__all__ = ["cli"]

yes_option = click.option(
    "-y", "--yes", is_flag=True, help="Start again what must not be repeated, unasked."
)


@cli.command()
@json_option
@store_option
def runs(json_: bool, store: str | None) -> int:
    """List the runs that are kept, the newest first."""
    from engine.cli.recorded import run_in_a_line

    with opened(store) as kept:
        entries = kept.runs()
    if json_:
        put(as_json([_entry_to_json(entry) for entry in entries], indent=2))
        return Exit.COMPLETED
    for entry in entries:
        if not put(run_in_a_line(entry)):
            break
    if not entries:
        say(f"no runs are kept in '{kept.path}'")
    return Exit.COMPLETED


@cli.command()
@click.argument("run", shell_complete=offers.runs)
@json_option
@click.option("--command", is_flag=True, help="Print the command that does the run again.")
@click.option(
    "--given", is_flag=True, help="Print the values it began with, as --inputs reads them."
)
@click.option(
    "--minimal", metavar="STEP", help="Print the smallest flow in which that step does it again."
)
@click.option("-o", "--output", metavar="FILE", help="Where to write what --minimal makes.")
@click.option("--timeline", is_flag=True, help="Show where the time went, and what held it up.")
@click.option("--compare", metavar="RUN", help="Show what differs from that run to this one.")
@click.option("--in-designer", is_flag=True, help="Show the run in the designer.")
@store_option
def show(
    run: str, json_: bool, command: bool, given: bool, minimal: str | None, output: str | None,
    timeline: bool, compare: str | None, in_designer: bool, store: str | None,
) -> int:  # fmt: skip
    """Show what a run came to; the beginning of its id is enough."""
    from engine.cli.recorded import run_in_words
    from engine.report import result_to_json
    from engine.state import replay

    check_one_of(json_=json_, command=command, given=given, minimal=minimal, output=output)
    others = command or given or minimal is not None or (json_ and in_designer)
    check_views(timeline=timeline, compare=compare, in_designer=in_designer, others=others)
    with opened(store) as kept:
        entry = kept.find(run)
        if in_designer:
            return open_in_designer(kept, entry)
        recipe = kept.recipe(entry.run)
        if given:
            return put_given(recipe)
        plan = recipe.plan(entry.folder)
        records = kept.read_records(entry.run, plan)
        if command:
            return put_command(kept, entry, recipe, records, store)
        state = replay(records, entry.run)
        if lost := kept.loss(entry, len(records)):
            say(f"backcast: {lost}")
        if compare is not None:
            return put_comparison(kept, entry, state, compare, json_=json_)
        if not (timeline or json_ or minimal is not None):  # they do not say what was taken
            plan = plan_as_run(kept, entry, recipe, plan)
    if timeline:
        return put_timeline(entry, records, json_=json_)
    if minimal is not None:
        return put_minimal(entry, recipe, state, minimal, output)
    if json_:
        told = result_to_json(state) | {"flow": entry.flow, "status": entry.status}
        put(as_json(told))
        return Exit.FAILED if lost else Exit.COMPLETED
    for line in run_in_words(entry, plan, state, kept.last_words(entry.run)):
        if not put(line):
            break
    return Exit.FAILED if lost else Exit.COMPLETED


@cli.command()
@click.argument("run", shell_complete=offers.runs)
@manner_options
@terms_options
@yes_option
@store_option
@trust_option
def resume(
    run: str,
    json_: bool,
    quiet: bool,
    verbose: bool,
    terms: Terms,
    yes: bool,
    store: str | None,
    trust: bool,
) -> int:
    """Go on with a run whose process died: what has ended stays, what was at work starts again."""
    from engine.store import INTERRUPTED

    check_terms(terms, json_=json_)
    with opened_for_runs(store) as kept:
        entry = kept.find(run)
        if entry.status != INTERRUPTED:
            raise _not_interrupted(entry)
        recipe = kept.recipe(entry.run)
        loaded = _loaded(kept, recipe, entry.folder, recipe.again)
        require_trust(loaded, entry.path, trust=trust, quiet=quiet or json_)
        journal, left = kept.resume(entry.run, loaded.plan, loaded.registry.is_repeatable)
        with journal:
            _ask_to_repeat(loaded, left, yes=yes)
            if left.lost and not quiet:
                say(_lost(left.lost))
            loaded = remembering(kept, loaded, recalls=recipe.again is None)
            manner = Manner(json_, quiet, verbose)
            with terms.bounds(loaded.plan.origin, quiet=quiet) as bounds:
                return perform(loaded, manner, bounds, journal=journal, left=left)


@cli.command()
@click.argument("run", shell_complete=offers.runs)
@click.option("--from", "start", metavar="STEP", required=True, help="The first step to run again.")
@click.option("--edited", is_flag=True, help="Run the flow file as it is now, not as it was then.")
@manner_options
@terms_options
@yes_option
@store_option
@trust_option
def rerun(
    run: str,
    start: str,
    edited: bool,
    json_: bool,
    quiet: bool,
    verbose: bool,
    terms: Terms,
    yes: bool,
    store: str | None,
    trust: bool,
) -> int:
    """Run a step and all that follows from it again, with the other results of a run as they are."""
    from engine.state import replay
    from engine.store import Again

    check_terms(terms, json_=json_)
    with opened_for_runs(store) as kept:
        entry = kept.find(run)
        ran = kept.recipe(entry.run)
        recipe = recipe_of_rerun(ran, entry, edited=edited, quiet=quiet)
        again = Again(entry.run, _planned(recipe.plan(entry.folder), start, entry.run))
        plan = _runnable(recipe, entry.folder)
        old = replay(kept.read_records(entry.run, ran.plan(entry.folder)), entry.run)
        loaded = _taking(recipe, entry.folder, plan, old, again)
        require_trust(loaded, entry.path, trust=trust, quiet=quiet or json_)
        lost = kept.loss(entry, old.last_seq)
        if lost and not quiet:
            say(f"warning: {lost}, and done again")
        _ask_to_begin_again(loaded, old, plan.fed_by([again.start]), lost=bool(lost), yes=yes)
        loaded = remembering(kept, loaded, recalls=False)  # again means again
        with terms.bounds(loaded.plan.origin, quiet=quiet) as bounds:
            journal = begun(kept, loaded, entry.file, again)
            return perform(loaded, Manner(json_, quiet, verbose), bounds, journal=journal)


def _loaded(kept: Store, recipe: Recipe, folder: Path, again: Again | None) -> Loaded:
    """What is to be run; of a rerun, with the results that it takes from the other run.

    Raises:
        PlanError: It cannot be run any more: a kind or a file is gone.
        StoreError: The other run is gone.
    """
    from engine.registry import Registry
    from engine.state import replay

    plan = _runnable(recipe, folder)
    if again is None:
        return Loaded(recipe.flow, recipe.text, plan, Registry.installed(), folder)
    return _taking(recipe, folder, plan, replay(kept.read_records(again.run)), again)


def _runnable(recipe: Recipe, folder: Path) -> Plan:
    from engine.registry import Registry

    plan = recipe.plan(folder, Registry.installed())
    plan.require_runnable()
    return plan


def _taking(recipe: Recipe, folder: Path, plan: Plan, old: RunState, again: Again) -> Loaded:
    """What is to be run of a rerun, with the results that it takes from the `old` run, by its own Plan."""
    from engine.recall import RecallingRegistry, recalling, unchanged

    known = unchanged(old, plan, again.start)
    taking = recalling(plan, known, again.run)
    return Loaded(recipe.flow, recipe.text, taking, RecallingRegistry(known), folder)


def _entry_to_json(entry: RunEntry) -> dict[str, JSON]:
    from engine.clock import iso

    return {
        "run": entry.run,
        "flow": entry.flow or entry.file,
        "status": entry.status,
        "started": iso(entry.started),
        "ended": None if entry.ended is None else iso(entry.ended),
    }


def _not_interrupted(entry: RunEntry) -> Exception:
    from engine.errors import StoreError
    from engine.store import RUNNING, run_is_on

    if entry.status == RUNNING:
        return run_is_on(entry.run)
    again = f"'backcast rerun {entry.run} --from STEP' runs a part of it again"
    message = f"run '{entry.run}' has ended ({entry.status}): there is nothing to resume; {again}"
    return StoreError(message, kind="run_ended", names=[entry.run])


def _lost(steps: Sequence[StepId]) -> str:
    """Which Steps that had ended are done again, and why."""
    names = ", ".join(f"'{step}'" for step in steps)
    told = "step {} is" if len(steps) == 1 else "steps {} are"
    return f"{told.format(names)} done again, since what came of it could not be kept"


def _ask_to_repeat(loaded: Loaded, left: Usable, *, yes: bool) -> None:
    """Make sure that work which must not be repeated may begin again.

    Raises:
        StoreError: There is nobody to ask.
    """
    steps = left.careful(loaded.registry.is_repeatable)
    names = ", ".join(f"'{step}'" for step in steps)
    told = f"{names} had begun when the run was cut off, and must not be repeated"
    if gone := [step for step in steps if step in left.lost]:
        told = f"{_lost(gone)}, but must not be repeated"
    _ask(steps, told, "resume", yes=yes)


def _ask_to_begin_again(
    loaded: Loaded, old: RunState, asked: Collection[StepId], *, lost: bool, yes: bool
) -> None:
    """Make sure that a rerun may begin what must not be repeated, besides what it was `asked` for.

    `lost` says that nobody knows all that had begun.

    Raises:
        StoreError: There is nobody to ask.
    """
    from engine.recall import begun_again, recalled_from

    plan = loaded.plan
    begun = dict(begun_again(plan, old.steps, asked))
    how = "had begun in that run, and no result of it stands"
    if lost:
        how = "may have begun in that run"
        rest = (name for name in plan.steps if name not in asked and not recalled_from(plan, name))
        begun |= {name: (plan.steps[name],) for name in rest if name not in begun}
    repeatable = loaded.registry.is_repeatable
    steps = [name for name, those in begun.items() if not all(map(repeatable, those))]
    names = ", ".join(f"'{step}'" for step in steps)
    _ask(steps, f"{names} {how}, and must not be repeated", "rerun", yes=yes)


def _ask(steps: Sequence[StepId], told: str, command: str, *, yes: bool) -> None:
    """Have it allowed that Steps begin again.

    Raises:
        StoreError: There is nobody to ask.
    """
    from engine.errors import StoreError

    if not steps or yes:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        click.confirm(f"{told}. Begin again?", err=True, abort=True)
        return
    message = f"{told}; see what came of it, and {command} with --yes to let it begin again"
    raise StoreError(message, kind="not_repeatable", names=steps)


def _planned(plan: Plan, step: str, run: str) -> StepId:
    from engine.codec.wording import did_you_mean
    from engine.flow import StepId
    from engine.inside import room_of

    if step in plan.steps:
        return StepId(step)
    if cause := plan.excluded.get(StepId(step)):
        raise click.UsageError(f"the run did not run step '{step}': {cause.message}")
    if (room := room_of(step)) and room.around.step in plan.steps:
        whole = f"backcast rerun {run} --from {room.around.step}"
        told = f"'{step}' is inside of step '{room.around.step}', which begins again as a whole"
        raise click.UsageError(f"{told}: {whole}")
    known: Collection[str] = plan.steps
    hint = did_you_mean(step, known) or (
        f"; it has {', '.join(known)}" if known else "; it has none"
    )
    raise click.UsageError(f"the run has no step '{step}'{hint}")
