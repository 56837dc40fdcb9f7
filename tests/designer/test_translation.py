from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from designer.assets import resource
from designer.canvas.keyboard import COMMANDS
from designer.engine_words import CEL_TYPES, CEL_WORDS, EXPRESSION, JSON_WORDS, PYTHON, SENTENCES
from designer.panels.schema import field_specs
from designer.panels.shortcut_sheet import MOUSE
from designer.translation import (
    CONTEXT,
    install,
    languages,
    read_texts,
    wanted_language,
)
from designer.window.actions import ACTIONS
from designer.window.key_presets import PRESET_NAMES
from designer.window.refusing import REASONS
from designer.words import tr
from engine.plugin import StepKind
from engine.registry import Registry
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import until

ROOT = Path(__file__).parents[2] / "designer"
OTHERS = [file.stem for file in sorted(resource("translations").glob("*.ts"))]


def called_in(file: Path) -> Iterator[str]:
    """The texts that a module puts through `tr`."""
    for node in ast.walk(ast.parse(file.read_text())):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if named and node.func.id == "tr" and isinstance(node.args[0], ast.Constant):
            yield node.args[0].value


def hints_in(file: Path) -> Iterator[str]:
    """What a gesture says of its keys: texts that have a name, and are put through `tr` by it."""
    for node in ast.parse(file.read_text()).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        named = isinstance(target, ast.Name) and target.id.startswith("_HINT")
        if named and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def kinds() -> Iterator[StepKind]:
    registry = Registry.installed()
    return (registry.kind(name) for name in registry.names())


def texts_of(kind: StepKind) -> Iterator[str]:
    """What a kind is called and is for, and its fields."""
    yield from (kind.title, kind.description)
    for spec in field_specs(kind.config, {}):
        yield from filter(None, (spec.title, spec.description))


def every_text() -> set[str]:
    texts = {text for file in ROOT.rglob("*.py") for text in called_in(file)}
    texts |= {text for file in (ROOT / "canvas").rglob("*.py") for text in hints_in(file)}
    for action in ACTIONS:
        texts |= {action.text.partition("\t")[0], action.menu}
    texts |= {command.text for command in COMMANDS} | set(REASONS.values())
    texts |= {"Canvas", "Mouse and hands", "Steps", "Outline", "Inspector", "Problems and run"}
    texts |= {*SENTENCES, *JSON_WORDS, *CEL_WORDS, *CEL_TYPES.values(), EXPRESSION, PYTHON}
    texts |= {text for kind in kinds() for text in texts_of(kind)}
    return texts | set(PRESET_NAMES.values()) | {text for row in MOUSE for text in row}


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    install(qapp, "de")
    yield
    install(qapp, "en")


def test_german_is_there_and_english_needs_no_file():
    assert languages() == ("de", "en")


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_of_actions_menus_and_panels_has_been_translated(language):
    texts = read_texts(resource("translations", f"{language}.ts"))
    assert sorted(every_text() - texts.keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_facts_of_its_text_and_no_others(language):
    for source, spoken in read_texts(resource("translations", f"{language}.ts")).items():
        facts = [set(re.findall(r"\{(\w+)\}", text)) for text in (source, spoken)]
        assert facts[0] == facts[1], source
        assert not spoken.endswith("!"), spoken


def test_a_flow_is_called_the_same_in_all_german_texts():
    texts = read_texts(resource("translations", "de.ts")).values()
    assert [text for text in texts if re.search(r"\bFlows?\b", text)] == []


@pytest.mark.parametrize(
    ("said", "meant"), [("de", "de"), ("de_AT", "de"), ("DE-ch", "de"), ("en", "en"), ("xx", None)]
)
def test_the_environment_says_which_language_it_is(monkeypatch, said, meant):
    monkeypatch.setenv("BACKCAST_LANGUAGE", said)
    assert wanted_language() == meant or meant is None
    assert wanted_language() in languages()


def test_texts_go_through_qts_translation_and_come_back_to_english(qapp, german):
    assert QCoreApplication.translate(CONTEXT, "Save") == "Speichern"
    assert QCoreApplication.translate("Elsewhere", "Save") == "Save"
    assert tr("{count} Steps are selected", count=3) == "3 Schritte sind ausgewählt"
    assert tr("never written {name}", name="x") == "never written x"
    install(qapp, "en")
    assert tr("Save") == "Save"
    assert QCoreApplication.translate(CONTEXT, "Save") == "Save"


def test_a_file_that_makes_no_sense_and_unfinished_texts_leave_english(tmp_path):
    broken = tmp_path / "broken.ts"
    broken.write_text("<TS><context>")
    assert read_texts(broken) == read_texts(tmp_path / "nowhere.ts") == {}
    half = tmp_path / "half.ts"
    half.write_text(
        "<TS><context><name>Backcast</name>"
        "<message><source>One</source><translation>Eins</translation></message>"
        "<message><source>Two</source><translation type='unfinished'>Zwo</translation></message>"
        "<message><source>Three</source><translation/></message></context></TS>"
    )
    assert read_texts(half) == {"One": "Eins"}


async def test_a_german_window_speaks_german(monkeypatch, qapp, open_designer):
    monkeypatch.setenv("BACKCAST_LANGUAGE", "de")
    try:
        hands = open_designer(EXAMPLE)
        window = hands.window
        menus = [action.text() for action in window.menuBar().actions()]
        assert menus[0] == "Datei"
        assert hands.find(QPushButton, "runButton").text() == "Ausführen"
        await until(lambda: "braucht" in hands.canvas.step_text("setup-account"))
        hands.canvas.setFocus()
        hands.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        field = hands.find(QLineEdit, "chooserSearch")
        QTest.keyClicks(field, "rahmen")
        assert window.ways.chooser.shown()[0] == "Rahmen"
        window.ways.chooser.dismiss()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        assert buttons.buttons()[0].text() == "Abbrechen"  # Qt's own words
    finally:
        install(qapp, "en")


async def test_no_german_word_is_cut_off(monkeypatch, qapp, open_designer):
    monkeypatch.setenv("BACKCAST_LANGUAGE", "de")
    try:
        hands = open_designer(EXAMPLE)
        hands.click_step("setup-account")
        hands.window.ways.show_shortcuts()
        hands.window.ways.exporting.ask()
        await until(lambda: hands.window.ways.exporting.form.isVisible())
        pages = [hands.window, hands.window.ways._page]
        cut = [words for page in pages if page for words in _cut(page)]
        assert cut == []
    finally:
        install(qapp, "en")


def _cut(page: QWidget) -> Iterator[str]:
    """What has less room than its words take."""
    for widget in page.findChildren(QWidget):
        kinds = (QPushButton, QCheckBox)
        plain = isinstance(widget, QLabel) and not widget.wordWrap() and type(widget) is QLabel
        if not widget.isVisible() or not (isinstance(widget, kinds) or plain):
            continue
        if widget.width() < widget.minimumSizeHint().width():
            yield f"{widget.text()}: {widget.width()} < {widget.minimumSizeHint().width()}"
