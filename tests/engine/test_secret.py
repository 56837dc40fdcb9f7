from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.errors import Fatal
from engine.secret import MAX_BYTES, is_reference, resolve


def test_a_secret_comes_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", "hunter2")
    (tmp_path / "token").write_text("hunter3\r\n")
    assert resolve("env:TOKEN", tmp_path) == "hunter2"
    assert resolve("file:token", tmp_path) == "hunter3"
    assert resolve(f"file:{tmp_path}/token", Path("/")) == "hunter3"


def test_a_file_that_is_none_or_too_large_is_refused_with_a_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big").write_bytes(b"x" * (MAX_BYTES + 1))
    (tmp_path / "most").write_bytes(b"x" * MAX_BYTES)
    for place in ("/dev/zero", "pipe", "."):
        with pytest.raises(Fatal, match=f"'file:{place}' cannot be had: this is no file"):
            resolve(f"file:{place}", tmp_path)
    with pytest.raises(Fatal, match="the file is larger than 1 MB"):
        resolve("file:big", tmp_path)
    assert len(resolve("file:most", tmp_path)) == MAX_BYTES


@pytest.mark.parametrize("reference", ["env:NO_SUCH_NAME", "file:none", "hunter2"])
def test_a_reference_that_leads_nowhere_says_so(reference: str, tmp_path: Path) -> None:
    with pytest.raises(Fatal, match="cannot be had"):
        resolve(reference, tmp_path)


def test_what_is_a_reference() -> None:
    assert is_reference("env:X")
    assert not is_reference("hunter2")
    assert not is_reference("env")
