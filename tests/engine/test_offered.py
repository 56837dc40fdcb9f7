"""What packages offer: real packages made of files, the broken kinds of them too."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import offered as offering
from engine.errors import PluginError
from engine.offered import Unusable, damaged, offered, overshadowed
from engine.plugins import Listed, everything
from engine.registry import Registry
from tests.engine.program import backcast
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
