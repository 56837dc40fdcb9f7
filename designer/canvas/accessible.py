"""What assistive technology is told: the canvas, its Steps as children, their ports as theirs.

Interfaces are made when asked for, and read the very looks that are painted. Qt keeps only the C++ half
of them, so the Python half is held here for as long as the canvas lives; one whose Step is gone says
that it is not valid, and serves again when an undo brings the Step back.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleObject,
)

from designer.canvas.accessible_parts import DotInterface, Leaf, PanelInterface, Part
from designer.canvas.backdrop import Dot
from designer.canvas.looks import PortLook, StepLook, says
from designer.document.scenery import PanelId
from designer.state_words import port_words, state_words
from designer.words import tr
from engine.flow import Name, Port, Side, StepId
from engine.state import RunState, StepStatus

if TYPE_CHECKING:
    from PySide6.QtGui import QWindow

    from designer.canvas.view import Canvas

_Role = QAccessible.Role
_Text = QAccessible.Text
_INTERFACES: Final[dict[int, CanvasInterface]] = {}


class CanvasInterface(QAccessibleObject):
    """The canvas: a graphic whose children are its cards, its frames and notes, and its dots.

    Each of them in the order of their ids.
    """

    def __init__(self, canvas: Canvas) -> None:
        """Speak for a canvas."""
        super().__init__(canvas)
        self.canvas = canvas
        self._steps: dict[StepId, StepInterface] = {}
        self._panels: dict[PanelId, PanelInterface] = {}
        self._dots: dict[Dot, DotInterface] = {}

    def part(self, it: StepId | PanelId | Dot) -> Part:
        """The interface of something that is drawn."""
        if isinstance(it, PanelId):
            if it not in self._panels:
                self._panels[it] = PanelInterface(self, it)
            return self._panels[it]
        if isinstance(it, Dot):
            if it not in self._dots:
                self._dots[it] = DotInterface(self, it)
            return self._dots[it]
        return self.step(it)

    def step(self, step: StepId) -> StepInterface:
        """The interface of one card."""
        if step not in self._steps:
            self._steps[step] = StepInterface(self, step)
        return self._steps[step]

    def end(self) -> None:
        """Take every part out of Qt's keeping: it knows no object whose end would tell it to."""
        steps = list(self._steps.values())
        ports = [port for step in steps for port in step.end()]
        parts: list[Part] = [*ports, *steps, *self._panels.values(), *self._dots.values()]
        for part in parts:
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(part))
        self._steps, self._panels, self._dots = {}, {}, {}
        del self.canvas  # PySide6 keeps what its factory made for good

    def _order(self) -> list[StepId | PanelId | Dot]:
        picture = self.canvas.picture
        there = picture.scenery
        bends = {wire: len(bends) for wire, bends in there.bends.items() if wire in picture.wires}
        dots = [Dot(wire, at) for wire in sorted(bends) for at in range(bends[wire])]
        return [*sorted(picture.steps), *sorted(there.panels), *dots]

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The widget that the canvas lies in."""
        parent = self.canvas.parentWidget()
        return QAccessible.queryAccessibleInterface(parent) if parent is not None else None

    def window(self) -> QWindow:
        """The window that it is shown in."""
        return self.canvas.window().windowHandle()

    def childCount(self) -> int:
        """How many cards, frames, notes and dots there are."""
        return len(self._order())

    def child(self, index: int) -> QAccessibleInterface:
        """What is at that place in the order of ids."""
        return self.part(self._order()[index])

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Which child it is; -1 where it is none."""
        if not isinstance(child, Part) or child.what is None or not child.isValid():
            return -1
        return self._order().index(child.what)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The card that the keys start from."""
        step = self.canvas.focus_step
        return self.step(step) if step is not None and self.canvas.hasFocus() else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The card at a place of the screen, else the dot, the note or the frame."""
        order = self._order()
        steps = [it for it in order if not isinstance(it, PanelId | Dot)]
        parts = map(self.part, (*reversed(steps), *order[: len(steps) - 1 : -1]))
        return next((part for part in parts if part.rect().contains(x, y)), None)

    def rect(self) -> QRect:
        """Where it is on the screen."""
        viewport = self.canvas.viewport()
        return QRect(viewport.mapToGlobal(viewport.rect().topLeft()), viewport.size())

    def role(self) -> QAccessible.Role:
        """A drawing whose parts can be asked."""
        return _Role.Graphic

    def state(self) -> QAccessible.State:
        """Whether it has the focus."""
        state = QAccessible.State()
        state.focusable = True
        state.focused = self.canvas.hasFocus()
        state.multiSelectable = True
        return state

    def text(self, what: QAccessible.Text) -> str:
        """Its name, and what is in it."""
        if what is _Text.Name:
            return self.canvas.accessibleName()
        if what is _Text.Description:
            flow = self.canvas.picture.diagram.flow
            told = tr("{steps} steps, {goals} goals", steps=len(flow.steps), goals=len(flow.goals))
            return f"{flow.name or tr('Flow')}: {told}"
        return ""


