"""The edit that gives a Step the ports that its function has by now, and keeps the wires it can. Qt-free.

A port that the function does not know any more is taken for one that it has newly got where that is not in
doubt: the nearest name, or the only one that is left with types that agree. Others go, and are told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from designer.document import edits
from designer.document.diagram import Diagram
from designer.document.patch import Patch, apply
from engine.datatype import ARRAY, can_agree
from engine.errors import nearest
from engine.flow import Input, Name, Output, Side, Step, StepId
from engine.signature import FunctionInfo

P = TypeVar("P", Input, Output)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an update comes to: the edit, and what became of the ports, to be told."""

    patch: Patch
    renamed: tuple[tuple[Name, Name], ...] = ()
    dropped: tuple[Name, ...] = ()
    added: tuple[Name, ...] = ()


def is_outdated(step: Step, function: FunctionInfo) -> bool:
    """Whether a Step's ports are not what its function takes and gives."""
    if function.wrapped:
        return False
    accepts = function.accepts
    unknown = any(n not in accepts.names for n in step.inputs) and not accepts.any_name
    lacks = any(n not in step.inputs for n in accepts.required)
    return unknown or lacks or _other_types(step, function) or _other_outputs(step, function)


def _other_types(step: Step, function: FunctionInfo) -> bool:
    """Whether a port is declared as what the function cannot take, or never gives."""
    for name, port in step.inputs.items():
        wanted = function.inputs.get(name)
        given = ARRAY if port.is_list_at_work else port.type
        if wanted is not None and not can_agree(given, wanted.type):
            return True
    known = function.outputs_of(step.outputs)
    return any(
        name in known and not can_agree(known[name].type, output.type)
        for name, output in step.outputs.items()
    )


def _other_outputs(step: Step, function: FunctionInfo) -> bool:
    if not function.named_outputs or len(step.outputs) < 2:
        return False
    return any(n not in function.outputs and not o.optional for n, o in step.outputs.items())


def update_ports(diagram: Diagram, id_: StepId, function: FunctionInfo) -> Update:
    """Give a Step the ports of its function, in one edit.

    Raises:
        EditRefused: A flow file could not hold what the function says.
    """
    step = diagram.flow.steps[id_]
    accepts = function.accepts
    known = set(accepts.names) | (set(step.inputs) if accepts.any_name else set())
    renamed_in = _renames(step.inputs, function.inputs, known)
    gives = set(function.outputs)
    if not function.named_outputs and len(step.outputs) == 1:
        gives |= set(step.outputs)  # whatever it is called, it is what is returned
        function = replace(function, outputs=function.outputs_of(step.outputs))
    renamed_out = _renames(step.outputs, function.outputs, gives)
    work = _Work(diagram, id_)
    work.side("input", renamed_in, function.inputs, known)
    work.side("output", renamed_out, function.outputs, gives)
    return work.done()


def _renames(
    old: Mapping[Name, P], new: Mapping[Name, P], known: Collection[str]
) -> dict[Name, Name]:
    """Which port that is gone is which one that is new; only where there is no doubt."""
    gone = [name for name in old if name not in known]
    come = [name for name in new if name not in old]
    found: dict[Name, Name] = {}
    for name in gone:
        close = nearest(name, come)
        if close and _agree(old[name], new[Name(close)]):
            found[name] = Name(close)
            come.remove(Name(close))
    left = [name for name in gone if name not in found]
    by_place = _places(list(old), list(new), left, come)
    for name in left:
        fitting = [other for other in come if _agree(old[name], new[other])]
        fits_me = [other for other in left if fitting and _agree(old[other], new[fitting[0]])]
        if len(fitting) == 1 and len(fits_me) == 1:
            found[name] = fitting[0]
        elif (there := by_place.get(name)) is not None and _agree(old[name], new[there]):
            found[name] = there
    return found if len(set(found.values())) == len(found) else {}


def _places(
    old: Sequence[Name], new: Sequence[Name], gone: Sequence[Name], come: Sequence[Name]
) -> Mapping[Name, Name]:
    """What stands where something stood, if there are as many ports as before."""
    if len(old) != len(new):
        return {}
    pairs = zip(old, new, strict=True)
    return {before: after for before, after in pairs if before in gone and after in come}


def _agree(one: Input | Output, other: Input | Output) -> bool:
    return can_agree(one.type, other.type) or can_agree(other.type, one.type)


class _Work:
    """One edit that grows."""

    def __init__(self, diagram: Diagram, step: StepId) -> None:
        self._diagram, self._step, self._patch = diagram, step, Patch()
        self._renamed: list[tuple[Name, Name]] = []
        self._dropped: list[Name] = []
        self._added: list[Name] = []

    def side(
        self,
        side: Side,
        renamed: Mapping[Name, Name],
        wanted: Mapping[Name, Input] | Mapping[Name, Output],
        known: Collection[str],
    ) -> None:
        """Rename, take away, retype and add the ports of one side."""
        for old, new in renamed.items():
            self._do(edits.rename_port(self._diagram, self._step, side, old, new))
            self._renamed.append((old, new))
        for name in list(self._ports(side)):
            if name not in known and name not in wanted:
                self._do(edits.remove_port(self._diagram, self._step, side, name))
                self._dropped.append(name)
        for name, port in wanted.items():
            there = self._ports(side).get(name)
            if there is None:
                self._add(name, port)
            else:
                self._retype(side, name, there, port)

    def _ports(self, side: Side) -> Mapping[Name, Input | Output]:
        step = self._diagram.flow.steps[self._step]
        return dict(step.inputs if side == "input" else step.outputs)

    def _add(self, name: Name, port: Input | Output) -> None:
        match port:
            case Input():
                self._do(edits.add_input(self._diagram, self._step, name, port))
            case Output():
                self._do(edits.add_output(self._diagram, self._step, name, port))
        self._added.append(name)

    def _retype(self, side: Side, name: Name, there: Input | Output, port: Input | Output) -> None:
        match there, port:
            case Input(), Input():
                new: Input | Output = replace(
                    there, type=port.type, required=port.required, default=port.default,
                    description=port.description or there.description,
                )  # fmt: skip
            case _:
                described = port.description or there.description
                new = replace(there, type=port.type, description=described)
        if new != there:
            self._do(edits.set_port(self._diagram, self._step, side, name, new))

    def _do(self, patch: Patch) -> None:
        self._diagram, self._patch = apply(self._diagram, patch), self._patch.then(patch)

    def done(self) -> Update:
        """What came of it."""
        return Update(
            patch=self._patch, renamed=tuple(self._renamed), dropped=tuple(self._dropped),
            added=tuple(self._added),
        )  # fmt: skip
