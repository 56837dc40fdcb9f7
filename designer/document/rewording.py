"""What a Step says of its own ports in expressions and templates, as they are renamed. Qt-free."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from engine.flow import Name, Side, Step
from engine.value import JSON

_SET: Final = "set"
_TEMPLATED: Final = frozenset({"ask", "command", "file", "http", "notebook"})
"""The kinds whose texts may have the names of inputs in braces."""
_TEXTS: Final = r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*"
_PLACE: Final = re.compile(r"\{\{|\}\}|\{(\w+)\}")


def reworded(step: Step, side: Side, old: Name, new: Name) -> Step:
    """The Step with the new name of a port wherever its condition and its configuration say it."""
    if side == "output":
        return (
            _config(step, "values", "expressions", old=old, new=new) if step.kind == _SET else step
        )
    if step.when:
        step = replace(step, when=in_expression(step.when, old, new))
    if step.kind == _SET and isinstance(texts := step.config.get("expressions"), dict):
        told = {
            key: in_expression(text, old, new) if isinstance(text, str) else text
            for key, text in texts.items()
        }
        return replace(step, config={**step.config, "expressions": told})
    if step.kind in _TEMPLATED:
        return replace(step, config={k: _filled(v, old, new) for k, v in step.config.items()})
    return step


def in_expression(text: str, old: str, new: str) -> str:
    """An expression that reads a variable by its new name; texts and fields of the name stay."""
    pattern = rf"({_TEXTS})|(?<![\w.]){re.escape(old)}\b(?!\s*\()"
    return re.sub(pattern, lambda found: found[1] or new, text, flags=re.DOTALL)


def _config(step: Step, *parts: str, old: str, new: str) -> Step:
    """The Step with another key in these objects of its configuration."""
    config = dict(step.config)
    for part in parts:
        said = config.get(part)
        if isinstance(said, dict) and old in said and new not in said:
            config[part] = {new if key == old else key: value for key, value in said.items()}
    return replace(step, config=config)


def _filled(value: JSON, old: str, new: str) -> JSON:
    """A part of a configuration with another name in its braces."""
    match value:
        case str():
            return _PLACE.sub(lambda it: f"{{{new}}}" if it[1] == old else it[0], value)
        case list():
            return [_filled(one, old, new) for one in value]
        case dict():
            return {key: _filled(one, old, new) for key, one in value.items()}
    return value
