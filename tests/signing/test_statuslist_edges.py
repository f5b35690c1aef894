"""Status lists at the edges of what they may say: the first second, the last one, and the largest array."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

import pytest

from signing import CardError, Refusal, RefusalCode
from signing.bitarray import BYTES
from signing.statuslist import MAX_TOKEN, StatusList
from tests.support.statuslists import IAT, NOW, STATUS_KEY, a_list, claims, signed, trust_list

LAST = int(datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())


def read(changes: dict[str, Any]) -> StatusList | Refusal:
    """Return what a reader makes of a list with other times."""
    return StatusList.from_token(signed(claims(a_list(), **changes)), trust_list(), NOW)


def test_a_list_that_cannot_be_made_smaller_is_read() -> None:
    noise = random.Random(7).randbytes(BYTES)  # noqa: S311 -- the same bytes in every run
    token = StatusList("https://hse.example.no/s/1", IAT, IAT + 9, 9, noise).to_token(STATUS_KEY)

    back = StatusList.from_token(token, trust_list(), datetime.fromtimestamp(IAT, UTC))

    assert BYTES < len(token) <= MAX_TOKEN
    assert isinstance(back, StatusList)
    assert back.array == noise


def test_an_array_of_a_quarter_megabyte_is_not_spilled_into_a_log() -> None:
    assert len(repr(a_list())) < 200


@pytest.mark.parametrize(
    "times",
    [
        {"iat": 0, "exp": 1, "ttl": 1},
        {"iat": LAST - 1, "exp": LAST, "ttl": 1},
        {"iat": IAT, "exp": IAT + 60, "ttl": 60},
    ],
    ids=["first second", "last second", "fresh until it ends"],
)
def test_a_list_may_have_times_at_the_edge(times: dict[str, Any]) -> None:
    assert StatusList("https://hse.example.no/s/1", **times, array=bytes(BYTES)).exp == times["exp"]


@pytest.mark.parametrize(
    "times",
    [
        {"iat": -1, "exp": 1, "ttl": 1},
        {"iat": LAST, "exp": LAST + 1, "ttl": 1},
        {"iat": IAT, "exp": IAT + 60, "ttl": 61},
        {"iat": IAT, "exp": IAT + 60, "ttl": 0},
        {"iat": IAT, "exp": IAT, "ttl": 0},
    ],
    ids=["before the first second", "after the last", "fresh after its end", "never fresh", "over at once"],
)
def test_a_list_has_no_times_beyond_the_edge(times: dict[str, Any]) -> None:
    with pytest.raises(CardError, match="a list is issued before it expires"):
        StatusList("https://hse.example.no/s/1", **times, array=bytes(BYTES))
    answer = read({"claim_6": times["iat"], "claim_4": times["exp"], "claim_65534": times["ttl"]})
    assert isinstance(answer, Refusal)
    assert answer.code == RefusalCode.CLAIMS_MALFORMED


def test_a_token_of_the_first_second_is_old_and_one_to_the_last_second_is_good() -> None:
    first = read({"claim_6": 0, "claim_4": 1, "claim_65534": 1})
    last = read({"claim_4": LAST})
    whole = read({"claim_65534": a_list().exp - IAT})

    assert isinstance(first, Refusal)
    assert first.code == RefusalCode.LIST_EXPIRED
    assert isinstance(last, StatusList)
    assert isinstance(whole, StatusList)
