"""What part of the scene is seen: zoom and offset, kept on whole pixels so that text stays sharp. Qt-free."""

from __future__ import annotations

from typing import Final, NamedTuple

from designer.canvas.geometry import Point, Rect

LEAST_ZOOM: Final = 0.1
"""Below this zoom one gets only by asking for the whole of something so large."""
_LEAST_FIT: Final = 0.01
MOST_ZOOM: Final = 4.0
FLAT_BELOW: Final = 0.35
"""Below this zoom nobody can read a card: Steps become flat tiles."""
READABLE: Final = 0.6
"""From this zoom on labels are shown, and `reveal` is content."""


class Camera(NamedTuple):
    """Maps the scene to the viewport: `viewport = scene * zoom + (x, y)`."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @property
    def flat(self) -> bool:
        """Whether cards are too small to read."""
        return self.zoom < FLAT_BELOW

    def to_view(self, at: Point) -> Point:
        """A scene point in viewport coordinates."""
        return Point(at.x * self.zoom + self.x, at.y * self.zoom + self.y)

    def to_scene(self, at: Point) -> Point:
        """A viewport point in scene coordinates."""
        return Point((at.x - self.x) / self.zoom, (at.y - self.y) / self.zoom)

    def rect_to_view(self, rect: Rect) -> Rect:
        """A scene rectangle in viewport coordinates."""
        corner = self.to_view(Point(rect.x, rect.y))
        return Rect(corner.x, corner.y, rect.w * self.zoom, rect.h * self.zoom)

    def rect_to_scene(self, rect: Rect) -> Rect:
        """A viewport rectangle in scene coordinates."""
        corner = self.to_scene(Point(rect.x, rect.y))
        return Rect(corner.x, corner.y, rect.w / self.zoom, rect.h / self.zoom)

    def panned(self, dx: float, dy: float) -> Camera:
        """Moved by whole viewport pixels."""
        return Camera(self.zoom, round(self.x + dx), round(self.y + dy))

    def zoomed(self, zoom: float, about: Point) -> Camera:
        """At another zoom within the limits, with the scene point under `about` kept there."""
        zoom = min(max(zoom, min(LEAST_ZOOM, self.zoom)), MOST_ZOOM)
        fixed = self.to_scene(about)
        return Camera(zoom, round(about.x - fixed.x * zoom), round(about.y - fixed.y * zoom))

    @staticmethod
    def showing(area: Rect, width: float, height: float, most: float = 1.0) -> Camera:
        """All of an area in the middle of a viewport of that size, at most so large."""
        fitting = min(width / max(area.w, 1.0), height / max(area.h, 1.0), most)
        zoom = min(max(fitting, _LEAST_FIT), MOST_ZOOM)
        centre = area.center
        return Camera(zoom, round(width / 2 - centre.x * zoom), round(height / 2 - centre.y * zoom))
