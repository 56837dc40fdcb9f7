"""Asks whether code from elsewhere may run: what it would execute, and what changed since it was allowed.

Decides nothing: it tells what the user wants. Names are somebody else's, so they are shown as plain text,
in one line, without what would do something to a screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer import icons
from designer.panels.controls import Heading, Sentence
from designer.panels.corner import CornerCard
from designer.panels.pressing import PushButton
from designer.words import quoted, tr

MOST_ROWS: Final = 200
"""Things that are listed; of more it is said how many there are."""
_SHOWN_ROWS: Final = 8
_WIDE: Final = 620
_MARGIN: Final = 16
_ICONS: Final = {
    "function": "code", "program": "terminal", "notebook": "book-open", "address": "globe",
    "reads": "file-text", "writes": "file-text", "kind": "puzzle",
}  # fmt: skip


class Executed(NamedTuple):
    """One thing that would be executed: its sort, its words, the files of its code, its Steps."""

    what: str
    name: str
    code: str
    steps: str
    is_changed: bool = False


class TrustPanel(CornerCard):
    """The question before the first run of what somebody else made."""

    allowed = Signal(bool)
    """Run it; whether whatever is in that folder is allowed from now on."""
    refused = Signal()
    """Not now."""

    def __init__(self, over: QWidget) -> None:
        """Begin hidden, over a widget."""
        super().__init__(over, left=False)
        self.setObjectName("trust")
        self._title, self._why = Heading("", self), Sentence("", self)
        self._title.setWordWrap(True)
        self._changed, self._more = Sentence("wrong", self), Sentence("help", self)
        self._list = self._make_list()
        self._always = QCheckBox(tr("Always run what is in this folder"), self)
        self._always.setObjectName("trustAlways")
        self._no = PushButton(tr("Not now"), self)
        self._no.setObjectName("trustNotNow")
        self._no.clicked.connect(self.press_escape)
        self._run = PushButton(tr("Run"), self)
        self._run.setObjectName("trustRun")
        self._run.clicked.connect(self.press_enter)
        row = QHBoxLayout()
        row.addWidget(self._always, 1)
        row.addWidget(self._no)
        row.addWidget(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        for widget in (self._title, self._why, self._changed, self._list, self._more):
            layout.addWidget(widget)
        layout.addLayout(row)
        self.order_stops([self._no, self._run, self._list, self._always])

    def ask(
        self, folder: str, why: str, executed: Sequence[Executed], changed: Sequence[str]
    ) -> None:
        """Ask about a folder; `why` is a sentence, `changed` names what is other than it was allowed."""
        self._title.setText(tr("Run code from '{folder}'?", folder=folder))
        self.setAccessibleName(self._title.text())
        self._why.say(why)
        names = ", ".join(quoted(name) for name in changed)
        self._changed.say(
            tr("Changed since it was allowed: {names}.", names=names) if names else ""
        )
        self._fill(executed)
        self._always.setChecked(False)
        self.show()
        self.raise_()
        self.place()
        self._no.setFocus(Qt.FocusReason.OtherFocusReason)

    def press_enter(self) -> None:
        """Run it."""
        always = self._always.isChecked()
        self.leave()
        self.allowed.emit(always)

    def press_escape(self) -> None:
        """Not now."""
        self.leave()
        self.refused.emit()

    def place(self) -> None:
        """Stand in the middle, as wide as names need and as high as they are many."""
        room = self._over.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        width = min(_WIDE, room.width())
        layout = self.layout()
        wanted = layout.heightForWidth(width) if layout is not None else self.sizeHint().height()
        height = min(max(wanted, self.minimumSizeHint().height()), room.height())
        left = room.left() + (room.width() - width) // 2
        self.setGeometry(left, room.top() + (room.height() - height) // 3, width, height)

    def _make_list(self) -> QTreeWidget:
        listed = QTreeWidget(self)
        listed.setObjectName("trustList")
        listed.setAccessibleName(tr("What would be executed"))
        listed.setHeaderLabels([tr("It would"), tr("What"), tr("Code in"), tr("Steps")])
        listed.setRootIsDecorated(False)
        listed.setUniformRowHeights(True)
        listed.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        listed.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        listed.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        listed.header().setStretchLastSection(False)
        listed.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return listed

    def _fill(self, executed: Sequence[Executed]) -> None:
        self._list.clear()
        colour = self.palette().color(QPalette.ColorRole.Text)
        for one in executed[:MOST_ROWS]:
            name = f"{one.name} ({tr('changed')})" if one.is_changed else one.name
            item = QTreeWidgetItem([_words(one.what), name, one.code, one.steps])
            item.setIcon(0, icons.icon(_ICONS.get(one.what, "puzzle"), colour))
            for column in range(4):
                item.setToolTip(column, item.text(column))
            self._list.addTopLevelItem(item)
        self._list.setVisible(bool(executed))
        for column, width in ((0, 110), (2, 130), (3, 110)):
            self._list.setColumnWidth(column, width)
        rows = min(len(executed), _SHOWN_ROWS)
        line = max(self._list.sizeHintForRow(0), 1)
        header = self._list.header().sizeHint().height()
        self._list.setFixedHeight(header + rows * line + 2 * self._list.frameWidth() + 4)
        left = len(executed) - MOST_ROWS
        self._more.say(
            tr("And {count} more.", count=left) if left > 0
            else "" if executed else tr("Nothing in it executes code, starts programs or calls out.")
        )  # fmt: skip


def _words(what: str) -> str:
    return {
        "function": tr("Call"), "program": tr("Start"), "notebook": tr("Execute"), "address": tr("Call out"),
        "reads": tr("Read"), "writes": tr("Write"), "kind": tr("Use"),
    }.get(what, what)  # fmt: skip
