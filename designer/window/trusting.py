"""Lets runs of flows from elsewhere pass: those that were allowed at once, others once the user says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.panels.trusting import Executed, TrustPanel
from designer.words import tr
from engine.codec import read_flow
from engine.errors import EngineError, said
from engine.trust import Asked, Trust, shown

if TYPE_CHECKING:
    from designer.window.main import MainWindow
    from engine.flow import Flow
    from engine.plan import Plan
    from engine.registry import Registry


class Trusting(QObject):
    """Joins the runs of a window, the panel that asks, and the list of what was allowed."""

    def __init__(self, window: MainWindow, registry: Registry) -> None:
        """Take the window, whose runs pass here from now on."""
        super().__init__(window)
        self._window, self._registry = window, registry
        self.trust = Trust()
        self.panel = TrustPanel(window.canvas)
        self._asked: Asked | None = None
        self._again: Callable[[], None] | None = None
        window.parts.ring.append(self.panel)
        window.runs.gate = self.gate
        self.panel.allowed.connect(self._allow)
        self.panel.refused.connect(self._refuse)
        window.pages.shown.connect(lambda _: self.drop())
        window.canvas.edited.connect(lambda *_: self.drop())

    def gate(self, file: Path | None, plan: Plan, go: Callable[[], None]) -> None:
        """Start a run of a Plan, now or once it has been allowed; `file` is the flow's, if it has one."""
        self.drop()
        asked = self._needed(file, plan)
        if asked is None:
            go()
            return
        self._asked, self._again = asked, lambda: self.gate(file, plan, go)
        changed = [shown(name) for name in asked.changed] if asked.before else []
        executed = [
            Executed(
                doing.what, shown(doing.name),
                ", ".join(dict.fromkeys(shown(file.name) for file in doing.files)),
                ", ".join(map(str, doing.steps)),
                any(shown(file.name) in changed for file in doing.files),
            )
            for doing in asked.doings
        ]  # fmt: skip
        self.panel.ask(shown(str(asked.folder)), _why(asked), executed, changed)

    def drop(self) -> None:
        """Do not ask any more: what was asked about is not what is shown."""
        self._asked = self._again = None
        if not self.panel.isHidden():
            self.panel.leave()

    def saving(self, before: Path | None, path: Path) -> Callable[[], None]:
        """What to do once the user has saved a file: theirs, and what they had allowed, stays allowed."""
        own = before is None or before != path or self.trust.stands(path)
        return (lambda: self._note_saved(path)) if own else (lambda: None)

    def _note_saved(self, path: Path) -> None:
        try:
            self.trust.saved(path)
        except OSError:
            return  # it is asked about once more, which does no harm

    def _needed(self, file: Path | None, plan: Plan) -> Asked | None:
        def said_by_file() -> Flow:
            try:
                return read_flow(file).flow if file is not None else plan.origin.flow
            except EngineError:  # gone, or changed by somebody else: then what is drawn counts
                return plan.origin.flow

        return self.trust.needed(file, plan, self._registry, said_by_file)

    def _allow(self, always: bool) -> None:
        asked, again, self._asked, self._again = self._asked, self._again, None, None
        if asked is None or again is None:
            return
        try:
            self.trust.remember(asked, always=always)
        except OSError as error:
            told = tr("The answer could not be kept, so nothing was run: {why}.", why=said(error))
            self._window.parts.bar.say(told, icon="triangle-alert")
            return
        if not self._window.runs.is_running:
            again()  # asks once more where the code was changed while the question stood

    def _refuse(self) -> None:
        self._asked = self._again = None
        self._window.show_hint(tr("Nothing was run."))


def _why(asked: Asked) -> str:
    match asked.cause:
        case "downloaded" if "://" in asked.mark:
            return tr(
                "'{name}' was downloaded from {address}. It would do this on your machine:",
                name=shown(asked.marked), address=shown(asked.mark),
            )  # fmt: skip
        case "downloaded":
            return tr(
                "'{name}' was downloaded. It would do this on your machine:",
                name=shown(asked.marked),
            )
        case "downloads":
            return tr(
                "'{name}' lies in your folder for downloads. It would do this on your machine:",
                name=shown(asked.file.name),
            )
    return tr("BACKCAST_REQUIRE_TRUST is set, so every flow is asked about. It would do this:")
