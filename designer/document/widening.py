"""Edits that give a Step an input which it did not have, where its kind takes any. Qt-free."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.draft import Draft, numbered
from designer.document.patch import Patch, apply
from designer.document.wiring import type_of
from engine.flow import Input, Name, Port, Step, StepId, Wire

OPEN_KINDS: Final[Collection[str]] = frozenset({"ask", "command", "file", "http", "set"})
"""Kinds whose inputs are whatever their config speaks of; those of others are given by code or a file."""
CONTENT: Final = Name("content")
"""The input that a file is written from."""
PATH: Final = Name("path")
"""The output that says where a file has been written."""


def is_open(step: Step) -> bool:
    """Whether a Step may be given any input that it lacks."""
    return step.kind in OPEN_KINDS


def plug_in(diagram: Diagram, source: Port, step: StepId) -> Patch:
    """Give a Step an input for what an output gives, of that name and type, and draw the wire to it.

    Raises:
        EditRefused: The wire cannot be: the Step feeds that output itself.
    """
    draft = Draft(diagram)
    taken = draft.step(step).inputs
    target = Port(step, numbered(_called(draft.step(step), source), lambda name: name in taken))
    added = edits.add_input(diagram, step, target.name, Input(type=type_of(draft, source)))
    made = apply(diagram, added)
    if draft.attribute(source) in made.flow.steps[step].inputs[target.name].reads(target.name):
        return added  # of one name: wired already
    return added.then(edits.connect(made, Wire(source, target)))


def _called(step: Step, source: Port) -> Name:
    """What the new input is called: like what it gets, but what is written to a file is its content."""
    writes = step.kind == "file" and step.config.get("action") != "read"
    return CONTENT if writes and CONTENT not in step.inputs else source.name
