"""Whose turn it is: asyncio's callbacks on Qt's loop."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QCoreApplication

from designer.app import create_loop


def test_callbacks_wait_for_the_loop_when_somebody_else_has_qts_events_done(qapp):
    loop = create_loop()
    called: list[bool] = []
    loop.call_soon(lambda: called.append(asyncio.get_running_loop() is loop))
    for _ in range(20):
        QCoreApplication.processEvents()
    assert not called
    try:
        loop.run_until_complete(asyncio.sleep(0, result=None))
        assert called == [True]
    finally:
        loop.close()
