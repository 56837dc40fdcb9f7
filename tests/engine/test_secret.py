from __future__ import annotations

import os
import sys
from collections.abc import Iterator
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


@pytest.mark.parametrize("text", ["", "\n", "\r\n"])
def test_a_file_without_a_secret_in_it_is_refused_with_a_sentence(
    text: str, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(text)
    with pytest.raises(Fatal, match="'file:token' cannot be had: the file is empty"):
        resolve("file:token", tmp_path)


@pytest.mark.parametrize("reference", ["env:NO_SUCH_NAME", "file:none", "hunter2"])
def test_a_reference_that_leads_nowhere_says_so(reference: str, tmp_path: Path) -> None:
    with pytest.raises(Fatal, match="cannot be had"):
        resolve(reference, tmp_path)


def test_what_is_a_reference() -> None:
    assert is_reference("env:X")
    assert not is_reference("hunter2")
    assert not is_reference("env")


KEYRING = """
class NoKeyringError(RuntimeError): pass
class KeyringLocked(Exception): pass
class Odd(Exception): pass

def get_password(service, name):
    if service == "raise":
        raise globals()[name]("hunter2")
    return {("mail", "ada/old"): "hunter2"}.get((service, name))
"""


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library as far as it is asked, with one entry; the real one needs a desktop."""
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "keyring.py").write_text(KEYRING)
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    monkeypatch.delitem(sys.modules, "keyring", raising=False)
    yield
    sys.modules.pop("keyring", None)


@pytest.mark.usefixtures("keyring")
def test_a_secret_comes_from_the_keyring() -> None:
    assert resolve("keyring:mail/ada/old", Path()) == "hunter2"


@pytest.mark.usefixtures("keyring")
@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("keyring:mail/bob", "the keyring has no such entry"),
        ("keyring:mail", "write keyring:SERVICE/NAME"),
        ("keyring:mail/", "write keyring:SERVICE/NAME"),
        ("keyring:/ada", "write keyring:SERVICE/NAME"),
        ("keyring:raise/NoKeyringError", "this machine has no keyring to ask; write env:NAME or"),
        ("keyring:raise/KeyringLocked", "the keyring is locked; unlock it"),
        ("keyring:raise/Odd", "the keyring says: Odd"),
    ],
)
def test_what_the_keyring_does_not_give_says_why_and_never_what_it_said(
    reference: str, why: str
) -> None:
    with pytest.raises(Fatal) as caught:
        resolve(reference, Path())
    assert str(caught.value).startswith(f"the secret '{reference}' cannot be had: {why}")
    assert "hunter2" not in str(caught.value)


def test_without_the_keyrings_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(Fatal, match="install the extra 'secrets' to use the keyring"):
        resolve("keyring:mail/ada", Path())
