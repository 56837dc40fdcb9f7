"""Lists what installed packages add, with where it comes from, and the folders whose code may run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer import icons
from designer.panels.controls import Sentence
from designer.panels.pressing import PushButton
from designer.words import tr

_KEY: Final = Qt.ItemDataRole.UserRole


class Added(NamedTuple):
    """One thing that a package adds: its group, name, package with version, what it is, what is wrong."""

    group: str
    name: str
    package: str
    about: str
    wrong: str = ""


class Allowed(NamedTuple):
    """One folder whose code may run, and what of it, in words."""

    folder: str
    what: str


class PluginList(QWidget):
    """What packages add. A broken thing is greyed, with the reason."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing to show."""
        super().__init__(parent)
        self.setObjectName("plugins")
        self.tree = _tree("pluginList", tr("Plug-ins"), self)
        self.tree.setHeaderLabels([tr("Name"), tr("What"), tr("Package"), tr("About")])
        self.tree.currentItemChanged.connect(self._tell)
        self._told = Sentence("help", self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self._told)
        self.setFocusProxy(self.tree)
        self._told.say(tr("Looking what packages offer…"))

    def show_added(self, added: Sequence[Added]) -> None:
        """Show all of it; what is broken can be read, and is greyed."""
        self.tree.clear()
        group, ink = QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text
        for one in added:
            about = tr("Cannot be used: {why}", why=one.wrong) if one.wrong else one.about
            item = QTreeWidgetItem([one.name, _group(one.group), one.package, about])
            item.setData(0, _KEY, about)
            if one.wrong:
                grey = self.palette().color(group, ink)
                item.setIcon(0, icons.icon("triangle-alert", self.palette().color(ink)))
                for column in range(4):
                    item.setForeground(column, grey)
            item.setToolTip(3, about)
            self.tree.addTopLevelItem(item)
        for column in range(3):
            self.tree.resizeColumnToContents(column)
        wrong = sum(bool(one.wrong) for one in added)
        self._told.say(
            tr("{count} of them cannot be used.", count=wrong) if wrong > 1
            else tr("One of them cannot be used.") if wrong else ""
        )  # fmt: skip

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        self._told.say(str(item.data(0, _KEY)) if item is not None else "")


class TrustedList(QWidget):
    """The folders whose code may run, and a way to ask about one again."""

    forgotten = Signal(str)
    """A folder shall be asked about again."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with none."""
        super().__init__(parent)
        self.setObjectName("trusted")
        self.tree = _tree("trustedList", tr("Folders whose code may run"), self)
        self.tree.setHeaderLabels([tr("Folder"), tr("What may run")])
        self.forget = PushButton(tr("Ask again"), self)
        self.forget.setObjectName("trustedForget")
        self.forget.setToolTip(tr("Forget that code of this folder may run"))
        self.forget.clicked.connect(self._forget)
        self._none = Sentence("help", self)
        self.tree.currentItemChanged.connect(lambda *_: self._mind())
        row = QHBoxLayout()
        row.addWidget(self._none, 1)
        row.addStretch()
        row.addWidget(self.forget)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row)
        self.setFocusProxy(self.tree)

    def show_allowed(self, allowed: Sequence[Allowed]) -> None:
        """Show the folders; the first is the current one."""
        self.tree.clear()
        rows = [QTreeWidgetItem([one.folder, one.what]) for one in allowed]
        self.tree.addTopLevelItems(rows)
        self.tree.resizeColumnToContents(0)
        for row in rows[:1]:
            self.tree.setCurrentItem(row)
        self._none.say("" if allowed else tr("No code from elsewhere was allowed to run."))
        self._mind()

    def _mind(self) -> None:
        self.forget.setEnabled(self.tree.currentItem() is not None)

    def _forget(self) -> None:
        item = self.tree.currentItem()
        if item is not None:
            self.forgotten.emit(item.text(0))


def _tree(name: str, words: str, parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setObjectName(name)
    tree.setAccessibleName(words)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    return tree


def _group(name: str) -> str:
    return {
        "kinds": tr("Kind of Step"), "executors": tr("Executor"), "viewers": tr("Viewer of values"),
        "palettes": tr("Ready-made Steps"), "inspectors": tr("Editor of settings"),
    }.get(name, tr("Package"))  # fmt: skip
