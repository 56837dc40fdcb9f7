from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from designer.assets import resource
from designer.canvas.geometry import Point, Type
from designer.canvas.gestures.gesture import Keys
from designer.canvas.gestures.move import Load, Move
from designer.canvas.looks import PortLook
from designer.canvas.picture import Picture
from designer.canvas.view import Canvas
from designer.document.diagram import Diagram
from designer.document.storage import load
from designer.theme import Theme, load_theme
from engine.flow import Input, Name, Output, StepId
from engine.graph import wires
from engine.state import RunStatus
from engine.testing import flow_of, step_of
from tests.designer.drawing import Desk, Run, placed

pytestmark = pytest.mark.gui

EXAMPLE = Path(resource("examples", "onboarding", "onboarding.flow.json"))
GIVEN = {"customer_id": "C-1001", "email": "ada@example.org", "customer_name": "Ada"}


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return load_theme(request.param)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[Canvas]:
    made = Canvas(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(1240, 680)
    made.show()
    yield made
    made.close()


@pytest.fixture
def desk(canvas: Canvas) -> Desk:
    desk = Desk(canvas, load(EXAMPLE).diagram)
    QApplication.processEvents()
    return desk


class Watch(QObject):
    """Notes which parts of a widget are asked to be painted."""

    def __init__(self, seen: list[QRegion]) -> None:
        super().__init__()
        self._seen = seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QPaintEvent):
            self._seen.append(QRegion(event.region()))
        return False


def painted(canvas: Canvas) -> QImage:
    QApplication.processEvents()
    return canvas.grab().toImage()


def on_screen(canvas: Canvas) -> QImage:
    """What the window's own memory holds, without painting anything for the occasion."""
    QApplication.processEvents()
    whole = canvas.screen().grabWindow(canvas.winId()).toImage()
    return whole.copy(canvas.viewport().geometry())


def colours(image: QImage, near: QPoint, reach: int = 3) -> set[str]:
    around = range(-reach, reach + 1)
    middle = near * image.devicePixelRatio()
    return {image.pixelColor(middle + QPoint(x, y)).name() for x in around for y in around}


def run_all(desk: Desk) -> Run:
    run = Run(desk.flow, **GIVEN)
    run.start("generate-documents", customer_id="C").complete(
        "generate-documents", document_url="u"
    )
    run.start("setup-account", customer_id="C", email="e").complete("setup-account", account_id="7")
    run.start("send-welcome-email", email="e", customer_name="Ada")
    run.complete("send-welcome-email", email_sent=True)
    run.start("complete-onboarding", document_url="u", account_id="7", email_sent=True)
    return run.complete("complete-onboarding", onboarding_complete=True)


# the questions ------------------------------------------------------------------------------------


def test_the_example_is_seen_whole_with_the_inputs_card_at_the_left(desk: Desk) -> None:
    canvas = desk.canvas
    rects = {step: canvas.step_rect(step) for step in ["", *desk.flow.steps]}
    assert all(canvas.viewport().rect().contains(rect) for rect in rects.values())
    assert all(rects[""].right() < rect.left() for step, rect in rects.items() if step)
    assert canvas.camera.zoom == 1.0


def test_ports_and_wires_are_where_they_are_painted(desk: Desk) -> None:
    canvas = desk.canvas
    rect = canvas.step_rect("setup-account")
    assert abs(canvas.port_center("setup-account", "input", "email").x() - rect.left()) <= 1
    assert abs(canvas.port_center("setup-account", "output", "account_id").x() - rect.right()) <= 2
    for wire in wires(desk.flow):
        at = canvas.wire_point(wire.source, wire.target)
        scene = canvas.camera.to_scene(_point(at))
        assert canvas.picture.wire_at(scene, 3) == wire


