from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QListWidget, QPlainTextEdit, QPushButton

from designer.panels.palette import KIND
from tests.designer.hands import Hands, until

MODULE = '''
from typing import Annotated, NamedTuple
from datetime import date

class Paid(NamedTuple):
    receipt: str
    when: date

def charge(customer_id: str, amount: Annotated[float, "EUR"] = 5.0) -> Paid:
    """Take the money."""

def greet(name: str) -> str:
    return "hello " + name

def _private(): ...
'''

FIND = {"find": {"kind": "set", "config": {"values": {}}, "outputs": {"customer_id": {}}}}


def rows(hands: Hands) -> list[tuple[str, str | None]]:
    model = hands.window.parts.palette.findChild(QListView, "palette").model()
    indexes = [model.index(row, 0) for row in range(model.rowCount())]
    return [(index.data(), index.data(KIND)) for index in indexes]


async def opened(open_designer: Callable[..., Hands], path: Path) -> Hands:
    hands = open_designer(path)
    hands.canvas.set_reduced_motion(True)
    await until(lambda: any(kind == "work:greet" for _, kind in rows(hands)), "functions listed")
    return hands


async def test_functions_beside_the_flow_are_in_the_palette_and_dragged_onto_the_canvas(
    open_designer, write_flow
):
    hands = await opened(open_designer, write_flow(FIND, ["find"], MODULE))
    listed = rows(hands)
    assert listed[:3] == [("work.py", None), ("charge", "work:charge"), ("greet", "work:greet")]
    assert "work:_private" not in [kind for _, kind in listed]
    hands.drag_from_palette("work:charge", QPoint(500, 300))
    document = hands.window.document
    step = document.diagram.flow.steps["charge"]
    assert step.config == {"function": "work:charge"}
    assert step.description == "Take the money."
    assert list(step.inputs) == ["customer_id", "amount"]
    assert step.inputs["amount"].default == 5.0
    assert step.inputs["amount"].description == "EUR"
    assert [(n, str(o.type), o.type.format) for n, o in step.outputs.items()] == [
        ("receipt", "string", ""),
        ("when", "string", "date"),
    ]
    wires = {str(w.source) for w in hands.canvas.picture.wiring.of("charge")}
    assert wires == {"find.customer_id"}
    document.undo()
    assert list(document.diagram.flow.steps) == ["find"]


async def test_a_function_is_found_by_typing_on_the_canvas(open_designer, write_flow):
    hands = await opened(open_designer, write_flow(FIND, ["find"], MODULE))
    hands.canvas.setFocus()
    QTest.keyClick(hands.canvas.viewport(), Qt.Key.Key_Tab)
    search = hands.find(QLineEdit, "adderSearch")
    QTest.keyClicks(search, "greet")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert hands.window.document.diagram.flow.steps["greet"].config["function"] == "work:greet"


async def test_edits_of_files_appear_at_once_and_a_broken_one_is_a_problem_with_its_line(
    open_designer, write_flow, folder
):
    hands = await opened(open_designer, write_flow(FIND, ["find"], MODULE))
    problems = lambda: [p.message for p in hands.window.problem_list]  # noqa: E731
    (folder / "more.py").write_text("def added(x: int) -> int:\n    return x\n")
    await until(lambda: ("added", "more:added") in rows(hands), "a new file is seen")
    (folder / "work.py").write_text(MODULE + "\ndef half(\n\ndef whole(a: str): return a\n")
    await until(lambda: any("'work.py', line" in m for m in problems()), "the file is a Problem")
    listed = [kind for _, kind in rows(hands)]
    assert {"work:charge", "work:greet", "more:added", "python"} <= {*listed}
    (folder / "work.py").write_text(MODULE)
    await until(lambda: not any("work.py" in m for m in problems()), "the Problem has gone")


PAY = {
    "pay": {
        "kind": "python",
        "config": {"function": "work:pay"},
        "inputs": {"customer_id": {"type": "string"}, "amount": {"type": "number"}},
        "outputs": {"receipt": {"type": "string"}},
    },
    "find": {"kind": "set", "outputs": {"customer_id": {}}, "config": {"values": {}}},
    "tell": {"kind": "set", "inputs": {"receipt": {}}, "config": {"values": {}}},
}
OLD = "def pay(customer_id: str, amount: float) -> str: ...\ndef greet(a): ...\n"


