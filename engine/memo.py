"""What is remembered of Steps that say `cache`, across runs: under which key, and when that is right.

Theory. A result may be used again when everything that it followed from is the same. That is the Step's
definition (kind, config, ports, how elements are combined; not its title, retries, time limit or
conditions), the code behind it (`engine.plugin.Fingerprinted`; of a sub-flow, its definition and the code
of all its Steps), the settled inputs with the content of files among them (format `path`), and the folder
in which it is worked on. The SHA-256 of all that is the key. What a secret stands for is in no key, and may
be another one tomorrow under the same reference: a Step with a secret among its inputs is not remembered.

What the work leaves behind counts too: files that it writes or reads (`engine.plugin.Touching`) and files
among its outputs are marked when it has ended, and a result is used again only while those marks hold. So
a file that was deleted since is made again, and one that was changed is read again.

Modules are loaded once a run, files are read at some time in it, and somebody may change them meanwhile.
So the code is marked when the run begins, and a result is kept only if code and files are still the same
when it is there.

A value that JSON cannot say exactly is neither part of a key nor kept: the Step then runs, and a warning
says why. So it is with a store that cannot be used; no run fails for its memory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from engine import events as e
from engine.clock import SystemClock, iso
from engine.codec import flow_to_json
from engine.codec.decoding import DEPTH, pack_value
from engine.datatype import PATH, DataType
from engine.errors import EngineError, StoreError
from engine.flow import SUBFLOW, Flow, Input, Name, Output, Step, StepId
from engine.mark import NOTHING, NoMark, marks
from engine.plan import Plan
from engine.planner.children import child_path
from engine.plugin import Call, Fingerprint, Fingerprinted, StepKind, Touched, Touching
from engine.registry import Registry
from engine.secret import referred
from engine.sources import version_behind
from engine.store.memory import Kept, MemoEntry, Memory
from engine.value import ABSENT, JSON, Secret, Value, type_name

_VERSION: Final = 1
"""Of what goes into a key; a higher one forgets everything."""

_MAX_BITS: Final = 1024


class Remembered(NamedTuple):
    """What a Step gave in an earlier run: its outputs, when (ISO 8601, UTC), and in which run."""

    outputs: Mapping[Name, Value]
    made: str
    run: str


class Memo(Protocol):
    """A run's memory, as the runner sees it."""

    def recall(self, step: Step, inputs: Mapping[Name, Value]) -> Remembered | None:
        """What is remembered of a Step that is about to start with these inputs."""
        ...

    def keep(self, step: Step, outputs: Mapping[Name, Value], run: str) -> None:
        """Remember what a Step gave that was not remembered when it started."""
        ...

    def told(self) -> list[e.Warning]:
        """What the user ought to know since this was asked last: why something is not remembered."""
        ...

    def inside(self, plan: Plan, folder: Path) -> Memo:
        """The memory of a run inside this one, of a child flow's Plan."""
        ...


_Place: TypeAlias = tuple[str, StepId]
"""A Step, in the Flow of that path (none: the one that was planned first)."""

_Member: TypeAlias = tuple[str, Step]


class _Asked(NamedTuple):
    """What a Step was asked about with: its key, and what has to hold still until it has ended."""

    key: str
    inputs: Mapping[str, str]  # marks of the files among the inputs
    read: Mapping[str, str]  # and of others that the work may read
    touched: Touched


