"""Puts the selected Steps into a flow file of their own, beside the document's.

The file is written first: nothing that was there is touched. It goes with the edit when that is undone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from designer.document import storage
from designer.document.collapsing import collapse
from designer.document.diagram import Diagram
from designer.document.draft import EditRefused, numbered
from designer.window.beside import Beside
from designer.words import tr
from engine.flow import FLOW_INPUTS

if TYPE_CHECKING:
    from designer.window.main import MainWindow

_STEM: Final = "part"
_SUFFIX: Final = ".flow.json"


def collapse_selection(window: MainWindow) -> None:
    """Replace what is selected by one Step that runs it; why that cannot be is said in the window."""
    document, canvas = window.document, window.canvas
    if document.path is None:
        window.show_hint(tr("Save the flow first: the new one is put beside its file."))
        return
    folder = document.folder
    stem = numbered(_STEM, lambda name: (folder / f"{name}{_SUFFIX}").exists())
    path = folder / f"{stem}{_SUFFIX}"
    try:
        made = collapse(document.diagram, canvas.selection - {FLOW_INPUTS}, stem, path.name)
    except EditRefused as refused:
        window.parts.bar.say(refused.sentence, icon="circle-x", grab=False)  # may be long
        return
    window.parts.bar.close_bar()
    if _is_written(window, path, made.child):
        document.push(made.patch, tr("Collapse to '{name}'", name=path.name))
        Beside(window, path, None, path.name)
        canvas.select([made.step])
        window.show_hint(tr("Put the steps into '{name}' beside the flow.", name=path.name))


def _is_written(window: MainWindow, path: Path, child: Diagram) -> bool:
    try:
        storage.save(path, child)
    except OSError as error:
        why = error.strerror or str(error)
        sentence = tr("'{name}' could not be written: {why}.", name=path.name, why=why)
        window.parts.bar.say(sentence, icon="circle-x")
        return False
    return True
