"""The way of a report into the ledger: id first, kept before opened, the same receipt for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import chain
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event

from sync.intake import GIVE_UP_ON_OPENER, Accepted, Conflict, Round, accept, open_waiting
from sync.receipts import ReceiptKey
from sync.report import Author, Envelope, Fault, Receipt, Refused
from sync.schema import attempt, envelope, report
from sync.store import Ledger
from tests.support.reports import COLLEAGUE, INSPECTOR, NOW, REPRESENTATIVE, rows, sent

LATER = NOW + timedelta(days=3)


def receipt_for(delivery: Envelope, ledger: Ledger, key: ReceiptKey) -> Receipt:
    """Deliver a report that has to be accepted, and return its receipt."""
    answer = accept(delivery, ledger, key, NOW)
    assert isinstance(answer, Accepted)
    return answer.receipt


def states(ledger: Ledger, delivery: Envelope) -> list[str]:
    """Return how far the bodies under an id have come."""
    return sorted(row["state"] for row in rows(ledger, envelope, delivery.report_id))


def answers(ledger: Ledger, delivery: Envelope) -> list[str]:
    """Return what the attempts under an id were answered with."""
    return [row["answer"] for row in rows(ledger, attempt, delivery.report_id)]


def test_a_new_report_is_kept_and_gets_a_signed_receipt(ledger: Ledger, key: ReceiptKey) -> None:
    delivery = sent()

    answer = accept(delivery, ledger, key, NOW)

    assert isinstance(answer, Accepted)
    assert answer.is_new
    assert (answer.receipt.id, answer.receipt.sha256) == (str(delivery.report_id), delivery.sha256)
    assert answer.receipt.received_at == NOW
    assert key.read(answer.receipt.signature)["number"] == answer.receipt.number
    (kept,) = rows(ledger, envelope)
    assert (kept["body"], kept["state"], kept["fault"]) == (delivery.body, "ACCEPTED", None)


def test_the_same_report_again_gets_the_same_receipt(ledger: Ledger, key: ReceiptKey) -> None:
    delivery = sent()
    first = receipt_for(delivery, ledger, key)

    again = accept(delivery, ledger, key, LATER)

    assert again == Accepted(first, is_new=False)
    assert len(rows(ledger, report)) == len(rows(ledger, envelope)) == 1
    assert answers(ledger, delivery) == ["STORED", "REPEATED"]


def test_receipts_are_numbered_in_the_order_of_arrival(ledger: Ledger, key: ReceiptKey) -> None:
    numbers = [receipt_for(sent(), ledger, key).number for _ in range(5)]

    assert numbers == sorted(set(numbers))


def test_another_body_under_the_same_id_is_kept_and_the_first_one_counts(
    ledger: Ledger, key: ReceiptKey
) -> None:
    first = sent()
    receipt = receipt_for(first, ledger, key)
    other = sent(first.report_id, note="Changed afterwards.")

    assert accept(other, ledger, key, LATER) == Conflict()
    assert accept(other, ledger, key, LATER) == Conflict()

    assert {row["body"] for row in rows(ledger, envelope)} == {first.body, other.body}
    assert states(ledger, first) == ["ACCEPTED", "CONFLICT"]
    assert answers(ledger, first) == ["STORED", "CONFLICT", "CONFLICT"]
    assert accept(first, ledger, key, LATER) == Accepted(receipt, is_new=False)


def test_another_persons_body_under_a_used_id_learns_and_changes_nothing(
    ledger: Ledger, key: ReceiptKey
) -> None:
    mine = sent()
    receipt = receipt_for(mine, ledger, key)
    before = rows(ledger, report)
    theirs = sent(mine.report_id, COLLEAGUE)

    answer = accept(theirs, ledger, key, LATER)

    assert answer == Conflict()
    assert rows(ledger, report) == before
    assert ledger.receipt(mine.report_id, COLLEAGUE.id) is None
    assert ledger.receipt(mine.report_id, INSPECTOR.id) == receipt


def test_the_very_same_bytes_from_another_person_are_refused_and_kept(
    ledger: Ledger, key: ReceiptKey
) -> None:
    mine = sent()
    receipt = receipt_for(mine, ledger, key)
    copied = Envelope(mine.report_id, mine.body, COLLEAGUE)

    answer = accept(copied, ledger, key, LATER)

    assert isinstance(answer, Refused)
    assert answer.fault is Fault.OTHER_AUTHOR
    assert [(row["author"], row["state"]) for row in rows(ledger, envelope)] == [
        (INSPECTOR.id, "ACCEPTED"),
        (COLLEAGUE.id, "REFUSED"),
    ]
    assert accept(mine, ledger, key, LATER) == Accepted(receipt, is_new=False)


def test_who_sends_anothers_bytes_first_does_not_stand_in_the_way(ledger: Ledger, key: ReceiptKey) -> None:
    mine = sent()
    accept(Envelope(mine.report_id, mine.body, COLLEAGUE), ledger, key, NOW)

    assert receipt_for(mine, ledger, key).sha256 == mine.sha256
    assert states(ledger, mine) == ["ACCEPTED", "REFUSED"]


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"{}", b"<html>", b'{"id": "\\u0000"}'])
def test_what_is_no_report_is_kept_as_it_came_with_the_reason(
    ledger: Ledger, key: ReceiptKey, body: bytes
) -> None:
    delivery = Envelope(uuid4(), body, INSPECTOR)

    refused = accept(delivery, ledger, key, NOW)
    again = accept(delivery, ledger, key, LATER)

    assert isinstance(refused, Refused)
    assert again == refused
    (kept,) = rows(ledger, envelope)
    assert (kept["body"], kept["state"], kept["received_at"]) == (body, "REFUSED", NOW)
    assert (kept["fault"], kept["detail"]) == ("report-refused", refused.detail)
    assert rows(ledger, report) == []
    assert answers(ledger, delivery) == ["REFUSED", "REFUSED"]


def test_a_refused_id_is_still_free_for_a_sound_report(ledger: Ledger, key: ReceiptKey) -> None:
    damaged = Envelope(uuid4(), b"{", INSPECTOR)
    accept(damaged, ledger, key, NOW)

    assert receipt_for(sent(damaged.report_id), ledger, key).id == str(damaged.report_id)
    assert states(ledger, damaged) == ["ACCEPTED", "REFUSED"]


def test_a_report_refused_for_the_role_is_accepted_once_the_role_allows_it(
    ledger: Ledger, key: ReceiptKey
) -> None:
    before = sent(None, REPRESENTATIVE)
    inspector_now = Author(REPRESENTATIVE.id, "inspector", "Practice agency", may_confiscate=True)
    promoted = Envelope(before.report_id, before.body, inspector_now)

    assert isinstance(accept(before, ledger, key, NOW), Refused)
    assert isinstance(accept(promoted, ledger, key, LATER), Accepted)

    (kept,) = rows(ledger, envelope)
    assert (kept["state"], kept["fault"], kept["detail"]) == ("ACCEPTED", None, None)


def test_what_a_dead_process_left_unopened_is_settled(ledger: Ledger, key: ReceiptKey) -> None:
    sound, damaged = sent(), Envelope(uuid4(), b"{", INSPECTOR)
    for delivery in (sound, damaged):
        ledger.keep(delivery, NOW)

    done = open_waiting(ledger, key, lambda: LATER)

    assert done == Round(settled=2, left=0)
    assert states(ledger, sound) == ["ACCEPTED"]
    assert states(ledger, damaged) == ["REFUSED"]
    answer = accept(sound, ledger, key, LATER)
    assert isinstance(answer, Accepted)
    assert not answer.is_new


def test_what_another_process_may_still_be_opening_is_left_alone(ledger: Ledger, key: ReceiptKey) -> None:
    delivery = sent()
    ledger.keep(delivery, NOW)

    assert open_waiting(ledger, key, lambda: NOW + GIVE_UP_ON_OPENER) == Round()
    assert states(ledger, delivery) == ["STORED"]


def test_more_than_one_page_of_unopened_envelopes_is_settled_in_one_go(
    ledger: Ledger, key: ReceiptKey
) -> None:
    for _ in range(103):
        ledger.keep(sent(), NOW)
    assert len(ledger.unopened(LATER)) < 103

    assert open_waiting(ledger, key, lambda: LATER) == Round(103)
    assert ledger.figures() == {"reports": 103, "envelopes_waiting": 0, "envelopes_refused": 0}


@pytest.mark.parametrize("poisoned", [1, 101], ids=["one", "more than a page"])
def test_an_envelope_that_can_never_be_settled_holds_up_no_other(
    ledger: Ledger, key: ReceiptKey, poisoned: int
) -> None:
    """The database itself refuses the row, as it would a value that no column can take."""
    bad, good = [sent() for _ in range(poisoned)], [sent() for _ in range(3)]
    for delivery in (*bad, *good):
        ledger.keep(delivery, NOW - timedelta(hours=delivery in bad))

    with refused_by_the_database(ledger, {each.report_id for each in bad}):
        done = open_waiting(ledger, key, lambda: LATER)

    assert done == Round(settled=3, left=poisoned)
    assert all(ledger.receipt(each.report_id, INSPECTOR.id) for each in good)
    assert {*map(str, chain(*(states(ledger, each) for each in bad)))} == {"STORED"}
    assert open_waiting(ledger, key, lambda: LATER) == Round(settled=poisoned)


@contextmanager
def refused_by_the_database(ledger: Ledger, ids: set[UUID]) -> Iterator[None]:
    """While entered, the database answers an insert of one of these reports as it does a bad value."""

    def refuse(_cursor: object, statement: str, parameters: object, *_: object) -> None:
        text = str(parameters)
        if statement.startswith("INSERT INTO report") and any(
            str(each) in text or each.hex in text for each in ids
        ):
            raise ledger.engine.dialect.loaded_dbapi.DataError("a value that no column takes")

    event.listen(ledger.engine, "do_execute", refuse)
    try:
        yield
    finally:
        event.remove(ledger.engine, "do_execute", refuse)


def test_a_body_left_unopened_loses_to_one_that_was_accepted_meanwhile(
    ledger: Ledger, key: ReceiptKey
) -> None:
    left = sent()
    ledger.keep(left, NOW)
    receipt = receipt_for(sent(left.report_id, note="Sent again, changed."), ledger, key)

    assert open_waiting(ledger, key, lambda: LATER) == Round(1)

    assert states(ledger, left) == ["ACCEPTED", "CONFLICT"]
    assert ledger.receipt(left.report_id, INSPECTOR.id) == receipt
