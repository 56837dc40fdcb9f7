"""The command that answers why.

With `--json` it prints one object, in which names that are both a Step's and an Attribute's have two entries:

    {"run": null, "explanations": [
      {"subject": {"topic": "step", "name": "pay"}, "verdict": "planned",
       "sentences": [{"reason": "planned", "names": ["pay"], "message": "step 'pay' is ..."}],
       "chain": [{"topic": "step", "name": "pay"}, {"topic": "wire", "name": "pay.paid->ship.paid"}],
       "suggestions": [{"action": "give", "names": ["amount"], "message": "give 'amount' a value"}]}]}

`run` is the id of the run that is explained, null where it is the plan. `topic` is `step`, `attribute` or
`wire`; the first of `sentences` is the answer; verdicts are listed in `engine.explain`, actions in
`engine.explain.answer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from engine.cli import offers
from engine.cli.commands import given_options, load
from engine.cli.edited import note_edits
from engine.cli.exits import Exit
from engine.cli.history import cli
from engine.cli.performing import json_option
from engine.cli.storing import opened, plan_as_run, store_option
from engine.cli.streams import as_json, put, say

if TYPE_CHECKING:
    from engine.explain import Explanation
    from engine.plan import Plan
    from engine.state import RunState
    from engine.value import JSON

__all__ = ["cli"]


@cli.command()
@given_options
@click.argument("name", metavar="STEP|ATTRIBUTE|WIRE", shell_complete=offers.steps)
@click.option("--run", "run", metavar="RUN", help="Of this run, in place of what would run.")
@store_option
@json_option
def explain(name: str, run: str | None, store: str | None, json_: bool, **given: Any) -> int:
    """Say why a step runs or not, what it waits for, and what would change that.

    A wire is written 'a.out->b.in'; 'a->b' stands for every wire between two steps. 'outer/step' is a step
    of the flow that 'outer' runs, 'outer[2]/step' the one of an element.
    """
    found = _of_plan(name, given) if run is None else _of_run(name, run, store, given)
    if json_:
        put(as_json(_to_json(*found)))
        return Exit.COMPLETED
    for line in _in_words(found[1]):
        if not put(line):
            break
    return Exit.COMPLETED


def _of_plan(name: str, given: dict[str, Any]) -> tuple[str | None, tuple[Explanation, ...]]:
    from engine.explain import explain as explain_plan

    loaded = load(quiet=False, **given)
    return None, _known(loaded.plan, name, explain_plan(loaded.flow, loaded.plan, name), None)


def _of_run(
    name: str, run: str, store: str | None, given: dict[str, Any]
) -> tuple[str | None, tuple[Explanation, ...]]:
    """Explain a run by the flow that it was made of, which may differ from the file by now."""
    from pathlib import Path

    from engine.codec import read_flow
    from engine.explain import explain_run
    from engine.state import replay
    from engine.store import INTERRUPTED

    if any(given[option] for option in ("assignments", "inputs", "preset", "goals")):
        raise click.UsageError(
            "'--run' has its own values and goals: leave -i, --inputs, --set and --goal out"
        )
    read = read_flow(Path(given["file"]))
    with opened(store) as kept:
        entry = kept.find(run)
        recipe = kept.recipe(entry.run)
        plan = plan_as_run(kept, entry, recipe, recipe.plan(entry.folder))
        records = kept.read_records(entry.run, plan)
    if entry.status == INTERRUPTED:
        say(f"note: run '{entry.run}' was interrupted; this is how far it came")
    note_edits(entry, recipe, given["file"], read.flow, "the flow of the run is explained")
    state = replay(records, entry.run)
    return entry.run, _known(state.plan, name, explain_run(recipe.flow, state, name), state)


def _known(
    plan: Plan, name: str, found: tuple[Explanation, ...], state: RunState | None
) -> tuple[Explanation, ...]:
    """The same, if there is anything of that name.

    Raises:
        UsageError: There is not; names the nearest, or the elements that there are.
    """
    from engine.explain import elements_there, nearest_name

    if found:
        return found
    wrong = f"the flow has no step, attribute or wire '{name}'"
    if there := elements_there(plan.origin.flow, plan, name, state):
        raise click.UsageError(f"{wrong}; {there}")
    close = nearest_name(plan.origin.flow, plan, name)
    hint = f"; did you mean '{close}'?" if close else ""
    raise click.UsageError(f"{wrong}{hint}")


def _in_words(found: tuple[Explanation, ...]) -> Iterator[str]:
    """The answer first, then what belongs to it, then what would change it."""
    from engine.cli.progress import one_line

    for number, one in enumerate(found):
        if number:
            yield ""
        answer, *others = (one_line(sentence.message) for sentence in one.sentences)
        yield f"{answer[:1].upper()}{answer[1:]}."
        yield from (f"  - {told}" for told in others)
        if one.suggestions:
            yield "To change that:"
            yield from (f"  - {one_line(suggestion.message)}" for suggestion in one.suggestions)


def _to_json(run: str | None, found: tuple[Explanation, ...]) -> dict[str, JSON]:
    return {"run": run, "explanations": [_one_to_json(one) for one in found]}


def _one_to_json(one: Explanation) -> dict[str, JSON]:
    return {
        "subject": one.subject._asdict(),
        "verdict": str(one.verdict),
        "sentences": [
            {"reason": str(c.reason), "names": list(c.names), "message": c.message}
            for c in one.sentences
        ],
        "chain": [subject._asdict() for subject in one.chain],
        "suggestions": [
            {"action": str(s.action), "names": list(s.names), "message": s.message}
            for s in one.suggestions
        ],
    }
