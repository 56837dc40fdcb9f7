"""What the designer remembers about its user between two starts, typed, whatever stands in the file.

A setting that is missing or makes no sense reads as if it had never been set; nothing here raises.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

RECENT_LIMIT: Final = 12
_LONG: Final = 4
"""Digits that no number here has."""
GIVEN_LIMIT: Final = 50
"""Flow files whose last input values are kept."""

_THEME: Final = "appearance/theme"
_RECENT: Final = "files/recent"
_GIVEN: Final = "files/given"
_GEOMETRY: Final = "window/geometry"
_STATE: Final = "window/state"
_PRESET: Final = "keys/preset"
_KEYS: Final = "keys/own"
_MINIMAP: Final = "window/minimap"
_TAB: Final = "keys/tab"
_WHEEL: Final = "mouse/wheel"
_EDITOR: Final = "programs/editor"
_LIBRARIES: Final = "files/libraries"
_OPEN: Final = "files/open"
_REOPENS: Final = "files/reopens"
_LANGUAGE: Final = "appearance/language"
_TOUR: Final = "window/tour"
_EXECUTORS: Final = "runs/executors"
_ADDRESS: Final = "runs/address"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFiles:
    """The flow files of one window in the order of their tabs, and which one is shown, if any is."""

    paths: tuple[Path, ...] = ()
    shown: Path | None = None


def settings_folder() -> Path:
    """Where settings are kept: `BACKCAST_HOME` where it is set, else the user's configuration folder."""
    home = os.environ.get("BACKCAST_HOME", "")
    return Path(home) if home else platformdirs.user_config_path("backcast", appauthor=False)


