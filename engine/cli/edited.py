"""A run's flow beside its file as it is by now: whether it was edited, and which of both is run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.cli.streams import say

if TYPE_CHECKING:
    from engine.flow import Flow
    from engine.store import Recipe, RunEntry


def recipe_of_rerun(recipe: Recipe, entry: RunEntry, *, edited: bool, quiet: bool) -> Recipe:
    """What to run again of a run: its own `recipe`, or with `edited` that of its flow's file by now.

    Where the file is another one by now and nobody asked for it, that is said.

    Raises:
        UsageError: It was asked for, and there is no such file.
        FlowFileError: It was asked for, and cannot be read as a flow.
    """
    from engine.codec import read_flow
    from engine.errors import FlowFileError
    from engine.subflow import load_children

    file = entry.path
    if file is None or not file.is_file():
        if edited:
            raise click.UsageError(f"the file that run '{entry.run}' was made of is not there")
        return recipe
    try:
        read = read_flow(file)
    except FlowFileError:
        if edited:
            raise
        return recipe
    if edited:
        own_goals = frozenset(recipe.goals) == recipe.flow.goals
        return recipe._replace(
            flow=read.flow,
            text=read.text,
            goals=tuple(sorted(read.flow.goals)) if own_goals else recipe.goals,
            flows=load_children(read.flow, entry.folder, file).flows,
        )
    if not quiet:
        told = "it is run as it was then. --edited runs it as it is now"
        note_edits(entry, recipe, entry.file, read.flow, told)
    return recipe


def note_edits(entry: RunEntry, recipe: Recipe, file: str, now: Flow, told: str) -> None:
    """Say that a file is not as a run was made of it, where it is not, and what follows from that."""
    from engine.codec import canonical

    if canonical(recipe.flow) != canonical(now):
        say(f"note: '{file}' is not as run '{entry.run}' was made of it; {told}")
