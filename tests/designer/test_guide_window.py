"""The guide in the application: pages, links, words, code, and F1 on whatever one is at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListView, QListWidget

from designer.panels.guide import GuideWindow, contents, kind_place
from designer.panels.guide.book import folder, headings, read_page, slug
from designer.panels.guide.browser import Browser
from designer.panels.guide.pictures import picture
from designer.theme import load_theme
from designer.window.guiding import _PLACES
from engine.registry import Registry
from tests.designer.hands import LEFT, Hands, until
from tests.guide.photographs import EXAMPLE, FOLDER, HEIGHT, WIDTH
from tests.guide.test_photographs import FEW, differing, fields, grid

Open = Callable[..., Hands]


@pytest.fixture
def guide(open_designer: Open) -> Iterator[GuideWindow]:
    hands = open_designer()
    hands.window.findChild(QAction, "guide").trigger()
    made = hands.window.guiding.guide
    made.resize(900, 700)
    yield made
    made.close()


def follow(browser: Browser, words: str) -> None:
    """Click on the words of a link, where they are."""
    found = browser.document().find(words)
    assert not found.isNull(), words
    cursor = QTextCursor(found)
    cursor.setPosition(found.selectionStart() + 1)
    browser.setTextCursor(cursor)
    browser.ensureCursorVisible()
    QTest.mouseClick(
        browser.viewport(), LEFT, pos=browser.cursorRect(cursor).center() + QPoint(2, 0)
    )


def test_every_page_of_the_guide_is_listed_with_a_title() -> None:
    pages = {path.name for path in folder().glob("*.md")}
    assert {entry.name for entry in contents()} == pages
    assert all(entry.title for entry in contents())


def test_every_kind_and_every_help_leads_to_a_place_that_is_there() -> None:
    told = {heading.partition(":")[0] for heading in headings("kinds.md") if ":" in heading}
    assert {"ask", "http", "python", "set"} <= told <= set(Registry.installed().names())
    for place in (*(kind_place(name) for name in told), *_PLACES.values()):
        name, _, heading = place.partition("#")
        assert (folder() / name).is_file(), place
        assert not heading or heading in map(slug, headings(name)), place
    assert kind_place("no-such-kind") == ""


async def test_a_page_is_set_with_its_pictures_its_code_and_no_marks(guide: GuideWindow) -> None:
    for entry in contents():
        guide.open(entry.name)
        text = guide.browser.toPlainText()
        assert "\ue000" not in text
        assert "```" not in text
        assert _headings(guide.browser) == [_plain(words) for words in headings(entry.name)]
        for code in read_page(entry.name).codes:
            assert code.text.rstrip("\n").split("\n")[0] in text.replace("\u2028", "\n")
    guide.open("nowhere.md")
    assert "no page 'nowhere.md'" in guide.browser.toPlainText()


def _headings(browser: Browser) -> list[str]:
    found, block = [], browser.document().begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            found.append(block.text())
        block = block.next()
    return found


def _plain(markdown: str) -> str:
    return re.sub(r"[`*]", "", markdown)


def test_pictures_are_sharp_and_none_is_wider_than_the_page() -> None:
    theme = load_theme("light")
    colours = (theme["node"], theme["outline"])
    for path in (folder() / "pictures").iterdir():
        for ratio in (1.0, 2.0):
            image = picture(path, 400, ratio, *colours)
            assert not image.isNull(), path.name
            assert image.deviceIndependentSize().width() <= 400
        if path.suffix == ".svg":
            assert image.devicePixelRatio() == 2.0
    assert picture(folder() / "nothing.svg", 400, 1.0, *colours).isNull()


async def test_links_lead_to_pages_and_back_again(guide: GuideWindow) -> None:
    assert guide.shown == "index.md"
    follow(guide.browser, "The rules of planning")
    assert guide.shown == "planning.md"
    down = guide.browser.verticalScrollBar()
    down.setValue(120)
    guide.open("kinds.md#http-http-request")
    assert down.value() > 120
    listed = guide.findChild(QListWidget, "guidePages")
    assert listed.currentItem().text() == "Kinds of steps"
    QTest.keyClick(guide.browser, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert (guide.shown, down.value()) == ("planning.md", 120)
    QTest.keyClick(guide, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert guide.shown == "index.md"
    QTest.keyClick(guide, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert guide.shown == "planning.md"
    listed.itemClicked.emit(listed.item(1))
    assert guide.shown == "concepts.md"


async def test_words_are_found_round_and_round(guide: GuideWindow) -> None:
    guide.open("concepts.md")
    QTest.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = guide.findChild(QLineEdit, "guideFind")
    assert guide.focusWidget() is field
    QTest.keyClicks(field, "goal")
    first = guide.browser.textCursor().selectionStart()
    assert guide.browser.textCursor().selectedText().casefold() == "goal"
    seen = set()
    while (at := guide.browser.textCursor().selectionStart()) not in seen:
        seen.add(at)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(seen) > 2
    assert at == first
    QTest.keyClicks(field, "zebra")
    assert guide.findChild(QLabel, "guideTold").text() == "Nothing found"


async def test_code_is_copied_and_of_a_session_just_the_commands(guide: GuideWindow) -> None:
    guide.open("concepts.md")
    browser = guide.browser
    browser.anchorClicked.emit("copy:0")
    assert QGuiApplication.clipboard().text() == read_page("concepts.md").codes[0].text
    browser.anchorClicked.emit("copy:1")
    assert QGuiApplication.clipboard().text() == (
        "backcast plan tea.flow.json\nbackcast run tea.flow.json --quiet"
    )
    assert guide.findChild(QLabel, "guideTold").text() == "Copied"


async def test_a_link_to_an_example_opens_it_in_the_designer(open_designer: Open) -> None:
    hands = open_designer()
    guide = hands.window.guiding.guide
    guide.open("running.md")
    follow(guide.browser, "thousand-jobs")
    assert hands.window.document.path.name == "thousand-jobs.flow.json"
    guide.close()


async def test_nothing_outside_the_guide_is_read_or_fetched(guide: GuideWindow) -> None:
    browser = guide.browser
    for address in ("http://example.org/x.png", "../../README.md", "/etc/hostname"):
        assert browser.loadResource(2, address) is None or browser.loadResource(2, address).isNull()
    browser.linked.emit("../../../pyproject.toml")
    assert guide.shown == "index.md"
    browser.linked.emit("https://example.org/")
    assert QGuiApplication.clipboard().text() == "https://example.org/"


async def test_f1_tells_of_what_one_is_at_and_twice_shows_all_keys(
    open_designer: Open, write_flow: Callable[..., Path]
) -> None:
    step = {"kind": "set", "config": {"values": {"x": 1}}, "outputs": {"x": {}}}
    hands = open_designer(write_flow({"one": step}, ["one"]))
    window, guide = hands.window, hands.window.guiding.guide
    hands.click_step("one")
    hands.key(Qt.Key.Key_F1)
    assert guide.isVisible()
    assert guide.shown == "kinds.md"
    assert "set" in guide.browser.textCursor().block().text()
    QTest.keyClick(guide.browser, Qt.Key.Key_F1)
    assert guide.isHidden()
    assert window.ways.sheet.isVisible()
    window.ways.sheet.dismiss()
    for name, page in (("paletteSearch", "kinds.md"), ("findField", "designer.md")):
        if name == "findField":
            window.findChild(QAction, "find").trigger()
        field = hands.find(QLineEdit, name)
        field.setFocus()
        window.guiding._since.invalidate()
        QTest.keyClick(field, Qt.Key.Key_F1)
        await until(lambda page=page: guide.shown == page, f"F1 in {name}")
        guide.close()
    window.ways.show_shortcuts()
    page = window.findChild(QDialog, "shortcuts")
    QTest.keyClick(page.findChild(QLineEdit, "shortcutSearch"), Qt.Key.Key_F1)
    assert guide.isVisible()
    assert guide.browser.textCursor().block().text() == "By keyboard"
    guide.close()
    page.close()
    window.canvas.setFocus()
    window.guiding._since.invalidate()
    QTest.keyClick(window, Qt.Key.Key_F1)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.ways.sheet.isVisible()
    window.ways.sheet.dismiss()


async def test_the_guide_shows_the_window_as_it_is(
    open_designer: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One photograph at once; all of them are taken anew by the long tests of the guide."""
    monkeypatch.setenv("BACKCAST_THEME", "light")
    hands = open_designer(EXAMPLE)
    window, canvas = hands.window, hands.canvas
    window.resize(WIDTH, HEIGHT)
    canvas.set_reduced_motion(True)
    await until(lambda: canvas.port_status("setup-account", "input", "email") == "missing")
    canvas.fit()
    await until(
        lambda: hands.window.parts.palette.findChild(QListView, "palette").model().rowCount()
    )
    kept = grid(FOLDER / "window.png")
    await until(lambda: differing(fields(window.grab().toImage()), kept) < FEW, "as in window.png")


async def test_the_guide_follows_the_theme(
    guide: GuideWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKCAST_THEME", raising=False)
    window = guide.parent()
    guide.open("concepts.md")
    colours = set()
    for name in ("light", "dark"):
        window.choose_theme(name)
        frame = guide.browser.document().rootFrame().childFrames()
        assert frame
        colours.add(frame[0].frameFormat().background().color().name())
    window.choose_theme("")
    assert len(colours) == 2
