"""Which Steps could give a value that is missing: a search back over names and types. Qt-free, pure.

What there is to choose from is told: the Flow itself, templates of the user's own functions, and of the
palette. A producer may need others in turn; those are looked for by name alone, so that nothing is ever
proposed for them because it merely has the right type. Fewest new inputs come first, what merely has the
type after them, kinds that could give anything last, and equal questions have equal answers.

The search counts what a proposal would need by itself, which is quick; the best are then put right by
the planner, which the caller hands in, so that what is said is what the user would be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from designer.document.diagram import Diagram, Place
from designer.document.draft import Draft, EditRefused
from designer.document.edits import connect, refusal
from designer.document.feeding import fed, is_for
from designer.document.patch import Patch, apply
from designer.document.splicing import add_connected
from designer.document.wiring import type_of
from engine.datatype import DataType, TypeName, can_agree
from engine.flow import FLOW_INPUTS, Flow, Input, Name, Port, Side, Step, StepId, Wire
from engine.graph import Names, names
from engine.value import ABSENT

MOST: Final = 3
_TRIED: Final = 9
"""So many of the best are put right."""
DEPTH: Final = 4
"""So many Steps stand one above the other in a proposal at most."""
_ACROSS: Final = 280.0
_DOWN: Final = 160.0
_PLAIN: Final = frozenset(
    {TypeName.ANY, TypeName.STRING, TypeName.NUMBER, TypeName.INTEGER, TypeName.BOOLEAN}
)
"""That two ports have one of these types in common says little, or nothing."""


class Source(IntEnum):
    """Where a producer comes from; the nearer the better."""

    FLOW = 0
    OWN = 1
    PALETTE = 2


class Likeness(IntEnum):
    """How well a producer suits by its name and type."""

    NAME = 0
    WORDS = 1
    TYPE = 2
    PLAIN = 3
    ANYTHING = 4


class Template(NamedTuple):
    """A Step that could be added. `unset` is what has to be filled in before it can run."""

    step: Step
    title: str
    source: Source
    unset: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One way to get the value: the edit, and what to say of it.

    `adds` are the Steps that it puts in, the one that gives the value first; `connects` is the output
    there already that it takes instead. `needs` are the names that the user would have to give besides,
    `unset` those of them that are settings of the new Step.
    """

    title: str
    source: Source
    likeness: Likeness
    gives: Name
    type: DataType
    needs: tuple[Name, ...]
    patch: Patch
    adds: tuple[StepId, ...] = ()
    connects: Port | None = None
    unset: tuple[Name, ...] = ()


class _Link(NamedTuple):
    """A template in a chain: the input that it feeds, by the path of inputs from the wanted port."""

    template: Template
    output: Name
    path: tuple[Name, ...]


class _Chain(NamedTuple):
    links: tuple[_Link, ...]
    needs: frozenset[Name]


