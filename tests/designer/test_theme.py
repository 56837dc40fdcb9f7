from __future__ import annotations

from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from designer.theme import (
    THEME_NAMES,
    apply_theme,
    load_fonts,
    load_theme,
    mono_font,
    preferred_theme_name,
    sans_font,
    style_sheet,
)

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]

# least contrast with node and canvas, as promised for each token
PROMISED = {
    "light": {
        "text": (15.7, 14.4), "running": (6.7, 6.2), "ok": (4.3, 3.9), "failed": (7.6, 7.0),
        "attention": (4.1, 3.8), "waiting": (7.4, 6.8), "off": (4.6, 4.3), "pinned": (6.0, 5.6),
        "goal": (7.1, 6.6),
    },
    "dark": {
        "text": (12.7, 15.0), "running": (5.2, 6.2), "ok": (9.4, 11.1), "failed": (5.3, 6.3),
        "attention": (9.3, 11.0), "waiting": (5.3, 6.3), "off": (4.2, 4.9), "pinned": (6.3, 7.5),
        "goal": (6.9, 8.2),
    },
}  # fmt: skip
WORDS_ON_GROUND = list(product(("text", "faint", "failed"), ("panel", "field", "node")))
MARKS_ON_GROUND = list(product(("outline", "selection"), ("panel", "field", "canvas")))
STATES = ("running", "ok", "failed", "attention", "waiting", "off", "pinned", "goal")


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", THEME_NAMES)
def test_every_token_keeps_its_promised_contrast_on_nodes_and_canvas(name: str) -> None:
    theme = load_theme(name)
    for token, promised in PROMISED[name].items():
        for ground, least in zip(("node", "canvas"), promised, strict=True):
            assert round(contrast(theme[token], theme[ground]), 1) >= least, (token, ground)


@pytest.mark.parametrize("name", THEME_NAMES)
def test_words_in_panels_can_be_read(name: str) -> None:
    theme = load_theme(name)
    for words, ground in WORDS_ON_GROUND:
        assert contrast(theme[words], theme[ground]) >= 4.5, (words, ground)
    assert contrast(theme["accent_text"], theme["accent"]) >= 4.5
    assert contrast(theme["tooltip_text"], theme["tooltip"]) >= 4.5


@pytest.mark.parametrize("name", THEME_NAMES)
def test_outlines_and_focus_marks_are_seen(name: str) -> None:
    theme = load_theme(name)
    for mark, ground in MARKS_ON_GROUND:
        assert contrast(theme[mark], theme[ground]) >= 3.0, (mark, ground)


@pytest.mark.parametrize(("name", "least"), [("light", 4.1), ("dark", 5.2)])
def test_a_glyph_is_seen_on_every_badge(name: str, least: float) -> None:
    theme = load_theme(name)
    for state in STATES:
        assert contrast(theme["badge"], theme[state]) >= least - 0.05, state


@pytest.mark.parametrize(("name", "least"), [("light", 12.6), ("dark", 9.6)])
def test_text_is_read_on_a_tinted_body(name: str, least: float) -> None:
    theme = load_theme(name)
    for state in ("running", "ok", "failed", "attention", "waiting"):
        body = theme.blend(state, "node", theme.share("tint"))
        assert round(contrast(theme["text"], body), 1) >= least - 0.1, state


def test_both_themes_have_the_same_tokens() -> None:
    light, dark = map(load_theme, THEME_NAMES)
    assert light.colours.keys() == dark.colours.keys()
    assert light.shares.keys() == dark.shares.keys()
    assert (light.dark, dark.dark) == (False, True)


def test_a_colour_that_was_asked_for_cannot_change_the_theme() -> None:
    theme = load_theme("light")
    theme["text"].setAlpha(0)
    assert theme["text"].alpha() == 255


def test_an_unknown_theme_or_token_is_refused() -> None:
    with pytest.raises(ValueError, match="'sepia'"):
        load_theme("sepia")
    with pytest.raises(KeyError):
        load_theme("dark")["mauve"]


def test_the_environment_decides_on_the_theme_before_the_setting(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKCAST_THEME", "dark")
    assert preferred_theme_name(qapp, "light") == "dark"
    monkeypatch.setenv("BACKCAST_THEME", "sepia")
    assert preferred_theme_name(qapp, "dark") == "dark"
    monkeypatch.delenv("BACKCAST_THEME")
    system = "dark" if qapp.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"
    assert preferred_theme_name(qapp, "") == system


@pytest.mark.parametrize("name", THEME_NAMES)
def test_applying_a_theme_dresses_widgets_that_are_there_already(qtbot, qapp, name: str) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    label.show()
    theme = load_theme(name)
    apply_theme(qapp, theme)
    assert label.palette().color(QPalette.ColorRole.WindowText) == theme["text"]
    assert label.palette().color(QPalette.ColorRole.Window) == theme["panel"]
    later = QLabel("y")
    qtbot.addWidget(later)
    assert later.font().families()[0] == "Inter"


@pytest.mark.parametrize("name", THEME_NAMES)
def test_a_check_box_that_is_off_has_an_outline_that_is_seen(qtbot, qapp, name: str) -> None:
    theme = load_theme(name)
    apply_theme(qapp, theme)
    check = QCheckBox("x")
    qtbot.addWidget(check)
    check.resize(60, 30)
    picture = check.grab().toImage()
    pixels = [picture.pixelColor(x, y) for x in range(20) for y in range(30)]
    assert max(contrast(pixel, theme["field"]) for pixel in pixels) >= 2.5


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_style_sheet_holds_no_colour_but_tokens(name: str) -> None:
    theme = load_theme(name)
    sheet = style_sheet(theme)
    assert "$" not in sheet
    for word in sheet.replace(";", " ").split():
        if word.startswith("#"):
            assert word in theme.colours.values()


def test_the_bundled_fonts_have_the_letters_of_european_languages(qapp) -> None:
    assert load_fonts() == ()
    families = sans_font().families()
    raw = [QRawFont.fromFont(_single(family)) for family in families]
    for letter in "Aa0é–…öőŁśğ":
        assert any(font.supportsCharacter(ord(letter)) for font in raw), letter
    assert raw[0].supportsCharacter(ord("a")), "plain letters must come from the first family"


def _single(family: str):
    font = sans_font()
    font.setFamilies([family])
    return font


def test_bold_is_a_weight_of_the_font_and_not_a_smear(qapp) -> None:
    load_fonts()
    plain, bold = QFontMetricsF(sans_font(10)), QFontMetricsF(sans_font(10, bold=True))
    assert bold.horizontalAdvance("minimum") > plain.horizontalAdvance("minimum")


def test_every_letter_of_the_mono_font_is_as_wide(qapp) -> None:
    load_fonts()
    metrics = QFontMetricsF(mono_font(10))
    assert metrics.horizontalAdvance("iiii") == metrics.horizontalAdvance("WWWW")
