"""What a Step, a port and a wire look like: values. Qt-free.

How they are worked out is `looking`'s. A look is all that painting, the tests' questions and assistive
technology know: the state's word, the tone (a token of the theme), the stroke, the glyph and the words.
Never by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from designer.canvas.renames import Renames
from designer.document.breakpoints import Place
from designer.words import tr
from engine.clock import lasting
from engine.flow import Name, Port, Step, StepId, Wire
from engine.plan import Plan
from engine.problem import Problem
from engine.state import RunState, StepState, StepStatus

DRAFT: Final = "draft"
STALE: Final = "stale"
PAUSED: Final = "paused"


class Tone(StrEnum):
    """A colour by meaning; the value is the theme's token."""

    NEUTRAL = "outline"
    WAITING = "waiting"
    RUNNING = "running"
    OK = "ok"
    FAILED = "failed"
    ATTENTION = "attention"
    OFF = "off"
    PINNED = "pinned"

    __hash__ = str.__hash__  # the one of `Enum` is slow, and painting asks often


class Stroke(StrEnum):
    """How a border or a wire is drawn."""

    SOLID = "solid"
    DASHED = "dashed"
    DOUBLE = "double"


class Glyph(StrEnum):
    """The mark that says a state without colour."""

    NONE = ""
    CHECK = "check"
    PLAY = "play"
    CROSS = "cross"
    SLASH = "slash"
    STOP = "stop"
    AGAIN = "again"
    TRIANGLE = "triangle"
    HOURGLASS = "hourglass"
    PIN = "pin"
    BANG = "bang"
    PAUSE = "pause"


class PortStatus(StrEnum):
    """What a port shows."""

    EMPTY = "empty"
    MISSING = "missing"
    ARRIVED = "arrived"
    PINNED = "pinned"


class PortShape(StrEnum):
    """A port's outline, by the group of its type."""

    ANY = "any"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    OBJECT = "object"
    ARRAY = "array"


class WireStatus(StrEnum):
    """What a wire shows."""

    IDLE = "idle"
    WILL_RUN = "will-run"
    FLOWING = "flowing"
    ARRIVED = "arrived"
    GUILTY = "guilty"


class Ticking(NamedTuple):
    """Words that change with the time: when the work began, how far it is, when a retry is due.

    `retries` is how many there are at most, `waits` when the wait for the next began; `done` says of
    how many elements how many are done.
    """

    since: float
    fraction: float | None = None
    text: str = ""
    attempt: int = 0
    due: float | None = None
    retries: int = 0
    waits: float = 0.0
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortLook:
    """One port. `note` is a value or an example to show beside the name."""

    name: Name
    status: PortStatus = PortStatus.EMPTY
    shape: PortShape = PortShape.ANY
    note: str = ""
    tip: str = ""
    breakpoint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLook:
    """One card. `words` is the state in words; `note` what to say where the state says nothing."""

    step: StepId
    title: str
    subtitle: str = ""
    icon: str = "box"
    category: str = "category_grey"
    status: str = DRAFT
    tone: Tone = Tone.NEUTRAL
    stroke: Stroke = Stroke.SOLID
    weight: float = 1.0
    glyph: Glyph = Glyph.NONE
    words: str = ""
    note: str = ""
    ticking: Ticking | None = None
    goal: bool = False
    goal_reached: bool = False
    dimmed: bool = False
    breakpoint: bool = False
    leads_to: StepId | None = None
    """The Step that its words speak of, at the root of why it is blocked: a click on them goes there."""
    tip: str = ""
    inputs: Mapping[Name, PortLook] = field(default_factory=dict)
    outputs: Mapping[Name, PortLook] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WireLook:
    """One wire and the Attribute it is labelled with; `since` is when what it waits for began."""

    attribute: Name
    status: WireStatus = WireStatus.IDLE
    tone: Tone = Tone.NEUTRAL
    stroke: Stroke = Stroke.SOLID
    weight: float = 1.5
    dimmed: bool = False
    breakpoint: bool = False
    since: float | None = None


