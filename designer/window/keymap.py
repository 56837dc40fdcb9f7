"""Which keys do what: the usual ones, those of a preset, and those that the user chose, in this order.

A command is one of the window's actions, one of the canvas's, or both under one id. Keys that a text
field would take for itself (single letters, Del, Home) act only while the canvas has the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from designer.canvas import keyboard
from designer.window.key_presets import PRESETS
from designer.words import quoted, tr

if TYPE_CHECKING:
    from designer.canvas.view import Canvas
    from designer.session.settings import Settings
    from designer.window.action import Action

_Format = QKeySequence.SequenceFormat
_SPECIAL: Final = 0x01000000
"""Where Qt's keys without a letter begin."""
_EDITING: Final = frozenset(
    {
        Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return,
        Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Insert, Qt.Key.Key_Space,
    }
)  # fmt: skip
_FIXED: Final = frozenset({"Esc", "Left", "Right", "Up", "Down", "Space", "Menu"})
"""Keys that are no command's: they walk, hold, and lead back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What can be given keys."""

    id: str
    text: str
    menu: str
    keys: tuple[str, ...]
    everywhere: bool
    """Whether keys with Ctrl or Alt act wherever the focus is."""


def commands(actions: Sequence[Action]) -> dict[str, Command]:
    """All commands of the window and of the canvas by id, those of both once."""
    canvas = {command.id: command for command in keyboard.COMMANDS}
    made = {}
    for action in actions:
        also = canvas.pop(action.id, None)
        keys = (*action.keys, *(also.keys if also else ()))
        words, _, told = action.text.partition("\t")  # keys that the canvas itself listens to
        everywhere = also is None or bool(action.keys)
        made[action.id] = Command(
            id=action.id,
            text=words,
            menu=action.menu,
            keys=keys if keys or also or not told else (told,),
            everywhere=everywhere and not (told and not keys),
        )
    for one in canvas.values():
        made[one.id] = Command(
            id=one.id, text=one.text, menu="Canvas", keys=one.keys, everywhere=False
        )
    return made


