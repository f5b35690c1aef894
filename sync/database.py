"""One way to open the ledger's database, embedded or shared, so that "committed" means "on the disk"."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from sync.private_file import make_empty

LOCK_WAIT = timedelta(seconds=5)
# The same for what may be left unwritten while somebody waits for an answer.
SHORT_WAIT = timedelta(milliseconds=250)
CONNECT_SECONDS = 5
# A worker's threads each hold one connection at most; more of them than this wait for each other.
POOL = {"pool_size": 8, "max_overflow": 24, "pool_timeout": 5}
# For kept checks; who finds none free within a second goes on without.
LIGHT_POOL = {"pool_size": 8, "max_overflow": 8, "pool_timeout": 1}
# What the database says of a failure ends in a log; the report that it was about does not.
QUIET = {"hide_parameters": True}


def connect(database_url: str, lock_wait: timedelta = LOCK_WAIT) -> sa.Engine:
    """An engine for sqlite:///… or postgresql://…; a SQLite file and its folder are made
    for this account alone.

    `lock_wait` bounds how long a statement waits for another writer before it fails. Raises ValueError for a
    SQLite database without a file.
    """
    url = _address(database_url)
    milliseconds = int(lock_wait.total_seconds() * 1000)
    if url.get_backend_name() == "sqlite":
        return _embedded(url, milliseconds)
    return _shared(url, milliseconds)


def connect_light(database_url: str, lock_wait: timedelta = SHORT_WAIT) -> sa.Engine:
    """An engine as `connect` makes one, for rows that an inspector waits for and that may be lost.

    What is committed survives the end of a process, and not always a power cut. A database that is away is
    given up on within about two seconds.
    """
    url = _address(database_url)
    milliseconds = int(lock_wait.total_seconds() * 1000)
    if url.get_backend_name() == "sqlite":
        return _embedded(url, milliseconds, "NORMAL", LIGHT_POOL)
    return _shared_light(url, milliseconds)


def _address(database_url: str) -> sa.URL:
    url = sa.make_url(database_url)
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _embedded(
    url: sa.URL, lock_wait_ms: int, synchronous: str = "FULL", pool: Mapping[str, int] = POOL
) -> sa.Engine:
    if url.database in (None, "", ":memory:"):
        raise ValueError("a ledger in memory would lose reports: name a file, sqlite:///ledger.db")
    # What SQLite writes beside it (-wal, -shm) gets the mode of this file.
    make_empty(Path(str(url.database)))

    def make_durable(connection: Any, _record: object) -> None:
        """WAL lets readers go on beside the writer; FULL makes each commit survive a power cut.

        NORMAL beside it takes nothing from a FULL commit, which brings all that went before to the disk.
        """
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={lock_wait_ms}")
        _write_ahead(cursor, lock_wait_ms / 1000)
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.close()

    engine = sa.create_engine(url, poolclass=sa.QueuePool, **pool, **QUIET)
    event.listen(engine, "connect", make_durable)
    event.listen(engine, "begin", _take_the_write_lock)
    return engine


def _write_ahead(cursor: sqlite3.Cursor, patience_s: float) -> None:
    """Two that open a new file at once can deadlock over its mode, which SQLite answers without waiting."""
    end = time.monotonic() + patience_s
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _take_the_write_lock(connection: sa.Connection) -> None:
    """Read-then-write without a lock from the start could meet another writer half-way and fail."""
    if connection.get_execution_options().get("read_only"):
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _shared(url: sa.URL, lock_wait_ms: int) -> sa.Engine:
    if "connect_timeout" not in url.query:
        url = url.update_query_dict({"connect_timeout": str(CONNECT_SECONDS)})

    def make_durable(connection: Any, _record: object) -> None:
        """An operator may make commits stricter than "on the disk", never laxer."""
        cursor = connection.cursor()
        cursor.execute(
            "select set_config('synchronous_commit', 'on', false)"
            " where current_setting('synchronous_commit') = 'off'"
        )
        cursor.execute(f"set lock_timeout = {lock_wait_ms}")
        cursor.close()
        connection.commit()

    engine = sa.create_engine(url, pool_pre_ping=True, **POOL, **QUIET)
    event.listen(engine, "connect", make_durable)
    return engine


def _shared_light(url: sa.URL, lock_wait_ms: int) -> sa.Engine:
    """Nothing it asks of the server takes longer than a second, nor does it wait for one that is silent."""
    limits = {"connect_timeout": "2", "tcp_user_timeout": "2000"}
    url = url.update_query_dict({name: value for name, value in limits.items() if name not in url.query})

    def make_quick(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("set synchronous_commit = off")
        cursor.execute(f"set lock_timeout = {lock_wait_ms}")
        cursor.execute("set statement_timeout = 1000")
        cursor.close()
        connection.commit()

    engine = sa.create_engine(url, pool_pre_ping=True, **LIGHT_POOL, **QUIET)
    event.listen(engine, "connect", make_quick)
    return engine
