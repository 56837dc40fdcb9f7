from __future__ import annotations

import hashlib
import json
import resource
import sqlite3
import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine import events as e
from engine.codec import dump_flow
from engine.errors import JournalBroken, StoreError
from engine.events import Record, Source
from engine.executors.thread import ThreadExecutor
from engine.flow import Flow, Name, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.policy import WorkPolicy
from engine.registry import Registry
from engine.runner import Runner
from engine.state import replay
from engine.store import Again, Journal, Limits, Store, Unread, store_path
from engine.store.database import Database
from engine.store.pruning import DAY
from engine.store.values import LARGE, Values
from engine.testing import flow_of, step_of
from engine.value import Secret, Unkept, is_whole, preview
from tests.scripted import ScriptedKind

CHAIN = flow_of("a: n -> x", "b: x -> y")
A, B = StepId("a"), StepId("b")
X, Y = Name("x"), Name("y")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "store.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def plan_of(flow: Flow = CHAIN, **given: Any) -> Plan:
    return make_plan(flow, given={Name(n): v for n, v in (given or {"n": 1}).items()})


def begin(store: Store, run: str = "R1", plan: Plan | None = None, at: float = 5.0) -> Journal:
    plan = plan or plan_of()
    return store.begin(
        run, plan, dump_flow(CHAIN), file="f.flow.json", folder=Path("/flows"), at=at
    )


def records_of(plan: Plan, x: Any = 2, *, upto: int | None = None) -> list[Record]:
    """A run of CHAIN, in which `a` gives `x`."""
    events: list[e.Event] = [
        e.RunStarted(plan.flow, plan, plan.given),
        e.InputSettled(A, Name("n"), Source("given", (Name("n"),)), 1),
        e.StepStarted(A),
        e.AttributeSet(X, A, X, x),
        e.StepCompleted(A, 1),
        e.InputSettled(B, X, Source("arrived", (X,), (A,)), x),
        e.StepStarted(B),
        e.AttributeSet(Y, B, Y, 3),
        e.StepCompleted(B, 1),
        e.RunCompleted(),
        e.RunSettled(),
    ]
    return [Record(n, n + 0.25, event) for n, event in enumerate(events[:upto], 1)]


def kept(store: Store, records: list[Record], run: str = "R1") -> Journal:
    journal = begin(store, run)
    for record in records:
        journal.append(record)
    return journal


def journal_file(path: Path, run: str = "R1") -> Path:
    return path.with_name("store.sqlite3.runs") / run / "journal"


# writing and reading back


def test_a_run_is_read_back_as_it_was(store: Store, path: Path) -> None:
    plan = plan_of()
    with kept(store, records_of(plan)):
        pass
    with Store(path) as other:
        assert other.read_records("R1") == records_of(plan)
        assert other.recipe("R1").plan(Path("/flows")) == plan
        (entry,) = other.runs()
    assert entry[:7] == (
        "R1", "test", "f.flow.json", Path("/flows"), "completed", 1.25, 10.25
    )  # fmt: skip
    assert entry.size == journal_file(path).stat().st_size


def test_every_record_is_there_as_soon_as_it_is_appended(store: Store, path: Path) -> None:
    plan = plan_of()
    journal = begin(store)
    with Store(path) as other:
        for count, record in enumerate(records_of(plan), 1):
            journal.append(record)
            assert other.read_records("R1") == records_of(plan, upto=count)
    journal.close()


def test_what_was_put_is_there_when_it_is_flushed_and_at_the_latest_at_the_end(
    store: Store, path: Path
) -> None:
    plan = plan_of()
    journal = begin(store)
    for record in records_of(plan, upto=4):
        journal.put(record)
    assert journal_file(path).read_bytes() == b""
    journal.flush()
    assert store.read_records("R1") == records_of(plan, upto=4)
    for record in records_of(plan)[4:]:
        journal.put(record)
    journal.close()
    assert store.read_records("R1") == records_of(plan)


