"""One operation of an OpenAPI document as a Step: its parameters, its body, who may call it, its answer."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from engine.datatype import ANY, PATH, SECRET, DataType, TypeName
from engine.flow import Input, Name, Output, Step, StepId
from engine.importing.jsonfile import objects, text
from engine.importing.naming import Taken, listed, literal, port_name, snake
from engine.importing.schemas import Resolver
from engine.value import ABSENT, JSON, Absent

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_STATUS: Final = re.compile(r"2(\d\d|[xX]{2})")
_STRING: Final = DataType(name=TypeName.STRING)
_FILE: Final = DataType(name=TypeName.STRING, format=PATH)
_TOKEN: Final = DataType(name=TypeName.STRING, format=SECRET)
_IGNORED: Final = frozenset({"accept", "content-type", "authorization"})

Kind = Literal["json", "form", "text", "file", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """The Step, the inputs that mean the same in every operation, and what could not be said."""

    step: Step
    shared: frozenset[Name]
    notes: tuple[str, ...]


class OperationReader:
    """Makes the Step of one operation."""

    def __init__(self, resolve: Resolver, document: Mapping[str, JSON], step: StepId) -> None:
        """Take the document, and the id that the Step is to have."""
        self._resolve, self._document, self._step = resolve, document, step
        self._inputs: OrderedDict[Name, Input] = OrderedDict()
        self._taken = Taken()
        self._shared: set[Name] = set()
        self._notes: dict[str, None] = {}
        self._config: dict[str, JSON] = {}

    def read(
        self,
        path: str,
        method: str,
        operation: Mapping[str, JSON],
        shared: Mapping[str, JSON],
        server: str,
    ) -> Operation:
        """The Step for `method` on `path`; `shared` is what all operations of the path have."""
        if server.startswith("{base_url}"):
            self._add(
                "base_url", Input(type=_STRING, description="Where the server is."), shared=True
            )
        names = self._parameters(operation, shared)
        self._config = {
            "method": method.upper(),
            "url": server + self._path(path, names),
            **self._config,
        }
        if "requestBody" in operation:
            self._body(self._resolve(operation["requestBody"]))
        self._security(operation)
        outputs = self._answer(operation)
        if operation.get("deprecated") is True:
            self._note("it is deprecated.")
        if operation.get("callbacks"):
            self._note("its callbacks are left out: nothing here listens for them.")
        step = Step(
            id=self._step,
            kind="http",
            title=text(operation.get("summary"))[:200],
            description=text(operation.get("description"))[:2_000],
            config=self._config,
            inputs=self._inputs,
            outputs=outputs,
        )
        return Operation(step=step, shared=frozenset(self._shared), notes=tuple(self._notes))

    def _note(self, words: str) -> None:
        self._notes[words] = None

    def _add(self, wish: str, port: Input, *, shared: bool = False) -> Name:
        name = Name(self._taken.fresh(port_name(wish)))
        self._inputs[name] = port
        if shared:
            self._shared.add(name)
        return name

    # parameters

    def _parameters(
        self, operation: Mapping[str, JSON], shared: Mapping[str, JSON]
    ) -> dict[str, Name]:
        """Add every parameter; the input of each of the path's, by its name."""
        found: dict[tuple[str, str], dict[str, JSON]] = {}
        for holder in (shared, operation):
            parameters = holder.get("parameters")
            for parameter in parameters if isinstance(parameters, list) else []:
                told = self._resolve(parameter)
                found[text(told.get("in")), text(told.get("name"))] = told
        path: dict[str, Name] = {}
        query: dict[str, JSON] = {}
        headers: dict[str, JSON] = {}
        cookies: list[str] = []
        for (place, key), told in found.items():
            port = self._parameter(told, required=place == "path")
            if place == "path":
                path[key] = self._add(key, port, shared=True)
            elif place == "query":
                self._mind_style(key, port)
                query[key] = f"{{{self._add(key, port)}}}"
            elif place == "header" and _HEADER.fullmatch(key) and key.lower() not in _IGNORED:
                headers[key] = f"{{{self._add(key, port)}}}"
            elif place == "cookie":
                cookies.append(f"{literal(key)}={{{self._add(key, port)}}}")
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        self._config |= {"query": query} if query else {}
        self._config |= {"headers": headers} if headers else {}
        return path

    def _parameter(self, told: Mapping[str, JSON], *, required: bool) -> Input:
        schema = told.get("schema")
        if schema is None:
            media = next(iter(objects(told.get("content")).values()), {})
            schema = media.get("schema")
        kind = self._resolve.type(schema)
        default = self._default(schema, kind)
        return Input(
            type=kind,
            description=text(told.get("description"))[:500],
            required=(required or told.get("required") is True) and default is ABSENT,
            default=default,
        )

    def _mind_style(self, key: str, port: Input) -> None:
        if port.type.name in (TypeName.ARRAY, TypeName.OBJECT):
            self._note(
                f"the query parameter '{key}' is {port.type}: it is sent as JSON, not spread as the"
                " document says."
            )

    def _default(self, schema: JSON, kind: DataType) -> JSON | Absent:
        found = self._resolve(schema)
        if "default" not in found or kind.secret or kind.complaint(found["default"]):
            return ABSENT
        return found["default"]

    def _path(self, path: str, names: Mapping[str, Name]) -> str:
        def filled(found: re.Match[str]) -> str:
            name = names.get(found[1])
            if name is None:  # the document forgot to describe it
                name = self._add(found[1] or "part", Input(type=_STRING), shared=True)
            return f"{{{name}}}"

        return _PLACEHOLDER.sub(filled, path)

    # the body

    def _body(self, body: Mapping[str, JSON]) -> None:
        content = objects(body.get("content"))
        media, kind = _first(content)
        required = body.get("required") is True
        schema = content.get(media, {}).get("schema")
        if kind in ("json", "form"):
            self._fields(schema, kind, required=required)
        elif kind == "text":
            self._config["text"] = (
                f"{{{self._add('body', Input(type=_STRING, required=required))}}}"
            )
        elif kind == "file":
            port = Input(type=_FILE, required=required, description=f"The file to send ({media}).")
            self._config["file"] = f"{{{self._add('file', port)}}}"
            self._config["headers"] = {
                **_object(self._config.get("headers")), "Content-Type": literal(media),
            }  # fmt: skip
        elif content:
            self._note(
                f"its body is {listed(content)}, which the kind 'http' cannot send; it is left out."
            )

    def _fields(self, schema: JSON, kind: str, *, required: bool) -> None:
        properties, needed = self._resolve.properties(schema)
        if not properties:
            port = Input(type=self._resolve.type(schema), required=required)
            name = self._add("body", port)
            self._config[kind] = f"{{{name}}}" if kind == "json" else {"body": f"{{{name}}}"}
            return
        fields: dict[str, JSON] = {}
        for key, told in properties.items():
            found = self._resolve(told)
            if found.get("readOnly") is True:
                continue
            of = self._resolve.type(told)
            default = self._default(told, of)
            port = Input(
                type=of,
                description=text(found.get("description"))[:500],
                required=required and key in needed and default is ABSENT,
                default=default,
            )
            fields[key] = f"{{{self._add(key, port)}}}"
        self._config[kind] = fields

    # who may call it

    def _security(self, operation: Mapping[str, JSON]) -> None:
        """The credentials of the first way that the operation offers."""
        ways = operation.get("security", self._document.get("security"))
        way = ways[0] if isinstance(ways, list) and ways else None
        if not isinstance(way, dict):
            return
        components = self._document.get("components")
        schemes = objects(
            components.get("securitySchemes") if isinstance(components, dict) else None
        )
        for name in way:
            scheme = self._resolve(schemes.get(name))
            kind, of = text(scheme.get("type")), text(scheme.get("scheme")).lower()
            if kind in ("oauth2", "openIdConnect") or (kind == "http" and of == "bearer"):
                self._config["bearer"] = f"{{{self._secret(name)}}}"
            elif kind == "http" and of == "basic":
                user = self._add(f"{name}_user", Input(type=_STRING), shared=True)
                self._config["user"] = f"{{{user}}}"
                self._config["password"] = f"{{{self._secret(f'{name}_password')}}}"
            elif kind == "apiKey":
                self._api_key(name, scheme)
            else:
                self._note(
                    f"who may call it is told as '{kind or name}', which cannot be carried over."
                )

    def _api_key(self, name: str, scheme: Mapping[str, JSON]) -> None:
        key, place = text(scheme.get("name")), text(scheme.get("in"))
        secret = f"{{{self._secret(name)}}}"
        if place == "query":
            self._config["query"] = {**_object(self._config.get("query")), key: secret}
        elif place == "header" and _HEADER.fullmatch(key):
            self._config["headers"] = {**_object(self._config.get("headers")), key: secret}
        else:
            headers = _object(self._config.get("headers"))
            others = f"{text(headers['Cookie'])}; " if "Cookie" in headers else ""
            self._config["headers"] = {**headers, "Cookie": f"{others}{literal(key)}={secret}"}

    def _secret(self, name: str) -> Name:
        port = Input(
            type=_TOKEN, description="A reference such as 'env:NAME', never the secret itself."
        )
        return self._add(snake(name), port, shared=True)

    # the answer

    def _answer(self, operation: Mapping[str, JSON]) -> OrderedDict[Name, Output]:
        responses = objects(operation.get("responses"))
        good = [status for status in responses if _STATUS.fullmatch(status)]
        if good and not any(status.lower() == "2xx" for status in good):
            self._config["ok"] = list(good)
        told = self._resolve(responses.get(min(good) if good else "default"))
        content = objects(told.get("content"))
        media, kind = _first(content)
        schema = content.get(media, {}).get("schema")
        written = Name(f"{snake(self._step)}_result")
        words = text(told.get("description"))[:500]
        if good and not content:
            self._config["response"] = "none"
            return OrderedDict()
        if kind == "file":
            save = self._add(
                "save_to", Input(type=_FILE, description="The file that takes the answer.")
            )
            self._config |= {"response": "file", "save_to": f"{{{save}}}"}
            of = _FILE
        elif kind in ("text", "form"):
            self._config["response"] = "text"
            of = _STRING
        else:
            of = self._resolve.type(schema, nullable=True) if schema is not None else ANY
        if of.secret:
            of = _STRING
        return OrderedDict({Name("body"): Output(type=of, attribute=written, description=words)})


def _object(value: JSON) -> dict[str, JSON]:
    return value if isinstance(value, dict) else {}


def _first(content: Mapping[str, JSON]) -> tuple[str, Kind]:
    """The media type that serves best, and how the kind `http` calls it."""
    order: tuple[Kind, ...] = ("json", "form", "text", "file")
    kinds = {media: _kind(media) for media in content}
    for wanted in order:
        found = next((media for media, kind in kinds.items() if kind == wanted), None)
        if found is not None:
            return found, wanted
    return "", "none"


def _kind(media: str) -> Kind:
    plain = media.partition(";")[0].strip().lower()
    if plain.endswith(("/json", "+json")) or plain in ("*/*", "application/*"):
        return "json"
    if plain == "application/x-www-form-urlencoded":
        return "form"
    if plain.startswith("multipart/"):
        return "none"
    return "text" if plain.startswith("text/") or plain.endswith("xml") else "file"
