"""What could not be asked: named, with the age of the copy, and clean only where nothing else is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.registers.ports import Unavailable
from tests.support.verdict_table import TABLE
from tests.support.verdicts import (
    AWAY,
    CLEANING,
    FRESH,
    GENUINE,
    NUMBER_ONLY,
    OLD,
    absent,
    by_a_copy,
    company,
    decided,
    in_order,
    record,
)
from verifier.answers import NotAsked


def test_a_check_names_each_register_that_could_not_be_asked_and_its_oldest_copy() -> None:
    away = Unavailable("no route to host", "company_register")
    answers = in_order(
        card=by_a_copy(record()),
        employer=by_a_copy(company(as_of=FRESH), away),
        on_site=by_a_copy(company(as_of=OLD), away),
        approvals=((CLEANING, Unavailable("never loaded", "workshop_register")),),
    )

    assert decided(GENUINE, answers).not_asked == (
        NotAsked("card_register", FRESH),
        NotAsked("company_register", OLD),
        NotAsked("workshop_register", None),
    )
    assert decided(GENUINE, in_order()).not_asked == ()


def test_a_register_without_a_copy_for_one_of_two_questions_has_none() -> None:
    away = Unavailable("no route to host", "company_register")

    for employer, printed in ((away, by_a_copy(company(), away)), (by_a_copy(company(), away), away)):
        answers = in_order(employer=employer, printed=printed)
        assert decided(GENUINE, answers).not_asked == (NotAsked("company_register", None),)


@pytest.mark.parametrize(
    ("case", "clean"),
    [
        ("a copy has the card in order", True),
        ("a copy has the employer in order", True),
        ("a copy has the approval", True),
        ("an old copy has it lost", False),
        ("a copy has no such employer", False),
        ("order proof, a copy answers", False),
        ("not reachable", False),
        ("employer bankrupt", False),
        ("approval applied for", False),
    ],
)
def test_clean_is_what_lacks_a_confirmation_and_nothing_else(case: str, clean: bool) -> None:
    row = next(row for row in TABLE if row.case == case)

    assert decided(row.reading, row.answers).clean is clean


def test_copies_that_agree_in_everything_are_clean_and_one_doubt_is_not() -> None:
    copies = in_order(card=by_a_copy(record()), employer=by_a_copy(company()))

    assert decided(GENUINE, copies).clean
    assert decided(NUMBER_ONLY, replace(copies, printed=None)).clean
    assert not decided(GENUINE, replace(copies, employer=by_a_copy(company(bankrupt=True)))).clean
    assert not decided(GENUINE, replace(copies, employer=AWAY)).clean
    assert not decided(GENUINE, replace(copies, on_site=absent())).clean


def test_a_bare_number_is_clean_only_while_nothing_is_doubtful() -> None:
    bankrupt = in_order(printed=None, employer=company(bankrupt=True))

    assert decided(NUMBER_ONLY, in_order(printed=None)).clean
    assert not decided(NUMBER_ONLY, bankrupt).clean
    assert not decided(NUMBER_ONLY, in_order(printed=None, card=record(OLD))).clean
    assert not decided(GENUINE, in_order(card=AWAY)).clean
