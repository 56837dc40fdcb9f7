"""Edits that put Steps into wires and take them out again: add and connect, insert, heal, take over.

Each is one patch, so one step of undo. Where a Step has no port at all on a side, the ports there are
what the user makes of them, and one that fits is added; a port that is there is used as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from designer.document.diagram import Diagram, Place
from designer.document.draft import Draft, EditRefused
from designer.document.edits import add_input, add_output, add_step, connect, refusal, remove
from designer.document.patch import Patch, apply
from designer.document.wiring import own_attribute, read, type_of
from designer.words import tr
from engine.datatype import ARRAY, DataType, can_agree
from engine.flow import FLOW_INPUTS, Declared, Input, Name, Output, Port, Side, Step, StepId, Wire
from engine.value import ABSENT


class Fit(NamedTuple):
    """Which port of a Step fits: an empty name stands for one that is added. Better ones are larger."""

    rank: int
    name: Name = Name("")


class Healed(NamedTuple):
    """What became of wires whose Steps were taken out: the edit, and the inputs left open."""

    patch: Patch
    left_open: tuple[Port, ...]


def fit_input(step: Step, name: Name, given: DataType, free: Collection[Name] = ()) -> Fit | None:
    """The input of a Step that takes best what an output of that name gives; None where none does.

    Those in `free` come before others.
    """
    if not step.inputs:
        return Fit(0)
    found = [
        Fit(_rank(port.wire_type, given, same_name=key == name) + 8 * (key in free), key)
        for key, port in step.inputs.items()
        if can_agree(given, port.wire_type)
    ]
    return max(found, key=lambda fit: fit.rank, default=None)


def fit_output(step: Step, name: Name, taken: DataType) -> Fit | None:
    """The output of a Step that gives best what an input of that name takes; None where none does."""
    if not step.outputs:
        return Fit(0)
    found = [
        Fit(_rank(given, taken, same_name=key == name), key)
        for key, given in _given(step)
        if can_agree(given, taken)
    ]
    return max(found, key=lambda fit: fit.rank, default=None)


def fits(diagram: Diagram, template: Step, side: Side, port: Port) -> int:
    """How well a new Step suits one end of a wire, the `side` of `port`; 0 where it does not."""
    draft = Draft(diagram)
    if side == "output":
        fit = fit_input(template, port.name, type_of(draft, port))
    else:
        fit = fit_output(template, port.name, draft.input(port).wire_type)
    return 0 if fit is None else fit.rank + 1


def add_connected(diagram: Diagram, template: Step, at: Place, side: Side, port: Port) -> Patch:
    """Add a Step and draw a wire between it and a port, whose side is said.

    Raises:
        EditRefused: None of its ports fits.
    """
    added = add_step(diagram, template, at)
    (new,) = added.steps
    grown = apply(diagram, added)
    draft = Draft(grown)
    if side == "output":
        more, name = _with_input(grown, new, port, type_of(draft, port))
        wire = Wire(port, Port(new, name))
    else:
        more, name = _with_output(grown, new, port, draft.input(port).wire_type)
        wire = Wire(Port(new, name), port)
    return added.then(more).then(_joined(apply(grown, more), wire))


def insert(diagram: Diagram, step: StepId, wire: Wire) -> Patch:
    """Put a Step into a wire: it reads what the wire brought, and its result goes on instead.

    Raises:
        EditRefused: Its ports do not fit, or the wires may not be drawn.
    """
    draft = Draft(diagram)
    given, taken = type_of(draft, wire.source), draft.input(wire.target).wire_type
    first, inlet = _with_input(diagram, step, wire.source, given)
    diagram = apply(diagram, first)
    second, outlet = _with_output(diagram, step, wire.target, taken)
    diagram = apply(diagram, second)
    third = _joined(diagram, Wire(wire.source, Port(step, inlet)))
    diagram = apply(diagram, third)
    onward = Wire(Port(step, outlet), wire.target)
    sentence = "" if _is_drawn(diagram, onward) else refusal(diagram, onward)
    if sentence:
        raise EditRefused(sentence)
    draft = Draft(diagram)
    before = own_attribute(draft, wire.source)
    _exchange(draft, wire.target, {before: (own_attribute(draft, onward.source),)})
    return first.then(second).then(third).then(draft.patch())


def insert_new(diagram: Diagram, template: Step, at: Place, wire: Wire) -> Patch:
    """Add a Step in the middle of a wire.

    Raises:
        EditRefused: Its ports do not fit.
    """
    added = add_step(diagram, template, at)
    (new,) = added.steps
    return added.then(insert(apply(diagram, added), new, wire))


def can_insert(diagram: Diagram, step: Step, wire: Wire) -> bool:
    """Whether a Step has an input and an output that fit into a wire."""
    draft = Draft(diagram)
    given, taken = type_of(draft, wire.source), draft.input(wire.target).wire_type
    inlet = fit_input(step, wire.source.name, given)
    return inlet is not None and fit_output(step, wire.target.name, taken) is not None


def heal(diagram: Diagram, steps: Collection[StepId], wires: Collection[Wire] = ()) -> Healed:
    """Take Steps out and cut wires; what fed the Steps feeds their readers, where the types fit."""
    gone = {step for step in steps if step in diagram.flow.steps}
    draft = Draft(diagram)
    bridges: dict[Port, dict[Name, tuple[Name, ...]]] = {}
    left_open: list[Port] = []
    for source in (Port(step, name) for step in sorted(gone) for name in draft.step(step).outputs):
        attribute = draft.attribute(source)
        lost = all(writer.step in gone for writer in draft.sources(attribute))
        for target in draft.readers(attribute) if lost else ():
            if target.step in gone:
                continue
            names = _through(draft, source, draft.input(target).wire_type, gone)
            bridges.setdefault(target, {})[attribute] = names
            left_open += [] if names else [target]
    taken = remove(diagram, steps, wires)
    draft = Draft(apply(diagram, taken))
    for target, bridge in bridges.items():
        reads = draft.input(target).reads(target.name)
        if any(bridge.values()) and not bridge.keys().isdisjoint(reads):
            _exchange(draft, target, {old: new for old, new in bridge.items() if new})
    return Healed(taken.then(draft.patch()), tuple(dict.fromkeys(left_open)))


def take_over(diagram: Diagram, old: Port, new: Port) -> Patch:
    """Let an output feed everything that another one feeds.

    Raises:
        EditRefused: One of the wires may not be drawn from there; with the sentence of `refusal`.
    """
    draft = Draft(diagram)
    targets = sorted(draft.readers(draft.attribute(old)))
    if not targets:
        raise EditRefused(
            tr("'{old}' has no wires that could be moved. Drag without Shift to draw one.", old=old)
        )
    for target in targets:
        drawn = _is_drawn(diagram, Wire(new, target))
        sentence = "" if drawn else refusal(diagram, Wire(new, target))
        if sentence:
            raise EditRefused(sentence)
    before = own_attribute(draft, old)
    after = own_attribute(draft, new)
    for target in targets:
        _exchange(draft, target, {before: (after,)})
    return draft.patch()


def give_from_start(diagram: Diagram, port: Port, at: Place) -> Patch:
    """Make a Flow input for an input of a Step, so that the user is asked for its value.

    A name that nobody gives becomes the Flow input; else one of its own is made. Where the Flow had
    no inputs, their card is put at `at`.
    """
    draft = Draft(diagram)
    target = draft.input(port)
    reads = target.reads(port.name)
    asked = len(reads) == 1 and not draft.is_given(reads[0])
    name = reads[0] if asked else draft.fresh_attribute(port.name)
    draft.declare(name, Declared(type=target.wire_type, description=target.description))
    if not asked:
        read(draft, port, (name,))
    if not diagram.flow.inputs and FLOW_INPUTS not in diagram.places:
        draft.place(FLOW_INPUTS, at)
    return draft.patch()


def connect_row(diagram: Diagram, steps: Sequence[StepId]) -> Patch:
    """Draw a wire from each Step of a row to the next, between the ports that suit best.

    Only inputs that nothing feeds are used: a wire that is there is nobody's to take away unseen.

    Raises:
        EditRefused: Nothing in it can be connected that is not connected already.
    """
    patch, told = Patch(), ""
    for one, other in pairwise(steps):
        wire, told = _best_wire(diagram, one, other, told)
        if wire is not None:
            piece = connect(diagram, wire)
            diagram, patch = apply(diagram, piece), patch.then(piece)
    if patch.is_empty:
        raise EditRefused(told or tr("Select two steps or more: each is connected to the next."))
    return patch


def _best_wire(diagram: Diagram, one: StepId, other: StepId, told: str) -> tuple[Wire | None, str]:
    """The wire that suits two Steps best, or why there is none."""
    draft = Draft(diagram)
    sources = [Port(one, name) for name in _outlets(diagram, one)]
    targets = [Port(other, name) for name in draft.step(other).inputs] if other else []
    if any(_is_drawn(diagram, Wire(s, t)) for s in sources for t in targets):
        why = tr("'{one}' and '{other}' are connected already.", one=one, other=other)
        return None, told or why
    free = [target for target in targets if _is_free(draft, target)]
    best, most = None, -1
    for source in sources:
        given = type_of(draft, source)
        for target in free:
            sentence = refusal(diagram, Wire(source, target))
            told = told or sentence
            taken = draft.input(target).wire_type
            rank = _rank(taken, given, same_name=source.name == target.name)
            if not sentence and rank > most:
                best, most = Wire(source, target), rank
    why = tr("'{one}' has no output that '{other}' could take.", one=one, other=other)
    if sources and targets and not free:
        why = tr(
            "No input of '{other}' is free. Draw the wire yourself to replace one.", other=other
        )
    return best, told or why


def _is_free(draft: Draft, target: Port) -> bool:
    """Whether neither a wire nor a value of its own feeds an input."""
    taken = draft.input(target)
    return taken.value is ABSENT and not any(map(draft.is_given, taken.reads(target.name)))


def _outlets(diagram: Diagram, step: StepId) -> Iterable[Name]:
    return diagram.flow.inputs if step == FLOW_INPUTS else diagram.flow.steps[step].outputs


def _rank(one: DataType, other: DataType, *, same_name: bool) -> int:
    return 1 + 4 * same_name + 2 * (one.name == other.name)


def _given(step: Step) -> Iterator[tuple[Name, DataType]]:
    often = any(port.each for port in step.inputs.values())
    for name, output in step.outputs.items():
        yield name, ARRAY if often else output.type


def _with_input(
    diagram: Diagram, step: StepId, source: Port, given: DataType
) -> tuple[Patch, Name]:
    """The input of a Step that takes what an output gives, and the patch that adds it where none is.

    One that equal names have wired to it already comes before any other.
    """
    draft = Draft(diagram)
    there = draft.step(step)
    wired = [name for name in there.inputs if _is_drawn(diagram, Wire(source, Port(step, name)))]
    if wired:
        return Patch(), wired[0]
    free = {k for k, it in there.inputs.items() if not any(map(draft.is_given, it.reads(k)))}
    fit = fit_input(there, source.name, given, free)
    if fit is None:
        raise EditRefused(
            tr(
                "No input of '{step}' takes {given}. Change the type of one of them.",
                step=step,
                given=given,
            )
        )
    if fit.name:
        return Patch(), fit.name
    return add_input(diagram, step, source.name, Input(type=given)), source.name


def _with_output(
    diagram: Diagram, step: StepId, target: Port, taken: DataType
) -> tuple[Patch, Name]:
    """The output of a Step that gives what an input takes, and the patch that adds it where none is."""
    there = Draft(diagram).step(step)
    wired = [name for name in there.outputs if _is_drawn(diagram, Wire(Port(step, name), target))]
    if wired:
        return Patch(), wired[0]
    fit = fit_output(there, target.name, taken)
    if fit is None:
        raise EditRefused(
            tr(
                "No output of '{step}' gives {taken}. Change the type of one of them.",
                step=step,
                taken=taken,
            )
        )
    if fit.name:
        return Patch(), fit.name
    return add_output(diagram, step, target.name, Output(type=taken)), target.name


def _is_drawn(diagram: Diagram, wire: Wire) -> bool:
    draft = Draft(diagram)
    reads = draft.input(wire.target).reads(wire.target.name)
    return draft.attribute(wire.source) in reads


def _joined(diagram: Diagram, wire: Wire) -> Patch:
    """The patch that draws a wire; nothing, where equal names have drawn it already."""
    if _is_drawn(diagram, wire):
        draft = Draft(diagram)
        read(draft, wire.target, (own_attribute(draft, wire.source),))
        return draft.patch()
    return connect(diagram, wire)


def _exchange(draft: Draft, target: Port, instead: dict[Name, tuple[Name, ...]]) -> None:
    """Let an input read other Attributes in the place of some, and the rest as before."""
    reads = draft.input(target).reads(target.name)
    read(draft, target, chain.from_iterable(instead.get(name, (name,)) for name in reads))


def _through(
    draft: Draft, source: Port, taken: DataType, gone: Collection[StepId]
) -> tuple[Name, ...]:
    """What the Steps to be taken out make an output of, as far as that can feed an input itself."""
    waiting, seen = [source.step], {source.step}
    for step in waiting:  # grows while it is walked: nearest first
        for port, target in draft.step(step).inputs.items():
            names = target.reads(port)
            outside = tuple(n for n in names if _comes(draft, n, taken, gone))
            if outside:
                return outside
            above = {w.step for n in names for w in draft.writers(n) if w.step in gone} - seen
            seen |= above
            waiting += sorted(above)
    return ()


def _comes(draft: Draft, name: Name, taken: DataType, gone: Collection[StepId]) -> bool:
    """Whether an Attribute is given from outside, by outputs that all fit."""
    sources = [source for source in draft.sources(name) if source.step not in gone]
    return bool(sources) and all(can_agree(type_of(draft, s), taken) for s in sources)
