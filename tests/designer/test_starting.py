"""A start of the designer does nothing that nobody has asked for."""

from __future__ import annotations

import subprocess
import sys

_READ = """
import inspect
from designer.app import create_loop
loop = create_loop()
read, real = [], inspect.getsource
def noting(module):
    read.append(module.__name__)
    return real(module)
inspect.getsource = noting
import designer.window.main
asked = [name for name in read if name.partition(".")[0] in ("designer", "engine", "json")]
from shibokensupport import feature
known = feature.pyside_feature_dict
print(asked, known["designer.canvas.view"], known["engine.flow"], flush=True)
import os
os._exit(0)
"""


def test_what_is_imported_is_not_read_for_what_is_known_of_it() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _READ], capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout.split("\n")[0] == "[] 0 -1"
