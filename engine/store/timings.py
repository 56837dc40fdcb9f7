"""How long the work of each Step took in a run that is kept, read from its journal alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.codec.decoding import parse_line
from engine.errors import StoreError
from engine.flow import StepId
from engine.store.reading import sound_lines

_MARKS = (b'"step_started"', b'"step_completed"')


def timings(journal: Path) -> Mapping[StepId, float]:
    """Seconds from the first try to the success of each Step that completed; nothing else was work done.

    Of one that the run was cut off in, its end says how much of that counts.

    Raises:
        StoreError: The journal is there, and cannot be read.
    """
    began: dict[str, float] = {}
    took: dict[StepId, float] = {}
    try:
        for line in sound_lines(journal):
            if not any(mark in line[:120] for mark in _MARKS):
                continue
            _, at, kind, fields = parse_line(line)
            step = str(fields["step"])
            if kind == "step_started":
                began[step] = at
            elif kind == "step_completed" and step in began:
                took[StepId(step)] = max(0.0, fields.get("took", at - began[step]))
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"'{journal}' is damaged: {error}") from error
    return took