async def test_no_work_goes_on_before_all_that_led_to_it_is_kept(store: Store) -> None:
    """Whoever kills the process inside a Step finds what had ended, and that this Step had begun."""
    found: dict[str, list[e.Event]] = {}

    class Looking(ScriptedKind):
        async def perform(self, call, config, context):  # type: ignore[no-untyped-def]
            found[call.step] = [record.event for record in store.read_records("R1", plan)]
            return dict.fromkeys(call.outputs, 1)

    flow = flow_of("a: n -> x", "b: x -> y", "c: x -> z", "d: y, z -> w")
    registry = Registry(kinds=[Looking({})], executors=[ThreadExecutor()])
    plan = make_plan(flow, given={Name("n"): 1}, kinds=registry)
    with begin(store, plan=plan) as journal:
        run = Runner(plan, registry, journal.put, folder=Path(), keep=journal.flush)
        await run.run()
        records = store.read_records("R1", plan)
    for step, before in {"a": (), "b": "a", "c": "ab", "d": "abc"}.items():
        assert e.StepStarted(StepId(step)) in found[step]
        ended = [event.step for event in found[step] if isinstance(event, e.StepCompleted)]
        assert ended == [*before]
    assert isinstance(records[-1].event, e.RunSettled)
    assert run.state.last_seq == len(records)


def test_large_values_stand_in_files_of_their_own_each_once(store: Store, path: Path) -> None:
    large = {"rows": ["ü" * 1000] * 200}
    kept(store, records_of(plan_of(), large)).close()
    files = list((journal_file(path).parent / "values").iterdir())
    assert len(files) == 1
    assert journal_file(path).stat().st_size < LARGE
    assert store.read_records("R1") == records_of(plan_of(), large)
    assert store.find("R1").size == journal_file(path).stat().st_size + files[0].stat().st_size


def test_a_large_value_is_left_in_its_file_until_it_is_asked_for(store: Store, path: Path) -> None:
    large = [{"row": n} for n in range(10_000)]
    kept(store, records_of(plan_of(), large)).close()
    left = replay(store.read_records("R1", whole=False)).attributes[X][0].value
    assert isinstance(left, Unread)
    assert not is_whole(left)
    assert preview(left) == f"array of {left.file.stat().st_size:,} bytes"
    assert left.load() == large
    assert left == replace(left, file=Path("/elsewhere")), "what is in it counts, not where it lies"
    left.file.unlink()
    assert "cannot be read" in left.load().preview
    lost = replay(store.read_records("R1", whole=False)).attributes[X][0].value
    assert type(lost) is Unkept


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_value_whose_file_is_not_what_it_was_is_not_made_up(
    store: Store, path: Path, harm: str
) -> None:
    kept(store, records_of(plan_of(), ["x" * LARGE])).close()
    (file,) = (journal_file(path).parent / "values").iterdir()
    file.unlink() if harm == "gone" else file.write_bytes(b'["y"]')
    found = replay(store.read_records("R1")).attributes[X][0].value
    assert isinstance(found, Unkept)
    assert found.type == "array"


def test_a_secret_is_nowhere_in_the_store(store: Store, path: Path) -> None:
    plan = plan_of(n=Secret("env:TOKEN"))
    begin(store, plan=plan).close()
    assert store.recipe("R1").given == {"n": Secret("env:TOKEN")}
    assert b'{"$secret": "env:TOKEN"}' in b"".join(
        f.read_bytes() for f in path.parent.glob("st*3*") if f.is_file()
    )


def test_nothing_is_made_by_looking(store: Store, path: Path) -> None:
    assert store.runs() == []
    with pytest.raises(StoreError, match="there is no run '01': no runs are kept in"):
        store.find("01")
    assert not path.parent.exists()


def test_others_cannot_read_what_was_kept(store: Store, path: Path) -> None:
    kept(store, records_of(plan_of(), ["x" * LARGE])).close()
    assert len(list(path.parent.iterdir())) == 4
    assert not any(entry.stat().st_mode & 0o077 for entry in path.parent.iterdir())


def test_child_flows_are_kept_with_the_run(store: Store) -> None:
    child = flow_of("c: -> z")
    plan = make_plan(CHAIN, given=dict(plan_of().given), flows={"/c.flow.json": child})
    again = Again("R0", A)
    journal = store.begin(
        "R1", plan, dump_flow(CHAIN), file="", folder=Path(), at=0.0, again=again
    )  # fmt: skip
    journal.close()
    recipe = store.recipe("R1")
    assert recipe.flows == {"/c.flow.json": child}
    assert (recipe.flow, recipe.text, recipe.again) == (CHAIN, dump_flow(CHAIN), again)


# runs by name


def test_the_beginning_of_an_id_is_enough(store: Store) -> None:
    for run in ("01ABC", "01ABD", "02"):
        begin(store, run).close()
    assert store.find("01abd").run == "01ABD"
    with pytest.raises(StoreError, match="several runs begin with '01A': ") as several:
        store.find("01A")
    assert set(several.value.names) == {"01ABC", "01ABD"}
    with pytest.raises(StoreError, match="did you mean '01AB") as near:
        store.find("01ABX1")
    assert near.value.kind == "unknown_run"
    with pytest.raises(StoreError, match="the last ones are "):
        store.find("%")


