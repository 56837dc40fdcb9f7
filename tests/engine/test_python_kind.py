from __future__ import annotations

import asyncio
import inspect
import re
import subprocess
import sys
import threading
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest
from pydantic import ValidationError

from engine.datatype import ANY, DataType, TypeName
from engine.errors import Fatal, StepFailure
from engine.flow import Collect, Input, Name, Output
from engine.kinds.python import PythonConfig, PythonKind
from engine.problem import Severity
from tests.engine.performing import Bench, step


@pytest.fixture
def write(tmp_path):
    def write(source: str, name: str = "work.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(source))
        return path

    return write


@pytest.fixture
def bench(tmp_path):
    return Bench(PythonKind(), tmp_path)


async def failure(bench, reference="work:run", inputs=None, outputs="result") -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        await bench.perform({"function": reference}, inputs, outputs)
    return caught.value


def run(reference="work:run"):
    return {"function": reference}


# what runs


async def test_a_plain_function_runs_in_a_thread_with_its_inputs_by_name(write, bench):
    write("""
        import threading
        def run(a, b=10):
            return [a, b, threading.current_thread() is threading.main_thread()]
    """)
    assert await bench.perform(run(), {"a": 1}) == {"result": [1, 10, False]}


async def test_a_coroutine_function_runs_on_the_loop(write, bench):
    write("""
        import asyncio, threading
        async def run(a):
            await asyncio.sleep(0)
            return threading.current_thread() is threading.main_thread()
    """)
    assert await bench.perform(run(), {"a": 1}) == {"result": True}


async def test_a_coroutine_that_a_plain_function_gives_back_is_awaited(write, bench):
    write("""
        import functools
        def plain(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper
        @plain
        async def run(a):
            return a + 1
    """)
    assert await bench.perform(run(), {"a": 1}) == {"result": 2}


async def test_a_worker_is_needed_until_the_function_is_known_to_be_a_coroutine(write, bench):
    write("""
        async def run(): return 1
        def plain(): return 2
    """)
    call = bench.call(run(), {}, "result")
    assert bench.kind.needs_thread(call, bench)
    await bench.perform(run())
    assert not bench.kind.needs_thread(call, bench)
    await bench.perform(run("work:plain"))
    assert bench.kind.needs_thread(bench.call(run("work:plain"), {}, "result"), bench)


async def test_a_function_of_an_installed_package_can_be_a_step(bench):
    assert await bench.perform(run("json:dumps"), {"obj": [1]}) == {"result": "[1]"}


async def test_positional_only_parameters_are_found_by_name(bench):
    assert await bench.perform(run("math:hypot")) == {"result": 0.0}
    assert await bench.perform(run("math:sqrt"), {"x": 9}) == {"result": 3.0}


async def test_what_it_prints_is_recorded(write, bench, capsys):
    write("""
        import sys
        print("at import")
        def run():
            print("working")
            print("hmm", file=sys.stderr)
        async def later():
            print("on the loop")
    """)
    await bench.perform(run(), outputs="")
    await bench.perform(run("work:later"), outputs="")
    assert bench.lines == [
        ("stdout", "at import"),
        ("stdout", "working"),
        ("stderr", "hmm"),
        ("stdout", "on the loop"),
    ]
    assert capsys.readouterr() == ("", "")


# what it says on the way


async def test_a_generator_yields_how_far_it_is_and_returns_its_result(write, bench):
    write("""
        import threading
        def run(n):
            yield 0
            yield "half"
            yield 0.5, "way"
            yield None, "no number"
            yield
            yield 1
            return [n, threading.current_thread() is threading.main_thread()]
    """)
    assert await bench.perform(run(), {"n": 2}) == {"result": [2, False]}
    assert bench.progress == [
        (0.0, ""), (None, "half"), (0.5, "way"), (None, "no number"), (1.0, "")
    ]  # fmt: skip


async def test_a_decorated_generator_function_is_one_and_a_returned_generator_is_a_value(
    write, bench
):
    write("""
        import functools
        def plain(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper
        @plain
        def run():
            yield 0.5
            return 1
        def gives(): return (n for n in (1, 2))
    """)
    assert await bench.perform(run()) == {"result": 1}
    assert bench.progress == [(0.5, "")]
    assert list((await bench.perform(run("work:gives")))["result"]) == [1, 2]


async def test_an_async_generator_only_reports(write, bench):
    write("""
        async def run():
            yield 0.25
            yield "more"
    """)
    assert await bench.perform(run(), outputs="") == {}
    assert bench.progress == [(0.25, ""), (None, "more")]
    error = await failure(bench)
    assert (error.reason, error.retryable) == ("bad_function", False)
    assert "async generator, which cannot return a value" in str(error)


@pytest.mark.parametrize("what", ["50", "-1", "True", "[1, 2]", "{}", "float('nan')", "('a', 'b')"])
@pytest.mark.parametrize("kind", ["def", "async def"])
async def test_what_is_no_progress_is_refused_in_plain_words(write, bench, what, kind):
    write(f"{kind} run(): yield {what}")
    error = await failure(bench, outputs="")
    assert (error.reason, error.retryable) == ("bad_progress", False)
    assert re.match(
        r"the function yielded \w+ .* is no progress: yield a number from 0", str(error)
    )


async def test_a_generator_that_is_given_up_ends_at_its_next_yield(write, bench):
    write("""
        def run(ended):
            try:
                while True:
                    yield "working"
            finally:
                ended.set()
    """)
    ended = threading.Event()
    task = asyncio.get_running_loop().create_task(bench.perform(run(), {"ended": ended}))
    while not bench.progress:  # noqa: ASYNC110 - a thread's doing
        await asyncio.sleep(0.001)
    task.cancel()
    bench.cancelled = True
    assert await asyncio.to_thread(ended.wait, 10)


@pytest.mark.parametrize(
    "signature",
    ["context", "*, context=None", "c: StepContext", "c: 'engine.StepContext'", "a=1, /, *, context",
     "context, /", "c: StepContext | None = None", "c: typing.Optional[StepContext] = None"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["def", "async def"])
async def test_a_function_that_asks_for_its_context_gets_it(write, bench, signature, kind):
    write(f"""
        import engine, typing
        from engine import StepContext
        {kind} run({signature}):
            found = next(v for v in locals().values() if isinstance(v, StepContext))
            found.progress(0.5, "half")
            found.progress(text="more")
            found.log("one\\ntwo")
            return [found.step, found.attempt, found.cancelled]
    """)
    assert await bench.perform(run()) == {"result": ["work", 1, False]}
    assert bench.progress == [(0.5, "half"), (None, "more")]
    assert bench.lines[-2:] == [("stdout", "one"), ("stdout", "two")]


@pytest.mark.parametrize("signature", ["context", "context: dict", "context='x'"])
async def test_an_input_called_context_is_an_input(write, bench, signature):
    write(f"def run({signature}): return context")
    assert await bench.perform(run(), {"context": 3}) == {"result": 3}


@pytest.mark.parametrize("signature", ["context: dict", "context: str"])
async def test_a_parameter_called_context_that_says_what_it_takes_is_an_input(
    write, bench, signature
):
    write(f"def run({signature}): return context")
    assert (await failure(bench)).reason == "bad_signature"


@pytest.mark.parametrize("kind", ["def", "async def"])
async def test_the_temporary_folder_lasts_as_long_as_the_try(write, bench, kind):
    write(f"""
        {kind} run(context):
            assert context.folder is context.folder
            (context.folder / "x").write_text("x")
            return str(context.folder), (context.folder / "x").exists()
        {kind} fails(context):
            raise ValueError(str(context.folder))
    """)
    folder, was_there = (await bench.perform(run()))["result"]
    assert (was_there, Path(folder).exists()) == (True, False)  # noqa: ASYNC240
    with pytest.raises(ValueError, match="backcast-") as caught:
        await bench.perform(run("work:fails"))
    assert not Path(str(caught.value)).exists()  # noqa: ASYNC240


async def test_a_fraction_that_is_none_fails_where_it_was_reported(write, bench):
    write("def run(context): context.progress(50)")
    with pytest.raises(ValueError, match="progress is a number from 0 to 1, not 50"):
        await bench.perform(run())


# what comes out


@pytest.mark.parametrize("value", ["None", "{'a': 1}", "(1, 2)", "[]"])
async def test_one_output_takes_the_returned_value_whatever_it_is(write, bench, value):
    write(f"def run(): return {value}")
    assert await bench.perform(run()) == {"result": eval(value)}


@pytest.mark.parametrize(
    "body",
    [
        "def run(): return {'url': 'u', 'size': 3, 'more': 0}",
        """
        import typing
        class Page(typing.NamedTuple):
            url: str
            size: int
            more: int
        def run(): return Page('u', 3, 0)
        """,
        """
        from __future__ import annotations
        from dataclasses import dataclass, field
        @dataclass(slots=True)
        class Page:
            url: str
            size: int
            more: int = field(default=0)
        async def run(): return Page('u', 3)
        """,
    ],
    ids=["mapping", "named tuple", "dataclass"],
)
async def test_several_outputs_are_taken_by_name_and_unknown_names_passed_on(write, bench, body):
    write(body)
    assert await bench.perform(run(), outputs="url size") == {"url": "u", "size": 3, "more": 0}


async def test_without_declared_outputs_the_result_is_dropped(write, bench):
    write("def run(): return 5")
    assert await bench.perform(run(), outputs="") == {}


async def test_none_leaves_optional_outputs_out_where_they_could_not_take_it(write, bench):
    write("def run(): return None")
    text = DataType(name=TypeName.STRING)
    assert await bench.perform(run(), outputs={"a": Output(type=text, optional=True)}) == {}
    assert await bench.perform(run(), outputs={"a": Output(optional=True)}) == {"a": None}
    assert await bench.perform(run(), outputs="a b") == {}


async def test_several_outputs_need_names(write, bench):
    write("def run(): return ('u', 3)")
    error = await failure(bench, outputs="url size")
    assert (error.reason, error.retryable) == ("bad_output", False)
    assert str(error) == (
        "function 'work:run' must return its outputs 'url', 'size' by name (a mapping, NamedTuple"
        ' or dataclass), and returned array ["u", 3]'
    )


# what goes wrong


async def test_a_missing_module_names_the_nearest(write, bench, tmp_path):
    write("", "onboarding.py")
    error = await failure(bench, "onboardin:run")
    assert (error.reason, error.retryable) == ("missing_module", False)
    assert str(error) == (
        f"module 'onboardin' was not found in {tmp_path} or among the installed packages;"
        " did you mean 'onboarding'?"
    )


async def test_a_missing_module_within_the_users_module_is_an_import_that_failed(write, bench):
    write("""
        import no_such_package
        def run(): pass
    """)
    error = await failure(bench)
    assert (error.reason, error.retryable) == ("import_failed", False)
    assert str(error) == (
        "module 'work' could not be imported: ModuleNotFoundError:"
        " No module named 'no_such_package' (work.py:2)"
    )


@pytest.mark.parametrize(
    ("source", "text", "retryable"),
    [
        ("raise ValueError('no rows')", "ValueError: no rows (work.py:1)", True),
        (
            "import sys; sys.exit(3)",
            "SystemExit: the work asked to end the program, with status 3 (work.py:1)",
            True,
        ),
        ("raise KeyboardInterrupt", "KeyboardInterrupt (work.py:1)", True),
        ("x = 1\ndef run(:\n", "SyntaxError: invalid syntax (work.py:2)", False),
        ("x = '\0'", "SyntaxError: source code string cannot contain null bytes", False),
    ],
    ids=["raises", "exits", "interrupts", "syntax", "null byte"],
)
async def test_a_module_that_cannot_be_imported_says_why(write, bench, source, text, retryable):
    write(source)
    error = await failure(bench)
    assert (error.reason, error.retryable) == ("import_failed", retryable)
    assert str(error).startswith(f"module 'work' could not be imported: {text}")


async def test_an_import_that_failed_can_succeed_the_next_time(write, bench, tmp_path):
    write("""
        import pathlib
        marker = pathlib.Path(__file__).with_name("marker")
        if not marker.exists():
            marker.touch()
            raise ConnectionError("not yet")
        def run(): return "well"
    """)
    assert (await failure(bench)).retryable
    assert await bench.perform(run()) == {"result": "well"}


async def test_a_missing_function_names_the_nearest(write, bench):
    write("def generate(): pass")
    error = await failure(bench, "work:genrate")
    assert (error.reason, error.retryable) == ("missing_function", False)
    assert str(error) == "module 'work' has no function 'genrate'; did you mean 'generate'?"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("class run: pass", "is a class"),
        ("run = lambda: 1", "is a lambda"),
        ("run = 3", "is not a function but int"),
    ],
)
async def test_what_cannot_be_a_step_is_refused(write, bench, source, what):
    write(source)
    error = await failure(bench)
    assert (error.reason, error.retryable) == ("bad_function", False)
    assert str(error).startswith(f"'work:run' {what}")


