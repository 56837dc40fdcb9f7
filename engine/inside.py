"""What there is of a run that was cut off, and of the runs inside its Steps; what leads into those. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

from engine import events as e
from engine.flow import Name, StepId
from engine.value import Value

Key: TypeAlias = tuple[StepId, int | None]
"""A Step, and which element with `each`."""


class Standing(NamedTuple):
    """What was given after the point that a cut-off run goes on from: it is given again, not worked for.

    `results` are the outputs of Steps (element None) and of elements, `inner` the same of the runs in them.
    `took` says of each Step that some of it is of how many seconds of its work count besides those to come,
    `until` when the last thing happened before the cut (seconds since 1970). `within` is what the runs
    inside of `results` had recorded that the records before the point lack: it is told again, since nobody
    could undo, or look at, what he knows nothing of.
    """

    results: Mapping[Key, Mapping[Name, Value]] = {}
    inner: Mapping[Key, Standing] = {}
    took: Mapping[StepId, float] = {}
    until: float = 0.0
    within: Mapping[Key, Sequence[e.Event]] = {}


_WAY: Final = re.compile(r"(?P<step>[^/\[\]]+)(\[(?P<item>\d+)\])?/(?P<rest>.+)")

NOTHING_STANDS: Final = Standing()


class Room(NamedTuple):
    """What a name with a `/` leads into: the Step around, and the rest of the name in there."""

    around: e.Inside
    rest: str


def room_of(name: str) -> Room | None:
    """Where a name leads; None where it names nothing inside of a Step."""
    found = _WAY.fullmatch(name)
    if found is None:
        return None
    item = None if found["item"] is None else int(found["item"])
    return Room(e.Inside(StepId(found["step"]), item), found["rest"])


def in_flight(records: Iterable[e.Record]) -> dict[Key, list[tuple[int, e.Record]]]:
    """What the runs inside Steps have recorded whose try has not ended, each with its place in `records`."""
    runs: dict[Key, list[tuple[int, e.Record]]] = {}
    for index, record in enumerate(records):
        match record.event:
            case e.Inner(step=step, item=item, event=event):
                if isinstance(event, e.RunStarted):
                    runs[step, item] = []
                if (step, item) in runs:  # else it is undone after its Step had ended
                    runs[step, item].append((index, e.Record(record.seq, record.at, event)))
            case e.StepRetrying(step=step, item=item) if runs:
                runs.pop((step, item), None)
            case e.ItemCompleted(step=step, item=item) | e.ItemFailed(step=step, item=item) if runs:
                runs.pop((step, item), None)
            case e.StepCompleted(step=step) | e.StepFailed(step=step) | e.StepCancelled(step=step):
                for key in [key for key in runs if key[0] == step] if runs else ():
                    del runs[key]
    return runs
