from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from engine import Fatal, OpenFlow, RunFailed, StepContext, new_flow, open_flow
from engine.errors import FlowFileError, PlanError
from engine.events import StepProgress, StepStarted
from engine.flow import StepId
from engine.policy import Retry
from engine.testing import run_flow, run_step, step_of

EXAMPLES = Path(__file__).parents[2] / "resources" / "examples"
QUALITY = EXAMPLES / "quality-gate" / "quality-gate.flow.json"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKCAST_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class Range(NamedTuple):
    low: float
    high: float


def weather() -> OpenFlow:
    flow = new_flow("Weather")

    @flow.step
    async def forecast(city: str, context: StepContext) -> dict:
        """Ask the weather service."""
        context.progress(0.5)
        return {"city": city, "degrees": [9.0, 1.5]}

    @flow.step(id="range")
    def spread(forecast: dict) -> Range:
        return Range(min(forecast["degrees"]), max(forecast["degrees"]))

    @flow.step(goal=True)
    def report(forecast: dict, low: float, high: float, unit: str = "C") -> str:
        return f"{forecast['city']}: {low} to {high} {unit}"

    @flow.step
    def nobody_wants(city: str) -> str:
        raise AssertionError(city)

    return flow


def test_functions_at_hand_become_steps_that_are_wired_by_their_names():
    ran = weather().run(city="Turin")
    assert ran["report"] == "Turin: 1.5 to 9.0 C"
    assert sorted(ran.steps) == ["forecast", "range", "report"]
    assert ran.values["high"] == 9.0


def test_what_a_function_says_becomes_its_ports():
    step = weather().flow.steps[StepId("report")]
    assert {name: str(port.type.name) for name, port in step.inputs.items()} == {
        "forecast": "object", "low": "number", "high": "number", "unit": "string"
    }  # fmt: skip
    assert not step.inputs["unit"].required  # type: ignore[index]
    assert weather().flow.steps[StepId("forecast")].description == "Ask the weather service."


def test_a_plan_says_what_is_missing_and_runs_nothing():
    plan = weather().plan()
    assert dict(plan.missing) == {"city": ("forecast",)}
    assert list(plan.excluded) == ["nobody-wants"]
    with pytest.raises(PlanError, match="'city'"):
        weather().run()


def test_every_record_is_told_as_it_happens():
    told = []
    ran = weather().run({"city": "Turin"}, on_event=told.append)
    assert tuple(told) == ran.records
    assert [type(record.event) for record in told].count(StepStarted) == 3
    assert any(isinstance(record.event, StepProgress) for record in told)


async def test_a_flow_runs_on_the_running_loop_and_beside_it():
    flow = weather()
    assert (await flow.run_async(city="Turin")).is_completed
    assert flow.run(city="Ulm")["report"].startswith("Ulm")


async def test_cancelling_stops_the_run():
    flow, began, ended = new_flow(), asyncio.Event(), []

    @flow.step(goal=True)
    async def forever() -> int:
        began.set()
        try:
            await asyncio.sleep(600)
        finally:
            ended.append(True)
        return 1

    task = asyncio.create_task(flow.run_async())
    await began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == [True]


def test_a_failure_is_a_sentence_and_is_raised_only_where_it_is_asked_for():
    flow = new_flow()

    @flow.step(goal=True, retry=Retry(times=1, delay=0))
    def fails() -> int:
        raise Fatal("the well is dry")

    ran = flow.run()
    assert (ran.status, ran.error) == ("failed", "step 'fails' failed: the well is dry")
    with pytest.raises(RunFailed, match="the well is dry") as raised:
        ran.require()
    assert raised.value.ran is ran
    with pytest.raises(RunFailed):
        ran["fails"]


def test_a_file_is_opened_and_run_like_the_program_does(home):
    ran = open_flow(QUALITY).run().require()
    assert ran.to_json()["goals"] == {"publish": "completed", "put-aside": "skipped"}
    assert Path(ran["published"]).parent == home / "examples" / "quality-gate"
    with pytest.raises(KeyError):
        ran["nothing"]


def test_a_file_that_is_no_flow_is_refused_with_its_place(tmp_path):
    (tmp_path / "f.flow.json").write_text('{"format": "backcast/1", "steps": {"a": {"kin": 1}}}')
    with pytest.raises(FlowFileError, match="/steps/a"):
        open_flow(tmp_path / "f.flow.json")


def test_a_flow_is_saved_once_its_steps_are_in_modules(tmp_path):
    flow = new_flow("Doubling", folder=tmp_path)
    (tmp_path / "work.py").write_text("def double(n):\n    return n * 2\n")
    flow.add(step_of("double: n -> doubled"), goal=True)
    path = flow.save(tmp_path / "double.flow.json")
    assert open_flow(path).run(n=4)["doubled"] == 8
    flow.step(weather, id="here")
    with pytest.raises(ValueError, match=r"'here' is a function of this process"):
        flow.save()


