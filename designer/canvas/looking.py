"""Works out looks: from a Step, the Plan, the problems and the run to what is shown. Qt-free, and pure.

The table of states, their strokes, glyphs and words, is in here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from designer.canvas.looks import (
    DRAFT,
    STALE,
    Around,
    Glyph,
    Outlook,
    PortLook,
    PortShape,
    PortStatus,
    StepLook,
    Stroke,
    Tone,
    WireLook,
    WireStatus,
    duration,
    quoted,
    subtitle_of,
)
from designer.canvas.mark import Mark, first_line
from designer.canvas.underway import reused, run_mark
from designer.engine_words import in_own_words, placed
from designer.words import tr
from engine.cause import Reason
from engine.datatype import DataType, TypeName
from engine.flow import FLOW_INPUTS, Declared, Flow, Input, Name, Output, Port, Step, StepId, Wire
from engine.plan import Plan
from engine.problem import Severity
from engine.state import RunState, StepState, StepStatus
from engine.value import ABSENT, Value, preview


class Kind(NamedTuple):
    """How a kind of Step is told apart: an icon's name and a muted colour's token."""

    icon: str
    category: str


KINDS: Final[Mapping[str, Kind]] = {
    "python": Kind("code", "category_blue"),
    "command": Kind("terminal", "category_tan"),
    "http": Kind("globe", "category_grey"),
    "flow": Kind("workflow", "category_grey"),
    "set": Kind("variable", "category_tan"),
    "file": Kind("file-text", "category_grey"),
    "wait": Kind("hourglass", "category_blue"),
    "ask": Kind("circle-question-mark", "category_blue"),
    "notebook": Kind("book-open", "category_tan"),
    "recalled": Kind("history", "category_grey"),
}
_OTHER: Final = Kind("puzzle", "category_grey")


# steps --------------------------------------------------------------------------------------------


def step_look(step: Step, around: Around) -> StepLook:
    """What the card of a Step shows."""
    run = around.run_of(step.id)
    goal = step.id in around.goals
    mark = mark_of(step, run, around)
    reached = goal and _reached(step, run, around)
    kind = KINDS.get(step.kind) or _other(step.kind, around)
    words = mark.words or (tr("Goal") if goal and mark.status == DRAFT else "")
    if reached:
        words = _goal_words(run, around)
    return StepLook(
        step=step.id,
        title=step.label,
        subtitle=subtitle_of(step),
        icon=kind.icon,
        category=kind.category,
        status=mark.status,
        tone=mark.tone,
        stroke=mark.stroke,
        weight=mark.weight,
        glyph=mark.glyph,
        words=words,
        note=first_line(step.description),
        ticking=mark.ticking,
        goal=goal,
        goal_reached=reached,
        dimmed=is_dimmed(step, around.plan),
        breakpoint=step.id in around.breaks,
        leads_to=_root(run, around),
        tip=_tip(step, run, around),
        inputs={
            name: _input_look(step.id, name, it, run, around) for name, it in step.inputs.items()
        },
        outputs={name: _output_look(name, it, run) for name, it in step.outputs.items()},
    )


def _root(run: StepState | None, around: Around) -> StepId | None:
    """The Step at the root of why one is blocked, by its id of today."""
    if run is None or run.status is not StepStatus.BLOCKED or not run.names:
        return None
    return around.renames.from_run(StepId(run.names[0]))


def _other(kind: str, around: Around) -> Kind:
    icon = around.icons.get(kind)
    return _OTHER if icon is None else _OTHER._replace(icon=icon)


def inputs_look(flow: Flow, state: RunState | None) -> StepLook:
    """What the card of the Flow's inputs shows: each is an output port."""
    return StepLook(
        step=FLOW_INPUTS,
        title=tr("Flow inputs"),
        subtitle=tr("given when it runs"),
        icon="log-in",
        outputs={name: _declared_look(name, it, state) for name, it in flow.inputs.items()},
    )


def _declared_look(name: Name, declared: Declared, state: RunState | None) -> PortLook:
    given = [w for w in (state.attributes.get(name, ()) if state else ()) if w.step is None]
    if given:
        shown = "" if declared.type.secret else preview(given[0].value, 60)
    elif declared.example is not ABSENT:
        shown = tr("e.g. {value}", value=preview(declared.example, 60))
    elif declared.default is not ABSENT:
        shown = f"= {preview(declared.default, 60)}"
    else:
        shown = ""
    return PortLook(
        name=name,
        status=PortStatus.ARRIVED if given else PortStatus.EMPTY,
        shape=port_shape(declared.type),
        note=shown,
        tip=_port_tip(name, declared.type, declared.description),
    )


def mark_of(step: Step, run: StepState | None, around: Around) -> Mark:
    """The part of a look that says the state; the words are the dear part of it."""
    if run is not None:
        mark = run_mark(step, run, around)
        if run.status.delivered and _is_pinned(step):
            return mark._replace(words=tr("pinned value"))  # the sign is that of its tile
        return mark
    if step.id in around.stale:
        words = around.stale[step.id]
        return Mark(STALE, Tone.ATTENTION, 2.0, Glyph.TRIANGLE, words, Stroke.DASHED)
    return _draft_mark(step, around)


