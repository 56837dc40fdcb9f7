"""Laws of where the time of a run went, on random runs with random times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine import events as e
from engine.clock import iso
from engine.flow import Flow
from engine.planner import make_plan
from engine.state import replay
from engine.timing import Course, Doing, Span, Tape, course
from engine.timing.labour import Labour, Mark
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
        records.append(record._replace(at=at, event=draw(afar(record.event))))
    return records


@st.composite
def afar(draw: st.DrawFn, event: e.Event) -> e.Event:
    """The event, sometimes of work that a worker elsewhere has done, after a wait of some length."""
    worker = draw(st.sampled_from([None, "w1", "w2"]))
    if worker is None or not isinstance(event, e.StepCompleted | e.StepFailed):
        return event
    return replace(event, worker=worker, waited=draw(st.sampled_from([0.0, 0.25, 0.3, 9.0])))


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
            worked = bar.spent(Doing.WORK, Doing.RETRY, Doing.PERSON, Doing.WORKER)
            assert worked == bar.end - bar.start


@FEW
@given(recorded())
def test_what_workers_elsewhere_did_is_as_their_events_say(records: list[e.Record]) -> None:
    tape, state = Tape().take_all(records), replay(records)
    told = [r.event for r in records if isinstance(r.event, e.StepCompleted | e.StepFailed)]
    again = {r.event.step for r in records if isinstance(r.event, e.StepRetrying)}
    mine = [event for event in told if event.worker is not None and event.step in tape.tracks]
    assert [(one.worker, one.step) for one in tape.stints] == [(e.worker, e.step) for e in mine]
    for stint, event in zip(tape.stints, mine, strict=True):
        bar = tape.bar(stint.step)
        assert bar.workers == (event.worker,)
        assert state.steps[stint.step].worker == event.worker
        assert bar.start is not None
        assert bar.start <= stint.start <= stint.end == bar.end
        if stint.step not in again:
            wait = min(round((event.waited or 0) * 1e6), stint.end - bar.start)
            assert bar.spent(Doing.WORKER) == wait
            assert stint.start == bar.start + wait
    for bar in tape.bars():
        assert bar.workers or not bar.spent(Doing.WORKER)


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
        assert saved == found.makespan - _makespan(found, step, -link.length)
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


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12),
    st.integers(1, 3), st.integers(0, 5),
)  # fmt: skip
def test_elements_done_elsewhere_are_told_in_one_go_as_they_are_mark_by_mark(
    lengths: list[tuple[int, int]], workers: int, rest: int
) -> None:
    """A worker is at one element at a time, waits, and goes on; all elements were asked for at once."""
    free, done = [0] * workers, []
    for item, (gap, length) in enumerate(lengths):
        worker = min(range(workers), key=free.__getitem__)
        start = free[worker] + gap
        free[worker] = start + length
        done.append((start + length, item, start))
    at_once, by_mark = Labour(), Labour()
    by_mark._is_plain = False
    for labour in (at_once, by_mark):
        for item in range(len(lengths)):
            labour.note(Mark(0, item, Doing.WORK, 1))
        for end, item, start in sorted(done):
            labour.note(Mark(end, item, None, 1))
            labour.note_afar(item, 0, start, end, 1)
    end = max(free) + rest
    told = joined(at_once.spans(0, end, is_over=True))
    assert told == joined(by_mark.spans(0, end, is_over=True))
    working = {t for stop, _, start in done for t in range(start, stop)}
    for span in told:
        assert span.doing is Doing.WORK or not working & set(range(span.start, span.end))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans, with those that do the same one after the other as one."""
    found: list[Span] = []
    for span in spans:
        if found and (found[-1].doing, found[-1].end) == (span.doing, span.start):
            found[-1] = found[-1]._replace(end=span.end)
        else:
            found.append(span)
    return found


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
