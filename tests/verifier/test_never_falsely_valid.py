"""The first promise, proven over all combinations of what can be read and answered: never a false VALID.

The status is found from reading and card answer alone, the employer from the other answers: each finding is
computed once for all that it depends on, and every combination of findings is put under its headline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import chain, product
from typing import Any, NamedTuple

import pytest

from signing import Period, Reading, RefusalCode
from sync.registers.ports import ApprovalState
from tests.support.cards import NOW, USUAL
from tests.support.verdicts import (
    AHEAD,
    AWAY,
    BRANCH,
    CLEANING,
    MARKED,
    NUMBER_ONLY,
    OLD,
    OTHER,
    RULES,
    TODAY,
    TOMORROW,
    YESTERDAY,
    absent,
    approval,
    by_a_copy,
    company,
    days_ago,
    decided,
    genuine,
    in_order,
    no_approval,
    record,
    refused,
)
from verifier.answers import Answers
from verifier.card_status import card_case, status_finding
from verifier.employers import employer_case, employer_finding
from verifier.findings import Finding, Judgement, Limits, genuine_finding
from verifier.reasons import Reason
from verifier.verdict import CardCheck, NextAct, Outcome, headline

CLEANS: dict[str, Any] = {"industries": (CLEANING,)}
READINGS = {
    "good": genuine(**CLEANS),
    "over": genuine(Period.OVER, **CLEANS),
    "not yet": genuine(Period.NOT_YET, **CLEANS),
    "proof": genuine(kind="order_proof", issued=days_ago(3), **CLEANS),
    "proof for long": genuine(kind="order_proof", issued=days_ago(31), **CLEANS),
    "number": NUMBER_ONLY,
    "forged": refused(RefusalCode.SIGNATURE_BAD),
    "no card": refused(RefusalCode.CLAIMS_MALFORMED),
}
CARDS: dict[str, Any] = {
    "good": record(),
    "live": record(NOW),
    "none": None,
    "away": AWAY,
    "absent": absent(),
    "old": record(OLD),
    "ahead": record(AHEAD),
    "old absent": absent(OLD),
    "over": record(valid_to=YESTERDAY),
    "not yet": record(valid_from=TOMORROW),
    "other person": record(birth_date=TODAY),
    "good copy": by_a_copy(record()),
    "live copy": by_a_copy(record(NOW)),
    "old copy": by_a_copy(record(OLD)),
    "copy without": by_a_copy(absent()),
    "lost by copy": by_a_copy(record(status=MARKED[0])),
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
    "good copy": by_a_copy(company()),
    "deleted by copy": by_a_copy(company(deleted_on=TODAY)),
}
UNITS = {
    name: EMPLOYERS[name] for name in ("good", "none", "away", "absent", "old", "other", "good copy")
} | {"other by copy": by_a_copy(company(OTHER))}
FEW = ("good", "none", "other", "good copy")
# The sub-unit that the holder is employed in, with its main unit: both are judged.
BRANCHES: dict[str, Any] = {
    "good branch": company(BRANCH),
    "old branch": company(BRANCH, OLD),
    "deleted branch": company(BRANCH, deleted_on=TODAY),
    "bankrupt branch": company(BRANCH, bankrupt=True),
    "copied branch": by_a_copy(company(BRANCH)),
}
EMPLOYED_IN: dict[str, tuple[Any, Any]] = {
    **{name: (EMPLOYERS["good"], branch) for name, branch in BRANCHES.items()},
    "good branch, deleted": (EMPLOYERS["deleted"], BRANCHES["good branch"]),
    "deleted branch, away": (EMPLOYERS["away"], BRANCHES["deleted branch"]),
}
APPROVALS: dict[str, Any] = {
    "good": (approval(CLEANING),),
    "refused": (approval(CLEANING, ApprovalState.NOT_APPROVED),),
    "pending": (approval(CLEANING, ApprovalState.PENDING),),
    "old": (approval(CLEANING, as_of=OLD),),
    "away": ((CLEANING, AWAY),),
    "absent": (no_approval(CLEANING),),
    "nobody asked": (),
    "good copy": ((CLEANING, by_a_copy(approval(CLEANING)[1])),),
    "absent by copy": ((CLEANING, by_a_copy(no_approval(CLEANING)[1])),),
}
# A print may belong to a main unit of another number: then card, register and site agree on that one.
GOOD_EMPLOYERS = {
    *(
        (employed, printed, on_site, "good")
        for employed in ("good", "good branch")
        for printed in ("good", "none")
        for on_site in ("good", "none")
    ),
    *(("other", "other", on_site, "good") for on_site in ("other", "none")),
}
GOOD_CARDS = {("good", "good"), ("good", "live"), ("proof", "live")}
LIMITS = Limits.at(NOW, 24)

CardNames = tuple[str, str]
EmployerNames = tuple[str, str, str, str]


class Three(NamedTuple):
    """The findings of a check."""

    genuine: Finding
    status: Finding
    employer: Finding


def employer_answers(employer: str, printed: str, on_site: str, approved: str) -> Answers:
    """Return the answers with these names, and none about the card."""
    main, branch = EMPLOYED_IN[employer] if employer in EMPLOYED_IN else (EMPLOYERS[employer], None)
    return Answers(None, main, UNITS[printed], UNITS[on_site], APPROVALS[approved], branch)


def every_employer() -> Iterable[EmployerNames]:
    """Return all that can be answered about an employer, by name."""
    return chain(
        product(EMPLOYERS, UNITS, UNITS, APPROVALS),
        product(EMPLOYED_IN, FEW, FEW, APPROVALS),
    )


@cache
def statuses(reading: str) -> dict[Finding, list[CardNames]]:
    """Return the findings about the status of a reading, each with the card answers that give it."""
    found: dict[Finding, list[CardNames]] = defaultdict(list)
    for name, answer in CARDS.items():
        found[status_finding(card_case(READINGS[reading], answer, RULES, LIMITS))].append((reading, name))
    return found


@cache
def employers(reading: Reading) -> dict[Finding, list[EmployerNames]]:
    """Return the findings about the employer, each with the answers that give it."""
    found: dict[Finding, list[EmployerNames]] = defaultdict(list)
    for names in every_employer():
        case = employer_case(reading, employer_answers(*names), RULES, LIMITS)
        found[employer_finding(case)].append(names)
    return found


def employers_of(reading: str) -> dict[Finding, list[EmployerNames]]:
    """Return the same by the reading's name; all genuine cards of an employer are one to it."""
    card = READINGS[reading].card
    return employers(READINGS["good"] if card else replace(READINGS[reading], card_number=None))


