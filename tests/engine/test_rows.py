"""A store that somebody, or a bad disk, has been at: a sentence, and nothing outside it is touched."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.errors import StoreError
from engine.store import Limits, Store
from tests.engine.test_store import begin, kept, plan_of, records_of


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with one whole run, R1."""
    path = tmp_path / "kept" / "store.sqlite3"
    with Store(path) as store:
        kept(store, records_of(plan_of())).close()
    return path


def rot(path: Path, column: str, value: Any) -> None:
    """Put something else into a column of every row."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE runs SET {column} = ?", [value])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("run", None), ("run", ""), ("run", "../.."), ("run", b"\xff"), ("flow", b"\xff"), ("file", b"\xff"),
        ("folder", b"\xff"), ("started", "soon"), ("started", -1), ("started", 1e300),
        ("ended", "late"), ("ended", 1e300), ("size", "big"), ("size", b"\xff"),
    ],
)  # fmt: skip
def test_a_list_that_makes_no_sense_is_a_sentence(path: Path, column: str, value: Any) -> None:
    rot(path, column, value)
    with Store(path) as store, pytest.raises(StoreError, match=r"is damaged: .* cannot be read"):
        store.runs()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "{}"), ("text", b"{}"), ("text", b"\xff"), ("goals", ""), ("goals", "3"), ("goals", "[1]"),
        ("goals", "1e999"), ("given", "[1]"), ("given", '{"a": {"$b": 1}}'), ("given", "{"),
        ("flows", "[]"), ("flows", '{"a": 1}'), ("source", b"\xff"), ("start", None),
    ],
)  # fmt: skip
def test_a_recipe_that_makes_no_sense_is_a_sentence(path: Path, column: str, value: Any) -> None:
    try:
        rot(path, column, value)
    except sqlite3.IntegrityError:
        pytest.skip("SQLite itself refuses that")
    with (
        Store(path) as store,
        pytest.raises(StoreError, match=r"is damaged: .*'R1' cannot be read"),
    ):
        store.recipe("R1")


@pytest.mark.parametrize("name", ["", "../..", "/", "a/../../.."])
def test_pruning_touches_nothing_but_the_runs_of_the_store(path: Path, name: str) -> None:
    precious = path.parent / "precious"
    precious.mkdir()
    rot(path, "run", name)
    rot(path, "started", 1.0)
    with Store(path) as store, pytest.raises(StoreError, match="is damaged"):
        store.prune(Limits(age=1.0), now=1e9)
    assert precious.exists()
    assert (path.with_name("store.sqlite3.runs") / "R1" / "journal").exists()


def test_a_run_that_cannot_be_called_so_is_not_there(path: Path) -> None:
    with Store(path) as store, pytest.raises(StoreError, match="there is no run"):
        store.find("\udcff")


@pytest.mark.parametrize(
    ("number", "change"),
    [
        (3, {"step": "nobody"}), (3, {"step": 3}), (3, {"items": "many"}), (4, {"output": "nobody"}),
        (4, {"step": None}), (2, {"input": "nobody"}), (2, {"source": 3}), (5, {"tries": "x"}),
        (6, {"step": {"a": 1}}), (3, {"step": "b"}),
    ],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_where_the_journal_ends(
    path: Path, number: int, change: dict[str, Any]
) -> None:
    journal = path.with_name("store.sqlite3.runs") / "R1" / "journal"
    lines = journal.read_text().splitlines()
    seq, at, name, body = json.loads(lines[number - 1])
    lines[number - 1] = json.dumps([seq, at, name, {**body, **change}])
    journal.write_text("\n".join(lines) + "\n")
    with Store(path) as store:
        if any(isinstance(change[name], str) and name not in ("items", "tries") for name in change):
            assert number - 1 <= len(store.read_records("R1", plan_of())) < 11
        else:
            with pytest.raises(StoreError, match="or is damaged"):
                store.read_records("R1", plan_of())


def test_elements_that_there_are_not_end_the_journal(path: Path) -> None:
    with Store(path) as store:
        begin(store, "R2").close()
        journal = path.with_name("store.sqlite3.runs") / "R2" / "journal"
        started = [1, 1.0, "run_started", {"flow": "test"}]
        item = [2, 1.0, "item_completed", {"step": "a", "item": 9, "tries": 1, "outputs": {}}]
        journal.write_text("".join(json.dumps(line) + "\n" for line in (started, item)))
        assert len(store.read_records("R2", plan_of())) == 1
