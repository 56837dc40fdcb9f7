"""Draws what could give a missing value as translucent cards, lets one be chosen, and hands it over.

What is proposed is worked out elsewhere and shown only on request. While it is shown, Tab goes to the
next, Enter or a click takes it, Esc or anything else lets go. Nothing is ever put in unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from designer.canvas.curves import Curve, curve
from designer.canvas.geometry import Card, Point, Rect, Words, bounds, snapped
from designer.canvas.looking import step_look
from designer.canvas.looks import Around, StepLook, Stroke
from designer.canvas.preview import NOTHING, Ghost, Preview
from designer.document.patch import Patch, apply
from engine.flow import Flow, Port, Step, StepId

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_FAINT: Final = 0.3
_STRONG: Final = 0.85
_ASIDE: Final = 90.0
_GAP: Final = 28.0
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Shown(NamedTuple):
    """One proposal as it is drawn: the edit, its sentence, the Steps that it adds, what it connects.

    `words` stand on the card of the first of its Steps.
    """

    patch: Patch
    sentence: str
    words: str
    adds: tuple[StepId, ...] = ()
    connects: Port | None = None


class _Laid(NamedTuple):
    """A proposal with its cards and curves, and the patch with the cards where they are shown."""

    shown: Shown
    ghosts: tuple[tuple[StepLook, Card], ...]
    curves: tuple[Curve, ...]


class Proposing(QObject):
    """The part of a canvas that shows proposals for one port."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas; nothing is proposed."""
        super().__init__(canvas)
        self._canvas = canvas
        self._laid: tuple[_Laid, ...] = ()
        self._at = 0
        self._take: Callable[[Shown, Sequence[tuple[StepId, Point]]], None] = lambda *_: None
        self._preview: Preview = NOTHING
        self._target = Rect(0, 0, 0, 0)
        canvas.installEventFilter(self)
        canvas.viewport().installEventFilter(self)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """What is proposed now, the best first."""
        return tuple(laid.shown for laid in self._laid) if self.is_on else ()

    @property
    def chosen(self) -> Shown | None:
        """The one that Enter would take."""
        return self._laid[self._at].shown if self.is_on else None

    @property
    def is_on(self) -> bool:
        """Whether proposals are on the canvas."""
        return bool(self._laid) and self._canvas.preview is self._preview

    def show(
        self, port: Port, proposals: Sequence[Shown],
        take: Callable[[Shown, Sequence[tuple[StepId, Point]]], None],
    ) -> None:  # fmt: skip
        """Show proposals for an input; `take` gets the chosen one, and where its cards were seen."""
        self._canvas.cancel_gesture()
        self._canvas.bring_into_view(port.step)
        self._take, self._at = take, 0
        self._target = self._canvas.picture.cards[port.step].rect
        self._laid = tuple(self._lay(port, proposals))
        self._tell()
        self._canvas.setFocus()

    def dismiss(self) -> bool:
        """Let go of all; False where nothing is proposed."""
        if not self.is_on:
            return False
        self._laid = ()
        self._canvas.show_preview(NOTHING)
        self._canvas.considered.emit(None)
        self._canvas.hint.emit("")
        return True

    def choose(self, by: int) -> None:
        """Go to the next proposal, or one before."""
        self._at = (self._at + by) % len(self._laid)
        self._tell()

    def accept(self) -> None:
        """Take the chosen one."""
        laid = self._laid[self._at]
        self.dismiss()
        places = [(look.step, Point(card.x, card.y)) for look, card in laid.ghosts]
        self._take(laid.shown, places)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys and clicks that are meant for the proposals, while there are any."""
        if not self._laid:
            return False
        if not self.is_on:
            self._laid = ()  # something else is previewed, or an edit came between
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return watched is self._canvas and self._press(event)
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            return watched is not self._canvas and self._click(event)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Down):
            self.choose(1)
        elif key in (Qt.Key.Key_Backtab, Qt.Key.Key_Up):
            self.choose(-1)
        elif key in _ENTER:
            self.accept()
        elif key == Qt.Key.Key_Escape:
            self.dismiss()
        elif key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt):
            return False
        else:
            self.dismiss()
            return False
        return True

    def _click(self, event: QMouseEvent) -> bool:
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        at = self._canvas.camera.to_scene(Point(event.position().x(), event.position().y()))
        for number, laid in enumerate(self._laid):
            if any(card.rect.contains(at) for _, card in laid.ghosts):
                self._at = number
                self.accept()
                return True
        self.dismiss()
        return False

    def _tell(self) -> None:
        laid = self._laid[self._at]
        others = [it for it in self._laid if it is not laid]
        ghosts = [Ghost(look, card, _FAINT) for it in others for look, card in it.ghosts]
        ghosts += [Ghost(look, card, _STRONG) for look, card in laid.ghosts]
        self._preview = Preview(
            ghosts=tuple(ghosts), loose=laid.curves, hint=laid.shown.sentence,
        )  # fmt: skip
        self._canvas.show_preview(self._preview)
        cards = [card.rect for _, card in laid.ghosts]
        area = bounds([*cards, self._target]) if cards else None
        if area is not None:
            self._canvas.bring_area_into_view(area)
        self._canvas.considered.emit(laid.shown.patch)
        self._canvas.say_aloud(laid.shown.sentence)

    def _lay(self, port: Port, proposals: Sequence[Shown]) -> list[_Laid]:
        """Put the cards left of the Step, one proposal below the other, none over another card."""
        picture = self._canvas.picture
        target = picture.cards[port.step]
        end = target.port("input", port.name) or Point(target.x, target.y)
        taken: list[Rect] = [
            picture.cards[s].rect for s in picture.steps_in(self._canvas.sight().area)
        ]
        laid, top = [], target.y
        for it in proposals:
            flow = apply(picture.diagram, it.patch).flow if it.adds else picture.diagram.flow
            cards, ghosts = {port.step: target}, []
            curves: list[Curve] = []
            for number, step in enumerate(it.adds):
                words = it.words if not number else ""
                right = min(card.x for card in cards.values()) - _ASIDE
                look, card = self._card(flow.steps[step], words, right, top, taken)
                ghosts.append((look, card))
                taken.append(card.rect)
                curves += _threads(flow, step, card, cards)
                cards[step] = card
            if it.connects is not None and it.connects.step in picture.cards:
                source = picture.cards[it.connects.step].port("output", it.connects.name)
                curves += [curve(source, end)] if source is not None else []
            top = max([top, *(card.rect.bottom + _GAP for _, card in ghosts)])
            laid.append(_Laid(it, tuple(ghosts), tuple(curves)))
        return laid

    def _card(
        self, step: Step, words: str, right: float, top: float, taken: Sequence[Rect]
    ) -> tuple[StepLook, Card]:
        look = replace(step_look(step, Around()), words=words, stroke=Stroke.DASHED)
        picture = self._canvas.picture
        shape = picture.shape_of(
            Words(look.title, look.subtitle, tuple(look.inputs), tuple(look.outputs))
        )
        corner = snapped(Point(right - shape.width, top))
        rect = Rect(*corner, shape.width, shape.height)
        while any(other.touches(rect.grown(8)) for other in taken):
            corner = Point(corner.x, corner.y + _GAP)
            rect = Rect(*corner, shape.width, shape.height)
        return look, Card(corner.x, corner.y, shape)


def _threads(
    flow: Flow, step: StepId, card: Card, readers: Mapping[StepId, Card]
) -> Iterator[Curve]:  # fmt: skip
    """The wires from a Step that would be added to those that it is added for."""
    for name, output in flow.steps[step].outputs.items():
        start, attribute = card.port("output", name), output.writes(name)
        for reader, there in readers.items():
            for key, it in flow.steps[reader].inputs.items():
                end = there.port("input", key)
                if attribute in it.reads(key) and start is not None and end is not None:
                    yield curve(start, end)
