"""The local copy of the registers, read by all workers: one SQLite file, replaced as a whole by others."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sync.registers.sources import Source

_SOURCE = "select fetched_at, authoritative from source where name = ?"


@dataclass(frozen=True, slots=True)
class Copy:
    """When a source was fetched, and whether the mirror is the register itself rather than a copy of it."""

    fetched_at: datetime
    authoritative: bool


class MirrorMissing(Exception):
    """There is no readable mirror at the path, or the source that was asked was never loaded into it."""


class _Opened(threading.local):
    """What one thread holds: a connection, and the file that it leads to."""

    connection: sqlite3.Connection | None = None
    identity: tuple[int, int, int] | None = None


class Mirror:
    """Read access to the newest mirror at `path`, for any number of threads; follows a swap by itself."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = _Opened()

    def _connection(self) -> sqlite3.Connection:
        state = os.stat(self._path)
        identity = (state.st_ino, state.st_mtime_ns, state.st_size)
        connection = self._opened.connection
        if connection is None or self._opened.identity != identity:
            self.close()
            connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)
            connection.row_factory = sqlite3.Row
            self._opened.connection, self._opened.identity = connection, identity
        return connection

    def close(self) -> None:
        """Let go of this thread's connection."""
        if self._opened.connection is not None:
            self._opened.connection.close()
        self._opened.connection = self._opened.identity = None

    def ask(self, source: Source, query: str, *values: str | int) -> tuple[Copy, dict[str, Any] | None]:
        """The first row of `query`, or None, and how old its source is: both from the same file.

        Raises MirrorMissing when the file is not there or not readable, or the source was never loaded.
        """
        try:
            connection = self._connection()
            copy = self._copy(connection, source)
            row = connection.execute(query, values).fetchone()
        except (OSError, sqlite3.Error) as error:
            raise MirrorMissing(f"{self._path}: {error}") from error
        return copy, None if row is None else dict(row)

    def copy(self, source: Source) -> Copy:
        """How old a source is; raises MirrorMissing as `ask` does."""
        try:
            return self._copy(self._connection(), source)
        except (OSError, sqlite3.Error) as error:
            raise MirrorMissing(f"{self._path}: {error}") from error

    def statuses(self) -> tuple[Copy, Iterator[tuple[str, str]]]:
        """How old the cards are, and each card number with its status; read it in the same thread.

        Raises MirrorMissing as `ask` does, also half-way. A card without a status has an empty one.
        """
        try:
            connection = self._connection()
            copy = self._copy(connection, Source.CARDS)
            rows = connection.execute("select card_number, status from card")
        except (OSError, sqlite3.Error) as error:
            raise MirrorMissing(f"{self._path}: {error}") from error
        return copy, self._each((row["card_number"], row["status"] or "") for row in rows)

    def _each(self, rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        try:
            yield from rows
        except sqlite3.Error as error:
            raise MirrorMissing(f"{self._path}: {error}") from error

    def _copy(self, connection: sqlite3.Connection, source: Source) -> Copy:
        """A source that does not say how old it is says nothing."""
        row = connection.execute(_SOURCE, (str(source),)).fetchone()
        if row is None:
            raise MirrorMissing(f"{self._path} was never given its {source}")
        try:
            fetched_at = datetime.fromisoformat(row["fetched_at"])
            if fetched_at.tzinfo is None:
                raise ValueError("no zone")
        except (TypeError, ValueError) as error:
            raise MirrorMissing(f"{self._path} names no time for its {source}: {error}") from error
        return Copy(fetched_at, row["authoritative"] == 1)
