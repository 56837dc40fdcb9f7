"""Which commands may act now: none that finds nothing to act on, and most not while something is dragged.

Nor do edits on a run of the past. The one place where that is decided, whichever way leads to a command:
keys, menus, tool bar, palette. A command that may not act says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from designer.panels.inspector.grip import Grip
from designer.window.refusing import refusal
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.main import MainWindow

LOOKS: Final = frozenset({
    "fit", "frameSelection", "zoomIn", "zoomOut", "zoomReset", "showEverything", "minimap",
    "minimapMoving", "wheelScrolls", "problems", "runLog", "themeSystem", "themeLight", "themeDark",
    "find", "findNext", "findPrevious",
    "run", "runAgain", "runAfresh", "advance", "pause", "stop",
})  # fmt: skip
"""What leaves the document and the gesture alone, so that nobody has to let go first."""
_STRINGING: Final = frozenset({"open", "nextPort", "previousPort"})
"""What a wire is drawn with by keys alone."""
_OF_PORTS: Final = frozenset(
    {"suggestSteps", "why", "showValue", "runTo", "toggleBreakpoint", "breakpoints"}
)
"""What is asked of a port that was clicked, though a wire hangs from it since."""
EDITS: Final = frozenset({
    "addStep", "breakpoints", "clearBreakpoints", "collapse", "connectSelection", "cut", "delete",
    "deleteAndHeal", "disable", "duplicate", "duplicateWired", "frame", "importFile", "mendProblem",
    "newPythonStep", "note", "nudge", "onlyGoal", "paste", "pasteWired", "pin", "pinValue", "redo", "rename",
    "saveFlow", "suggestSteps", "tidy", "toggleBreakpoint", "toggleGoal", "undo", "unframe",
    "updatePorts", "alignLeft", "alignCenter", "alignRight", "alignTop", "alignMiddle",
    "alignBottom", "distributeAcross", "distributeDown",
})  # fmt: skip
"""What changes the document, or keeps a change of it."""


def may(window: MainWindow, command: str) -> bool:
    """Whether a command, known by its id, may act now; where it may not, that is said."""
    if command not in LOOKS and not _is_free(window, command):
        return False
    why = refusal(window, command)
    if why:
        window.show_hint(why)
    return not why


def _is_free(window: MainWindow, command: str) -> bool:
    """Whether neither a gesture nor a run of the past forbids it; which of them does is said."""
    canvas = window.canvas
    draws = canvas.stringing.is_on and command in _STRINGING
    chose = canvas.wire_hangs and command in _OF_PORTS
    if is_held(window) and not draws and not chose:
        canvas.tell_held()
        return False
    if window.pages.current.past is not None and command in EDITS:
        window.show_hint(past_words())
        return False
    return True


def is_held(window: MainWindow) -> bool:
    """Whether something is dragged or drawn: on the canvas, or a row of the inspector by its grip."""
    grips = window.inspector.findChildren(Grip)
    return window.canvas.gesture_active or any(grip.is_dragged for grip in grips)


def past_words() -> str:
    """Why a run of the past is not edited, and what to do."""
    return tr("This is a run as it was. Go back to editing to change the flow.")
