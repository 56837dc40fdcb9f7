"""Writes the guide's page of kinds from the kinds themselves: `python -m tests.guide.kinds` does it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.registry import Registry
from tests.guide.reading import GUIDE

_HEAD: Final = """\
# Kinds of steps

What a Step does is its `kind`; what it is told is its `config`. The ports are the Step's own: a kind says
which it starts with. `backcast kinds --json` prints the same for programs, plug-ins included.
"""

_MORE: Final = {
    "ask": "The outputs are the questions: a panel in the designer, the terminal, or `--answers FILE`.",
    "command": "Never a shell line. `{name}` stands for an input. Stopped, or out of time, it ends with all"
    " its children, also those in a session of their own (on Linux; but for one that cleared its environment"
    " and outlived its parent, and for other users'). What a program leaves running that ended by itself"
    " goes on.",
    "flow": "The inputs are the child's initial values, the outputs its Attributes, by name.",
    "notebook": "Needs `pip install 'backcast[notebooks]'`: [importing](importing.md).",
    "http": "`{name}` stands for an input. Lost connections and 5xx are tried again with `retry`.",
    "python": "Parameters are inputs, what it returns the outputs: [your first flow](first-flow.md).",
    "set": "Expressions are CEL: `price * double(count)`, `size(rows) > 0`, `name + '!'`.",
}


def kinds_page() -> str:
    """The whole page."""
    registry = Registry.installed()
    ours = [n for n in registry.names() if type(registry.kind(n)).__module__.startswith("engine.")]
    return "\n".join([_HEAD, *(line for name in ours for line in _kind(registry, name))])


def _kind(registry: Registry, name: str) -> Iterator[str]:
    kind = registry.kind(name)
    yield f"## {name}: {kind.title.lower()}\n"
    yield f"{kind.description} {_MORE.get(name, '')}".strip() + "\n"
    schema = kind.config.model_json_schema()
    properties: dict[str, Any] = schema.get("properties", {})
    if properties:
        yield "| config | | |\n|---|---|---|"
        required = set(schema.get("required", ()))
        for key, told in properties.items():
            words = " ".join(told.get("description", "").split()).replace("|", "\\|")
            yield f"| `{key}` | {_type(told)} | {words}{'' if key not in required else ' *Required.*'} |"
        yield ""


def _type(told: dict[str, Any]) -> str:
    options = told.get("anyOf", [told])
    words = [_word(option) for option in options if option.get("type") != "null"]
    return " or ".join(word for word in words if word) or "any value"


def _word(option: dict[str, Any]) -> str:
    if "enum" in option:
        return " ".join(f"`{value}`" for value in option["enum"])
    if "const" in option:
        return f"`{option['const']}`"
    return str(option.get("type", ""))


if __name__ == "__main__":
    (GUIDE / "kinds.md").write_text(kinds_page(), encoding="utf-8")
