"""A failed Step, told: what, where in the user's code, with which inputs, why, and what it held up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from designer.panels.controls import Elided, Heading, IconButton, Sentence
from designer.panels.pressing import PushButton
from designer.panels.wrapping import WrappedRow
from designer.theme import mono_font, sans_font, theme_of
from designer.words import tr
from engine.blame import CodePlace, Excerpt
from engine.flow import Name, StepId

NARROW: Final = 560
"""Pixels below which there is one column."""
_MOST_BLOCKED: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What is told of a failed Step. `inputs` are its values in short, `blocked` what it held up.

    `place` and `code` are where its own code failed, where any took part; `reasons` are sentences.
    """

    step: StepId
    what: str
    when: str = ""
    place: CodePlace | None = None
    code: Excerpt | None = None
    inputs: Mapping[Name, str] = field(default_factory=dict)
    reasons: Sequence[str] = ()
    blocked: Sequence[StepId] = ()
    trace: str = ""

    def report(self) -> str:
        """All of it as text, to be sent to somebody."""
        parts = [tr("Step '{step}' failed: {what}", step=self.step, what=self.what)]
        parts += [f"  {self.place.file}:{self.place.line}"] if self.place is not None else []
        parts += [f"  {name} = {value}" for name, value in self.inputs.items()]
        parts += list(self.reasons)
        held_up = ", ".join(self.blocked)
        parts += [tr("It held up: {steps}", steps=held_up)] if held_up else []
        return "\n".join([*parts, self.trace]).rstrip() + "\n"


