"""Key sets: what a reader takes from the root, what it refuses, and what follows for cards."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from signing import CardError, Refusal, RefusalCode, read_card
from signing.keyset import LIFETIME, KeySet, root_hash
from signing.listed_key import ListedKey
from tests.support.cards import NORMAL, NOW, SHORT_WINDOW
from tests.support.keysets import (
    ISSUED,
    KEY_LIST,
    NEXT_ROOT,
    ROOT,
    STATUS,
    YEAR,
    claims,
    forged_set,
    key_set,
    read_set,
    signed_set,
)
from tests.vectors.make_keysets import content

VECTORS = json.loads((Path(__file__).parent.parent / "vectors" / "keysets.json").read_text("utf-8"))
USUAL = signed_set()
ROOTS = {
    name: ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(point))
    for name, point in VECTORS["roots"].items()
}


def read_vector(data: str, root: str, now: datetime, last: KeySet | None = None) -> KeySet | Refusal:
    """Return what a set of the vectors is, read with the root of this name."""
    return KeySet.from_bytes(base64.b64decode(data), ROOTS[root], now, last=last)


def time_of(case: dict[str, Any]) -> datetime:
    """Return when a case is read."""
    return datetime.fromisoformat(case.get("now", VECTORS["now"]))


@pytest.mark.parametrize("case", VECTORS["sets"], ids=lambda case: case["name"])
def test_a_set_is_taken_or_refused(case: dict[str, Any]) -> None:
    seen = case["last"]
    last = read_vector(seen["data"], seen["root"], ISSUED) if seen else None
    assert not isinstance(last, Refusal)

    found = read_vector(case["data"], case["root"], time_of(case), last)

    assert content(found.code if isinstance(found, Refusal) else found) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["cards"], ids=lambda case: case["name"])
def test_a_card_is_read_against_a_set(case: dict[str, Any]) -> None:
    keys = read_vector(case["data"], "root", ISSUED)
    assert isinstance(keys, KeySet)

    reading = read_card(case["text"], keys.trust_list(), time_of(case))

    assert (reading.refusal and reading.refusal.code.value) == case["expect"]
    assert (reading.card is None) is (case["expect"] is not None)


def test_every_case_has_a_name_of_its_own_and_every_refusal_a_case() -> None:
    names = [case["name"] for case in (*VECTORS["sets"], *VECTORS["cards"])]
    refusals = {case["expect"]["refusal"] for case in VECTORS["sets"]}

    assert len(set(names)) == len(names)
    assert refusals >= {code for code in RefusalCode if code[0] == "K"}


# Any bytes


@given(place=st.integers(0, len(USUAL) * 8 - 1))
def test_no_bit_of_a_signed_set_can_be_changed(place: int) -> None:
    changed = bytearray(USUAL)
    changed[place // 8] ^= 1 << place % 8

    assert isinstance(KeySet.from_bytes(bytes(changed), ROOT.public_key, NOW), Refusal)


@given(data=st.binary(max_size=400), cut=st.integers(0, len(USUAL)))
def test_any_bytes_are_answered(data: bytes, cut: int) -> None:
    assert isinstance(KeySet.from_bytes(data, ROOT.public_key, NOW), Refusal)
    assert isinstance(KeySet.from_bytes(USUAL[:cut] + data + b"\x00", ROOT.public_key, NOW), Refusal)


numbers = st.integers(-(2**63), 2**64 - 1)
items = st.recursive(
    numbers | st.text(max_size=8) | st.binary(max_size=33),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(numbers, inner, max_size=3),
    max_leaves=8,
)


@given(place=st.sampled_from(["claim", "key"]), number=st.integers(0, 40), value=items)
def test_whatever_the_root_signs_is_a_sound_set_or_refused(place: str, number: int, value: Any) -> None:
    usual = claims()
    labels = sorted(usual if place == "claim" else usual[-70011][0])
    name = f"{place}_{labels[number % len(labels)]}".replace("-", "m")

    found = KeySet.from_bytes(forged_set(claims(**{name: value})), ROOT.public_key, NOW)

    if isinstance(found, KeySet):
        assert KeySet.from_bytes(found.to_bytes(ROOT), ROOT.public_key, NOW) == found


# Building


def test_a_set_comes_back_as_it_was_built() -> None:
    found = read_set(USUAL)

    assert found == key_set()
    assert found.keys == KEY_LIST
    assert found.root == root_hash(ROOT.public_key)
    assert found.expires - found.issued == LIFETIME


def test_a_set_that_was_never_read_vouches_for_no_root() -> None:
    refused = KeySet.from_bytes(USUAL, ROOT.public_key, NOW, last=key_set())

    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.ROOT_UNKNOWN


def test_an_active_key_whose_window_is_over_is_published_as_retired() -> None:
    old = ListedKey(NORMAL.public_key, "NO-HSE", "card", ISSUED - timedelta(days=60), ISSUED)
    keys = (old, replace(KEY_LIST[1], state="retired"), KEY_LIST[3])

    def states(now: datetime) -> list[str]:
        made = KeySet.build(keys, issuer="NO-HSE", environment="production", sequence=1, now=now)
        return [key.state for key in made.keys]

    assert states(ISSUED) == ["active", "retired", "compromised"]
    assert states(ISSUED + timedelta(seconds=1)) == ["retired", "retired", "compromised"]


def test_times_are_kept_to_the_second() -> None:
    later = ISSUED + timedelta(microseconds=999_999)

    made = KeySet.build(KEY_LIST, issuer="NO-HSE", environment="production", sequence=1, now=later)
    key = replace(KEY_LIST[0], starts=later)

    assert made.issued == key.starts == ISSUED


def test_the_next_root_is_announced_by_its_hash() -> None:
    made = KeySet.build(
        KEY_LIST,
        issuer="NO-HSE",
        environment="practice",
        sequence=1,
        now=ISSUED,
        next_root=NEXT_ROOT.public_key,
    )

    assert made.next_root == root_hash(NEXT_ROOT.public_key)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"issuer": "no-hse"}, "issuer is"),
        ({"environment": "test"}, "environment is"),
        ({"sequence": 0}, "sequence is"),
        ({"sequence": True}, "sequence is"),
        ({"sequence": 2**53}, "sequence is"),
        ({"expires": ISSUED}, "30 days"),
        ({"expires": ISSUED + timedelta(days=30, seconds=1)}, "30 days"),
        ({"keys": ()}, "1 to 100"),
        ({"keys": KEY_LIST[:1] * 2}, "twice"),
        ({"next_root": b"short"}, "SHA-256"),
    ],
)
def test_a_set_that_no_reader_would_take_is_not_built(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CardError, match=sentence):
        key_set(**changes)


def test_a_root_signs_for_its_issuer_alone_and_is_no_key_of_its_set() -> None:
    listed = ListedKey(ROOT.public_key, "NO-HSE", "card", *YEAR)

    with pytest.raises(CardError, match="another issuer"):
        key_set().to_bytes(replace(ROOT, issuer="XX-TEST"))
    with pytest.raises(CardError, match="sets alone"):
        key_set(keys=(listed,)).to_bytes(ROOT)
    with pytest.raises(CardError, match="present one"):
        key_set(next_root=root_hash(ROOT.public_key)).to_bytes(ROOT)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"public_key": ec.generate_private_key(ec.SECP384R1()).public_key()}, "P-256"),
        ({"issuer": "no-hse"}, "issuer is"),
        ({"purpose": "keyset"}, "purpose is"),
        ({"state": "lost"}, "state is"),
        ({"state": "compromised"}, "not after"),
        ({"not_after": NOW}, "not after"),
        ({"starts": datetime(2026, 6, 1)}, "time zone"),
        ({"ends": datetime(2026, 5, 1, tzinfo=UTC)}, "before it begins"),
        ({"starts": datetime(1969, 12, 31, tzinfo=UTC)}, "since 1970"),
    ],
)
def test_a_key_whose_parts_contradict_one_another_is_not_listed(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CardError, match=sentence):
        replace(KEY_LIST[0], **changes)


# What follows for readers of cards and lists


def test_the_trust_list_holds_each_key_for_its_purpose_and_window() -> None:
    trust = read_set(USUAL).trust_list()

    [key] = trust.with_kid(SHORT_WINDOW.kid, "card")
    assert (key.not_before, key.not_after) == (KEY_LIST[2].starts, KEY_LIST[2].ends)
    assert trust.with_kid(STATUS.kid, "card") == ()
    assert [key.issuer for key in trust.with_kid(STATUS.kid, "status")] == ["NO-HSE"]
    assert trust.with_kid(ROOT.kid, "keyset") == ()
    assert trust.environments == {"production"}


def test_the_trust_list_runs_out_with_its_set() -> None:
    trust = read_set(USUAL).trust_list()

    assert trust.is_usable(ISSUED + LIFETIME - timedelta(seconds=1))
    assert not trust.is_usable(ISSUED + LIFETIME)
