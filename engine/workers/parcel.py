"""What travels between us and a worker: values as bytes, and bytes in frames on a socket.

Classes and functions of the flow's own modules have names that hold for one run in one process
(`_flow7.work`); at the other end the same name is looked up in the modules of the same run there.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from socket import socket
from typing import Any, Final

from engine.errors import Fatal, StepFailure
from engine.modules import Modules
from engine.tracing import ROOM, describe, own_text, plain_names
from engine.value import Value, preview, type_name

LIMIT: Final = 1024 * 1024 * 1024
"""Bytes that one call's inputs, or its outputs, may come to."""

CHUNK: Final = 1024 * 1024
"""Bytes read from the socket at a time."""

_HEAD: Final = struct.Struct("!BQ")


class Frame(IntEnum):
    """What a message is."""

    CALL = 1
    PROGRESS = 2
    RESULT = 3
    FAILURE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A call as it is sent: whose modules it means, its limit, and the task itself, still packed."""

    folder: str
    room: str
    memory_mb: int | None
    task: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Why a call failed, as its process tells it; `spent` says that the process had better end.

    `retry_after` is the number of seconds before which trying again is useless, where somebody said so.
    """

    reason: str
    message: str
    retryable: bool
    trace: str = ""
    spent: bool = False
    retry_after: float | None = None


def failed_of(error: BaseException) -> Failed:
    """A failure as it travels."""
    message, trace = describe(error)
    if isinstance(error, StepFailure):
        return Failed(
            reason=error.reason, message=own_text(error), retryable=error.retryable, trace=trace,
            retry_after=error.retry_after,
        )  # fmt: skip
    return Failed(reason="exception", message=message, retryable=True, trace=trace)


def pack(value: Value) -> bytes:
    """A value as bytes. Raises whatever pickling it raises."""
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def pack_named(values: Mapping[Any, Value], what: str) -> bytes:
    """Values by name as bytes; `what` they are ("output") is for the sentence.

    Raises:
        Fatal: One of them cannot be pickled (`not_picklable`), or all are too large (`too_large`).
    """
    try:
        packed = pack(values)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the values' own code raises
        raise unpackable(values, what, error) from None
    if len(packed) > LIMIT:
        raise too_large(what, len(packed))
    return packed


def too_large(what: str, length: int) -> Fatal:
    """The failure of values whose bytes are more than `LIMIT`."""
    return Fatal(
        f"the {what}s come to {length >> 20} MB, and {LIMIT >> 20} MB can be sent between processes;"
        " write them to a file and pass its path on",
        reason="too_large",
    )


def unpack(data: bytes, modules: Modules | None) -> Any:
    """The value again; the modules are those of the run, here.

    Raises whatever unpickling raises, and `StepFailure` where a module cannot be imported.
    """
    return _Unpickler(io.BytesIO(data), modules).load()


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, modules: Modules | None) -> None:
        super().__init__(file)
        self._modules = modules

    def find_class(self, module: str, name: str) -> Any:
        if self._modules is None or not module.startswith(ROOM):
            return super().find_class(module, name)
        found: Any = self._modules.import_module(plain_names(module))
        for part in name.split("."):
            found = getattr(found, part)
        return found


def send(line: socket, kind: Frame, data: bytes) -> None:
    """Write a message.

    Raises:
        OSError: Nobody is there to read it.
    """
    line.sendall(_HEAD.pack(kind, len(data)))
    line.sendall(data)


class Reader:
    """Makes messages of what arrives in pieces."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Frame, bytes]]:
        """Take a piece; gives the messages that it completes.

        Raises:
            ValueError: This is none of our messages.
        """
        self._buffer += data
        while len(self._buffer) >= _HEAD.size:
            kind, length = _HEAD.unpack_from(self._buffer)
            end = _HEAD.size + length
            if length > LIMIT + CHUNK:
                raise ValueError("a message is too long")
            if len(self._buffer) < end:
                return
            message = bytes(memoryview(self._buffer)[_HEAD.size : end])
            del self._buffer[:end]
            yield Frame(kind), message


def unpackable(values: Mapping[Any, Value], what: str, error: Exception) -> Fatal:
    """The failure of values that cannot be pickled; names the first that cannot."""
    where = f"the {what}s"
    for name, value in values.items():
        try:
            pack(value)
        except Exception as found:  # noqa: BLE001 - as above
            where, error = f"{what} '{name}' is {type_name(value)}, which", found
            break
    why = preview(describe(error)[0], 200)
    way_out = (
        "write it to a file and pass its path on, or keep the step here: leave out 'isolate',"
        ' and say "executor": "local" where the run goes elsewhere'
    )
    told = f"{where} cannot be sent between processes ({why}); {way_out}"
    return Fatal(told, reason="not_picklable")
