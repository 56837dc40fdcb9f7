"""What lies under the pointer when it is pressed, and which gesture a drag from there begins. Qt-free.

From front to back: ports, cards, dots, wires, the edges and titles of panels, nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from designer.canvas.backdrop import Dot, Grip
from designer.canvas.geometry import PORT_REACH, Point, Rect
from designer.canvas.gestures.bundle import Bundle, has_wires
from designer.canvas.gestures.copying import Copying
from designer.canvas.gestures.gesture import Gesture, Keys
from designer.canvas.gestures.knife import Knife
from designer.canvas.gestures.move import Load, Move
from designer.canvas.gestures.resize import Resize
from designer.canvas.gestures.select import Band
from designer.canvas.gestures.wire import begin_wire, take_end
from engine.flow import FLOW_INPUTS, Port, Side, StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.view import Canvas

WIRE_REACH: Final = 7.0
_DOT_REACH: Final = 8.0
_EDGE_REACH: Final = 5.0
_END_REACH: Final = 26.0
"""How near to its end a wire must be pressed to take that end off, in pixels of the viewport."""


class Touch(NamedTuple):
    """A place of the viewport, the modifiers, and the one thing there."""

    at: Point
    keys: Keys = Keys()
    port: tuple[Side, Port] | None = None
    step: StepId | None = None
    dot: Dot | None = None
    wire: Wire | None = None
    grip: Grip | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there."""
        found = (self.port, self.step, self.dot, self.wire, self.grip)
        return all(thing is None for thing in found)


def touch(canvas: Canvas, at: Point, keys: Keys) -> Touch:
    """What is at a place of the viewport."""
    picture, zoom = canvas.picture, canvas.camera.zoom
    scene = canvas.camera.to_scene(at)
    if (port := port_at(canvas, at)) is not None:
        return Touch(at, keys, port=port)
    if (step := picture.step_at(scene)) is not None:
        return Touch(at, keys, step=step)
    if (dot := picture.dot_at(scene, _DOT_REACH / zoom)) is not None:
        return Touch(at, keys, dot=dot)
    grip = picture.grip_at(scene, _EDGE_REACH / zoom)
    if grip is not None and grip.panel.kind == "note":  # which lies over the wires
        return Touch(at, keys, grip=grip)
    if (wire := picture.wire_at(scene, WIRE_REACH / zoom)) is not None:
        return Touch(at, keys, wire=wire)
    return Touch(at, keys, grip=grip)


def port_at(canvas: Canvas, at: Point) -> tuple[Side, Port] | None:
    """The port at a place of the viewport, where ports are large enough to be seen."""
    camera = canvas.camera
    if camera.flat:
        return None
    return canvas.picture.port_at(camera.to_scene(at), PORT_REACH / max(camera.zoom, 0.7))


def gesture_from(canvas: Canvas, pressed: Touch) -> Gesture:
    """The gesture that a drag from there begins; what is taken hold of is selected first."""
    scene = canvas.camera.to_scene(pressed.at)
    if pressed.port is not None:
        return _from_port(canvas, *pressed.port, keys=pressed.keys)
    if pressed.step is not None:
        return _from_step(canvas, pressed.step, scene, pressed.keys)
    if pressed.dot is not None:
        return _from_dot(canvas, pressed.dot, scene)
    if pressed.grip is not None:
        return _from_grip(canvas, pressed.grip, scene)
    if pressed.keys.alt:
        return Knife(canvas.picture, scene)
    end = None
    if pressed.wire is not None:
        end = take_end(canvas.picture, pressed.wire, scene, _END_REACH / canvas.camera.zoom)
    return end or Band(canvas.picture, canvas.selection, scene, canvas.selected_panels)


def _from_port(canvas: Canvas, side: Side, port: Port, *, keys: Keys) -> Gesture:
    if side == "output" and keys.shift and has_wires(canvas.picture, port):
        return Bundle(canvas.picture, port)
    return begin_wire(canvas.picture, side, port, dragged=True)


def _from_step(canvas: Canvas, step: StepId, scene: Point, keys: Keys) -> Gesture:
    if step not in canvas.selection:
        canvas.select(canvas.selection | {step}, (), canvas.selected_panels, canvas.selected_dots)
    if keys.alt and canvas.selection - {FLOW_INPUTS} and step != FLOW_INPUTS:
        return Copying(canvas.picture, canvas.selection, step, scene)
    return Move(canvas.picture, _load(canvas), canvas.picture.cards[step].rect, scene)


def _from_dot(canvas: Canvas, dot: Dot, scene: Point) -> Gesture:
    if dot not in canvas.selected_dots:
        canvas.select((), dots={dot})
    at = canvas.picture.scenery.bends[dot.wire][dot.number]
    return Move(canvas.picture, _load(canvas), Rect(*at, 0, 0), scene)


def _from_grip(canvas: Canvas, grip: Grip, scene: Point) -> Gesture:
    if any(grip.edges):
        return Resize(canvas.picture, grip, scene)
    if grip.panel not in canvas.selected_panels:
        canvas.select((), panels={grip.panel})
    box = canvas.picture.scenery.panels[grip.panel].box
    return Move(canvas.picture, _load(canvas), Rect(*box), scene)


def _load(canvas: Canvas) -> Load:
    return Load(canvas.selection, canvas.selected_panels, canvas.selected_dots)
