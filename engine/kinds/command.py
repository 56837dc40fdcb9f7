"""The kind `command`: a program, started with an argument list. Never a shell.

`{name}` in an argument, in `stdin`, `cwd` or an environment value stands for the input of that name: text
as it is, everything else as JSON. What consists of nothing but the placeholder of an input that was left
out is left out too; within other text that input is empty. Where no input is called so, `{work}` stands
for the run's work folder: empty at first, one for all Steps of the run, and removed when the run is let
go of (by the program's end, or the designer's next run). What is to last has to be written elsewhere.

How the program itself is led (pipes, end, killing) is in `engine.process`.
"""

from __future__ import annotations

import os
import shutil
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import Field

from engine import template
from engine.datatype import DataType, TypeName
from engine.errors import Fatal, StepFailure
from engine.flow import Input, Name, Output, Step
from engine.jsontext import parse_json
from engine.kinds._workfolder import work_folder
from engine.plugin import Call, Context, Fingerprint, KindConfig, Outputs, Touched, unreadable
from engine.problem import Code, Problem, pointer
from engine.process import Ended, Launch, run_program
from engine.value import Value, preview, type_name

OPTIONS: Final = Name("options")
"""The argument that is nothing but this placeholder stands for all options."""

EXIT_STATUS: Final = Name("exit_status")
"""The output of that name takes the program's exit status, and its text does not count as one."""

WORK: Final = Name("work")
"""The placeholder of that name stands for the run's work folder."""

SHOWN_LIMIT: Final = 256 * 1024
"""Characters of a stdout that is an output's value which are recorded as lines too."""

SHORTEST: Final = 32
"""Characters that a line of those counts for at least: to record a line costs what it costs."""

STDERR: Final = Name("stderr")
"""The output of that name takes (the end of) what the program wrote to stderr."""


class CommandConfig(KindConfig):
    """Which program to start, how to feed it, and what to make of what it says."""

    command: list[str] = Field(
        min_length=1,
        title="Command",
        description="The program and its arguments; {name} stands for an input, {work} for a folder of"
        " the run. Not a shell line.",
        examples=[["convert", "{picture}", "out.png"]],
        json_schema_extra={"widget": "list"},
    )
    options: dict[str, str] = Field(
        default_factory=dict,
        title="Options",
        description="Such as --size with {size}: left out with its input, alone where that is true,"
        " once for each element of a list.",
        examples=[{"--size": "{size}"}],
    )
    stdin: str | None = Field(
        default=None,
        title="Input text",
        description="Text for the program's stdin; {name} stands for an input.",
        json_schema_extra={"widget": "multiline"},
    )
    output: Literal["text", "json", "none"] = Field(
        default="text", title="Output", description="What the program's stdout holds."
    )
    cwd: str | None = Field(
        default=None,
        title="Folder",
        description="Where it runs; left out, the flow file's folder. {work} is the run's own.",
        json_schema_extra={"widget": "path"},
    )
    env: dict[str, str] = Field(
        default_factory=dict,
        title="Environment",
        description="Variables beside those of Backcast itself; {name} stands for an input.",
    )
    ok: list[int] = Field(
        default=[0], min_length=1, title="Good exit statuses", description="Others fail the step."
    )