async def test_a_changed_signature_marks_its_steps_and_one_click_keeps_the_wires(
    open_designer, write_flow, folder
):
    hands = await opened(open_designer, write_flow(PAY, ["tell"], OLD))
    document = hands.window.document
    await until(lambda: hands.window.library.outdated(["pay"]) == [], "all is well")
    (folder / "work.py").write_text(
        "def pay(customer: str, amount: float, note: str = '') -> str: ...\ndef greet(a): ...\n"
    )
    await until(lambda: any(p.step == "pay" for p in hands.window.problem_list), "it is marked")
    before = document.diagram
    hands.window.show_next_problem(1)
    while hands.window.parts.problems.current().step != "pay":
        hands.window.show_next_problem(1)
    QTest.mouseClick(hands.find(QPushButton, "problemFix"), Qt.MouseButton.LeftButton)
    step = document.diagram.flow.steps["pay"]
    assert list(step.inputs) == ["customer", "amount", "note"]
    wires = {(str(w.source), str(w.target)) for w in hands.canvas.picture.wiring.of("pay")}
    assert wires == {("find.customer_id", "pay.customer"), ("pay.receipt", "tell.receipt")}
    await until(lambda: not any(p.step == "pay" for p in hands.window.problem_list), "mended")
    assert hands.find(QPushButton, "paletteFolders")
    document.undo()
    assert document.diagram.flow == before.flow


