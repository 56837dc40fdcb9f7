"""Whether what is installed on a worker fits what is here."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Final

from engine.errors import Fatal

QUESTION: Final = (
    "(__import__('platform').python_version(), next((one.version for one in"
    " __import__('importlib.metadata', fromlist=['metadata']).distributions(name='backcast')), ''))"
)
"""Gives the versions of Python and of Backcast, to be evaluated there: Backcast itself may be missing."""


def complaint(worker: str, python: str, backcast: str) -> str:
    """What may go wrong with a worker of these versions; empty where nothing will.

    Raises:
        Fatal: `unfit_worker`: it cannot work at all.
    """
    ours, here = version("backcast"), ".".join(map(str, sys.version_info[:2]))
    if backcast != ours:
        what = f"has backcast {backcast}" if backcast else "has no backcast"
        told = f"worker '{worker}' {what}, and here it is {ours}; install backcast {ours} there"
        raise Fatal(told, reason="unfit_worker")
    if python.startswith(f"{here}."):
        return ""
    return (
        f"worker '{worker}' runs Python {python}, and here it is {here}: values and code may not be"
        f" readable there; give the workers Python {here}"
    )
