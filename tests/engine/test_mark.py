from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine import mark as module
from engine.mark import NOTHING, NoMark, mark, marks


def aged(path: Path, text: str, at: float = 1_000_000_000.0) -> Path:
    path.write_text(text)
    os.utime(path, (at, at))
    return path


def test_a_file_is_marked_by_its_content_wherever_and_whenever_it_was_written(
    tmp_path: Path,
) -> None:
    one, two = aged(tmp_path / "one", "same"), aged(tmp_path / "two", "same", 2_000_000_000.0)
    assert mark(one) == mark(two)
    assert mark(aged(two, "other")) != mark(one)


def test_a_file_that_changes_twice_in_one_tick_of_its_clock_has_two_marks(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("one")
    at = file.stat().st_mtime_ns
    first = mark(file)
    with file.open("r+") as opened:  # the same inode, size and time
        opened.write("two")
    os.utime(file, ns=(at, at))
    assert mark(file) != first


def test_a_large_file_is_marked_by_size_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WHOLE", 3)
    file = aged(tmp_path / "large", "aaaa")
    first = mark(file)
    assert mark(aged(file, "bbbb")) == first
    assert mark(aged(file, "aaaa", 1_000_000_001.0)) != first


def test_what_is_not_there_is_marked_as_that(tmp_path: Path) -> None:
    aged(tmp_path / "file", "")
    for name in ("gone", "file/below", "x" * 5000, "nul\0"):
        assert mark(tmp_path / name) == NOTHING


def test_a_folder_is_marked_by_everything_below_it(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    aged(tmp_path / "below/file", "one")
    first = mark(tmp_path)
    assert mark(tmp_path) == first
    aged(tmp_path / "below/file", "three")
    second = mark(tmp_path)
    assert second != first
    aged(tmp_path / "more", "")
    assert mark(tmp_path) not in (first, second)


def test_a_folder_of_too_many_files_has_no_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ENTRIES", 2)
    for number in range(3):
        (tmp_path / str(number)).touch()
    with pytest.raises(NoMark, match="there are more than 2 files below"):
        marks([tmp_path])


def test_a_device_can_be_named_and_is_not_read() -> None:
    assert mark(Path("/dev/null")).startswith("device ")