def test_runs_are_listed_newest_first(store: Store) -> None:
    for run, at in (("B", 2.0), ("C", 3.0), ("A", 1.0)):
        begin(store, run, at=at).close()
    assert [entry.run for entry in store.runs()] == ["C", "B", "A"]


# what was cut off


def test_a_run_is_running_while_it_is_written_and_interrupted_after(
    store: Store, path: Path
) -> None:
    journal = kept(store, records_of(plan_of(), upto=4))
    with Store(path) as other:
        assert other.find("R1").status == "running"
        journal.close()
        assert other.find("R1").status == "interrupted"
        assert other.find("R1").ended is None


def test_a_run_that_ended_unlisted_says_so_itself(store: Store, path: Path) -> None:
    """Killed after the last record, before the list was brought up to date."""
    kept(store, records_of(plan_of())).close()
    Database(path).change("UPDATE runs SET status = 'running', ended = NULL")
    assert store.find("R1")[4:7] == ("completed", 1.25, 10.25)


@pytest.mark.parametrize("column", ["file", "folder", "source"])
def test_what_leads_to_no_file_that_a_disk_can_hold_is_a_damaged_row(
    store: Store, path: Path, column: str
) -> None:
    kept(store, records_of(plan_of())).close()
    Database(path).change(f"UPDATE runs SET {column} = 'a' || char(0) || 'b'")
    ask = store.recipe if column == "source" else store.find
    with pytest.raises(StoreError, match="damaged"):
        ask("R1")


def test_a_run_that_has_not_settled_is_interrupted(store: Store) -> None:
    kept(store, records_of(plan_of(), upto=10)).close()
    assert store.find("R1").status == "interrupted"


@pytest.mark.parametrize(
    "torn", [b"[5, 1.0, ", b"\0\0\0\0", b"[5,1,2,3]\n", b'[9,9.0,"run_settled",{}]\n']
)
def test_a_torn_line_was_never_written(store: Store, path: Path, torn: bytes) -> None:
    plan = plan_of()
    kept(store, records_of(plan, upto=4)).close()
    with journal_file(path).open("ab") as file:
        file.write(torn)
    assert store.read_records("R1") == records_of(plan, upto=4)
    with store.resume("R1", plan).journal as journal:
        for record in records_of(plan)[3:]:
            journal.append(record)
    assert store.read_records("R1") == records_of(plan)
    assert store.find("R1").status == "completed"


def test_a_run_is_resumed_by_one_process_only(store: Store, path: Path) -> None:
    journal = begin(store)
    with Store(path) as other, pytest.raises(StoreError, match="is on in another process"):
        other.resume("R1", plan_of())
    journal.close()


def test_resuming_changes_nothing_before_the_first_record(store: Store, path: Path) -> None:
    kept(store, records_of(plan_of(), {1}, upto=6)).close()
    before = journal_file(path).read_bytes()
    store.resume("R1", plan_of()).journal.close()
    assert journal_file(path).read_bytes() == before


# what can be built upon


@pytest.mark.parametrize(
    ("upto", "x", "usable", "again"),
    [
        (3, 2, 3, {A}),  # at work
        (4, 2, 3, {A}),  # between its output and its end
        (5, 2, 5, set()),
        (7, 2, 7, {B}),
        (5, {1}, 3, {A}),  # what it gave was not kept, and `b` has to read it
        (7, {1}, 3, {A, B}),
        (9, {1}, 9, set()),  # nobody needs it any more
    ],
)
def test_what_of_a_run_can_be_built_upon(
    store: Store, upto: int, x: Any, usable: int, again: set[str]
) -> None:
    kept(store, records_of(plan_of(), x, upto=upto)).close()
    resumed = store.resume("R1", plan_of())
    resumed.journal.close()
    assert len(resumed.left.records) == usable
    assert set(resumed.left.again) == again


def test_what_fed_a_step_that_runs_again_may_have_to_run_again_too(store: Store) -> None:
    flow = flow_of("a: n -> x", "b: x -> y", "c: y -> z")
    plan = make_plan(flow, given={Name("n"): 1})
    journal = store.begin("R1", plan, dump_flow(flow), file="", folder=Path(), at=0.0)
    chain = records_of(plan, {1}, upto=7)
    more = [e.AttributeSet(Y, B, Y, {2}), e.StepCompleted(B, 1)]
    for record in [*chain, *(Record(n, 0.0, event) for n, event in enumerate(more, 8))]:
        journal.append(record)
    journal.close()
    resumed = store.resume("R1", plan)
    resumed.journal.close()
    assert (len(resumed.left.records), set(resumed.left.again)) == (3, {A, B})


