"""What a Step of the kind `http` says, and what can be wrong with it. Nothing here sends anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from engine.datatype import ANY
from engine.flow import Name, Output, Step
from engine.plugin import KindConfig
from engine.problem import Code, Problem, Severity, pointer
from engine.template import complaint
from engine.value import JSON, preview

STATUS: Final = Name("status")
HEADERS: Final = Name("headers")
URL: Final = Name("url")

_AUTHORITY: Final = re.compile(r"https?://[^/?#]*")

ABOUT: Final = (STATUS, HEADERS, URL)
"""Outputs of these names take what came with the answer: its status, headers and final URL."""


def _of_form(pattern: str, expected: str) -> AfterValidator:
    """A check that a text has a form, which complains in words."""
    form = re.compile(pattern)

    def check(text: str) -> str:
        if form.fullmatch(text):
            return text
        told = f"expected {expected}, got {{got}}"
        raise PydanticCustomError("form", told, {"got": f"'{preview(text, 40)}'"})

    return AfterValidator(check)


Status = Annotated[str, _of_form(r"[1-5](\d\d|xx)", "a status such as '404' or '2xx'")]
HeaderName = Annotated[
    str, _of_form(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", "the name of a header such as 'X-Api-Key'")
]


class HttpConfig(KindConfig):
    """What to ask of whom, and what to make of the answer."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] = Field(
        default="GET", title="Method", description="What the request asks for."
    )
    url: str = Field(
        min_length=1,
        title="URL",
        description="{name} stands for an input and is encoded; at the beginning it is taken as it is.",
        examples=["https://api.example.com/customers/{customer_id}"],
    )
    query: dict[str, str] = Field(
        default_factory=dict,
        title="Query",
        description="Added to the URL; {name} stands for an input.",
    )
    headers: dict[HeaderName, str] = Field(
        default_factory=dict, title="Headers", description="{name} stands for an input."
    )
    json_body: Any = Field(
        default=None,
        alias="json",
        title="JSON body",
        description="A value to send; a text that is only {name} becomes that input's value.",
        examples=[{"customer": "{customer_id}", "items": "{items}"}],
    )
    form: dict[str, str] | None = Field(
        default=None, title="Form body", description="Fields to send; {name} stands for an input."
    )
    text: str | None = Field(
        default=None,
        title="Text body",
        description="A text to send; {name} stands for an input.",
        json_schema_extra={"widget": "multiline"},
    )
    file: str | None = Field(
        default=None,
        title="File body",
        description="A file to send, from the flow file's folder; {name} stands for an input.",
        json_schema_extra={"widget": "path"},
    )
    user: str | None = Field(
        default=None, title="User", description="Name for basic authentication; {name} is an input."
    )
    password: str | None = Field(
        default=None,
        title="Password",
        description="Write {name} of an input of format 'secret', not the password itself.",
        json_schema_extra={"widget": "secret"},
    )
    bearer: str | None = Field(
        default=None,
        title="Bearer token",
        description="Write {name} of an input of format 'secret', not the token itself.",
        json_schema_extra={"widget": "secret"},
    )
    ok: list[Status] = Field(
        default=["2xx"],
        min_length=1,
        title="Good statuses",
        description="Such as 200 or 2xx; all others fail the step.",
    )
    retry_on: list[Status] = Field(
        default=["429", "5xx"],
        title="Statuses worth a retry",
        description="Failures that may pass; lost connections and time-outs always count as such.",
    )
    response: Literal["json", "text", "bytes", "file", "none"] = Field(
        default="json", title="Response", description="What the answer holds, or where it goes."
    )
    by_name: bool = Field(
        default=False,
        title="Outputs by name",
        description="The answer is an object with the outputs by their names, a single one too.",
    )
    save_to: str | None = Field(
        default=None,
        title="Save to",
        description="The file that takes the answer; {name} stands for an input.",
        json_schema_extra={"widget": "path"},
    )
    limit: float = Field(
        default=100,
        gt=0,
        le=2_000,
        title="Limit",
        description="Megabytes of an answer, at most.",
        json_schema_extra={"unit": "MB"},
    )
    redirects: int = Field(
        default=10, ge=0, le=50, title="Redirects", description="How many are followed; 0 for none."
    )
    connect_timeout: float = Field(
        default=10,
        gt=0,
        le=3_600,
        title="Time to connect",
        description="Seconds until there must be a connection.",
        json_schema_extra={"unit": "s"},
    )
    read_timeout: float = Field(
        default=60,
        gt=0,
        le=86_400,
        title="Time to answer",
        description="Seconds of silence after which it is given up.",
        json_schema_extra={"unit": "s"},
    )
    verify: bool = Field(
        default=True,
        title="Verify",
        description="Whether the server must prove who it is. Leave it on.",
    )
    ca_file: str | None = Field(
        default=None,
        title="CA file",
        description="Certificates (PEM) to trust in place of the system's.",
        json_schema_extra={"widget": "path"},
    )
    client_certificate: str | None = Field(
        default=None,
        title="Client certificate",
        description="Certificate (PEM) that proves who we are.",
        json_schema_extra={"widget": "path"},
    )
    client_key: str | None = Field(
        default=None,
        title="Client key",
        description="Its private key, where that is in a file of its own.",
        json_schema_extra={"widget": "path"},
    )


