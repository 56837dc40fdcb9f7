"""What differs between two diagrams, in words: a line for each part, the most telling first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from designer.document.breakpoints import BREAKPOINTS
from designer.document.patch import Change, Patch
from designer.document.reroutes import REROUTES
from designer.document.scenery import Box, Panel, scenery
from designer.words import quoted, tr, within
from engine.value import JSON

NAMED: Final = 6
"""Steps that are called by name in one line; of more, only how many there are."""
_PARTS: Final = {"config": "Configuration", "when": "Only when", "policy": "Policies"}
"""What parts of a Step are called, where that is not their own name."""
_PANELS: Final = {
    "note": (
        "note added: {names}", "note removed: {names}", "note changed: {names}", "note moved: {names}",
    ),
    "frame": (
        "frame added: {names}", "frame removed: {names}", "frame changed: {names}",
        "frame moved: {names}",
    ),
}  # fmt: skip
LETTERS: Final = 40
"""Of a note that are told of it."""
_NOTHING: Final = Panel("", Box(0, 0, 0, 0))
_TOLD: Final = frozenset({"frames", "notes", REROUTES, BREAKPOINTS})
"""What stands in a view and has words of its own."""
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
    moved = [step for step in patch.places if None not in patch.steps.get(step, ())]
    if moved:
        lines.append(tr("moved {names}", names=_listed(moved)))
    if (view := patch.settings.get("view")) is not None:
        lines += _picture(*(one if isinstance(one, dict) else {} for one in view))
    if not lines and not patch.is_empty:
        lines.append(tr("how it is shown"))
    return tuple(lines)


def _picture(before: Mapping[str, JSON], after: Mapping[str, JSON]) -> list[str]:
    """What differs in what the picture has besides cards."""
    old, new = scenery(before), scenery(after)
    told: dict[str, list[str]] = {}
    for key in {**old.panels, **new.panels}:
        was, now = old.panels.get(key), new.panels.get(key)
        if was != now:
            words = _PANELS[key.kind][_sort(was, now)]
            told.setdefault(words, []).append(beginning((now or was or _NOTHING).text))
    lines = [tr(words, names=_some(texts)) for words, texts in told.items()]
    if old.bends != new.bends:
        lines.append(tr("how wires are led"))
    if before.get(BREAKPOINTS) != after.get(BREAKPOINTS):
        lines.append(tr("breakpoints"))
    rest = {key for key in {**before, **after} if before.get(key) != after.get(key)}
    if rest - _TOLD:
        lines.append(tr("how it is shown"))
    return lines


def _sort(was: Panel | None, now: Panel | None) -> int:
    """Of what sort a difference is: added, removed, written anew, or only moved."""
    if was is None or now is None:
        return 0 if was is None else 1
    return 2 if was.text != now.text else 3


def beginning(text: str) -> str:
    """A text in quotes, in one line, and no more than the beginning of it."""
    line = " ".join(text.split())
    return quoted(f"{line[:LETTERS]}…" if len(line) > LETTERS else line)


def _some(names: list[str]) -> str:
    """The first of some names, and how many more there are."""
    listed, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return tr("{names} and {count} more", names=listed, count=more) if more > 0 else listed


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
    named = [f"{quoted(name)}{_differing(changes.get(name))}" for name in names if name]
    return _some(named) if named else tr("the Flow's inputs")


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
