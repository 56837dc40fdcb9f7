"""Which Steps a few typed words mean: by id, title, ports, Attributes, kind and configuration. Qt-free.

What is known of a Step is kept as one text and looked at again only where the Step is another. `is:`
asks for states, which only the caller knows.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from designer.document.diagram import Diagram, Place
from engine.flow import FLOW_INPUTS, Declared, Flow, Name, Step, StepId

STATES: Final = (
    "failed", "stale", "unused", "goal", "disabled", "running", "completed", "waiting", "skipped",
    "blocked", "cancelled", "reused", "pinned", "problem",
)  # fmt: skip
"""What may follow `is:`."""

KEYS: Final = ("is", "kind", "port", "id")
"""What may stand before a colon; any other word with one is looked for as it is."""

_WORD: Final = re.compile(r'(?:(\w+):)?(?:"([^"]*)"?|(\S+))')
_NOWHERE: Final = Place(0.0, 0.0)

Marks = Callable[[str], Collection[StepId]]
"""The Steps that are in a state of `STATES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What was typed, taken apart. A Step is meant where all of it holds."""

    words: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """What follows `is:` and is no state."""

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.words or self.states or self.kinds or self.ports or self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A Step as it is looked for; `step` tells whether that is still so."""

    step: object
    text: str
    kind: str = ""
    ports: str = ""


def parse(text: str) -> Query:
    """Take apart what was typed: words, `"words in a row"`, `is:failed`, `kind:http`, `port:`, `id:`."""
    found: dict[str, list[str]] = {key: [] for key in ("", *KEYS)}
    for key, quoted, plain in _WORD.findall(text.casefold()):
        value = quoted or plain
        if key in KEYS:
            found[key].append(value)
        elif key or value:
            found[""].append(f"{key}:{value}" if key else value)
    states = [value for value in found["is"] if value]
    return Query(
        words=tuple(found[""]),
        states=tuple(value for value in states if value in STATES),
        kinds=tuple(filter(None, found["kind"])),
        ports=tuple(filter(None, found["port"])),
        ids=tuple(filter(None, found["id"])),
        unknown=tuple(value for value in states if value not in STATES),
    )


class Index:
    """Looks for Steps; remembers what it read of each."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._known: dict[StepId, _Known] = {}

    def find(self, diagram: Diagram, query: Query, marks: Marks) -> tuple[StepId, ...]:
        """The Steps that are meant, as they are read: from left to right, then from top to bottom."""
        if query.is_empty or query.unknown:
            return ()
        self._read(diagram.flow)
        states = [frozenset(marks(state)) for state in query.states]
        found = [step for step, known in self._known.items() if _is_meant(known, step, query)]
        meant = [step for step in found if all(step in state for state in states)]
        places = diagram.places
        return tuple(sorted(meant, key=lambda step: (*places.get(step, _NOWHERE), step)))

    def where(self, flow: Flow, step: StepId, query: Query) -> str:
        """Where in a Step the first word stands: `config url`, `input email`; empty where by state alone."""
        wanted = next(iter((*query.words, *query.ports)), "")
        if not wanted:
            return ""
        parts = _inputs_parts(flow.inputs) if step == FLOW_INPUTS else _parts(flow.steps[step])
        return next((place for place, text in parts if wanted in text.casefold()), "")

    def learn(self, flow: Flow, seconds: float = math.inf) -> bool:
        """Read what is not known yet, for so long; whether all of it is known then."""
        end, known = time.perf_counter() + seconds, self._known
        for step_id, step in flow.steps.items():
            old = known.get(step_id)
            if old is None or old.step is not step:
                known[step_id] = _known(step)
                if time.perf_counter() > end:
                    return False
        return True

    def _read(self, flow: Flow) -> None:
        """Look again at what is another Step than it was."""
        self.learn(flow)
        for step in self._known.keys() - flow.steps.keys():
            del self._known[step]
        if flow.inputs:
            text = _joined(text for _, text in _inputs_parts(flow.inputs))
            self._known[FLOW_INPUTS] = _Known(step=None, text=text, ports=text)


def _is_meant(known: _Known, step: StepId, query: Query) -> bool:
    for word in query.words:
        if word not in known.text:
            return False
    for kind in query.kinds:
        if not known.kind.startswith(kind):
            return False
    for port in query.ports:
        if port not in known.ports:
            return False
    return all(part in step for part in query.ids)


def _known(step: Step) -> _Known:
    ports = _joined(text for _, text in _port_parts(step))
    text = _joined(text for _, text in _parts(step, with_ports=False)) + "\n" + ports
    return _Known(step=step, text=text, kind=step.kind.casefold(), ports=ports)


def _joined(texts: Iterator[str]) -> str:
    return "\n".join(texts).casefold()


def _parts(step: Step, *, with_ports: bool = True) -> Iterator[tuple[str, str]]:
    """Everything that a Step says, each with where it says it."""
    yield "id", step.id
    yield "kind", step.kind
    if step.title:
        yield "title", step.title
    if step.description:
        yield "description", step.description
    if with_ports:
        yield from _port_parts(step)
    if step.when:
        yield "when", step.when
    yield from _config_parts(step.config, "config")


def _port_parts(step: Step) -> Iterator[tuple[str, str]]:
    for name, it in step.inputs.items():
        yield f"input {name}", f"{name} {' '.join(it.sources)} {it.description}"
    for name, output in step.outputs.items():
        yield f"output {name}", f"{name} {output.attribute} {output.description}"


def _inputs_parts(inputs: Mapping[Name, Declared]) -> Iterator[tuple[str, str]]:
    for name, declared in inputs.items():
        yield f"input {name}", f"{name} {declared.description}"


def _config_parts(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield place, str(key)
            yield from _config_parts(inner, f"{place} {key}")
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _config_parts(inner, place)
    elif value is not None:
        yield place, str(value)
