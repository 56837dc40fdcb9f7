from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections import OrderedDict
from pathlib import Path
from textwrap import dedent

import pytest
from pydantic import ValidationError

from engine import process
from engine.errors import StepFailure
from engine.flow import Output
from engine.kinds import command as commands
from engine.kinds.command import CommandConfig, CommandKind
from engine.offspring import Offspring, marked, read_process
from tests.engine.performing import Bench, step

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bench(tmp_path):
    return Bench(CommandKind(), tmp_path)


def python(code: str, *arguments: str, **more):
    """A command that runs this code; its braces are meant as they are."""
    escaped = dedent(code).replace("{", "{{").replace("}", "}}")
    return {"command": [sys.executable, "-c", escaped, *arguments], **more}


async def failure(bench, config, inputs=None, outputs="output") -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        await bench.perform(config, inputs, outputs)
    return caught.value


SHOW = "import sys, json; print(json.dumps(sys.argv[1:]))"


# what it does


async def test_stdout_becomes_the_output_without_its_last_newline(bench):
    config = python("print('one'); print('two')")
    assert await bench.perform(config, outputs="text") == {"text": "one\ntwo"}
    assert bench.lines == [("stdout", "one"), ("stdout", "two")]


async def test_of_a_large_output_the_lines_are_shown_up_to_a_limit(bench, monkeypatch):
    monkeypatch.setattr(commands, "SHOWN_LIMIT", 10)
    monkeypatch.setattr(commands, "SHORTEST", 1)
    config = python("for n in range(1000): print('abcd')")
    assert len((await bench.perform(config, outputs="text"))["text"]) == 4999
    assert [text for _, text in bench.lines] == ["abcd"] * 2 + ["... (the rest is in the output)"]


async def test_placeholders_take_inputs_as_text_or_json_and_no_shell_sees_them(bench):
    inputs = {"name": "a b; $(echo x) {c}", "n": 3, "data": {"k": [1, None]}, "yes": True}
    config = python(SHOW, "{name}", "--n={n}", "{data}", "{{{yes}}}", "{{n}}", output="json")
    assert await bench.perform(config, inputs, "args") == {
        "args": [inputs["name"], "--n=3", '{"k": [1, null]}', "{true}", "{n}"]
    }


async def test_an_input_that_was_left_out_takes_its_argument_along(bench):
    config = python(SHOW, "{gone}", "--x={gone}", "end", output="json", env={"GONE": "{gone}"})
    assert await bench.perform(config, {}, "args") == {"args": ["--x=", "end"]}


async def test_stdin_and_environment_are_filled(bench):
    config = python(
        "import os, sys; print(os.environ['WHO'], sys.stdin.read(), 'PATH' in os.environ)",
        stdin="hello {who}",
        env={"WHO": "<{who}>"},
    )
    assert await bench.perform(config, {"who": "Zoë"}, "text") == {"text": "<Zoë> hello Zoë True"}


async def test_a_variable_whose_input_was_left_out_is_left_as_it_is(bench, monkeypatch):
    monkeypatch.setenv("WHO", "the caller's")
    code = "import os; print(os.environ['WHO'], os.environ.get('TO'))"
    config = python(code, env={"WHO": "{who}", "TO": "{to}"})
    assert await bench.perform(config, {}, "text") == {"text": "the caller's None"}
    named = await bench.perform(config, {"who": "Zoë", "to": ""}, "text")
    assert named == {"text": "Zoë "}


async def test_without_stdin_there_is_nothing_to_read(bench):
    config = python("import sys; print(repr(sys.stdin.read()))")
    assert await bench.perform(config, outputs="text") == {"text": "''"}


async def test_it_runs_in_the_flows_folder_or_below(bench, tmp_path):
    (tmp_path / "sub").mkdir()
    script = tmp_path / "here.sh"
    script.write_text("#!/bin/sh\npwd\n")
    script.chmod(0o755)
    code = "import os; print(os.getcwd())"
    assert await bench.perform(python(code), outputs="a") == {"a": str(tmp_path)}
    assert await bench.perform(python(code, cwd="sub"), outputs="a") == {"a": f"{tmp_path}/sub"}
    at_sub = {"command": ["./here.sh"], "cwd": "sub"}
    assert await bench.perform(at_sub, outputs="a") == {"a": f"{tmp_path}/sub"}


