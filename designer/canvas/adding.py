"""How Steps come onto the canvas: from the palette, and from the popup at the pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor

from designer.canvas.adder import Adder, Choice
from designer.canvas.curves import curve
from designer.canvas.geometry import ROW, Point, snapped
from designer.canvas.gestures.drop import Drop
from designer.canvas.gestures.gesture import Ask, Edit, Keys
from designer.canvas.hands import keys_now
from designer.canvas.placing import clear_corner, free_place
from designer.canvas.preview import NOTHING, Preview
from designer.canvas.reading import to_qpoint
from designer.document.diagram import Diagram, Place
from designer.document.draft import EditRefused
from designer.document.edits import add_step
from designer.document.patch import Patch
from designer.document.splicing import add_connected, fits
from designer.words import tr
from engine.flow import FLOW_INPUTS, Port, Step, StepId

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

_BESIDE: Final = 100.0
"""How far right of the Step that it reads from a new one is put, where the pointer is elsewhere."""


class Offered(Protocol):
    """A kind of Step as the popup shows it."""

    @property
    def name(self) -> str:
        """What to ask its template by."""

    @property
    def title(self) -> str:
        """What to call it."""

    @property
    def description(self) -> str:
        """What it is for."""

    @property
    def icon(self) -> str:
        """Its icon's name."""

    @property
    def reason(self) -> str:
        """Why it cannot be used; empty where it can."""

    def rank(self, words: str) -> int:
        """How well these words name it: larger is better, 0 where they do not."""


