"""Laws of every run: random Flows, and at every moment a random piece of work ends in a random way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.cause import stopped
from engine.decision import CancelWork, Decision, GiveUpRetry, StartWork
from engine.feed import Feed, Producer
from engine.flow import Collect, Flow, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.policy import OnFailure
from engine.scheduler import Scheduler
from engine.state import RunState, StepStatus, replay
from engine.value import ABSENT
from tests.strategies import acyclic_flows, flows

MANY = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
CHOICES = ["completes", "completes", "completes", "fails", "delivers less", "retries", "stop"]


class Simulated:
    """A run whose work ends as `choose` says, one piece at a time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.scheduler = Scheduler(plan)
        self.state = RunState()
        self.records: list[e.Record] = []
        self.working: dict[StepId, str] = {}  # what is being done: `work`, `wait`, `cancel`
        self.stopped = False
        self._record(e.RunStarted("random", plan, plan.given))
        self._carry_out(self.scheduler.begin())

    def _record(self, event: e.Event) -> None:
        record = e.Record(len(self.records) + 1, float(len(self.records)), event)
        self.records.append(record)
        self.state.apply(record)

    def _fact(self, event: e.Event) -> None:
        self._record(event)
        self._carry_out(self.scheduler.take(event))

    def _carry_out(self, decisions: list[Decision]) -> None:
        later: list[e.Event] = []
        for decision in decisions:
            match decision:
                case StartWork(step=step):
                    if self.state.steps[step].status is StepStatus.PENDING:
                        later.append(e.StepStarted(step))
                        self.working[step] = "work"
                case CancelWork(step=step):
                    if step in self.working:
                        self.working[step] = "cancel"
                case GiveUpRetry(step=step):
                    del self.working[step]
                    later.append(e.StepFailed(step, 1, "exception", "given up"))
                case fact:
                    self._record(fact)
                    if isinstance(fact, e.RunCompleted | e.RunFailed | e.RunCancelled):
                        self._record(e.RunSettled())
        for event in later:
            if isinstance(event, e.StepStarted) and self.state.steps[event.step].status.is_terminal:
                self.working.pop(event.step, None)  # skipped before it could begin
            else:
                self._fact(event)

    def go_on(self, step: StepId, how: str) -> None:
        doing = self.working.pop(step)
        if doing == "cancel":
            self._fact(e.StepCancelled(step, 1, "stopped", (), "stopped"))
        elif how == "stop" and not self.stopped:
            self.working[step] = doing
            self.stopped = True
            self._carry_out(self.scheduler.stop(_STOP))
        elif how == "retries" and doing == "work" and self.scheduler.may_retry(step):
            self.working[step] = "wait"
            self._fact(e.StepRetrying(step, 1, 1.0, "exception", "again"))
        elif how == "fails":
            self._fact(e.StepFailed(step, 1, "exception", "no"))
        else:
            if doing == "wait":
                self.scheduler.retry(step)
            self._complete(step, less=how == "delivers less")

    def _complete(self, step: StepId, *, less: bool) -> None:
        for name, output in self.plan.steps[step].outputs.items():
            if output.value is ABSENT and not (less and output.optional):
                self._fact(e.AttributeSet(output.writes(name), step, name, f"{step}.{name}"))
        self._fact(e.StepCompleted(step, 1))


_STOP = stopped()


@st.composite
def runs(draw: st.DrawFn) -> Simulated:
    """A whole run of a random Flow, with random ends of its work."""
    flow: Flow = draw(st.one_of(flows(min_goals=1), acyclic_flows()))
    flow = replace(flow, on_failure=draw(st.sampled_from(list(OnFailure))))
    wanted = make_plan(flow)
    plan = make_plan(flow, given=dict.fromkeys(wanted.missing, "given"))
    assume(not plan.faults)
    assume(not plan.missing)
    run = Simulated(plan)
    for _ in range(4 * len(plan.steps) + 4):
        if not run.working:
            break
        step = draw(st.sampled_from(sorted(run.working)))
        run.go_on(step, draw(st.sampled_from(CHOICES)))
    return run


