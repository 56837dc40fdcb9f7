"""What a window is asked about: the document it shows, its run, its Problems, what can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.canvas.view import Canvas
    from designer.session.document import Document
    from designer.session.running import RunSession
    from designer.window.pages import Pages
    from engine.problem import Problem


class Standing:
    """The answers. The window is one of these."""

    canvas: Canvas
    pages: Pages

    def run_status(self) -> str:
        """What the run has come to, in the words of the contract; `none` before any."""
        return str(self.session.status)

    @property
    def document(self) -> Document:
        """The document that is shown."""
        return self.pages.current.document

    @property
    def session(self) -> RunSession:
        """The run of the document that is shown."""
        return self.pages.current.session

    @property
    def problem_list(self) -> tuple[Problem, ...]:
        """What is wrong with the document that is shown."""
        return self.pages.current.problems

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back, and no gesture is half done."""
        return bool(self.document.undo_text) and not self.canvas.gesture_active

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to do again, and no gesture is half done."""
        return bool(self.document.redo_text) and not self.canvas.gesture_active

    @property
    def has_selection(self) -> bool:
        """Whether something on the canvas is selected."""
        return self.canvas.has_selection