@pytest.mark.parametrize(
    ("signature", "inputs", "complaint"),
    [
        ("a", {"b": 1}, "takes no input 'b'; did you mean 'a'?"),
        ("email", {"mail": 1}, "takes no input 'mail'; did you mean 'email'?"),
        ("a, zebra", {"a": 1}, "needs 'zebra', and no such input was given"),
        ("", {"a": 1}, "takes no input 'a'"),
        ("*a", {"a": 1}, "takes no input 'a'"),
        ("a=1, b=2, /", {"b": 1}, "takes 'b' only together with all before it"),
    ],
)
async def test_inputs_that_do_not_fit_the_signature(write, bench, signature, inputs, complaint):
    write(f"def run({signature}): pass")
    error = await failure(bench, inputs=inputs)
    assert (error.reason, error.retryable) == ("bad_signature", False)
    assert str(error).removeprefix("function 'work:run' ") in {
        complaint,
        complaint.partition(";")[0],
    }


async def test_any_name_goes_where_the_function_takes_any(write, bench):
    write("def run(**values): return values")
    assert await bench.perform(run(), {"x": 1, "y": 2}) == {"result": {"x": 1, "y": 2}}


@pytest.mark.parametrize("error", ["ValueError", "SystemExit", "KeyboardInterrupt"])
@pytest.mark.parametrize("kind", ["def", "async def"])
async def test_exceptions_of_the_function_come_out_as_they_are(write, bench, error, kind):
    write(f"{kind} run(): raise {error}('mine')")
    caught = None
    try:
        await bench.perform(run())
    except BaseException as raised:  # a KeyboardInterrupt must not reach pytest
        caught = raised
    assert type(caught).__name__ == error
    assert str(caught) == "mine"


