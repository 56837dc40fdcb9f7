from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import run_command_line
from engine.testing import flow_of
from tests.engine.program import SIMPLE, saved

OTHER = flow_of("one: -> x", "two: x ->")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*args: str) -> tuple[int, str]:
    """The exit status, and what was said on stderr."""
    told = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(told):
        status = run_command_line(list(args))
    return status, told.getvalue()


@pytest.mark.parametrize("notation", ["mermaid", "dot", "argyll"])
def test_an_export_never_takes_the_place_of_its_own_flow(notation: str, folder: Path) -> None:
    flow = Path(saved(SIMPLE))
    before = flow.read_bytes()
    (folder / "link.json").symlink_to(flow)
    for target in ("./f.flow.json", "link.json"):
        status, told = said("export", str(flow), "--to", notation, "-o", target)
        assert status == 2
        assert f"'-o {Path(target)}' would overwrite the flow itself; name another file" in told
    assert flow.read_bytes() == before


@pytest.mark.gui
def test_a_picture_takes_the_place_of_a_picture_alone(folder: Path) -> None:
    flow = Path(saved(SIMPLE))
    before = flow.read_bytes()
    for notation in ("svg", "png"):
        assert said("export", str(flow), "--to", notation, "-o", str(flow))[0] == 2
        for _ in range(2):
            assert said("export", str(flow), "--to", notation, "-o", f"f.{notation}")[0] == 0
    assert said("export", str(flow), "--to", "svg", "-o", "f.png")[0] == 2
    assert flow.read_bytes() == before


@pytest.mark.parametrize("notation", ["mermaid", "dot", "argyll", "json"])
def test_an_export_takes_the_place_of_an_older_one_and_of_nothing_else(notation: str) -> None:
    flow, target = saved(SIMPLE), Path("out")
    target.touch()
    for _ in range(2):  # an empty file, then the export itself
        assert said("export", flow, "--to", notation, "-o", "out")[0] == 0
    first = target.read_bytes()
    assert first
    for source in (b"def keep():\n    return 1\n", b'{"a": 1}\n', b"\0\xff"):
        target.write_bytes(source)
        status, told = said("export", flow, "--to", notation, "-o", "out")
        assert status == 2
        assert "'-o out' would overwrite a file that is no " in told
        assert "name another file, or delete it first" in told
        assert target.read_bytes() == source


def test_a_flow_is_tidied_in_place_but_never_takes_the_place_of_another() -> None:
    flow, other = saved(SIMPLE), saved(OTHER, "other.flow.json")
    tidy = Path(flow).read_text()
    Path(flow).write_text(tidy.replace("\n", "").replace("  ", ""))
    assert said("export", flow, "--to", "json", "-o", flow) == (0, "")
    assert Path(flow).read_text() == tidy
    before = Path(other).read_bytes()
    status, told = said("export", flow, "--to", "json", "-o", other)
    assert (status, "would overwrite another flow" in told) == (2, True)
    assert said("export", flow, "--to", "mermaid", "-o", other)[0] == 2
    assert Path(other).read_bytes() == before
