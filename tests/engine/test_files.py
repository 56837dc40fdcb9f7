from __future__ import annotations

import os
import pty
import stat
import threading
from pathlib import Path

import pytest

from engine.files import current_folder, save_atomically


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_holds_the_data(tmp_path: Path) -> None:
    save_atomically(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"
    assert names(tmp_path) == ["a.json"]


def test_a_new_file_has_the_permissions_that_any_new_file_has(tmp_path: Path) -> None:
    save_atomically(tmp_path / "ours", b"")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_old_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    save_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_symbolic_link_stays_one_and_its_target_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "real.json").write_bytes(b"old")
    link = tmp_path / "link.json"
    link.symlink_to(folder / "real.json")
    save_atomically(link, b"new")
    assert link.is_symlink()
    assert (folder / "real.json").read_bytes() == b"new"
    assert names(folder) == ["real.json"]


def test_a_missing_folder_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        save_atomically(tmp_path / "nowhere" / "a.json", b"new")


def test_a_folder_in_the_way_is_an_os_error_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        save_atomically(tmp_path / "a.json", b"new")
    assert names(tmp_path) == ["a.json"]


def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    save_atomically(pipe, b"data")
    reader.join(10)
    assert read == [b"data"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    controller, terminal = pty.openpty()  # a device of the test's own: a mistake harms no other
    device = Path(os.ttyname(terminal))
    link = tmp_path / "terminal"
    link.symlink_to(device)
    try:
        save_atomically(link, b"data")
        assert os.read(controller, 4) == b"data"
        assert stat.S_ISCHR(device.stat().st_mode)
    finally:
        os.close(terminal)
        os.close(controller)
    assert names(tmp_path) == ["terminal"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux has it")
@pytest.mark.parametrize("folder", ["/proc/self/fd", "/dev/fd"])
def test_a_descriptor_of_ours_is_written_to_where_it_stands(tmp_path: Path, folder: str) -> None:
    with (tmp_path / "log").open("wb", buffering=0) as file:
        file.write(b"before ")
        save_atomically(Path(folder) / str(file.fileno()), b"data")
        file.write(b" after")
    assert (tmp_path / "log").read_bytes() == b"before data after"
    assert names(tmp_path) == ["log"]


def test_a_folder_that_was_deleted_keeps_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    assert current_folder() == gone
    gone.rmdir()
    monkeypatch.setenv("PWD", str(gone))
    assert current_folder() == gone