async def test_a_function_that_raises_stop_iteration_fails_like_any_other(write, bench):
    write("def run(): next(iter(()))")
    with pytest.raises(RuntimeError, match="raised StopIteration"):
        await bench.perform(run())


async def test_a_function_that_cancels_itself_has_failed_and_is_not_cancelled(write, bench):
    write("""
        import asyncio
        async def run(): raise asyncio.CancelledError
        def plain(): raise asyncio.CancelledError
    """)
    assert "cancelled itself" in str(await failure(bench))
    assert "cancelled itself" in str(await failure(bench, "work:plain"))


async def test_engine_fatal_is_the_same_class_in_user_code(write, bench):
    write("""
        import engine
        @engine.step(outputs={"result": str})
        def run(): raise engine.Fatal("never again", reason="mine")
    """)
    with pytest.raises(Fatal, match="never again") as caught:
        await bench.perform(run())
    assert (caught.value.reason, caught.value.retryable) == ("mine", False)


async def test_input_in_a_step_fails_at_once(write, bench):
    write("def run(): return input('Name?')")
    assert (await failure(bench)).reason == "no_keyboard"


async def test_cancelling_gives_work_in_a_thread_up_at_once(write, bench):
    write("""
        def run(gate):
            print("begun")
            gate.wait(30)
    """)
    gate = threading.Event()
    task = asyncio.get_running_loop().create_task(bench.perform(run(), {"gate": gate}))
    while not bench.lines:  # noqa: ASYNC110 - a thread's doing
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 1)
    gate.set()