def test_unknown_names_are_key_errors(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.canvas.step_rect("nobody")
    with pytest.raises(KeyError):
        desk.canvas.port_center("setup-account", "input", "nothing")
    with pytest.raises(KeyError):
        desk.canvas.reveal("nobody")
    with pytest.raises(ValueError, match="sideways"):
        desk.canvas.port_center("setup-account", "sideways", "email")  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        desk.canvas.wire_status(("a", "b"), ("c", "d"))


def test_what_is_shown_before_during_and_after_a_run(desk: Desk) -> None:
    canvas = desk.canvas
    between = (("generate-documents", "document_url"), ("complete-onboarding", "document_url"))
    assert canvas.step_status("generate-documents") == "draft"
    assert canvas.step_words("generate-documents") == "needs 'customer_id'"
    assert canvas.port_status("generate-documents", "input", "customer_id") == "missing"
    assert canvas.wire_status(*between) == "will-run"
    assert canvas.step_words("complete-onboarding") == "Goal"

    run = Run(desk.flow, **GIVEN).start("generate-documents", customer_id="C")
    canvas.now = lambda: run.at + 4.2
    canvas.show_run(run.state, frozenset(run.state.steps))
    assert canvas.step_status("generate-documents") == "running"
    assert canvas.step_words("generate-documents") == "running 4.2 s"
    assert canvas.step_status("complete-onboarding") == "pending"
    assert canvas.wire_status(*between) == "flowing"
    assert canvas.port_status("", "output", "email") == "arrived"

    run.complete("generate-documents", document_url="file:///x")
    canvas.show_run(run.state, frozenset({StepId("generate-documents")}))
    assert canvas.step_status("generate-documents") == "completed"
    assert canvas.wire_status(*between) == "arrived"
    assert canvas.port_status("generate-documents", "output", "document_url") == "arrived"

    whole = run_all(desk)
    canvas.show_run(whole.state, frozenset(whole.state.steps))
    assert canvas.goal_reached("complete-onboarding")
    assert canvas.step_words("complete-onboarding").startswith("Goal reached")
    assert whole.state.status is RunStatus.RUNNING

    canvas.show_run(None, frozenset())
    assert canvas.step_status("generate-documents") == "draft"
    assert not canvas.goal_reached("complete-onboarding")


def test_an_edit_makes_marks_stale_and_undoing_it_makes_them_good(desk: Desk) -> None:
    run = run_all(desk)
    desk.canvas.show_run(run.state, frozenset(run.state.steps))
    desk.push_config("setup-account", {"function": "onboarding:other"})
    assert desk.canvas.step_status("setup-account") == "stale"
    assert desk.canvas.step_status("complete-onboarding") == "stale"
    assert desk.canvas.step_status("generate-documents") == "completed"
    desk.undo()
    assert desk.canvas.step_status("setup-account") == "completed"
    assert desk.canvas.goal_reached("complete-onboarding")


def test_the_text_of_a_card_is_all_of_its_words(desk: Desk) -> None:
    lines = desk.canvas.step_text("setup-account").splitlines()
    assert lines[:2] == ["Set up account", "needs 'customer_id' and 'email'"]
    assert {"customer_id", "email", "account_id"} <= set(lines)
    assert "customer_id e.g. C-1001" in desk.canvas.step_text("").splitlines()


def test_reveal_makes_a_step_a_readable_card(desk: Desk) -> None:
    canvas = desk.canvas
    canvas.zoom_to(0.1)
    canvas.pan(5000, 900)
    canvas.reveal("setup-account")
    assert canvas.viewport().rect().contains(canvas.step_rect("setup-account"))
    assert canvas.camera.zoom >= 0.6
    before = canvas.camera
    canvas.reveal("setup-account")
    assert canvas.camera == before


def test_a_document_is_fitted_until_the_user_looks_elsewhere(desk: Desk) -> None:
    canvas = desk.canvas
    canvas.resize(800, 500)
    QApplication.processEvents()
    assert canvas.viewport().rect().contains(canvas.step_rect("complete-onboarding"))
    canvas.pan(11, 7)
    before = canvas.camera
    canvas.resize(900, 600)
    QApplication.processEvents()
    assert canvas.camera == before


# what is painted ----------------------------------------------------------------------------------


def test_states_are_painted_in_their_colours(qtbot: QtBot, theme: Theme) -> None:
    canvas = Canvas(theme)
    qtbot.addWidget(canvas)
    canvas.resize(1240, 680)
    canvas.set_reduced_motion(True)
    canvas.show()
    desk = Desk(canvas, load(EXAMPLE).diagram)
    run = Run(desk.flow, **GIVEN)
    run.start("generate-documents").complete("generate-documents", document_url="u")
    run.start("setup-account").fail("setup-account").start("send-welcome-email")
    run.block("complete-onboarding", "setup-account", "account_id")
    canvas.show_run(run.state, frozenset(run.state.steps))
    image = painted(canvas)
    inside = canvas.viewport().pos()
    wanted = {
        "generate-documents": "ok",
        "setup-account": "failed",
        "send-welcome-email": "running",
        "complete-onboarding": "off",
    }
    for step, token in wanted.items():
        edge = canvas.step_rect(step)
        bottom = QPoint(edge.center().x(), edge.bottom() - 1) + inside
        assert theme[token].name() in colours(image, bottom), step


def test_every_part_of_the_example_is_readable_and_covers_nothing(desk: Desk) -> None:
    canvas, picture = desk.canvas, desk.canvas.picture
    placed = canvas.frame.labels_shown()
    assert placed.keys() == picture.wires.keys()
    cards = [card.rect for card in picture.cards.values()]
    labels = list(placed.values())
    for number, label in enumerate(labels):
        assert not any(label.touches(card) for card in cards)
        assert not any(label.touches(other) for other in labels[number + 1 :])


def test_labels_of_crossing_wires_and_behind_cards_find_a_free_place(canvas: Canvas) -> None:
    flow = flow_of("a: -> first, second", "between: -> x", "b: second, first -> y")
    Desk(canvas, placed(flow, {"a": (0, 0), "between": (300, 30), "b": (800, 0)}))
    labels = canvas.frame.labels_shown()
    between = canvas.picture.cards[StepId("between")].rect
    one, other = labels.values()
    assert not one.touches(other)
    assert not one.touches(between)
    assert not other.touches(between)


def test_no_word_is_painted_wider_than_its_card(canvas: Canvas) -> None:
    long = "überaus-lange-donaudampfschifffahrtsgesellschaft-kennung"
    flow = flow_of("a: " + "x" * 60 + " -> " + "y" * 60)
    step = flow.steps[StepId("a")]
    titled = type(step)(
        id=step.id, kind="python", title=f"{long} 顧客のオンボーディングを完了する" * 2,
        inputs=step.inputs, outputs=step.outputs,
    )  # fmt: skip
    Desk(canvas, placed(type(flow)(steps={step.id: titled})))
    shape = canvas.picture.cards[StepId("a")].shape
    measure = canvas.frame.measure
    assert all(measure.width(line, Type.TITLE) < shape.width - 40 for line in shape.title)
    assert len(shape.title) == 2
    (left,), (right,) = shape.inputs.values(), shape.outputs.values()
    assert (
        measure.width(left.text, Type.SMALL) + measure.width(right.text, Type.SMALL) < shape.width
    )
    assert titled.title in canvas.picture.steps[StepId("a")].tip


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_tooltip_tells_the_whole_text(desk: Desk) -> None:
    canvas = desk.canvas
    at = canvas.step_rect("setup-account").center()
    event = QHelpEvent(QEvent.Type.ToolTip, at, canvas.viewport().mapToGlobal(at))
    QApplication.sendEvent(canvas.viewport(), event)
    assert "preferences" in QToolTip.text()
    QToolTip.hideText()


def test_only_what_changed_is_painted_again(desk: Desk, qtbot: QtBot) -> None:
    canvas = desk.canvas
    run = Run(desk.flow, **GIVEN)
    canvas.show_run(run.state, frozenset(run.state.steps))
    qtbot.waitUntil(lambda: not canvas.frame.pace.is_on)
    painted(canvas)
    seen: list[QRegion] = []
    watch = Watch(seen)
    canvas.viewport().installEventFilter(watch)
    run.start("generate-documents")
    canvas.show_run(run.state, frozenset({StepId("generate-documents")}))
    qtbot.waitUntil(lambda: bool(seen))
    canvas.viewport().removeEventFilter(watch)
    for region in seen:
        assert region.intersects(canvas.step_rect("generate-documents"))
        assert not region.intersects(canvas.step_rect("send-welcome-email"))


def test_a_canvas_kept_by_records_paints_what_a_new_one_would(desk: Desk, qtbot: QtBot) -> None:
    canvas = desk.canvas
    canvas.set_reduced_motion(True)
    canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    canvas.clearFocus()
    run = Run(desk.flow, **GIVEN)
    canvas.now = lambda: 1010.0
    canvas.show_run(run.state, frozenset(run.state.steps))
    painted(canvas)
    run.start("generate-documents").complete("generate-documents", document_url="u")
    run.start("setup-account").fail("setup-account")
    canvas.show_run(run.state, frozenset({StepId("generate-documents"), StepId("setup-account")}))
    painted(canvas)
    canvas.pan(30, 20)
    kept = on_screen(canvas)
    canvas.frame.redraw_all()
    assert on_screen(canvas) == kept
    fresh = Canvas(load_theme("light"))
    qtbot.addWidget(fresh)
    fresh.resize(canvas.size())
    fresh.set_reduced_motion(True)
    fresh.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    fresh.now = canvas.now
    fresh.show()
    fresh.show_diagram(desk.diagram)
    fresh.show_plan(canvas.picture.plan, ())
    fresh.show_run(run.state, frozenset(run.state.steps))
    fresh.pan(30, 20)
    assert on_screen(fresh) == kept


def test_below_a_third_a_step_is_a_flat_tile_in_its_colour(desk: Desk) -> None:
    canvas = desk.canvas
    run = Run(desk.flow, **GIVEN).start("setup-account").fail("setup-account")
    canvas.show_run(run.state, frozenset(run.state.steps))
    canvas.zoom_to(0.3)
    image = painted(canvas)
    corner = canvas.step_rect("setup-account").topLeft() + QPoint(4, 4) + canvas.viewport().pos()
    assert colours(image, corner, reach=1) == {load_theme("light")["failed"].name()}


def test_the_focus_is_visible(desk: Desk) -> None:
    canvas = desk.canvas
    canvas.clearFocus()
    before = painted(canvas).pixelColor(0, 300)
    canvas.activateWindow()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    assert canvas.hasFocus()
    assert painted(canvas).pixelColor(0, 300) != before


def test_nothing_ticks_unless_something_runs(desk: Desk, qtbot: QtBot) -> None:
    canvas = desk.canvas
    assert not canvas.frame.is_animating
    run = Run(desk.flow, **GIVEN).start("setup-account")
    canvas.show_run(run.state, frozenset(run.state.steps))
    assert canvas.frame.is_animating
    run.complete("setup-account", account_id="1")
    canvas.show_run(run.state, frozenset({StepId("setup-account")}))
    qtbot.waitUntil(lambda: not canvas.frame.is_animating, timeout=2000)


def test_an_empty_flow_is_shown_and_can_be_asked(canvas: Canvas) -> None:
    desk = Desk(canvas, placed(flow_of(goals="")))
    canvas.fit()
    canvas.select_all()
    canvas.delete_selection()
    canvas.frame_selection()
    assert canvas.selection == frozenset()
    assert desk.texts == []
    assert not painted(canvas).isNull()


def test_a_look_that_says_more_or_less_than_its_card_is_painted_all_the_same(
    canvas: Canvas,
) -> None:
    flow = flow_of("a: x -> y", goals="")
    canvas.show_diagram(placed(flow))
    picture, step = canvas.picture, StepId("a")
    look = picture.steps[step]
    odd = (
        replace(look, inputs={Name(""): PortLook(name=Name(""))}, outputs={}),
        replace(look, inputs={}, outputs={Name("z"): PortLook(name=Name("z"), note="1")}),
        replace(look, icon="", title="", subtitle="", words="\n", status="?"),
    )
    for one in odd:
        picture.steps.known[step] = one
        assert not painted(canvas).isNull()


def test_a_port_without_a_name_does_not_keep_the_canvas_from_painting(canvas: Canvas) -> None:
    step = step_of("a: x -> y")
    nameless = replace(
        step,
        inputs=OrderedDict({Name(""): Input()}),
        outputs=OrderedDict({Name(""): Output()}),
    )
    canvas.show_diagram(placed(replace(flow_of("b: "), steps={step.id: nameless})))
    assert not painted(canvas).isNull()


# many -------------------------------------------------------------------------------------------


def crowd(count: int) -> Diagram:
    lines = [f"s{n}: {f'o{n - 1}' if n % 30 else ''} -> o{n}" for n in range(count)]
    places = {f"s{n}": (320.0 * (n % 30), 160.0 * (n // 30)) for n in range(count)}
    return placed(flow_of(*lines), places)


def test_who_asks_for_a_far_step_need_not_wait_for_the_others(canvas: Canvas) -> None:
    canvas.show_diagram(crowd(1000))
    picture = canvas.picture
    assert picture.is_behind
    assert len(picture.cards.known) < 1000
    assert canvas.step_status("s987") == "draft"
    assert canvas.wire_status(("s986", "o986"), ("s987", "o986")) == "idle"
    at = canvas.camera.to_scene(_point(canvas.step_rect("s987").center()))
    assert picture.step_at(at) == "s987"
    assert picture.is_behind


def test_what_was_put_off_is_worked_out_and_painted_between_events(
    canvas: Canvas, qtbot: QtBot
) -> None:
    diagram = crowd(1000)
    canvas.show_diagram(diagram)
    qtbot.waitUntil(lambda: not canvas.picture.is_behind)
    kept = canvas.picture
    whole = kept.bounds()
    assert whole is not None
    assert len(kept.steps_in(whole)) == 1000
    assert len(kept.wires_in(whole)) == len(kept.wires)
    assert not kept.cards.known  # nobody has looked at one from near
    afresh = Picture.of(canvas.frame.measure, diagram)
    assert dict(kept.steps) == dict(afresh.steps)
    assert dict(kept.curves) == dict(afresh.curves)
    for step in ("s0", "s999"):
        assert colours(on_screen(canvas), canvas.step_rect(step).center(), 1) != {
            canvas.theme["canvas"].name()
        }
    run = Run(diagram.flow)
    run.start("s990").complete("s990", o990=1)
    canvas.show_run(run.state, frozenset({StepId("s990")}))
    assert canvas.step_status("s999") == "pending"
    assert dict(kept.steps) == dict(
        Picture.of(canvas.frame.measure, diagram, state=run.state).steps
    )


def test_labels_that_have_to_wait_come_a_little_later(canvas: Canvas, qtbot: QtBot) -> None:
    lines = [f"a{n}: -> o{n}" for n in range(30)] + [f"b{n}: o{n} -> p{n}" for n in range(30)]
    places = {f"a{n}": (0.0, 20.0 * n) for n in range(30)}
    places |= {f"b{29 - n}": (700.0, 20.0 * n) for n in range(30)}
    canvas.show_diagram(placed(flow_of(*lines), places))
    canvas.zoom_to(1.0)
    frame = canvas.frame
    canvas.viewport().repaint()
    assert frame.labels_wait
    qtbot.waitUntil(lambda: not frame.labels_wait)


def test_what_happens_while_a_card_is_held_is_painted(desk: Desk) -> None:
    canvas = desk.canvas
    held = StepId("send-welcome-email")
    start = canvas.picture.cards[held].rect.center
    load = Load(frozenset({held}))
    canvas.begin(Move(canvas.picture, load, canvas.picture.cards[held].rect, start))
    view = canvas.camera.to_view(start)
    for far in (20, 40):
        canvas.show_gesture(Point(view.x, view.y + far), Keys())
        painted(canvas)
    other = canvas.step_rect("setup-account")
    edge = QPoint(other.center().x(), other.bottom())
    ok = canvas.theme["ok"].name()
    assert ok not in colours(on_screen(canvas), edge)
    run = Run(desk.flow, **GIVEN).start("setup-account", customer_id="C", email="e")
    run.complete("setup-account", account_id="7")
    canvas.show_run(run.state, frozenset({StepId("setup-account")}))
    assert ok in colours(on_screen(canvas), edge)
    there = canvas.step_rect(held)
    blank = QPoint(there.left() + 2, there.top() - 25)
    assert colours(on_screen(canvas), blank, 0) != {canvas.theme["node"].name()}


def _point(at: QPoint) -> Point:
    return Point(at.x(), at.y())
