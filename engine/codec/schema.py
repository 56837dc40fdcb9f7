"""The shape of the flow file, declared once: its check, its JSON Schema and its keys are made from here.

Pydantic models of JSON as it stands in the file. Only `engine.codec` turns them into the values of
`engine.flow`; nobody else sees them. They are built when the first file is read, not on import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

import engine.models  # noqa: F401 - before the first model of ours
from engine.codec.wording import BAD_NAME, UNKNOWN_KEY, Place, problems
from engine.datatype import TypeName
from engine.flow import NAME, STEP_ID, Collect
from engine.policy import Backoff, Combine, OnFailure
from engine.problem import Code, Problem
from engine.value import ABSENT, JSON, Absent, preview

FORMAT: Final = "backcast/1"
NOTE: Final = "x-"
"""What a key of the user's own begins with: such keys are kept and mean nothing."""

_T = TypeVar("_T")


def _check_note(key: str) -> str:
    if key.startswith(NOTE):
        return key
    raise PydanticCustomError(UNKNOWN_KEY, "unknown key")


def _check_step_id(text: str) -> str:
    if STEP_ID.fullmatch(text):
        return text
    expected = "lower-case letters, digits, '_', '.' and '-', not beginning with a mark, at most 64"
    near = re.sub(r"[^a-z0-9_.-]+", "-", text.lower()).strip("-_.")[:64]
    raise _bad_name(text, "Step id", expected, near)


def _check_name(text: str) -> str:
    if NAME.fullmatch(text):
        return text
    near = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_").lstrip("0123456789")
    raise _bad_name(text, "name", "letters, digits and '_', not beginning with a digit", near)


def _bad_name(text: str, what: str, expected: str, near: str) -> PydanticCustomError:
    shown = preview(text, 80).replace("{", "(").replace("}", ")")  # braces are pydantic's own
    close = f"; did you mean '{near}'?" if near else ""
    return PydanticCustomError(BAD_NAME, f"'{shown}' is not a {what}; expected {expected}{close}")


def _as_list(value: JSON) -> JSON:
    return [value] if isinstance(value, str) else value


def _without_notes(ports: JSON) -> JSON:
    """Ports without keys of the user's own, which no port's name can be (`notes` finds them again)."""
    if isinstance(ports, dict) and any(key.startswith(NOTE) for key in ports):
        return {key: port for key, port in ports.items() if not key.startswith(NOTE)}
    return ports


def notes(ports: Mapping[str, JSON]) -> dict[str, JSON]:
    """The keys of the user's own among ports."""
    return {key: value for key, value in ports.items() if key.startswith(NOTE)}


_Id = Annotated[str, AfterValidator(_check_step_id)]
_Goal = Annotated[_Id, WithJsonSchema({"type": "string", "pattern": f"^{STEP_ID.pattern}$"})]
_Name = Annotated[str, AfterValidator(_check_name)]
_NAME_SCHEMA: Final = {"type": "string", "pattern": f"^{NAME.pattern}$"}
_Names = Annotated[
    list[_Name],
    BeforeValidator(_as_list),
    WithJsonSchema(
        {"anyOf": [_NAME_SCHEMA, {"type": "array", "items": _NAME_SCHEMA, "minItems": 1}]}
    ),
]
_Ports = Annotated[
    dict[_Name, _T],
    BeforeValidator(_without_notes),
    Field(
        json_schema_extra={
            "propertyNames": {"pattern": f"^({NAME.pattern}|{NOTE}.*)$"},
            "patternProperties": {f"^{NOTE}": {}},
        }
    ),
]
_Choice = Annotated[_T, Field(strict=False)]  # strict would ask for the enum's own members


def _close(schema: dict[str, Any]) -> None:
    """Say in JSON Schema what the models check: no keys but these and the user's own."""
    schema["additionalProperties"] = False
    schema["patternProperties"] = {f"^{NOTE}": {}}


class Shape(BaseModel):
    """An object of the file. Values are not bent to fit; keys of the user's own are kept."""

    model_config = ConfigDict(
        extra="allow",
        strict=True,
        defer_build=True,
        json_schema_extra=_close,
    )
    __pydantic_extra__: dict[Annotated[str, AfterValidator(_check_note)], Any]

    @property
    def notes(self) -> dict[str, JSON]:
        """The keys of the user's own."""
        return self.__pydantic_extra__

    def given(self, key: str) -> bool:
        """Whether the file says it, null included. Takes the field's name here."""
        return key in self.model_fields_set


class Typed(Shape):
    """What every sort of port declares."""

    type: _Choice[TypeName] = Field(TypeName.ANY, description="What values must be.")
    format: str = Field("", description="Refines the type: path, email, secret, multiline ...")
    enum: list[Any] = Field([], description="The values allowed.")
    description: str = ""


class DeclaredShape(Typed):
    """A value that is supplied at the start of a run."""

    example: Any = None
    default: Any = Field(None, description="Given where no enabled Step writes the name.")


class InputShape(Typed):
    """What a Step takes."""

    required: bool = Field(True, description="True unless a default is given.")
    default: Any = None
    value: Any = Field(None, description="A literal: the port is pinned and reads no Attribute.")
    sources: _Names = Field(
        [], alias="from", min_length=1, description="The Attributes it reads, by preference."
    )
    collect: _Choice[Collect] = Field(Collect.FIRST, description="What it makes of several values.")
    each: bool = Field(False, description="Whether the Step runs once per element of a list.")
    match: str = Field("", description="An expression over `value` that lets it in.")
    deadline: float | None = Field(None, ge=0, description="Seconds that an optional input waits.")


