"""The gesture in progress: taken up, shown, let go or thrown away. What it does is the gesture's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance

from designer.canvas.gestures.bundle import Bundle
from designer.canvas.gestures.gesture import Ask, Edit, Gesture, Keys, Selection, Sight
from designer.canvas.gestures.wire import WireDrag
from designer.canvas.hands import keys_now
from designer.canvas.preview import NOTHING, Preview
from designer.document.draft import EditRefused
from designer.document.patch import Patch
from designer.words import tr

if TYPE_CHECKING:
    from designer.canvas.adding import Adding
    from designer.canvas.arranging import Arranging
    from designer.canvas.backdrop import Dot
    from designer.canvas.camera import Camera
    from designer.canvas.frame import Frame
    from designer.canvas.geometry import Point
    from designer.canvas.hands import Hands
    from designer.canvas.stringing import Stringing
    from designer.document.scenery import PanelId
    from engine.flow import Port, Side, Wire


class Gesturing:
    """The gestures' part. The canvas is one of these."""

    camera: Camera
    preview: Preview
    adding: Adding
    arranging: Arranging
    stringing: Stringing
    pointed: tuple[Side, Port] | None
    hover: tuple[Side, Port] | None
    frame: Frame
    hint: SignalInstance
    considered: SignalInstance
    gestureChanged: SignalInstance
    _hands: Hands
    _gesture: Gesture | None = None
    _is_said_over = False

    if TYPE_CHECKING:

        def sight(self) -> Sight:
            """What part of the scene is in view, and how large a pixel is."""

        def select(
            self, steps: Iterable[str], wires: Iterable[Wire] = (),
            panels: Iterable[PanelId] = (), dots: Iterable[Dot] = (),
        ) -> None:  # fmt: skip
            """Select these and nothing else."""

        def set_hover(self, port: tuple[Side, Port] | None) -> None:
            """Light the port under the pointer."""

        def make_and_tell(self, edit: Edit) -> bool:
            """Ask for an edit, select what it brings in, and say what it could not do."""

    @property
    def gesture(self) -> Gesture | None:
        """What is being dragged or drawn."""
        return self._gesture

    @property
    def gesture_active(self) -> bool:
        """Whether something is being dragged or drawn; undo has to wait."""
        return self._gesture is not None

    @property
    def wire_hangs(self) -> bool:
        """Whether a wire hangs from a click: one may just as well have chosen the port."""
        return self.gesture_active and self._hands.is_sticky

    @property
    def chosen_port(self) -> tuple[Side, Port] | None:
        """The port of the menu, one that was clicked so that a wire hangs from it, or one the keys chose."""
        held = self._gesture
        clicked = held.end if self.wire_hangs and isinstance(held, WireDrag) else None
        return self.pointed or clicked or self.stringing.port

    @property
    def meant_port(self) -> tuple[Side, Port] | None:
        """The port that a command is about: the chosen one, else the one under the pointer."""
        return self.chosen_port or self.hover

    def begin(self, gesture: Gesture) -> None:
        """Take up a gesture."""
        self.arranging.stop()
        self._hold(gesture)
        self.set_hover(None)

    def show_gesture(self, at: Point, keys: Keys) -> None:
        """Show the gesture with the pointer at a place of the viewport."""
        if self._gesture is not None:
            self.show_preview(self._gesture.move(self.camera.to_scene(at), keys, self.sight()))

    def tell_held(self) -> None:
        """Say why a command has to wait, until the gesture has something else to say."""
        told = tr("Something is being dragged: let go of it, or Esc leaves it.")
        if isinstance(self._gesture, WireDrag | Bundle):
            told = tr("A wire is being drawn: Esc leaves it.")
        self.say_over(told)

    def end_gesture(self, at: Point, keys: Keys) -> bool:
        """Let go there; whether an edit came of it. That it is over is told once, when that is done."""
        gesture, self._gesture = self._gesture, None
        try:
            return self.let_go(gesture, at, keys)
        finally:
            if gesture is not None:
                self.gestureChanged.emit(self.gesture_active)

    def let_go(self, gesture: Gesture | None, at: Point, keys: Keys) -> bool:
        """Do what a gesture comes to that nobody holds any more, or ever has; whether that is an edit."""
        outcome, refusal = None, ""
        if gesture is not None:
            try:
                outcome = gesture.release(self.camera.to_scene(at), keys, self.sight())
            except EditRefused as refused:
                refusal = refused.sentence
        self.show_preview(NOTHING)
        if refusal:
            self.hint.emit(refusal)
        if isinstance(outcome, Selection):
            self.select(*outcome)
        if isinstance(outcome, Ask):
            self.adding.ask_for_wire(outcome)
        return isinstance(outcome, Edit) and self.make_and_tell(outcome)

    def cancel_gesture(self) -> None:
        """Throw the gesture in progress away."""
        self.arranging.stop()
        self._hands.forget()
        self._hold(None)
        self.show_preview(NOTHING)

    def say_over(self, words: str) -> None:
        """Say something instead of what the gesture does, until that changes or is over."""
        self._is_said_over = self.gesture_active
        self.hint.emit(words)

    def show_preview(self, preview: Preview) -> None:
        """Show what a gesture is about to do, or what is on its way."""
        before, self.preview = self.preview, preview
        self.frame.redraw_preview(before, preview)
        if before.hint != preview.hint or (self._is_said_over and preview is NOTHING):
            self._is_said_over = False
            self.hint.emit(tr(preview.hint))
        if _would_do(before) != _would_do(preview):
            self.considered.emit(self._in_hand())

    def _in_hand(self) -> Patch | None:
        """What letting go here would come to, where it changes wires."""
        if self._gesture is None or not any(_would_do(self.preview)):
            return None
        try:
            outcome = self._gesture.release(self.preview.at, keys_now(), self.sight())
        except EditRefused:
            return None
        return outcome.patch if isinstance(outcome, Edit) else None

    def _hold(self, gesture: Gesture | None) -> None:
        before, self._gesture = self._gesture, gesture
        if (before is None) != (gesture is None):
            self.gestureChanged.emit(gesture is not None)


def _would_do(preview: Preview) -> tuple[object, ...]:
    """What letting go would do to wires."""
    return preview.landing, preview.into, preview.doomed
