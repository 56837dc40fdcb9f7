"""The one way in which a diagram changes.

A patch says for everything that it touches what was there and what is there afterwards. So its
inverse is exact, two patches join into one, and a view can redraw just what a patch names. The laws:

    apply(a, diff(a, b)) == b
    apply(b, diff(a, b).inverse()) == a
    diff(a, b).then(diff(b, c)) == diff(a, c)

Values are compared as JSON is (`engine.value.same`): turning `1` into `true` is a change. Which
patch an edit makes is not said here (`edits`), nor who keeps them (`session.document`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, NamedTuple, TypeVar

from designer.document.diagram import Diagram, Place
from engine.flow import Declared, Flow, Name, Step, StepId
from engine.value import same

K = TypeVar("K")
T = TypeVar("T")

FLOW_SETTINGS: Final = ("name", "description", "presets", "on_failure", "extra")
"""The fields of a Flow that a patch replaces whole; `view`, the diagram's own, is the other one."""


class StalePatch(Exception):
    """The diagram is not the one that the patch was made for. A bug of the caller's."""

    def __init__(self, part: str, key: object) -> None:
        """Take the part of the patch ("steps") and the key at which the diagram differs."""
        self.part, self.key = part, key
        super().__init__(f"the patch expects something else at {part} '{key}'")


class Change(NamedTuple, Generic[T]):
    """What was there and what is there afterwards; None where there is nothing."""

    before: T | None
    after: T | None


class Flip(NamedTuple, Generic[K]):
    """What left a set and what came into it."""

    lost: frozenset[K] = frozenset()
    gained: frozenset[K] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A change of a diagram. Wires change because Steps do; `settings` has `FLOW_SETTINGS` and `view`."""

    steps: Mapping[StepId, Change[Step]] = field(default_factory=dict)
    places: Mapping[StepId, Change[Place]] = field(default_factory=dict)
    goals: Flip[StepId] = field(default_factory=lambda: Flip[StepId]())
    inputs: Mapping[Name, Change[Declared]] = field(default_factory=dict)
    settings: Mapping[str, Change[object]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return not (self.steps or self.places or any(self.goals) or self.inputs or self.settings)

    def inverse(self) -> Patch:
        """The patch that takes this one back."""
        return Patch(
            steps=_turned(self.steps),
            places=_turned(self.places),
            goals=Flip(self.goals.gained, self.goals.lost),
            inputs=_turned(self.inputs),
            settings=_turned(self.settings),
        )

    def then(self, later: Patch) -> Patch:
        """This and a later patch as one, without what the two cancel out."""
        return Patch(
            steps=_joined(self.steps, later.steps),
            places=_joined(self.places, later.places),
            goals=Flip(
                (self.goals.lost - later.goals.gained) | (later.goals.lost - self.goals.gained),
                (self.goals.gained - later.goals.lost) | (later.goals.gained - self.goals.lost),
            ),
            inputs=_joined(self.inputs, later.inputs),
            settings=_joined(self.settings, later.settings),
        )


def diff(old: Diagram, new: Diagram) -> Patch:
    """The patch that makes `new` of `old`. Looks at everything, but not into what is identical."""
    before, after = old.flow, new.flow
    return Patch(
        steps=_differences(before.steps, after.steps),
        places=_differences(old.places, new.places),
        goals=Flip(before.goals - after.goals, after.goals - before.goals),
        inputs=_differences(before.inputs, after.inputs),
        settings=_differences(_settings(old), _settings(new)),
    )


def apply(diagram: Diagram, patch: Patch) -> Diagram:
    """The diagram after the patch; what the patch does not name is shared, not copied.

    Raises:
        StalePatch: The diagram is not the one that the patch was made for.
    """
    settings = dict(_changed("settings", _settings(diagram), patch.settings))
    view = settings.pop("view")
    return Diagram(
        flow=_flow(diagram.flow, patch, settings),
        places=_changed("places", diagram.places, patch.places),
        view=view,
    )


def followed(selection: frozenset[StepId], patch: Patch) -> frozenset[StepId]:
    """The same Steps after a patch: without those that are gone, and a renamed one by its new id."""
    gone = {step for step, change in patch.steps.items() if change.after is None}
    come = {step for step, change in patch.steps.items() if change.before is None}
    if selection & gone and len(gone) == 1 and len(come) == 1:
        return (selection - gone) | come
    return selection - gone


def _flow(flow: Flow, patch: Patch, settings: Mapping[str, Any]) -> Flow:
    settled = patch.settings.keys() - {"view"}
    if not (patch.steps or any(patch.goals) or patch.inputs or settled):
        return flow  # so that what was worked out from this very Flow still holds
    return replace(
        flow,
        steps=_changed("steps", flow.steps, patch.steps),
        goals=_flipped(flow.goals, patch.goals),
        inputs=_changed("inputs", flow.inputs, patch.inputs),
        **settings,
    )


def _settings(diagram: Diagram) -> Mapping[str, Any]:
    settings = {name: getattr(diagram.flow, name) for name in FLOW_SETTINGS}
    return {**settings, "view": diagram.view}


def _turned(changes: Mapping[K, Change[T]]) -> Mapping[K, Change[T]]:
    return {key: Change(change.after, change.before) for key, change in changes.items()}


def _joined(first: Mapping[K, Change[T]], later: Mapping[K, Change[T]]) -> Mapping[K, Change[T]]:
    joined = dict(first)
    for key, change in later.items():
        before = first[key].before if key in first else change.before
        if same(before, change.after):
            joined.pop(key, None)
        else:
            joined[key] = Change(before, change.after)
    return joined


def _differences(old: Mapping[K, T], new: Mapping[K, T]) -> Mapping[K, Change[T]]:
    if old is new:
        return {}
    changes = {
        key: Change(before, new.get(key))
        for key, before in old.items()
        if not same(before, new.get(key))
    }
    for key, after in new.items():
        if key not in old:
            changes[key] = Change(None, after)
    return changes


def _changed(part: str, items: Mapping[K, T], changes: Mapping[K, Change[T]]) -> Mapping[K, T]:
    if not changes:
        return items
    for key, change in changes.items():
        if not same(items.get(key), change.before):
            raise StalePatch(part, key)
    copy = _with_another_key(items, changes)
    for key, change in changes.items():
        if change.after is None:
            copy.pop(key, None)  # what is renamed has its new key already
        else:
            copy[key] = change.after
    return copy


def renamed(changes: Mapping[K, Change[T]]) -> tuple[K, K] | None:
    """What something was called before and is called afterwards, where the one thing goes and one comes."""
    gone = [key for key, change in changes.items() if change.after is None]
    come = [key for key, change in changes.items() if change.before is None]
    return (gone[0], come[0]) if len(gone) == len(come) == 1 else None


def _with_another_key(items: Mapping[K, T], changes: Mapping[K, Change[T]]) -> dict[K, T]:
    """A copy in which what is renamed keeps its place."""
    names = renamed(changes)
    if names is None or names[0] == names[1]:
        return dict(items)
    old, new = names
    copy: dict[K, T] = {}
    for key, item in items.items():
        copy[new if key == old else key] = item
    return copy


def _flipped(goals: frozenset[StepId], flip: Flip[StepId]) -> frozenset[StepId]:
    for key in (flip.lost - goals) | (flip.gained & goals):
        raise StalePatch("goals", key)
    return (goals - flip.lost) | flip.gained
