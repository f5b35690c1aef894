"""The only SQL of the ledger, with that of its parts in sync.ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa

from sync.database import LOCK_WAIT, connect
from sync.ledger.checks import CheckTable
from sync.ledger.company_keys import CompanyKeys
from sync.ledger.notices import Notices, receipt_of
from sync.ledger.statuslists import StatusTables
from sync.ledger.tallies import Tallies
from sync.ledger.transactions import LedgerUnavailable, RowRefused, Transactions
from sync.report import Act, Author, Envelope, Receipt, Refused, ReportBody
from sync.schema import attempt, envelope, report

__all__ = ["Answer", "EnvelopeState", "Ledger", "LedgerUnavailable", "RowRefused", "Summary"]

Sign = Callable[[UUID, str, int, datetime], str]


class EnvelopeState(StrEnum):
    """How far the body of an envelope has come."""

    STORED = "STORED"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    CONFLICT = "CONFLICT"


class Answer(StrEnum):
    """What an attempt to deliver a report was answered with."""

    STORED = "STORED"
    REPEATED = "REPEATED"
    CONFLICT = "CONFLICT"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Summary:
    """A line of the list of received reports."""

    id: UUID
    number: int
    act: str
    grounds: tuple[str, ...]
    card_number: str | None
    made_at: datetime
    received_at: datetime


class Ledger(Transactions):
    """Reports, envelopes and attempts in one database, and beside them status lists and kept checks.

    Each change is one transaction, durable when the method returns. All but is_alive raise LedgerUnavailable
    when the database is locked, full, damaged, away or without its tables, and RowRefused when it works and
    can never take the row.
    """

    def __init__(self, database_url: str, lock_wait: timedelta = LOCK_WAIT) -> None:
        super().__init__(connect(database_url, lock_wait))
        self.status_lists = StatusTables(self)
        self.tallies = Tallies(self)
        self.company_keys = CompanyKeys(self)
        self.notices = Notices(self)
        self.checks = CheckTable(database_url)

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()
        self.checks.close()

    def keep(self, arrived: Envelope, now: datetime) -> None:
        """Store the bytes before anybody looks into them; the same bytes again change nothing."""
        row = {
            "report_id": arrived.report_id,
            "sha256": arrived.sha256,
            "body": arrived.body,
            "author": arrived.author.id,
            "role": arrived.author.role,
            "agency": arrived.author.agency,
            "may_confiscate": arrived.author.may_confiscate,
            "received_at": now,
            "state": EnvelopeState.STORED,
        }
        with self.write() as connection:
            connection.execute(self.insert_once(envelope).values(row))

    def refuse(self, arrived: Envelope, why: Refused, now: datetime) -> None:
        """Note on the kept envelope why its report was not accepted."""
        with self.write() as connection:
            self._settle(connection, arrived, EnvelopeState.REFUSED, why)
            self._note(connection, arrived, now, Answer.REFUSED)

    def accept(
        self, arrived: Envelope, body: ReportBody, now: datetime, sign: Sign
    ) -> tuple[Answer, Receipt]:
        """Make the report the one of its id, or find the one that is: insert-or-read in one transaction.

        The receipt is that of the report which holds the id; on CONFLICT that is not the sender's to see.
        """
        with self.write() as connection:
            number = connection.execute(
                self.insert_once(report).values(_report_row(arrived, body, now)).returning(report.c.number)
            ).scalar_one_or_none()
            if number is not None:
                signature = sign(arrived.report_id, arrived.sha256, number, now)
                connection.execute(
                    report.update().where(report.c.number == number).values(signature=signature)
                )
            held = connection.execute(_held(arrived.report_id)).one()
            is_same = (held.sha256, held.author) == (arrived.sha256, arrived.author.id)
            answer = _answer(number is not None, is_same)
            conflicts = answer is Answer.CONFLICT
            state = EnvelopeState.CONFLICT if conflicts else EnvelopeState.ACCEPTED
            self._settle(connection, arrived, state, None)
            self._note(connection, arrived, now, answer)
        return answer, receipt_of(held)

    def repeat(self, arrived: Envelope, now: datetime) -> Receipt | None:
        """The stored receipt when exactly this body was accepted from this author before, else None."""
        receipt = self.receipt(arrived.report_id, arrived.author.id)
        if receipt is None or receipt.sha256 != arrived.sha256:
            return None
        with self.write() as connection:
            self._note(connection, arrived, now, Answer.REPEATED)
        return receipt

    def receipt(self, report_id: UUID, author: str) -> Receipt | None:
        """The receipt of an author's own report."""
        with self.read() as connection:
            held = connection.execute(_held(report_id).where(report.c.author == author)).one_or_none()
        return None if held is None else receipt_of(held)

    def reports_of(self, author: str, limit: int = 200) -> list[Summary]:
        """An author's received reports, newest first; that a notice was passed on is told with the notice."""
        query = (
            sa.select(report)
            .where(report.c.author == author, report.c.act != Act.NOTIFIED)
            .order_by(report.c.number.desc())
            .limit(limit)
        )
        with self.read() as connection:
            return [_summary(row) for row in connection.execute(query)]

    def unopened(self, before: datetime, limit: int = 100, skip: int = 0) -> list[Envelope]:
        """Envelopes stored before a time and never opened, because the process that took them ended.

        The oldest first, in an order that stays the same, so that `skip` goes past those left before.
        """
        query = (
            sa.select(envelope)
            .where(envelope.c.state == EnvelopeState.STORED, envelope.c.received_at < before)
            .order_by(envelope.c.received_at, *envelope.primary_key.columns)
            .limit(limit)
            .offset(skip)
        )
        with self.read() as connection:
            return [_envelope(row) for row in connection.execute(query)]

    def figures(self) -> dict[str, int]:
        """How many reports and unsettled envelopes there are."""
        by_state = sa.select(envelope.c.state, sa.func.count()).group_by(envelope.c.state)
        with self.read() as connection:
            states: dict[str, int] = {state: count for state, count in connection.execute(by_state)}
            reports = connection.execute(sa.select(sa.func.count()).select_from(report)).scalar_one()
        return {
            "reports": reports,
            "envelopes_waiting": states.get(EnvelopeState.STORED, 0),
            "envelopes_refused": states.get(EnvelopeState.REFUSED, 0),
        }

    def is_alive(self) -> bool:
        """Whether the ledger answers and has its tables."""
        try:
            with self.read() as connection:
                connection.execute(sa.select(sa.literal(1)).select_from(report).limit(1))
        except LedgerUnavailable:
            return False
        return True

    def _settle(
        self, connection: sa.Connection, arrived: Envelope, state: EnvelopeState, why: Refused | None
    ) -> None:
        """Never takes an accepted envelope back, and touches only what this author sent."""
        mine = (
            (envelope.c.report_id == arrived.report_id)
            & (envelope.c.sha256 == arrived.sha256)
            & (envelope.c.author == arrived.author.id)
            & (envelope.c.state != EnvelopeState.ACCEPTED)
        )
        values = {"state": state, "fault": why and why.fault, "detail": why and why.detail[:500]}
        connection.execute(envelope.update().where(mine).values(values))

    def _note(self, connection: sa.Connection, arrived: Envelope, now: datetime, answer: Answer) -> None:
        row = {
            "report_id": arrived.report_id,
            "sha256": arrived.sha256,
            "author": arrived.author.id,
            "at": now,
            "answer": answer,
        }
        connection.execute(attempt.insert().values(row))


