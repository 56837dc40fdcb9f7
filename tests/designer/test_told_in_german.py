"""A window that speaks German says states and names in German wherever they are read or heard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel

from designer.canvas.accessible import interface
from designer.translation import install
from engine.flow import StepId
from tests.designer.conftest import EXAMPLE
from tests.designer.hands import until

WENT_WRONG = EXAMPLE.parents[1] / "what-went-wrong/what-went-wrong.flow.json"
ENGLISH = re.compile(
    r"\b(blocked|failed|completed|cached|running|missing|arrived|empty|pinned|goal|inputs|outputs|"
    r"not needed)\b"
)


@pytest.fixture
def german(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BACKCAST_LANGUAGE", "de")
    install(qapp, "de")
    yield
    install(qapp, "en")


async def test_states_and_names_of_a_failed_run_are_german_to_the_eye_and_to_the_ear(
    open_designer, german
):
    hands = open_designer(WENT_WRONG)
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_F5)
    await until(lambda: hands.window.run_status() == "failed")
    await until(lambda: not hands.window.session.is_running)
    hands.window.parts.show_panel("outline")
    view = hands.window.parts.outline.view
    view.expandAll()
    QApplication.processEvents()
    model, rows = view.model(), dict[str, tuple[str, str]]()

    def walk(above: QModelIndex) -> None:
        for row in range(model.rowCount(above)):
            at = model.index(row, 0, above)
            state = model.index(row, 1, above).data() or ""
            rows[at.data()] = state, at.data(Qt.ItemDataRole.AccessibleTextRole)
            walk(at)

    walk(QModelIndex())
    assert rows["Book invoices"][0] == "blockiert von „convert-prices“", "and said once"
    assert rows["Confirm import"][0] == "Ziel · blockiert von „convert-prices“"
    assert rows["Count items"][0].startswith("erledigt · ")
    assert rows["Convert prices"][0].startswith("fehlgeschlagen · ")
    assert all(not ENGLISH.search(state) for state, _ in rows.values())
    assert "fehlgeschlagen" in rows["Convert prices"][1]

    spoken = interface(hands.canvas).step(StepId("convert-prices"))
    assert spoken.text(QAccessible.Text.Value) == "fehlgeschlagen"
    told = spoken.text(QAccessible.Text.Description)
    assert told.startswith("fehlgeschlagen; ")
    assert "Eingänge: orders (angekommen)" in told
    port = spoken.child(0)
    assert port.text(QAccessible.Text.Value) == "angekommen"
    assert port.text(QAccessible.Text.Name) == "Eingang orders"
    assert "7 Schritte, 2 Ziele" in interface(hands.canvas).text(QAccessible.Text.Description)

    hands.canvas.select(["convert-prices"])
    hands.canvas.setFocus()
    hands.key(Qt.Key.Key_V)
    page = hands.window.parts.values.failure
    await until(page.isVisible)
    words = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "„convert-prices“ ist um" in words
    assert "was Schritt „read-orders“ lieferte" in words


async def test_what_an_edit_elsewhere_changed_is_told_with_german_quotes(
    open_designer, german, write_flow
):
    hands = open_designer(write_flow({"a": {"kind": "set"}}, ["a"]))
    write_flow({"b": {"kind": "set"}}, ["b"])
    await until(lambda: hands.window.parts.bar.sentence)
    hands.click("diskCompare")
    told = hands.window.parts.bar.sentence
    assert "„a“" in told
    assert "„b“" in told
    assert "'" not in told
