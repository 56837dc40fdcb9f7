"""The kind `python`: a function from a module in the flow's folder, or from an installed package.

Coroutine functions run on the loop, plain ones in a worker thread; a coroutine that a plain function
gives back (a decorated coroutine function does) is awaited on the loop. What a function may look like
is told by `engine.modules`, what its source says without running it by `engine.signature`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from engine.errors import Fatal, StepFailure, nearest
from engine.flow import Input, Name, Output, Step
from engine.modules import Function, Modules, find_source, is_installed, nearest_module
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.problem import Code, Problem, Severity, pointer
from engine.signature import Accepts, FunctionInfo, ModuleInfo, read_module
from engine.value import Value, preview, type_name


def _reference(text: str) -> str:
    module, colon, function = text.partition(":")
    if colon and all(part.isidentifier() for part in (*module.split("."), function)):
        return text
    raise PydanticCustomError(
        "reference",
        "expected MODULE:FUNCTION such as 'onboarding:send_email', got {got}",
        {"got": repr(text)},
    )


class PythonConfig(KindConfig):
    """Which function does the work."""

    function: Annotated[str, AfterValidator(_reference)] = Field(
        title="Function",
        description="MODULE:FUNCTION; the module is looked for beside the flow file first.",
        examples=["onboarding:send_email"],
    )
    isolate: Literal["process"] | None = Field(
        default=None,
        title="Isolate",
        description="Run it in a process of its own.",
        json_schema_extra={"widget": "hidden"},  # a form offers only what can be run
    )


class PythonKind:
    """Calls a Python function with the inputs by name; what it returns are the outputs."""

    name: str = "python"
    title: str = "Python function"
    description: str = "Calls a function of a Python module beside the flow file."
    category: str = "Code"
    icon: str = "code"
    config: type[KindConfig] = PythonConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict()

    def check(self, step: Step, config: PythonConfig, folder: Path) -> Iterator[Problem]:
        """What the function's source says against the Step; nothing is imported."""
        place = pointer("steps", step.id, "config", "function")
        if config.isolate is not None:
            yield _not_supported(step)
        module, _, name = config.function.partition(":")
        path = find_source(folder, module)
        if path is None:
            if not is_installed(module, folder):
                yield _no_module(place, module, folder)
            return
        if path.suffix != ".py":  # compiled: it does not say
            return
        info = _read(path)
        if isinstance(info, str):
            yield _warning(place, f"module '{module}' cannot be read: {info}.")
        elif name in info.functions:
            yield from _misfits(step, info.functions[name], config.function)
        elif name not in info.names and not info.open_ended:
            yield _warning(
                place,
                f"module '{module}' has no function '{name}'.",
                _did_you_mean(nearest(name, info.functions)),
            )

    def needs_thread(self, call: Call, context: Context) -> bool:
        """True until the function is loaded and known to be a coroutine function."""
        function = _modules(context).loaded(str(call.config.get("function")))
        return function is None or not inspect.iscoroutinefunction(function)

    async def perform(self, call: Call, config: PythonConfig, context: Context) -> Outputs:
        """Load the function where this run has not yet, call it, and name what it returns.

        Raises:
            StepFailure: The function cannot be loaded (see `Modules.load`), does not take these inputs
                (`bad_signature`), or returned something that has no names (`bad_output`).
        """
        if config.isolate is not None:
            raise Fatal("'isolate' is not supported yet", reason="not_supported")
        try:
            result = await self._result(call, config, context)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            raise StepFailure("the function cancelled itself", reason="cancelled") from error
        return _outputs(result, call.outputs, config.function)

    async def _result(self, call: Call, config: PythonConfig, context: Context) -> Value:
        modules = _modules(context)
        function = modules.loaded(config.function)
        if function is None:
            function = await context.blocking(partial(modules.load, config.function))
        work = _bound(function, call.inputs, config.function)
        if inspect.iscoroutinefunction(function):
            return await work()
        result = await context.blocking(partial(_plain_call, work))
        return await result if inspect.isawaitable(result) else result


def _modules(context: Context) -> Modules:
    folder = context.folder
    return context.shared(f"python modules of {folder}", lambda: Modules(folder))


def _plain_call(work: Callable[[], Value]) -> Value:
    try:
        return work()
    except StopIteration as error:  # no future and no coroutine can carry it
        raise RuntimeError("the function raised StopIteration") from error


