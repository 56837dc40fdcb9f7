from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.datatype import DataType, TypeName
from engine.flow import Declared, Flow, Output
from engine.testing import flow_of, step_of
from tests.engine.program import SCRIPT, SIMPLE, WORK, backcast, error_of, saved


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A flow's folder, which is the current one too."""
    (tmp_path / "work.py").write_text(WORK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# results and exit statuses


def test_a_completed_run_prints_the_outputs_of_its_goals() -> None:
    done = backcast("run", saved(SIMPLE), "-i", "n=21", program=SCRIPT)
    assert (done.returncode, done.stdout) == (0, "doubled: 42\n")
    assert re.search(r"^\+0\.\d{3} s  double  completed  [\d.]+ ms$", done.stderr, re.MULTILINE)
    assert "run completed in" in done.stderr


def test_json_is_one_object_and_quiet_says_nothing_else() -> None:
    done = backcast("run", saved(SIMPLE), "-i", "n=21", "--json", "--quiet")
    result = json.loads(done.stdout)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert result["status"] == "completed"
    assert result["attributes"]["doubled"] == {"value": 42, "step": "double"}
    assert result["attributes"]["n"] == {"value": 21, "step": None}


def test_a_failed_run_names_its_first_cause_and_what_it_blocked() -> None:
    flow = saved(flow_of("boom: -> x", "double: n=x -> y"))
    done = backcast("run", flow)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.search(r"run failed after .*'boom' failed: ValueError: no rows", done.stderr)
    assert "Blocked by it: 'double'" in done.stderr
    done = backcast("run", flow, "--quiet", "--verbose", "--json")
    assert done.returncode == 1
    assert 'raise ValueError("no rows")' in done.stderr
    assert json.loads(done.stdout)["error"]["names"] == ["boom"]


def test_a_step_that_exits_fails_alone() -> None:
    done = backcast(
        "run", saved(flow_of("quits: -> x", "double: n -> y", goals="quits double", n=2))
    )
    assert (done.returncode, done.stdout) == (1, "y: 4\n")
    assert "'quits' failed: SystemExit" in done.stderr


def test_a_value_of_the_wrong_type_fails_its_step() -> None:
    flow = flow_of("double: n -> y", n="text")
    step = flow.steps["double"]  # type: ignore[index]
    outputs = {"y": Output(type=DataType(name=TypeName.INTEGER))}
    typed = replace(flow, steps={step.id: replace(step, outputs=outputs)})  # type: ignore[arg-type]
    done = backcast("run", saved(typed))
    assert done.returncode == 1
    assert "output 'y': expected integer, got string texttext" in done.stderr


@pytest.mark.parametrize("command", ["run", "plan"])
def test_missing_values(command: str) -> None:
    done = backcast(command, saved(SIMPLE), "--json")
    if command == "run":
        assert done.returncode == 3
        assert error_of(done.stdout)["kind"] == "missing_inputs"
        assert error_of(done.stdout)["names"] == ["n"]
        assert "-i n=VALUE" in done.stderr
    else:
        assert done.returncode == 0
        assert json.loads(done.stdout)["missing"] == {"n": ["double"]}


BAD_FILES = {
    "syntax": '{"format": "backcast/1", "steps": {',
    "duplicate_key": '{"steps": {}, "steps": {}}',
    "unknown_key": '{"steps": {"a": {"kind": "python", "inptus": {}}}}',
    "structure": "[]",
}
BAD_FLOWS: dict[str, Flow] = {
    "unknown_kind": flow_of("a: -> x", kind="pyhton"),
    "cycle": flow_of("a: y -> x", "b: x -> y"),
    "unknown_goal": flow_of("a: -> x", goals="b"),
    "no_goals": flow_of("a: -> x", goals=""),
    "bad_config": flow_of(step_of("a: -> x", config={"function": 3})),
}


def test_check_lists_the_problems_of_all_files() -> None:
    files = [saved(text, f"{code}.json") for code, text in (BAD_FILES | BAD_FLOWS).items()]
    done = backcast("check", *files, "gone.json", "--json")
    assert done.returncode == 2
    found = {(one["file"], one["code"]) for one in json.loads(done.stdout)}
    assert found >= {(f"{code}.json", code) for code in BAD_FILES | BAD_FLOWS}
    assert ("gone.json", "unreadable") in found
    done = backcast("check", "unknown_kind.json", "cycle.json")
    assert done.returncode == 2
    assert re.search(
        r"^unknown_kind\.json: /steps/a/kind: unknown kind 'pyhton'; did you mean 'python'\?",
        done.stdout,
    )
    assert re.search(r"^2 errors and \d+ warnings in 2 files$", done.stderr, re.MULTILINE)


def test_check_of_a_good_file_finds_nothing() -> None:
    done = backcast("check", saved(SIMPLE))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problems in 1 file\n")


@pytest.mark.parametrize("code", ["duplicate_key", "unknown_kind", "cycle", "unknown_goal"])
def test_what_cannot_be_run_is_refused_with_a_sentence(code: str) -> None:
    done = backcast("run", saved((BAD_FILES | BAD_FLOWS)[code]), "--json")
    error = error_of(done.stdout)
    assert done.returncode == 2
    if code in BAD_FILES:
        assert error["kind"] == "bad_file"
        assert set(error["problems"][0]) == {
            "file", "pointer", "code", "severity", "message", "hint"
        }  # fmt: skip
        assert done.stderr.startswith("f.flow.json: /steps: ")
    else:
        assert error["kind"] == code
        assert done.stderr.startswith(error["message"])


def test_a_bad_value_is_refused_with_its_name() -> None:
    for given in ("n=abc", "n=1.5"):
        done = backcast("run", saved(SIMPLE), "-i", given, "--json")
        assert done.returncode == 2
        assert (error_of(done.stdout)["kind"], error_of(done.stdout)["names"]) == (
            "bad_input",
            ["n"],
        )


def test_a_missing_module_fails_its_step() -> None:
    flow = saved(flow_of(step_of("a: -> x", config={"function": "nowhere:f"})))
    done = backcast("run", flow)
    assert done.returncode == 1
    assert re.search(r"step 'a' failed: .*nowhere", done.stderr)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["rnu"], "'rnu' is neither a command nor a file; did you mean 'run'?"),
        (["gone.flow.json"], "there is no file 'gone.flow.json'"),
        (["run", "f.flow.json", "--jsn"], "--json"),
        (["run", "f.flow.json", "--json", "--events", "-"], "cannot both write to stdout"),
        (
            ["run", "f.flow.json", "-i", "n=1", "--events", "no/where"],
            "'no/where' cannot be written",
        ),
        (["run", "f.flow.json", "--set", "x"], "no preset 'x'; it has none"),
        (["run", "f.flow.json", "--timeout", "0"], "a number of seconds above 0"),
    ],
)
def test_misuse_is_a_sentence(args: list[str], sentence: str) -> None:
    saved(SIMPLE)
    done = backcast(*args)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "--json" not in args or error_of(done.stdout)["kind"] == "usage"


