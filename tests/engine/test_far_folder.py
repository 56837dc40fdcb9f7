"""Functions of a folder that is not the flow's: the Step says where, and every reader of it knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import open_flow
from engine.doings import doings
from engine.registry import Registry


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    (tmp_path / "far").mkdir()
    (tmp_path / "flows").mkdir()
    (tmp_path / "far/near.py").write_text("SEVEN = 7\n")
    (tmp_path / "far/tools.py").write_text(
        "import near\n"
        "def seven() -> int:\n    return near.SEVEN\n"
        "from pathlib import Path\n"
        "def take_back(seven):\n    Path('undone').write_text(str(seven))\n"
        "def fail(seven):\n    raise ValueError('no')\n"
    )
    (tmp_path / "flows/tools.py").write_text("def seven() -> int:\n    return 1\n")
    path = tmp_path / "flows/far.flow.json"
    config: dict[str, Any] = {"function": "tools:seven", "folder": "../far"}
    steps = {"seven": {"kind": "python", "config": config, "outputs": {"seven": {}}}}
    path.write_text(json.dumps({"format": "backcast/1", "goals": ["seven"], "steps": steps}))
    return path


def change(path: Path, **more: Any) -> None:
    told = json.loads(path.read_text())
    told["steps"]["seven"].update(more)
    path.write_text(json.dumps(told))


def test_a_function_of_another_folder_runs_with_what_lies_beside_it(flow: Path) -> None:
    assert open_flow(flow).problems() == ()
    assert open_flow(flow).run()["seven"] == 7
    change(flow, config={"function": "tools:seven", "folder": "../far", "isolate": "process"})
    assert open_flow(flow).run()["seven"] == 7
    change(flow, config={"function": "tools:seven"})
    assert open_flow(flow).run()["seven"] == 1


def test_its_files_are_what_would_be_executed(flow: Path) -> None:
    opened = open_flow(flow)
    (doing,) = doings(opened.plan(), Registry.installed(), flow.parent)
    assert doing[1] == "tools:seven in ../far"
    assert {file.name for file in doing.files} == {"tools.py", "near.py"}
    assert all(file.parent.name == "far" for file in doing.files)


def test_a_memory_of_it_goes_with_its_code(flow: Path, tmp_path: Path) -> None:
    kind = Registry.installed().kind("python")
    step = open_flow(flow).flow.steps["seven"]  # type: ignore[index]
    config = kind.config.model_validate(dict(step.config))
    files = kind.fingerprint(step, config, flow.parent).files  # type: ignore[attr-defined]
    assert tmp_path / "far/near.py" in files


def test_what_undoes_it_is_looked_for_there_too(flow: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = json.loads(flow.read_text())
    far = {"folder": "../far"}
    told["steps"]["seven"]["undo"] = {"function": "tools:take_back"}
    told["steps"]["fail"] = {
        "kind": "python", "config": {"function": "tools:fail", **far}, "inputs": {"seven": {}},
    }  # fmt: skip
    told |= {"goals": ["fail"], "on_failure": "undo"}
    flow.write_text(json.dumps(told))
    assert open_flow(flow).run().status == "failed"
    assert (tmp_path / "undone").read_text() == "7"
