from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from engine.errors import StepFailure
from engine.importing import ImportRefused, import_file
from engine.kinds import _notebook_child
from engine.kinds.notebook import NotebookKind
from engine.value import ABSENT
from tests.engine.importing import only_step, run_json
from tests.engine.performing import Bench

PARAMETERS = "count: int = 3\nname = 'x'\n%time\nfactor = 1.5\nwhen = str(1)"


def cell(source, *tags, kind="code"):
    made = {"cell_type": kind, "metadata": {"tags": list(tags)}, "source": source}
    return {**made, "outputs": [], "execution_count": None} if kind == "code" else made


def write(folder, *cells, name="sum.ipynb", language="python"):
    spec = {"name": "python3", "language": language, "display_name": "P"}
    whole = {"nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": spec}}
    path = folder / name
    path.write_text(json.dumps({**whole, "cells": list(cells)}))
    return path


def summing(folder):
    return write(
        folder,
        cell("# Sum it up\nand more", kind="markdown"),
        cell(PARAMETERS.replace("%time\n", ""), "parameters"),
        cell("print('hello', count)\ntotal = count * factor"),
        cell("total\nlabel: str = name.upper()", "outputs"),
    )


def test_tagged_cells_become_ports(tmp_path):
    path = write(
        tmp_path,
        cell("# Sum it up\nand more", kind="markdown"),
        cell(PARAMETERS, "parameters"),
        cell("total\nlabel: str = name.upper()\ntotal * 2", "outputs"),
    )
    made = import_file(path, tmp_path)
    step = only_step(made)
    assert (step.kind, step.config) == ("notebook", {"notebook": "sum.ipynb"})
    assert step.description == "Sum it up"
    told = {name: (str(port.type), port.default) for name, port in step.inputs.items()}
    assert told == {
        "count": ("integer", 3), "name": ("string", "x"), "factor": ("number", 1.5),
        "when": ("any", ABSENT),
    }  # fmt: skip
    assert not step.inputs["when"].required
    assert set(step.outputs) == {"total", "label", "notebook"}
    assert str(step.outputs["label"].type) == "string"
    assert any("'when'" in note for note in made.notes)
    assert any("no name" in note for note in made.notes)


def test_a_notebook_without_tags_says_so(tmp_path):
    made = import_file(write(tmp_path, cell("1 + 1")), tmp_path)
    assert not only_step(made).inputs
    assert list(only_step(made).outputs) == ["notebook"]
    assert len(made.notes) == 2


def test_a_notebook_of_another_language_says_so(tmp_path):
    made = import_file(write(tmp_path, cell("x <- 1", "parameters"), language="R"), tmp_path)
    assert any("of R" in note for note in made.notes)


def test_a_tagged_cell_that_is_no_python_is_a_sentence_with_its_place(tmp_path):
    with pytest.raises(ImportRefused, match=r"^/cells/0: .*'parameters' is no Python: line 2"):
        import_file(write(tmp_path, cell("x = 1\ny = = 2", "parameters")), tmp_path)


def test_reading_a_notebook_executes_none_of_it(tmp_path):
    mark = tmp_path / "ran"
    source = f"x = open({str(mark)!r}, 'w')"
    import_file(write(tmp_path, cell(source, "parameters"), cell(source, "outputs")), tmp_path)
    assert not mark.exists()


async def test_without_the_packages_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    summing(tmp_path)
    (tmp_path / "hidden" / "nbformat").mkdir(parents=True)
    hidden = tmp_path / "hidden" / "nbformat" / "__init__.py"
    hidden.write_text("raise ModuleNotFoundError('no nbformat', name='nbformat')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"))
    with pytest.raises(StepFailure) as caught:
        await Bench(NotebookKind(), tmp_path).perform({"notebook": "sum.ipynb"}, {}, "notebook")
    assert caught.value.reason == "missing_package"
    assert "pip install 'backcast[notebooks]'" in str(caught.value)


@pytest.fixture
def runs():
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")


def test_a_notebook_runs_with_its_inputs_and_gives_its_outputs(runs, tmp_path):
    made = import_file(summing(tmp_path), tmp_path)
    before = (tmp_path / "sum.ipynb").read_bytes()
    step = only_step(made)
    step.config["save_to"] = "done-{count}.ipynb"
    told = run_json(made.flow, tmp_path, {"count": 4, "name": "abc"})
    assert told["status"] == "completed", told
    outputs = told["steps"]["sum"]["outputs"]
    assert (outputs["total"], outputs["label"]) == (6.0, "ABC")
    kept = json.loads((tmp_path / "done-4.ipynb").read_text())
    tags = [cell["metadata"].get("tags") for cell in kept["cells"]]
    assert tags == [[], ["parameters"], ["injected-parameters"], [], ["outputs"]]
    assert "hello 4" in str(kept["cells"][3]["outputs"])
    assert (tmp_path / "sum.ipynb").read_bytes() == before


async def test_a_failing_cell_is_named_and_what_ran_is_kept(runs, tmp_path):
    write(tmp_path, cell("x = 1"), cell("x / 0"), cell("y = 2"))
    bench = Bench(NotebookKind(), tmp_path)
    with pytest.raises(StepFailure, match="cell 2 raised ZeroDivisionError: division by zero"):
        await bench.perform(
            {"notebook": "sum.ipynb", "save_to": "kept.ipynb"}, {"a": 1}, "notebook"
        )
    assert "ZeroDivisionError" in (tmp_path / "kept.ipynb").read_text()


@pytest.mark.long
async def test_outputs_that_are_no_json_are_named(runs, tmp_path):
    write(tmp_path, cell("total = object()", "outputs"))
    bench = Bench(NotebookKind(), tmp_path)
    with pytest.raises(StepFailure, match="output 'total' cannot be taken: TypeError") as caught:
        await bench.perform({"notebook": "sum.ipynb"}, {}, "total")
    assert caught.value.reason == "bad_output"
    with pytest.raises(StepFailure, match="no variable of that name"):
        await bench.perform({"notebook": "sum.ipynb"}, {}, "other")
    with pytest.raises(StepFailure, match="there is no kernel 'cobol'"):
        await bench.perform({"notebook": "sum.ipynb", "kernel": "cobol"}, {}, "total")


@pytest.mark.parametrize(
    ("text", "words"), [(None, "cannot be read"), ("{}", "is no notebook"), ("[", "is no notebook")]
)
def test_a_file_that_is_no_notebook_is_a_sentence(runs, tmp_path, text, words):
    path = tmp_path / "x.ipynb"
    if text is not None:
        path.write_text(text)
    with pytest.raises(_notebook_child.Told, match=words):
        _notebook_child.execute({"notebook": str(path)})


@pytest.mark.long
async def test_cancelling_ends_the_kernel_too(runs, tmp_path):
    source = (
        "import os, time, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)"
    )
    write(tmp_path, cell(source))
    work = asyncio.create_task(
        Bench(NotebookKind(), tmp_path).perform({"notebook": "sum.ipynb"}, {}, "notebook")
    )
    pid = tmp_path / "pid"
    async with asyncio.timeout(20):
        while not pid.exists() or not pid.read_text():  # noqa: ASYNC110 - a file sends no event
            await asyncio.sleep(0.05)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    async with asyncio.timeout(10):
        while _is_alive(int(pid.read_text())):  # noqa: ASYNC110 - nor does a stranger's end
            await asyncio.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
