"""From a Step to its code and back: writes the stub of a new function, opens the line of one there is.

The files themselves, and what is typed in them, are `code_files`.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.document import edits
from designer.document.draft import EditRefused
from designer.document.stub import stub
from designer.panels.stub_form import StubForm
from designer.window import failing
from designer.window.beside import Beside
from designer.window.code_files import CodeFiles
from designer.words import tr
from engine.blame import CodePlace
from engine.files import save_atomically
from engine.flow import Step, StepId
from engine.modules import RESERVED
from engine.reading import function_named, module_at, root_of, source_named
from engine.sources import code_behind

if TYPE_CHECKING:
    from designer.session.document import Document
    from designer.session.settings import Settings
    from designer.window.main import MainWindow

PYTHON = "python"
FIRST_FILE = "steps.py"


class Coding(QObject):
    """Joins the form, the sheet and the files beside the flow."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        """Take the window, and what knows the user's editor."""
        super().__init__(window)
        self._window, self._settings = window, settings
        self._step: StepId | None = None
        self._folder: Path | None = None
        """Where the form said that it would write."""
        self.files = CodeFiles(window)
        self.sheet = self.files.sheet
        self.form = StubForm(window)
        self.form.wanted.connect(self._write)
        self.files.shown.connect(self._mind_ports)
        self.sheet.elsewhereWanted.connect(self._ask_editor)
        window.ways.lying.append(self.form.dismiss)
        window.pages.leaving.connect(self.form.dismiss)  # it is about the document that was shown
        self._fresh: list[tuple[Document, StepId]] = []
        self._outdated: list[StepId] = []
        self.sheet.fixWanted.connect(self._update_ports)
        window.library.judged.connect(self._mind_ports)
        for place in (window.parts.palette, window.parts.welcome):
            place.stubWanted.connect(self.ask_new)

    @property
    def chosen(self) -> Step | None:
        """The one Step that is selected, if it is a Python one."""
        chosen = self._window.canvas.selection
        steps = self._window.document.diagram.flow.steps
        step = steps.get(next(iter(chosen))) if len(chosen) == 1 else None
        return step if step is not None and step.kind == PYTHON else None

    def unsaved(self) -> list[Path]:
        """The files that the Steps' functions are made of, and in which something is not saved.

        Those that they import count, and so do those of the flows that Steps run.
        """
        typed = self.files.unsaved()
        if not typed:
            return []
        document, plan = self._window.document, self._window.pages.current.plan
        inside = [(flow, Path(path).parent) for path, flow in plan.origin.flows.items()]
        modules = {
            (root_of(step.config, folder), _module(step))
            for flow, folder in ((document.diagram.flow, document.folder), *inside)
            for step in flow.steps.values() if step.kind == PYTHON
        }  # fmt: skip
        behind = {
            file.resolve()
            for folder, module in modules if module
            for file in code_behind(folder, module).files
        }  # fmt: skip
        return [path for path in typed if path.resolve() in behind]

    # a new function ---------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Ask where the function of the selected Step goes; of a new Step, if it has one already."""
        step = self.chosen
        if step is not None and (self._place(step) or self._broken(step)) is not None:
            step = None
        self._step = None if step is None else step.id
        self._folder = folder = self._window.document.folder
        name = step.id if step is not None else "new-step"
        function = "".join(c if c.isalnum() else "_" for c in name).strip("_") or "step"
        function = f"step_{function}" if function[0].isdigit() else function
        told = (
            tr("Writes a function with the ports of '{step}'.", step=step.id)
            if step is not None
            else tr("Writes a function, and adds a step that calls it.")
        )
        told = f"{told} {tr('A file that is there is added to. Folder: {folder}', folder=folder)}"
        self.form.ask(self._last_file(), self._free(function), told)

    def _last_file(self) -> str:
        """The file of the Steps that are there, else the usual one."""
        for step in self._window.document.diagram.flow.steps.values():
            place = self._place(step) if step.kind == PYTHON else None
            if place is not None and place.file.parent == self._window.document.folder:
                return place.file.name
        return FIRST_FILE

    def _free(self, function: str) -> str:
        """A name that the proposed file does not have yet."""
        path = self._window.document.folder / self._last_file()
        try:
            taken = module_at(path, path.parent).names
        except (OSError, SyntaxError, ValueError):
            taken = frozenset()
        number, name = 2, function
        while name in taken:
            name, number = f"{function}_{number}", number + 1
        return name

    def _write(self, file: str, function: str) -> None:
        """Write the stub, point the Step at it, and open it; says why where that cannot be."""
        if self._folder != self._window.document.folder:  # saved elsewhere, or opened, meanwhile
            self.ask_new()
            return
        file = file if file.endswith(".py") else f"{file}.py"
        if (stem := file.removesuffix(".py")) in sys.stdlib_module_names:
            self.form.refuse_file(_pythons_own(stem))
            return
        steps = self._window.document.diagram.flow.steps
        step = steps.get(self._step) if self._step is not None else None
        path = self._window.document.folder / file
        try:
            before = path.read_bytes() if path.exists() else None
            line = self._append(file, function, step or Step(id=StepId(""), kind=PYTHON))
        except (EditRefused, OSError) as error:
            why = error.sentence if isinstance(error, EditRefused) else error.strerror or str(error)
            self.form.tell(why)
            return
        self.form.dismiss()
        reference = f"{file.removesuffix('.py')}:{function}"
        if step is None:
            self._add(reference, function)
        else:
            config = {**step.config, "function": reference}
            patch = edits.set_step(self._window.document.diagram, replace(step, config=config))
            self._window.document.push(
                patch, tr("Write '{function}' for '{step}'", function=reference, step=step.id)
            )
        Beside(self._window, path, before, reference)
        self._window.library.look()
        column = len(f"def {function}(") if step is None else 0  # where the first input is typed
        self._open(CodePlace(path, line, function), column)

    def _append(self, file: str, function: str, step: Step) -> int:
        """Add the function to the end of a file beside the flow; the line that it begins at.

        Raises:
            EditRefused: The names cannot be, or the file is not one to add to.
            OSError: It cannot be written.
        """
        stem, folder = file.removesuffix(".py"), self._window.document.folder
        if not stem.isidentifier() or stem in RESERVED:
            raise EditRefused(tr("'{name}' cannot be the name of a module.", name=stem))
        made, path = stub(step, function), folder / file
        there, names = "", frozenset[str]()
        if self.files.is_changed(path):
            raise EditRefused(
                tr("'{name}' has changes that are not saved. Save them first.", name=file)
            )
        if path.exists():
            there = path.read_bytes().decode("utf-8", "strict")
            try:
                names = module_at(path, folder).names
            except SyntaxError as error:
                raise EditRefused(
                    tr("'{file}' cannot be read as Python (line {line}). Mend it first.",
                       file=file, line=error.lineno or 1)
                ) from None  # fmt: skip
            if function in names:
                raise EditRefused(
                    tr("'{file}' has a '{name}' already. Choose another name.",
                       file=file, name=function)
                )  # fmt: skip
        before = f"{there.rstrip()}\n\n\n" if there.strip() else ""
        whole = before + made.whole(names)
        save_atomically(path, whole.encode())
        lines = whole.splitlines()
        return next(n for n, line in enumerate(lines, 1) if line.startswith(f"def {function}("))

    def _add(self, reference: str, function: str) -> None:
        called = function.replace("_", "-").lower()
        step = Step(
            id=StepId(called), kind=PYTHON, config={"function": reference},
            inputs=OrderedDict(), outputs=OrderedDict(),
        )  # fmt: skip
        before = self._window.document.diagram.flow.steps.keys()
        self._window.canvas.add_step(step)
        new = self._window.document.diagram.flow.steps.keys() - before
        self._fresh += [(self._window.document, id_) for id_ in new]

    # ports that follow the code -------------------------------------------------------------------

    def _mind_ports(self) -> None:
        """Give Steps just written the ports of their function; of others say that they are outdated."""
        library, steps = self._window.library, self._window.document.diagram.flow.steps
        for document, id_ in [it for it in self._fresh if it[0] is self._window.document]:
            step = steps.get(id_)
            function = None if step is None else library.function_of(step)
            if step is None or step.inputs or step.outputs:
                self._fresh.remove((document, id_))
            elif function is not None and (function.inputs or function.outputs):
                self._fresh.remove((document, id_))
                library.update(id_)
        self._outdated = library.outdated(self._steps_here())
        first = self._outdated[0] if self._outdated else ""
        words = tr("Update the ports of '{step}'", step=first)
        if len(self._outdated) > 1:
            words = tr("Update the ports of {count} steps", count=len(self._outdated))
        self.sheet.offer(words if first else "")

    def _steps_here(self) -> list[StepId]:
        """The Steps whose function is in the file that is shown."""
        file = self.files.path
        if file is None:
            return []
        steps = self._window.document.diagram.flow.steps.values()
        named = [
            step for step in steps
            if step.kind == PYTHON and _module(step).rpartition(".")[2] == file.stem
        ]  # fmt: skip
        places = ((step.id, self._place(step)) for step in named)
        return [id_ for id_, place in places if place is not None and place.file == file]

    def _update_ports(self) -> None:
        for step in self._outdated:
            self._window.library.update(step)

    # the code of one that is there ------------------------------------------------------------------

    def edit(self) -> None:
        """Open the line of the selected Step's function, or the one at which its file is broken."""
        step = self.chosen
        if step is None:
            self._window.show_hint(tr("Select one Python step first."))
            return
        if (place := self._place(step)) is not None:
            self._open(place)
        elif (broken := self._broken(step)) is not None:
            self._open(*broken)
        else:
            self.ask_new()

    def _place(self, step: Step) -> CodePlace | None:
        found = function_named(step.config, self._window.document.folder)
        return None if found is None else CodePlace(found[0], found[1].line, found[1].name)

    def _broken(self, step: Step) -> tuple[CodePlace, int] | None:
        """Where the file of a Step's function cannot be read as Python, and the column; None if it can."""
        folder = self._window.document.folder
        source = source_named(step.config, folder)
        if source is None:
            return None
        try:
            module_at(source, root_of(step.config, folder))
        except SyntaxError as error:
            line, column = error.lineno or 1, max((error.offset or 1) - 1, 0)
            return CodePlace(source, line, source.stem), column
        except (OSError, ValueError):
            pass
        return None

    def _open(self, place: CodePlace, column: int = 0) -> None:
        """In the user's editor where there is one, else here."""
        if self._settings.editor_command:
            wrong = failing.open_line(place, self._settings.editor_command)
            if wrong:
                self._window.parts.bar.say(wrong, icon="circle-x")
            return
        self.files.show(place.file, place.line, column)

    def _ask_editor(self) -> None:
        self._window.valuing.failures.ask_editor()


def _pythons_own(stem: str) -> str:
    """Why a file may not be called what a module of Python itself is."""
    return tr(
        "'{name}' is a module of Python itself; a file of that name would stand in its way. "
        "Choose another name.",
        name=stem,
    )


def _module(step: Step) -> str:
    """The module in which a Step's function is, as its config says."""
    return str(step.config.get("function", "")).partition(":")[0]
