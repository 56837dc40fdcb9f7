from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "resources/examples/onboarding/onboarding.flow.json"

COPY_AND_LEAVE = """
import asyncio, sys
from designer.app import create_loop, create_window
loop = create_loop()
asyncio.set_event_loop(loop)

async def main():
    window = create_window(sys.argv[1])
    window.show()
    window.canvas.select_all()
    window.canvas.copy()
    await asyncio.sleep(0)
    window.close()

loop.run_until_complete(main())
"""


def test_the_program_ends_well_with_copied_steps_on_the_clipboard(home: Path) -> None:
    command = [sys.executable, "-c", COPY_AND_LEAVE, str(EXAMPLE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
