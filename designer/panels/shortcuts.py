"""The page where keys are given to commands: search, record, conflicts in a sentence, presets, reset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Sentence
from designer.panels.fields import Choice
from designer.panels.pressing import PushButton
from designer.words import tr

_COMMAND: Final = Qt.ItemDataRole.UserRole
_MODIFIERS: Final = (
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr,
)  # fmt: skip
_Format = QKeySequence.SequenceFormat


class Named(Protocol):
    """A command, as much of it as is shown."""

    @property
    def text(self) -> str:
        """What it is called."""

    @property
    def menu(self) -> str:
        """Where it stands."""


class Keys(Protocol):
    """Who knows which keys do what."""

    changed: SignalInstance

    @property
    def commands(self) -> Mapping[str, Named]:
        """All that can be given keys, by id."""

    @property
    def preset(self) -> str:
        """The preset that is chosen."""

    def choose_preset(self, name: str) -> None:
        """Choose another."""

    def keys(self, command: str) -> tuple[str, ...]:
        """The keys of a command."""

    def is_own(self, command: str) -> bool:
        """Whether the user gave it its keys."""

    def bind(self, command: str, keys: Sequence[str]) -> None:
        """Give it keys."""

    def reset(self, command: str) -> None:
        """Give it its usual ones."""

    def reset_all(self) -> None:
        """Give all commands their usual ones."""

    def refusal(self, keys: str) -> str:
        """Why no command can have these."""

    def begins(self, keys: str) -> bool:
        """Whether keys of several strokes begin so."""

    def conflict(self, command: str, keys: str) -> str:
        """Who has these already."""


class Recorder(QLineEdit):
    """Takes the next keys that are pressed, whatever they would do elsewhere."""

    recorded = Signal(str)
    begun = Signal(str)
    """The first stroke of several."""
    given_up = Signal()

    def __init__(self, begins: Callable[[str], bool], parent: QWidget) -> None:
        """Begin hidden; `begins` says which strokes are waited after for another."""
        super().__init__(parent)
        self._begins = begins
        self._first = ""
        self.setObjectName("keyRecorder")
        self.setReadOnly(True)
        self.setPlaceholderText(tr("Press the new keys; Esc leaves it as it is"))
        self.setAccessibleName(tr("Press the new keys; Esc leaves it as it is"))
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Keep keys from the menus, and Tab from leading away."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell what was pressed, once it is more than a modifier."""
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() not in _MODIFIERS:
            self._stroke(QKeySequence(event.keyCombination()).toString(_Format.PortableText))

    def listen(self) -> None:
        """Wait for the first stroke."""
        self._first = ""
        self.clear()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _stroke(self, keys: str) -> None:
        if not self._first and self._begins(keys):
            self._first = keys
            self.begun.emit(keys)
            return
        first, self._first = self._first, ""
        self.recorded.emit(f"{first}, {keys}" if first else keys)


