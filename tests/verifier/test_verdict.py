"""The verdict rule: every row of the table, what may be done, and on which paragraph."""

from __future__ import annotations

from typing import Any

import pytest

from signing import Period, RefusalCode
from sync.registers.ports import Found
from sync.report import Ground
from tests.support.cards import NOW
from tests.support.verdict_table import TABLE, Row
from tests.support.verdicts import (
    CONSTRUCTION,
    FRESH,
    GENUINE,
    OTHER,
    RULES,
    VAN,
    decided,
    genuine,
    in_order,
    refused,
)
from verifier.answers import Answers
from verifier.card_status import STATUS_TABLE, card_case
from verifier.employers import EMPLOYER_TABLE, employer_case
from verifier.findings import Limits
from verifier.findings import Row as Rule
from verifier.hints import HINTS
from verifier.lending import grounds_if_lent
from verifier.reasons import CONSEQUENCE, GROUND, Consequence, Reason
from verifier.verdict import NextAct

FOR_AUTHORITIES = {row.reason for row in HINTS if row.authorities}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.case)
def test_the_table(row: Row) -> None:
    check = decided(row.reading, row.answers)

    assert (check.outcome, check.reason, check.hints) == (row.outcome, row.reason, row.hints)


def test_every_row_of_the_rule_has_an_example() -> None:
    limits = Limits.at(NOW, 24)
    cards = [card_case(row.reading, row.answers.card, RULES, limits) for row in TABLE]
    firms = [employer_case(row.reading, row.answers, RULES, limits) for row in TABLE]

    assert {fitting(STATUS_TABLE, card) for card in cards} == {*range(len(STATUS_TABLE))}
    assert {fitting(EMPLOYER_TABLE, firm) for firm in firms} == {*range(len(EMPLOYER_TABLE))}


def fitting(table: tuple[Rule[Any], ...], case: object) -> int:
    """Return which row of a table is the first to fit."""
    return next(place for place, row in enumerate(table) if row.says(case) is not None)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.case)
def test_who_may_not_confiscate_is_told_the_same_and_offered_less(row: Row) -> None:
    check = decided(row.reading, row.answers, may_confiscate=False)
    everybodys = tuple(hint for hint in row.hints if hint not in FOR_AUTHORITIES)

    assert (check.outcome, check.reason, check.hints) == (row.outcome, row.reason, everybodys)
    assert check.grounds == ()
    assert NextAct.CONFISCATE not in check.acts


@pytest.mark.parametrize(
    ("case", "offered"),
    [
        ("in order", ()),
        ("some other code", ()),
        ("damaged code", ("notify",)),
        ("not begun", ("notify",)),
        ("old copy says lost", ("notify",)),
        ("employer bankrupt", ("notify",)),
        ("car care not approved", ("notify",)),
        ("number only", ("notify",)),
        ("changed after signing", ("confiscate", "notify")),
        ("date passed, no register", ("confiscate", "notify")),
        ("not approved", ("confiscate", "notify")),
        ("works for another here", ("confiscate", "notify")),
    ],
)
def test_what_an_authority_is_offered(case: str, offered: tuple[str, ...]) -> None:
    row = next(row for row in TABLE if row.case == case)

    assert decided(row.reading, row.answers).acts == offered


def test_grounds_carry_the_paragraph_of_each_industry_on_the_card() -> None:
    grounds = decided(genuine(Period.OVER, industries=(CONSTRUCTION, VAN)), in_order()).grounds

    assert [each.ground for each in grounds] == [Ground.EXPIRED, Ground.EXPIRED]
    assert [each.paragraph for each in grounds] == [RULES[code].confiscation for code in (CONSTRUCTION, VAN)]
    assert [each.confirmed for each in grounds] == [True, False]


def test_a_notice_names_the_paragraph_of_each_industry_wherever_one_is_offered() -> None:
    reading = genuine(Period.OVER, industries=(CONSTRUCTION, VAN))

    for check in (decided(reading, in_order()), decided(reading, in_order(), may_confiscate=False)):
        assert [(each.industry, each.paragraph, each.confirmed) for each in check.notice] == [
            (code, RULES[code].notice, RULES[code].confirmed) for code in (CONSTRUCTION, VAN)
        ]
    assert decided(GENUINE, in_order()).notice == ()
    assert len(decided(refused(RefusalCode.SIGNATURE_BAD), Answers()).notice) == len(RULES)


def test_a_card_that_cannot_be_believed_shows_the_paragraphs_of_all_industries() -> None:
    grounds = decided(refused(RefusalCode.SIGNATURE_BAD), Answers()).grounds

    assert {each.paragraph for each in grounds} == {rule.confiscation for rule in RULES.values()}


@pytest.mark.parametrize("industries", [(77,), (77, 78)])
def test_a_genuine_card_gives_no_ground_under_rules_that_are_not_its_own(industries: tuple[int, ...]) -> None:
    check = decided(genuine(Period.OVER, industries=industries), in_order())

    assert (check.outcome, check.reason, check.acts) == ("INVALID", "EXPIRED", ("notify",))
    assert (check.grounds, check.notice) == ((), ())


def test_a_lent_card_gives_a_ground_in_its_own_industries_alone() -> None:
    lent = grounds_if_lent(genuine(industries=(77, CONSTRUCTION)).card, RULES)

    assert [each.paragraph for each in lent] == [RULES[CONSTRUCTION].confiscation]
    assert grounds_if_lent(genuine(industries=(77,)).card, RULES) == ()
    assert grounds_if_lent(None, RULES) == ()


def test_each_finding_says_who_said_so_and_as_of_when() -> None:
    check = decided(GENUINE, in_order(on_site=Found(OTHER, FRESH, "site_list")))

    assert (check.genuine.source, check.genuine.as_of) == ("card_signature", NOW)
    assert (check.status.source, check.status.as_of) == ("card_register", FRESH)
    assert (check.employer.source, check.employer.as_of) == ("site_list", FRESH)


def test_every_reason_has_a_consequence_and_whatever_may_be_confiscated_for_is_a_ground() -> None:
    assert set(CONSEQUENCE) == set(Reason)
    assert {each for each in Reason if CONSEQUENCE[each] is Consequence.MAY_CONFISCATE} == set(GROUND)
