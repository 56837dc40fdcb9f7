"""What little of a Step and of a wire is seen from afar, without working out their looks. Qt-free.

Ten thousand tiles differ in a few ways only, so equal ones are one object.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from designer.canvas.looking import is_dimmed, mark_of
from designer.canvas.looks import Around, Glyph, StepLook, Tone
from designer.canvas.underway import DONE, ENDED, WAITS, at_work, run_sign
from engine.flow import Step
from engine.state import StepState, StepStatus


class Tile(NamedTuple):
    """A Step as a rectangle in its state's colour."""

    tone: Tone = Tone.NEUTRAL
    glyph: Glyph = Glyph.NONE
    dimmed: bool = False
    goal: bool = False
    ticking: bool = False


PLAIN: Final = Tile()


class Thread(NamedTuple):
    """A wire as a line."""

    tone: Tone
    dimmed: bool


@cache
def _tile(tone: Tone, glyph: Glyph, dimmed: bool, goal: bool, ticking: bool) -> Tile:
    return Tile(tone, glyph, dimmed, goal, ticking)


@cache
def thread_of(tone: Tone, dimmed: bool) -> Thread:
    """What a wire shows from afar."""
    return Thread(tone, dimmed)


def tile_of(step: Step, around: Around) -> Tile:
    """What a Step shows from afar: just what its look would say."""
    run = around.run_of(step.id)
    dimmed, goal = is_dimmed(step, around.plan), step.id in around.goals
    if run is not None:
        tone, glyph, ticking = run_sign(step.id, run, around)
        return _tile(tone, glyph, dimmed, goal, ticking)
    mark = mark_of(step, None, around)
    return _tile(mark.tone, mark.glyph, dimmed, goal, mark.ticking is not None)


def moved_on(tile: Tile, run: StepState) -> Tile:
    """What a tile shows at another moment of the run; of one that is held or recalled it does not tell."""
    status = run.status
    if status is _COMPLETED:
        sign = DONE
    elif status is _PENDING:
        sign = WAITS
    else:
        sign = at_work(run) if status is _RUNNING else ENDED[status]
    tone, glyph, ticking = sign
    if tone is tile.tone and glyph is tile.glyph and ticking is tile.ticking:
        return tile
    return _tile(tone, glyph, tile.dimmed, tile.goal, ticking)


_COMPLETED: Final = StepStatus.COMPLETED
_PENDING: Final = StepStatus.PENDING
_RUNNING: Final = StepStatus.RUNNING


def tile_in(look: StepLook) -> Tile:
    """The same, where the look is known."""
    return _tile(look.tone, look.glyph, look.dimmed, look.goal, look.ticking is not None)
