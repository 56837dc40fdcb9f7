"""Answers that were given before anybody is asked (`--answers`): read, judged, and given when asked for.

`{"step": {"name": value}}`, where `step[2]` is one element of a Step that runs for each; null instead of
an object would not answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import Final

from engine.asking import Nobody
from engine.codec.reading import read_json
from engine.codec.wording import did_you_mean
from engine.errors import PlanError
from engine.flow import SUBFLOW, Flow, Name, Output, Step, StepId
from engine.givens import anchored_text
from engine.question import Asker, Question, Reply
from engine.value import JSON, type_name

APPROVAL: Final = ("approved", "comment")
"""What is answered where a Step only wants a yes or no, whatever its outputs are."""

_PLACE: Final = re.compile(r"(?P<step>[^\[\]]+)(\[(?P<item>0|[1-9][0-9]*)\])?")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by place (`step`, `step[2]`; None would not answer), and what is odd about them."""

    given: Mapping[str, Mapping[Name, JSON] | None] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class Prepared:
    """Gives answers that were given beforehand, and leaves what is not among them to somebody else."""

    def __init__(self, answers: Answers, then: Asker | None = None) -> None:
        """Take the answers, and who is asked for the others; without, nobody is."""
        self._given = answers.given
        self._then: Asker = then or Nobody()

    async def ask(self, question: Question) -> Reply:
        """The answer of the element, else that of the Step, else whatever the other says."""
        for place in (question.place, question.step):
            if place in self._given:
                values = self._given[place]
                return Reply(values=values or {}, by="answers", rejected=values is None)
        return await self._then.ask(question)


def read_answers(flow: Flow, data: bytes, where: str, folder: Path) -> Answers:
    """The answers of a JSON object; relative paths in it are meant from `folder`.

    A place that the Flow does not have is kept where it may be one of a sub-flow, and else warned of.

    Raises:
        PlanError: `bad_input`: it cannot be read, or an answer does not fit the output it is for.
    """
    reading = read_json(data)
    if reading.problems:
        raise _bad("\n".join(f"{where}: {problem}" for problem in reading.problems))
    if not isinstance(reading.document, dict):
        told = type_name(reading.document)
        raise _bad(f"{where}: expected an object of answers by step, got {told}")
    given: dict[str, Mapping[Name, JSON] | None] = {}
    warnings: list[str] = []
    has_children = any(step.kind == SUBFLOW for step in flow.steps.values())
    for place, values in reading.document.items():
        match = _PLACE.fullmatch(place)
        step = flow.steps.get(StepId(match["step"])) if match else None
        if not isinstance(values, dict | NoneType):
            told = type_name(values)
            raise _bad(f"{where}: '{place}': expected an object of answers by name, got {told}")
        if step is not None and values is not None:
            given[place] = _checked(step, values, f"{where}: '{place}'", folder, warnings)
        elif step is not None or has_children:
            given[place] = values
        else:
            known = did_you_mean(place, flow.steps)
            warnings.append(f"{where}: there is no step '{place}' to answer{known}")
    return Answers(given, tuple(warnings))


def _checked(
    step: Step, values: Mapping[str, JSON], where: str, folder: Path, warnings: list[str]
) -> dict[Name, JSON]:
    """The answers for one Step that it asks for, each fit for its output."""
    asked: dict[str, Output | None] = {str(name): port for name, port in step.outputs.items()}
    if step.config.get("approve"):
        asked = dict.fromkeys(APPROVAL)
    kept = {}
    for name, value in values.items():
        if name not in asked:
            warnings.append(f"{where}: nothing asks for '{name}'{did_you_mean(name, asked)}")
            continue
        port = asked[name]
        if port is not None and (complaint := port.type.complaint(value)):
            raise _bad(f"{where}: '{name}': {complaint}", step.id)
        if port is not None and isinstance(value, str) and value:
            kept[Name(name)] = anchored_text(value, (port.type.format,), folder)
        else:
            kept[Name(name)] = value
    return kept


def _bad(message: str, *names: str) -> PlanError:
    return PlanError("bad_input", message, names)
