"""What a Plan would execute, told without executing any of it: functions, programs, addresses, files."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from engine.errors import EngineError
from engine.flow import SUBFLOW, Flow, Step, StepId, undoing_step
from engine.modules import find_source
from engine.offered import offered
from engine.plan import Plan
from engine.planner.children import child_path
from engine.plugin import Fingerprinted
from engine.reading import root_of
from engine.registry import Registry
from engine.sources import code_behind

HARMLESS: Final = frozenset({"set", "wait", "ask", SUBFLOW})
"""Kinds that execute nothing themselves."""

_LONGEST: Final = 4096
"""Characters of a path that may name a file."""


class Doing(NamedTuple):
    """One thing that would be executed: what it is, its name, the Steps that do, the code behind it.

    `what` is one of `function`, `program`, `notebook`, `address`, `reads`, `writes` and `kind`.
    """

    what: str
    name: str
    steps: tuple[StepId, ...] = ()
    files: tuple[Path, ...] = ()


def doings(plan: Plan, registry: Registry, folder: Path) -> Iterator[Doing]:
    """All that would be executed, each once, in the order in which the Plan comes to it."""
    behind = cache(code_behind)
    found: dict[tuple[str, str], Doing] = {}
    for place, step in _steps(plan, folder):
        for doing in _of(step, registry, place, behind):
            known = found.get(doing[:2])
            if known is not None:
                steps = tuple(dict.fromkeys((*known.steps, *doing.steps)))
                files = tuple(dict.fromkeys((*known.files, *doing.files)))
                doing = doing._replace(steps=steps, files=files)
            found[doing[:2]] = doing
    yield from found.values()


def files_named(plan: Plan, folder: Path) -> frozenset[Path]:
    """The files of the folder that Steps name: modules, and files among a program's arguments."""
    source = cache(find_source)
    named: set[Path] = set()
    for place, step in _steps(plan, folder):
        for each in (step, _undoing(step)):
            if each is None:
                continue
            module = _module(each.config)
            if module and (file := source(place, module)) is not None:
                named.add(file)
            named.update(_files_among(each, place))
            named.update(_notebooks(each, place))
    return frozenset(named)


def _steps(plan: Plan, folder: Path) -> Iterator[tuple[Path, Step]]:
    """The Steps of the Plan, then those of every Flow that they may run, each with its folder."""
    flow = plan.origin.flow
    waiting = [(folder, _with_defaults(step, flow)) for step in plan.steps.values()]
    seen: set[str] = set()
    for place, step in waiting:  # grows while it is walked
        yield place, step
        child = _child(plan, step, place, seen) if step.kind == SUBFLOW else None
        if child is not None:
            below = place if step.config.get("flow") is None else _folder(place, step)
            inside = (inner for inner in child.steps.values() if not inner.disabled)
            waiting += [(below, _with_defaults(inner, child)) for inner in inside]


def _with_defaults(step: Step, flow: Flow) -> Step:
    """A Step that starts a program, with what its inputs are where nobody gives them."""
    if step.kind != "command" or not flow.inputs:
        return step
    known = {
        name: replace(port, default=flow.inputs[one].default)
        for name, port in step.inputs.items()
        for one in port.reads(name)
        if one in flow.inputs
    }
    return replace(step, inputs={**step.inputs, **known})


def _child(plan: Plan, step: Step, place: Path, seen: set[str]) -> Flow | None:
    named = step.config.get("flow")
    path = child_path(place, named) if isinstance(named, str) else ""
    if path in seen:
        return None
    seen.add(path)
    return plan.origin.flows.get(path) if isinstance(named, str) else plan.origin.flow


def _folder(place: Path, step: Step) -> Path:
    return Path(child_path(place, str(step.config["flow"]))).parent


def _of(step: Step, registry: Registry, folder: Path, behind: Any) -> Iterator[Doing]:
    yield from _of_one(step, registry, folder, behind)
    undoing = _undoing(step)
    if undoing is not None:
        for doing in _of_one(undoing, registry, folder, behind):
            yield doing._replace(steps=(step.id,))


