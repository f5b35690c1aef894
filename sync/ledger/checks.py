"""The SQL of the kept checks: the one table that may lose its last seconds, and forgets on purpose."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from sync.checks import ComparedWith, Comparison, KeptCheck, Recorded, Spot, Standing
from sync.database import connect_light
from sync.ledger.transactions import Transactions
from sync.schema import card_check

# Rows of one card that are looked at: who checks a card more often in a day sees the newest ones.
MOST_ROWS = 20
# Deleted in one transaction, so that no report waits long for the write lock of SQLite.
AT_ONCE = 2_000
# Made once: SQLAlchemy takes longer to make these two statements than the database to answer them.
_KEEP = card_check.insert()
_OF_CARD = (
    sa.select(card_check)
    .where(card_check.c.card_mark == sa.bindparam("mark"), card_check.c.at >= sa.bindparam("since"))
    .order_by(card_check.c.at.desc(), card_check.c.id)
    .limit(MOST_ROWS)
)


class CheckTable(Transactions):
    """Kept checks; each method raises LedgerUnavailable or RowRefused as the ledger does.

    Its connections are its own: they wait a quarter of a second where those of reports wait five, since an
    inspector stands before the card, and what they commit may be lost in a power cut, reports never.
    """

    def __init__(self, database_url: str) -> None:
        super().__init__(connect_light(database_url))

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def keep(self, check: KeptCheck) -> None:
        """Remember a check."""
        with self.write() as connection:
            connection.execute(_KEEP, _row(check))

    def of_card(self, card_mark: str, since: datetime) -> list[KeptCheck]:
        """The checks of a card by anybody from a time on, newest first."""
        with self.read() as connection:
            found = connection.execute(_OF_CARD, {"mark": card_mark, "since": since})
            return [_check(row) for row in found]

    def standing(self, check_id: UUID, person: str) -> Standing | None:
        """A person's own check as it stands; None where this person made no such check."""
        with self.read() as connection:
            row = connection.execute(sa.select(card_check).where(_own(check_id, person))).one_or_none()
        return None if row is None else _standing(row)

    def own(self, check_id: UUID, person: str) -> KeptCheck | None:
        """A person's own check as it was kept; None where this person made no such check."""
        with self.read() as connection:
            row = connection.execute(sa.select(card_check).where(_own(check_id, person))).one_or_none()
        return None if row is None else _check(row)

    def compare(self, check_id: UUID, person: str, comparison: Comparison, now: datetime) -> Standing | None:
        """Write a comparison on a person's own check, unless it has one; the check as it stands then.

        None where this person made no such check.
        """
        values = {
            "same_person": comparison.same_person,
            "compared_with": comparison.compared_with,
            "compared_at": now,
        }
        mine = _own(check_id, person)
        # The first answer stays: of two that come at once the row's lock lets one be the first.
        unanswered = mine & card_check.c.compared_at.is_(None)
        with self.write() as connection:
            connection.execute(card_check.update().where(unanswered).values(values))
            row = connection.execute(sa.select(card_check).where(mine)).one_or_none()
        return None if row is None else _standing(row)

    def forget(self, before: datetime) -> int:
        """Delete the checks made before a time; returns how many."""
        oldest = sa.select(card_check.c.id).where(card_check.c.at < before).limit(AT_ONCE)
        deleted, last = 0, AT_ONCE
        while last == AT_ONCE:
            with self.write() as connection:
                done = connection.execute(card_check.delete().where(card_check.c.id.in_(oldest)))
                last = done.rowcount
            deleted += last
        return deleted


def forget_old(table: CheckTable, days: int, now: datetime) -> int:
    """Delete the checks that were kept for as many days as they may be; returns how many."""
    return table.forget(now - timedelta(days=days))


def _row(check: KeptCheck) -> dict[str, object]:
    spot = check.spot
    return {
        "id": check.id,
        "card_mark": check.card_mark,
        "at": check.at,
        "person": check.person,
        "agency": check.agency,
        "outcome": check.outcome,
        "reason": check.reason,
        "genuine": check.genuine,
        "status": check.status,
        "employer": check.employer,
        "latitude": spot and spot.latitude,
        "longitude": spot and spot.longitude,
        "accuracy_m": spot and spot.accuracy_m,
    }


def _check(row: sa.Row[tuple[object, ...]]) -> KeptCheck:
    spot = None if row.accuracy_m is None else Spot(row.latitude, row.longitude, row.accuracy_m)
    return KeptCheck(
        row.id,
        row.card_mark,
        row.at,
        row.person,
        row.agency,
        row.outcome,
        row.reason,
        row.genuine,
        row.status,
        row.employer,
        spot,
        row.same_person,
    )


def _own(check_id: UUID, person: str) -> sa.ColumnElement[bool]:
    return (card_check.c.id == check_id) & (card_check.c.person == person)


def _standing(row: sa.Row[tuple[object, ...]]) -> Standing:
    if row.compared_at is None:
        return Standing(row.at, None)
    comparison = Comparison(row.same_person, ComparedWith(row.compared_with))
    return Standing(row.at, Recorded(comparison, row.compared_at))
