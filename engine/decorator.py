"""The decorator `step`, with which a function says what its outputs are called. Imports next to nothing.

It is optional for a function with one output, and it changes nothing: the function stays as it was, so
it can be called and tested like any other. The designer reads the decorator from the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, overload

F = TypeVar("F", bound=Callable[..., Any])

MARK = "__backcast_step__"
"""The attribute of a function that holds what its decorator said."""


@overload
def step(function: F, /) -> F: ...


@overload
def step(
    *, outputs: Mapping[str, Any] | Iterable[str] | None = None, title: str = ""
) -> Callable[[F], F]: ...


def step(
    function: F | None = None,
    /,
    *,
    outputs: Mapping[str, Any] | Iterable[str] | None = None,
    title: str = "",
) -> F | Callable[[F], F]:
    """Mark a function as the work of a Step, and name what it returns.

    Args:
        function: The function, where the decorator is written without arguments.
        outputs: The names of its outputs, with their types (`{"url": str}`) or without (`["url"]`). With
            several, the function returns a mapping, a NamedTuple or a dataclass with these names.
        title: What the Step is called on the canvas.

    Raises:
        TypeError: What is decorated is not a function, or an argument has the wrong type.
        ValueError: An output's name is not a name (a letter or `_`, then letters, digits and `_`).
    """
    if not isinstance(title, str):
        raise TypeError(f"title must be text, not {type(title).__name__}")
    mark = {"outputs": None if outputs is None else _named(outputs), "title": title}

    def decorate(function: F) -> F:
        if not callable(function) or isinstance(function, type):
            raise TypeError(f"@step decorates functions, not {type(function).__name__}")
        setattr(function, MARK, mark)
        return function

    return decorate if function is None else decorate(function)


def _named(outputs: Mapping[str, Any] | Iterable[str]) -> dict[str, Any]:
    if isinstance(outputs, str):
        raise TypeError(
            f"outputs must be a mapping or a list of names; did you mean ['{outputs}']?"
        )
    named = dict(outputs) if isinstance(outputs, Mapping) else dict.fromkeys(outputs, Any)
    for name in named:
        if not isinstance(name, str):
            raise TypeError(f"an output's name must be text, not {type(name).__name__}")
        if not (name.isascii() and name.isidentifier()):
            raise ValueError(f"'{name}' cannot be the name of an output")
    return named
