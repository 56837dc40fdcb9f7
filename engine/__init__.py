"""Backcast's engine: plans back from the Goals of a Flow and runs what is needed. Never imports Qt.

What is public here is for two sorts of readers: modules that hold the functions of Steps (`step`,
`StepContext`, `Fatal`), which import it at their first line, so it costs next to nothing; and programs that
build, plan and run Flows (`open_flow`, `new_flow`), which is loaded when first asked for.
"""

from typing import TYPE_CHECKING

from engine.context import StepContext
from engine.decorator import step
from engine.errors import Fatal

if TYPE_CHECKING:
    from engine.library import OpenFlow, Ran, RunFailed, new_flow, open_flow

__all__ = [  # noqa: RUF022 - A to Z, whatever the case
    "Fatal", "new_flow", "open_flow", "OpenFlow", "Ran", "RunFailed", "step", "StepContext",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """What needs the whole engine, loaded when it is first asked for."""
    if name in __all__:
        from engine import library

        return getattr(library, name)
    raise AttributeError(f"module 'engine' has no attribute '{name}'")
