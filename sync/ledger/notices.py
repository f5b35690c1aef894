"""The SQL of the notices: one as it was accepted, and what its author said of passing it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from sync.ledger.transactions import Transactions
from sync.notices import Addressee, How
from sync.report import Act, Receipt
from sync.schema import envelope, report

# Nobody passes a letter on this often; whoever says so all the same gets a page that still opens.
MOST_SAYINGS = 1_000


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A notice of an author: the bytes that the phone froze, and the receipt they were answered with."""

    body: bytes
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Saying:
    """That an addressee was notified, as the author said it, with the receipt of saying so."""

    notice: UUID
    addressee: Addressee
    how: How
    made_at: datetime
    receipt: Receipt


class Notices:
    """What the ledger holds of notices; raises LedgerUnavailable as the ledger does."""

    def __init__(self, ledger: Transactions) -> None:
        self._ledger = ledger

    def notice(self, report_id: UUID, author: str) -> KeptNotice | None:
        """An author's own notice, or None where there is none under this id."""
        accepted = (
            (envelope.c.report_id == report.c.report_id)
            & (envelope.c.sha256 == report.c.sha256)
            & (envelope.c.author == report.c.author)
        )
        query = (
            sa.select(report, envelope.c.body)
            .join(envelope, accepted)
            .where(report.c.report_id == report_id, report.c.author == author, report.c.act == Act.NOTICE)
        )
        with self._ledger.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else KeptNotice(row.body, receipt_of(row))

    def sayings(self, notices: Sequence[UUID], author: str) -> list[Saying]:
        """What an author said of passing these notices on, in the order it was received."""
        query = (
            sa.select(report)
            .where(report.c.about.in_(notices), report.c.author == author, report.c.act == Act.NOTIFIED)
            .order_by(report.c.number)
            .limit(MOST_SAYINGS)
        )
        with self._ledger.read() as connection:
            return [_saying(row) for row in connection.execute(query)]


def receipt_of(row: sa.Row[tuple[object, ...]]) -> Receipt:
    """The receipt that stands in a row of the reports."""
    return Receipt(str(row.report_id), row.sha256, row.number, row.received_at, row.signature)


def _saying(row: sa.Row[tuple[object, ...]]) -> Saying:
    return Saying(row.about, Addressee(row.addressee), How(row.how), row.made_at, receipt_of(row))
