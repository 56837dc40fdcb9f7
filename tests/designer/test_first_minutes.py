"""The first ten minutes: the gallery, the tour, empty panels that lead on. Real keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from designer.assets import resource
from designer.panels.controls import IconButton, Sentence
from designer.panels.gallery import Gallery
from designer.panels.tour_card import beside
from designer.session.examples import read_examples
from designer.session.settings import Settings
from designer.translation import read_texts
from designer.window.files import example_files
from tests.designer.hands import LEFT, Hands, until

Open = Callable[..., Hands]


def cards(hands: Hands) -> QListView:
    return hands.find(QListView, "galleryCards")


def card_of(hands: Hands, title: str) -> QPoint:
    view = cards(hands)
    row = hands.window.galleries.gallery.shown().index(title)
    index = view.model().index(row, 0)
    view.scrollTo(index)
    return view.visualRect(index).center()


# the gallery


def test_every_example_says_what_it_is_and_what_it_teaches() -> None:
    examples = read_examples(example_files())
    german = read_texts(resource("translations", "de.ts"))
    assert {text for it in examples for text in (it.title, it.what, it.teaches)} <= german.keys()
    assert len(examples) == len(example_files()) >= 12
    assert all(it.title and it.what and it.teaches and it.kinds for it in examples)


async def test_the_gallery_shows_all_examples_with_their_pictures_and_finds_some(
    open_designer: Open,
) -> None:
    hands = open_designer()
    hands.click("welcomeGallery")
    gallery = hands.find(Gallery, "gallery")
    all_of_them = gallery.shown()
    assert len(all_of_them) == len(example_files())
    await until(lambda: gallery.pictures == len(all_of_them), "every card has its picture")
    pictures = {_fingerprint(gallery, row) for row in range(len(all_of_them))}
    assert len(pictures) == len(all_of_them)
    field = hands.find(QLineEdit, "gallerySearch")
    assert field.hasFocus()
    QTest.keyClicks(field, "csv plot")
    assert gallery.shown() == ["CSV report"]
    QTest.keyClicks(field, " zebra")
    assert gallery.shown() == []
    assert not hands.find(QPushButton, "galleryOpen").isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert gallery.isHidden()


def _fingerprint(gallery: Gallery, row: int) -> bytes:
    from designer.panels.gallery_card import PICTURE

    picture = gallery.findChild(QListView, "galleryCards").model().index(row, 0).data(PICTURE)
    assert picture.deviceIndependentSize().width() > 200
    return bytes(picture.toImage().constBits())


async def test_a_double_click_opens_an_example_and_keys_do_so_too(open_designer: Open) -> None:
    hands = open_designer()
    hands.window.findChild(QAction, "gallery").trigger()
    at = card_of(hands, "Three goals")
    QTest.mouseClick(cards(hands).viewport(), LEFT, pos=at)
    QTest.mouseDClick(cards(hands).viewport(), LEFT, pos=at)
    assert hands.window.galleries.gallery.isHidden()
    assert hands.window.document.diagram.flow.name == "Three goals"
    hands.window.findChild(QAction, "gallery").trigger()
    QTest.keyClick(hands.find(QLineEdit, "gallerySearch"), Qt.Key.Key_Down)
    assert hands.window.focusWidget() is cards(hands)
    QTest.keyClick(cards(hands), Qt.Key.Key_Right)
    wanted = cards(hands).currentIndex().data()
    QTest.keyClick(cards(hands), Qt.Key.Key_Return)
    assert hands.window.document.diagram.flow.name == wanted == "CSV report"


async def test_an_example_becomes_a_flow_of_ones_own_with_its_modules_and_data(
    open_designer: Open, folder: Path
) -> None:
    hands = open_designer()
    hands.window.findChild(QAction, "gallery").trigger()
    QTest.keyClicks(hands.find(QLineEdit, "gallerySearch"), "quality")
    hands.click("galleryCopy")
    dialog = await until(lambda: hands.window.findChild(QFileDialog))
    dialog.fileSelected.emit(str(folder / "mine.flow.json"))
    dialog.close()
    assert hands.window.document.path == folder / "mine.flow.json"
    made = {path.name for path in folder.iterdir()}  # noqa: ASYNC240 - a few names
    assert {"mine.flow.json", "quality.py", "readings.csv"} <= made
    kept = (folder / "readings.csv").read_bytes()
    assert kept == (example_files()[0].parents[1] / "quality-gate/readings.csv").read_bytes()


async def test_data_in_folders_comes_with_a_template_and_nothing_is_overwritten(
    open_designer: Open, folder: Path
) -> None:
    report = next(path for path in example_files() if path.stem.startswith("csv-report"))
    (folder / "sales.py").write_text("mine = True\n")
    hands = open_designer()
    hands.window.files.new_from(report)
    hands.window.save_path(str(folder / "report.flow.json"))
    there = sorted(path.name for path in (report.parent / "data").iterdir())
    assert sorted(path.name for path in (folder / "data").iterdir()) == there != []
    assert (folder / "sales.py").read_text() == "mine = True\n"


async def test_the_menu_of_examples_stays_short_and_leads_to_all(open_designer: Open) -> None:
    hands = open_designer()
    (menu,) = [m for m in hands.window.findChildren(QMenu) if m.title() == "Examples"]
    assert len(menu.actions()) <= 5
    menu.actions()[-1].trigger()
    assert hands.find(Gallery, "gallery").isVisible()
    QTest.keyClick(hands.window, Qt.Key.Key_Escape)
    assert hands.window.galleries.gallery.isHidden()


# the tour


async def test_the_tour_goes_on_by_what_the_user_does(open_designer: Open) -> None:
    hands = open_designer()
    hands.canvas.set_reduced_motion(True)
    hands.click("welcomeTour")
    tour, card = hands.window.touring, hands.window.touring.card
    await until(card.isVisible, "the card is there")
    ring = hands.find(QWidget, "tourRing").geometry()
    assert not card.geometry().intersects(ring)
    hands.drag_from_palette("ask", hands.canvas.viewport().rect().center() + QPoint(0, 150))
    await until(lambda: tour.stage == 1, "a step was added")
    new = next(s for s in hands.window.document.diagram.flow.steps if s not in ("greet", "letter"))
    hands.connect((new, "answer"), ("letter", "wish"))
    await until(lambda: tour.stage == 2, "it is connected")
    hands.window.document.undo()
    await until(lambda: tour.stage == 1, "undo leads back")
    hands.window.document.redo()
    hands.click_step("letter")
    hands.key(Qt.Key.Key_G)
    await until(lambda: tour.stage == 3, "there is a goal")
    await until(lambda: hands.window.canvas.step_status("letter") == "draft")
    hands.click("runButton")
    await until(lambda: hands.window.parts.form.isVisible(), "the name is asked")
    await until(lambda: not card.geometry().intersects(_area(hands, hands.window.parts.form)))
    hands.type_into("input:name", "Ada")
    question = hands.window.parts.question
    await until(question.isVisible, "the step asks")
    (field,) = [it for it in question.findChildren(QLineEdit) if it.isVisible()]
    QTest.keyClicks(field, "Good luck")
    QTest.keyClick(field, Qt.Key.Key_Return)
    await until(lambda: tour.stage == 4, "the run is done")
    hands.click_at(hands.canvas.port_center("letter", "output", "letter"))
    await until(lambda: tour.stage == 5, "a value was looked at")
    assert Settings().tour == 5
    hands.click("tourGuide")
    assert hands.window.guiding.guide.shown == "first-flow.md"
    assert card.isHidden()
    hands.window.guiding.guide.close()


def _area(hands: Hands, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(hands.window, QPoint()), widget.size())


async def test_the_tour_is_left_by_esc_and_gone_on_with_where_it_was(open_designer: Open) -> None:
    hands = open_designer()
    hands.click("welcomeTour")
    tour = hands.window.touring
    hands.click("tourHelp")
    hands.click("tourHelp")
    assert tour.stage == 2
    assert hands.window.document.undo_text.startswith("Connect")
    hands.key(Qt.Key.Key_Escape)  # nothing is selected any more
    hands.key(Qt.Key.Key_Escape)
    assert not tour.is_on
    assert tour.card.isHidden()
    assert not tour.card.ring.isVisible()
    await until(lambda: Settings().tour == 2)
    hands.window.findChild(QAction, "tour").trigger()
    assert tour.stage == 2
    assert tour.card.isVisible()
    other = open_designer()
    other.click("welcomeTour")
    assert other.window.touring.stage == 2
    assert len(other.window.document.diagram.flow.steps) == 3


async def test_the_tour_is_out_of_the_way_of_other_work(open_designer: Open) -> None:
    hands = open_designer()
    hands.click("welcomeTour")
    tour = hands.window.touring
    assert hands.canvas.hasFocus() or not tour.card.isAncestorOf(hands.window.focusWidget())
    hands.window.files.new()
    await until(tour.card.isHidden, "another document is shown")
    hands.window.pages.show(hands.window.pages.all[0])
    await until(tour.card.isVisible, "back again")
    hands.window.findChild(QAction, "shortcutSheet").trigger()
    await until(tour.card.isHidden, "the sheet is not covered")
    hands.window.ways.sheet.dismiss()
    await until(tour.card.isVisible)
    QTest.mouseClick(hands.find(IconButton, "tourLeave"), LEFT)
    assert tour.card.isHidden()


@pytest.mark.parametrize(
    ("target", "free"),
    [
        (QRect(10, 10, 100, 30), QRect(300, 100, 300, 200)),
        (QRect(850, 300, 140, 60), QRect(500, 250, 490, 150)),
        (QRect(200, 20, 780, 300), QRect()),
        (QRect(0, 0, 1000, 330), QRect(0, 0, 1000, 330)),
        (QRect(480, 290, 60, 40), QRect(200, 200, 560, 150)),
    ],
)
def test_the_card_covers_nothing_that_it_talks_about(target: QRect, free: QRect) -> None:
    size, room = QSize(240, 160), QRect(0, 0, 1000, 600)
    placed = QRect(beside(target, size, room, free), size)
    assert room.contains(placed)
    assert not placed.intersects(target)
    assert not placed.intersects(free)


# empty panels


async def test_empty_panels_say_what_to_do_and_do_it(open_designer: Open, write_flow) -> None:
    step = {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}}
    hands = open_designer(write_flow({"one": step}, ["one"]))
    parts = hands.window.parts
    palette = parts.palette
    QTest.keyClicks(hands.find(QLineEdit, "paletteSearch"), "zebra")
    QTest.mouseClick(_link(palette, "showAllKinds"), LEFT)
    assert hands.find(QLineEdit, "paletteSearch").text() == ""
    assert _links(palette) == []
    hands.window.past.show_history()
    assert _links(hands.window.past.panel) == ["run"]
    parts.show_tab(parts.log)
    assert _links(parts.log) == ["run", "history"]
    QTest.mouseClick(_link(parts.log, "run"), LEFT)
    await until(lambda: hands.window.run_status() == "completed", "the link runs the flow")
    await until(lambda: _links(parts.log) == [])
    hands.window.timing.open()
    await until(lambda: _links(hands.window.timing.panel) == [])


async def test_an_empty_flow_says_by_which_key_a_step_is_found(open_designer: Open) -> None:
    hands = open_designer()
    keymap = hands.window.ways.keymap
    (sentence,) = hands.find(QWidget, "welcome").findChildren(Sentence)
    assert "press Tab to search" in sentence.text()
    keymap.bind("addStep", ("Ctrl+Space",))
    assert "press Ctrl+Space to search" in sentence.text()
    keymap.bind("addStep", ())
    assert "search" not in sentence.text()
    keymap.reset("addStep")


async def test_where_no_file_of_code_is_open_nothing_is_typed(open_designer: Open) -> None:
    hands = open_designer()
    sheet = hands.window.coding.sheet
    hands.window.parts.show_tab(sheet)
    field = hands.find(QPlainTextEdit, "codeText")
    QTest.mouseClick(field.viewport(), LEFT)
    QTest.keyClicks(field, "lost")
    assert (sheet.text, sheet.is_changed) == ("", False)
    assert "choose 'Edit the code'" in field.placeholderText()


async def test_an_empty_outline_and_a_missing_goal_lead_on(open_designer: Open, write_flow) -> None:
    hands = open_designer()
    hands.window.ways.show_outline()
    outline = hands.window.parts.outline
    await until(lambda: _links(outline) == ["tour", "gallery"])
    QTest.mouseClick(_link(outline, "gallery"), LEFT)
    assert hands.window.galleries.gallery.isVisible()
    hands.window.galleries.gallery.dismiss()
    step = {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}}
    hands.window.open_path(str(write_flow({"one": step}, [])))
    await until(lambda: _links(outline) == [])
    line = hands.window.parts.plan_line
    await until(lambda: line.text().startswith("No goal yet"))
    line._words.linkActivated.emit("help:")
    assert hands.window.guiding.guide.shown == "concepts.md"
    hands.window.guiding.guide.close()


def _link(panel: QWidget, command: str) -> QPushButton:
    (button,) = [b for b in panel.findChildren(QPushButton, f"lead:{command}") if b.isVisible()]
    return button


def _links(panel: QWidget) -> list[str]:
    buttons = [b for b in panel.findChildren(QPushButton) if b.objectName().startswith("lead:")]
    return [
        b.objectName().partition(":")[2]
        for b in buttons
        if not b.isHidden() and b.isVisibleTo(panel)
    ]


def test_a_setting_that_makes_no_sense_begins_the_tour_anew(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "settings.ini").write_text("[window]\ntour=soon\n")
    assert Settings().tour == 0
