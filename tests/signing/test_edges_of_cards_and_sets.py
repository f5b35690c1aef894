"""Edges of cards and key sets that a small fault would move by one, and the words of narrow refusals."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from signing import CardError, Refusal, RefusalCode, SigningKey, org_number_is_valid, symbol
from signing.card import from_claims, text_is_clean, to_claims
from signing.jwks import to_jwks
from signing.keyset import KeySet, read_by_any
from signing.listed_key import ListedKey
from tests.support import keysets
from tests.support.cards import NOW, USUAL, claims, key_from
from tests.support.keysets import ISSUED, KEY_LIST, NEXT_ROOT, ROOT, STRANGE_ROOT, YEAR, key_set, read_set

# Cards


@pytest.mark.parametrize("birth_date", [date(1900, 1, 1), USUAL.issued])
def test_a_holder_may_be_born_on_the_first_day_and_on_the_day_of_issue(birth_date: date) -> None:
    assert replace(USUAL, birth_date=birth_date).birth_date == birth_date


@pytest.mark.parametrize("birth_date", [date(1899, 12, 31), USUAL.issued + timedelta(days=1)])
def test_no_holder_is_born_before_or_after_that(birth_date: date) -> None:
    with pytest.raises(CardError, match="birth_date"):
        replace(USUAL, birth_date=birth_date)


def test_a_card_may_run_to_the_last_day_of_2999() -> None:
    card = replace(USUAL, expires=date(2999, 12, 31))

    assert from_claims(to_claims(card, "NO-HSE")) == ("NO-HSE", card)


@pytest.mark.parametrize("text", ["Bo~", "~Bo", "A"])
def test_a_blank_alone_may_not_stand_at_an_end(text: str) -> None:
    assert text_is_clean(text)
    assert not text_is_clean(text + " ")
    assert not text_is_clean(" " + text)


def weighted(text: str) -> int:
    """Return the sum that modulus 11 is taken of, the check digit included."""
    weights = [3, 2, 7, 6, 5, 4, 3, 2, 1]
    return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=True))


@pytest.mark.parametrize("number", range(111_111_111, 999_999_999, 12_345_677))
def test_every_digit_of_an_organisation_number_has_its_weight(number: int) -> None:
    text = str(number)

    assert org_number_is_valid(text) is (weighted(text) % 11 == 0)
    assert sum(org_number_is_valid(text[:8] + last) for last in "0123456789") <= 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"holder_8": "19871332"}, "claim 8 is not a date"),
        ({"holder_77": "41"}, "claim 77 is not an industry"),
        ({"holder_77": [41]}, "claim 77 lists two or more"),
        ({"holder_75": 99_999_999}, "claim 75 is not an organisation number"),
        ({"holder_75": 1_000_000_000}, "claim 75 is not an organisation number"),
    ],
)
def test_a_wrong_claim_is_named(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CardError, match=words):
        from_claims(claims(**changes))


# Key sets


def test_a_set_may_have_a_hundred_keys_and_not_one_more() -> None:
    keys = [ListedKey(key_from(number).public_key, "NO-HSE", "card", *YEAR) for number in range(1, 102)]

    assert len(key_set(keys=tuple(keys[:100])).keys) == 100
    with pytest.raises(CardError, match="1 to 100 keys"):
        key_set(keys=tuple(keys))


@pytest.mark.parametrize("seconds", [1, 30 * 86_400])
def test_a_set_may_live_for_a_second_and_for_thirty_days(seconds: int) -> None:
    assert key_set(expires=ISSUED + timedelta(seconds=seconds)).issued == ISSUED


@pytest.mark.parametrize("seconds", [0, 30 * 86_400 + 1])
def test_a_set_may_live_for_no_less_and_no_more(seconds: int) -> None:
    with pytest.raises(CardError, match="30 days"):
        key_set(expires=ISSUED + timedelta(seconds=seconds))


def test_a_key_may_not_stand_twice_beside_others_that_stand_once() -> None:
    with pytest.raises(CardError, match="stands twice"):
        key_set(keys=(*KEY_LIST, replace(KEY_LIST[0], purpose="status")))


def test_a_root_is_not_among_the_keys_it_signs() -> None:
    made = key_set(keys=(*KEY_LIST, ListedKey(ROOT.public_key, "NO-HSE", "card", *YEAR)))

    with pytest.raises(CardError, match="signs sets alone"):
        made.to_bytes(ROOT)


@pytest.mark.parametrize("keys", [5, "keys", b"keys", {}, []])
def test_keys_that_are_no_array_of_keys_make_no_set(keys: object) -> None:
    found = KeySet.from_bytes(keysets.forged_set(keysets.claims(claim_m70011=keys)), ROOT.public_key, NOW)

    assert isinstance(found, Refusal)
    assert found.code is RefusalCode.KEYSET_MALFORMED


def test_the_longest_set_is_looked_into_and_a_longer_one_is_not() -> None:
    longest, longer = (
        KeySet.from_bytes(b"\xd2" + bytes(length), ROOT.public_key, NOW) for length in (32_768, 32_769)
    )

    assert isinstance(longest, Refusal)
    assert "more than" not in longest.detail
    assert isinstance(longer, Refusal)
    assert "more than 32768 bytes" in longer.detail


def test_without_a_root_no_set_is_taken() -> None:
    found = read_by_any(keysets.signed_set(), [], NOW)

    assert isinstance(found, Refusal)
    assert found.code is RefusalCode.ROOT_UNKNOWN


@pytest.mark.parametrize("roots", [(ROOT, NEXT_ROOT), (NEXT_ROOT, ROOT), (STRANGE_ROOT, NEXT_ROOT, ROOT)])
def test_the_root_that_signed_is_found_among_several(roots: tuple[SigningKey, ...]) -> None:
    found = read_by_any(keysets.signed_set(), [root.public_key for root in roots], NOW)

    assert found == read_set(keysets.signed_set())


def test_what_the_right_root_refuses_no_other_root_is_asked_about() -> None:
    late = NOW + timedelta(days=60)

    found = read_by_any(keysets.signed_set(), [ROOT.public_key, NEXT_ROOT.public_key], late)

    assert isinstance(found, Refusal)
    assert found.code is RefusalCode.KEYSET_EXPIRED


def test_a_key_for_foreign_readers_is_named_as_their_standard_asks() -> None:
    document = json.loads(to_jwks(key_set()))

    assert {(key["kty"], key["crv"], key["use"], key["alg"]) for key in document["keys"]} == {
        ("EC", "P-256", "sig", "ES256")
    }


# The symbol


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
def test_there_are_four_levels_of_error_correction(level: str) -> None:
    assert level in symbol.LEVELS
    assert symbol.qr("1234567", level).error == level


def test_a_symbol_is_of_level_q_with_a_quiet_zone_of_four() -> None:
    assert symbol.rows("1234567") == symbol.rows("1234567", "Q") != symbol.rows("1234567", "L")
    assert symbol.qr("1234567").default_border_size == symbol.QUIET
