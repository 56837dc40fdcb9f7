"""Pictures of the onboarding example before, during and after a run, made by the program itself.

By hand: `python -m tests.pictures FOLDER [light|dark]`; with `QT_SCALE_FACTOR=2` for a fine screen.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "resources/examples/onboarding/onboarding.flow.json"
VALUES = {"customer_id": "C-1001", "email": "ada@example.org", "customer_name": "Ada"}


async def take(folder: Path, theme: str) -> None:
    from PySide6.QtWidgets import QLineEdit

    from designer.app import create_window
    from tests.designer.hands import Hands, until

    window = create_window(str(EXAMPLE))
    window.resize(1360, 820)
    window.show()
    hands = Hands(window)

    def save(moment: str) -> None:
        window.grab().save(str(folder / f"onboarding-{moment}-{theme}.png"))

    await until(lambda: window.canvas.port_status("setup-account", "input", "email") == "missing")
    await asyncio.sleep(0.3)
    save("before")
    hands.click("runButton")
    for name, value in VALUES.items():
        hands.find(QLineEdit, f"input:{name}").setText(value)
    save("form")
    hands.click("inputsRun")
    await until(lambda: window.canvas.step_status("setup-account") == "running")
    await asyncio.sleep(0.4)
    save("during")
    await until(lambda: window.run_status() == "completed")
    await asyncio.sleep(0.3)
    save("after")
    window.close()
    await until(lambda: not window.isVisible())


def main() -> None:
    folder, theme = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light"
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(BACKCAST_HOME=home, BACKCAST_THEME=theme, BACKCAST_EXAMPLE_PACE="0.6")
        from designer.app import create_loop

        loop = create_loop()
        asyncio.set_event_loop(loop)
        with loop:
            loop.run_until_complete(take(folder, theme))


if __name__ == "__main__":
    main()
