"""docs/verdict.md is the code in words: every table of it is compared with the code, row by row."""

from __future__ import annotations

from typing import Any

import pytest

from signing import RefusalCode
from sync.report import Ground
from tests.support import sources
from verifier.card_status import STATUS_TABLE
from verifier.employers import EMPLOYER_TABLE
from verifier.findings import GENUINE, Row
from verifier.hints import HINTS
from verifier.offline_verdict import OFFLINE_EMPLOYER_TABLE, OFFLINE_STATUS_TABLE
from verifier.reasons import CONSEQUENCE, GROUND, Consequence, Reason
from verifier.rulebook import Industry, load_rules
from verifier.verdict import HEADLINE

PAGE = (sources.CHECKOUT / "docs" / "verdict.md").read_text(encoding="utf-8")
RULES = load_rules().editions
SAID = {True: "yes", False: "no"}


def tables(heading: str) -> list[list[list[str]]]:
    """Return the tables below a heading up to the next one: rows of cells, the head left out."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = [sources.table_rows(block) for block in section.split("\n\n")]
    return [rows[1:] for rows in found if rows]


def in_words(table: tuple[Row[Any], ...]) -> list[list[str]]:
    """Return a table of the code as the page writes it."""
    return [
        [str(number), row.answer, row.reason, row.when.replace("`", "")]
        for number, row in enumerate(table, 1)
    ]


@pytest.mark.parametrize(
    ("heading", "place", "table"),
    [
        ("Is it in order?", 0, STATUS_TABLE),
        ("Does it belong to this employer?", 0, EMPLOYER_TABLE),
        ("What a phone may say alone", 0, OFFLINE_STATUS_TABLE),
        ("What a phone may say alone", 1, OFFLINE_EMPLOYER_TABLE),
    ],
)
def test_each_table_stands_there_row_by_row(heading: str, place: int, table: tuple[Row[Any], ...]) -> None:
    assert tables(heading)[place] == in_words(table)


def test_the_headline_stands_there_row_by_row() -> None:
    code = [[judgement, outcome, ", ".join(order)] for judgement, outcome, order in HEADLINE]

    assert tables("The headline")[0] == code


def test_the_hints_stand_there_with_whom_they_are_told() -> None:
    told = {True: "authorities", False: "everybody"}

    assert tables("Hints")[0] == [[row.reason, row.when, told[row.authorities]] for row in HINTS]


def test_every_reason_stands_there_with_consequence_and_ground() -> None:
    consequences, reasons = tables("The reasons")

    assert [row[0] for row in consequences] == [*Consequence]
    assert [row[:3] for row in reasons] == [
        [each, CONSEQUENCE[each], GROUND.get(each, "")] for each in Reason
    ]
    assert all(row[3] for row in reasons)


def test_every_reason_is_given_by_a_row_of_some_table() -> None:
    decided: list[Row[Any]] = [*STATUS_TABLE, *EMPLOYER_TABLE, *OFFLINE_STATUS_TABLE, *OFFLINE_EMPLOYER_TABLE]
    given = {row.reason for row in decided} | {row.reason for row in HINTS}

    assert given | {reason for _, reason in GENUINE.values()} == set(Reason)


@pytest.mark.parametrize("code", [code for code in RefusalCode if not code.startswith("L-")])
def test_every_refusal_stands_beside_the_reason_and_the_answer_it_gives(code: RefusalCode) -> None:
    found = [(row[1], row[0]) for row in tables("Is it genuine?")[0] if code in row[3].split(", ")]

    assert found == [GENUINE[code]]


@pytest.mark.parametrize("ground", Ground)
def test_every_ground_stands_beside_the_reasons_that_give_it(ground: Ground) -> None:
    [found] = [row[1].split(", ") for row in tables("Grounds and paragraphs")[0] if row[0] == ground]

    assert set(found) == {reason for reason, given in GROUND.items() if given is ground}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_industry_stands_there_with_its_law_and_what_is_confirmed(rule: Industry) -> None:
    _, law, viewers = tables("Grounds and paragraphs")

    [[_, _, since, approval, confiscation, notice, _, confirmed]] = [
        row for row in law if row[0] == str(rule.code)
    ]
    assert since == (rule.since.isoformat() if rule.since else "open")
    assert (approval, confiscation) == (SAID[rule.needs_approval], rule.confiscation)
    assert rule.notice == confiscation if notice == "the same" else rule.notice.endswith(notice)
    assert confirmed.strip("*") == SAID[rule.confirmed]
    [[_, named, unconfirmed]] = [row for row in viewers if row[0] == str(rule.code)]
    assert set(named.split(", ")) == rule.viewers
    assert set(unconfirmed.split(", ")) == rule.unconfirmed


def test_no_ground_is_given_that_no_reason_may_be_confiscated_for() -> None:
    assert {each for each in Reason if CONSEQUENCE[each] is Consequence.MAY_CONFISCATE} == set(GROUND)
