from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from designer.session.instance import Doorman, _meeting_place, hand_over
from tests.designer.hands import until

pytestmark = [pytest.mark.gui, pytest.mark.timeout(120)]


def start(*files: str, cwd: Path) -> subprocess.Popen[bytes]:
    """`backcast FILE...` as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "engine", *files],
        cwd=cwd,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def flow_file(folder: Path, name: str) -> Path:
    path = folder / f"{name}.flow.json"
    path.write_text(json.dumps({"format": "backcast/1", "steps": {name: {"kind": "set"}}}))
    return path


async def test_a_second_start_hands_its_files_over_and_ends_at_once(
    open_designer, folder, tmp_path
):
    one, _, three = (flow_file(folder, name) for name in ("one", "two", "three"))
    hands = open_designer(one)
    doorman = Doorman(hands.window)
    doorman.asked.connect(hands.window.family.take)
    assert doorman.listen()
    child = start("two.flow.json", str(three), cwd=folder)
    titles = lambda: [page.document.title for page in hands.window.pages.all]  # noqa: E731
    await until(lambda: titles() == ["one", "two", "three"], seconds=30)
    await until(lambda: child.poll() is not None, seconds=10)
    assert child.returncode == 0
    assert child.communicate() == (b"", b"")
    assert hands.window.document.path == three
    child = start("one.flow.json", cwd=folder)
    await until(lambda: hands.window.document.path == one, seconds=30)
    await until(lambda: child.poll() is not None, seconds=10)
    assert titles() == ["one", "two", "three"]
    child.communicate()
    doorman.close()


async def test_a_start_without_files_opens_another_window(open_designer, folder):
    hands = open_designer()
    doorman = Doorman(hands.window)
    doorman.asked.connect(hands.window.family.take)
    assert doorman.listen()
    child = start(cwd=folder)
    await until(lambda: len(hands.window.family.windows) == 2, seconds=30)
    await until(lambda: child.poll() is not None, seconds=10)
    child.communicate()
    doorman.close()


def test_with_nobody_there_nothing_is_handed_over(qapp: object) -> None:
    assert not hand_over(["x.flow.json"])


def test_what_is_no_message_of_ours_opens_nothing(qapp: object) -> None:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtNetwork import QLocalSocket

    doorman, asked = Doorman(), []
    doorman.asked.connect(asked.append)
    assert doorman.listen()
    for message in (b"{", b"[1]\n", b'{"open": [1]}\n', b'{"open": "x"}\n'):
        socket = QLocalSocket()
        socket.connectToServer(_meeting_place())
        assert socket.waitForConnected(1000)
        socket.write(message)
        socket.flush()
        for _ in range(20):
            QCoreApplication.processEvents()
        socket.abort()
    assert asked == []
    doorman.close()


def test_the_socket_of_a_dead_designer_is_taken_over(folder: Path, home: Path) -> None:
    one = flow_file(folder, "one")
    first = start(str(one), cwd=folder)
    _wait_for_door(first)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    second = start(str(one), cwd=folder)
    try:
        _wait_for_door(second)
        third = start(str(one), cwd=folder)
        assert third.communicate(timeout=30) == (b"", b"")
        assert third.returncode == 0
        assert second.poll() is None
    finally:
        second.kill()
        second.communicate()


def _wait_for_door(child: subprocess.Popen[bytes]) -> None:
    """Until it answers: it opens an empty message's window, which is no harm."""
    end = time.monotonic() + 40
    while not hand_over([]):
        assert child.poll() is None, child.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_file_that_is_not_there_is_still_a_usage_error(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "engine", "nothing.flow.json"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "there is no file" in done.stderr
