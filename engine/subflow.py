"""Reads the child flows that a Flow names, and theirs, so that planning need not touch a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.codec import read_flow
from engine.errors import FlowFileError
from engine.flow import SUBFLOW, Flow, StepId
from engine.planner.children import child_path
from engine.problem import Code, Problem, Severity, pointer


class Children(NamedTuple):
    """The child flows that could be read, by path, and a Problem for each file that could not."""

    flows: Mapping[str, Flow]
    problems: tuple[Problem, ...] = ()


def load_children(flow: Flow, folder: Path | None, file: Path | None = None) -> Children:
    """Read every Flow that a Step names, in that Flow or in one read for it; each file once.

    `folder` is the flow file's; with `file`, its path, a child that names it again is this very Flow,
    saved or not. A Problem points at the Step of the first Flow through which the file was reached.
    Raises nothing.
    """
    flows: dict[str, Flow] = {} if file is None else {child_path(None, str(file)): flow}
    problems: list[Problem] = []
    seen = set(flows)
    queue = [(child_path(folder, named), named, step) for step, named in _named(flow)]
    for path, named, top in queue:  # grows while it is walked
        if path in seen:
            continue
        seen.add(path)
        try:
            child = flows[path] = read_flow(Path(path)).flow
        except FlowFileError as error:
            problems.append(_problem(flow, top, named, error))
            continue
        below = Path(path).parent
        queue += [(child_path(below, further), further, top) for _, further in _named(child)]
    return Children(flows, tuple(problems))


def _named(flow: Flow) -> Iterator[tuple[StepId, str]]:
    """The Steps that run the Flow of another file, with the path as they write it; by id."""
    for step in sorted(flow.steps):
        named = flow.steps[step].config.get("flow")
        if flow.steps[step].kind == SUBFLOW and isinstance(named, str):
            yield step, named


def _problem(flow: Flow, top: StepId, named: str, error: FlowFileError) -> Problem:
    return Problem(
        code=Code.BAD_CONFIG,
        severity=Severity.WARNING if flow.steps[top].disabled else Severity.ERROR,
        pointer=pointer("steps", top, "config", "flow"),
        message=f"the flow file '{named}' cannot be read: {error}",
    )
