"""Reading a code: every case of the law in cards.json, and that nothing changed is ever genuine."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from signing import Card, Period, RefusalCode, TrustList, issue_card, qr, read_card
from tests.support.cards import (
    NORMAL,
    NOW,
    STRANGER,
    USUAL,
    days_after,
    put_together,
    taken_apart,
    text_of,
    trust_list,
    twin_of,
)
from tests.vectors.make_cards import FILE, answer

LAW = json.loads(FILE.read_text("utf-8"))
TRUST = trust_list()
GOOD = issue_card(USUAL, NORMAL)
GOOD_BYTES = qr.from_digits(GOOD.partition("#")[2])

LETTERS = st.characters(categories=["L", "M", "N", "P", "S"]).filter(str.isprintable)
NAMES = st.text(LETTERS | st.just(" "), min_size=1, max_size=150).filter(lambda text: text == text.strip())
DAYS = st.dates(date(1970, 1, 1), date(2999, 12, 31))


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """Draw any card that may be issued."""
    issued, expires = sorted([draw(DAYS), draw(DAYS)])
    return Card(
        card_number=draw(st.text("0123456789", min_size=7, max_size=10)),
        name=draw(NAMES),
        birth_date=draw(st.dates(date(1900, 1, 1), issued)),
        org_number=draw(st.sampled_from(["314102274", "314102444", "314103637"])),
        employer=draw(NAMES),
        industries=tuple(draw(st.lists(st.integers(1, 9999), min_size=1, max_size=4, unique=True))),
        issued=issued,
        expires=expires,
        status_ref=(draw(st.integers(0, 65_535)), draw(st.integers(0, (1 << 20) - 1))),
        kind=draw(st.sampled_from(["card", "order_proof"])),
        face=draw(st.none() | st.binary(min_size=1, max_size=1024)),
    )


@pytest.mark.parametrize("case", LAW["cases"], ids=lambda case: case["name"])
def test_the_law(case: dict[str, Any]) -> None:
    trust = TrustList.from_json(json.dumps(LAW["trust"]))
    now = datetime.fromisoformat(case.get("now", LAW["now"]))

    assert answer(read_card(case["text"], trust, now)) == case["expect"]


def test_the_law_has_every_refusal_and_every_period_and_no_name_twice() -> None:
    expected = [case["expect"] for case in LAW["cases"]]

    # Key sets (K) and status lists (L) have vectors of their own, and so has what a key set says of a card.
    elsewhere = {code for code in RefusalCode if code[0] in "KL"} | {RefusalCode.KEY_COMPROMISED}
    assert {each["refusal"] for each in expected} == {None, *RefusalCode} - elsewhere
    assert {each["period"] for each in expected} == {None, *Period}
    assert [name for name, count in Counter(case["name"] for case in LAW["cases"]).items() if count > 1] == []


@given(cards())
def test_any_card_reads_as_it_was_issued(card: Card) -> None:
    reading = read_card(issue_card(card, NORMAL), TRUST, NOW)

    assert reading.refusal is None
    assert reading.card == card
    assert reading.card_number == card.card_number
    assert reading.kid == NORMAL.kid


@settings(max_examples=500)
@given(st.integers(0, len(GOOD_BYTES) - 1), st.integers(1, 255))
def test_a_card_with_one_byte_changed_is_never_genuine(place: int, change: int) -> None:
    changed = bytearray(GOOD_BYTES)
    changed[place] ^= change

    reading = read_card(text_of(bytes(changed)), TRUST, NOW)

    assert reading.refusal is not None
    assert reading.card is None
    assert reading.period is None


@pytest.mark.parametrize("length", range(len(GOOD_BYTES)))
def test_a_card_that_is_cut_short_is_never_genuine(length: int) -> None:
    assert read_card(text_of(GOOD_BYTES[:length]), TRUST, NOW).refusal is not None


@settings(max_examples=300)
@given(st.integers(0, len(GOOD_BYTES)), st.binary(min_size=1, max_size=9))
def test_a_card_with_bytes_put_in_is_never_genuine(place: int, more: bytes) -> None:
    longer = GOOD_BYTES[:place] + more + GOOD_BYTES[place:]

    assert read_card(text_of(longer), TRUST, NOW).refusal is not None


@settings(max_examples=300)
@given(st.integers(0, len(GOOD) - 1), st.characters())
def test_a_text_with_another_character_says_the_same_card_or_none(place: int, character: str) -> None:
    assume(character != GOOD[place])

    reading = read_card(GOOD[:place] + character + GOOD[place + 1 :], TRUST, NOW)

    # The address before the digits may change: it proves nothing, and nobody opens it.
    assert reading.refusal is not None or (reading.card == USUAL and place < GOOD.index("#"))


@given(st.text())
def test_no_text_makes_the_reader_fail(text: str) -> None:
    assert read_card(text, TRUST, NOW).refusal is not None


@given(st.from_regex(r"https?://[a-z.]{1,9}/c#[0-9]{0,60}", fullmatch=True))
def test_no_digits_make_the_reader_fail(text: str) -> None:
    assert read_card(text, TRUST, NOW).refusal is not None


@given(st.binary(max_size=120))
def test_no_bytes_behind_the_tag_make_the_reader_fail(data: bytes) -> None:
    assert read_card(text_of(b"\xd2" + data), TRUST, NOW).refusal is not None


def test_a_signature_and_its_twin_give_the_same_reading() -> None:
    parts = taken_apart(GOOD)

    twin = put_together(parts, twin_of(parts.signature))

    assert twin != GOOD
    assert read_card(twin, TRUST, NOW) == read_card(GOOD, TRUST, NOW)


def test_nothing_of_a_forged_card_is_believed() -> None:
    reading = read_card(issue_card(USUAL, STRANGER), TRUST, NOW)

    assert reading.refusal is not None
    assert reading.refusal.code is RefusalCode.KEY_UNKNOWN
    assert (reading.card, reading.period, reading.card_number) == (None, None, None)


def test_with_an_empty_trust_list_no_card_is_genuine() -> None:
    reading = read_card(GOOD, TrustList([]), NOW)

    assert reading.refusal is not None
    assert reading.refusal.code is RefusalCode.KEY_UNKNOWN


@pytest.mark.parametrize(
    ("days", "period"),
    [(0, Period.CURRENT), (-2000, Period.OVER), (2000, Period.NOT_YET)],
)
def test_a_genuine_card_tells_where_now_lies(days: int, period: Period) -> None:
    assert read_card(issue_card(days_after(USUAL, days), NORMAL), TRUST, NOW).period is period


def test_the_last_moment_counts_in_every_time_zone() -> None:
    ends = replace(USUAL, expires=NOW.date())
    text = issue_card(ends, NORMAL)
    last = datetime(2027, 1, 15, 23, 59, 59, tzinfo=UTC)

    assert read_card(text, TRUST, last).period is Period.CURRENT
    assert read_card(text, TRUST, last + timedelta(seconds=1)).period is Period.OVER


@pytest.mark.parametrize("text", [GOOD, "48217730", "words"])
def test_a_time_without_zone_is_the_callers_fault_whatever_is_scanned(text: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        read_card(text, TRUST, datetime(2027, 1, 15))
