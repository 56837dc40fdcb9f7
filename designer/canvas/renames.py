"""Which Step of a run a Step of the diagram is: the same id, until it is renamed. Qt-free, and pure.

A new id means no other work, so marks follow it. Undoing the renaming leads back by the same rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from designer.document.patch import Patch
from engine.flow import Step, StepId


@dataclass(frozen=True, slots=True)
class Renames:
    """The Steps that were renamed since the run began, both ways round."""

    in_run: Mapping[StepId, StepId] = field(default_factory=dict)
    """From the id of today to the one in the run."""
    today: Mapping[StepId, StepId] = field(default_factory=dict)

    def to_run(self, step: StepId) -> StepId | None:
        """What the run calls a Step; None where that id is another's there."""
        return self.in_run.get(step, None if step in self.today else step)

    def from_run(self, step: StepId) -> StepId:
        """What a Step of the run is called today."""
        return self.today.get(step, step)

    def after(self, patch: Patch) -> Renames:
        """The names after an edit, which may be a renaming."""
        ids = _renamed(patch)
        if ids is None:
            return self
        old, new = ids
        root = self.to_run(old)
        in_run = {step: of for step, of in self.in_run.items() if step != old}
        if root is not None and root != new:
            in_run[new] = root
        return Renames(in_run, {of: step for step, of in in_run.items()})


def _renamed(patch: Patch) -> tuple[StepId, StepId] | None:
    """The old and the new id, where a patch gives one Step another id and changes nothing else of it."""
    gone = [change.before for change in patch.steps.values() if change.after is None]
    come = [change.after for change in patch.steps.values() if change.before is None]
    match gone, come:
        case [Step() as before], [Step() as after] if replace(before, id=after.id) == after:
            return before.id, after.id
    return None
