"""Cuts a run down to one Step: the smallest Flow in which it does again what it did, with nothing to give.

Each input becomes a literal of what it took. What no file can hold (a Python object) is made anew by the
Step that gave it, cut down in the same way. A value of the wrong type, which a literal may not be, comes
from a Step whose output is pinned to it. Secrets stay references.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from engine.codec import dump_flow
from engine.datatype import ANY
from engine.errors import PlanError, nearest
from engine.files import save_atomically
from engine.flow import SUBFLOW, Collect, Flow, Input, Name, Output, Step, StepId
from engine.inside import room_of
from engine.policy import Retry
from engine.secret import references
from engine.sources import code_behind
from engine.state import RunState, StepState
from engine.store import whole
from engine.value import ABSENT, JSON, Unkept, Value, encode, same

_TYPED: Final = "answer:"
"""How the reference to a secret begins that a person typed: it is not kept."""

_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "file": ("path",), "command": ("cwd",), SUBFLOW: ("flow",), "python": ("folder",),
    "notebook": ("notebook", "save_to"),
    "http": ("save_to", "ca_file", "client_certificate", "client_key"),
}  # fmt: skip
"""What in the config of a kind is a path beside the flow file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimal:
    """A Flow that does what one Step did in a run, and nothing else.

    `modules` are the files of the user's code to copy, by where they go below the new file's folder; none
    where it stands in the flow's own. `notes` are sentences on what is not as it was.
    """

    flow: Flow
    modules: Mapping[str, Path] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def minimal_flow(
    flow: Flow, state: RunState, step: str, *, folder: Path, target: Path, file: Path | None = None
) -> Minimal:
    """The smallest Flow that does what a Step did in a run.

    `flow` is the one that was run, `folder` its own, `target` the folder that the new file is for, `file`
    the flow file where there is one.

    Raises:
        PlanError: `unknown_step`: the run has no such Step, or it never had its inputs.
    """
    known = state.steps.get(StepId(step))
    if known is None or StepId(step) not in flow.steps:
        if (room := room_of(step)) and room.around.step in state.steps:
            raise PlanError("unknown_step", _whole(step, room.around.step), [room.around.step])
        close = nearest(step, state.steps)
        hint = f"; did you mean '{close}'?" if close else ""
        raise PlanError("unknown_step", f"the run has no step '{step}'{hint}", [step])
    if known.started is None and known.ended is None:
        raise PlanError("unknown_step", f"step '{step}' has not begun in this run", [step])
    cut = _Cut(flow, state, folder.absolute(), target.absolute(), file)
    cut.take(StepId(step))
    name = f"{flow.name or 'A flow'}: {step}"
    told = f"Cut out of run {state.run}" + (f": {known.message}" if known.message else "")
    made = Flow(name=name, description=told, steps=cut.steps, goals=frozenset({StepId(step)}))
    return Minimal(flow=made, modules=cut.modules, notes=tuple(dict.fromkeys(cut.notes)))


def _whole(name: str, around: StepId) -> str:
    whole = f"only '{around}' can be cut out, as a whole"
    return f"'{name}' is inside of step '{around}', and {whole}: --minimal {around}"


def write_minimal(made: Minimal, path: Path) -> tuple[Path, ...]:
    """Write the flow file, and beside it the modules that are not there yet; what was written.

    Raises:
        OSError: Something cannot be written, or another module of that name is there.
        ValueError: The Flow holds what no file can.
    """
    data = dump_flow(made.flow)
    written = []
    for name, source in made.modules.items():
        copy, code = path.parent / name, source.read_bytes()
        if copy.exists() and copy.read_bytes() != code:
            raise FileExistsError(f"'{copy}' is there already, and is another file")
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            save_atomically(copy, code)
            written.append(copy)
    save_atomically(path, data)
    return (path, *written)


