"""Uses the installed template package in the designer, off screen, and prints what it saw as JSON."""

from __future__ import annotations

import asyncio
import json
import sys


async def use(file: str) -> dict[str, object]:
    from PySide6.QtWidgets import QListView, QPlainTextEdit

    from designer.app import create_window
    from designer.panels.viewers.shelf import Shelf
    from designer.panels.viewers.viewing import shown
    from engine.flow import StepId

    window = create_window(file)
    window.show()
    await asyncio.sleep(0.2)
    window.canvas.select([StepId("card")])
    await asyncio.sleep(0.2)
    window.runs.run()
    while window.session.is_running or not window.session.state.run:  # noqa: ASYNC110 - see `until`
        await asyncio.sleep(0.02)
    written = window.session.state.steps[StepId("card")].outputs
    palette = window.findChild(QListView, "palette")
    model = palette.model()
    editor = window.findChild(QPlainTextEdit, "wording")
    [first, *_] = Shelf().fits(shown(next(iter(written.values()))))
    return {
        "run": str(window.run_status()),
        "editor": editor.toPlainText() if editor is not None else None,
        "viewer": first.viewer.name,
        "palette": [str(model.index(row, 0).data()) for row in range(model.rowCount())],
    }


def main(file: str) -> None:
    from designer.app import create_loop

    loop = create_loop()
    asyncio.set_event_loop(loop)
    with loop:
        print(json.dumps(loop.run_until_complete(use(file))))


main(sys.argv[1])
