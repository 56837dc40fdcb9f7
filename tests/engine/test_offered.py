"""What packages offer: real packages made of files, the broken kinds of them too."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine import offered as offering
from engine.codec import dump_flow
from engine.errors import PluginError
from engine.offered import Unusable, damaged, offered, overshadowed
from engine.plugins import Listed, everything
from engine.registry import Registry
from engine.testing import flow_of
from tests.engine.program import SIMPLE, backcast
from tests.packages import install

MODULE = """
from engine.plugin import KindConfig
class Config(KindConfig):
    pass
class Good:
    name = "good"; title = "Good"; description = "Does good."; category = "Others"; icon = "box"
    config = Config; inputs = {}; outputs = {}
    def check(self, step, config, folder): return ()
    async def perform(self, call, config, context): return {}
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "offering_good.py").write_text(MODULE)
    (folder / "offering_exits.py").write_text("import sys; sys.exit(3)")
    (folder / "offering_hangs.py").write_text("import time\nwhile True: time.sleep(0.05)")
    monkeypatch.syspath_prepend(folder)
    yield folder
    for name in [name for name in sys.modules if name.startswith("offering_")]:
        del sys.modules[name]


def named(listed: tuple[Listed, ...], name: str) -> Listed:
    [one] = [one for one in listed if one.name == name]
    return one


def test_what_is_offered_has_the_package_and_its_version_and_nothing_is_imported(site: Path):
    install(site, "others", "[backcast.kinds]\ngood = offering_good:Good\n")
    one = offered("kinds")["good"]
    assert (one.package, one.is_ours) == ("others 1.5", False)
    assert offered("backcast.kinds")["python"].is_ours
    assert "offering_good" not in sys.modules


def test_a_package_that_hangs_is_given_up_and_the_others_work(
    site: Path, monkeypatch: pytest.MonkeyPatch
):
    install(site, "slow", "[backcast.kinds]\nslow = offering_hangs:Kind\n")
    install(site, "others", "[backcast.kinds]\ngood = offering_good:Good\n")
    monkeypatch.setattr(offering, "PATIENCE", 0.2)
    registry, began = Registry.installed(), time.monotonic()
    with pytest.raises(PluginError, match=r"still being loaded after 0\.2 s"):
        registry.kind("slow")
    assert time.monotonic() - began < 5
    assert registry.kind("good").name == "good"
    (told,) = [one for one in everything(registry) if one.name == "slow"]
    assert "still being loaded" in str(told.error)


def test_everything_lists_what_is_broken_with_the_reason(site: Path):
    install(
        site, "others",
        "[backcast.kinds]\ngood = offering_good:Good\nleaves = offering_exits:Kind\n"
        "[backcast.executors]\nodd = offering_good:Good\n"
        "[backcast.viewers]\nlooks = offering_gone:Viewer\n"
        "[backcast.palettes]\nready = offering_good:Good\nempty = offering_good\n"
        "[backcast.inspectors]\nnothing = offering_good:__name__\n",
    )  # fmt: skip
    install(site, "thief", "[backcast.kinds]\npython = offering_good:Good\n", "2")
    install(site, "torn", "[backcast.kinds]\nthis is no entry\n")
    listed = everything(Registry.installed())
    good = named(listed, "good")
    assert (good.title, good.error, good.group, good.package) == (
        "Good", None, "kinds", "others 1.5",
    )  # fmt: skip
    assert "SystemExit: 3" in str(named(listed, "leaves").error)
    assert "'submit'" in str(named(listed, "odd").error)
    assert "No module named 'offering_gone'" in str(named(listed, "looks").error)
    assert named(listed, "ready").error is None
    assert "neither a list of Steps nor a folder" in str(named(listed, "empty").error)
    assert "it cannot be called" in str(named(listed, "nothing").error)
    ours, theirs = [one for one in listed if one.name == "python"]
    assert ours.error is None
    assert theirs.package == "thief 2"
    assert "the name 'python' is taken by backcast" in str(theirs.error)
    assert "cannot be read" in str(named(listed, "torn").error)


def test_damage_of_packages_that_do_not_know_us_is_not_ours_to_tell(site: Path):
    install(site, "strangers", "[console_scripts]\nthis is no entry\n")
    assert not [one for one in damaged() if one.origin == "strangers"]