class Shortcuts(QDialog):
    """A window of its own, so that keys can be tried beside it."""

    def __init__(self, keys: Keys, presets: Mapping[str, str], parent: QWidget) -> None:
        """Take who knows the keys, and the presets by name with what to call them."""
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle(tr("Shortcuts"))
        self._keys = keys
        self._wanted = ""
        """Keys that were recorded and stand for something else as yet."""
        self._search = QLineEdit(self)
        self._presets = Choice("shortcutPresets", tr("Keys as in"), self)
        self._model = QStandardItemModel(0, 3, self)
        self._view = self._make_view()
        self._told = Sentence("help", self)
        self._told.setObjectName("shortcutsTold")
        self._recorder = Recorder(keys.begins, self)
        self._recorder.recorded.connect(self._take)
        self._recorder.begun.connect(self._say_begun)
        self._recorder.given_up.connect(self._stop)
        self._make_top(presets)
        layout = QVBoxLayout(self)
        layout.addLayout(self._top())
        layout.addWidget(self._view, 1)
        layout.addWidget(self._told)
        layout.addWidget(self._recorder)
        layout.addLayout(self._buttons())
        keys.changed.connect(self._fill)
        self._fill()
        line = self.fontMetrics().lineSpacing()
        self.resize(44 * line, 34 * line)

    def select(self, command: str) -> None:
        """Make a command the current one."""
        for row in range(self._model.rowCount()):
            if self._model.item(row).data(_COMMAND) == command:
                self._view.setCurrentIndex(self._model.index(row, 0))

    def told(self) -> str:
        """What is said beneath the list."""
        return self._told.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on a row records, as a double click does; arrows lead from the search to the rows."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter:
                self._record()
                return True
            if watched is self._search and event.key() == Qt.Key.Key_Down:
                self._view.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _make_view(self) -> QTreeView:
        view = QTreeView(self)
        view.setObjectName("shortcutRows")
        view.setAccessibleName(tr("Commands and their keys"))
        view.setModel(self._model)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.doubleClicked.connect(lambda _: self._record())
        view.selectionModel().currentChanged.connect(lambda *_: self._stop())
        view.installEventFilter(self)
        return view

    def _make_top(self, presets: Mapping[str, str]) -> None:
        self._search.setObjectName("shortcutSearch")
        self._search.setPlaceholderText(tr("Search commands or keys"))
        self._search.setAccessibleName(tr("Search commands or keys"))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._fill)
        self._search.installEventFilter(self)
        self._presets.offer({tr(words): name for name, words in presets.items()})
        self._presets.show_value(self._keys.preset)
        self._presets.committed.connect(lambda name: self._keys.choose_preset(str(name)))

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._search, 1)
        label = QLabel(tr("Keys as in"), self)
        label.setBuddy(self._presets)
        row.addWidget(label)
        row.addWidget(self._presets)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._take_it = self._button("shortcutTake", tr("Take them"), self._take_anyway)
        self._take_it.hide()
        buttons = (
            self._take_it,
            self._button("shortcutRecord", tr("Record keys"), self._record),
            self._button("shortcutRemove", tr("No keys"), self._remove),
            self._button("shortcutReset", tr("Reset"), self._reset),
            self._button("shortcutResetAll", tr("Reset all"), self._keys.reset_all),
        )
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._button("shortcutClose", tr("Close"), self.close))
        return row

    def _button(self, name: str, words: str, does: object) -> QPushButton:
        button = PushButton(words, self)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: does())  # type: ignore[operator]
        return button

    def _fill(self) -> None:
        current = self._current()
        self._model.removeRows(0, self._model.rowCount())
        self._model.setHorizontalHeaderLabels([tr("Command"), tr("Keys"), tr("Where")])
        wanted = self._search.text().casefold().split()
        for command, named in self._keys.commands.items():
            shown = [_native(keys) for keys in self._keys.keys(command)]
            cells = [tr(named.text).rstrip("…"), ", ".join(shown), tr(named.menu)]
            text = " ".join(cells).casefold()
            if all(word in text for word in wanted):
                self._model.appendRow(self._row(command, cells))
        self.select(current)
        if not self._view.currentIndex().isValid():
            self._view.setCurrentIndex(self._model.index(0, 0))

    def _row(self, command: str, cells: Sequence[str]) -> list[QStandardItem]:
        items = [QStandardItem(cell) for cell in cells]
        items[0].setData(command, _COMMAND)
        spoken = f"{cells[0]}: {cells[1] or tr('no keys')}"
        items[0].setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
        if self._keys.is_own(command):
            font = items[1].font()
            font.setBold(True)
            items[1].setFont(font)
            items[1].setToolTip(tr("Your own keys"))
        return items

    def _current(self) -> str:
        return str(self._view.currentIndex().siblingAtColumn(0).data(_COMMAND) or "")

    def _record(self) -> None:
        if self._current():
            self._stop()
            self._recorder.listen()

    def _say_begun(self, keys: str) -> None:
        self._recorder.setText(_native(keys))
        self._told.say(
            tr("{keys} begins keys of two strokes: press the second.", keys=_native(keys))
        )

    def _take(self, keys: str) -> None:
        self._recorder.setText(_native(keys))
        refusal = self._keys.refusal(keys)
        conflict = "" if refusal else self._keys.conflict(self._current(), keys)
        self._wanted = keys if conflict else ""
        self._take_it.setVisible(bool(conflict))
        self._told.say(refusal or conflict)
        if conflict:
            self._take_it.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not refusal:
            self._bind(keys)

    def _take_anyway(self) -> None:
        self._bind(self._wanted)

    def _bind(self, keys: str) -> None:
        if command := self._current():  # the search may have found none
            self._keys.bind(command, (keys,))
        self._stop()

    def _remove(self) -> None:
        if command := self._current():
            self._keys.bind(command, ())

    def _reset(self) -> None:
        if command := self._current():
            self._keys.reset(command)

    def _stop(self) -> None:
        self._wanted = ""
        had = self._recorder.hasFocus() or self._take_it.hasFocus()
        self._take_it.hide()
        self._recorder.hide()
        self._told.say("")
        if had:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)


def _native(keys: str) -> str:
    return QKeySequence(keys, _Format.PortableText).toString(_Format.NativeText)
