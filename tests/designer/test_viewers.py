"""What shows a value: fast whatever its size, and harmless whatever is in it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication, QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from designer.panels.viewers.differing import DifferenceView, lines_of, pairs
from designer.panels.viewers.files import FileView
from designer.panels.viewers.pictures import PictureView, harmless
from designer.panels.viewers.plots import Numbers
from designer.panels.viewers.rich import Page
from designer.panels.viewers.rows import Lists
from designer.panels.viewers.shelf import Shelf
from designer.panels.viewers.tables import TableView
from designer.panels.viewers.texts import PART, TextView
from designer.panels.viewers.trees import Tree, TreeModel
from designer.panels.viewers.viewing import shown
from engine.value import Secret, Unkept

LONGEST_TURN = 0.25
"""Seconds that the window may be held up, on a machine that does other things besides."""


@pytest.fixture
def put(qtbot: Any) -> Callable[[Any], QWidget]:
    """Shows a value by the viewer that suits it best."""
    parent = QWidget()
    parent.resize(700, 300)
    qtbot.addWidget(parent)
    shelf = Shelf([])

    def show(value: Any, **more: Any) -> QWidget:
        given = shown(value, **more)
        view = shelf.fits(given)[0].viewer.widget(given, parent)
        view.resize(700, 300)
        parent.show()
        view.show()
        return view

    return show


def best(value: Any, **more: Any) -> str:
    return Shelf([]).fits(shown(value, **more))[0].viewer.name


def settle(view: TableView) -> float:
    """Let a table finish; the longest that the window was held up meanwhile."""
    longest = 0.0
    until = time.monotonic() + 30
    while view.is_busy:
        before = time.perf_counter()
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - before)
        assert time.monotonic() < until, "it never ends"
    return longest


def column(view: TableView, at: int) -> list[Any]:
    model = view.model
    return [model.data(model.index(row, at)) for row in range(min(model.rowCount(), 5))]


def png(width: int = 20, height: int = 10) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def test_each_value_finds_the_viewer_that_suits_it(qapp, tmp_path):
    (tmp_path / "a.png").write_bytes(png())
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n")
    (tmp_path / "a.bin").write_bytes(b"\0\1")
    url = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    assert best([{"a": 1}, {"a": 2}]) == "table"
    assert best([[1, 2], [3, 4]]) == "table"
    assert best({"a": [1, 2], "b": [3, 4]}) == "table"
    assert best("a;b\n1;2\n3;4\n") == "table"
    assert best({"a": {"b": 1}}) == "tree"
    assert best('{"a": 1}') == "text"
    assert best("just a text") == "text"
    assert best(12) == "text"
    assert best(png()) == best(url) == best(str(tmp_path / "a.png")) == "picture"
    assert best("a.png", format="path", folder=tmp_path) == "picture"
    assert best(str(tmp_path / "a.csv")) == "table"
    assert best(str(tmp_path / "a.bin")) == "file"
    assert best("<!doctype html><h1>x</h1>") == "html"
    assert best("# Title\n\n- a\n- b\n") == "markdown"
    assert best(Secret("env:TOKEN")) == best("env:TOKEN", format="secret") == "secret"
    assert best(Unkept("Parcel", "<Parcel>")) == best(object()) == "plain"


def test_a_million_rows_are_there_at_once(put):
    rows = [[n, True] for n in range(1_000_000)]
    before = time.process_time()
    view = put(rows)
    assert isinstance(view, TableView)
    settle(view)
    view.view.scrollToBottom()
    view.view.grab()
    assert time.process_time() - before < 1.5
    assert view.model.data(view.model.index(999_999, 0)) == "999999"


def test_many_rows_are_sorted_without_holding_up_the_window(put):
    view = put([{"n": (n * 7919) % 200_003, "even": n % 2 == 0} for n in range(200_000)])
    view.sort(0)
    assert settle(view) < LONGEST_TURN
    assert column(view, 0) == ["0", "1", "2", "3", "4"]
    view.sort(0)
    settle(view)
    assert column(view, 0)[0] == "200002"


def test_rows_are_filtered_by_words_and_by_conditions(put):
    view = put([{"n": n, "name": f"item {n}"} for n in range(100)] + [{"n": None, "name": "last"}])
    field = view.findChild(QLineEdit, "valueFilter")
    for text, found in (
        ("ITEM 7", 11),
        ("n > 97", 2),
        ("name: item 1 and n <= 11", 3),
        ("n = 5", 1),
        ("name = last", 1),
        ("n > 90, name: item 9", 9),
        ("n > 90,name: item 95", 1),
        ("n > 97,", 2),
        (", n > 97, , item 99", 1),
        ("n < abc", 0),
        ("", 101),
    ):
        field.setText(text)
        settle(view)
        assert view.model.rowCount() == found, text
    view.sort(0)
    settle(view)
    view.sort(0)
    settle(view)
    assert column(view, 1)[0] == "last", (
        "what is missing is at the end, and comes first upside down"
    )
    view.view.selectRow(1)
    QTest.keyClick(view.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "99\titem 99"


def test_a_comma_within_a_text_is_a_part_of_it(put):
    people = ["Smith, John", "Smith, Ada", "Jones, John", 'Miller and "Sons", Ltd']
    view = put([{"name": name, "age": 30 + n} for n, name in enumerate(people)])
    field = view.findChild(QLineEdit, "valueFilter")
    for text, found in (
        ("name = Smith, John", 1),
        ("name: smith, j", 1),
        ("name = Smith,", 0),
        ('name = "Smith, John"', 1),
        ('name = "Smith, John", age = 30', 1),
        ('name: "Smith", age > 30', 1),
        ("name = Smith, John, age > 30", 0),
        ("age < 32, smith", 2),
        ("name: john and smith", 1),
        ('name: "miller and"', 1),
        ('"Smith, A"', 1),
    ):
        field.setText(text)
        settle(view)
        assert view.model.rowCount() == found, text
    assert "Smith, John" in field.toolTip()


def test_a_comparison_with_what_is_no_number_says_so(put):
    view = put([{"n": n, "day": f"2026-01-{n + 10}"} for n in range(10)])
    field, told = view.findChild(QLineEdit, "valueFilter"), view.findChild(QLabel, "valueRows")
    for text, said in (
        ("n > abc", "'abc' is not a number"),
        ("day: 2026, n <= 3,5", "'3,5' is not a number"),
        (f"n > {'x' * 90}", f"'{'x' * 16}…' is not a number"),
        ("n > ", "10 rows"),
        ("n > 7", "2 of 10 rows"),
        ("day > 2026-01-17", "2 of 10 rows"),
    ):
        field.setText(text)
        settle(view)
        assert told.text() == said, text


def test_csv_is_read_to_its_end_and_its_numbers_are_numbers(put):
    text = "name,size\n" + "".join(f'"a, {n}",{n}\n' for n in range(30_000))
    view = put(text)
    assert settle(view) < LONGEST_TURN
    assert view.model.rowCount() == 30_000
    view.sort(1)
    view.sort(1)
    settle(view)
    assert column(view, 1)[0] == "29999"


def test_a_frame_is_shown_though_its_package_is_not_imported_here(put):
    view = put(_Frame())
    assert isinstance(view, TableView)
    assert view.model.source.columns == ["a", "b"]
    assert column(view, 1) == ["1", "11"]


class _Frame:
    """What a viewer asks of a frame of pandas."""

    shape = (2, 2)
    columns = ("a", "b")

    class iat:  # noqa: N801
        def __getitem__(self, place: tuple[int, int]) -> int:
            return place[0] * 10 + place[1]

    iat = iat()  # type: ignore[assignment,misc]

    def memory_usage(self) -> Any:
        raise AssertionError("not asked for here")


_Frame.__module__ = "pandas.core.frame"


def test_a_column_is_plotted_and_said_in_words(put):
    view = put([{"x": n, "y": n * n} for n in range(50)])
    button = view.findChild(QWidget, "valuePlotButton")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    plot = view.findChild(QWidget, "valuePlot")
    until = time.monotonic() + 5
    while not plot.numbers.count and time.monotonic() < until:
        QApplication.processEvents()
    assert plot.accessibleDescription() == "50 numbers from 0 to 49"
    dark = plot.grab().toImage()
    blues = sum(
        dark.pixelColor(x, y).blue() > dark.pixelColor(x, y).red() + 60
        for x in range(0, dark.width(), 2)
        for y in range(0, dark.height(), 2)
    )
    assert blues > 20, "a line is drawn"
    gathered = Numbers()
    list(gathered.gather(Lists([1, 2, 2, None, "x", True]), range(6), 0))
    assert (gathered.count, gathered.least, gathered.greatest) == (3, 1.0, 2.0)
    assert gathered.bins[0] == 1
    assert gathered.bins[-1] == 2


def test_fifty_megabytes_of_text_open_at_once_and_are_searched_to_the_end(put):
    text = "one long line of a text, again and again\n" * 1_250_000 + "the needle"
    before = time.process_time()
    view = put(text)
    assert isinstance(view, TextView)
    assert time.process_time() - before < 1.5
    box = view.findChild(QPlainTextEdit, "valueText")
    assert len(box.toPlainText()) <= PART
    find = view.findChild(QLineEdit, "valueFind")
    before = time.process_time()
    QTest.keyClicks(find, "NEEDLE")
    QTest.keyClick(find, Qt.Key.Key_Return)
    assert time.process_time() - before < 3
    assert box.textCursor().selectedText() == "needle"
    assert view.findChild(QWidget, "valuePartBefore").isEnabled()
    view.turn(-1)
    assert "needle" not in box.toPlainText()


def test_one_line_of_many_megabytes_is_cut_into_parts(put):
    view = put("x" * 5_000_000)
    box = view.findChild(QPlainTextEdit, "valueText")
    assert len(box.toPlainText()) == PART
    view.seek(1)
    view.turn(100)
    assert len(box.toPlainText()) == PART


def test_a_tree_of_a_million_items_is_opened_part_by_part(put, qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    before = time.process_time()
    model = TreeModel({"items": list(range(1_000_000)), "deep": {"er": [None, True]}})
    tree = Tree(model, parent)
    assert time.process_time() - before < 1
    items = model.index(0, 0)
    assert model.rowCount(items) == 1_000
    part = model.index(999, 0, items)
    assert model.data(part) == "999,000 … 999,999"
    last = model.index(999, 0, part)
    assert (model.data(last), model.value(last)) == ("999999", 999_999)
    assert model.parent(last) == part
    assert model.value(part)[0] == 999_000
    deep = model.index(0, 0, model.index(1, 0))
    tree.setCurrentIndex(deep)
    QTest.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert json.loads(QGuiApplication.clipboard().text()) == [None, True]


def test_pictures_are_shown_within_limits(put):
    view = put(png(3_000, 20))
    assert isinstance(view, PictureView)
    assert view.image.width() == 3_000
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect/></svg>'
    picture = put(drawing)
    assert not picture.image.isNull()  # type: ignore[attr-defined]
    label = picture.findChild(QWidget, "valuePicture")
    assert label.accessibleDescription().startswith("SVG · 40 × 20")
    broken = put(b"\x89PNG\r\n\x1a\nrubbish")
    assert "cannot be read" in broken.findChild(QWidget, "valuePicture").accessibleDescription()


def test_a_drawing_loads_nothing_from_elsewhere():
    evil = (
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>'
        b'<image href="/etc/hostname"/><image xlink:href=\'http://x/\'/><use href="#own"/></svg>'
    )
    safe = harmless(evil)
    for part in (b"ENTITY", b"/etc", b"http:"):
        assert part not in safe
    assert b'href="#own"' in safe


def test_a_page_loads_nothing_but_pictures_of_its_own_folder(put, tmp_path, monkeypatch):
    inside, outside = tmp_path / "flow", tmp_path / "secret.png"
    inside.mkdir()
    (inside / "own.png").write_bytes(png())
    outside.write_bytes(png())
    page = put(
        '<html><script>alert(1)</script><img src="own.png"><img src="../secret.png">'
        f'<img src="file://{outside}"><img src="http://192.0.2.1/x.png"><link rel="stylesheet" href="x.css">'
        '<a href="https://example.org/x">go</a></html>',
        folder=inside,
    )
    assert isinstance(page, Page)
    browser = page.browser
    browser.grab()
    image = int(QTextDocument.ResourceType.ImageResource.value)
    assert bytes(browser.loadResource(image, QUrl("own.png")))  # type: ignore[call-overload]
    refused = " ".join(browser.refused)
    assert "192.0.2.1" in refused
    assert "secret.png" in refused
    assert "alert" not in browser.toPlainText()
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    browser.anchorClicked.emit(QUrl("https://example.org/x"))
    assert opened == [], "nothing opens unasked"
    page.findChild(QPushButton, "valueOpenLink").click()
    assert opened == ["https://example.org/x"]
    browser.anchorClicked.emit(QUrl("file:///etc/passwd"))
    assert page.findChild(QPushButton, "valueOpenLink").isHidden()


def test_markdown_shows_html_as_text(put):
    page = put("# Title\n\n- **one** <b onclick=x>two</b>\n- three\n")
    assert "<b onclick=x>" in page.browser.toPlainText()  # type: ignore[attr-defined]


def test_a_file_is_opened_and_shown_in_its_folder(put, tmp_path, monkeypatch):
    file = tmp_path / "notes.log"
    file.write_text("first line\n")
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    view = put(str(file))
    assert isinstance(view, FileView)
    assert view.findChild(QPlainTextEdit, "valueFileText").toPlainText() == "first line\n"
    view.findChild(QPushButton, "valueOpen").click()
    view.findChild(QPushButton, "valueReveal").click()
    assert [Path(path) for path in opened] == [file, tmp_path]


def test_two_values_are_compared_place_by_place(put, qtbot):
    found, left_out = pairs({"a": 1, "b": [1], "c": 0}, {"a": 1.0, "b": [1], "d": 0})
    assert [(pair.key, pair.change) for pair in found] == [
        ("a", "changed"), ("b", "same"), ("c", "added"), ("d", "removed"),
    ]  # fmt: skip
    assert left_out == 0
    long = list(range(100_000))
    other = [*long[:50_000], -1, *long[50_001:]]
    found, left_out = pairs(other, long)
    assert [(pair.key, pair.now, pair.before) for pair in found] == [("50000", -1, 50_000)]
    assert left_out == 99_999
    lines = lines_of("a\nb\nc\nd", "a\nc\nx\nd")
    assert [(pair.key, pair.change) for pair in lines] == [
        ("1", "same"), ("2", "added"), ("3", "same"), ("", "removed"), ("4", "same"),
    ]  # fmt: skip
    parent = QWidget()
    qtbot.addWidget(parent)
    view = DifferenceView({"a": [1, 2]}, {"a": [1, 3]}, "another run", parent)
    top = view.tree.topLevelItem(0)
    inner = top.child(0).child(1)
    assert [inner.text(at) for at in range(3)] == ["≠ 1", "2", "3"]


class Loud:
    """A viewer of somebody's package."""

    name = "loud"
    title = "Loud"

    def accepts(self, given: Any) -> int:
        if given.value == "break":
            raise RuntimeError("no")
        return 99 if given.value == "loud" else 0

    def widget(self, given: Any, parent: QWidget) -> QWidget:
        return QLineEdit(str(given.value).upper(), parent)


def test_a_package_brings_a_viewer_and_a_broken_one_is_a_sentence(qapp):
    group = "backcast.viewers"
    shelf = Shelf(
        [
            EntryPoint("loud", f"{__name__}:Loud", group),
            EntryPoint("gone", "no.such.module:X", group),
            EntryPoint("none", "builtins:dict", group),
        ]
    )
    assert shelf.fits(shown("loud"))[0].viewer.name == "loud"
    assert len(shelf.complaints) == 2
    assert "'gone' cannot be used: ModuleNotFoundError" in shelf.complaints[0]
    assert next(fit.viewer.name for fit in shelf.fits(shown("break"))) == "text"
    assert "'loud' cannot be used: RuntimeError: no." in shelf.complaints[2]
