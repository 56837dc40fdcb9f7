"""How often Python's garbage collector looks: it walks all that is alive, and large Flows are alive long.

Values here make no cycles, so what is not looked for is not there; reference counts free the rest.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

YOUNG_OBJECTS: Final = 50_000
"""New objects after which the young ones are looked at; Python's own 700 is for small programs."""


def relax() -> None:
    """Have it look more rarely, for the whole process: whoever owns the process may call this."""
    gc.set_threshold(YOUNG_OBJECTS, 20, 50)


def settle() -> None:
    """Never look again at what is alive now: something large was loaded, and stays for long.

    Reference counts free it all the same once nobody has it any more.
    """
    gc.freeze()


@contextmanager
def held_off() -> Iterator[None]:
    """Keep it from looking while much is made in one go; in all threads, so for moments only."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