# where values come from


def test_values_come_from_preset_file_and_option_in_that_order() -> None:
    flow = replace(
        flow_of("a: p, q, r, s -> x", goals="a"),
        presets={"small": {"p": 1, "q": 1, "r": 1}},  # type: ignore[dict-item]
    )
    args = (saved(flow), "--set", "small", "--inputs", "-", "-i", "r=3", "-i", "rr=1")
    done = backcast("plan", *args, "--json", stdin='{"q": 2, "r": 2}')
    assert json.loads(done.stdout)["missing"] == {"s": ["a"]}
    assert done.stderr == "warning: nothing reads 'rr'; did you mean 'r'?\n"
    sums = replace(
        flow, steps={"a": step_of("a: p, q, r, s=p -> x", config={"function": "work:s"})}
    )  # type: ignore[dict-item]
    Path("work.py").write_text("def s(p, q, r, s):\n    return [p, q, r]\n")
    Path("in.json").write_text('{"q": 2, "r": 2}')
    args = (saved(sums), "--set", "small", "--inputs", "in.json", "-i", "r=3", "-q")
    assert backcast("run", *args).stdout == "x: [1, 2, 3]\n"


def test_goals_of_the_command_line_replace_those_of_the_file() -> None:
    flow = saved(flow_of("boom: -> x", "double: n -> y", goals="boom", n=4))
    done = backcast("run", flow, "--goal", "double")
    assert (done.returncode, done.stdout) == (0, "y: 8\n")


# the designer


