from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from designer.document.diagram import Place
from designer.document.edits import add_step, move, rename_step, set_flow, set_goal
from designer.document.patch import Patch, StalePatch, apply
from designer.session.document import Document
from engine.errors import FlowFileError
from engine.flow import StepId
from engine.testing import step_of

pytestmark = pytest.mark.gui

A = StepId("a")


@pytest.fixture
def document(qapp: object, tmp_path: Path) -> Iterator[Document]:
    made = Document.new(start=tmp_path)
    made.push(add_step(made.diagram, step_of("a: -> x"), Place(0, 0)), "Add 'a'")
    yield made
    made.deleteLater()


def drag(document: Document, x: float, merge: str = "move:a") -> None:
    document.push(move(document.diagram, {A: Place(x, 0)}), "Move 'a'", merge=merge)


def test_a_pushed_patch_is_applied_and_told(document: Document) -> None:
    told: list[tuple[Patch, Place]] = []
    document.patched.connect(lambda patch: told.append((patch, document.diagram.places[A])))
    patch = move(document.diagram, {A: Place(5, 0)})
    document.push(patch, "Move 'a'")
    document.undo()
    document.redo()
    assert told == [(patch, (5, 0)), (patch.inverse(), (0, 0)), (patch, (5, 0))]


def test_undo_and_redo_say_what_they_do(document: Document) -> None:
    assert (document.undo_text, document.redo_text) == ("Add 'a'", "")
    document.undo()
    assert (document.undo_text, document.redo_text) == ("", "Add 'a'")
    assert not document.diagram.flow.steps
    document.undo()
    document.redo()
    assert document.diagram.flow.steps.keys() == {A}


def test_edits_of_one_kind_are_one_step_of_undo(document: Document) -> None:
    for x in (1, 2, 3):
        drag(document, x)
    assert document.undo_stack.count() == 2
    document.undo()
    assert document.diagram.places[A] == Place(0, 0)


def test_edits_without_or_with_another_key_stay_apart(document: Document) -> None:
    for x, merge in ((1, ""), (2, ""), (3, "one"), (4, "two")):
        drag(document, x, merge)
    assert document.undo_stack.count() == 5


def test_a_drag_that_returns_to_its_start_leaves_no_step_of_undo(document: Document) -> None:
    drag(document, 1)
    drag(document, 0)
    assert document.undo_text == "Add 'a'"
    assert document.undo_stack.count() == 1


def test_an_edit_that_changes_nothing_is_no_step_of_undo(document: Document) -> None:
    drag(document, 0)
    assert document.undo_stack.count() == 1


def test_nothing_is_merged_into_what_was_saved(document: Document, tmp_path: Path) -> None:
    drag(document, 1)
    document.save(tmp_path / "f.flow.json")
    assert document.is_clean
    drag(document, 2)
    assert not document.is_clean
    document.undo()
    assert document.is_clean
    assert document.diagram.places[A] == Place(1, 0)


def test_merging_back_to_what_was_saved_is_clean(document: Document, tmp_path: Path) -> None:
    document.save(tmp_path / "f.flow.json")
    drag(document, 2)
    drag(document, 0)
    assert document.is_clean


def test_a_patch_for_another_diagram_raises_and_changes_nothing(document: Document) -> None:
    stale = move(document.diagram, {A: Place(9, 9)})
    drag(document, 1)
    before = document.diagram
    with pytest.raises(StalePatch):
        document.push(stale, "Move 'a'")
    assert document.diagram is before
    assert document.undo_stack.count() == 2


def test_nobody_may_push_while_a_patch_is_being_told(document: Document) -> None:
    raised: list[BaseException] = []

    def push_again() -> None:
        try:
            document.push(set_goal(document.diagram, A, True), "Mark")
        except AssertionError as error:
            raised.append(error)

    document.patched.connect(push_again)
    drag(document, 1)
    assert len(raised) == 1
    assert not document.diagram.flow.goals


def test_what_is_saved_is_what_is_opened(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "f.flow.json"
    document.push(set_goal(document.diagram, A, True), "Mark 'a' as a Goal")
    document.save(path)
    assert json.loads(path.read_text()) == document.to_json()
    again = Document.load(path)
    assert again.diagram == document.diagram
    assert again.is_clean
    assert again.path == path
    assert again.folder == tmp_path


def test_opening_another_file_tells_the_difference_and_forgets_undo(
    document: Document, tmp_path: Path
) -> None:
    path = tmp_path / "g.flow.json"
    path.write_text('{"format": "backcast/1", "steps": {"b": {"kind": "python"}}}')
    seen = [document.diagram]
    document.patched.connect(lambda patch: seen.append(apply(seen[-1], patch)))
    document.open(path)
    assert seen[-1] == document.diagram
    assert document.diagram.flow.steps.keys() == {"b"}
    assert (document.undo_text, document.is_clean) == ("", True)


def test_a_file_that_is_refused_leaves_the_document_as_it_was(
    document: Document, tmp_path: Path
) -> None:
    path = tmp_path / "bad.flow.json"
    path.write_text("{")
    before = document.diagram
    with pytest.raises(FlowFileError):
        document.open(path)
    assert document.diagram is before
    assert (document.path, document.undo_text) == (None, "Add 'a'")


def test_a_save_that_fails_leaves_document_and_file_as_they_were(
    document: Document, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="No such file"):
        document.save(tmp_path / "no" / "f.flow.json")
    assert document.path is None
    assert not document.is_clean
    with pytest.raises(ValueError, match="path"):
        document.save()


def test_title_path_and_clean_mark_are_told(
    document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    assert (document.title, document.folder) == ("Untitled", tmp_path)
    with qtbot.waitSignal(document.stateChanged):
        document.save(tmp_path / "pay.flow.json")
    assert document.title == "pay"
    with qtbot.waitSignal(document.stateChanged):
        document.push(rename_step(document.diagram, A, "b"), "Rename 'a'")
    with qtbot.waitSignal(document.stateChanged):
        document.push(set_flow(document.diagram, name="Payments"), "Name the Flow")
    assert document.title == "Payments"


def test_saving_again_goes_to_the_same_file(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "f.flow.json"
    document.save(path)
    drag(document, 33)
    document.save()
    assert json.loads(path.read_text())["view"]["positions"]["a"] == [33, 0]
    assert document.is_clean


def test_a_flow_behind_a_link_has_its_modules_beside_the_file_itself(
    document: Document, tmp_path: Path
) -> None:
    real, link = tmp_path / "real" / "f.flow.json", tmp_path / "link.flow.json"
    real.parent.mkdir()
    document.save(real)
    link.symlink_to(real)
    document.open(link)
    assert document.folder == real.parent
    assert document.path == link


def test_a_document_can_be_made_in_a_folder_that_was_deleted(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    Document.new().deleteLater()