def test_a_function_that_never_ends_does_not_keep_the_program_alive(write, tmp_path):
    write("""
        import time
        def run():
            print("begun")
            while True:
                time.sleep(60)
    """)
    code = dedent(f"""
        import asyncio, pathlib
        from engine.kinds.python import PythonKind
        from tests.engine.performing import Bench
        async def main():
            bench = Bench(PythonKind(), pathlib.Path({str(tmp_path)!r}))
            task = asyncio.create_task(bench.perform({{"function": "work:run"}}))
            while not bench.lines:
                await asyncio.sleep(0.001)
            task.cancel()
            await asyncio.wait([task])
            print("cancelled", task.cancelled())
        asyncio.run(main())
    """)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, timeout=20, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (done.stdout, done.stderr, done.returncode) == ("cancelled True\n", "", 0)


# its config


@pytest.mark.parametrize("text", ["work", "work:", ":run", "work:a.b", "a b:c", "", "work.py/x:y"])
def test_a_reference_that_is_none_is_refused_in_plain_words(text):
    with pytest.raises(ValidationError) as caught:
        PythonConfig(function=text)
    (error,) = caught.value.errors()
    assert error["msg"] == (
        f"expected MODULE:FUNCTION such as 'onboarding:send_email', got {text!r}"
    )


