"""The Values panel: one value of the run that is shown, by the viewer that suits it, and where it is from.

Knows values, and neither run nor document: what to show is told, what the user wants is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer.panels.aloud import tell_aloud
from designer.panels.choice import Choice
from designer.panels.controls import Elided, IconButton, Sentence
from designer.panels.failure import Failure, FailurePage
from designer.panels.fields import Line
from designer.panels.lead import Lead
from designer.panels.viewers.pictures import PictureView
from designer.panels.viewers.plain import is_masked
from designer.panels.viewers.shelf import Fit, Shelf
from designer.panels.viewers.trees import as_text
from designer.panels.viewers.viewing import Shown
from designer.words import tr
from engine.flow import Port, Side

_BUTTONS: Final = {
    "copy": ("copy", "Copy the value", "valueCopy"),
    "save": ("download", "Save the value as a file…", "valueSave"),
    "pin": ("pin", "Pin this value", "valuePin"),
    "compare": ("history", "Compare with the run before", "valueCompare"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value and all that is said of it; `ends` are the ports to choose from beside it.

    `can_pin` and `is_pinned` are of the port.
    """

    end: tuple[Side, Port]
    ends: Sequence[tuple[Side, Port]] = ()
    facts: str
    shown: Shown
    can_pin: bool = False
    is_pinned: bool = False


