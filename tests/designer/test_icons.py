from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QPushButton

from designer import icons
from designer.assets import resource
from designer.canvas.looking import step_look
from designer.canvas.looks import Around
from designer.session.catalog import Catalog
from engine.flow import Step, StepId
from engine.registry import Registry

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]
BLUE = QColor(10, 20, 240)


def painted(picture: QPixmap) -> set[tuple[int, int, int]]:
    image = picture.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {(c.red(), c.green(), c.blue()) for c in pixels if c.alpha() == 255}


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_picture_has_all_the_pixels_of_its_screen(qapp, ratio: float) -> None:
    made = icons.pixmap("play", BLUE, 16, ratio)
    assert made.size() == QSize(round(16 * ratio), round(16 * ratio))
    assert made.devicePixelRatio() == ratio
    drawn = icons.icon("play", BLUE).pixmap(QSize(16, 16), ratio)
    assert drawn.size() == made.size()
    assert painted(drawn)


def test_an_icon_is_drawn_in_the_colour_asked_for(qapp) -> None:
    assert painted(icons.pixmap("square", BLUE, 24)) == {(10, 20, 240)}


def test_a_disabled_icon_is_fainter(qapp) -> None:
    icon = icons.icon("square", BLUE)
    assert painted(icon.pixmap(QSize(24, 24)))
    assert not painted(icon.pixmap(QSize(24, 24), QIcon.Mode.Disabled))


@pytest.mark.parametrize("name", ["no-such-icon", "", "../fonts/OFL", "/etc/passwd"])
def test_an_unknown_icon_is_a_neutral_square(qapp, name: str) -> None:
    neutral = icons.pixmap("never-heard-of", BLUE, 24).toImage()
    assert icons.pixmap(name, BLUE, 24).toImage() == neutral
    assert painted(icons.pixmap(name, BLUE, 24))


def test_the_same_picture_is_made_once(qapp) -> None:
    first = icons.pixmap("flag", BLUE, 16, 1.0)
    assert icons.pixmap("flag", BLUE, 16, 1.0).cacheKey() == first.cacheKey()
    assert icons.pixmap("flag", QColor("red"), 16, 1.0).cacheKey() != first.cacheKey()


def test_an_icon_outlives_the_name_it_was_made_by(qtbot) -> None:
    button = QPushButton(icons.icon("save", BLUE), "Save")
    qtbot.addWidget(button)
    icons._icon.cache_clear()
    assert painted(button.icon().pixmap(QSize(24, 24)))


def test_every_icon_can_be_tinted_and_its_licence_is_there() -> None:
    files = sorted(resource("icons").glob("*.svg"))
    assert len(files) > 30
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert "currentColor" in text, file.name
        assert not re.search(r"(stroke|fill)=\"#", text), file.name
    assert "ISC" in resource("icons", "LICENSE").read_text(encoding="utf-8")


def test_a_card_has_the_icon_of_its_kind_as_the_palette_shows_it() -> None:
    offers = Catalog(Registry.installed()).offers()
    assert len(offers) > 8
    for offer in offers:
        look = step_look(Step(id=StepId("a"), kind=offer.name), Around())
        assert look.icon == offer.icon, offer.name
    brought = Around(icons={"loud": "bell"})
    assert step_look(Step(id=StepId("a"), kind="loud"), brought).icon == "bell"
    assert step_look(Step(id=StepId("a"), kind="unheard-of"), brought).icon == "puzzle"


async def test_every_page_knows_the_icons_of_kinds_that_packages_bring(open_designer) -> None:
    hands = open_designer()
    first = hands.canvas.picture
    hands.window.files.new()
    hands.canvas.add_step(Step(id=StepId("x"), kind="set"))
    hands.window.files.new()
    assert hands.canvas.picture is not first
    for picture in (first, hands.canvas.picture):
        assert picture.icons["ask"] == "circle-question-mark"
        assert picture.icons is hands.canvas.adding.icons
