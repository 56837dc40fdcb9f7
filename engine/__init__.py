"""Backcast's engine: plans back from the Goals of a Flow and runs what is needed. Never imports Qt.

What is public here is for two sorts of readers: modules that hold the functions of Steps (`step`,
`StepContext`, `Fatal`), and programs that build, plan and run Flows (`open_flow`, `new_flow`). All of it is
loaded when first asked for: the program hears Ctrl-C only once this has been imported.
"""

TYPE_CHECKING = False  # `typing` itself takes longer than all else here

if TYPE_CHECKING:
    from engine.context import StepContext
    from engine.decorator import step
    from engine.errors import Fatal
    from engine.library import OpenFlow, Ran, RunFailed, new_flow, open_flow

__all__ = [  # noqa: RUF022 - A to Z, whatever the case
    "Fatal", "new_flow", "open_flow", "OpenFlow", "Ran", "RunFailed", "step", "StepContext",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """What is public, loaded when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'engine' has no attribute '{name}'")
    from importlib import import_module

    homes = {"Fatal": "errors", "step": "decorator", "StepContext": "context"}
    found: object = getattr(import_module(f"engine.{homes.get(name, 'library')}"), name)
    globals()[name] = found
    return found
