from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QPushButton

from designer.panels.code_words import Grammar, tokens
from designer.session.code_file import code_of_lines, line_of_code
from designer.session.journal import SUFFIX
from designer.theme import theme_of
from tests.designer.dying import CTRL
from tests.designer.hands import Hands, until
from tests.designer.test_killed import kill_at_work

pytestmark = pytest.mark.gui

Open = Callable[..., Hands]
ONE = "def one() -> int:\n    return 1\n"
TWO = "def two() -> int:\n    return 2\n"


def step(function: str) -> dict[str, object]:
    return {"kind": "python", "config": {"function": function}, "outputs": {function[-3:]: {}}}


def flow(folder: Path, name: str, **functions: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "first.py").write_text(ONE)
    (folder / "second.py").write_text(TWO)
    steps = {id_: step(function) for id_, function in functions.items()}
    path = folder / f"{name}.flow.json"
    path.write_text(json.dumps({"format": "backcast/1", "goals": list(steps)[:1], "steps": steps}))
    return path


def found(name: str, folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*/{name}"))


def edit(hands: Hands, step: str) -> QPlainTextEdit:
    hands.canvas.select([step])
    QTest.keyClick(hands.window, Qt.Key.Key_F4)
    return hands.find(QPlainTextEdit, "codeText")


def type_first(text: QPlainTextEdit, line: str) -> None:
    QTest.keyClick(text, Qt.Key.Key_Home, CTRL)
    QTest.keyClicks(text, line)
    QTest.keyClick(text, Qt.Key.Key_Return)


@pytest.mark.timeout(120)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
async def test_code_that_is_typed_outlives_kill_9(
    open_designer: Open, tmp_path: Path, home: Path
) -> None:
    path = flow(tmp_path / "f", "f", a="first:one")
    kill_at_work(tmp_path / "log", 1, [path], idle=True, count=-1)
    assert (path.parent / "first.py").read_text() == ONE
    hands = open_designer()
    panel = hands.window.parts.recover
    await until(panel.isVisible, "it is offered")
    told = " ".join(label.text() for label in panel.findChildren(QLabel))
    assert f"first.py · {path.parent}" in told
    assert "line 1 and what follows differ: '# precious: f'" in told
    hands.click("recover:0")
    text = hands.find(QPlainTextEdit, "codeText")
    assert text.toPlainText() == f"# precious: f\n{ONE}"
    assert (path.parent / "first.py").read_text() == ONE
    assert hands.window.coding.sheet.line == 1
    assert hands.window.isWindowModified()
    QTest.keyClick(text, Qt.Key.Key_S, CTRL)
    assert (path.parent / "first.py").read_text() == f"# precious: f\n{ONE}"
    assert not hands.window.isWindowModified()
    await until(lambda: not found(f".*{SUFFIX}", tmp_path), "there is nothing to recover")


async def test_half_typed_code_stays_in_its_file_while_another_is_shown(
    open_designer: Open, tmp_path: Path
) -> None:
    path = flow(tmp_path / "f", "f", one="first:one", two="second:two")
    first, second = path.parent / "first.py", path.parent / "second.py"
    hands = open_designer(path)
    window, sheet = hands.window, hands.window.coding.sheet
    saved = window.findChild(QLabel, "saved")
    type_first(edit(hands, "one"), "def broken(")
    assert window.isWindowModified()
    assert saved.text() == "● code unsaved"
    edit(hands, "two")
    assert sheet.text == TWO
    assert first.read_text() == ONE
    assert window.isWindowModified()
    type_first(hands.find(QPlainTextEdit, "codeText"), "# mine")
    choice = hands.find(QComboBox, "codeFiles")
    assert [choice.itemText(n) for n in range(choice.count())] == ["● second.py", "● first.py"]
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert sheet.text == f"def broken(\n{ONE}"
    assert sheet.line == 2
    assert sheet.is_changed
    shown = hands.find(QPlainTextEdit, "codeText")
    QTest.keyClick(shown, Qt.Key.Key_Z, CTRL)
    assert sheet.text == f"def broken({ONE}"  # Undo goes on as if no other had been shown
    QTest.keyClick(shown, Qt.Key.Key_Z, CTRL)
    assert sheet.text == ONE  # and comes to what is saved
    assert not sheet.is_changed
    for _ in range(2):
        QTest.keyClick(shown, Qt.Key.Key_Y, CTRL)
    assert sheet.text == f"def broken(\n{ONE}"
    assert sheet.is_changed
    for name in ("second.py", "first.py"):
        assert window.findChild(QAction, "nextCode").isEnabled()
        window.findChild(QAction, "nextCode").trigger()
        assert window.coding.files.path.name == name
    window.close()
    hands.click("codeCloseDiscard")  # of the file that was edited first
    assert window.parts.bar.sentence == "'second.py' has changes that are not saved."
    assert sheet.text == f"# mine\n{TWO}"
    hands.click("codeCloseCancel")
    assert sheet.is_changed
    window.close()
    hands.click("codeCloseDiscard")  # nothing was given up: it is asked again
    hands.click("codeCloseSave")
    await until(lambda: not window.isVisible(), "the window closes")
    assert (first.read_text(), second.read_text()) == (ONE, f"# mine\n{TWO}")
    assert not found(f".*{SUFFIX}", tmp_path)


async def test_code_that_is_saved_can_be_undone_after_another_file_was_shown(
    open_designer: Open, tmp_path: Path
) -> None:
    path = flow(tmp_path / "f", "f", one="first:one", two="second:two")
    first = path.parent / "first.py"
    hands = open_designer(path)
    sheet = hands.window.coding.sheet
    text = edit(hands, "one")
    type_first(text, "# mine")
    QTest.keyClick(text, Qt.Key.Key_S, CTRL)
    assert edit(hands, "two") is not text
    assert hands.find(QPlainTextEdit, "codeText").toPlainText() == TWO
    assert edit(hands, "one") is text
    for _ in range(2):
        QTest.keyClick(text, Qt.Key.Key_Z, CTRL)
    assert (sheet.text, sheet.is_changed) == (ONE, True)
    assert first.read_text() == f"# mine\n{ONE}"
    QTest.keyClick(text, Qt.Key.Key_S, CTRL)
    edit(hands, "two")
    first.write_text(f"# of somebody else\n{ONE}")
    assert edit(hands, "one").toPlainText() == f"# of somebody else\n{ONE}"
    assert not text.document().isUndoAvailable(), "what was typed was typed in another text"


async def test_esc_throws_no_code_away(open_designer: Open, tmp_path: Path) -> None:
    path = flow(tmp_path / "f", "f", one="first:one")
    hands = open_designer(path)
    text = edit(hands, "one")
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert text.toPlainText() == ONE
    type_first(text, "# mine")
    QTest.keyClick(text, Qt.Key.Key_Escape)
    assert text.toPlainText() == f"# mine\n{ONE}"
    assert hands.window.coding.sheet.is_changed


async def test_saving_code_leaves_the_ends_of_lines_and_hard_spaces_as_they_are(
    open_designer: Open, tmp_path: Path
) -> None:
    path = flow(tmp_path / "f", "f", one="first:one")
    code = path.parent / "first.py"
    code.write_bytes("def one() -> str:\r\n    return '1\u00a0€'\r\n".encode())
    hands = open_designer(path)
    text = edit(hands, "one")
    type_first(text, "# mine")
    QTest.keyClick(text, Qt.Key.Key_S, CTRL)
    assert code.read_bytes().decode() == (
        "# mine\r\ndef one() -> str:\r\n    return '1\u00a0€'\r\n"
    )
    type_first(text, "# more")
    QTest.keyClick(text, Qt.Key.Key_S, CTRL)
    assert code.read_bytes().count(b"\r\n") == 4  # and nobody else is thought to have written


@pytest.mark.parametrize(
    ("before", "after"),
    [("", "a"), ("a", ""), ("aa", "aaa"), ("abcabc", "abc"), ("ä\n𝄞x", "ä\n𝄞𝄞x"), ("ab", "ba")],
)
def test_a_line_of_the_journal_turns_one_text_into_another(before: str, after: str) -> None:
    line = line_of_code(before, after)
    assert code_of_lines(before, line) == after
    assert code_of_lines(before, line[:-2]) == before


async def test_a_file_that_is_no_python_is_opened_where_it_is_broken(
    open_designer: Open, tmp_path: Path
) -> None:
    path = flow(tmp_path / "f", "f", one="first:one", two="second:two")
    broken = "def other() -> int:\n    return 3\n\n\nx = = 1\n" + ONE
    (path.parent / "first.py").write_text(broken)
    hands = open_designer(path)
    text = edit(hands, "one")
    assert hands.window.coding.form.isHidden()
    assert (text.toPlainText(), hands.window.coding.sheet.line) == (broken, 5)
    assert text.textCursor().positionInBlock() == 4


async def test_the_question_for_a_new_function_goes_with_its_tab_and_writes_where_it_says(
    open_designer: Open, tmp_path: Path
) -> None:
    one, two = (flow(tmp_path / name, name, one="first:one") for name in ("one", "two"))
    hands = open_designer(one)
    window = hands.window
    window.open_path(str(two))
    form, documents = window.coding.form, [page.document for page in window.pages.all]
    before = [document.diagram for document in documents]
    QTest.keyClick(window, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.AltModifier)
    assert form.isVisible()
    bar = window.parts.tabs
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(0).center())
    assert window.document is documents[0]
    assert form.isHidden()
    QTest.keyClick(window, Qt.Key.Key_N, CTRL | Qt.KeyboardModifier.AltModifier)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    window.save_path(str(elsewhere / "one.flow.json"))
    hands.type_into("stubFile", "third.py", commit=False)
    hands.click("stubGo")
    assert form.isVisible()  # it asks anew, and says where
    told = " ".join(label.text() for label in form.findChildren(QLabel))
    assert f"Folder: {elsewhere}" in told
    assert not found("third.py", tmp_path)
    hands.type_into("stubFile", "third.py", commit=False)
    hands.click("stubGo")
    assert found("third.py", tmp_path) == [elsewhere / "third.py"]
    assert len(documents[0].diagram.flow.steps) == 2
    assert documents[1].diagram is before[1]


