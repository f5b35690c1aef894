"""The local copy of the registers: one SQLite file, built aside, swapped in one step, read by all workers."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from sync.registers.ports import Approval, CardRecord, Company, SiteListEntry


@dataclass(frozen=True, slots=True)
class Copy:
    """When a mirror was filled, and whether it is the register itself rather than a copy of one."""

    fetched_at: datetime
    authoritative: bool


class MirrorMissing(Exception):
    """There is no readable mirror at the path."""


def build_mirror(
    path: Path,
    *,
    cards: Iterable[CardRecord],
    companies: Iterable[Company],
    approvals: Iterable[Approval],
    site_list: Iterable[SiteListEntry],
    fetched_at: datetime,
    authoritative: bool = False,
) -> None:
    """Fill a new mirror beside `path`, then swap it in in one step: readers see the old or the new one.

    A register that gave no records leaves no table: asked later, it could not be asked, instead of "no such".
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    tables: list[tuple[str, Iterable[Any], str | tuple[str, ...]]] = [
        ("card", cards, "card_number"),
        ("company", companies, "org_number"),
        ("approval", approvals, ("org_number", "industry")),
        ("site_list", site_list, "card_number"),
    ]
    try:
        with closing(Database(name)) as database:
            for table, records, key in tables:
                database.table(table).insert_all((_row(record) for record in records), pk=key)
            row = {"fetched_at": fetched_at.isoformat(), "authoritative": authoritative}
            database.table("copy").insert(row)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _row(record: Any) -> dict[str, Any]:
    """A record as plain values: sqlite-utils knows no column type for an enumeration of ours."""
    return {
        name: str(value) if isinstance(value, StrEnum) else value for name, value in asdict(record).items()
    }


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

    def ask(self, query: str, *values: str | int) -> tuple[Copy, dict[str, Any] | None]:
        """The first row of `query`, or None, and the mirror it was read from: both from the same file.

        Raises MirrorMissing when the file is not there or not readable.
        """
        try:
            connection = self._connection()
            copy = connection.execute("select fetched_at, authoritative from copy").fetchone()
            row = connection.execute(query, values).fetchone()
        except (OSError, sqlite3.Error) as error:
            raise MirrorMissing(f"{self._path}: {error}") from error
        return self._copy(copy), None if row is None else dict(row)

    def statuses(self) -> tuple[Copy, Iterator[tuple[str, str]]]:
        """The mirror, and each card number with its status from the same file; read it in the same thread.

        Raises MirrorMissing, also half-way, when the file is not there or not readable.
        """
        try:
            connection = self._connection()
            copy = connection.execute("select fetched_at, authoritative from copy").fetchone()
            rows = connection.execute("select card_number, status from card")
        except (OSError, sqlite3.Error) as error:
            raise MirrorMissing(f"{self._path}: {error}") from error
        return self._copy(copy), self._each((row["card_number"], row["status"]) for row in rows)

    def _each(self, rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        try:
            yield from rows
        except sqlite3.Error as error:
            raise MirrorMissing(f"{self._path}: {error}") from error

    def _copy(self, row: sqlite3.Row | None) -> Copy:
        """A mirror that does not say how old it is says nothing."""
        try:
            if row is None:
                raise ValueError("no row")
            fetched_at = datetime.fromisoformat(row["fetched_at"])
            if fetched_at.tzinfo is None:
                raise ValueError("no zone")
        except (TypeError, ValueError) as error:
            raise MirrorMissing(f"{self._path} names no time: {error}") from error
        return Copy(fetched_at, row["authoritative"] == 1)
