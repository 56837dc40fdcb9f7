"""What a program says of itself with `--help`: its arguments and options, as far as the text tells.

Reads what argparse, click and the GNU programs write. Text in, values out; nothing is started here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

MOST_LINES: Final = 3_000
_LONGEST_LINE: Final = 500

_CONTROL: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|.\x08|[\x00-\x08\x0b-\x1f\x7f]")
_USAGE: Final = re.compile(r"^\s*usage:\s*(.*)$", re.IGNORECASE)
_OPTION_LINE: Final = re.compile(r"^\s{1,14}(-{1,2}[A-Za-z0-9?#@].*)$")
_PART: Final = re.compile(r"(--[A-Za-z0-9][\w.-]*|-[A-Za-z0-9?#@][\w-]*)\s*(.*)$")
_SPLIT: Final = re.compile(r",\s*(?=-)|\s+[/|]\s+(?=-)|\|(?=-)")
_TOKEN: Final = re.compile(r"\[|\]|\(|\)|\{[^{}]*\}|<[^<>]*>|\.\.\.|\||[^\s\[\]()|{}<>]+")
_HEADING: Final = re.compile(r"^\S[^.]*:\s*$")
_ARGUMENT_LINE: Final = re.compile(r"^\s{1,8}(\{[^{}]+\}|[A-Za-z<][\w<>.-]*)(?:\s{2,}(.*)|\s*)$")
_DEFAULT: Final = re.compile(r"[\[(]default(?:s to| is|:|=)\s*([^\[\]();]+)[\]);]", re.IGNORECASE)
_CHOICES: Final = re.compile(r"^[{\[<(]?([^\s{}\[\]<>()|,]+(?:[|,][^\s{}\[\]<>()|,]+)+)[}\]>)]?$")
_PLACEHOLDERS: Final = frozenset({"option", "options", "flags", "flag", "args", "arguments"})
_ABOUT: Final = frozenset({"--help", "-h", "-?", "--version", "-V", "--usage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option by its longest name; no `metavar` means that it takes no value."""

    name: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    help: str = ""
    default: str = ""
    required: bool = False
    many: bool = False
    negative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument that is told by its place."""

    name: str
    choices: tuple[str, ...] = ()
    help: str = ""
    default: str = ""
    required: bool = True
    many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """All that was understood.

    `unread` are options that stand in the usage alone; `more_usages` counts other ways of calling it.
    """

    description: str = ""
    arguments: tuple[Argument, ...] = ()
    options: tuple[Option, ...] = ()
    commands: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    more_usages: int = 0


def read_help(text: str, program: str) -> Help:
    """What a help text tells; `program` is the name that stands in its usage. Never raises."""
    plain = _CONTROL.sub("", text.replace("\t", "        "))
    lines = [line[:_LONGEST_LINE].rstrip() for line in plain.splitlines()[:MOST_LINES]]
    usage, after, more = _usage(lines)
    sections = dict(_sections(lines))
    options = _options(lines)
    known = {option.name: option for option in options}
    found = _Usage(_without_program(usage, program), known, _spellings(lines))
    told = {name: words for name, words in sections.items() if name not in known}
    arguments = tuple(_with_help(argument, told) for argument in found.arguments)
    return Help(
        description=_description(lines, after),
        arguments=arguments,
        options=tuple(
            replace(option, required=option.required or option.name in found.required)
            for option in options
        ),
        commands=found.commands,
        unread=tuple(name for name in found.seen if name not in found.known),
        more_usages=more,
    )


def _usage(lines: list[str]) -> tuple[str, int, int]:
    """The first usage as one line, the number of the line after all of them, and how many others."""
    start = next((i for i, line in enumerate(lines) if _USAGE.match(line)), None)
    if start is None:
        return "", 0, 0
    match = _USAGE.match(lines[start])
    words = [match[1]] if match and match[1] else []
    more, at = 0, start + 1
    while at < len(lines) and lines[at].startswith(" ") and not _OPTION_LINE.match(lines[at][:3]):
        stripped = lines[at].strip()
        if stripped.startswith("or:") or (not words and more):
            more += 1
        elif not stripped or (not more and words and _is_prose(stripped)):
            break
        elif not more:
            words.append(stripped)
        at += 1
    return " ".join(words), at, more


def _is_prose(text: str) -> bool:
    return text.endswith(".") and not text.endswith("...") and text[:1].isupper()


def _without_program(usage: str, program: str) -> str:
    """The usage from its first argument on: the program may stand with a path, or as `python -m it`."""
    words = usage.split(" ")
    stem = program.rsplit(".", 1)[0]
    for at, word in enumerate(words[:4]):
        if word.rsplit("/", 1)[-1] in (program, stem):
            return " ".join(words[at + 1 :])
    return " ".join(words[1:])


def _description(lines: list[str], after: int) -> str:
    """The first paragraph behind the usage that is no heading and no list of options."""
    words: list[str] = []
    for line in lines[after : after + 40]:
        stripped = line.strip()
        if not stripped and words:
            break
        if _HEADING.match(line) or _OPTION_LINE.match(line):
            break
        words += [stripped] if stripped else []
    return " ".join(words)[:1_000]


def _sections(lines: list[str]) -> Iterator[tuple[str, str]]:
    """What stands beside the names of arguments in their own lists."""
    for at, line in enumerate(lines):
        if found := _ARGUMENT_LINE.match(line):
            words = [found[2]] if found[2] else []
            yield found[1].strip("<>"), " ".join(words + _continued(lines, at, line))


def _continued(lines: list[str], at: int, line: str) -> list[str]:
    """The lines below that go on with a help text, which stand further to the right."""
    margin = len(line) - len(line.lstrip())
    words: list[str] = []
    for further in lines[at + 1 : at + 12]:
        own = len(further) - len(further.lstrip())
        if not further.strip() or own <= margin + 3 or _OPTION_LINE.match(further):
            break
        words.append(further.strip())
    return words


def _options(lines: list[str]) -> list[Option]:
    made: dict[str, Option] = {}
    for at, line in enumerate(lines):
        match = _OPTION_LINE.match(line)
        if match is None or _USAGE.match(line):
            continue
        spec, _, words = _divided(match[1])
        told = " ".join([*([words] if words else []), *_continued(lines, at, line)])
        option = _option(spec, told)
        if option is not None:
            made.setdefault(option.name, option)
    return list(made.values())


def _spellings(lines: list[str]) -> frozenset[str]:
    """Every way in which the lists spell an option."""
    specs = (_divided(match[1])[0] for line in lines if (match := _OPTION_LINE.match(line)))
    parts = (_PART.match(part.strip()) for spec in specs for part in _SPLIT.split(spec))
    return frozenset(part[1] for part in parts if part)


def _divided(text: str) -> tuple[str, str, str]:
    """An option's spelling and what is said of it, which two spaces part."""
    parts = re.split(r"\s{2,}", text, maxsplit=1)
    return parts[0], "", parts[1] if len(parts) > 1 else ""


