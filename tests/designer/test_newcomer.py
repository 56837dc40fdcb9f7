"""The walks of somebody new, counted: an example, an own function, an own flow of five Steps.

Real mouse and key events, in the order and the number that the guide's page "first flow" promises. What
each takes is asserted: a walk that gets longer is a stumbling block put in somebody's way.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QToolBar,
    QWidget,
)

from tests.designer.conftest import EXAMPLE
from tests.designer.hands import LEFT, Hands, until

Open = Callable[..., Hands]


class Newcomer:
    """Hands that count what they do; typing a text counts as one."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.acts = hands, 0
        hands.canvas.set_reduced_motion(True)

    def click(self, name: str, kind: type[QWidget] = QPushButton) -> None:
        self.acts += 1
        QTest.mouseClick(self.hands.find(kind, name), LEFT)

    def click_step(self, step: str) -> None:
        self.acts += 1
        self.hands.click_step(step)

    def press(
        self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """A key, wherever the keyboard is."""
        self.acts += 1
        QTest.keyClick(self.hands.window.focusWidget(), key, modifiers)

    def type(self, text: str) -> None:
        self.acts += 1
        QTest.keyClicks(self.hands.window.focusWidget(), text)

    async def see(self, name: str) -> None:
        """Wait until the inspector shows a field: it follows the selection when there is time."""
        found = self.hands.window.inspector.findChildren
        await until(lambda: any(w.isVisible() for w in found(QWidget, name)), name)

    async def fill(self, name: str, *lines: str) -> None:
        """Click into a field of the inspector, type, and leave it by Tab."""
        await self.see(name)
        self.click(name, QWidget)
        for number, line in enumerate(lines):
            if number:
                self.press(Qt.Key.Key_Return)
            self.type(line)
        self.press(Qt.Key.Key_Tab)

    async def choose(self, name: str, option: str) -> None:
        """Go to a choice, and take one of its options by its first letters."""
        await self.see(name)
        self.acts += 1
        self.hands.find(QComboBox, name).setFocus()
        self.type(option)

    async def fill_row(self, name: str, key: str, value: str) -> None:
        """Add a row of two fields, and fill it in."""
        await self.see(f"{name}:add")
        self.click(f"{name}:add")
        self.type(key)
        self.press(Qt.Key.Key_Tab)
        self.type(value)
        self.press(Qt.Key.Key_Tab)

    def drag_in(self, title: str, at: QPoint) -> str:
        """Drag a row of the palette onto the canvas; the id of the Step that came."""
        self.acts += 1
        model = self.hands.find(QListView, "palette").model()
        rows = [model.index(row, 0) for row in range(model.rowCount())]
        kind = next(i.data(Qt.ItemDataRole.UserRole) for i in rows if i.data() == title)
        before = set(self.steps)
        self.hands.drag_from_palette(kind, at)
        (new,) = set(self.steps) - before
        return new

    def connect(self, source: tuple[str, str], target: str) -> None:
        """Drop a wire on a card, where no port is."""
        self.acts += 1
        canvas = self.hands.canvas
        box = canvas.step_rect(target)
        onto = QPoint(box.center().x(), box.top() + 8)
        self.hands.drag(canvas.port_center(source[0], "output", source[1]), onto)

    @property
    def steps(self) -> list[str]:
        return list(self.hands.window.document.diagram.flow.steps)

    def value(self, name: str) -> object:
        (told,) = self.hands.window.session.state.attributes[name]
        return told.value


async def test_an_example_runs_after_four_clicks(open_designer: Open) -> None:
    """Open it, Run, take the examples, Run."""
    hands = open_designer()
    new = Newcomer(hands)
    new.click("example:onboarding")
    await until(lambda: hands.canvas.port_status("setup-account", "input", "email") == "missing")
    new.click("runButton")
    link = hands.find(QPushButton, "inputsExamples")
    new.click("inputsExamples")
    assert hands.find(QLineEdit, "input:email").text() == "ada@example.org"
    assert link.isHidden()  # nothing is left that it could fill in
    assert hands.window.focusWidget() is hands.find(QPushButton, "inputsRun")
    new.click("inputsRun")
    await until(lambda: hands.window.run_status() == "completed", "it has run")
    assert new.acts == 4


async def test_examples_are_only_offered_for_fields_that_are_empty(open_designer: Open) -> None:
    hands = open_designer(EXAMPLE)
    await until(lambda: hands.canvas.port_status("setup-account", "input", "email") == "missing")
    hands.click("runButton")
    hands.type_into("input:customer_id", "C-7", commit=False)
    hands.click("inputsExamples")
    assert hands.find(QLineEdit, "input:customer_id").text() == "C-7"
    field = hands.find(QLineEdit, "input:email")
    field.clear()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert hands.find(QPushButton, "inputsExamples")
    QTest.keyClicks(field, "x@example.org")
    assert not [
        b for b in hands.window.findChildren(QPushButton, "inputsExamples") if b.isVisible()
    ]


GREET = ("def greet(name: str, loud: bool = False) -> str:", 'text = f"Hello {name}"',
         "return text.upper() if loud else text")  # fmt: skip


async def test_a_function_written_in_the_window_is_on_the_canvas_and_runs(
    open_designer: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """New Python step, its name, the code, save, G, F5, one value: nothing else is asked."""
    monkeypatch.chdir(folder)
    hands = open_designer()
    new = Newcomer(hands)
    new.click("welcomeStub")
    new.type("greet")
    new.press(Qt.Key.Key_Return)
    text = hands.find(QPlainTextEdit, "codeText")
    assert hands.window.focusWidget() is text
    assert text.textCursor().block().text()[: text.textCursor().positionInBlock()] == "def greet("
    new.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for number, line in enumerate(GREET):
        if number:
            new.press(Qt.Key.Key_Return)
        new.type(line)
    new.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: hands.window.document.diagram.flow.steps["greet"].inputs, "the ports came")
    step = hands.window.document.diagram.flow.steps["greet"]
    assert [*step.inputs, *step.outputs] == ["name", "loud", "greet"]
    assert hands.window.document.undo_text.startswith("Update the ports")
    new.click_step("greet")
    new.press(Qt.Key.Key_G)
    await until(lambda: hands.window.problem_list == ())
    new.press(Qt.Key.Key_F5)
    await until(lambda: hands.window.parts.form.isVisible(), "the name is asked")
    new.type("Ada")
    new.press(Qt.Key.Key_Return)
    await until(lambda: hands.window.run_status() == "completed", "it has run")
    assert new.value("greet") == "Hello Ada"
    assert new.acts == 15


async def test_ports_that_have_a_wire_are_only_changed_by_a_click_below_the_code(
    open_designer: Open, folder: Path, write_flow: Callable[..., Path]
) -> None:
    step = {"kind": "python", "config": {"function": "work:say"}, "inputs": {"who": {}},
            "outputs": {"say": {}}}  # fmt: skip
    hands = open_designer(write_flow({"say": step}, ["say"], "def say(who): ...\n"))
    new = Newcomer(hands)
    new.click_step("say")
    new.press(Qt.Key.Key_F4)
    fix = hands.window.coding.sheet.findChild(QPushButton, "codeFix")
    assert fix.isHidden()
    new.press(Qt.Key.Key_End)
    for _ in "who): ...":
        QTest.keyClick(hands.window.focusWidget(), Qt.Key.Key_Backspace)
    new.type("whom, how): ...")
    new.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert (folder / "work.py").read_text() == "def say(whom, how): ...\n"
    await until(fix.isVisible, "it is offered where one is")
    assert list(hands.window.document.diagram.flow.steps["say"].inputs) == ["who"]
    new.click("codeFix")
    assert list(hands.window.document.diagram.flow.steps["say"].inputs) == ["whom", "how"]
    await until(fix.isHidden, "there is nothing left to do")


WEATHER = '''\
def forecast(city: str) -> dict:
    """Ask the weather service."""
    return {"city": city, "degrees": [9.0, 1.5]}


def report(forecast: dict) -> str:
    """Say it in one sentence."""
    low, high = sorted(forecast["degrees"])
    return f"{forecast['city']}: {low} to {high} degrees"
'''


async def test_a_new_user_has_an_own_function_on_the_canvas_and_running(
    open_designer: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the guide's page says: two drags, G, F5, one value."""
    (folder / "weather.py").write_text(WEATHER)
    monkeypatch.chdir(folder)
    hands = open_designer()
    hands.canvas.set_reduced_motion(True)
    kinds = hands.find(QListView, "palette").model()
    rows = lambda: [kinds.index(r, 0).data() for r in range(kinds.rowCount())]  # noqa: E731
    await until(lambda: "report" in rows(), "the functions beside are on offer")
    offered = {
        kinds.index(r, 0).data(): kinds.index(r, 0).data(Qt.ItemDataRole.UserRole)
        for r in range(kinds.rowCount())
    }
    middle = hands.canvas.viewport().rect().center()
    hands.drag_from_palette(offered["forecast"], middle - QPoint(180, 60))
    hands.drag_from_palette(offered["report"], middle + QPoint(120, 60))
    steps = hands.window.document.diagram.flow.steps
    assert [list(it.inputs) for it in steps.values()] == [["city"], ["forecast"]]
    hands.click_step(list(steps)[1])
    hands.key(Qt.Key.Key_G)
    await until(lambda: hands.window.runs.is_running is False and hands.window.problem_list == ())
    hands.key(Qt.Key.Key_F5)
    await until(lambda: hands.window.parts.form.isVisible(), "the city is asked")
    hands.type_into("input:city", "Turin")
    await until(lambda: hands.window.run_status() == "completed", "it has run")
    (told,) = hands.window.session.state.attributes["report"]
    assert told.value == "Turin: 1.5 to 9.0 degrees"


TEXTS = """\
def clean(text: str) -> str:
    return " ".join(text.split())


def count(text: str) -> int:
    return len(text.split())


def shout(text: str) -> str:
    return text.upper()


def summary(words: int, loud: str) -> str:
    return f"{words} words: {loud}"
"""


async def test_a_new_user_builds_a_flow_of_five_steps_by_mouse(
    open_designer: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "texts.py").write_text(TEXTS)
    monkeypatch.chdir(folder)
    hands = open_designer()
    hands.canvas.set_reduced_motion(True)
    kinds = hands.find(QListView, "palette").model()
    await until(lambda: "summary" in {kinds.index(r, 0).data() for r in range(kinds.rowCount())})
    offered = {
        kinds.index(r, 0).data(): kinds.index(r, 0).data(Qt.ItemDataRole.UserRole)
        for r in range(kinds.rowCount())
    }
    room = hands.canvas.viewport().rect()
    for name, x, y in (
        ("Ask a person", 0.0, 0.5), ("clean", 0.22, 0.3), ("count", 0.46, 0.2),
        ("shout", 0.46, 0.65), ("summary", 0.7, 0.4),
    ):  # fmt: skip
        at = QPoint(round(room.width() * x) + 8, round(room.height() * y))
        hands.drag_from_palette(offered[name], at)
    steps = list(hands.window.document.diagram.flow.steps)
    assert len(steps) == 5
    for source, target in (
        (("ask", "answer"), ("clean", "text")),
        (("clean", "clean"), ("count", "text")),
        (("clean", "clean"), ("shout", "text")),
        (("count", "count"), ("summary", "words")),
        (("shout", "shout"), ("summary", "loud")),
    ):
        hands.connect(source, target)
    hands.click_step("summary")
    bar = hands.window.findChild(QToolBar, "toolbar")
    flag = bar.widgetForAction(hands.window.findChild(QAction, "toggleGoal"))
    QTest.mouseClick(flag, LEFT)
    await until(lambda: hands.window.problem_list == ())
    hands.click("runButton")
    question = hands.window.parts.question
    await until(question.isVisible, "the first step asks")
    (field,) = [it for it in question.findChildren(QLineEdit) if it.isVisible()]
    QTest.keyClicks(field, "so  far so good")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: hands.window.run_status() == "completed", "it has run")
    (told,) = hands.window.session.state.attributes["summary"]
    assert told.value == "4 words: SO FAR SO GOOD"
    hands.click_at(hands.canvas.port_center("summary", "output", "summary"))
    await until(lambda: hands.window.parts.values.told is not None)


async def test_five_steps_of_kinds_become_a_flow_by_dropping_wires_on_cards(
    open_designer: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five drags in, four wires dropped on cards, what each is told, the Goal, Run: a letter in a file."""
    monkeypatch.chdir(folder)
    hands = open_designer()
    new = Newcomer(hands)
    room = hands.canvas.viewport().rect()
    at = lambda x, y: QPoint(round(room.width() * x), round(room.height() * y))  # noqa: E731
    ask, today = new.drag_in("Ask a person", at(0.15, 0.2)), new.drag_in("Command", at(0.15, 0.6))
    hello, letter = (
        new.drag_in("Set values", at(0.45, 0.15)),
        new.drag_in("Set values", at(0.6, 0.6)),
    )
    file = new.drag_in("File", at(0.85, 0.3))
    assert len(new.steps) == 5
    new.connect((ask, "answer"), hello)
    new.connect((today, "output"), letter)
    new.connect((hello, "value"), letter)
    new.connect((letter, "value"), file)
    flow = hands.window.document.diagram.flow
    assert {s: list(flow.steps[s].inputs) for s in (hello, letter, file)} == {
        hello: ["answer"], letter: ["output", "value"], file: ["content"],
    }  # fmt: skip
    assert len(hands.canvas.picture.wires) == 4
    new.click_step(today)
    await new.fill("config:command", "date", "+%Y")
    new.click_step(hello)
    await new.fill_row("config:expressions", "value", "'Dear ' + answer")
    new.click_step(letter)
    await new.fill_row("config:expressions", "value", "value + ', it is ' + output")
    new.click_step(file)
    await new.choose("config:action", "write")
    await new.fill("config:path", "letter.txt")
    fix = hands.window.findChild(QPushButton, "problemFix")
    await until(lambda: fix.text().startswith("Call the output"), "a key is enough")
    new.press(Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    assert list(hands.window.document.diagram.flow.steps[file].outputs) == ["path"]
    new.click_step(file)
    flag = hands.window.findChild(QToolBar, "toolbar").widgetForAction(
        hands.window.findChild(QAction, "toggleGoal")
    )
    QTest.mouseClick(flag, LEFT)
    plan = lambda: hands.window.pages.current.plan  # noqa: E731
    await until(lambda: plan() and len(plan().steps) == 5, "all five are planned")
    assert hands.window.problem_list == ()
    new.click("runButton")
    question = hands.window.parts.question
    await until(question.isVisible, "the first step asks")
    new.type("Ada")
    new.press(Qt.Key.Key_Return)
    await until(lambda: hands.window.run_status() == "completed", "it has run")
    assert (folder / "letter.txt").read_text().startswith("Dear Ada, it is 20")
    assert new.acts == 38
    undone = [hands.window.document.undo() for _ in range(30) if hands.window.document.undo_text]
    assert undone
    assert hands.window.document.diagram.flow.steps == {}