class CommandKind:
    """Runs a program; its stdout becomes the output."""

    name: str = "command"
    title: str = "Command"
    description: str = "Runs a program and takes what it prints, as text or JSON."
    category: str = "Code"
    icon: str = "terminal"
    config: type[KindConfig] = CommandConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict(
        {Name("output"): Output(type=DataType(name=TypeName.STRING))}
    )

    def check(
        self,
        step: Step,
        config: CommandConfig,
        folder: Path,  # noqa: ARG002 - the seam's
    ) -> Iterator[Problem]:
        """Placeholders that are no input's, and outputs that the program's text cannot fill."""
        named = {WORK: Input(), **step.inputs}
        for place, text in _templates(config):
            if place[0] == "command" and text == f"{{{OPTIONS}}}":
                continue
            if complaint := template.complaint(text, named):
                yield _problem(step, ("config", *place), *complaint)
        if not config.command[0].strip():
            yield _problem(step, ("config", "command", 0), "the program has no name.")
        filled = _filled_by_text(step.outputs)
        if config.output == "text" and len(filled) > 1:
            yield _problem(
                step,
                ("outputs", filled[1]),
                f"text is one value, and the step has {len(filled)} outputs for it.",
                "Choose the output 'json' and print an object with these names.",
            )
        if config.output == "none" and filled and not step.outputs[filled[0]].optional:
            yield _problem(
                step,
                ("outputs", filled[0]),
                f"the program's output is not read, so '{filled[0]}' stays without a value.",
                "Choose the output 'text' or 'json', or delete the output.",
            )

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Never: the program is a process."""
        return False

    def fingerprint(
        self,
        step: Step,  # noqa: ARG002 - the seam's
        config: CommandConfig,
        folder: Path,
    ) -> Fingerprint:
        """The program, where it can be found: which file, how large, and when it was last changed."""
        name = config.command[0]
        found = str(folder.absolute() / name) if os.sep in name else shutil.which(name)
        if found is None or not os.path.exists(found):  # noqa: PTH110 - never raises
            return Fingerprint("no such program")
        status = Path(found).stat()
        return Fingerprint(f"{found} {status.st_size} {status.st_mtime_ns}")

    def touches(self, call: Call, config: CommandConfig, folder: Path) -> Touched:
        """Every argument that may be a file: a script, something to read, something to write."""
        inputs = {WORK: f"{{{WORK}}}", **call.inputs}
        place = folder.absolute() / (template.fill(config.cwd or "", inputs) or "")
        parts = (*config.command[1:], *config.options.values())
        filled = (template.fill(argument, inputs) for argument in parts)
        paths = (place / argument for argument in filled if argument)
        return Touched([path for path in paths if not os.path.isdir(path)])  # noqa: PTH112 - never raises

    async def perform(self, call: Call, config: CommandConfig, context: Context) -> Outputs:
        """Run the program to its end.

        Cancelling terminates it and all that it started; what is left after 5 s is killed.

        Raises:
            StepFailure: `missing_program`, `bad_folder`, `bad_argument`, `exit_status`,
                `output_too_large`, `bad_output`, each with its sentence.
        """
        filled = _filled_by_text(call.outputs)
        read = config.output != "none" and bool(filled)
        launch = _launch(config, _named_values(config, call, context), context.folder)
        ended = await run_program(
            launch,
            on_stdout=_Shown(context).show if read else lambda line: context.output(line, "stdout"),
            on_stderr=lambda line: context.output(line, "stderr"),
            keep=read,
        )
        if ended.status not in config.ok:
            raise _bad_status(launch, ended)
        outputs: dict[Name, Value] = {EXIT_STATUS: ended.status, STDERR: ended.stderr}
        outputs = {name: value for name, value in outputs.items() if name in call.outputs}
        if read:
            if not _is_text(ended.stdout):
                context.warn(unreadable(call.step, "what the program printed", "utf-8"))
            outputs.update(_read_stdout(ended.stdout, config, filled))
        return outputs


class _Shown:
    """Records the first lines of a stdout that is kept as a value anyway."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._left = SHOWN_LIMIT

    def show(self, line: str) -> bool:
        """Record a line; False once there have been enough."""
        self._left -= max(len(line) + 1, SHORTEST)
        self._context.output(line, "stdout")
        if self._left <= 0:
            self._context.output("... (the rest is in the output)", "stdout")
        return self._left > 0


def _named_values(config: CommandConfig, call: Call, context: Context) -> Mapping[Name, Value]:
    """What the placeholders of a command may name."""
    if WORK in call.inputs or not any(f"{{{WORK}}}" in text for _, text in _templates(config)):
        return call.inputs
    return {WORK: work_folder(context), **call.inputs}