def test_the_designer_is_given_the_file(folder: Path) -> None:
    Path("drawn.py").write_text(
        "import sys\ndef main(argv):\n    sys.stdout.write(repr(argv))\n    return 7\n"
    )
    about = Path("drawn-1.dist-info")
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: drawn\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[backcast.designer]\ndesigner = drawn:main\n")
    for args in ((), (saved(SIMPLE),)):
        done = backcast(*args, env={"PYTHONPATH": str(folder)})
        assert (done.returncode, done.stdout) == (7, repr([*args]))


def test_without_qt_a_sentence_says_what_to_install(
    folder: Path,
) -> None:
    blocker = "import sys\nsys.modules.update(dict.fromkeys(('PySide6', 'shiboken6', 'qasync')))\n"
    Path("sitecustomize.py").write_text(blocker)
    for args in ((), (saved(SIMPLE),)):
        done = backcast(*args, env={"PYTHONPATH": str(folder)})
        assert done.returncode == 2
        assert "pip install 'backcast[designer]'" in done.stderr


# the other commands


def test_plan_says_why_and_what_is_missing() -> None:
    flow = flow_of("a: n -> x", "b: x ->", "c: -> z", goals="b", n=Declared(example=3))
    done = backcast("plan", saved(flow))
    assert done.returncode == 0
    assert re.search(r"Stage 1\n  a +for 'b', through x\n\nStage 2\n  b +a goal\n", done.stdout)
    assert re.search(r"Left out\n  c +not needed for any goal\n", done.stdout)
    assert re.search(r"Missing\n  n +for 'a' \(any; for example 3\)\n", done.stdout)


def test_export_writes_text_or_a_file() -> None:
    flow = saved(SIMPLE)
    assert backcast("export", flow, "--to", "mermaid").stdout.startswith("flowchart LR\n")
    assert backcast("export", flow, "--to", "dot", "-o", "f.dot").stdout == ""
    assert Path("f.dot").read_text().startswith("digraph")
    assert backcast("export", flow, "--to", "json").stdout == Path(flow).read_text()
    assert backcast("export", flow, "--to", "dot", "-o", "no/f.dot").returncode == 2


def test_schemas_and_kinds_are_json() -> None:
    assert "steps" in json.loads(backcast("schema").stdout)["properties"]
    assert "$schema" in json.loads(backcast("schema", "--events").stdout)
    kinds = json.loads(backcast("kinds", "--json").stdout)
    assert {"python", "command"} <= {kind["name"] for kind in kinds}
    assert backcast("--version").stdout.startswith("backcast ")


# files of other sorts


def test_export_to_a_dash_or_to_stdout_by_name_prints() -> None:
    flow = saved(SIMPLE)
    for output in ("-", "/dev/stdout", "/proc/self/fd/1"):
        done = backcast("export", flow, "--to", "mermaid", "-o", output)
        assert (done.returncode, done.stdout[:13]) == (0, "flowchart LR\n")


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("f.flow.json", "would overwrite the flow itself"),
        ("./work.py", "would overwrite a file that holds no events"),
    ],
)
def test_events_never_take_the_place_of_another_file(target: str, sentence: str) -> None:
    flow = saved(SIMPLE)
    before = Path(target).read_bytes()
    done = backcast("run", flow, "-i", "n=1", "--events", target, "--json")
    assert (done.returncode, error_of(done.stdout)["kind"]) == (2, "usage")
    assert sentence in done.stderr
    assert Path(target).read_bytes() == before


def test_events_take_the_place_of_older_events_and_of_nothing() -> None:
    Path("empty.jsonl").touch()
    for target in ("e.jsonl", "e.jsonl", "empty.jsonl"):
        done = backcast("run", saved(SIMPLE), "-i", "n=1", "--events", target)
        assert done.returncode == 0
        assert Path(target).read_text().count('"run_started"') == 1


def test_a_flow_behind_a_link_has_its_modules_beside_the_file_itself(folder: Path) -> None:
    saved(SIMPLE)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "link.flow.json").symlink_to(folder / "f.flow.json")
    done = backcast("run", "elsewhere/link.flow.json", "-i", "n=1", "-q")
    assert (done.returncode, done.stdout) == (0, "doubled: 2\n")


