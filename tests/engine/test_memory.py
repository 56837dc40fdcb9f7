from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.errors import StoreError
from engine.flow import Name, StepId
from engine.store import Limits, MemoEntry, Store
from engine.store.memory import Kept
from engine.store.pruning import DAY
from engine.store.values import LARGE

X = Name("x")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "store.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def keep(store: Store, key: str, value: Any, made: float = 5.0, step: str = "a") -> None:
    entry = MemoEntry(key, StepId(step), "python", "flow", Path("/f"), "R1", made, 0)
    store.memory.keep(entry, Kept({X: value}, {"/file": "mark"}, made, "R1"))


def large(letter: str = "x") -> list[str]:
    return [letter * LARGE]


def files(path: Path) -> list[Path]:
    return [file for file in path.with_name("store.sqlite3.memo").rglob("*") if file.is_file()]


@pytest.mark.parametrize(
    "value",
    [None, 1, 1.0, True, "\ud800", [], {"$file": "f"}, {"$json": {"$secret": 1}}, large(), {"a": large()}],
    ids=repr,
)  # fmt: skip
def test_what_is_kept_is_found_again_as_it_was(store: Store, value: Any) -> None:
    keep(store, "k", value)
    found = store.memory.find("k")
    assert found == Kept({X: value}, {"/file": "mark"}, 5.0, "R1")
    assert found is not None
    assert type(found.outputs[X]) is type(value)


def test_nothing_is_made_by_looking(store: Store, path: Path) -> None:
    assert store.memory.find("k") is None
    assert store.memory.entries() == []
    assert not path.parent.exists()


def test_entries_are_listed_newest_first_with_their_size(store: Store) -> None:
    keep(store, "k1", 1, 1.0)
    keep(store, "k2", large(), 2.0, "b")
    newer, older = store.memory.entries()
    assert (newer.key, newer.step, newer.run, newer.folder) == ("k2", "b", "R1", Path("/f"))
    assert newer.size > LARGE > older.size > 0


def test_the_later_of_two_results_under_a_key_stays(store: Store) -> None:
    keep(store, "k", large("x"))
    keep(store, "k", large("y"), 6.0)
    found = store.memory.find("k")
    assert found is not None
    assert (found.outputs[X], found.made) == (large("y"), 6.0)


@pytest.mark.parametrize("damage", ["gone", "cut", "other", "row"])
def test_a_damaged_entry_is_not_there_and_is_dropped(store: Store, path: Path, damage: str) -> None:
    keep(store, "k", large())
    (file,) = files(path)
    match damage:
        case "gone":
            file.unlink()
        case "cut":
            file.write_bytes(file.read_bytes()[:-1])
        case "other":
            file.write_text('"other"')
        case "row":
            store._database.change("UPDATE memo SET outputs = '{'")
    assert store.memory.find("k") is None
    assert store.memory.entries() == []
    assert files(path) == []


def test_clearing_takes_entries_and_their_files(store: Store, path: Path) -> None:
    keep(store, "k1", large())
    keep(store, "k2", 1)
    first = next(entry for entry in store.memory.entries() if entry.key == "k1")
    store.memory.clear([first])
    assert [entry.key for entry in store.memory.entries()] == ["k2"]
    assert files(path) == []


def test_old_entries_are_pruned_with_the_runs_then_the_oldest_until_the_rest_fits(
    store: Store,
) -> None:
    now = 100 * DAY
    keep(store, "old", 1, 1 * DAY)
    keep(store, "k1", large(), 98 * DAY)
    keep(store, "k2", large(), 99 * DAY)
    store.prune(Limits(), now)
    assert [entry.key for entry in store.memory.entries()] == ["k2", "k1"]
    store.prune(Limits(size=1.5 * LARGE), now)
    assert [entry.key for entry in store.memory.entries()] == ["k2"]


def test_files_that_a_killed_process_left_go_once_they_are_a_day_old(
    store: Store, path: Path
) -> None:
    keep(store, "k", large())
    left = path.with_name("store.sqlite3.memo") / "left"
    left.mkdir()
    (left / "value").touch()
    now = left.stat().st_mtime
    store.memory.prune(Limits(age=1e12), now + DAY / 2)
    assert left.exists()
    store.memory.prune(Limits(age=1e12), now + DAY * 2)
    assert not left.exists()
    assert store.memory.find("k") is not None


def test_a_store_of_the_version_before_is_brought_up_to_date(path: Path) -> None:
    from engine.store import database

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "MIGRATIONS", database.MIGRATIONS[:1])
        old = database.Database(path)
        old.change("UPDATE runs SET size = 0")
        old.close()
    with Store(path) as store:
        keep(store, "k", 1)
        assert store.memory.find("k") is not None


def test_what_cannot_be_written_is_told(store: Store, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.with_name("store.sqlite3.memo").write_text("in the way")
    with pytest.raises(StoreError, match=r"store\.sqlite3\.memo' cannot be written: "):
        keep(store, "k", large())
    keep(store, "k", 1)
    assert store.memory.find("k") is not None


WRITER = """
import sys
from pathlib import Path
from engine.store import MemoEntry, Store
from engine.store.memory import Kept
from engine.store.values import LARGE

path, me, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
with Store(path) as store:
    for number in range(rounds):
        key = f"k{number % 5}"
        value = [me * LARGE, number]
        entry = MemoEntry(key, "a", "python", "f", Path("/f"), me, float(number), 0)
        store.memory.keep(entry, Kept({"x": value}, {}, float(number), me))
        found = store.memory.find(key)
        assert found is None or found.outputs["x"][0] in ("a" * LARGE, "b" * LARGE)
        if number % 7 == 3:
            store.memory.clear(store.memory.entries()[:1])
"""


def writer(path: Path, name: str, rounds: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(path), name, str(rounds)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip


def test_two_processes_may_keep_look_up_and_clear_at_once(path: Path) -> None:
    with writer(path, "a", 60) as one, writer(path, "b", 60) as two:
        for process in (one, two):
            _, said = process.communicate(timeout=40)
            assert process.returncode == 0, said


def test_a_process_that_is_killed_while_it_keeps_leaves_only_whole_entries(path: Path) -> None:
    for turn in range(8):
        with writer(path, "ab"[turn % 2], 100_000) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            with Store(path) as store:
                while len(store.memory.entries()) < 2:
                    assert process.poll() is None
            process.kill()
        with Store(path) as store:
            for entry in store.memory.entries():
                found = store.memory.find(entry.key)
                assert found is None or found.outputs[X][0] in ("a" * LARGE, "b" * LARGE)
            store.memory.clear(store.memory.entries())
