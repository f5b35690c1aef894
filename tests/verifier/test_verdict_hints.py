"""Hints: who is told what, and that they decide nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from signing import Reading
from tests.support.cards import NOW, USUAL
from tests.support.verdict_table import CLEANER, ENDED
from tests.support.verdicts import (
    CLEANING,
    CONSTRUCTION,
    GENUINE,
    NUMBER_ONLY,
    RULES,
    absent,
    approval,
    company,
    days_ago,
    decided,
    genuine,
    in_order,
    record,
)
from verifier.access import RIGHTS, Right
from verifier.answers import Answers
from verifier.reasons import Reason
from verifier.sighting import Sighting

FOR_AUTHORITIES = {
    Reason.CARD_BEFORE_EMPLOYMENT: in_order(
        card=record(employed_from=USUAL.issued + timedelta(days=31)),
    ),
    Reason.SEEN_ELSEWHERE: in_order(sighting=Sighting(NOW - timedelta(minutes=20), 90.0, 20.0)),
}


@pytest.mark.parametrize(("reason", "answers"), FOR_AUTHORITIES.items())
def test_what_tells_of_a_person_is_a_hint_for_authorities_alone(reason: Reason, answers: Answers) -> None:
    as_authority, as_viewer = decided(GENUINE, answers), decided(GENUINE, answers, may_confiscate=False)

    assert (as_authority.outcome, as_authority.hints) == ("VALID", (reason,))
    assert (as_viewer.outcome, as_viewer.hints) == ("VALID", ())


@pytest.mark.parametrize(
    ("reading", "answers"),
    [
        (genuine(issued=days_ago(7)), in_order(card=record(status=ENDED, employed_from=days_ago(6)))),
        (NUMBER_ONLY, in_order(printed=None, card=record(status=ENDED, employed_from=days_ago(6)))),
        (genuine(issued=days_ago(7)), in_order(card=absent())),
    ],
    ids=["by a card", "by number", "not known"],
)
def test_when_an_employment_began_is_no_matter_of_viewers(reading: Reading, answers: Answers) -> None:
    assert "REGISTRATION_DELAY" in decided(reading, answers).hints
    assert decided(reading, answers, may_confiscate=False).hints == ()


def test_a_number_alone_is_as_old_as_the_registers_period() -> None:
    late = in_order(printed=None, card=record(employed_from=USUAL.issued + timedelta(days=31)))

    assert decided(NUMBER_ONLY, late).hints == ("CARD_BEFORE_EMPLOYMENT",)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_that_no_employment_begins_on_ends_no_check(day: date) -> None:
    odd = record(employed_from=day, valid_from=date.min, valid_to=date.max)
    answers = in_order(card=odd, employer=company(registered_on=day))

    assert decided(genuine(kind="order_proof"), answers).outcome == "UNCONFIRMED"
    assert decided(NUMBER_ONLY, replace(answers, printed=None)).outcome == "UNCONFIRMED"


@pytest.mark.parametrize(
    ("role", "industries", "hints"),
    [
        ("hse_coordinator", (CLEANING,), ("VIEWER_NOT_NAMED",)),
        ("hse_coordinator", (CONSTRUCTION,), ()),
        ("hse_coordinator", (CLEANING, CONSTRUCTION), ()),
        ("hse_coordinator", (77,), ()),
        ("client", (CLEANING,), ()),
    ],
)
def test_a_viewer_whom_no_regulation_names_is_told_so_and_sees_the_same(
    role: str, industries: tuple[int, ...], hints: tuple[str, ...]
) -> None:
    answers = in_order(approvals=(approval(CLEANING),))
    reading = genuine(industries=industries)

    told, other = decided(reading, answers, False, role), decided(reading, answers, False, "client")

    assert told.hints == hints
    assert replace(told, hints=other.hints) == other


def test_no_authority_is_told_that_a_regulation_does_not_name_it() -> None:
    answers = in_order(approvals=(approval(CLEANING),))

    assert decided(CLEANER, answers, role="offshore_inspector").hints == ()


def test_who_may_see_a_card_is_a_role_that_is_there() -> None:
    viewers = {role for role, rights in RIGHTS.items() if Right.CONFISCATE not in rights}

    assert all(rule.viewers <= viewers for rule in RULES.values())
    assert set().union(*(rule.viewers for rule in RULES.values())) == viewers
