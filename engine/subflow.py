"""Reads the child flows that a Flow names, and theirs, so that planning need not touch a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.codec import read_flow
from engine.errors import FlowFileError
from engine.flow import SUBFLOW, Flow, StepId
from engine.planner.children import child_path
from engine.problem import Code, Problem, Severity, pointer


class Children(NamedTuple):
    """The child flows that could be read, by path, and a Problem for each file that could not.

    `unread` says of those files, by path, why.
    """

    flows: Mapping[str, Flow]
    problems: tuple[Problem, ...] = ()
    unread: Mapping[str, str] = {}

    def all_problems(self, others: Iterable[Problem]) -> tuple[Problem, ...]:
        """Those here and the others, each said once, errors first: the others may know of some of these."""
        others = tuple(others)
        told = [
            problem
            for problem in self.problems
            if not any(
                o.pointer == problem.pointer and problem.message in o.message for o in others
            )
        ]
        both = (*told, *others)
        return tuple(sorted(both, key=lambda problem: problem.severity is not Severity.ERROR))


class Reader:
    """Reads flow files, each again only where it has changed. Any thread may ask."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._known: dict[str, tuple[tuple[int, ...], Flow]] = {}

    def __call__(self, path: str) -> Flow:
        """The Flow of a file.

        Raises:
            FlowFileError: It cannot be read, or is refused.
        """
        stamp = _stamp(path)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            known = self._known[path] = stamp, read_flow(Path(path)).flow
        return known[1]


def load_children(
    flow: Flow,
    folder: Path | None,
    file: Path | None = None,
    read: Callable[[str], Flow] | None = None,
) -> Children:
    """Read every Flow that a Step names, in that Flow or in one read for it; each file once.

    `folder` is the flow file's; with `file`, its path, a child that names it again is this very Flow,
    saved or not. `read` gives the Flow of a file. A Problem points at the Step of the first Flow through
    which the file was reached. Raises nothing.
    """
    read = read or Reader()
    own = {} if file is None else {child_path(None, str(file.resolve())): flow}
    flows: dict[str, Flow] = {}
    unread: dict[str, str] = {}
    problems: list[Problem] = []
    queue = [(child_path(folder, named), named, step) for step, named in _named(flow)]
    for path, named, top in queue:  # grows while it is walked
        if path in flows or path in unread:
            continue
        try:
            child = flows[path] = own.get(path) or read(path)
        except FlowFileError as error:
            unread[path] = str(error)
            problems.append(_problem(flow, top, named, error))
            continue
        below = Path(path).parent
        queue += [(child_path(below, further), further, top) for _, further in _named(child)]
    return Children(flows, tuple(problems), unread)


def _named(flow: Flow) -> Iterator[tuple[StepId, str]]:
    """The Steps that run the Flow of another file, with the path as they write it; by id."""
    running = [step for step in flow.steps.values() if step.kind == SUBFLOW]
    for step in sorted(running, key=lambda step: step.id):
        named = step.config.get("flow")
        if isinstance(named, str):
            yield step.id, named


def _problem(flow: Flow, top: StepId, named: str, error: FlowFileError) -> Problem:
    return Problem(
        code=Code.BAD_CONFIG,
        severity=Severity.WARNING if flow.steps[top].disabled else Severity.ERROR,
        pointer=pointer("steps", top, "config", "flow"),
        message=f"the flow file '{named}' cannot be read: {error}",
    )


def _stamp(path: str) -> tuple[int, ...]:
    """What changes when a file does; nothing where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a path here is a text
    except (OSError, ValueError):
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