class _Search:
    """What is asked again and again about one Flow."""

    def __init__(
        self, diagram: Diagram, wanted: Collection[Name], templates: Sequence[Template]
    ) -> None:
        self.diagram, self.flow, self.wanted = diagram, diagram.flow, frozenset(wanted)
        self.own = [t for t in templates if t.source is Source.OWN]

    @cached_property
    def names(self) -> Names:
        return names(self.flow)

    @cached_property
    def makers(self) -> Mapping[Name, list[tuple[Template, Name]]]:
        """The user's own functions by what they give."""
        made: dict[Name, list[tuple[Template, Name]]] = {}
        for template in sorted(self.own, key=lambda t: t.step.id):
            for name in template.step.outputs:
                made.setdefault(name, []).append((template, name))
        return made

    def below(self, step: StepId) -> frozenset[StepId]:
        """All that waits for a Step, and itself: what they give would close a circle."""
        reached, waiting = {step}, [step]
        for each in waiting:  # grows while it is walked
            it = self.flow.steps.get(each)
            for name, output in it.outputs.items() if it else ():
                for port in self.names.readers.get(output.writes(name), ()):
                    if port.step not in reached:
                        reached.add(port.step)
                        waiting.append(port.step)
        return frozenset(reached)

    def is_there(self, name: Name, but: Collection[StepId] = ()) -> bool:
        """Whether the Flow has a source of that name, or asks for it already."""
        writers = (p for p in self.names.writers.get(name, ()) if p.step not in but)
        enabled = any(not self.flow.steps[port.step].disabled for port in writers)
        return enabled or name in self.flow.inputs

    def lacked(self, step: StepId, seen: frozenset[StepId] = frozenset()) -> frozenset[Name]:
        """The names that a Step of the Flow would have the user asked for, besides those asked for now."""
        if step in seen or step not in self.flow.steps:
            return frozenset()
        found: set[Name] = set()
        for name, it in self.flow.steps[step].inputs.items():
            if _is_needed(it):
                found |= self._lacked_of(it.reads(name), seen | {step})
        return frozenset(found - self.wanted)

    def _lacked_of(self, reads: Sequence[Name], seen: frozenset[StepId]) -> frozenset[Name]:
        for name in reads:
            declared = self.flow.inputs.get(name)
            if declared is not None and declared.default is not ABSENT:
                return frozenset()
            for port in self.names.writers.get(name, ()):
                if not self.flow.steps[port.step].disabled:
                    return self.lacked(port.step, seen)
        return frozenset(reads[:1])

    def chain(self, template: Template, output: Name, barred: frozenset[StepId]) -> _Chain:
        """A template with all that it needs in turn, by the names of its inputs."""
        return self._chain(template, output, (), barred, frozenset({template.step.id}))

    def _chain(
        self, template: Template, output: Name, path: tuple[Name, ...],
        barred: frozenset[StepId], used: frozenset[str],
    ) -> _Chain:  # fmt: skip
        links, needs = [_Link(template, output, path)], set(template.unset)
        for name, it in template.step.inputs.items():
            if not _is_needed(it) or name in template.unset:
                continue
            if self.is_there(name, barred):
                needs |= self._given_by_flow(name, barred)
                continue
            below = self._maker(name, it, (*path, name), barred, used)
            if below is None:
                needs |= {name} - self.wanted
            else:
                links += below.links
                needs |= below.needs
        return _Chain(tuple(links), frozenset(needs))

    def _given_by_flow(self, name: Name, barred: frozenset[StepId]) -> frozenset[Name]:
        for port in self.names.writers.get(name, ()):
            if port.step not in barred and not self.flow.steps[port.step].disabled:
                return self.lacked(port.step)
        declared = self.flow.inputs.get(name)
        given = declared is not None and declared.default is not ABSENT
        return frozenset() if given else frozenset({name} - self.wanted)

    def _maker(
        self, name: Name, it: Input, path: tuple[Name, ...], barred: frozenset[StepId],
        used: frozenset[str],
    ) -> _Chain | None:  # fmt: skip
        """The best of the user's functions that give a name, where one asks for no more than the name."""
        if len(path) >= DEPTH:
            return None
        found = [
            self._chain(template, output, path, barred, used | {template.step.id})
            for template, output in self.makers.get(name, ())
            if template.step.id not in used
            and can_agree(template.step.outputs[output].type, it.wire_type)
        ]
        best = min(found, key=lambda chain: (len(chain.needs), len(chain.links)), default=None)
        return best if best is not None and len(best.needs) <= 1 else None


def propose(
    diagram: Diagram, port: Port, wanted: Collection[Name], templates: Sequence[Template],
    missing: Callable[[Flow], Collection[Name]] | None = None,
) -> tuple[Proposal, ...]:  # fmt: skip
    """The best ways to feed an input, the best first; `wanted` are the names that are missing now.

    `missing` tells what the planner would ask for in a Flow. Nothing where there is no such input, or
    no way.
    """
    step = diagram.flow.steps.get(port.step)
    if step is None or port.name not in step.inputs:
        return ()
    search = _Search(diagram, wanted, templates)
    it = step.inputs[port.name]
    found = [
        *_of_flow(search, port, it),
        *_of_templates(search, port, it, templates),
    ]
    found.sort(key=_rank)
    before = fed(diagram.flow)
    useful = (one for one in _distinct(found) if is_for(port, before, diagram, one.patch))
    best = list(islice(useful, _TRIED))
    if missing is not None:
        best = [_put_right(diagram, it, search.wanted, missing) for it in best]
        best.sort(key=_rank)
    return tuple(best[:MOST])


def likeness(
    name: Name, given: DataType, wanted: Collection[Name], taken: DataType
) -> Likeness | None:
    """How well a value of one name and type suits where others are wanted; None where it does not."""
    if not can_agree(given, taken):
        return None
    if name in wanted:
        return Likeness.NAME
    if any(_share_words(name, other) for other in wanted):
        return Likeness.WORDS
    same = given.name is taken.name and given.format == taken.format and given.enum == taken.enum
    telling = taken.name not in _PLAIN or bool(taken.format) or taken.enum is not None
    if not same or taken.name is TypeName.ANY:
        return None
    return Likeness.TYPE if telling else Likeness.PLAIN


def _put_right(
    diagram: Diagram, it: Proposal, wanted: frozenset[Name],
    missing: Callable[[Flow], Collection[Name]],
) -> Proposal:  # fmt: skip
    """The proposal with what would really be asked for."""
    asked = frozenset(missing(apply(diagram, it.patch).flow)) - wanted
    return replace(it, needs=tuple(sorted(asked | frozenset(it.unset))))


def _rank(it: Proposal) -> tuple[object, ...]:
    """Fewest new inputs first; what has merely the type comes later, and last what takes any name."""
    far = max(it.likeness, Likeness.TYPE)
    return far, len(it.needs), it.likeness, len(it.adds), it.source, it.title, it.gives


