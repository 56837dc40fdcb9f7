"""Laying out many Steps while the window answers, with real keys on a real window."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from designer.canvas.laying_out import AT_ONCE
from designer.document.diagram import Place
from designer.document.edits import move
from engine.flow import StepId
from tests.designer.hands import Hands, until

pytestmark = pytest.mark.gui

COUNT = AT_ONCE + 200
Key = Qt.Key


def many() -> dict[str, Any]:
    """Rows of ten Steps each, and an output of the first one that the last one of the row reads, too."""
    steps: dict[str, Any] = {}
    for number in range(COUNT):
        row, column = divmod(number, 10)
        reads = {f"v{number - 1}": {}} if column else {}
        reads |= {f"v{row * 10}": {}} if column == 9 else {}
        steps[f"s{number:03}"] = {
            "kind": "python", "inputs": reads, "outputs": {f"v{number}": {}}
        }  # fmt: skip
    return steps


@pytest.fixture
def hands(open_designer: Callable[..., Hands], write_flow: Callable[..., Path]) -> Hands:
    positions = {step: [0, 10 * number] for number, step in enumerate(many())}
    goals = [step for step in many() if step.endswith("9")]
    hands = open_designer(write_flow(many(), goals, view={"positions": positions}))
    hands.canvas.set_reduced_motion(True)
    hands.canvas.setFocus()
    return hands


async def test_many_steps_are_laid_out_in_one_edit_while_the_window_answers(hands: Hands) -> None:
    document, canvas, told = hands.window.document, hands.canvas, list[str]()
    canvas.hint.connect(told.append)
    before = document.diagram
    began = time.thread_time()
    hands.key(Key.Key_L)
    assert document.diagram is before, "the key is answered before anything is laid out"
    assert canvas.arranging.laying_out.is_on
    assert time.thread_time() - began < 0.25
    assert any(f"Laying out {COUNT} steps" in text for text in told)
    await until(lambda: document.diagram is not before, "it is laid out")
    assert document.undo_text == f"Lay out {COUNT} steps"
    laid = document.diagram.places
    assert laid[StepId("s000")].x < laid[StepId("s001")].x < laid[StepId("s009")].x
    assert told[-1] == ""

    hands.key(Key.Key_L)
    await until(lambda: not canvas.arranging.laying_out.is_on, "it is looked at again")
    assert document.diagram.places == laid
    document.undo()
    assert document.diagram == before
    assert not document.undo_text


async def test_escape_leaves_everything_where_it_lies(hands: Hands) -> None:
    document, laying_out = hands.window.document, hands.canvas.arranging.laying_out
    before = document.diagram
    hands.key(Key.Key_L)
    assert laying_out.is_on
    hands.key(Key.Key_Escape)
    assert not laying_out.is_on
    await asyncio.sleep(0.4)  # as long as it would have taken
    assert document.diagram is before
    assert not document.undo_text


async def test_an_edit_in_the_meantime_comes_first(hands: Hands) -> None:
    document, told = hands.window.document, list[str]()
    hands.canvas.hint.connect(told.append)
    hands.key(Key.Key_L)
    patch = move(document.diagram, {StepId("s000"): Place(-500.0, -500.0)})
    hands.canvas.edited.emit(patch, "Move 's000'", "")
    moved = document.diagram
    await until(lambda: not hands.canvas.arranging.laying_out.is_on, "it is given up")
    assert document.diagram is moved
    assert "edited meanwhile" in told[-1]
