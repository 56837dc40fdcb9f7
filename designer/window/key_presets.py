"""The keys that people bring from other programs, as what differs from the usual ones.

Where a preset takes a key, the command that has it
usually must be given others, or none: `tests/designer/test_keymap.py` holds that no two share one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PRESETS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "": {},
    "blender": {
        "delete": ("X", "Del"),
        "duplicate": ("Shift+D", "Ctrl+D"),
        "fit": ("Home",),
        "frameSelection": (".", "Ctrl+2"),
        "selectAll": ("A", "Ctrl+A"),
        "addStep": ("Shift+A", "Ctrl+Space"),
        "disable": ("M",),
        "minimap": (),
        "showEverything": ("Alt+X",),
        "commandPalette": ("F3", "Ctrl+K"),
        "findNext": ("Ctrl+G",),
        "frame": ("Ctrl+J",),
        "runLog": (),
        "connectSelection": ("J", "Ctrl+L"),
    },
    "houdini": {
        "fit": ("H", "Home"),
        "frameSelection": ("F", "Ctrl+2"),
        "disable": ("B", "D"),
        "toggleGoal": ("R", "G"),
        "connectSelection": ("Y", "Ctrl+L"),
        "open": ("P", "Return", "Enter"),
        "pin": (),
        "why": ("Alt+Y",),
    },
    "knime": {
        "run": ("Shift+F7", "F5", "Ctrl+Return"),
        "stop": ("Shift+F9", "Shift+F5"),
        "open": ("F6", "Return", "Enter"),
        "nextPanel": ("Ctrl+F6",),
        "previousPanel": ("Ctrl+Shift+F6",),
        "tidy": ("Ctrl+Shift+L", "L"),
        "connectSelection": ("Ctrl+L",),
        "fit": ("A", "Home", "Ctrl+1", "Ctrl+3"),
    },
}
"""By name: the keys of a command, by its id. The empty name is Backcast's own."""

PRESET_NAMES: Final[Mapping[str, str]] = {
    "": "Backcast",
    "blender": "Blender-like",
    "houdini": "Nuke- and Houdini-like",
    "knime": "KNIME-like",
}
"""What to call them on the screen."""
