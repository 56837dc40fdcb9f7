"""What held a run up: who really waited for whom, the longest chain, slack, and what would be saved.

A Step began once the last of those that it waited for had ended, and a moment later: its *lag*, in which
it queued for a worker or waited for a deadline. Those three make the run again with other lengths: with
one of them 0, that is what the run would have taken had the Step been remembered. Lags are taken as they
were, so it is an estimate where workers were scarce.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final, NamedTuple

from engine.flow import Collect, StepId
from engine.timing.tape import Tape, Track

_AWAIT_ALL: Final = (Collect.LAST, Collect.SOME, Collect.NONE)


class Link(NamedTuple):
    """A Step in the schedule: when it began and ended, whom it waited for, and how long after them.

    Times in microseconds since the run began.
    """

    start: int
    end: int
    after: tuple[StepId, ...]
    lag: int

    @property
    def length(self) -> int:
        """How long it took."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How the time of a run hangs together. Times in microseconds; `links` in the order of beginning.

    `path` is the longest chain: each Step in it began because the one before it had ended, and the last
    one ended last. `slack` is how much longer each Step could have taken without the work of the whole
    run ending later; it is 0 on the path. `savings` is by how much the work would have ended earlier
    had a Step taken no time; those that save nothing are not in it.
    """

    makespan: int = 0
    path: tuple[StepId, ...] = ()
    links: Mapping[StepId, Link] = field(default_factory=dict)
    on_path: frozenset[StepId] = frozenset()
    slack: Mapping[StepId, int] = field(default_factory=dict)
    savings: Mapping[StepId, int] = field(default_factory=dict)

    def saved(self, step: StepId) -> int:
        """By how much the work would have ended earlier had the Step taken no time; 0 if it was not there."""
        return self.savings.get(step, 0)


def course(tape: Tape) -> Course:
    """Work out how the times on a tape hang together: a millisecond or so for every hundred Steps."""
    tracks = [track for track in tape.tracks.values() if track.start is not None]
    tracks.sort(key=lambda track: track.begun)
    links = {track.step: _link(tape, track) for track in tracks}
    links = _of_the_work(tape, links)
    if not links:
        return Course()
    makespan = max(link.end for link in links.values())
    last = max(links, key=lambda step: (links[step].end, tape.tracks[step].ended_by or tape.now))
    path, slack = _path(links, last), _slack(links, makespan)
    return Course(
        makespan=makespan, path=path, links=links, on_path=frozenset(path), slack=slack,
        savings=_savings(links, makespan, slack),
    )  # fmt: skip


def _link(tape: Tape, track: Track) -> Link:
    assert track.start is not None, "only Steps that have begun are linked"
    after = tuple(step for step in _awaited(tape, track) if _ended_before(tape, step, track.begun))
    if not after and track.first_at and _was_released(tape, track):
        after = (track.trigger,)
    ready = max((tape.tracks[step].end or 0 for step in after), default=0)
    return Link(
        track.start, tape.now if track.end is None else track.end, after, track.start - ready
    )


def _awaited(tape: Tape, track: Track) -> dict[StepId, None]:
    """The Steps that it waited for, each once, by its inputs."""
    found: dict[StepId, None] = {}
    for name, feed in tape.plan.feeds.get(track.step, {}).items():
        arrival = track.arrivals.get(name)
        if arrival is None:
            continue
        found |= dict.fromkeys(arrival.source.steps)
        if feed.collect in _AWAIT_ALL or arrival.source.how != "arrived":
            found |= dict.fromkeys(
                p.step for p in feed.producers if _ended_before(tape, p.step, arrival.seq)
            )
    if not track.worked:  # blocked or skipped: by what did not come
        for name, feed in tape.plan.feeds.get(track.step, {}).items():
            if name not in track.arrivals:
                found |= dict.fromkeys(p.step for p in feed.producers)
    found.pop(track.step, None)
    return found


def _ended_before(tape: Tape, step: StepId, seq: int) -> bool:
    other = tape.tracks.get(step)
    return other is not None and 0 < other.ended_by < seq


def _was_released(tape: Tape, track: Track) -> bool:
    """Whether it was asked for only after another Step had ended."""
    held = track.step not in tape.asked or not track.worked
    return held and _ended_before(tape, track.trigger, track.first)


def _of_the_work(tape: Tape, links: Mapping[StepId, Link]) -> dict[StepId, Link]:
    """Only what was worked on, and what that waited for: who was skipped at the end held nobody up."""
    wanted = [step for step in links if tape.tracks[step].worked]
    found = set(wanted)
    while wanted:
        fresh = [s for s in links[wanted.pop()].after if s not in found]
        found.update(fresh)
        wanted += fresh
    return {step: link for step, link in links.items() if step in found}


def _path(links: Mapping[StepId, Link], last: StepId) -> tuple[StepId, ...]:
    path = [last]
    while after := links[path[-1]].after:
        path.append(max(after, key=lambda step: links[step].end))
    return tuple(reversed(path))


def _slack(links: dict[StepId, Link], makespan: int) -> dict[StepId, int]:
    latest = dict.fromkeys(links, makespan)
    for step, link in reversed(links.items()):
        ready_by = latest[step] - link.length - link.lag
        for other in link.after:
            latest[other] = min(latest[other], ready_by)
    return {step: latest[step] - links[step].end for step in links}


def _savings(
    links: Mapping[StepId, Link], makespan: int, slack: Mapping[StepId, int]
) -> dict[StepId, int]:
    """By how much all would have ended earlier had a Step taken no time; without those where it is nothing.

    That is until the end of the longest chain without it: of one that was over before it, or of one that
    leads past it, from a Step (or the beginning) before it to one after it. So one walk in the order of
    beginning will do for all of them, with the links that lead past the present Step at hand, the one
    in the longest chain first.
    """
    number = {step: n for n, step in enumerate(links)}
    rest = {s: makespan - slack[s] - (link.start - link.lag) for s, link in links.items()}
    followers: dict[StepId, list[StepId]] = {step: [] for step in links}
    past: list[tuple[int, int]] = []
    for step, link in links.items():
        for other in link.after:
            followers[other].append(step)
        if not link.after:
            heappush(past, (-rest[step], number[step]))
    over, found = 0, {}
    for step, link in links.items():
        while past and past[0][1] <= number[step]:
            heappop(past)
        without = max(over, -past[0][0]) if past else over
        if (saved := min(link.length, makespan - without)) > 0:
            found[step] = saved
        over = max(over, link.end)
        for other in followers[step]:
            heappush(past, (-link.end - rest[other], number[other]))
    return found
