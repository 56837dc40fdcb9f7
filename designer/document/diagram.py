"""A diagram: a Flow and how it is laid out. A value; only `patch.apply` makes the next one.

Nothing in here knows a file, an edit or Qt. Steps and places have no order that means anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.flow import Flow, StepId
from engine.value import JSON


class Place(NamedTuple):
    """The top-left corner of a card in scene units: pixels at 100 %."""

    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A Flow, where its cards lie, and whatever else the file says under `view`.

    `places` may lack Steps; its key `FLOW_INPUTS` is the card of the Flow's inputs. `view` is kept
    and saved as it came, without the positions that `places` took from it.
    """

    flow: Flow = field(default_factory=Flow)
    places: Mapping[StepId, Place] = field(default_factory=dict)
    view: Mapping[str, JSON] = field(default_factory=dict)
