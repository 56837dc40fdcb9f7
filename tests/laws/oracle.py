"""What a Flow comes to by the contract's words alone: a naive oracle, to hold the planner against.

It shares nothing with the engine but the values that a Flow is made of. Everything is worked out anew
each time it is asked, in the order in which the contract says it; it is slow, and meant to be read.
What a run does with such a plan is in `tests.laws.oracle_run`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any, NamedTuple

from engine.flow import Collect, Flow, Input, Name, Step, StepId
from engine.value import ABSENT

MATCHES = {"value > 1": lambda value: value > 1, "value < 3": lambda value: value < 3}
"""The gates that the oracle can ask, over integers."""

ONE_IS_ENOUGH = (Collect.FIRST, Collect.FASTEST)


class Source(NamedTuple):
    """One thing that an input may get: a given value (no Step), a pinned one, or what a Step makes."""

    step: StepId | None
    output: Name
    value: Any = ABSENT

    @property
    def made(self) -> bool:
        return self.value is ABSENT


@dataclass
class Feed:
    """Where a planned input gets its value: its sources in order.

    `lost` where something that `all` needs is not there, `shut` where its gate lets nothing in.
    """

    port: Input
    sources: list[Source] = field(default_factory=list)
    lost: bool = False
    shut: bool = False


def lets(port: Input, value: Any) -> bool:
    """Whether a value counts for an input."""
    return not port.match or MATCHES[port.match](value)


def is_gate(port: Input) -> bool:
    return port.collect is Collect.NONE or (bool(port.match) and port.required)


class Foreseen:
    """What is to run for the Goals from the given values, and what is missing."""

    def __init__(self, flow: Flow, given: Mapping[Name, Any]) -> None:
        self.flow = flow
        self.enabled = {step.id: step for step in flow.steps.values() if not step.disabled}
        self.writers: dict[Name, list[Source]] = {}
        for step in self.enabled.values():
            for name, port in step.outputs.items():
                source = Source(step.id, name, port.value)
                self.writers.setdefault(port.writes(name), []).append(source)
        defaults = {
            name: declared.default
            for name, declared in flow.inputs.items()
            if declared.default is not ABSENT and name not in self.writers
        }
        self.given: dict[Name, Any] = {**defaults, **given}
        self.chains: dict[StepId, float] = {}
        self.thinkable: set[StepId] = set()
        self.there = self._reached(bare=False)
        self.thinkable = self._reached(bare=True)
        self.chains = self._chains(bare=False)
        self.missing: dict[Name, set[StepId]] = {}
        self.conditional: dict[Name, set[StepId]] = {}
        self.feeds: dict[StepId, dict[Name, Feed]] = {}
        self.hidden: dict[StepId, bool] = {}
        self.faults: set[str] = set()
        self.held: list[Source] = []
        for goal in sorted(flow.goals):
            self._begin(goal)
        for name in self.missing.keys() & self.conditional.keys():
            self.missing[name] |= self.conditional.pop(name)
        if self._is_cyclic():
            self.faults.add("cycle")

    # 1. reachable

    def _reached(self, *, bare: bool) -> set[StepId]:
        """The Steps that can be reached, given all names without a source as well where `bare`."""
        found: set[StepId] = set()
        while fresh := {s for s in self.enabled if s not in found and self._can(s, found, bare)}:
            found |= fresh
        return found

    def _can(self, step: StepId, there: set[StepId], bare: bool) -> bool:
        ports = self.enabled[step].inputs
        verdicts = {n: self._verdict(n, port, there, bare) for n, port in ports.items()}
        needed = (verdicts[n] for n, port in ports.items() if port.required or is_gate(port))
        return not {"shut", "blocked", "lacking"} & set(needed)

    def _verdict(self, name: Name, port: Input, there: set[StepId], bare: bool) -> str:
        """`open`: there now. `undecided`: can come. `lacking`: cannot. `shut`, `blocked`: is kept out."""
        if port.value is not ABSENT:
            good = lets(port, port.value)
            if port.collect is Collect.NONE:
                return "blocked" if good else "open"
            return "open" if good else "shut"
        known, makers = self._known(name, port), self._makers(name, port)
        good = [value for value in known if lets(port, value)]
        alive = [source for source in makers if source.step in there]
        empty = [each for each in port.reads(name) if each not in self.given | self.writers]
        if port.collect is Collect.NONE:
            return "blocked" if good else "undecided" if alive else "open"
        if port.collect is Collect.ALL:
            if len(good) < len(known):
                return "shut"
            if len(alive) < len(makers) or (empty and not bare):
                return "lacking"
            return "undecided" if alive else "open"
        if known and not good and not makers:
            return "shut"
        if good or (empty and bare):
            return "open"
        return "undecided" if alive else "lacking"

    def _known(self, name: Name, port: Input) -> list[Any]:
        """The values that are given or pinned."""
        return [s.value for s in self._sources(name, port) if not s.made]

    def _makers(self, name: Name, port: Input) -> list[Source]:
        """The outputs that work makes, in order."""
        return [source for source in self._sources(name, port) if source.made]

    def _taken(self, name: Name, port: Input) -> list[Name]:
        """The given Attributes that count."""
        reads = port.reads(name)
        return [each for each in reads if each in self.given and lets(port, self.given[each])]

    def _sources(self, name: Name, port: Input) -> Iterator[Source]:
        for each in port.reads(name):
            if each in self.given:
                yield Source(None, each, self.given[each])
            yield from sorted(self.writers.get(each, []), key=self._place)

    def _place(self, source: Source) -> tuple[float, StepId, int]:
        """By the shortest chain above it, then its Step's id."""
        step = self.enabled[source.step]  # type: ignore[index]
        chain = self.chains.get(step.id, 0) if step.id in self.thinkable else inf
        return chain, step.id, list(step.outputs).index(source.output)

    def _chains(self, *, bare: bool) -> dict[StepId, float]:
        """How many Steps one after another are needed before each, at the least; no end where it has none."""
        found: dict[StepId, float] = {}
        for _ in self.enabled:
            found = {step: self._chain(step, found, bare) for step in self.enabled}
        return found

    def _chain(self, step: StepId, known: Mapping[StepId, float], bare: bool) -> float:
        longest = 0.0
        for name, port in self.enabled[step].inputs.items():
            if not port.required or port.value is not ABSENT or port.collect is Collect.NONE:
                continue
            sources = [s for s in self._sources(name, port) if s.made or lets(port, s.value)]
            if port.collect in ONE_IS_ENOUGH and self._taken(name, port):
                continue
            ways = [known.get(s.step, inf) + 1 if s.made else 0 for s in sources]  # type: ignore[arg-type]
            if bare and {*port.reads(name)} - self.given.keys() - self.writers.keys():
                ways.append(0)
            best = max if port.collect is Collect.ALL else min
            longest = max(longest, best(ways, default=0))
        return longest

    # 2. to 5. needed, satisfied, missing

    def _begin(self, goal: StepId) -> None:
        step = self.flow.steps[goal]
        outputs = step.outputs.items()
        if step.disabled or self._is_blocked(step):
            self.faults.add("goal_blocked")
        elif outputs and all(
            port.value is not ABSENT or port.writes(name) in self.given for name, port in outputs
        ):
            self.held += [Source(goal, n, p.value) for n, p in outputs if p.value is not ABSENT]
        else:
            self._want(goal, hidden=False)

    def _is_blocked(self, step: Step) -> bool:
        return "blocked" in self._verdicts(step).values()

    def _verdicts(self, step: Step) -> dict[Name, str]:
        return {n: self._verdict(n, port, self.there, False) for n, port in step.inputs.items()}

    def _want(self, id_: StepId, *, hidden: bool) -> None:
        if self.hidden.get(id_, True) <= hidden and id_ in self.hidden:
            return
        step, verdicts = self.enabled[id_], self._verdicts(self.enabled[id_])
        if self._is_blocked(step):
            if not hidden:
                self.faults.add("goal_blocked")
            return
        self.hidden[id_] = hidden
        gates = {name: verdicts[name] for name, port in step.inputs.items() if is_gate(port)}
        if "shut" in gates.values():
            self.feeds[id_] = {
                name: Feed(port, shut=gates.get(name) == "shut")
                for name, port in step.inputs.items()
            }
            return
        undecided = bool({"undecided", "lacking"} & set(gates.values()))
        self.feeds[id_] = {}
        for name, port in step.inputs.items():
            behind = hidden or (undecided and not is_gate(port))
            sources = self._take(id_, name, port, verdicts[name], hidden=behind)
            short = any(source not in sources for source in self._sources(name, port))
            short |= not {*port.reads(name)} <= self.given.keys() | self.writers.keys()
            self.feeds[id_][name] = Feed(port, sources, short and port.collect is Collect.ALL)

    def _take(
        self, id_: StepId, name: Name, port: Input, verdict: str, *, hidden: bool
    ) -> list[Source]:
        """The sources that are planned for an input; what they need is planned too."""
        if port.value is not ABSENT:
            return []
        given = [Source(None, each, self.given[each]) for each in self._taken(name, port)]
        if given and port.collect in ONE_IS_ENOUGH:
            return given
        makers = self._makers(name, port)
        if verdict == "lacking" and port.required:
            makers = self._ways(id_, name, port, hidden)
        else:
            makers = [source for source in makers if source.step in self.there]
        for source in makers:
            self._want(source.step, hidden=hidden)  # type: ignore[arg-type]
        return [
            s
            for s in self._sources(name, port)
            if (s in makers and s.step in self.feeds) or (not s.made and lets(port, s.value))
        ]

    def _ways(self, id_: StepId, name: Name, port: Input, hidden: bool) -> list[Source]:
        makers = self._makers(name, port)
        bare = [each for each in port.reads(name) if each not in self.given | self.writers]
        lacking = self.conditional if hidden else self.missing
        if port.collect is Collect.ALL:
            for each in bare:
                lacking.setdefault(each, set()).add(id_)
            return makers
        chains, self.chains = self.chains, self._chains(bare=True)
        ways = [source for source in self._makers(name, port) if source.step in self.thinkable]
        self.chains = chains
        if ways:
            return ways[:1]
        if bare:
            lacking.setdefault(bare[0], set()).add(id_)
            return []
        return makers

    def _is_cyclic(self) -> bool:
        above = {
            step: {s.step for feed in feeds.values() for s in feed.sources if s.made}
            for step, feeds in self.feeds.items()
        }
        while free := [step for step, before in above.items() if not before & above.keys()]:
            for step in free:
                del above[step]
        return bool(above)
