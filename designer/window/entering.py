"""Opens the flow that a Step runs, in a tab of its own, and leads back to that Step.

Which of the two a double click on a card means, its fields or its flow, is said here too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.window.family import bring_forward
from designer.words import tr
from engine.flow import SUBFLOW, Step, StepId

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from designer.window.page import Page


class Entering(QObject):
    """Goes into the flow of a Step and out again."""

    def __init__(self, window: MainWindow) -> None:
        """Take a window whose canvas and inspector are there."""
        super().__init__(window)
        self._window = window
        self._from: dict[Path, tuple[Page, StepId]] = {}
        """Where the flow of a file was entered from last."""
        window.canvas.enters = self._enters
        window.inspector.enterWanted.connect(self.enter)

    @property
    def chosen(self) -> Step | None:
        """The one Step that is selected, if it runs a flow."""
        chosen = self._window.canvas.selection
        steps = self._window.document.diagram.flow.steps
        step = steps.get(next(iter(chosen))) if len(chosen) == 1 else None
        return step if step is not None and step.kind == SUBFLOW else None

    def enter(self) -> None:
        """Show the flow that the selected Step runs; where that is none, say why."""
        window, step = self._window, self.chosen
        if step is None:
            return
        window.drafting.settle()
        page = window.pages.current
        step = page.document.diagram.flow.steps.get(step.id, step)
        named = step.config.get("flow")
        if not isinstance(named, str):
            window.show_hint(
                tr(
                    "'{step}' runs the flow that it is in: there is no other one to open.",
                    step=step.id,
                )
            )
            return
        path = _file(page, named)
        self._from[path.resolve()] = page, step.id
        window.files.open(path)
        if window.pages.current.document.path == path:
            keys = window.ways.keymap.keys("leaveFlow")
            back = tr("'{step}' runs this flow.", step=step.id)
            window.show_hint(f"{back} {tr('{keys} leads back.', keys=keys[0])}" if keys else back)

    def leave(self) -> None:
        """Show the Step that runs the flow that is shown; where none is open, say so."""
        window = self._window
        path = window.document.path
        found = next(self._running(path.resolve()), None) if path is not None else None
        if found is None:
            window.show_hint(tr("No flow that is open has a step that runs this one."))
            return
        at, page, step = found
        at.pages.show(page)
        bring_forward(at)
        at.ways.jump(step)
        at.canvas.setFocus()

    def _running(self, path: Path) -> Iterator[tuple[MainWindow, Page, StepId]]:
        """The Steps of open flows that run the file, first the one that it was entered from."""
        known = self._from.get(path)
        pages = [(at, page) for at in self._window.family.windows for page in at.pages.all]
        for at, page in sorted(pages, key=lambda it: known is None or it[1] is not known[0]):
            steps = page.document.diagram.flow.steps
            runs = [step for step in steps.values() if step.kind == SUBFLOW]
            if known is not None and known[0] is page:
                runs.sort(key=lambda step: step.id != known[1])
            for step in runs:
                named = step.config.get("flow")
                if isinstance(named, str) and _file(page, named).resolve() == path:
                    yield at, page, step.id

    def _enters(self, step: StepId) -> bool:
        """A card was double-clicked: show the flow that it runs; False where it runs no other one."""
        chosen = self._window.document.diagram.flow.steps.get(step)
        named = None if chosen is None or chosen.kind != SUBFLOW else chosen.config.get("flow")
        if not isinstance(named, str):
            return False
        self._window.canvas.select([step])
        self.enter()
        return True


def _file(page: Page, named: str) -> Path:
    """The file that a Step of a page names, as it names it."""
    return Path(os.path.abspath(page.document.folder / named))  # noqa: PTH100 - links stay links
