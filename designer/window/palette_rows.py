"""Every command as a row of the palette: its keys, and why it cannot be used where it cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from designer.canvas import keyboard
from designer.panels.chooser import Choice
from designer.window.keymap import Command, Keymap, shown
from designer.window.refusing import refusal
from designer.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from designer.canvas.view import Canvas
    from designer.window.main import MainWindow

_ALSO: Final[Mapping[str, str]] = {
    "enterFlow": "Enter, dive into, look inside the nested flow, subflow, child",
    "leaveFlow": "Leave the sub-flow, subflow, go up to the parent",
}
"""Other words by which people look for a command."""


def rows(keymap: Keymap, made: Mapping[str, QAction], window: MainWindow) -> list[Choice]:
    """All commands but the palette itself, in the order of the menus."""
    return list(_rows(keymap, made, window))


def _rows(
    keymap: Keymap, made: Mapping[str, QAction], window: MainWindow
) -> Iterator[Choice]:  # fmt: skip
    on_canvas = {command.id: command for command in keyboard.COMMANDS}
    for command in keymap.commands.values():
        action = made.get(command.id)
        if command.id == "commandPalette":
            continue
        does = (
            partial(_trigger, action)
            if action is not None
            else partial(_do, on_canvas[command.id], window.canvas)
        )
        words = action.text().partition("\t")[0] if action is not None else tr(command.text)
        yield _choice(keymap, command, words, does, partial(refusal, window, command.id))


def _choice(
    keymap: Keymap, command: Command, words: str, does: partial[None], why_not: partial[str]
) -> Choice:
    keys = keymap.keys(command.id)
    also = _ALSO.get(command.id, "")
    return Choice(
        text=words.replace("&", "").rstrip("… "),
        beside=", ".join(shown(one) for one in keys[:2]),
        known_as=command.text.replace("&", "").rstrip("… "),
        more=f"{tr(command.menu)} {command.text} {tr(also) if also else ''}",
        does=does,
        refusal=why_not,
    )


def _trigger(action: QAction) -> None:
    action.trigger()


def _do(command: keyboard.Command, canvas: Canvas) -> None:
    canvas.setFocus()
    keyboard.perform(canvas, command.do)
