"""Takes the secrets that a Step was given out of all that it says: texts, values, names.

A secret is looked for in the forms in which programs write it (`forms_of`), and in what an object of the
user's shows of itself. May not know the run, the work or where a secret comes from.
"""

from __future__ import annotations

import base64
import json
import operator
import os.path
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Final
from urllib.parse import quote, quote_plus

from engine.value import Secret, Unkept, Value, preview, shown, type_name

MASK: Final = "•••"
"""What stands where a secret was."""

CUT: Final = "…"
"""What stands where a text was cut off."""

_SHORTEST_LINE: Final = 4
"""Characters of a line of a secret that counts as one too; the beginning of one that was cut off."""

_SHORTEST_CODE: Final = 8
"""Characters of a piece of base64 that is long enough to belong to nothing else."""

_SHORTEST_PART: Final = 8
"""Characters of a folder or name in a secret that has slashes which count as one too."""

_LONGEST_PATH: Final = 4096
"""Characters of a secret that may be a path."""

_ENCODINGS: Final = ("latin-1", "cp1252", "cp850", "cp437")
"""What bytes of a text are written in, or taken for, besides UTF-8: by headers, and by Windows."""

_URL_SAFE: Final = str.maketrans("+/", "-_")


def forms_of(*secrets: str) -> tuple[str, ...]:
    """Secrets in all the forms to look for, the longest first: their lines, and each escaped and encoded.

    Each as a sentence writes it too, with one blank for every run of them.
    """
    texts = {*secrets}
    for secret in secrets:
        lines = map(str.strip, secret.splitlines())
        texts.update(line for line in lines if len(line) >= _SHORTEST_LINE)
    texts.update([part for secret in secrets for part in _as_path(secret)])
    texts.update([spelled for text in texts if not text.isascii() for spelled in _respelled(text)])
    forms = {form for text in texts for form in _written(text)}
    forms.update(
        [tidied for form in forms if len(tidied := " ".join(form.split())) >= _SHORTEST_LINE]
    )
    forms.update(form for secret in secrets for form in _encoded(secret))
    return tuple(sorted(filter(None, forms), key=lambda form: (-len(form), form)))


def _as_path(text: str) -> Iterator[str]:
    """A secret that may be a path, or in one, as it looks tidied up, and its folders and names alone."""
    if "/" not in text or "\n" in text or len(text) > _LONGEST_PATH:
        return
    for path in (PurePath(text), PurePath(os.path.normpath(text))):
        yield str(path)
        parts = [*map(str, path.parents), *path.parts]
        yield from (part for part in parts if len(part) >= _SHORTEST_PART)


def _written(text: str) -> Iterator[str]:
    yield text
    for quoted in (json.dumps(text), json.dumps(text, ensure_ascii=False), repr(text)):
        yield quoted[1:-1]
    sound = text.encode("utf-8", "surrogateescape")
    yield from (quote(sound), quote(sound, safe=""), quote_plus(sound))


def _respelled(text: str) -> Iterator[str]:
    """A text of more than ASCII as it looks in another encoding, or where one was taken for another."""
    yield from (unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))
    yield text.encode("ascii", "xmlcharrefreplace").decode()
    lossy = [text.encode("ascii", how).decode() for how in ("replace", "ignore")]
    lossy.append(text.encode("utf-8", "surrogateescape").decode("ascii", "replace"))
    for data, other in _bytes_of(text):
        yield repr(data)[2:-1]
        yield quote(data)
        yield data.decode("latin-1" if other else "utf-8", "replace")
        yield from (data.decode("utf-8", how) for how in ("surrogateescape", "backslashreplace"))
        lossy.append(data.decode("utf-8", "replace"))
        if not other:
            yield from (data.decode(taken_for, "replace") for taken_for in _ENCODINGS)
    # where too little is left, it may be anything
    yield from (each for each in lossy if sum(map(_is_ascii_word, each)) >= _SHORTEST_LINE)


def _bytes_of(text: str) -> Iterator[tuple[bytes, str]]:
    """A text in UTF-8, and in the other encodings that have all its letters, with their names."""
    yield text.encode("utf-8", "surrogateescape"), ""
    for other in _ENCODINGS:
        with suppress(UnicodeEncodeError):
            yield text.encode(other), other


