"""The kind `ask`: a person answers questions, or approves. Costs nothing while it waits.

The Step's outputs are the questions: type, format, choices and description are theirs, an optional one
need not be answered. With `approve` it is a plain yes or no, which the output `approved` takes, and
`comment` what was said with it. Who is asked, and how, is the run's to know.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from pydantic import Field

from engine.datatype import DataType, TypeName
from engine.errors import Fatal, nearest
from engine.flow import Input, Name, Output, Step
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.problem import Code, Problem, pointer
from engine.question import Field as Asked
from engine.question import Question
from engine.template import complaint, fill, names_in
from engine.value import ABSENT, JSON, Absent

APPROVED: Final = Name("approved")
"""The output that takes yes or no."""

COMMENT: Final = Name("comment")
"""The output that takes what was said with it."""

_APPROVAL: Final[Mapping[Name, Asked]] = {
    APPROVED: Asked(type=DataType(name=TypeName.BOOLEAN)),
    COMMENT: Asked(type=DataType(name=TypeName.STRING, format="multiline"), required=False),
}

_TEXTS: Final = ("title", "message")


class AskConfig(KindConfig):
    """What is asked, and what a no leads to. Which answers are wanted is said by the outputs."""

    title: str = Field(
        default="",
        title="Title",
        description="What is asked, in a few words; {name} stands for an input. "
        "Left out, it is the step's id.",
        examples=["Ship order {order}?"],
    )
    message: str = Field(
        default="",
        title="Message",
        description="What whoever answers has to know; {name} stands for an input.",
        json_schema_extra={"widget": "multiline"},
    )
    approve: bool = Field(
        default=False,
        title="Approve",
        description="Ask for yes or no and a comment: the outputs 'approved' and 'comment'.",
    )
    on_reject: Literal["fail", "continue"] = Field(
        default="fail",
        title="On no",
        description="Whether a no fails the step, or goes on with 'approved' false.",
    )
    defaults: dict[str, Any] = Field(
        default_factory=dict,
        title="Defaults",
        description="What an output is where nothing is answered, by name; "
        "{name} alone stands for the value of an input.",
        examples=[{"size": "medium", "amount": "{amount}"}],
    )


class AskKind:
    """Asks a person, and waits for the answer."""

    name: str = "ask"
    title: str = "Ask a person"
    description: str = "Asks a person for values, or for a yes or no, and waits for the answer."
    category: str = "Control"
    icon: str = "circle-question-mark"
    config: type[KindConfig] = AskConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict(
        {Name("answer"): Output(type=DataType(name=TypeName.STRING))}
    )

    def check(
        self,
        step: Step,
        config: AskConfig,
        folder: object,  # noqa: ARG002 - the seam's
    ) -> Iterator[Problem]:
        """Texts that cannot be filled or would show a secret, nothing to ask, defaults that do not fit."""
        for part in _TEXTS:
            yield from _bad_text(step, part, getattr(config, part))
        if config.approve:
            yield from _no_approvals(step)
        elif not any(port.value is ABSENT for port in step.outputs.values()):
            hint = "Add an output for each answer, or set 'approve' for a yes or no."
            yield _problem(step, ("outputs",), "there is nothing to answer.", hint)
        if not config.approve and config.on_reject == "continue":
            hint = "Set 'approve', or leave 'on_reject' out."
            message = "only a yes or no can go on after a no."
            yield _problem(step, ("config", "on_reject"), message, hint)
        for name, default in config.defaults.items():
            yield from _bad_default(step, config, Name(name), default)

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Never."""
        return False

    async def perform(self, call: Call, config: AskConfig, context: Context) -> Outputs:
        """Ask, and give what was answered.

        Raises:
            StepFailure: `rejected`: the answer was no, or there was none to be had; `no_answer`: nobody
                is there to answer.
        """
        fields = _approval(call, config) if config.approve else _fields(call, config)
        question = Question(
            step=call.step,
            title=fill(config.title, call.inputs) or call.step,
            message=fill(config.message, call.inputs) or "",
            fields=fields,
            approve=config.approve,
        )
        reply = await context.ask(question)
        no = reply.rejected or (config.approve and not reply.values.get(APPROVED))
        if no and not (config.approve and config.on_reject == "continue"):
            if not config.approve:
                raise Fatal("whoever was asked would not answer", reason="rejected")
            said = str(reply.values.get(COMMENT, "")).strip()
            raise Fatal(
                f"the answer was no: {said}" if said else "the answer was no", reason="rejected"
            )
        values = dict(reply.values) if not reply.rejected else {**reply.values, APPROVED: False}
        return {name: value for name, value in values.items() if name in call.outputs}