def _of_one(step: Step, registry: Registry, folder: Path, behind: Any) -> Iterator[Doing]:
    config, steps = step.config, (step.id,)
    match step.kind:
        case "python":
            module = _module(config)
            files = behind(root_of(config, folder), module).files if module else ()
            where = f" in {config['folder']}" if config.get("folder") else ""
            yield Doing("function", f"{config.get('function')}{where}", steps, tuple(files))
        case "command":
            yield Doing("program", _line(config), steps, tuple(_files_among(step, folder)))
        case "notebook":
            notebook = str(config.get("notebook", ""))
            yield Doing("notebook", notebook, steps, tuple(_notebooks(step, folder)))
        case "http":
            address = f"{config.get('method', 'GET')} {config.get('url', '')}"
            yield Doing("address", address, steps)
        case "file":
            what = "reads" if config.get("action") == "read" else "writes"
            yield Doing(what, str(config.get("path", "")), steps)
        case name if name not in HARMLESS:
            yield _of_plugin(step, registry, folder)


def _of_plugin(step: Step, registry: Registry, folder: Path) -> Doing:
    """What a kind of another package does: only that package knows; its files count if it tells."""
    there = offered("kinds").get(step.kind)
    name = f"{step.kind} ({there.package})" if there is not None and there.package else step.kind
    files: tuple[Path, ...] = ()
    try:
        kind = registry.kind(step.kind)
        if isinstance(kind, Fingerprinted):
            files = tuple(kind.fingerprint(step, registry.config(step), folder).files)
    except EngineError:
        pass  # it cannot be run either
    except Exception:  # noqa: BLE001 - a plug-in's own code may raise anything
        files = ()
    return Doing("kind", name, (step.id,), files)


def _undoing(step: Step) -> Step | None:
    if step.policy.undo is None:
        return None
    return undoing_step(step, [*step.inputs, *step.outputs])


def _module(config: Mapping[str, Any]) -> str:
    function = config.get("function")
    module, colon, _ = function.partition(":") if isinstance(function, str) else ("", "", "")
    return module if colon and all(part.isidentifier() for part in module.split(".")) else ""


def _line(config: Mapping[str, Any]) -> str:
    command = config.get("command")
    line = shlex.join(map(str, command)) if isinstance(command, list) else str(command)
    told = (f"{name} {value}" for name, value in _options(config).items())
    return " ".join([line, *(f"[{option}]" for option in told)])


def _options(config: Mapping[str, Any]) -> Mapping[str, Any]:
    options = config.get("options")
    return options if isinstance(options, dict) else {}


def _files_among(step: Step, folder: Path) -> Iterator[Path]:
    """The files in the folder, or below it, that a program's words name, or values that stand for words."""
    command = step.config.get("command")
    if not isinstance(command, list):
        return
    said = (value for port in step.inputs.values() for value in (port.value, port.default))
    for word in (*command, *_options(step.config).values(), *said):
        if isinstance(word, str) and len(word) <= _LONGEST:
            for text in dict.fromkeys((word, word.rpartition("=")[2])):
                yield from _inside(text, folder)


def _inside(text: str, folder: Path) -> Iterator[Path]:
    """The file in the folder, or below it, that a text names; none where it names none."""
    try:
        if not os.path.isfile(os.path.join(folder, text)):  # noqa: PTH113, PTH118 - for thousands
            return
        path = Path(os.path.realpath(folder / text))
        if path.is_relative_to(os.path.realpath(folder)):
            yield path
    except (OSError, ValueError):
        return


def _notebooks(step: Step, folder: Path) -> Iterator[Path]:
    """The notebook that a Step executes; one that is not there has no content that could be allowed."""
    notebook = step.config.get("notebook")
    if step.kind == "notebook" and isinstance(notebook, str) and "\0" not in notebook:
        yield folder.absolute() / notebook
