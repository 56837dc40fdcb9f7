"""What an import gives, and what is raised where nothing can be made of a file. Inert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.errors import EngineError
from engine.flow import Flow, StepId


class ImportRefused(EngineError):
    """Nothing can be made of a file; says what, where in it, and what was expected.

    `is_unknown` says that it is not known what the file is at all.
    """

    def __init__(self, why: str, *, is_unknown: bool = False) -> None:
        """Take the sentence, which names the file only where it has to."""
        self.is_unknown = is_unknown
        super().__init__(why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The Steps that a file became, and a sentence for each thing that could not be carried over.

    `what` it was, in words ("a shell script"); `frames` are titles with the Steps that lie in each:
    where they lie is for whoever draws them. `asks_help` says that the program would tell more with
    `--help`, which was not asked for.
    """

    what: str
    flow: Flow
    notes: tuple[str, ...] = ()
    frames: Mapping[str, tuple[StepId, ...]] = field(default_factory=dict)
    asks_help: bool = False