def _option(spec: str, told: str) -> Option | None:
    parts = [match for part in _SPLIT.split(spec) if (match := _PART.match(part.strip()))]
    names = [part[1] for part in parts]
    if not names or set(names) & _ABOUT:
        return None
    negative = next((n for n in names if n.startswith("--no-") and f"--{n[5:]}" in names), "")
    names = [name for name in names if name != negative]
    metavar = next((part[2] for part in parts if part[2]), "")
    is_optional = metavar.startswith("[=") or metavar.startswith("[ ")
    metavar = metavar.strip("[]= ") if is_optional or metavar.startswith(("=", "[")) else metavar
    choices = _choices(metavar)
    default = None if is_optional else _DEFAULT.search(told)  # there it is that of a bare option
    return Option(
        name=max(names, key=len),
        metavar=metavar,
        choices=choices,
        help=told,
        default=_cleaned(default[1]) if default else "",
        required="[required]" in told.lower() or "(required)" in told.lower(),
        many="..." in metavar,
        negative=negative,
    )


def _cleaned(default: str) -> str:
    text = default.strip().rstrip(".").strip("'\"`")
    return "" if text.lower() in ("none", "null", "") else text


def _choices(text: str) -> tuple[str, ...]:
    """The values between braces or bars; none where it is a name."""
    found = _CHOICES.match(text)
    if found is None or (text[:1] not in "{[<(" and "|" not in text):
        return ()
    return tuple(dict.fromkeys(re.split(r"[|,]", found[1])))


class _Usage:
    """The usage line, read word by word: which arguments there are, and what must be there."""

    def __init__(self, text: str, known: dict[str, Option], spellings: frozenset[str]) -> None:
        self.arguments: list[Argument] = []
        self.seen: dict[str, None] = {}
        self.known = spellings | _ABOUT
        self.required: set[str] = set()
        self.commands: tuple[str, ...] = ()
        self._takes = {name for name, option in known.items() if option.metavar}
        depth, awaits = 0, False
        tokens = _TOKEN.findall(text[:20_000])
        for at, token in enumerate(tokens):
            following = tokens[at + 1] if at + 1 < len(tokens) else ""
            if token in ("[", "("):
                depth += token == "["
            elif token in ("]", ")"):
                depth -= token == "]"
                awaits = False
            elif token.startswith("-") and len(token) > 1:
                awaits = self._take_option(token, depth, following)
            elif token == "=":
                awaits = True
            elif token not in ("|", "...") and not awaits:
                self._take(token, depth, following)
            else:
                awaits = False if token not in ("|", "...") else awaits

    def _take_option(self, token: str, depth: int, following: str) -> bool:
        """Note an option; whether the next word is its value."""
        name, equals, _ = token.partition("=")
        self.seen[name] = None
        if not depth:
            self.required.add(name)
        if token.endswith("="):
            return True
        is_word = bool(following) and following not in "[]()|..." and not following.startswith("-")
        return not equals and is_word and (depth > 0 or name in self._takes)

    def _take(self, token: str, depth: int, following: str) -> None:
        name = token.strip("<>").removesuffix("...")
        many = following == "..." or token.endswith("...")
        if name.lower() in _PLACEHOLDERS or not re.search(r"\w", name):
            return
        if name.startswith("{"):
            choices = tuple(name.strip("{}").split(","))
            self.commands = choices if many else self.commands
            self.arguments.append(Argument(name="command" if many else "choice", choices=choices))
        elif name.upper() == "COMMAND" and not many:
            self.commands = ("COMMAND",)
            self.arguments.append(Argument(name="command", required=depth == 0))
        elif all(name != argument.name for argument in self.arguments):
            self.arguments.append(Argument(name=name, required=depth == 0, many=many))
        else:
            again = next(a for a in self.arguments if a.name == name)
            self.arguments[self.arguments.index(again)] = replace(again, many=True)


def _with_help(argument: Argument, told: dict[str, str]) -> Argument:
    """The argument with what its own list says of it."""
    key = "{" + ",".join(argument.choices) + "}" if argument.choices else argument.name
    words = told.get(key, "")
    default = _DEFAULT.search(words)
    return replace(argument, help=words, default=_cleaned(default[1]) if default else "")
