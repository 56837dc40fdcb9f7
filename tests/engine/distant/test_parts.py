"""The parts of distant work that need no cluster: pace, needs, what may stay, sources, specs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine import events as e
from engine.destination import parse_spec
from engine.distant.needs import Worker, fitting
from engine.distant.pace import AIM, MOST, Pace
from engine.distant.shipping import gathered, laid_out, own_folder
from engine.distant.staying import may_stay
from engine.errors import Fatal
from engine.flow import Flow, Name, StepId
from engine.plan import Plan
from engine.planner import make_plan
from engine.state import RunState
from engine.timing import Stint, Tape
from tests.engine.distant.running import step


@pytest.mark.parametrize(
    ("text", "name", "address", "here"),
    [("", "", "", True), ("local", "local", "", True), ("dask", "dask", "", False),
     ("dask:4", "dask", "4", False), (" dask:tcp://h:1 ", "dask", "tcp://h:1", False)],
)  # fmt: skip
def test_a_spec_is_a_name_and_an_address(text, name, address, here):
    spec = parse_spec(text)
    assert (spec.name, spec.address, spec.is_here) == (name, address, here)
    assert str(spec) == text.strip()


def test_quick_work_goes_together_and_slow_work_alone():
    pace = Pace()
    assert (pace.together, pace.is_slow) == (1, False)  # nothing is known yet
    pace.learn(0.000_15)
    assert 150 <= pace.together <= 250
    assert pace.share(10, slots=4) == 2  # so that every slot has two
    assert pace.share(100_000, slots=4) == pace.together
    pace.learn(10 * AIM)
    assert pace.is_slow
    assert pace.together == 1
    quick = Pace()
    quick.learn(0.0)
    assert quick.together <= MOST
    quick.suspect(1.0)
    assert quick.is_slow


def test_a_worker_fits_that_has_all_that_is_asked_for():
    workers = {
        "tcp://a:1": Worker(name="a", resources={"GPU": 2}, memory=8e9),
        "tcp://b:1": Worker(name="b", memory=4e9),
    }
    assert fitting({"GPU": 1}, workers) == (("tcp://a:1",), {"GPU": 1.0})
    assert fitting({"memory": "4 GB"}, workers).addresses == ("tcp://a:1", "tcp://b:1")
    assert fitting({"memory": "4 GiB"}, workers).addresses == ("tcp://a:1",)
    assert fitting({"worker": "b"}, workers).addresses == ("tcp://b:1",)
    assert fitting({"worker": "tcp://a:1", "GPU": True}, workers).counted == {"GPU": 1.0}
    for needs, said in (
        ({"GPU": 3}, "no worker has the resources 'GPU': 3 ('a' has GPU 2, memory 8.0 GB; 'b' has"),
        ({"worker": "c"}, "there is no worker 'c'; the workers are: a, b"),
        ({"GPU": "two"}, "resource 'GPU' is 'two'; expected a number, or a size such as '4 GB'"),
    ):
        with pytest.raises(Fatal) as raised:
            fitting(needs, workers)
        assert said in str(raised.value)
        assert raised.value.reason == "no_worker"


def planned(*steps, goals: str) -> Plan:
    flow = Flow(steps={one.id: one for one in steps}, goals=frozenset(map(StepId, goals.split())))
    return make_plan(flow)


def test_only_what_nobody_here_reads_may_stay():
    make, use, last = step("make", "", "a"), step("use", "a", "b"), step("last", "b", "c")
    place = object()

    def stays(*steps, here: str = "", goals: str = "last") -> dict[str, tuple[str, ...]]:
        return may_stay(
            planned(*steps, goals=goals), lambda one: None if one.id in here.split() else place
        )

    assert stays(make, use, last) == {"make": ("a",), "use": ("b",)}
    assert stays(make, use, last, here="use") == {}
    assert stays(make, use, last, here="last") == {"make": ("a",)}
    assert stays(make, use, last, goals="last make") == {"use": ("b",)}
    each = step("use", "a", "b", each="a")
    assert stays(make, each, last) == {}  # its list is read here, and its results are joined here
    asked = replace(use, when="a != null")
    assert stays(make, asked, last) == {"use": ("b",)}
    for policy in ({"cache": True}, {"undo": {"function": "m:f"}}, {"repeatable": False}):
        assert "make" not in stays(step("make", "", "a", **policy), use, last)
    kept = step("use", "a", "b", cache=True)
    assert stays(make, kept, last) == {}


def test_sources_go_by_their_contents_and_use_the_folder_where_it_is_seen(tmp_path):
    folder = tmp_path / "flow"
    (folder / "package").mkdir(parents=True)
    (folder / "work.py").write_text("x = 1\n")
    (folder / "package" / "deep.py").write_text("y = 2\n")
    outside = tmp_path / "outside.py"
    outside.write_text("z = 3\n")
    files = [folder / "work.py", folder / "package" / "deep.py", outside, folder / "gone.py"]
    sources = gathered(folder, files)
    assert {*sources.files} == {"work.py", "package/deep.py"}
    assert own_folder(sources) == folder

    (folder / "work.py").write_text("x = 10\n")
    changed = gathered(folder, files)
    assert changed.digest != sources.digest
    assert own_folder(sources) is None  # it has other contents now
    elsewhere = laid_out(sources)
    assert (elsewhere / "work.py").read_text() == "x = 1\n"
    assert (elsewhere / "package" / "deep.py").read_text() == "y = 2\n"

    bad = replace(sources, files={"../evil.py": b"1"})
    with pytest.raises(Fatal, match="lies outside"):
        laid_out(bad)
    assert not list(Path(elsewhere).parent.glob("evil.py"))


def test_who_did_the_work_is_folded_and_timed():
    plan = planned(step("a", "x", "y", each="x"), step("b", "", "z"), goals="a b")
    a, b = StepId("a"), StepId("b")
    told = [
        e.RunStarted("f", plan, {}), e.StepStarted(a, 2), e.StepStarted(b),
        e.ItemStarted(a, 0), e.ItemStarted(a, 1), e.StepProgress(b, 0.5, "half", "w2"),
        e.ItemCompleted(a, 0, 1, {Name("y"): 1}, "w1", 0.5),
        e.ItemFailed(a, 1, 1, "exception", "m", "", "w2", 1.0),
        e.StepFailed(b, 1, "exception", "m", "", "w3", 0.25),
    ]  # fmt: skip
    state, tape = RunState(), Tape()
    for seq, event in enumerate(told, 1):
        state.apply(e.Record(seq, float(seq), event))
        tape.take(e.Record(seq, float(seq), event))
    assert (state.steps[a].worker, state.steps[b].worker) == ("w2", "w3")
    second = 1_000_000
    assert tape.stints == [
        Stint("w1", a, 0, int(3.5 * second), 6 * second),
        Stint("w2", a, 1, 5 * second, 7 * second),
        Stint("w3", b, None, int(2.25 * second), 8 * second),
    ]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", ""),
        ("4", ""),
        ("host:8786", ""),
        ("tcp://host:8786", ""),
        ("0", "'0' is no address of a Dask scheduler; write tcp://HOST:PORT"),
        ("http://host:8786", "'http://host:8786' is no address"),
        ("host", "'host' is no address"),
        ("tls://host:8786", "the scheduler at tls://host:8786 wants TLS, which is not set up here"),
    ],
)
def test_what_is_no_address_of_dask_is_refused_before_anything_is_tried(address, said):
    from engine.executors._dask_words import complaint

    assert complaint(address).startswith(said)
    assert bool(complaint(address)) == bool(said)


def test_why_there_is_no_cluster_never_ends_in_nothing():
    from engine.executors._dask_words import failure, unreachable

    assert "(MemoryError)" in str(unreachable("", MemoryError()))
    assert str(failure(MemoryError())) == "the cluster could not do it: MemoryError"
