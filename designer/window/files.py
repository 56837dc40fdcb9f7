"""Opening and saving: what may be lost is asked for first, and every failure is a sentence.

File dialogs are opened, never executed: a nested event loop inside a task would break the loop.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from designer.assets import resource
from designer.document.diagram import Diagram
from designer.document.storage import Fetched, fetch
from designer.panels.aside import Aside
from designer.panels.prompt import Answer, ClosePrompt, MessageBar
from designer.session.document import UNTITLED
from designer.session.settings import Settings
from designer.session.typed import Typed, all_in_words
from designer.window.page import Page
from designer.window.targets import Target, ask_target
from designer.window.unopened import why_unopened
from designer.window.unsaved import told_saved, ways_out, why_unsaved
from designer.words import tr
from engine.errors import FlowFileError
from engine.files import save_atomically

if TYPE_CHECKING:
    from designer.window.main import MainWindow

SUFFIX: Final = ".flow.json"
LARGE: Final = 400_000
"""Bytes from which on a file is read in a thread: more than a thousand Steps."""
_UNNAMEABLE: Final = re.compile(r'[\x00-\x1f\ud800-\udfff/\\:*?"<>|]+')
_LONGEST: Final = 100
_FIRST: Final = ("onboarding", "three-goals", "what-went-wrong")
FILTER: Final = f"Flows (*{SUFFIX});;Events of a run (*.jsonl *.ndjson);;All files (*)"


def example_files() -> tuple[Path, ...]:
    """The flow files that come with Backcast."""
    return tuple(sorted(resource("examples").glob(f"*/*{SUFFIX}")))


def first_examples() -> tuple[Path, ...]:
    """Those among them that are for whoever has never seen a flow."""
    return tuple(path for path in example_files() if path.name.removesuffix(SUFFIX) in _FIRST)


def _companions(folder: Path) -> dict[str, Path]:
    """The modules and data beside a template, by their names from its folder on."""
    files = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    return {name: path for name, path in files.items() if not name.endswith(SUFFIX)}


class FileControl(QObject):
    """Joins the pages, their files, and the questions that stand between them."""

    def __init__(
        self, window: MainWindow, prompt: ClosePrompt, bar: MessageBar, settings: Settings
    ) -> None:
        """Take what opening and saving need; all of it belongs to the window."""
        super().__init__(window)
        self._window, self._settings = window, settings
        self._prompt, self._bar = prompt, bar
        self._reading: dict[Path, Aside[tuple[Path, Fetched | FlowFileError]]] = {}
        """The large files that are being read."""
        self._refusals: list[str] = []
        """Why files could not be opened, of those that were asked for together."""
        self._then: Callable[[], None] | None = None
        self._given_up: dict[Page, tuple[Diagram, tuple[Typed, ...]]] = {}
        """What the user said may be lost, in the leaving that is going on."""
        prompt.save.connect(self._save_and_go_on)
        prompt.discard.connect(self._discard_and_go_on)
        prompt.cancelled.connect(self._stay)
        prompt.show_held.connect(lambda: window.drafting.show(self._page.document.typed[-1]))

    @property
    def _page(self) -> Page:
        return self._window.pages.current

    # opening

    def new(self) -> None:
        """Show an empty Flow, in a tab of its own unless this one is still empty."""
        if not self._page.document.is_pristine:
            self._window.pages.add(self._window.pages.make())

    def new_from(self, path: Path) -> None:
        """Show what is in a file as an untitled document: the file itself is left alone.

        It runs with the modules of the template, and once it is saved, with copies of its own.
        """
        if self._fill(path, copy=True):
            self._window.pages.current.companions = _companions(path.parent)

    def open(self, path: Path) -> None:
        """Show a file: the tab that has it, in whatever window, else one of its own."""
        path = path.absolute()
        if self._window.family.show_open(path):
            return
        self.open_here(path)

    def open_here(self, path: Path) -> None:
        """Show a file in this window, also where another one has it too."""
        path = path.absolute()
        if path in self._reading or self._window.past.takes(path):
            return
        if _is_large(path):
            self._window.show_hint(tr("Reading '{name}'…", name=path.name))
            self._reading[path] = Aside(self._take_fetched, self)
            self._reading[path].ask(lambda: _fetched(path))
        else:
            self._open_now(path)

    def _open_now(self, path: Path, fetched: Fetched | None = None) -> None:
        if self._fill(path, copy=False, fetched=fetched):
            self._settings.add_recent(path)
            self._window.outside.greet(self._page)

    def _take_fetched(self, answer: tuple[Path, Fetched | FlowFileError]) -> None:
        """Show the large file that was read in a thread meanwhile."""
        path, fetched = answer
        del self._reading[path]
        self._window.parts.telling.pass_on()  # it is not being read any more
        if isinstance(fetched, FlowFileError):
            self._refuse(path, fetched)
        else:
            self._open_now(path, fetched)

    def open_all(self, paths: Iterable[Path]) -> None:
        """Show several files, the last one in front; of those that cannot be shown all is said."""
        self._refusals = []
        for path in paths:
            self.open(path)
        if self._refusals:
            self._bar.say("\n".join(self._refusals), icon="circle-x")

    def _fill(self, path: Path, *, copy: bool, fetched: Fetched | None = None) -> bool:
        pages, page = self._window.pages, self._page
        pages.settle()  # with a name typed into it, a page is not empty any more
        page = page if page.document.is_pristine and not page.session.is_running else pages.make()
        try:
            if copy:
                page.document.copy_of(path)
            else:
                page.document.open(path, fetched)
        except FlowFileError as error:
            self._refuse(path, error)
            if page is not self._page:
                page.deleteLater()
            return False
        self._bar.close_bar()
        self.show_filled(page)
        return True

    def show_filled(self, page: Page) -> None:
        """Show a page that has just been given another document."""
        if page is self._page:
            self._window.show_opened()
        else:
            self._window.pages.add(page)

    def _refuse(self, path: Path, error: FlowFileError) -> None:
        self._settings.drop_recent(path)
        told = why_unopened(error)
        self._refusals.append(told)
        self._bar.say(told, icon="circle-x")

    # saving

    def save(self) -> None:
        """Save under the document's path, asking for one if there is none yet, or it is read-only."""
        document = self._page.document
        document.look()
        if document.path is None:
            self.ask_save()
        elif document.is_read_only:
            self._bar.say(
                tr("'{name}' is read-only. Save it under another name.", name=document.path.name)
            )
            self.ask_save()
        else:
            self.save_to(document.path)

    def save_all(self) -> None:
        """Save every document that has unsaved work, asking for a path where there is none yet."""
        self._window.drafting.settle()
        changed = [page for page in self._window.pages.all if page.document.has_changes]
        if changed:
            self._save_each(changed, self._page)
        elif held := [one for page in self._window.pages.all for one in page.document.typed]:
            self._window.show_hint(
                tr("Nothing was saved of what is {held}.", held=all_in_words(held))
            )
        else:
            told = tr("There is nothing to save: every file is as it is shown.")
            self._window.show_hint(told)

    def _save_each(self, pages: list[Page], back: Page) -> None:
        """Save them one by one; where that takes an answer, the others wait for it."""
        done = []
        for number, page in enumerate(pages):
            self._window.pages.show(page)
            document = page.document
            if document.path is None or document.is_read_only:
                rest = pages[number + 1 :]
                self.ask_save(lambda rest=rest: self._save_each(rest, back))  # type: ignore[misc]
                return
            if not self.save_to(document.path):
                return  # the bar says why
            done.append(document.path.name)
        if back in self._window.pages.all:
            self._window.pages.show(back)
        if done:
            held = [one for page in self._window.pages.all for one in page.document.typed]
            self._window.show_hint(told_saved(done, held))

    def save_to(self, path: Path) -> bool:
        """Save under a path, which is the document's from then on; whether that worked.

        A file that somebody else has changed meanwhile is not overwritten unasked.
        """
        self._window.drafting.settle()
        path, document = path.absolute(), self._page.document
        if path == document.path and document.is_changed_on_disk:
            overwrite = Answer(tr("Overwrite it"), "saveOverwrite", lambda: self.save_now(path))
            elsewhere = Answer(tr("Save elsewhere…"), "saveElsewhere", self.ask_save)
            told = tr(
                "'{name}' was changed by somebody else since it was opened or saved here.",
                name=path.name,
            )
            self._bar.say(told, (elsewhere, overwrite, Answer(tr("Cancel"), "saveCancel")))
            return False
        return self.save_now(path)

    def save_now(self, path: Path) -> bool:
        """Save under a path whatever is there; whether that worked."""
        document = self._page.document
        folder, saved = document.folder, self._window.trusting.saving(document.path, path)
        try:
            document.save(path)
        except (OSError, ValueError) as error:
            self._bar.say(why_unsaved(path, error), ways_out(self, path), icon="circle-x")
            return False
        saved()
        self._bar.close_bar()
        self._page.told = None
        self._settings.add_recent(path)
        self._window.outside.watch()
        brought = self._bring_companions(path.parent)
        self._window.show_hint(told_saved([path.name, *brought], document.typed))
        if document.folder != folder:
            self._window.show_moved()
        return True

    def _bring_companions(self, folder: Path) -> list[str]:
        """Copy what came with a template to beside its copy; nothing is overwritten."""
        companions, self._page.companions = self._page.companions, {}
        brought = [name for name in companions if not (folder / name).exists()]
        for name in brought:
            with suppress(OSError):  # the Problems say what is missing then
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                save_atomically(folder / name, companions[name].read_bytes())
        return brought

    def ask_open(self) -> None:
        """Ask which files to open."""
        folder = str(self._page.document.folder)
        dialog = QFileDialog(self._window, tr("Open flows"), folder, FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.finished.connect(dialog.deleteLater)
        dialog.filesSelected.connect(lambda names: self.open_all(Path(name) for name in names))
        dialog.open()

    def ask_save(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to save what is shown now, and go on once that is done."""
        page = self._page
        document = page.document

        def save(path: Path) -> None:
            if page not in self._window.pages.all:
                return
            self._window.pages.show(page)  # another may have been opened from elsewhere meanwhile
            if self.save_to(path) and then is not None:
                then()

        file = document.path.name if document.path else as_file(document.title) + SUFFIX
        target = Target(
            title=tr("Save the flow"), folder=document.folder, file=file, names=FILTER,
            ending=SUFFIX, name="saveDialog", own=document.path,
        )  # fmt: skip
        ask_target(self._window, target, save)

    # leaving

    def close(self, page: Page) -> None:
        """Close a tab, after asking what is to become of its work; with the last one goes the window."""
        if len(self._window.pages.all) == 1:
            self._window.close()
            return
        self._given_up.clear()
        self._leave([page], lambda: self._window.pages.remove(page))

    def keep_all_safe(self, then: Callable[[], None]) -> None:
        """Do something that gives every page up, once no run is on and nothing can be lost.

        Whatever is answered for one page, nothing is given up before all of them are settled.
        """
        self._given_up.clear()
        self._leave(list(self._window.pages.all), then)

    def _leave(self, pages: list[Page], then: Callable[[], None]) -> None:
        if self._page in pages:
            self._window.drafting.settle()
        held = next((page for page in pages if self._is_held(page)), None)
        if held is None:
            then()
            return
        self._window.pages.show(held)
        if held.session.is_running:
            self._window.runs.stop_then(lambda: self._leave(pages, then))
            return
        self._then = lambda: self._leave(pages, then)
        document, typed = held.document, all_in_words(held.document.typed)
        if document.has_changes:
            self._prompt.ask(document.title, held=typed)
        else:
            self._prompt.ask_held(document.title, typed)

    def _is_held(self, page: Page) -> bool:
        """Whether leaving it now would stop a run or lose work that the user has not given up."""
        given_up = self._given_up.get(page) == _work(page)
        return page.session.is_running or (page.document.has_work and not given_up)

    def _save_and_go_on(self) -> None:
        then, self._then = self._then, None
        document = self._page.document
        if document.path is None or document.is_read_only:
            self.ask_save(then)
        elif self.save_to(document.path) and then is not None:
            then()

    def _discard_and_go_on(self) -> None:
        then, self._then = self._then, None
        self._given_up[self._page] = _work(self._page)
        if then is not None:
            then()

    def _stay(self) -> None:
        self._then = None


def _work(page: Page) -> tuple[Diagram, tuple[Typed, ...]]:
    """What there is of a page to be lost."""
    return page.document.diagram, page.document.typed


def as_file(title: str) -> str:
    """A title as the name of a file, without what names of files cannot have."""
    return _UNNAMEABLE.sub("-", title).strip(" .")[:_LONGEST] or UNTITLED


def _is_large(path: Path) -> bool:
    """Whether reading it takes longer than a user should wait with nothing moving."""
    try:
        return path.stat().st_size > LARGE
    except OSError:
        return False


def _fetched(path: Path) -> tuple[Path, Fetched | FlowFileError]:
    """What is in a file, or why that cannot be shown."""
    try:
        return path, fetch(path)
    except FlowFileError as error:
        return path, error