def _draft_mark(step: Step, around: Around) -> Mark:
    worst = min(
        around.problems.get(step.id, ()),
        key=lambda p: p.severity is not Severity.ERROR,
        default=None,
    )
    if step.disabled:
        return Mark(DRAFT, Tone.OFF, 1.0, Glyph.NONE, tr("disabled"), Stroke.DASHED)
    beside = is_beside(step.id, around.plan)
    if worst is not None and worst.severity is Severity.ERROR and not beside:
        return Mark(DRAFT, Tone.FAILED, 1.5, Glyph.BANG, first_line(placed(worst)))
    if _is_pinned(step):
        return Mark(DRAFT, Tone.PINNED, 2.0, Glyph.PIN, tr("pinned value"))
    missing = _missing(step, around.plan)
    if missing:
        needs = tr("needs {names}", names=quoted(missing))
        if worst is not None and not beside:
            return Mark(DRAFT, Tone.ATTENTION, 1.5, Glyph.BANG, needs)
        return Mark(DRAFT, words=needs)
    if worst is not None:
        tone = Tone.OFF if beside else Tone.ATTENTION
        return Mark(DRAFT, tone, 1.5, Glyph.BANG, first_line(placed(worst)))
    cause = around.plan.excluded.get(step.id) if around.plan else None
    there = in_own_words(cause.message) if cause and cause.reason == Reason.SATISFIED else ""
    outlook = around.outlooks.get(step.id, Outlook(words=there))
    return Mark(DRAFT, glyph=Glyph.AGAIN if outlook.reused else Glyph.NONE, words=outlook.words)


def _is_pinned(step: Step) -> bool:
    """Whether a Step gives what is pinned at it, and does not run for that."""
    return bool(step.outputs) and all(out.value is not ABSENT for out in step.outputs.values())


def is_beside(step: StepId, plan: Plan | None) -> bool:
    """Whether no Goal minds what is wrong with a Step: it is only a note."""
    cause = plan.excluded.get(step) if plan is not None and plan.goals else None
    return cause is not None and cause.reason in (Reason.NOT_NEEDED, Reason.DISABLED)


def _missing(step: Step, plan: Plan | None) -> list[Name]:
    if plan is None or not plan.missing:
        return []
    read = dict.fromkeys(a for name, it in step.inputs.items() for a in it.reads(name))
    return [name for name in read if step.id in plan.missing.get(name, ())]


def _reached(step: Step, run: StepState | None, around: Around) -> bool:
    if run is not None:
        return run.status.delivered
    if around.state is None or step.id in around.stale:
        return False
    there = around.renames.to_run(step.id)
    cause = None if there is None else around.state.plan.excluded.get(there)
    return cause is not None and cause.reason == Reason.SATISFIED


def _goal_words(run: StepState | None, around: Around) -> str:
    ended = None if run is None else run.ended
    lasted = None if around.state is None or ended is None else around.state.lasted(ended)
    if run is None or lasted is None:
        return tr("Goal reached")
    if run.made:
        return f"{tr('Goal')} {reused(run)}"
    return f"{tr('Goal reached')} {duration(lasted)}"


def is_dimmed(step: Step, plan: Plan | None) -> bool:
    """Whether a card is faded: no Goal needs the Step."""
    if step.disabled:
        return True
    cause = plan.excluded.get(step.id) if plan is not None and plan.goals else None
    return cause is not None and cause.reason not in (Reason.PINNED, Reason.SATISFIED)


# ports --------------------------------------------------------------------------------------------


def port_shape(declared: DataType) -> PortShape:
    """The outline that stands for a type."""
    return _SHAPES[declared.name]


_SHAPES: Final = {
    TypeName.ANY: PortShape.ANY,
    TypeName.STRING: PortShape.TEXT,
    TypeName.INTEGER: PortShape.NUMBER,
    TypeName.NUMBER: PortShape.NUMBER,
    TypeName.BOOLEAN: PortShape.BOOLEAN,
    TypeName.OBJECT: PortShape.OBJECT,
    TypeName.ARRAY: PortShape.ARRAY,
}


def _input_look(
    step: StepId, name: Name, it: Input, run: StepState | None, around: Around
) -> PortLook:
    if it.value is not ABSENT:
        status = PortStatus.PINNED
    elif run is not None:
        status = PortStatus.ARRIVED if name in run.inputs else PortStatus.EMPTY
    else:
        missing = around.plan.missing if around.plan else {}
        known = around.state.attributes if around.state and step in around.stale else {}
        lacks = bool(missing) and any(
            step in missing.get(a, ()) and a not in known for a in it.reads(name)
        )
        status = PortStatus.MISSING if lacks else PortStatus.EMPTY
    tip = _port_tip(name, it.type, it.description)
    if run is not None and name in run.edited:
        tip += "\n" + tr("Another value was put here at a breakpoint.")
    breaks = Port(step, name) in around.breaks
    return PortLook(name=name, status=status, shape=port_shape(it.type), tip=tip, breakpoint=breaks)


