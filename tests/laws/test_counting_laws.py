"""Counting down inputs decides what the general rule decides: the same, in the same order, at every fact."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.decision import Decision
from engine.plan import Plan
from engine.scheduler import Scheduler
from tests.laws import test_run_laws
from tests.laws.test_end_laws import Case, cases, ended, many
from tests.laws.test_run_laws import runs


class Twins:
    """Two schedulers, one that counts and one that does not, that are told the same and have to agree."""

    asked = 0

    def __init__(self, plan: Plan) -> None:
        self.counting, self.general = Scheduler(plan), Scheduler(plan, counts=False)

    @property
    def beginning(self) -> Iterator[None]:
        return iter(())

    def begin(self) -> list[Decision]:
        return self._both("begin")

    def retry(self, *told: Any) -> None:
        self.counting.retry(*told)
        self.general.retry(*told)

    def may_retry(self, *told: Any) -> bool:
        may = self.counting.may_retry(*told)
        assert may == self.general.may_retry(*told)
        return may

    def __getattr__(self, name: str) -> Any:
        return lambda *told: self._both(name, *told)

    def _both(self, name: str, *told: Any) -> list[Decision]:
        Twins.asked += 1
        decided: list[Decision] = getattr(self.counting, name)(*told)
        assert decided == getattr(self.general, name)(*told)
        return decided


@contextmanager
def twins() -> Iterator[None]:
    """Have every run in here decided by both."""
    asked = Twins.asked
    with (
        mock.patch("engine.runner.Scheduler", Twins),
        mock.patch.object(test_run_laws, "Scheduler", Twins),
    ):
        yield
    assert Twins.asked > asked


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_becomes_of_the_work_both_decide_the_same(data: st.DataObject) -> None:
    with twins():
        data.draw(runs())


@many(60)
@given(cases(), st.integers(1, 30))
def test_with_all_rules_at_once_and_in_runs_that_go_on_they_do_too(case: Case, left: int) -> None:
    with twins():
        whole = ended(case)
        cut = whole.records[: max(1, len(whole.records) - left)]
        assert ended(case, cut).state.settled
