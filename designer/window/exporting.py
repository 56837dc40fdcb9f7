"""Pictures of the Flow into files: asks what is wanted, then where to, and writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from designer.canvas.picture import Picture
from designer.canvas.portrait import Portrait, part
from designer.panels.export_form import ExportForm, PictureWish
from designer.window.files import as_file
from designer.window.targets import Target, ask_target
from designer.words import tr
from engine.export.argyll import to_argyll
from engine.export.dot import to_dot
from engine.export.mermaid import to_mermaid
from engine.files import save_atomically
from engine.plan import Plan

if TYPE_CHECKING:
    from designer.window.main import MainWindow

_TEXTS: Final = {
    "mermaid": (to_mermaid, "mmd"),
    "dot": (to_dot, "dot"),
    "argyll": (lambda flow, _: to_argyll(flow).text, "json"),
}
"""What writes a Flow as text, and the ending of such a file."""


class ExportControl(QObject):
    """Joins the form, the canvas's picture and the file."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window whose Flow is drawn."""
        super().__init__(window)
        self._window = window
        self.form = ExportForm(window)
        self.form.wanted.connect(self._ask_picture)

    def ask(self) -> None:
        """Ask what is to be in the picture."""
        canvas = self._window.canvas
        has_run = canvas.picture.state is not None
        self.form.ask(has_selection=bool(canvas.selection), has_run=has_run)

    def ask_text(self, to: str) -> None:
        """Ask where to write the Flow as text: `mermaid`, `dot` or `argyll`."""
        write, suffix = _TEXTS[to]
        flow, plan = self._window.document.diagram.flow, self._window.canvas.picture.plan or Plan()
        if to == "argyll" and (notes := to_argyll(flow).notes):
            told = "\n".join([tr("Not carried over:"), *(f"•  {note}" for note in notes[:30])])
            self._window.parts.bar.say(told)
        self._ask_file(tr("Export"), suffix, lambda: write(flow, plan).encode())

    def export_to(self, path: Path, wish: PictureWish) -> bool:
        """Write a picture into a file; whether that worked."""
        return self._write(path, lambda: self.drawn(wish))

    def _write(self, path: Path, make: Callable[[], bytes]) -> bool:
        try:
            save_atomically(path, make())
        except OSError as error:
            why = error.strerror or str(error)
            sentence = tr("'{name}' could not be written: {why}.", name=path.name, why=why)
            self._window.parts.bar.say(sentence, icon="circle-x")
            return False
        self._window.show_hint(tr("Exported '{name}'", name=path.name))
        return True

    def drawn(self, wish: PictureWish) -> bytes:
        """The picture itself."""
        canvas = self._window.canvas
        shown, diagram = canvas.picture, canvas.picture.diagram
        if wish.selection:
            diagram = part(diagram, canvas.selection)
        if wish.selection or not wish.states:
            state = shown.state if wish.states else None
            problems = self._window.problem_list
            measure = canvas.frame.measure
            shown = Picture.of(measure, diagram, shown.plan, problems, state, shown.renames)
        portrait = Portrait(shown, canvas.theme, canvas.now())
        title = self._window.document.title
        return portrait.svg(title) if wish.to == "svg" else portrait.png(wish.scale)

    def _ask_picture(self, wish: PictureWish) -> None:
        self._ask_file(tr("Export picture"), wish.to, lambda: self.drawn(wish))

    def _ask_file(self, title: str, suffix: str, make: Callable[[], bytes]) -> None:
        document = self._window.document
        target = Target(
            title=title, folder=document.folder, file=f"{as_file(document.title)}.{suffix}",
            names=f"*.{suffix}", ending=f".{suffix}", name="exportDialog",
        )  # fmt: skip
        ask_target(self._window, target, lambda path: self._write(path, make))