async def test_json_fills_one_output_whole_and_several_by_name(bench):
    config = python('print(\'{"a": 1, "b": [2], "c": 3}\')', output="json")
    assert await bench.perform(config, outputs="all") == {"all": {"a": 1, "b": [2], "c": 3}}
    assert await bench.perform(config, outputs="a b") == {"a": 1, "b": [2], "c": 3}


async def test_exit_status_and_stderr_can_be_outputs(bench):
    config = python("import sys; print('bad', file=sys.stderr); sys.exit(3)", ok=[0, 3])
    found = await bench.perform(config, outputs="output exit_status stderr")
    assert found == {"output": "", "exit_status": 3, "stderr": "bad\n"}


async def test_both_streams_come_line_by_line_whoever_takes_stdout(bench):
    code = "import sys; print('out'); print('err', file=sys.stderr); print('half', end='')"
    await bench.perform(python(code), outputs="")
    assert set(bench.lines) == {("stdout", "out"), ("stdout", "half"), ("stderr", "err")}
    bench.lines.clear()
    assert await bench.perform(python(code), outputs="output") == {"output": "out\nhalf"}
    assert set(bench.lines) == {("stdout", "out"), ("stdout", "half"), ("stderr", "err")}


async def test_lines_come_while_the_program_still_runs(bench):
    code = "import sys, time; print('begun', flush=True); time.sleep(60)"
    task = asyncio.get_running_loop().create_task(bench.perform(python(code)))
    async with asyncio.timeout(10):
        while ("stdout", "begun") not in bench.lines:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    assert not task.done()
    await stopped(task)


async def test_all_commands_of_a_run_share_a_work_folder_that_ends_with_it(bench, tmp_path):
    write = python("import sys; open(sys.argv[1] + '/x', 'w').write('hello')", "{work}")
    read = python("print(open('x').read())", cwd="{work}")
    show = python("import os; print(os.environ['W'])", env={"W": "{work}"})
    await bench.perform(write, outputs="")
    assert await bench.perform(read, outputs="text") == {"text": "hello"}
    folder = (await bench.perform(show, outputs="folder"))["folder"]
    assert await bench.perform(
        python(f"import os; print(os.listdir({folder!r}))"), outputs="a"
    ) == {"a": "['x']"}
    other = Bench(CommandKind(), tmp_path)
    assert (await other.perform(show, outputs="folder"))["folder"] != folder
    bench._shared.clear()  # as when the run is let go of
    gc.collect()
    assert not Path(folder).exists()  # noqa: ASYNC240


async def test_an_input_called_work_is_an_input(bench):
    assert await bench.perform(python(SHOW, "{work}", output="json"), {"work": 3}, "a") == {
        "a": ["3"]
    }


async def test_a_command_that_does_not_name_the_work_folder_makes_none(bench):
    await bench.perform(python("pass", "work"), outputs="")
    assert bench._shared == {}


async def test_the_folder_to_run_in_can_be_an_input(bench, tmp_path):
    (tmp_path / "sub").mkdir()
    config = python("import os; print(os.getcwd())", cwd="{where}")
    assert await bench.perform(config, {"where": "sub"}, "a") == {"a": f"{tmp_path}/sub"}
    assert await bench.perform(config, {}, "a") == {"a": str(tmp_path)}


async def test_bytes_that_are_not_utf8_are_replaced(bench):
    config = python("import sys; sys.stdout.buffer.write(b'a\\xffb')")
    assert await bench.perform(config, outputs="text") == {"text": "a�b"}


async def test_big_streams_in_all_directions_do_not_block(bench):
    config = python(
        "import sys\n"
        "for _ in range(2000): print('e' * 1000, file=sys.stderr)\n"
        "data = sys.stdin.read()\n"
        "print(data)",
        stdin="{data}",
    )
    data = "x" * 3_000_000
    found = await bench.perform(config, {"data": data}, "text stderr")
    assert found["text"] == data
    assert len(found["stderr"]) == process.STDERR_LIMIT
    assert len([stream for stream, _ in bench.lines if stream == "stderr"]) == 2000


async def test_a_program_that_does_not_read_its_stdin_is_no_trouble(bench):
    config = python("print('done')", stdin="{data}")
    assert await bench.perform(config, {"data": "x" * 1_000_000}, "a") == {"a": "done"}


async def test_a_grandchild_that_keeps_the_pipes_does_not_hold_the_step(bench):
    config = python("""
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
        print(child.pid)
    """)
    began = time.monotonic()
    found = await bench.perform(config, outputs="pid")
    assert time.monotonic() - began < 5
    os.kill(int(found["pid"]), 9)


