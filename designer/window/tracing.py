"""Leads from a Step that is blocked to the one at the root of it: by its words, and by a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent

from designer.canvas.geometry import FOOTER, PAD, Point
from designer.words import tr
from engine.flow import StepId

if TYPE_CHECKING:
    from designer.window.main import MainWindow

_WORDS_FROM = 22.0
"""From the left of a card's content to its words: the badge asks why."""


class Tracing(QObject):
    """Joins the words of blocked Steps and the canvas."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose canvas is there."""
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        self._pressed: StepId | None = None
        self._canvas.viewport().installEventFilter(self)

    @property
    def root(self) -> StepId | None:
        """What the selected Step is blocked by, if it is."""
        selection = self._canvas.selection
        if len(selection) != 1:
            return None
        look = self._canvas.picture.steps.get(next(iter(selection)))
        return look.leads_to if look is not None else None

    def go(self) -> None:
        """Go to the Step at the root of why the selected one is blocked."""
        if self.root is None:
            self._canvas.hint.emit(tr("Select a step that is blocked first."))
        else:
            self._go(self.root)

    def _go(self, root: StepId) -> None:
        look = self._canvas.picture.steps.get(root)
        self._window.ways.jump(root)
        if look is not None:
            self._canvas.say_aloud(f"{look.title}: {look.words or look.status}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear a click on the words of a card, and show a hand over them."""
        del watched
        if not isinstance(event, QMouseEvent):
            return False
        at = event.position().toPoint()
        if event.type() == QEvent.Type.MouseMove and not event.buttons():
            return self._mind_cursor(at)
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers():
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = self._root_at(at)
        elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            root, self._pressed = self._pressed, None
            if root == self._root_at(at):  # the click itself is the canvas's, and selects the card
                QTimer.singleShot(0, self, lambda: self._go(root))
        return False

    def _mind_cursor(self, at: QPoint) -> bool:
        if self._root_at(at) is None:
            return False
        self._canvas.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        return True

    def _root_at(self, at: QPoint) -> StepId | None:
        """What the words at a place of the viewport lead to."""
        canvas = self._canvas
        if canvas.camera.flat or canvas.gesture_active:
            return None
        scene = canvas.camera.to_scene(Point(at.x(), at.y()))
        step = canvas.picture.step_at(scene)
        look = canvas.picture.steps.get(step) if step is not None else None
        if step is None or look is None or look.leads_to is None:
            return None
        rect = canvas.picture.cards[step].rect
        left, right = rect.x + PAD + _WORDS_FROM, rect.right - PAD
        is_words = left <= scene.x <= right and rect.bottom - FOOTER <= scene.y <= rect.bottom
        return look.leads_to if is_words else None
