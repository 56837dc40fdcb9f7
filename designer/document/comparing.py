"""What differs between two diagrams, in words: a line for each part, the most telling first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from designer.document.patch import Change, Patch

NAMED: Final = 6
"""Steps that are called by name in one line; of more, only how many there are."""


def differences(patch: Patch) -> tuple[str, ...]:
    """What a patch changes, as sentences without an end: `added 'pay'`, `changed 3 steps: …`."""
    lines = [*_parts(patch.steps, "step"), *_parts(patch.inputs, "Flow input")]
    if patch.goals.gained:
        lines.append(_named("made a Goal:", sorted(patch.goals.gained)))
    if patch.goals.lost:
        lines.append(_named("no Goal any more:", sorted(patch.goals.lost)))
    if settings := sorted(patch.settings.keys() - {"view"}):
        lines.append(f"the Flow's {', '.join(settings).replace('_', ' ')}")
    moved = [step for step in patch.places if step not in patch.steps]
    if moved:
        lines.append(_named("moved", moved))
    if not lines and not patch.is_empty:
        lines.append("how it is shown")
    return tuple(lines)


def _parts(changes: Mapping[Any, Change[Any]], what: str) -> list[str]:
    sorts = {
        "added": [key for key, change in changes.items() if change.before is None],
        "removed": [key for key, change in changes.items() if change.after is None],
        "changed": [key for key, change in changes.items() if None not in change],
    }
    lead = "" if what == "step" else f"{what} "
    return [_named(lead + word, sorted(keys), what) for word, keys in sorts.items() if keys]


def _named(word: str, names: list[Any], what: str = "step") -> str:
    listed = ", ".join(f"'{name}'" for name in names[:NAMED] if name) or "the Flow's inputs"
    more = len(names) - NAMED
    return f"{word} {listed} and {more} more {what}s" if more > 0 else f"{word} {listed}"
