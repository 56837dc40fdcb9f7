"""What the inspector's pages share: where their edits go, and what becomes of one that is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer import icons
from designer.document.diagram import Diagram
from designer.document.edits import EditRefused
from designer.document.links import links
from designer.document.patch import Patch
from designer.panels.controls import ICON_SIZE, Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.pressing import ToolButton
from designer.theme import sans_font
from designer.words import tr


class Desk(QObject):
    """Where edits are made: it holds the diagram as it is, and hands over the patches."""

    edited = Signal(object, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with an empty diagram."""
        super().__init__(parent)
        self.diagram = Diagram()
        self.folder: Path | None = None
        """The flow file's, where functions are looked up."""

    def edit(self, text: str, make: Callable[[Diagram], Patch], merge: str = "") -> None:
        """Make an edit and hand its patch over, unless it changes nothing.

        Raises:
            EditRefused: It cannot be; nothing was handed over.
        """
        patch = make(self.diagram)
        if not patch.is_empty:
            self.edited.emit(patch, text, merge)

    def attributes(self) -> tuple[str, ...]:
        """Every Attribute that something gives, by name."""
        flow = self.diagram.flow
        return tuple(sorted({*flow.inputs, *links(flow).names.writers}))


class Labelled(QWidget):
    """A field under its name, with room for the sentence that says what is wrong with it."""

    def __init__(
        self, words: str, editor: Line | Text | Choice, parent: QWidget, *,
        unit: str = "", beside: Sequence[QWidget] = (), below: Sequence[QWidget] = (),
    ) -> None:  # fmt: skip
        """Take what the field is called, the field, and what stands beside and below it."""
        super().__init__(parent)
        self.editor = editor
        self._refusal = self._complaint = self._fault = ""
        self._namers: list[Callable[[str, str], None]] = []
        self._suiters: list[Callable[[Any], None]] = []
        label = QLabel(tr(words), self)
        label.setWordWrap(True)
        label.setBuddy(editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(label)
        layout.addLayout(self._line(editor, unit, beside))
        for widget in below:
            layout.addWidget(widget)
        self.wrong = Sentence("wrong", self)
        layout.addWidget(self.wrong)
        if isinstance(editor, Line | Text):
            editor.refused.connect(self._refuse)
            if editor.completion is not None:
                editor.completion.leave_seen(self.wrong)

    @property
    def text_editor(self) -> Line | Text:
        """The field, where it is one of text."""
        assert isinstance(self.editor, Line | Text)
        return self.editor

    def show_value(self, text: str) -> None:
        """Show what is so; what is being typed, or was refused, stays."""
        self.editor.show_value(text)

    def suit(self, thing: Any) -> None:
        """Have what stands beside the field follow the thing that it is about; None: several."""
        for suit in self._suiters:
            suit(thing)

    def on_suit(self, suit: Callable[[Any], None]) -> None:
        """Ask this whenever the field shows another thing, or the same one changed."""
        self._suiters.append(suit)

    def on_name(self, name: Callable[[str, str], None]) -> None:
        """Ask this whenever the field gets another object name and name."""
        self._namers.append(name)

    def name_companions(self, name: str, words: str) -> None:
        """Name what stands beside the field after it."""
        for give in self._namers:
            give(name, words)

    def complain(self, sentence: str) -> None:
        """Say what is wrong with the value as it is."""
        self._complaint = sentence
        self._say()

    def fault(self, sentence: str) -> None:
        """Say what is wrong with the text that stands in the field, before anybody else does."""
        self._fault = sentence
        self._say()

    def attempt(self, edit: Callable[[], None], now: Callable[[], str]) -> None:
        """Do an edit, then show what is so `now`; where it is refused, say why and keep what was typed."""
        try:
            edit()
        except (EditRefused, ValueError) as refused:
            self.text_editor.refuse(str(refused))
        else:
            self.show_value(now())

    def _line(self, editor: QWidget, unit: str, beside: Sequence[QWidget]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(editor, 1)
        if unit:
            shown = QLabel(unit, self)
            shown.setProperty("role", "help")
            line.addWidget(shown)
        for widget in beside:
            line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        self._say()

    def _say(self) -> None:
        self.wrong.say(self._refusal or self._fault or self._complaint)


class Fold(QWidget):
    """A heading that opens and closes what is below it; that is made when it is first opened."""

    def __init__(self, name: str, words: str, parent: QWidget, make: Callable[[], QWidget]) -> None:
        """Take the heading's object name and words, and what makes the rest; begin closed."""
        super().__init__(parent)
        self._make = make
        self._body: QWidget | None = None
        self._head = ToolButton(self)
        self._head.setObjectName(name)
        self._head.setText(tr(words))
        self._head.setAccessibleName(tr(words))
        self._head.setFont(sans_font(bold=True))
        self._head.setCheckable(True)
        self._head.setAutoRaise(True)
        self._head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._head.toggled.connect(self._turn)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._layout.addWidget(self._head, 0, Qt.AlignmentFlag.AlignLeft)
        self._tint()

    @property
    def is_open(self) -> bool:
        """Whether what is below can be seen."""
        return self._head.isChecked()

    def set_open(self, on: bool) -> None:
        """Open or close it."""
        self._head.setChecked(on)

    def focus(self) -> None:
        """Put the focus onto the heading."""
        self._head.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()

    def _turn(self, on: bool) -> None:
        if on and self._body is None:
            self._body = self._make()
            self._layout.addWidget(self._body)
        if self._body is not None:
            self._body.setVisible(on)
        self._tint()

    def _tint(self) -> None:
        icon = "chevron-down" if self._head.isChecked() else "chevron-right"
        colour = self.palette().windowText().color()
        self._head.setIcon(icons.icon(icon, colour))
        self._head.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
