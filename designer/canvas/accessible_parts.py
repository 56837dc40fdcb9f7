"""What assistive technology is told of the parts of a canvas that are no cards: frames, notes, dots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface

from designer.canvas.backdrop import DOT_RADIUS, Dot
from designer.canvas.geometry import Point, Rect
from designer.canvas.reading import to_qrect
from designer.document.scenery import Panel, PanelId
from designer.words import tr
from engine.flow import StepId

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

    from designer.canvas.accessible import CanvasInterface

_Role: Final = QAccessible.Role
_Text: Final = QAccessible.Text


class Part(QAccessibleInterface):
    """What is drawn on a canvas and is no QObject; `above` is what it is a part of."""

    above: QAccessibleInterface
    what: StepId | PanelId | Dot | None = None
    """What it is of the diagram; None where it is only a part of that."""

    def object(self) -> QObject | None:  # type: ignore[override]
        """None: it is drawn."""
        return None

    def parent(self) -> QAccessibleInterface:
        """What it is a part of."""
        return self.above

    def window(self) -> QWindow:
        """The canvas's window."""
        return self.above.window()


class Leaf(Part):
    """A part that has no parts."""

    def childCount(self) -> int:
        """None."""
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """There is none."""
        del index
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """There is none."""
        del child
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """There is none."""
        del x, y
        return None


class _Drawn(Leaf):
    """A part of the backdrop."""

    above: CanvasInterface

    def area(self) -> Rect | None:
        """Where it lies in the scene; None where it is gone."""
        raise NotImplementedError

    def isValid(self) -> bool:
        """Whether it is there."""
        return self.area() is not None

    def rect(self) -> QRect:
        """Where it is on the screen."""
        area, canvas = self.area(), self.above.canvas
        if area is None:
            return QRect()
        seen = to_qrect(canvas.camera.rect_to_view(area))
        return QRect(canvas.viewport().mapToGlobal(seen.topLeft()), seen.size())

    def state(self) -> QAccessible.State:
        """Whether it is there, selected, in view."""
        state, canvas = QAccessible.State(), self.above.canvas
        area = self.area()
        if area is None:
            state.invalid = True
            return state
        state.selectable = True
        state.selected = self.what in {*canvas.selected_panels, *canvas.selected_dots}
        seen = to_qrect(canvas.camera.rect_to_view(area))
        state.offscreen = not canvas.viewport().rect().intersects(seen)
        return state


class PanelInterface(_Drawn):
    """A frame, with the Steps in it told, or a note."""

    what: PanelId

    def __init__(self, above: CanvasInterface, panel: PanelId) -> None:
        """Speak for a frame or a note of a canvas."""
        super().__init__()
        self.above, self.what = above, panel

    @property
    def panel(self) -> Panel | None:
        """What is painted; None where it is gone."""
        return self.above.canvas.picture.scenery.panels.get(self.what)

    def area(self) -> Rect | None:
        """Where it lies in the scene; None where it is gone."""
        panel = self.panel
        return Rect(*panel.box) if panel is not None else None

    def role(self) -> QAccessible.Role:
        """A group, or a note."""
        return _Role.Grouping if self.what.kind == "frame" else _Role.Note

    def text(self, what: QAccessible.Text) -> str:
        """Its title or text; what it is, and for a frame which Steps are in it."""
        panel = self.panel
        if panel is None:
            return ""
        if what is _Text.Name:
            return panel.text or tr("Untitled")
        if what is not _Text.Description:
            return ""
        if self.what.kind == "note":
            return tr("Note")
        steps, _ = self.above.canvas.picture.inside([self.what])
        return f"{tr('Frame')}: {', '.join(sorted(steps))}" if steps else tr("Frame")


class DotInterface(_Drawn):
    """A point that a wire runs through."""

    what: Dot

    def __init__(self, above: CanvasInterface, dot: Dot) -> None:
        """Speak for a dot of a canvas."""
        super().__init__()
        self.above, self.what = above, dot

    def area(self) -> Rect | None:
        """Where it lies in the scene; None where it is gone."""
        bends = self.above.canvas.picture.scenery.bends.get(self.what.wire, ())
        if self.what.number >= len(bends):
            return None
        return Rect(*Point(*bends[self.what.number]), 0.0, 0.0).grown(DOT_RADIUS)

    def role(self) -> QAccessible.Role:
        """Something to take hold of."""
        return _Role.Grip

    def text(self, what: QAccessible.Text) -> str:
        """Which wire it bends."""
        if what is not _Text.Name or not self.isValid():
            return ""
        wire = f"{self.what.wire.source} → {self.what.wire.target}"
        return tr("Dot {number} of {wire}", number=self.what.number + 1, wire=wire)
