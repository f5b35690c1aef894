"""The verdict rule as a table: a case, and what an inspector is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from signing import Period, Reading, RefusalCode
from sync.registers.ports import ApprovalState, CardStatus
from tests.support.cards import NOW, USUAL
from tests.support.verdicts import (
    AHEAD,
    AWAY,
    BRANCH,
    CAR_CARE,
    CLEANING,
    CONSTRUCTION,
    GENUINE,
    MARKED,
    NOT_YET,
    NUMBER_ONLY,
    OLD,
    OTHER,
    OVER,
    TODAY,
    TOMORROW,
    VAN,
    YESTERDAY,
    absent,
    approval,
    by_a_copy,
    company,
    days_ago,
    genuine,
    in_order,
    no_approval,
    record,
    refused,
)
from verifier.answers import Answers


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
PROOF = genuine(kind="order_proof", issued=TODAY - timedelta(days=30))
PROOF_FOR_LONG = genuine(kind="order_proof", issued=TODAY - timedelta(days=31))
PROOF_OVER = genuine(Period.OVER, kind="order_proof")
NOBODY_CLEANS = (no_approval(CLEANING),)
ONE_APPROVED = (no_approval(CLEANING), approval(CAR_CARE))
CANNOT_ASK = ((CLEANING, AWAY),)
APPROVED, PENDING, NOT_APPROVED = ApprovalState
STOLEN, LOST, CONFISCATED = CardStatus.STOLEN, CardStatus.LOST, CardStatus.CONFISCATED
ENDED = CardStatus.EMPLOYMENT_ENDED
LIVE, NOT_LIVE = NOW - timedelta(minutes=5), NOW - timedelta(minutes=5, seconds=1)
OLD_COPY = by_a_copy(record(OLD, status=LOST))
APPROVED_BY_COPY = (CLEANING, by_a_copy(approval(CLEANING)[1]))
MISSING_BY_COPY = (CLEANING, by_a_copy(no_approval(CLEANING)[1]))
DELETED_BY_COPY = by_a_copy(company(deleted_on=TODAY))
APPLIED_FOR = approval(CLEANING, PENDING)
ONE_APPLIED_FOR = (APPLIED_FOR, approval(CAR_CARE))
MADE_TODAY, MADE_YESTERDAY = genuine(issued=TODAY), genuine(issued=YESTERDAY)
PROOF_OF_TODAY = genuine(kind="order_proof", issued=TODAY)
LAST_NIGHT = NOW - timedelta(hours=20)
NEW_CARD = genuine(issued=days_ago(7))
OTHER_DAY = date(1990, 1, 1)
OLD_WORD = {"card": record(OLD, org_number=OTHER.org_number), "employer": company(OTHER, OLD)}
OLD_WORD_ON_DELETED = {
    "card": record(OLD),
    "employer": company(as_of=OLD, deleted_on=OLD.date()),
    "printed": None,
}
CLOSED = company(BRANCH, deleted_on=TODAY)
CEASED = company(bankrupt=True, deleted_on=TODAY)

TABLE = [
    # Everything was looked at and found good.
    valid("in order"),
    valid("order proof", PROOF, reason="ORDER_PROOF", card=record(NOW)),
    valid("order proof, asked 5 minutes ago", PROOF, reason="ORDER_PROOF", card=record(LIVE)),
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
    valid("company of 29 days", GENUINE, "COMPANY_NEW", employer=company(registered_on=days_ago(29))),
    valid("company of 30 days", employer=company(registered_on=days_ago(30))),
    invalid(
        "not yet, employed since a week",
        "NOT_YET_VALID",
        NEW_CARD,
        "REGISTRATION_DELAY",
        card=record(valid_from=TOMORROW, employed_from=days_ago(7)),
    ),
    invalid(
        "not yet, employed for longer",
        "NOT_YET_VALID",
        NEW_CARD,
        card=record(valid_from=TOMORROW, employed_from=days_ago(8)),
    ),
    invalid(
        "ended, and begun this week",
        "EMPLOYMENT_ENDED",
        NEW_CARD,
        "REGISTRATION_DELAY",
        card=record(status=ENDED, employed_from=days_ago(6)),
    ),
    invalid("ended, of a new card", "EMPLOYMENT_ENDED", NEW_CARD, card=record(status=ENDED)),
    invalid("unknown, of a new card", "CARD_UNKNOWN", NEW_CARD, "REGISTRATION_DELAY", card=absent()),
    unsure("new card, company unknown", "COMPANY_UNKNOWN", NEW_CARD, "REGISTRATION_DELAY", employer=absent()),
    valid("card made 30 days ahead", card=record(employed_from=USUAL.issued + timedelta(days=30))),
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
    unsure("made today, not in a copy of today", "REGISTER_STALE", MADE_TODAY, card=absent()),
    unsure("made today, not in last night's copy", "REGISTER_STALE", MADE_TODAY, card=absent(LAST_NIGHT)),
    unsure(
        "order proof of today, not in the copy", "REGISTER_STALE", PROOF_OF_TODAY, card=absent(LAST_NIGHT)
    ),
    invalid(
        "made the day before the copy", "CARD_UNKNOWN", MADE_YESTERDAY, "REGISTRATION_DELAY", card=absent()
    ),
    invalid("made ahead, not in the copy", "NOT_YET_VALID", NOT_YET, card=absent()),
    invalid("number only, not in the register", "CARD_UNKNOWN", NUMBER_ONLY, printed=None, card=absent()),
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
    invalid("order proof that is over", "EXPIRED", PROOF_OVER),
    unsure("order proof, no register", "REGISTER_UNREACHABLE", PROOF, card=AWAY),
    unsure("order proof, not asked live", "REGISTER_STALE", PROOF, card=record(NOT_LIVE)),
    unsure("order proof, a copy answers", "REGISTER_STALE", PROOF, card=by_a_copy(record())),
    unsure("order proof for too long", "ORDER_PROOF_OLD", PROOF_FOR_LONG, card=record(NOW)),
    unsure("order proof for too long, no register", "ORDER_PROOF_OLD", PROOF_FOR_LONG, card=AWAY),
    invalid("order proof for too long, lost", "LOST", PROOF_FOR_LONG, card=record(status=LOST)),
    # A copy answers in place of a register that could not be asked: bad stands, good is not enough.
    unsure("a copy has the card in order", "REGISTER_UNREACHABLE", card=by_a_copy(record())),
    invalid("a copy has it lost", "LOST", card=by_a_copy(record(status=LOST))),
    invalid("a copy does not know the card", "CARD_UNKNOWN", card=by_a_copy(absent())),
    invalid("a copy has it over", "EXPIRED", card=by_a_copy(record(valid_to=YESTERDAY))),
    unsure("an old copy has it lost", "REGISTER_STALE", GENUINE, "LOST", card=OLD_COPY),
    unsure("a copy has the employer in order", "REGISTER_UNREACHABLE", employer=by_a_copy(company())),
    unsure("a copy has the print", "REGISTER_UNREACHABLE", printed=by_a_copy(company())),
    unsure("a copy has the site", "REGISTER_UNREACHABLE", on_site=by_a_copy(company())),
    unsure("a copy has the branch", "REGISTER_UNREACHABLE", branch=by_a_copy(company(BRANCH))),
    invalid("a copy has the employer deleted", "COMPANY_DELETED", employer=DELETED_BY_COPY),
    invalid("a copy has another on site", "OTHER_COMPANY", on_site=by_a_copy(company(OTHER))),
    unsure("a copy has no such employer", "COMPANY_UNKNOWN", employer=by_a_copy(absent())),
    unsure("a copy has the approval", "REGISTER_UNREACHABLE", CLEANER, approvals=(APPROVED_BY_COPY,)),
    valid("a copy has one approval", TWO_TRADES, approvals=(APPROVED_BY_COPY, approval(CAR_CARE))),
    valid("a copy has an approval not needed", BUILDER_TOO, approvals=(APPROVED_BY_COPY,)),
    invalid("a copy has it not approved", "APPROVAL_MISSING", CLEANER, approvals=(MISSING_BY_COPY,)),
    # The employer.
    unsure("employer not asked", "NOT_CHECKED", employer=None),
    unsure("company register away", "REGISTER_UNREACHABLE", employer=AWAY),
    unsure("company copy old", "REGISTER_STALE", employer=company(as_of=OLD)),
    unsure("an old word names another", "REGISTER_STALE", GENUINE, "OTHER_COMPANY", **OLD_WORD),
    unsure("number only, an old word", "NOT_SIGNED", NUMBER_ONLY, "COMPANY_DELETED", **OLD_WORD_ON_DELETED),
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
    unsure("approval applied for", "APPROVAL_PENDING", CLEANER, approvals=(APPLIED_FOR,)),
    valid("one of two applied for", TWO_TRADES, "APPROVAL_PENDING", approvals=ONE_APPLIED_FOR),
    valid("one of two needs none", BUILDER_TOO, "APPROVAL_PENDING", approvals=(APPLIED_FOR,)),
    unsure(
        "one applied for, one missing",
        "APPROVAL_PENDING",
        TWO_TRADES,
        "APPROVAL_MISSING",
        approvals=(no_approval(CAR_CARE), APPLIED_FOR),
    ),
    unsure("old application", "REGISTER_STALE", CLEANER, approvals=(approval(CLEANING, PENDING, OLD),)),
    unsure("nobody asked for the approval", "NOT_CHECKED", CLEANER),
    invalid("not approved", "APPROVAL_MISSING", CLEANER, approvals=(approval(CLEANING, NOT_APPROVED),)),
    invalid("no approval at all", "APPROVAL_MISSING", CLEANER, approvals=NOBODY_CLEANS),
    invalid("car care not approved", "APPROVAL_MISSING", GARAGE, approvals=(no_approval(CAR_CARE),)),
    invalid("neither approved", "APPROVAL_MISSING", TWO_TRADES, approvals=(*NOBODY_CLEANS, no_approval(45))),
    unsure("old approval", "REGISTER_STALE", CLEANER, approvals=(approval(CLEANING, as_of=OLD),)),
    unsure("old refusal", "REGISTER_STALE", CLEANER, approvals=(approval(CLEANING, NOT_APPROVED, OLD),)),
    unsure("approval cannot be asked", "REGISTER_UNREACHABLE", CLEANER, approvals=CANNOT_ASK),
    invalid("trade without rules, over", "EXPIRED", genuine(Period.OVER, industries=(77,))),
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