class Adding:
    """The part of a canvas that adds Steps."""

    def __init__(self, canvas: Canvas) -> None:
        """Serve a canvas; nothing is on offer yet."""
        self._canvas = canvas
        self._held: Drop | None = None
        self._offers: Sequence[Offered] = ()
        self._template: Callable[[str], Step] = _nothing
        self.icons: dict[str, str] = {}
        """Those of all kinds that were ever on offer, by name."""
        self._adder: Adder | None = None
        self._asked: tuple[Sequence[Ask], Point] = ((), Point(0.0, 0.0))

    # from the palette -----------------------------------------------------------------------------

    def drag_step(self, template: Step, global_pos: QPoint) -> None:
        """Show a Step from the palette as it would lie; nothing while the pointer is elsewhere."""
        at = self._canvas.viewport().mapFromGlobal(global_pos)
        if not self._canvas.viewport().rect().contains(at):
            self.cancel_drag()
            return
        if self.held is None:
            self._held = Drop(self._canvas.picture, template)
            self._canvas.begin(self._held)
        self._canvas.show_gesture(Point(at.x(), at.y()), keys_now())

    def drop_step(self, template: Step, global_pos: QPoint) -> bool:
        """Add a Step from the palette there and select it; False where that is not the canvas.

        One that was not dragged there lies where it covers no other card.
        """
        was_dragged = self.held is not None
        self.drag_step(template, global_pos)
        if self.held is None:
            return False
        at = self._canvas.viewport().mapFromGlobal(global_pos)
        return self._let_go(self.held, Point(at.x(), at.y()), exactly=was_dragged)

    def add_step(self, template: Step) -> bool:
        """Add a Step in the middle of what is seen, or near it where cards lie there; select it."""
        self._canvas.cancel_gesture()
        drop = Drop(self._canvas.picture, template)
        return self._let_go(drop, self._canvas.view_size().scaled(0.5), exactly=False)

    def cancel_drag(self) -> None:
        """The Step from the palette goes elsewhere."""
        if self.held is not None:
            self._canvas.cancel_gesture()

    @property
    def held(self) -> Drop | None:
        """The Step from the palette that is held over the canvas."""
        return self._held if self._canvas.gesture is self._held else None

    def _let_go(self, drop: Drop, at: Point, *, exactly: bool) -> bool:
        if not exactly:
            drop.lie(free_place(self._canvas.picture, drop.shape, self._canvas.camera.to_scene(at)))
        canvas, before = self._canvas, self._canvas.picture.diagram.flow.steps
        is_held = self.held is drop
        keys = keys_now()
        added = canvas.end_gesture(at, keys) if is_held else canvas.let_go(drop, at, keys)
        self._show_added([step for step in canvas.selection if step not in before] if added else ())
        return added

    def _show_added(self, new: Iterable[StepId]) -> None:
        new = frozenset(new)
        self._canvas.select(new)
        self._canvas.set_focus_step(min(new, default=None))
        for step in new:
            self._canvas.bring_into_view(step)
        self._canvas.setFocus()

    # from the popup -------------------------------------------------------------------------------

    def show_offers(self, offers: Sequence[Offered], template: Callable[[str], Step]) -> None:
        """Take what the popup offers, and what gives a new Step by an offer's name."""
        self._offers, self._template = tuple(offers), template
        self.icons.update({offer.name: offer.icon for offer in offers})

    def ask_step(self, at: Point | None = None) -> None:
        """Offer Steps at a place of the viewport, else at the pointer.

        Where one Step is selected, those that can take what it gives; the chosen one is connected.
        """
        if self._canvas.gesture_active:
            return
        place = self._pointer() if at is None else at
        ends = self._loose_outputs()
        scene = self._canvas.camera.to_scene(place or self._canvas.view_size().scaled(0.5))
        if place is None and ends:
            card = self._canvas.picture.cards[ends[0].step].rect
            scene = Point(card.right + _BESIDE, card.y + ROW)
        self._ask([Ask("output", port, scene) for port in ends], scene)

    def dismiss(self) -> None:
        """Offer nothing any more."""
        if self._adder is not None:
            self._adder.dismiss()

    def ask_for_wire(self, ask: Ask) -> None:
        """Offer Steps that fit the loose end of a wire, which hangs there meanwhile."""
        card = self._canvas.picture.cards[ask.port.step]
        fixed = card.port(ask.side, ask.port.name) or ask.at
        if self._ask([ask], ask.at):
            ends = (fixed, ask.at) if ask.side == "output" else (ask.at, fixed)
            self._canvas.show_preview(Preview(loose=(curve(*ends),), at=ask.at))

    def _ask(self, ends: Sequence[Ask], scene: Point) -> bool:
        if not self._offers:
            return False
        if self._adder is None:
            self._adder = Adder(self._canvas)
            self._adder.left.connect(self._canvas.setFocus)
            self._adder.closed.connect(self._forget)
            self._adder.pointed.connect(self._consider)
        choices = self._choices(ends)
        told = ""
        if ends:
            whose = ends[0].port if len(ends) == 1 else ends[0].port.step
            told = (
                tr("Steps that can take '{port}'", port=whose)
                if ends[0].side == "output"
                else tr("Steps that can feed '{port}'", port=whose)
            )
        self._asked = (ends if choices else (), scene)
        self._adder.ask(
            to_qpoint(self._canvas.camera.to_view(scene)) + self._canvas.viewport().pos(),
            choices or self._choices(()),
            told if choices and told else tr("Add a step"),
            lambda name: self._add(name, *self._asked),
        )
        return True

    def _choices(self, ends: Sequence[Ask]) -> list[Choice]:
        """What is offered for some ends of wires, the best first; without ends, everything."""
        usable = [offer for offer in self._offers if not offer.reason]
        ranked = [(self._rank(self._template(offer.name), ends), offer) for offer in usable]
        fitting = [(rank, offer) for rank, offer in ranked if rank or not ends]
        fitting.sort(key=lambda pair: -pair[0])
        return [
            Choice(offer.name, offer.title, offer.description, offer.icon, offer.rank)
            for _, offer in fitting
        ]

    def _rank(self, template: Step, ends: Sequence[Ask]) -> int:
        diagram = self._canvas.picture.diagram
        return max((fits(diagram, template, end.side, end.port) for end in ends), default=0)

    def _add(self, name: str, ends: Sequence[Ask], scene: Point) -> None:
        """Add the chosen Step, and connect it to the end that it suits best."""
        template = self._template(name)
        if not ends:
            self._add_at(template, scene)
            return
        try:  # the Step that the wire hangs from may be gone by now
            patch, end = self._connected(template, ends, scene)
        except EditRefused as refused:
            self._canvas.hint.emit(refused.sentence)
            return
        new = next(step for step, change in patch.steps.items() if change.before is None)
        if self._canvas.make(
            Edit(patch, tr("Add '{step}' and connect it to {port}", step=new, port=end.port))
        ):
            self._show_added([new])

    def _connected(self, template: Step, ends: Sequence[Ask], scene: Point) -> tuple[Patch, Ask]:
        """The edit that adds a Step at the end of a wire, of those that it suits best.

        Raises:
            EditRefused: It suits none.
        """
        picture = self._canvas.picture
        diagram, drop = picture.diagram, Drop(picture, template)
        ends = [end for end in ends if _is_there(diagram, end)]
        if not ends:
            raise EditRefused(tr("What the wire hung from is not there any more."))
        end = max(ends, key=lambda one: fits(diagram, template, one.side, one.port))
        x = scene.x if end.side == "output" else scene.x - drop.shape.width
        corner = snapped(Point(x, scene.y - drop.shape.header - ROW / 2))
        corner = clear_corner(picture, drop.shape, corner)
        return add_connected(diagram, template, Place(*corner), end.side, end.port), end

    def _consider(self, name: str) -> None:
        """Tell what the suggestion that is looked at would come to."""
        ends, scene = self._asked
        patch = None
        if name:
            with suppress(EditRefused):
                template, diagram = self._template(name), self._canvas.picture.diagram
                patch = (
                    self._connected(template, ends, scene)[0] if ends
                    else add_step(diagram, template, Place(*scene))
                )  # fmt: skip
        self._canvas.considered.emit(patch)

    def _forget(self) -> None:
        self._canvas.show_preview(NOTHING)
        self._canvas.considered.emit(None)

    def _add_at(self, template: Step, scene: Point) -> None:
        """Add a Step as if it were dropped there; beside the card that lies there already."""
        self._canvas.cancel_gesture()
        drop = Drop(self._canvas.picture, template)
        wish = drop.corner(scene, Keys())
        corner = clear_corner(self._canvas.picture, drop.shape, wish)
        if corner != wish:
            drop.lie(corner)
        self._let_go(drop, self._canvas.camera.to_view(scene), exactly=True)

    def _pointer(self) -> Point | None:
        """Where the pointer is in the viewport; None where it is elsewhere."""
        at = self._canvas.viewport().mapFromGlobal(QCursor.pos())
        return Point(at.x(), at.y()) if self._canvas.viewport().rect().contains(at) else None

    def _loose_outputs(self) -> list[Port]:
        """The outputs of the one Step selected that nothing reads; where all are read, all of them."""
        if len(self._canvas.selection) != 1:
            return []
        (step,) = self._canvas.selection
        ports = [Port(step, name) for name in self._canvas.picture.steps[step].outputs]
        read = {wire.source for wire in self._canvas.picture.wiring.of(step)}
        return [port for port in ports if port not in read] or ports


def _nothing(name: str) -> Step:
    raise KeyError(name)


def _is_there(diagram: Diagram, end: Ask) -> bool:
    """Whether the port that a wire hangs from is still there: an undo may have come between."""
    flow, port = diagram.flow, end.port
    if port.step == FLOW_INPUTS:
        return port.name in flow.inputs
    step = flow.steps.get(port.step)
    return step is not None and port.name in (step.outputs if end.side == "output" else step.inputs)