class StepInterface(Part):
    """A card: its label, its state in words, its ports as children."""

    above: CanvasInterface

    def __init__(self, above: CanvasInterface, step: StepId) -> None:
        """Speak for one Step of a canvas."""
        super().__init__()
        self.above = above
        self.step_id = self.what = step
        self._ports: dict[tuple[Side, Name], PortInterface] = {}

    def end(self) -> list[PortInterface]:
        """Let go of the ports."""
        ports, self._ports = list(self._ports.values()), {}
        return ports

    @property
    def look(self) -> StepLook | None:
        """What is painted; None where the Step is gone."""
        return self.above.canvas.picture.steps.get(self.step_id)

    def keys(self) -> list[tuple[Side, Name]]:
        """The ports, inputs first."""
        look = self.look
        if look is None:
            return []
        return [("input", name) for name in look.inputs] + [
            ("output", name) for name in look.outputs
        ]

    def isValid(self) -> bool:
        """Whether the Step is there."""
        return self.look is not None

    def childCount(self) -> int:
        """How many ports it has."""
        return len(self.keys())

    def child(self, index: int) -> QAccessibleInterface:
        """A port, inputs first."""
        key = self.keys()[index]
        if key not in self._ports:
            self._ports[key] = PortInterface(self, *key)
        return self._ports[key]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """Which port it is; -1 where it is none."""
        key = getattr(child, "key", None)
        keys = self.keys()
        return keys.index(key) if key in keys else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The port at a place of the screen."""
        ports = (self.child(index) for index in range(self.childCount()))
        return next((port for port in ports if port.rect().contains(x, y)), None)

    def rect(self) -> QRect:
        """Where it is on the screen."""
        if self.look is None:
            return QRect()
        canvas = self.above.canvas
        seen = canvas.step_rect(self.step_id)
        return QRect(canvas.viewport().mapToGlobal(seen.topLeft()), seen.size())

    def role(self) -> QAccessible.Role:
        """One of many."""
        return _Role.ListItem

    def state(self) -> QAccessible.State:
        """Whether it is selected, in focus, at work, wrong, in view."""
        state, canvas, look = QAccessible.State(), self.above.canvas, self.look
        if look is None:
            state.invalid = True
            return state
        state.focusable = state.selectable = True
        state.selected = self.step_id in canvas.selection
        state.focused = self.step_id == canvas.focus_step and canvas.hasFocus()
        state.busy = look.status == StepStatus.RUNNING
        state.offscreen = not canvas.viewport().rect().intersects(canvas.step_rect(self.step_id))
        return state

    def text(self, what: QAccessible.Text) -> str:
        """Its label; its state and ports in words."""
        look = self.look
        if look is None:
            return ""
        if what is _Text.Name:
            return look.title
        if what is _Text.Value:
            return state_words(look.status)
        return self._description(look) if what is _Text.Description else ""

    def _description(self, look: StepLook) -> str:
        state, words = state_words(look.status), says(look, self.above.canvas.now())
        parts = [state, words if words != state else "", tr("goal") if look.goal else ""]
        parts.append(tr("not needed") if look.dimmed else "")
        emphasis = self.above.canvas.emphasis
        parts.append(emphasis.notes.get(self.step_id, "") if emphasis is not None else "")
        for side, ports in ((tr("inputs"), look.inputs), (tr("outputs"), look.outputs)):
            if ports:
                named = (f"{name} ({port_words(port.status)})" for name, port in ports.items())
                parts.append(f"{side}: {', '.join(named)}")
        return "; ".join(part for part in parts if part)


class PortInterface(Leaf):
    """A port of a card: its name and what it shows."""

    above: StepInterface

    def __init__(self, above: StepInterface, side: Side, name: Name) -> None:
        """Speak for one port."""
        super().__init__()
        self.above = above
        self.key = (side, name)

    @property
    def look(self) -> PortLook | None:
        """What is painted; None where the port is gone."""
        step, (side, name) = self.above.look, self.key
        if step is None:
            return None
        return (step.inputs if side == "input" else step.outputs).get(name)

    def isValid(self) -> bool:
        """Whether the port is there."""
        return self.look is not None

    def rect(self) -> QRect:
        """Where it is on the screen."""
        if self.look is None:
            return QRect()
        canvas = self.above.above.canvas
        at = canvas.viewport().mapToGlobal(canvas.port_center(self.above.step_id, *self.key))
        return QRect(at.x() - 8, at.y() - 8, 16, 16)

    def role(self) -> QAccessible.Role:
        """Something that connects."""
        return _Role.Grip

    def state(self) -> QAccessible.State:
        """Whether it is there."""
        state = QAccessible.State()
        state.invalid = self.look is None
        return state

    def text(self, what: QAccessible.Text) -> str:
        """Its name, its state, its type."""
        look = self.look
        if look is None:
            return ""
        if what is _Text.Name:
            return f"{tr(self.key[0])} {look.name}"
        if what is _Text.Value:
            return port_words(look.status)
        return f"{port_words(look.status)}; {look.tip}" if what is _Text.Description else ""


class Voice:
    """Tells assistive technology what changed, and says aloud what one waits for."""

    def __init__(self, canvas: Canvas) -> None:
        """Speak for a canvas."""
        self._canvas = canvas
        self._said: set[tuple[str, StepId]] = set()
        _install()

    def forget(self) -> None:
        """Another document is shown."""
        self._said.clear()
        self.tell_changed()

    def tell_changed(self) -> None:
        """There are other children."""
        self._tell(QAccessible.Event.ObjectReorder)

    def tell_focus(self, step: StepId | None) -> None:
        """The keys start from another card."""
        if step is not None and QAccessible.isActive():
            card = interface(self._canvas).step(step)
            QAccessible.updateAccessibility(QAccessibleEvent(card, QAccessible.Event.Focus))

    def tell_port(self, side: Side, port: Port) -> None:
        """The keys are at a port."""
        if QAccessible.isActive():
            card = interface(self._canvas).step(port.step)
            at = card.child(card.keys().index((side, port.name)))
            QAccessible.updateAccessibility(QAccessibleEvent(at, QAccessible.Event.Focus))

    def tell_run(self, state: RunState | None, touched: Collection[StepId]) -> None:
        """Say which Goals are reached and which Steps failed, each once in a run."""
        if state is None:
            return
        picture = self._canvas.picture
        for step in sorted(step for step in touched if _is_news(state, step)):
            look = picture.steps.get(picture.renames.from_run(step))
            key = (state.run, step)
            if look is None or key in self._said:
                continue
            if look.goal_reached:
                self._said.add(key)
                self.say(tr("Goal reached: {step}", step=look.title))
            elif look.status == StepStatus.FAILED:
                self._said.add(key)
                self.say(tr("Step '{step}' failed: {why}", step=look.title, why=look.words))

    def say(self, sentence: str) -> None:
        """Say something aloud."""
        self._canvas.announced.emit(sentence)
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self._canvas, sentence)
            QAccessible.updateAccessibility(event)

    def _tell(self, what: QAccessible.Event) -> None:
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self._canvas, what))


def interface(canvas: Canvas) -> CanvasInterface:
    """The interface of a canvas: the one that Qt has, too."""
    key = id(canvas)
    if key not in _INTERFACES:
        _INTERFACES[key] = CanvasInterface(canvas)
        canvas.destroyed.connect(lambda: _INTERFACES.pop(key).end())
    return _INTERFACES[key]


def _is_news(state: RunState, step: StepId) -> bool:
    """Whether a Step may have come to what is said aloud; told without working out how it looks."""
    one = state.steps.get(step)
    if one is None:
        return False
    return one.status is StepStatus.FAILED or (one.status.is_terminal and step in state.plan.goals)


@cache
def _install() -> None:
    """Tell Qt, once, who speaks for a canvas."""
    QAccessible.installFactory(_make)


def _make(name: str, it: QObject) -> QAccessibleInterface | None:
    from designer.canvas.view import Canvas

    del name
    return interface(it) if isinstance(it, Canvas) else None