@MANY
@given(runs())
def test_every_run_ends_and_every_step_in_a_terminal_status(run: Simulated) -> None:
    assert run.working == {}
    assert run.state.settled
    assert run.state.status.is_terminal
    assert all(step.status.is_terminal for step in run.state.steps.values())
    assert isinstance(run.records[-1].event, e.RunSettled)


@MANY
@given(runs())
def test_the_fold_of_the_records_is_the_state(run: Simulated) -> None:
    assert replay(run.records) == run.state


@MANY
@given(runs())
def test_a_run_completes_exactly_when_no_goal_failed(run: Simulated) -> None:
    goals = [run.state.steps[goal] for goal in run.plan.goals if goal in run.plan.steps]
    if run.stopped:
        assert run.state.status in ("cancelled", "completed", "failed")
    elif all(one.status is StepStatus.COMPLETED or one.reason == "gate" for one in goals):
        assert run.state.status == "completed"
        assert run.state.error is None
    else:
        assert run.state.status == "failed"
        assert run.state.error is not None


@MANY
@given(runs())
def test_work_begins_once_and_only_with_all_its_inputs_settled(run: Simulated) -> None:
    begun: set[StepId] = set()
    settled: dict[StepId, set[str]] = {step: set() for step in run.plan.steps}
    for record in run.records:
        match record.event:
            case e.InputSettled(step=step, input=name):
                assert name not in settled[step]
                settled[step].add(name)
            case e.StepStarted(step=step):
                assert step not in begun
                begun.add(step)
                assert settled[step] == set(run.plan.feeds.get(step, {}))


@MANY
@given(runs())
def test_a_value_is_that_of_the_first_producer_in_order_that_had_one(run: Simulated) -> None:
    there: dict[tuple[str, str], Any] = {}
    for record in run.records:
        match record.event:
            case e.AttributeSet(step=step, output=output, value=value):
                there[step, output] = value
            case e.InputSettled(step=step, input=name, source=source, value=value):
                feed = run.plan.feeds[step][name]
                if feed.collect is Collect.FIRST and source.how == "arrived":
                    assert value == next(
                        there[k] for p in feed.producers if (k := _key(p)) in there
                    )
                if feed.collect is Collect.ALL and source.how == "arrived":
                    assert len(value) == len(feed.producers) + len(feed.given)


@MANY
@given(runs())
def test_nothing_runs_unasked(run: Simulated) -> None:
    """Whoever began was a Goal, or its reader could not do with another producer at that time."""
    ended: set[str] = set()
    delivered: set[tuple[str, str]] = set()
    for record in run.records:
        match record.event:
            case e.AttributeSet(step=step, output=output):
                delivered.add((step, output))
            case e.StepStarted(step=step) if step not in run.plan.goals:
                assert any(
                    _asks(feed, producer, ended, delivered)
                    for feed in _feeds(run.plan)
                    for producer in feed.producers
                    if producer.step == step
                ), step
            case e.StepCompleted(step=step) | e.StepFailed(step=step) | e.StepSkipped(step=step):
                ended.add(step)
            case e.StepBlocked(step=step) | e.StepCancelled(step=step):
                ended.add(step)


@MANY
@given(runs())
def test_a_blocked_step_names_a_step_that_ended_without_success_or_without_the_output(
    run: Simulated,
) -> None:
    for record in run.records:
        if isinstance(record.event, e.StepBlocked):
            assert run.state.steps[record.event.root].status is not StepStatus.BLOCKED


def _feeds(plan: Plan) -> Iterator[Feed]:
    for feeds in plan.feeds.values():
        yield from feeds.values()


def _key(producer: Producer) -> tuple[str, str]:
    return producer.step, producer.output


def _asks(feed: Feed, producer: Producer, ended: set[str], delivered: set[tuple[str, str]]) -> bool:
    if feed.collect is Collect.ALL:
        return True
    before = feed.producers[: feed.producers.index(producer)]
    return all(
        p.step in ended and _key(p) not in delivered for p in before if p.step != producer.step
    )
