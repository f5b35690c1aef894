"""Cards and site lists as CSV: taken whole, or refused with the line that is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sync.registers.lists import CARD_COLUMNS, SITE_COLUMNS, cards, site_list
from sync.registers.ports import CardRecord, CardStatus, SiteListEntry
from sync.registers.rows import SourceError, Taken
from tests.support.register_files import ONE

CARD = CardRecord(
    card_number="0123456",
    status=CardStatus.LOST,
    name="Øvd, Prøvesen",
    birth_date=date(1990, 2, 28),
    org_number=ONE,
    employer="Øvelse Bygg AS",
    valid_from=date(2025, 1, 1),
    valid_to=date(2027, 1, 1),
)
LINE = f'0123456,LOST,"Øvd, Prøvesen",1990-02-28,{ONE},Øvelse Bygg AS,2025-01-01,2027-01-01'
HEAD = ",".join(CARD_COLUMNS)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n"])
@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_card_is_read_however_the_file_was_saved(end: str, last: str, size: int, mark: str) -> None:
    data = f"{mark}{HEAD}{end}{LINE}{last}".encode()

    assert list(cards(data[start : start + size] for start in range(0, len(data), size))) == [Taken(CARD)]


def test_columns_may_stand_in_another_order_and_between_semicolons() -> None:
    data = f"site;org_number;card_number\nGate 2, 3. etasje;{ONE};0123456\n".encode()

    assert list(site_list([data])) == [Taken(SiteListEntry("0123456", ONE, "Gate 2, 3. etasje"))]


@pytest.mark.parametrize(
    ("more", "cells", "expected"),
    [
        ("employed_from", "2025-03-01", replace(CARD, employed_from=date(2025, 3, 1))),
        ("said", "Plikt 3 mangler", replace(CARD, said="Plikt 3 mangler")),
        ("said,employed_from", ",", CARD),
    ],
)
def test_a_list_may_say_more_of_the_employment(more: str, cells: str, expected: CardRecord) -> None:
    assert list(cards([f"{HEAD},{more}\n{LINE},{cells}\n".encode()])) == [Taken(expected)]


@pytest.mark.parametrize(
    "head", ["", "card_number", HEAD + ",mood", HEAD + ",said,said", HEAD.replace("status", "Status")]
)
def test_other_columns_are_refused(head: str) -> None:
    with pytest.raises(SourceError, match="the first line must name the columns card_number, status"):
        list(cards([f"{head}\n{LINE}\n".encode()]))


@pytest.mark.parametrize("head", [HEAD.replace(",", "\r", 1), f"\r{HEAD}", f'{HEAD},"mood'])
def test_a_damaged_first_line_is_refused_as_such(head: str) -> None:
    with pytest.raises(SourceError, match="the first line"):
        list(cards([f"{head}\n{LINE}\n".encode()]))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("LOST", "FINE", "status is not known"),
        ("LOST", "", "status is not known"),
        ("0123456", "012345", "card_number is not 7 to 10 digits"),
        ("0123456", "+123456", "card_number is not 7 to 10 digits"),
        (ONE, "314102275", "org_number is not a valid"),
        ("1990-02-28", "28.02.1990", "birth_date is not a day"),
        ("2027-01-01", "", "valid_to is not a day"),
        ('"Øvd, Prøvesen"', "", "name is empty"),
        (",2027-01-01", "", "7 columns instead of 8"),
        ("LOST", "LOST,LOST", "9 columns instead of 8"),
    ],
)
def test_one_bad_line_refuses_the_file_and_is_named_without_its_contents(
    old: str, new: str, why: str
) -> None:
    data = f"{HEAD}\n{LINE}\n{LINE.replace(old, new)}\n".encode()

    with pytest.raises(SourceError, match=rf"line 3: .*{why}") as caught:
        list(cards([data]))

    assert "Prøvesen" not in str(caught.value)


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(SourceError, match="not UTF-8"):
        list(cards([f"{HEAD}\n{LINE}\n".encode("latin-1")]))


def test_a_line_without_an_end_is_not_gathered() -> None:
    with pytest.raises(SourceError, match="a line is too long"):
        list(site_list([",".join(SITE_COLUMNS).encode() + b"\n", b"x" * 20_000]))
