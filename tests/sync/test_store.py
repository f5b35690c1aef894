"""The ledger's questions and answers, and what it says when its database does not work."""

from __future__ import annotations

import os
import sqlite3
import stat
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from sync.intake import Accepted, accept
from sync.receipts import ReceiptKey
from sync.report import Envelope, Fault, Refused, ReportBody, open_body
from sync.schema import attempt, envelope, migrate, report
from sync.store import Answer, Ledger, LedgerUnavailable, RowRefused
from tests.support.reports import COLLEAGUE, INSPECTOR, NOW, rows, sent

OSLO = timezone(timedelta(hours=1))


def test_an_author_sees_his_own_reports_newest_first(ledger: Ledger, key: ReceiptKey) -> None:
    first = sent()
    second = sent(None, act="notice", grounds=[], card_number=None)
    for delivery in (first, second, sent(None, COLLEAGUE)):
        accept(delivery, ledger, key, NOW)

    mine = ledger.reports_of(INSPECTOR.id)

    assert [line.id for line in mine] == [second.report_id, first.report_id]
    assert (mine[0].act, mine[0].grounds, mine[0].card_number) == ("notice", (), None)
    assert (mine[1].act, mine[1].grounds, mine[1].card_number) == ("confiscation", ("EXPIRED",), "48217730")
    assert [line.id for line in ledger.reports_of(INSPECTOR.id, limit=1)] == [second.report_id]
    assert ledger.reports_of("nobody") == []


def test_times_come_back_as_the_instants_they_were(ledger: Ledger, key: ReceiptKey) -> None:
    in_oslo = NOW.astimezone(OSLO)
    delivery = sent(None, made_at="2026-03-02T08:59:00.125+01:00")

    accept(delivery, ledger, key, in_oslo)

    (line,) = ledger.reports_of(INSPECTOR.id)
    receipt = ledger.receipt(delivery.report_id, INSPECTOR.id)
    assert receipt is not None
    assert line.received_at == receipt.received_at == NOW
    assert line.made_at == datetime(2026, 3, 2, 7, 59, 0, 125_000, tzinfo=UTC)
    assert line.made_at.tzinfo is line.received_at.tzinfo is UTC
    assert key.read(receipt.signature)["received_at"] == NOW.isoformat()


def test_a_time_without_a_zone_is_not_taken(ledger: Ledger) -> None:
    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        ledger.keep(sent(), NOW.replace(tzinfo=None))


def test_the_figures_count_every_state(ledger: Ledger, key: ReceiptKey) -> None:
    assert ledger.figures() == {"reports": 0, "envelopes_waiting": 0, "envelopes_refused": 0}

    accept(sent(), ledger, key, NOW)
    accept(Envelope(sent().report_id, b"{", INSPECTOR), ledger, key, NOW)
    ledger.keep(sent(), NOW)

    assert ledger.figures() == {"reports": 1, "envelopes_waiting": 1, "envelopes_refused": 1}


def test_the_unopened_come_oldest_first_as_they_were_sent(ledger: Ledger) -> None:
    younger, older = sent(), sent(None, COLLEAGUE)
    ledger.keep(younger, NOW)
    ledger.keep(older, NOW - timedelta(hours=1))

    assert ledger.unopened(NOW + timedelta(seconds=1)) == [older, younger]
    assert ledger.unopened(NOW + timedelta(seconds=1), limit=1) == [older]
    assert ledger.unopened(NOW) == [older]


def test_a_report_that_is_there_is_found_when_the_same_is_inserted_again(
    ledger: Ledger, key: ReceiptKey
) -> None:
    """Two processes may both have seen no receipt: the insert decides."""
    delivery = sent()
    accept(delivery, ledger, key, NOW)
    body = open_body(delivery, NOW)
    assert isinstance(body, ReportBody)

    answer, receipt = ledger.accept(delivery, body, NOW + timedelta(hours=1), key.sign)

    assert answer is Answer.REPEATED
    assert receipt == ledger.receipt(delivery.report_id, INSPECTOR.id)
    assert [row["state"] for row in rows(ledger, envelope)] == ["ACCEPTED"]


def test_a_refusal_that_comes_late_does_not_take_an_accepted_report_back(
    ledger: Ledger, key: ReceiptKey
) -> None:
    """A worker may still hold an envelope with the role its sender had before."""
    delivery = sent()
    accept(delivery, ledger, key, NOW)

    ledger.refuse(delivery, Refused(Fault.ACT_NOT_ALLOWED, "act: this role may not"), NOW)

    (kept,) = rows(ledger, envelope)
    assert (kept["state"], kept["fault"]) == ("ACCEPTED", None)


def test_keeping_the_same_bytes_again_changes_nothing(ledger: Ledger) -> None:
    delivery = sent()
    ledger.keep(delivery, NOW)
    before = rows(ledger, envelope)

    ledger.keep(delivery, NOW + timedelta(hours=1))

    assert rows(ledger, envelope) == before


