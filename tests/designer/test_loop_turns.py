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


async def test_a_task_goes_on_that_was_to_in_the_midst_of_another() -> None:
    async def wait(future: asyncio.Future[int]) -> int:
        return await future

    loop = asyncio.get_running_loop()
    futures = [loop.create_future() for _ in range(3)]
    tasks = [loop.create_task(wait(future)) for future in futures]
    heard: list[int] = []
    await asyncio.sleep(0)
    for number, future in enumerate(futures):
        future.set_result(number)
        loop.call_soon(heard.append, number)
    QCoreApplication.processEvents()
    assert heard == [0, 1, 2], "what is no task need not wait"
    assert not any(task.done() for task in tasks)
    async with asyncio.timeout(5):
        assert await asyncio.gather(*tasks) == [0, 1, 2]
