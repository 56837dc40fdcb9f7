from __future__ import annotations

import pytest

from designer.document import edits
from designer.document.diagram import Diagram, Place
from designer.document.draft import EditRefused
from designer.document.patch import apply
from designer.document.scenery import Box, Panel, PanelId, add_panel, scenery, set_scenery
from engine.flow import FLOW_INPUTS, Declared, Name, Port, StepId, Wire
from engine.testing import flow_of

WIRE = Wire(Port(StepId("a"), Name("x")), Port(StepId("b"), Name("x")))
BOX = Box(0, 0, 200, 100)


def bent(flow_text: tuple[str, ...] = ("a: -> x", "b: x", "c: x")) -> Diagram:
    diagram = Diagram(flow=flow_of(*flow_text))
    return apply(diagram, set_scenery(diagram, bends={WIRE: [Place(5, 6)]}))


def test_frames_and_notes_are_named_apart_and_kept_under_view() -> None:
    diagram = Diagram()
    for kind in ("frame", "frame", "note"):
        diagram = apply(diagram, add_panel(diagram, kind, "Hi", BOX))  # type: ignore[arg-type]
    assert set(scenery(diagram.view).panels) == {
        PanelId("frame", "frame_1"), PanelId("frame", "frame_2"), PanelId("note", "note_1"),
    }  # fmt: skip
    assert diagram.view["notes"] == {"note_1": {"text": "Hi", "box": [0, 0, 200, 100]}}


def test_what_else_a_panel_says_in_the_file_is_kept() -> None:
    view = {"frames": {"f": {"title": "T", "box": [0, 0, 9, 9], "colour": "blue"}, "odd": 3}}
    diagram = Diagram(view=view)
    assert set(scenery(view).panels) == {PanelId("frame", "f")}
    after = apply(diagram, set_scenery(diagram, {PanelId("frame", "f"): Panel("U", BOX)}))
    assert after.view["frames"]["f"] == {"title": "U", "box": [0, 0, 200, 100], "colour": "blue"}
    assert after.view["frames"]["odd"] == 3


def test_the_last_panel_takes_its_section_along() -> None:
    diagram = apply(Diagram(), add_panel(Diagram(), "note", "Hi", BOX))
    assert apply(diagram, set_scenery(diagram, {PanelId("note", "note_1"): None})).view == {}


@pytest.mark.parametrize(
    "entry",
    [
        {"title": "T"},
        {"title": 3, "box": [0, 0, 9, 9]},
        {"title": "T", "box": [0, 0, 9]},
        {"title": "T", "box": [0, 0, 0, 9]},
        {"title": "T", "box": [0, 0, 9, "9"]},
        {"title": "T", "box": [0, 0, True, 9]},
        [],
    ],
)
def test_what_is_no_panel_is_not_shown(entry: object) -> None:
    assert scenery({"frames": {"f": entry}}).panels == {}


def test_nothing_lies_infinitely_far_away() -> None:
    with pytest.raises(EditRefused, match="infinitely"):
        set_scenery(Diagram(), bends={WIRE: [Place(float("nan"), 0)]})


def test_bends_follow_a_renamed_step_and_a_renamed_port() -> None:
    diagram = bent()
    diagram = apply(diagram, edits.rename_step(diagram, StepId("b"), "bee"))
    diagram = apply(diagram, edits.rename_port(diagram, StepId("a"), "output", Name("x"), "total"))
    diagram = apply(diagram, edits.rename_port(diagram, StepId("bee"), "input", Name("x"), "in"))
    assert diagram.view["reroutes"] == {"a.total > bee.in": [[5, 6]]}


def test_bends_go_when_their_wire_does_and_come_back_with_undo() -> None:
    diagram = bent()
    for patch in (edits.cut(diagram, [WIRE]), edits.remove(diagram, [StepId("a")])):
        after = apply(diagram, patch)
        assert after.view == {}
        assert apply(after, patch.inverse()) == diagram


def test_an_edit_elsewhere_leaves_bends_alone() -> None:
    diagram = bent()
    assert "view" not in edits.remove(diagram, [StepId("c")]).settings


def test_bends_of_a_flow_inputs_wire_follow_its_name() -> None:
    wire = Wire(Port(FLOW_INPUTS, Name("k")), Port(StepId("a"), Name("k")))
    diagram = Diagram(flow=flow_of("a: k", k=Declared()))
    diagram = apply(diagram, set_scenery(diagram, bends={wire: [Place(1, 2)]}))
    assert scenery(diagram.view).bends == {wire: (Place(1, 2),)}
    renamed = apply(diagram, edits.rename_declared(diagram, Name("k"), "key"))
    assert list(renamed.view["reroutes"]) == ["key > a.k"]
    assert apply(diagram, edits.declare(diagram, Name("k"), None)).view == {}
