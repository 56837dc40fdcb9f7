"""Where work is to be done, as a user writes it: `NAME` or `NAME:ADDRESS`. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

LOCAL: Final = "local"
"""Here, whatever the run says."""

THREAD: Final = "thread"

VARIABLE: Final = "BACKCAST_EXECUTOR"
"""The environment variable that says where runs do their work, where nothing else does."""


class Spec(NamedTuple):
    """An executor's name, and the address that goes with it; empty: what the executor takes without one."""

    name: str
    address: str = ""

    @property
    def is_here(self) -> bool:
        """Whether nothing is to go anywhere."""
        return self.name in ("", LOCAL)

    def __str__(self) -> str:
        """As it is written."""
        return f"{self.name}:{self.address}" if self.address else self.name


def parse_spec(text: str) -> Spec:
    """What a user wrote; any text is a spec, and whether there is such an executor is another question."""
    name, _, address = text.strip().partition(":")
    return Spec(name.strip(), address.strip())