def test_a_ledger_is_alive_when_it_has_its_tables(database_url: str) -> None:
    ledger = Ledger(database_url)

    assert not ledger.is_alive()
    migrate(database_url)
    assert ledger.is_alive()

    ledger.close()


def test_a_ledger_without_tables_is_unavailable(database_url: str, key: ReceiptKey) -> None:
    ledger = Ledger(database_url)

    with pytest.raises(LedgerUnavailable):
        accept(sent(), ledger, key, NOW)

    ledger.close()


def test_a_locked_ledger_is_unavailable_and_takes_the_report_afterwards(
    database_url: str, key: ReceiptKey
) -> None:
    migrate(database_url)
    holder, waiting = Ledger(database_url), Ledger(database_url, lock_wait=timedelta(milliseconds=50))
    delivery = sent()

    with holder.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("lock table envelope, report, attempt in access exclusive mode"))
        with pytest.raises(LedgerUnavailable):
            accept(delivery, waiting, key, NOW)

    assert isinstance(accept(delivery, waiting, key, NOW), Accepted)
    assert [len(rows(waiting, table)) for table in (envelope, report, attempt)] == [1, 1, 1]
    for ledger in (holder, waiting):
        ledger.close()


def test_a_ledger_with_every_connection_in_use_is_unavailable(database_url: str) -> None:
    migrate(database_url)
    ledger = Ledger(database_url)
    ledger.engine = sa.create_engine(
        ledger.engine.url, poolclass=sa.QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.05
    )

    with ledger.engine.connect(), pytest.raises(LedgerUnavailable):
        ledger.figures()

    ledger.close()


def test_a_server_that_is_away_is_unavailable(tmp_path: Path) -> None:
    ledger = Ledger(f"postgres://nobody@/ledger?host={tmp_path}")

    with pytest.raises(LedgerUnavailable):
        ledger.figures()
    assert not ledger.is_alive()

    ledger.close()


@pytest.mark.parametrize("content", [b"no database " * 400, b"SQLite format 3\x00" + b"\xff" * 4080])
def test_a_damaged_file_is_unavailable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.db").write_bytes(content)
    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")

    with pytest.raises(LedgerUnavailable):
        ledger.keep(sent(), NOW)

    assert (tmp_path / "ledger.db").read_bytes() == content
    ledger.close()


def test_a_full_disk_acknowledges_nothing_and_loses_nothing(tmp_path: Path, key: ReceiptKey) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    migrate(url)
    ledger = Ledger(url)
    small = sent()
    accept(small, ledger, key, NOW)
    ledger.engine.dispose()
    pages = 1  # SQLite takes this as: not one page more than there are

    def limit_pages(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"pragma max_page_count = {pages}")

    event.listen(ledger.engine, "connect", limit_pages)
    large = sent(None, check={"scan": "x" * 200_000})

    with pytest.raises(LedgerUnavailable, match="full"):
        accept(large, ledger, key, NOW)
    held = rows(ledger, envelope)
    ledger.engine.dispose()
    pages = 1_000_000
    taken = accept(large, ledger, key, NOW)

    assert [row["body"] for row in held] == [small.body]
    assert isinstance(taken, Accepted)
    assert len(rows(ledger, report)) == 2
    ledger.close()


def test_a_row_that_the_database_can_never_take_is_no_ledger_that_is_away(ledger: Ledger) -> None:
    """ "Try again later" would be a lie: it is the same row later."""
    nobody = Envelope(sent().report_id, b"{}", replace(INSPECTOR, role=None))  # type: ignore[arg-type]  # the fault

    with pytest.raises(RowRefused) as refused:
        ledger.keep(nobody, NOW)

    assert INSPECTOR.id not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    "kind", ["OperationalError", "InterfaceError", "InternalError", "ProgrammingError", "DatabaseError"]
)
def test_a_fault_of_the_database_is_one_that_may_pass(ledger: Ledger, kind: str) -> None:
    def fail(*_: object) -> None:
        raise getattr(ledger.engine.dialect.loaded_dbapi, kind)("trouble")

    event.listen(ledger.engine, "do_execute", fail)
    try:
        with pytest.raises(LedgerUnavailable):
            ledger.figures()
    finally:
        event.remove(ledger.engine, "do_execute", fail)


def test_an_embedded_ledger_is_this_accounts_alone(tmp_path: Path, key: ReceiptKey) -> None:
    """Also where the account lets others read what it makes, and for what SQLite writes beside the file."""
    folder = tmp_path / "instance" / "deep"
    url = f"sqlite:///{folder / 'ledger.db'}"
    before = os.umask(0)
    try:
        migrate(url)
        ledger = Ledger(url)
        accept(sent(), ledger, key, NOW)
        files = sorted(folder.iterdir())
    finally:
        os.umask(before)

    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)] == [0o700, 0o700]
    ledger.close()


def test_the_folder_of_an_embedded_ledger_is_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'instance' / 'deep' / 'ledger.db'}"

    migrate(url)

    ledger = Ledger(url)
    assert ledger.is_alive()
    ledger.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_ledger_in_memory_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="would lose reports"):
        Ledger(url)
