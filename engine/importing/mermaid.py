"""A Mermaid flowchart as a skeleton: a Step for each node, an Attribute for each arrow, no code.

Reads `graph` and `flowchart` as people write them: shapes, labels, chains (`A --> B & C`), subgraphs. What
only says how it looks (styles, classes, clicks) is passed over; the class `goal` marks a Goal, as Backcast's
own export writes it.
"""

from __future__ import annotations

import html
import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from engine.flow import NAME, Declared, Flow, Input, Name, Output, Step, StepId
from engine.importing.imported import Imported, ImportRefused
from engine.importing.naming import listed, snake, step_ids

HEADER: Final = re.compile(
    r"^\s*(?:graph|flowchart(?:-elk)?)\b[ \t]*(TB|TD|BT|RL|LR|[<>^v])?[ \t]*;?", re.MULTILINE
)
_FENCE: Final = re.compile(r"^ {0,3}```\s*mermaid\s*$(.*?)^ {0,3}```", re.MULTILINE | re.DOTALL)
_MOST_NODES: Final = 20_000
_LONGEST: Final = 20_000

_ID: Final = re.compile(r"[^\s\[\](){}<>|&;:@\"-]+(?:-(?![->.=])[^\s\[\](){}<>|&;:@\"-]+)*")
_SHAPES: Final = (
    ("(((", ")))"), ("((", "))"), ("([", "])"), ("[[", "]]"), ("[(", ")]"), ("{{", "}}"),
    ("[/", "/]"), ("[/", "\\]"), ("[\\", "\\]"), ("[\\", "/]"), ("(", ")"), ("[", "]"),
    ("{", "}"), (">", "]"),
)  # fmt: skip
_LINK: Final = re.compile(
    r"\s*(?:[<xo](?=[-=]))?(?:-{2,}[->xo]?|={2,}[=>xo]?|-\.{1,}->?|~{3,})\s*(?:\|([^|]*)\|)?\s*"
)
_TEXT_LINK: Final = re.compile(
    r"\s*(?:[<xo](?=[-=]))?(?:--\s+(?P<a>[^|>]+?)\s+-{2,}[->xo]?|==\s+(?P<b>[^|>]+?)\s+={2,}[=>xo]?|"
    r"-\.\s*(?P<c>[^|>]+?)\s*\.{1,}->?)\s*"
)
_PASSED: Final = re.compile(
    r"^(?:classDef|style|linkStyle|click|direction|accTitle|accDescr|title|default)\b",
    re.IGNORECASE,
)
_CLASS: Final = re.compile(r"^class\s+([^\s]+)\s+([\w-]+)")
_SUBGRAPH: Final = re.compile(r"^subgraph\b\s*(.*)$", re.IGNORECASE)
_ATTRIBUTES: Final = re.compile(r"^@\{([^}]*)\}")
_ENTITY: Final = re.compile(r"#(\d{1,7}|[a-z]{2,8});")
_CLASSED: Final = re.compile(r":::[\w-]+")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)


@dataclass(slots=True)
class _Chart:
    """What has been read so far."""

    labels: dict[str, str] = field(default_factory=dict)
    links: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    classes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    frames: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    decisions: dict[str, None] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    held: set[str] = field(default_factory=set)

    def name(self, node: str, label: str | None = None) -> None:
        known = node in self.labels
        if label is not None or not known:
            self.labels[node] = label if label is not None else node
        if self.open and node not in self.held:
            self.held.add(node)
            self.frames[self.open[-1]][1].append(node)


def find_flowchart(text: str) -> str | None:
    """The flowchart in a text, or in the first block of a Markdown page that is one; None without one."""
    for fence in _FENCE.finditer(text[: 1 << 22]):
        if HEADER.search(fence[1]):
            return fence[1]
    lines = (line for line in text.splitlines() if not line.strip().startswith("%%"))
    first = next((line for line in _without_front_matter(lines) if line.strip()), "")
    return text if HEADER.match(first) else None


def _without_front_matter(lines: Iterator[str]) -> Iterator[str]:
    inside = None
    for line in lines:
        if line.strip() == "---" and inside is not False:
            inside = not inside
            inside = inside or False
            continue
        if not inside:
            inside = False if line.strip() else inside
            yield line


