"""The SQL of limits: how often something was done, by all processes and nodes that share a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from sync.ledger.transactions import Transactions
from sync.schema import tally

# A count stays a little longer than its time: the clock of another node may be behind.
GRACE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Bound:
    """At most `most` of one kind until `ends_at`; `name` is unique to the kind and its time.

    With `each`, the name of one thing within that time, only things that were not counted yet are counted.
    """

    name: str
    most: int
    ends_at: datetime
    each: str | None = None


class Tallies:
    """The counts of the ledger."""

    def __init__(self, transactions: Transactions) -> None:
        self._of = transactions

    def admit(self, bounds: Sequence[Bound]) -> Bound | None:
        """Count one act against each bound in turn; the first that it is beyond, or None where it is let in.

        One transaction: of acts that come at once to whatever node, exactly `most` are let in. Callers give
        their bounds in one order, those of one sender first, so that nobody waits for another in a circle.
        """
        with self._of.write() as connection:
            return next((bound for bound in bounds if not self._is_within(connection, bound)), None)

    def forget(self, now: datetime) -> int:
        """Delete the counts whose time has been over for a while; returns how many."""
        with self._of.write() as connection:
            return connection.execute(tally.delete().where(tally.c.ends_at <= now - GRACE)).rowcount

    def _is_within(self, connection: sa.Connection, bound: Bound) -> bool:
        if bound.each is not None and not self._is_first(connection, bound.each, bound.ends_at):
            return True
        if self._counted(connection, bound) <= bound.most:
            return True
        if bound.each is not None:
            # What was not let in must not pass for a repeat the next time.
            connection.execute(tally.delete().where(tally.c.name == bound.each))
        return False

    def _is_first(self, connection: sa.Connection, name: str, ends_at: datetime) -> bool:
        row = {"name": name, "count": 1, "ends_at": ends_at}
        inserted = self._of.insert_once(tally).values(row).returning(tally.c.name)
        return connection.execute(inserted).scalar_one_or_none() is not None

    def _counted(self, connection: sa.Connection, bound: Bound) -> int:
        """The count with this act, which stays one above the bound however many more come."""
        if not self._is_first(connection, bound.name, bound.ends_at):
            room = (tally.c.name == bound.name) & (tally.c.count <= bound.most)
            connection.execute(tally.update().where(room).values(count=tally.c.count + 1))
        query = sa.select(tally.c.count).where(tally.c.name == bound.name)
        return int(connection.execute(query).scalar_one())
