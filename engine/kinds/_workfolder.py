"""The run's work folder: empty at first, one for all Steps of a run, removed when the run is let go of."""

from __future__ import annotations

import shutil
import tempfile
from weakref import finalize

from engine.plugin import Context


class _WorkFolder:
    """A temporary folder, removed with this object."""

    def __init__(self) -> None:
        self.path = tempfile.mkdtemp(prefix="backcast-run-")
        finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def work_folder(context: Context) -> str:
    """The path of the one work folder of the run."""
    return context.shared("work folder", _WorkFolder).path
