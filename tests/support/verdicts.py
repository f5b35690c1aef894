"""Readings and register answers to decide about: everything in order, with changes that a test names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from signing import Period, Reading, Refusal, RefusalCode
from sync.registers.ports import (
    Absent,
    Approval,
    ApprovalState,
    CardRecord,
    CardStatus,
    Company,
    Found,
    Unavailable,
)
from tests.support.cards import NOW, USUAL
from verifier.answers import Answers
from verifier.rulebook import load_rules
from verifier.verdict import CardCheck, decide

FRESH, OLD, AHEAD = NOW - timedelta(hours=1), NOW - timedelta(hours=25), NOW + timedelta(minutes=6)
TODAY, YESTERDAY, TOMORROW = NOW.date(), NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1)
CONSTRUCTION, CAR_CARE, VAN, CLEANING = 41, 45, 49, 81
RULES = load_rules().on(TODAY)

BUILDER = Company(USUAL.org_number, USUAL.employer)
BRANCH = Company("314102789", "Avdeling Øvingsvik", parent=BUILDER.org_number)
OTHER = Company("314102444", "Prøvemur og Betong AS")
RECORD = CardRecord(
    USUAL.card_number,
    CardStatus.IN_ORDER,
    USUAL.name,
    USUAL.birth_date,
    USUAL.org_number,
    USUAL.employer,
    USUAL.issued,
    USUAL.expires,
)
MARKED = [status for status in CardStatus if status is not CardStatus.IN_ORDER]
AWAY = Unavailable("no route to host", "card_register")
Said = TypeVar("Said", Found[CardRecord], Found[Company], Found[Approval], Absent)


def genuine(period: Period = Period.CURRENT, **changes: Any) -> Reading:
    """Return the reading of a genuine card whose printed days lie so against today."""
    days = {Period.OVER: {"expires": YESTERDAY}, Period.NOT_YET: {"issued": TOMORROW}, Period.CURRENT: {}}
    card = replace(USUAL, **{**days[period], **changes})
    return Reading(card, None, period, b"kid.", card.card_number)


def refused(code: RefusalCode, card_number: str | None = None) -> Reading:
    """Return the reading of a code that is refused."""
    return Reading(None, Refusal(code, "why"), card_number=card_number)


GENUINE, OVER, NOT_YET = genuine(), genuine(Period.OVER), genuine(Period.NOT_YET)
NUMBER_ONLY = refused(RefusalCode.TEXT_NUMBER_ONLY, USUAL.card_number)


def record(as_of: datetime = FRESH, **changes: Any) -> Found[CardRecord]:
    """Return the card register's record with changes."""
    return Found(replace(RECORD, **changes), as_of, "card_register")


def by_a_copy(answer: Said, away: Unavailable = AWAY) -> Said:
    """Return an answer that a copy gave in place of a register which could not be asked."""
    return replace(answer, instead=away)


def days_ago(days: int) -> date:
    """Return a day before today."""
    return TODAY - timedelta(days=days)


def company(unit: Company = BUILDER, as_of: datetime = FRESH, **changes: Any) -> Found[Company]:
    """Return the company register's record with changes."""
    return Found(replace(unit, **changes), as_of, "company_register")


def absent(as_of: datetime = FRESH, source: str = "card_register") -> Absent:
    """Return the answer of a register that holds no such record."""
    return Absent(as_of, source)


def approval(
    industry: int, state: ApprovalState = ApprovalState.APPROVED, as_of: datetime = FRESH
) -> tuple[int, Found[Approval]]:
    """Return an approval register's line."""
    return industry, Found(Approval(USUAL.org_number, industry, state), as_of, "approval_register")


def no_approval(industry: int) -> tuple[int, Absent]:
    """Return the answer of an approval register that holds no such line."""
    return industry, absent(source="approval_register")


def in_order(**changes: Any) -> Answers:
    """Return the answers of registers that find everything in order, some of them changed."""
    return replace(Answers(record(), company(), company()), **changes)


def decided(
    reading: Reading, answers: Answers, may_confiscate: bool = True, role: str | None = None
) -> CardCheck:
    """Decide with the real rules and a limit of 24 hours."""
    return decide(
        reading,
        answers,
        now=NOW,
        rules=RULES,
        may_confiscate=may_confiscate,
        max_age_hours=24,
        role=role,
    )
