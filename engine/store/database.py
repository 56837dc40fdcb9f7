"""The list of runs, in SQLite: what each was made of, and what it came to; and what is remembered of Steps.

Several processes may use it at once: every change is one short transaction, and waits its turn. What
goes wrong in SQLite comes out as `StoreError`s with a sentence.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from engine.errors import StoreError

PATIENCE: Final = 5.0
"""Seconds to wait for another process's change to end."""

_ANOTHER: Final = "name another one with --store"

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """
        CREATE TABLE runs (
            run TEXT PRIMARY KEY,
            flow TEXT NOT NULL,       -- its name
            file TEXT NOT NULL,       -- as the user gave it
            folder TEXT NOT NULL,     -- where its relative paths and modules are
            text BLOB NOT NULL,       -- the flow file as it was run
            goals TEXT NOT NULL,      -- a JSON list
            given TEXT NOT NULL,      -- a JSON object, packed as records are
            flows TEXT NOT NULL,      -- a JSON object: the child flows by path
            source TEXT NOT NULL,     -- of a rerun: the run whose results it takes, else empty
            start TEXT NOT NULL,      -- of a rerun: the Step from which it does it again, else empty
            status TEXT NOT NULL DEFAULT 'running',
            started REAL NOT NULL,    -- seconds since 1970, as all times
            ended REAL,
            size INTEGER NOT NULL DEFAULT 0  -- bytes of its journal and values
        )
        """,
        "CREATE INDEX runs_by_time ON runs (started)",
    ),
    (
        """
        CREATE TABLE memo (
            key TEXT PRIMARY KEY,
            step TEXT NOT NULL,
            kind TEXT NOT NULL,
            flow TEXT NOT NULL,       -- its name
            folder TEXT NOT NULL,     -- the flow file's
            run TEXT NOT NULL,        -- in which it was made
            made REAL NOT NULL,
            size INTEGER NOT NULL,    -- bytes, files included
            outputs TEXT NOT NULL     -- a JSON object: outputs packed as records are, marks of files
        )
        """,
        "CREATE INDEX memo_by_time ON memo (made)",
    ),
    (
        # seconds that are no part of how long a run took: its process was dead
        "ALTER TABLE runs ADD COLUMN away REAL NOT NULL DEFAULT 0",
    ),
)
"""Each makes of the version before it the next one; the version is the number of those done."""


class Database:
    """One file of SQLite, opened when it is first asked; on the thread that made it only."""

    def __init__(self, path: Path) -> None:
        """Take the file; nothing is opened or made."""
        self.path = path
        self._connection: sqlite3.Connection | None = None

    def check(self) -> None:
        """Make sure that nothing stands in the file's place that is no file.

        Raises:
            StoreError: Something does, a folder or a device.
        """
        with self._in_words():
            mode = self.path.stat().st_mode if self.path.exists() else stat.S_IFREG
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not stat.S_ISREG(mode):
                raise OSError(errno.EINVAL, "it is a device or a pipe, and no file")

    def change(self, statement: str, *values: Any) -> None:
        """Make one change, whole or not at all; the file is made where there is none.

        Raises:
            StoreError: It cannot be done; the sentence says why.
        """
        with self._in_words():
            self._opened().execute(statement, values)

    def rows(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        """What a query finds; nothing where there is no file, and none is made.

        Raises:
            StoreError: The file cannot be read.
        """
        if not self.path.exists():
            return []
        with self._in_words():
            try:
                return self._opened().execute(statement, values).fetchall()
            except sqlite3.OperationalError as error:
                if not _is_unwritable(error) or self._has_pending_changes():
                    raise
                return self._seen(statement, values)

    def close(self) -> None:
        """Let go of the file; it is opened again when it is asked again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with self._in_words():
                connection.close()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self.check()
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDONLY, 0o600))  # nobody else's business
            connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            try:
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA synchronous = NORMAL")
                if sys.version_info >= (3, 12):  # tidying up takes longer than all else of a run
                    connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE)
                self._migrate(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _seen(self, statement: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        """What a query finds where nothing can be written, which SQLite usually does to read, too."""
        location = f"{Path(os.path.realpath(self.path)).as_uri()}?mode=ro&immutable=1"
        with contextlib.closing(sqlite3.connect(location, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            if (version := _version(connection)) > len(MIGRATIONS):
                raise self._newer()
            if version < len(MIGRATIONS):
                older = f"the run store '{self.path}' was written by an older version of Backcast"
                raise StoreError(f"{older}, and cannot be written; copy it to where it can be")
            return connection.execute(statement, values).fetchall()

    def _has_pending_changes(self) -> bool:
        """Whether some of what was written stands beside the file yet."""
        with contextlib.suppress(OSError):
            return Path(f"{os.path.realpath(self.path)}-wal").stat().st_size > 0
        return False

    def _migrate(self, connection: sqlite3.Connection) -> None:
        if _version(connection) == len(MIGRATIONS):
            return
        if _version(connection) == 0:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        version = _version(connection)  # another process may have been first
        if version > len(MIGRATIONS):
            raise self._newer()
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")

    def _newer(self) -> StoreError:
        newer = f"the run store '{self.path}' was written by a newer version of Backcast"
        return StoreError(f"{newer}; {_ANOTHER}")

    @contextlib.contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:  # of a damaged name
            raise StoreError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        code = getattr(error, "sqlite_errorname", "")
        damaged = isinstance(error, UnicodeDecodeError)
        if damaged or code.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            why = "is damaged, or no run store at all; move it away"
        elif code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            why = f"is held by another program, for more than {PATIENCE:g} s; end that"
        elif _is_unwritable(error) and (barrier := _barrier(self.path.parent)):
            return f"the run store '{self.path}' cannot be written: {barrier}; {_ANOTHER}"
        else:
            why = f"cannot be used: {getattr(error, 'strerror', None) or error}".lower()
            full = code.startswith(("SQLITE_FULL", "SQLITE_IOERR"))
            remedy = " (the disk may be full); make room, or" if full else ";"
            return f"the run store '{self.path}' {why}{remedy} {_ANOTHER}"
        return f"the run store '{self.path}' {why}, or {_ANOTHER}"


def _is_unwritable(error: Exception) -> bool:
    """Whether a file could not be made, or not be written to."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))


def _barrier(folder: Path) -> str:
    """Why nothing can be written in a folder; empty where something can."""
    if os.access(folder, os.W_OK):
        return ""
    is_read_only = hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY
    return os.strerror(errno.EROFS if is_read_only else errno.EACCES).lower()


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