def _templates(config: CommandConfig) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, argument in enumerate(config.command):
        yield ("command", index), argument
    if config.stdin is not None:
        yield ("stdin",), config.stdin
    if config.cwd is not None:
        yield ("cwd",), config.cwd
    for name, value in config.options.items():
        yield ("options", name), value
    for name, value in config.env.items():
        yield ("env", name), value


def _arguments(config: CommandConfig, inputs: Mapping[Name, Value]) -> Iterator[str]:
    """The program and its arguments, with the options where they belong."""
    spot, parts = f"{{{OPTIONS}}}", config.command
    at = parts.index(spot) if spot in parts and OPTIONS not in inputs else len(parts)
    before, after = (
        [filled for part in some if (filled := template.fill(part, inputs)) is not None]
        for some in (parts[:at], parts[at + 1 :])
    )
    return iter([*before, *_options(config, inputs), *after])


def _options(config: CommandConfig, inputs: Mapping[Name, Value]) -> Iterator[str]:
    for option, text in config.options.items():
        name = Name(text[1:-1])
        is_whole = text == f"{{{name}}}" and name in inputs
        match value := inputs[name] if is_whole else text:
            case None:
                continue
            case bool():
                yield from [option] if value else []
            case list():
                for item in value:
                    yield from _option(option, template.as_text(name, item))
            case _:
                filled = template.fill(text, inputs)
                yield from _option(option, filled) if filled is not None else []


def _option(option: str, text: str) -> tuple[str, ...]:
    """An option with its value: `--size=10`, `-s10`, and for what is neither, two arguments."""
    if option.startswith("--"):
        return (f"{option}={text}",)
    return (option + text,) if len(option) == 2 and text else (option, text)


def _launch(config: CommandConfig, inputs: Mapping[Name, Value], folder: Path) -> Launch:
    arguments = list(_arguments(config, inputs))
    if not arguments or not arguments[0]:
        raise Fatal("the command names no program", reason="missing_program")
    if os.sep in arguments[0]:
        arguments[0] = str(folder.absolute() / arguments[0])  # an absolute path stays as it is
    added = {name: template.fill(value, inputs) for name, value in config.env.items()}
    return Launch(
        arguments=tuple(arguments),
        stdin=None if config.stdin is None else (template.fill(config.stdin, inputs) or ""),
        folder=folder.absolute() / (template.fill(config.cwd or "", inputs) or ""),
        environment=os.environ | {name: v for name, v in added.items() if v is not None},
    )


def _filled_by_text(outputs: Mapping[Name, Output]) -> list[Name]:
    return [name for name in outputs if name not in (EXIT_STATUS, STDERR)]


def _bad_status(launch: Launch, ended: Ended) -> StepFailure:
    said = f": {ended.last_line}" if ended.last_line else ""
    return StepFailure(f"'{launch.program}' {ended.how}{said}", reason="exit_status")


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_stdout(raw: bytes, config: CommandConfig, filled: list[Name]) -> Mapping[Name, Value]:
    text = raw.decode(errors="replace")
    if config.output == "text":
        return {filled[0]: text.rstrip("\r\n")}
    value = _parse(text)
    if len(filled) == 1:
        return {filled[0]: value}
    if isinstance(value, dict):
        return {Name(name): item for name, item in value.items()}
    names = ", ".join(f"'{name}'" for name in filled)
    raise Fatal(
        f"the program must print a JSON object with {names}, and printed {type_name(value)}"
        f" {preview(value, 60)}",
        reason="bad_output",
    )


def _parse(text: str) -> Any:
    try:
        return parse_json(text)
    except ValueError as error:
        told = (
            f"what the program printed is not JSON ({error}); it begins with '{preview(text, 60)}'"
        )
        if not text.strip():
            told = "the program printed nothing, and JSON was expected"
        hint = "; let it print JSON, or choose the output 'text'"
        raise Fatal(told + hint, reason="bad_content") from None


def _problem(step: Step, place: tuple[str | int, ...], message: str, hint: str = "") -> Problem:
    return Problem(
        code=Code.BAD_CONFIG,
        pointer=pointer("steps", step.id, *place),
        message=message,
        hint=hint,
    )
