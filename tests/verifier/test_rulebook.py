"""The rule book: which rules are in force on a day, and that no two of an industry are."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.verdicts import CAR_CARE, CLEANING, CONSTRUCTION, RULES, VAN
from verifier.rulebook import book_of, load_rules, order_proof_days

BOOK = load_rules()
ENTRY: dict[str, Any] = {
    "code": VAN,
    "name": "van_transport",
    "from": "2026-01-01",
    "until": None,
    "needs_approval": False,
    "confiscation": "§ 1",
    "notice": "§ 2",
    "confirmed": False,
    "grounds": ["EXPIRED"],
    "viewers": ["client"],
    "order_proof_days": 30,
    "unconfirmed": ["viewers"],
}


def edition(**changes: Any) -> dict[str, Any]:
    """Return an entry of the data file with changes."""
    return {**ENTRY, **changes}


@pytest.mark.parametrize(
    ("day", "industries"),
    [
        (date(2022, 6, 30), {CONSTRUCTION, CLEANING}),
        (date(2022, 7, 1), {CONSTRUCTION, CLEANING, CAR_CARE}),
        (date(2025, 12, 31), {CONSTRUCTION, CLEANING, CAR_CARE}),
        (date(2026, 1, 1), {CONSTRUCTION, CLEANING, CAR_CARE, VAN}),
    ],
)
def test_an_industry_has_rules_from_its_first_day(day: date, industries: set[int]) -> None:
    assert set(BOOK.on(day)) == industries


def test_new_rules_follow_on_old_ones() -> None:
    book = book_of([edition(until="2027-06-30"), edition(notice="§ 3", **{"from": "2027-07-01"})])

    assert [book.on(date(2027, month, day))[VAN].notice for month, day in ((6, 30), (7, 1))] == ["§ 2", "§ 3"]
    assert book.on(date(2025, 12, 31)) == {}


@pytest.mark.parametrize(
    "later",
    [{"from": "2027-06-30"}, {"from": None}, {"from": "2020-01-01"}],
    ids=["a day in both", "since ever", "before"],
)
def test_two_sets_of_rules_on_one_day_are_refused(later: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="industry 49 has two sets of rules on one day"):
        book_of([edition(until="2027-06-30"), edition(**later)])


@pytest.mark.parametrize(
    "wrong",
    [{"from": "1.1.2026"}, {"grounds": ["LOST"]}, {"colour": "red"}],
    ids=["a day", "a ground", "a field"],
)
def test_an_entry_of_another_form_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        book_of([edition(**wrong)])


def test_what_nobody_confirmed_is_named_by_its_field() -> None:
    assert all(rule.unconfirmed <= set(ENTRY) for rule in BOOK.editions)
    assert all("order_proof_days" in rule.unconfirmed for rule in BOOK.editions)
    assert [rule.name for rule in BOOK.editions if "viewers" in rule.unconfirmed] == [
        "car_care",
        "van_transport",
    ]


def test_an_order_proof_stands_in_for_the_longest_time_of_its_industries() -> None:
    rules = book_of([edition(), edition(code=CLEANING, order_proof_days=14)]).on(date(2027, 1, 1))

    assert order_proof_days(rules, (CLEANING,)) == 14
    assert order_proof_days(rules, (CLEANING, VAN)) == 30
    assert order_proof_days(rules, (77,)) == 30
    assert order_proof_days({}, (VAN,)) == 0
    assert order_proof_days(RULES, (CONSTRUCTION,)) == 30
