"""The verdict rule as a table: a case, and what an inspector is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from signing import Period, Reading, RefusalCode
from sync.registers.ports import CardStatus, Found
from sync.report import Ground
from tests.support.cards import NOW, USUAL
from tests.support.verdicts import (
    AHEAD,
    AWAY,
    BRANCH,
    CAR_CARE,
    CLEANING,
    CONSTRUCTION,
    FRESH,
    GENUINE,
    MARKED,
    NOT_YET,
    NUMBER_ONLY,
    OLD,
    OTHER,
    OVER,
    RULES,
    TODAY,
    TOMORROW,
    VAN,
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
from verifier.reasons import CONSEQUENCE, GROUND, Consequence, Reason
from verifier.verdict import NextAct


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    outcome: str
    case: str
    reason: str
    reading: Reading
    answers: Answers
    hints: tuple[str, ...]


def row(outcome: str, case: str, reason: str, reading: Reading, hints: tuple[str, ...], answers: Any) -> Row:
    """Return a row; a code that is refused without naming a number leaves nothing to ask about."""
    return Row(
        outcome, case, reason, reading, in_order(**answers) if reading.card_number else Answers(), hints
    )


def valid(
    case: str, reading: Reading = GENUINE, *hints: str, reason: str = "CARD_IN_ORDER", **answers: Any
) -> Row:
    """Return a row for a card that is in order."""
    return row("VALID", case, reason, reading, hints, answers)


def invalid(case: str, reason: str, reading: Reading = GENUINE, *hints: str, **answers: Any) -> Row:
    """Return a row for a card that is not in order."""
    return row("INVALID", case, reason, reading, hints, answers)


def unsure(case: str, reason: str, reading: Reading = GENUINE, *hints: str, **answers: Any) -> Row:
    """Return a row for a card of which nobody can tell."""
    return row("UNCONFIRMED", case, reason, reading, hints, answers)


CLEANER = genuine(industries=(CLEANING,))
GARAGE = genuine(industries=(CAR_CARE,))
TWO_TRADES = genuine(industries=(CAR_CARE, CLEANING))
BUILDER_TOO = genuine(industries=(CONSTRUCTION, CLEANING))
PROOF, OLD_PROOF = genuine(kind="order_proof"), genuine(Period.OVER, kind="order_proof")
NOBODY_CLEANS = (no_approval(CLEANING),)
ONE_APPROVED = (no_approval(CLEANING), approval(CAR_CARE))
CANNOT_ASK = ((CLEANING, AWAY),)
STOLEN, LOST, CONFISCATED = CardStatus.STOLEN, CardStatus.LOST, CardStatus.CONFISCATED
OTHER_DAY = date(1990, 1, 1)
CLOSED = company(BRANCH, deleted_on=TODAY)
CEASED = company(bankrupt=True, deleted_on=TODAY)

TABLE = [
    # Everything was looked at and found good.
    valid("in order"),
    valid("order proof", PROOF, reason="ORDER_PROOF"),
    valid("last day in the register", card=record(valid_to=TODAY)),
    valid("first day in the register", card=record(valid_from=TODAY)),
    valid("the employer's own site", on_site=company()),
    valid("name in capitals", card=record(name=USUAL.name.upper())),
    valid("approved", CLEANER, approvals=(approval(CLEANING),)),
    valid("one of two trades approved", TWO_TRADES, "APPROVAL_MISSING", approvals=ONE_APPROVED),
    valid("the other cannot be asked", TWO_TRADES, approvals=(*CANNOT_ASK, approval(CAR_CARE))),
    valid("one of two needs no approval", BUILDER_TOO, "APPROVAL_MISSING", approvals=NOBODY_CLEANS),
    valid("trade without rules beside a known one", genuine(industries=(77, VAN))),
    # Hints decide nothing.
    valid("name differs", GENUINE, "HOLDER_MISMATCH", card=record(name="Nora Øving")),
    valid("winding up", GENUINE, "COMPANY_WINDING_UP", employer=company(winding_up=True)),
    valid("no VAT", GENUINE, "VAT_MISSING", employer=company(vat_registered=False)),
    valid("nobody says whether VAT", employer=company(vat_registered=None)),
    valid("employer to be deleted tomorrow", employer=company(deleted_on=TODAY + timedelta(days=1))),
    valid("branch to close tomorrow", branch=company(BRANCH, deleted_on=TODAY + timedelta(days=1))),
    # The code.
    invalid("changed after signing", "SIGNATURE_BAD", refused(RefusalCode.SIGNATURE_BAD)),
    invalid("unknown key", "KEY_UNKNOWN", refused(RefusalCode.KEY_UNKNOWN)),
    invalid("key of another issuer", "KEY_UNKNOWN", refused(RefusalCode.ISSUER_MISMATCH)),
    invalid("key that had retired", "KEY_UNKNOWN", refused(RefusalCode.OUTSIDE_KEY_WINDOW)),
    unsure("damaged code", "UNREADABLE", refused(RefusalCode.CBOR_NOT_STRICT)),
    unsure("signed, but no card", "UNREADABLE", refused(RefusalCode.CLAIMS_MALFORMED)),
    unsure("some other code", "UNKNOWN_FORMAT", refused(RefusalCode.TEXT_UNKNOWN)),
    unsure("number only", "NOT_SIGNED", NUMBER_ONLY, printed=None),
    unsure("number only, no register", "NOT_SIGNED", NUMBER_ONLY, printed=None, card=AWAY),
    invalid("number only, lost", "LOST", NUMBER_ONLY, printed=None, card=record(status=LOST)),
    # The card register.
    *(invalid(f"marked {each}", each, card=record(status=each)) for each in MARKED),
    invalid("not in the register", "CARD_UNKNOWN", card=absent()),
    unsure("not asked", "NOT_CHECKED", card=None),
    unsure("not reachable", "REGISTER_UNREACHABLE", card=AWAY),
    unsure("old copy", "REGISTER_STALE", card=record(OLD)),
    unsure("copy of tomorrow", "REGISTER_STALE", card=record(AHEAD)),
    unsure("old copy says lost", "REGISTER_STALE", GENUINE, "LOST", card=record(OLD, status=LOST)),
    unsure("old copy knows no such card", "REGISTER_STALE", GENUINE, "CARD_UNKNOWN", card=absent(OLD)),
    invalid("born on another day", "HOLDER_MISMATCH", card=record(birth_date=OTHER_DAY)),
    invalid("and stolen", "HOLDER_MISMATCH", card=record(birth_date=OTHER_DAY, status=STOLEN)),
    # The printed date: inside the rules, never above them.
    invalid("date passed", "EXPIRED", OVER),
    invalid("date passed, renewed in the register", "EXPIRED", OVER, card=record(valid_to=date(2030, 1, 1))),
    invalid("date passed in the register alone", "EXPIRED", card=record(valid_to=YESTERDAY)),
    invalid("date passed, no register", "EXPIRED", OVER, card=AWAY),
    invalid("date passed, old copy", "EXPIRED", OVER, card=record(OLD)),
    invalid("date passed, old copy says lost", "EXPIRED", OVER, "LOST", card=record(OLD, status=LOST)),
    invalid("date passed and confiscated", "CONFISCATED", OVER, card=record(status=CONFISCATED)),
    invalid("not begun", "NOT_YET_VALID", NOT_YET),
    invalid("not begun in the register alone", "NOT_YET_VALID", card=record(valid_from=TOMORROW)),
    invalid("not begun, no register", "NOT_YET_VALID", NOT_YET, card=AWAY),
    invalid("order proof too old", "EXPIRED", OLD_PROOF),
    unsure("order proof, no register", "REGISTER_UNREACHABLE", PROOF, card=AWAY),
    # The employer.
    unsure("employer not asked", "NOT_CHECKED", employer=None),
    unsure("company register away", "REGISTER_UNREACHABLE", employer=AWAY),
    unsure("company copy old", "REGISTER_STALE", employer=company(as_of=OLD)),
    unsure("employer unknown", "COMPANY_UNKNOWN", employer=absent()),
    invalid("employer deleted", "COMPANY_DELETED", employer=company(deleted_on=TODAY)),
    unsure("employer bankrupt", "COMPANY_BANKRUPT", employer=company(bankrupt=True)),
    invalid("bankrupt and deleted", "COMPANY_DELETED", GENUINE, "COMPANY_BANKRUPT", employer=CEASED),
    valid("employed in a branch", branch=company(BRANCH)),
    valid("branch winding up", GENUINE, "COMPANY_WINDING_UP", branch=company(BRANCH, winding_up=True)),
    invalid("branch deleted", "COMPANY_DELETED", branch=company(BRANCH, deleted_on=TODAY)),
    unsure("branch bankrupt", "COMPANY_BANKRUPT", branch=company(BRANCH, bankrupt=True)),
    unsure("branch from an old copy", "REGISTER_STALE", branch=company(BRANCH, OLD)),
    invalid("branch deleted, owner unknown", "COMPANY_DELETED", employer=absent(), branch=CLOSED),
    invalid("branch deleted, owner not asked", "COMPANY_DELETED", employer=AWAY, branch=CLOSED),
    unsure("branch open, owner unknown", "COMPANY_UNKNOWN", employer=absent(), branch=company(BRANCH)),
    invalid("another employer registered", "OTHER_COMPANY", employer=company(OTHER)),
    unsure("another, and the print not asked", "NOT_CHECKED", employer=company(OTHER), printed=None),
    unsure("the print cannot be asked", "REGISTER_UNREACHABLE", printed=AWAY),
    invalid("works for another here", "OTHER_COMPANY", on_site=company(OTHER)),
    invalid("for another, and no register", "OTHER_COMPANY", card=AWAY, on_site=company(OTHER)),
    unsure("site list old", "REGISTER_STALE", on_site=company(OTHER, OLD)),
    unsure("site's company unknown", "COMPANY_UNKNOWN", on_site=absent()),
    unsure("site's company cannot be asked", "REGISTER_UNREACHABLE", on_site=AWAY),
    # Approval.
    invalid("not approved", "APPROVAL_MISSING", CLEANER, approvals=(approval(CLEANING, False),)),
    invalid("no approval at all", "APPROVAL_MISSING", CLEANER, approvals=NOBODY_CLEANS),
    invalid("car care not approved", "APPROVAL_MISSING", GARAGE, approvals=(no_approval(CAR_CARE),)),
    invalid("neither approved", "APPROVAL_MISSING", TWO_TRADES, approvals=(*NOBODY_CLEANS, no_approval(45))),
    unsure("old approval", "REGISTER_STALE", CLEANER, approvals=(approval(CLEANING, as_of=OLD),)),
    unsure("old refusal", "REGISTER_STALE", CLEANER, approvals=(approval(CLEANING, False, OLD),)),
    unsure("approval cannot be asked", "REGISTER_UNREACHABLE", CLEANER, approvals=CANNOT_ASK),
    unsure("trade without rules", "NOT_CHECKED", genuine(industries=(77,))),
    unsure(
        "one missing, one cannot be asked",
        "REGISTER_UNREACHABLE",
        TWO_TRADES,
        "APPROVAL_MISSING",
        approvals=(no_approval(CAR_CARE), *CANNOT_ASK),
    ),
    invalid(
        "bankrupt and not approved",
        "APPROVAL_MISSING",
        CLEANER,
        "COMPANY_BANKRUPT",
        employer=company(bankrupt=True),
        approvals=NOBODY_CLEANS,
    ),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.case)
def test_the_table(row: Row) -> None:
    check = decided(row.reading, row.answers)

    assert (check.outcome, check.reason, check.hints) == (row.outcome, row.reason, row.hints)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.case)
def test_who_may_not_confiscate_is_told_the_same_and_offered_less(row: Row) -> None:
    check = decided(row.reading, row.answers, may_confiscate=False)

    assert (check.outcome, check.reason, check.hints) == (row.outcome, row.reason, row.hints)
    assert check.grounds == ()
    assert NextAct.CONFISCATE not in check.acts


@pytest.mark.parametrize(
    ("case", "offered"),
    [
        ("in order", ()),
        ("some other code", ()),
        ("damaged code", ("notify",)),
        ("not begun", ("notify",)),
        ("old copy says lost", ("notify",)),
        ("employer bankrupt", ("notify",)),
        ("car care not approved", ("notify",)),
        ("number only", ("notify",)),
        ("changed after signing", ("confiscate", "notify")),
        ("date passed, no register", ("confiscate", "notify")),
        ("not approved", ("confiscate", "notify")),
        ("works for another here", ("confiscate", "notify")),
    ],
)
def test_what_an_authority_is_offered(case: str, offered: tuple[str, ...]) -> None:
    row = next(row for row in TABLE if row.case == case)

    assert decided(row.reading, row.answers).acts == offered


def test_a_bare_number_is_clean_only_while_nothing_is_doubtful() -> None:
    bankrupt = in_order(printed=None, employer=company(bankrupt=True))

    assert decided(NUMBER_ONLY, in_order(printed=None)).clean
    assert not decided(NUMBER_ONLY, bankrupt).clean
    assert not decided(NUMBER_ONLY, in_order(printed=None, card=record(OLD))).clean
    assert not decided(GENUINE, in_order(card=AWAY)).clean


def test_grounds_carry_the_paragraph_of_each_industry_on_the_card() -> None:
    grounds = decided(genuine(Period.OVER, industries=(CONSTRUCTION, VAN)), in_order()).grounds

    assert [each.ground for each in grounds] == [Ground.EXPIRED, Ground.EXPIRED]
    assert [each.paragraph for each in grounds] == [RULES[code].confiscation for code in (CONSTRUCTION, VAN)]
    assert [each.confirmed for each in grounds] == [True, False]


def test_a_card_that_cannot_be_believed_shows_the_paragraphs_of_all_industries() -> None:
    grounds = decided(refused(RefusalCode.SIGNATURE_BAD), Answers()).grounds

    assert {each.paragraph for each in grounds} == {rule.confiscation for rule in RULES.values()}


def test_each_finding_says_who_said_so_and_as_of_when() -> None:
    check = decided(GENUINE, in_order(on_site=Found(OTHER, FRESH, "site_list")))

    assert (check.genuine.source, check.genuine.as_of) == ("card_signature", NOW)
    assert (check.status.source, check.status.as_of) == ("card_register", FRESH)
    assert (check.employer.source, check.employer.as_of) == ("site_list", FRESH)


def test_every_reason_has_a_consequence_and_whatever_may_be_confiscated_for_is_a_ground() -> None:
    assert set(CONSEQUENCE) == set(Reason)
    assert {each for each in Reason if CONSEQUENCE[each] is Consequence.MAY_CONFISCATE} == set(GROUND)
