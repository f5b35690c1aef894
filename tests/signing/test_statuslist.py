"""Status lists: what is put in comes out, and what was not signed, is damaged or too old says nothing."""

from __future__ import annotations

import base64
import json
import random
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import CardError, Refusal, RefusalCode, cose, statuslist
from signing.bitarray import BYTES, ENTRIES
from signing.statuslist import Freshness, Status, StatusList, number_of, subject
from tests.support.statuslists import (
    IAT,
    NOW,
    STATUS_KEY,
    SUB,
    a_list,
    bomb,
    claims,
    marked,
    signed,
    trust_list,
    with_array,
)
from tests.vectors import make_statuslists

VECTORS: dict[str, Any] = json.loads(make_statuslists.FILE.read_text("utf-8"))
TRUST = trust_list()

indices = st.integers(0, ENTRIES - 1)
statuses = st.dictionaries(indices, st.sampled_from(Status), max_size=50)


def read(data: bytes, **more: Any) -> StatusList | Refusal:
    """Return what a reader makes of a token at the tests' time."""
    return StatusList.from_token(data, TRUST, NOW, **more)


def code_of(answer: object) -> RefusalCode:
    """Return the code of a refusal; raises when it is none."""
    if not isinstance(answer, Refusal):
        raise AssertionError(f"believed: {answer}")
    return answer.code


def name(case: dict[str, Any]) -> str:
    """Return what a case is about."""
    return str(case["name"])


# What is written, is read


@given(statuses, st.integers(0, 65_535), st.integers(1, 7 * 86_400))
def test_a_list_comes_back_as_it_was_built(marks: dict[int, int], number: int, ttl: int) -> None:
    sub = subject("https://hse.example.no", number)
    made = StatusList.build(marks, sub, IAT, ttl=ttl)

    back = read(made.to_token(STATUS_KEY), sub=sub, newest_iat=IAT)

    assert isinstance(back, StatusList)
    assert back.array == made.array
    assert (back.sub, back.number, back.iat, back.exp, back.ttl) == (sub, number, IAT, IAT + 604_800, ttl)
    assert back.issuer == STATUS_KEY.issuer
    assert {index: back.status(index) for index in marks} == marks


@given(indices, st.sampled_from(Status))
def test_a_mark_is_on_its_own_index_alone(index: int, status: Status) -> None:
    made = a_list({index: status})

    around = [near for near in range(index - 5, index + 6) if 0 <= near < ENTRIES and near != index]

    assert made.status(index) is status
    assert {made.status(near) for near in around} == {Status.VALID}


@pytest.mark.parametrize("index", [-1, -ENTRIES, ENTRIES, ENTRIES + 1, 1 << 40])
def test_an_index_past_either_end_is_refused(index: int) -> None:
    assert code_of(a_list().status(index)) is RefusalCode.INDEX_OUTSIDE


def test_a_list_is_built_from_one_status_a_byte_as_from_a_map() -> None:
    marks = marked(1, 0.001)
    values = bytes(marks.get(index, 0) for index in range(ENTRIES))

    assert StatusList.build(values, SUB, IAT).array == a_list(marks).array
    assert StatusList.build(b"\1\2\3", SUB, IAT).array == a_list({0: 1, 1: 2, 2: 3}).array


def test_the_token_is_what_the_standard_says() -> None:
    tag = cbor2.loads(a_list().to_token(STATUS_KEY, "https://hse.example.no/s"))

    header, unprotected, payload, signature = tag.value
    assert tag.tag == 18
    assert cbor2.loads(header) == {1: -7, 4: STATUS_KEY.kid, 16: "application/statuslist+cwt"}
    assert (unprotected, len(signature)) == ({}, 64)
    content = cbor2.loads(payload)
    assert set(content) == {2, 4, 6, 65533, 65534}
    assert (content[2], content[4] - content[6], content[65534]) == (SUB, 604_800, 21_600)
    assert set(content[65533]) == {"bits", "lst", "aggregation_uri"}
    assert content[65533]["aggregation_uri"] == "https://hse.example.no/s"


@pytest.mark.parametrize(
    "marks", [{-1: 1}, {ENTRIES: 1}, {0: 4}, {0: -1}, {0: 256}, {0: "1"}, {"0": 1}, b"\4", bytes(ENTRIES + 1)]
)
def test_no_list_is_built_from_what_it_cannot_say(marks: Any) -> None:
    with pytest.raises(CardError):
        StatusList.build(marks, SUB, IAT)


@pytest.mark.parametrize(
    "changes",
    [
        {"sub": "https://hse.example.no/s/65536"},
        {"sub": "https://hse.example.no/s/"},
        {"sub": "https://hse.example.no"},
        {"iat": -1},
        {"lifetime": 0},
        {"ttl": 0},
        {"ttl": 604_801},
        {"lifetime": 1 << 40},
    ],
)
def test_no_list_is_built_with_a_name_or_times_that_make_no_sense(changes: dict[str, Any]) -> None:
    with pytest.raises(CardError):
        a_list(**changes)


def test_a_list_has_a_whole_array() -> None:
    with pytest.raises(CardError, match="bytes"):
        StatusList(SUB, IAT, IAT + 9, 5, bytes(BYTES - 1))


@pytest.mark.parametrize("base_url", ["HTTPS://hse.example.no", "hse.example.no", "https://hse.example.no/x"])
def test_a_list_is_named_below_scheme_and_host(base_url: str) -> None:
    with pytest.raises(CardError):
        subject(base_url, 1)


def test_what_names_no_list_has_no_number() -> None:
    assert number_of("https://hse.example.no/s/12") == 12
    assert [number_of(other) for other in (None, 7, "", "https://hse.example.no/s/012")] == [None] * 4


