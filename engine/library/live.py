"""Functions at hand as Steps: defined in a script, a test or a notebook, and called as they are.

A Step of the kind `live` names a function of this process, so a Flow with such Steps runs here and nowhere
else. What the function takes and gives is read from its source, as that of a module in a file is.
"""

from __future__ import annotations

import inspect
import textwrap
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, get_type_hints

from pydantic import Field

from engine.calling import FunctionCall, call_in_thread, call_on_loop, runs_on_loop
from engine.context import StepContext
from engine.flow import NAME, Input, Name, Output, Step
from engine.plugin import Call, Context, Fingerprint, KindConfig, Outputs
from engine.problem import Code, Problem, pointer
from engine.signature import FunctionInfo, asks_for_context, read_functions
from engine.value import Value

LIVE: Final = "live"
"""The name of the kind."""


class LiveConfig(KindConfig):
    """Which function does the work."""

    function: str = Field(title="Function", description="The name under which it was added.")


class LiveKind:
    """Calls a function of this process."""

    name: str = LIVE
    title: str = "Function at hand"
    description: str = "Calls a function of the script, test or notebook that made the flow."
    category: str = "Code"
    icon: str = "code"
    config: type[KindConfig] = LiveConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict()

    def __init__(self) -> None:
        """Begin without functions; `functions` takes them, by the name that a Step's config says."""
        self.functions: dict[str, Callable[..., Any]] = {}

    def check(self, step: Step, config: LiveConfig, folder: Path) -> Iterator[Problem]:
        """That the function is at hand."""
        del folder
        if config.function not in self.functions:
            place = pointer("steps", step.id, "config", "function")
            told = f"no function '{config.function}' is at hand; add it to the flow again."
            yield Problem(code=Code.BAD_CONFIG, pointer=place, message=told)

    def needs_thread(self, call: Call, context: Context) -> bool:
        """Whether it is a plain function, which may block."""
        del context
        function = self.functions.get(str(call.config.get("function")))
        return function is None or not runs_on_loop(function)

    def fingerprint(self, step: Step, config: LiveConfig, folder: Path) -> Fingerprint:
        """The function's source: what it calls in turn is not looked at."""
        del step, folder
        return Fingerprint(_source(self.functions[config.function]))

    async def perform(self, call: Call, config: LiveConfig, context: Context) -> Outputs:
        """Call the function, and name what it returns.

        Raises:
            Fatal: It does not take these inputs, or returned something that has no names.
        """
        function = self.functions[config.function]
        task = FunctionCall(
            function=config.function, step=call.step, attempt=call.attempt,
            inputs=call.inputs, outputs=call.outputs,
        )  # fmt: skip
        own = StepContext(context, step=task.step, attempt=task.attempt)
        work = task.bound(function, own)
        if runs_on_loop(function):
            return task.named(await call_on_loop(work, own))
        result: Value = await context.blocking(partial(call_in_thread, work, own))
        if inspect.isawaitable(result):
            result = await call_on_loop(lambda: result, own)
        return task.named(result)


def ports_of(
    function: Callable[..., Any],
) -> tuple[str, Mapping[Name, Input], Mapping[Name, Output]]:
    """What a function is for, its inputs and its outputs, as its source says; else by its parameters."""
    info = _read(function)
    if info is not None:
        return info.description, info.inputs, info.outputs
    inputs = OrderedDict(
        (Name(each.name), Input(required=each.default is each.empty))
        for each in inspect.signature(function).parameters.values()
        if NAME.fullmatch(each.name)
        and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        and not asks_for_context(each.name, None, has_value=each.default is not each.empty)
    )
    summary = (inspect.getdoc(function) or "").partition("\n")[0]
    return summary, inputs, OrderedDict({Name(function.__name__): Output()})


def _read(function: Callable[..., Any]) -> FunctionInfo | None:
    """What the function's source says; None where it has none, as at a bare prompt."""
    source = _source(function)
    try:
        result = get_type_hints(function).get("return")
    except (NameError, TypeError, AttributeError):  # a name that only a type checker sees
        result = None
    if inspect.isclass(result) and result.__module__ != "builtins":
        source = f"{_source(result)}\n{source}"  # its fields are the outputs
    try:
        found = {info.name: info for info in read_functions(source)}
    except SyntaxError:  # a lambda within a statement
        return None
    return found.get(function.__name__)


def _source(thing: Callable[..., Any]) -> str:
    try:
        return textwrap.dedent(inspect.getsource(thing))
    except (OSError, TypeError):
        return ""
