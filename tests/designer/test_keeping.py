from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from designer.session.running import RunSession
from engine.codec import dump_flow
from engine.planner import make_plan
from engine.registry import Registry
from engine.state import RunStatus
from engine.store import Store, store_path
from engine.testing import flow_of

FLOW = flow_of("a: n -> x", n=1)


@pytest.fixture
def session(tmp_path: Path) -> RunSession:
    (tmp_path / "work.py").write_text("def a(n): return n + 1")
    return RunSession(Registry.installed())


async def settled(session: RunSession, folder: Path, *, stops: bool = False) -> RunStatus:
    ended = asyncio.get_running_loop().create_future()
    session.settled.connect(lambda: ended.set_result(None))
    session.start(make_plan(FLOW, kinds=Registry.installed(), folder=folder), folder, FLOW)
    if stops:
        session.stop()
    async with asyncio.timeout(10):
        await ended
    return session.status


async def test_the_flow_file_of_a_run_is_written_while_the_loop_goes_on(
    session: RunSession, tmp_path: Path
) -> None:
    goes_on = threading.Event()

    def write() -> bytes:
        asyncio_loop.call_soon_threadsafe(goes_on.set)
        assert goes_on.wait(5), "the loop stands still"
        return dump_flow(FLOW)

    asyncio_loop = asyncio.get_running_loop()
    session.writer_of = lambda flow: write
    assert await settled(session, tmp_path) is RunStatus.COMPLETED
    with Store(store_path()) as store:
        assert store.recipe(session.state.run).text == dump_flow(FLOW)
        assert store.read_records(session.state.run)[-1].seq == session.state.last_seq


async def test_a_run_that_is_stopped_before_it_is_kept_ends_cancelled(
    session: RunSession, tmp_path: Path
) -> None:
    assert await settled(session, tmp_path, stops=True) is RunStatus.CANCELLED
    with Store(store_path()) as store:
        assert store.find(session.state.run).status == "cancelled"


async def test_a_flow_that_no_file_can_hold_runs_without_being_kept(
    session: RunSession, tmp_path: Path
) -> None:
    def write() -> bytes:
        raise ValueError("a text in it cannot be written")

    told: list[str] = []
    session.unkept.connect(told.append)
    session.writer_of = lambda flow: write
    assert await settled(session, tmp_path) is RunStatus.COMPLETED
    assert told == ["This run is not kept: a text in it cannot be written."]
