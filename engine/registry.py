"""Finds kinds and executors by entry point, loads each on first use, and checks a Step against its kind.

A plug-in that is broken is a Problem of the Steps that use it, and of nothing else. Nothing that a Flow
names (its modules, programs, addresses) is touched here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import Any, Final, Generic, Protocol, TypeVar

from pydantic import ValidationError

from engine.codec.schema import NOTE
from engine.codec.wording import Place, problems
from engine.destination import LOCAL, THREAD, parse_spec
from engine.errors import EngineError, PlanError, PluginError, UnknownExecutor, UnknownKind
from engine.flow import Step, StepId, undoing_step
from engine.offered import Offered, Unusable, offered
from engine.plugin import (
    EXECUTOR_GROUP,
    KIND_GROUP,
    Distant,
    Executor,
    KindConfig,
    StepKind,
    Travelling,
)
from engine.problem import Code, Problem, Severity, pointer
from engine.value import JSON, same


class _Named(Protocol):
    name: str


_N = TypeVar("_N", bound=_Named)

_AGAIN: Final = 200
"""Steps with something wrong that are looked at again in one go."""


class Registry:
    """The kinds and executors that there are. Safe to ask from several threads."""

    def __init__(
        self,
        kinds: Iterable[StepKind] | None = None,
        executors: Iterable[Executor] | None = None,
        *,
        also: Iterable[StepKind] = (),
    ) -> None:
        """Take kinds and executors of one's own; where none are given, the installed ones.

        `also` are kinds beside those.
        """
        self._kinds = _Shelf(KIND_GROUP, kinds, _check_kind, also)
        self._executors = _Shelf(EXECUTOR_GROUP, executors, _check_executor)
        self._configs: dict[StepId, tuple[Step, KindConfig | ValidationError]] = {}
        self._problems: dict[tuple[Path | None, StepId], tuple[Step, tuple[Problem, ...]]] = {}

    @classmethod
    def installed(cls) -> Registry:
        """The kinds and executors that installed packages offer."""
        return cls()

    def names(self) -> tuple[str, ...]:
        """The names of all kinds, sorted; nothing is loaded."""
        return self._kinds.names()

    def executors(self) -> tuple[str, ...]:
        """The names of all executors, loaded or not."""
        return self._executors.names()

    def is_repeatable(self, step: Step) -> bool:
        """Whether work of a Step that was cut off may simply begin again: it and its kind say so.

        Of a kind that is not there or is broken, nothing ever begins.
        """
        try:
            kind = self.kind(step.kind)
        except EngineError:
            kind = None
        return step.policy.repeatable and bool(getattr(kind, "repeatable", True))

    def kind(self, name: str) -> StepKind:
        """The kind of that name, loaded if need be.

        Raises:
            UnknownKind: No kind has that name.
            PluginError: There is one, and it could not be loaded.
        """
        ready = self._kinds.ready(name)  # asked several times for every Step of a run
        if ready is not None:
            return ready
        if name not in self._kinds.names():
            raise UnknownKind(name, self._kinds.names())
        return self._kinds.get(name)

    def executor(self, name: str) -> Executor:
        """The executor of that name, loaded if need be.

        Raises:
            UnknownExecutor: There is none of that name.
            PluginError: There is one, and it could not be loaded.
        """
        ready = self._executors.ready(name)
        if ready is not None:
            return ready
        known = self._executors.names()
        if name not in known:
            raise UnknownExecutor(name, known)
        return self._executors.get(name)

    def executor_here(self, spec: str) -> Executor:
        """Who does blocking work here, for a Step that says `spec`: what it asks for, if that is here."""
        name = parse_spec(spec).name if spec else ""
        found = self.executor(THREAD if name in ("", LOCAL) else name)
        return self.executor(THREAD) if isinstance(found, Distant) else found

    def require_executor(self, spec: str) -> None:
        """See that there is the executor that a run names, and that it can be used.

        Raises:
            PlanError: `bad_executor`.
        """
        wanted = parse_spec(spec)
        name, address = wanted
        if wanted.is_here:
            return
        try:
            found = self.executor(name)
            if isinstance(found, Distant):
                found.cluster(address)
        except EngineError as error:
            raise PlanError("bad_executor", str(error), [name]) from error
        if address and not isinstance(found, Distant):
            told = f"executor '{name}' takes no address, and got '{address}'"
            raise PlanError("bad_executor", told, [name])

    def config(self, step: Step) -> KindConfig:
        """The config of a Step, checked.

        Raises:
            UnknownKind, PluginError: As `kind` does.
            PlanError: `bad_config`: the config is not what the kind asks for.
        """
        kept = self._configs.get(step.id)
        made = kept[1] if kept is not None and kept[0] is step else self._config(step)
        if not isinstance(made, ValidationError):
            return made
        first = next(iter(_config_problems(step, self.kind(step.kind), made)))
        message = f"step '{step.id}': {first.message}"
        raise PlanError("bad_config", message, [step.id])

    def problems(self, step: Step, folder: Path | None) -> tuple[Problem, ...]:
        """What is wrong with a Step by itself; `folder` is the flow file's, if it has one.

        Remembered until the Step changes, so asking again for thousands of Steps costs next to nothing.
        """
        kept = self._problems.get((folder, step.id))
        if kept is not None and same(kept[0], step):
            return kept[1]
        found = tuple(self._check(step, folder or Path()))
        self._problems[folder, step.id] = step, found
        return found

    def forget_problems(self) -> None:
        """Look at every Step anew when it is asked about: files that the kinds look at have changed."""
        self._problems.clear()

    def look_again(self, folder: Path | None) -> bool:
        """Whether what is wrong with a Step is another thing by now: files have changed, or are back.

        Looks at those alone that something was wrong with when they were last asked about, and at so
        many of them that it never takes long; of the next ones the next time. If one is different, all
        of them are looked at anew when they are asked about.
        """
        wrong = [key for key, kept in [*self._problems.items()] if kept[1] and key[0] == folder]
        for key in wrong[:_AGAIN]:
            kept = self._problems.pop(key, None)
            if kept is None:  # another thread forgets them all, or looks at this one just now
                continue
            step, before = kept
            if tuple(self._check(step, folder or Path())) != before:
                for other in wrong:
                    self._problems.pop(other, None)
                return True
            self._problems[key] = kept  # behind those that have not been looked at
        return False

    def _config(self, step: Step) -> KindConfig | ValidationError:
        kept = self._configs.get(step.id)
        if kept is not None and same(kept[0], step):
            return kept[1]
        made = _made(step, self.kind(step.kind))
        self._configs[step.id] = step, made
        return made

    def _check(self, step: Step, folder: Path) -> Iterator[Problem]:
        yield from self._check_executor_name(step)
        yield from _check_resources(step)
        if step.policy.cache and step.policy.undo is not None:
            yield _never_undone(step)
        if step.policy.undo is not None:
            yield from self._check_undo(step, step.policy.undo, folder)
        try:
            kind = self.kind(step.kind)
        except EngineError as error:
            place = pointer("steps", step.id, "kind")
            yield Problem(code=Code.UNKNOWN_KIND, pointer=place, message=str(error))
            return
        config = self._config(step)
        if isinstance(config, ValidationError):
            yield from _config_problems(step, kind, config)
            return
        yield from self._check_stays(step, kind)
        yield from _kind_problems(step, kind, config, folder)

    def _check_stays(self, step: Step, kind: StepKind) -> Iterator[Problem]:
        """That a Step is to go to a cluster, and its kind stays here."""
        name = parse_spec(step.policy.executor).name
        if not name or isinstance(kind, Travelling) or name not in self._executors.names():
            return
        try:
            is_distant = isinstance(self.executor(name), Distant)
        except PluginError:
            return
        if is_distant:
            message = f"steps of kind '{step.kind}' are always performed here, not by '{name}'."
            place = pointer("steps", step.id, "executor")
            yield Problem(
                code=Code.BAD_CONFIG, severity=Severity.WARNING, pointer=place, message=message,
                hint="Take out 'executor'.",
            )  # fmt: skip

    def _check_undo(self, step: Step, undo: Mapping[str, JSON], folder: Path) -> Iterator[Problem]:
        """What is wrong with how a Step is undone: as with a Step of that kind, and said beneath `undo`."""
        place = pointer("steps", step.id, "undo")
        if bool(undo.get("function")) == bool(undo.get("kind")):
            message = "undo: it names neither a function nor a kind"
            if undo.get("kind"):
                message = "undo: it names both a function and a kind"
            hint = "Give a 'function' (module:name), or a 'kind' with its 'config'."
            yield Problem(code=Code.BAD_CONFIG, pointer=place, message=message, hint=hint)
            return
        undoing = undoing_step(step, [*step.inputs, *step.outputs])
        try:
            kind = self.kind(undoing.kind)
        except EngineError as error:
            yield Problem(code=Code.UNKNOWN_KIND, pointer=place, message=f"undo: {error}")
            return
        config = _made(undoing, kind)
        if isinstance(config, ValidationError):
            found = _config_problems(undoing, kind, config)
        else:
            found = _kind_problems(undoing, kind, config, folder)
        for problem in found:
            where = _place_in_undo(step, problem.pointer)
            yield replace(problem, pointer=where, message=f"undo: {problem.message}")

    def _check_executor_name(self, step: Step) -> Iterator[Problem]:
        name, known = parse_spec(step.policy.executor).name, (*self._executors.names(), LOCAL)
        if name and name not in known:
            place = pointer("steps", step.id, "executor")
            message = str(UnknownExecutor(name, known))
            yield Problem(code=Code.BAD_CONFIG, pointer=place, message=message)


def _check_resources(step: Step) -> Iterator[Problem]:
    """Amounts of which no worker can have any."""
    for name, amount in step.policy.resources.items():
        if isinstance(amount, int | float) and amount < 0:
            yield Problem(
                code=Code.BAD_CONFIG,
                pointer=pointer("steps", step.id, "resources", name),
                message=f"resource '{name}' is {amount}; expected 0 or more",
            )


def _made(step: Step, kind: StepKind) -> KindConfig | ValidationError:
    """The config of a Step as its kind wants it, or what is wrong with it."""
    config = {key: value for key, value in step.config.items() if not key.startswith(NOTE)}
    try:  # as JSON, which is what it is: lists may become tuples, and words enums
        return kind.config.model_validate_json(json.dumps(config))
    except ValidationError as error:
        return error


def _place_in_undo(step: Step, place: str) -> str:
    """Where in `undo` something is that is said of the config of the Step that undoes."""
    undo, config = pointer("steps", step.id, "undo"), pointer("steps", step.id, "config")
    if not place.startswith(config):
        return undo
    if (step.policy.undo or {}).get("function"):
        return undo + place.removeprefix(config)
    return pointer("steps", step.id, "undo", "config") + place.removeprefix(config)


def _never_undone(step: Step) -> Problem:
    return Problem(
        code=Code.BAD_CONFIG,
        pointer=pointer("steps", step.id, "cache"),
        message="what is taken from memory was not done in this run, so it cannot be undone",
        hint="Take out 'cache' or 'undo'.",
    )


def _config_problems(step: Step, kind: StepKind, error: ValidationError) -> tuple[Problem, ...]:
    fields = kind.config.model_fields

    def keys(place: Place) -> Iterable[str]:
        return () if place else [field.alias or name for name, field in fields.items()]

    place = ("steps", step.id, "config")
    return problems(error, step.config, keys, at=place, otherwise=Code.BAD_CONFIG)


def _kind_problems(
    step: Step, kind: StepKind, config: KindConfig, folder: Path
) -> tuple[Problem, ...]:
    try:
        return tuple(kind.check(step, config, folder))
    except Exception as error:  # noqa: BLE001 - a plug-in's own code may raise anything
        what = f"{type(error).__name__}: {error}"
        message = f"kind '{step.kind}' could not check step '{step.id}': {what}"
        place = pointer("steps", step.id, "config")
        return (Problem(code=Code.BAD_CONFIG, pointer=place, message=message),)


class _Shelf(Generic[_N]):
    """One group of entry points: listed without loading, loaded on first use, failures remembered."""

    def __init__(
        self,
        group: str,
        own: Iterable[_N] | None,
        check: Callable[[Any], None],
        also: Iterable[_N] = (),
    ) -> None:
        self._group = group
        self._check = check
        self._lock = RLock()
        self._entries: Mapping[str, Offered] | None = None if own is None else {}
        self._loaded: dict[str, _N | PluginError] = {
            part.name: part for part in (*(own or ()), *also)
        }
        self._names: tuple[str, ...] | None = None

    def names(self) -> tuple[str, ...]:
        with self._lock:
            if self._entries is None:
                self._entries = offered(self._group)
            if self._names is None:
                self._names = tuple(sorted({*self._entries, *self._loaded}))
            return self._names

    def ready(self, name: str) -> _N | None:
        """What has been loaded already, without a lock: entries are only ever added."""
        part = self._loaded.get(name)
        return None if isinstance(part, PluginError) else part

    def get(self, name: str) -> _N:
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._load((self._entries or {})[name])
            part = self._loaded[name]
        if isinstance(part, PluginError):
            raise part
        return part

    def _load(self, entry: Offered) -> _N | PluginError:
        try:
            part: _N = entry.load(make=True)
            self._check(part)
        except Exception as raised:  # noqa: BLE001 - importing runs foreign code
            cause = raised.__cause__ if isinstance(raised, Unusable) else raised
            error = PluginError(entry.name, cause or raised)
            error.__cause__ = cause
            return error
        return part


def _check_kind(kind: Any) -> None:
    if not (isinstance(kind.config, type) and issubclass(kind.config, KindConfig)):
        raise TypeError("its 'config' is not a KindConfig")
    if not (callable(kind.perform) and callable(kind.check)):
        raise TypeError("it has no 'perform' and 'check'")


def _check_executor(executor: Any) -> None:
    offers = getattr(executor, "submit", None) or getattr(executor, "cluster", None)
    if not callable(offers):
        raise TypeError("it has neither 'submit' nor 'cluster'")
