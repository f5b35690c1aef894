"""The printed symbol: read back by another program, and small enough for a card."""

from __future__ import annotations

import io

import pytest
import segno
import zxingcpp
from PIL import Image

from signing import Card, issue_card, symbol
from tests.support.cards import LONGEST, NORMAL, SHORT, USUAL


def picture(code: segno.QRCode) -> Image.Image:
    """Return the symbol as a camera would wish it."""
    file = io.BytesIO()
    code.save(file, kind="png", scale=4, border=4)
    return Image.open(file).convert("L")


@pytest.mark.parametrize(
    ("card", "largest"),
    [(SHORT, 12), (USUAL, 13), (LONGEST, 16)],
    ids=["short names", "usual names", "longest names"],
)
def test_a_card_is_read_back_from_a_symbol_that_fits(card: Card, largest: int) -> None:
    text = issue_card(card, NORMAL)

    code = symbol.qr(text)

    assert [found.text for found in zxingcpp.read_barcodes(picture(code))] == [text]
    assert code.error == "Q"
    assert int(code.version) <= largest


@pytest.mark.parametrize("error", ["L", "M", "Q", "H"])
def test_the_level_is_the_one_that_was_asked_for(error: str) -> None:
    # The smallest symbol has room for this number at any level, so nothing but the wish decides.
    assert symbol.qr("48217", error).error == error


def test_digits_as_a_segment_of_their_own_make_the_symbol_smaller() -> None:
    text = issue_card(USUAL, NORMAL)

    assert int(symbol.qr(text).version) < int(segno.make_qr(text, error="Q", boost_error=False).version)


@pytest.mark.parametrize(
    "text",
    ["48217730", "https://cards.example/48217730", "https://cards.example/#top", "https://x.example/#١"],
)
def test_other_codes_are_printed_as_they_are_and_never_as_a_micro_qr(text: str) -> None:
    code = symbol.qr(text)

    assert not code.is_micro
    assert [found.text for found in zxingcpp.read_barcodes(picture(code))] == [text]
