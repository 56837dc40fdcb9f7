"""The pages of a window: which are open, which is shown, and what happens when another one is.

Knows the tabs and the panels that are shared by all pages; asks nothing and saves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from designer.canvas import kept
from designer.window.page import Page
from engine.registry import Registry

if TYPE_CHECKING:
    from designer.window.main import MainWindow


class Pages(QObject):
    """There is always at least one page, and one of them is shown."""

    leaving = Signal()
    """The page that is shown gives way to another: what lies over it and is about it goes."""
    opened = Signal(object)
    """A page is new: listen to it."""
    shown = Signal(object)
    """Another page is on the screen."""
    closed = Signal()
    """A page is gone."""

    current: Page
    """The page that is shown."""

    def __init__(self, window: MainWindow, registry: Registry) -> None:
        """Begin with one empty page, which is shown."""
        super().__init__(window)
        self._window, self._registry = window, registry
        self._tabs = window.parts.tabs
        self.current = self.make()
        self.current.is_shown = True
        self._tabs.add(self.current)
        self._tabs.show_current(self.current)
        self._tabs.chosen.connect(self.show)

    @property
    def all(self) -> tuple[Page, ...]:
        """The pages in the order of their tabs."""
        return self._tabs.pages

    def make(self) -> Page:
        """A page that is not among the tabs yet."""
        return Page(self._registry, self)

    def add(self, page: Page) -> None:
        """Put a page among the tabs and show it."""
        self._tabs.add(page)
        self.opened.emit(page)
        self.show(page)

    def show(self, page: Page) -> None:
        """Show a page as it was left, or as it came out of its file."""
        before = self.current
        if page is before:
            return
        window = self._window
        self.leaving.emit()
        self.settle()
        before.drafts = before.document.typed
        window.parts.prompt.dismiss()
        if window.parts.bar.isVisible():
            window.parts.bar.close_bar()
            before.told = None  # what is not answered is asked again there
        before.kept = kept.take_off(window.canvas)
        before.is_shown = False
        self._bring(page)

    def settle(self) -> None:
        """Take over what is half written while the page is shown that it belongs to; the rest is held.

        The keyboard goes to the canvas: the fields are going to be those of another document.
        """
        window = self._window
        window.canvas.leave()
        window.drafting.settle()
        if window.inspector.isAncestorOf(window.focusWidget() or window):
            window.canvas.setFocus()

    def move(self, by: int) -> None:
        """Put the tab that is shown further right, or left; at the end it stays where it is."""
        self._tabs.shift(self.current, by)

    def step(self, by: int) -> None:
        """Show the next page, or the one before; after the last comes the first."""
        pages = self.all
        self.show(pages[(pages.index(self.current) + by) % len(pages)])

    def remove(self, page: Page) -> None:
        """Close a page that is not the only one; its neighbour is shown in its place."""
        pages = self.all
        at = pages.index(page)
        if page is self.current:
            self.show(pages[at + 1] if at + 1 < len(pages) else pages[at - 1])
        self._tabs.remove(page)
        self.closed.emit()
        page.close()
        page.deleteLater()

    def name_all(self) -> None:
        """Say on the tabs what the pages are called now."""
        self._tabs.name_all()

    def _bring(self, page: Page) -> None:
        self.current = page
        page.is_shown = True
        self._tabs.show_current(page)
        window, document, state = self._window, page.document, page.shown_state
        canvas, parts = window.canvas, window.parts
        if page.kept is None:
            canvas.show_diagram(document.diagram)
        else:
            kept.put_back(canvas, page.kept)
            page.kept = None
        canvas.show_plan(page.plan, page.problems)
        if state.run:
            canvas.show_run(state, frozenset(state.steps))
        window.inspector.set_folder(document.folder)
        window.inspector.show_diagram(document.diagram, canvas.selection, page.problems)
        window.drafting.put_back(page.drafts)
        page.drafts = ()
        parts.log.clear()
        parts.log.take(page.records)
        parts.form.forget()
        parts.show_problems(page.problems)
        self.shown.emit(page)
