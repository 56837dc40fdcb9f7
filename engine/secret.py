"""Turns a reference to a secret into the secret, at the last moment, and tells nobody.

References are `env:NAME`, `file:PATH` (relative to the flow file's folder) and `keyring:SERVICE/NAME`.
What a person typed in answer to a question is `answer:...`: it is kept in this process, for as long as
its run is on.
"""

from __future__ import annotations

import os
import stat
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from engine.errors import Fatal
from engine.value import Secret, Value

MAX_BYTES: Final = 1024 * 1024
"""The largest file that is read as a secret."""


FORMS: Final = "env:NAME, file:PATH, keyring:SERVICE/NAME"
"""How a reference is written."""

_KEYRING: Final[Mapping[str, str]] = {
    "NoKeyringError": "this machine has no keyring to ask; write env:NAME or file:PATH",
    "KeyringLocked": "the keyring is locked; unlock it",
}
"""What the keyring's own errors mean, by their names."""

_ANSWERS: Final[dict[str, str]] = {}


def keep_answer(secret: str) -> str:
    """Keep a secret that a person typed, in this process alone, and give a reference to it."""
    reference = f"answer:{uuid.uuid4().hex}"
    _ANSWERS[reference] = secret
    return reference


def forget_answer(reference: str) -> None:
    """Forget a secret that a person typed; harmless when repeated."""
    _ANSWERS.pop(reference, None)


def is_reference(value: object) -> bool:
    """Whether a value refers to a secret rather than being one."""
    return isinstance(value, str) and value.partition(":")[0] in _SCHEMES and ":" in value


def hidden(value: Value, *, is_list: bool) -> Value:
    """A value that is to be a secret, as the reference that it is; of a list, each of them."""
    if is_list and isinstance(value, list):
        return [hidden(item, is_list=False) for item in value]
    return Secret(value if is_reference(value) else "a literal")


def references(value: Value) -> tuple[str, ...]:
    """The references that a value is, or a list of them holds; none where it is no secret."""
    if isinstance(value, Secret):
        return (value.reference,)
    if type(value) is list and value and isinstance(value[0], Secret):
        return tuple(one.reference for one in value if isinstance(one, Secret))
    return ()


def referred(value: Value) -> Value:
    """The same value with references, as they are written, for the secrets."""
    found = references(value)
    return value if not found else list(found) if isinstance(value, list) else found[0]


def resolve_all(references: Sequence[str], folder: Path) -> list[str]:
    """What each of them stands for; as `resolve`."""
    return [resolve(reference, folder) for reference in references]


def resolve(reference: str, folder: Path) -> str:
    """What a reference stands for. Blocks: reads a file or asks the keyring.

    Raises:
        Fatal: The reference leads nowhere; the message names it, and never the secret.
    """
    scheme, _, rest = reference.partition(":")
    if scheme not in _SCHEMES:
        raise _nowhere(reference, "write env:NAME, file:PATH or keyring:SERVICE/NAME")
    return _SCHEMES[scheme](reference, rest, folder)


def _from_environment(reference: str, name: str, folder: Path) -> str:
    del folder
    if name not in os.environ:
        raise _nowhere(reference, f"the environment variable '{name}' is not set")
    return os.environ[name]


def _from_file(reference: str, path: str, folder: Path) -> str:
    try:
        place = folder / path
        if not stat.S_ISREG(place.stat().st_mode):
            raise _nowhere(reference, "this is no file")
        with place.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise _nowhere(reference, f"the file is larger than {MAX_BYTES >> 20} MB")
        if not (secret := data.decode("utf-8").rstrip("\r\n")):
            raise _nowhere(reference, "the file is empty")
        return secret
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise _nowhere(reference, f"the file cannot be read ({type(error).__name__})") from None


def _from_keyring(reference: str, rest: str, folder: Path) -> str:
    del folder
    service, _, name = rest.partition("/")
    if not service or not name:
        raise _nowhere(reference, "write keyring:SERVICE/NAME")
    try:
        import keyring
    except ImportError:
        hint = "install the extra 'secrets' to use the keyring"
        raise _nowhere(reference, hint) from None
    try:
        secret: str | None = keyring.get_password(service, name)
    except Exception as error:  # noqa: BLE001 - each backend raises its own
        what = type(error).__name__
        raise _nowhere(reference, _KEYRING.get(what, f"the keyring says: {what}")) from None
    if secret is None:
        raise _nowhere(reference, "the keyring has no such entry")
    return secret


def _from_answer(reference: str, name: str, folder: Path) -> str:
    del name, folder
    if reference not in _ANSWERS:
        raise Fatal(
            "the secret that was typed in answer to a question is not kept once the program has "
            "ended; run the step that asks for it again (backcast rerun RUN --from STEP)",
            reason="bad_secret",
        )
    return _ANSWERS[reference]


def _nowhere(reference: str, why: str) -> Fatal:
    return Fatal(f"the secret '{reference}' cannot be had: {why}", reason="bad_secret")


_SCHEMES: Final[Mapping[str, Callable[[str, str, Path], str]]] = {
    "env": _from_environment,
    "file": _from_file,
    "keyring": _from_keyring,
    "answer": _from_answer,
}
