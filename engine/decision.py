"""What the rule decides: facts to record, and commands to carry out. Values only."""

from __future__ import annotations

from typing import TypeAlias

from engine import events as e
from engine.cause import Cause
from engine.flow import Name, StepId
from engine.value import fact


@fact
class StartWork:
    """All inputs of the Step are settled: begin its work."""

    step: StepId


@fact
class CancelWork:
    """The work in progress is not wanted any more: cancel it, and say so when it has ended."""

    step: StepId
    cause: Cause


@fact
class GiveUpRetry:
    """The Step waits for a retry that makes no sense any more: it fails with its last failure."""

    step: StepId


@fact
class WakeAt:
    """Call `expire` for this input after `seconds`: its deadline."""

    step: StepId
    input: Name
    seconds: float


Command: TypeAlias = StartWork | CancelWork | GiveUpRetry | WakeAt
Decision: TypeAlias = e.Event | Command
