"""Drawing and cutting wires, and why a wire may not be drawn.

A wire is a name that an output writes and an input reads, so drawing one means to change what the
input reads. The one difficulty is an Attribute with several writers, which are all alternatives for
all its readers: a wire from one of them alone needs an Attribute of that writer's own first
(`separate`), and every other reader then reads both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from designer.document.diagram import Diagram
from designer.document.draft import Draft, EditRefused
from designer.document.links import above, gives_way, links, needs_work
from designer.document.patch import Patch
from designer.words import tr
from engine.datatype import ARRAY, DataType, can_agree
from engine.flow import FLOW_INPUTS, Name, Port, StepId, Wire
from engine.value import ABSENT

PATH_SHOWN: Final = 6
"""Steps of a cycle that a sentence names before it says how many more there are."""


def connect(diagram: Diagram, wire: Wire, *, alternative: bool = False) -> Patch:
    """Draw a wire: the input then reads this output, and with `alternative` what it read before too.

    Raises:
        EditRefused: With the sentence of `refusal`.
    """
    sentence = refusal(diagram, wire, alternative=alternative)
    if sentence:
        raise EditRefused(sentence)
    return _draw(Draft(diagram), wire, alternative=alternative)


def cut(diagram: Diagram, wires: Collection[Wire]) -> Patch:
    """Cut wires; an input left with none reads a name that nobody gives, so it is asked of the user."""
    draft = Draft(diagram)
    cut_in(draft, wires)
    return draft.patch()


def refusal(diagram: Diagram, wire: Wire, *, alternative: bool = False) -> str:
    """Why a wire may not be drawn, as a sentence; empty where it may. Quick enough for every move."""
    draft = Draft(diagram)
    try:
        attribute = draft.attribute(wire.source)
        target = draft.input(wire.target)
    except EditRefused as missing:
        return missing.sentence
    if wire.source.step == wire.target.step:
        return tr(
            "'{source}' comes from '{step}' itself, and a step cannot wait for its own result. "
            "Draw the wire to another step.",
            source=wire.source, step=wire.target.step,
        )  # fmt: skip
    if attribute in target.reads(wire.target.name):
        return tr(
            "'{port}' reads '{attribute}' already: the two are connected.",
            port=wire.target, attribute=attribute,
        )  # fmt: skip
    given = type_of(draft, wire.source)
    if not can_agree(given, target.wire_type):
        return tr(
            "{source} gives {given}, and '{port}' takes {taken}. "
            "Change one of the two types, or choose another port.",
            source=_spoken(wire.source), given=given, port=wire.target, taken=target.wire_type,
        )  # fmt: skip
    return _cycle(draft, wire, _alternatives(draft, wire.target) if alternative else ())


def type_of(draft: Draft, source: Port) -> DataType:
    """What comes out of an output: a list, where its Step runs once for each element of one.

    Raises:
        EditRefused: There is no such output.
    """
    if source.step == FLOW_INPUTS:
        declared = draft.diagram.flow.inputs.get(source.name)
        if declared is None:
            raise EditRefused(tr("There is no Flow input '{name}' any more.", name=source.name))
        return declared.type
    runs_often = any(target.each for target in draft.step(source.step).inputs.values())
    return ARRAY if runs_often else draft.output(source).type


def cut_in(draft: Draft, wires: Collection[Wire]) -> None:
    """Cut wires within a larger edit; what is no wire (any more) is passed over."""
    sources = defaultdict(list)
    for wire in wires:
        sources[wire.target].append(wire.source)
    for target, cut_sources in sources.items():
        for source in cut_sources:
            _cut_one(draft, Wire(source, target), cut_sources)


def _draw(draft: Draft, wire: Wire, *, alternative: bool) -> Patch:
    attribute = draft.attribute(wire.source)
    if wire.source.step != FLOW_INPUTS and len(draft.writers(attribute)) > 1:
        attribute = separate(draft, [wire.source])
    kept = _alternatives(draft, wire.target) if alternative else ()
    read(draft, wire.target, (*kept, attribute))
    return draft.patch()


def _cut_one(draft: Draft, wire: Wire, also_cut: Collection[Port]) -> None:
    attribute = draft.attribute(wire.source)
    if attribute not in draft.input(wire.target).reads(wire.target.name):
        return
    staying = [source for source in draft.sources(attribute) if source not in also_cut]
    if staying and wire.source.step == FLOW_INPUTS:
        separate(draft, sorted(staying))  # the Flow input keeps its name, so its rivals get another
    elif staying:
        attribute = separate(draft, [wire.source])
    _leave(draft, wire.target, attribute)


def separate(draft: Draft, sources: Collection[Port]) -> Name:
    """Give outputs that share an Attribute with others one of their own; every wire stays."""
    first = next(iter(sources))
    old = draft.attribute(first)
    new = draft.fresh_attribute(first.name)
    for source in sources:
        write(draft, source, new)
    follow(draft, old, new)
    return new


def write(draft: Draft, source: Port, attribute: Name) -> None:
    """Make an output write an Attribute."""
    output = draft.output(source)
    draft.put_output(
        source, replace(output, attribute=Name("") if attribute == source.name else attribute)
    )


def follow(draft: Draft, old: Name, new: Name) -> None:
    """Let every reader of an Attribute read another instead, or both where the old is still given."""
    names = (old, new) if draft.is_given(old) else (new,)
    for reader in tuple(draft.readers(old)):
        reads = draft.input(reader).reads(reader.name)
        read(draft, reader, [n for name in reads for n in (names if name == old else (name,))])


def own_attribute(draft: Draft, source: Port) -> Name:
    """The Attribute that this output alone gives: where it shares one, each gets its own first.

    A Flow input keeps its name, so its rivals get another.
    """
    attribute = draft.attribute(source)
    rivals = [other for other in draft.sources(attribute) if other != source]
    if rivals and source.step == FLOW_INPUTS:
        separate(draft, sorted(rivals))
    elif rivals:
        return separate(draft, [source])
    return attribute


def closes_cycle(draft: Draft, sources: Iterable[Port], targets: Iterable[Port]) -> bool:
    """Whether wires from some outputs to some inputs would make Steps wait for each other."""
    givers, takers = {port.step for port in sources}, {port.step for port in targets}
    if not (givers and takers):
        return False
    return not takers.isdisjoint(givers) or not takers.isdisjoint(above(givers, draft))


def name_of_its_own(draft: Draft, port: Port) -> Name:
    """The Attribute for an input that nothing feeds: its own name where free, else `STEP_PORT`."""
    return port.name if not draft.is_given(port.name) else draft.fresh_attribute(_full_name(port))


def is_own_name(port: Port, attribute: Name) -> bool:
    """Whether it is what `name_of_its_own` would call the Attribute of an input."""
    return attribute == port.name or bool(re.fullmatch(rf"{_full_name(port)}(_\d+)?", attribute))


def _full_name(port: Port) -> Name:
    plain = re.sub(r"\W", "_", f"{port.step}_{port.name}", flags=re.ASCII)
    return Name(f"_{plain}" if plain[0].isdigit() else plain)


def _leave(draft: Draft, target: Port, attribute: Name) -> None:
    left = [name for name in draft.input(target).reads(target.name) if name != attribute]
    read(draft, target, left or [name_of_its_own(draft, target)])


def read(draft: Draft, target: Port, attributes: Iterable[Name]) -> None:
    """Make an input read these Attributes; its own name alone is left unsaid, as in the file."""
    names = tuple(dict.fromkeys(attributes))
    sources = () if names == (target.name,) else names
    draft.put_input(target, replace(draft.input(target), value=ABSENT, sources=sources))


def _alternatives(draft: Draft, target: Port) -> tuple[Name, ...]:
    """What an input goes on reading beside a new wire: not a lone name that only asks the user."""
    reads = draft.input(target).reads(target.name)
    return reads if len(reads) > 1 or any(draft.is_given(name) for name in reads) else ()


def _cycle(draft: Draft, wire: Wire, kept: tuple[Name, ...]) -> str:
    """The sentence about the cycle that a wire would close, if that harms a Goal.

    A Flow input that Steps write too brings them along.
    """
    flow, target = draft.diagram.flow, wire.target.step
    known = links(flow)
    from_card = wire.source.step == FLOW_INPUTS
    givers = known.writers(wire.source.name) if from_card else (wire.source,)
    names = (*kept, wire.source.name) if from_card else kept
    if gives_way(draft.input(wire.target), names, known):
        return ""
    for giver in givers:
        path = known.path(target, giver.step) if needs_work(giver, known) else ()
        if path:
            if flow.goals and target not in known.wanted:
                return ""  # planning warns of it; no Goal needs it
            return _closes([giver.step, *path], bool(flow.goals))
    return ""


def _closes(path: list[StepId], has_goals: bool) -> str:
    return tr(
        "This wire would close a cycle: {path}. Each would wait for the next, so {harm}. "
        "Cut one of the wires on that way first.",
        path=_shown(path),
        harm=tr("no Goal that needs them could be planned")
        if has_goals
        else tr("none could ever start"),
    )


def _shown(path: list[StepId]) -> str:
    names = [tr("'{name}'", name=step) for step in path]
    if len(names) > PATH_SHOWN + 1:
        more = tr("{count} more", count=len(names) - PATH_SHOWN)
        names = [*names[: PATH_SHOWN - 1], more, names[-1]]
    return " → ".join(names)


def _spoken(source: Port) -> str:
    if source.step == FLOW_INPUTS:
        return tr("Flow input '{name}'", name=source)
    return tr("'{name}'", name=source)