def coloured(text: QPlainTextEdit, line: int) -> list[tuple[str, str]]:
    """The parts of a line that stand out, and what as: by the theme's colour."""
    theme = theme_of(text.palette())
    names = {
        theme[colour].name(): kind for kind, colour in (("string", "pinned"), ("word", "goal"))
    }
    block = text.document().findBlockByNumber(line - 1)
    return [
        (block.text()[it.start : it.start + it.length], kind)
        for it in block.layout().formats()
        if (kind := names.get(it.format.foreground().color().name()))
    ]


async def test_a_string_of_many_lines_is_coloured_as_one_while_it_is_typed(
    open_designer: Open, tmp_path: Path
) -> None:
    path = flow(tmp_path / "f", "f", one="first:one")
    (path.parent / "first.py").write_text("def one() -> int:\n    return 1\nx = 'a'\n")
    hands = open_designer(path)
    text = edit(hands, "one")
    assert coloured(text, 2) == [("return", "word"), ("1", "word")]
    QTest.keyClick(text, Qt.Key.Key_Home, CTRL)
    QTest.keyClick(text, Qt.Key.Key_Down)
    type_here = [
        '"' * 3 + "Take the user's",
        "word if not in it, as",
        "we said." + '"' * 3 + " or 1",
    ]
    for line in type_here:
        QTest.keyClicks(text, line)
        QTest.keyClick(text, Qt.Key.Key_Return)
    await until(lambda: coloured(text, 4)[1:], "the colours follow")
    assert coloured(text, 2) == [(type_here[0], "string")]
    assert coloured(text, 3) == [(type_here[1], "string")]
    assert coloured(text, 4) == [("we said." + '"' * 3, "string"), ("or", "word"), ("1", "word")]
    assert coloured(text, 5) == [("return", "word"), ("1", "word")]
    assert coloured(text, 6) == [("'a'", "string")]


