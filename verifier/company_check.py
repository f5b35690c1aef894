"""What a company's key tells of a card: its status, and of the company's own employees a little more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from signing import read_card
from sync.ledger.company_keys import CompanyKey, Scope
from sync.registers.ports import Absent, Found, Unavailable
from verifier.answers import Answers, main_unit
from verifier.findings import Judgement
from verifier.public_answer import PublicAnswer, answer_of
from verifier.public_check import as_of, decided, in_seconds
from verifier.reasons import Reason
from verifier.verdict import CardCheck
from verifier.wiring import Parts


@dataclass(frozen=True, slots=True)
class CompanyCheck:
    """The status of a card for a company; `reason` and `valid_to` of its own employees alone, else None."""

    answer: PublicAnswer
    as_of: datetime | None
    checked_at: datetime
    reason: Reason | None = None
    valid_to: date | None = None


def company_check(card_number: str, scope: Scope, key: CompanyKey, house: Parts) -> CompanyCheck | None:
    """The check of a number for a company, or None where the key may not know that there is such a card."""
    now = house.clock()
    reading = read_card(card_number, house.trust, now)
    match scope:
        case Scope.ANY_CARD:
            check, answers = decided(reading, house, now)
            return CompanyCheck(answer_of(check), as_of(answers, now), in_seconds(now))
        case Scope.OWN_CARDS:
            own = main_unit(house.registers.companies, key.org_number)
            check, answers = decided(reading, house, now)
            if isinstance(own, Unavailable) or isinstance(answers.card, Unavailable):
                # Said of every number then, so that it tells nothing about this one.
                return CompanyCheck(PublicAnswer.CANNOT_TELL, None, in_seconds(now))
            company = None if isinstance(own, Absent) else own.value.org_number
            return _of_own(check, answers, company, now)


def _of_own(check: CardCheck, answers: Answers, company: str | None, now: datetime) -> CompanyCheck | None:
    """The check where the holder is employed in the company or a sub-unit of it, main units compared."""
    card, employer = answers.card, answers.employer
    if not isinstance(card, Found) or not isinstance(employer, Found):
        return None
    if employer.value.org_number != company:
        return None
    time = in_seconds(now)
    return CompanyCheck(answer_of(check), as_of(answers, now), time, _reason(check), card.value.valid_to)


def _reason(check: CardCheck) -> Reason | None:
    """Why, as far as it is the employer's matter: whom a client's list names is not."""
    if check.status.answer is not Judgement.GOOD or check.employer.answer is Judgement.GOOD:
        return check.status.reason
    return None if check.employer.reason is Reason.OTHER_COMPANY else check.employer.reason
