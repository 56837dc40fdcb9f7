"""The exact command that does a run again without a window: what was given, where it led, nothing else.

A value goes into the command where it can be written there and read back the same; what is long goes
through `backcast show RUN --given`, which gives the values of a run that is kept. A secret stays the
reference that it was. Reads nothing but the flow file and the store, and starts nothing.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.cause import listed
from engine.codec import canonical, read_flow
from engine.errors import EngineError, StoreError
from engine.flow import Flow, Name, StepId
from engine.givens import type_of, typed
from engine.secret import references, referred
from engine.state import RunState
from engine.store import Recipe, Store
from engine.value import ABSENT, JSON, Value, encode, same

LONG: Final = 400
"""Characters of a value that still stand in a command."""

PROGRAM: Final = "backcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headless:
    """A command, word by word; `text` is what to paste into a shell.

    `first` is what writes values into its standard input, where they are too long for a command. `notes`
    are sentences about what the command cannot do again.
    """

    words: tuple[str, ...]
    first: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The command, quoted as a shell takes it."""
        piped = f"{shlex.join(self.first)} | " if self.first else ""
        return piped + shlex.join(self.words)


def run_command(
    flow: Flow,
    file: Path,
    given: Mapping[Name, Value],
    goals: Collection[StepId] | None = None,
    *,
    run: str = "",
    store: Path | None = None,
    executor: str = "",
) -> Headless:
    """The command that runs a flow file again with these values; `goals` where they are not the file's.

    `flow` is what was run; what the file says by now is read. `run` is the id under which the run is kept,
    if it is, and `store` where, if not in the usual place: long values are taken from there. `executor` is
    where its work is to be done, if not here.

    Raises:
        EngineError: Only a part of the file's Flow was run, and no command runs just that.
    """
    flow, goals = _filed(flow, file, given), flow.goals if goals is None else goals
    short: list[str] = []
    is_long, notes = False, []
    for name, value in stated(flow, given).items():
        word = _word(flow, name, value)
        if word is None or (run and len(word) > LONG):
            is_long = is_long or bool(run)
            if word is None and not run:
                notes.append(f"'{name}' cannot be written into a command, and is left out")
        else:
            short += ["-i", word]
        if any(one.startswith("answer:") for one in references(value)):
            notes.append(f"'{name}' was typed by a person and is not kept: give another reference")
    chosen = goals if frozenset(goals) != flow.goals else ()
    ends = [word for goal in sorted(chosen) for word in ("--goal", goal)]
    at = ["--store", str(store)] if store is not None else []
    ends += ["--executor", executor] if executor not in ("", "local") else []
    if is_long:
        first = (PROGRAM, "show", run, "--given", *at)
        words = (PROGRAM, "run", str(file), "--inputs", "-", *ends, *at)
        return Headless(words=words, first=first, notes=tuple(notes))
    return Headless(words=(PROGRAM, "run", str(file), *short, *ends, *at), notes=tuple(notes))


def edit_notes(state: RunState) -> tuple[str, ...]:
    """A sentence for each Step that was given other values while its run was held: no command does that."""
    return tuple(
        f"{listed(one.edited)} of step '{step}' was given another value at a breakpoint: "
        "the command does not do that"
        for step, one in state.steps.items()
        if one.edited
    )


def rerun_command(kept: Store, recipe: Recipe, store: Path | None = None) -> Headless | None:
    """The command that does a run from a Step of another one on again; None where the run is no such one.

    `store` is where the runs are kept, if not in the usual place.

    Raises:
        EngineError: No command does it again: the other run is gone, or had no such Step.
    """
    if recipe.again is None:
        return None
    run, start = recipe.again
    try:
        other = kept.recipe(run)
    except StoreError as error:
        raise EngineError(
            f"no command does this run again: it took the other results of run '{run}', "
            "which is not kept any more"
        ) from error
    if start not in other.flow.steps:
        raise EngineError(
            f"no command does this run again: it took the other results of run '{run}', "
            f"which had no step '{start}'"
        )
    notes = []
    if canonical(other.flow) != canonical(recipe.flow):
        notes.append(f"the flow was edited after run '{run}': the command runs it as it was then")
    if dict(other.given) != dict(recipe.given) or set(other.goals) != set(recipe.goals):
        notes.append(f"run '{run}' had other values or goals: the command has those of that run")
    at = ("--store", str(store)) if store is not None else ()
    return Headless(words=(PROGRAM, "rerun", run, "--from", start, *at), notes=tuple(notes))


def stated(flow: Flow, given: Mapping[Name, Value]) -> dict[Name, Value]:
    """The given values without those that are only the defaults of the Flow's own inputs."""
    written = {
        output.writes(name)
        for step in flow.steps.values()
        if not step.disabled
        for name, output in step.outputs.items()
    }
    return {
        name: value
        for name, value in given.items()
        if name in written or not _is_default(flow, name, value)
    }


def given_json(given: Mapping[Name, Value]) -> dict[str, JSON]:
    """Given values as `--inputs` reads them; a secret is its reference, what is no JSON is left out."""
    values = {name: referred(value) for name, value in given.items()}
    return {name: value for name, value in values.items() if same(encode(value), value)}


def _filed(flow: Flow, file: Path, given: Mapping[Name, Value]) -> Flow:
    """What the file says by now, else the Flow that was run; raises where it would make more of the run."""
    try:
        there = read_flow(file).flow
    except (EngineError, OSError):
        return flow
    if not flow.steps.keys() < there.steps.keys():
        return there
    others = [step for id_, step in there.steps.items() if id_ not in flow.steps]
    made = {
        it.writes(name) for one in others if not one.disabled for name, it in one.outputs.items()
    }
    read = {
        a for one in flow.steps.values() for name, it in one.inputs.items() for a in it.reads(name)
    }
    if more := sorted((read & made) - given.keys()):
        raise EngineError(
            f"no command does this run again: it was of {listed(sorted(flow.steps))} alone, "
            f"and other steps of '{file.name}' would make {listed(more)}"
        )
    return there


def _is_default(flow: Flow, name: Name, value: Value) -> bool:
    declared = flow.inputs.get(name)
    if declared is None or declared.default is ABSENT:
        return False
    return same(declared.default, referred(value))


def _word(flow: Flow, name: Name, value: Value) -> str | None:
    """`NAME=VALUE` as `-i` reads it back; None where it cannot."""
    plain = referred(value)
    if not same(encode(plain), plain):
        return None
    texts = [plain] if isinstance(plain, str) else []
    for text in (*texts, json.dumps(plain, ensure_ascii=False)):
        try:
            back = typed(name, text.encode(), type_of(flow, name))
        except EngineError:
            continue
        if same(back, plain) and "\0" not in text:
            return f"{name}=@{text}" if text.startswith("@") else f"{name}={text}"
    return None