class Settings:
    """Reads and writes one ini file. Changes are written within a moment, or at once by `flush`."""

    def __init__(self, path: Path | None = None) -> None:
        """Take the file; by default `settings.ini` in `settings_folder()`."""
        file = path or settings_folder() / "settings.ini"
        self._stored = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """`light`, `dark`, or empty: as the system has it."""
        value = self._text(_THEME)
        return value if value in ("light", "dark") else ""

    @theme.setter
    def theme(self, name: str) -> None:
        self._stored.setValue(_THEME, name)

    @property
    def recent_files(self) -> tuple[Path, ...]:
        """The flow files last opened or saved, newest first, at most `RECENT_LIMIT`."""
        listed = self._json(_RECENT)
        texts = (
            [text for text in listed if isinstance(text, str) and text]
            if isinstance(listed, list)
            else []
        )
        return tuple(Path(text) for text in dict.fromkeys(texts))[:RECENT_LIMIT]

    def add_recent(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        self._keep_recent([path, *(old for old in self.recent_files if old != path)])

    def drop_recent(self, path: Path) -> None:
        """Take a file out of the recent ones, since it is not there any more."""
        self._keep_recent(old for old in self.recent_files if old != path)

    @property
    def reopens(self) -> bool:
        """Whether the files that were open are opened again at the next start; they are unless told."""
        return self._text(_REOPENS) != "no"

    @reopens.setter
    def reopens(self, wanted: bool) -> None:
        self._stored.setValue(_REOPENS, "" if wanted else "no")

    @property
    def open_files(self) -> tuple[OpenFiles, ...]:
        """What was open when last told, a value for each window."""
        kept = self._json(_OPEN)
        listed = [_open_files(one) for one in kept] if isinstance(kept, list) else []
        return tuple(files for files in listed if files.paths)

    @open_files.setter
    def open_files(self, windows: Iterable[OpenFiles]) -> None:
        listed = [
            {"files": [str(path) for path in one.paths], "shown": str(one.shown or "")}
            for one in windows
        ]
        self._stored.setValue(_OPEN, json.dumps(listed, ensure_ascii=False))

    @property
    def language(self) -> str:
        """The language that was chosen, as `de`; empty: as the system has it."""
        return self._text(_LANGUAGE)

    @language.setter
    def language(self, name: str) -> None:
        self._stored.setValue(_LANGUAGE, name)

    @property
    def tour(self) -> int:
        """How many stops of the tour the user has come by."""
        value = self._text(_TOUR)
        return int(value) if value.isdecimal() and len(value) < _LONG else 0

    @tour.setter
    def tour(self, stops: int) -> None:
        self._stored.setValue(_TOUR, str(stops))

    @property
    def geometry(self) -> QByteArray:
        """Where the window was, for `restoreGeometry`; empty if never told."""
        return self._bytes(_GEOMETRY)

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._stored.setValue(_GEOMETRY, value)

    @property
    def window_state(self) -> QByteArray:
        """How the docks were, for `restoreState`; empty if never told."""
        return self._bytes(_STATE)

    @window_state.setter
    def window_state(self, value: QByteArray) -> None:
        self._stored.setValue(_STATE, value)

    @property
    def key_preset(self) -> str:
        """The name of the keys that the user started from; empty for the usual ones."""
        return self._text(_PRESET)

    @key_preset.setter
    def key_preset(self, name: str) -> None:
        self._stored.setValue(_PRESET, name)

    @property
    def own_keys(self) -> dict[str, tuple[str, ...]]:
        """The keys that the user gave to commands, by the command's id."""
        kept = self._json(_KEYS)
        if not isinstance(kept, dict):
            return {}
        return {
            command: tuple(keys)
            for command, keys in kept.items()
            if isinstance(keys, list) and all(isinstance(one, str) for one in keys)
        }

    @own_keys.setter
    def own_keys(self, keys: Mapping[str, Iterable[str]]) -> None:
        listed = {command: list(one) for command, one in keys.items()}
        self._stored.setValue(_KEYS, json.dumps(listed))

    @property
    def minimap(self) -> str:
        """When the whole is shown in small: `never`, `moving` or `always`."""
        value = self._text(_MINIMAP)
        return value if value in ("moving", "always") else "never"

    @minimap.setter
    def minimap(self, when: str) -> None:
        self._stored.setValue(_MINIMAP, when)

    @property
    def wheel_scrolls(self) -> bool:
        """Whether the wheel of a mouse moves what is seen, and zooms only with Ctrl."""
        return self._text(_WHEEL) == "scrolls"

    @wheel_scrolls.setter
    def wheel_scrolls(self, scrolls: bool) -> None:
        self._stored.setValue(_WHEEL, "scrolls" if scrolls else "")

    @property
    def tab_moves_focus(self) -> bool:
        """Whether Tab leads out of the canvas, as it does elsewhere, and adds no Step."""
        return self._text(_TAB) == "focus"

    @tab_moves_focus.setter
    def tab_moves_focus(self, moves: bool) -> None:
        self._stored.setValue(_TAB, "focus" if moves else "")

    @property
    def editor_command(self) -> str:
        """What opens a line of code, with `{file}` and `{line}`; empty: what the system opens files with."""
        return self._text(_EDITOR)

    @editor_command.setter
    def editor_command(self, command: str) -> None:
        self._stored.setValue(_EDITOR, command.strip())

    @property
    def libraries(self) -> tuple[str, ...]:
        """Folders and installed packages whose functions are on offer besides those of the flow's folder."""
        listed = self._json(_LIBRARIES)
        texts = listed if isinstance(listed, list) else []
        return tuple(dict.fromkeys(text for text in texts if isinstance(text, str) and text))

    @libraries.setter
    def libraries(self, places: Iterable[str]) -> None:
        self._stored.setValue(_LIBRARIES, json.dumps(list(places), ensure_ascii=False))

    def last_given(self, file: Path | None) -> dict[str, str]:
        """The texts last typed into the form for missing values of a flow file, by name."""
        kept = self._given().get(_key(file), {})
        return {name: text for name, text in kept.items() if isinstance(text, str)}

    def keep_given(self, file: Path | None, texts: Mapping[str, str]) -> None:
        """Remember what was typed for a flow file; callers leave secrets out."""
        kept = self._given()
        merged: dict[str, object] = {**self.last_given(file), **texts}
        kept.pop(_key(file), None)
        kept[_key(file)] = merged
        newest = list(kept.items())[-GIVEN_LIMIT:]
        self._stored.setValue(_GIVEN, json.dumps(dict(newest), ensure_ascii=False))

    def executor(self, file: Path | None) -> str:
        """The executor that runs of a flow file use, as the user last chose it; empty: never chosen."""
        kept = self._json(_EXECUTORS)
        spec = kept.get(_key(file)) if isinstance(kept, dict) else None
        return spec if isinstance(spec, str) else ""

    def keep_executor(self, file: Path | None, spec: str) -> None:
        """Remember the executor of a flow file; those of the files chosen for longest ago are forgotten."""
        kept = self._json(_EXECUTORS)
        others = (
            {k: v for k, v in kept.items() if k != _key(file)} if isinstance(kept, dict) else {}
        )
        newest = [*others.items(), *([(_key(file), spec)] if spec else [])][-GIVEN_LIMIT:]
        self._stored.setValue(_EXECUTORS, json.dumps(dict(newest), ensure_ascii=False))

    @property
    def last_address(self) -> str:
        """The address of the scheduler that was last given, for whatever flow."""
        return self._text(_ADDRESS)

    @last_address.setter
    def last_address(self, address: str) -> None:
        self._stored.setValue(_ADDRESS, address)

    def flush(self) -> None:
        """Write what has not been written yet."""
        self._stored.sync()

    def _keep_recent(self, paths: Iterable[Path]) -> None:
        texts = [str(path) for path in paths][:RECENT_LIMIT]
        self._stored.setValue(_RECENT, json.dumps(texts, ensure_ascii=False))

    def _given(self) -> dict[str, dict[str, object]]:
        kept = self._json(_GIVEN)
        if not isinstance(kept, dict):
            return {}
        return {file: texts for file, texts in kept.items() if isinstance(texts, dict)}

    def _json(self, key: str) -> object:
        try:
            return json.loads(self._text(key))
        except (ValueError, RecursionError):
            return None

    def _text(self, key: str) -> str:
        value = self._stored.value(key)
        return value if isinstance(value, str) else ""

    def _bytes(self, key: str) -> QByteArray:
        value = self._stored.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()


def _open_files(kept: object) -> OpenFiles:
    if not isinstance(kept, dict) or not isinstance(kept.get("files"), list):
        return OpenFiles()
    texts = [text for text in kept["files"] if isinstance(text, str) and text]
    shown = kept.get("shown")
    return OpenFiles(
        paths=tuple(Path(text) for text in dict.fromkeys(texts)),
        shown=Path(shown) if isinstance(shown, str) and shown else None,
    )


def _key(file: Path | None) -> str:
    return str(file) if file else ""
