from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import field_validator

from engine.errors import PlanError, PluginError, UnknownKind
from engine.flow import Flow, Input, Name, Output, Step, StepId
from engine.kinds.python import PythonKind
from engine.planner import make_plan
from engine.plugin import Call, Context, KindConfig, Outputs, StepKind
from engine.policy import Backoff, WorkPolicy
from engine.problem import Code, Problem, Severity
from engine.registry import Registry
from engine.testing import step_of


class MailConfig(KindConfig):
    server: str
    port: int | None = None
    headers: tuple[str, ...] = ()
    pace: Backoff = Backoff.FIXED
    body: str | list[str] = ""

    @field_validator("server")
    @classmethod
    def _has_no_spaces(cls, server: str) -> str:
        if " " in server:
            raise ValueError(f"the server '{server}' has a space in it")
        return server


class MailKind:
    name = "mail"
    title = "Mail"
    description = "Sends mail."
    category = "Web"
    icon = "mail"
    config: type[KindConfig] = MailConfig
    inputs: Mapping[Name, Input] = {}
    outputs: Mapping[Name, Output] = {}

    def __init__(self) -> None:
        self.checked: list[Path] = []

    def check(self, step: Step, config: Any, folder: Path) -> Iterable[Problem]:
        self.checked.append(folder)
        if config.server == "explode":
            raise RuntimeError("no idea")
        if config.server == "localhost":
            yield Problem(code=Code.BAD_CONFIG, severity=Severity.WARNING, message="local")

    def needs_thread(self, call: Call, context: Context) -> bool:
        return False

    async def perform(self, call: Call, config: Any, context: Context) -> Outputs:
        return {}


def mail(config: dict[str, Any] | None = None, **parts: Any) -> Step:
    return Step(id=StepId("m"), kind="mail", config=config or {"server": "s"}, **parts)


def found(step: Step) -> list[tuple[Code, str, str]]:
    problems = Registry([MailKind()]).problems(step, None)
    return [(problem.code, problem.pointer, problem.message) for problem in problems]


def test_a_kind_is_found_by_name() -> None:
    kind: StepKind = MailKind()
    registry = Registry([kind])
    assert registry.names() == ("mail",)
    assert registry.kind("mail") is kind


def test_an_unknown_kind_comes_with_the_nearest() -> None:
    with pytest.raises(UnknownKind, match="unknown kind 'mial'; did you mean 'mail'"):
        Registry([MailKind()]).kind("mial")


def test_the_kinds_that_come_with_us_are_installed() -> None:
    assert {"command", "python"} <= set(Registry.installed().names())


def test_a_config_is_checked_once_and_taken_as_the_json_it_is() -> None:
    registry = Registry([MailKind()])
    step = mail({"server": "s", "headers": ["a"], "pace": "linear"})
    config = registry.config(step)
    expected = MailConfig(server="s", headers=("a",), pace=Backoff.LINEAR)
    assert config == expected
    assert registry.config(replace(step)) is config
    assert registry.config(replace(step, config={"server": "other"})) != expected


def test_a_config_that_is_wrong_cannot_be_had() -> None:
    with pytest.raises(PlanError, match="step 'm': 'server' is 1; expected a string") as caught:
        Registry([MailKind()]).config(mail({"server": 1}))
    assert (caught.value.kind, caught.value.names) == ("bad_config", ("m",))


def test_a_good_step_has_no_problems() -> None:
    assert found(mail()) == []


@pytest.mark.parametrize(
    ("config", "key", "message"),
    [
        ({"server": "s", "prot": 1}, "prot", "unknown key 'prot'; did you mean 'port'?"),
        ({"server": "s", "port": "1"}, "port", "'port' is '1'; expected a whole number"),
        ({"server": "s", "port": 1.5}, "port", "'port' is 1.5; expected a whole number"),
        ({"port": 1}, "server", "the key 'server' is missing"),
        ({"server": "s", "headers": [1]}, "headers/0", "item 1 is 1; expected a string"),
        (
            {"server": "s", "pace": "expo"},
            "pace",
            "'pace' is 'expo'; expected one of fixed, linear, exponential",
        ),
        ({"server": "s", "body": 1}, "body", "'body' is 1; expected a string or a list"),
        ({"server": "a b"}, "server", "the server 'a b' has a space in it"),
    ],
)
def test_a_wrong_config_is_told_by_key(config: dict[str, Any], key: str, message: str) -> None:
    assert found(mail(config)) == [(Code.BAD_CONFIG, f"/steps/m/config/{key}", message)]


def test_an_unknown_kind_is_a_problem_of_the_step() -> None:
    message = "unknown kind 'mial'; did you mean 'mail'?"
    expected = [(Code.UNKNOWN_KIND, "/steps/m/kind", message)]
    assert found(replace(mail(), kind="mial")) == expected


def test_what_the_kind_itself_finds_is_kept() -> None:
    (problem,) = Registry([MailKind()]).problems(mail({"server": "localhost"}), Path("f"))
    assert (problem.severity, problem.message) == (Severity.WARNING, "local")


