"""The kind `flow`: a whole Flow as one Step.

The Step's inputs are the child's initial values, its outputs the child's Attributes, each by port name.
What the child needs, and whether it would run inside itself, is the planner's to say.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from engine.flow import SUBFLOW, Input, Name, Output, Step, StepId
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.problem import Problem
from engine.secret import referred


class FlowConfig(KindConfig):
    """Which Flow to run, and for which of its Goals."""

    flow: str | None = Field(
        default=None,
        title="Flow file",
        description="The file of the flow to run; left out, this same file.",
        examples=["other.flow.json"],
        json_schema_extra={"widget": "path"},
    )
    goals: list[str] = Field(
        default_factory=list,
        title="Goals",
        description="The steps to reach in it; left out, its own goals.",
        json_schema_extra={"widget": "list"},
    )


class FlowKind:
    """Runs a Flow; what it writes becomes the Step's outputs."""

    name: str = SUBFLOW
    title: str = "Flow"
    description: str = "Runs another flow, or other goals of this one, as one step."
    category: str = "Control"
    icon: str = "workflow"
    config: type[KindConfig] = FlowConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict()
    keeps_references: bool = True
    """Secrets are handed on as they came: the Flow's own Steps look them up."""

    def check(self, step: Step, config: Any, folder: Path) -> Iterator[Problem]:  # noqa: ARG002 - the seam's
        """Nothing that a Step alone could tell."""
        yield from ()

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Never: the Flow's own Steps ask for theirs."""
        return False

    async def perform(self, call: Call, config: FlowConfig, context: Context) -> Outputs:
        """Run the Flow to its end.

        Raises:
            StepFailure: It failed, or could not be run.
        """
        given = {name: referred(value) for name, value in call.inputs.items()}
        goals = [StepId(goal) for goal in config.goals]
        written = await context.run_flow(config.flow, goals, given)
        return {name: written[name] for name in call.outputs if name in written}
