from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "resources/examples/onboarding/onboarding.flow.json"

WITHOUT_DESIGNER = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "designer"):
            raise ModuleNotFoundError(f"No module named '{name}'")

sys.meta_path.insert(0, Refuse())
from engine.cli import run_command_line
sys.exit(run_command_line(sys.argv[1:]))
"""


def export(*args: str, code: str = "") -> subprocess.CompletedProcess[bytes]:
    start = ["-c", code] if code else ["-m", "engine"]
    return subprocess.run(
        [sys.executable, *start, "export", *args], capture_output=True, timeout=60, check=False
    )


@pytest.mark.gui
def test_a_flow_is_drawn_as_svg_without_a_screen(tmp_path: Path) -> None:
    done = export(str(EXAMPLE), "--to", "svg")
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode()
    assert text.startswith("<?xml")
    assert "<title>Customer onboarding</title>" in text
    for words in ("Generate documents", "onboarding_complete"):
        assert words in text


@pytest.mark.gui
def test_a_flow_is_drawn_as_png_into_a_file(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    done = export(str(EXAMPLE), "--to", "png", "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"\x89PNG")
    assert done.stdout == b""
    piped = export(str(EXAMPLE), "--to", "png")
    assert piped.stdout == out.read_bytes()


def test_without_the_designer_a_sentence_says_what_to_install() -> None:
    done = export(str(EXAMPLE), "--to", "svg", code=WITHOUT_DESIGNER)
    assert done.returncode == 2
    told = done.stderr.decode()
    assert "drawn by the designer" in told
    assert "pip install 'backcast[designer]'" in told
    assert "Traceback" not in told


def test_a_file_that_is_none_is_refused_as_ever(tmp_path: Path) -> None:
    (tmp_path / "no.flow.json").write_text("[]")
    done = export(str(tmp_path / "no.flow.json"), "--to", "svg")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
