"""One way to open the ledger's database, embedded or shared, so that "committed" means "on the disk"."""

from __future__ import annotations

import sqlite3
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from sync.private_file import make_empty

LOCK_WAIT = timedelta(seconds=5)
CONNECT_SECONDS = 5
# A worker's threads each hold one connection at most; more of them than this wait for each other.
POOL = {"pool_size": 8, "max_overflow": 24, "pool_timeout": 5}
# What the database says of a failure ends in a log; the report that it was about does not.
QUIET = {"hide_parameters": True}


def connect(database_url: str, lock_wait: timedelta = LOCK_WAIT) -> sa.Engine:
    """An engine for sqlite:///… or postgresql://…; a SQLite file and its folder are made
    for this account alone.

    `lock_wait` bounds how long a statement waits for another writer before it fails. Raises ValueError for a
    SQLite database without a file.
    """
    url = sa.make_url(database_url)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    milliseconds = int(lock_wait.total_seconds() * 1000)
    if url.get_backend_name() == "sqlite":
        return _embedded(url, milliseconds)
    return _shared(url, milliseconds)


def _embedded(url: sa.URL, lock_wait_ms: int) -> sa.Engine:
    if url.database in (None, "", ":memory:"):
        raise ValueError("a ledger in memory would lose reports: name a file, sqlite:///ledger.db")
    # What SQLite writes beside it (-wal, -shm) gets the mode of this file.
    make_empty(Path(str(url.database)))

    def make_durable(connection: Any, _record: object) -> None:
        """WAL lets readers go on beside the writer; FULL makes each commit survive a power cut."""
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={lock_wait_ms}")
        _write_ahead(cursor, lock_wait_ms / 1000)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    engine = sa.create_engine(url, poolclass=sa.QueuePool, **POOL, **QUIET)
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
