"""What a program may get wrong in using the library, said in sentences before anything is made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from engine.errors import nearest
from engine.flow import Flow
from engine.graph import names
from engine.value import Value

_LAMBDA: Final = "<lambda>"


def require_function(function: object) -> None:
    """Refuse what is no function that a Step can be named after.

    Raises:
        TypeError: It is a lambda, a class, or nothing that can be called.
    """
    if not callable(function) or isinstance(function, type):
        what = f"the class '{function.__name__}'" if isinstance(function, type) else ""
        raise TypeError(f"a step is a function, not {what or type(function).__name__}")
    if getattr(function, "__name__", _LAMBDA) == _LAMBDA:
        told = "has no name for the step and its output; write a function with 'def'"
        raise TypeError(f"a lambda, or an object that can be called, {told}")


def require_known(flow: Flow, values: Mapping[str, Value]) -> None:
    """Refuse keywords that mean nothing to a Flow.

    Raises:
        TypeError: No Step reads or writes such a name, and it is no input of the Flow.
    """
    found = names(flow)
    known = {*found.readers, *found.writers, *flow.inputs}
    for name in sorted(values.keys() - known):
        raise TypeError(f"no step of the flow reads '{name}'{meant(name, known)}")


def meant(name: str, known: Collection[str]) -> str:
    """The end of a sentence about a name that is not known: the nearest one, if there is any."""
    close = nearest(name, known)
    return f"; did you mean '{close}'?" if close else ""
