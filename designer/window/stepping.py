"""Runs a part of the Flow, holds a run back, and lets it go on: what F5, F7, F9 and F10 do.

What a run is for is an `Errand`; where it is held is kept with the document. This joins both to the keys,
the canvas and the panels, and decides nothing of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from designer.document import breakpoints
from designer.document.breakpoints import Place, step_of, told
from designer.panels.breakpoints import Listed
from designer.panels.halt import Held
from designer.panels.prompt import Answer
from designer.session.manner import Manner
from designer.window.errands import Errand, Last, begun_before, only, onwards, to_port, whole_run
from designer.window.nesting import Nesting
from designer.words import quoted, tr
from engine.breakpoint import Breakpoint
from engine.flow import FLOW_INPUTS, Name, Port, StepId, Wire
from engine.value import Value

if TYPE_CHECKING:
    from designer.document.patch import Patch
    from designer.window.main import MainWindow
    from designer.window.page import Page
    from engine.registry import Registry
    from engine.state import RunState


_APART: Final = 12
"""Pixels between the panel of a run that is held and the Step that it is held at."""
_PASTS: Final = 8
"""Runs of a document that are remembered for the values of Steps that the last one left out."""
_IN_MENU: Final = ("enterFlow", "runTo", "runOnly", "runFrom", "toggleBreakpoint", "breakpoints")
"""What the canvas offers under the right button."""


class Stepping(QObject):
    """The part of a window that runs in parts and holds runs back."""

    def __init__(self, window: MainWindow, registry: Registry) -> None:
        """Take the window, whose pages, panels and runs are there, and what may be repeated."""
        super().__init__(window)
        self._window, self._registry = window, registry
        self._halt, self._list = window.parts.halt, window.parts.breakpoints
        self._pasts: dict[Page, list[RunState]] = {}
        window.runs.go_on = self.resume
        self._halt.resumed.connect(self._resume_with)
        self._halt.advanced.connect(self._advance_with)
        self._halt.stopped.connect(window.runs.stop)
        self._list.changed.connect(self._set_condition)
        self._list.cleared.connect(self._clear)
        self._list.wanted.connect(self._show_place)
        window.canvas.menu_actions = [
            action for name in _IN_MENU if (action := window.findChild(QAction, name)) is not None
        ]
        window.parts.pauseButton.clicked.connect(self.pause)
        window.pages.opened.connect(self._join)
        window.pages.shown.connect(self._show_page)
        self._join(window.pages.current)
        self.nesting = Nesting(window)
        self._tell()

    # holding a run back

    def pause(self) -> None:
        """Begin nothing new; a run that is paused goes on."""
        session = self._window.session
        if session.is_paused:
            self.resume()
        else:
            session.pause()

    def resume(self) -> None:
        """Go on, with the values as they stand in the panel where the run is held."""
        if self._halt.held is not None:
            self._halt.press_enter()
        else:
            self._window.session.resume()

    def advance(self) -> None:
        """Let exactly one more Step start; where no run is on, the first of one."""
        window = self._window
        if not window.session.is_on or window.session.is_ending:
            window.runs.run_for(Errand(manner=Manner(stepwise=True)))
        elif self._halt.held is not None:
            self._halt.advance()
        else:
            window.session.advance()

    def _resume_with(self, edited: Mapping[Name, Value]) -> None:
        self._window.session.edit(edited)
        self._window.session.resume()

    def _advance_with(self, edited: Mapping[Name, Value]) -> None:
        self._window.session.edit(edited)
        self._window.session.advance()

    # breakpoints

    def toggle(self) -> None:
        """Set a breakpoint where the user is, or take it away."""
        places = self._places()
        if not places:
            self._window.show_hint(tr("Select a step or a wire first."))
            return
        there = self._breakpoints
        if all(place in there for place in places):
            self._set(dict.fromkeys(places), tr("Clear the breakpoint at {place}"), places[0])
        else:
            wanted = {place: "" for place in places if place not in there}
            self._set(wanted, tr("Set a breakpoint at {place}"), next(iter(wanted)))

    def ask_condition(self) -> None:
        """List the breakpoints, and go to the condition of the one where the user is.

        Where there is none, one is made with its condition, or by Enter; looking makes none.
        """
        places, there = self._places(), self._breakpoints
        known = next((place for place in places if place in there), None)
        if known is not None or not places:
            self._list.open(known)
            return
        place = places[0]
        self._list.open(place, Listed(told(place), "", not isinstance(place, str)))

    def clear_all(self) -> None:
        """Take all breakpoints of the Flow away."""
        self._clear(None)

    @property
    def has_breakpoints(self) -> bool:
        """Whether the Flow that is shown has any."""
        return bool(self._breakpoints)

    @property
    def _breakpoints(self) -> dict[Place, str]:
        return breakpoints.breakpoints(self._window.document.diagram.view)

    def _places(self) -> list[Place]:
        """Where the user is: a port, else the wires, else the Steps that are selected."""
        canvas = self._window.canvas
        end = self._window.canvas.meant_port
        if end is not None:
            side, port = end
            if side == "input":
                return [port]
            return [w for w in sorted(canvas.picture.wiring.of(port.step)) if w.source == port]
        if canvas.selected_wires:
            return [*sorted(canvas.selected_wires)]
        return [*sorted(canvas.selection - {FLOW_INPUTS})]

    def _set(self, wanted: Mapping[Place, str | None], text: str, place: Place) -> None:
        patch = breakpoints.set_breakpoints(self._window.document.diagram, wanted)
        self._push(patch, text.format(place=told(place)))

    def _push(self, patch: Patch, text: str) -> None:
        if not patch.is_empty:
            self._window.push(patch, text)

    def _set_condition(self, place: Hashable, condition: str) -> None:
        where = cast("Place", place)
        known = where in self._breakpoints
        text = (
            tr("Change the breakpoint at {place}") if known else tr("Set a breakpoint at {place}")
        )
        self._set({where: condition}, text, where)

    def _clear(self, place: Hashable) -> None:
        there = self._breakpoints
        if place is not None:
            self._set({cast("Place", place): None}, tr("Clear the breakpoint at {place}"), place)  # type: ignore[arg-type]
        elif there:
            patch = breakpoints.set_breakpoints(self._window.document.diagram, dict.fromkeys(there))
            self._push(patch, tr("Clear all breakpoints"))

    def _show_place(self, place: Hashable) -> None:
        step = step_of(cast("Place", place))
        if step in self._window.document.diagram.flow.steps:
            self._window.ways.jump(step)
        if isinstance(place, Wire):
            self._window.canvas.select((), {place})

    # parts of the Flow

    def run_to(self) -> None:
        """Run to where the user is: a Step, or what brings about the value of a port."""
        self._window.runs.settle()
        window, end = self._window, self._window.canvas.meant_port
        flow, picture = window.document.diagram.flow, window.canvas.picture
        if end is not None:
            side, port = end
            goals = to_port(flow, self._writers(port) if side == "input" else (), side, port)
            if not goals:
                window.show_hint(tr("Nothing in this flow makes '{port}': it is given.", port=port))
                return
        else:
            wires = window.canvas.selected_wires
            goals = frozenset(wire.source.step for wire in wires) or window.canvas.selection
            goals &= flow.steps.keys()
        if not goals:
            window.show_hint(tr("Select a step first."))
            return
        last = Last.of(picture)
        window.runs.run_for(Errand(goals=goals, given=last.given(flow) if last else {}))

    def _writers(self, port: Port) -> list[Port]:
        wires = self._window.canvas.picture.wiring.of(port.step)
        return [wire.source for wire in wires if wire.target == port]

    def run_only(self) -> None:
        """Run just the selected Step, with what it read in the run before, which may be edited."""
        step = self._step()
        if step is not None:
            flow, picture = self._window.document.diagram.flow, self._window.canvas.picture
            pasts = self._pasts.get(self._window.pages.current, ())
            self._window.runs.run_for(only(flow, step, Last.of(picture), pasts))

    def run_from(self) -> None:
        """Run the selected Step and all that follows from it, with the other results as they were."""
        step, last = self._step(), Last.of(self._window.canvas.picture)
        if step is None:
            return
        if last is None:
            self._say_no_run()
            return
        flow = self._window.document.diagram.flow
        last = whole_run(flow, last, self._pasts.get(self._window.pages.current, ()))
        if last is None:
            told = tr(
                "Only one step was run, and nothing that it follows from. Run the flow first (F5)."
            )
            self._window.show_hint(told)
            return
        given = last.given(flow)
        plan = self._window.runs.plan_for(Errand(given=given))
        if step not in plan.steps:
            plan = self._window.runs.plan_for(Errand(goals=frozenset({step}), given=given))
        errand = onwards(flow, plan, step, last)
        begun = begun_before(plan, step, last, errand)
        self._ask_to_repeat(
            [
                name
                for name, those in begun.items()
                if not all(map(self._registry.is_repeatable, those))
            ],
            lambda: self._window.runs.run_for(errand),
        )

    def _ask_to_repeat(self, steps: Sequence[StepId], go: Callable[[], None]) -> None:
        """Go once the user has allowed what must not be repeated to begin again, if anything will."""
        if not steps:
            go()
            return
        told = tr(
            "{names} had begun, gave nothing that stands, and must not be repeated: see what came of it.",
            names=", ".join(map(quoted, steps)),
        )  # fmt: skip
        answers = Answer(tr("Begin again"), "repeatSteps", go), Answer(tr("Leave it"), "leaveSteps")
        self._window.parts.bar.say(told, answers)

    def run_again(self) -> None:
        """Run for the Goals and with the values of the run before, without asking."""
        self._window.runs.settle()
        last = Last.of(self._window.canvas.picture)
        if last is None:
            self._say_no_run()
            return
        flow = self._window.document.diagram.flow
        goals = frozenset(last.picture.renames.from_run(step) for step in last.state.plan.goals)
        whole = goals == flow.goals
        self._window.runs.run_for(Errand(goals=None if whole else goals, given=last.given(flow)))

    def run_afresh(self) -> None:
        """Run the Flow and use nothing that is remembered of earlier runs."""
        self._window.runs.run_for(Errand(manner=Manner(recalls=False)))

    def _step(self) -> StepId | None:
        """The one Step that is selected, or that has the port where the user is, as it is on the screen."""
        self._window.runs.settle()
        steps = self._window.canvas.selection & self._window.document.diagram.flow.steps.keys()
        if len(steps) != 1:
            self._window.show_hint(tr("Select one step first."))
            return None
        return next(iter(steps))

    def _say_no_run(self) -> None:
        self._window.show_hint(tr("Nothing was run yet. Run the flow first (F5)."))

    # what is shown

    def _join(self, page: Page) -> None:
        page.ran.connect(self._show_run)
        page.started.connect(self._tell)
        page.settled.connect(self._settle)
        page.patched.connect(self._tell_patch)
        self._show_list()

    def _show_page(self, page: Page) -> None:
        self._show_run(page.session.state)
        self._show_list()

    def _show_run(self, state: RunState, _: frozenset[StepId] = frozenset()) -> None:
        halt = state.halt
        if halt is None or halt.step is None:
            if self._halt.held is not None:
                self._halt.forget()
        else:
            was = self._halt.held
            self._halt.show_held(self._held(state, halt.step, halt.port))
            if was is None:
                step = self._window.canvas.picture.renames.from_run(halt.step)
                self._window.ways.bring_into_view(step)
                if step in self._window.canvas.picture.steps:  # it may be gone since the run began
                    self._uncover(step)
                self._window.canvas.say(self._halt.accessibleName())
        self._tell()

    def _uncover(self, step: StepId) -> None:
        """Have the panel and the Step that it tells of beside each other: let it give way, else pan."""
        canvas = self._window.canvas
        card = canvas.step_rect(step)
        self._halt.keep_clear_of(card)
        panel = self._halt.geometry().adjusted(-_APART, -_APART, _APART, _APART)
        if not panel.intersects(card):
            return
        room = canvas.viewport().rect()
        ways = [
            (panel.left() - card.right(), 0), (panel.right() - card.left(), 0),
            (0, panel.top() - card.bottom()),
        ]  # fmt: skip
        fit = [way for way in ways if room.contains(card.translated(*way))]
        if fit:
            canvas.pan(*min(fit, key=lambda way: abs(way[0]) + abs(way[1])))

    def _held(self, state: RunState, step: StepId, port: Name | None) -> Held:
        ran, there = state.plan.steps[step], self._breakpoints
        found = [c for place, c in there.items() if c and step_of(place) == step]
        values = {
            n: state.steps[step].inputs[n] for n in ran.inputs if n in state.steps[step].inputs
        }
        return Held(
            title=ran.label, port=port, condition=found[0] if len(found) == 1 else "",
            inputs=ran.inputs, values=values,
        )  # fmt: skip

    def _settle(self, page: Page) -> None:
        self._pasts.setdefault(page, []).append(page.session.state)
        del self._pasts[page][:-_PASTS]
        self._pasts = {it: pasts for it, pasts in self._pasts.items() if it in self._all()}
        if page.is_shown:
            self._show_run(page.session.state)

    def _all(self) -> tuple[Page, ...]:
        return self._window.pages.all

    def _tell_patch(self, _: object) -> None:
        self._window.session.watch(self._watched())
        self._show_list()

    def _watched(self) -> Iterator[Breakpoint]:
        """The breakpoints of the document, by the ids that the run that is on knows."""
        diagram, names = self._window.document.diagram, self._window.canvas.picture.renames
        for one in breakpoints.halts(diagram.flow, diagram.view):
            step = names.to_run(one.step)
            if step is None:
                continue
            source = one.source
            if source is not None and source.step != FLOW_INPUTS:
                source = source._replace(step=names.to_run(source.step) or source.step)
            yield replace(one, step=step, source=source)

    def _show_list(self) -> None:
        listed = {
            place: Listed(told(place), condition, not isinstance(place, str))
            for place, condition in sorted(self._breakpoints.items(), key=lambda it: told(it[0]))
        }
        self._list.show_breakpoints(listed)

    def _tell(self) -> None:
        """Say with the buttons what can be done."""
        session, parts = self._window.session, self._window.parts
        paused = session.state.paused and session.is_running
        parts.pauseButton.setEnabled(session.is_on)
        parts.show_paused(paused)
