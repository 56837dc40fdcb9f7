"""Loops, a home of its own for every test, and nothing left behind."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

import hypothesis
import pytest

# how long examples take to make says how busy the machine is, and nothing of what is tested
hypothesis.settings.register_profile(
    "any machine", suppress_health_check=[hypothesis.HealthCheck.too_slow], deadline=None
)
hypothesis.settings.load_profile("any machine")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["BACKCAST_LANGUAGE"] = "en"  # whatever the developer speaks

collect_ignore = ["plugin_template"]  # a package of its own: tests/test_plugins.py runs its tests

HAS_QT = importlib.util.find_spec("PySide6") is not None
ON_BOTH_LOOPS = {
    "test_runner.py", "test_command_kind.py", "test_thread_executor.py", "test_workers.py",
    "test_http_kind.py", "test_wait_kind.py", "test_cluster_runs.py", "test_cluster_faults.py",
}  # fmt: skip


def designer_loop() -> asyncio.AbstractEventLoop:
    from designer.app import create_loop

    return create_loop()


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The designer's tests run on its own loop, the runner's on both."""
    if HAS_QT and "designer" in item.path.parts:
        return {"designer": designer_loop}
    if HAS_QT and item.path.name in ON_BOTH_LOOPS:
        return {"asyncio": asyncio.new_event_loop, "designer": designer_loop}
    return {"asyncio": asyncio.new_event_loop}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, recovery and example output go to a folder of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("BACKCAST_HOME", str(folder))
    monkeypatch.setenv("BACKCAST_THEME", "light")
    monkeypatch.setenv("BACKCAST_REDUCED_MOTION", "1")
    monkeypatch.setenv("BACKCAST_EXAMPLE_PACE", "0")
    return folder