def _of_flow(search: _Search, port: Port, it: Input) -> Iterator[Proposal]:
    """What the Flow has already, under another name."""
    diagram, flow, draft = search.diagram, search.flow, Draft(search.diagram)
    wanted, below = {port.name, *it.reads(port.name)}, search.below(port.step)
    for source in _outputs(flow, below):
        given = type_of(draft, source)
        alike = likeness(source.name, given, wanted, it.wire_type)
        if alike is None or draft.attribute(source) in it.reads(port.name):
            continue
        wire = Wire(source, port)
        if refusal(diagram, wire):
            continue
        yield Proposal(
            title=str(source), source=Source.FLOW, likeness=alike, gives=source.name, type=given,
            needs=tuple(sorted(_lacked(search, source))), patch=connect(diagram, wire),
            connects=source,
        )  # fmt: skip


def _lacked(search: _Search, source: Port) -> frozenset[Name]:
    if source.step != FLOW_INPUTS:
        return search.lacked(source.step)
    given = search.flow.inputs[source.name].default is not ABSENT
    return frozenset() if given else frozenset({source.name} - search.wanted)


def _of_templates(
    search: _Search, port: Port, it: Input, templates: Iterable[Template]
) -> Iterator[Proposal]:
    wanted, below = {port.name, *it.reads(port.name)}, search.below(port.step)
    for template in templates:
        found = _output(template, port, wanted, it.wire_type)
        if found is None:
            continue
        alike, output, given = found
        chain = search.chain(template, output, below)
        try:
            patch, adds = _grown(search.diagram, port, chain)
        except EditRefused:
            continue
        yield Proposal(
            title=template.title, source=template.source, likeness=alike, gives=output or port.name,
            type=given, needs=tuple(sorted(chain.needs)), patch=patch, adds=adds,
            unset=template.unset,
        )  # fmt: skip


def _output(
    template: Template, port: Port, wanted: Collection[Name], taken: DataType
) -> tuple[Likeness, Name, DataType] | None:
    """The output of a template that suits best; one of the palette may have any name."""
    outputs = template.step.outputs
    if template.source is Source.PALETTE:
        if not outputs:
            return Likeness.ANYTHING, Name(""), taken
        fitting = [(n, out.type) for n, out in outputs.items() if can_agree(out.type, taken)]
        return (Likeness.ANYTHING, *fitting[0]) if fitting else None
    own = Name(template.step.id.replace("-", "_"))
    found = []
    for name, out in outputs.items():
        kinds = [likeness(name, out.type, wanted, taken)]
        if len(outputs) == 1:
            kinds.append(likeness(own, out.type, wanted, taken))
        found += [(alike, name, out.type) for alike in kinds if alike is not None]
    if any(name in wanted and _is_needed(it) for name, it in template.step.inputs.items()):
        found = [one for one in found if one[0] is not Likeness.PLAIN]  # it asks for just the same
    del port
    return min(found, key=lambda one: (one[0], one[1]), default=None)


def _grown(diagram: Diagram, port: Port, chain: _Chain) -> tuple[Patch, tuple[StepId, ...]]:
    """The edit that puts a chain of Steps before an input, and their ids.

    Raises:
        EditRefused: One of them does not fit.
    """
    x, y = diagram.places.get(port.step, Place(0.0, 0.0))
    patch, ids = Patch(), dict[tuple[Name, ...], StepId]()
    for number, (template, _, path) in enumerate(chain.links):
        target = port if not path else Port(ids[path[:-1]], path[-1])
        at = Place(x - _ACROSS * (len(path) + 1), y + _DOWN * (number - len(path)))
        piece = _added(diagram, template.step, at, "input", target)
        (ids[path],) = (step for step, change in piece.steps.items() if change.before is None)
        diagram, patch = apply(diagram, piece), patch.then(piece)
    return patch, tuple(ids.values())


def _added(diagram: Diagram, template: Step, at: Place, side: Side, port: Port) -> Patch:
    return add_connected(diagram, template, at, side, port)


def _outputs(flow: Flow, below: Collection[StepId]) -> Iterator[Port]:
    yield from (Port(FLOW_INPUTS, name) for name in sorted(flow.inputs))
    for step in sorted(flow.steps):
        it = flow.steps[step]
        if step not in below and not it.disabled:
            yield from (Port(step, name) for name in it.outputs)


def _distinct(found: Iterable[Proposal]) -> Iterator[Proposal]:
    """Each way once, and so few by their type alone that there is room for another."""
    seen, plain = set(), 0
    for it in found:
        key = (it.source, it.title)
        plain += it.likeness is Likeness.PLAIN and key not in seen
        if key not in seen and (plain < MOST or it.likeness is not Likeness.PLAIN):
            seen.add(key)
            yield it


def _is_needed(it: Input) -> bool:
    return it.required and it.value is ABSENT and it.default is ABSENT


def _share_words(one: Name, other: Name) -> bool:
    """Whether the last word of one is among those of the other: `email` and `customer_email`."""
    first, second = _words(one), _words(other)
    return bool(first and second) and (first[-1] in second or second[-1] in first)


def _words(name: Name) -> list[str]:
    return [word for word in name.casefold().split("_") if len(word) > 2]
