"""Notices in the ledger: the letters as they were seen, and what is added on passing them on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from sync.intake import Accepted, Conflict, accept
from sync.notices import MAX_LETTER, Addressee, How
from sync.receipts import ReceiptKey
from sync.report import Author, Envelope, Fault, Refused, ReportBody, open_body
from sync.schema import envelope, report
from sync.store import Ledger
from tests.support.reports import COLLEAGUE, INSPECTOR, NOW, REPRESENTATIVE, as_bytes, document, rows, sent

LETTERS: dict[str, Any] = {
    "language": "nb",
    "authority": "arbeidstilsynet",
    "subject": "Varsel",
    "to_authority": "Til: Arbeidstilsynet\n\nØvd Prøvesen",
    "to_employer": "Til: Øvelse Bygg AS",
}
NOTHING: dict[str, Any] = {
    "act": "notified",
    "grounds": [],
    "card_number": None,
    "holder": None,
    "employer": None,
    "check": None,
}


def notice(by: Author = INSPECTOR, /, **changes: object) -> Envelope:
    """Return a notice with its letters."""
    return sent(None, by, **{"act": "notice", "notice": LETTERS, **changes})


def saying(about: UUID, by: Author = INSPECTOR, /, **changes: Any) -> Envelope:
    """Return the saying that an addressee of a notice was notified."""
    said = {"notice": str(about), "addressee": "authority", "how": "shared", **changes.pop("notified", {})}
    return sent(changes.pop("id", None), by, **{**NOTHING, "notified": said, **changes})


def accepted(outcome: object) -> Accepted:
    """Return an outcome that must be a report in the ledger."""
    assert isinstance(outcome, Accepted)
    return outcome


@pytest.mark.parametrize("by", [INSPECTOR, REPRESENTATIVE], ids=["authority", "viewer"])
def test_a_notice_is_kept_to_the_character_under_its_receipt(
    ledger: Ledger, key: ReceiptKey, by: Author
) -> None:
    arrived = notice(by)

    receipt = accepted(accept(arrived, ledger, key, NOW)).receipt
    kept = ledger.notices.notice(arrived.report_id, by.id)

    assert kept is not None
    assert (kept.body, kept.receipt) == (arrived.body, receipt)
    assert key.read(kept.receipt.signature)["sha256"] == arrived.sha256


def test_that_somebody_was_notified_is_added_and_the_notice_stays_as_it_was(
    ledger: Ledger, key: ReceiptKey
) -> None:
    arrived = notice()
    accept(arrived, ledger, key, NOW)
    before = rows(ledger, report, arrived.report_id), rows(ledger, envelope, arrived.report_id)
    told = saying(arrived.report_id)

    receipt = accepted(accept(told, ledger, key, NOW)).receipt
    accept(saying(arrived.report_id, notified={"addressee": "employer", "how": "printed"}), ledger, key, NOW)

    said = ledger.notices.sayings([arrived.report_id], INSPECTOR.id)
    assert [(each.addressee, each.how) for each in said] == [
        (Addressee.AUTHORITY, How.SHARED),
        (Addressee.EMPLOYER, How.PRINTED),
    ]
    assert (said[0].notice, said[0].receipt) == (arrived.report_id, receipt)
    assert before == (rows(ledger, report, arrived.report_id), rows(ledger, envelope, arrived.report_id))


def test_the_same_saying_again_gets_the_same_receipt_and_another_one_conflicts(
    ledger: Ledger, key: ReceiptKey
) -> None:
    about, told_id = uuid4(), uuid4()
    first = accepted(accept(saying(about, id=told_id), ledger, key, NOW))

    again = accepted(accept(saying(about, id=told_id), ledger, key, NOW + timedelta(hours=1)))
    other = accept(saying(about, id=told_id, notified={"how": "other"}), ledger, key, NOW)

    assert (again.receipt, again.is_new) == (first.receipt, False)
    assert isinstance(other, Conflict)
    assert len(ledger.notices.sayings([about], INSPECTOR.id)) == 1
    assert len(rows(ledger, envelope, told_id)) == 2


def test_a_saying_may_come_before_its_notice(ledger: Ledger, key: ReceiptKey) -> None:
    arrived = notice()
    accept(saying(arrived.report_id), ledger, key, NOW)

    accept(arrived, ledger, key, NOW)

    assert len(ledger.notices.sayings([arrived.report_id], INSPECTOR.id)) == 1


def test_nobody_else_reads_a_notice_or_says_that_it_was_passed_on(ledger: Ledger, key: ReceiptKey) -> None:
    arrived = notice()
    accept(arrived, ledger, key, NOW)
    accept(saying(arrived.report_id, COLLEAGUE), ledger, key, NOW)

    assert ledger.notices.notice(arrived.report_id, COLLEAGUE.id) is None
    assert ledger.notices.sayings([arrived.report_id], INSPECTOR.id) == []


def test_a_confiscation_is_no_notice_and_neither_is_what_was_refused(ledger: Ledger, key: ReceiptKey) -> None:
    taken, refused = sent(), notice(notice={**LETTERS, "to_authority": ""})
    accept(taken, ledger, key, NOW)
    assert isinstance(accept(refused, ledger, key, NOW), Refused)

    assert ledger.notices.notice(taken.report_id, INSPECTOR.id) is None
    assert ledger.notices.notice(refused.report_id, INSPECTOR.id) is None


def test_the_list_of_reports_holds_notices_and_no_sayings(ledger: Ledger, key: ReceiptKey) -> None:
    arrived = notice()
    accept(arrived, ledger, key, NOW)
    accept(saying(arrived.report_id), ledger, key, NOW)

    assert [each.id for each in ledger.reports_of(INSPECTOR.id)] == [arrived.report_id]


def test_a_notice_of_an_older_app_has_no_letters_and_is_accepted() -> None:
    opened = open_body(sent(act="notice"), NOW)

    assert isinstance(opened, ReportBody)
    assert opened.notice is None


REFUSED: dict[str, dict[str, Any]] = {
    "letters on a confiscation": {"notice": LETTERS},
    "a notice that says it was passed on": {
        "act": "notice",
        "notified": {"notice": str(uuid4()), "addressee": "authority", "how": "shared"},
    },
    "a saying without what it says": {**NOTHING},
    "an empty letter": {"act": "notice", "notice": {**LETTERS, "to_employer": ""}},
    "a letter too long": {"act": "notice", "notice": {**LETTERS, "to_employer": "x" * (MAX_LETTER + 1)}},
    "a letter with a NUL": {"act": "notice", "notice": {**LETTERS, "to_employer": "a\0b"}},
    "a letter with an escape": {"act": "notice", "notice": {**LETTERS, "to_employer": "a\x1b[2Jb"}},
    "a subject over two lines": {"act": "notice", "notice": {**LETTERS, "subject": "a\nBcc: b"}},
    "another authority": {"act": "notice", "notice": {**LETTERS, "authority": "politiet"}},
    "another language": {"act": "notice", "notice": {**LETTERS, "language": "xx"}},
    "a field that nobody knows": {"act": "notice", "notice": {**LETTERS, "cc": "x"}},
}


@pytest.mark.parametrize("changes", REFUSED.values(), ids=REFUSED)
def test_what_is_no_notice_is_refused(changes: dict[str, Any]) -> None:
    refused = open_body(sent(**changes), NOW)

    assert isinstance(refused, Refused)
    assert refused.fault is Fault.NOT_A_REPORT


@pytest.mark.parametrize(
    "field",
    [
        {"card_number": "48217730"},
        {"holder": {"name": "Øvd Prøvesen", "birth_date": None}},
        {"employer": {"org_number": "999999999", "name": "Øvelse Bygg AS"}},
        {"grounds": ["EXPIRED"]},
        {"notified": {"addressee": "police"}},
        {"notified": {"how": "pigeon"}},
        {"notified": {"notice": "1"}},
    ],
    ids=["card", "holder", "employer", "ground", "addressee", "way", "notice"],
)
def test_a_saying_that_says_more_or_something_else_is_refused(field: dict[str, Any]) -> None:
    assert isinstance(open_body(saying(uuid4(), **field), NOW), Refused)


def test_the_longest_letters_fit_in_a_body() -> None:
    longest = {**LETTERS, "to_authority": "ø" * MAX_LETTER, "to_employer": "🚧" * MAX_LETTER}

    assert isinstance(open_body(notice(notice=longest), NOW), ReportBody)
    assert len(as_bytes(document(uuid4(), notice=longest))) < 128 * 1024
