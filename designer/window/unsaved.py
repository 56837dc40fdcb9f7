"""What is said where a file could not be saved, or is not there any more, and what can be done then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from designer.panels.prompt import Answer
from designer.session.typed import Typed, all_in_words
from designer.words import quoted, tr

if TYPE_CHECKING:
    from designer.window.files import FileControl


def told_saved(names: Iterable[str], typed: Sequence[Typed] = ()) -> str:
    """Which files were saved, and what of them was not, for it only stands in fields."""
    told = tr("Saved {names}", names=", ".join(map(quoted, names)))
    return (
        tr("{saved}, but not what is {held}", saved=told, held=all_in_words(typed))
        if typed
        else told
    )


def why_unsaved(path: Path, error: Exception) -> str:
    """Why a file could not be saved, and that nothing is lost."""
    why = getattr(error, "strerror", None) or str(error)
    if not path.parent.exists():
        why = tr("its folder '{folder}' is not there any more", folder=path.parent)
    return tr(
        "'{name}' could not be saved: {why}. Your work is still here: save it elsewhere.",
        name=path.name,
        why=why,
    )


def why_gone(path: Path) -> str:
    """That a file is not there any more, and how it comes back."""
    if path.parent.exists():
        return tr(
            "'{name}' is not there any more. Your work is still here: saving puts it back.",
            name=path.name,
        )
    return tr(
        "'{name}' and its folder are not there any more. Your work is still here: save it elsewhere, "
        "or make the folder again.",
        name=path.name,
    )


def ways_out(files: FileControl, path: Path) -> tuple[Answer, ...]:
    """Another place, or the folder made again where it is gone; it is never made unasked."""

    def save_anew() -> None:
        with suppress(OSError):  # which saving tells of
            path.parent.mkdir(parents=True, exist_ok=True)
        files.save_now(path)

    anew = Answer(tr("Make the folder again"), "saveFolder", save_anew)
    return (
        Answer(tr("Save elsewhere…"), "saveElsewhere", files.ask_save),
        *(() if path.parent.exists() else (anew,)),
        Answer(tr("Close"), "messageClose"),
    )