def test_the_command_lists_versions_and_reasons_as_words_and_as_json(site: Path):
    install(
        site, "others",
        "[backcast.kinds]\ngood = offering_good:Good\nleaves = offering_exits:Kind\n",
    )  # fmt: skip
    env = {"PYTHONPATH": str(site)}
    words = backcast("kinds", env=env).stdout.splitlines()
    (good,) = [line.split() for line in words if line.split()[:1] == ["good"]]
    assert good == ["good", "others", "1.5", "Does", "good."]
    assert [line for line in words if "cannot be used: 'leaves' could not be loaded" in line]
    listed = json.loads(backcast("kinds", "--json", env=env).stdout)
    (found,) = [one for one in listed if one["name"] == "good"]
    assert (found["group"], found["origin"], found["version"]) == ("kinds", "others", "1.5")
    assert {one["group"] for one in listed} >= {"kinds", "executors"}


def test_a_name_of_ours_is_not_overshadowed_by_us(site: Path):
    assert overshadowed("kinds") == ()
    with pytest.raises(Unusable, match="nothing there"):
        offering.Offered("kinds", "x", None, trouble="nothing there").load()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (b"[backcast.kinds]\nx y z\n", "TypeError"),
        (b"[console_scripts]\nx = \xff\xfe\n", "UnicodeDecodeError"),
    ],
)
def test_a_damaged_package_is_listed_and_everything_else_works(
    site: Path, told: bytes, why: str, tmp_path: Path
):
    (site / "damaged-1.dist-info").mkdir()
    (site / "damaged-1.dist-info/entry_points.txt").write_bytes(told)
    (tmp_path / "f.flow.json").write_bytes(dump_flow(SIMPLE))
    (tmp_path / "work.py").write_text("def double(n):\n    return n * 2\n")
    env = {"PYTHONPATH": str(site)}
    listed = json.loads(backcast("kinds", "--json", env=env).stdout)
    (damage,) = [one for one in listed if one["origin"] == "damaged-1.dist-info"]
    assert f"what it offers cannot be read: {why}" in damage["error"]
    for command in (["check"], ["run", "-i", "n=4", "-q", "--no-store", "--executor", "process"]):
        done = backcast(*command, "f.flow.json", env=env, cwd=tmp_path)
        assert (done.returncode, "damaged" in done.stderr) == (0, False), done.stderr
    assert done.stdout == "doubled: 8\n"


def test_plug_ins_of_pydantic_stay_where_nothing_is_damaged(site: Path):
    install(site, "seeing", "[pydantic]\nseeing = offering_pydantic\n")
    (site / "offering_pydantic.py").write_text(
        "def new_schema_validator(*_, **__):\n    return None, None, None\n"
        "import sys; sys.stderr.write('looked up\\n')\n"
    )
    done = backcast("kinds", "--json", env={"PYTHONPATH": str(site)})
    assert (done.returncode, done.stderr) == (0, "looked up\n")


def test_what_a_package_prints_while_it_is_loaded_is_not_among_the_results(
    site: Path, tmp_path: Path
):
    (site / "offering_prints.py").write_text("import sys; print('hello'); sys.exit(4)")
    install(site, "loud", "[backcast.kinds]\nloud = offering_prints:Kind\n")
    flow = flow_of("a: -> x")
    steps = {step: replace(made, kind="loud", config={}) for step, made in flow.steps.items()}
    (tmp_path / "f.flow.json").write_bytes(dump_flow(replace(flow, steps=steps)))
    for command in (["kinds"], ["check", "f.flow.json"], ["run", "f.flow.json"]):
        done = backcast(*command, "--json", env={"PYTHONPATH": str(site)}, cwd=tmp_path)
        assert "'loud' could not be loaded: SystemExit: 4" in json.dumps(json.loads(done.stdout))
        assert done.stderr.splitlines()[0] == "hello"


def test_what_a_package_says_does_nothing_to_the_screen(site: Path, tmp_path: Path):
    (site / "offering_paints.py").write_text("raise RuntimeError('bad\x1b[31m\x07\\nnext')")
    install(site, "paints", "[backcast.kinds]\npaints = offering_paints:Kind\n")
    flow = flow_of("a: -> x")
    steps = {step: replace(made, kind="paints", config={}) for step, made in flow.steps.items()}
    (tmp_path / "f.flow.json").write_bytes(dump_flow(replace(flow, steps=steps)))
    for command in (["kinds"], ["check", "f.flow.json"], ["plan", "f.flow.json"]):
        done = backcast(*command, env={"PYTHONPATH": str(site)}, cwd=tmp_path)
        said = done.stdout + done.stderr
        assert "RuntimeError: bad" in said
        assert all(one.isprintable() or one == "\n" for one in said)
