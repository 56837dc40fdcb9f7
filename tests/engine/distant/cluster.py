"""A real Dask cluster of processes on this machine, which tests may kill, stop and start again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

PATIENCE = 45.0
"""Seconds for processes to be there."""


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.01)


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


class Cluster:
    """A scheduler and workers, each a process in a group of its own; names of workers are `w0`, `w1` ..."""

    def __init__(
        self,
        folder: Path,
        workers: int = 4,
        *,
        nanny: bool = False,
        env: dict[str, str] | None = None,
        resources: str = "",
        options: tuple[str, ...] = (),
        scheme: str = "tcp",
    ) -> None:
        self._options = options
        self.folder = folder
        self.port = free_port()
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        self._nanny, self._env, self._resources = nanny, env or {}, resources
        self._logs: list[IO[bytes]] = []
        self._numbers = 0
        self.workers: dict[str, subprocess.Popen[bytes]] = {}
        self.start_scheduler()
        for _ in range(workers):
            self.add_worker()
        if scheme == "tcp":
            self.ready(workers)

    def start_scheduler(self) -> None:
        self.scheduler = self._start(
            "scheduler", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
            "--port", str(self.port), "--no-dashboard", *self._options,
        )  # fmt: skip
        until(self._listens)

    def add_worker(self, *, resources: str = "", env: dict[str, str] | None = None) -> str:
        name = f"w{self._numbers}"
        self._numbers += 1
        given = resources or self._resources
        more = ["--resources", given] if given else []
        self.workers[name] = self._start(
            name, "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--name", name,
            "--nanny" if self._nanny else "--no-nanny", "--no-dashboard",
            "--local-directory", str(self.folder), *more, *self._options, env=env,
        )  # fmt: skip
        return name

    def ready(self, count: int) -> None:
        """Wait until so many workers are registered."""
        from distributed import Client

        with Client(self.address, set_as_default=False, timeout=PATIENCE) as client:
            client.wait_for_workers(count, timeout=PATIENCE)

    def kill_worker(self, name: str) -> None:
        self._kill(self.workers.pop(name))

    def kill_scheduler(self) -> None:
        self._kill(self.scheduler)

    def stop_scheduler(self) -> None:
        self.scheduler.send_signal(signal.SIGSTOP)

    def continue_scheduler(self) -> None:
        self.scheduler.send_signal(signal.SIGCONT)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            self.continue_scheduler()
        for process in (*self.workers.values(), self.scheduler):
            self._kill(process)
        for log in self._logs:
            log.close()

    def _listens(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def _start(
        self, name: str, module: str, *arguments: str, env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("ab")
        self._logs.append(log)
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", module, *arguments],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            cwd=self.folder, env={**os.environ, **self._env, **(env or {})},
        )  # fmt: skip

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def started(folder: Path, workers: int = 4) -> Iterator[Cluster]:
    made = Cluster(folder, workers)
    try:
        yield made
    finally:
        made.close()
