"""What everybody is told of a check: over all combinations, "valid" only where the registers said so."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from signing import Period, RefusalCode
from tests.support.verdicts import (
    AHEAD,
    AWAY,
    MARKED,
    NUMBER_ONLY,
    OLD,
    OTHER,
    TODAY,
    TOMORROW,
    YESTERDAY,
    absent,
    company,
    decided,
    genuine,
    in_order,
    record,
    refused,
)
from verifier.findings import Judgement
from verifier.public_answer import Genuine, PublicAnswer, answer_of, genuine_of
from verifier.verdict import CardCheck, Outcome

READINGS = {
    "good": genuine(),
    "over": genuine(Period.OVER),
    "not yet": genuine(Period.NOT_YET),
    "number": NUMBER_ONLY,
    "forged": refused(RefusalCode.SIGNATURE_BAD),
    "no card": refused(RefusalCode.CLAIMS_MALFORMED),
    "keys over": refused(RefusalCode.KEYSET_EXPIRED),
    "a link": refused(RefusalCode.TEXT_UNKNOWN),
}
CARDS: dict[str, Any] = {
    "good": record(),
    "none": None,
    "away": AWAY,
    "absent": absent(),
    "old": record(OLD),
    "ahead": record(AHEAD),
    "over": record(valid_to=YESTERDAY),
    "not yet": record(valid_from=TOMORROW),
    **{status: record(status=status) for status in MARKED},
}
EMPLOYERS: dict[str, Any] = {
    "good": company(),
    "none": None,
    "away": AWAY,
    "absent": absent(),
    "old": company(as_of=OLD),
    "deleted": company(deleted_on=TODAY),
    "bankrupt": company(bankrupt=True),
    "other": company(OTHER),
}


def check_of(reading: str, card: str, employer: str) -> CardCheck:
    """Return the check of a combination; the print of a signed card names the usual employer."""
    read = READINGS[reading]
    printed = None if read.card is None else company()
    return decided(read, in_order(card=CARDS[card], employer=EMPLOYERS[employer], printed=printed))


def test_valid_needs_a_good_card_and_a_good_employer_and_a_code_that_nothing_speaks_against() -> None:
    combinations = product(READINGS, CARDS, EMPLOYERS)

    valid = {each for each in combinations if answer_of(check_of(*each)) is PublicAnswer.VALID}

    # A bare number prints no employer, so another company is only one more employer in order.
    by_number = {("number", "good", employer) for employer in ("good", "other")}
    assert valid == {("good", "good", "good"), *by_number}


def test_not_valid_is_what_inspectors_are_told_too_and_what_nobody_knows_is_never_valid() -> None:
    for combination in product(READINGS, CARDS, EMPLOYERS):
        check = check_of(*combination)

        answer = answer_of(check)

        assert (answer is PublicAnswer.NOT_VALID) is (check.outcome is Outcome.INVALID), combination
        if Judgement.UNKNOWN in (check.status.answer, check.employer.answer):
            assert answer is not PublicAnswer.VALID, combination


@pytest.mark.parametrize(
    ("reading", "said"),
    [
        ("good", Genuine.GENUINE),
        ("over", Genuine.GENUINE),
        ("number", Genuine.NOT_SIGNED),
        ("forged", Genuine.NOT_GENUINE),
        ("no card", Genuine.UNREADABLE),
        ("a link", Genuine.UNREADABLE),
        ("keys over", Genuine.CANNOT_TELL),
    ],
)
def test_who_made_the_code_is_said_of_the_signature_alone(reading: str, said: Genuine) -> None:
    assert genuine_of(decided(READINGS[reading], in_order())) is said
