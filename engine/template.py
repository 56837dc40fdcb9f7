"""Text with `{name}` in it, which stands for the input of that name: text as it is, all else as JSON.

`{{` and `}}` are braces that are meant as they are. A template is only ever filled, never evaluated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from string import Formatter

from engine.errors import Fatal, nearest
from engine.flow import Input, Name
from engine.value import Value, preview, type_name

_BRACES = "Write '{{' and '}}' for braces that are meant as they are."


def complaint(template: str, inputs: Mapping[Name, Input]) -> tuple[str, str] | None:
    """What is wrong with a template of a Step with these inputs, and what to do; None where nothing is."""
    try:
        unknown = [name for _, name in _parsed(template) if name is not None and name not in inputs]
    except ValueError as error:
        return f"'{preview(template, 60)}' cannot be read: {error}.", _BRACES
    if not unknown:
        return None
    close = nearest(unknown[0], inputs)
    hint = f"Did you mean '{{{close}}}'?" if close else f"Add an input of that name. {_BRACES}"
    return f"'{{{unknown[0]}}}' is not an input of the step.", hint


def names_in(template: str) -> list[str]:
    """The names in a template, in order; none where it cannot be read."""
    try:
        return [name for _, name in _parsed(template) if name is not None]
    except ValueError:
        return []


def fill(
    template: str, inputs: Mapping[Name, Value], quote: Callable[[str], str] = str
) -> str | None:
    """The template with the inputs' values in it, each through `quote`; an input that was left out is empty.

    None where the template is nothing but an input that was left out.

    Raises:
        Fatal: `bad_argument`: the braces do not match, or a value is neither text nor JSON.
    """
    parts = _parts(template)
    if len(parts) == 1 and not parts[0][0] and parts[0][1] not in (None, *inputs):
        return None
    given = ((text, Name(name or "")) for text, name in parts)
    return "".join(
        text + (quote(as_text(name, inputs[name])) if name in inputs else "")
        for text, name in given
    )


def fill_whole(
    template: str, inputs: Mapping[Name, Value], what: str, quote: Callable[[str], str] = str
) -> str:
    """The same for a template that makes no sense with a part left out; `what` it is, for messages.

    Raises:
        Fatal: `bad_argument`: as `fill`, or an input in it was left out.
    """
    for _, name in _parts(template):
        if name is not None and name not in inputs:
            raise Fatal(
                f"{what} needs the input '{name}', which was left out", reason="bad_argument"
            )
    return fill(template, inputs, quote) or ""


def as_text(name: Name, value: Value) -> str:
    """The value of an input as text.

    Raises:
        Fatal: `bad_argument`: it is neither text nor JSON.
    """
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise Fatal(
            f"input '{name}' is {type_name(value)}, which cannot be written as text or JSON",
            reason="bad_argument",
        ) from None


def _parts(template: str) -> list[tuple[str, str | None]]:
    try:
        return list(_parsed(template))
    except ValueError as error:
        text = preview(template, 60)
        raise Fatal(f"'{text}' cannot be read: {error}", reason="bad_argument") from None


def _parsed(template: str) -> Iterator[tuple[str, str | None]]:
    """The template's literal texts, each with the name in the braces after it.

    Raises:
        ValueError: Braces do not match.
    """
    for text, name, spec, conversion in Formatter().parse(template):
        mark = f"!{conversion}" if conversion else ""
        colon = f":{spec}" if spec else ""
        yield text, None if name is None else f"{name}{mark}{colon}"