def _output_look(name: Name, it: Output, run: StepState | None) -> PortLook:
    if it.value is not ABSENT:
        status = PortStatus.PINNED
    else:
        there = run is not None and name in run.outputs
        status = PortStatus.ARRIVED if there else PortStatus.EMPTY
    shown = ""
    if run is not None and name in run.outputs and not it.type.secret:
        shown = chip(run.outputs[name])
    tip = _port_tip(name, it.type, it.description)
    return PortLook(name=name, status=status, shape=port_shape(it.type), note=shown, tip=tip)


def _port_tip(name: Name, declared: DataType, description: str) -> str:
    kind = f"{declared} ({declared.format})" if declared.format else str(declared)
    return f"{name}: {kind}" + (f"\n{description}" if description else "")


def chip(value: Value) -> str:
    """A value as there is room for it beside its port: how much of it there is, and how it begins."""
    match value:
        case list() | tuple() | dict() if len(value) > 1:
            return f"{len(value)} × {preview(value, 48)}"
        case str() if len(value) > 40:
            return f"{len(value):,} × {preview(value, 40)}".replace(",", "\u202f")
        case _:
            return preview(value, 60)


# wires --------------------------------------------------------------------------------------------


def wire_tone(wire: Wire, attribute: Name, around: Around) -> Tone:
    """The colour of a wire: all of its look that is seen from afar."""
    status = _wire_status(wire, attribute, around)
    return Tone.NEUTRAL if status is WireStatus.IDLE else _WIRES[status][0]


def wire_look(wire: Wire, attribute: Name, around: Around, dimmed: bool) -> WireLook:
    """What a wire shows; `dimmed` says whether one of its Steps is."""
    halts = wire in around.breaks
    match _wire_status(wire, attribute, around):
        case WireStatus.IDLE:
            weight = 1.0 if dimmed else 1.5
            return WireLook(attribute=attribute, weight=weight, dimmed=dimmed, breakpoint=halts)
        case status:
            tone, stroke, weight = _WIRES[status]
            writer = around.run_of(wire.source.step) if status is WireStatus.FLOWING else None
            return WireLook(
                attribute=attribute, status=status, tone=tone, stroke=stroke, breakpoint=halts,
                weight=weight, dimmed=dimmed, since=writer.started if writer else None,
            )  # fmt: skip


_WIRES: Final = {
    WireStatus.WILL_RUN: (Tone.WAITING, Stroke.DASHED, 1.5),
    WireStatus.FLOWING: (Tone.RUNNING, Stroke.DASHED, 2.0),
    WireStatus.ARRIVED: (Tone.OK, Stroke.SOLID, 2.0),
    WireStatus.GUILTY: (Tone.FAILED, Stroke.DASHED, 2.0),
}


def _wire_status(wire: Wire, attribute: Name, around: Around) -> WireStatus:
    source, target = wire.source.step, wire.target.step
    state, reader = around.state, around.run_of(target)
    if state is None or around.renames.to_run(target) not in state.steps or source in around.stale:
        return _planned_wire(wire, around)
    if source == FLOW_INPUTS:
        given = any(w.step is None for w in state.attributes.get(attribute, ()))
        return WireStatus.ARRIVED if given else WireStatus.IDLE
    writer = around.run_of(source)
    if writer is None:
        return WireStatus.IDLE if reader is not None else _planned_wire(wire, around)
    if wire.source.name in writer.outputs:
        return WireStatus.ARRIVED
    if reader is None:
        return _planned_wire(wire, around)
    if writer.status is StepStatus.RUNNING:
        return WireStatus.FLOWING
    if reader.status is StepStatus.BLOCKED and writer.status in _LOST:
        return WireStatus.GUILTY
    return WireStatus.IDLE if writer.status.is_terminal else WireStatus.WILL_RUN


_LOST: Final = (StepStatus.FAILED, StepStatus.BLOCKED)


def _planned_wire(wire: Wire, around: Around) -> WireStatus:
    """Dashed where both ends are planned and the one really feeds the other."""
    fed = around.feeds(wire)
    if fed is not None and wire.source.step == FLOW_INPUTS:
        return WireStatus.WILL_RUN
    return WireStatus.WILL_RUN if fed else WireStatus.IDLE


def _tip(step: Step, run: StepState | None, around: Around) -> str:
    lines = [step.label, step.description]
    cause = around.plan.excluded.get(step.id) if around.plan else None
    if cause is not None:
        why = in_own_words(cause.message)
        lines.append(f"{why[:1].upper()}{why[1:]}.")
    if run is not None:
        lines += [run.message or "", run.said if run.said != run.message else ""]
        lines.append(tr("Last on worker {name}.", name=run.worker) if run.worker else "")
    lines.append(around.outlooks.get(step.id, Outlook()).tip if run is None else "")
    lines += [placed(problem) for problem in around.problems.get(step.id, ())]
    return "\n".join(line for line in lines if line)
