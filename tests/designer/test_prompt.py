from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGraphicsView,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from designer.panels.prompt import MOST_LINES, Answer, ClosePrompt, MessageBar

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


def placed_over_room(window: QWidget) -> MessageBar:
    layout = window.layout()
    assert isinstance(layout, QVBoxLayout)
    bar = MessageBar(window)
    layout.addWidget(bar)
    layout.addWidget(QGraphicsView(window), 1)  # as the canvas: it would take all the room there is
    window.resize(700, 400)
    return bar


def line_height(bar: MessageBar) -> int:
    return bar.fontMetrics().lineSpacing()


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


@pytest.mark.parametrize(("lines", "seen"), [(1, 1), (4, 4), (8, 8), (30, MOST_LINES)])
def test_the_bar_is_as_high_as_its_words_and_then_they_scroll(qtbot, window, lines, seen) -> None:
    bar = placed_over_room(window)
    bar.say("\n".join(["A line of words."] * lines))
    words = bar.findChild(QScrollArea)
    line = line_height(bar)
    least = max(seen * line, button(bar, "messageClose").height())
    qtbot.waitUntil(lambda: least <= bar.height() <= least + 14)
    assert words.viewport().height() >= seen * line
    assert (words.verticalScrollBar().maximum() > 0) is (lines > MOST_LINES)


def test_a_long_sentence_is_higher_where_it_is_narrower_and_never_cut(qtbot, window) -> None:
    bar = placed_over_room(window)
    bar.say("It is a rather long sentence about /a/path/" + "that_goes_on_and_on" * 9)
    words = bar.findChild(QScrollArea)
    heights = []
    for width in (900, 500):
        window.resize(width, 400)
        qtbot.waitUntil(lambda width=width: bar.width() > width - 60)
        qtbot.waitUntil(lambda: abs(words.height() - words.sizeHint().height()) < 12)
        qtbot.waitUntil(lambda: words.verticalScrollBar().maximum() == 0)
        heights.append(words.height())
        assert words.widget().heightForWidth(words.viewport().width()) <= words.height()
    assert heights[0] < heights[1]


def test_the_bar_never_makes_the_window_higher(qtbot, window) -> None:
    bar = placed_over_room(window)
    window.resize(500, 130)
    bar.say("\n".join(["A line of words."] * 8))
    qtbot.waitUntil(lambda: bar.height() > 0)
    assert window.height() == 130
    assert bar.findChild(QScrollArea).verticalScrollBar().maximum() > 0


def test_the_bar_is_dismissed_from_elsewhere(window) -> None:
    bar = placed_over_room(window)
    given: list[str] = []
    assert not bar.dismiss()
    bar.say("The file is saved.")
    assert bar.dismiss()
    assert bar.sentence == ""
    answers = [
        Answer("Yes", "yes", lambda: given.append("yes")),
        Answer("No", "no", lambda: given.append("no")),
    ]
    bar.say("Really?", answers)
    assert bar.dismiss()
    assert (given, bar.sentence) == (["no"], "")


def test_the_keyboard_goes_back_to_where_it_was_before_the_question(qtbot, window) -> None:
    bar = placed_over_room(window)
    before, field, after = (QLineEdit(window) for _ in range(3))
    for one in (before, field, after):
        window.layout().addWidget(one)
        one.show()
    field.setFocus()
    bar.say("Really?", [Answer("Yes", "yes"), Answer("No", "no")])
    assert button(bar, "yes").hasFocus()
    qtbot.keyClick(button(bar, "yes"), Qt.Key.Key_Escape)
    assert field.hasFocus()


def test_answers_stand_below_the_words_where_there_is_little_room(qtbot, window) -> None:
    bar = placed_over_room(window)
    answers = [Answer("Save elsewhere…", "a"), Answer("Overwrite it", "b"), Answer("Cancel", "c")]
    bar.say("It was changed by somebody else since it was opened or saved here.", answers)
    words = bar.findChild(QScrollArea)
    for width, below in ((800, False), (420, True), (800, False)):
        window.resize(width, 400)
        qtbot.waitUntil(
            lambda below=below: (button(bar, "a").y() > words.geometry().bottom()) is below
        )
        qtbot.waitUntil(lambda: words.verticalScrollBar().maximum() == 0)
        for name in "abc":
            assert button(bar, name).width() >= button(bar, name).sizeHint().width()
