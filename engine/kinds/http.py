"""The kind `http`: one request and its answer. What goes over the wire is `engine.web`'s.

`{name}` in the URL, in query, headers, form, text and credentials stands for an input. In the URL it is
percent-encoded, except at its very beginning, where it may be a whole base address. A text in `json`
that is nothing but `{name}` becomes that input's value as it is; a field, header or query part whose
input was left out is left out too.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from engine.errors import Fatal, StepFailure, said
from engine.files import save_atomically
from engine.flow import Input, Name, Output, Step
from engine.jsontext import json_text, parse_json
from engine.kinds._http_config import (
    ABOUT,
    HEADERS,
    STATUS,
    URL,
    HttpConfig,
    filled_by_body,
    problems,
)
from engine.plugin import Call, Context, KindConfig, Outputs, Touched, unreadable
from engine.problem import Problem
from engine.template import fill, fill_whole
from engine.value import ABSENT, JSON, Value, preview, type_name
from engine.web import Answer, Request, Tls, Web, matches

_LARGE: Final = 2**20
"""Bytes of JSON from which reading it would hold up the loop."""


class HttpKind:
    """Sends a request and gives the answer."""

    name: str = "http"
    title: str = "HTTP request"
    description: str = (
        "Sends a request to a web server and takes its answer as JSON, text or a file."
    )
    category: str = "Network"
    icon: str = "globe"
    config: type[KindConfig] = HttpConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict({Name("body"): Output()})

    def check(
        self,
        step: Step,
        config: HttpConfig,
        folder: Path,  # noqa: ARG002 - the seam's
    ) -> Iterable[Problem]:
        """Placeholders that are no input's, settings that exclude each other, outputs nothing fills."""
        return problems(step, config)

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Never: it waits on the loop."""
        return False

    def touches(self, call: Call, config: HttpConfig, folder: Path) -> Touched:
        """The file that is sent, and the one that takes the answer."""

        def named(path: str | None, what: str) -> list[Path]:
            filled = "" if path is None else fill_whole(path, call.inputs, what)
            return [folder.absolute() / filled] if filled else []

        return Touched(
            reads=named(config.file, "the file's path"),
            writes=named(config.save_to, "the path to save to"),
        )

    async def perform(self, call: Call, config: HttpConfig, context: Context) -> Outputs:
        """Send the request and read the answer.

        Raises:
            StepFailure: `http_status` (its `retry_after` where the answer says so), `bad_argument`,
                `bad_response`, `file_error`, or what `Web.exchange` raises.
        """
        web = context.shared("http", Web)
        body = await _body(config, call, context)
        request = _request(config, call, body)
        tls = _tls(config, context.folder)
        answer = await web.exchange(request, tls, context.blocking, context.wait_for_turn)
        if not matches(answer.status, request.ok):
            raise _bad_status(config, call, request, answer)
        about = {STATUS: answer.status, HEADERS: dict(answer.headers), URL: answer.url}
        outputs = {name: value for name, value in about.items() if name in call.outputs}
        return outputs | await _content(config, call, context, request, answer)


# the request ---------------------------------------------------------------------------------------


def _request(config: HttpConfig, call: Call, body: tuple[bytes, str] | None) -> Request:
    headers = _filled_in(config.headers, call)
    given = {name.lower() for name in headers}
    if body is not None and body[1] and "content-type" not in given:
        headers["Content-Type"] = body[1]
    if config.bearer is not None:
        token = fill_whole(config.bearer, call.inputs, "the bearer token")
        headers["Authorization"] = f"Bearer {token}"
    auth = None
    if config.user is not None:
        user = fill_whole(config.user, call.inputs, "the user")
        auth = user, fill_whole(config.password or "", call.inputs, "the password")
    return Request(
        method=config.method,
        url=_url(config, call),
        label=f"{config.method} {preview(_without_user(config.url), 80)}",
        headers=headers,
        body=None if body is None else body[0],
        auth=auth,
        connect_timeout=config.connect_timeout,
        read_timeout=config.read_timeout,
        redirects=config.redirects,
        limit=int(config.limit * 2**20),
        ok=tuple(config.ok),
    )


def _filled_in(templates: Mapping[str, str], call: Call) -> dict[str, str]:
    filled = ((name, fill(template, call.inputs)) for name, template in templates.items())
    return {name: text for name, text in filled if text is not None}


def _url(config: HttpConfig, call: Call) -> str:
    base, rest = "", config.url
    if rest.startswith("{") and not rest.startswith("{{"):
        base, _, rest = rest.partition("}")
        base = fill_whole(base + "}", call.inputs, "the URL").rstrip("/" if rest[:1] == "/" else "")
    try:
        url = base + fill_whole(rest, call.inputs, "the URL", _encoded)
        query = urlencode(_filled_in(config.query, call))
    except UnicodeError:
        raise Fatal("the URL has half a character in it", reason="bad_argument") from None
    url, hash_, fragment = url.partition("#")
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}{query}{hash_}{fragment}" if query else url + hash_ + fragment


def _encoded(text: str) -> str:
    if text in (".", ".."):  # encoded or not, it would lead to another place
        raise Fatal(f"'{text}' cannot stand in a URL", reason="bad_argument")
    return quote(text, safe="")


def _without_user(url: str) -> str:
    """The URL as the file writes it, without a user and password that may stand before the host."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}"