class StoredMemo:
    """The memory of one run of a Plan, in a store. Nothing in here raises."""

    def __init__(
        self,
        memory: Memory,
        plan: Plan,
        registry: Registry,
        folder: Path,
        *,
        recalls: bool = True,
        outer: StoredMemo | None = None,
    ) -> None:
        """Take where results are kept, and the run: its Plan, its kinds, the flow file's folder.

        Without `recalls` nothing is used again, and new results take the place of old ones. `outer` is
        the memory of the run that this one is inside of, if it is.
        """
        self._memory, self._plan, self._registry = memory, plan, registry
        self._folder = folder.absolute()
        self._recalls = recalls
        self._first: StoredMemo = self if outer is None else outer._first
        self._broken = False
        self._told: list[e.Warning] = []
        self._asked: dict[StepId, _Asked] = {}
        self._here = plan.origin.path
        self._codes: Mapping[_Place, JSON]
        self._codes = self._codes_now() if outer is None else outer._codes

    def recall(self, step: Step, inputs: Mapping[Name, Value]) -> Remembered | None:
        """What is remembered of a Step that is about to start with these inputs."""
        if self._first._broken:
            return None
        try:
            asked = self._asked[step.id] = self._ask(step, inputs)
            kept = self._memory.find(asked.key) if self._recalls else None
            if kept is None or marks(map(Path, kept.marks)) != kept.marks:
                return None
        except StoreError as error:
            self._break(error)
            return None
        except NoMark as error:
            self._warn(step, str(error))
            return None
        del self._asked[step.id]
        return Remembered(kept.outputs, iso(kept.made), kept.run)

    def keep(self, step: Step, outputs: Mapping[Name, Value], run: str) -> None:
        """Remember what a Step gave; it is not where anything it followed from has changed meanwhile."""
        asked = self._asked.pop(step.id, None)
        if asked is None or self._first._broken:
            return
        try:
            self._require_exact("output", outputs)
            left = self._left(step, asked, outputs)
            if left is not None:
                made = SystemClock().now()
                entry = MemoEntry(
                    asked.key, step.id, step.kind, self._plan.flow, self._folder, run, made, 0
                )
                self._memory.keep(entry, Kept(outputs, left, made, run))
        except StoreError as error:
            self._break(error)
        except NoMark as error:
            self._warn(step, str(error))

    def inside(self, plan: Plan, folder: Path) -> StoredMemo:
        """The memory of a run inside this one, of a child flow's Plan."""
        return StoredMemo(
            self._memory, plan, self._registry, folder, recalls=self._recalls, outer=self
        )

    def told(self) -> list[e.Warning]:
        """What the user ought to know since this was asked last."""
        told, self._told = self._told, []
        return told

    # keys

    def _ask(self, step: Step, inputs: Mapping[Name, Value]) -> _Asked:
        code = self._codes.get((self._here, step.id))
        if code is None:
            self._code(self._here, step)  # says why there is none
            raise NoMark("its code was not there when the run began")
        self._require_exact("input", inputs)
        files = marks(_paths(self._folder, step.inputs, inputs))
        definition = {
            "version": _VERSION,
            "folder": str(self._folder),
            "step": step.id,
            "definition": _definition(step),
            "code": code,
            "inputs": [[n, pack_value(inputs[n])] for n in step.inputs if n in inputs],
            "files": files,
        }
        call = _call(step, inputs)
        touched = self._touches(step, call)
        return _Asked(_digest(definition), files, marks(touched.reads), touched)

    def _left(
        self, step: Step, asked: _Asked, outputs: Mapping[Name, Value]
    ) -> Mapping[str, str] | None:
        """The marks of what the work left behind; None where somebody changed what it followed from."""
        if self._code(self._here, step) != self._codes[self._here, step.id]:
            raise NoMark("its code was changed while the run was on")
        read = marks(asked.touched.reads)
        changed = any(read[path] != was for path, was in asked.read.items() if was != NOTHING)
        if changed or marks(map(Path, asked.inputs)) != asked.inputs:
            return None
        made = _paths(self._folder, step.outputs, outputs)
        return read | marks([*asked.touched.writes, *made])

    def _touches(self, step: Step, call: Call) -> Touched:
        """The files that the work of a Step, or of the Steps of its sub-flow, names."""
        reads: list[Path] = []
        writes: list[Path] = []
        for path, each in self._family(self._here, step):
            kind = self._kind(each)
            if isinstance(kind, Touching):
                what = call if each is step else _call(each, {})
                try:
                    touched = kind.touches(what, self._registry.config(each), self._folder_of(path))
                    reads += touched.reads
                    writes += touched.writes
                except Exception as error:  # as in `_fingerprint`
                    told = f"the files that step '{each.id}' works on cannot be told"
                    raise NoMark(f"{told}: {error}") from error
        return Touched(reads, writes)

    # code

    def _codes_now(self) -> dict[_Place, JSON]:
        """What stands for the code behind every Step that may be remembered, in child flows too."""
        codes: dict[_Place, JSON] = {}
        for path, each in self._members():
            if each.policy.cache and (path, each.id) not in codes:
                with suppress(NoMark):  # it is told when the Step starts
                    codes[path, each.id] = self._code(path, each)
        return codes

    def _members(self) -> Iterator[_Member]:
        for top in self._plan.steps.values():
            if top.policy.cache or top.kind == SUBFLOW:
                with suppress(NoMark):
                    yield from self._family(self._here, top)

    def _code(self, path: str, step: Step) -> JSON:
        """What stands for the code behind a Step, those of a sub-flow's Steps and its Flow included."""
        code: list[JSON] = []
        for below, each in self._family(path, step):
            found = self._fingerprint(each, self._folder_of(below))
            code.append([each.id, found.text, marks(found.files)])
        return [*code, *(flow_to_json(flow) for _, flow in self._descent(path, step))]

    def _fingerprint(self, step: Step, folder: Path) -> Fingerprint:
        kind = self._kind(step)
        if isinstance(kind, Fingerprinted):
            try:
                return kind.fingerprint(step, self._registry.config(step), folder)
            except Exception as error:  # a plug-in's own code may raise anything
                raise NoMark(f"the code behind it cannot be told: {error}") from error
        made = type(kind)
        version = version_behind(made.__module__.partition(".")[0])
        return Fingerprint(f"{made.__module__}.{made.__qualname__} {version}")

    def _kind(self, step: Step) -> StepKind:
        try:
            return self._registry.kind(step.kind)
        except EngineError as error:
            raise NoMark(str(error)) from error

    # sub-flows

    def _family(self, path: str, step: Step) -> Iterator[_Member]:
        """A Step of the Flow of that path, and all that its Flow may run, each with its Flow's path."""
        yield path, step
        for below, flow in self._descent(path, step):
            yield from ((below, each) for each in flow.steps.values() if not each.disabled)

    def _descent(self, top: str, step: Step) -> list[tuple[str, Flow]]:
        """The Flow that a Step runs and those that its Steps run, each once, by path."""
        origin = self._plan.origin
        found: dict[str, Flow] = {}
        waiting = [(top, step)]
        for path, each in waiting:  # grows while it is walked
            if each.kind != SUBFLOW:
                continue
            named = each.config.get("flow")
            child = path
            if isinstance(named, str):
                child = child_path(self._folder_of(path), named)
            if child in found:
                continue
            flow = origin.flow if child == self._here else origin.flows.get(child)
            if flow is None:
                raise NoMark(f"the flow file '{named}' is not there")
            found[child] = flow
            waiting += [(child, inner) for inner in flow.steps.values() if not inner.disabled]
        return list(found.items())

    def _folder_of(self, path: str) -> Path:
        return self._folder if path == self._here else Path(path).parent

    # telling

    def _require_exact(self, side: str, values: Mapping[Name, Value]) -> None:
        for name, value in values.items():
            if what := _inexact(value):
                if what == Secret.__name__:
                    raise NoMark(f"{side} '{name}' is a secret, and what it stands for may change")
                raise NoMark(f"{side} '{name}' has {what} in it, which JSON cannot say exactly")

    def _warn(self, step: Step, why: str) -> None:
        message = f"step '{step.id}' is not remembered: {why}"
        self._told.append(e.Warning("not_remembered", message, step.id))

    def _break(self, error: StoreError) -> None:
        self._first._broken = True
        self._told.append(e.Warning("no_memory", f"nothing is remembered in this run: {error}"))


