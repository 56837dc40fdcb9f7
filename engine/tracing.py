"""Puts an exception of user code into one sentence and a traceback that shows only the user's part.

The exception may be anything: one whose text raises, a group, a syntax error, one with a message of
many megabytes. Nothing here raises.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from engine.errors import StepFailure
from engine.value import preview

MESSAGE_LENGTH: Final = 1_000
"""Characters kept of an exception's own text in the sentence."""

TRACE_LENGTH: Final = 64 * 1024
"""Characters kept of a traceback: its beginning and its end."""

SHOWN_OF_GROUP: Final = 3
"""Exceptions of a group that the sentence names."""

ROOM: Final = "_flow"
"""What the names begin with under which a run's own modules are loaded: `_flow7.onboarding`."""

_ROOM_NAME: Final = re.compile(rf"\b{ROOM}\d+\.(?=\w)")
_ENGINE: Final = str(Path(__file__).parent) + os.sep


class _Place(NamedTuple):
    """One frame of a traceback."""

    file: str
    line: int
    function: str
    module: str

    @property
    def is_ours(self) -> bool:
        return self.file.startswith((_ENGINE, "<frozen "))

    def __str__(self) -> str:
        inside = "" if self.function == "<module>" else f", in {self.function}"
        return f"{Path(self.file).name}:{self.line}{inside}"


def describe(error: BaseException) -> tuple[str, str]:
    """A sentence for an exception, with the place in user code, and the user's part of the traceback.

    "ValueError: no rows (onboarding.py:12, in generate_documents)"; the sentence of a `StepFailure`
    is its own text. The traceback is empty where no user code took part.
    """
    try:
        return plain_names(_sentence(error)), plain_names(_trace(error))
    except BaseException as raised:  # noqa: BLE001 - whatever an exception's own code raises
        return f"{type(error).__name__} (describing it raised {type(raised).__name__})", ""


def plain_names(text: str) -> str:
    """A text in which a run's own modules have the names that the user gave them."""
    return _ROOM_NAME.sub("", text)


def _sentence(error: BaseException) -> str:
    text = _text(error)
    if isinstance(error, StepFailure) and text:
        return text
    place = f" ({where})" if (where := _where(error)) else ""
    name = type(error).__name__
    return f"{name}: {text}{place}" if text else f"{name}{place}"


def _text(error: BaseException) -> str:
    match error:
        case BaseExceptionGroup():
            return _group_text(error)
        case SyntaxError():
            text = str(error.msg)
        case SystemExit():
            text = f"the work asked to end the program, with status {error.code!r}"
        case _:
            text = own_text(error)
    return preview(text, MESSAGE_LENGTH)


def own_text(error: BaseException) -> str:
    """What an exception says of itself."""
    try:
        return str(error)
    except BaseException as raised:  # noqa: BLE001 - whatever the exception's own __str__ raises
        return f"its text could not be made ({type(raised).__name__})"


def _group_text(group: BaseExceptionGroup[BaseException]) -> str:
    shown = [
        f"{type(inner).__name__}: {_text(inner)}" for inner in group.exceptions[:SHOWN_OF_GROUP]
    ]
    more = len(group.exceptions) - len(shown)
    listed = "; ".join(shown) + (f"; and {more} more" if more else "")
    return preview(f"{group.message}: {listed}", MESSAGE_LENGTH)


def _where(error: BaseException) -> str:
    """The deepest place in the run's own modules, else the deepest that is not the engine's."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name}:{error.lineno}"
    places = [place for place in _places(error) if not place.is_ours]
    own = [place for place in places if _ROOM_NAME.match(place.module)]
    return str((own or places)[-1]) if places else ""


def _places(error: BaseException) -> Iterator[_Place]:
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        module = str(frame.f_globals.get("__name__", ""))
        yield _Place(code.co_filename, line, code.co_name, module)


def _trace(error: BaseException) -> str:
    if isinstance(error, StepFailure) and error.trace:
        return error.trace
    while not _has_user_part(error):
        if error.__cause__ is None:
            return ""
        error = error.__cause__
    whole = traceback.TracebackException.from_exception(error, compact=True)
    _drop_engine(whole)
    text = "".join(whole.format())
    if len(text) <= TRACE_LENGTH:
        return text
    half = TRACE_LENGTH // 2
    return f"{text[:half]}…\n  ... {len(text) - 2 * half} characters left out ...\n…{text[-half:]}"


def _has_user_part(error: BaseException) -> bool:
    return isinstance(error, SyntaxError) or any(not place.is_ours for place in _places(error))


def _drop_engine(whole: traceback.TracebackException) -> None:
    """Take the engine's frames out of a traceback and all that hang on it."""
    waiting, seen = [whole], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        kept = [frame for frame in one.stack if not _is_engine(frame.filename)]
        one.stack = traceback.StackSummary.from_list(kept)
        chained = (one.__cause__, one.__context__, *(one.exceptions or ()))
        waiting.extend(link for link in chained if link is not None)


def _is_engine(file: str) -> bool:
    return file.startswith((_ENGINE, "<frozen "))
