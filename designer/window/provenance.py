"""What a run that is shown says of the value at a port: the value, its extent, where it is from. Qt-free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from designer.panels.run_words import clock
from designer.panels.viewers.extents import bytes_in_words, extent
from designer.words import quoted, tr
from engine.flow import FLOW_INPUTS, Collect, Flow, Name, Port, Side, StepId, Wire
from engine.state import RunState, StepState, Written
from engine.value import ABSENT, Secret, Unkept, Value, type_name

End = tuple[Side, Port]


class Found(NamedTuple):
    """A value at a port, and the sentence of where it is from."""

    value: Value
    origin: str


def find(state: RunState, flow: Flow, side: Side, port: Port) -> Found | None:
    """The value at a port of a run, the Step named as the run does; None where there is none."""
    if port.step == FLOW_INPUTS:
        given = next((w for w in state.attributes.get(port.name, ()) if w.step is None), None)
        return None if given is None else Found(given.value, _given(given))
    run = state.steps.get(port.step)
    if side == "output":
        return _output(state, flow, port, run)
    if run is None or port.name not in run.inputs:
        return None
    value = run.inputs[port.name]
    return Found(value, _taken(state, port, value))


def ends_of(state: RunState, flow: Flow, step: StepId) -> Iterator[End]:
    """The ports of a Step that have a value: outputs first, since they are what one looks for."""
    known = flow.steps.get(step)
    if known is None:
        return
    sides: tuple[tuple[Side, Iterator[Name]], ...] = (
        ("output", iter(known.outputs)), ("input", iter(known.inputs)),
    )  # fmt: skip
    for side, names in sides:
        for name in names:
            if find(state, flow, side, Port(step, name)) is not None:
                yield side, Port(step, name)


def source_of(wire: Wire) -> End:
    """The end of a wire where its value is."""
    return "output", wire.source


def facts(found: Found) -> str:
    """Type, shape, size and origin, in one line."""
    value = found.value
    if isinstance(value, Secret):
        return f"{tr('secret')} · {found.origin}"
    kind = value.type if isinstance(value, Unkept) else type_name(value)
    size = "" if isinstance(value, Unkept) else bytes_in_words(value)
    return " · ".join(part for part in (kind, extent(value), size, found.origin) if part)


def _output(state: RunState, flow: Flow, port: Port, run: StepState | None) -> Found | None:
    known = flow.steps.get(port.step)
    if known is None or port.name not in known.outputs:
        return None
    attribute = known.outputs[port.name].writes(port.name)
    written = state.attributes.get(attribute, ())
    mine = next((w for w in reversed(written) if w.step == port.step), None)
    if run is not None and port.name in run.outputs:
        value = run.outputs[port.name]
        at = mine.at if mine is not None else run.ended or 0.0
        return Found(value, _made(port.step, run, at, state))
    if mine is not None:  # pinned: its Step need not be planned
        return Found(mine.value, tr("pinned at '{step}'", step=port.step))
    return None


def _made(step: StepId, run: StepState, at: float, state: RunState) -> str:
    parts = [tr("made by '{step}'", step=step)]
    if run.made:
        parts = [tr("remembered of '{step}'", step=step)]
    if run.tries > 1:
        parts.append(tr("at try {count}", count=run.tries))
    if run.items is not None:
        parts.append(tr("from {count} elements", count=run.items.total))
    if run.worker and not run.made:
        last = tr("the last on worker {name}", name=run.worker)
        parts.append(tr("on worker {name}", name=run.worker) if run.items is None else last)
    return ", ".join(parts) + _when(at, state)


def _taken(state: RunState, port: Port, value: Value) -> str:
    step = state.plan.steps.get(port.step)
    it = step.inputs.get(port.name) if step is not None else None
    feed = state.plan.feeds.get(port.step, {}).get(port.name)
    if it is None or feed is None:
        return _when(state.started or 0.0, state).lstrip(" ·")
    run = state.steps[port.step]
    if port.name in run.edited:
        return tr("changed by hand at the breakpoint") + _when(run.started or 0.0, state)
    if it.value is not ABSENT:
        return tr("written in the flow itself")
    written = _written(state, feed.given, [p.attribute for p in feed.producers], value)
    if it.collect in (Collect.SOME, Collect.ALL):
        makers = dict.fromkeys(p.step for p in feed.producers)
        names = ", ".join(quoted(maker) for maker in makers)
        return tr("collected from {steps}", steps=names or tr("what was given"))
    if written is None:
        return tr("the input's own default")
    if written.step is None:
        return _given(written)
    maker = state.steps.get(written.step) or StepState()
    return _made(written.step, maker, written.at, state)


def _written(
    state: RunState, given: tuple[Name, ...], made: list[Name], value: Value
) -> Written | None:
    """Who wrote the value that an input has taken."""
    known = [w for name in (*given, *made) for w in state.attributes.get(name, ())]
    same = next((w for w in known if w.value is value), None)
    return same or (known[0] if known else None)


def _given(written: Written) -> str:
    return tr("given at the start, {time}", time=clock(written.at))


def _when(at: float, state: RunState) -> str:
    run = tr("run {run}", run=state.run[-6:]) if state.run else ""
    return "".join(f" · {part}" for part in (clock(at) if at else "", run) if part)