# what a check says, without running anything


def complaints(tmp_path, config=None, **ports):
    config = config or run()
    return list(
        PythonKind().check(step(config, **ports), PythonConfig.model_validate(config), tmp_path)
    )


def test_check_runs_nothing_and_is_content_with_a_step_that_fits(write, tmp_path):
    write("""
        raise SystemExit("this must not run")
        def run(a: int, b: str = "x"): return a
    """)
    before = set(sys.modules)
    assert complaints(tmp_path, inputs="a") == []
    assert set(sys.modules) == before


@pytest.mark.parametrize("reference", ["json:dumps", "xml.dom.minidom:parse", "sys:exit"])
def test_check_finds_installed_modules_without_importing_them(tmp_path, reference):
    before = set(sys.modules)
    told = [problem.message for problem in complaints(tmp_path, run(reference))]
    assert not any("was not found" in message or "has no function" in message for message in told)
    assert set(sys.modules) <= before


@pytest.mark.parametrize(
    ("module", "meant"),
    [("sales", ""), ("orders", ""), ("shop", ""), ("jsno", "json"), ("statistic", "statistics")],
)
def test_a_module_of_python_is_guessed_only_where_it_is_a_letter_apart(tmp_path, module, meant):
    (problem,) = complaints(tmp_path, run(f"{module}:run"))
    assert f"'{module}' was not found" in problem.message
    assert ("Did you mean" in problem.hint) == bool(meant)
    assert meant in problem.hint


def test_the_source_of_an_installed_module_says_what_its_functions_take(tmp_path):
    told = [problem.message for problem in complaints(tmp_path, run("json:dumps"))]
    assert told == ["function 'json:dumps' needs 'obj', and the step has no such input."]


