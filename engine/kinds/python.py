"""The kind `python`: a function from a module in the flow's folder, or from an installed package.

Coroutine functions run on the loop, plain ones in a worker thread; a coroutine that a plain function
gives back (a decorated coroutine function does) is awaited on the loop. With `isolate` all of it happens
in a process of its own (`engine.workers`). What a function may look like is told by `engine.modules`,
how it is called by `engine.calling`, what its source says without running it by `engine.signature`.
"""

from __future__ import annotations

import asyncio
import inspect
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from engine.calling import FunctionCall, call_in_thread, call_on_loop, runs_on_loop
from engine.context import StepContext
from engine.datatype import ARRAY, can_agree
from engine.distant.errand import Errand
from engine.errors import StepFailure, nearest
from engine.flow import Input, Name, Output, Step
from engine.modules import Modules, find_source, is_installed, nearest_module, taken_name
from engine.plugin import Call, Context, Fingerprint, KindConfig, Outputs
from engine.problem import Code, Problem, Severity, pointer
from engine.reading import installed_source, module_at, root_of
from engine.signature import FunctionInfo, ModuleInfo
from engine.sources import code_behind
from engine.value import Value
from engine.workers.pool import POOL


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
        json_schema_extra={"widget": "function"},
    )
    folder: str | None = Field(
        default=None,
        title="Folder",
        description="Where the module lies, as seen from the flow file, if it is not beside it.",
        examples=["../shared"],
    )
    isolate: Literal["process"] | None = Field(
        default=None,
        title="Isolate",
        description="Run it in a process of its own, which Stop and time limits end for real.",
    )
    memory_mb: int | None = Field(
        default=None,
        ge=1,
        title="Memory limit (MB)",
        description="What a process of its own may take beyond what Python itself needs.",
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
        if config.memory_mb is not None and config.isolate is None:
            yield _warning(
                pointer("steps", step.id, "config", "memory_mb"),
                "the memory limit counts only in a process of its own.",
                "Set 'isolate' to 'process'.",
            )
        module, _, name = config.function.partition(":")
        folder = root_of(step.config, folder)
        path = find_source(folder, module)
        if path is None:
            if not is_installed(module, folder):
                yield _no_module(place, module, folder)
                return
            path = installed_source(module)
        if path is None:
            return
        if taken := taken_name(folder, module):
            yield _warning(place, f"module '{module}' is another than it seems: {taken}.")
            return
        if path.suffix != ".py":  # compiled: it does not say
            return
        info = _read(path, folder)
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
        """True until the function is loaded and known to be async; never with `isolate`."""
        if call.config.get("isolate") is not None:
            return False
        modules = _modules(context, str(call.config.get("folder") or ""))
        function = modules.loaded(str(call.config.get("function")))
        return function is None or not runs_on_loop(function)

    def fingerprint(
        self,
        step: Step,
        config: PythonConfig,
        folder: Path,
    ) -> Fingerprint:
        """The function's module, with all that it imports."""
        return code_behind(root_of(step.config, folder), config.function.partition(":")[0])

    async def perform(self, call: Call, config: PythonConfig, context: Context) -> Outputs:
        """Load the function where this run has not yet, call it, and name what it returns.

        Raises:
            StepFailure: The function cannot be loaded (see `Modules.load`), does not take these inputs
                (`bad_signature`), or returned something that has no names (`bad_output`); with
                `isolate` also what `engine.workers` tells.
        """
        task = FunctionCall(
            function=config.function,
            step=call.step,
            attempt=call.attempt,
            inputs=call.inputs,
            outputs=call.outputs,
        )
        if config.isolate is not None:
            limit = config.memory_mb
            modules = _modules(context, config.folder)
            begun = context.wait_for_turn()
            return await POOL.run(task, modules, context, memory_mb=limit, begun=begun)
        try:
            modules = _modules(context, config.folder)
            return task.named(await self._result(task, modules, context))
        except asyncio.CancelledError as error:
            current = asyncio.current_task()
            if current is None or current.cancelling():
                raise
            raise StepFailure("the function cancelled itself", reason="cancelled") from error

    def errand(self, call: Call, config: PythonConfig, context: Context) -> Errand:
        """The call as a value that can be made elsewhere, in a process of its own where that is asked for."""
        task = FunctionCall(
            function=config.function,
            step=call.step,
            attempt=call.attempt,
            inputs=call.inputs,
            outputs=call.outputs,
        )
        return Errand(
            name=config.function, task=task, modules=_modules(context, config.folder),
            isolate=config.isolate is not None, memory_mb=config.memory_mb,
        )  # fmt: skip

    async def _result(self, task: FunctionCall, modules: Modules, context: Context) -> Value:
        function = modules.loaded(task.function)
        if function is None:
            function = await context.blocking(partial(modules.load, task.function))
        own = StepContext(context, step=task.step, attempt=task.attempt)
        work = task.bound(function, own)
        if runs_on_loop(function):
            return await call_on_loop(work, own)
        result = await context.blocking(partial(call_in_thread, work, own))
        return await call_on_loop(lambda: result, own) if inspect.isawaitable(result) else result


def _modules(context: Context, folder: str | None) -> Modules:
    """The modules of the flow's folder, or of the one that the Step says: each is a room of its own."""
    place = root_of({"folder": folder}, context.folder)
    return _modules_of(context, place)


def _modules_of(context: Context, folder: Path) -> Modules:
    return context.shared(f"python modules of {folder}", lambda: Modules(folder))


def _read(path: Path, folder: Path) -> ModuleInfo | str:
    """What the file says, or why it cannot be read."""
    try:
        return module_at(path, folder)
    except SyntaxError as error:
        return f"{error.msg} (line {error.lineno})" if error.lineno else error.msg
    except OSError as error:
        return error.strerror or type(error).__name__


def _misfits(step: Step, function: FunctionInfo, reference: str) -> Iterator[Problem]:
    place = pointer("steps", step.id, "config", "function")
    if function.is_generator and function.is_async and step.outputs:
        yield _warning(
            place,
            f"function '{reference}' is an async generator, which cannot return a value.",
            "Report progress by a parameter 'context: StepContext' instead of 'yield'.",
        )
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
    yield from _type_misfits(step, function, reference)
    yield from _output_misfits(step, function, reference)


def _type_misfits(step: Step, function: FunctionInfo, reference: str) -> Iterator[Problem]:
    """Ports whose declared types have nothing in common with what the function says."""
    for name, port in step.inputs.items():
        wanted = function.inputs.get(name)
        given = ARRAY if port.is_list_at_work else port.type
        if wanted is not None and not can_agree(given, wanted.type):
            yield _warning(
                pointer("steps", step.id, "inputs", name),
                f"function '{reference}' takes {wanted.type} as '{name}', and the input is {given}.",
            )
    gives = function.outputs_of(step.outputs)
    for name, output in step.outputs.items():
        told = gives.get(name)
        if told is not None and not can_agree(told.type, output.type):
            yield _warning(
                pointer("steps", step.id, "outputs", name),
                f"function '{reference}' gives {told.type} as '{name}', and the output is"
                f" {output.type}.",
            )


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


def _warning(place: str, message: str, hint: str = "") -> Problem:
    return Problem(
        code=Code.BAD_CONFIG, severity=Severity.WARNING, pointer=place, message=message, hint=hint
    )


def _did_you_mean(name: str) -> str:
    return f"Did you mean '{name}'?" if name else ""
