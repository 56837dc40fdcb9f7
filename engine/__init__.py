"""Backcast's engine: plans back from the Goals of a Flow and runs what is needed. Never imports Qt.

What is public here is for the modules that hold the functions of Steps. They import it at their first
line, so it costs next to nothing.
"""

from engine.context import StepContext
from engine.decorator import step
from engine.errors import Fatal

__all__ = ["Fatal", "step", "StepContext"]  # noqa: RUF022 - A to Z, whatever the case
