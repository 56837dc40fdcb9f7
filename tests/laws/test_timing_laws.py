"""Laws of where the time of a run went, on random runs with random times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.clock import iso
from engine.flow import Flow
from engine.planner import make_plan
from engine.state import replay
from engine.timing import Course, Doing, Tape, course
from tests.laws.test_run_laws import CHOICES, Simulated
from tests.strategies import acyclic_flows, flows, policies, whole_inputs

MICRO = timedelta(microseconds=1)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def recorded(draw: st.DrawFn) -> list[e.Record]:
    """A random run, or the beginning of one, at random moments; the clock is set back now and then."""
    kinds = acyclic_flows(), acyclic_flows(policies), acyclic_flows(whole_inputs)
    flow: Flow = draw(st.one_of(flows(min_goals=1), *kinds))
    plan = make_plan(flow, given=dict.fromkeys(make_plan(flow).missing, 2))
    assume(not plan.faults and not plan.missing)
    run = Simulated(plan)
    for _ in range(4 * len(plan.steps) + 4):
        if not run.working:
            break
        step = draw(st.sampled_from(sorted(run.working)))
        run.go_on(step, draw(st.sampled_from(CHOICES)))
    at, records = 1_700_000_000.123, []
    kept = draw(st.one_of(st.just(len(run.records)), st.integers(1, len(run.records))))
    for record in run.records[:kept]:
        at += draw(st.sampled_from([0.0, 0.0, 0.000_001, 0.25, 1.5, -0.1]))
        records.append(record._replace(at=at))
    return records


@FEW
@given(recorded())
def test_bars_lie_within_the_run_and_their_spans_end_to_end(
    records: list[e.Record],
) -> None:
    tape = Tape().take_all(records)
    for bar in tape.bars():
        spans = [span for span in bar.spans if span.doing is not Doing.UNDO]
        end = tape.now if bar.end is None else bar.end
        assert sum(span.length for span in spans) == end
        assert all(span.length > 0 for span in spans)
        assert not spans or (spans[0].start, spans[-1].end) == (0, end)
        assert all(one.end == other.start for one, other in pairwise(spans))
        assert 0 <= bar.stirred <= end


@FEW
@given(recorded())
def test_the_times_are_those_of_the_events(records: list[e.Record]) -> None:
    tape, state = Tape().take_all(records), replay(records)
    assert {bar.step: bar.status for bar in tape.bars()} == {
        step: one.status for step, one in state.steps.items()
    }
    clock, latest = {}, 0
    for record in records:
        latest = max(latest, micros(record) - micros(records[0]))
        clock[record.seq] = latest
    for record in records:
        event = record.event
        if isinstance(event, e.StepStarted):
            assert tape.tracks[event.step].start == clock[record.seq]
        if isinstance(event, e.StepEnd) and event.step in tape.tracks:
            assert tape.tracks[event.step].end == clock[record.seq]
    for bar in tape.bars():
        if bar.status.is_terminal and bar.start is not None and bar.end is not None:
            worked = bar.spent(Doing.WORK, Doing.RETRY, Doing.PERSON)
            assert worked == bar.end - bar.start


@FEW
@given(recorded())
def test_the_critical_path_is_as_long_as_the_work_and_nothing_on_it_has_slack(
    records: list[e.Record],
) -> None:
    tape = Tape().take_all(records)
    found = course(tape)
    worked = [track for track in tape.tracks.values() if track.worked]
    ends = [tape.now if track.end is None else track.end for track in worked]
    assert found.makespan == max(ends, default=0)
    assert sum(found.links[s].lag + found.links[s].length for s in found.path) == found.makespan
    assert all(slack >= 0 for slack in found.slack.values())
    assert all(found.slack[step] == 0 for step in found.path)
    for before, after in pairwise(found.path):
        assert before in found.links[after].after
        assert found.links[before].end + found.links[after].lag == found.links[after].start


@FEW
@given(recorded())
def test_what_would_be_saved_is_no_more_than_a_step_took_and_nothing_where_it_has_slack(
    records: list[e.Record],
) -> None:
    found = course(Tape().take_all(records))
    for step, link in found.links.items():
        saved = found.saved(step)
        assert 0 <= saved <= link.length
        if found.slack[step] > 0:
            assert saved == 0
    assert _makespan(found) == found.makespan


@FEW
@given(recorded())
def test_more_time_than_its_slack_makes_the_run_longer_and_no_less_does(
    records: list[e.Record],
) -> None:
    found = course(Tape().take_all(records))
    for step, slack in found.slack.items():
        assert _makespan(found, step, slack) == found.makespan
        assert _makespan(found, step, slack + 1) == found.makespan + 1


def _makespan(found: Course, longer: str = "", by: int = 0) -> int:
    """The run made again, one Step taking so much longer."""
    ends: dict[str, int] = {}
    for step, link in found.links.items():
        start = max((ends[other] for other in link.after), default=0) + link.lag
        ends[step] = start + link.length + (by if step == longer else 0)
    return max(ends.values(), default=0)


def micros(record: e.Record) -> int:
    """The time of a record as the event stream says it."""
    return (datetime.fromisoformat(iso(record.at)) - datetime(1970, 1, 1, tzinfo=UTC)) // MICRO
