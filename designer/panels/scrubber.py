"""The scrubber: a slider through the events of a run, with play, speed, and one event at a time.

Says which moment is wanted and shows the one that it is told; knows neither records nor states.
"""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QStyle,
    QWidget,
)

from designer.panels.controls import ICON_SIZE, Elided, ElidedButton, IconButton
from designer.words import tr

SPEEDS: Final = (0.1, 0.5, 1.0, 2.0, 10.0, 100.0)
_LEAST_SLIDER: Final = 36
_SLIDER: Final = 84
"""Pixels of slider that are better than a word more about the moment."""
_PADDING: Final = 13
"""Pixels of a button's frame."""
_RIGHT: Final = Qt.TextElideMode.ElideRight
_FRAME: Final = 33
_APART: Final = 0.008
"""Seconds between two moments that a hand asks for: a mouse may tell of a thousand places a second."""


class Scrubber(QWidget):
    """Which moment of a run is shown."""

    positionWanted = Signal(int)
    """Show the run as it was after so many events."""
    played = Signal(float)
    """While it plays: let so many seconds of the run pass."""
    newestWanted = Signal()
    """Show what is going on now, or how it ended."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden, at nothing."""
        super().__init__(parent)
        self.setObjectName("scrubberPanel")
        self.setAccessibleName(tr("Moments of the run"))
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._tick)
        self._play = self._button("scrubPlay", "play", tr("Play"), self.turn_play)
        back = self._button("scrubBack", "chevron-left", tr("One event back"), self.step_back)
        on = self._button("scrubOn", "chevron-right", tr("One event on"), self.step_on)
        self._speed = QComboBox(self)
        self._speed.setObjectName("scrubSpeed")
        self._speed.setAccessibleName(tr("Speed"))
        for speed in SPEEDS:
            self._speed.addItem(f"{speed:g} ×", speed)
        self._speed.setCurrentIndex(SPEEDS.index(1.0))
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName("scrubber")
        self.slider.setAccessibleName(tr("Event of the run"))
        self.slider.setTracking(True)
        self.slider.setMinimumWidth(_LEAST_SLIDER)  # else the words beside it are cut off first
        self.slider.valueChanged.connect(self._want)
        self.slider.sliderReleased.connect(self._pass_on)
        self._wanted: int | None = None
        self._asked = 0.0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._pass_on)
        self._told = _Told(self)
        self._told.setObjectName("scrubberTold")
        self._newest = _Newest(tr("To the end"), self)
        self._newest.setObjectName("scrubNewest")
        self._newest.clicked.connect(self._go_newest)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(4)
        for widget in (back, self._play, on, self._speed):
            layout.addWidget(widget)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._told)
        layout.addWidget(self._newest)
        self.hide()

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def show_moment(self, position: int, count: int, words: str) -> None:
        """Show which of how many events it is, in words too."""
        with QSignalBlocker(self.slider):
            self.slider.setRange(1, max(1, count))
            self.slider.setPageStep(max(1, count // 20))
            self.slider.setValue(position)
        if self._told.say_of(words, position, count):
            self._share()
        self.slider.setAccessibleDescription(words)
        if self.is_playing and position >= count:
            self.stop()

    def show_live(self, live: bool, newest: bool) -> None:
        """Say what the newest moment is called, and whether it is shown."""
        name = tr("Live") if live else tr("To the end")
        if name != self._newest.text():
            self._newest.setText(name)
            self._share()
        if newest and self._newest.hasFocus():  # else Qt gives the keyboard to whatever comes next
            self.slider.setFocus()
        self._newest.setEnabled(not newest)

    def step_on(self) -> None:
        """One event on."""
        self.slider.setValue(self.slider.value() + 1)

    def step_back(self) -> None:
        """One event back."""
        self.slider.setValue(self.slider.value() - 1)

    def turn_play(self) -> None:
        """Let it go on by itself, or no longer; from the end it begins again."""
        if self.is_playing:
            self.stop()
            return
        if self.slider.value() >= self.slider.maximum():
            self.slider.setValue(1)
        self._timer.start()
        self._play.show_icon("pause")
        self._play.name(tr("Stop playing"))

    def stop(self) -> None:
        """Stay at the moment that is shown."""
        self._timer.stop()
        self._play.show_icon("play")
        self._play.name(tr("Play"))

    def _button(self, name: str, icon: str, words: str, does: object) -> IconButton:
        button = IconButton(icon, words, self)
        button.setObjectName(name)
        button.clicked.connect(does)
        return button

    @property
    def is_late(self) -> bool:
        """Whether the hand has asked for a moment that nobody was told of yet."""
        return self._wanted is not None

    def _want(self, value: int) -> None:
        """Ask for a moment; while the hand moves only the latest one counts."""
        self._wanted = value
        wait = self._asked + _APART - time.perf_counter()
        if self.slider.isSliderDown() and wait > 0:
            self._soon.start(max(1, round(wait * 1000)))
        else:
            self._pass_on()

    def _pass_on(self) -> None:
        self._soon.stop()
        value, self._wanted = self._wanted, None
        if value is not None:
            self.positionWanted.emit(value)
            self._asked = time.perf_counter()

    def _go_newest(self) -> None:
        self.stop()
        self.newestWanted.emit()

    def _tick(self) -> None:
        self.played.emit(_FRAME / 1000 * float(self._speed.currentData()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Share out the room: first the slider gets enough of it, then the button, then the words."""
        spare = self.width() - self.minimumSizeHint().width() - (_SLIDER - _LEAST_SLIDER)
        spare -= self._newest.fit(spare)
        self._told.fit(spare + self._told.minimumSizeHint().width())

    def hideEvent(self, event: QEvent) -> None:
        """Do not play on unseen."""
        self.stop()
        super().hideEvent(event)  # type: ignore[arg-type]


class _Newest(ElidedButton):
    """Its words, where there is room for all of them, else an icon."""

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent, icon="skip-forward")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._has_room = True

    def fit(self, spare: int) -> int:
        """Say its words, if so many pixels more are enough for them; how many it takes of those."""
        more = super().sizeHint().width() - self.minimumSizeHint().width()
        if self._has_room != (more <= spare):
            self._has_room = not self._has_room
            self.updateGeometry()
        return more if self._has_room else 0

    def sizeHint(self) -> QSize:
        return super().sizeHint() if self._has_room else self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(ICON_SIZE + 2 * _PADDING, super().sizeHint().height())

    def shown(self) -> str:
        shown = super().shown()
        return shown if shown == self.text() else ""


class _Told(Elided):
    """Which moment it is: in all words, or where there is less room in the last of them, or in figures."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._count, self._figures, self._room = 0, "", 0
        self._widths = (0, 0, 0)

    def say_of(self, words: str, position: int, count: int) -> bool:
        """Say a moment of so many events; whether that takes more room than those before.

        It only ever grows wider, or the slider would tremble.
        """
        if count != self._count:
            self._count, self._widths = count, (0, 0, 0)
        self._figures = f"{position:,} / {count:,}" if words else ""
        self.say(words)
        advance, before = self.fontMetrics().horizontalAdvance, self._widths
        whole, end, least = (
            max(advance(it) + 2, old) for it, old in zip(self._forms, before, strict=True)
        )
        self._widths = whole, end, least
        if self._widths == before:
            return False
        self.updateGeometry()
        return True

    def fit(self, room: int) -> None:
        """Want no more than what it is going to say in that much room: the rest is the slider's."""
        if room != self._room:
            self._room = room
            self.updateGeometry()

    def shown(self) -> str:
        """As much as there is room for."""
        advance, room = self.fontMetrics().horizontalAdvance, self.contentsRect().width()
        fitting = (form for form in self._forms if advance(form) <= room)
        return next(fitting, self.fontMetrics().elidedText(self._figures, _RIGHT, room))

    @property
    def _forms(self) -> tuple[str, str, str]:
        return self.text(), _end(self.text()), self._figures

    def sizeHint(self) -> QSize:
        wide = next((it for it in self._widths if it <= self._room), self._widths[-1])
        return QSize(wide, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._widths[-1], super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = self.alignment() | Qt.TextFlag.TextSingleLine
        painter.drawText(self.contentsRect(), flags, self.shown())
        painter.end()


def _end(words: str) -> str:
    """Which event of how many: what stands behind the last dot."""
    return words.rpartition(" · ")[2]


class _Slider(QSlider):
    """A slider that goes where it is clicked."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._value_at(event.position()))
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._value_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        del event
        self.setSliderDown(False)

    def _value_at(self, at: QPointF) -> int:
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)
        return QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(at.x() - handle / 2), self.width() - handle
        )
