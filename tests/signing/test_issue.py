"""A card becomes the text of a QR, of the size that fits on plastic."""

from __future__ import annotations

import re

import pytest

from signing import Card, CardError, issue_card, qr
from tests.support.cards import LONGEST, NORMAL, SHORT, USUAL, taken_apart


def test_a_card_becomes_an_address_with_digits_behind_the_mark() -> None:
    text = issue_card(USUAL, NORMAL, "https://cards.example")

    assert re.fullmatch(r"https://cards\.example/c#[0-9]+", text)


def test_without_an_address_a_documentation_host_stands_there() -> None:
    assert issue_card(USUAL, NORMAL).startswith("https://hse.example.no/c#")


def test_the_header_names_the_key() -> None:
    assert taken_apart(issue_card(USUAL, NORMAL)).kid == NORMAL.kid


def test_a_card_issued_twice_has_two_signatures_over_the_same_claims() -> None:
    one, other = taken_apart(issue_card(USUAL, NORMAL)), taken_apart(issue_card(USUAL, NORMAL))

    assert one.payload == other.payload
    assert one.signature != other.signature


@pytest.mark.parametrize(("card", "most"), [(SHORT, 170), (USUAL, 215), (LONGEST, 275)])
def test_the_signed_bytes_stay_small(card: Card, most: int) -> None:
    code = qr.parse(issue_card(card, NORMAL))

    assert isinstance(code, qr.SignedBytes)
    assert len(code.data) <= most


@pytest.mark.parametrize("base_url", ["https://cards.example/", "cards.example", "HTTPS://CARDS.EXAMPLE"])
def test_a_wrong_address_is_told_before_anything_is_printed(base_url: str) -> None:
    with pytest.raises(CardError, match="base_url"):
        issue_card(USUAL, NORMAL, base_url)
