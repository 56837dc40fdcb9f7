"""One cluster of real processes for a module, and a folder with a module of functions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from tests.engine.distant.cluster import Cluster, started

ALWAYS_ON_BOTH_LOOPS = (
    "test_work_of_a_worker_that_is_killed", "test_work_that_must_not_be_repeated_never",
    "test_a_scheduler_that_dies_and_comes_back",
    "test_stopping_tells_the_workers", "test_elements_go_together",
)  # fmt: skip
"""What is run on the designer's loop every time; the rest of it with `-m long`."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        is_ours = item.path.name.startswith("test_cluster_") and "[designer" in item.name
        if is_ours and not item.name.startswith(ALWAYS_ON_BOTH_LOOPS):
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    yield from started(tmp_path_factory.mktemp("cluster"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "flow"
    made.mkdir()
    return made
