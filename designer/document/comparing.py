"""What differs between two diagrams, in words: a line for each part, the most telling first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from designer.document.patch import Change, Patch
from designer.words import tr, within

NAMED: Final = 6
"""Steps that are called by name in one line; of more, only how many there are."""
_PARTS: Final = {"config": "Configuration", "when": "Only when", "policy": "Policies"}
"""What parts of a Step are called, where that is not their own name."""
_STEPS: Final = ("added {names}", "removed {names}", "changed {names}")
_INPUTS: Final = (
    "Flow input added: {names}",
    "Flow input removed: {names}",
    "Flow input changed: {names}",
)


def differences(patch: Patch) -> tuple[str, ...]:
    """What a patch changes, as sentences without an end: `added 'pay'`, `changed 3 steps: …`."""
    lines = [*_parts(patch.steps, _STEPS), *_parts(patch.inputs, _INPUTS)]
    if patch.goals.gained:
        lines.append(tr("made a Goal: {names}", names=_listed(sorted(patch.goals.gained))))
    if patch.goals.lost:
        lines.append(tr("no Goal any more: {names}", names=_listed(sorted(patch.goals.lost))))
    if settings := sorted(patch.settings.keys() - {"view"}):
        listed = ", ".join(tr(name.replace("_", " ")) for name in settings)
        lines.append(tr("the Flow's {parts}", parts=listed))
    moved = [step for step in patch.places if step not in patch.steps]
    if moved:
        lines.append(tr("moved {names}", names=_listed(moved)))
    if not lines and not patch.is_empty:
        lines.append(tr("how it is shown"))
    return tuple(lines)


def _parts(changes: Mapping[Any, Change[Any]], words: tuple[str, str, str]) -> list[str]:
    """What was added, removed and changed, in these words for each."""
    sorts = (
        [key for key, change in changes.items() if change.before is None],
        [key for key, change in changes.items() if change.after is None],
        [key for key, change in changes.items() if None not in change],
    )
    pairs = zip(words, sorts, strict=True)
    return [tr(text, names=_listed(sorted(keys), changes)) for text, keys in pairs if keys]


def _listed(names: list[Any], changes: Mapping[Any, Change[Any]] = {}) -> str:
    named = (f"'{name}'{_differing(changes.get(name))}" for name in names[:NAMED] if name)
    listed = ", ".join(named) or tr("the Flow's inputs")
    more = len(names) - NAMED
    return tr("{names} and {count} more", names=listed, count=more) if more > 0 else listed


def _differing(change: Change[Any] | None) -> str:
    """The parts in which the two differ, where there are two: ` (title, inputs)`."""
    if change is None or change.before is None or change.after is None:
        return ""
    before, after = change.before, change.after
    parts = [
        one.name for one in fields(after) if getattr(before, one.name) != getattr(after, one.name)
    ]
    told = ", ".join(within(_PARTS.get(part, part.capitalize())) for part in parts)
    return f" ({told})" if told else ""
