"""Asks where runs do their work: here, on a cluster of this machine, or at a scheduler's address."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from designer.panels.controls import Heading, Sentence
from designer.panels.fields import Choice, Line
from designer.panels.pressing import PushButton
from designer.panels.visitor import Asking
from designer.words import tr


class WhereForm(Asking):
    """Who does the work and at which address; Esc gives it up. It stays open while the answer is wrong."""

    wanted = Signal(str, str)
    """The executor's name, empty for here, and the address, empty for a cluster of its own."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden, over a window."""
        super().__init__("whereForm", tr("Where it runs"), parent)
        self._who = Choice("whereExecutor", tr("Executor"), self)
        self._who.committed.connect(lambda _: self._mind_who())
        self._address = Line("whereAddress", tr("Address"), self)
        self._clusters: Collection[str] = ()
        self._told, self._wrong = Sentence("help", self), Sentence("wrong", self)
        self._told.say(tr("Remembered for you and this flow; the flow file stays as it is."))
        layout = QVBoxLayout(self)
        layout.addWidget(Heading(tr("Where it runs"), self))
        layout.addWidget(self._told)
        form = QFormLayout()
        form.addRow(tr("Executor"), self._who)
        form.addRow(tr("Address"), self._address)
        layout.addLayout(form)
        layout.addWidget(self._wrong)
        layout.addLayout(self._buttons())

    def ask(
        self, choices: Mapping[str, str], clusters: Collection[str], name: str, address: str
    ) -> None:
        """Offer executors by their words, one of them chosen, and an address for those that are clusters."""
        self._clusters = clusters
        self._who.offer(choices)
        self._who.show_value(name)
        self._address.setPlaceholderText(tr("tcp://HOST:PORT; empty: a cluster on this machine"))
        self._address.show_value(address)
        width = self.fontMetrics().averageCharWidth()
        self.setFixedWidth(max(440, 70 * width))
        self.complain("")
        self._mind_who()
        self.stand_high()
        self._address.selectAll()
        self.come(self._address if self._address.isEnabled() else self._who)

    def complain(self, sentence: str) -> None:
        """Say what is wrong with the answer; empty takes it back."""
        self._wrong.say(sentence)
        self._go.setEnabled(True)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))

    def wait(self) -> None:
        """The answer is being looked at: it cannot be given twice meanwhile."""
        self._go.setEnabled(False)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self._go = PushButton(tr("Use it"), self)
        cancel = PushButton(tr("Cancel"), self)
        for button, name, does in (
            (self._go, "whereGo", self._submit),
            (cancel, "whereCancel", self.dismiss),
        ):
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, does=does: does())
            row.addWidget(button)
        return row

    def _mind_who(self) -> None:
        """Only work that goes elsewhere has an address."""
        self._address.setEnabled(self._who.value() in self._clusters)

    def _submit(self) -> None:
        if self._go.isEnabled():
            name = str(self._who.value() or "")
            there = self._address.isEnabled()
            self.wanted.emit(name, self._address.typed().strip() if there else "")
