"""What a picture has besides cards: frames round Steps, notes, and the dots that wires run through.

All of it is kept under `view` and means nothing to a run. What is there in a form that we do not
understand is kept as it came, and not shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from designer.document.diagram import Diagram, Place
from designer.document.draft import Draft, EditRefused, numbered
from designer.document.patch import Patch
from designer.document.reroutes import REROUTES, key_of, wire_of
from designer.words import tr
from engine.flow import Wire
from engine.value import JSON

Kind: TypeAlias = Literal["frame", "note"]

_SECTIONS: Final[Mapping[Kind, str]] = {"frame": "frames", "note": "notes"}
_TEXTS: Final[Mapping[Kind, str]] = {"frame": "title", "note": "text"}
_BOX: Final = "box"


class PanelId(NamedTuple):
    """A frame or a note, by its name in the file."""

    kind: Kind
    name: str


class Box(NamedTuple):
    """An upright rectangle in scene units."""

    x: float
    y: float
    w: float
    h: float


class Panel(NamedTuple):
    """A frame with its title, or a note with its text."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenery:
    """The frames and notes of a diagram, and the points that its wires run through."""

    panels: Mapping[PanelId, Panel] = field(default_factory=dict)
    bends: Mapping[Wire, tuple[Place, ...]] = field(default_factory=dict)


def scenery(view: Mapping[str, JSON]) -> Scenery:
    """What `view` says of it, as far as it is understood."""
    panels = {
        PanelId(kind, name): Panel(str(entry[_TEXTS[kind]]), Box(*entry[_BOX]))
        for kind, section in _SECTIONS.items()
        for name, entry in _entries(view, section).items()
        if _is_panel(entry, _TEXTS[kind])
    }
    bends = {
        wire: tuple(Place(*point) for point in points)
        for key, points in _entries(view, REROUTES).items()
        if (wire := wire_of(key)) is not None and _are_points(points)
    }
    return Scenery(panels=panels, bends=bends)


def add_panel(diagram: Diagram, kind: Kind, text: str, box: Box) -> Patch:
    """Add a frame or a note under a name of its own."""
    there = _entries(diagram.view, _SECTIONS[kind])
    name = numbered(f"{kind}_1", lambda taken: taken in there)
    return set_scenery(diagram, {PanelId(kind, name): Panel(text, box)})


def set_scenery(
    diagram: Diagram,
    panels: Mapping[PanelId, Panel | None] | None = None,
    bends: Mapping[Wire, Iterable[Place]] | None = None,
) -> Patch:
    """Put frames and notes in the place of others, or with None take them away; bend wires anew.

    Raises:
        EditRefused: A place in it is not finite.
    """
    view = dict(diagram.view)
    for panel, new in (panels or {}).items():
        entry = {panel.name: _entry(panel, new, view)}
        view = _changed(view, _SECTIONS[panel.kind], entry)
    bent: dict[str, JSON] = {}
    for wire, points in (bends or {}).items():
        placed: JSON = [[_checked(part) for part in point] for point in points]
        bent[key_of(wire)] = placed or None
    view = _changed(view, REROUTES, bent) if bent else view
    draft = Draft(diagram)
    draft.set("view", view)
    return draft.patch()


def _entry(panel: PanelId, new: Panel | None, view: Mapping[str, JSON]) -> JSON:
    if new is None:
        return None
    known = _entries(view, _SECTIONS[panel.kind]).get(panel.name)
    kept = known if isinstance(known, dict) else {}
    return {**kept, _TEXTS[panel.kind]: new.text, _BOX: [_checked(part) for part in new.box]}


def _changed(
    view: Mapping[str, JSON], section: str, changes: Mapping[str, JSON]
) -> dict[str, JSON]:
    """The view with entries of a section replaced, or with None taken away; an empty section goes too."""
    both = {**_entries(view, section), **changes}
    entries = {k: v for k, v in both.items() if v is not None or k not in changes}
    if entries:
        return {**view, section: entries}
    return {k: v for k, v in view.items() if k != section}


def _entries(view: Mapping[str, JSON], section: str) -> Mapping[str, JSON]:
    found = view.get(section)
    return found if isinstance(found, dict) else {}


def _checked(part: float) -> float:
    if not math.isfinite(part):
        raise EditRefused(tr("Nothing can lie infinitely far away. Put it elsewhere."))
    rounded = round(part, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _is_panel(entry: JSON, text: str) -> bool:
    if not (isinstance(entry, dict) and isinstance(entry.get(text), str)):
        return False
    box: JSON = entry.get(_BOX)
    return _are_numbers(box, len(Box._fields)) and min(box[2:]) > 0


def _are_points(points: JSON) -> bool:
    return isinstance(points, list) and all(_are_numbers(p, len(Place._fields)) for p in points)


def _are_numbers(parts: JSON, count: int) -> bool:
    return (
        isinstance(parts, list)
        and len(parts) == count
        and all(type(part) in (int, float) and math.isfinite(part) for part in parts)
    )
