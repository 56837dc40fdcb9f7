"""Decides what follows in a run. Pure: no clock, no task, no file; the same facts in, the same decisions out.

The rule is *demand*. Goals are asked for; a Step that is asked for asks for what its inputs need; a
Step starts when it is asked for and all its inputs are settled. How an input settles, and whom it asks
for, is its policy's (`engine.needs`): for `first`, one stand-in at a time.

A Step with gates (`match`, `collect: none`) asks for those first, all together. Once each is decided, the
Step is skipped if one is refused, blocked if one is lost, and else asks for its other inputs: what only
they need does not run behind a shut gate.

Every input of every Step holds a claim on each of its producers until it is settled or its Step has
ended. A Step on which nobody holds a claim any more is not needed: pending, it is skipped; running, it
goes on until the Goals have ended. Goals hold a claim on themselves. So nothing that a held-back input
may still ask for is ever skipped, and every pending Step is settled one way or the other: whoever could
have asked for it either did, or let go. That is why every run ends once its work does.

One rule, two speeds. What an input with one producer, no gate, no default and no deadline can come to is
known beforehand: it asks for that producer, and settles or is lost as that ends. A Step that has no other
inputs (and no `when`) is *counted*: no need is made for it, and the end of a producer takes one off the
number of its open inputs. Where that would not do, since a producer had ended or delivered before the Step
was asked for, its needs are made after all, and the general rule takes it from there. A Scheduler that is
told not to count decides the same, word for word; a law holds it to that.

Counts of open inputs and of claims make one fact cost only its neighbourhood. The scheduler takes the
facts that come from outside (`take`) and gives decisions; those among them that are facts (`Event`)
are accounted for already and only need recording, in order.

Longer than most modules, since it is one rule: what asks, settles, ends and reaches a Goal changes the
same few counts, and can only be judged side by side.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sys import maxsize
from typing import Final, TypeAlias

from engine import cause
from engine import events as e
from engine.cause import Cause, Reason
from engine.datatype import SECRET
from engine.decision import CancelWork, Decision, GiveUpRetry, StartWork, WakeAt
from engine.errors import ExpressionError
from engine.expressions import compile_expression
from engine.feed import Feed, Producer
from engine.flow import Collect, Name, Step, StepId
from engine.needs import Asks, Lost, Need, Settled, Verdict
from engine.node import Node, is_known, make_needs
from engine.plan import Fault, Plan
from engine.planner.gates import is_watched
from engine.policy import OnFailure
from engine.secret import hidden
from engine.value import ABSENT, Absent, Value

_Arrived: TypeAlias = tuple[Value, int]
"""A pinned value in Flow state, and its place in the order of all arrivals."""


_YIELDS: Final = 32
"""Steps that are looked at in one go at the beginning."""


class Scheduler:
    """The rule, with what it has to remember of one run. Ask `begin` once, then `take` every fact."""

    def __init__(self, plan: Plan, *, counts: bool = True) -> None:
        """Take a runnable Plan; nothing is decided yet. Without `counts`, the general rule does it all."""
        self._plan = plan
        self._counts = counts
        self._nodes: dict[StepId, Node] = {}
        self._pinned: dict[tuple[StepId, Name], _Arrived] = {}
        self._arrivals = 0
        self._faults: dict[StepId, Fault] = {}
        self._skips: dict[StepId, Cause] = {}
        self._lacks: dict[StepId, tuple[tuple[Name, ...], Cause]] = {}
        self._goals_open = {goal for goal in plan.goals if goal in plan.steps}
        self._goals_failed: list[StepId] = []
        self._open = len(plan.steps)
        self._stopping: Cause | None = None
        self._overdue: Fault | None = None
        self._settled = False
        self._asks: deque[Node] = deque()
        self._ends: deque[Node] = deque()
        self._out: list[Decision] = []
        self.beginning: Iterator[None] = self._begin()
        """What `begin` still has to do, by a few Steps, for whoever must not be held up by all of it."""

    def begin(self) -> Sequence[Decision]:
        """What follows from the run having started."""
        deque(self.beginning, maxlen=0)
        return self._decide()

    def _begin(self) -> Iterator[None]:
        plan, nodes = self._plan, self._nodes
        feeds = plan.feeds
        for number, (step, each) in enumerate(plan.steps.items()):  # producers come first
            node = nodes[step] = Node(step, each)
            self._prepare(node, feeds[step])
            if not number % _YIELDS:
                yield
        for goal in self._goals_open:
            nodes[goal].claims += 1
        for producer in plan.held:
            self.deliver(producer)
        self._asks.extend(nodes[step] for step in plan.steps if step in self._goals_open)
        while self._follow(_YIELDS):
            yield

    def _prepare(self, node: Node, feeds: Mapping[Name, Feed]) -> None:
        """Lay a Step's claims on producers, and see whether it can be counted."""
        nodes, ports = self._nodes, node.step.inputs
        counted = self._counts and not node.step.when
        sources = []
        for name in feeds if len(feeds) == 1 else sorted(feeds):
            feed = feeds[name]
            if feed.plain:  # nearly always
                producer = feed.producers[0]
                source = nodes[producer.step]
                source.claims += 1
                source.readers += node, name, producer
                sources.append(source)
                continue
            for producer in feed.producers:
                if producer.value is ABSENT:
                    source = nodes[producer.step]
                    source.claims += 1
                    source.readers += node, name, producer
            counted = counted and is_known(feed) and not is_watched(ports[name])
        if counted:
            node.counted, node.sources = True, sources
        else:
            make_needs(node, feeds)

    def take(self, *facts: e.Event) -> Sequence[Decision]:
        """What follows from facts that were not this scheduler's own decisions."""
        nodes = self._nodes
        for event in facts:
            kind = type(event)  # the first three are nearly all
            if kind is e.AttributeSet:
                self._arrive(nodes[event.step], event)  # type: ignore[union-attr,index,arg-type]
            elif kind is e.StepStarted:
                nodes[event.step].running = True  # type: ignore[union-attr,index]
            elif kind is e.StepCompleted:
                node = nodes[event.step]  # type: ignore[union-attr,index]
                node.ended, node.running = True, False
                self._open -= 1
                self._ends.append(node)
            else:
                self._take(event)
        return self._decide()

    def _take(self, event: e.Event) -> None:
        match event:
            case e.StepCached():
                self._end(event.step)
            case e.StepRetrying():
                self._nodes[event.step].waiting += 1
            case e.StepFailed(step=step, reason=reason, message=message):
                self._fail(step, reason, message)
            case e.StepCancelled(step=step):
                self._end(step, root=step, failed=True)
            case _:
                raise AssertionError(f"not a fact from outside: {event}")

    def retry(self, step: StepId) -> None:
        """Note that the wait for a retry is over and work goes on."""
        self._nodes[step].waiting -= 1

    def may_retry(self, step: StepId) -> bool:
        """Whether another try of failed work still makes sense."""
        return self._stopping is None and bool(self._goals_open) and not self._is_given_up(step)

    def expire(self, step: StepId, name: Name) -> Sequence[Decision]:
        """What follows from the deadline of an input having come."""
        node = self._nodes[step]
        if name in node.needs and not node.ended and self._stopping is None:
            self._expire(step, name, node.needs[name])
            self._start_if_settled(step)
        return self._decide()

    def stop(self, why: Cause) -> Sequence[Decision]:
        """Give up everything: what has not begun is cancelled, work in progress is to be.

        The run is then cancelled; where its time was over, it failed, unless it had failed already.
        """
        if self._stopping is None and not self._settled:
            if why.reason == Reason.RUN_TIMEOUT:
                self._overdue = self._first_failure() or Fault(Reason.TIMEOUT, why.message)
            self._stopping = why
            self._out.extend(CancelWork(step, why) for step in self._in_progress())
            self._cancel_pending(why)
        return self._decide()

    def _decide(self) -> Sequence[Decision]:
        if self._ends or self._asks:
            self._follow()
        if self._open == 0 and not self._settled:
            self._settled = True
            self._out.append(self._verdict())
        return self.decided() if self._out else ()

    def decided(self) -> Sequence[Decision]:
        """What has been decided since it was last given out; of use while `beginning` goes on."""
        decisions, self._out = self._out, []
        return decisions

    def _follow(self, most: int = maxsize) -> bool:
        """Follow Steps that ended or were asked for, at most so many; whether any may be left."""
        ends, asks = self._ends, self._asks
        for _ in range(most):
            if ends:
                self._follow_end(ends.popleft())
            elif asks:
                self._ask(asks.popleft())
            else:
                return False
        return True

    # the world, as needs see it

    def present(self, producer: Producer) -> Value | Absent:
        """The value of an output that is in Flow state."""
        if producer.value is not ABSENT:
            pinned = self._pinned.get((producer.step, producer.output))
            return ABSENT if pinned is None else pinned[0]
        return self._nodes[producer.step].value(producer.output)

    def deliver(self, producer: Producer) -> None:
        """Let a pinned output enter Flow state, as it is asked for."""
        step, output, attribute, value = producer
        if value is not ABSENT and (step, output) not in self._pinned:
            self._arrivals += 1
            self._pinned[step, output] = value, self._arrivals
            self._out.append(e.AttributeSet(attribute, step, output, value))

    def arrival(self, producer: Producer) -> int:
        """The place of an output that is there in the order of all arrivals."""
        if producer.value is not ABSENT:
            return self._pinned[producer.step, producer.output][1]
        node = self._nodes[producer.step]
        there = node.outputs
        return node.arrived + (list(there).index(producer.output) if type(there) is dict else 0)

    def given(self, attribute: Name) -> Value:
        """The given value of an Attribute."""
        return self._plan.given[attribute]

    def has_ended(self, step: StepId) -> bool:
        """Whether nothing more comes of a Step."""
        return self._nodes[step].ended

    def _arrive(self, node: Node, event: e.AttributeSet) -> None:
        self._arrivals += 1
        there = node.outputs
        if there is None:
            node.outputs, node.arrived = event, self._arrivals
        elif isinstance(there, dict):
            there[event.output] = event.value
        else:
            node.outputs = {there.output: there.value, event.output: event.value}

    # asking

    def _ask(self, node: Node) -> None:
        if node.asked or node.ended:
            return
        node.asked = True
        if node.counted and self._ask_counted(node):
            return
        step = node.id
        shut = sorted(name for name, need in node.needs.items() if need.feed.shut)
        if shut:
            self._skip(step, cause.gate_refused(shut))
        elif node.gates:
            self._open_needs(step, tuple(node.gates))
            self._pass_gates(step)
        else:
            self._open_rest(step)

    def _ask_counted(self, node: Node) -> bool:
        """Ask for all producers and count them; whether that will do."""
        asks = []
        for source in node.sources:
            if source.ended or source.outputs is not None:
                make_needs(node, self._plan.feeds[node.id])
                return False
            if not source.queued:
                source.queued = True
                asks.append(source)
        node.opened, node.open, node.sources = True, len(node.sources), ()
        self._asks += asks
        if node.open < len(node.step.inputs):
            self._settle_known(node.id)
        if not node.open:
            self._out.append(StartWork(node.id))
        return True

    def _settle_known(self, step: StepId) -> None:
        """Settle the inputs that need no producer, of a Step that is counted."""
        for name, feed in sorted(self._plan.feeds[step].items()):
            if not feed.producers:
                self._out.append(e.InputSettled(step, name, *self._known(feed)))

    def _known(self, feed: Feed) -> Settled:
        """The value of an input that needs no producer."""
        if feed.literal is not ABSENT:
            return Settled(e.Source("literal"), feed.literal)
        return Settled(e.Source("given", feed.given[:1]), self.given(feed.given[0]))

    def _open_needs(self, step: StepId, names: tuple[Name, ...]) -> None:
        node = self._nodes[step]
        for name in sorted(names):
            need = node.needs.get(name)
            if need is None or node.ended:
                continue
            try:
                verdict = self._open_one(need)
            except ExpressionError as error:
                self._break(step, name, error)
            else:
                self._accept(step, name, need, verdict)

    def _open_one(self, need: Need) -> Verdict:
        feed = need.feed
        if feed.literal is not ABSENT:  # held against its `match` while planning
            return Settled(e.Source("literal"), feed.literal)
        if feed.lost:
            return Lost(None)
        return need.open(self)

    def _open_rest(self, step: StepId) -> None:
        node = self._nodes[step]
        node.opened = True
        self._open_needs(step, tuple(node.needs))
        self._watch_deadlines(step)
        self._start_if_settled(step)

    def _accept(self, step: StepId, name: Name, need: Need, verdict: Verdict) -> None:
        """Carry out what an input was judged to come to."""
        match verdict:
            case Settled(source=source, value=value):
                self._settle(step, name, source, value)
            case Asks(steps=steps):
                self._asks.extend(self._nodes[asked] for asked in steps)
            case Lost():
                self._lose(step, name, need, verdict)

    def _break(self, step: StepId, name: Name, error: ExpressionError) -> None:
        """A `match` that cannot be asked fails its Step."""
        self._fail_early(step, f"'match' of input '{name}': {error}")

    # settling

    def _settle(self, step: StepId, name: Name, source: e.Source, value: Value) -> None:
        node = self._nodes[step]
        needs: dict[Name, Need] = node.needs  # type: ignore[assignment]
        need = needs.pop(name)
        node.gates -= {name}
        if node.step.inputs[name].type.format == SECRET:
            value = hidden(value, is_list=node.step.inputs[name].is_list)
        elif node.step.when and source.how != "left_out":
            if not node.values:
                node.values = {}
            node.values[name] = value  # type: ignore[index]
        self._out.append(e.InputSettled(step, name, source, value))
        self._let_go(need.feed.producers, loser=need.cancels_losers)

    def _lose(self, step: StepId, name: Name, need: Need, lost: Lost) -> None:
        """No value can come: a gate is refused or lost, a required input blocks, others do without."""
        node = self._nodes[step]
        if name in node.gates:
            node.gates -= {name}
            by = step if _lacks_a_name(need.feed) else self._could_have_met(need, lost)
            if by is None:
                node.refused += (name,)
            else:
                node.lost += ((name, self._nodes[by].root or by),)
        elif need.feed.required:
            by = lost.by
            self._block(step, name, (self._nodes[by].root or by) if by in self._nodes else step)
        else:
            self._settle(step, name, *need.fallback())

    def _could_have_met(self, need: Need, lost: Lost) -> StepId | None:
        """Whose failure kept a gate shut; nobody's, where it would be shut all the same."""
        working = [*_working(need.feed)]
        if lost.final:
            return None
        if need.feed.collect is Collect.ALL and any(map(self._fell_short, working)):
            return None
        return next((p.step for p in working if self._may_have_met(p)), None)

    def _fell_short(self, producer: Producer) -> bool:
        """Whether a Step did its part, and yet did not deliver."""
        node = self._nodes[producer.step]
        return node.ended and not node.failed and self.present(producer) is ABSENT

    def _may_have_met(self, producer: Producer) -> bool:
        return self._nodes[producer.step].failed and self.present(producer) is ABSENT

    def _pass_gates(self, step: StepId) -> None:
        """Once every gate is decided, skip, block, or ask for the rest."""
        node = self._nodes[step]
        if node.gates or node.opened or node.ended or not node.asked:
            return
        if node.refused:
            self._skip(step, cause.gate_refused(sorted(node.refused)))
        elif node.lost:
            self._block(step, *min(node.lost))
        else:
            self._open_rest(step)

    def _watch_deadlines(self, step: StepId) -> None:
        """Limit the wait for optional inputs, as soon as the required ones are ready."""
        node = self._nodes[step]
        if not node.has_deadlines or node.ended:
            return
        if any(need.feed.required for need in node.needs.values()):
            return
        inputs = node.step.inputs
        for name, need in list(node.needs.items()):
            deadline = inputs[name].deadline
            if deadline is not None and deadline > 0:
                self._out.append(WakeAt(step, name, deadline))
            elif deadline is not None:
                self._expire(step, name, need)

    def _expire(self, step: StepId, name: Name, need: Need) -> None:
        verdict = need.expire(self)
        if isinstance(verdict, Settled):
            self._settle(step, name, *verdict)
        else:
            self._settle(step, name, *need.fallback())

    def _start_if_settled(self, step: StepId) -> None:
        node = self._nodes[step]
        if not node.opened or node.needs or node.ended or node.running:
            return
        condition = node.step.when
        try:
            wanted = not condition or self._holds(node.step, node)
        except ExpressionError as error:
            self._fail_early(step, f"'when': {error}")
            return
        if wanted:
            self._out.append(StartWork(step))
        else:
            self._skip(step, cause.condition_false(condition))

    def _holds(self, step: Step, node: Node) -> bool:
        """Ask `when` about the inputs; those that are absent are null."""
        values = {str(name): node.values.get(name) for name in step.inputs}
        return compile_expression(step.when).truth(values)

    # ending

    def _end(self, step: StepId, root: StepId | None = None, *, failed: bool = False) -> None:
        node = self._nodes[step]
        node.ended, node.running = True, False
        if root is not None:
            node.root, node.failed, node.waiting = root, failed, 0
        self._open -= 1
        self._ends.append(node)

    def _fail(self, step: StepId, reason: str, message: str) -> None:
        self._faults[step] = Fault(reason, f"step '{step}' failed: {message}", (step,))
        self._end(step, root=step, failed=True)

    def _fail_early(self, step: StepId, message: str) -> None:
        """A Step fails before its work, by a condition of its own."""
        self._out.append(e.StepFailed(step, 0, Reason.EXPRESSION, message))
        self._fail(step, Reason.EXPRESSION, message)

    def _block(self, step: StepId, name: Name, root: StepId) -> None:
        why = cause.input_lost(name, root)
        if root == step:
            absent = self._absent(step, name)
            why = cause.input_absent(step, name, absent)
            self._lacks[step] = absent, why
        self._out.append(e.StepBlocked(step, root, *why))
        self._end(step, root=root, failed=True)

    def _absent(self, step: StepId, name: Name) -> tuple[Name, ...]:
        """The Attributes that an input reads and that nothing gives."""
        made = {producer.attribute for producer in self._plan.feeds[step][name].producers}
        reads = self._nodes[step].step.inputs[name].reads(name)
        return tuple(a for a in reads if a not in made and a not in self._plan.given)

    def _skip(self, step: StepId, why: Cause) -> None:
        self._skips[step] = why
        self._out.append(e.StepSkipped(step, *why))
        self._end(step, root=step)

    def _follow_end(self, node: Node) -> None:
        """Tell the readers, look at the Goals, and let go of what the Step still claimed."""
        if node.readers:
            self._tell_readers(node)
        if node.id in self._goals_open:
            self._end_goal(node.id)
        if node.needs or node.open or not node.asked:
            self._let_go_of_all(node)
        if not self._goals_open and self._stopping is None:
            self._cancel_unwanted()

    def _tell_readers(self, node: Node) -> None:
        """Settle the inputs that are counted, or block their Steps; let needs judge for themselves."""
        told: Producer | None = None
        out = self._out.append
        flat = iter(node.readers)
        for reader, name, producer in zip(flat, flat, flat, strict=True):
            if reader.ended or not reader.asked:
                continue
            to = reader.id
            if not reader.counted:
                self._hear(to, name, producer)
                continue
            if producer is not told:
                told, value = producer, node.value(producer.output)
                came = "arrived", (producer.attribute,), (node.id,)
                source = tuple.__new__(e.Source, came)  # as Source(*came), in half the time
            if value is ABSENT:
                self._block(to, name, node.root or node.id)
                continue
            out(e.InputSettled(to, name, source, value))
            reader.open -= 1
            if not reader.open:
                out(StartWork(to))

    def _let_go_of_all(self, node: Node) -> None:
        """Give back the claims that a Step which has ended still held."""
        if node.counted:  # those that are settled were on producers that have ended: no matter
            for feed in self._plan.feeds[node.id].values():
                self._let_go(feed.producers)
        needs, node.needs = node.needs, {}
        for need in needs.values():  # no value came, so nobody has lost a race
            self._let_go(need.feed.producers)

    def _hear(self, step: StepId, name: Name, producer: Producer) -> None:
        """A producer of an input has ended; the Step may now go on."""
        node = self._nodes[step]
        need = node.needs.get(name)
        if need is None or node.ended or not node.asked:
            return
        gate = name in node.gates
        if not gate and not node.opened:
            return
        try:
            verdict = need.hear(producer, self)
        except ExpressionError as error:
            self._break(step, name, error)
            return
        self._accept(step, name, need, verdict)
        if gate:
            self._pass_gates(step)
        elif name not in node.needs:
            if need.feed.required:
                self._watch_deadlines(step)
            self._start_if_settled(step)

    def _let_go(self, producers: Iterable[Producer], *, loser: bool = False) -> None:
        """Give back the claims that an input held on its producers."""
        for producer in producers:
            if producer.value is not ABSENT:
                continue
            node = self._nodes[producer.step]
            node.claims -= 1
            if not node.claims and not node.ended and self._stopping is None:
                self._drop(producer.step, node, loser=loser)

    def _drop(self, step: StepId, node: Node, *, loser: bool) -> None:
        """Nobody claims the Step: one that has not begun never will."""
        if not node.running:
            lost = self._has_lost_goals(step)
            goals = self._plan.because.goals(step)
            self._skip(step, cause.goal_failed(goals) if lost else cause.nobody_waits())
        elif node.waiting and self._is_given_up(step):
            self._give_up_retry(step, node)
        elif loser:
            self._out.append(CancelWork(step, cause.too_late()))

    def _give_up_retry(self, step: StepId, node: Node) -> None:
        node.waiting = 0
        self._out.append(GiveUpRetry(step))

    # Goals

    def _end_goal(self, goal: StepId) -> None:
        self._goals_open.discard(goal)
        if not self._nodes[goal].failed:  # completed, or skipped by its own condition
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
                self._skip(step, cause.goal_failed(self._plan.because.goals(step)))
            else:
                self._out.append(e.StepCancelled(step, 0, *why))
                self._end(step, root=step, failed=True)

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
        if self._overdue is not None:
            return e.RunFailed(self._overdue)
        if self._stopping is not None:
            return e.RunCancelled(self._stopping.reason, self._stopping.message)
        failure = self._first_failure()
        return e.RunCompleted() if failure is None else e.RunFailed(failure)

    def _first_failure(self) -> Fault | None:
        """Why the first Goal that was lost was lost; None while none is."""
        if not self._goals_failed:
            return None
        goal = self._goals_failed[0]
        root = self._nodes[goal].root or goal
        return self._faults.get(root) or self._lost_goal(goal, root)

    def _lost_goal(self, goal: StepId, root: StepId) -> Fault:
        """Why a Goal is blocked although nothing failed."""
        names: tuple[str, ...] = (goal, root)
        told = f"goal '{goal}' is blocked"
        told += f" by '{root}'" if root != goal else ""
        if root in self._skips:
            told += f", which was skipped: {self._skips[root].message}"
        elif root in self._lacks:
            absent, why = self._lacks[root]
            names = (*dict.fromkeys(names), *absent)
            told += f": {why.message}"
        return Fault(Reason.INPUT_LOST, told, names)


def _lacks_a_name(feed: Feed) -> bool:
    """Whether an input waits for what was not given, and nothing makes."""
    return feed.lost or not (feed.producers or feed.given)


def _working(feed: Feed) -> Iterator[Producer]:
    """The producers that take work; a pinned output needs nothing."""
    return (producer for producer in feed.producers if producer.value is ABSENT)
