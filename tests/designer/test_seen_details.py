"""What is seen of a run says what it means: what to press, what belongs to what, what is not on offer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton

from designer.canvas.geometry import Type
from designer.canvas.looks import PortStatus
from designer.canvas.painting.ink import FontMeasure, Ink
from designer.canvas.painting.scene import Scene
from designer.canvas.painting.step import paint_step
from designer.canvas.picture import Picture
from designer.panels.plan_line import PlanLine
from designer.panels.plan_words import Standing
from designer.theme import load_theme
from engine.flow import Name, StepId
from engine.testing import flow_of
from tests.designer.drawing import Run, placed
from tests.designer.hands import Hands, until

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

B = StepId("b")


async def test_run_is_not_what_one_looks_for_first_while_a_run_is_on_nor_offered_in_the_past(
    open_designer: Callable[..., Hands], write_flow: Callable[..., Path]
) -> None:
    steps = {"a": {"kind": "wait", "config": {"seconds": 0.3}}}
    hands = open_designer(write_flow(steps, ["a"]))
    window, button = hands.window, hands.find(QPushButton, "runButton")
    offered = window.parts.problems.findChild(QPushButton, "lead:run")
    await until(lambda: window.pages.current.plan.steps, "it is planned")
    offered = window.parts.problems.findChild(QPushButton, "lead:run")
    assert offered is not None
    assert button.isDefault()
    idle = pixels(button)
    hands.click("runButton")
    await until(lambda: window.session.is_running, "it runs")
    await until(lambda: not button.isDefault(), "it stands back")
    assert pixels(button) != idle
    await until(lambda: window.run_status() == "completed", "to its end")
    await until(button.isDefault, "it is what comes next")
    assert pixels(button) == idle
    window.past.open(window.session.state.run)
    await until(lambda: window.pages.current.past is not None, "the run opens")
    await until(lambda: not window.parts.problems.findChildren(QPushButton, "lead:run"))
    await until(lambda: button.text() == "Back to editing")
    assert pixels(button) != idle, "it does not look as if it began something"
    window.past.go_back()
    await until(lambda: window.parts.problems.findChildren(QPushButton, "lead:run"))
    await until(lambda: pixels(button) == idle, "it runs the flow again")


def pixels(button: QPushButton) -> bytes:
    """What its icon looks like."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    button.icon().pixmap(18, 18).save(buffer, "PNG")
    return bytes(buffer.data().data())


def test_the_value_of_an_output_stands_beside_its_name_and_not_beside_an_inputs(
    qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = load_theme("light")
    measure = FontMeasure(theme)
    flow = flow_of("a: -> x", "b: x -> y")
    run = Run(flow).start("a").complete("a", x=1).start("b").complete("b", y="ok")
    picture = Picture.of(measure, placed(flow), run.plan, (), run.state)
    look, card = picture.steps[B], picture.cards[B]
    assert look.outputs[Name("y")].status is PortStatus.ARRIVED
    note = look.outputs[Name("y")].note
    written: dict[str, float] = {}
    write = Ink.write

    def noting(ink: Ink, painter: QPainter, x: float, y: float, text: str, *more: Any) -> None:
        written[text] = x
        write(ink, painter, x, y, text, *more)

    monkeypatch.setattr(Ink, "write", noting)
    image = QPixmap(600, 400)
    painter = QPainter(image)
    paint_step(painter, look, card, Scene(ink=Ink(theme, measure), zoom=1.0, ratio=1.0, now=0.0))
    painter.end()
    after = written[note] + measure.width(note, Type.SMALL)
    assert 0 < written["y"] - after < 12, "beside its own name"
    assert written[note] - written["x"] > 40, "and far from the input's"


def test_the_difference_an_edit_would_make_is_told_whole_where_the_line_has_room(qtbot) -> None:
    line = PlanLine()
    qtbot.addWidget(line)
    line.resize(820, 30)
    line.show_standing(
        Standing(
            goals=((B, "Complete onboarding"),), needed=3, all=3,
            needs=(Name("customer_id"), Name("email"), Name("customer_name")),
        )
    )  # fmt: skip
    line.show()
    words = "+1 Step, needs 'customer_name', no longer needs 'email_sent'"
    line.say_would(words)
    would = line.findChild(QLabel, "planWould")
    assert would is not None
    qtbot.waitUntil(lambda: would.shown == words)
    assert line.shown().startswith("Goal Complete onboarding"), "the rest is said more briefly"
    assert line.shown() != line.text()
    line.resize(500, 30)
    qtbot.waitUntil(lambda: would.shown.endswith("…"))
    qtbot.waitUntil(lambda: would.width() > line.width() / 2)
    line.say_would("")
    qtbot.waitUntil(lambda: would.isHidden())