def _is_ascii_word(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _encoded(text: str) -> Iterator[str]:
    """Base64 of a text, wherever in a longer one it stands."""
    for data in {data for data, _ in _bytes_of(text)}:
        for before in range(3):
            code = base64.b64encode(bytes(before) + data).decode().rstrip("=")
            sure = code[(0, 2, 3)[before] : len(code) - (1 if (len(data) + before) % 3 else 0)]
            if len(sure) >= _SHORTEST_CODE:
                yield from (sure, sure.translate(_URL_SAFE))


def blot(text: str, secrets: Sequence[str]) -> str:
    """A text without the secrets that work was given, nor what was left of one where "…" cuts it off."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, MASK)
    return _without_parts(text, secrets) if secrets and CUT in text else text


def blot_piece(text: str, secrets: Sequence[str], *, is_begun: bool, goes_on: bool) -> str:
    """A piece of a longer text without the secrets, or what is in it of one that it was cut through."""
    marked = f"{CUT if is_begun else ''}{text}{CUT if goes_on else ''}"
    return blot(marked, secrets)[is_begun : -1 if goes_on else None]


def _without_parts(text: str, secrets: Sequence[str]) -> str:
    parts = text.split(CUT)
    for at, part in enumerate(parts[1:-1], 1):
        if len(part) >= _SHORTEST_LINE and any(part in secret for secret in secrets):
            parts[at] = MASK
    for at in range(len(parts) - 1):
        before, after = parts[at], parts[at + 1]
        if begun := max(_begun(before, secret) for secret in secrets):
            parts[at] = before[:-begun] + MASK
        if ended := max(_ended(after, secret) for secret in secrets):
            parts[at + 1] = MASK + after[ended:]
    return CUT.join(parts)


def _begun(text: str, secret: str) -> int:
    """Characters at the end of a text that are the beginning of a secret, and not all of it."""
    at = text.find(secret[:_SHORTEST_LINE], max(0, len(text) - len(secret) + 1))
    while at >= 0 and not secret.startswith(text[at:]):
        at = text.find(secret[:_SHORTEST_LINE], at + 1)
    found = len(text) - at if at >= 0 else 0
    return found if found >= _SHORTEST_LINE else 0


def _ended(text: str, secret: str) -> int:
    """Characters at the beginning of a text that are the end of a secret, and not all of it."""
    tail = secret[-_SHORTEST_LINE:]
    end = text.rfind(tail, 0, max(0, len(secret) - 1)) + len(tail)
    while end > len(tail) - 1 and not secret.endswith(text[:end]):
        end = text.rfind(tail, 0, end - 1) + len(tail)
    return end if end >= _SHORTEST_LINE else 0


def blotted(value: Value, secrets: Sequence[str]) -> Value:
    """A value without the secrets that work was given, in bytes and in the texts of lists and objects too.

    The very value where there is none in it. Of what is no JSON and shows a secret of itself, only a note
    of how it looked is left.
    """
    try:
        return _blotted(value, secrets)
    except RecursionError:
        return _noted(value, secrets)


def _blotted(value: Value, secrets: Sequence[str]) -> Value:
    clean: Value = value
    match value:
        case str():
            clean = blot(value, secrets)
            return value if clean == value else clean
        case bytes() | bytearray():
            text = value.decode("utf-8", "surrogateescape")
            clean = blot(text, secrets)
            return value if clean == text else type(value)(clean.encode("utf-8", "surrogateescape"))
        case list() | tuple():
            clean = [_blotted(item, secrets) for item in value]
            kept = all(map(operator.is_, clean, value))
        case dict():
            clean = {_blotted(k, secrets): _blotted(item, secrets) for k, item in value.items()}
            kept = all(map(operator.is_, (*clean, *clean.values()), (*value, *value.values())))
        case None | bool() | int() | float() | Secret() | Unkept():
            return value
        case _:
            return _noted(value, secrets)
    return value if kept else clean


def _noted(value: Value, secrets: Sequence[str]) -> Value:
    look = shown(value)
    clean = blot(look, secrets)
    return value if clean == look else Unkept(type_name(value), preview(clean))
