"""Flows from elsewhere that a program opens: refused with a sentence, and nothing of them is executed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine import open_flow
from engine.errors import FlowFileError, PlanError
from engine.testing import run_flow, run_step
from engine.trust import REQUIRED, Trust
from tests.engine.program import backcast
from tests.engine.test_trust import STEPS, flow, mark, marked, write  # noqa: F401 - a fixture


@pytest.fixture
def shop(flow: Path) -> Path:  # noqa: F811
    steps = {"pay": {key: told for key, told in STEPS["pay"].items() if key != "undo"}}
    write(flow, steps, ["pay"])
    return flow


def refused(path: Path) -> PlanError:
    with pytest.raises(PlanError) as caught:
        open_flow(path).run()
    assert caught.value.kind == "not_trusted"
    assert not (path.parent / "imported").exists()
    return caught.value


def test_where_trust_is_required_a_program_has_to_say_so(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_flow(shop).run()["paid"] == 2
    (shop.parent / "imported").unlink()
    monkeypatch.setenv(REQUIRED, "1")
    assert open_flow(shop).plan().missing == {}  # looking is free
    assert open_flow(shop)._repr_html_()
    error = refused(shop)
    assert str(error) == (
        "BACKCAST_REQUIRE_TRUST is set; it would execute shop:pay. Look at it, then open it with "
        "open_flow('a.flow.json', trust=True), or run it once with backcast run --trust"
    )
    assert error.names == ("pay",)
    assert open_flow(shop, trust=True).run()["paid"] == 2
    with pytest.raises(PlanError, match="trust=True"):
        open_flow(shop).run()  # nothing was remembered


async def test_on_a_running_loop_it_is_the_same(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(PlanError, match="trust=True"):
        await open_flow(shop).run_async()
    assert (await open_flow(shop, trust=True).run_async())["paid"] == 2


@marked
def test_a_download_is_refused_until_it_is_trusted_and_again_when_it_was_tampered_with(
    shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("BACKCAST_HOME", str(home))
    mark(shop)
    assert "was downloaded from https://example.com/a.zip" in str(refused(shop))
    done = backcast(
        "run", str(shop), "--trust", "-q", cwd=shop.parent, env={"BACKCAST_HOME": str(home)}
    )
    assert done.returncode == 0, done.stderr
    (shop.parent / "imported").unlink()
    assert open_flow(shop).run()["paid"] == 2
    (shop.parent / "imported").unlink()
    (shop.parent / "shelf.py").write_text("MORE = 40\n")
    assert ", and 'shelf.py' has changed since it was trusted; it would" in str(refused(shop))
    assert [kept.parts for kept in Trust().folders()] == [3]


def test_tests_of_a_flow_take_one_that_was_opened_with_trust(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(PlanError, match="trust=True"):
        run_step(shop, "pay", amount=1)
    assert run_step(open_flow(shop, trust=True), "pay", amount=4)["paid"] == 5
    replaced = run_flow(open_flow(shop, trust=True), replacing={"pay": {"paid": 9}})
    assert replaced["paid"] == 9


def test_a_hostile_flow_cannot_talk_its_way_in(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control characters, endless names, thousands of steps: one line that ends."""
    step = {"kind": "command", "outputs": {}, "inputs": {}}
    name = "\x1b[2J" + "x" * 5000
    steps = {f"s{n}": {**step, "config": {"command": [f"{name}{n}"]}} for n in range(2000)}
    write(shop, steps, list(steps))
    monkeypatch.setenv(REQUIRED, "1")
    said = str(refused(shop))
    assert said.isprintable()
    assert "and 1995 more" in said
    assert len(said) < 2000


def test_a_huge_or_torn_file_is_refused_before_anything_is_asked(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REQUIRED, "1")
    whole = shop.read_bytes()
    shop.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FlowFileError):
        open_flow(shop, trust=True)
    with shop.open("wb") as file:
        os.truncate(file.fileno(), 2**33)
    with pytest.raises(FlowFileError, match=r"MB|large"):
        open_flow(shop, trust=True)
