"""How an edit that was made in the window reaches the document that is shown, whatever it was made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.canvas import kept
from designer.document.patch import Patch, StalePatch
from designer.words import tr

if TYPE_CHECKING:
    from designer.canvas.view import Canvas
    from designer.panels.inspector import Inspector
    from designer.session.document import Document
    from designer.window.pages import Pages


class Pushing:
    """The way of every edit. The window is one of these."""

    canvas: Canvas
    inspector: Inspector
    pages: Pages

    if TYPE_CHECKING:

        @property
        def document(self) -> Document:
            """The document that is shown."""

        def show_hint(self, text: str) -> None:
            """Say something in passing in the status bar."""

        def _refresh(self) -> None:
            """Show everything that is enabled, checked or worded by how things stand."""

    is_pushing = False
    """Whether an edit is on its way: how things stand is then shown once, at its end."""

    def push(self, patch: Patch, text: str, merge: str = "") -> None:
        """Do an edit; one that was made for another state of the document is said, and all shown anew."""
        self.is_pushing = True
        try:
            self.document.push(patch, text, merge=merge)
        except StalePatch:
            self._show_again()
            self.show_hint(
                tr(
                    "That was not done: the flow had changed meanwhile. It is shown as it is now; do it anew."
                )
            )
        finally:
            self.is_pushing = False
            self._refresh()

    def _show_again(self) -> None:
        """Show the document that is there, and all that is known of it."""
        page, canvas = self.pages.current, self.canvas
        kept.show_again(canvas, page.document.diagram)
        canvas.show_plan(page.plan, page.problems)
        if page.shown_state.run:
            canvas.show_run(page.shown_state, frozenset(page.shown_state.steps))
        self.inspector.show_diagram(page.document.diagram, canvas.selection, page.problems)
