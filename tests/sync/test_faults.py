"""The database fails at call 1, 2, 3 ... of a delivery: the report is in the ledger whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from sync.intake import Accepted, Conflict, accept, open_waiting
from sync.receipts import ReceiptKey
from sync.report import Envelope, Refused
from sync.schema import envelope, report
from sync.store import Ledger
from tests.support.faults import Fault
from tests.support.reports import INSPECTOR, NOW, rows, sent

LATER = NOW + timedelta(hours=1)


def failing_deliveries(ledger: Ledger, key: ReceiptKey) -> Iterator[Envelope]:
    """Deliver one new report after the other, each cut off one call later, until one comes through."""
    ledger.figures()  # the connection is there: what fails is the delivery
    cuts = 0
    while True:
        delivery = sent()
        with Fault(ledger.engine, at=cuts + 1) as fault:
            if not fault.stopped(accept, delivery, ledger, key, NOW):
                break
        cuts += 1
        yield delivery
    assert cuts > 8


def is_whole_or_absent(ledger: Ledger, key: ReceiptKey, delivery: Envelope) -> bool:
    """Tell whether there is either no report, or one with receipt and settled envelope."""
    reports, kept = (rows(ledger, table, delivery.report_id) for table in (report, envelope))
    if not reports:
        return [row["state"] for row in kept] in ([], ["STORED"])
    claims = key.read(reports[0]["signature"])
    return [row["state"] for row in kept] == ["ACCEPTED"] and claims["sha256"] == delivery.sha256


def test_a_cut_delivery_leaves_old_or_new_and_sending_again_ends_in_one_report(
    ledger: Ledger, key: ReceiptKey
) -> None:
    for delivery in failing_deliveries(ledger, key):
        assert is_whole_or_absent(ledger, key, delivery)

        first = accept(delivery, ledger, key, LATER)
        second = accept(delivery, ledger, key, LATER)

        assert isinstance(first, Accepted)
        assert second == Accepted(first.receipt, is_new=False)
        assert len(rows(ledger, report, delivery.report_id)) == 1


def test_a_cut_delivery_is_settled_by_the_worker_if_its_body_was_kept(
    ledger: Ledger, key: ReceiptKey
) -> None:
    for delivery in failing_deliveries(ledger, key):
        was_kept = bool(rows(ledger, envelope, delivery.report_id))

        open_waiting(ledger, key, lambda: LATER)

        assert (ledger.receipt(delivery.report_id, INSPECTOR.id) is not None) == was_kept
        assert is_whole_or_absent(ledger, key, delivery)
        assert isinstance(accept(delivery, ledger, key, LATER), Accepted)


def test_a_cut_repeat_costs_no_receipt(ledger: Ledger, key: ReceiptKey) -> None:
    delivery = sent()
    first = accept(delivery, ledger, key, NOW)
    assert isinstance(first, Accepted)

    cuts = 0
    while True:
        with Fault(ledger.engine, at=cuts + 1) as fault:
            if not fault.stopped(accept, delivery, ledger, key, LATER):
                break
        cuts += 1

    assert cuts > 2
    assert accept(delivery, ledger, key, LATER) == Accepted(first.receipt, is_new=False)


def test_a_cut_conflict_or_refusal_is_answered_alike_when_sent_again(ledger: Ledger, key: ReceiptKey) -> None:
    first = sent()
    accept(first, ledger, key, NOW)
    for number in range(20):
        other = sent(first.report_id, note=f"Changed {number}.")
        damaged = Envelope(uuid4(), b"{", INSPECTOR)
        with Fault(ledger.engine, at=number + 1) as fault:
            fault.stopped(accept, other, ledger, key, NOW)
        with Fault(ledger.engine, at=number + 1) as fault:
            fault.stopped(accept, damaged, ledger, key, NOW)

        assert accept(other, ledger, key, LATER) == Conflict()
        assert isinstance(accept(damaged, ledger, key, LATER), Refused)

    assert len(rows(ledger, report)) == 1
    assert ledger.figures()["envelopes_waiting"] == 0


def test_the_worker_cut_at_any_call_settles_all_the_next_time(ledger: Ledger, key: ReceiptKey) -> None:
    cuts = 0
    while True:
        deliveries = [sent() for _ in range(2)]
        for delivery in deliveries:
            ledger.keep(delivery, NOW)
        with Fault(ledger.engine, at=cuts + 1) as fault:
            if not fault.stopped(open_waiting, ledger, key, lambda: LATER):
                break
        cuts += 1

        open_waiting(ledger, key, lambda: LATER)

        assert all(is_whole_or_absent(ledger, key, delivery) for delivery in deliveries)
        assert all(ledger.receipt(delivery.report_id, INSPECTOR.id) for delivery in deliveries)

    assert cuts > 10
