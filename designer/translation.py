"""The user's language: Qt's translation, fed from a `.ts` file, so that another language is a file.

Qt asks each of its translators in turn; ours reads the XML that Qt's own tools write, and needs no
compiler for it. What a file does not have stays in English. Qt's own texts (the buttons of file dialogs)
come from Qt's files where they are installed.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from designer import words
from designer.assets import resource

CONTEXT: Final = "Backcast"
VARIABLE: Final = "BACKCAST_LANGUAGE"
_SPOKEN: Final = "backcastLanguage"
WRITTEN_IN: Final = "en"
"""The language of the texts in the code: it needs no file."""


class Translations(QTranslator):
    """The texts of one `.ts` file."""

    def __init__(self, texts: Mapping[str, str], parent: QObject | None = None) -> None:
        """Take the texts, each by what it is in English."""
        super().__init__(parent)
        self._texts = texts

    def isEmpty(self) -> bool:
        """Whether there is nothing in it: Qt passes such a one over."""
        return not self._texts

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """A text in this language; none where it is not one of ours, and Qt asks the next translator."""
        del disambiguation, n
        # a null string is how Qt wants a no
        return self._texts.get(source) if context == CONTEXT else None  # type: ignore[return-value]


def languages() -> tuple[str, ...]:
    """The languages that there are files for, and English."""
    files = resource("translations").glob("*.ts")
    return tuple(sorted({WRITTEN_IN, *(file.stem for file in files)}))


def wanted_language(chosen: str = "") -> str:
    """`BACKCAST_LANGUAGE`, else the `chosen` one, else the system's, where there is a file; else English."""
    system = [QLocale(name).name().partition("_")[0] for name in QLocale.system().uiLanguages()]
    there = languages()
    asked = os.environ.get(VARIABLE, "").partition("_")[0].partition("-")[0].casefold()
    return next((one for one in (asked, chosen, *system) if one in there), WRITTEN_IN)


def language_is_fixed() -> bool:
    """Whether the environment says which language it is, whatever is chosen."""
    return os.environ.get(VARIABLE, "") != ""


def own_name(language: str) -> str:
    """What a language calls itself: `Deutsch`."""
    if language == WRITTEN_IN:  # Qt knows its kinds only: American English, British English
        return "English"
    return QLocale(language).nativeLanguageName().capitalize()


def read_texts(file: Path) -> dict[str, str]:
    """The finished translations of a `.ts` file by their English text; none where it makes no sense."""
    try:
        root = ElementTree.parse(file).getroot()
    except (OSError, ElementTree.ParseError):
        return {}
    texts = {}
    for message in root.iter("message"):
        source, spoken = message.findtext("source"), message.find("translation")
        finished = spoken is not None and spoken.get("type") is None
        if source and spoken is not None and spoken.text and finished:
            texts[source] = spoken.text
    return texts


def install(app: QCoreApplication, language: str) -> None:
    """Have the application speak a language from now on; widgets that are there keep their words."""
    if app.property(_SPOKEN) == language:
        return
    app.setProperty(_SPOKEN, language)
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.setParent(None)
    if language == WRITTEN_IN:
        words.speak(None)
        return
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    of_qt = QTranslator(app)
    if of_qt.load(f"qtbase_{language}", folder):
        app.installTranslator(of_qt)
    app.installTranslator(Translations(read_texts(resource("translations", f"{language}.ts")), app))
    words.speak(lambda text: QCoreApplication.translate(CONTEXT, text))
