"""A patch as a line of text, and the diagram that a base and such lines come to.

A line says only what is there afterwards, so undo and redo are lines like any other. Steps, inputs and
settings stand in it as in a flow file. Where the lines are kept is not said here (`session.journal`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.document.diagram import Diagram, Place
from designer.document.patch import FLOW_SETTINGS, Change, Patch
from engine.codec import flow_to_json, parse_flow
from engine.flow import Declared, Flow, Name, Step, StepId


def line_of(patch: Patch) -> bytes:
    """What the patch leaves behind, as one line of JSON."""
    settings = {
        name: patch.settings[name].after for name in FLOW_SETTINGS if name in patch.settings
    }
    flow = Flow(steps=_there(patch.steps), inputs=_there(patch.inputs), **_any(settings))
    line: dict[str, Any] = {"put": flow_to_json(flow)}
    line["gone"] = [key for key, change in patch.steps.items() if change.after is None]
    line["dropped"] = [key for key, change in patch.inputs.items() if change.after is None]
    line["places"] = {step: change.after for step, change in patch.places.items()}
    line["goals"] = [sorted(patch.goals.lost), sorted(patch.goals.gained)]
    line["set"] = list(settings)
    if "view" in patch.settings:
        line["view"] = patch.settings["view"].after
    text = json.dumps({key: part for key, part in line.items() if part or key == "view"})
    return text.encode() + b"\n"


class Ledger:
    """Adds up lines. Not a value: `take` changes it; `diagram` is what it has come to."""

    def __init__(self, base: Diagram) -> None:
        """Begin with what the first line was written for."""
        flow = base.flow
        self._flow, self._view = flow, base.view
        self._steps: dict[StepId, Step] = dict(flow.steps)
        self._inputs: dict[Name, Declared] = dict(flow.inputs)
        self._places: dict[StepId, Place] = dict(base.places)
        self._goals = set(flow.goals)
        self._settings: dict[str, Any] = {}

    def take(self, line: bytes) -> None:
        """Add a line.

        Raises:
            ValueError: It is no whole line of ours; nothing of it was added.
            FlowFileError: What it puts is not what a flow file can hold; nothing of it was added.
        """
        read = json.loads(line)
        if not (isinstance(read, dict) and isinstance(read.get("put"), dict)):
            raise ValueError("this is no line of a recovery journal")  # noqa: TRY004 - as documented
        flow = parse_flow(json.dumps(read["put"]).encode(), "the recovery journal").flow
        for gone in read.get("gone", ()):
            self._steps.pop(gone, None)
        for dropped in read.get("dropped", ()):
            self._inputs.pop(dropped, None)
        self._steps.update(flow.steps)
        self._inputs.update(flow.inputs)
        for step, place in read.get("places", {}).items():
            self._places.pop(step, None)
            if place is not None:
                self._places[step] = Place(*place)
        lost, gained = read.get("goals", ([], []))
        self._goals = (self._goals - set(lost)) | set(gained)
        self._settings.update((name, getattr(flow, name)) for name in read.get("set", ()))
        self._view = read.get("view", self._view)

    @property
    def diagram(self) -> Diagram:
        """What the base and the lines come to."""
        flow = replace(
            self._flow,
            steps=dict(self._steps),
            inputs=dict(self._inputs),
            goals=frozenset(self._goals),
            **self._settings,
        )
        return Diagram(flow=flow, places=dict(self._places), view=self._view)


def _there(changes: Mapping[Any, Change[Any]]) -> dict[Any, Any]:
    return {key: change.after for key, change in changes.items() if change.after is not None}


def _any(settings: Mapping[str, object]) -> dict[str, Any]:
    return dict(settings)
