from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from designer.session.settings import RECENT_LIMIT, Settings, settings_folder

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def reopened(settings: Settings, file: Path) -> Settings:
    settings.flush()
    return Settings(file)


def test_settings_live_in_the_home_that_is_set(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("BACKCAST_HOME", str(tmp_path))
    settings = Settings()
    settings.theme = "dark"
    settings.flush()
    assert (tmp_path / "settings.ini").is_file()
    monkeypatch.delenv("BACKCAST_HOME")
    assert settings_folder().name == "backcast"


def test_what_was_set_is_there_after_a_restart(file: Path) -> None:
    settings = Settings(file)
    settings.theme = "dark"
    settings.geometry = QByteArray(b"\x00\x01geometry\xff")
    settings.window_state = QByteArray(b"state\n\x00")
    settings.add_recent(Path("/a/größe, %25.flow.json"))
    settings.keep_given(Path("/a.flow.json"), {"email": "ada@example.org", "n": "1,5"})
    again = reopened(settings, file)
    assert again.theme == "dark"
    assert again.geometry == b"\x00\x01geometry\xff"
    assert again.window_state == b"state\n\x00"
    assert again.recent_files == (Path("/a/größe, %25.flow.json"),)
    assert again.last_given(Path("/a.flow.json")) == {"email": "ada@example.org", "n": "1,5"}


def test_the_newest_file_comes_first_and_only_once(file: Path) -> None:
    settings = Settings(file)
    for number in range(20):
        settings.add_recent(Path(f"/{number}"))
    settings.add_recent(Path("/15"))
    assert settings.recent_files[:3] == (Path("/15"), Path("/19"), Path("/18"))
    assert len(settings.recent_files) == RECENT_LIMIT
    settings.drop_recent(Path("/15"))
    assert Path("/15") not in settings.recent_files


def test_values_are_kept_for_each_flow_apart_and_for_an_untitled_one(file: Path) -> None:
    settings = Settings(file)
    settings.keep_given(Path("/a"), {"x": "1"})
    settings.keep_given(None, {"x": "2"})
    settings.keep_given(Path("/a"), {"y": "3"})
    assert settings.last_given(Path("/a")) == {"x": "1", "y": "3"}
    assert settings.last_given(None) == {"x": "2"}
    assert settings.last_given(Path("/b")) == {}


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x00\xff\xfe rubbish \x80",
        b"[files]\nrecent={\"a\": 1}\ngiven=[1, 2]\n[window]\ngeometry=7\n[appearance]\ntheme=mauve",
        b"[files]\nrecent=[1, null, \"\"]\ngiven={\"/a\": 3, \"\": {\"x\": 4}}\n",
        b"[files]\nrecent=" + b"[" * 5000 + b"\n[window\ngeometry=@ByteArray(",
    ],
)  # fmt: skip
def test_rubbish_reads_as_nothing_and_can_be_written_over(file: Path, rubbish: bytes) -> None:
    file.write_bytes(rubbish)
    settings = Settings(file)
    assert settings.theme == ""
    assert settings.recent_files == ()
    assert settings.last_given(None) == {}
    assert settings.last_given(Path("/a")) == {}
    assert settings.geometry.isEmpty()
    settings.add_recent(Path("/new"))
    settings.theme = "light"
    again = reopened(settings, file)
    assert (again.recent_files, again.theme) == ((Path("/new"),), "light")
