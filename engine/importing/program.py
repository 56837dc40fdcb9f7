"""An executable as a Step: its options and arguments from what it says with `--help`.

Starting it with `--help` is the only thing in all of importing that executes anything, and it is done
only where that was asked for: with no input, in an empty folder, bounded in time and in what it prints.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import PurePath
from typing import Final

from engine.datatype import PATH, DataType, TypeName
from engine.errors import said
from engine.flow import Flow, Input, Name, Output, Step
from engine.importing.helptext import Argument, Help, Option, read_help
from engine.importing.imported import Imported, ImportRefused
from engine.importing.naming import Taken, listed, literal, port_name, snake, step_id
from engine.value import ABSENT, JSON, Absent

SECONDS: Final = 10.0
"""How long a program may take to say how it is used."""

MOST_BYTES: Final = 1 << 20
"""What is read of that at most."""

_STRING: Final = DataType(name=TypeName.STRING)
_FILE: Final = DataType(name=TypeName.STRING, format=PATH)
_BOOLEAN: Final = DataType(name=TypeName.BOOLEAN)
_TYPES: Final = (
    (re.compile(r"^(integer|int)\b", re.IGNORECASE), DataType(name=TypeName.INTEGER)),
    (re.compile(r"^(float|double|real|decimal)\b", re.IGNORECASE), DataType(name=TypeName.NUMBER)),
    (re.compile(r"^bool(ean)?$", re.IGNORECASE), _BOOLEAN),
    (
        re.compile(r"^(.*[_-])?(file|files|path|filename|dir|directory|folder)$", re.IGNORECASE),
        _FILE,
    ),
)
"""What the word for a value tells of its type; all else is text."""

_MAGIC: Final = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xcf")


def is_binary_program(data: bytes) -> bool:
    """Whether a file begins as the programs of Linux, Windows or macOS do."""
    return data.startswith(_MAGIC)


def import_program(path: str, real: str, *, run_help: bool) -> Imported:
    """The Step that runs a program; `path` is how the flow file writes it, `real` where it is.

    Raises:
        ImportRefused: `run_help` was asked for, and it could not be started.
    """
    name = PurePath(real).name
    told = read_help(ask_help(real), name) if run_help else Help()
    command: list[str] = [literal(path)]
    made = _Ports(told)
    config: dict[str, JSON] = {"command": [*command, *made.arguments]}
    if made.options:
        config["command"] = [*command, "{options}", *made.arguments]
        config["options"] = made.options
    step = Step(
        id=step_id(PurePath(name).stem, "program"),
        kind="command",
        description=told.description,
        config=config,
        inputs=made.inputs,
        outputs=OrderedDict(
            {
                Name("output"): Output(
                    type=_STRING, attribute=Name(f"{snake(PurePath(name).stem)}_output")
                )
            }
        ),
    )
    notes = tuple(_notes(told, name, run_help=run_help))
    flow = Flow(steps={step.id: step}, goals=frozenset({step.id}))
    return Imported(what="a program", flow=flow, notes=notes, asks_help=not run_help)


class _Ports:
    """Inputs, options and arguments of the Step."""

    def __init__(self, told: Help) -> None:
        self.inputs: OrderedDict[Name, Input] = OrderedDict()
        self.options: dict[str, str] = {}
        self.arguments: list[str] = []
        self._taken = Taken({"work", "options"})
        for argument in told.arguments:
            self.arguments.append(self._add(argument.name, _argument_port(argument)))
        for option in told.options:
            self.options[option.name] = self._add(option.name, _option_port(option))

    def _add(self, wish: str, port: Input) -> str:
        plain = wish.strip("-")
        name = snake(plain) if plain.isupper() and len(plain) > 1 else port_name(plain)
        name = Name(self._taken.fresh(name))
        self.inputs[name] = port
        return f"{{{name}}}"


def _argument_port(argument: Argument) -> Input:
    kind = _type(argument.name, argument.choices)
    default = _default(argument.default, kind)
    required = argument.required and default is ABSENT
    return Input(type=kind, required=required, default=default, description=argument.help)


def _option_port(option: Option) -> Input:
    kind = _type(option.metavar, option.choices) if option.metavar else _BOOLEAN
    default = _default(option.default, kind)
    required = bool(option.metavar) and option.required and default is ABSENT
    return Input(type=kind, required=required, default=default, description=option.help)


def _type(word: str, choices: tuple[str, ...]) -> DataType:
    if choices:
        return DataType(name=TypeName.STRING, enum=choices)
    plain = word.strip("<>[]{}= ").split(" ")[0]
    return next((kind for pattern, kind in _TYPES if pattern.match(plain)), _STRING)


def _default(text: str, kind: DataType) -> JSON | Absent:
    """A default as a value of the type; none where it is not one."""
    if not text:
        return ABSENT
    value: JSON = text
    with suppress(ValueError):
        if kind.name is TypeName.INTEGER:
            value = int(text)
        elif kind.name is TypeName.NUMBER:
            value = float(text)
        elif kind.name is TypeName.BOOLEAN:
            value = {"true": True, "false": False}.get(text.lower(), text)
    return ABSENT if kind.complaint(value) else value


def _notes(told: Help, name: str, *, run_help: bool) -> Iterator[str]:
    if not run_help:
        yield (
            f"'{name}' was not started, so its options are not known; started as '{name} --help' it"
            " tells them."
        )
        return
    if not told.options and not told.arguments:
        yield f"what '{name} --help' says names no options or arguments that could be read."
    if told.commands:
        yield (
            "the program has commands of its own: which one to run is an input, and the options of"
            f" each are not there; '{name} COMMAND --help' tells them."
        )
    if told.unread:
        yield f"{listed(told.unread)} stands in the usage alone, and is not carried over."
    if told.more_usages:
        yield f"of {told.more_usages + 1} ways to call it the first was taken."
    many = [argument.name for argument in told.arguments if argument.many]
    many += [option.name for option in told.options if option.many]
    if many:
        yield f"{listed(many)} takes several values: the Step gives one."
    negatives = [option.negative for option in told.options if option.negative]
    if negatives:
        yield f"{listed(negatives)} cannot be said: false leaves the option out."


def ask_help(program: str) -> str:
    """What a program prints when it is started with `--help`, on both its streams.

    Raises:
        ImportRefused: It could not be started, or did not end in time.
    """
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "PAGER": "cat"}
    with tempfile.TemporaryDirectory(prefix="backcast-help-") as folder:
        try:
            process = subprocess.Popen(
                [os.path.realpath(program), "--help"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            why = said(error) if isinstance(error, OSError) else str(error)
            raise ImportRefused(f"'{program}' could not be started: {why}") from None
        with process:
            return _printed(process, program)


def _printed(process: subprocess.Popen[bytes], program: str) -> str:
    """All that a process prints until it ends, which it has to in time; what it started is ended too."""
    assert process.stdout is not None
    data, end = bytearray(), time.monotonic() + SECONDS
    try:
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            while len(data) < MOST_BYTES:
                left = end - time.monotonic()
                if left <= 0 or not waiting.select(left):
                    message = f"'{PurePath(program).name} --help' did not end within {SECONDS:g} s"
                    raise ImportRefused(f"{message}; it was stopped.")
                if not (more := os.read(process.stdout.fileno(), 65_536)):
                    break
                data += more
    finally:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    return bytes(data[:MOST_BYTES]).decode("utf-8", "replace")