def test_what_cannot_be_added_is_refused():
    flow = weather()
    with pytest.raises(ValueError, match="a step 'report' already"):
        flow.add(step_of("report: ->"))
    with pytest.raises(TypeError, match="no 'tries'"):
        flow.step(tries=3)(print)


def test_a_flow_shows_as_its_diagram():
    picture = ElementTree.fromstring(weather()._repr_html_())
    titles = [title.text for title in picture.iter(f"{SVG}title")]
    assert {"forecast", "range", "report", "nobody-wants", "high, low"} <= set(titles)
    boxes = {box.get("stroke") for box in picture.iter(f"{SVG}rect")}
    assert "#5b3fc4" in boxes  # the Goal


def test_a_run_shows_as_its_timeline():
    ran = weather().run(city="<Turin>")
    picture = ElementTree.fromstring(ran._repr_html_())
    labels = [text.text for text in picture.iter(f"{SVG}text")]
    assert labels[::2] == ["forecast", "range", "report"]
    assert all(label.startswith("✓") for label in labels[1::2])
    bars = [float(bar.get("x")) for bar in picture.iter(f"{SVG}rect")]
    assert bars == sorted(bars)


def test_a_step_is_replaced_by_values_or_by_a_function():
    pinned = run_flow(QUALITY, replacing={"read-readings": {"content": []}})
    assert pinned.values["findings"] == ["there are no readings at all"]
    called = run_flow(
        QUALITY, replacing={"check-readings": lambda readings: ("bad", len(readings))}
    )
    assert called.status == "failed"  # a tuple has no names
    named = run_flow(
        QUALITY, replacing={"check-readings": lambda readings: {"verdict": "bad", "findings": []}}
    )
    assert named.steps[StepId("publish")].status == "skipped"


def test_a_step_runs_by_itself():
    rows = [{"station": "a", "day": "1", "temperature": 99.0}]
    ran = run_step(QUALITY, "check-readings", readings=rows)
    assert ran["verdict"] == "bad"
    assert list(ran.steps) == ["check-readings"]


def test_a_step_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="did you mean 'check-readings'"):
        run_step(QUALITY, "check-reading")
    with pytest.raises(KeyError, match="no output 'rows'"):
        run_flow(QUALITY, replacing={"read-readings": {"rows": []}})


def test_ctrl_c_stops_the_run_and_is_raised(tmp_path):
    code = textwrap.dedent("""
        import asyncio
        from engine import new_flow
        flow = new_flow()
        @flow.step(goal=True)
        async def forever() -> int:
            print("began", flush=True)
            await asyncio.sleep(600)
        try:
            flow.run(on_event=lambda record: open("began", "w").close())
        except KeyboardInterrupt:
            print("interrupted")
    """)
    script = tmp_path / "script.py"
    script.write_text(code)
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, cwd=tmp_path, text=True
    ) as process:
        seen = threading.Event()
        waiting = threading.Thread(target=_wait_for, args=(tmp_path / "began", seen))
        waiting.start()
        assert seen.wait(20)
        os.kill(process.pid, signal.SIGINT)
        assert process.communicate(timeout=20)[0] == "interrupted\n"
        assert process.returncode == 0
        waiting.join()


def _wait_for(path: Path, seen: threading.Event) -> None:
    while not path.exists():
        threading.Event().wait(0.02)
    seen.set()


def test_what_is_no_function_with_a_name_is_refused_as_a_step():
    flow = new_flow("f")
    for thing, told in (
        (lambda z: z, "a lambda, or an object that can be called, has no name for the step"),
        (int, "a step is a function, not the class 'int'"),
        ("abc", "a step is a function, not str"),
    ):
        with pytest.raises(TypeError, match=told):
            flow.step(thing)
    with pytest.raises(TypeError, match="a step has no 'gaol'; did you mean 'goal'"):
        flow.step(gaol=True)(weather)
    assert not flow.flow.steps


def test_the_library_says_what_was_passed_in_the_place_of_a_name():
    with pytest.raises(TypeError, match="a flow file is named by a text or a path, not NoneType"):
        open_flow(None)
    with pytest.raises(TypeError, match="a flow's name is a text, not int"):
        new_flow(5)
    with pytest.raises(TypeError, match=r"did you mean \['report'\]"):
        weather().plan(goals="report")


def test_plan_takes_keywords_as_run_does_and_both_refuse_names_that_nobody_reads():
    flow = weather()
    assert not flow.plan(city="Oslo").missing
    assert flow.plan({"city": "Oslo"}).given == flow.plan(city="Oslo").given
    for ask in (flow.plan, flow.run):
        with pytest.raises(
            TypeError, match="no step of the flow reads 'citty'; did you mean 'city'"
        ):
            ask(citty="Oslo", city="Oslo")
