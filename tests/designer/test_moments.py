"""What of a run is to be seen while it is on, and for a moment only: by state, by wire, by time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from designer.canvas.looks import Glyph, Stroke, Tone, WireStatus, says
from designer.canvas.moments import DELAY, GOAL, PING, PULSE, Passing, unhasty, unhasty_wire
from designer.canvas.picture import Picture
from designer.canvas.view import Canvas
from designer.document.breakpoints import set_breakpoints
from designer.document.patch import apply
from designer.theme import load_theme
from engine import events as e
from engine.clock import new_run_id
from engine.flow import Flow, Name, Port, StepId, Wire
from engine.policy import Retry, WorkPolicy
from engine.recall import recalling
from engine.state import RunState
from engine.testing import flow_of
from tests.designer.drawing import Desk, PlainMeasure, Run, placed

A, B, C = StepId("a"), StepId("b"), StepId("c")
WIRE = Wire(Port(A, Name("x")), Port(B, Name("x")))


def chain() -> Flow:
    return flow_of("a: -> x", "b: x -> y", "c: y -> z")


def shown(flow: Flow, run: Run) -> Picture:
    """The picture of a run, every part of which somebody has seen."""
    picture = Picture.of(PlainMeasure(), placed(flow), run.plan, (), run.state)
    for step in flow.steps:
        assert picture.steps[step]
        assert all(picture.wires[wire] for wire in picture.wiring.of(step))
    return picture


class TestWords:
    def test_a_step_that_the_run_is_held_at_says_so_and_no_other(self) -> None:
        run = Run(chain())
        run.start("a").complete("a", x=1)
        run.tell(e.InputSettled(B, Name("x"), e.Source("arrived", (Name("x"),), (A,)), 1))
        run.tell(e.RunPaused(B, Name("x"), 1))
        looks = shown(chain(), run).steps
        assert (looks[B].status, looks[B].tone, looks[B].glyph) == (
            "paused", Tone.ATTENTION, Glyph.PAUSE,
        )  # fmt: skip
        assert looks[C].status == "pending"
        run.tell(e.RunResumed())
        assert shown(chain(), run).steps[B].status == "pending"

    def test_elements_are_counted_and_the_last_line_printed_is_shown(self) -> None:
        run = Run(chain()).tell(e.StepStarted(A, items=4)).tell(e.ItemCompleted(A, 0, 1, {}))
        run.tell(e.StepOutput(A, "stdout", "half way\n"))
        look = shown(chain(), run).steps[A]
        assert says(look, run.at) == "running 2.0 s · 1 of 4 items · ~6 s left · half way"
        assert "half way" in look.tip
        assert look.ticking is not None
        assert look.ticking.fraction == 0.25
        for item in (1, 2, 3):
            run.tell(e.ItemCompleted(A, item, 1, {}), after=0)
        run.complete("a", x=[1])
        assert shown(chain(), run).steps[A].words.endswith("s · 4 items")

    def test_a_retry_counts_its_tries_and_its_wait(self) -> None:
        flow = chain()
        policy = WorkPolicy(retry=Retry(times=3))
        flow = replace(flow, steps={**flow.steps, A: replace(flow.steps[A], policy=policy)})
        run = Run(flow).start("a")
        run.tell(e.StepRetrying(A, 2, 4.0, "timeout", "took too long"))
        look = shown(flow, run).steps[A]
        assert says(look, run.at + 1) == "retry 2/3 in 3.0 s: took too long"
        assert look.ticking is not None
        assert look.ticking.due is not None
        assert (look.ticking.waits, look.ticking.due - look.ticking.waits) == (run.at, 4.0)

    def test_a_result_that_was_taken_from_another_run_says_from_when(self) -> None:
        run = Run(chain())
        run.plan = recalling(run.plan, {A}, new_run_id(time.time()))
        state = RunState(run="R")
        state.apply(e.Record(1, 1.0, e.RunStarted("test", run.plan, {})))
        run.state, run.seq = state, 1
        run.start("a").complete("a", x=1)
        look = shown(chain(), run).steps[A]
        assert look.words.startswith("reused · from ")
        assert (look.glyph, look.stroke) == (Glyph.AGAIN, Stroke.DOUBLE)

    def test_a_value_that_arrived_stands_beside_its_port_as_much_as_there_is_room(self) -> None:
        run = Run(chain()).start("a").complete("a", x=[1, 2, 3])
        assert shown(chain(), run).steps[A].outputs[Name("x")].note == "3 × [1, 2, 3]"

    def test_breakpoints_are_drawn_where_they_are(self) -> None:
        diagram = placed(chain())
        wanted = {A: "", WIRE: "value > 1", Port(C, Name("y")): ""}
        diagram = apply(diagram, set_breakpoints(diagram, wanted))
        picture = Picture.of(PlainMeasure(), diagram)
        assert [picture.steps[s].breakpoint for s in (A, B, C)] == [True, False, False]
        assert picture.steps[C].inputs[Name("y")].breakpoint
        assert picture.wires[WIRE].breakpoint


class TestHaste:
    def test_work_that_ends_in_a_blink_is_never_shown_as_running(self) -> None:
        run = Run(chain()).start("a")
        picture = shown(chain(), run)
        look, wire = picture.steps[A], picture.wires[WIRE]
        assert run.state.steps[A].started is not None
        began = run.state.steps[A].started
        assert unhasty(look, began + DELAY / 2).tone is Tone.WAITING
        assert unhasty(look, began + DELAY / 2).ticking is None
        assert unhasty(look, began + DELAY) is look
        assert wire.status is WireStatus.FLOWING
        assert unhasty_wire(wire, began + DELAY / 2).status is WireStatus.WILL_RUN
        assert unhasty_wire(wire, began + DELAY) is wire

    def test_what_waits_for_a_retry_or_a_person_is_shown_at_once(self) -> None:
        run = Run(chain()).start("a").tell(e.StepRetrying(A, 1, 4.0, "timeout", "no"))
        look = shown(chain(), run).steps[A]
        assert unhasty(look, run.at) is look


class TestPassing:
    def take(self, passing: Passing, run: Run, picture: Picture, most: int = 8) -> None:
        touched = frozenset(run.state.steps)
        passing.take(picture, touched, lambda: picture.show_run(run.state, touched), most)

    def test_a_value_runs_along_its_wire_and_what_is_done_says_so_once(self) -> None:
        now = [0.0]
        passing, run = Passing(lambda: now[0]), Run(chain()).start("a")
        picture = shown(chain(), run)
        self.take(passing, run, picture)
        assert not passing.is_on
        run.complete("a", x=1)
        self.take(passing, run, picture)
        assert (passing.steps, passing.wires) == ({A}, {WIRE})
        now[0] = PULSE / 2
        assert passing.moments().pulses == {WIRE: 0.5}
        now[0] = PING + 0.01
        assert passing.steps == {A}
        assert passing.moments().pings == {}
        now[0] = PULSE + 0.01
        passing.moments()
        assert not passing.is_on

    def test_a_goal_that_is_reached_pulses_once(self) -> None:
        now = [0.0]
        passing, run = Passing(lambda: now[0]), Run(flow_of("a: -> x")).start("a")
        picture = shown(flow_of("a: -> x"), run)
        run.complete("a", x=1)
        self.take(passing, run, picture)
        now[0] = GOAL / 2
        assert passing.moments().goals == {A: 0.5}

    def test_what_is_reused_is_calm(self) -> None:
        passing, run = Passing(), Run(chain())
        picture = shown(chain(), run)
        run.tell(e.StepCached(A, "", "R0"))
        self.take(passing, run, picture)
        assert passing.steps == set()

    def test_no_more_begin_than_may_move_at_once(self) -> None:
        flow = flow_of(*(f"s{n}: -> x{n}" for n in range(20)), goals=[f"s{n}" for n in range(20)])
        passing, run = Passing(), Run(flow)
        for n in range(20):
            run.start(f"s{n}")
        picture = shown(flow, run)
        for n in range(20):
            run.complete(f"s{n}", **{f"x{n}": 1})
        self.take(passing, run, picture, most=8)
        assert len(passing.steps) == 8


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    made = Canvas(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(1100, 500)
    made.show()
    yield made
    made.close()


def grabbed(canvas: Canvas) -> QImage:
    return canvas.viewport().grab().toImage()


class TestCanvas:
    def test_it_moves_while_there_is_something_to_move_for_and_then_keeps_still(
        self, canvas: Canvas, qtbot: QtBot
    ) -> None:
        desk, run = Desk(canvas, placed(chain())), Run(chain()).start("a")
        clock = canvas.frame.clockwork
        canvas.now = lambda: run.at + 5
        canvas.show_run(run.state, frozenset(run.state.steps))
        assert clock.is_on
        grabbed(canvas)
        run.complete("a", x=1)
        canvas.show_run(run.state, frozenset({A}))
        assert clock.passing.wires == {WIRE}
        qtbot.waitUntil(lambda: not clock.is_on, timeout=2000)
        assert desk.texts == []

    def test_going_through_a_run_by_hand_sets_nothing_in_motion_and_playing_it_does(
        self, canvas: Canvas, qtbot: QtBot
    ) -> None:
        Desk(canvas, placed(chain()))
        before, after = Run(chain()).start("a"), Run(chain()).start("a").complete("a", x=1)
        clock, at = canvas.frame.clockwork, after.at
        canvas.now = lambda: at
        canvas.show_run(after.state, frozenset(after.state.steps))
        qtbot.waitUntil(lambda: not clock.is_on, timeout=2000)
        settled = grabbed(canvas)
        for _ in range(2):
            canvas.show_moment(before.state, frozenset({A, B}))
            assert not clock.passing.is_on
            canvas.show_moment(after.state, frozenset({A, B}))
            assert not clock.passing.is_on
        canvas.show_run(before.state, frozenset({A, B}))
        canvas.show_run(after.state, frozenset({A, B}))
        assert clock.passing.is_on, "that has happened now"
        canvas.show_moment(after.state, frozenset({A, B}))
        assert not clock.passing.is_on
        qtbot.waitUntil(lambda: grabbed(canvas) == settled)
        canvas.show_moment(before.state, frozenset({A, B}), plays=True)
        canvas.show_moment(after.state, frozenset({A, B}), plays=True)
        assert clock.passing.wires == {WIRE}

    def test_with_reduced_motion_nothing_lasts_but_what_means_something(
        self, canvas: Canvas
    ) -> None:
        canvas.set_reduced_motion(True)
        Desk(canvas, placed(chain()))
        run = Run(chain()).start("a").tell(e.StepProgress(A, 0.5, ""))
        canvas.now = lambda: run.at + 5
        canvas.show_run(run.state, frozenset(run.state.steps))
        QApplication.processEvents()
        half, at = grabbed(canvas), run.at
        canvas.now = lambda: at + 5.04
        assert grabbed(canvas) == half, "nothing slides"
        run.tell(e.StepProgress(A, 0.9, ""), after=0)
        canvas.show_run(run.state, frozenset({A}))
        assert grabbed(canvas) != half, "the arc stands where the work is"
        run.complete("a", x=1)
        canvas.show_run(run.state, frozenset({A}))
        assert not canvas.frame.clockwork.passing.is_on
        assert not canvas.frame.is_animating

    def test_at_most_a_tenth_of_the_steps_move(self, canvas: Canvas) -> None:
        flow = flow_of(*(f"s{n}: -> x{n}" for n in range(200)), goals=[f"s{n}" for n in range(200)])
        places = {f"s{n}": (n % 20 * 340.0, n // 20 * 130.0) for n in range(200)}
        Desk(canvas, placed(flow, places))
        clock = canvas.frame.clockwork
        assert clock.most == 20
        canvas.zoom_reset()
        canvas.fit()
        run = Run(flow)
        for n in range(200):
            run.start(f"s{n}")
        canvas.resize(1900, 1200)
        canvas.look_at(canvas.camera._replace(zoom=0.4))
        canvas.show_run(run.state, frozenset(run.state.steps))
        clock.mind()
        assert clock.is_much
        assert clock.is_on

    @pytest.mark.parametrize("how", ["retry", "goal", "stop", "pulse"])
    def test_each_mark_is_really_painted(
        self, canvas: Canvas, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Desk(canvas, placed(chain()))
        run = Run(chain()).start("a")
        canvas.now = lambda: run.at
        canvas.show_run(run.state, frozenset(run.state.steps))
        before = grabbed(canvas)
        doing: dict[str, Callable[[], object]] = {
            "retry": lambda: (
                run.tell(e.StepRetrying(A, 1, 4.0, "timeout", "no"), after=0),
                canvas.show_run(run.state, frozenset({A})),
            ),
            "goal": lambda: canvas.frame.clockwork.passing._goals.update({A: time.perf_counter()}),
            "stop": lambda: canvas.show_patch(
                patch := set_breakpoints(canvas.picture.diagram, {A: ""}),
                apply(canvas.picture.diagram, patch),
            ),
            "pulse": lambda: canvas.frame.clockwork.passing._pulses.update(
                {WIRE: time.perf_counter() - PULSE / 3}
            ),
        }
        doing[how]()
        assert grabbed(canvas) != before
