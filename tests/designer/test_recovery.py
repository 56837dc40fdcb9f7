from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from designer.document.diagram import Place
from designer.document.edits import add_step, move, set_goal
from designer.document.patch import diff
from designer.session.document import Disk, Document
from designer.session.journal import NOTE, SUFFIX, Journal, recovery_folder
from designer.session.recovery import Left, find_left, is_edited_elsewhere
from engine.flow import StepId
from engine.testing import step_of

pytestmark = pytest.mark.gui

A = StepId("a")


class Desk:
    """Documents with journals, as pages have them; they can die as a killed process does."""

    def __init__(self) -> None:
        self.documents: list[Document] = []

    def open(self, path: Path | None = None, start: Path | None = None) -> Document:
        document = Document(start=start, journal=Journal())
        if path is not None:
            document.open(path)
        self.documents.append(document)
        return document

    def die(self) -> None:
        """What the system does to a killed process: its files are closed, and nothing else happens."""
        for document in self.documents:
            journal = document.journal
            assert journal is not None
            assert journal.flush()
            if journal._file is not None:
                os.close(journal._file.handle)
                journal._file = None

    def close(self) -> None:
        for document in self.documents:
            assert document.journal is not None
            document.journal.close()
            document.deleteLater()


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


@pytest.fixture
def found() -> Iterator[list[Left]]:
    """What was found and has to be let go of."""
    held: list[Left] = []
    yield held
    for left in held:
        left.let_go()


def flow_file(folder: Path, name: str = "f.flow.json") -> Path:
    path = folder / name
    path.write_text('{"format": "backcast/1", "steps": {"a": {"kind": "python"}}, "x-note": 1}\n')
    return path


def add(document: Document, step: str, x: float = 0) -> None:
    document.push(
        add_step(document.diagram, step_of(f"{step}: -> {step}_x"), Place(x, 0)), f"Add '{step}'"
    )


def journals(folder: Path) -> list[Path]:
    return sorted(folder.glob(f".*{SUFFIX}")) if folder.exists() else []


def test_every_command_outlives_the_process(desk: Desk, tmp_path: Path, found: list[Left]) -> None:
    path = flow_file(tmp_path)
    document = desk.open(path)
    add(document, "b")
    document.push(set_goal(document.diagram, A, True), "Mark 'a'")
    document.undo()
    document.undo()
    document.redo()
    last = document.diagram
    desk.die()
    found += find_left()
    (left,) = found
    assert (left.document, left.diagram) == (path, last)
    assert left.changes == ("added 'b'",)
    assert left.data == path.read_bytes()


def test_nothing_is_left_by_one_who_saves_or_undoes_or_closes(desk: Desk, tmp_path: Path) -> None:
    saved, undone, closed = (
        desk.open(flow_file(tmp_path, f"{n}.flow.json")) for n in ("s", "u", "c")
    )
    for document in desk.documents:
        add(document, "b")
        assert document.journal is not None
        assert document.journal.flush()
    assert len(journals(tmp_path)) == 3
    saved.save()
    undone.undo()
    assert closed.journal is not None
    closed.journal.close()
    desk.die()
    assert journals(tmp_path) == []
    assert list(recovery_folder().iterdir()) == []


def test_a_document_that_was_only_looked_at_leaves_no_file(desk: Desk, tmp_path: Path) -> None:
    desk.open(flow_file(tmp_path))
    desk.die()
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["f.flow.json"]


