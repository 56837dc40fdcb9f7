"""What may stand in a flow file: the names that the contract allows, and values that can be written.

Every edit's patch goes through `named`, and one that takes values from outside through `storable`
too, so that what an edit makes can always be saved and opened again. Knows neither drafts nor edits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias, cast

from designer.document.patch import Change, Patch
from designer.words import tr
from engine.codec import dump_flow, parse_flow
from engine.errors import FlowFileError
from engine.flow import NAME, STEP_ID, Flow, Name, Step, StepId

_Presets: TypeAlias = Mapping[str, Mapping[str, object]]


class EditRefused(Exception):
    """The edit would make something that cannot be; `sentence` says so to the user."""

    def __init__(self, sentence: str) -> None:
        """Take what the user is told: what, why, and what to do instead."""
        self.sentence = sentence
        super().__init__(sentence)


def checked_name(name: str, what: str) -> Name:
    """The name, if it can be that of a port or an Attribute.

    Raises:
        EditRefused: It cannot.
    """
    if not NAME.fullmatch(name):
        raise EditRefused(
            tr(
                "'{name}' cannot be the name of {what}: use letters, digits and '_', "
                "and do not begin with a digit.",
                name=name,
                what=tr(what),
            )
        )
    return Name(name)


def checked_id(step: str) -> StepId:
    """The id, if it can be a Step's.

    Raises:
        EditRefused: It cannot.
    """
    if not STEP_ID.fullmatch(step):
        raise EditRefused(
            tr(
                "'{step}' cannot be the id of a step: use small letters, digits, '-', '_' and '.', "
                "begin with a letter or digit, and stay within 64 characters.",
                step=step,
            )
        )
    return StepId(step)


def named(patch: Patch) -> Patch:
    """The patch, if every name that it brings can stand in a flow file.

    Raises:
        EditRefused: One cannot.
    """
    for step, change in patch.steps.items():
        if change.after is not None and change.after is not change.before:
            checked_id(step)
            _check_ports(change.after)
    for name, declared in patch.inputs.items():
        if declared.after is not None:
            checked_name(name, "a Flow input")
    if "presets" in patch.settings:
        _check_presets(*cast("Change[_Presets]", patch.settings["presets"]))
    return patch


def storable(patch: Patch) -> Patch:
    """The patch, if a flow file can hold every value that it brings.

    Raises:
        EditRefused: It cannot: a number is not finite or out of bounds, a text is no Unicode.
    """
    steps = {step: c.after for step, c in patch.steps.items() if c.after is not None}
    inputs = {name: c.after for name, c in patch.inputs.items() if c.after is not None}
    settings: dict[str, Any] = {key: c.after for key, c in patch.settings.items()}
    view = settings.pop("view", {})
    try:
        parse_flow(dump_flow(Flow(steps=steps, inputs=inputs, **settings), view), "the edit")
    except FlowFileError as error:
        why = str(error.problems[0])
        raise EditRefused(tr("A flow file cannot hold this: {why}", why=why)) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise EditRefused(
            tr(
                "A flow file cannot hold this: {why}. Use texts, finite numbers, lists and objects.",
                why=str(error),
            )
        ) from error
    return patch


def _check_ports(step: Step) -> None:
    """Its ports' names, and the Attributes that these say they read or write."""
    for name, source in step.inputs.items():
        checked_name(name, "an input")
        for attribute in source.sources:
            checked_name(attribute, "an Attribute")
    for name, output in step.outputs.items():
        checked_name(name, "an output")
        if output.attribute:  # none said: its own name
            checked_name(output.attribute, "an Attribute")


def _check_presets(before: _Presets | None, after: _Presets | None) -> None:
    """Names that a file brought are kept as they are; new ones have to be names."""
    known = before or {}
    for preset, values in (after or {}).items():
        if preset not in known and not preset.strip():
            raise EditRefused(tr("A preset needs a name. Give it one."))
        for name in sorted(values.keys() - known.get(preset, {}).keys()):
            checked_name(name, "an Attribute")
