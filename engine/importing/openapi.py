"""An OpenAPI 3 document as Steps: one of the kind `http` for each operation, with typed ports.

An Attribute is shared by the Steps where it is the same thing: path parameters of one name and type,
credentials, the address of the server. What a body's field is called is the operation's own affair.
"""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from engine.flow import Flow, Input, Name, Step, StepId
from engine.importing.imported import Imported, ImportRefused
from engine.importing.jsonfile import objects, sub, text
from engine.importing.naming import listed, snake, step_ids
from engine.importing.operation import Operation, OperationReader
from engine.importing.schemas import Resolver
from engine.value import JSON

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch")
_SERVER_VARIABLE: Final = re.compile(r"\{([^{}]+)\}")
_HAS_HOST: Final = re.compile(r"https?://[^/?#{}]+", re.IGNORECASE)


def import_openapi(document: dict[str, JSON], title: str) -> Imported:
    """The Steps of a document, none of them a Goal yet.

    Raises:
        ImportRefused: It is of another version, or has no operation.
    """
    version = text(document.get("openapi"))
    if not version.startswith("3."):
        said = f"OpenAPI {version}" if version else f"Swagger {text(document.get('swagger'))}"
        raise ImportRefused(f"the document is of {said}; expected OpenAPI 3. Convert it first.")
    made = _Made(document, Resolver(document))
    for path, item in objects(document.get("paths")).items():
        whole = made.path_item(path, item)
        for method in METHODS:
            if isinstance(operation := whole.get(method), dict):
                made.add(path, method, operation, whole)
    if not made.operations:
        expected = "expected 'get', 'post' and the like"
        why = "; ".join([*made.unfollowed(), expected])
        raise ImportRefused(f"/paths: the document has no operation; {why}")
    steps = _with_shared_names(made.operations)
    flow = Flow(
        name=text(sub(document, "info", "title")) or title,
        description=text(sub(document, "info", "description"))[:2_000],
        steps={step.id: step for step in steps},
    )
    return Imported(what="an OpenAPI document", flow=flow, notes=tuple(made.all_notes()))


@dataclass(slots=True)
class _Made:
    """The operations so far, and what could not be said, by what it was."""

    document: dict[str, JSON]
    resolve: Resolver
    operations: list[Operation] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ids: Callable[[str], StepId] = field(default_factory=step_ids)
    elsewhere: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def path_item(self, path: str, item: dict[str, JSON]) -> dict[str, JSON]:
        """What a path has, and beside it what its `$ref` leads to in the document."""
        found = Resolver(self.document)
        reference, own = found(item), {key: told for key, told in item.items() if key != "$ref"}
        for lost in found.lost:
            self.elsewhere[lost].append(path)
        return {**reference, **own}

    def unfollowed(self) -> Iterator[str]:
        """The paths that are described elsewhere, by where that is."""
        for reference, paths in self.elsewhere.items():
            of = listed(paths)
            yield f"the '$ref' of {of} is not followed: '{reference}' is not in the document"

    def add(
        self,
        path: str,
        method: str,
        operation: dict[str, JSON],
        shared: dict[str, JSON],
    ) -> None:
        told = (
            text(operation.get("operationId"))
            or f"{method} {path.replace('{', '').replace('}', '')}"
        )
        step = self.ids(told)
        reader = OperationReader(self.resolve, self.document, step)
        where = server(operation, shared, self.document)
        made = reader.read(path, method, operation, shared, where)
        self.operations.append(made)
        for note in made.notes:
            self.notes[note].append(step)

    def all_notes(self) -> Iterator[str]:
        yield from (f"{told}." for told in self.unfollowed())
        for note, steps in self.notes.items():
            yield f"{listed(steps)}: {note}"
        if self.resolve.lost:
            told = listed(self.resolve.lost)
            yield f"{told} leads to nothing in the document: what it describes takes any value."
        yield "no Step is a Goal yet: mark those whose outcome you want."


def server(*holders: Mapping[str, JSON]) -> str:
    """The address that operations begin with; `{base_url}` where the document does not say the host."""
    for holder in holders:
        servers = holder.get("servers")
        first = servers[0] if isinstance(servers, list) and servers else None
        if isinstance(first, dict) and isinstance(first.get("url"), str):
            variables = objects(first.get("variables"))
            url = _SERVER_VARIABLE.sub(
                lambda found, known=variables: text(sub(known.get(found[1], {}), "default")),  # type: ignore[misc]
                text(first["url"]),
            ).rstrip("/")
            if _HAS_HOST.match(url):
                return url
            return "{base_url}" + (url if url.startswith("/") else f"/{url}" if url else "")
    return "{base_url}"


def _with_shared_names(operations: list[Operation]) -> list[Step]:
    """The Steps, reading Attributes that mean the same in all of them."""
    types: dict[Name, set[object]] = defaultdict(set)
    users: dict[Name, int] = defaultdict(int)
    for made in operations:
        for name, port in made.step.inputs.items():
            users[name] += 1
            types[name].add((port.type, name in made.shared))
    written = {output.writes(n) for made in operations for n, output in made.step.outputs.items()}
    return [
        replace(made.step, inputs=OrderedDict(_inputs(made, types, users, written)))
        for made in operations
    ]


def _inputs(
    made: Operation,
    types: Mapping[Name, set[object]],
    users: Mapping[Name, int],
    written: set[Name],
) -> Iterator[tuple[Name, Input]]:
    for name, port in made.step.inputs.items():
        alone = users[name] == 1
        agreed = name in made.shared and len(types[name]) == 1
        if (alone or agreed) and name not in written:
            yield name, port
        else:
            own = Name(f"{snake(made.step.id)}_{name}")
            yield name, replace(port, sources=(own,))