class _Cut:
    """One cut: what was taken so far."""

    def __init__(
        self, flow: Flow, state: RunState, folder: Path, target: Path, file: Path | None
    ) -> None:
        self._flow, self._state, self._file = flow, state, file
        self._folder, self._target = folder, target
        self.steps: dict[StepId, Step] = {}
        self.modules: dict[str, Path] = {}
        self.notes: list[str] = []

    def take(self, name: StepId) -> None:
        """Take a Step, and those that must make anew what it takes."""
        if name in self.steps:
            return
        step, run = self._flow.steps[name], self._state.steps.get(name) or StepState()
        self.steps[name] = step  # so that nothing takes it twice
        inputs = OrderedDict(
            (port, self._input(step, port, it, run)) for port, it in step.inputs.items()
        )
        policy = step.policy
        if policy.retry != Retry():
            self.notes.append(f"'{name}' is tried once: its retries are left out")
        self.steps[name] = replace(
            step,
            inputs=inputs,
            config=self._config(step),
            policy=replace(policy, retry=Retry(), cache=False, undo=None),
            outputs=OrderedDict(
                (port, replace(it, value=ABSENT)) for port, it in step.outputs.items()
            ),
        )
        self._bring_code(step)

    # inputs

    def _input(self, step: Step, port: Name, it: Input, run: StepState) -> Input:
        if it.value is not ABSENT:
            return it
        began = run.started is not None
        value = run.inputs.get(port, ABSENT)
        if value is ABSENT and not began:  # it failed before all its inputs had settled
            value = self._waiting(step.id, port)
        value = whole(value)
        if value is ABSENT:
            return _left_out(port, it)
        match = "" if began else it.match
        deaf = it.collect is Collect.NONE
        plain = replace(
            it, match=match, deadline=None, sources=(),
            collect=Collect.FIRST if deaf else it.collect,
        )  # fmt: skip
        if found := references(value):
            written = [self._reference(port, one) for one in found]
            return replace(plain, value=written if isinstance(value, list) else written[0])
        if not _is_json(value):
            return self._made_anew(step, port, it, value)
        if it.complaint(value):
            return self._from_pinned(step, port, plain, value)
        return replace(plain, value=value)

    def _waiting(self, step: StepId, port: Name) -> Value:
        """What had arrived for an input that never settled."""
        feed = self._state.plan.feeds.get(step, {}).get(port)
        names = (*feed.given, *(p.attribute for p in feed.producers)) if feed else ()
        there = (self._state.attributes[name] for name in names if name in self._state.attributes)
        return next((written[0].value for written in there), ABSENT)

    def _reference(self, port: Name, reference: str) -> JSON:
        if reference.startswith(_TYPED):
            self.notes.append(f"'{port}' was typed by a person and is not kept: write a reference")
        scheme, _, path = reference.partition(":")
        return f"file:{self._folder / path}" if scheme == "file" else reference

    def _from_pinned(self, step: Step, port: Name, it: Input, value: JSON) -> Input:
        source = StepId(f"taken-by-{step.id}"[:64])
        attribute = Name(f"taken_{port}")
        known = self.steps.get(source)
        outputs = OrderedDict(known.outputs) if known else OrderedDict[Name, Output]()
        outputs[attribute] = Output(type=ANY, value=value)
        title = f"What {step.id} took"
        self.steps[source] = Step(id=source, kind="set", title=title, outputs=outputs)
        return replace(it, sources=(attribute,), collect=Collect.FIRST, each=it.each)

    def _made_anew(self, step: Step, port: Name, it: Input, value: Value) -> Input:
        feed = self._state.plan.feeds.get(step.id, {}).get(port)
        makers = [
            p
            for p in (feed.producers if feed else ())
            if p.step in self._flow.steps
            and p.output in (self._state.steps.get(p.step) or StepState()).outputs
        ]
        if not makers:
            kind = value.type if isinstance(value, Unkept) else type(value).__name__
            self.notes.append(f"'{port}' was given as a {kind}, which no file can hold")
            return replace(it, sources=(port,), deadline=None)
        for maker in makers:
            self.take(maker.step)
        return replace(it, deadline=None)

    # what it needs besides

    def _config(self, step: Step) -> dict[str, Any]:
        """The config, its paths as they are seen from the new folder."""
        config = dict(step.config)
        away = os.path.relpath(self._folder, self._target)
        if step.kind == SUBFLOW and config.get("flow") is None:
            if self._file is None:
                self.notes.append(f"'{step.id}' runs the flow that it was part of: save that first")
            config["flow"] = os.path.relpath(self._file or self._folder, self._target)
            return config
        if away == os.curdir:
            return config
        if step.kind == "command":
            config.setdefault("cwd", "")
        for key in _PATHS.get(step.kind, ()):
            path = config.get(key)
            if isinstance(path, str) and not path.startswith(("/", "~", "{")):
                config[key] = os.path.normpath(f"{away}/{path}") if path else away
        return config

    def _bring_code(self, step: Step) -> None:
        if step.kind != "python" or self._target == self._folder or step.config.get("folder"):
            return  # what lies in a folder of its own is found there, by a path that leads there
        function = str(step.config.get("function", ""))
        found = code_behind(self._folder, function.partition(":")[0]).files
        self.modules.update(_below(found, self._folder))


def _below(files: Iterable[Path], folder: Path) -> dict[str, Path]:
    return {str(f.relative_to(folder)): f for f in files if f.is_relative_to(folder)}


def _is_json(value: Value) -> bool:
    return same(encode(value), value)


def _left_out(port: Name, it: Input) -> Input:
    """An input that had nothing reads a name that nobody writes, and does without again."""
    free = Name(f"without_{port}")
    return replace(it, sources=(free,), match="", deadline=None, collect=Collect.FIRST)
