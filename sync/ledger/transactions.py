"""How the ledger reads and writes: one transaction a change, and one kind of failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


class LedgerUnavailable(Exception):
    """The ledger could not be read or written: nothing is acknowledged, the same again may succeed."""


class RowRefused(Exception):
    """The database works and can never take this row: the same again would fail again.

    Names the kind of fault alone. What the database says of it repeats the row, and would end in a log.
    """


class Transactions:
    """The ways to a ledger's tables; each raises LedgerUnavailable or RowRefused."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that changes nothing."""
        with _or_unavailable(), self.engine.connect() as connection:
            yield connection.execution_options(read_only=True)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that is on the disk when the block ends."""
        with _or_unavailable(), self.engine.begin() as connection:
            yield connection

    def insert_once(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """An insert that a row with the same key turns into nothing."""
        made = sqlite.insert(table) if self.engine.dialect.name == "sqlite" else postgresql.insert(table)
        return made.on_conflict_do_nothing()


@contextmanager
def _or_unavailable() -> Iterator[None]:
    """Every fault of the database is one that may pass, but not those of the row itself.

    Among the first are InternalError (trouble inside the server), ProgrammingError (no tables yet) and the
    plain DatabaseError by which SQLite names a damaged file.
    """
    try:
        yield
    except (sa.exc.IntegrityError, sa.exc.DataError) as error:
        raise RowRefused(type(error.orig).__name__) from None
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        raise LedgerUnavailable(str(error.__cause__ or error)) from error
