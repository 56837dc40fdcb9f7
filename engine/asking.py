"""Carries questions from the work of Steps to whoever answers, and records both: no secret among it.

A secret that is typed stays in this process: what travels, and is recorded, is a reference to it
(`answer:...`), which an input of format `secret` takes like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from engine import events as e
from engine.datatype import TypeName
from engine.errors import Fatal
from engine.flow import Name, StepId
from engine.question import Asker, Field, Question, Reply
from engine.secret import forget_answer, is_reference, keep_answer
from engine.value import ABSENT, JSON, Secret, Value

_SAMPLES: Final[Mapping[TypeName, JSON]] = {
    TypeName.STRING: "...",
    TypeName.INTEGER: 0,
    TypeName.NUMBER: 0,
    TypeName.BOOLEAN: True,
    TypeName.OBJECT: {},
    TypeName.ARRAY: [],
    TypeName.ANY: "...",
}


class Nobody:
    """Answers nothing: where no person is, and no answers were given beforehand."""

    async def ask(self, question: Question) -> Reply:
        """Say how to give the answers.

        Raises:
            Fatal: `no_answer`, always.
        """
        raise unanswered(question)


class _Inside:
    """Asks for a run inside a Step."""

    def __init__(self, asker: Asker, way: str) -> None:
        self._asker, self._way = asker, way

    async def ask(self, question: Question) -> Reply:
        step = StepId(f"{self._way}/{question.step}")
        return await self._asker.ask(replace(question, step=step))


class Desk:
    """Where the questions of one run go, and the secrets among its answers are kept until it is over."""

    def __init__(self, asker: Asker | None) -> None:
        """Take whoever answers; without, nobody does."""
        self._asker: Asker = asker or Nobody()
        self._kept: list[str] = []

    def inside(self, way: str) -> Desk:
        """The same for a run inside a Step: whoever answers is told which Step of which that is."""
        desk = Desk(_Inside(self._asker, way))
        desk._kept = self._kept
        return desk

    async def ask(
        self, question: Question, tell: Callable[[e.Event], None], hide: Callable[[str], str]
    ) -> Reply:
        """Ask, record question and answer through `tell`, and give the answer, defaults included.

        `hide` takes what must not be seen out of a text.

        Raises:
            Fatal: `no_answer`, or `bad_answer`: what was answered does not fit what was asked.
        """
        question = replace(question, title=hide(question.title), message=hide(question.message))
        fields = {name: one.to_json() for name, one in question.fields.items()}
        about = (question.step, question.title, question.message, fields)
        tell(e.QuestionAsked(*about, question.approve, question.item))
        reply = await self._asker.ask(question)
        if not reply.rejected:
            for _, complaint in question.complaints(reply.values):
                raise Fatal(f"the answer does not fit: {complaint}", reason="bad_answer")
        values = self._without_secrets(question, question.complete(reply.values))
        shown = {name: _shown(question, name, value) for name, value in values.items()}
        tell(e.QuestionAnswered(question.step, shown, reply.by, reply.rejected, question.item))
        return replace(reply, values=values)

    def close(self) -> None:
        """Forget the secrets: the run is over."""
        for reference in self._kept:
            forget_answer(reference)
        self._kept.clear()

    def _without_secrets(
        self, question: Question, values: Mapping[Name, Value]
    ) -> dict[Name, Value]:
        """The values, each secret replaced by a reference to it; one that is a reference stays."""
        safe = dict(values)
        for name, value in values.items():
            if question.fields[name].type.secret and not is_reference(value):
                safe[name] = keep_answer(str(value))
                self._kept.append(safe[name])
        return safe


def unanswered(question: Question) -> Fatal:
    """The failure of a Step whose question nobody answered: says how to give the answer."""
    sample = {name: _sample(one) for name, one in question.fields.items()}
    told = json.dumps({question.place: sample}, ensure_ascii=False)
    message = (
        f"nobody is there to answer '{question.title}'; "
        f"give the answer with --answers FILE, a file with {told}"
    )
    return Fatal(message, reason="no_answer")


def _shown(question: Question, name: Name, value: Value) -> Value:
    return Secret(value) if question.fields[name].type.secret else value


def _sample(one: Field) -> JSON:
    if one.default is not ABSENT:
        return one.default
    if one.type.secret:
        return "env:NAME"
    return one.type.enum[0] if one.type.enum else _SAMPLES[one.type.name]