class OutputShape(Typed):
    """What a Step gives."""

    to: Annotated[_Name, WithJsonSchema(_NAME_SCHEMA)] = Field(
        "", description="The Attribute it writes; its own name if left out."
    )
    optional: bool = Field(False, description="Whether it may be left out of what is returned.")
    value: Any = Field(None, description="Pinned: delivered without running the Step.")


class RetryShape(Shape):
    """How often failed work is tried again, and after which waits in seconds."""

    times: int = Field(0, ge=0, description="Tries after the first.")
    delay: float = Field(1.0, ge=0)
    backoff: _Choice[Backoff] = Backoff.EXPONENTIAL
    max_delay: float = Field(60.0, ge=0)
    jitter: float = Field(0.1, ge=0, le=1, description="Part of the wait that is left to chance.")


class UndoShape(Shape):
    """What takes back the work of a Step: a function, or a kind with its config."""

    function: str = ""
    kind: str = ""
    config: dict[str, Any] = {}


class StepShape(Shape):
    """A unit of work with named inputs and outputs, of a kind."""

    title: str = ""
    description: str = ""
    kind: str
    config: dict[str, Any] = Field({}, description="The kind's own.")
    inputs: _Ports[InputShape] = {}
    outputs: _Ports[OutputShape] = {}
    when: str = Field("", description="An expression over the inputs; false skips the Step.")
    retry: RetryShape | None = None
    timeout: float | None = Field(None, gt=0, description="Seconds for one try.")
    cache: bool = Field(False, description="Whether a success is remembered across runs.")
    parallelism: int = Field(8, ge=1, description="How many elements run at the same time.")
    combine: _Choice[Combine] = Combine.PRODUCT
    disabled: bool = False
    undo: UndoShape | None = None
    repeatable: bool = Field(True, description="Whether it may be started again on resume.")
    executor: str = ""
    resources: dict[str, Any] = {}


class FlowShape(Shape):
    """A flow file of Backcast."""

    format: Literal["backcast/1"]
    name: str = ""
    description: str = ""
    goals: list[_Goal] = Field([], description="The Steps that are wanted.")
    inputs: _Ports[DeclaredShape] = Field({}, description="What the user supplies.")
    steps: dict[_Id, StepShape] = Field(
        json_schema_extra={"propertyNames": {"pattern": f"^{STEP_ID.pattern}$"}}
    )
    presets: dict[str, dict[str, Any]] = Field({}, description="Named sets of initial values.")
    on_failure: _Choice[OnFailure] = OnFailure.CONTINUE
    view: dict[str, Any] = Field({}, description="The picture; may be left out.")


def check_shape(document: JSON) -> FlowShape | tuple[Problem, ...]:
    """The file's content in its shape, or everything that is wrong with it, each with its place."""
    try:
        return FlowShape.model_validate(document)
    except ValidationError as error:
        codes = {UNKNOWN_KEY: Code.UNKNOWN_KEY, BAD_NAME: Code.BAD_NAME}
        return problems(error, document, allowed_keys, codes=codes)


def allowed_keys(place: Place) -> Iterable[str]:
    """The keys that the object at a place of the file may have."""
    shape: type[Shape]
    match place:
        case ("steps", _, "inputs", _):
            shape = InputShape
        case ("steps", _, "outputs", _):
            shape = OutputShape
        case ("steps", _, "retry"):
            shape = RetryShape
        case ("steps", _, "undo"):
            shape = UndoShape
        case ("steps", _):
            shape = StepShape
        case ("inputs", _):
            shape = DeclaredShape
        case _:
            shape = FlowShape
    return [field.alias or name for name, field in shape.model_fields.items()]


def check_format(found: JSON | Absent, older: Iterable[str]) -> Problem | None:
    """What is wrong with the file's `format`, unless it is ours or one that can be migrated."""
    if found == FORMAT or (isinstance(found, str) and found in older):
        return None
    version = (
        re.fullmatch(r"backcast/0*([1-9][0-9]{0,98})", found) if isinstance(found, str) else None
    )
    ours = FORMAT.rpartition("/")[2]
    if version and (len(version[1]), version[1]) > (len(ours), ours):
        return Problem(
            code=Code.NEWER_FORMAT,
            pointer="/format",
            message=f"the file is of format '{preview(found, 60)}'; this version reads up to '{FORMAT}'",
            hint="Open it with a newer Backcast.",
        )
    shown = "missing" if found is ABSENT else preview(found, 60)
    message = f"'format' is {shown}; expected '{FORMAT}'"
    return Problem(code=Code.STRUCTURE, pointer="/format", message=message)


def flow_schema() -> dict[str, JSON]:
    """The JSON Schema (2020-12) of the flow file."""
    from pydantic.json_schema import GenerateJsonSchema

    class Untitled(GenerateJsonSchema):
        """Without a title for each field that only repeats its name."""

        def field_title_should_be_set(self, _schema: object) -> bool:
            return False

    made = FlowShape.model_json_schema(schema_generator=Untitled)
    made["title"] = "Backcast flow file"
    return {"$schema": GenerateJsonSchema.schema_dialect, **made}
