"""What of the diagram the canvas shows: pans, zooms, fits, goes to a Step. Changes the camera alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import SignalInstance

from designer.canvas.camera import READABLE, Camera
from designer.canvas.emphasis import Emphasis
from designer.canvas.geometry import Point, Rect
from engine.flow import StepId

if TYPE_CHECKING:
    from designer.canvas.accessible import Voice
    from designer.canvas.frame import Frame
    from designer.canvas.light import Light
    from designer.canvas.picture import Picture
    from designer.canvas.writing import Writing

_MARGIN: Final = 48.0
_NOTCH: Final = 1.25
_EDGE: Final = 24.0


class Seeing:
    """The camera's part. The canvas is one of these."""

    picture: Picture
    camera: Camera
    frame: Frame
    light: Light
    writing: Writing
    selection: frozenset[StepId]
    found: frozenset[StepId] = frozenset()
    """The Steps that a search has found: they have a ring."""
    wheel_scrolls = False
    """Whether the wheel of a mouse moves what is seen; it zooms with Ctrl, else always."""
    zoomChanged: SignalInstance
    _accessible: Voice
    _keep_fitting: bool

    if TYPE_CHECKING:

        def view_size(self) -> Point:
            """How large the viewport is."""

        def is_readable(self, step: str) -> bool:
            """Whether a card is seen whole, and large enough to be read."""

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by pixels."""
        self._keep_fitting = False
        before, self.camera = self.camera, self.camera.panned(dx, dy)
        self.frame.scroll(int(self.camera.x - before.x), int(self.camera.y - before.y))
        self.writing.follow()

    def zoom_to(self, zoom: float, about: Point | None = None) -> None:
        """Change the zoom; the point `about` of the viewport, else its middle, stays where it is."""
        self._keep_fitting = False
        size = self.view_size()
        self._look(self.camera.zoomed(zoom, about or Point(size.x / 2, size.y / 2)))

    def zoom_in(self) -> None:
        """Show it larger."""
        self.zoom_to(self.camera.zoom * _NOTCH)

    def zoom_out(self) -> None:
        """Show it a notch smaller."""
        self.zoom_to(self.camera.zoom / _NOTCH)

    def zoom_reset(self) -> None:
        """Show it at 100 %."""
        self.zoom_to(1.0)

    def fit(self) -> None:
        """Show the whole diagram, at most at 100 %."""
        keeps = self._keep_fitting
        self._show_area(self.picture.bounds())
        self._keep_fitting = keeps

    def refit(self) -> None:
        """Keep a fresh document fitted, as long as the user has not looked elsewhere."""
        if self._keep_fitting:
            self.fit()

    def stay(self) -> None:
        """Keep the picture where it is from now on, also where there is less room for it."""
        self._keep_fitting = False

    def frame_selection(self) -> None:
        """Show what is selected; where nothing is, all of it."""
        self._show_area(self.picture.bounds(self.selection or None))

    def reveal(self, step: str) -> None:
        """Scroll and zoom until the Step is a readable card; does nothing where it is one.

        Raises:
            KeyError: There is no such card.
        """
        if self.is_readable(step):
            return
        self._keep_fitting = False
        middle = self.picture.cards[StepId(step)].rect.center
        zoom = self.camera.zoom if self.camera.zoom >= READABLE else 1.0
        size = self.view_size()
        x, y = round(size.x / 2 - middle.x * zoom), round(size.y / 2 - middle.y * zoom)
        self._look(Camera(zoom, x, y))

    def look_at(self, camera: Camera) -> None:
        """See what was seen from there."""
        self._keep_fitting = False
        self._look(camera)

    def show_found(self, steps: frozenset[StepId]) -> None:
        """Put a ring round the cards that a search has found."""
        if steps != self.found:
            self.found = steps
            self.frame.redraw_all()

    @property
    def emphasis(self) -> Emphasis | None:
        """What is pointed out."""
        return self.light.emphasis

    def emphasise(self, emphasis: Emphasis | None) -> None:
        """Point out a part of the picture, until Esc or an edit; None points out nothing."""
        if self.light.emphasise(emphasis) and emphasis is not None and emphasis.words:
            self._accessible.say(emphasis.words)

    def say_aloud(self, sentence: str) -> None:
        """Tell assistive technology something at once."""
        self._accessible.say(sentence)

    def bring_into_view(self, step: StepId) -> None:
        """Pan just as far as it takes to see a card; the zoom stays."""
        card = self.picture.cards.get(step)
        if card is None:
            return
        self.bring_area_into_view(card.rect)

    def bring_area_into_view(self, area: Rect) -> None:
        """Pan just as far as it takes to see an area; where it is too large, zoom out as well."""
        seen, size = self.camera.rect_to_view(area.grown(_EDGE)), self.view_size()
        dx, dy = _inwards(seen.x, seen.right, size.x), _inwards(seen.y, seen.bottom, size.y)
        if seen.w > size.x or seen.h > size.y:
            self._show_area(area)
        elif dx or dy:
            self.pan(dx, dy)

    def keep_some_in_view(self, width: int, height: int) -> None:
        """Let nobody lose the cards where the viewport, so large before, has too little room by now.

        Where all was seen all is shown; where some of it was, the nearest card. Else nothing is moved.
        """
        if min(width, height) <= 0 or self._seen_in(*self.view_size()):
            return
        before = self._seen_in(width, height)
        if before and len(before) == len(self.picture.cards):
            self._show_area(self.picture.bounds())
        elif before:
            middle = self.camera.to_scene(Point(width / 2, height / 2))
            self.bring_into_view(
                min(before, key=lambda step: self.picture.box(step).center.to(middle))
            )

    def _seen_in(self, width: float, height: float) -> list[StepId]:
        """The cards that are seen in a viewport of that size, and not only by their edge."""
        room = Rect(_EDGE, _EDGE, width - 2 * _EDGE, height - 2 * _EDGE)
        return self.picture.steps_in(self.camera.rect_to_scene(room))

    def _show_area(self, area: Rect | None) -> None:
        size = self.view_size()
        if area is None:
            self._look(Camera(1.0, round(size.x / 2), round(size.y / 2)))
        else:
            self._keep_fitting = False
            self._look(Camera.showing(area.grown(_MARGIN), size.x, size.y))

    def _look(self, camera: Camera) -> None:
        before, self.camera = self.camera, camera
        self.frame.look()
        self.writing.follow()
        if before.zoom != camera.zoom:
            self.zoomChanged.emit(camera.zoom)


def _inwards(low: float, high: float, size: float) -> float:
    """How far a stretch must be moved to lie within a viewport; its beginning matters most."""
    if low < 0:
        return -low
    return max(size - high, -low) if high > size else 0.0