async def _body(config: HttpConfig, call: Call, context: Context) -> tuple[bytes, str] | None:
    """The request's body and its content type, if it has one."""
    if config.file is not None:
        path = context.folder.absolute() / fill_whole(config.file, call.inputs, "the file's path")
        return await context.blocking(partial(_file, path)), "application/octet-stream"
    if config.text is not None:
        text = fill(config.text, call.inputs) or ""
        return text.encode("utf-8", "replace"), "text/plain; charset=utf-8"
    if config.form is not None:
        form = urlencode(_filled_in(config.form, call), errors="replace")
        return form.encode(), "application/x-www-form-urlencoded"
    if config.json_body is None:
        return None
    value = _typed(config.json_body, call)
    try:
        return json_text(None if value is ABSENT else value).encode(), "application/json"
    except ValueError as error:
        raise Fatal(f"the JSON body cannot be sent: {error}", reason="bad_argument") from None


def _typed(value: JSON, call: Call) -> Value:
    """A JSON value with the inputs in it, as themselves where a text is nothing but their placeholder."""
    match value:
        case str():
            name = Name(value[1:-1])
            if value == f"{{{name}}}" and name in call.inputs:
                return call.inputs[name]
            text = fill(value, call.inputs)
            return ABSENT if text is None else text
        case list():
            items = (_typed(item, call) for item in value)
            return [None if item is ABSENT else item for item in items]
        case dict():
            fields = ((key, _typed(item, call)) for key, item in value.items())
            return {key: item for key, item in fields if item is not ABSENT}
    return value


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Fatal(f"'{path}' cannot be sent: {why.lower()}", reason="file_error") from None


def _tls(config: HttpConfig, folder: Path) -> Tls:
    def absolute(path: str | None) -> str:
        return "" if path is None else str(folder.absolute() / path)

    return Tls(
        verify=config.verify,
        ca_file=absolute(config.ca_file),
        certificate=absolute(config.client_certificate),
        key=absolute(config.client_key),
    )


# the answer ----------------------------------------------------------------------------------------


def _bad_status(config: HttpConfig, call: Call, request: Request, answer: Answer) -> StepFailure:
    said = preview(_hidden(_decoded(answer), config, call), 200)
    return StepFailure(
        f"{request.label} was answered with {answer.phrase}" + (f": {said}" if said else ""),
        reason="http_status",
        retryable=matches(answer.status, tuple(config.retry_on)),
        retry_after=answer.retry_after,
    )


def _hidden(text: str, config: HttpConfig, call: Call) -> str:
    """An answer's text without what may have been a secret of the request, should it repeat one."""
    sent = [config.bearer or "", config.password or "", *config.headers.values()]
    for template in (*sent, *config.query.values()):
        filled = fill(template, call.inputs)
        if "{" in template and filled:
            text = text.replace(filled, "•••")
    return text


def _decoded(answer: Answer) -> str:
    try:
        return answer.body.decode(answer.charset, "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")


def _is_readable(answer: Answer) -> bool:
    """Whether all of the body is text in the encoding that the answer says."""
    try:
        answer.body.decode(answer.charset)
    except (LookupError, UnicodeError):
        return False
    return True


async def _content(
    config: HttpConfig, call: Call, context: Context, request: Request, answer: Answer
) -> dict[Name, Value]:
    """The outputs that the answer's body fills."""
    filled = filled_by_body(call.outputs)
    if config.response == "file":
        path = await _saved(config, call, context, answer.body)
        return {name: str(path) for name in filled[:1]}
    if config.response == "none" or not filled:
        return {}
    if config.response == "bytes":
        return {filled[0]: answer.body}
    if config.response == "text":
        text = _decoded(answer)
        if "\N{REPLACEMENT CHARACTER}" in text and not _is_readable(answer):
            context.warn(unreadable(call.step, "the answer", answer.charset))
        return {filled[0]: text}
    read = partial(_json, request, answer)
    value = await context.blocking(read) if len(answer.body) > _LARGE else read()
    if len(filled) == 1 and not config.by_name:
        return {filled[0]: value}
    if isinstance(value, dict):
        return {Name(name): item for name, item in value.items() if name not in ABOUT}
    names = ", ".join(f"'{name}'" for name in filled)
    message = f"{request.label}: expected a JSON object with {names}, got {type_name(value)}"
    raise Fatal(message, reason="bad_response")


def _json(request: Request, answer: Answer) -> JSON:
    if not answer.body.strip():
        return None
    try:
        return parse_json(answer.body.decode(json.detect_encoding(answer.body)))
    except ValueError as error:
        kind = answer.headers.get("content-type", "").partition(";")[0].strip()
        told = f"it says that it is {kind}" if kind else "it does not say what it is"
        message = f"{request.label}: the answer is not JSON ({error}); {told}"
        raise Fatal(message, reason="bad_response") from None


async def _saved(config: HttpConfig, call: Call, context: Context, body: bytes) -> Path:
    text = fill_whole(config.save_to or "", call.inputs, "the path to save to")
    if not text.strip() or "\0" in text:
        raise Fatal("the path to save to is no path of a file", reason="bad_argument")
    path = context.folder.absolute() / text
    try:
        await context.blocking(partial(save_atomically, path, body))
    except OSError as error:
        why = said(error)
        raise StepFailure(f"'{path}' could not be written: {why}", reason="file_error") from None
    return path