async def test_a_stub_is_written_for_the_ports_and_its_code_is_edited_and_saved(
    open_designer, write_flow, folder
):
    steps = {
        "send": {
            "kind": "python", "config": {},
            "inputs": {"to": {"type": "string"}, "copies": {"type": "integer", "default": 1}},
            "outputs": {"sent": {"type": "boolean"}, "at": {"type": "string", "format": "date"}},
        }
    }  # fmt: skip
    hands = await opened(open_designer, write_flow(steps, ["send"], MODULE))
    hands.click_step("send")
    hands.window.findChild(object, "newPythonStep").trigger()
    hands.type_into("stubFile", "work.py", commit=False)
    hands.type_into("stubFunction", "charge")
    assert not hands.window.coding.form.isHidden()  # there is one of that name: nothing was written
    assert (folder / "work.py").read_text() == MODULE
    hands.type_into("stubFunction", "send")
    assert hands.window.coding.form.isHidden()
    source = (folder / "work.py").read_text()
    assert source.startswith(MODULE.rstrip())
    assert "def send(to: str, copies: int = 1) -> SendResult:" in source
    assert hands.window.document.diagram.flow.steps["send"].config == {"function": "work:send"}
    sheet = hands.window.coding.sheet
    assert source.splitlines()[sheet.line - 1].startswith("def send(")
    text = hands.find(QPlainTextEdit, "codeText")
    QTest.keyClicks(text, "# mine")
    QTest.keyClick(text, Qt.Key.Key_Return)
    QTest.keyClick(text, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "# mine\ndef send(" in (folder / "work.py").read_text()
    assert not sheet.is_changed
    await until(lambda: "send" in [title for title, _ in rows(hands)], "it is on offer")
    assert not hands.window.library.outdated(["send"])


async def test_code_is_opened_in_the_users_editor_and_never_lost_in_ours(
    open_designer, write_flow, folder, tmp_path
):
    module = "def greet(a): ...\n\n\n" + OLD.partition("\n")[0] + "\n"
    hands = await opened(open_designer, write_flow(PAY, ["tell"], module))
    window, code = hands.window, folder / "work.py"
    hands.click_step("pay")
    window.coding._settings.editor_command = f"cp {{file}} {tmp_path}/line-{{line}}"
    QTest.keyClick(window, Qt.Key.Key_F4)
    await until(lambda: (tmp_path / "line-4").exists(), "the editor is called")
    window.coding._settings.editor_command = ""
    QTest.keyClick(window, Qt.Key.Key_F4)
    sheet = window.coding.sheet
    assert sheet.line == 4
    QTest.keyClicks(hands.find(QPlainTextEdit, "codeText"), "# mine ")
    code.write_text(module + "# theirs\n")
    hands.click("codeSave")
    assert code.read_text() == module + "# theirs\n"  # nothing is written before it is asked
    hands.click("codeReload")
    assert sheet.text == module + "# theirs\n"
    QTest.keyClicks(hands.find(QPlainTextEdit, "codeText"), "# mine ")
    assert not window.close()
    hands.click("codeCloseCancel")
    assert window.isVisible()
    hands.click("codeSave")
    assert "# mine def pay" in code.read_text()


async def test_another_folder_is_added_and_its_function_runs(open_designer, write_flow, tmp_path):
    other = tmp_path / "shared"
    other.mkdir()
    (other / "tools.py").write_text("def seven() -> int:\n    return 7\n")
    hands = await opened(open_designer, write_flow(FIND, [], MODULE))
    hands.click("paletteFolders")
    hands.type_into("placesField", str(other))
    await until(lambda: ("seven", "../shared#tools:seven") in rows(hands), "it is on offer")
    assert ("shared/tools.py", None) in rows(hands)
    QTest.keyClick(hands.window.library.form, Qt.Key.Key_Escape)
    hands.drag_from_palette("../shared#tools:seven", QPoint(500, 300))
    step = hands.window.document.diagram.flow.steps["seven"]
    assert step.config == {"function": "tools:seven", "folder": "../shared"}
    hands.canvas.toggle_goal()
    settled: list[bool] = []
    hands.window.runSettled.connect(lambda: settled.append(True))
    hands.window.runs.run()
    await until(lambda: settled, "the run ends")
    state = hands.window.session.state
    assert state is not None
    assert state.steps["seven"].outputs == {"seven": 7}
    hands.click("paletteFolders")
    hands.find(QListWidget, "placesList").setCurrentRow(0)
    hands.click("placesRemove")
    await until(lambda: "shared/tools.py" not in [title for title, _ in rows(hands)], "it has gone")


async def test_five_hundred_files_are_read_while_the_window_goes_on(
    open_designer, write_flow, folder
):
    for number in range(500):
        body = "".join(f"def f{number}_{n}(a: str, b: int = 1) -> str: ...\n" for n in range(10))
        (folder / f"m{number:03}.py").write_text(body)
    hands = open_designer(write_flow(FIND, ["find"], MODULE))
    turns = []
    await until(lambda: turns.append(1) or hands.window.library.found.functions, "all are read")
    assert len(hands.window.library.found.files) == 501
    assert len(turns) > 5  # the loop went on meanwhile


ADD = {"add": {"kind": "python", "config": {"function": "work:add"}, "outputs": {"total": {}}}}


def wrong(hands: Hands) -> list[str]:
    return [problem.message for problem in hands.window.pages.current.problems]


async def test_a_folder_that_was_away_and_is_back_leaves_no_problem_and_no_sentence(
    open_designer, write_flow, folder
):
    flow = write_flow(ADD, ["add"], "def add() -> int:\n    return 1\n")
    hands = open_designer(flow)
    window = hands.window
    await until(lambda: [own.name for own in window.library.found.functions] == ["work:add"])
    window.library.look()
    away = folder.rename(folder.with_name("away"))
    await until(lambda: any("was not found" in it for it in wrong(hands)), "the module is missed")
    await until(lambda: "not there any more" in window.parts.bar.sentence, "so is the flow")
    away.rename(folder)
    await until(lambda: not wrong(hands), "the module is there again")
    await until(lambda: not window.parts.bar.sentence, "nothing false stands in the bar")
    await until(lambda: not window.isWindowModified(), "the file is what is shown")


async def test_what_nobody_watches_is_looked_at_as_a_run_ends(open_designer, write_flow, folder):
    steps = {"late": {**ADD["add"], "config": {"function": "deep.late:add"}}}
    deep = folder / "deep"
    deep.mkdir()
    hands = open_designer(write_flow(steps, ["late"]))
    window = hands.window
    await until(lambda: any("was not found" in it for it in wrong(hands)), "there is none yet")
    await until(lambda: not window.library._timer.isActive() and not window.library._aside.is_busy)
    (deep / "late.py").write_text("def add() -> int:\n    return 1\n")
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_F5)
    await until(lambda: window.run_status() == "completed")
    await until(lambda: not wrong(hands), "what the run has shown is known")