async def test_no_thread_is_needed(bench):
    assert not bench.kind.needs_thread(bench.call({}, {}, "output"), bench)


# what goes wrong


async def test_a_bad_exit_status_fails_with_the_last_line_of_stderr(bench):
    config = python("import sys; print('why\\n\\n', file=sys.stderr); sys.exit(3)")
    error = await failure(bench, config)
    assert (error.reason, error.retryable) == ("exit_status", True)
    assert str(error) == f"'{Path(sys.executable).name}' ended with exit status 3: why"


async def test_a_program_killed_by_a_signal_says_which(bench):
    error = await failure(bench, python("import os; os.kill(os.getpid(), 9)"))
    assert str(error).endswith("was killed by SIGKILL")


@pytest.mark.parametrize(
    ("config", "reason", "text"),
    [
        (
            {"command": ["no-such-program-here"]},
            "missing_program",
            "program 'no-such-program-here' was not found; install it, or give its whole path",
        ),
        ({"command": ["./plain.txt"]}, "missing_program", "not marked as executable"),
        ({"command": ["./empty"]}, "missing_program", "cannot be run"),
        ({"command": ["{gone}"]}, "missing_program", "the command names no program"),
        ({"command": ["true"], "cwd": "gone"}, "bad_folder", "gone is not there"),
        ({"command": ["true", "a\0b"]}, "bad_argument", "null"),
        ({"command": ["true", "{"]}, "bad_argument", "'{' cannot be read"),
        ({"command": ["true", "{thing}"]}, "bad_argument", "input 'thing' is object"),
    ],
)
async def test_what_cannot_be_started(bench, tmp_path, config, reason, text):
    (tmp_path / "plain.txt").write_text("text")
    (tmp_path / "empty").write_text("\1\2\3")
    (tmp_path / "empty").chmod(0o755)
    error = await failure(bench, config, {"thing": object()})
    assert (error.reason, error.retryable) == (reason, False)
    assert text in str(error)


@pytest.mark.parametrize(
    ("code", "outputs", "text"),
    [
        (
            "print('hello')",
            "a",
            "is not JSON (Expecting value: line 1 column 1 (char 0)); it begins",
        ),
        ("pass", "a", "printed nothing, and JSON was expected; let it print JSON, or choose"),
        ("print('NaN')", "a", "NaN is not JSON"),
        ("print('[1]')", "a b", "must print a JSON object with 'a', 'b', and printed array [1]"),
        ("print('[' * 100000)", "a", "is not JSON"),
    ],
)
async def test_output_that_is_not_the_json_it_should_be(bench, code, outputs, text):
    error = await failure(bench, python(code, output="json"), outputs=outputs)
    reason = "bad_output" if " " in outputs else "bad_content"
    assert (error.reason, error.retryable) == (reason, False)
    assert text in str(error)


async def test_a_program_that_prints_without_end_is_stopped(bench, monkeypatch):
    monkeypatch.setattr(process, "STDOUT_LIMIT", 1024 * 1024)
    error = await failure(bench, python("while True: print('x' * 10000)"))
    assert error.reason == "output_too_large"
    assert "more than 1 MB" in str(error)


# Stop


async def started(bench, config) -> tuple[asyncio.Task[object], int]:
    """The task of a command that has printed its process id on stderr."""
    task = asyncio.get_running_loop().create_task(bench.perform(config))
    while not bench.lines:
        await asyncio.sleep(0.005)
        assert not task.done()
    return task, int(bench.lines[0][1])


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def stopped(task) -> float:
    began = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return time.monotonic() - began


LOOP = "import os, sys, time; print(os.getpid(), file=sys.stderr, flush=True); time.sleep(60)"


async def test_cancelling_terminates_the_program(bench):
    task, pid = await started(bench, python(LOOP))
    assert await stopped(task) < 2
    assert not is_alive(pid)


async def test_cancelling_reaches_what_the_program_started(bench):
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {LOOP!r}])"
    task, pid = await started(bench, python(code))
    assert await stopped(task) < 2
    async with asyncio.timeout(5):  # it closes its pipes a moment before it is gone
        while is_alive(pid):  # noqa: ASYNC110 - the kernel's doing
            await asyncio.sleep(0.005)


async def test_a_program_that_ignores_it_is_killed_after_a_while(bench, monkeypatch):
    monkeypatch.setattr(process, "KILL_AFTER", 0.2)
    ignore = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {LOOP}"
    task, pid = await started(bench, python(ignore))
    assert 0.2 <= await stopped(task) < 2
    assert not is_alive(pid)