def _held(report_id: UUID) -> sa.Select[tuple[object, ...]]:
    return sa.select(report).where(report.c.report_id == report_id)


def _answer(is_new: bool, is_same: bool) -> Answer:
    if is_new:
        return Answer.STORED
    return Answer.REPEATED if is_same else Answer.CONFLICT


def _report_row(arrived: Envelope, body: ReportBody, now: datetime) -> dict[str, object]:
    return {
        "report_id": arrived.report_id,
        "sha256": arrived.sha256,
        "act": body.act,
        "grounds": ",".join(body.grounds),
        "card_number": body.card_number,
        "author": arrived.author.id,
        "role": arrived.author.role,
        "agency": arrived.author.agency,
        "made_at": body.made_at,
        "received_at": now,
        "signature": "",
        "about": body.notified and body.notified.notice,
        "addressee": body.notified and body.notified.addressee,
        "how": body.notified and body.notified.how,
    }


def _summary(row: sa.Row[tuple[object, ...]]) -> Summary:
    return Summary(
        row.report_id,
        row.number,
        row.act,
        tuple(filter(None, row.grounds.split(","))),
        row.card_number,
        row.made_at,
        row.received_at,
    )


def _envelope(row: sa.Row[tuple[object, ...]]) -> Envelope:
    author = Author(row.author, row.role, row.agency, row.may_confiscate)
    return Envelope(row.report_id, row.body, author)
