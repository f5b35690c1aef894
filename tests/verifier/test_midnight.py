"""Around midnight: a card begins and ends with the day in Norway, whatever day it is in UTC."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from signing import Period, TrustList, issue_card, read_card
from sync.days import day_of
from tests.support.cards import NORMAL, USUAL
from tests.support.verdicts import AWAY, NUMBER_ONLY, RULES, company, in_order, record
from verifier.answers import Answers
from verifier.card_status import period_of
from verifier.verdict import CardCheck, decide

TRUST = TrustList.of(NORMAL)
ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
# The first day of a card, or the day after its last, with the moment at which it begins in Norway: in summer,
# in winter, and around the nights when the clocks change.
MIDNIGHT = {
    date(2027, 7, 1): datetime(2027, 6, 30, 22, tzinfo=UTC),
    date(2028, 1, 1): datetime(2027, 12, 31, 23, tzinfo=UTC),
    date(2027, 3, 28): datetime(2027, 3, 27, 23, tzinfo=UTC),
    date(2027, 3, 29): datetime(2027, 3, 28, 22, tzinfo=UTC),
    date(2027, 10, 31): datetime(2027, 10, 30, 22, tzinfo=UTC),
    date(2027, 11, 1): datetime(2027, 10, 31, 23, tzinfo=UTC),
}
BEFORE = [timedelta(hours=-3), timedelta(hours=-2), timedelta(hours=-1), -ONE_SECOND]
AFTER = [timedelta(0), ONE_SECOND, timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2.5)]
EVERY_DAY = pytest.mark.parametrize("day", MIDNIGHT, ids=str)
EVERY_HOUR = pytest.mark.parametrize("hour", [*BEFORE, *AFTER], ids=str)


def at(day: date, hour: timedelta) -> datetime:
    """Return the time so long after the midnight in Norway that a day begins with."""
    return MIDNIGHT[day] + hour


def registered(now: datetime, first: date, last: date) -> Answers:
    """Return what registers that were asked just now say of a card with these days."""
    unit = company(as_of=now)
    return in_order(card=record(now, valid_from=first, valid_to=last), employer=unit, printed=unit)


def checked(now: datetime, first: date, last: date, answers: Answers) -> CardCheck:
    """Check a signed card that bears these days."""
    text = issue_card(replace(USUAL, issued=first, expires=last), NORMAL)
    reading = read_card(text, TRUST, now)
    return decide(reading, answers, now=now, rules=RULES, may_confiscate=True, max_age_hours=24)


@EVERY_DAY
@EVERY_HOUR
def test_a_card_ends_with_its_last_day_in_norway(day: date, hour: timedelta) -> None:
    now, first, last = at(day, hour), day - timedelta(days=300), day - ONE_DAY

    check = checked(now, first, last, registered(now, first, last))

    assert check.reason == ("CARD_IN_ORDER" if hour in BEFORE else "EXPIRED")


@EVERY_DAY
@EVERY_HOUR
def test_a_card_begins_with_its_first_day_in_norway(day: date, hour: timedelta) -> None:
    now, first, last = at(day, hour), day, day + timedelta(days=300)

    check = checked(now, first, last, registered(now, first, last))

    assert check.reason == ("NOT_YET_VALID" if hour in BEFORE else "CARD_IN_ORDER")


@EVERY_DAY
@EVERY_HOUR
@pytest.mark.parametrize("renewed", [True, False], ids=["renewed in the register", "ended in the register"])
def test_the_earlier_of_two_last_days_counts(day: date, hour: timedelta, renewed: bool) -> None:
    now, first, near, far = at(day, hour), day - timedelta(days=99), day - ONE_DAY, day + timedelta(days=99)

    printed, held = (near, far) if renewed else (far, near)
    check = checked(now, first, printed, registered(now, first, held))

    assert check.reason == ("CARD_IN_ORDER" if hour in BEFORE else "EXPIRED")


@EVERY_DAY
@EVERY_HOUR
def test_without_the_register_the_printed_day_alone_says_over_and_never_in_order(
    day: date, hour: timedelta
) -> None:
    now = at(day, hour)

    check = checked(now, day - timedelta(days=99), day - ONE_DAY, in_order(card=AWAY))

    assert check.status.reason == ("REGISTER_UNREACHABLE" if hour in BEFORE else "EXPIRED")


@EVERY_DAY
@EVERY_HOUR
def test_a_bare_number_ends_with_the_registers_day(day: date, hour: timedelta) -> None:
    now = at(day, hour)
    answers = registered(now, day - timedelta(days=99), day - ONE_DAY)

    check = decide(NUMBER_ONLY, answers, now=now, rules=RULES, may_confiscate=True, max_age_hours=24)

    assert check.status.reason == ("CARD_IN_ORDER" if hour in BEFORE else "EXPIRED")


@EVERY_DAY
@EVERY_HOUR
def test_what_is_over_by_the_signed_seconds_is_over_by_the_day(day: date, hour: timedelta) -> None:
    """The day in Norway begins and ends before that of UTC: reading days lets no card live longer."""
    now = at(day, hour)
    text = issue_card(replace(USUAL, expires=day - ONE_DAY), NORMAL)

    reading = read_card(text, TRUST, now)

    assert reading.card is not None
    by_the_day = period_of(reading.card.issued, reading.card.expires, day_of(now))
    assert reading.period is not Period.OVER or by_the_day is Period.OVER


def test_a_time_without_a_zone_belongs_to_no_day() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        day_of(datetime(2027, 7, 1))  # the very fault that the test is about