async def test_a_grandchild_that_ignores_it_is_killed_too(bench, monkeypatch):
    monkeypatch.setattr(process, "KILL_AFTER", 0.2)
    ignore = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {LOOP}"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {ignore!r}])"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    task, pid = await started(bench, python(code))
    assert await stopped(task) < 2
    async with asyncio.timeout(5):
        while is_alive(pid):  # noqa: ASYNC110 - the kernel's doing
            await asyncio.sleep(0.005)


AWAY = "start_new_session=True, stdout=subprocess.DEVNULL"
LEAVING = {
    "under it": f"subprocess.run(child, {AWAY})",
    "an orphan": "subprocess.Popen([sys.executable, '-c', {again!r}]).wait(); time.sleep(60)",
    "without our environment": f"subprocess.run(child, {AWAY}, env={{{{}}}})",
    "holding stdout": "subprocess.run(child, start_new_session=True)",
}


@pytest.mark.parametrize("how", LEAVING)
async def test_what_left_its_session_is_ended_too(bench, how):
    begin = f"import subprocess, sys, time; child = [sys.executable, '-c', {LOOP!r}]; "
    again = begin + f"subprocess.Popen(child, {AWAY})"
    task, pid = await started(bench, python(begin + LEAVING[how].format(again=again)))
    assert await stopped(task) < 2
    assert not is_alive(pid)


async def test_what_left_its_session_may_clean_up_and_is_killed_after_a_while(
    bench, monkeypatch, tmp_path
):
    monkeypatch.setattr(process, "KILL_AFTER", 0.5)
    clean = "signal.signal(signal.SIGTERM, lambda *_: pathlib.Path('cleaned').touch())"
    stays = f"import signal, pathlib; {clean}; {LOOP}; time.sleep(60)"
    child = f"[sys.executable, '-c', {stays!r}], start_new_session=True"
    task, pid = await started(bench, python(f"import subprocess, sys; subprocess.run({child})"))
    assert 0.4 <= await stopped(task) < 2
    assert (tmp_path / "cleaned").exists()
    async with asyncio.timeout(5):
        while is_alive(pid):  # noqa: ASYNC110 - the kernel's doing
            await asyncio.sleep(0.005)


def test_an_orphan_is_known_by_the_session_that_its_parent_had_begun():
    """Begun after the last look, it has no parent, not our mark, and was never seen."""
    inner = "echo $$; read go; sleep 300 >&- & echo $!; wait"
    mark, environment = marked(os.environ)
    with subprocess.Popen(
        ["sh", "-c", 'env -i setsid sh -c "$0"; :', inner], text=True, env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
    ) as program:  # fmt: skip
        offspring = Offspring(program.pid, mark)
        parent = int(program.stdout.readline())
        assert offspring.is_gone(time.monotonic()) is False
        program.stdin.write("go\n")
        program.stdin.flush()
        orphan, until = int(program.stdout.readline()), time.monotonic() + 10
        os.kill(parent, signal.SIGKILL)
        program.kill()
        while is_alive(parent) or read_process(orphan).parent == parent:
            assert time.monotonic() < until
            time.sleep(0.005)
        assert is_alive(orphan)
        offspring.kill()
        while is_alive(orphan):
            assert time.monotonic() < until
            time.sleep(0.005)


async def test_nobody_waits_for_the_pipe_of_a_survivor_that_cannot_be_found(bench):
    child = f"[sys.executable, '-c', {LOOP!r}], start_new_session=True, env={{}}"
    orphan = f"import subprocess, sys; subprocess.Popen({child})"  # no parent, and not our mark
    code = f"import subprocess, sys, time; subprocess.run([sys.executable, '-c', {orphan!r}]); "
    task, pid = await started(bench, python(code + "time.sleep(60)"))
    try:
        assert await stopped(task) < 2
        assert is_alive(pid)
    finally:
        os.kill(pid, signal.SIGKILL)