class Outlook(NamedTuple):
    """What would become of a Step if it ran now: the words for its card, and more for its tooltip."""

    reused: bool = False
    words: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """All that looks depend on besides the Step itself."""

    goals: frozenset[StepId] = frozenset()
    plan: Plan | None = None
    problems: Mapping[StepId, Sequence[Problem]] = field(default_factory=dict)
    state: RunState | None = None
    stale: Mapping[StepId, str] = field(default_factory=dict)
    outlooks: Mapping[StepId, Outlook] = field(default_factory=dict)
    renames: Renames = field(default_factory=Renames)
    breaks: Mapping[Place, str] = field(default_factory=dict)
    icons: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """The icons of kinds that packages bring, by kind."""
    _sources: dict[Port, frozenset[Port]] = field(default_factory=dict, compare=False, repr=False)
    _counted: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def busy(self) -> int:
        """How many pieces of work of the run are in progress that hold a thread, as far as it says."""
        if not self._counted:
            runs = self.state.steps.items() if self.state is not None else ()
            steps = self.state.plan.steps if self.state is not None else {}
            at_work = ((steps[step], run) for step, run in runs if run.status is StepStatus.RUNNING)
            self._counted.append(sum(_threads(step, run) for step, run in at_work))
        return self._counted[0]

    def feeds(self, wire: Wire) -> bool | None:
        """Whether the Plan lets that wire feed its input; None where it needs no such input.

        Worked out once for an input that thousands of wires lead to.
        """
        feed = (
            self.plan.feeds.get(wire.target.step, {}).get(wire.target.name) if self.plan else None
        )
        if feed is None:
            return None
        sources = self._sources.get(wire.target)
        if sources is None:
            sources = frozenset(Port(p.step, p.output) for p in feed.producers)
            self._sources[wire.target] = sources
        return wire.source in sources

    def run_of(self, step: StepId) -> StepState | None:
        """What the run says of a Step, unless edits have left that behind."""
        if self.state is None or step in self.stale:
            return None
        there = self.renames.to_run(step)
        return None if there is None else self.state.steps.get(there)


def _threads(step: Step, run: StepState) -> int:
    """How many threads a Step at work holds: one, or one for each of its elements in progress."""
    if step.kind != "python" or step.policy.executor or run.retrying is not None:
        return 0
    if run.items is None:
        return 1
    return min(step.policy.parallelism, run.items.total - run.items.completed - run.items.failed)


def subtitle_of(step: Step) -> str:
    """The small print under a card's title: its id where the title is another, and its kind."""
    return f"{step.id} · {step.kind}" if step.title else step.kind


def says(look: StepLook, now: float) -> str:
    """The state in words at a time in seconds since 1970."""
    tick = look.ticking
    if tick is None:
        return look.words
    if tick.due is not None:
        rest, at = duration(round(max(0.0, tick.due - now), 1)), f"{tick.attempt}/{tick.retries}"
        told = tr("retry {at} in {time}: {why}", at=at, time=rest, why=tick.text)
        return told if tick.retries else tr("retry in {time}: {why}", time=rest, why=tick.text)
    elapsed = max(0.0, now - tick.since)
    shown = round(elapsed, 1) if elapsed >= 0.1 else elapsed
    parts = [tr("running {time}", time=duration(shown))]
    if tick.fraction is not None or tick.done:
        parts.append(tick.done or f"{tick.fraction:.0%}".replace("%", " %"))
    if tick.fraction is not None and 0.02 < tick.fraction < 1 and elapsed > 1:
        left = elapsed * (1 - tick.fraction) / tick.fraction
        rest = duration(max(1, round(left))).replace(".0 s", " s")
        parts.append(tr("~{time} left", time=rest))
    return " · ".join([*parts, *([tick.text] if tick.text else [])])


def duration(seconds: float) -> str:
    """A length of time as it is told everywhere: `40 ms`, `4.2 s`, `2 min 05 s`."""
    return lasting(seconds)


def quoted(names: Sequence[str]) -> str:
    """Names in a sentence: at most two, and how many more."""
    shown = [tr("'{name}'", name=name) for name in names[:2]]
    if len(names) > 2:
        return tr("{names} and {count} more", names=", ".join(shown), count=len(names) - 2)
    return f" {tr('and')} ".join(shown)