def test_a_string_in_single_quotes_ends_with_its_line_unless_a_backslash_is_its_last() -> None:
    assert tokens("x = 'it", Grammar.PYTHON)[1] == ""
    assert tokens("x = 'it\\", Grammar.PYTHON)[1] == "'"
    assert tokens("x = 'it\\\\", Grammar.PYTHON)[1] == ""
    assert tokens("is' + 'b'", Grammar.PYTHON, "'") == ([(0, 3, "string"), (6, 3, "string")], "")


@pytest.mark.timeout(120)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
async def test_unsaved_work_that_is_asked_for_comes_before_other_news(
    open_designer: Open, tmp_path: Path, home: Path
) -> None:
    path = flow(tmp_path / "f", "f", a="first:one")
    hands = open_designer()
    window, panel, bar = hands.window, hands.window.parts.recover, hands.window.parts.bar
    asks = window.findChild(QAction, "recoverWork")
    asks.trigger()
    nothing = "There is no unsaved work to recover."
    await until(lambda: window.statusBar().currentMessage() == nothing, "it says so")
    kill_at_work(tmp_path / "log", 1, [path], idle=True, count=-1)
    bar.say("'f.flow.json' was changed by another program.", grab=False)
    asks.trigger()
    await until(panel.isVisible, "the list comes")
    assert not bar.isVisible()
    assert window.focusWidget() is hands.find(QPushButton, "recover:0")
    window.open_path(str(tmp_path / "nowhere.flow.json"))  # news that is newer
    assert bar.isVisible()
    assert not panel.isVisible()
    asks.trigger()
    await until(panel.isVisible, "the list that is there already comes again")
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
    assert bar.isVisible()
    window.open_path(str(path))
    text = edit(hands, "a")
    type_first(text, "# newer")
    asks.trigger()
    await until(panel.isVisible, "it was put off only")
    hands.click("recover:0")
    assert text.toPlainText() == f"# precious: f\n{ONE}"
    QTest.keyClick(text, Qt.Key.Key_Z, CTRL)
    assert text.toPlainText() == f"# newer\n{ONE}"  # beside which nothing is lost


