from __future__ import annotations

from typing import Literal

import pytest
from pydantic import Field
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from designer.panels.code import Code
from designer.panels.controls import Sentence
from designer.panels.fields import Choice, Line, Text
from designer.panels.forms import ConfigForm
from designer.panels.schema import Control, field_specs
from engine.plugin import KindConfig
from engine.value import ABSENT

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]


class Config(KindConfig):
    url: str = Field(title="Address", description="Where to ask.")
    body: str = Field("", json_schema_extra={"widget": "multiline"})
    tries: int = 3
    wait: float | None = None
    follow: bool = True
    strict: bool | None = None
    method: Literal["GET", "POST"] = "GET"
    words: list[str] = Field(default_factory=list)
    headers: dict[str, str] = Field(default_factory=dict)
    deep: dict[str, list[int]] = Field(default_factory=dict)


class Stand(QWidget):
    """A form with something beside it that can take the focus, and what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.config: dict = {}
        self.told: list[tuple[dict, str]] = []
        self.form = ConfigForm(self)
        self.other = QLineEdit(self)
        layout = QVBoxLayout(self)
        layout.addWidget(self.form)
        layout.addWidget(self.other)
        self.form.changed.connect(self.take)

    def take(self, config: dict, key: str) -> None:
        self.told.append((config, key))
        self.show_config(config)

    def show_config(self, config: dict) -> None:
        self.config = config
        self.form.show_config(Config, config)

    def part(self, key: str, kind: type):
        found = self.form.findChild(kind, f"config:{key}")
        assert found is not None
        return found

    def said(self) -> list[str]:
        return [
            s.text()
            for s in self.findChildren(Sentence)
            if s.property("role") == "wrong" and s.isVisible()
        ]


@pytest.fixture
def stand(qtbot) -> Stand:
    stand = Stand()
    qtbot.addWidget(stand)
    stand.show_config({"url": "http://x"})
    stand.show()
    stand.activateWindow()
    qtbot.waitExposed(stand)
    return stand


def test_every_property_gets_the_control_that_suits_it() -> None:
    controls = {spec.key: spec.control for spec in field_specs(Config, {})}
    assert controls == {
        "url": Control.LINE, "body": Control.MULTILINE, "tries": Control.INTEGER,
        "wait": Control.NUMBER, "follow": Control.CHECK, "strict": Control.CHOICE,
        "method": Control.CHOICE, "words": Control.LIST, "headers": Control.MAPPING,
        "deep": Control.TREE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", 7), ("tries", "three"), ("follow", "yes"), ("method", "PUT"), ("words", ["a\nb"]),
        ("words", ["a", ""]), ("words", [1]), ("headers", {"a": 1}), ("headers", []), ("tries", 1.5),
        ("tries", None), ("nobody-knows", {"a": [1]}),
    ],
)  # fmt: skip
def test_a_value_that_its_control_would_bend_is_edited_raw(key: str, value: object) -> None:
    spec = next(spec for spec in field_specs(Config, {key: value}) if spec.key == key)
    assert spec.control is Control.RAW
    assert spec.read(spec.write(value)) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [("url", "x y"), ("tries", 0), ("wait", 0.5), ("words", ["a", "", "b"]), ("body", " a\n\n")],
)
def test_a_control_gives_back_what_it_shows(key: str, value: object) -> None:
    spec = next(spec for spec in field_specs(Config, {key: value}) if spec.key == key)
    assert spec.control is not Control.RAW
    assert spec.read(spec.write(value)) == value


def test_an_empty_field_stands_for_nothing() -> None:
    for spec in field_specs(Config, {}):
        if spec.control not in (Control.CHECK, Control.CHOICE, Control.MAPPING):
            assert spec.read("") is ABSENT


def test_required_fields_are_marked_and_explained(stand: Stand) -> None:
    labels = [label.text() for label in stand.form.findChildren(QLabel)]
    assert "Address *" in labels
    assert "Where to ask." in labels
    assert stand.part("url", Line).accessibleName() == "Address, required"


def test_typing_is_told_once_when_the_focus_leaves(qtbot, stand: Stand) -> None:
    line = stand.part("url", Line)
    line.setFocus()
    qtbot.keyClicks(line, "/y")
    assert stand.told == []
    stand.other.setFocus()
    assert stand.told == [({"url": line.text()}, "url")]


def test_enter_commits_once_and_leaving_afterwards_does_not_again(qtbot, stand: Stand) -> None:
    line = stand.part("tries", Line)
    line.setFocus()
    qtbot.keyClicks(line, "5")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    stand.other.setFocus()
    assert stand.told == [({"url": "http://x", "tries": 5}, "tries")]


def test_a_cleared_field_leaves_the_config(qtbot, stand: Stand) -> None:
    stand.show_config({"url": "http://x", "tries": 5})
    line = stand.part("tries", Line)
    line.setFocus()
    line.selectAll()
    qtbot.keyClick(line, Qt.Key.Key_Delete)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert stand.config == {"url": "http://x"}
    assert line.placeholderText() == "3"


def test_what_is_no_number_is_refused_and_stays_typed(qtbot, stand: Stand) -> None:
    line = stand.part("tries", Line)
    line.setFocus()
    qtbot.keyClicks(line, "many")
    stand.other.setFocus()
    assert stand.told == []
    assert line.text() == "many"
    assert stand.said() == ["'many' is not a whole number."]
    stand.show_config({"url": "http://other"})
    assert line.text() == "many"
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), stand.said()) == ("", [])


def test_raw_json_is_checked_where_it_is_typed(qtbot, stand: Stand) -> None:
    text = stand.part("deep", Text)
    text.setFocus()
    qtbot.keyClicks(text, '{"a": [1')
    stand.other.setFocus()
    assert stand.told == []
    assert stand.said()[0].startswith("This is not JSON")
    text.setFocus()
    qtbot.keyClicks(text, "]}")
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stand.config["deep"] == {"a": [1]}
    assert stand.said() == []


def test_marks_and_choices_commit_at_once_and_the_default_is_not_written(
    qtbot, stand: Stand
) -> None:
    check = stand.part("follow", QCheckBox)
    assert check.isChecked()
    check.setFocus()
    qtbot.keyClick(check, Qt.Key.Key_Space)
    assert stand.config["follow"] is False
    qtbot.keyClick(check, Qt.Key.Key_Space)
    assert "follow" not in stand.config
    choice = stand.part("strict", Choice)
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert stand.config["strict"] is True
    qtbot.keyClick(choice, Qt.Key.Key_Up)
    assert "strict" not in stand.config


def test_a_list_has_one_item_a_line(qtbot, stand: Stand) -> None:
    text = stand.part("words", Text)
    text.setFocus()
    qtbot.keyClicks(text, "one")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    qtbot.keyClicks(text, "two words")
    qtbot.keyClick(text, Qt.Key.Key_Return)
    stand.other.setFocus()
    assert stand.config["words"] == ["one", "two words"]


def test_a_mapping_is_edited_by_rows(qtbot, stand: Stand) -> None:
    stand.show_config({"url": "x", "headers": {"A": "1"}})
    add = stand.form.findChild(QWidget, "config:headers:add")
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    key = stand.form.findChild(Line, "config:headers:1:key")
    qtbot.keyClicks(key, "A")
    stand.other.setFocus()
    assert stand.said() == ["Two rows have the same name. Give each a name of its own."]
    assert stand.told == []
    key.setFocus()
    qtbot.keyClicks(key, "B")
    value = stand.form.findChild(Line, "config:headers:1:value")
    value.setFocus()
    qtbot.keyClicks(value, "2")
    stand.other.setFocus()
    assert stand.config["headers"] == {"A": "1", "AB": "2"}
    assert stand.said() == []


def test_complaints_stand_at_their_fields(stand: Stand) -> None:
    stand.form.show_complaints({"url": "No such host.", "": "The key 'x' is missing."})
    assert sorted(stand.said()) == ["No such host.", "The key 'x' is missing."]
    stand.form.show_complaints({})
    assert stand.said() == []


def test_flush_commits_what_is_typed(qtbot, stand: Stand) -> None:
    line = stand.part("url", Line)
    line.setFocus()
    qtbot.keyClicks(line, "z")
    stand.form.flush()
    assert stand.told[0][1] == "url"


def test_an_unknown_kind_shows_its_config_raw(qtbot, stand: Stand) -> None:
    stand.form.show_config(None, {"url": "http://x", "n": 3})
    text = stand.part("n", Text)
    assert text.toPlainText() == "3"


def test_a_field_has_its_own_undo_until_it_commits(qtbot, stand: Stand) -> None:
    line = stand.part("url", Line)
    line.setFocus()
    qtbot.keyClicks(line, "abc")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "http://x"
    qtbot.keyClicks(line, "abc")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert not line.isUndoAvailable()


class Scripted(KindConfig):
    code: str = Field("", json_schema_extra={"widget": "code"})


def test_code_is_coloured_and_wrong_code_is_underlined_where_it_is(qtbot) -> None:
    form = ConfigForm()
    qtbot.addWidget(form)
    form.changed.connect(lambda config, key: form.show_config(Scripted, config))
    form.show_config(Scripted, {"code": "def f(x):\n    return 1 +"})
    form.show()
    field = form.findChild(Code, "config:code")
    qtbot.waitUntil(lambda: field.fault is not None)
    (mark,) = field.extraSelections()
    assert mark.cursor.blockNumber() == 1
    said = [s.text() for s in form.findChildren(Sentence) if s.isVisible()]
    assert said == ["Invalid syntax."]
    line = field.document().firstBlock()
    words = {line.text()[f.start : f.start + f.length] for f in line.layout().formats()}
    assert {"def", "f"} <= words
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "return")
    field.flush()
    qtbot.waitUntil(lambda: field.fault is None)