def import_mermaid(text: str, title: str) -> Imported:
    """The skeleton of a flowchart.

    Raises:
        ImportRefused: A line is none of a flowchart; says which.
    """
    chart = _Chart()
    for number, statement in _statements(text):
        try:
            _take(statement, chart)
        except ValueError as error:
            raise ImportRefused(f"line {number}: {error}") from None
        if len(chart.labels) > _MOST_NODES:
            raise ImportRefused(f"line {number}: more than {_MOST_NODES} nodes")
    if not chart.labels:
        raise ImportRefused("the flowchart has no nodes")
    return _built(chart, title)


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement with its line, from the one behind the header on."""
    begun = False
    for number, line in enumerate(text.splitlines(), 1):
        if not begun:
            header = HEADER.match(line)
            if header is None:
                continue
            begun, line = True, line[header.end() :]
        if line.strip().startswith("%%"):
            continue
        if len(line) > _LONGEST:
            raise ImportRefused(
                f"line {number}: the line is too long; expected at most {_LONGEST} letters"
            )
        for part in _parts(line):
            yield number, part


def _parts(line: str) -> Iterator[str]:
    """What semicolons part, but for those in quotes and of entities (`#35;`)."""
    quoted, begin = False, 0
    for at, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif (
            letter == ";" and not quoted and not re.search(r"#\w{1,8}$", line[max(0, at - 9) : at])
        ):
            yield line[begin:at].strip()
            begin = at + 1
    yield line[begin:].strip()


def _take(statement: str, chart: _Chart) -> None:
    if not statement or _PASSED.match(statement):
        return
    if marked := _CLASS.match(statement):
        chart.classes[marked[2]].update(marked[1].split(","))
    elif opened := _SUBGRAPH.match(statement):
        key, label = _subgraph(opened[1], len(chart.frames))
        chart.frames.setdefault(key, (label, []))
        chart.open.append(key)
    elif statement.lower() == "end":
        if not chart.open:
            raise ValueError("'end' without a 'subgraph'")
        chart.open.pop()
    else:
        _take_chain(statement, chart)


def _subgraph(text: str, number: int) -> tuple[str, str]:
    text = text.strip()
    if "[" in text:
        key, _, label = text.partition("[")
        return key.strip() or f"subgraph {number}", _clean(label.removesuffix("]"))
    return text or f"subgraph {number}", _clean(text) or f"{number + 1}"


def _take_chain(statement: str, chart: _Chart) -> None:
    """`A --> B & C --> D`."""
    before, at = _nodes(statement, 0, chart)
    while at < len(statement):
        link = _TEXT_LINK.match(statement, at) or _LINK.match(statement, at)
        if link is None or link.end() == at:
            raise ValueError(f"'{statement[at : at + 40]}' is no arrow of a flowchart")
        label = next((text for text in link.groups() if text), "") or ""
        after, at = _nodes(statement, link.end(), chart)
        for source in before:
            for target in after:
                chart.links.setdefault((source, target), {})[_clean(label)] = None
        before = after


def _nodes(statement: str, at: int, chart: _Chart) -> tuple[list[str], int]:
    found = []
    while True:
        node, at = _node(statement, at, chart)
        found.append(node)
        more = re.compile(r"\s*&\s*").match(statement, at)
        if more is None:
            space = re.compile(r"\s*").match(statement, at)
            return found, space.end() if space else at
        at = more.end()


def _node(statement: str, at: int, chart: _Chart) -> tuple[str, int]:
    name = _ID.match(statement, at)
    if name is None:
        raise ValueError(f"'{statement[at : at + 40]}' is no node of a flowchart")
    node, at = name[0], name.end()
    label = None
    if told := _ATTRIBUTES.match(statement[at : at + 2_000]):
        words = re.search(r'label:\s*"?([^",}]*)', told[1])
        label, at = (_clean(words[1]) if words else None), at + told.end()
    for opens, closes in _SHAPES:
        if statement.startswith(opens, at):
            end = _closing(statement, at + len(opens), closes)
            if end >= 0:
                label = _clean(statement[at + len(opens) : end])
                if opens == "{":
                    chart.decisions[node] = None
                at = end + len(closes)
                break
    else:
        if statement[at : at + 1] in ("[", "(", "{", ">"):
            raise ValueError(f"the label that begins with '{statement[at : at + 40]}' does not end")
    if classed := re.compile(r":::([\w-]+)").match(statement, at):
        chart.classes[classed[1]].add(node)
        at = classed.end()
    if node not in chart.frames:
        chart.name(node, label)
    return node, at


def _closing(statement: str, at: int, closes: str) -> int:
    """Where a label ends; what stands in quotes is in it."""
    if statement[at : at + 1] == '"':
        quote = statement.find('"', at + 1)
        return statement.find(closes, quote + 1) if quote >= 0 else -1
    return statement.find(closes, at)


def _clean(text: str) -> str:
    """A label as people read it."""
    text = _BREAK.sub(" ", text.strip().strip('"`').strip())
    text = _ENTITY.sub(
        lambda found: html.unescape(f"&{'#' if found[1].isdigit() else ''}{found[1]};"), text
    )
    return " ".join(text.replace("\0", "").split())


def _built(chart: _Chart, title: str) -> Imported:
    initial = {
        node for node in chart.labels if not chart.labels[node] and node in chart.classes["initial"]
    }
    fresh = step_ids()
    frames = [node for node in chart.labels if node not in initial]
    ids = {node: fresh(chart.labels[node] or node) for node in frames}
    wiring = _Wiring(chart, ids, initial)
    steps = {
        ids[node]: Step(
            id=ids[node],
            kind="python",
            title=chart.labels[node] if chart.labels[node] != ids[node] else "",
            inputs=wiring.inputs[node],
            outputs=wiring.outputs[node],
        )
        for node in frames
    }
    sources = {source for source, _ in chart.links}
    marked = {node for node in chart.classes["goal"] if node in ids}
    goals = marked or {node for node in frames if node not in sources}
    held = {
        label: tuple(ids[node] for node in nodes if node in ids)
        for label, nodes in chart.frames.values()
    }
    flow = Flow(
        name=title,
        steps=steps,
        goals=frozenset(ids[node] for node in goals),
        inputs=wiring.declared,
    )
    return Imported(
        what="a Mermaid flowchart",
        flow=flow,
        notes=tuple(_notes(chart, ids)),
        frames={label: nodes for label, nodes in held.items() if nodes},
    )


class _Wiring:
    """The ports of each node: an arrow's words are its Attributes, else the name of where it comes from."""

    def __init__(self, chart: _Chart, ids: dict[str, StepId], initial: set[str]) -> None:
        self.inputs: dict[str, OrderedDict[Name, Input]] = defaultdict(OrderedDict)
        self.outputs: dict[str, OrderedDict[Name, Output]] = defaultdict(OrderedDict)
        self.declared: dict[Name, Declared] = {}
        self._writers: dict[Name, set[str]] = defaultdict(set)
        plain = {node: snake(step) for node, step in ids.items()}
        links = [
            (s, t, n)
            for (s, t), words in chart.links.items()
            for n in _attributes(words, plain.get(s, Name("value")))
        ]
        for source, _, name in links:
            self._writers[name].add(source)
        for source, target, name in links:
            if (
                target in initial
                or (source not in ids and source not in initial)
                or target not in ids
            ):
                continue
            if source in initial:
                self.declared[name] = Declared()
                self.inputs[target].setdefault(name, Input())
            else:
                self._wire(source, target, name, plain)

    def _wire(self, source: str, target: str, name: Name, plain: dict[str, Name]) -> None:
        shared = len(self._writers[name]) > 1
        attribute = Name(f"{plain[source]}_{name}") if shared else name
        self.outputs[source].setdefault(name, Output(attribute=attribute if shared else Name("")))
        known = self.inputs[target].get(name)
        reads = tuple(dict.fromkeys([*(known.reads(name) if known else ()), attribute]))
        self.inputs[target][name] = Input(sources=() if reads == (name,) else reads)


def _attributes(words: dict[str, None], otherwise: Name) -> Iterator[Name]:
    for label in words:
        parts = [part.strip() for part in label.split(",")] if label else []
        plain = [Name(p) if NAME.fullmatch(p) else snake(p, "") for p in parts]
        yield from dict.fromkeys(name for name in plain if name) if any(plain) else (otherwise,)


def _notes(chart: _Chart, ids: dict[str, StepId]) -> Iterator[str]:
    yield "the Steps are a skeleton: each is of the kind 'python' and still needs its function."
    decisions = [ids[node] for node in chart.decisions if node in ids]
    if decisions:
        told = "decides between arrows: say which with 'when' or 'match' of the Steps behind."
        yield f"{listed(decisions)} {told}"
    loops = [ids[source] for source, target in chart.links if source == target and source in ids]
    if loops:
        yield f"{listed(loops)} has an arrow to itself, which is a cycle."
    joined = [link for link in chart.links if any(end in chart.frames for end in link)]
    if joined:
        yield f"{len(joined)} arrows to or from a subgraph are not carried over: join its Steps."