class FailurePage(QScrollArea):
    """Shows a failure; what is in it leads to the Step, the value or the line that it names."""

    stepWanted = Signal(str)
    inputWanted = Signal(str)
    wanted = Signal(str)
    """The user wants to `edit` the line, choose the `editor`, `export` a minimal flow, `copy` the report."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        self.setObjectName("failure")
        self.setAccessibleName(tr("What went wrong"))
        self.setWidgetResizable(True)
        self.failure: Failure | None = None

    def show_failure(self, failure: Failure) -> None:
        """Show this one; nothing happens where it is shown already."""
        if failure == self.failure and self.widget() is not None:
            return
        self.failure = failure
        self._fill(failure)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        if self.widget() is not None:
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme: the line that failed is tinted."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.failure is not None:
            self._fill(self.failure)

    def _fill(self, failure: Failure) -> None:
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(18)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(6)
        right.setSpacing(2)
        words = tr("'{step}' failed at {time}", step=failure.step, time=failure.when)
        title = Sentence("", body)
        title.setFont(sans_font(bold=True))
        title.setObjectName("failureTitle")
        title.say(words)
        left.addWidget(title)
        what = Sentence("wrong", body)
        what.setObjectName("failureWhat")
        what.say(failure.what)
        left.addWidget(what)
        left.addWidget(self._bar(failure, body))
        self._add_place(left, failure, body)
        self._add_trace(left, failure, body)
        left.addStretch(1)
        self._add_inputs(right, failure, body)
        self._add_why(right, failure, body)
        self._add_blocked(right, failure, body)
        right.addStretch(1)
        self._columns = grid, left, right
        grid.addLayout(left, 0, 0)
        grid.addLayout(right, 0, 1)
        self._is_narrow = False
        self.setWidget(body)
        self._fit()

    def _fit(self) -> None:
        """Have what is on the right below where there is too little room beside it."""
        grid, _, right = self._columns
        is_narrow = self.viewport().width() < NARROW
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            grid.removeItem(right)
            grid.addLayout(right, *((1, 0) if is_narrow else (0, 1)))
            grid.setColumnStretch(1, 0 if is_narrow else 2)

    def _add_place(self, into: QVBoxLayout, failure: Failure, body: QWidget) -> None:
        place, code = failure.place, failure.code
        if place is None:
            return
        where = Elided(body)
        where.setObjectName("failurePlace")
        where.setProperty("role", "help")
        where.say(f"{place.file}:{place.line}")
        into.addWidget(where)
        if code is not None and code.lines:
            into.addWidget(_CodeLines(place, code, body))
        if code is not None and not code.is_same:
            changed = Sentence("help", body)
            changed.say(tr("The file has changed since; this line was: {code}", code=place.code))
            into.addWidget(changed)

    def _bar(self, failure: Failure, body: QWidget) -> WrappedRow:
        bar = WrappedRow(body)
        offered = [
            ("edit", tr("Open the line"), "failureEdit", failure.place is not None),
            ("export", tr("Export minimal flow…"), "failureExport", True),
            ("copy", tr("Copy the report"), "failureCopy", True),
        ]
        for does, words, name, is_offered in offered:
            if is_offered:
                button = PushButton(words, bar)
                button.setObjectName(name)
                button.clicked.connect(lambda _=False, does=does: self.wanted.emit(does))
                bar.add(button)
        gear = IconButton("settings", tr("Which editor opens the line"), bar)
        gear.setObjectName("failureEditor")
        gear.clicked.connect(lambda: self.wanted.emit("editor"))
        bar.add(gear)
        return bar

    def _add_trace(self, into: QVBoxLayout, failure: Failure, body: QWidget) -> None:
        if not failure.trace:
            return
        button = PushButton(tr("Whole trace"), body)
        button.setObjectName("failureTraceButton")
        button.setCheckable(True)
        box = QPlainTextEdit(body)
        box.setObjectName("failureTrace")
        box.setAccessibleName(tr("Whole trace"))
        box.setReadOnly(True)
        box.setFont(mono_font())
        box.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        box.setPlainText(failure.trace.rstrip())
        lines = min(failure.trace.count("\n") + 2, 14)
        box.setFixedHeight(lines * QFontMetrics(box.font()).lineSpacing() + 12)
        box.hide()
        button.toggled.connect(box.setVisible)
        into.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        into.addWidget(box)

    def _add_inputs(self, into: QVBoxLayout, failure: Failure, body: QWidget) -> None:
        if not failure.inputs:
            return
        _add_heading(into, tr("What it took"), body)
        for name, value in failure.inputs.items():
            into.addWidget(
                _Link(name, f"{name} = {value}", f"failureInput:{name}", self.inputWanted, body)
            )

    def _add_why(self, into: QVBoxLayout, failure: Failure, body: QWidget) -> None:
        if not failure.reasons:
            return
        _add_heading(into, tr("Why"), body)
        for reason in failure.reasons:
            sentence = Sentence("", body)
            sentence.say(reason)
            into.addWidget(sentence)

    def _add_blocked(self, into: QVBoxLayout, failure: Failure, body: QWidget) -> None:
        if not failure.blocked:
            return
        _add_heading(into, tr("What it held up"), body)
        for step in failure.blocked[:_MOST_BLOCKED]:
            into.addWidget(_Link(step, step, f"failureBlocked:{step}", self.stepWanted, body))
        more = len(failure.blocked) - _MOST_BLOCKED
        if more > 0:
            into.addWidget(QLabel(tr("and {count} more", count=more), body))


def _add_heading(into: QVBoxLayout, words: str, body: QWidget) -> None:
    if into.count():
        into.addSpacing(10)
    into.addWidget(Heading(words, body))


class _CodeLines(QScrollArea):
    """The lines round the one that failed, which is marked by an arrow and a tint; scrolls sideways."""

    def __init__(self, place: CodePlace, code: Excerpt, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("failureCode")
        theme, font = theme_of(self.palette()), mono_font()
        self.setAccessibleName(tr("The code that failed"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._body = QWidget()
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        width = len(str(code.lines[-1][0]))
        for number, text in code.lines:
            is_it = number == place.line
            label = _CodeLine(f"{'→' if is_it else ' '} {number:>{width}}  {text}", self._body)
            label.setFont(font)
            if is_it:
                label.setAccessibleName(tr("The line that failed: {code}", code=text.strip()))
                palette = label.palette()
                palette.setColor(label.backgroundRole(), theme.blend("failed", "panel", 0.18))
                label.setPalette(palette)
                label.setAutoFillBackground(True)
            layout.addWidget(label)
        self.setWidget(self._body)
        for part in (self._body, self.viewport()):
            part.setAutoFillBackground(False)  # the panel shows through
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as the lines, and the bar below them where it takes one."""
        wanted = self._body.minimumSizeHint()
        bar = self.horizontalScrollBar().sizeHint().height()
        high = wanted.height() + (bar if wanted.width() > self.width() else 0)
        if high != self.minimumHeight() or high != self.maximumHeight():
            self.setFixedHeight(high)


class _CodeLine(QLabel):
    """One line of code, whole."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text.replace("\t", "    "), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setToolTip(text.strip())


class _Link(PushButton):
    """A line that leads somewhere."""

    def __init__(self, what: str, words: str, name: str, wanted: object, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.setObjectName(name)
        self.setFlat(True)
        self.setProperty("role", "link")
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: wanted.emit(what))  # type: ignore[attr-defined]
