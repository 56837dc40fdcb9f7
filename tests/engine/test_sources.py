from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.sources import code_behind, version_behind


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "flow"


def written(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def found(folder: Path, module: str = "work") -> set[str]:
    return {str(file.relative_to(folder)) for file in code_behind(folder, module).files}


def test_a_module_counts_with_all_that_it_imports_however_far(folder: Path) -> None:
    written(folder, work="import one", one="def f():\n    from two import g", two="", other="")
    assert found(folder) == {"work.py", "one.py", "two.py"}


def test_modules_that_import_each_other_come_to_an_end(folder: Path) -> None:
    written(folder, work="import one", one="import work")
    assert found(folder) == {"work.py", "one.py"}


def test_packages_count_with_what_lies_on_the_way(folder: Path) -> None:
    written(folder, work="import lib.deep.end, lib.name as other")
    written(folder / "lib", name="", unused="")
    written(folder / "lib/deep", end="from .. import sibling\nfrom . import near", near="")
    for package in ("lib", "lib/deep"):
        (folder / package / "__init__.py").touch()
    (folder / "lib/sibling.py").write_text("from .deep.near import x")
    assert found(folder) == {
        "work.py", "lib/__init__.py", "lib/name.py", "lib/sibling.py",
        "lib/deep/__init__.py", "lib/deep/end.py", "lib/deep/near.py",
    }  # fmt: skip


def test_folders_without_init_are_searched_too(folder: Path) -> None:
    written(folder, work="from lib import part, nothing")
    written(folder / "lib", part="")
    assert found(folder) == {"work.py", "lib/part.py"}


def test_nothing_is_run_and_a_broken_source_counts_by_itself(folder: Path) -> None:
    written(folder, work="import one\nraise SystemExit", one="def (")
    assert found(folder) == {"work.py", "one.py"}


def test_installed_packages_count_by_their_version(folder: Path) -> None:
    written(folder, work="import click.core, json\nfrom pydantic import BaseModel\nimport engine")
    code = code_behind(folder, "work")
    assert [file.name for file in code.files] == ["work.py"]
    assert version_behind("click").startswith("click 8.")
    assert version_behind("click") in code.text
    assert version_behind("pydantic") in code.text
    assert "json" not in code.text


def test_a_distribution_of_another_name_than_its_module_is_found() -> None:
    assert version_behind("celpy_is_not_there") == ""
    assert version_behind("_pytest").startswith("pytest ")
    assert version_behind("engine").startswith("backcast ")


def test_a_package_that_is_not_there_is_noted_so_that_installing_it_counts(folder: Path) -> None:
    written(folder, work="try:\n    import not_there_yet\nexcept ImportError:\n    pass")
    assert "not_there_yet missing" in code_behind(folder, "work").text


def test_sources_on_the_path_that_are_not_really_installed_count_by_content(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(folder, work="import mine_in_progress.part")
    written(tmp_path / "src/mine_in_progress", part="import mine_too")
    (tmp_path / "src/mine_in_progress/__init__.py").touch()
    written(tmp_path / "src", mine_too="")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "src")])
    names = {file.name for file in code_behind(folder, "work").files}
    assert names == {"work.py", "__init__.py", "part.py", "mine_too.py"}
