from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from designer.document import storage
from designer.document.diagram import Diagram, Place
from designer.document.edits import add_step, move, remove, set_goal
from designer.document.patch import apply
from engine.errors import FlowFileError
from engine.flow import FLOW_INPUTS, StepId
from engine.testing import flow_of, step_of

A, B = StepId("a"), StepId("b")


def file(tmp_path: Path, **more: Any) -> Path:
    path = tmp_path / "f.flow.json"
    steps = {"b": {"kind": "python"}, "a": {"kind": "python"}}
    path.write_text(json.dumps({"format": "backcast/1", "steps": steps, **more}))
    return path


def kept(path: Path) -> Any:
    loaded = storage.load(path)
    storage.save(path, loaded.diagram, loaded.order)
    return json.loads(path.read_text())


def test_positions_become_places_and_the_rest_of_the_view_stays(tmp_path: Path) -> None:
    view = {"zoom": 2, "positions": {"a": [1, 2.5], "": [-9, 0]}, "x-grid": {"on": True}}
    path = file(tmp_path, view=view)
    diagram = storage.load(path).diagram
    assert diagram.places[A] == Place(1, 2.5)
    assert diagram.places[FLOW_INPUTS] == Place(-9, 0)
    assert diagram.view["zoom"] == 2


@pytest.mark.parametrize("view", [
    {"zoom": 2, "positions": {"b": [1, 2.5], "a": [0, 0], "": [-9, 0]}, "x-grid": 1},
    {"positions": {"a": [1, 2]}},
    {"positions": {"ghost": [1, 2], "a": "left", "b": [1, 2, 3]}},
    {"positions": {"a": [True, 1], "b": [1]}},
    {"positions": "none", "zoom": 1.0},
    {"positions": {}},
    {"zoom": 1},
])  # fmt: skip
def test_opening_and_saving_keeps_every_view(tmp_path: Path, view: dict[str, Any]) -> None:
    path = file(tmp_path, view=view)
    assert json.dumps(kept(path)["view"]) == json.dumps(view)


def test_a_file_without_a_view_gets_none_by_being_saved(tmp_path: Path) -> None:
    assert "view" not in kept(file(tmp_path))


def test_steps_without_a_position_are_laid_out(tmp_path: Path) -> None:
    diagram = storage.load(file(tmp_path)).diagram
    assert diagram.places.keys() == {A, B}
    assert diagram.places[A] != diagram.places[B]


def test_placing_one_step_writes_all_places(tmp_path: Path) -> None:
    diagram, order, _ = storage.load(file(tmp_path))
    moved = apply(diagram, move(diagram, {A: Place(1.23456, 7.0)}))
    saved = storage.to_json(moved, order)
    assert saved["view"]["positions"].keys() == {"a", "b"}
    assert json.dumps(saved["view"]["positions"]["a"]) == "[1.23, 7]"
    added = apply(diagram, add_step(diagram, step_of("c: "), Place(0, 0)))
    assert storage.to_json(added, order)["view"]["positions"].keys() == {"a", "b", "c"}


def test_what_is_no_placing_writes_no_view(tmp_path: Path) -> None:
    diagram, order, _ = storage.load(file(tmp_path))
    marked = apply(diagram, set_goal(diagram, A, True))
    less = apply(marked, remove(marked, [B]))
    assert "view" not in storage.to_json(less, order)


def test_a_position_that_was_not_understood_gives_way_to_a_place(tmp_path: Path) -> None:
    view = {"positions": {"ghost": [1, 2], "a": "left", "b": [0, 0]}}
    diagram, order, _ = storage.load(file(tmp_path, view=view))
    moved = apply(diagram, move(diagram, {A: Place(5, 5)}))
    assert storage.to_json(moved, order)["view"]["positions"] == {
        "ghost": [1, 2],
        "a": [5, 5],
        "b": [0, 0],
    }


def test_the_order_of_steps_is_kept_and_new_ones_come_last(tmp_path: Path) -> None:
    diagram, order, _ = storage.load(file(tmp_path))
    gone = remove(diagram, [B])
    back = apply(apply(diagram, gone), gone.inverse())
    added = apply(back, add_step(back, step_of("c: "), Place(0, 0)))
    assert list(storage.to_json(added, order)["steps"]) == ["b", "a", "c"]


def test_a_diagram_of_our_own_is_written_with_its_places(tmp_path: Path) -> None:
    path = tmp_path / "new.flow.json"
    diagram = Diagram(flow=flow_of("a: -> x"), places={A: Place(3, 4)})
    data = storage.save(path, diagram)
    assert path.read_bytes() == data
    assert storage.load(path).diagram.places == {A: Place(3, 4)}
    assert json.loads(data) == storage.to_json(diagram)


def test_a_refused_file_is_refused_with_all_its_problems(tmp_path: Path) -> None:
    with pytest.raises(FlowFileError) as refused:
        storage.load(file(tmp_path, colour=1, shade=2))
    assert len(refused.value.problems) == 2


def test_a_folder_that_is_not_there_fails_the_save(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        storage.save(tmp_path / "no" / "f.flow.json", Diagram())
