"""Whatever a stranger sends, the readers refuse it soon and in little memory, and none of them fails."""

from __future__ import annotations

import time
import tracemalloc
from itertools import permutations

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import cose
from tests.hostile.mutator import HEADS, mutations
from tests.hostile.readers import OF_BYTES, READERS, Reader
from tests.support.cards import STRANGER, envelope, twin_of

MAX_MEMORY = 4 << 20
MAX_SECONDS = 0.1


def by_name(reader: Reader) -> str:
    """Return how a reader is called in the list of tests."""
    return reader.name


def parts_of(reader: Reader) -> cose.Sign1:
    """Return the parts of what a reader believes."""
    parts = cose.parse(reader.genuine[0], reader.kind, 1 << 20)
    assert isinstance(parts, cose.Sign1)
    return parts


def longest_call(reader: Reader, offered: list[bytes]) -> float:
    """Return the processor time that the slowest of some refusals took; no other answer is allowed."""
    slowest = 0.0
    for data in offered:
        before = time.thread_time()
        believed = reader.believes(data)
        slowest = max(slowest, time.thread_time() - before)
        assert not believed, data.hex()
    return slowest


def most_memory(reader: Reader, offered: list[bytes]) -> int:
    """Return the most bytes that one of some calls held at a time, beyond what was there before it."""
    tracemalloc.start()
    try:
        most = 0
        for data in offered:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            reader.believes(data)
            most = max(most, tracemalloc.get_traced_memory()[1] - before)
        return most
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
def test_what_the_changes_begin_with_is_believed(reader: Reader) -> None:
    assert all(reader.believes(data) for data in reader.genuine)


@pytest.mark.parametrize("reader", READERS, ids=by_name)
def test_none_of_four_thousand_changed_ones_is_believed(reader: Reader) -> None:
    longest_call(reader, list(mutations(reader.genuine, 4_000, seed=1)))


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
def test_changed_ones_that_the_issuer_signed_make_no_reader_fail(reader: Reader) -> None:
    believed = [reader.believes(reader.sign(body)) for body in mutations(reader.payloads(), 500, seed=2)]

    assert not all(believed)


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
def test_a_refusal_needs_little_memory(reader: Reader) -> None:
    changed = list(mutations(reader.genuine, 200, seed=3))
    resigned = [reader.sign(body) for body in mutations(reader.payloads(), 100, seed=4)]

    assert most_memory(reader, [*changed, *resigned]) <= MAX_MEMORY


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
@pytest.mark.parametrize("head", HEADS, ids=bytes.hex)
def test_a_head_that_decoders_stumble_over_is_refused_wherever_it_stands(reader: Reader, head: bytes) -> None:
    parts = parts_of(reader)
    good = reader.genuine[0]

    places = [
        head,
        good[:1] + head,
        good + head,
        envelope(head, {}, parts.payload, parts.signature),
        envelope(parts.protected + head, {}, parts.payload, parts.signature),
        envelope(parts.protected, {}, head, parts.signature),
        reader.sign(head),
        reader.sign(parts.payload + head),
    ]

    assert [data.hex() for data in places if reader.believes(data)] == []


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
def test_a_key_that_stands_twice_is_refused_even_if_signed(reader: Reader) -> None:
    parts = parts_of(reader)
    items = cbor2.loads(parts.payload)
    first = next(iter(items))
    twice = bytes([0xA0 + len(items) + 1]) + 2 * (cbor2.dumps(first) + cbor2.dumps(items[first]))
    rest = b"".join(cbor2.dumps(key) + cbor2.dumps(items[key]) for key in list(items)[1:])

    assert not reader.believes(reader.sign(twice + rest))


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
def test_the_same_content_in_longer_forms_is_refused_even_if_signed(reader: Reader) -> None:
    body = parts_of(reader).payload

    assert reader.believes(reader.sign(body))
    assert not reader.believes(reader.sign(bytes([0xB8, body[0] - 0xA0]) + body[1:]))
    assert not reader.believes(reader.sign(b"\xbf" + body[1:] + b"\xff"))


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
@pytest.mark.parametrize("depth", [9, 100, 2_000])
def test_deep_nesting_is_refused_even_if_signed(reader: Reader, depth: int) -> None:
    for nest in (b"\x81", b"\xa1\x00"):
        assert not reader.believes(reader.sign(nest * depth + b"\x00"))
        assert not reader.believes(b"\xd2" + nest * depth + b"\x00")


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
@pytest.mark.parametrize("signature", [b"", bytes(64), b"\xff" * 64, bytes(63) + b"\x01"], ids=bytes.hex)
def test_a_made_up_signature_is_refused(reader: Reader, signature: bytes) -> None:
    parts = parts_of(reader)

    assert not reader.believes(envelope(parts.protected, {}, parts.payload, signature))


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
def test_what_a_stranger_signed_under_an_honest_kid_is_refused(reader: Reader) -> None:
    parts = parts_of(reader)
    forged = STRANGER.sign(parts.to_be_verified)

    assert not reader.believes(envelope(parts.protected, {}, parts.payload, forged))


@pytest.mark.parametrize(("one", "other"), list(permutations(OF_BYTES, 2)), ids=by_name)
def test_nothing_signed_for_one_reader_is_believed_by_another(one: Reader, other: Reader) -> None:
    body = parts_of(one).payload
    crossed = [cose.sign(body, key, kind) for key in (one.key, other.key) for kind in (one.kind, other.kind)]

    assert [other.believes(data) for data in (*one.genuine, *crossed)] == [False] * (4 + len(one.genuine))


@pytest.mark.parametrize("reader", OF_BYTES, ids=by_name)
def test_the_twin_of_a_signature_says_nothing_new(reader: Reader) -> None:
    parts = parts_of(reader)
    twin = envelope(parts.protected, {}, parts.payload, twin_of(parts.signature))

    # (r, n - s) verifies wherever (r, s) does: the same statement, which is why no signature is an identity.
    assert twin != reader.genuine[0]
    assert reader.believes(twin)


edits = st.lists(
    st.tuples(
        st.integers(0, 4_000), st.integers(0, 8), st.one_of(st.binary(max_size=12), st.sampled_from(HEADS))
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("reader", READERS, ids=by_name)
@given(changes=edits)
@settings(max_examples=300, deadline=None)
def test_no_edit_is_believed(reader: Reader, changes: list[tuple[int, int, bytes]]) -> None:
    data = reader.genuine[0]
    for at, removed, put in changes:
        place = at % (len(data) + 1)
        data = data[:place] + put + data[place + removed :]

    assert data in reader.genuine or not reader.believes(data)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(10))
@pytest.mark.parametrize("reader", READERS, ids=by_name)
def test_none_of_a_million_changed_ones_is_believed(reader: Reader, part: int) -> None:
    """Twenty thousand a part: each refused, in 100 ms of processor time and, for a sample, 4 MB at most."""
    changed = list(mutations(reader.genuine, 20_000, seed=1_000 + part))

    assert longest_call(reader, changed) <= MAX_SECONDS
    assert most_memory(reader, changed[:500]) <= MAX_MEMORY