async def test_programs_of_a_backcast_that_is_a_program_itself_are_left_to_it(bench, tmp_path):
    inner = {"work": {"kind": "command", "config": python(LOOP)}}
    flow = {"format": "backcast/1", "goals": ["work"], "steps": inner, "on_failure": "undo"}
    (tmp_path / "inner.flow.json").write_text(json.dumps(flow))
    run = [sys.executable, "-m", "engine", "run", "inner.flow.json", "--json", "--no-store"]
    env = {"PYTHONPATH": str(ROOT)}
    again = f"subprocess.run({run!r}, start_new_session=True, stdout=open('said', 'w'))"
    code = f"import subprocess, signal; signal.signal(signal.SIGTERM, lambda *_: 0); {again}"
    task = asyncio.get_running_loop().create_task(bench.perform(python(code, env=env)))
    async with asyncio.timeout(20):
        while not any("| " in line for _, line in bench.lines):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await stopped(task)
    said = json.loads((tmp_path / "said").read_text())
    assert (said["status"], said["steps"]["work"]["status"]) == ("cancelled", "cancelled")


async def test_a_program_may_clean_up_when_it_is_stopped(bench, tmp_path):
    code = f"""
        import signal, sys, pathlib
        def clean(*_):
            pathlib.Path("cleaned").touch()
            sys.exit()
        signal.signal(signal.SIGTERM, clean)
        {LOOP}
    """
    task, _ = await started(bench, python(code))
    await stopped(task)
    assert (tmp_path / "cleaned").exists()


def test_it_works_on_the_designers_loop(tmp_path):
    pytest.importorskip("qasync")
    code = dedent(f"""
        import asyncio, pathlib, qasync, sys
        from PySide6.QtCore import QCoreApplication
        from engine.kinds.command import CommandKind
        from tests.engine.performing import Bench
        async def main():
            bench = Bench(CommandKind(), pathlib.Path({str(tmp_path)!r}))
            show = [sys.executable, "-c", "import sys; print(sys.stdin.read() * 2)"]
            found = await bench.perform({{"command": show, "stdin": "ab"}}, {{}}, "text")
            sleep = [sys.executable, "-c", {LOOP!r}]
            task = asyncio.get_running_loop().create_task(bench.perform({{"command": sleep}}))
            while not bench.lines:
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.wait([task])
            print(found, task.cancelled())
        with qasync.QEventLoop(QCoreApplication([])) as loop:
            loop.run_until_complete(main())
    """)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, cwd=ROOT
    )
    assert done.stdout == "{'text': 'abab'} True\n", done.stderr


# its config and what a check says


@pytest.mark.parametrize(
    "config",
    [{}, {"command": []}, {"command": "ls"}, {"command": ["ls"], "output": "xml"},
     {"command": ["ls"], "shell": True}, {"command": ["ls"], "ok": []}],
)  # fmt: skip
def test_a_config_that_makes_no_sense_is_refused(config):
    with pytest.raises(ValidationError):
        CommandConfig.model_validate(config)


@pytest.mark.parametrize(
    ("config", "outputs", "pointer", "text"),
    [
        ({"command": ["ls", "{foldr}"]}, "a", "config/command/1", "Did you mean '{folder}'?"),
        ({"command": ["ls", "{}"]}, "a", "config/command/1", "'{}' is not an input"),
        ({"command": ["awk", "{print $1}"]}, "a", "config/command/1", "Write '{{' and '}}'"),
        ({"command": ["ls", "}"]}, "a", "config/command/1", "cannot be read"),
        ({"command": ["ls", "{folder.x}"]}, "a", "config/command/1", "'{folder.x}' is not an"),
        ({"command": ["ls", "{folder!r}"]}, "a", "config/command/1", "'{folder!r}' is not an"),
        ({"command": ["ls"], "stdin": "{x}"}, "a", "config/stdin", "'{x}' is not an input"),
        ({"command": ["ls"], "env": {"A": "{x}"}}, "a", "config/env/A", "'{x}' is not an input"),
        ({"command": ["ls"], "cwd": "{wrk}"}, "a", "config/cwd", "Did you mean '{work}'?"),
        ({"command": [" "]}, "a", "config/command/0", "has no name"),
        ({"command": ["ls"]}, "a b", "outputs/b", "text is one value"),
        ({"command": ["ls"], "output": "none"}, "a", "outputs/a", "stays without a value"),
    ],
)
def test_check_names_what_is_wrong(tmp_path, config, outputs, pointer, text):
    checked = CommandKind().check(
        step(config, "folder", outputs), CommandConfig.model_validate(config), tmp_path
    )
    (problem,) = checked
    assert problem.pointer == f"/steps/work/{pointer}"
    assert text in f"{problem.message} {problem.hint}"


