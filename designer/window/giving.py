"""What the form for missing values does besides running: points out, keeps sets, makes values fast."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.canvas.emphasis import Emphasis
from designer.document import edits
from designer.document.draft import EditRefused
from designer.document.patch import Patch
from designer.words import quoted, tr
from engine.flow import Declared, Flow, Name, Port, Side
from engine.givens import type_of
from engine.value import JSON

if TYPE_CHECKING:
    from designer.document.diagram import Diagram
    from designer.window.main import MainWindow


class GiveControl(QObject):
    """Joins the form to the canvas, to the document, and to the search for Steps."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose form and canvas are there."""
        super().__init__(window)
        self._window, self._form = window, window.parts.form
        self._form.entered.connect(self._point_out)
        self._form.setSaved.connect(self._save)
        self._form.fixWanted.connect(self._fix)
        self._form.stepWanted.connect(self._make)

    def _point_out(self, name: str) -> None:
        """Ring the ports that want the value; the rings pulse once."""
        canvas, flow = self._window.canvas, self._window.document.diagram.flow
        ports = frozenset(ports_wanting(flow, Name(name))) if name else frozenset()
        shown = canvas.emphasis
        if ports:
            names = ", ".join(sorted(quoted(port) for _, port in ports))
            words = tr("'{name}' is wanted by {names}", name=name, names=names)
            canvas.emphasise(Emphasis(ports=ports, dims_rest=False, words=words))
        elif shown is not None and not shown.steps and not shown.wires:
            canvas.emphasise(None)

    def _save(self, name: str, values: Mapping[Name, JSON]) -> None:
        """Keep values by name with the Flow; a set of that name keeps what else it holds."""
        diagram = self._window.document.diagram
        presets = dict(diagram.flow.presets)
        presets[name] = {**presets.get(name, {}), **values}
        self._push(edits.set_flow(diagram, presets=presets), tr("Save the set '{name}'", name=name))
        sets = self._form.sets
        sets.show_sets(presets)
        sets.tell(tr("Kept with the flow: backcast run FILE --set {name}", name=_quoted(name)))

    def _fix(self, name: Name, value: JSON) -> None:
        """Make a value part of the Flow: the default of its Flow input, or what is written at a port."""
        diagram = self._window.document.diagram
        try:
            patch = fixed(diagram, name, value)
        except EditRefused as refused:
            self._form.sets.tell(refused.sentence)
            return
        self._push(patch, tr("Keep '{name}' in the flow", name=name))

    def _make(self, name: str) -> None:
        """Let a Step give the value: show which could."""
        self._form.cancel()
        self._window.suggesting.ask_for(Name(name))

    def _push(self, patch: Patch, text: str) -> None:
        if not patch.is_empty:
            self._window.push(patch, text)


def ports_wanting(flow: Flow, name: Name) -> Iterator[tuple[Side, Port]]:
    """The inputs that read an Attribute."""
    for step in flow.steps.values():
        for key, it in step.inputs.items():
            if name in it.reads(key):
                yield "input", Port(step.id, key)


def fixed(diagram: Diagram, name: Name, value: JSON) -> Patch:
    """Give a value for good: as the default of a Flow input, else at the one port that reads it.

    A value that several ports read becomes a Flow input with that default.

    Raises:
        EditRefused: A flow file could not hold it.
    """
    flow = diagram.flow
    ports = [port for _, port in ports_wanting(flow, name)]
    if name not in flow.inputs and len(ports) == 1:
        step = flow.steps[ports[0].step]
        it = step.inputs[ports[0].name]
        if len(it.reads(ports[0].name)) == 1:
            inputs = OrderedDict(step.inputs)
            inputs[ports[0].name] = replace(it, value=value)
            return edits.set_step(diagram, replace(step, inputs=inputs))
    declared = flow.inputs.get(name, Declared(type=type_of(flow, name)))
    return edits.declare(diagram, name, replace(declared, default=value))


def _quoted(name: str) -> str:
    return name if name.isidentifier() else quoted(name)
