"""Calls a user's function the way a Step means it, in whichever process: inputs, context, what it returns.

A function may be plain or a coroutine function. It may `yield` on the way: a number from 0 to 1 is how
far it is, a text what it is doing, a pair both, None nothing; what a plain generator returns is its
result. An async generator cannot return anything, so it is refused where the Step has outputs to fill.

Imported by worker processes too: neither pydantic nor asyncio may be needed to import it.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.context import Around, StepContext, as_fraction
from engine.errors import Fatal, StepFailure
from engine.flow import Name, Output
from engine.modules import Function, Modules
from engine.shaping import Unfit, as_declared, shaped, wishes
from engine.signature import Accepts, asks_for_context
from engine.value import ABSENT, Value, preview, type_name


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCall:
    """One call of a `module:name`, as a value: it can be made here or sent to another process."""

    function: str
    step: str
    attempt: int
    inputs: Mapping[Name, Value]
    outputs: Mapping[Name, Output]

    def __reduce__(self) -> tuple[Any, ...]:
        """Many go through a pickle: this takes half the time that a dataclass would by itself."""
        parts = (self.function, self.step, self.attempt, self.inputs, self.outputs)
        return _again, parts

    def perform(self, modules: Modules | None, around: Around, folder: str) -> Mapping[Name, Value]:
        """Load the function, call it, and wait for its result; for a process that does nothing else.

        Raises whatever the function raises, and `StepFailure` for what `bound` and `named` refuse.
        """
        assert modules is not None, "a function is one of a run's"
        function = modules.loaded(self.function) or modules.load(self.function)
        context = StepContext(around, step=self.step, attempt=self.attempt, within=folder)
        work = self.bound(function, context)
        if runs_on_loop(function):
            return self.named(_awaited(call_on_loop(work, context), around))
        result = call_in_thread(work, context)
        if inspect.isawaitable(result):
            result = _awaited(call_on_loop(partial(_same, result), context), around)
        return self.named(result)

    def prepare(self, modules: Modules) -> bool:
        """Load the function, if that was not done yet, and say whether it was not.

        Raises:
            StepFailure: As `Modules.load` does.
        """
        is_new = modules.loaded(self.function) is None
        if is_new:
            modules.load(self.function)
        return is_new

    def with_input(self, name: Name, value: Value) -> FunctionCall:
        """The same call with an input that was kept elsewhere."""
        return dataclasses.replace(self, inputs={**self.inputs, name: value})

    def bound(self, function: Function, context: StepContext) -> Callable[[], Value]:
        """The call, ready to be made; positional-only parameters are found by name too.

        Raises:
            Fatal: The function does not take these inputs (`bad_signature`), or could not fill the
                outputs (`bad_function`).
        """
        if inspect.isasyncgenfunction(function) and any(map(_must_come, self.outputs.values())):
            raise Fatal(
                f"function '{self.function}' is an async generator, which cannot return a value; report"
                " progress by a parameter 'context: StepContext' instead of 'yield'",
                reason="bad_function",
            )
        try:
            parameters = inspect.signature(function).parameters.values()
        except (ValueError, TypeError):  # some functions written in C have none to show
            return partial(function, **_texts(self.inputs))
        asked = [Name(each.name) for each in parameters if _is_context(each)]
        given = {**dict.fromkeys(asked, context), **self._shaped(function, parameters)}
        if complaint := _accepts(parameters).complaint(given):
            raise Fatal(f"function '{self.function}' {complaint}", reason="bad_signature")
        leading = [Name(each.name) for each in parameters if each.kind is each.POSITIONAL_ONLY]
        found = [name for name in leading if name in given]
        if found != leading[: len(found)]:
            raise Fatal(
                f"function '{self.function}' takes '{found[-1]}' only together with all before it",
                reason="bad_signature",
            )
        named = {name: value for name, value in given.items() if name not in found}
        return partial(function, *(given[name] for name in found), **_texts(named))

    def _shaped(
        self, function: Function, parameters: Iterable[inspect.Parameter]
    ) -> Mapping[Name, Value]:
        """The inputs as the function's annotations have them.

        Raises:
            Fatal: One plainly does not fit (`bad_input`).
        """
        made = dict(self.inputs)
        for name, wanted in wishes(function, parameters, made).items():
            try:
                made[Name(name)] = shaped(made[Name(name)], wanted)
            except Unfit as unfit:
                raise Fatal(f"input '{name}': {unfit}", reason="bad_input") from None
        return made

    def named(self, result: Value) -> Mapping[Name, Value]:
        """What was returned, by output name. Names that nobody declared stay in: the runner warns of them.

        Raises:
            Fatal: There are several outputs, and the result names none (`bad_output`).
        """
        if not self.outputs:
            return {}
        if len(self.outputs) == 1:
            ((name, output),) = self.outputs.items()
            left_out = result is None and output.optional and output.type.complaint(None)
            return {} if left_out else {name: as_declared(result, output.type)}
        if result is None:
            return {}
        found = _by_name(result)
        if found is None or not all(isinstance(name, str) for name in found):
            names = ", ".join(f"'{name}'" for name in self.outputs)
            raise Fatal(
                f"function '{self.function}' must return its outputs {names} by name (a mapping,"
                f" NamedTuple or dataclass), and returned {type_name(result)} {preview(result, 60)}",
                reason="bad_output",
            )
        declared = self.outputs
        return {
            name: as_declared(value, declared[name].type) if name in declared else value
            for name, value in found.items()
        }


def _again(
    function: str, step: str, attempt: int, inputs: Mapping[Name, Value],
    outputs: Mapping[Name, Output],
) -> FunctionCall:  # fmt: skip
    """The call that was sent."""
    return FunctionCall(
        function=function, step=step, attempt=attempt, inputs=inputs, outputs=outputs
    )


def runs_on_loop(function: Function) -> bool:
    """Whether it is a coroutine function, or an async generator, rather than one that blocks."""
    return inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function)


def call_in_thread(work: Callable[[], Value], context: StepContext) -> Value:
    """Make a call that may block, and draw what it yields. A coroutine that it gives back is not awaited."""
    result: Value = None
    try:
        result = work()
        if inspect.isgenerator(result) and _is_generator_function(work):
            result = _drawn(result, context)
        return result
    except StopIteration as error:  # no future and no coroutine can carry it
        raise RuntimeError("the function raised StopIteration") from error
    finally:
        if not inspect.isawaitable(result):
            context.close()


async def call_on_loop(work: Callable[[], Value], context: StepContext) -> Value:
    """Make a call of an async function."""
    try:
        result = work()
        return await (_drawn_async(result, context) if inspect.isasyncgen(result) else result)
    finally:
        context.close()


def _drawn(generator: Generator[object, Any, Value], context: StepContext) -> Value:
    """What the generator returns, once it has ended."""
    while not context.cancelled:
        try:
            _tell(next(generator), context)
        except StopIteration as ended:
            return ended.value
    generator.close()
    raise StepFailure("the work was given up", reason="cancelled")


async def _drawn_async(generator: AsyncGenerator[object, Any], context: StepContext) -> None:
    try:
        async for report in generator:
            _tell(report, context)
    finally:
        await generator.aclose()


def _tell(report: object, context: StepContext) -> None:
    match report:
        case None:
            return
        case str():
            context.progress(text=report)
        case (fraction, str(text)):
            context.progress(_fraction(fraction, report), text)
        case _:
            context.progress(_fraction(report, report))


def _fraction(value: object, report: object) -> float | None:
    try:
        return None if value is None else as_fraction(value)
    except ValueError:
        raise Fatal(
            f"the function yielded {type_name(report)} {preview(report, 60)}, which is no progress: yield"
            " a number from 0 to 1, a text, or both, and return the result",
            reason="bad_progress",
        ) from None


def _is_generator_function(work: Callable[[], Value]) -> bool:
    """Whether a generator that a call gave is its work, and not merely its result."""
    function: Any = work.func if isinstance(work, partial) else work
    return inspect.isgeneratorfunction(inspect.unwrap(function))


def _awaited(coroutine: Any, around: Around) -> Value:
    """What a coroutine comes to, on a loop of its own; who can end it from afar is told how."""
    import asyncio  # a worker that runs no such function does without

    async def held() -> Value:
        hold = getattr(around, "held_by", None)
        task = asyncio.current_task()
        if hold is not None and task is not None:
            loop = asyncio.get_running_loop()
            hold(partial(loop.call_soon_threadsafe, task.cancel))
        return await coroutine

    return asyncio.run(held())


def _same(value: Value) -> Value:
    return value


def _texts(named: Mapping[Name, Value]) -> dict[str, Value]:
    return {str(name): value for name, value in named.items()}


def _must_come(output: Output) -> bool:
    return not output.optional and output.value is ABSENT


def _accepts(parameters: Iterable[inspect.Parameter]) -> Accepts:
    unnamed = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    named = [each for each in parameters if each.kind not in unnamed]
    return Accepts(
        names=tuple(each.name for each in named),
        required=tuple(each.name for each in named if each.default is each.empty),
        any_name=any(each.kind is each.VAR_KEYWORD for each in parameters),
    )


def _is_context(parameter: inspect.Parameter) -> bool:
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        return False
    has_value = parameter.default is not parameter.empty and parameter.default is not None
    return asks_for_context(parameter.name, _written(parameter.annotation), has_value=has_value)


def _written(annotation: object) -> str | None:
    if annotation is inspect.Parameter.empty:
        return None
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _by_name(result: Value) -> Mapping[Name, Value] | None:
    if isinstance(result, Mapping):
        return dict(result)
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        return dict(zip(result._fields, result, strict=True))
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return {Name(each.name): getattr(result, each.name) for each in dataclasses.fields(result)}
    return None
