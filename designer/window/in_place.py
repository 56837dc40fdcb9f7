"""What is typed in place: over a card, a frame or a note of the canvas, or in a row of the outline.

What is typed in a row of the outline is the name of a card: it comes back, and is held, over the card.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from designer.canvas import commands
from designer.document.draft import EditRefused
from designer.document.scenery import PanelId
from designer.session.typed import Typed
from engine.flow import StepId

if TYPE_CHECKING:
    from designer.window.main import MainWindow

_CARD: Final = "card"
_FIELD: Final = "text"


class InPlace(QObject):
    """Joins the editors that open in their place to what keeps, saves and runs."""

    changed = Signal()
    """Something was typed in place, or an editor was left."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose canvas and outline are there."""
        super().__init__(window)
        self._canvas, self._outline = window.canvas, window.parts.outline
        self._canvas.writing.typed.connect(self.changed)
        self._outline.typed.connect(self.changed)

    @property
    def typed(self) -> tuple[Typed, ...]:
        """What is typed and not taken over, refused or not."""
        found = (self._outline.draft, self._canvas.writing.draft)
        return tuple(_typed(*draft) for draft in found if draft is not None)

    def settle(self) -> None:
        """Take over what is typed; a name that is refused is held over its card, with the reason."""
        draft = self._outline.draft
        self._outline.settle()
        if draft is not None and self._is_refused(*draft):
            self._canvas.writing.bring_back(*draft)
        self._canvas.writing.settle()

    def leave(self) -> None:
        """Take over what is typed and close the editor, unless it holds what is refused."""
        self.settle()
        if self._canvas.writing.draft is None:
            self._canvas.writing.finish()

    def bring_back(self, typed: Typed) -> None:
        """Open an editor with what was typed in it, ready to be typed on."""
        subject, (text,) = _subject(typed), typed.fields.values()
        if isinstance(subject, PanelId):
            self._canvas.select((), panels=(subject,))
        else:
            self._canvas.select((subject,))
        self._canvas.writing.bring_back(subject, text)

    def show(self) -> None:
        """See what is typed over the canvas, ready to be typed on."""
        self._canvas.writing.show()

    def _is_refused(self, step: StepId, text: str) -> bool:
        try:
            commands.renamed(self._canvas.picture, step, text)
        except EditRefused:
            return True
        return False


def _typed(subject: PanelId | StepId, text: str) -> Typed:
    if isinstance(subject, PanelId):
        place = f"{subject.kind}:{subject.name}"
        return Typed(steps=frozenset(), fields={_FIELD: text}, place=place)
    return Typed(steps=frozenset({subject}), fields={_FIELD: text}, place=_CARD)


def _subject(typed: Typed) -> PanelId | StepId:
    kind, _, name = typed.place.partition(":")
    if kind == _CARD:
        return next(iter(typed.steps))
    return PanelId("note" if kind == "note" else "frame", name)