def test_from_a_deleted_folder_absolute_paths_work(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = str(folder / saved(SIMPLE))
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert backcast("run", flow, "-i", "n=1", "-q").stdout == "doubled: 2\n"
    assert backcast("check", flow).returncode == 0
    assert backcast("plan", flow, "--json").returncode == 0
    assert backcast("export", flow, "--to", "dot", "-o", str(folder / "f.dot")).returncode == 0


def test_without_a_screen_a_sentence_says_what_to_set() -> None:
    away = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    done = backcast(saved(SIMPLE), env=away)
    assert done.returncode == 2
    assert "Set DISPLAY or WAYLAND_DISPLAY" in done.stderr
    assert "'backcast run' works without" in done.stderr


# secrets and texts on the command line


def test_a_secret_file_is_the_callers_or_the_flows(folder: Path) -> None:
    Path("work.py").write_text("def shows(s):\n    return len(s)\n")
    secret = Declared(type=DataType(name=TypeName.STRING, format="secret"))
    flow = replace(
        flow_of("shows: s -> x", s=secret),
        presets={"own": {"s": "file:token"}},  # type: ignore[dict-item]
    )
    port = replace(flow.steps["shows"].inputs["s"], type=secret.type)  # type: ignore[index]
    shows = replace(flow.steps["shows"], inputs={"s": port})  # type: ignore[index,arg-type]
    saved(replace(flow, steps={"shows": shows}))  # type: ignore[dict-item]
    (folder / "token").write_text("four\n")
    there = folder / "there"
    there.mkdir()
    (there / "token").write_text("secret\n")
    for args, length in ((("-i", "s=file:token"), 6), (("--set", "own"), 4)):
        done = backcast("run", "../f.flow.json", *args, "-q", cwd=there)
        assert done.stdout == f"x: {length}\n"
    done = backcast("run", "f.flow.json", "-i", "s=file:/dev/zero")
    assert done.returncode == 1
    assert "the secret 'file:/dev/zero' cannot be had: this is no file" in done.stderr


def test_a_hint_is_a_sentence_of_its_own() -> None:
    flow = flow_of("a: -> x", goals="a")
    asleep = replace(flow.steps["a"], disabled=True)  # type: ignore[index]
    done = backcast("check", saved(replace(flow, steps={asleep.id: asleep})))
    assert "goal 'a' is disabled. Enable the step, or choose another goal." in done.stdout


def test_a_long_chain_is_told_by_its_ends_and_whole_as_json() -> None:
    flow = saved(flow_of(*(f"s{n}: v{n} -> v{n + 1}" for n in range(40)), goals="s39"))
    done = backcast("plan", flow)
    told = next(line for line in done.stdout.splitlines() if line.startswith("  s0 "))
    assert told.endswith("for 's39', through v1 → v2 → v3 → v4 → 34 more → v39")
    assert "  s35  for 's39', through v36 → v37 → v38 → v39\n" in done.stdout
    whole = json.loads(backcast("plan", flow, "--json").stdout)
    chains = {step["id"]: step["because"]["chain"] for step in whole["steps"]}
    assert chains["s0"] == [f"v{n}" for n in range(1, 40)]


def test_a_name_that_is_given_twice_is_warned_of() -> None:
    done = backcast("run", saved(SIMPLE), "-i", "n=4", "-i", "n=5", "--no-store")
    assert done.stdout == "doubled: 10\n"
    assert "warning: 'n' is given 2 times; the last value counts\n" in done.stderr


@pytest.mark.parametrize("command", [("run",), ("check",), ("plan",), ("export", "--to", "dot")])
def test_an_empty_name_of_a_file_is_said_to_be_one(command: tuple[str, ...]) -> None:
    done = backcast(*command, "")
    assert done.returncode == 2
    assert "the name of the flow file is empty" in done.stderr


def test_another_format_is_named_with_the_one_that_is_expected_once() -> None:
    done = backcast("check", saved('{"format": "backcast/0", "steps": {}}'))
    assert done.stdout.count("backcast/1") == 1


def test_events_that_could_not_be_written_are_the_last_word() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full disk to offer")
    done = backcast("run", saved(SIMPLE), "-i", "n=1", "--events", "/dev/full", "--no-store")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("backcast: events were lost")


def test_ctrl_c_while_the_program_starts_ends_it_in_one_line() -> None:
    code = "import signal, engine.__main__; signal.raise_signal(signal.SIGINT)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "backcast: stopped\n")