def test_untitled_documents_are_kept_in_the_recovery_folder_several_at_once(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    for step in ("p", "q"):
        add(desk.open(start=tmp_path), step)
    desk.die()
    found += find_left()
    assert {left.document for left in found} == {None}
    assert {left.folder for left in found} == {tmp_path}
    assert {tuple(left.diagram.flow.steps) for left in found} == {("p",), ("q",)}
    assert len(journals(recovery_folder())) == 2


def test_beside_which_nothing_can_be_written_the_recovery_folder_serves(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    path = flow_file(folder)
    document = desk.open(path)
    folder.chmod(0o555)
    try:
        document.look()
        assert document.is_read_only
        add(document, "b")
        desk.die()
        assert journals(folder) == []
        found += find_left()
        assert [left.document for left in found] == [path]
        found[0].let_go()
        found[:] = find_left(path)
        assert [left.document for left in found] == [path]
    finally:
        folder.chmod(0o755)


def test_what_a_living_process_is_writing_was_not_left_behind(desk: Desk, tmp_path: Path) -> None:
    path = flow_file(tmp_path)
    document = desk.open(path)
    add(document, "b")
    assert document.journal is not None
    assert document.journal.flush()
    assert find_left() == ()
    assert find_left(path) == ()
    assert is_edited_elsewhere(path)
    desk.die()
    assert not is_edited_elsewhere(path)
    (left,) = find_left()
    assert not is_edited_elsewhere(path), "it is held here, to be offered"
    left.let_go()


def test_what_one_offers_no_other_offers_until_it_is_let_go(desk: Desk, tmp_path: Path) -> None:
    add(desk.open(flow_file(tmp_path)), "b")
    desk.die()
    (left,) = find_left()
    assert find_left() == ()
    left.let_go()
    (again,) = find_left()
    again.give_up()
    assert find_left() == ()
    assert journals(tmp_path) == []
    assert not list(recovery_folder().glob(f"*{NOTE}"))


@pytest.mark.parametrize("torn", [1, 7, 40])
def test_a_torn_last_line_costs_that_line_alone(
    desk: Desk, tmp_path: Path, torn: int, found: list[Left]
) -> None:
    document = desk.open(flow_file(tmp_path))
    add(document, "b")
    before = document.diagram
    add(document, "c")
    desk.die()
    (journal,) = journals(tmp_path)
    journal.write_bytes(journal.read_bytes()[:-torn])
    found += find_left()
    whole = document.diagram if torn == 1 else before
    assert found[0].diagram == whole


@pytest.mark.parametrize("kept", [0, 5, 200])
def test_a_journal_without_its_beginning_is_no_harm_and_goes_away_in_time(
    desk: Desk, tmp_path: Path, kept: int
) -> None:
    add(desk.open(flow_file(tmp_path)), "b")
    desk.die()
    (journal,) = journals(tmp_path)
    journal.write_bytes(journal.read_bytes()[:kept])
    assert find_left() == ()
    assert journal.exists()
    os.utime(journal, (0, 0))
    assert find_left() == ()
    assert not journal.exists()


def test_a_journal_of_a_newer_backcast_is_left_alone(tmp_path: Path) -> None:
    recovery_folder().mkdir(parents=True)
    file = recovery_folder() / f".untitled.1234{SUFFIX}"
    file.write_text('{"format": "backcast-recovery/2"}\n')
    os.utime(file, (0, 0))
    assert find_left() == ()
    assert file.exists()


def test_what_was_recovered_can_be_undone_and_is_not_saved(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    path = flow_file(tmp_path)
    document = desk.open(path)
    saved = document.diagram
    add(document, "b")
    desk.die()
    found += find_left()
    (left,) = found
    again = desk.open()
    again.recover(left.document, left.folder, left.data, left.diagram)
    assert (again.diagram, again.path) == (document.diagram, path)
    assert not again.is_clean
    assert again.disk is Disk.SAME
    again.undo()
    assert again.diagram == saved
    assert again.is_clean
    again.redo()
    again.save()
    assert json.loads(path.read_text())["x-note"] == 1


def test_a_file_that_changed_since_is_neither_overwritten_nor_mixed_in(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    path = flow_file(tmp_path)
    document = desk.open(path)
    add(document, "b")
    desk.die()
    theirs = path.read_text().replace('"a"', '"z"')
    path.write_text(theirs)
    found += find_left()
    (left,) = found
    again = desk.open()
    again.recover(left.document, left.folder, left.data, left.diagram)
    assert again.diagram == document.diagram
    assert again.is_changed_on_disk
    assert path.read_text() == theirs


def test_the_only_copy_of_a_deleted_file_is_kept_though_nothing_was_done(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    path = flow_file(tmp_path)
    document = desk.open(path)
    path.unlink()
    assert document.look() is Disk.GONE
    assert document.has_work
    assert not document.is_clean
    desk.die()
    found += find_left()
    (left,) = found
    assert left.diagram == document.diagram
    assert left.changes == ("the file itself is gone",)


def test_a_journal_whose_folder_was_deleted_goes_on_elsewhere(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    document = desk.open(flow_file(folder))
    add(document, "b")
    assert document.journal is not None
    assert document.journal.flush()
    shutil.rmtree(folder)
    add(document, "c")
    desk.die()
    found += find_left()
    (left,) = found
    assert left.diagram == document.diagram


def test_a_flow_that_was_moved_finds_its_journal_beside_it(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    document = desk.open(flow_file(folder))
    add(document, "b")
    desk.die()
    folder.rename(tmp_path / "elsewhere")
    assert find_left() == ()
    path = tmp_path / "elsewhere" / "f.flow.json"
    found += find_left(path)
    assert [left.document for left in found] == [path]


WHERE_NOTHING_FITS = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
from PySide6.QtCore import QCoreApplication
app = QCoreApplication([])
from designer.document.diagram import Place
from designer.document.edits import add_step
from designer.session.document import Document
from designer.session.journal import Journal
from engine.testing import step_of
path = Path(sys.argv[1])
document = Document(journal=Journal())
document.open(path)
for number in range(40):
    patch = add_step(document.diagram, step_of(f"s{number}: -> x{number}"), Place(number, 0))
    document.push(patch, "Add")
assert document.journal.flush()
trouble = document.journal.trouble
try:
    document.save()
    saved = ""
except OSError as error:
    saved = error.strerror
print(json.dumps([trouble, saved, len(document.diagram.flow.steps), document.is_clean]), flush=True)
import os
os._exit(0)
"""


def test_on_a_full_disk_the_old_file_stands_the_work_is_there_and_it_is_said(
    tmp_path: Path, home: Path, found: list[Left]
) -> None:
    path = flow_file(tmp_path)
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", WHERE_NOTHING_FITS, str(path), "3000"],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    trouble, saved, steps, clean = json.loads(done.stdout)
    assert "too large" in trouble.lower()
    assert "too large" in saved.lower()
    assert (steps, clean) == (41, False)
    assert path.read_bytes() == before
    assert not [file for file in tmp_path.iterdir() if file.suffix == ".tmp"]
    found += find_left()
    (left,) = found  # as much as there was room for, and no torn line
    assert 1 < len(left.diagram.flow.steps) < 41


def test_a_command_costs_the_window_next_to_nothing_also_at_ten_thousand_steps(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    import time

    path = tmp_path / "big.flow.json"
    steps = {
        f"s{n}": {"kind": "python", "inputs": {f"x{n - 1}": {}}, "outputs": {f"x{n}": {}}}
        for n in range(10_000)
    }
    places = {f"s{n}": [n % 100 * 240, n // 100 * 160] for n in range(10_000)}
    view = {"positions": places}
    path.write_text(json.dumps({"format": "backcast/1", "steps": steps, "view": view}))
    document = desk.open(path)
    journal = document.journal
    assert journal is not None
    took = []
    for x in range(20):
        patch = move(document.diagram, {StepId("s5"): Place(x, 1)})
        begun = time.thread_time()
        document._note_down(patch)
        took.append(time.thread_time() - begun)
        document.push(patch, "Move")
        assert journal.flush()
    assert sorted(took)[-2] < 0.005
    desk.die()
    found += find_left(path)
    assert diff(found[0].diagram, document.diagram).is_empty


def test_the_version_before_is_kept_beside_the_file(tmp_path: Path) -> None:
    path = flow_file(tmp_path)
    first = path.read_bytes()
    document = Document.load(path)
    add(document, "b")
    document.save()
    second, backup = path.read_bytes(), tmp_path / "f.flow.json.bak"
    assert backup.read_bytes() == first
    document.save()
    assert backup.read_bytes() == first, "saving the same again is no new version"
    add(document, "c")
    document.save()
    assert backup.read_bytes() == second
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "f.flow.json", "f.flow.json.bak", *(["home"] if (tmp_path / "home").exists() else []),
    ]  # fmt: skip
    document.deleteLater()


def test_a_backup_that_cannot_be_kept_does_not_stand_in_the_way(tmp_path: Path) -> None:
    path = flow_file(tmp_path)
    (tmp_path / "f.flow.json.bak").mkdir()
    document = Document.load(path)
    add(document, "b")
    document.save()
    assert "b" in json.loads(path.read_text())["steps"]
    with contextlib.suppress(FileNotFoundError):
        assert not [file for file in tmp_path.iterdir() if file.name.startswith(".")]
    document.deleteLater()


def test_reloading_can_be_undone(tmp_path: Path, qapp: object) -> None:
    path = flow_file(tmp_path)
    document = Document.load(path)
    add(document, "mine")
    mine = document.diagram
    path.write_text('{"format": "backcast/1", "steps": {"theirs": {"kind": "python"}}}')
    assert document.look() is Disk.CHANGED
    assert not document.is_clean
    document.reload()
    assert document.diagram.flow.steps.keys() == {"theirs"}
    assert document.is_clean
    document.undo()
    assert document.diagram == mine
    assert not document.is_clean
    document.deleteLater()


def test_a_file_that_was_only_touched_has_not_changed(tmp_path: Path, qapp: object) -> None:
    path = flow_file(tmp_path)
    document = Document.load(path)
    os.utime(path, (1, 1))
    assert document.look() is Disk.SAME
    assert document.is_clean
    document.deleteLater()


def test_recovered_beside_a_newer_file_and_undone_it_is_work_still_and_is_offered_again(
    desk: Desk, tmp_path: Path, found: list[Left]
) -> None:
    path = flow_file(tmp_path)
    first = desk.open(path)
    opened = first.diagram
    add(first, "b")
    desk.die()
    found += find_left()
    second = desk.open(path)
    second.push(set_goal(second.diagram, A, True), "Mark 'a'")
    second.save()
    again = desk.open()
    again.recover(found[0].document, found[0].folder, found[0].data, found[0].diagram)
    found.pop().give_up()
    again.undo()
    assert again.diagram == opened
    assert (again.is_clean, again.has_work) == (False, True), "closing is to ask"
    desk.die()
    found += find_left()
    (left,) = found
    assert (left.diagram, left.changes) == (opened, ("the file holds something else now",))


def test_a_file_put_back_to_what_is_shown_needs_no_recovery(desk: Desk, tmp_path: Path) -> None:
    path = flow_file(tmp_path)
    was = path.read_bytes()
    document = desk.open(path)
    add(document, "b")
    path.write_text('{"format": "backcast/1", "steps": {}}')
    assert document.look() is Disk.CHANGED
    document.undo()
    path.write_bytes(was)
    desk.die()
    assert find_left() == ()
    assert journals(tmp_path) == []