def problems(step: Step, config: HttpConfig) -> Iterator[Problem]:
    """What is wrong with a Step beside the shape of its config."""
    for place, template in _templates(config):
        if found := complaint(template, step.inputs):
            yield _problem(step, ("config", *place), *found)
    if not config.url.startswith(("https://", "http://", "{")):
        message = f"'{preview(config.url, 40)}' is not a URL."
        yield _problem(step, ("config", "url"), message, "Begin it with 'https://'.")
    elif _has_no_host(config.url):
        message = f"'{preview(config.url, 40)}' is not a URL."
        yield _problem(step, ("config", "url"), message, "Correct the host, or the port after it.")
    yield from _contradictions(step, config)
    yield from _open_secrets(step, config)
    yield from _bad_outputs(step, config)


def _has_no_host(url: str) -> bool:
    """Whether what stands between '//' and the path can be no host; with inputs in it, it may."""
    authority = _AUTHORITY.match(url)
    if authority is None or "{" in authority[0]:
        return False
    try:
        parts = urlsplit(authority[0])
        return not parts.hostname or parts.port == 0
    except ValueError:  # brackets that do not match, a port beyond 65535
        return True


def _templates(config: HttpConfig) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for key in ("url", "text", "file", "user", "password", "bearer", "save_to"):
        if (template := getattr(config, key)) is not None:
            yield (key,), template
    for key in ("query", "headers", "form"):
        for name, template in (getattr(config, key) or {}).items():
            yield (key, name), template
    yield from _texts(config.json_body, ("json",))


def _texts(
    value: JSON, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    match value:
        case str():
            yield place, value
        case list():
            for index, item in enumerate(value):
                yield from _texts(item, (*place, index))
        case dict():
            for key, item in value.items():
                yield from _texts(item, (*place, key))


def _bodies(config: HttpConfig) -> list[str]:
    sent = {"json": config.json_body, "form": config.form, "text": config.text, "file": config.file}
    return [name for name, value in sent.items() if value is not None]


def _contradictions(step: Step, config: HttpConfig) -> Iterator[Problem]:
    bodies = _bodies(config)
    if len(bodies) > 1:
        message = f"a request has one body, and '{bodies[0]}' and '{bodies[1]}' are both there."
        yield _problem(step, ("config", bodies[1]), message, "Delete one of them.")
    if config.bearer is not None and config.user is not None:
        message = "a request shows a token or a user, not both."
        yield _problem(step, ("config", "bearer"), message, "Delete one of them.")
    if config.password is not None and config.user is None:
        yield _problem(step, ("config", "user"), "there is a password and no user.")
    if config.response == "file" and config.save_to is None:
        message = "nothing says where the answer is to be saved."
        yield _problem(step, ("config", "save_to"), message, "Give a path.")
    if config.response != "file" and config.save_to is not None:
        message = f"the response is '{config.response}', so nothing is saved."
        yield _problem(step, ("config", "save_to"), message, "Choose the response 'file'.")
    if config.by_name and config.response != "json":
        message = f"the response is '{config.response}', which has no outputs by name."
        yield _problem(step, ("config", "by_name"), message, "Choose the response 'json'.")
    if config.client_key is not None and config.client_certificate is None:
        message = "there is a key and no certificate."
        yield _problem(step, ("config", "client_certificate"), message)


def _open_secrets(step: Step, config: HttpConfig) -> Iterator[Problem]:
    for key in ("password", "bearer"):
        template = getattr(config, key)
        if template and "{" not in template:
            yield _problem(
                step,
                ("config", key),
                f"the {key} itself stands in the flow file, for everyone to read.",
                "Add an input of format 'secret' and write its name in braces here.",
                Severity.WARNING,
            )


def _bad_outputs(step: Step, config: HttpConfig) -> Iterator[Problem]:
    filled = filled_by_body(step.outputs)
    if len(filled) > 1 and config.response in ("text", "bytes", "file"):
        message = f"the answer is one value, and the step has {len(filled)} outputs for it."
        yield _problem(step, ("outputs", filled[1]), message, "Keep one, or choose 'json'.")
    if config.response == "bytes" and filled and step.outputs[filled[0]].type != ANY:
        message = f"the answer is taken as bytes, which no '{step.outputs[filled[0]].type}' is."
        hint = "Declare the output as 'any', or choose the response 'text' or 'json'."
        yield _problem(step, ("outputs", filled[0]), message, hint)
    if config.response == "none" and filled and not step.outputs[filled[0]].optional:
        message = f"the answer is not read, so '{filled[0]}' stays without a value."
        yield _problem(step, ("outputs", filled[0]), message, "Choose a response, or delete it.")


def filled_by_body(outputs: Mapping[Name, Output]) -> list[Name]:
    """The outputs that the answer's body fills."""
    return [name for name in outputs if name not in ABOUT]


def _problem(
    step: Step,
    place: tuple[str | int, ...],
    message: str,
    hint: str = "",
    severity: Severity = Severity.ERROR,
) -> Problem:
    at = pointer("steps", step.id, *place)
    return Problem(code=Code.BAD_CONFIG, severity=severity, pointer=at, message=message, hint=hint)