@pytest.mark.parametrize(
    ("config", "outputs"),
    [
        ({"command": ["ls", "{folder}", "{{}}"]}, "output exit_status stderr"),
        ({"command": ["ls"], "output": "json"}, "a b"),
        ({"command": ["ls", "{work}"], "cwd": "{work}"}, "a"),
        ({"command": ["ls"], "output": "none"}, OrderedDict(a=Output(optional=True))),
        ({"command": ["no-such-program"], "cwd": "gone"}, ""),
    ],
)
def test_check_is_content_with_what_can_run(tmp_path, config, outputs):
    checked = CommandKind().check(
        step(config, "folder", outputs), CommandConfig.model_validate(config), tmp_path
    )
    assert list(checked) == []


def test_a_new_step_has_one_text_output():
    (output,) = CommandKind().outputs.values()
    assert str(output.type) == "string"
    assert CommandKind().icon == "terminal"
    assert json.dumps(CommandConfig.model_json_schema())


async def test_a_script_whose_interpreter_is_missing_says_so(bench, tmp_path):
    script = tmp_path / "script"
    script.write_text("#!/no/such/shell -e\n")
    script.chmod(0o755)
    for name, path in (("./script", {}), ("script", {"PATH": str(tmp_path)})):
        error = await failure(bench, {"command": [name], "env": path})
        assert error.reason == "missing_program"
        assert "is to be run by '/no/such/shell', which is not there" in str(error)


BEGINS = """
import asyncio, os, signal, sys
from pathlib import Path
from engine import process
from engine.process import Launch, run_program

process._LIFELINE = process.Lifeline(1)

async def main():
    launch = Launch(
        arguments=("sh", "-c", '{away} sh -c "$0" {behind}',
            "trap '{trap}' TERM HUP; echo $$; sleep 300; :"),
        stdin=None, folder=Path("/"), environment={{"PATH": "/usr/bin:/bin"}},
    )
    def began(line):
        print(line, flush=True)
        {end}
    await run_program(launch, on_stdout=began, on_stderr=print)

asyncio.new_event_loop().run_until_complete(main())
"""
KILLED = "os.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.parametrize(
    ("away", "behind"),
    [("exec", ""), ("setsid", "& wait"), ("setsid", "& sleep 1"), ("env -i setsid", "& wait")],
)
@pytest.mark.parametrize(("trap", "end"), [("", "sys.exit()"), ("exit", KILLED), ("", KILLED)])
def test_programs_end_with_the_process_that_started_them(trap, end, away, behind):
    done = subprocess.run(
        [sys.executable, "-c", BEGINS.format(trap=trap, end=end, away=away, behind=behind)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    pid, until = int(done.stdout), time.monotonic() + 10
    while Path(f"/proc/{pid}/stat").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text():
        assert time.monotonic() < until, "the program is still there"
        time.sleep(0.02)


def test_what_a_program_that_ended_well_left_behind_is_not_ended_with_the_process():
    code = """
    import asyncio, os, signal
    from pathlib import Path
    from engine.process import Launch, run_program

    async def main():
        launch = Launch(
            arguments=("sh", "-c", "sleep 300 >&- 2>&- & echo $!"),
            stdin=None, folder=Path("/"), environment={"PATH": "/usr/bin:/bin"},
        )
        await run_program(launch, on_stdout=lambda line: print(line, flush=True), on_stderr=print)
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.new_event_loop().run_until_complete(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", dedent(code)],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    pid = int(done.stdout)
    try:
        time.sleep(0.2)  # what is guarded would be gone by then
        assert Path(f"/proc/{pid}/stat").read_text().split()[2] == "S"
    finally:
        os.kill(pid, signal.SIGKILL)


async def test_of_very_many_short_lines_a_few_thousand_are_recorded(bench):
    text = (await bench.perform(python("print('y\\n' * 300_000)"), outputs="text"))["text"]
    assert len(text.split()) == 300_000
    assert len(bench.lines) == commands.SHOWN_LIMIT // commands.SHORTEST + 1


async def test_output_in_another_encoding_is_warned_of(bench):
    await bench.perform(python("import sys; sys.stdout.buffer.write(b'gr\\xfcn')"), outputs="text")
    (warning,) = bench.warnings
    assert warning.startswith("step 'work': what the program printed is not all text in utf-8")


async def test_a_folder_is_no_program_and_too_much_text_no_argument(bench, tmp_path):
    (tmp_path / "tools").mkdir()
    error = await failure(bench, {"command": ["./tools"]})
    assert "it is a folder" in str(error)
    error = await failure(bench, {"command": ["true", "x" * 4_000_000]})
    assert (error.reason, "'stdin'" in str(error)) == ("bad_argument", True)
