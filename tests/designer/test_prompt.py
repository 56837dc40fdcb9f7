from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from designer.panels.prompt import Answer, ClosePrompt, MessageBar

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    window.resize(700, 200)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    return window


def placed(window: QWidget, bar: MessageBar) -> MessageBar:
    layout = window.layout()
    assert layout is not None
    layout.addWidget(bar)
    return bar


def button(bar: QWidget, name: str) -> QPushButton:
    found = bar.findChild(QPushButton, name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "signal"),
    [("closeSave", "save"), ("closeDiscard", "discard"), ("closeCancel", "cancelled")],
)
def test_each_button_of_the_close_prompt_gives_its_answer_once(qtbot, window, name, signal) -> None:
    prompt = ClosePrompt(window)
    placed(window, prompt)
    heard: list[str] = []
    for each in ("save", "discard", "cancelled"):
        getattr(prompt, each).connect(lambda each=each: heard.append(each))
    prompt.ask("Untitled")
    assert prompt.objectName() == "closePrompt"
    assert "'Untitled' has changes" in prompt.sentence
    qtbot.mouseClick(button(prompt, name), Qt.MouseButton.LeftButton)
    assert heard == [signal]
    assert not prompt.isVisible()


def test_a_run_that_is_on_is_part_of_the_question(window) -> None:
    prompt = ClosePrompt(window)
    prompt.ask("Untitled", running=True)
    assert "stops the run" in prompt.sentence


def test_the_keyboard_answers_the_prompt(qtbot, window) -> None:
    prompt = ClosePrompt(window)
    placed(window, prompt)
    heard: list[str] = []
    prompt.save.connect(lambda: heard.append("save"))
    prompt.discard.connect(lambda: heard.append("discard"))
    prompt.cancelled.connect(lambda: heard.append("cancelled"))
    for keys in ([Qt.Key.Key_Return], [Qt.Key.Key_Tab, Qt.Key.Key_Return], [Qt.Key.Key_Escape]):
        prompt.ask("Untitled")
        qtbot.waitUntil(lambda: button(prompt, "closeSave").hasFocus())
        for key in keys:
            qtbot.keyClick(window.focusWidget(), key)
    assert heard == ["save", "discard", "cancelled"]


def test_news_are_replaced_and_do_not_take_the_focus(qtbot, window) -> None:
    bar = MessageBar(window)
    placed(window, bar)
    closed: list[bool] = []
    bar.closed.connect(lambda: closed.append(True))
    bar.say("The disk is full.", icon="circle-x")
    bar.say("The file is saved.")
    assert bar.sentence == "The file is saved."
    assert window.focusWidget() is None or window.focusWidget().parent() is not bar
    qtbot.mouseClick(button(bar, "messageClose"), Qt.MouseButton.LeftButton)
    assert (bar.sentence, closed) == ("", [True])


def test_an_answer_may_ask_the_next_question(qtbot, window) -> None:
    bar = MessageBar(window)
    placed(window, bar)
    again = Answer("Again", "again", lambda: bar.say("And now?", [Answer("No", "no")]))
    bar.say("Stop it?", [again])
    qtbot.mouseClick(button(bar, "again"), Qt.MouseButton.LeftButton)
    assert bar.sentence == "And now?"
    assert bar.findChild(QPushButton, "again") is None
    assert button(bar, "no").isVisible()
