"""A shell script as a Step: what it reads from its arguments and its environment become inputs.

The script is read, never run. Single quotes, comments and the bodies of functions do not count: what
`$1` means in there is not the script's first argument.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from engine.datatype import DataType, TypeName
from engine.flow import Flow, Input, Name, Output, Step
from engine.importing.imported import Imported
from engine.importing.naming import Taken, listed, literal, port_name, snake, step_id
from engine.value import ABSENT, JSON, Absent

STRING: Final = DataType(name=TypeName.STRING)
BOOLEAN: Final = DataType(name=TypeName.BOOLEAN)

SHELLS: Final = frozenset({"sh", "bash", "dash", "zsh", "ksh", "ash", "mksh", "busybox"})
_LONGEST_LINE: Final = 4_000
_MOST_ARGUMENTS: Final = 99

_FUNCTION: Final = re.compile(
    r"^(\s*)(?:function\s+[\w:.-]+\s*(?:\(\s*\))?|[\w:.-]+\s*\(\s*\))\s*\{?\s*$"
)
_FUNCTION_OPEN: Final = re.compile(r"^(\s*)(?:function\s+[\w:.-]+|[\w:.-]+\s*\(\s*\))[^{]*\{")
_HEREDOC: Final = re.compile(r"<<-?\s*(?:'(\w+)'|\"(\w+)\"|\\(\w+))")
_POSITIONAL: Final = re.compile(r"\$(?:([1-9])|\{([1-9]\d?)(?!\d)(:?[-?=+])?([^{}]{0,300}))")
_TAKES_POSITIONAL: Final = re.compile(
    r"""(?:^|[\s;&|(])(?:local\s+|readonly\s+|export\s+|declare\s+(?:-\w+\s+)*)?
        ([A-Za-z_]\w*)=["']?\$\{?([1-9]\d?)(?![\d])""",
    re.VERBOSE,
)
_PARAMETER: Final = re.compile(r"\$\{([A-Za-z_]\w*)(:?[-?=])([^{}]*)\}")
_PLAIN: Final = re.compile(r"\$(?:([A-Z_][A-Z0-9_]*)\b|\{([A-Z_][A-Z0-9_]*)\})")
_ASSIGNED: Final = re.compile(
    r"(?:^|[\s;&|(])(?:[a-z]+\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)\+?=(?!=)", re.MULTILINE
)
_FROM_ITSELF: Final = re.compile(r"(?:^|[\s;])([A-Za-z_]\w*)=[\"']?\$\{([A-Za-z_]\w*):?[-?=]")
_BOUND: Final = re.compile(r"\b(?:for|read(?:\s+-\w+)*|getopts\s+\S+)\s+([A-Za-z_]\w*)")
_GETOPTS: Final = re.compile(r"\bgetopts\s+[\"']?([A-Za-z0-9:?]+)[\"']?\s+(\w+)")
_NOUNSET: Final = re.compile(r"^\s*set\s+(?:-\w*u|-o\s+nounset)|^#!.*\s-\w*u", re.MULTILINE)
_REST: Final = re.compile(r"\$[@*]|\$\{[@*]")
_DYNAMIC: Final = re.compile(r"[$`\\]")

_SYSTEM: Final = frozenset(
    [
        "HOME",
        "PATH",
        "USER",
        "SHELL",
        "PWD",
        "OLDPWD",
        "LANG",
        "LC_ALL",
        "TERM",
        "TMPDIR",
        "HOSTNAME",
        "UID",
        "EUID",
        "PPID",
        "RANDOM",
        "SECONDS",
        "LINENO",
        "IFS",
        "OPTARG",
        "OPTIND",
        "REPLY",
        "BASH",
        "BASH_SOURCE",
        "BASH_VERSION",
        "FUNCNAME",
        "PS1",
        "PS2",
        "PS4",
        "EDITOR",
        "DISPLAY",
        "COLUMNS",
        "LINES",
        "LOGNAME",
        "MAIL",
        "SHLVL",
        "PIPESTATUS",
        "HOSTTYPE",
        "OSTYPE",
        "MACHTYPE",
        "ZSH_VERSION",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
        "EPOCHSECONDS",
        "EPOCHREALTIME",
        "DEBUG_FD",
        "_",
    ]
)
"""What every environment has, or the shell itself sets."""


@dataclass(slots=True)
class _Found:
    """What has been made of the script so far."""

    inputs: OrderedDict[Name, Input] = field(default_factory=OrderedDict)
    arguments: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    taken: Taken = field(default_factory=lambda: Taken({"work", "options"}))

    def add(self, wish: str, port: Input) -> Name:
        name = Name(self.taken.fresh(wish))
        self.inputs[name] = port
        return name


def import_shell(text: str, path: str, title: str) -> Imported:
    """The Step that runs a script; `path` is how the flow file writes where it is."""
    source = text.replace("\r\n", "\n")
    code = own_code(source)
    found = _Found()
    _take_positionals(code, found)
    _take_options(code, found)
    _take_environment(code, source, found)
    _tell_rest(code, found)
    options = ["{options}"] if found.options and found.arguments else []
    config: dict[str, JSON] = {
        "command": [*interpreter(source, title), literal(path), *options, *found.arguments]
    }
    if found.options:
        config["options"] = dict(found.options)
    if found.environment:
        config["env"] = dict(found.environment)
    step = Step(
        id=step_id(PurePath(title).stem),
        kind="command",
        description=leading_comment(source),
        config=config,
        inputs=found.inputs,
        outputs=OrderedDict({Name("output"): Output(type=STRING, attribute=_written(title))}),
    )
    flow = Flow(steps={step.id: step}, goals=frozenset({step.id}))
    return Imported(what="a shell script", flow=flow, notes=tuple(found.notes))


def _written(title: str) -> Name:
    return Name(f"{snake(PurePath(title).stem)}_output")


def interpreter(text: str, title: str = "") -> list[str]:
    """The words of the shebang that start the script; a shell by its ending where there is none."""
    first = text.partition("\n")[0]
    if not first.startswith("#!"):
        ending = PurePath(title).suffix.removeprefix(".")
        return [ending if ending in SHELLS else "sh"]
    words = first[2:].split()[:8]
    if words and PurePath(words[0]).name == "env":
        words = [word for word in words[1:] if word != "-S" and "=" not in word]
    return [literal(word) for word in words] or ["sh"]


def leading_comment(text: str) -> str:
    """The comment at the top, without the shebang, as one paragraph."""
    lines: list[str] = []
    for line in text.splitlines()[:200]:
        stripped = line.strip()
        if line.startswith("#!") or stripped.startswith("# shellcheck"):
            continue
        if not stripped.startswith("#"):
            if stripped or lines:
                break
            continue
        words = stripped.lstrip("#").strip(" -=*")
        if not words and lines:
            break
        lines += [words] if words else []
    return " ".join(lines)[:1_000]


def own_code(text: str) -> str:
    """The script without comments, what stands in single quotes, and the bodies of functions."""
    return "\n".join(_without_functions(_unquoted(_without_heredocs(text)).split("\n")))


def _without_heredocs(text: str) -> str:
    """Without the texts in which the shell replaces nothing."""
    kept: list[str] = []
    end = ""
    for line in text.split("\n"):
        if end:
            end = "" if line.strip() == end else end
            continue
        kept.append(line[:_LONGEST_LINE])
        if quoted := _HEREDOC.search(line[:_LONGEST_LINE]):
            end = next(word for word in quoted.groups() if word)
    return "\n".join(kept)


def _unquoted(text: str) -> str:
    """Without comments and what stands in single quotes; one pass over the text."""
    made: list[str] = []
    quote, before, at = "", "\n", 0
    while at < len(text):
        letter = text[at]
        if quote == "'":
            quote = "" if letter == "'" else quote
        elif letter == "\\" and at + 1 < len(text):
            made.append("  ")
            at += 1
        elif letter == "'" and not quote:
            quote = "'"
        elif letter == "#" and not quote and before in " \t\n;&|()":
            end = text.find("\n", at)
            at = (len(text) if end < 0 else end) - 1
        else:
            if letter == '"':
                quote = "" if quote else '"'
            made.append(letter)
        before, at = text[at], at + 1
    return "".join(made)


def _without_functions(lines: list[str]) -> Iterator[str]:
    margin: str | None = None
    for line in lines:
        if margin is not None:
            margin = None if line.startswith(f"{margin}}}") else margin
            continue
        if opened := _FUNCTION.match(line) or _FUNCTION_OPEN.match(line):
            if not line.rstrip().endswith("}"):
                margin = opened[1]
            continue
        yield line


def _take_positionals(code: str, found: _Found) -> None:
    """`$1` and its kind, each under the name of the variable that takes it."""
    names = {int(number): name for name, number in reversed(_TAKES_POSITIONAL.findall(code))}
    told: dict[int, tuple[str, str]] = {}
    for match in _POSITIONAL.finditer(code):
        number = int(match[1] or match[2])
        mark, text = match[3] or "", match[4] or ""
        if number not in told or (mark and not told[number][0]):
            told[number] = mark, text.strip("\"' ")
    last = min(max(told, default=0), _MOST_ARGUMENTS)
    for number in range(1, last + 1):
        mark, text = told.get(number, ("", ""))
        name = found.add(snake(names.get(number, f"argument_{number}")), _port(mark, text))
        found.arguments.append(f"{{{name}}}")
    optional = [n for n in found.inputs if not found.inputs[n].required]
    gaps = [n for n in optional if found.inputs[n].default is ABSENT]
    if gaps and gaps[0] != list(found.inputs)[-1]:
        told_last = (
            f"after {listed(gaps[:1])} is left out, the arguments behind it move up one place"
        )
        found.notes.append(f"{told_last}: give it whenever you give those.")


def _port(mark: str, text: str, description: str = "") -> Input:
    """The input that `${NAME mark text}` stands for."""
    if mark in ("?", ":?"):
        return Input(type=STRING, description=text or description)
    if not mark:
        return Input(type=STRING, description=description)
    default: JSON | Absent = (
        ABSENT if mark.endswith("+") or _DYNAMIC.search(text) or not text else text
    )
    return Input(type=STRING, required=False, default=default, description=description)


def _take_options(code: str, found: _Found) -> None:
    """What `getopts` reads: `b:` takes a value, `a` is there or not."""
    read = _GETOPTS.search(code)
    if read is None:
        return
    for letter, takes in re.findall(r"([A-Za-z0-9])(:?)", read[1]):
        if letter == "h" and not takes:
            continue
        branch = re.search(rf"(?:^|[\s|(]){letter}\s*\)([^;]{{0,200}})", code)
        variable = re.search(r"([A-Za-z_]\w*)=", branch[1]) if branch else None
        wish = snake(variable[1]) if variable else Name(f"option_{letter}")
        port = Input(type=STRING if takes else BOOLEAN, required=False)
        found.options[f"-{letter}"] = f"{{{found.add(wish, port)}}}"


def _take_environment(code: str, source: str, found: _Found) -> None:
    """Variables that the script wants from outside, or has a default for."""
    own = {*_ASSIGNED.findall(code), *_BOUND.findall(code)}
    self_given = {name for name, of in _FROM_ITSELF.findall(code) if name == of}
    for name, mark, text in _PARAMETER.findall(code):
        if name in found.environment or name in _SYSTEM or (name in own and name not in self_given):
            continue
        if mark in ("?", ":?") or name.isupper():
            port = _port(mark, text.strip("\"' "))
            found.environment[name] = f"{{{found.add(port_name(name), port)}}}"
    plain = dict.fromkeys(first or second for first, second in _PLAIN.findall(code))
    read = [n for n in plain if n not in own and n not in _SYSTEM and n not in found.environment]
    if _NOUNSET.search(source):
        for name in read:
            found.environment[name] = f"{{{found.add(port_name(name), Input(type=STRING))}}}"
    elif read:
        found.notes.append(
            f"the script also reads {listed(read)} from the environment: the Step leaves that to the"
            " environment of Backcast."
        )


def _tell_rest(code: str, found: _Found) -> None:
    if _REST.search(code) and not re.search(r"\bgetopts\b", code):
        found.notes.append(
            "the script takes any number of arguments ('$@'): the Step gives it those that have names;"
            " add others to 'command'."
        )
    if re.search(r"(?:^|[\s;&|])(?:read\s|select\s)", code):
        found.notes.append("the script may read its stdin: the Step gives it none; see 'stdin'.")
