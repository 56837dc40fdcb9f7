"""One running designer per user: a second start hands its files over to the first and is done.

They meet at a local socket in the user's own folder. One that a dead process has left is taken over.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from designer.session.settings import settings_folder

LONGEST_PATH: Final = 80
"""Bytes of a socket's path; the system allows some hundred, and Qt begins with a longer one."""
CONNECT: Final = 500
"""Milliseconds in which a living process takes a call."""
ANSWER: Final = 3_000
"""Milliseconds in which it answers."""
MOST: Final = 1 << 20
"""Bytes of a message."""
_DONE: Final = b"ok\n"


class RunWanted(NamedTuple):
    """A run of a store that is to be shown."""

    run: str
    store: str


def hand_over(files: Sequence[str | Path], run: RunWanted | None = None) -> bool:
    """Have a running designer open these files, a run, or an empty window; False where none answers."""
    socket = QLocalSocket()
    socket.connectToServer(_meeting_place())
    if not socket.waitForConnected(CONNECT):
        return False
    wanted: dict[str, object] = {"open": [str(Path(file).absolute()) for file in files]}
    if run is not None:
        wanted["run"] = run._asdict()
    socket.write(json.dumps(wanted).encode() + b"\n")
    told = b""
    while not told.endswith(b"\n") and socket.waitForReadyRead(ANSWER):
        told += bytes(socket.readAll().data())
    socket.abort()
    return told == _DONE


class Doorman(QObject):
    """Takes what later starts hand over."""

    asked = Signal(object)
    """The list of paths to open; an empty one asks for a new window."""
    runAsked = Signal(object)
    """The `RunWanted` to show."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Listen to nobody yet."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def listen(self) -> bool:
        """Stand at the door; False where that cannot be, and later starts are on their own."""
        place = _meeting_place()
        settings_folder().mkdir(parents=True, exist_ok=True)
        QLocalServer.removeServer(place)
        return self._server.listen(place)

    def close(self) -> None:
        """Leave the door."""
        self._server.close()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(self._listen_to)
            socket.disconnected.connect(socket.deleteLater)
            self._hear(socket)

    def _listen_to(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > MOST:
            socket.abort()
        if not socket.canReadLine():
            return
        line = bytes(socket.readLine().data())
        files, run = _files_in(line), _run_in(line)
        if files is None:
            socket.abort()
            return
        socket.write(_DONE)
        socket.flush()
        if run is not None:
            self.runAsked.emit(run)
        else:
            self.asked.emit(files)


def _run_in(line: bytes) -> RunWanted | None:
    match _read(line):
        case {"run": {"run": str(run), "store": str(store)}}:
            return RunWanted(run, store)
    return None


def _read(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _files_in(line: bytes) -> list[Path] | None:
    wanted = _read(line)
    files = wanted.get("open") if isinstance(wanted, dict) else None
    if not isinstance(files, list) or not all(isinstance(file, str) for file in files):
        return None
    return [Path(file) for file in files]


def _meeting_place() -> str:
    place = str(settings_folder().absolute() / "designer.socket")
    if sys.platform != "win32" and len(place.encode()) <= LONGEST_PATH:
        return place
    return f"backcast-{hashlib.sha256(place.encode()).hexdigest()[:24]}"
