"""Steps, plans and flows of Argyll as a Flow; `engine.export.argyll` is the way back.

Reads what its API takes and gives: one step, a list of them, a catalogue, an execution plan, a flow's
state, and a request to start a flow beside its steps. Both its newest form (`service` with `http.invoke`)
and the ones before (`sync` and `async` with `http.endpoint`). What Backcast has no word for is kept under
`x-argyll`, so that it is there again when the Flow is exported.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.flow import Declared, Flow, Name, StepId
from engine.importing.argyll_step import StepReader, StepType
from engine.importing.imported import Imported, ImportRefused
from engine.importing.jsonfile import objects, sub, text, texts
from engine.importing.naming import Taken, listed, port_name, step_ids
from engine.value import JSON

INIT: Final = "init"
"""The preset that takes a flow's initial values."""

_TYPES: Final = frozenset(str(kind) for kind in StepType)


def is_argyll(document: JSON) -> bool:
    """Whether a JSON document looks like something of Argyll's."""
    return bool(_registrations(document)) or bool(
        isinstance(document, dict) and texts(document.get("goals")) and "init" in document
    )


def _registrations(document: JSON) -> list[dict[str, JSON]]:
    """The step registrations in a document, wherever its API puts them."""
    if isinstance(document, list):
        return [step for step in document if _is_step(step)]
    if not isinstance(document, dict):
        return []
    if _is_step(document):
        return [document]
    steps = document.get("steps")
    if isinstance(steps, list):
        return [step for step in steps if _is_step(step)]
    if isinstance(steps, dict):
        named = ({"id": key, **step} for key, step in objects(steps).items())
        return [step for step in named if _is_step(step)]
    for key in ("plan", "step"):
        if key in document and isinstance(document[key], dict):
            return _registrations(document[key])
    return []


def _is_step(value: JSON) -> bool:
    return isinstance(value, dict) and value.get("type") in _TYPES and (
        "attributes" in value or "http" in value or "script" in value or "flow" in value
    )  # fmt: skip


@dataclass(slots=True)
class Notes:
    """What could not be carried over, by what it was."""

    told: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    general: dict[str, None] = field(default_factory=dict)

    def add(self, step: str, words: str) -> None:
        """Note something of a Step."""
        if step not in self.told[words]:
            self.told[words].append(step)

    def all(self) -> tuple[str, ...]:
        """A sentence for each."""
        return (*(f"{listed(steps)}: {words}" for words, steps in self.told.items()), *self.general)


def import_argyll(document: JSON, title: str) -> Imported:
    """The Flow of a document of Argyll's.

    Raises:
        ImportRefused: It names goals and no steps.
    """
    registrations = _registrations(document)
    if not registrations:
        raise ImportRefused(
            "the document names goals and has no steps: import the plan, which has them, or put"
            " 'goals', 'init' and 'steps' into one object"
        )
    whole = document if isinstance(document, dict) else {}
    notes, fresh = Notes(), step_ids()
    ids = {
        text(step.get("id")): fresh(text(step.get("id")) or text(step.get("name")))
        for step in registrations
    }
    attributes = _Attributes()
    reader = StepReader(ids, attributes, notes)
    steps = {ids[text(step.get("id"))]: reader.read(step) for step in registrations}
    wanted = whole if "goals" in whole and not _is_step(whole) else sub(whole, "plan")
    goals = _goals(texts(sub(wanted, "goals")), ids, notes)
    init = _init(sub(whole, "init"), attributes, notes)
    for name, of in attributes.renamed.items():
        notes.general[f"the attribute '{of}' is called '{name}' here."] = None
    extra: dict[str, JSON] = {}
    if labels := sub(whole, "labels"):
        extra["x-labels"] = labels
    flow = Flow(
        name=text(sub(whole, "name")) or title,
        steps=steps,
        goals=goals,
        inputs={name: Declared() for name in init},
        presets={INIT: init} if init else {},
        extra=extra,
    )
    return Imported(what="steps of Argyll", flow=flow, notes=notes.all())


def _goals(named: list[str], ids: Mapping[str, StepId], notes: Notes) -> frozenset[StepId]:
    """The Goals by their ids here; one that is no step is told."""
    for goal in named:
        if goal not in ids:
            notes.general[f"the goal '{goal}' is not among the steps."] = None
    goals = frozenset(ids[goal] for goal in named if goal in ids)
    if not goals:
        notes.general["no Step is a Goal yet: mark those whose outcome you want."] = None
    return goals


class _Attributes:
    """Attributes by what Argyll calls them; a name that cannot be one here gets the nearest."""

    def __init__(self) -> None:
        self._names: dict[str, Name] = {}
        self._taken = Taken()
        self.renamed: dict[Name, str] = {}

    def __call__(self, of: str) -> Name:
        if of not in self._names:
            name = self._names[of] = Name(self._taken.fresh(port_name(of)))
            if name != of:
                self.renamed[name] = of
        return self._names[of]


def _init(init: JSON, attributes: _Attributes, notes: Notes) -> dict[Name, JSON]:
    """The initial values; of several candidates for a name the first."""
    made: dict[Name, JSON] = {}
    for name, values in init.items() if isinstance(init, Mapping) else ():
        candidates = values if isinstance(values, list) else [values]
        if len(candidates) > 1:
            notes.general[
                f"of {len(candidates)} initial values for '{name}' the first is kept."
            ] = None
        if candidates:
            made[attributes(name)] = candidates[0]
    return made
