"""Other codes in view: the card among them is found, what else there is is named, and nothing is opened."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import zxingcpp

from bench import inspector_frames, scene
from signing import issue_card
from tests.support.cards import NORMAL, USUAL
from tests.support.pictures import beside, other_symbol, saved, symbol_of
from verifier.frames import FrameFault, FrameRefused, Seen, read_codes, read_frame
from verifier.seen import is_card

PATIENCE = 30.0
TEXT = issue_card(USUAL, NORMAL)
CARD = symbol_of(TEXT)
LINK = "https://hse.example.no/x"
POSTER = symbol_of(LINK, module=8)


def filmed_beside_a_poster(corner: int = 0) -> tuple[bytes, str]:
    """Return a frame with a card that a first look does not read and a clear poster; and the card's text."""
    frame = inspector_frames.made("hard", 5)
    seen, poster = frame.grey.copy(), np.asarray(symbol_of(LINK, module=4), np.uint8)
    side, (height, width) = poster.shape[0], seen.shape
    top, left = (corner // 2) * (height - side), (corner % 2) * (width - side)
    seen[top : top + side, left : left + side] = poster
    return scene.jpeg(seen, frame.quality), frame.text


@pytest.mark.parametrize("corner", range(4))
def test_the_card_beside_a_poster_is_found_though_the_poster_is_read_first(corner: int) -> None:
    both, card = filmed_beside_a_poster(corner)

    assert read_codes(both) == [LINK]
    assert read_frame(both, budget=PATIENCE).texts == (LINK, card)


def test_a_card_that_is_read_at_once_ends_the_search() -> None:
    assert read_frame(saved(beside(CARD, POSTER), "PNG"), budget=PATIENCE).texts in (
        (TEXT, LINK),
        (LINK, TEXT),
    )


def test_what_ends_the_search_is_the_callers_to_say() -> None:
    both, _ = filmed_beside_a_poster()

    assert read_frame(both, budget=PATIENCE, wanted=lambda text: text == LINK).texts == (LINK,)


def test_a_poster_alone_is_given_once() -> None:
    assert read_frame(saved(POSTER, "PNG"), budget=PATIENCE) == Seen((LINK,))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (TEXT, True),
        ("48217730", True),
        ("https://hse.example.no/48217731", True),
        ("https://hse.example.no/x", False),
        ("", False),
        ("WIFI:S:gjest;;", False),
    ],
)
def test_what_has_the_form_of_a_card_is_one(text: str, is_one: bool) -> None:
    assert is_card(text) is is_one


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        (zxingcpp.BarcodeFormat.EAN13, "4006381333931", "EAN-13"),
        (zxingcpp.BarcodeFormat.EAN8, "73513537", "EAN-8"),
        (zxingcpp.BarcodeFormat.Code128, "48217730", "Code 128"),
        (zxingcpp.BarcodeFormat.PDF417, "48217730", "PDF417"),
        (zxingcpp.BarcodeFormat.Aztec, "48217730", "Aztec"),
        (zxingcpp.BarcodeFormat.DataMatrix, "48217730", "DataMatrix"),
    ],
    ids=str,
)
def test_another_kind_of_bar_code_is_named_and_not_read(
    kind: zxingcpp.BarcodeFormat, text: str, name: str
) -> None:
    seen = read_frame(saved(other_symbol(kind, text), "PNG"), budget=PATIENCE)

    assert seen == Seen((), (name,))


def test_beside_a_qr_code_other_kinds_are_not_looked_for() -> None:
    stripes = other_symbol(zxingcpp.BarcodeFormat.EAN13, "4006381333931")

    assert read_frame(saved(beside(CARD, stripes), "PNG"), budget=PATIENCE) == Seen((TEXT,))


def test_without_time_other_kinds_are_not_looked_for() -> None:
    stripes = saved(other_symbol(zxingcpp.BarcodeFormat.EAN13, "4006381333931"), "PNG")

    assert read_frame(stripes, budget=0) == Seen()


def test_what_was_seen_or_refused_travels_between_processes() -> None:
    seen, refused = Seen((TEXT,), ("EAN-13",)), FrameRefused(FrameFault.TOO_LARGE, "more than can be borne")

    there, back = pickle.loads(pickle.dumps((seen, refused)))  # noqa: S301 -- our own bytes

    assert there == seen
    assert (back.fault, back.detail, str(back)) == (refused.fault, refused.detail, "more than can be borne")
