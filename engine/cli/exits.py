"""The exit statuses of the program; scripts rely on them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the process tells its caller."""

    COMPLETED = 0
    FAILED = 1
    REFUSED = 2
    """Wrong usage, a file that was refused, or a Plan that cannot be run."""
    MISSING = 3
    """Inputs are missing."""
    CANCELLED = 130
