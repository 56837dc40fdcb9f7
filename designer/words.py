"""The language that the window speaks: one function, through which every text for the user goes.

Qt-free, so that any floor may use it. Which language that is, `translation` says: it hands over Qt's
own way of translating. Until then every text stands as it is written, which is English.
"""

from __future__ import annotations

from collections.abc import Callable

Speech = Callable[[str], str]


def _as_written(text: str) -> str:
    return text


class _Tongue:
    """What texts are put through."""

    speak: Speech = staticmethod(_as_written)


def tr(text: str, **facts: object) -> str:
    """A text in the user's language; `facts` fill its braces once it is translated."""
    spoken = _Tongue.speak(text)
    return spoken.format(**facts) if facts else spoken


def quoted(name: object) -> str:
    """A name within a sentence, in the quotation marks of the user's language."""
    return f"'{name}'" if is_as_written() else tr("'{name}'", name=name)


def quotes() -> tuple[str, str]:
    """The quotation marks of the user's language: the one before a name and the one behind it."""
    before, after = quoted("\0").split("\0")
    return before, after


def within(text: str) -> str:
    """A heading's word where it stands within a sentence: English writes it small then."""
    return text.lower() if is_as_written() else tr(text)


def is_as_written() -> bool:
    """Whether texts stand as they are written, which is English."""
    return _Tongue.speak is _as_written


def speak(speech: Speech | None) -> None:
    """Put every text through this from now on; None: leave it as it is written."""
    _Tongue.speak = staticmethod(speech or _as_written)
