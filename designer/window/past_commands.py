"""The commands of runs of the past: what can be done with those that are chosen in the History panel.

A choice that nobody sees counts for nothing: the panel has to be open. A run that is shown on a page of its
own can be gone on with as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from designer.window.action import Action

if TYPE_CHECKING:
    from designer.window.main import MainWindow


def _chosen(window: MainWindow) -> int:
    panel = window.past.panel
    return len(panel.chosen) if panel.isVisible() else 0


def _is_cut_off_chosen(window: MainWindow) -> bool:
    return window.past.panel.isVisible() and window.past.panel.is_one_cut_off


def _go_on(window: MainWindow) -> None:
    """Go on with the run that is chosen, else with the one that is shown."""
    if _is_cut_off_chosen(window):
        window.past.panel.go_on()
    elif window.past.bar.can_resume:
        window.past.bar.resumeWanted.emit()


PAST: Final = (
    Action(id="openRun", text="Open the chosen run", menu="View",
           do=lambda w: w.past.panel.open(), enabled=lambda w: _chosen(w) == 1),
    Action(id="compareRuns", text="Compare the two chosen runs", menu="View",
           do=lambda w: w.past.panel.compare(), enabled=lambda w: _chosen(w) == 2),
    Action(id="resumeRun", text="Go on with the run that was cut off", menu="Run", do=_go_on,
           enabled=lambda w: _is_cut_off_chosen(w) or w.past.bar.can_resume),
)  # fmt: skip
