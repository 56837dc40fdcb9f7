"""Decides what follows in a run. Pure: no clock, no task, no file; the same facts in, the same decisions out.

The rule is *demand*. Goals are asked for; a Step that is asked for asks for what its inputs need; a
Step starts when it is asked for and all its inputs are settled. For a `first` input only one stand-in
is asked at a time, the next when that one has ended without delivering; an `all` input asks for all.

Every input of every Step holds a claim on each of its producers until it is settled or its Step has
ended. A Step on which nobody holds a claim any more is not needed: pending, it is skipped; running, it
goes on until the Goals have ended. Goals hold a claim on themselves. So nothing that a held-back input
may still ask for is ever skipped, and every pending Step is settled one way or the other: whoever could
have asked for it either did, or let go. That is why every run ends once its work does.

Counts of open inputs and of claims make one fact cost only its neighbourhood. The scheduler takes the
facts that come from outside (`take`) and gives decisions; those among them that are facts (`Event`)
are accounted for already and only need recording, in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from engine import cause
from engine import events as e
from engine.cause import Cause, Reason
from engine.feed import Feed, Producer
from engine.flow import Collect, Name, StepId
from engine.plan import Fault, Plan
from engine.policy import OnFailure
from engine.value import ABSENT, Secret, Value


@dataclass(frozen=True, slots=True)
class StartWork:
    """All inputs of the Step are settled: begin its work."""

    step: StepId


@dataclass(frozen=True, slots=True)
class CancelWork:
    """The work in progress is not wanted any more: cancel it, and say so when it has ended."""

    step: StepId
    cause: Cause


@dataclass(frozen=True, slots=True)
class GiveUpRetry:
    """The Step waits for a retry that makes no sense any more: it fails with its last failure."""

    step: StepId


Command: TypeAlias = StartWork | CancelWork | GiveUpRetry
Decision: TypeAlias = e.Event | Command


@dataclass(slots=True)
class _Need:
    """An input that is not settled yet: which stand-in is up, how many of `all` are awaited."""

    feed: Feed
    next: int = 0
    awaited: int = 0


@dataclass(slots=True)
class _Node:
    """What the rule knows of one planned Step."""

    needs: dict[Name, _Need]
    claims: int = 0
    asked: bool = False
    running: bool = False
    waiting: bool = False  # for a retry
    ended: bool = False
    root: StepId | None = None  # where it went wrong, once it has ended without success


class Scheduler:
    """The rule, with what it has to remember of one run. Ask `begin` once, then `take` every fact."""

    def __init__(self, plan: Plan) -> None:
        """Take a runnable Plan; nothing is decided yet."""
        self._plan = plan
        self._nodes = {
            step: _Node({name: _Need(feed) for name, feed in plan.feeds.get(step, {}).items()})
            for step in plan.steps
        }
        self._readers: dict[StepId, list[tuple[StepId, Name, Producer]]] = {}
        self._values: dict[tuple[StepId, Name], Value] = {}
        self._faults: dict[StepId, Fault] = {}
        self._goals_open = {goal for goal in plan.goals if goal in plan.steps}
        self._goals_failed: list[StepId] = []
        self._open = len(self._nodes)
        self._stopping: Cause | None = None
        self._settled = False
        self._asks: deque[StepId] = deque()
        self._ends: deque[StepId] = deque()
        self._out: list[Decision] = []
        self._lay_claims()

    def _lay_claims(self) -> None:
        for goal in self._goals_open:
            self._nodes[goal].claims += 1
        for step, node in self._nodes.items():
            for name, need in node.needs.items():
                for producer in _working(need.feed):
                    self._nodes[producer.step].claims += 1
                    self._readers.setdefault(producer.step, []).append((step, name, producer))

    def begin(self) -> list[Decision]:
        """What follows from the run having started."""
        self._asks.extend(step for step in self._plan.steps if step in self._goals_open)
        return self._decide()

    def take(self, event: e.Event) -> list[Decision]:
        """What follows from a fact that was not this scheduler's own decision."""
        match event:
            case e.StepStarted(step=step):
                self._nodes[step].running = True
            case e.StepRetrying(step=step):
                self._nodes[step].waiting = True
            case e.AttributeSet(step=step, output=output, value=value):
                self._values[step, output] = value
            case e.StepCompleted(step=step):
                self._end(step)
            case e.StepFailed(step=step, reason=reason, message=message):
                self._faults[step] = Fault(reason, f"step '{step}' failed: {message}", (step,))
                self._end(step, root=step)
            case e.StepCancelled(step=step):
                self._end(step, root=step)
            case _:
                raise AssertionError(f"not a fact from outside: {event}")
        return self._decide()

    def retry(self, step: StepId) -> None:
        """Note that the wait for a retry is over and work goes on."""
        self._nodes[step].waiting = False

    def may_retry(self, step: StepId) -> bool:
        """Whether another try of failed work still makes sense."""
        return self._stopping is None and bool(self._goals_open) and not self._is_given_up(step)

    def stop(self, why: Cause) -> list[Decision]:
        """Give up everything: what has not begun is cancelled, work in progress is to be."""
        if self._stopping is None and not self._settled:
            self._stopping = why
            self._out.extend(CancelWork(step, why) for step in self._in_progress())
            self._cancel_pending(why)
        return self._decide()

    def _decide(self) -> list[Decision]:
        while self._ends or self._asks:
            if self._ends:
                self._follow_end(self._ends.popleft())
            else:
                self._ask(self._asks.popleft())
        if self._open == 0 and not self._settled:
            self._settled = True
            self._out += [self._verdict(), e.RunSettled()]
        decisions, self._out = self._out, []
        return decisions

    # asking

    def _ask(self, step: StepId) -> None:
        node = self._nodes[step]
        if node.asked or node.ended:
            return
        node.asked = True
        for name in list(node.needs):
            if not node.ended:
                self._open_need(step, name, node.needs[name])
        self._start_if_settled(step)

    def _open_need(self, step: StepId, name: Name, need: _Need) -> None:
        """Settle an input from what is there already, or ask for what it needs."""
        feed = need.feed
        if feed.literal is not ABSENT:
            self._settle(step, name, e.Source("literal"), feed.literal)
        elif feed.lost:
            self._lose(step, name, feed, step)
        elif feed.collect is Collect.ALL:
            self._ask_all(step, name, need)
        elif feed.given:
            source = e.Source("given", feed.given[:1])
            self._settle(step, name, source, self._plan.given[feed.given[0]])
        else:
            there = next((p for p in feed.producers if (p.step, p.output) in self._values), None)
            if there is None:
                self._ask_stand_in(step, name, need)
            else:
                self._settle_from(step, name, there)

    def _ask_stand_in(self, step: StepId, name: Name, need: _Need) -> None:
        """Ask for the first stand-in that has not ended; where there is none, the input is lost."""
        producers = need.feed.producers
        for producer in producers[need.next :]:
            if self._deliver(producer):
                self._settle_from(step, name, producer)
                return
            if not self._nodes[producer.step].ended:
                self._asks.append(producer.step)
                return
            need.next += 1
        self._lose(step, name, need.feed, producers[0].step if producers else step)

    def _ask_all(self, step: StepId, name: Name, need: _Need) -> None:
        """Ask for every producer; if one has ended already without delivering, the input is lost."""
        awaited = [p for p in need.feed.producers if not self._deliver(p)]
        for producer in awaited:
            if self._nodes[producer.step].ended:
                self._lose(step, name, need.feed, producer.step)
                return
        need.awaited = len(awaited)
        self._asks.extend(p.step for p in awaited)
        if not awaited:
            self._settle_list(step, name, need.feed)

    def _deliver(self, producer: Producer) -> bool:
        """Whether the value is there; a pinned one enters Flow state now that it is asked for."""
        key = (producer.step, producer.output)
        if key not in self._values and producer.value is not ABSENT:
            self._values[key] = producer.value
            self._out.append(e.AttributeSet(producer.attribute, *key, producer.value))
        return key in self._values

    # settling

    def _settle_from(self, step: StepId, name: Name, producer: Producer) -> None:
        source = e.Source("arrived", (producer.attribute,), (producer.step,))
        self._settle(step, name, source, self._values[producer.step, producer.output])

    def _settle_list(self, step: StepId, name: Name, feed: Feed) -> None:
        """Give an `all` input its list: by `from`, a given value before its Attribute's producers."""
        by_attribute: dict[Name, list[Producer]] = {}
        for producer in feed.producers:
            by_attribute.setdefault(producer.attribute, []).append(producer)
        values: list[Value] = []
        reads = self._plan.steps[step].inputs[name].reads(name)
        for attribute in reads:
            if attribute in feed.given:
                values.append(self._plan.given[attribute])
            values += [self._values[p.step, p.output] for p in by_attribute.get(attribute, ())]
        steps = tuple(p.step for p in feed.producers)
        self._settle(step, name, e.Source("arrived" if steps else "given", reads, steps), values)

    def _lose(self, step: StepId, name: Name, feed: Feed, lost: StepId) -> None:
        """The producers have ended: a required input blocks its Step, an optional one does without."""
        if feed.required:
            root = self._nodes[lost].root or lost
            self._out.append(e.StepBlocked(step, root, *cause.input_lost(name, root)))
            self._end(step, root=root)
        elif feed.default is ABSENT:
            self._settle(step, name, e.Source("left_out"), None)
        else:
            self._settle(step, name, e.Source("default"), feed.default)

    def _settle(self, step: StepId, name: Name, source: e.Source, value: Value) -> None:
        need = self._nodes[step].needs.pop(name)
        if self._plan.steps[step].inputs[name].type.secret and isinstance(value, str):
            value = Secret(value)
        self._out.append(e.InputSettled(step, name, source, value))
        self._let_go(need.feed)

    def _start_if_settled(self, step: StepId) -> None:
        node = self._nodes[step]
        if node.asked and not node.needs and not node.ended:
            self._out.append(StartWork(step))

    # ending

    def _end(self, step: StepId, root: StepId | None = None) -> None:
        node = self._nodes[step]
        node.ended, node.running, node.waiting, node.root = True, False, False, root
        self._open -= 1
        self._ends.append(step)

    def _follow_end(self, step: StepId) -> None:
        """Tell the readers, look at the Goals, and let go of what the Step still claimed."""
        for reader, name, producer in self._readers.get(step, ()):
            self._hear(reader, name, producer)
        if step in self._goals_open:
            self._end_goal(step)
        node = self._nodes[step]
        needs, node.needs = node.needs, {}
        for need in needs.values():
            self._let_go(need.feed)
        if not self._goals_open and self._stopping is None:
            self._cancel_unwanted()

    def _hear(self, step: StepId, name: Name, producer: Producer) -> None:
        """A producer of an input has ended: the input is settled, lost, or asks for another."""
        node = self._nodes[step]
        need = node.needs.get(name)
        if need is None or node.ended or not node.asked:
            return
        arrived = (producer.step, producer.output) in self._values
        if need.feed.collect is not Collect.ALL:
            if arrived:
                self._settle_from(step, name, producer)
            else:
                self._ask_stand_in(step, name, need)
        elif not arrived:
            self._lose(step, name, need.feed, producer.step)
        else:
            need.awaited -= 1
            if not need.awaited:
                self._settle_list(step, name, need.feed)
        self._start_if_settled(step)

    def _let_go(self, feed: Feed) -> None:
        """Give back the claims that an input held on its producers."""
        for producer in _working(feed):
            node = self._nodes[producer.step]
            node.claims -= 1
            if not node.claims and not node.ended and self._stopping is None:
                self._drop(producer.step, node)

    def _drop(self, step: StepId, node: _Node) -> None:
        """Nobody claims the Step: one that has not begun never will."""
        if not node.running:
            self._skip(step)
        elif node.waiting and self._is_given_up(step):
            self._give_up_retry(step, node)

    def _skip(self, step: StepId) -> None:
        goals = self._plan.because.goals(step)
        why = cause.goal_failed(goals) if self._has_lost_goals(step) else cause.nobody_waits()
        self._out.append(e.StepSkipped(step, *why))
        self._end(step, root=step)

    def _give_up_retry(self, step: StepId, node: _Node) -> None:
        node.waiting = False
        self._out.append(GiveUpRetry(step))

    # Goals

    def _end_goal(self, goal: StepId) -> None:
        self._goals_open.discard(goal)
        if self._nodes[goal].root is None:
            return
        self._goals_failed.append(goal)
        if self._stops_on_failure and self._stopping is None:
            self._cancel_pending(cause.run_failed(goal))
            for step in self._in_progress():
                if self._nodes[step].waiting:
                    self._give_up_retry(step, self._nodes[step])

    def _cancel_unwanted(self) -> None:
        """All Goals have ended: what still runs is cancelled, unless it began for one that failed."""
        for step in self._in_progress():
            node = self._nodes[step]
            if not any(goal in self._goals_failed for goal in self._plan.because.goals(step)):
                self._out.append(CancelWork(step, cause.nobody_waits()))
            elif node.waiting:
                self._give_up_retry(step, node)

    def _cancel_pending(self, why: Cause) -> None:
        """Cancel what has not begun; what only Goals needed that are lost by themselves is skipped."""
        for step, node in self._nodes.items():
            if node.running or node.ended:
                continue
            if self._stopping is None and self._has_lost_goals(step):
                self._skip(step)
            else:
                self._out.append(e.StepCancelled(step, 0, *why))
                self._end(step, root=step)

    def _in_progress(self) -> list[StepId]:
        return [step for step, node in self._nodes.items() if node.running and not node.ended]

    def _has_lost_goals(self, step: StepId) -> bool:
        return all(goal in self._goals_failed for goal in self._plan.because.goals(step))

    def _is_given_up(self, step: StepId) -> bool:
        """Whether no Goal that the Step serves can be reached any more, or the run stops on failure."""
        return bool(self._goals_failed and self._stops_on_failure) or self._has_lost_goals(step)

    @property
    def _stops_on_failure(self) -> bool:
        return self._plan.on_failure is not OnFailure.CONTINUE

    def _verdict(self) -> e.Event:
        if self._stopping is not None:
            return e.RunCancelled(self._stopping.reason, self._stopping.message)
        if not self._goals_failed:
            return e.RunCompleted()
        goal = self._goals_failed[0]
        root = self._nodes[goal].root or goal
        lost = Fault(Reason.INPUT_LOST, f"goal '{goal}' is blocked by '{root}'", (goal, root))
        return e.RunFailed(self._faults.get(root, lost))


def _working(feed: Feed) -> Iterator[Producer]:
    """The producers that take work; a pinned output needs nothing."""
    return (producer for producer in feed.producers if producer.value is ABSENT)
