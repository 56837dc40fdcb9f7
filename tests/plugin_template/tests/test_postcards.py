"""The package's own tests: a Step by itself, and a flow of two, with `engine.testing`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.testing import run_flow, run_step


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    def card(name: str, **more: Any) -> dict[str, Any]:
        return {
            "kind": "postcard",
            "config": {"wording": "Dear {name}, thank you."},
            "inputs": {"name": {"type": "string"}},
            "outputs": {"card": {"type": "string", "to": f"{name}_card"}},
            **more,
        }

    retry = {"times": 1, "delay": 0.01}
    steps = {
        "first": card("first", executor="one-at-a-time"),
        "second": card("second", executor="one-at-a-time", retry=retry),
    }
    path = tmp_path / "cards.flow.json"
    path.write_text(json.dumps({"format": "backcast/1", "goals": list(steps), "steps": steps}))
    return path


def test_a_card_greets_and_lies_in_the_letterbox(flow: Path) -> None:
    ran = run_step(flow, "first", name="Ada")
    assert ran["card"] == "Dear Ada, thank you."
    assert (flow.parent / "letterbox" / "first.txt").read_text() == "Dear Ada, thank you.\n"


def test_a_locked_letterbox_is_tried_again_and_an_empty_name_is_not(flow: Path) -> None:
    (flow.parent / "letterbox").mkdir()
    (flow.parent / "letterbox" / ".locked").touch()
    ran = run_step(flow, "second", name="Ada")
    assert (ran.status, ran.steps["second"].tries) == ("failed", 2)
    (flow.parent / "letterbox" / ".locked").unlink()
    assert run_step(flow, "second", name=" ").steps["second"].tries == 1


def test_two_cards_are_written_one_after_the_other(flow: Path) -> None:
    ran = run_flow(flow, name="Ada").require()
    assert ran["first_card"] == ran["second_card"] == "Dear Ada, thank you."
