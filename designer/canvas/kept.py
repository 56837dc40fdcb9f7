"""What the canvas shows of a document, to be taken off and put back as it was: another tab was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from designer.canvas.backdrop import Dot
from designer.canvas.camera import Camera
from designer.canvas.picture import Picture
from designer.document.diagram import Diagram
from designer.document.scenery import PanelId
from engine.flow import StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.view import Canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One document's picture, what of it is seen, and what is selected."""

    picture: Picture
    camera: Camera
    fits: bool
    selection: frozenset[StepId]
    wires: frozenset[Wire]
    panels: frozenset[PanelId]
    dots: frozenset[Dot]
    focus: StepId | None


def take_off(canvas: Canvas) -> Kept:
    """What is shown; the canvas is left with a picture of nothing."""
    canvas.cancel_gesture()
    canvas.writing.put_away()
    canvas.light.forget()
    kept = Kept(
        picture=canvas.picture,
        camera=canvas.camera,
        fits=canvas._keep_fitting,
        selection=canvas.selection,
        wires=canvas.selected_wires,
        panels=canvas.selected_panels,
        dots=canvas.selected_dots,
        focus=canvas.focus_step,
    )
    canvas.picture = Picture(canvas.frame.measure, canvas.adding.icons)
    return kept


def put_back(canvas: Canvas, kept: Kept) -> None:
    """Show what was taken off, as it was: nothing is worked out anew but where it is still due."""
    canvas.cancel_gesture()
    canvas.picture, canvas.camera = kept.picture, kept.camera
    canvas.selection, canvas.selected_wires = kept.selection, kept.wires
    canvas.selected_panels, canvas.selected_dots = kept.panels, kept.dots
    canvas.focus_step, canvas.hover = kept.focus, None
    canvas._keep_fitting = kept.fits
    canvas.refit()
    canvas._accessible.forget()
    canvas.frame.rebuild()
    canvas.zoomChanged.emit(canvas.camera.zoom)
    canvas.selectionChanged.emit()


def show_again(canvas: Canvas, diagram: Diagram) -> None:
    """Show a document anew where the canvas lost track of it: the same part of it, the same selected."""
    camera, chosen = canvas.camera, canvas.selection
    canvas.show_diagram(diagram)
    canvas.camera, canvas._keep_fitting = camera, False
    canvas.select(chosen & canvas.picture.steps.keys())
    canvas.refit()
    canvas.frame.rebuild()
    canvas.zoomChanged.emit(camera.zoom)
