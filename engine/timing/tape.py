"""Records to bars: what each Step was doing when, kept as the records come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from engine import events as e
from engine.clock import micros
from engine.flow import Collect, Name, StepId
from engine.plan import Plan
from engine.state import StepStatus
from engine.timing.labour import Labour, Mark
from engine.timing.spans import NOBODY, SECOND, Bar, Break, Doing, Span, Stint

_ENDS: Final[dict[type, StepStatus]] = {
    e.StepCompleted: StepStatus.COMPLETED,
    e.StepCached: StepStatus.CACHED,
    e.StepSkipped: StepStatus.SKIPPED,
    e.StepFailed: StepStatus.FAILED,
    e.StepBlocked: StepStatus.BLOCKED,
    e.StepCancelled: StepStatus.CANCELLED,
}


_CLEARLY: Final = 1000
"""Microseconds between two beginnings that are not one."""


class Arrival(NamedTuple):
    """An input that was settled: when, by which record, from where."""

    at: int
    seq: int
    source: e.Source


@dataclass(slots=True)
class Track:
    """What the records say of one Step. `first`, `begun` and `ended_by` are numbers of records.

    Where it had to begin again, `lost` is when its work began that was in vain.
    """

    step: StepId
    status: StepStatus = StepStatus.PENDING
    tries: int = 0
    start: int | None = None
    end: int | None = None
    lost: int | None = None
    first: int = 0
    begun: int = 0
    ended_by: int = 0
    first_at: int = 0
    trigger: StepId = NOBODY
    names: tuple[str, ...] = ()
    has_items: bool = False
    arrivals: dict[Name, Arrival] = field(default_factory=dict)
    labour: Labour = field(default_factory=Labour)
    tries_at: dict[int | None, int] = field(default_factory=dict)
    undo: list[tuple[int, int | None]] = field(default_factory=list)
    workers: dict[str, None] = field(default_factory=dict)
    bar: Bar | None = None
    """What it did when, once it has ended, where that takes long to work out."""

    def go_on(self, at: int, away: int, *, has_inner: bool) -> None:
        """Begin again, where nothing of what it is in the middle of outlives its process."""
        due = self.tries_at.get(None, 0)
        if due > at:  # it waits for a retry, whose time has come nearer
            self.labour.note(Mark(max(at, due - away), None, Doing.WORK, self.tries + 1))
        if due > at or has_inner:
            return
        self.lost = self.start if self.lost is None else self.lost
        self.start, self.labour, self.tries_at[None] = at, Labour(), at
        self.labour.note(Mark(at, None, Doing.WORK, self.tries))

    def reach_back(self, start: int) -> None:
        """Count work that was done before the run was cut off and stands, though the Step began once more."""
        if self.start is None or start > self.start - _CLEARLY:
            return
        self.start, self.lost, self.labour = max(0, start), None, Labour()
        self.labour.note(Mark(self.start, None, Doing.WORK, self.tries))

    @property
    def worked(self) -> bool:
        """Whether anything was done for it: it began, was remembered, or failed at once."""
        return self.status in (StepStatus.CACHED, StepStatus.FAILED) or bool(self.labour)


class Tape:
    """The times of one run, so far.

    Clocks that are set back do not make time run backwards: a record is never before the one before it.
    The `breaks` in the run are no part of it: `zero` moves on by their length.
    """

    def __init__(self, zero: int | None = None) -> None:
        """Begin with no record; `zero` is the time that is 0, in microseconds since 1970.

        `stints` are what workers elsewhere have done, in the order in which that was heard.
        """
        self.zero = zero
        self._last = self._ticked = 0
        self.ended: int | None = None
        self.breaks: list[Break] = []
        self.plan = Plan()
        self.tracks: dict[StepId, Track] = {}
        self.inner: dict[e.Inside, Tape] = {}
        self.stints: list[Stint] = []
        self.asked: frozenset[StepId] = frozenset()
        self._last_end = NOBODY
        self._pauses: list[tuple[int, int | None]] = []
        self._seq = 0

    @property
    def now(self) -> int:
        """How far the run has come: the time of its last record, or of a tick since."""
        return max(self._last, self._ticked)

    def take(self, record: e.Record) -> StepId | None:
        """Take the next record, and name the Step that it concerns, if any."""
        at = micros(record.at)
        if self.zero is None:
            self.zero = at
        event = record.event
        if type(event) is e.RunResumed and event.away is not None:
            self._go_on(at, micros(event.away))
        self._last = max(self._last, at - self.zero)
        self._seq = record.seq
        step: StepId | None = getattr(event, "step", None)
        match event:
            case e.Inner():
                self._take_inner(event, record)
            case e.RunStarted():
                self._start(event)
            case e.RunPaused():
                self._pauses.append((self._last, None))
            case e.RunResumed() if self._pauses:
                self._pauses[-1] = self._pauses[-1][0], self._last
            case e.RunCompleted() | e.RunFailed() | e.RunCancelled():
                self.ended, self._ticked = self._last, 0
                self._close_pause()
            case _ if step in self.tracks:
                self._take(self.tracks[step], event)
        return step

    def take_all(self, records: Iterable[e.Record]) -> Tape:
        """Take records, and give this tape."""
        for record in records:
            self.take(record)
        return self

    def tick(self, at: float) -> None:
        """Let time go on to `at`, in seconds since 1970, though nothing was recorded; not once it ended."""
        if self.zero is not None and self.ended is None:
            self._ticked = round(at * SECOND) - self.zero

    def since(self, at: float) -> int:
        """How far the run had come at a time in seconds since 1970."""
        gone = 0 if self.zero is None else micros(at) - self.zero
        for pause in reversed(self.breaks):
            if gone >= pause.at:
                break
            gone = min(gone + pause.length, pause.at)
        return max(0, gone)

    def time_of(self, moment: int) -> float:
        """When the run had come so far, in seconds since 1970: the last, at a break."""
        later = sum(pause.length for pause in self.breaks if pause.at >= moment)
        return ((self.zero or 0) + moment - later) / SECOND

    def bar(self, step: StepId) -> Bar:
        """What a Step was doing when, so far.

        Raises:
            KeyError: It is not in the Plan.
        """
        track = self.tracks[step]
        known = track.bar
        if known is not None and len(known.workers) == len(track.workers):
            return known
        made = self._bar(track)
        if track.end is not None and not track.undo and track.labour.is_long:
            track.bar = made
        return made

    def _bar(self, track: Track) -> Bar:
        step = track.step
        asked = 0 if step in self.asked or not track.first else track.first_at
        waits = self._waits(track, asked)
        work: Iterable[Span] = ()
        if track.start is not None:
            is_over = track.end is not None
            until = self.now if track.end is None else track.end
            work = track.labour.spans(track.start, until, is_over=is_over)
        undo = (Span(at, self.now if end is None else end, Doing.UNDO) for at, end in track.undo)
        arrived = (a.at for a in track.arrivals.values() if a.source.how == "arrived")
        stirred = min(arrived, default=_ready(track, asked))
        return Bar(
            step=step, status=track.status, start=track.start, end=track.end, tries=track.tries,
            stirred=max(asked, stirred), spans=(*waits, *work, *undo),
            workers=tuple(track.workers),
        )  # fmt: skip

    def bars(self) -> Iterator[Bar]:
        """Every Step of the run; those of runs inside Steps are `inner_bars`."""
        return map(self.bar, self.tracks)

    def inner_bars(self, way: str = "") -> Iterator[Bar]:
        """The Steps of the runs inside Steps, by `step/inner`, each after the one around it."""
        for inside, tape in self.inner.items():
            around = StepId(f"{way}{inside}")
            for bar in tape.bars():
                name = StepId(f"{around}/{bar.step}")
                yield replace(bar, step=name, inside=around)
            yield from tape.inner_bars(f"{around}/")

    def _start(self, event: e.RunStarted) -> None:
        self.plan = event.plan
        self.tracks = {step: Track(step) for step in event.plan.steps}
        self.asked = asked_at_once(event.plan)

    def _go_on(self, at: int, away: int) -> None:
        """Leave out a time in which the process was dead: what was in the middle of a try begins it again."""
        assert self.zero is not None, "something was recorded before"
        self.zero += away
        self._last = max(self._last, at - self.zero)
        self.breaks.append(Break(self._last, away))
        around = {inside.step for inside in self.inner}
        for track in self.tracks.values():
            if track.status is StepStatus.RUNNING and not track.has_items:
                track.go_on(self._last, away, has_inner=track.step in around)
        for tape in self.inner.values():
            tape._go_on(at, away)

    def _close_pause(self) -> None:
        if self._pauses and self._pauses[-1][1] is None:
            self._pauses[-1] = self._pauses[-1][0], self._last

    def _take_inner(self, event: e.Inner, record: e.Record) -> None:
        inside = e.Inside(event.step, event.item)
        if isinstance(event.event, e.RunStarted) or inside not in self.inner:
            self.inner[inside] = Tape(self.zero)
        self.inner[inside].take(e.Record(record.seq, record.at, event.event))

    def _take(self, track: Track, event: e.Event) -> None:
        if not track.first and not isinstance(event, e.Warning | e.StepOutput):
            track.first, track.first_at = self._seq, self._last
            track.trigger = self._last_end
        match event:
            case e.InputSettled() if event.source.how != "edited":  # it had come before
                track.arrivals[event.input] = Arrival(self._last, self._seq, event.source)
            case e.StepStarted():
                track.status, track.start, track.begun = StepStatus.RUNNING, self._last, self._seq
                track.tries, track.tries_at[None] = 1, self._last
                track.has_items = event.items is not None
                if event.items is None:
                    track.labour.note(Mark(self._last, None, Doing.WORK, 1))
                else:
                    track.labour.note(Mark(self._last, None, None, 1))
            case e.StepRetrying():
                due = self._last + round(event.delay * SECOND)
                track.tries = max(track.tries, event.attempt)
                track.labour.note(Mark(self._last, event.item, Doing.RETRY, event.attempt, due))
                track.tries_at[event.item] = due
            case e.ItemStarted():
                track.labour.note(Mark(self._last, event.item, Doing.WORK, 1))
                track.tries_at[event.item] = self._last
            case e.ItemCompleted() | e.ItemFailed():
                track.labour.note(Mark(self._last, event.item, None, event.tries))
                self._note_stint(track, event, event.item)
            case e.StepProgress() | e.StepOutput() if event.worker is not None:
                track.workers[event.worker] = None
            case e.QuestionAsked():
                track.labour.note(Mark(self._last, event.item, Doing.PERSON, track.tries))
            case e.QuestionAnswered():
                track.labour.note(Mark(self._last, event.item, Doing.WORK, track.tries))
            case e.UndoStarted():
                track.bar = None
                if track.undo and track.undo[-1][1] is None:  # it was cut off, and begins again
                    track.undo.pop()
                track.undo.append((self._last, None))
            case e.UndoCompleted() | e.UndoFailed() if track.undo:
                track.undo[-1] = track.undo[-1][0], self._last
            case _ if type(event) in _ENDS:
                self._end(track, event)

    def _end(self, track: Track, event: e.Event) -> None:
        track.status, track.end, track.ended_by = _ENDS[type(event)], self._last, self._seq
        track.names = getattr(event, "names", ())
        if isinstance(event, e.StepCompleted | e.StepFailed | e.StepCancelled):
            track.tries = event.tries
        if isinstance(event, e.StepCompleted | e.StepFailed):
            self._note_stint(track, event, None)
        if track.start is None:
            track.start, track.begun = self._last, self._seq
        if isinstance(event, e.StepCompleted) and event.took is not None:
            track.reach_back(self._last - micros(event.took))
        self._last_end = track.step

    def _note_stint(
        self,
        track: Track,
        event: e.StepCompleted | e.StepFailed | e.ItemCompleted | e.ItemFailed,
        item: int | None,
    ) -> None:
        """Note what a worker elsewhere has done."""
        began = track.tries_at.pop(item, self._last)
        if event.worker is not None:
            start = min(self._last, began + round((event.waited or 0.0) * SECOND))
            track.workers[event.worker] = None
            track.labour.note_afar(item, began, start, self._last, event.tries)
            self.stints.append(Stint(event.worker, track.step, item, start, self._last))

    def _waits(self, track: Track, asked: int) -> Iterator[Span]:
        """What it waited for before it began, or until now."""
        until = self.now if track.start is None else track.start
        if track.lost is not None:
            yield from self._waits(replace(track, start=track.lost, lost=None), asked)
            yield Span(track.lost, until, Doing.LOST)
            return
        if asked > 0:
            yield Span(0, min(asked, until), Doing.HELD)
        ready = min(_ready(track, asked), until)
        is_ready = not _cut_short(track) if track.start is not None else self._has_all(track)
        if not is_ready:
            ready = until
        if ready > asked:
            name, source = _binding(track) if is_ready else self._lacking(track)
            yield Span(asked, ready, Doing.INPUT, name, source)
        for start, end, paused in _split(max(ready, asked), until, self._pauses):
            yield Span(start, end, Doing.PAUSE if paused else Doing.QUEUE)

    def _has_all(self, track: Track) -> bool:
        """Whether all its inputs are there, though it has not begun."""
        was_asked = bool(track.first) or track.step in self.asked
        return was_asked and track.arrivals.keys() >= self.plan.feeds.get(track.step, {}).keys()

    def _lacking(self, track: Track) -> tuple[str, StepId]:
        """The first input that has not come, and who would give it."""
        feeds = self.plan.feeds.get(track.step, {})
        for name, feed in feeds.items():
            if name not in track.arrivals and feed.producers:
                return name, feed.producers[0].step
        return "", NOBODY


def asked_at_once(plan: Plan) -> frozenset[StepId]:
    """The Steps that are asked for as a run of the Plan begins: not stand-ins, nor what a gate hides."""
    found, front = set(plan.goals) & set(plan.steps), [g for g in plan.goals if g in plan.steps]
    while front:
        step = front.pop()
        inputs, feeds = plan.steps[step].inputs, plan.feeds.get(step, {})
        gates = [n for n, port in inputs.items() if port.match and n in feeds]
        for name in gates or feeds:
            feed = feeds[name]
            only_first = feed.collect is Collect.FIRST
            for producer in feed.producers[:1] if only_first else feed.producers:
                if producer.step in plan.steps and producer.step not in found:
                    found.add(producer.step)
                    front.append(producer.step)
    return frozenset(found)


def _cut_short(track: Track) -> bool:
    """Whether it ended before all its inputs were there."""
    return not track.worked


def _ready(track: Track, asked: int) -> int:
    """When the last input had come."""
    before = (a.at for a in track.arrivals.values() if not track.begun or a.seq < track.begun)
    return max(before, default=asked)


def _binding(track: Track) -> tuple[str, StepId]:
    """The input that came last, and the Step that gave it."""
    name = max(track.arrivals, key=lambda one: track.arrivals[one].seq, default=Name(""))
    steps = track.arrivals[name].source.steps if name else ()
    return name, steps[-1] if steps else NOBODY


def _split(
    start: int, end: int, pauses: list[tuple[int, int | None]]
) -> Iterator[tuple[int, int, bool]]:
    """A stretch of time cut where the run was paused: start, end, and whether it was."""
    at = start
    for began, over in pauses:
        low, high = max(began, at), end if over is None else min(over, end)
        if low >= high:
            continue
        if low > at:
            yield at, low, False
        yield low, high, True
        at = high
    if end > at:
        yield at, end, False
