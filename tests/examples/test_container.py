"""The recipes of packages: what the image leaves out the core never imports, and icons are drawn."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.guide.reading import GUIDE

RECIPE = (GUIDE.parent / "packaging" / "Containerfile").read_text(encoding="utf-8")
QUALITY = GUIDE.parent / "examples" / "quality-gate"

WITHOUT = """
import sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in ('PySide6', 'shiboken6', 'qasync') or name.startswith({left_out!r}):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Gone())
from engine.cli import run_command_line
sys.exit(run_command_line(['run', 'quality-gate.flow.json', '-q']))
"""


def test_the_image_lacks_nothing_that_a_run_with_expressions_needs(tmp_path: Path) -> None:
    [left_out] = re.findall(r"rm -rf \S*/site-packages/(\S+)", RECIPE)
    name = left_out.replace("/", ".")
    assert name == "cel_expr_python.ext"
    shutil.copytree(QUALITY, tmp_path / "flow")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(left_out=name)], cwd=tmp_path / "flow",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("published: ")


def test_the_recipe_says_how_large_it_is_and_begins_with_the_program() -> None:
    parts = re.search(r"it adds (\d+) MB: (.*?)\. CEL", RECIPE.replace("\n# ", " "))
    assert parts is not None
    assert sum(map(int, re.findall(r"\b(\d+)\b", parts[2]))) == int(parts[1])
    assert 'ENTRYPOINT ["backcast"]' in RECIPE


@pytest.mark.parametrize("suffix", [".ico", ".icns", ".png"])
def test_the_icon_is_drawn_as_each_system_wants_it(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"backcast{suffix}"
    command = [sys.executable, str(GUIDE.parent / "packaging" / "icon.py"), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    data = target.read_bytes()
    if suffix == ".icns":  # Apple's box: its length, one entry, a PNG of 256 pixels
        assert (data[:4], data[8:12]) == (b"icns", b"ic08")
        assert [int.from_bytes(data[at : at + 4]) for at in (4, 12)] == [len(data), len(data) - 8]
        data = data[16:]
    image = QImage.fromData(data)
    assert (image.width(), image.height()) == (256, 256)
    middle = image.pixelColor(128, 128)
    assert middle.alpha() == 255
    assert image.pixelColor(0, 0).alpha() < 255  # round at the corners


def test_what_the_specification_names_is_there() -> None:
    """PyInstaller itself is run by the long tests; names that went are found at once."""
    spec = (GUIDE.parent / "packaging" / "backcast.spec").read_text(encoding="utf-8")
    compile(spec, "backcast.spec", "exec")
    for name in ("backcast.py", "resources"):
        assert f'"{name}"' in spec
    excluded = re.search(r"excludes=\[(.*?)\]", spec, re.S)
    assert excluded is not None
    used = re.compile(r"^(?:from|import) (PySide6\.Qt\w+)", re.M)
    imported = {
        name
        for path in (GUIDE.parents[1] / "designer").rglob("*.py")
        for name in used.findall(path.read_text(encoding="utf-8"))
    }
    assert "PySide6.QtWidgets" in imported
    assert not imported & set(re.findall(r'"([^"]+)"', excluded[1]))
