"""What the outline does: goes with the canvas's selection both ways, and edits by keys and questions.

Whatever the canvas does by a key it does here too, for the Step that is current; here are the commands
that need a question instead of a pointer: which kind to add, which input to connect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from designer.canvas import commands, keyboard
from designer.canvas.looks import DRAFT
from designer.document import edits
from designer.document.draft import EditRefused
from designer.panels.chooser import Choice, Chooser
from designer.panels.outline import OutlinePanel
from designer.panels.outline_model import Told
from designer.session.catalog import Catalog
from designer.state_words import state_words
from designer.window.keymap import Keymap
from designer.words import tr
from engine.flow import Port, Step, StepId, Wire

if TYPE_CHECKING:
    from designer.canvas.view import Canvas
    from designer.document.patch import Patch
    from designer.window.main import MainWindow

_OWN: Final = {
    "rename": ("Rename", ("F2",)),
    "connectSelection": ("Connect an output…", ("Ctrl+L",)),
    "addStep": ("Add a step…", ("Ins",)),
    "reveal": ("Show on the canvas", ("Ctrl+Return",)),
}
"""What is done otherwise here than on the canvas, by the same keys and these: words, and more keys."""
_BY_CANVAS: Final = (
    "open", "toggleGoal", "onlyGoal", "disable", "pin", "duplicate", "copy", "paste", "delete",
    "showValue",
)  # fmt: skip
"""What the menu offers besides."""

_ABOUT_A_STEP: Final = frozenset(
    {
        *(set(_OWN) - {"addStep"}), *(set(_BY_CANVAS) - {"paste"}), "cut", "deleteAndHeal",
        "duplicateWired", "selectUpstream", "selectDownstream", "suggestSteps",
        "nextPort", "previousPort", "frameSelection",
    }
)  # fmt: skip
"""What can be done to a Step alone: where none is current, that is said."""
_NAMES: Final = {command.do: command.id for command in keyboard.COMMANDS}

_LATER: Final = 25
"""Milliseconds after which the outline follows the canvas: by then that is painted."""


class OutlineControl(QObject):
    """Joins the outline, the canvas and the document."""

    def __init__(
        self, window: MainWindow, panel: OutlinePanel, chooser: Chooser, catalog: Catalog,
        keymap: Keymap,
    ) -> None:  # fmt: skip
        """Take what it asks and what it works on."""
        super().__init__(window)
        self._window, self._panel, self._chooser = window, panel, chooser
        self._catalog, self._keymap = catalog, keymap
        self._is_left_for_form = False
        self._does: dict[str, Callable[[], object]] = {
            "rename": panel.rename,
            "connectSelection": self._ask_output,
            "addStep": self._ask_kind,
            "reveal": self._reveal,
        }
        panel.join(self._told, self._rename, self._press)
        panel.chosen.connect(self._follow)
        panel.activated.connect(lambda step: window.ways.jump(StepId(step)))
        panel.menuWanted.connect(self._pop_up)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_LATER)
        self._later.timeout.connect(self._show_selection)
        after = window.canvas.frame.after
        window.canvas.selectionChanged.connect(lambda: after.do(self._later.start))

    def tell_changed(self) -> None:
        """The document, its check or the run may have changed."""
        self._panel.show_flow(self._window.canvas.picture.diagram.flow)
        self._panel.show_states()

    def _show_selection(self) -> None:
        canvas = self._window.canvas
        if self._panel.isVisible() and len(canvas.selection) == 1:
            self._panel.go_to(next(iter(canvas.selection)))

    def _follow(self, step: str) -> None:
        """Select on the canvas what was gone to, and see it there."""
        canvas = self._window.canvas
        if step in canvas.picture.steps:
            canvas.select([step])
            canvas.set_focus_step(StepId(step))
            self._window.ways.bring_into_view(StepId(step))

    def _press(self, keys: str) -> bool:
        for command in self._does:
            if keys in self._keys(command):
                self._perform(command, self._does[command])
                return True
        do = self._window.canvas.bindings.get(keys)
        if do is None:
            return False
        self._perform(_NAMES.get(do, ""), lambda: self._aim_and(do))
        return True

    def _perform(self, command: str, does: Callable[[], object]) -> None:
        """Do a command, or say that it is about a Step where none is current."""
        if command not in _ABOUT_A_STEP or self._current() is not None:
            does()
            return
        self._window.canvas.set_focus_step(None)
        index, flow = self._panel.view.currentIndex(), self._window.canvas.picture.diagram.flow
        if not flow.steps:
            self._panel.say(tr("There is no step here yet: Ins adds one."))
        elif self._panel.current() is not None or not index.isValid():
            self._panel.say(tr("This step is not there any more: go to another one."))
        else:
            row = str(index.siblingAtColumn(0).data())
            self._panel.say(tr("'{row}' is not a step: go to one with the arrow keys.", row=row))

    def _aim_and(self, do: Callable[[Canvas], object]) -> None:
        inspector, app = self._window.inspector, QApplication.instance()
        self._aim()
        keyboard.perform(self._window.canvas, do)
        if inspector.isAncestorOf(self._window.focusWidget()) and not self._is_left_for_form:
            self._is_left_for_form = True
            assert isinstance(app, QApplication), "a window needs an application"
            app.focusChanged.connect(self._mind_focus)

    def leave_form(self) -> None:
        """Give the keyboard back from the inspector to where it was: the outline, else the canvas."""
        view: QWidget = self._window.canvas
        if self._is_left_for_form and self._panel.view.isVisible():
            view = self._panel.view
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mind_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        """Once the keyboard was back, or on the canvas, it is another way by which it comes to the form."""
        if now in (self._panel.view, self._window.canvas):
            self._is_left_for_form = False
            app = QApplication.instance()
            assert isinstance(app, QApplication), "a window needs an application"
            app.focusChanged.disconnect(self._mind_focus)

    def _keys(self, command: str) -> tuple[str, ...]:
        """The keys of a command: those that it has on the canvas, and those of its own."""
        known = command in self._keymap.commands
        own = tuple(one for one in _OWN[command][1] if not self._keymap.holders(one, command))
        return tuple(dict.fromkeys((*self._keymap.keys(command), *own) if known else own))

    def _current(self) -> StepId | None:
        """The Step that is current; the tree is a moment behind, so it may have been taken away."""
        step = self._panel.current()
        return step if step in self._window.canvas.picture.diagram.flow.steps else None

    def _aim(self) -> None:
        """Have the canvas do what follows to the current Step."""
        step, canvas = self._current(), self._window.canvas
        if step is not None and step not in canvas.selection:
            canvas.select([step])
        canvas.set_focus_step(step)

    def _told(self, step: StepId) -> Told:
        """What the outline says of a Step: what the canvas shows of it, in words."""
        picture = self._window.canvas.picture
        it, look = picture.diagram.flow.steps.get(step), picture.steps.get(step)
        if it is None or look is None:  # an edit took it away, and the tree is a moment behind
            return Told(str(step))
        words = self._window.canvas.step_words(step) or look.note
        status = state_words(look.status) if look.status != DRAFT else ""
        state = [
            tr("Goal") if look.goal else "",
            tr("disabled") if it.disabled else tr("not needed") if look.dimmed else "",
            status if status not in words else "",
            words,
        ]
        return Told(it.label, " · ".join(dict.fromkeys(filter(None, state))), _more_of(it))

    # editing

    def _push(self, patch: Patch, text: str) -> None:
        if not patch.is_empty:
            self._window.canvas.edited.emit(patch, text, "")

    def _try(self, edit: Callable[[], Patch], text: str) -> bool:
        """Make an edit, or say why it cannot be."""
        try:
            patch = edit()
        except EditRefused as refused:
            self._panel.say(refused.sentence)
            return False
        self._push(patch, text)
        return True

    def _rename(self, step: StepId, new: str) -> bool:
        try:
            edit = commands.renamed(self._window.canvas.picture, step, new)
        except EditRefused as refused:
            self._panel.say(refused.sentence)
            return False
        return self._window.canvas.make(edit)

    def _reveal(self) -> None:
        step = self._current()
        if step is not None:
            self._window.ways.jump(step)

    # asking

    def _ask_kind(self) -> None:
        """Which kind of Step to add."""
        choices = [
            Choice(
                text=offer.title, beside=offer.category, more=f"{offer.name} {offer.description}",
                does=partial(self._add, offer.name), refusal=partial(str, offer.reason),
            )
            for offer in self._catalog.everything()
        ]  # fmt: skip
        self._chooser.ask(tr("Add a step"), tr("Type a kind of step"), choices)

    def _add(self, kind: str) -> None:
        self._window.canvas.add_step(self._catalog.template(kind))
        added = next(iter(self._window.canvas.selection), None)
        self.tell_changed()
        if added is not None:
            self._panel.go_to(added)
        self._panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_output(self) -> None:
        """Which output of the current Step to connect, where it has several."""
        step = self._current()
        if step is None:
            return
        outputs = list(self._window.canvas.picture.diagram.flow.steps[step].outputs)
        if not outputs:
            self._panel.say(tr("'{step}' has no output to connect.", step=step))
        elif len(outputs) == 1:
            self._ask_input(Port(step, outputs[0]))
        else:
            choices = [
                Choice(text=name, does=partial(self._ask_input, Port(step, name)))
                for name in outputs
            ]
            title = tr("Connect which output of '{step}'?", step=step)
            self._chooser.ask(title, tr("Type an output"), choices)

    def _ask_input(self, source: Port) -> None:
        title = tr("Connect {source} to", source=source)
        self._chooser.ask(title, tr("Type a step or an input"), list(self._inputs(source)))

    def _inputs(self, source: Port) -> Iterator[Choice]:
        """Every input of every other Step, with what it reads now; asked only where it is shown."""
        diagram = self._window.canvas.picture.diagram
        for step in sorted(diagram.flow.steps):
            for name, it in diagram.flow.steps[step].inputs.items():
                if step == source.step:
                    continue
                wire = Wire(source, Port(step, name))
                yield Choice(
                    text=str(wire.target),
                    beside=", ".join(it.reads(name)),
                    does=partial(self._connect, wire),
                    refusal=partial(edits.refusal, diagram, wire),
                )

    def _connect(self, wire: Wire) -> None:
        diagram = self._window.canvas.picture.diagram
        text = tr("Connect {source} → {target}", source=wire.source, target=wire.target)
        self._try(partial(edits.connect, diagram, wire), text)
        self._panel.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pop_up(self, at: QPoint) -> None:
        entries = []
        for command, does in self._does.items():
            keys = next(iter(self._keys(command)), "")
            does = partial(self._perform, command, does)
            entries.append((tr(_OWN[command][0]), keys, does))
        for one in keyboard.COMMANDS:
            if one.id in _BY_CANVAS:
                keys = next(iter(self._keymap.keys(one.id)), "")
                does = partial(self._perform, one.id, partial(self._aim_and, one.do))
                entries.append((tr(one.text), keys, does))
        self._panel.pop_up(at, entries)


def _more_of(step: Step) -> str:
    parts = [step.id, step.kind] if step.title else [step.kind]
    if step.inputs:
        parts.append(tr("takes {names}", names=", ".join(step.inputs)))
    if step.outputs:
        parts.append(tr("gives {names}", names=", ".join(step.outputs)))
    return "; ".join(parts)
