"""Many senders at the same instant: the database decides, once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from sync.intake import Accepted, Conflict, accept, open_waiting
from sync.receipts import ReceiptKey
from sync.report import Envelope, Refused
from sync.schema import attempt, envelope, migrate, report
from sync.store import Ledger
from tests.support.reports import COLLEAGUE, INSPECTOR, NOW, rows, sent
from tests.support.sources import CHECKOUT

T = TypeVar("T")
PATIENCE = timedelta(minutes=1)


def at_once(database_url: str, *acts: Callable[[Ledger], T]) -> list[T]:
    """Do all acts in the same instant, each in a thread and with a connection of its own."""
    start = Barrier(len(acts))

    def one(act: Callable[[Ledger], T]) -> T:
        ledger = Ledger(database_url, lock_wait=PATIENCE)
        try:
            ledger.figures()
            start.wait(60)
            return act(ledger)
        finally:
            ledger.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def delivery_of(arrived: Envelope, key: ReceiptKey) -> Callable[[Ledger], Accepted | Conflict | Refused]:
    """Return the act of delivering an envelope."""
    return lambda ledger: accept(arrived, ledger, key, NOW)


def test_twenty_equal_deliveries_are_one_report_with_twenty_equal_receipts(
    ledger: Ledger, database_url: str, key: ReceiptKey
) -> None:
    delivery = sent()

    answers = at_once(database_url, *[delivery_of(delivery, key)] * 20)

    accepted = [answer for answer in answers if isinstance(answer, Accepted)]
    assert len(accepted) == 20
    assert len({answer.receipt for answer in accepted}) == 1
    assert sum(answer.is_new for answer in accepted) == 1
    assert [len(rows(ledger, table)) for table in (report, envelope, attempt)] == [1, 1, 20]


def test_of_two_bodies_under_one_id_one_wins_and_both_are_kept(
    ledger: Ledger, database_url: str, key: ReceiptKey
) -> None:
    for _ in range(5):
        one = sent()
        other = sent(one.report_id, note="Another text.")

        answers = at_once(database_url, delivery_of(one, key), delivery_of(other, key))

        assert sorted(type(answer).__name__ for answer in answers) == ["Accepted", "Conflict"]
        (winner,) = rows(ledger, report, one.report_id)
        kept = {row["sha256"]: row["state"] for row in rows(ledger, envelope, one.report_id)}
        assert kept[winner["sha256"]] == "ACCEPTED"
        assert sorted(kept.values()) == ["ACCEPTED", "CONFLICT"]


def test_the_same_bytes_from_two_people_at_once_are_the_authors_report(
    ledger: Ledger, database_url: str, key: ReceiptKey
) -> None:
    for _ in range(3):
        mine = sent()
        copied = Envelope(mine.report_id, mine.body, COLLEAGUE)

        own, foreign = at_once(database_url, delivery_of(mine, key), delivery_of(copied, key))

        assert isinstance(own, Accepted)
        assert isinstance(foreign, Refused)
        (held,) = rows(ledger, report, mine.report_id)
        assert held["author"] == INSPECTOR.id


def test_two_workers_and_the_sender_settle_a_waiting_envelope_once(
    ledger: Ledger, database_url: str, key: ReceiptKey
) -> None:
    delivery = sent()
    ledger.keep(delivery, NOW)

    def work(own: Ledger) -> object:
        return open_waiting(own, key, lambda: NOW + timedelta(hours=1))

    at_once(database_url, work, work, delivery_of(delivery, key))

    assert [row["state"] for row in rows(ledger, envelope)] == ["ACCEPTED"]
    assert len(rows(ledger, report)) == 1


def test_many_different_reports_at_once_are_all_there(
    ledger: Ledger, database_url: str, key: ReceiptKey
) -> None:
    deliveries = [sent() for _ in range(24)]

    at_once(database_url, *(delivery_of(delivery, key) for delivery in deliveries))

    assert {row["report_id"] for row in rows(ledger, report)} == {each.report_id for each in deliveries}


def test_several_processes_migrate_at_once(database_url: str) -> None:
    command = [sys.executable, "-m", "sync", "--database-url", database_url, "migrate"]
    processes = [
        subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(3)
    ]
    outputs = [process.communicate(timeout=120)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0], outputs
    migrate(database_url)
    ledger = Ledger(database_url)
    assert ledger.is_alive()
    ledger.close()


def test_several_threads_open_and_migrate_a_new_ledger_at_once(database_url: str) -> None:
    start = Barrier(6)

    def one(_: int) -> bool:
        start.wait(60)
        migrate(database_url)
        ledger = Ledger(database_url, lock_wait=PATIENCE)
        try:
            return ledger.is_alive()
        finally:
            ledger.close()

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(one, range(6))) == [True] * 6
