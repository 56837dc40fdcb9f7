"""The kind `set`: outputs from literals, or from expressions over the inputs. Pure and instant.

What an expression is, and what it may cost, is told by `engine.expressions`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field

from engine.errors import ExpressionError, Fatal, nearest
from engine.expressions import Expression, compile_expression
from engine.flow import Input, Name, Output, Step
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.problem import Code, Problem, pointer
from engine.value import ABSENT


class SetConfig(KindConfig):
    """What each output is: a literal, or what an expression comes to. Every output is in one of the two."""

    values: dict[str, Any] = Field(
        default_factory=dict,
        title="Values",
        description="Outputs with a fixed value, by name.",
        examples=[{"country": "DE", "limits": [10, 20]}],
    )
    expressions: dict[str, str] = Field(
        default_factory=dict,
        title="Expressions",
        description="Outputs worked out from the inputs, by name, each a CEL expression.",
        examples=[{"total": "price * double(count)", "large": "price > 100.0"}],
        json_schema_extra={"widget": "expressions"},
    )


class SetKind:
    """Gives values: fixed ones, or such as follow from its inputs."""

    name: str = "set"
    title: str = "Set values"
    description: str = "Gives fixed values, or works values out from its inputs by expressions."
    category: str = "Data"
    icon: str = "variable"
    config: type[KindConfig] = SetConfig
    inputs: Mapping[Name, Input] = OrderedDict()
    outputs: Mapping[Name, Output] = OrderedDict({Name("value"): Output()})

    def check(
        self,
        step: Step,
        config: SetConfig,
        folder: object,  # noqa: ARG002 - the seam's
    ) -> Iterator[Problem]:
        """Outputs that nothing sets or two things set, names that are no outputs, bad expressions."""
        for port, output in step.outputs.items():
            if output.value is ABSENT and not output.optional:
                yield from _uncovered(step, config, port)
        for part in ("values", "expressions"):
            yield from _no_outputs(step, part, getattr(config, part))
        for name, value in config.values.items():
            declared = step.outputs.get(Name(name))
            if declared is not None and (complaint := declared.type.complaint(value)):
                yield _problem(step, ("config", "values", name), f"{complaint}.")
        for name, text in config.expressions.items():
            yield from _bad_expression(step, name, text)
        for port, source in step.inputs.items():
            if source.type.secret:
                message = f"'{port}' is a secret, which would be a plain value in what is set."
                hint = "Let the step that needs the secret read it itself."
                yield _problem(step, ("inputs", port), message, hint)

    def needs_thread(self, call: Call, context: Context) -> bool:  # noqa: ARG002 - the seam's
        """Never."""
        return False

    async def perform(self, call: Call, config: SetConfig, context: Context) -> Outputs:  # noqa: ARG002 - the seam's
        """Give the literals as they are and what the expressions come to; inputs left out are null.

        Raises:
            StepFailure: `bad_expression`: an expression cannot be read, or its evaluation failed.
        """
        outputs = {Name(name): value for name, value in config.values.items()}
        for name, text in config.expressions.items():
            try:
                expression = compile_expression(text)
                outputs[Name(name)] = expression.value(_variables(expression, call))
            except ExpressionError as error:
                message = f"'{name}' could not be worked out: {error.message}"
                raise Fatal(message, reason="bad_expression") from None
        return outputs


def _variables(expression: Expression, call: Call) -> Mapping[str, Any]:
    return dict.fromkeys(expression.names()) | {str(name): v for name, v in call.inputs.items()}


def _uncovered(step: Step, config: SetConfig, name: Name) -> Iterator[Problem]:
    set_by = [part for part in ("values", "expressions") if name in getattr(config, part)]
    if not set_by:
        message = f"nothing says what '{name}' is."
        hint = "Add it to the values or to the expressions, or delete the output."
        yield _problem(step, ("outputs", name), message, hint)
    elif len(set_by) > 1:
        message = f"'{name}' is set by a value and by an expression."
        yield _problem(step, ("config", "values", name), message, "Delete one of the two.")


def _no_outputs(step: Step, part: str, names: Mapping[str, object]) -> Iterator[Problem]:
    for name in names:
        if name not in step.outputs:
            close = nearest(name, step.outputs)
            hint = f"Did you mean '{close}'?" if close else "Add an output of that name."
            message = f"'{name}' is not an output of the step."
            yield _problem(step, ("config", part, name), message, hint)


def _bad_expression(step: Step, name: str, text: str) -> Iterator[Problem]:
    place = ("config", "expressions", name)
    try:
        unknown = sorted(compile_expression(text).names() - step.inputs.keys())
    except ExpressionError as error:
        yield _problem(step, place, f"{error.message}.", error.detail)
        return
    for each in unknown:
        close = nearest(each, step.inputs)
        hint = f"Did you mean '{close}'?" if close else "Add an input of that name."
        yield _problem(step, place, f"'{each}' is not an input of the step.", hint)


def _problem(step: Step, place: tuple[str, ...], message: str, hint: str = "") -> Problem:
    at = pointer("steps", step.id, *place)
    return Problem(code=Code.BAD_CONFIG, pointer=at, message=message, hint=hint)