def test_a_kind_whose_check_raises_is_a_problem_and_no_crash() -> None:
    ((code, pointer, message),) = found(mail({"server": "explode"}))
    assert (code, pointer) == (Code.BAD_CONFIG, "/steps/m/config")
    assert message == "kind 'mail' could not check step 'm': RuntimeError: no idea"


def test_a_negative_amount_of_a_resource_is_a_problem() -> None:
    step = mail(policy=WorkPolicy(resources={"gpu": -1, "memory": "4 GB", "cpu": 0.5}))
    ((code, pointer, message),) = found(step)
    assert (code, pointer) == (Code.BAD_CONFIG, "/steps/m/resources/gpu")
    assert message == "resource 'gpu' is -1; expected 0 or more"


def test_an_unknown_executor_is_a_problem() -> None:
    step = mail(policy=WorkPolicy(executor="thraed"))
    ((code, pointer, message),) = found(step)
    assert (code, pointer) == (Code.BAD_CONFIG, "/steps/m/executor")
    assert message == "unknown executor 'thraed'; did you mean 'thread'?"


def test_a_step_cannot_be_both_remembered_and_undone() -> None:
    undo = {"kind": "mail", "config": {"server": "a"}}
    ((code, pointer, message),) = found(mail(policy=WorkPolicy(cache=True, undo=undo)))
    assert (code, pointer) == (Code.BAD_CONFIG, "/steps/m/cache")
    assert "cannot be undone" in message
    assert found(mail(policy=WorkPolicy(cache=True))) == []
    assert found(mail(policy=WorkPolicy(undo=undo))) == []


@pytest.mark.parametrize(
    ("undo", "code", "place", "message"),
    [
        ({}, "bad_config", "", "undo: it names neither a function nor a kind"),
        ({"function": ""}, "bad_config", "", "undo: it names neither a function nor a kind"),
        (
            {"function": "m:f", "kind": "mail"}, "bad_config", "",
            "undo: it names both a function and a kind",
        ),
        ({"kind": "mial"}, "unknown_kind", "", "undo: unknown kind 'mial'; did you mean 'mail'?"),
        ({"kind": "mail"}, "bad_config", "/config/server", "undo: the key 'server' is missing"),
        (
            {"kind": "mail", "config": {"server": "a b"}}, "bad_config", "/config/server",
            "undo: the server 'a b' has a space in it",
        ),
        (
            {"kind": "mail", "config": {"server": "explode"}}, "bad_config", "/config",
            "undo: kind 'mail' could not check step 'm': RuntimeError: no idea",
        ),
    ],
)  # fmt: skip
def test_how_a_step_is_undone_is_checked_like_a_step_of_that_kind(
    undo: dict[str, Any], code: str, place: str, message: str
) -> None:
    step = mail(policy=WorkPolicy(undo=undo))
    assert found(step) == [(code, f"/steps/m/undo{place}", message)]
    flow = Flow(steps={step.id: step}, goals=frozenset([step.id]))
    (fault,) = make_plan(flow, kinds=Registry([MailKind()])).faults
    assert (fault.kind, fault.names) == (code, ("m",))
    assert message in fault.message


def test_an_undo_function_is_checked_for_its_shape_and_said_beneath_it(tmp_path: Path) -> None:
    step = step_of("a: n -> x", policy=WorkPolicy(undo={"function": "nowhere"}))
    (tmp_path / "work.py").write_text("def a(n): return n\n")
    (problem,) = Registry([PythonKind()]).problems(step, tmp_path)
    assert (problem.code, problem.pointer) == (Code.BAD_CONFIG, "/steps/a/undo/function")


def test_a_step_that_did_not_change_is_not_checked_again() -> None:
    kind = MailKind()
    registry = Registry([kind])
    step = mail()
    registry.problems(step, Path("f"))
    registry.problems(step, Path("f"))
    registry.problems(replace(step), Path("f"))
    assert kind.checked == [Path("f")]
    registry.problems(step, Path("g"))
    registry.problems(replace(step, title="new"), Path("f"))
    assert kind.checked == [Path("f"), Path("g"), Path("f")]


def test_looking_again_costs_the_wrong_steps_alone(tmp_path: Path) -> None:
    registry = Registry([PythonKind(), kind := MailKind()])
    wrong = step_of("a: ->")
    for step in (wrong, mail()):
        registry.problems(step, tmp_path)
    assert not registry.look_again(tmp_path), "nothing is different"
    (tmp_path / "work.py").write_text("def a(): return 1\n")
    assert not registry.look_again(tmp_path / "elsewhere")
    assert registry.look_again(tmp_path)
    assert registry.problems(wrong, tmp_path) == ()
    assert kind.checked == [tmp_path], "the good one is not asked about again"


def test_of_many_wrong_steps_some_are_looked_at_at_a_time_and_none_is_left_out(
    tmp_path: Path,
) -> None:
    registry = Registry([PythonKind()])
    steps = [step_of(f"s{number}: ->") for number in range(250)]
    steps[-1] = replace(steps[-1], config={"function": "late:late"})
    for step in steps:
        registry.problems(step, tmp_path)
    (tmp_path / "late.py").write_text("def late(): return 1\n")
    assert [registry.look_again(tmp_path) for _ in range(2)] == [False, True]


