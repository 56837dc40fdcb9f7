"""The bar over a past run: which one it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from designer.panels.controls import Elided, IconButton, restyle
from designer.panels.pressing import PushButton
from designer.words import tr


class HistoryBar(QFrame):
    """Stays as long as a past run is shown."""

    backWanted = Signal()
    """Go back to editing the Flow."""
    resumeWanted = Signal()
    """Go on with the run, which has not come to its end."""
    againWanted = Signal()
    """Run it again as it was."""
    commandWanted = Signal()
    """Copy the command that does the run again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setObjectName("pastBar")
        restyle(self, "role", "bar")
        self._words = Elided(self)
        self._words.setObjectName("pastWords")
        self._again = IconButton("rotate-cw", tr("Run again"), self)
        self._again.setObjectName("pastAgain")
        self._again.clicked.connect(self.againWanted)
        self._command = IconButton("terminal", tr("Copy the command"), self)
        self._command.setObjectName("pastCommand")
        self._command.clicked.connect(self.commandWanted)
        self._resume = IconButton("play", tr("Go on with it"), self)
        self._resume.setObjectName("pastResume")
        self._resume.clicked.connect(self.resumeWanted)
        back = PushButton(tr("Back to editing"), self)
        back.setObjectName("pastBack")
        back.clicked.connect(self.backWanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.addWidget(self._words, 1)
        for button in (self._resume, self._again, self._command, back):
            layout.addWidget(button)
        self.hide()

    @property
    def can_resume(self) -> bool:
        """Whether the run that is shown can be gone on with."""
        return self._resume.isVisible()

    def say(self, words: str, *, again: bool, resume: bool) -> None:
        """Say which run it is; `again`: it can be run again as it was; `resume`: it has not ended."""
        self._resume.setVisible(resume)
        self._words.say(words)
        self.setAccessibleName(words)
        self._again.setEnabled(again)
        self._command.setEnabled(again)
        self.show()
