"""What a check tells everybody: valid or not, and as of when. Nothing about a person, an employer, or why.

The check itself is the one that inspectors get; only what is said of it differs. A number that the register
does not know and a card that it refuses are answered alike, by the same questions to the same registers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from signing import Reading, read_card
from sync.days import day_of
from sync.gate import Limited
from sync.registers.ports import Absent, Answer, Company, CompanyRegister, Found
from verifier.answers import Answers, Registers, ask
from verifier.public_answer import Genuine, PublicAnswer, answer_of, genuine_of
from verifier.rulebook import Rules
from verifier.verdict import CardCheck, decide
from verifier.wiring import Parts

# A well-formed number that no unit has (real ones begin with 8 or 9): asked about where there is no employer.
STAND_IN = "300000002"
# A holder is employed in a main unit, or in a sub-unit of one: two questions at the most.
UNITS_ASKED = 2


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """What everybody may know; `as_of` is the time of the card register's answer, None where it gave none."""

    answer: PublicAnswer
    genuine: Genuine
    as_of: datetime | None
    checked_at: datetime


def public_check(text: str, sender: str, house: Parts) -> PublicCheck | Limited:
    """The check of a card number or code for somebody whom nobody knows, as often as the gate lets them."""
    now = house.clock()
    reading = read_card(text, house.trust, now)
    thing = None if reading.card is not None else reading.card_number or text
    limited = house.gate.public(sender, thing, now)
    if limited is not None:
        return limited
    check, answers = decided(reading, house, now)
    return PublicCheck(answer_of(check), genuine_of(check), as_of(answers, now), in_seconds(now))


def decided(reading: Reading, house: Parts, now: datetime) -> tuple[CardCheck, Answers]:
    """The check by the rules for everybody, and what the registers answered."""
    rules = house.rules.on(day_of(now))
    answers = _asked_evenly(reading, house, rules)
    check = decide(
        reading,
        answers,
        now=now,
        rules=rules,
        may_confiscate=False,
        max_age_hours=house.config.register_max_age_hours,
    )
    return check, answers


def as_of(answers: Answers, now: datetime) -> datetime | None:
    """When the card register said what it says; the same for a number that it knows and one it does not."""
    return in_seconds(min(answers.card.as_of, now)) if isinstance(answers.card, Found | Absent) else None


def in_seconds(time: datetime) -> datetime:
    """A time in whole seconds: finer ones would tell how long each step took."""
    return time.replace(microsecond=0)


@dataclass(slots=True)
class _Counted:
    """A company register that notes how many questions it was asked."""

    register: CompanyRegister
    asked: int = 0

    def company(self, org_number: str) -> Answer[Company]:
        self.asked += 1
        return self.register.company(org_number)


def _asked_evenly(reading: Reading, house: Parts, rules: Rules) -> Answers:
    """Ask the registers as any check does; for a bare number ask each as often, whatever the first answered.

    Else the time that an answer takes would tell a number that somebody has from one that nobody has.
    """
    counted = _Counted(house.registers.companies)
    registers: Registers = replace(house.registers, companies=counted)
    answers = ask(reading, registers, rules, None)
    if reading.card is None and reading.card_number is not None:
        if counted.asked == 0:
            house.registers.site_list.entry(reading.card_number)
        while counted.asked < UNITS_ASKED:
            counted.company(STAND_IN)
    return answers
