"""Sorts the Problems of a Step by the field that they concern. Values only, no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from designer.panels.problem_words import sentence_of
from engine.flow import StepId
from engine.problem import Problem, pointer

POLICIES: Final = frozenset(
    {"when", "timeout", "cache", "parallelism", "combine", "undo", "executor", "resources"}
)
"""Parts of a Step that have a field of that name under Policies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaints:
    """What is wrong with a Step: its config by key ("" for none), its ports by name, and the rest."""

    general: str = ""
    kind: str = ""
    config: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, dict[str, str]] = field(default_factory=dict)
    """By input and part ("" for none in particular)."""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)


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
            case ["inputs", name, *rest]:
                _add(found.inputs.setdefault(name, {}), rest[0] if rest else "", sentence)
            case ["outputs", name, *rest]:
                _add(found.outputs.setdefault(name, {}), rest[0] if rest else "", sentence)
            case [policy, *_] if policy in POLICIES:
                _add(found.policies, policy, sentence)
            case _:
                general.append(sentence)
    return Complaints(
        general="\n".join(general),
        kind="\n".join(kind),
        config=found.config,
        inputs=found.inputs,
        outputs=found.outputs,
        policies=found.policies,
    )


def _add(sentences: dict[str, str], key: str, sentence: str) -> None:
    sentences[key] = f"{sentences[key]}\n{sentence}" if key in sentences else sentence