class Keymap(QObject):
    """Gives every command its keys, and keeps what the user chose."""

    changed = Signal()

    def __init__(self, known: Mapping[str, Command], settings: Settings, parent: QObject) -> None:
        """Take all commands, and where the user's own keys are kept."""
        super().__init__(parent)
        self.commands = known
        self._settings = settings

    @property
    def preset(self) -> str:
        """The name of the preset; empty for Backcast's own keys."""
        name = self._settings.key_preset
        return name if name in PRESETS else ""

    def choose_preset(self, name: str) -> None:
        """Start from other keys; what the user chose by hand stays."""
        self._settings.key_preset = name
        self.changed.emit()

    def keys(self, command: str) -> tuple[str, ...]:
        """The keys of a command, the one to show first."""
        own = self._settings.own_keys.get(command)
        return self.usual(command) if own is None else own

    def usual(self, command: str) -> tuple[str, ...]:
        """The keys of a command as the preset has them."""
        chosen = PRESETS[self.preset].get(command)
        return self.commands[command].keys if chosen is None else chosen

    def is_own(self, command: str) -> bool:
        """Whether the user chose its keys by hand."""
        return command in self._settings.own_keys

    def bind(self, command: str, keys: Sequence[str]) -> None:
        """Give a command these keys, and take them away from whoever has them."""
        own = self._settings.own_keys
        for other in self.commands:
            left = tuple(one for one in self.keys(other) if one not in keys)
            if other != command and left != self.keys(other):
                own[other] = left
        own[command] = tuple(dict.fromkeys(keys))
        self._keep(own)

    def reset(self, command: str) -> None:
        """Give a command its usual keys back, unless another has got them meanwhile."""
        own = self._settings.own_keys
        own.pop(command, None)
        free = tuple(one for one in self.usual(command) if not self.holders(one, command))
        if free != self.usual(command):
            own[command] = free
        self._keep(own)

    def reset_all(self) -> None:
        """Give every command its usual keys back."""
        self._keep({})

    def holders(self, keys: str, but: str = "") -> list[str]:
        """The commands that have these keys, all but one."""
        return [one for one in self.commands if one != but and keys in self.keys(one)]

    def refusal(self, keys: str) -> str:
        """Why these keys can be no command's; empty where they can."""
        walks = keys.endswith(("Left", "Right", "Up", "Down")) and not keys.startswith("Alt+")
        if keys in _FIXED or walks:
            return tr("'{keys}' walks the canvas and cannot be given away.", keys=keys)
        return ""

    def begins(self, keys: str) -> bool:
        """Whether keys of several strokes begin so: the next stroke belongs to them."""
        return any(
            one.startswith(f"{keys}, ") for command in self.commands for one in self.keys(command)
        )

    def conflict(self, command: str, keys: str) -> str:
        """Who has these keys already, as a sentence; empty where nobody has."""
        held = [quoted(tr(self.commands[one].text)) for one in self.holders(keys, command)]
        if not held:
            return ""
        return tr(
            "{keys} already stands for {names}. Taken here, it is gone there.",
            keys=shown(keys), names=", ".join(held),
        )  # fmt: skip

    def _keep(self, own: Mapping[str, tuple[str, ...]]) -> None:
        self._settings.own_keys = {
            one: keys for one, keys in own.items() if self._differs(one, keys)
        }
        self.changed.emit()

    def _differs(self, command: str, keys: tuple[str, ...]) -> bool:
        return command in self.commands and keys != self.usual(command)

    # giving the keys out

    def apply(self, made: Mapping[str, QAction], canvas: Canvas) -> None:
        """Give all keys to the window's actions and to the canvas, and show them in the menus."""
        bindings: dict[str, Callable[[Canvas], object]] = {}
        on_canvas = {command.id: command.do for command in keyboard.COMMANDS}
        for command in self.commands.values():
            keys = self.keys(command.id)
            there = [one for one in keys if self._only_on_canvas(command, one)]
            action = made.get(command.id)
            do = on_canvas.get(command.id) or _triggering(command.id, action)
            bindings.update(dict.fromkeys(there, do) if do else {})
            if action is not None:
                _dress(action, command, [one for one in keys if one not in there], there)
        canvas.bindings = bindings
        first = {command: self.keys(command)[:1] for command in self.commands}
        canvas.told_keys = {command: keys[0] for command, keys in first.items() if keys}

    @staticmethod
    def _only_on_canvas(command: Command, keys: str) -> bool:
        return not command.everywhere or is_plain(keys) or is_chord(keys)


def is_plain(keys: str) -> bool:
    """Whether a text field would take the keys for itself: a letter, Del, Home, but not F5 or Ctrl+S."""
    sequence = QKeySequence(keys, _Format.PortableText)
    if sequence.count() != 1:
        return False
    combination = sequence[0]  # type: ignore[index]  # the stub lacks it
    held = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held & ~Qt.KeyboardModifier.ShiftModifier:
        return False
    return combination.key() < _SPECIAL or combination.key() in _EDITING


def is_chord(keys: str) -> bool:
    """Whether the keys are several strokes; the canvas listens to those, and tells what may follow."""
    return QKeySequence(keys, _Format.PortableText).count() > 1


def shown(keys: str) -> str:
    """Keys as the platform writes them: `Strg+D`, `⌘D`."""
    return QKeySequence(keys, _Format.PortableText).toString(_Format.NativeText)


def told(keys: Sequence[str]) -> str:
    """Several keys for one command as people read them; a sign that needs Shift is told once."""
    return ", ".join(
        shown(one) for one in keys if one.removeprefix("Shift+") == one or one[6:] not in keys
    )


def _triggering(command: str, action: QAction | None) -> Callable[[Canvas], object] | None:
    if action is None:
        return None

    def do(canvas: Canvas) -> None:
        if action.isEnabled():
            action.trigger()
        elif canvas.allows is not None:
            canvas.allows(command)  # which says why not

    return do


def _dress(action: QAction, command: Command, window: Sequence[str], canvas: Sequence[str]) -> None:
    """Give an action its keys; those of the canvas are only told."""
    action.setShortcuts([QKeySequence(keys, _Format.PortableText) for keys in window])
    words = tr(command.text)
    told = [shown(keys) for keys in (*window, *canvas)]
    action.setText(f"{words}\t{told[0]}" if told and not window else words)
    action.setToolTip(words.rstrip("…") + (f" ({told[0]})" if told else ""))