def test_what_came_after_a_value_that_was_not_kept_stands(store: Store) -> None:
    flow = flow_of("a: n -> x", "p: n -> y", "q: y -> w", "b: x, w -> z")
    plan = make_plan(flow, given={Name("n"): 1})
    started = e.RunStarted(flow.name, plan, plan.given)
    events: list[e.Event] = [
        started, e.StepStarted(A), e.AttributeSet(X, A, X, {1}), e.StepCompleted(A, 1),
        e.StepStarted(StepId("p")), e.AttributeSet(Y, StepId("p"), Y, 2),
        e.StepCompleted(StepId("p"), 1), e.StepStarted(StepId("q")),
    ]  # fmt: skip
    journal = store.begin("R1", plan, dump_flow(flow), file="", folder=Path(), at=0.0)
    for number, event in enumerate(events, 1):
        journal.append(Record(number, 0.0, event))
    journal.close()
    journal, left = store.resume("R1", plan)
    journal.close()
    assert [type(record.event) for record in left.records] == [e.RunStarted, e.StepStarted]
    assert left.standing.results == {("p", None): {"y": 2}}
    assert (set(left.again), left.lost) == ({"a", "q"}, ("a",))


# a store that cannot be written


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)


def test_a_full_disk_breaks_the_run_off_and_leaves_what_was_written(
    store: Store, path: Path
) -> None:
    plan = plan_of()
    journal = kept(store, records_of(plan, upto=3))
    size = journal_file(path).stat().st_size
    record = Record(4, 4.0, e.StepOutput(A, "stdout", "x" * 1000))
    with file_size_limit(size + 500):
        with pytest.raises(JournalBroken, match="cannot be kept any more: file too large"):
            journal.append(record)
        assert journal_file(path).stat().st_size == size + 500
    advice = "free some space there and resume run 'R1', or begin it anew with another place as"
    with pytest.raises(JournalBroken, match=advice):  # room that comes later would leave a gap
        journal.append(record)
    journal.close()
    assert store.read_records("R1") == records_of(plan, upto=3)
    assert store.find("R1").status == "interrupted"


def test_no_room_for_a_large_value_breaks_the_run_off_too(store: Store) -> None:
    journal = kept(store, records_of(plan_of(), upto=3))
    with file_size_limit(LARGE // 2), pytest.raises(JournalBroken):
        journal.append(Record(4, 4.0, e.AttributeSet(X, A, X, ["x" * LARGE])))
    journal.close()
    assert len(store.read_records("R1")) == 3


def test_a_store_that_is_taken_away_breaks_the_run_off(store: Store, path: Path) -> None:
    journal = kept(store, records_of(plan_of(), upto=3))
    journal_file(path).unlink()
    with pytest.raises(JournalBroken, match=r"was taken away .* is gone\); begin it anew"):
        journal.append(records_of(plan_of())[3])
    journal.close()


def test_a_file_that_is_no_store_is_refused_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("my shopping list, which is longer than a page" * 100)
    with Store(path) as store:
        with pytest.raises(StoreError, match="is damaged, or no run store at all"):
            begin(store)
        with pytest.raises(StoreError, match="is damaged"):
            store.runs()
    assert path.read_text().startswith("my shopping list")
    assert not journal_file(path).parent.exists()


def test_a_store_of_a_newer_version_is_left_alone(store: Store, path: Path) -> None:
    begin(store).close()
    store.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="was written by a newer version of Backcast"):
        store.runs()


def test_a_held_store_is_waited_for_and_then_refused(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store).close()
    store.close()
    monkeypatch.setattr("engine.store.database.PATIENCE", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="is held by another program"):
        begin(store, "R2")
    other.execute("ROLLBACK")
    other.close()
    assert not journal_file(path, "R2").exists()
    begin(store, "R2").close()


def test_a_place_where_nothing_can_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Store(tmp_path / "file" / "store") as store, pytest.raises(StoreError) as refused:
        begin(store)
    assert "cannot be written: not a directory" in str(refused.value)


# several processes

WRITER = """
    import sys
    from pathlib import Path
    from engine.codec import dump_flow
    from engine.store import Store
    from tests.engine.test_store import CHAIN, plan_of, records_of
    plan = plan_of()
    for number in range(20):
        with Store(Path(sys.argv[1])) as store:
            run = f"{sys.argv[2]}{number:02}"
            with store.begin(run, plan, dump_flow(CHAIN), file="", folder=Path(), at=1.0) as journal:
                for record in records_of(plan):
                    journal.append(record)
"""


