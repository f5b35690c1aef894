"""The first promise, proven over all combinations of what can be read and answered: never a false VALID."""

from __future__ import annotations

from functools import cache
from itertools import chain, product
from typing import Any

import pytest

from signing import Period, RefusalCode
from tests.support.cards import USUAL
from tests.support.verdicts import (
    AHEAD,
    AWAY,
    BRANCH,
    CLEANING,
    MARKED,
    NUMBER_ONLY,
    OLD,
    OTHER,
    TODAY,
    TOMORROW,
    YESTERDAY,
    absent,
    approval,
    company,
    decided,
    genuine,
    in_order,
    no_approval,
    record,
    refused,
)
from verifier.answers import Answers
from verifier.findings import Judgement
from verifier.verdict import CardCheck, NextAct, Outcome

READINGS = {
    "good": genuine(industries=(CLEANING,)),
    "over": genuine(Period.OVER, industries=(CLEANING,)),
    "not yet": genuine(Period.NOT_YET, industries=(CLEANING,)),
    "number": NUMBER_ONLY,
    "forged": refused(RefusalCode.SIGNATURE_BAD),
    "no card": refused(RefusalCode.CLAIMS_MALFORMED),
}
CARDS: dict[str, Any] = {
    "good": record(),
    "none": None,
    "away": AWAY,
    "absent": absent(),
    "old": record(OLD),
    "ahead": record(AHEAD),
    "old absent": absent(OLD),
    "over": record(valid_to=YESTERDAY),
    "not yet": record(valid_from=TOMORROW),
    "other person": record(birth_date=TODAY),
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
UNITS = {name: EMPLOYERS[name] for name in ("good", "none", "away", "absent", "old", "other")}
FEW = ("good", "none", "other")
# The sub-unit that the holder is employed in, with its main unit: both are judged.
BRANCHES: dict[str, Any] = {
    "good branch": company(BRANCH),
    "old branch": company(BRANCH, OLD),
    "deleted branch": company(BRANCH, deleted_on=TODAY),
    "bankrupt branch": company(BRANCH, bankrupt=True),
}
EMPLOYED_IN: dict[str, tuple[Any, Any]] = {
    **{name: (EMPLOYERS["good"], branch) for name, branch in BRANCHES.items()},
    "good branch, deleted": (EMPLOYERS["deleted"], BRANCHES["good branch"]),
    "deleted branch, away": (EMPLOYERS["away"], BRANCHES["deleted branch"]),
}
APPROVALS: dict[str, Any] = {
    "good": approval(CLEANING),
    "refused": approval(CLEANING, False),
    "old": approval(CLEANING, as_of=OLD),
    "away": (CLEANING, AWAY),
    "absent": no_approval(CLEANING),
}
# A print may be a sub-unit of another main unit: then card, register and site agree on that one.
# A print may belong to a main unit of another number: then card, register and site agree on that one.
GOOD_EMPLOYERS = {
    *(
        (employed, printed, on_site)
        for employed in ("good", "good branch")
        for printed in ("good", "none")
        for on_site in ("good", "none")
    ),
    *(("other", "other", on_site) for on_site in ("other", "none")),
}


@cache
def every_combination() -> tuple[tuple[tuple[str, ...], CardCheck], ...]:
    """Return all combinations by name, with what is decided."""
    choices = chain(
        product(READINGS, CARDS, EMPLOYERS, UNITS, UNITS, APPROVALS),
        product(READINGS, CARDS, EMPLOYED_IN, FEW, FEW, APPROVALS),
    )
    return tuple((names, decided(READINGS[names[0]], answers(*names[1:]))) for names in choices)


def answers(card: str, employer: str, printed: str, on_site: str, approved: str) -> Answers:
    """Return the answers with these names."""
    main, branch = EMPLOYED_IN[employer] if employer in EMPLOYED_IN else (EMPLOYERS[employer], None)
    return Answers(CARDS[card], main, UNITS[printed], UNITS[on_site], (APPROVALS[approved],), branch)


def test_valid_needs_a_good_answer_of_everybody_who_has_to_be_asked() -> None:
    valid = {names for names, check in every_combination() if check.outcome is Outcome.VALID}

    assert valid == {("good", "good", *employer, "good") for employer in GOOD_EMPLOYERS}


def test_who_is_employed_in_a_deleted_branch_is_employed_by_nobody() -> None:
    gone = [check for names, check in every_combination() if names[2].startswith("deleted branch")]

    assert gone
    assert all(check.employer.answer is Judgement.BAD for check in gone)


def test_the_headline_is_no_better_than_the_worst_finding() -> None:
    for names, check in every_combination():
        judgements = {check.genuine.answer, check.status.answer, check.employer.answer}
        assert (check.outcome is Outcome.VALID) == (judgements == {Judgement.GOOD}), names
        assert (check.outcome is Outcome.INVALID) == (Judgement.BAD in judgements), names
        assert not check.clean or check.outcome is Outcome.UNCONFIRMED, names


def test_what_is_offered_fits_the_headline() -> None:
    for names, check in every_combination():
        assert not (check.outcome is Outcome.VALID and check.acts), names
        assert (NextAct.CONFISCATE in check.acts) == bool(check.grounds), names
        assert not (check.grounds and check.outcome is not Outcome.INVALID), names


@pytest.mark.parametrize("code", RefusalCode)
def test_no_refused_code_is_valid_even_when_every_register_agrees(code: RefusalCode) -> None:
    assert decided(refused(code, USUAL.card_number), in_order()).outcome is not Outcome.VALID
