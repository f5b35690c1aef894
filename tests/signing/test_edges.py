"""Edges that a small fault would move by one, and answers that only a narrow case gives."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from signing import CardError, Refusal, RefusalCode, SigningKey, TrustedKey, TrustList, qr, read_card
from signing.listed_key import ListedKey, moment, seconds
from tests.support.cards import BASE_URL, NORMAL, NOW, payload, signed, text_of

CUT = datetime(2026, 11, 15, 23, 59, 59, tzinfo=UTC)


# Texts


def test_a_text_may_have_twelve_thousand_characters() -> None:
    longest, longer = qr.parse("9" * 12_000), qr.parse("9" * 12_001)

    assert isinstance(longest, Refusal)
    assert longest.code is RefusalCode.TEXT_UNKNOWN
    assert isinstance(longer, Refusal)
    assert longer.code is RefusalCode.TEXT_TOO_LONG


@pytest.mark.parametrize("number", ["1234567", "1234567890"])
def test_seven_to_ten_digits_are_a_plain_number(number: str) -> None:
    assert qr.parse(number) == qr.PlainNumber(number)


@pytest.mark.parametrize("number", ["123456", "12345678901", "1234567~", "~1234567"])
def test_fewer_or_more_are_not(number: str) -> None:
    assert isinstance(qr.parse(number), Refusal)


@pytest.mark.parametrize("digits", ["1", "999", "9" * 17])
def test_digits_in_another_form_are_refused_as_such(digits: str) -> None:
    code = qr.parse(f"{BASE_URL}/c#{digits}")

    assert isinstance(code, Refusal)
    assert code.code is RefusalCode.DIGITS_NOT_CANONICAL


# Keys


def test_a_key_without_an_issuer_is_the_national_one() -> None:
    key = SigningKey.generate()

    assert (key.issuer, SigningKey.from_pem(key.to_pem()).issuer) == ("NO-HSE", "NO-HSE")


def test_a_compromised_key_stays_so_on_a_list_that_was_written_and_read() -> None:
    key = TrustedKey(NORMAL.public_key, "NO-HSE", compromised_after=CUT)

    (again,) = TrustList.from_json(TrustList([key]).to_json()).keys

    assert again.compromised_after == CUT
    assert "compromised_after" not in TrustList.of(NORMAL).to_json()


def test_a_trust_list_has_its_members_under_fixed_names() -> None:
    text = TrustList([TrustedKey(NORMAL.public_key, "NO-HSE", compromised_after=CUT)]).to_json()
    (entry,) = json.loads(text)["keys"]

    assert entry["compromised_after"] == CUT.isoformat()


def test_a_point_with_signs_that_base64_passes_over_is_refused() -> None:
    document = json.loads(TrustList.of(NORMAL).to_json())
    document["keys"][0]["point"] = "!" + document["keys"][0]["point"]

    with pytest.raises(CardError, match="not a trust list"):
        TrustList.from_json(json.dumps(document))


def test_a_list_of_keys_that_ran_out_says_so_of_every_card() -> None:
    trust = TrustList.of(NORMAL)
    text = text_of(signed(payload()))
    ended = TrustList(trust.keys, usable_until=NOW)

    at_the_end, before = read_card(text, ended, NOW), read_card(text, ended, NOW - timedelta(seconds=1))

    assert at_the_end.refusal is not None
    assert (at_the_end.refusal.code, at_the_end.kid) == (RefusalCode.KEYSET_EXPIRED, NORMAL.kid)
    assert before.refusal is None


def test_a_reading_names_the_key_that_was_asked_for_even_when_it_is_unknown() -> None:
    reading = read_card(text_of(signed(payload())), TrustList([]), NOW)

    assert reading.refusal is not None
    assert (reading.refusal.code, reading.kid) == (RefusalCode.KEY_UNKNOWN, NORMAL.kid)


def test_a_key_in_a_log_is_its_issuer_and_window_alone() -> None:
    listed = ListedKey(NORMAL.public_key, "NO-HSE", "card", CUT, CUT)

    assert "public_key" not in repr(TrustedKey(NORMAL.public_key, "NO-HSE"))
    assert "public_key" not in repr(listed)


# Times of keys in a set


@pytest.mark.parametrize("second", [0, 253_402_300_799])
def test_the_first_and_the_last_second_are_times(second: int) -> None:
    assert seconds(moment(second)) == second


@pytest.mark.parametrize("second", [-1, 253_402_300_800])
def test_one_second_further_is_none(second: int) -> None:
    with pytest.raises(CardError):
        moment(second)


def test_a_window_may_be_a_single_second_and_no_less() -> None:
    assert ListedKey(NORMAL.public_key, "NO-HSE", "card", CUT, CUT).ends == CUT

    with pytest.raises(CardError, match="ends before it begins"):
        ListedKey(NORMAL.public_key, "NO-HSE", "card", CUT, CUT - timedelta(seconds=1))