def test_several_processes_keep_runs_at_once(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), str(path), name])
        for name in "ABC"
    ]
    assert [writer.wait(50) for writer in writers] == [0, 0, 0]
    with Store(path) as store:
        entries = store.runs()
        assert len(entries) == 60
        assert {entry.status for entry in entries} == {"completed"}
        assert len(store.read_records("B07")) == 11


# what must not be repeated


def test_work_that_must_not_be_repeated_begins_once_its_start_is_on_the_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one place where a stand-in is needed: nobody can pull the plug in a test."""
    synced: list[int] = []
    monkeypatch.setattr("engine.store.journal.os.fsync", synced.append)
    flow = flow_of("a: n -> x", step_of("b: x -> y", policy=WorkPolicy(repeatable=False)))
    plan = make_plan(flow, given={Name("n"): 1})
    with Store(path) as store, begin(store, plan=plan) as journal:
        for record in records_of(plan):
            journal.append(record)
            assert bool(synced) is (record.seq >= 7)


# letting go


def test_old_runs_are_let_go_with_all_that_is_kept_of_them(store: Store, path: Path) -> None:
    now = 1000 * DAY
    for run, days in (("OLD", 91), ("NEW", 89)):
        journal = begin(store, run, at=now - days * DAY)
        journal.append(Record(1, 0.0, e.StepOutput(A, "stdout", "")))
        journal.close()
    assert store.prune(Limits(), now) == 1
    assert [entry.run for entry in store.runs()] == ["NEW"]
    assert [folder.name for folder in path.with_name("store.sqlite3.runs").iterdir()] == ["NEW"]


def test_the_oldest_go_until_the_rest_fits(store: Store) -> None:
    for number in range(4):
        plan = plan_of()
        journal = begin(store, f"R{number}", at=float(number))
        for record in records_of(plan, ["x" * 100_000]):
            journal.append(record)
        journal.close()
    size = store.find("R0").size
    assert store.prune(Limits(size=size * 2.5), 4.0) == 2
    assert [entry.run for entry in store.runs()] == ["R3", "R2"]


def test_what_is_on_is_never_let_go_and_what_was_cut_off_not_at_once(store: Store) -> None:
    now = 1000 * DAY
    running = begin(store, "ON", at=0.0)
    for run, days in (("FRESH", 6), ("STALE", 8)):
        begin(store, run, at=now - days * DAY).close()
    assert store.prune(Limits(age=0.0), now) == 1
    assert [entry.run for entry in store.runs()] == ["FRESH", "ON"]
    running.close()


def test_limits_come_from_the_environment() -> None:
    limits = Limits.from_environment({"BACKCAST_KEEP_DAYS": "2", "BACKCAST_KEEP_MB": "0.5"})
    assert limits == Limits(age=2 * DAY, size=500_000)
    assert Limits.from_environment({}) == Limits(age=90 * DAY, size=2e9)
    for text in ("many", "-1", "nan"):
        with pytest.raises(StoreError, match=f"BACKCAST_KEEP_MB is '{text}'; expected a number"):
            Limits.from_environment({"BACKCAST_KEEP_MB": text})


def test_where_runs_are_kept(tmp_path: Path) -> None:
    both = {"BACKCAST_STORE": "/a/b", "BACKCAST_HOME": "/home"}
    assert store_path("/c", both) == Path("/c")
    assert store_path(None, both) == Path("/a/b")
    assert store_path(None, {"BACKCAST_HOME": "/home"}) == Path("/home/store.sqlite3")
    assert store_path(None, {}).name == "store.sqlite3"
    assert "backcast" in store_path(None, {}).parts


# large texts


def test_a_large_text_is_written_as_json_bit_by_bit(tmp_path: Path) -> None:
    text = "\0é\U0001f600x" * (3 << 20)
    tracemalloc.start()
    values = Values(tmp_path / "values")
    note = values.known(text)  # escaped, it is five times as long
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20
    (file,) = (tmp_path / "values").iterdir()
    data = file.read_bytes()
    assert data == json.dumps(text).encode()
    assert note == {"$file": file.name, "size": len(data), "type": "string"}
    assert file.name == hashlib.sha256(data).hexdigest()
    assert values.size == len(data)
    assert values.keep(text) is note
    assert Values(tmp_path / "values").unpack(note) == text