class ValuesPanel(QWidget):
    """Shows one value, a failure, or why there is nothing to show."""

    chosen = Signal(object)
    """The user wants to see another port: its side, and the `Port`."""
    wanted = Signal(str)
    """The user wants to `save`, `pin` or `compare` the value."""
    editorGiven = Signal(str)
    """The command of the user's own editor of code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setObjectName("values")
        self.setAccessibleName(tr("Values"))
        self.shelf = Shelf()
        self.told: Told | None = None
        """What is shown, if it is a value."""
        self._chosen: dict[str, str] = {}
        """The viewer that the user chose for a port."""
        self._nothing = Sentence("help", self)
        self._facts = Elided(self)
        self._facts.setObjectName("valueFacts")
        self._facts.setProperty("role", "help")
        self._port = Choice("valuePort", tr("Which value of the Step"), self)
        self._port.committed.connect(self.chosen)
        self._viewer = Choice("valueViewer", tr("How it is shown"), self)
        self._viewer.committed.connect(self._choose)
        for choice in (self._port, self._viewer):
            choice.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
            choice.setMinimumWidth(72)
        self._wrong = Sentence("wrong", self)
        self._body = QVBoxLayout()
        self._view: QWidget | None = None
        self.is_beside = False
        """Whether a widget is shown in place of the viewer."""
        self._fits: list[Fit] = []
        self.failure = FailurePage(self)
        self._stack = QStackedWidget(self)
        self._value_page = self._make_value_page()
        self._lead = Lead(self)
        self._nothing_page = self._make_nothing_page()
        for page in (self._nothing_page, self._value_page, self.failure):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self._stack)
        self._editor = self._make_editor()
        layout.addWidget(self._editor_row)
        self.show_nothing("")

    def _make_nothing_page(self) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._nothing)
        column.addWidget(self._lead)
        column.addStretch(1)
        return page

    @property
    def view(self) -> QWidget | None:
        """The widget of the viewer."""
        return self._view

    def show_nothing(self, sentence: str) -> None:
        """Say why there is no value."""
        self.told = None
        self._drop_view()
        words = sentence or tr(
            "Click a port or a wire after a run, or press V: what has passed there is shown here."
        )
        self._nothing.say(words)
        self._lead.offer(*(() if sentence else (("run", tr("Run")),)))
        self._stack.setCurrentWidget(self._nothing_page)

    def show_failure(self, failure: Failure) -> None:
        """Show what went wrong in a Step."""
        self.told = None
        self._drop_view()
        self.failure.show_failure(failure)
        self._stack.setCurrentWidget(self.failure)

    @property
    def is_failure(self) -> bool:
        """Whether it is a failure that is shown."""
        return self._stack.currentWidget() is self.failure

    def show_value(self, told: Told) -> None:
        """Show a value; one that is there already stays as the user has it, scrolled and sorted."""
        before, self.told = self.told, told
        self._facts.say(told.facts)
        self._offer_ports(told)
        self._buttons["pin"].setEnabled(told.can_pin)
        self._buttons["pin"].setChecked(told.is_pinned)
        masked = is_masked(told.shown)
        for name in ("copy", "save", "compare"):
            self._buttons[name].setEnabled(not masked)
        self._stack.setCurrentWidget(self._value_page)
        same_place = before is not None and before.end == told.end and self._view is not None
        if same_place and before is not None and before.shown.value is told.shown.value:
            return
        self._fits = self.shelf.fits(told.shown)
        self._viewer.offer({tr(fit.viewer.title): fit.viewer.name for fit in self._fits})
        self._show_with(self._preferred(told))

    def show_beside(self, view: QWidget) -> None:
        """Show a widget in place of the viewer, until another is chosen."""
        self._put(view)
        self._mark_beside(True)

    def show_plain(self) -> bool:
        """Show the value by its viewer again; whether something else was shown in its place."""
        was, told = self.is_beside, self.told
        if was and told is not None:
            self._show_with(self._preferred(told))
        return was

    def enter(self) -> None:
        """Give the keyboard to what is shown."""
        target = self.failure if self.is_failure else self._view or self._nothing
        stop = target.focusProxy() or _first_stop(target)
        stop.setFocus()
        if self.told is not None and not self.is_failure:
            tell_aloud(stop, self.told.facts)

    def ask_editor(self, command: str) -> None:
        """Let the user say which program opens a line of code."""
        self._editor.show_value(command)
        self._editor_row.show()
        self._editor.setFocus()

    def copy(self) -> None:
        """Put the value on the clipboard: a text as it is, a picture as one, anything else as JSON."""
        if self.told is None or is_masked(self.told.shown):
            return
        clipboard = QGuiApplication.clipboard()
        value = self.told.shown.value
        if isinstance(self._view, PictureView):
            clipboard.setImage(QImage(self._view.image))
        else:
            clipboard.setText(value if isinstance(value, str) else as_text(value))

    def _preferred(self, told: Told) -> Fit | None:
        wish = self._chosen.get(_key(told))
        named = (fit for fit in self._fits if fit.viewer.name == wish)
        return next(named, self._fits[0] if self._fits else None)

    def _choose(self, name: str) -> None:
        if self.told is not None:
            self._chosen[_key(self.told)] = name
            self._show_with(next(fit for fit in self._fits if fit.viewer.name == name))

    def _show_with(self, fit: Fit | None) -> None:
        assert self.told is not None, "there is a value"
        while fit is not None:
            try:
                view = fit.viewer.widget(self.told.shown, self._value_page)
                break
            except Exception as error:  # noqa: BLE001 - whatever a package's viewer raises
                self.shelf.drop(fit.viewer, error)
                self._fits.remove(fit)
                fit = self._fits[0] if self._fits else None
        else:
            self._drop_view()
            self._say_wrong()
            return
        self._viewer.show_value(fit.viewer.name)
        self._put(view)
        self._say_wrong()

    def _say_wrong(self) -> None:
        self._wrong.say(" ".join(self.shelf.complaints))

    def _put(self, view: QWidget) -> None:
        self._drop_view()
        self._view = view
        self._body.addWidget(view, 1)
        view.show()

    def _mark_beside(self, is_beside: bool) -> None:
        self.is_beside = is_beside
        self._buttons["compare"].setChecked(is_beside)

    def _drop_view(self) -> None:
        self._mark_beside(False)
        view, self._view = self._view, None
        if view is not None:
            self._body.removeWidget(view)
            view.hide()
            view.setParent(None)
            view.deleteLater()

    def _offer_ports(self, told: Told) -> None:
        ends = told.ends or (told.end,)
        self._port.offer({_words(end): end for end in ends})
        self._port.show_value(told.end, _words(told.end))

    def _make_editor(self) -> Line:
        self._editor_row = QWidget(self)
        line = Line("editorCommand", tr("Editor command"), self._editor_row)
        line.setPlaceholderText("code --goto {file}:{line}")
        hint = tr("Empty: the system's own. {hint} stand for the place.", hint="{file}, {line}")
        line.setToolTip(hint)
        line.committed.connect(self._take_editor)
        line.returnPressed.connect(self._editor_row.hide)
        form = QFormLayout(self._editor_row)
        form.setContentsMargins(0, 4, 0, 0)
        form.addRow(tr("Editor command"), line)
        self._editor_row.hide()
        return line

    def _take_editor(self, command: str) -> None:
        self._editor.accept_typed()
        self.editorGiven.emit(command)

    def _make_value_page(self) -> QWidget:
        page = QWidget(self)
        self._buttons = {name: self._button(name, *said) for name, said in _BUTTONS.items()}
        for name in ("pin", "compare"):
            self._buttons[name].setCheckable(True)
        bar = QHBoxLayout()
        bar.setSpacing(6)
        bar.addWidget(self._port)
        bar.addWidget(self._facts, 1)
        bar.addWidget(self._viewer)
        for button in self._buttons.values():
            bar.addWidget(button)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(bar)
        layout.addWidget(self._wrong)
        layout.addLayout(self._body, 1)
        return page

    def _button(self, does: str, icon: str, words: str, name: str) -> IconButton:
        button = IconButton(icon, tr(words), self)
        button.setObjectName(name)
        if does == "copy":
            button.clicked.connect(self.copy)
        else:
            button.clicked.connect(lambda: self.wanted.emit(does))
        if does == "compare":  # it is pressed in once there is something to compare with
            button.clicked.connect(lambda: self._mark_beside(self.is_beside))
        return button


def _words(end: tuple[Side, Port]) -> str:
    side, port = end
    return tr("{port} (taken)", port=port) if side == "input" else str(port)


def _key(told: Told) -> str:
    side, port = told.end
    return f"{side}:{port}"


def _first_stop(widget: QWidget) -> QWidget:
    stops = [w for w in widget.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    views = [w for w in stops if w.inherits("QAbstractScrollArea") and w.isVisible()]
    return next(iter(views or [w for w in stops if w.isVisible()]), widget)