async def test_files_of_one_name_are_told_apart_and_one_that_cannot_be_written_stays(
    open_designer: Open, tmp_path: Path
) -> None:
    one, two = (flow(tmp_path / name, name, one="first:one") for name in ("one", "two"))
    hands = open_designer(one)
    window, sheet = hands.window, hands.window.coding.sheet
    type_first(edit(hands, "one"), "# of one")
    window.open_path(str(two))
    type_first(edit(hands, "one"), "# of two")
    choice = hands.find(QComboBox, "codeFiles")
    assert choice.itemText(1) == f"● {one.parent / 'first.py'}"
    shutil.rmtree(two.parent)
    QTest.keyClick(hands.find(QPlainTextEdit, "codeText"), Qt.Key.Key_S, CTRL)
    assert window.parts.bar.sentence.startswith("'first.py' could not be written: ")
    assert sheet.is_changed
    window.findChild(QAction, "nextCode").trigger()
    assert sheet.text == f"# of one\n{ONE}"
    hands.click("codeSave")
    assert (one.parent / "first.py").read_text() == f"# of one\n{ONE}"
    assert window.isWindowModified()  # the other is there still
    window.findChild(QAction, "nextCode").trigger()
    assert sheet.text == f"# of two\n{ONE}"


async def test_a_run_says_whose_unsaved_code_it_goes_without(
    open_designer: Open, tmp_path: Path
) -> None:
    path = flow(tmp_path / "f", "f", one="first:one", spare="second:two")
    second = path.with_name("second.py")
    hands = open_designer(path)
    window, said = hands.window, []
    window.parts.status.messageChanged.connect(said.append)
    type_first(edit(hands, "spare"), "nonsense(((")
    hands.canvas.select(["spare"])
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_Delete)

    async def told_of_run() -> list[str]:
        said.clear()
        QTest.keyClick(hands.find(QPlainTextEdit, "codeText"), Qt.Key.Key_F5)
        await until(lambda: window.session.state.run and not window.session.is_running)
        assert window.run_status() == "completed"
        return [one for one in said if "without" in one]

    assert await told_of_run() == [], "no Step is made of it"
    path.with_name("first.py").write_text(f"import second\n{ONE}")
    assert await told_of_run() == ["This runs without what is typed in 'second.py' and not saved."]
    hands.canvas.select(["one"])
    hands.type_into("policy:timeout", "abc", commit=False)
    (both,) = await told_of_run()
    assert both.startswith("This runs without what is typed in 'one' and not taken over yet: 'abc'")
    assert both.endswith("; typed in 'second.py' and not saved.")
    assert second.read_text() == TWO, "Run never saves"
    window.coding.sheet.type_over(TWO)
    window.coding.files.save()
    assert not any("second.py" in one for one in await told_of_run())
