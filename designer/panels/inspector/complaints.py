"""Sorts the Problems of a Step by the field that they concern. Values only, no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from designer.panels.problem_words import sentence_of
from engine.flow import Name, StepId
from engine.problem import Problem, pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaints:
    """What is wrong with a Step: its config by key ("" for none), its ports by name, and the rest."""

    general: str = ""
    kind: str = ""
    config: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)


def complaints(step: StepId, problems: Iterable[Problem]) -> Complaints:
    """The Problems of one Step, as sentences at the places where they can be mended."""
    general: list[str] = []
    kind: list[str] = []
    found = Complaints()
    below = pointer("steps", step)
    for problem in problems:
        if not f"{problem.pointer}/".startswith(f"{below}/"):
            continue
        sentence = sentence_of(problem)
        match problem.pointer[len(below) :].split("/")[1:]:
            case ["kind", *_]:
                kind.append(sentence)
            case ["config", *rest]:
                _add(found.config, rest[0] if rest else "", sentence)
            case ["inputs", name, *_]:
                _add(found.inputs, Name(name), sentence)
            case ["outputs", name, *_]:
                _add(found.outputs, Name(name), sentence)
            case _:
                general.append(sentence)
    return Complaints(
        general="\n".join(general),
        kind="\n".join(kind),
        config=found.config,
        inputs=found.inputs,
        outputs=found.outputs,
    )


def _add(sentences: dict[str, str], key: str, sentence: str) -> None:
    sentences[key] = f"{sentences[key]}\n{sentence}" if key in sentences else sentence
