"""Deltas: a step from one publication to a later one, or nothing at all."""

from __future__ import annotations

import base64
import json
import random
from datetime import datetime
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import CardError, Refusal, RefusalCode, statusdelta
from signing.bitarray import ENTRIES
from signing.statusdelta import apply_delta, follow, make_delta
from signing.statuslist import Status, StatusList
from tests.support.statuslists import IAT, NOW, STATUS_KEY, a_list, changed, signed, trust_list
from tests.vectors import make_statuslists
from tests.vectors.forged_statuslists import LATER, honest_delta

VECTORS: dict[str, Any] = json.loads(make_statuslists.FILE.read_text("utf-8"))
TRUST = trust_list()
HELD = make_statuslists.signed_list("a few marked")
NEWER = a_list({0: 1, 9: 1}, iat=LATER)

statuses = st.dictionaries(st.integers(0, ENTRIES - 1), st.sampled_from(Status), max_size=40)


def name(case: dict[str, Any]) -> str:
    """Return what a case is about."""
    return str(case["name"])


def held(made: StatusList) -> StatusList:
    """Return a list as a phone holds it: read from its token."""
    read = StatusList.from_token(made.to_token(STATUS_KEY), TRUST, NOW)
    if isinstance(read, Refusal):
        raise AssertionError(read)
    return read


@given(statuses, statuses, st.integers(1, 3_600))
def test_a_delta_makes_the_newer_list_of_the_older(
    before: dict[int, int], after: dict[int, int], seconds: int
) -> None:
    old, new = a_list(before), a_list(after, iat=IAT + seconds)

    assert apply_delta(held(old), make_delta(old, new, STATUS_KEY), TRUST, NOW) == held(new)


def test_a_delta_is_signed_like_a_list_and_names_both_ends() -> None:
    header, _, payload, _ = cbor2.loads(honest_delta()).value

    assert cbor2.loads(header)[16] == "application/kortsjekk-statusdelta+cwt"
    content = cbor2.loads(payload)
    assert set(content) == {2, 4, 6, 65534, -70001, -70002, -70003}
    assert (content[-70001], content[6], content[4] - content[6]) == (IAT, LATER, 604_800)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (a_list(), a_list()),
        (a_list(), a_list(iat=IAT - 1)),
        (a_list(), a_list(sub="https://hse.example.no/s/2", iat=LATER)),
    ],
)
def test_no_delta_leads_back_or_to_another_list(old: StatusList, new: StatusList) -> None:
    with pytest.raises(CardError):
        make_delta(old, new, STATUS_KEY)


@pytest.mark.parametrize("case", VECTORS["deltas"], ids=name)
def test_a_delta_is_taken_as_the_vectors_say(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case.get("now", VECTORS["now"]))
    before = make_statuslists.signed_list(case["held"])

    said = make_statuslists.read_delta(base64.b64decode(case["delta"]), before, TRUST, now)

    assert said == case["expect"]


def test_none_of_two_thousand_flipped_bits_is_accepted() -> None:
    delta = honest_delta()
    draw = random.Random(5)  # noqa: S311 -- the same bits in every run

    for _ in range(2_000):
        damaged = bytearray(delta)
        damaged[draw.randrange(len(delta))] ^= 1 << draw.randrange(8)
        assert isinstance(apply_delta(HELD, bytes(damaged), TRUST, NOW), Refusal)


leaves = st.integers(-(2**63), 2**63) | st.text(max_size=5) | st.binary(max_size=40) | st.none() | st.floats()


@given(
    st.binary(max_size=200),
    st.dictionaries(st.sampled_from([2, 4, 6, 65534, -70001, -70002, -70003]), leaves),
)
def test_no_bytes_and_no_claims_make_the_reader_fail(data: bytes, changes: dict[int, Any]) -> None:
    content = cbor2.loads(cbor2.loads(honest_delta()).value[2])
    forged = signed(cbor2.dumps(content | changes, canonical=True), kind=statusdelta.TYPE)

    assert isinstance(apply_delta(HELD, data, TRUST, NOW), Refusal)
    stepped = apply_delta(HELD, forged, TRUST, NOW)
    # The times of a list are its signer's to choose; what it holds, and from where the way leads, are not.
    assert isinstance(stepped, Refusal) or (stepped.array == NEWER.array and changes.keys() <= {4, 6, 65534})
    assert isinstance(stepped, StatusList) or changes


# The way back to the whole list


def whole() -> bytes:
    """Return the newer list's token."""
    return NEWER.to_token(STATUS_KEY)


def not_needed() -> bytes:
    """Fail: nobody should have fetched the whole list."""
    raise AssertionError("the whole list was fetched")


def test_a_good_delta_saves_the_whole_list() -> None:
    assert follow(HELD, honest_delta(), not_needed, TRUST, NOW) == held(NEWER)


@pytest.mark.parametrize(
    "delta", [None, b"", honest_delta()[:-9], signed(changed({1: 1}), kind=statusdelta.TYPE)]
)
def test_without_a_good_delta_the_whole_list_is_fetched(delta: bytes | None) -> None:
    assert follow(HELD, delta, whole, TRUST, NOW) == held(NEWER)


@pytest.mark.parametrize(
    ("fetched", "code"),
    [
        (b"<html>Sign in to this network</html>", RefusalCode.NOT_COSE_SIGN1),
        (a_list(iat=IAT - 1).to_token(STATUS_KEY), RefusalCode.LIST_OLDER),
        (a_list(sub="https://hse.example.no/s/2", iat=LATER).to_token(STATUS_KEY), RefusalCode.LIST_OTHER),
    ],
    ids=["a captive portal", "an old list again", "another list"],
)
def test_when_that_fails_too_it_says_why(fetched: bytes, code: RefusalCode) -> None:
    answer = follow(HELD, None, lambda: fetched, TRUST, NOW)

    assert isinstance(answer, Refusal)
    assert answer.code is code
