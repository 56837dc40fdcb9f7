"""Answers why on request: asks the engine off the loop, shows its sentences, points out the way.

Nothing is explained here: what is said, what is highlighted and what would change it are the engine's
`Explanation`s, of the Plan or, where the shown run still holds for what is asked about, of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QMouseEvent

from designer.canvas.emphasis import Emphasis
from designer.canvas.geometry import FOOTER, PAD, Point
from designer.canvas.looks import Glyph
from designer.document.draft import EditRefused
from designer.engine_words import in_own_words
from designer.panels.why import Answer, WhyCard
from designer.session.aside import Aside
from designer.window.mending import can_mend, mend
from designer.words import quoted, tr
from engine.explain import Explanation, Subject, Topic, explain, explain_run
from engine.explain.answer import ARROW
from engine.explain.case import Case
from engine.flow import FLOW_INPUTS, Flow, Port, Side, StepId, Wire
from engine.plan import Plan
from engine.state import RunState, RunStatus

if TYPE_CHECKING:
    from designer.window.main import MainWindow

MARGIN: Final = 14
_AIR: Final = 4
_ASKED: Final = 20
"""How much more it matters that the answer does not hide what was asked about."""
_REACH: Final = 11.0
"""From the middle of a card's badge, in scene units."""


class ExplainControl(QObject):
    """Joins the question, the card with the answer, and the canvas."""

    def __init__(self, window: MainWindow) -> None:
        """Take the window, whose canvas and pages are there."""
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        self.card = WhyCard(window.canvas)
        self._aside = Aside(self)
        self._subject: Subject | None = None
        self._found: tuple[Explanation, ...] = ()
        self._pressed: QPoint | None = None
        self.card.nameChosen.connect(self._go)
        self.card.changeChosen.connect(self._mend)
        self.card.left.connect(self._leave)
        self._canvas.whyAsked.connect(self.ask)
        self._canvas.selectionChanged.connect(self._follow)
        self._canvas.light.changed.connect(self._mind_light)
        self._canvas.installEventFilter(self)
        self._canvas.viewport().installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Whether an answer is shown, or on its way."""
        return self._subject is not None

    @property
    def answers(self) -> tuple[Explanation, ...]:
        """What the engine said last, as long as it is shown."""
        return self._found

    def ask(self) -> None:
        """Answer for what is meant: a port, a wire, a Step; asked for the same again, go."""
        subject = self._meant()
        if subject is None:
            self._canvas.hint.emit(tr("Select a step or a wire first, then ask why."))
        elif subject == self._subject:
            self.dismiss()
        else:
            self.explain(subject)

    def explain(self, subject: Subject) -> None:
        """Answer for a Step, an Attribute or a wire of the Flow as it is drawn."""
        self._subject = subject
        self.card.say((), tr("Why is {name} as it is?", name=_called(subject)))
        self._place()
        self._window.refresh_commands()
        flow, plan = self._window.document.diagram.flow, self._window.pages.current.plan
        asked, run = self._of_run(subject)
        if run is None:
            self._aside.ask(lambda: _of_plan(flow, plan, subject), self._show)
            return
        records = list(self._window.pages.current.records)
        live = self._window.session.is_running and run is self._window.session.state

        def work() -> tuple[Explanation, ...]:
            state = run
            if live:  # it is folded on while this reads it
                state = RunState()
                for record in records:
                    state.apply(record)
            origin = state.plan.origin.flow
            return _of(explain_run(origin if origin.steps else flow, state, asked.name), asked)

        self._aside.ask(work, self._show)

    def dismiss(self) -> bool:
        """Send the answer away; False where there is none."""
        return self.card.dismiss()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner, and hear a click on a card's badge."""
        if event.type() == QEvent.Type.Resize and watched is self._canvas:
            self._place()
        elif isinstance(event, QMouseEvent) and watched is self._canvas.viewport():
            self._mind_badge(event)
        return False

    # what is meant --------------------------------------------------------------------------------

    def _meant(self) -> Subject | None:
        canvas = self._canvas
        port = canvas.meant_port
        if port is not None:
            return self._of_port(*port)
        if len(canvas.selected_wires) == 1 and not canvas.selection:
            (wire,) = canvas.selected_wires
            return Subject(Topic.WIRE, f"{wire.source}{ARROW}{wire.target}")
        step = canvas.focus_step if canvas.focus_step in canvas.selection else None
        step = step or min(canvas.selection - {FLOW_INPUTS}, default=None)
        return Subject(Topic.STEP, step) if step is not None and step != FLOW_INPUTS else None

    def _of_port(self, side: Side, port: Port) -> Subject | None:
        """The Attribute that a port reads or writes."""
        flow = self._window.document.diagram.flow
        if port.step == FLOW_INPUTS:
            return Subject(Topic.ATTRIBUTE, port.name)
        step = flow.steps[port.step]
        if side == "output":
            return Subject(Topic.ATTRIBUTE, step.outputs[port.name].writes(port.name))
        reads = step.inputs[port.name].reads(port.name)
        return Subject(Topic.ATTRIBUTE, reads[0]) if reads else Subject(Topic.STEP, port.step)

    def _of_run(self, subject: Subject) -> tuple[Subject, RunState | None]:
        """What is asked of the run that is shown, which may know a Step by an older id; None: the Plan."""
        picture = self._canvas.picture
        run = picture.state
        if run is None or run.status is RunStatus.NONE:
            return subject, None
        stale = picture.stale.keys()
        if subject.topic is Topic.STEP:
            there = picture.renames.to_run(StepId(subject.name))
            known = there in run.steps or there in run.plan.excluded
            if there is None or not known or subject.name in stale:
                return subject, None
            return Subject(Topic.STEP, there), run
        if subject.topic is Topic.WIRE:
            ends = {port.step for port in subject.wire}
            return (subject, None) if ends & stale else (subject, run)
        return subject, run if not stale else None

    # what is shown --------------------------------------------------------------------------------

    def _show(self, found: tuple[Explanation, ...]) -> None:
        if self._subject is None:
            return
        self._found = found
        flow = self._window.document.diagram.flow
        known = {*flow.steps, *flow.inputs}
        answers = [self._answer(it, known) for it in found]
        if not answers:
            nothing = tr("Nothing is known of {name} yet.", name=_called(self._subject))
            answers = [Answer(title=_called(self._subject), sentences=(nothing,))]
        self._canvas.emphasise(self._way(found, answers[0].sentences[0]))
        self.card.say(answers)
        self._place()
        self._make_room()

    def _answer(self, it: Explanation, known: set[str]) -> Answer:
        now = self._canvas.picture.renames.from_run
        met = (one for subject in (it.subject, *it.chain) for one in _steps_of(subject))
        steps = list(dict.fromkeys(now(step) for step in met))
        return Answer(
            title=_title(it.subject),
            sentences=tuple(_sentence(cause.message) for cause in it.sentences),
            changes=tuple(
                (_sentence(change.message), can_mend(change)) for change in it.suggestions
            ),
            way=tuple(steps) if len(steps) > 1 else (),
            known=known,
        )

    def _way(self, found: Sequence[Explanation], words: str) -> Emphasis:
        now, subject = self._canvas.picture.renames.from_run, self._subject
        subjects = [s for it in found for s in (it.subject, *it.chain)]
        steps = {now(StepId(s.name)) for s in subjects if s.topic is Topic.STEP}
        wires = {s.wire for s in subjects if s.topic is Topic.WIRE}
        wires = {
            Wire(*(Port(now(port.step), port.name) for port in wire)) for wire in wires
        }  # fmt: skip
        flow = self._window.document.diagram.flow
        ports: set[tuple[Side, Port]] = set()
        if subject is not None and subject.topic is Topic.ATTRIBUTE:
            ports = set(_ports_of(flow, subject.name))
        elif subject is not None and subject.topic is Topic.STEP and subject.name in flow.steps:
            missing, step = (
                self._window.pages.current.plan.missing,
                flow.steps[StepId(subject.name)],
            )
            lacked = [n for n, it in step.inputs.items() if set(it.reads(n)) & missing.keys()]
            ports = {("input", Port(step.id, name)) for name in lacked}
        steps |= {port.step for wire in wires for port in wire}
        return Emphasis(
            steps=frozenset(steps), wires=frozenset(wires), ports=frozenset(ports), words=words
        )

    def _place(self) -> None:
        room = self._canvas.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        size = self.card.sizeHint().boundedTo(room.size())
        corners = [
            QRect(QPoint(x, y), size)
            for y in (room.bottom() - size.height(), room.top())
            for x in (room.left(), room.right() - size.width())
        ]
        self.card.setGeometry(min(corners, key=self._hidden_by))

    def _make_room(self) -> None:
        """Pan so that the way is seen beside the answer; where it is too long, what is asked about."""
        canvas, card = self._canvas, self.card.geometry()
        if not self._hidden_by(card):
            return
        steps, asked = self._pointed_out()
        room = canvas.viewport().rect()
        beside = (
            room.adjusted(0, 0, card.left() - room.right() - MARGIN, 0),
            room.adjusted(card.right() + MARGIN, 0, 0, 0),
            room.adjusted(0, 0, 0, card.top() - room.bottom() - MARGIN),
            room.adjusted(0, card.bottom() + MARGIN, 0, 0),
        )
        for wanted in (steps | asked, asked):
            area = QRect()
            for step in wanted & canvas.picture.steps.keys():
                area = area.united(canvas.step_rect(step))
            air = area.adjusted(-_AIR, -_AIR, _AIR, _AIR)
            ways = [_into(air, part) for part in beside if _holds(part, air)]
            if ways and not area.isEmpty():
                by = min(ways, key=lambda way: way.manhattanLength())
                canvas.pan(by.x(), by.y())
                return

    def _pointed_out(self) -> tuple[frozenset[StepId], frozenset[StepId]]:
        """The Steps of the way, and the one that is asked about."""
        emphasis, subject = self._canvas.emphasis, self._subject
        is_step = subject is not None and subject.topic is Topic.STEP
        asked = frozenset({StepId(subject.name)} if subject and is_step else ())
        return (emphasis.steps if emphasis is not None else frozenset()), asked

    def _hidden_by(self, area: QRect) -> int:
        """How much of what is asked about a card there would cover, the Step itself before all."""
        canvas, (steps, asked) = self._canvas, self._pointed_out()
        hidden = 0
        near = canvas.picture.steps_near(canvas.sight().area)
        for step in (steps | asked) & near:
            covered = canvas.step_rect(step).intersected(area)
            hidden += covered.width() * covered.height() * (_ASKED if step in asked else 1)
        return hidden

    # what follows ---------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Answer for what is selected now, as long as an answer is shown."""
        if not self.is_open:
            return
        meant = self._meant()
        if meant is not None and meant != self._subject:
            self.explain(meant)

    def _go(self, name: str) -> None:
        """Go to a Step that is named, or answer for an Attribute."""
        if name in self._window.document.diagram.flow.steps:
            self._window.ways.jump(StepId(name))
        else:
            self.explain(Subject(Topic.ATTRIBUTE, name))

    def _mend(self, answer: int, change: int) -> None:
        suggestion = self._found[answer].suggestions[change]
        self.dismiss()
        try:
            mend(self._window, suggestion)
        except EditRefused as refused:
            self._canvas.hint.emit(refused.sentence)

    def _leave(self) -> None:
        self._subject, self._found = None, ()
        self._aside.drop()
        self._window.refresh_commands()
        self._canvas.emphasise(None)
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mind_light(self) -> None:
        """Esc or an edit took the highlight away: the answer goes with it."""
        if self._canvas.emphasis is None and self._found and not self._aside.is_busy:
            self.card.dismiss()

    def _mind_badge(self, event: QMouseEvent) -> None:
        """A press and a release on the same badge, with nothing else held, ask why."""
        at = event.position().toPoint()
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers():
            return
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = at if self._badge_at(at) is not None else None
        elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            step, near = self._badge_at(at), (at - self._pressed).manhattanLength() < 6
            self._pressed = None
            if step is not None and near:
                self.explain(Subject(Topic.STEP, step))

    def _badge_at(self, at: QPoint) -> StepId | None:
        canvas = self._canvas
        if canvas.camera.flat or canvas.gesture_active:
            return None
        scene = canvas.camera.to_scene(Point(at.x(), at.y()))
        step = canvas.picture.step_at(scene)
        if step is None or step == FLOW_INPUTS:
            return None
        look, rect = canvas.picture.steps[step], canvas.picture.cards[step].rect
        middle = Point(rect.x + PAD + 7, rect.bottom - FOOTER / 2 + 0.5)
        return step if look.glyph is not Glyph.NONE and middle.to(scene) <= _REACH else None