def _bound(function: Function, inputs: Mapping[Name, Value], reference: str) -> Callable[[], Value]:
    """The call, ready to be made; positional-only parameters are found by name too."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (ValueError, TypeError):  # some functions written in C have none to show
        return partial(function, **{str(name): value for name, value in inputs.items()})
    if complaint := _accepts(parameters).complaint(inputs):
        raise Fatal(f"function '{reference}' {complaint}", reason="bad_signature")
    leading = [Name(each.name) for each in parameters if each.kind is each.POSITIONAL_ONLY]
    given = [name for name in leading if name in inputs]
    if given != leading[: len(given)]:
        raise Fatal(
            f"function '{reference}' takes '{given[-1]}' only together with all before it",
            reason="bad_signature",
        )
    named = {str(name): value for name, value in inputs.items() if name not in given}
    return partial(function, *(inputs[name] for name in given), **named)


def _accepts(parameters: Iterable[inspect.Parameter]) -> Accepts:
    unnamed = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    named = [each for each in parameters if each.kind not in unnamed]
    return Accepts(
        names=tuple(each.name for each in named),
        required=tuple(each.name for each in named if each.default is each.empty),
        any_name=any(each.kind is each.VAR_KEYWORD for each in parameters),
    )


def _outputs(result: Value, declared: Mapping[Name, Output], reference: str) -> Outputs:
    """What was returned, by output name. Names that nobody declared stay in: the runner warns of them."""
    if not declared:
        return {}
    if len(declared) == 1:
        ((name, output),) = declared.items()
        left_out = result is None and output.optional and output.type.complaint(None)
        return {} if left_out else {name: result}
    if result is None:
        return {}
    named = _by_name(result)
    if named is None or not all(isinstance(name, str) for name in named):
        names = ", ".join(f"'{name}'" for name in declared)
        raise Fatal(
            f"function '{reference}' must return its outputs {names} by name (a mapping, NamedTuple or"
            f" dataclass), and returned {type_name(result)} {preview(result, 60)}",
            reason="bad_output",
        )
    return named


def _by_name(result: Value) -> Mapping[Name, Value] | None:
    if isinstance(result, Mapping):
        return dict(result)
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        return dict(zip(result._fields, result, strict=True))
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return {Name(each.name): getattr(result, each.name) for each in dataclasses.fields(result)}
    return None


def _read(path: Path) -> ModuleInfo | str:
    """What the file says, or why it cannot be read."""
    try:
        status = path.stat()
        return _read_version(path, status.st_mtime_ns, status.st_size)
    except SyntaxError as error:
        return f"{error.msg} (line {error.lineno})" if error.lineno else error.msg
    except OSError as error:
        return error.strerror or type(error).__name__


@lru_cache(maxsize=256)
def _read_version(path: Path, _changed: int, _size: int) -> ModuleInfo:
    """The same file is asked about at every edit of a Flow, for each of its Steps."""
    return read_module(path.read_bytes())


def _misfits(step: Step, function: FunctionInfo, reference: str) -> Iterator[Problem]:
    place = pointer("steps", step.id, "config", "function")
    if function.is_generator:
        yield _warning(place, f"function '{reference}' has a 'yield', which a step cannot run.")
    if function.wrapped:
        return  # a decorator may have given it other parameters
    accepts = function.accepts
    for name in step.inputs:
        if not accepts.any_name and name not in accepts.names:
            yield _warning(
                pointer("steps", step.id, "inputs", name),
                f"function '{reference}' takes no input '{name}'.",
                _did_you_mean(nearest(name, set(accepts.names) - set(step.inputs))),
            )
    for needed in accepts.required:
        if needed not in step.inputs:
            yield _warning(
                place,
                f"function '{reference}' needs '{needed}', and the step has no such input.",
                f"Add an input '{needed}'.",
            )
    yield from _output_misfits(step, function, reference)


def _output_misfits(step: Step, function: FunctionInfo, reference: str) -> Iterator[Problem]:
    """With several outputs their names have to agree; with one, whatever is returned is its value."""
    if not function.named_outputs or len(step.outputs) < 2:
        return
    for name, output in step.outputs.items():
        if name not in function.outputs and not output.optional:
            yield _warning(
                pointer("steps", step.id, "outputs", name),
                f"function '{reference}' returns no '{name}'.",
                _did_you_mean(nearest(name, set(function.outputs) - set(step.outputs))),
            )


def _no_module(place: str, module: str, folder: Path) -> Problem:
    return _warning(
        place,
        f"module '{module}' was not found in {folder} or among the installed packages.",
        _did_you_mean(nearest_module(folder, module)),
    )


def _not_supported(step: Step) -> Problem:
    return Problem(
        code=Code.NOT_SUPPORTED,
        pointer=pointer("steps", step.id, "config", "isolate"),
        message="a process of its own ('isolate') is not supported yet.",
        hint="Leave 'isolate' out to run the function in a thread.",
    )


def _warning(place: str, message: str, hint: str = "") -> Problem:
    return Problem(
        code=Code.BAD_CONFIG, severity=Severity.WARNING, pointer=place, message=message, hint=hint
    )


def _did_you_mean(name: str) -> str:
    return f"Did you mean '{name}'?" if name else ""
