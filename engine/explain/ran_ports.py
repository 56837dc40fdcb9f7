"""What became of an Attribute or of a wire in a run."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cause import Cause
from engine.explain import ran_wording as say
from engine.explain.answer import (
    Explanation,
    Subject,
    attribute_subject,
    step_subject,
    wire_subject,
)
from engine.explain.came import came, show
from engine.explain.case import Case
from engine.explain.ports import explain_attribute, explain_wire
from engine.explain.ran import explain_ran, is_recalled, tell_end
from engine.explain.subjects import written
from engine.explain.wording import Point
from engine.flow import FLOW_INPUTS, Name, Port, StepId, Wire
from engine.state import RunState


def explain_value(case: Case, state: RunState, name: Name) -> Explanation:
    """An Attribute: its values, with who wrote them; else why there is none."""
    subject = attribute_subject(name)
    secret = _is_secret(case, name)
    if values := state.attributes.get(name):
        told = [say.attribute_set(name, show(o.value, secret=secret), o.step) for o in values]
        writer = values[0].step
        chain: tuple[Subject, ...] = (subject,)
        if writer is not None:
            chain = (subject, step_subject(writer))
            told += [tell_end(state, writer)] if is_recalled(state, writer) else []
        return Explanation(
            subject=subject,
            verdict=Point.SET,
            sentences=(*told, *_takers(state, name)),
            chain=chain,
        )
    writers = [p.step for p in case.index.writers.get(name, ()) if p.step in state.steps]
    if not writers:
        planned = explain_attribute(case, name)
        told = [say.attribute_absent(name), *planned.sentences]
        return Explanation(
            subject=subject,
            verdict=Point.ABSENT,
            sentences=tuple(told),
            chain=planned.chain,
            suggestions=planned.suggestions,
        )
    first, *others = [explain_ran(case, state, step) for step in dict.fromkeys(writers)]
    told = [say.attribute_absent(name), *first.sentences]
    told += [sentence for other in others for sentence in other.sentences]
    return Explanation(
        subject=subject,
        verdict=Point.ABSENT,
        sentences=tuple(dict.fromkeys(told)),
        chain=(subject, *first.chain),
        suggestions=tuple(dict.fromkeys(s for e in (first, *others) for s in e.suggestions)),
    )


def _takers(state: RunState, name: Name) -> Iterator[Cause]:
    """The inputs that took the Attribute's value."""
    for step, one in state.steps.items():
        for port in () if is_recalled(state, step) else one.inputs:
            sources = came(state, Port(step, port))
            reads = state.plan.steps[step].inputs[port].reads(port)
            if sources and name in reads and (sources.steps or name in sources.attributes):
                yield say.took(Port(step, port), *sources)


def _is_secret(case: Case, name: Name) -> bool:
    ports = case.index.readers.get(name, ())
    declared = case.flow.inputs.get(name)
    taken = any(case.flow.steps[p.step].inputs[p.name].type.secret for p in ports)
    made = any(
        case.flow.steps[p.step].outputs[p.name].type.secret
        for p in case.index.writers.get(name, ())
    )
    return taken or made or (declared is not None and declared.type.secret)


def explain_passage(case: Case, state: RunState, wire: Wire) -> Explanation:
    """A wire: whether its value was taken, else what came of its two ends."""
    source, target = wire
    name = written(case.flow, source)
    reads = case.flow.steps[target.step].inputs[target.name].reads(target.name)
    if name not in reads or target.step not in state.steps:
        return explain_wire(case, wire)
    sources = came(state, target)
    if sources is not None and _came_through(source, sources.steps, sources.attributes):
        return Explanation(
            subject=wire_subject(wire),
            verdict=Point.TOOK,
            sentences=(say.carried(name, source, target), *_not_here(state, target.step)),
            chain=(wire_subject(wire), *case.way_down(target.step)),
        )
    told = [say.not_carried(source, target)]
    if sources is not None:
        told.append(say.took(target, *sources))
    ends = [step for step in (source.step, target.step) if step in state.steps]
    told += [tell_end(state, step) for step in ends]
    gave = name in state.attributes
    culprit = explain_ran(case, state, ends[-1 if gave else 0])
    return Explanation(
        subject=wire_subject(wire),
        verdict=Point.UNUSED,
        sentences=tuple(dict.fromkeys([*told, *culprit.sentences])),
        chain=tuple(dict.fromkeys((wire_subject(wire), *culprit.chain))),
        suggestions=culprit.suggestions,
    )


def _not_here(state: RunState, reader: StepId) -> Iterator[Cause]:
    """That what a reader took, it took in another run."""
    if is_recalled(state, reader):
        yield tell_end(state, reader)


def _came_through(source: Port, steps: tuple[str, ...], attributes: tuple[Name, ...]) -> bool:
    return source.name in attributes if source.step == FLOW_INPUTS else source.step in steps
