"""Why a command cannot be used as things stand: one table of sentences, whoever asks.

The palette says it beside the command; keys and menus that find nothing to act on say it in the status bar
(`allowing`). When a command can be used stands in the table of `actions`, and here for those that only the
canvas has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from designer.translation import languages
from designer.window.action import Enabled, always
from designer.window.actions import ACTIONS, any_step
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow

_STEP: Final = "Select a step first."
_ONE: Final = "Select one step first."
_SEVERAL: Final = "Select two or more steps first."
_ANY: Final = "Select a step or a wire first."
_CARDS: Final = "Select a step, a frame or a note first."
_FAILED: Final = "Select a step that failed first."
_VALUE: Final = "Show a value first."
_RAN: Final = "Run the flow first."
_NO_RUN: Final = "No run is on."
_NO_OTHER: Final = "No other flow is open."
_NO_PROBLEM: Final = "There is no problem."
_NO_CLUSTER: Final = "No package is installed that runs work elsewhere."
_THEME: Final = "BACKCAST_THEME says which theme it is."
_LANGUAGE: Final = "BACKCAST_LANGUAGE says which language it is."

REASONS: Final[Mapping[str, str]] = {
    "undo": "Nothing has been done that could be undone, or a gesture is half done.",
    "redo": "Nothing was undone that could be done again, or a gesture is half done.",
    "cut": _ANY,
    "copy": _CARDS,
    "duplicate": _CARDS,
    "duplicateWired": _CARDS,
    "delete": _ANY,
    "deleteAndHeal": _ANY,
    "toggleGoal": _STEP,
    "onlyGoal": _STEP,
    "disable": _STEP,
    "pin": _STEP,
    "open": _STEP,
    "rename": _CARDS,
    "unframe": "Select a frame, or a step within one, first.",
    "connectSelection": _SEVERAL,
    "selectUpstream": _STEP,
    "selectDownstream": _STEP,
    "collapse": "Select the steps first that are to become a Flow of their own.",
    "enterFlow": "Select one step that runs a flow.",
    "leaveFlow": _NO_OTHER,
    **dict.fromkeys(
        (
            "alignLeft", "alignCenter", "alignRight", "alignTop", "alignMiddle", "alignBottom",
            "distributeAcross", "distributeDown",
        ),
        _SEVERAL,
    ),
    "stop": _NO_RUN,
    "pause": _NO_RUN,
    "runOnly": _ONE,
    "runFrom": _ONE,
    "clearBreakpoints": "There is no breakpoint.",
    "whereCluster": _NO_CLUSTER,
    "whereAddress": _NO_CLUSTER,
    "openDashboard": "No run is on whose cluster shows itself in the browser.",
    "why": "Select a step or a wire first, then ask why.",
    "whyEnter": "Ask why first: no answer is shown.",
    "rootCause": "Select a step first that is blocked by another.",
    "showValue": _ANY,
    "copyValue": _VALUE,
    "saveValue": _VALUE,
    "compareValue": _VALUE,
    "pinValue": "Show a value first that a step gave.",
    "openFailedLine": _FAILED,
    "exportMinimal": _FAILED,
    "copyCommand": _RAN,
    "selectSpare": "Every step serves a goal.",
    "goBack": "You have not jumped anywhere yet.",
    "goForward": "You have not gone back.",
    "criticalPath": _RAN,
    "openRun": "Choose a run in the history first.",
    "compareRuns": "Choose two runs in the history first.",
    "resumeRun": "Choose a run in the history that was cut off.",
    "eventBack": _RAN,
    "eventOn": _RAN,
    "playRun": _RAN,
    "newestMoment": "The newest moment is what is shown.",
    "editCode": "Select one step first that is a Python function.",
    "nextCode": "No other code is unsaved.",
    "mendProblem": "There is no problem that can be mended for you.",
    "nextProblem": _NO_PROBLEM,
    "previousProblem": _NO_PROBLEM,
    "nextTab": _NO_OTHER,
    "previousTab": _NO_OTHER,
    "moveTabRight": _NO_OTHER,
    "moveTabLeft": _NO_OTHER,
    "themeSystem": _THEME,
    "themeLight": _THEME,
    "themeDark": _THEME,
    "languageSystem": _LANGUAGE,
    **{f"language{code.capitalize()}": _LANGUAGE for code in languages()},
    "kindDocs": _ONE,
}  # fmt: skip
"""A sentence for each command that cannot always be used: what to do first, or what there is none of."""


def _opens(window: MainWindow) -> bool:
    canvas = window.canvas
    return canvas.stringing.is_on or canvas.focus_step is not None or bool(canvas.selection)


def _renames(window: MainWindow) -> bool:
    return any_step(window) or bool(window.canvas.selected_panels)


NEEDS: Final[Mapping[str, Enabled]] = {
    **{action.id: action.enabled for action in ACTIONS if action.enabled is not always},
    "onlyGoal": any_step,
    "open": _opens,
    "rename": _renames,
    "unframe": lambda w: w.canvas.arranging.can_unframe,
}
"""When each of them can be used."""
_OF_PORTS: Final = frozenset({"why", "showValue"})
"""What can be asked of a port, too, with nothing selected."""


def refusal(window: MainWindow, command: str) -> str:
    """Why a command, known by its id, cannot be used now; empty where it can."""
    if command not in NEEDS or NEEDS[command](window):
        return ""
    if command in _OF_PORTS and window.canvas.meant_port is not None:
        return ""
    return tr(REASONS[command])
