from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from designer.document.breakpoints import set_breakpoints
from designer.document.comparing import differences
from designer.document.diagram import Diagram, Place
from designer.document.edits import (
    add_step,
    move,
    remove,
    rename_step,
    set_flow,
    set_goal,
    set_step,
)
from designer.document.ledger import Ledger, line_of
from designer.document.patch import Patch, apply, diff
from designer.document.scenery import Box, Panel, PanelId, set_scenery
from engine.flow import StepId
from engine.testing import step_of
from tests.laws.test_patch_laws import diagrams

A, B = StepId("a"), StepId("b")


def edits() -> list[Patch]:
    diagram, patches = Diagram(), []

    def do(patch: Patch) -> None:
        nonlocal diagram
        diagram = apply(diagram, patch)
        patches.append(patch)

    do(add_step(diagram, step_of("a: -> x"), Place(0.1, 1 / 3)))
    do(add_step(diagram, step_of("b: x -> y"), Place(300, 0)))
    do(set_goal(diagram, B, True))
    do(set_flow(diagram, name="Zahlung ü \U0001f600"))
    do(move(diagram, {A: Place(-5, 1e-9)}))
    do(rename_step(diagram, B, "c"))
    do(remove(diagram, {A}))
    return patches


def test_lines_add_up_to_what_the_patches_made() -> None:
    diagram, ledger = Diagram(), Ledger(Diagram())
    for patch in edits():
        diagram = apply(diagram, patch)
        ledger.take(line_of(patch))
        assert ledger.diagram == diagram


def test_what_is_undone_is_a_line_like_any_other() -> None:
    diagram, ledger = Diagram(), Ledger(Diagram())
    patches = edits()
    for patch in [*patches, *(patch.inverse() for patch in reversed(patches))]:
        diagram = apply(diagram, patch)
        ledger.take(line_of(patch))
    assert ledger.diagram == diagram == Diagram()


def test_the_view_of_a_file_is_kept_in_its_line() -> None:
    patch = diff(Diagram(view={"zoom": 1}), Diagram(view={}))
    ledger = Ledger(Diagram(view={"zoom": 1}))
    ledger.take(line_of(patch))
    assert ledger.diagram.view == {}


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"put": 1}', b'{"put": {"format": "x"}}'])
def test_a_line_that_is_none_of_ours_adds_nothing(line: bytes) -> None:
    ledger = Ledger(Diagram())
    with pytest.raises(Exception, match=r"."):
        ledger.take(line)
    assert ledger.diagram == Diagram()


def test_every_line_is_one_line_of_ascii_json() -> None:
    for patch in edits():
        line = line_of(patch)
        assert line.endswith(b"\n")
        assert line.count(b"\n") == 1
        assert line.isascii()
        json.loads(line)


def test_what_differs_is_said_by_name() -> None:
    told = differences(diff(Diagram(), _after(edits()[:4])))
    assert told == ("added 'a', 'b'", "made a Goal: 'b'", "the Flow's name")
    moved = edits()[4]
    assert differences(moved) == ("moved 'a'",)
    assert differences(Patch()) == ()


def test_what_differs_in_the_picture_is_said_too() -> None:
    base = _after(edits()[:4])
    note, frame = PanelId("note", "note_1"), PanelId("frame", "frame_1")
    text = "Ask the bank first:\nit takes a while until somebody answers"
    written = apply(base, set_scenery(base, {note: Panel(text, Box(0, 0, 9, 9))}))
    step = replace(base.flow.steps[StepId("a")], title="Load")
    changed = apply(written, set_step(written, step))
    changed = apply(changed, move(changed, {StepId("a"): Place(7, 7)}))
    assert differences(diff(base, changed)) == (
        "changed 'a' (title)",
        "moved 'a'",
        "note added: 'Ask the bank first: it takes a while unt…'",
    )
    framed = apply(written, set_scenery(written, {
        frame: Panel("Bank", Box(0, 0, 9, 9)), note: Panel(text, Box(5, 0, 9, 9)),
    }))  # fmt: skip
    assert differences(diff(written, framed)) == (
        f"note moved: '{text[:40].replace(chr(10), ' ')}…'", "frame added: 'Bank'",
    )  # fmt: skip
    place = StepId("a")
    held = apply(framed, set_breakpoints(framed, {place: ""}))
    assert differences(diff(framed, held)) == ("breakpoints",)


def _after(patches: list[Patch]) -> Diagram:
    diagram = Diagram()
    for patch in patches:
        diagram = apply(diagram, patch)
    return diagram


def test_of_many_steps_only_the_first_are_named() -> None:
    diagram = Diagram()
    for number in range(9):
        step = step_of(f"s{number}: -> x{number}")
        diagram = apply(diagram, add_step(diagram, step, Place(0, 0)))
    (told, *_) = differences(diff(Diagram(), diagram))
    assert told == "added 's0', 's1', 's2', 's3', 's4', 's5' and 3 more"


@given(diagrams(), diagrams())
def test_a_line_makes_of_one_diagram_the_other(one: Diagram, other: Diagram) -> None:
    ledger = Ledger(one)
    ledger.take(line_of(diff(one, other)))
    assert diff(ledger.diagram, other).is_empty
