"""What a company's key tells of a card: its status, and of the company's own employees a little more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from signing import read_card
from sync.ledger.company_keys import CompanyKey, Scope
from sync.registers.ports import Absent, Found, Unavailable
from verifier.answers import Answers, main_unit
from verifier.even_check import EvenCheck, begin_evenly
from verifier.findings import Judgement
from verifier.public_answer import PublicAnswer, answer_of
from verifier.public_check import decided, in_seconds, looked_at
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
    """The check of a number for a company, or None where the key may not know that there is such a card.

    Raises Crowded where there is no place for it.
    """
    with house.company_places.one():
        return _in_scope(card_number, scope, key, house)


def _in_scope(card_number: str, scope: Scope, key: CompanyKey, house: Parts) -> CompanyCheck | None:
    now = house.clock()
    reading = read_card(card_number, house.trust, now)
    match scope:
        case Scope.ANY_CARD:
            check, answers = decided(begin_evenly(reading, house.registers), house, now)
            return CompanyCheck(answer_of(check), looked_at(answers, house, now), in_seconds(now))
        case Scope.OWN_CARDS:
            return _own_check(begin_evenly(reading, house.registers, key.org_number), key, house, now)


def _own_check(begun: EvenCheck, key: CompanyKey, house: Parts, now: datetime) -> CompanyCheck | None:
    own = main_unit(begun.companies, key.org_number)
    check, answers = decided(begun, house, now)
    # Said of every number then, so that it tells nothing about this one.
    cannot_tell = CompanyCheck(PublicAnswer.CANNOT_TELL, None, in_seconds(now))
    if isinstance(own, Unavailable) or own.instead is not None or isinstance(answers.card, Unavailable):
        return cannot_tell
    company = None if isinstance(own, Absent) else own.value.org_number
    found = _of_own(check, answers, company, looked_at(answers, house, now), now)
    return found if found is not None or begun.stand_ins_are_known else cannot_tell


def _of_own(
    check: CardCheck, answers: Answers, company: str | None, as_of: datetime | None, now: datetime
) -> CompanyCheck | None:
    """The check where the holder is employed in the company or a sub-unit of it, main units compared."""
    card, employer = answers.card, answers.employer
    if not isinstance(card, Found) or not isinstance(employer, Found):
        return None
    if employer.value.org_number != company:
        return None
    return CompanyCheck(answer_of(check), as_of, in_seconds(now), _reason(check), card.value.valid_to)


def _reason(check: CardCheck) -> Reason:
    """Why: of card and employer the first that is not in order, else that the card is."""
    if check.status.answer is not Judgement.GOOD or check.employer.answer is Judgement.GOOD:
        return check.status.reason
    return check.employer.reason
