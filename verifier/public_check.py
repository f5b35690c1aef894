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
from sync.registers.ports import Absent, Found
from verifier.answers import Answers, ask
from verifier.even_check import EvenCheck, begin_evenly
from verifier.public_answer import Genuine, PublicAnswer, answer_of, genuine_of
from verifier.rulebook import Rules
from verifier.verdict import CardCheck, decide
from verifier.wiring import Parts


@dataclass(frozen=True, slots=True)
class PublicCheck:
    """What everybody may know; `as_of` is the time of the card register's answer, None where it gave none."""

    answer: PublicAnswer
    genuine: Genuine
    as_of: datetime | None
    checked_at: datetime


def public_check(text: str, sender: str, house: Parts) -> PublicCheck | Limited:
    """The check of a card number or code for somebody whom nobody knows, as often as the gate lets them.

    Raises Crowded where there is no place for it, and LedgerUnavailable where it can't be counted.
    """
    with house.public_places.one():
        return _let_in(text, sender, house)


def _let_in(text: str, sender: str, house: Parts) -> PublicCheck | Limited:
    now = house.clock()
    reading = read_card(text, house.trust, now)
    thing = None if reading.card is not None else reading.card_number or text
    limited = house.gate.public(sender, thing, now)
    if limited is not None:
        return limited
    if reading.card is None and reading.card_number is not None:
        return _by_number(begin_evenly(reading, house.registers), house, now)
    rules = house.rules.on(day_of(now))
    answers = ask(reading, house.registers, rules, None)
    check = _decided(reading, answers, rules, house, now)
    card = answers.card
    time = in_seconds(min(card.as_of, now)) if isinstance(card, Found | Absent) else None
    return PublicCheck(answer_of(check), genuine_of(check), time, in_seconds(now))


def _by_number(begun: EvenCheck, house: Parts, now: datetime) -> PublicCheck:
    check, answers = decided(begun, house, now)
    return PublicCheck(answer_of(check), genuine_of(check), looked_at(answers, house, now), in_seconds(now))


def decided(begun: EvenCheck, house: Parts, now: datetime) -> tuple[CardCheck, Answers]:
    """The check of a bare number by the rules for everybody, and what the registers answered."""
    rules = house.rules.on(day_of(now))
    answers = begun.ask(rules)
    return _decided(begun.reading, answers, rules, house, now), answers


def _decided(reading: Reading, answers: Answers, rules: Rules, house: Parts, now: datetime) -> CardCheck:
    # For whom somebody works on a site is a matter of that site: here nobody said that they stand on one.
    elsewhere = replace(answers, on_site=None)
    return decide(
        reading,
        elsewhere,
        now=now,
        rules=rules,
        may_confiscate=False,
        max_age_hours=house.config.register_max_age_hours,
    )


def looked_at(answers: Answers, house: Parts, now: datetime) -> datetime | None:
    """The time of what the card register said: the same for a number that it knows and one it does not.

    Asked live it may date a record, never what it does not know: both are as of now. A copy has one time.
    """
    card = answers.card
    if not isinstance(card, Found | Absent):
        return None
    is_live = house.live is not None and house.live.has_cards and card.instead is None
    return in_seconds(now if is_live else min(card.as_of, now))


def in_seconds(time: datetime) -> datetime:
    """A time in whole seconds: finer ones would tell how long each step took."""
    return time.replace(microsecond=0)