def _fields(call: Call, config: AskConfig) -> dict[Name, Asked]:
    """A field for each output that is not pinned."""
    return {
        name: Asked(
            type=port.type,
            description=port.description,
            default=_default(config, name, call),
            required=not port.optional,
        )
        for name, port in call.outputs.items()
        if port.value is ABSENT
    }


def _approval(call: Call, config: AskConfig) -> dict[Name, Asked]:
    """Yes or no, and a comment, which is required where the output of that name is."""
    comment = call.outputs.get(COMMENT)
    fields = dict(_APPROVAL)
    if comment is not None:
        fields[COMMENT] = Asked(
            type=fields[COMMENT].type,
            description=comment.description,
            default=ABSENT if comment.optional else _default(config, COMMENT, call) or "",
            required=False,
        )
    return fields


def _default(config: AskConfig, name: Name, call: Call) -> JSON | Absent:
    """The default of a field; one that is nothing but `{name}` is the value of that input."""
    default = config.defaults.get(name, ABSENT)
    source = _input_of(default)
    return default if source is None else call.inputs.get(Name(source), ABSENT)


def _input_of(default: JSON | Absent) -> str | None:
    """The input that a default names, if it is nothing else."""
    if not isinstance(default, str) or not default.startswith("{"):
        return None
    inner = default[1:-1]
    return inner if default.endswith("}") and inner.isidentifier() else None


def _bad_text(step: Step, part: str, text: str) -> Iterator[Problem]:
    if found := complaint(text, step.inputs):
        yield _problem(step, ("config", part), *found)
        return
    for name in names_in(text):
        if step.inputs[Name(name)].type.secret:
            message = f"'{{{name}}}' is a secret, and would be shown to whoever is asked."
            yield _problem(step, ("config", part), message, "Leave it out of the text.")


def _no_approvals(step: Step) -> Iterator[Problem]:
    for name in step.outputs:
        if name not in _APPROVAL:
            close = nearest(name, _APPROVAL)
            hint = (
                f"Did you mean '{close}'?" if close else "Its outputs are 'approved' and 'comment'."
            )
            yield _problem(step, ("outputs", name), f"a yes or no gives no '{name}'.", hint)


def _bad_default(step: Step, config: AskConfig, name: Name, default: JSON) -> Iterator[Problem]:
    place = ("config", "defaults", name)
    if name not in step.outputs or (config.approve and name != COMMENT):
        close = nearest(name, step.outputs)
        hint = f"Did you mean '{close}'?" if close else "Add an output of that name."
        yield _problem(step, place, f"'{name}' is not asked for.", hint)
        return
    source, declared = _input_of(default), step.outputs[name].type
    if source is not None:
        if source not in step.inputs:
            close = nearest(source, step.inputs)
            hint = f"Did you mean '{{{close}}}'?" if close else "Add an input of that name."
            yield _problem(step, place, f"'{{{source}}}' is not an input of the step.", hint)
        elif step.inputs[Name(source)].type.secret:
            yield _problem(step, place, f"'{{{source}}}' is a secret, and would be shown.")
    elif declared.secret:
        yield _problem(step, place, f"'{name}' is a secret, which has no default.")
    elif told := declared.complaint(default):
        yield _problem(step, place, f"'{name}': {told}.")


def _problem(step: Step, place: tuple[str, ...], message: str, hint: str = "") -> Problem:
    at = pointer("steps", step.id, *place)
    return Problem(code=Code.BAD_CONFIG, pointer=at, message=message, hint=hint)