def _holds(room: QRect, area: QRect) -> bool:
    return area.width() <= room.width() and area.height() <= room.height()


def _into(area: QRect, room: QRect) -> QPoint:
    """How far an area is to be moved to lie in a room that holds it."""
    x = min(max(area.left(), room.left()), room.right() - area.width() + 1)
    y = min(max(area.top(), room.top()), room.bottom() - area.height() + 1)
    return QPoint(x, y) - area.topLeft()


def _of_plan(flow: Flow, plan: Plan, subject: Subject) -> tuple[Explanation, ...]:
    """The engine's answers; one for a planned Step leads to its Goal also where it cannot run yet."""
    found = _of(explain(flow, plan, subject.name), subject)
    step = StepId(subject.name)
    if subject.topic is not Topic.STEP or step not in plan.steps:
        return found
    way = Case(flow, plan).way_down(step)
    return tuple(replace(it, chain=tuple(dict.fromkeys((*it.chain, *way)))) for it in found)


def _of(found: Iterable[Explanation], subject: Subject) -> tuple[Explanation, ...]:
    """Those that are about what was asked: a Step and an Attribute may have the same name."""
    found = tuple(found)
    return tuple(it for it in found if it.subject.topic is subject.topic) or found


def _ports_of(flow: Flow, attribute: str) -> Iterable[tuple[Side, Port]]:
    for step in flow.steps.values():
        for name, it in step.inputs.items():
            if attribute in it.reads(name):
                yield "input", Port(step.id, name)
        for name, output in step.outputs.items():
            if output.writes(name) == attribute:
                yield "output", Port(step.id, name)


def _called(subject: Subject) -> str:
    return quoted(subject.name)


def _title(subject: Subject) -> str:
    match subject.topic:
        case Topic.STEP:
            return tr("Step '{name}'", name=subject.name)
        case Topic.ATTRIBUTE:
            return tr("Value '{name}'", name=subject.name)
    return tr("Wire {name}", name=subject.name.replace(ARROW, " → "))


def _sentence(message: str) -> str:
    """A cause as a sentence of its own."""
    words = in_own_words(message.strip())
    if not words:
        return ""
    whole = words if words.endswith((".", "?", "!", "…")) else f"{words}."
    return whole[:1].upper() + whole[1:]


def _steps_of(subject: Subject) -> tuple[StepId, ...]:
    """The Steps that a subject is, or whose ports it joins, the producer first."""
    if subject.topic is Topic.STEP:
        return (StepId(subject.name),)
    if subject.topic is Topic.WIRE:
        return tuple(port.step for port in subject.wire if port.step != FLOW_INPUTS)
    return ()