# The law that two readers obey


@pytest.mark.parametrize("case", VECTORS["tokens"], ids=name)
def test_a_token_is_read_as_the_vectors_say(case: dict[str, Any]) -> None:
    now = datetime.fromisoformat(case.get("now", VECTORS["now"]))

    said = make_statuslists.read_token(base64.b64decode(case["token"]), case, TRUST, now)

    assert said == case["expect"]


@pytest.mark.parametrize("case", VECTORS["freshness"], ids=name)
def test_a_list_is_relied_on_as_the_vectors_say(case: dict[str, Any]) -> None:
    held = make_statuslists.LISTS[case["held"]]

    assert held.freshness(datetime.fromisoformat(case["now"])) == case["expect"]


def test_the_vectors_meet_every_refusal_of_a_list() -> None:
    met = {case["expect"]["refusal"] for group in ("tokens", "deltas") for case in VECTORS[group]}

    listed = {code for code in RefusalCode if code.startswith("L-")} - {RefusalCode.INDEX_OUTSIDE}
    assert listed <= met
    assert {RefusalCode.KEY_UNKNOWN, RefusalCode.SIGNATURE_BAD, RefusalCode.ISSUER_MISMATCH} <= met
    assert {said for case in VECTORS["freshness"] for said in [case["expect"]]} == set(Freshness)


def test_the_file_of_vectors_is_complete() -> None:
    written = {group: [case["name"] for case in cases] for group, cases in make_statuslists.entries().items()}

    assert {group: [case["name"] for case in VECTORS[group]] for group in written} == written


# What is not believed


def test_none_of_ten_thousand_flipped_bits_is_accepted() -> None:
    token = a_list(marked(2, 0.002)).to_token(STATUS_KEY)
    draw = random.Random(7)  # noqa: S311 -- the same bits in every run

    for _ in range(10_000):
        damaged = bytearray(token)
        damaged[draw.randrange(len(token))] ^= 1 << draw.randrange(8)
        assert isinstance(read(bytes(damaged)), Refusal)


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    assert isinstance(read(data), Refusal)
    assert isinstance(read(signed(data)), Refusal)
    assert isinstance(read(with_array(data)), Refusal)


leaves = st.integers(-(2**63), 2**63) | st.text(max_size=5) | st.binary(max_size=5)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(leaves, inner, max_size=3),
    max_leaves=9,
)


@given(st.dictionaries(st.sampled_from([2, 4, 6, 65533, 65534, 1, -1]), values))
def test_no_signed_claims_make_the_reader_fail(changes: dict[int, Any]) -> None:
    content = claims(a_list()) | changes

    answer = read(signed(cbor2.dumps(content, canonical=True)))

    if isinstance(answer, StatusList):
        assert set(content) == {2, 4, 6, 65533, 65534}
        assert (answer.sub, answer.exp, answer.iat) == (content[2], content[4], content[6])
    else:
        assert content != claims(a_list())


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    small, huge = bomb(1 << 27), bomb(1 << 30)
    tokens = with_array(small), with_array(huge)

    tracemalloc.start()
    codes = [code_of(read(token)) for token in tokens]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    # The smaller one is inflated as far as an array goes; a token larger than any list's is not even read.
    assert codes == [RefusalCode.LIST_DAMAGED, RefusalCode.CBOR_NOT_STRICT]
    assert peak < 4_000_000


def test_a_list_of_keys_that_has_run_out_vouches_for_nothing() -> None:
    token = a_list().to_token(STATUS_KEY)

    refused = StatusList.from_token(token, trust_list(usable_until=NOW), NOW)

    assert code_of(refused) is RefusalCode.KEYSET_EXPIRED
    lasting = trust_list(usable_until=NOW + timedelta(seconds=1))
    assert isinstance(StatusList.from_token(token, lasting, NOW), StatusList)


@pytest.mark.parametrize("offset", [-2, -1, 0, 1, 2])
def test_a_list_never_goes_back_in_time(offset: int) -> None:
    answer = read(a_list().to_token(STATUS_KEY), newest_iat=IAT + offset)

    if offset > 0:
        assert code_of(answer) is RefusalCode.LIST_OLDER
    else:
        assert isinstance(answer, StatusList)


@pytest.mark.parametrize("age", [0, 1, 60, 359, 360, 361, 1_439, 10_079, 10_080, 43_200])
@pytest.mark.parametrize("ttl", [900, 21_600, 86_400])
@pytest.mark.parametrize("days", [1, 7, 30])
def test_every_cell_of_age_and_times_is_fresh_stale_or_silent(age: int, ttl: int, days: int) -> None:
    made = a_list(ttl=ttl, lifetime=days * 86_400)
    now = datetime.fromtimestamp(IAT, UTC) + timedelta(minutes=age)

    said = made.freshness(now)
    loaded = StatusList.from_token(made.to_token(STATUS_KEY), TRUST, now)

    seconds = age * 60
    expired, stale = seconds >= days * 86_400, seconds > ttl
    assert said == ("EXPIRED" if expired else "STALE" if stale else "FRESH")
    assert isinstance(loaded, StatusList) is not expired


def test_a_card_is_never_taken_for_a_list_nor_a_list_for_a_card() -> None:
    token = a_list().to_token(STATUS_KEY)

    assert code_of(cose.parse(token)) is RefusalCode.HEADER_NOT_ALLOWED
    assert code_of(cose.parse(signed(b"", kind=None), statuslist.TYPE)) is RefusalCode.HEADER_NOT_ALLOWED


def test_the_vectors_lie_where_the_browser_looks_for_them() -> None:
    assert Path(__file__).parents[1] / "vectors" / "statuslists.json" == make_statuslists.FILE