@pytest.mark.parametrize(
    ("reference", "ports", "place", "text"),
    [
        ("wrk:run", {}, "config/function", "'wrk' was not found in .* Did you mean 'work'?"),
        ("work:ran", {}, "config/function", "'work' has no function 'ran'. Did you mean 'run'?"),
        ("work:run", {"inputs": "a"}, "config/function", "needs 'email', and the step has no"),
        (
            "work:run",
            {"inputs": "a mail"},
            "inputs/mail",
            "takes no input 'mail'. Did you mean 'email'?",
        ),
        ("work:many", {"outputs": "url siz"}, "outputs/siz", "no 'siz'. Did you mean 'size'?"),
        ("work:counting", {}, "config/function", "async generator, which cannot return a value"),
        ("broken:run", {}, "config/function", r"cannot be read: .* \(line 1\)"),
    ],
)
def test_check_warns_of_what_the_source_says_against_the_step(
    write, tmp_path, reference, ports, place, text
):
    write("""
        from engine import step
        def run(a, email): return a
        @step(outputs={"url": str, "size": int})
        def many(): ...
        async def counting(): yield 1
    """)
    write("def (", "broken.py")
    problem = complaints(tmp_path, run(reference), **ports)[0]
    assert problem.severity is Severity.WARNING
    assert problem.pointer == f"/steps/work/{place}"
    assert re.search(text.replace("?", r"\?"), f"{problem.message} {problem.hint}")


@pytest.mark.parametrize("collect", [Collect.SOME, Collect.ALL])
@pytest.mark.parametrize("declared", [ANY, DataType(name=TypeName.INTEGER)])
def test_check_knows_that_with_each_the_function_gets_one_of_what_was_collected(
    write, tmp_path, collect, declared
):
    write("def run(a: int): return a\ndef whole(a: list): return a")

    def told(function, each):
        port = Input(type=declared, collect=collect, each=each)
        work = replace(step(run(function)), inputs=OrderedDict({Name("a"): port}))
        config = PythonConfig.model_validate(work.config)
        return [one.message for one in PythonKind().check(work, config, tmp_path)]

    assert told("work:run", each=True) == told("work:whole", each=False) == []
    assert told("work:run", each=False) == [
        "function 'work:run' takes integer as 'a', and the input is array."
    ]


def test_check_sees_a_file_that_was_changed(write, tmp_path):
    write("def run(): return 1")
    assert complaints(tmp_path) == []
    write("def walk_away(): return 1")
    assert len(complaints(tmp_path)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "from json import dumps as run",
        "run = print",
        "from json import *",
        "def __getattr__(name): ...",
        "try:\n    def run(): ...\nexcept OSError:\n    pass",
        "if True:\n    run = print",
    ],
)
def test_check_does_not_miss_a_function_that_the_module_gets_elsewhere(write, tmp_path, source):
    write(source)
    assert complaints(tmp_path) == []


def test_check_warns_of_a_memory_limit_that_cannot_count(write, tmp_path):
    write("def run(): return 1")
    assert (
        complaints(tmp_path, {"function": "work:run", "isolate": "process", "memory_mb": 9}) == []
    )
    (problem,) = complaints(tmp_path, {"function": "work:run", "memory_mb": 9})
    assert (problem.pointer, problem.severity) == (
        "/steps/work/config/memory_mb", Severity.WARNING
    )  # fmt: skip


def test_check_is_content_with_generators_and_with_a_function_that_asks_for_its_context(
    write, tmp_path
):
    write("""
        def run(): yield 0.5
        async def silent(): yield 0.5
        def asks(a, context): return a
    """)
    assert complaints(tmp_path) == []
    assert complaints(tmp_path, run("work:silent"), outputs="") == []
    assert complaints(tmp_path, run("work:asks"), inputs="a") == []


def test_check_survives_a_folder_that_is_not_there(tmp_path):
    assert len(complaints(tmp_path / "gone")) == 1


def test_the_kind_says_who_it_is():
    kind = PythonKind()
    assert (kind.name, kind.icon) == ("python", "code")
    assert inspect.iscoroutinefunction(kind.perform)
