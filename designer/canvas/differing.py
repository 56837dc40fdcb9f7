"""Of which Steps two Plans say something else, so that only those are looked at again. Qt-free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.flow import StepId
from engine.plan import Plan
from engine.problem import Problem


def differing(old: Plan | None, new: Plan | None) -> set[StepId]:
    """The Steps of which two Plans say something else."""
    one, other = old or Plan(), new or Plan()
    if bool(one.goals) != bool(other.goals) or (old is None) != (new is None):
        return {*one.steps, *one.excluded, *other.steps, *other.excluded, *_wanting(one, other)}
    steps = unequal(one.feeds, other.feeds) | unequal(one.excluded, other.excluded)
    if one.steps.keys() != other.steps.keys():
        steps |= one.steps.keys() ^ other.steps.keys()
    if one.missing != other.missing:
        steps |= _wanting(one, other)
    return steps


def _wanting(*plans: Plan) -> set[StepId]:
    return {step for plan in plans for wanting in plan.missing.values() for step in wanting}


def unequal(old: Mapping[StepId, object], new: Mapping[StepId, object]) -> set[StepId]:
    """The Steps for which two mappings hold something else."""
    if old is new:
        return set()
    was = old.get
    found = {step for step, it in new.items() if (one := was(step)) is not it and one != it}
    return found if old.keys() == new.keys() else found | (old.keys() - new.keys())


def by_step(problems: Iterable[Problem]) -> dict[StepId, list[Problem]]:
    """The problems of each Step that has any."""
    found: dict[StepId, list[Problem]] = {}
    for problem in problems:
        if problem.step is not None:
            found.setdefault(problem.step, []).append(problem)
    return found