def test_all_may_be_forgotten_while_another_thread_looks_again(tmp_path: Path) -> None:
    class Forgetful(MailKind):
        def check(self, step: Step, config: Any, folder: Path) -> Iterable[Problem]:
            self.checked.append(folder)
            yield Problem(code=Code.BAD_CONFIG, message="it is wrong")
            if len(self.checked) > 2:
                registry.forget_problems()  # as the window does, whenever it likes

    registry = Registry([Forgetful()])
    for name in "ab":
        registry.problems(replace(mail(), id=StepId(name)), tmp_path)
    assert not registry.look_again(tmp_path)


def test_a_flow_without_a_folder_is_checked_against_the_current_one() -> None:
    kind = MailKind()
    Registry([kind]).problems(mail(), None)
    assert kind.checked == [Path()]


# plug-ins of others ------------------------------------------------------------------------------

MODULE = """
from engine.plugin import KindConfig
class Config(KindConfig):
    pass
class Good:
    name = "good"; config = Config; inputs = {}; outputs = {}
    def check(self, step, config, folder): return ()
    async def perform(self, call, config, context): return {}
class NoKind:
    config = int
class NoPerform:
    config = Config
    perform = check = None
class NoSubmit:
    submit = None
class NeedsArguments:
    def __init__(self, x): pass
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "plug_in_of_others.py").write_text(MODULE)
    (tmp_path / "plug_in_that_exits.py").write_text("raise SystemExit(3)")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in ("plug_in_of_others", "plug_in_that_exits"):
        sys.modules.pop(name, None)


def install(site: Path, name: str, entry_points: str) -> None:
    folder = site / f"{name}-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text(entry_points)


def test_an_installed_package_brings_its_kinds_and_listing_loads_nothing(site: Path) -> None:
    install(site, "others", "[backcast.kinds]\ngood = plug_in_of_others:Good\n")
    registry = Registry.installed()
    assert "good" in registry.names()
    assert "plug_in_of_others" not in sys.modules
    assert registry.kind("good") is registry.kind("good")
    assert registry.problems(replace(mail({}), kind="good", config={}), None) == ()


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("plug_in_of_others:Nothing", "AttributeError"),
        ("plug_in_that_is_not_there:Kind", "ModuleNotFoundError"),
        ("plug_in_that_exits:Kind", "SystemExit: 3"),
        ("plug_in_of_others:NoKind", "its 'config' is not a KindConfig"),
        ("plug_in_of_others:NoPerform", "it has no 'perform' and 'check'"),
        ("plug_in_of_others:NeedsArguments", "TypeError"),
    ],
)
def test_a_broken_plug_in_is_a_problem_of_its_steps_alone(
    site: Path, target: str, why: str
) -> None:
    install(site, "others", f"[backcast.kinds]\nbad = {target}\ngood = plug_in_of_others:Good\n")
    registry = Registry.installed()
    with pytest.raises(PluginError, match=why):
        registry.kind("bad")
    (problem,) = registry.problems(replace(mail(), kind="bad"), None)
    assert (problem.code, problem.pointer) == (Code.UNKNOWN_KIND, "/steps/m/kind")
    assert why in problem.message
    assert registry.kind("good").name == "good"


def test_a_package_with_damaged_metadata_hides_only_its_own_kinds(site: Path) -> None:
    install(site, "damaged", "[backcast.kinds]\nthis is no entry\n")
    install(site, "others", "[backcast.kinds]\ngood = plug_in_of_others:Good\n")
    assert {"good", "python", "command"} <= set(Registry.installed().names())


def test_a_package_of_others_does_not_take_the_place_of_our_kinds(site: Path) -> None:
    install(site, "others", "[backcast.kinds]\npython = plug_in_of_others:Good\n")
    assert type(Registry.installed().kind("python")).__name__ == "PythonKind"


def test_an_unknown_executor_cannot_be_had() -> None:
    with pytest.raises(PluginError, match=r"^unknown executor 'magic'; there are .*thread"):
        Registry.installed().executor("magic")
    with pytest.raises(PluginError, match=r"^unknown executor 'daskk'; did you mean 'dask'\?$"):
        Registry.installed().executor("daskk")


def test_an_executor_that_cannot_start_work_is_none(site: Path) -> None:
    install(site, "others", "[backcast.executors]\nodd = plug_in_of_others:NoSubmit\n")
    with pytest.raises(PluginError, match="it has neither 'submit' nor 'cluster'"):
        Registry.installed().executor("odd")


def test_the_executor_for_threads_is_installed() -> None:
    assert Registry.installed().executor("thread").name == "thread"


def test_keys_of_the_users_own_in_a_config_are_kept_and_not_checked() -> None:
    step = step_of("a: -> x", kind="command", config={"command": ["true"], "x-note": [1], "y": 1})
    registry = Registry.installed()
    assert [problem.pointer for problem in registry.problems(step, None)] == ["/steps/a/config/y"]
    noted = replace(step, config={"command": ["true"], "x-note": [1]})
    assert registry.problems(noted, None) == ()
    assert registry.config(noted).command == ["true"]
