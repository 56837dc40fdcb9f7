"""Whether a text looks like what its format says: only a word to the user, never a refusal. Qt-free."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from designer.words import tr

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
_LOOKS: Final[Mapping[str, re.Pattern[str]]] = {
    "email": _EMAIL, "idn-email": _EMAIL, "uri": _URI, "url": _URI,
}  # fmt: skip


def doubt(text: str, format_: str | None) -> str:
    """A sentence where a text is plainly none of its format; empty where it may be, or nothing is given."""
    text, looks = text.strip(), _LOOKS.get(format_ or "")
    if not text or looks is None or looks.fullmatch(text):
        return ""
    if looks is _EMAIL:
        return tr(
            "'{given}' does not look like an email address. It is taken as it is.", given=text
        )
    return tr(
        "'{given}' does not look like an address of the web. It is taken as it is.", given=text
    )
