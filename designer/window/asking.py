"""Brings the questions of runs before the user: those of the page that is shown, over its canvas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from designer.panels.question_form import QuestionForm
from designer.window.page import Page
from designer.words import tr

if TYPE_CHECKING:
    from designer.window.pages import Pages
    from engine.flow import Name
    from engine.question import Question
    from engine.value import Value


class AskControl(QObject):
    """Joins the pages' questions and the form."""

    def __init__(self, pages: Pages, form: QuestionForm, parent: QObject) -> None:
        """Take the pages, whose questions are listened to from now on, and the form."""
        super().__init__(parent)
        self._pages, self._form = pages, form
        self._told: dict[Page, tuple[Question, ...]] = {}
        pages.opened.connect(self._join)
        pages.shown.connect(self._show)
        form.answered.connect(self._answer)
        form.rejected.connect(self._reject)
        for page in pages.all:
            self._join(page)

    def _join(self, page: Page) -> None:
        page.session.questions.changed.connect(partial(self._hear, page))

    def _hear(self, page: Page) -> None:
        if page is self._pages.current:
            self._show(page)
            return
        waiting = page.session.questions.waiting
        for question in waiting:
            if question not in self._told.get(page, ()):
                page.said.emit(page, tr("The run asks: {title}", title=question.title))
        self._told[page] = waiting

    def _show(self, page: Page) -> None:
        self._form.show_questions(page.session.questions.waiting)

    def _answer(self, question: Question, values: dict[Name, Value]) -> None:
        for page in self._pages.all:
            page.session.questions.answer(question, values)

    def _reject(self, question: Question, values: dict[Name, Value]) -> None:
        for page in self._pages.all:
            page.session.questions.reject(question, values)