def _call(step: Step, inputs: Mapping[Name, Value]) -> Call:
    """The call of a Step; what is not known yet of a sub-flow's Step is left out, a secret named only."""
    known = {name: port.value for name, port in step.inputs.items() if port.value is not ABSENT}
    known |= {name: referred(value) for name, value in inputs.items()}
    return Call(
        step=step.id, kind=step.kind, config=step.config, inputs=known, outputs=step.outputs
    )


def _definition(step: Step) -> JSON:
    """What a Step says that its result follows from; the order of ports counts for combinations."""
    return {
        "kind": step.kind,
        "config": step.config,
        "combine": step.policy.combine,
        "inputs": [
            [n, *_type(port.type), port.is_list, port.each] for n, port in step.inputs.items()
        ],
        "outputs": [
            [n, *_type(port.type), port.optional, port.value is ABSENT]
            for n, port in step.outputs.items()
        ],
    }


def _type(declared: DataType) -> tuple[JSON, ...]:
    return declared.name, declared.format, declared.enum


def _paths(
    folder: Path, ports: Mapping[Name, Input] | Mapping[Name, Output], values: Mapping[Name, Value]
) -> Iterator[Path]:
    """The files among the values of ports, those in lists included."""
    for name, value in values.items():
        if name in ports and ports[name].type.format == PATH:
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str):
                    yield folder / each


def _digest(document: JSON) -> str:
    import hashlib  # as in `engine.mark`

    text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _inexact(value: Value, depth: int = DEPTH) -> str:
    """The type of the first thing in a value that does not come back from JSON as it was; empty: none."""
    kind = type(value)
    if value is None or kind in (bool, str):
        return ""
    if (kind is int and value.bit_length() <= _MAX_BITS) or (
        kind is float and math.isfinite(value)
    ):
        return ""
    if not depth or kind not in (list, dict):
        return type_name(value) if kind not in (tuple, int, float) else kind.__name__
    if kind is dict and any(type(key) is not str for key in value):
        return "a key that is no text"
    parts: Any = value.values() if kind is dict else value
    found = (_inexact(part, depth - 1) for part in parts)
    return next(filter(None, found), "")