@cache
def every_combination() -> tuple[tuple[Three, list[CardNames], list[EmployerNames]], ...]:
    """Return every three findings that can come together, and what they come from."""
    return tuple(
        (Three(genuine_finding(READINGS[reading], NOW), status, employer), cards, firms)
        for reading in READINGS
        for status, cards in statuses(reading).items()
        for employer, firms in employers_of(reading).items()
    )


@cache
def checks() -> tuple[tuple[Three, CardCheck], ...]:
    """Return each three findings with the whole check of one combination that gives them."""
    return tuple((three, whole(cards[0], firms[0])) for three, cards, firms in every_combination())


def whole(card: CardNames, firm: EmployerNames) -> CardCheck:
    """Return the check of one combination."""
    return decided(READINGS[card[0]], replace(employer_answers(*firm), card=CARDS[card[1]]))


def test_valid_needs_a_good_answer_of_everybody_who_has_to_be_asked() -> None:
    valid = {
        (card, firm)
        for three, cards, firms in every_combination()
        if headline(three._asdict())[0] is Outcome.VALID
        for card, firm in product(cards, firms)
    }

    assert valid == set(product(GOOD_CARDS, GOOD_EMPLOYERS))
    assert sum(len(cards) * len(firms) for _, cards, firms in every_combination()) > 1_000_000


def test_a_check_has_the_findings_of_its_parts_and_their_headline() -> None:
    for three, check in checks():
        assert (check.genuine, check.status, check.employer) == three
        assert (check.outcome, check.reason, check.clean) == headline(three._asdict())


def test_a_finding_depends_on_nothing_but_its_own_answers() -> None:
    for names in [*every_employer()][::101]:
        answers = replace(employer_answers(*names), card=CARDS["other person"])
        for reading in ("good", "over", "proof"):
            [found] = {
                employer_finding(employer_case(READINGS[reading], each, RULES, LIMITS))
                for each in (answers, replace(answers, card=None))
            }
            assert names in employers_of(reading)[found]


def test_who_is_employed_in_a_deleted_branch_is_employed_by_nobody() -> None:
    gone = [
        three.employer
        for three, _, firms in every_combination()
        if any(firm[0].startswith("deleted branch") for firm in firms)
    ]

    assert gone
    assert all(finding.answer is Judgement.BAD for finding in gone)


def test_the_headline_is_no_better_than_the_worst_finding() -> None:
    for three, check in checks():
        judgements = {finding.answer for finding in three}
        assert (check.outcome is Outcome.VALID) == (judgements == {Judgement.GOOD}), three
        assert (check.outcome is Outcome.INVALID) == (Judgement.BAD in judgements), three
        assert not check.clean or check.outcome is Outcome.UNCONFIRMED, three


def test_what_a_copy_says_for_a_card_is_never_enough_and_clean_only_where_all_agrees() -> None:
    for three, check in checks():
        unknown = [finding for finding in three if finding.answer is Judgement.UNKNOWN]
        lacks_a_word_only = {Reason.NOT_SIGNED, Reason.REGISTER_UNREACHABLE}
        assert check.clean == (check.outcome is Outcome.UNCONFIRMED and all(each.clean for each in unknown))
        assert not check.clean or {each.reason for each in unknown} <= lacks_a_word_only
        assert not any(each.clean and each.as_of is None for each in three), three


def test_every_register_that_could_not_be_asked_is_named() -> None:
    for _, check in checks():
        sources = {each.source for each in check.not_asked}
        for finding in (check.status, check.employer):
            if finding.reason is Reason.REGISTER_UNREACHABLE:
                assert sources, finding


def test_what_is_offered_fits_the_headline() -> None:
    for three, check in checks():
        assert not (check.outcome is Outcome.VALID and check.acts), three
        assert (NextAct.CONFISCATE in check.acts) == bool(check.grounds), three
        assert (NextAct.NOTIFY in check.acts) == bool(check.notice), three
        assert not (check.grounds and check.outcome is not Outcome.INVALID), three


@pytest.mark.parametrize("code", RefusalCode)
def test_no_refused_code_is_valid_even_when_every_register_agrees(code: RefusalCode) -> None:
    assert decided(refused(code, USUAL.card_number), in_order()).outcome is not Outcome.VALID
