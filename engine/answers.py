"""Answers that were given before anybody is asked (`--answers`): read, judged, and given when asked for.

`{"step": {"name": value}}`, where `step[2]` is one element of a Step that runs for each, and `outer/step` a
Step of the Flow that the Step `outer` runs; null instead of an object would not answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Final, Literal

from engine.asking import Nobody
from engine.codec.reading import read_json
from engine.codec.wording import did_you_mean
from engine.errors import PlanError
from engine.flow import SUBFLOW, Flow, Name, Output, Step, StepId
from engine.givens import anchored_text
from engine.plan import Origin
from engine.planner.children import child_path
from engine.question import Asker, Question, Reply
from engine.value import JSON, type_name

ASKING: Final = "ask"
"""The kind of Step that asks; others may, too."""

APPROVAL: Final = ("approved", "comment")
"""What is answered where a Step only wants a yes or no, whatever its outputs are."""

_PLACE: Final = re.compile(r"(?P<step>[^\[\]]+)(\[(?P<item>0|[1-9][0-9]*)\])?")


class _Unread(Enum):
    """What stands for a Step in a file that could not be read."""

    UNREAD = "unread"


UNREAD: Final = _Unread.UNREAD


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
        for place in _from_narrow_to_wide(question.place):
            if place in self._given:
                values = self._given[place]
                return Reply(values=values or {}, by="answers", rejected=values is None)
        return await self._then.ask(question)


def _from_narrow_to_wide(place: str) -> Iterator[str]:
    """A place, and then it without saying which element, first of the Step itself: `a[1]/b`, `a/b`."""
    yield place
    parts = place.split("/")
    for number, part in reversed([*enumerate(parts)]):
        if (step := part.partition("[")[0]) != part:
            parts[number] = step
            yield "/".join(parts)


def read_answers(origin: Origin, data: bytes, where: str, folder: Path) -> Answers:
    """The answers of a JSON object for the Flow of a Plan; relative paths in it are meant from `folder`.

    A place that is not there is warned of, but in the Flow of a file that could not be read.

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
    for place, values in reading.document.items():
        if not isinstance(values, dict | NoneType):
            told = type_name(values)
            raise _bad(f"{where}: '{place}': expected an object of answers by name, got {told}")
        step = _step_at(place, origin)
        if step is None:
            known = _meant(place, origin)
            warnings.append(f"{where}: there is no step '{place}' to answer{known}")
        elif step is not UNREAD and step.kind == SUBFLOW:
            known = _meant(place, origin)
            warnings.append(f"{where}: step '{place}' runs a flow, and asks nothing itself{known}")
        elif step is UNREAD or values is None:
            given[place] = values
        else:
            given[place] = _checked(step, values, f"{where}: '{place}'", folder, warnings)
    return Answers(given, tuple(warnings))


def _step_at(place: str, origin: Origin) -> Step | Literal[_Unread.UNREAD] | None:
    """The Step at a place; None where there is none."""
    *around, last = place.split("/")
    for part in around:
        outer = _named(origin.flow, part)
        if outer is None or outer.kind != SUBFLOW:
            return None
        inside = _inside(outer, origin)
        if inside is None:
            return UNREAD
        origin = inside
    return _named(origin.flow, last)


def _named(flow: Flow, part: str) -> Step | None:
    match = _PLACE.fullmatch(part)
    return flow.steps.get(StepId(match["step"])) if match else None


def _inside(outer: Step, origin: Origin) -> Origin | None:
    """The Flow that a Step runs; None where its file could not be read."""
    named = outer.config.get("flow")
    if not isinstance(named, str):
        return origin
    path = child_path(origin.folder, named)
    child = origin.flows.get(path)
    return None if child is None else Origin(child, Path(path).parent, origin.flows, path)


def _meant(place: str, origin: Origin) -> str:
    """The end of a sentence: the place that may have been meant, first of all one inside a Step."""
    known = dict(_places(origin))
    asking = [one for one, step in known.items() if step.kind != SUBFLOW]
    inside = [it for it in asking if it.endswith(f"/{place}") or it.startswith(f"{place}/")]
    found = next((one for one in inside if known[one].kind == ASKING), next(iter(inside), ""))
    return f"; did you mean '{found}'?" if found else did_you_mean(place, asking)


def _places(origin: Origin) -> Iterator[tuple[str, Step]]:
    """The places in a Flow and in those that its Steps run, each file once."""
    seen, queue = {origin.path}, [("", origin)]
    for way, there in queue:  # grows while it is walked
        for step in there.flow.steps.values():
            yield f"{way}{step.id}", step
            inside = _inside(step, there) if step.kind == SUBFLOW else None
            if inside is not None and inside.path not in seen:
                seen.add(inside.path)
                queue.append((f"{way}{step.id}/", inside))


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
