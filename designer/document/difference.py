"""What an edit would change for the Goals, told before it is made: from one Plan to another. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass

from designer.words import quoted, tr
from engine.flow import Name, StepId
from engine.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The Steps that would run as well or no longer, and the values that would be asked for or not."""

    more: tuple[StepId, ...] = ()
    fewer: tuple[StepId, ...] = ()
    needs: tuple[Name, ...] = ()
    spares: tuple[Name, ...] = ()
    stops: str = ""
    """Why it could not be run then, if it can now."""

    @property
    def words(self) -> str:
        """`+3 Steps, needs 'region'`."""
        parts = []
        if self.stops:
            parts.append(self.stops)
        if self.more:
            parts.append(_steps("+", len(self.more)))
        if self.fewer:
            parts.append(_steps("\u2212", len(self.fewer)))
        if self.needs:
            parts.append(tr("needs {names}", names=_listed(self.needs)))
        if self.spares:
            parts.append(tr("no longer needs {names}", names=_listed(self.spares)))
        return ", ".join(parts) or tr("changes nothing for the Goals")


def difference(before: Plan, after: Plan) -> Difference:
    """What is another in the second Plan. Both are of the same Goals, as a rule."""
    faults = {fault.message for fault in before.faults}
    more = tuple(step for step in after.steps if step not in before.steps)
    new = [
        fault.message
        for fault in after.faults
        if fault.message not in faults and frozenset(more).isdisjoint(fault.names)
    ]  # that a Step that is only being added has to be filled in goes without saying
    return Difference(
        more=more,
        fewer=tuple(step for step in before.steps if step not in after.steps),
        needs=tuple(name for name in after.missing if name not in before.missing),
        spares=tuple(name for name in before.missing if name not in after.missing),
        stops=new[0] if new else "",
    )


def _steps(sign: str, count: int) -> str:
    word = tr("{sign}1 Step", sign=sign) if count == 1 else ""
    return word or tr("{sign}{count} Steps", sign=sign, count=count)


def _listed(names: tuple[Name, ...]) -> str:
    shown = ", ".join(quoted(name) for name in names[:3])
    more = len(names) - 3
    return tr("{names} and {count} more", names=shown, count=more) if more > 0 else shown
