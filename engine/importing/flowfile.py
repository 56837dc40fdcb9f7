"""A flow file as one Step of the kind `flow`: what it asks for, it takes; what its Goals give, it gives."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path, PurePath

from engine.codec import parse_flow
from engine.errors import FlowFileError
from engine.flow import SUBFLOW, Flow, Input, Name, Output, Step
from engine.graph import names
from engine.importing.imported import Imported, ImportRefused
from engine.importing.naming import listed, step_id
from engine.plan import Plan
from engine.planner import make_plan
from engine.subflow import load_children


def import_flow(data: bytes, path: str, real: Path) -> Imported:
    """The Step that runs a Flow; `path` is how the flow file that is to run it writes where it is.

    Raises:
        ImportRefused: It is refused; says the first thing that is wrong.
    """
    try:
        flow = parse_flow(data, str(real)).flow
    except FlowFileError as error:
        raise ImportRefused(str(error.problems[0])) from error
    folder = real.resolve().parent
    children = load_children(flow, folder, real)
    plan = make_plan(flow, folder=folder, flows=children.flows, unread=children.unread)
    outputs = OrderedDict(_outputs(flow))
    stem = PurePath(real.name.removesuffix(".json").removesuffix(".flow")).name
    step = Step(
        id=step_id(stem, "flow"),
        kind=SUBFLOW,
        title=flow.name[:200],
        description=flow.description,
        config={"flow": path},
        inputs=OrderedDict(_inputs(flow, plan)),
        outputs=outputs,
    )
    notes = [f"{listed(flow.goals)} is a Goal without outputs: the Step gives none of it."]
    silent = bool(flow.goals) and not outputs
    told = () if flow.goals else ("the flow has no Goal: the Step cannot run before it has.",)
    made = Flow(steps={step.id: step}, goals=frozenset({step.id}))
    return Imported(what="a flow", flow=made, notes=tuple(notes) if silent else told)


def _inputs(flow: Flow, plan: Plan) -> list[tuple[Name, Input]]:
    """What the Plan lacks, and what may be given too: both as the Flow declares them."""
    written, readers = names(flow).writers, names(flow).readers
    wanted = dict.fromkeys([*plan.missing, *plan.conditional, *plan.offered])
    given = {name for name in flow.inputs if name not in written}
    made: list[tuple[Name, Input]] = []
    for name in [
        *(n for n in flow.inputs if n in wanted or n in given),
        *(n for n in wanted if n not in flow.inputs),
    ]:
        declared = flow.inputs.get(name)
        ports = [
            flow.steps[p.step].inputs[p.name] for p in readers.get(name, ()) if p.step in flow.steps
        ]
        types = {port.wire_type for port in ports}
        kind = declared.type if declared else types.pop() if len(types) == 1 else Input().type
        default = declared.default if declared else Input().default
        required = name in plan.missing
        about = declared.description if declared else ""
        made.append((name, Input(type=kind, required=required, default=default, description=about)))
    return made


def _outputs(flow: Flow) -> list[tuple[Name, Output]]:
    made: dict[Name, Output] = {}
    for goal in sorted(flow.goals):
        step = flow.steps.get(goal)
        for name, output in step.outputs.items() if step else ():
            made[output.writes(name)] = Output(
                type=output.type, description=output.description, optional=output.optional
            )
    return list(made.items())
