"""The packed array, against one that is packed the slow way, and its smallest stream."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import bitarray
from signing.bitarray import BYTES, ENTRIES
from tests.support.statuslists import a_list, bomb, marked

values = st.binary(max_size=200).map(lambda data: bytes(byte & 3 for byte in data))
ARRAYS = {
    "nothing marked": bytes(BYTES),
    "one marked": a_list({77: 1}).array,
    "0.1 % at random": a_list(marked(1, 0.001)).array,
    "3 % at random": a_list(marked(2, 0.03)).array,
    "10 % at random": a_list(marked(3, 0.1)).array,
    "30 % at random": a_list(marked(4, 0.3)).array,
    "one run": b"\x55" * (BYTES // 2) + bytes(BYTES // 2),
    "a pattern": a_list({index: 1 + index % 3 for index in range(ENTRIES)}).array,
    "no order at all": random.Random(6).randbytes(BYTES),  # noqa: S311 -- a drawn example
}


@given(values)
def test_entries_are_packed_from_the_lowest_bits(data: bytes) -> None:
    array = bitarray.pack(data)

    slow = bytearray(BYTES)
    for index, value in enumerate(data):
        slow[index // 4] |= value << index % 4 * 2
    assert array == bytes(slow)
    assert bitarray.unpack(array) == data.ljust(ENTRIES, b"\0")


@given(values, values)
def test_the_difference_leads_both_ways(one: bytes, other: bytes) -> None:
    first, second = bitarray.pack(one), bitarray.pack(other)

    difference = bitarray.xor(first, second)

    assert bitarray.xor(first, difference) == second
    assert bitarray.xor(second, difference) == first
    assert (difference == bytes(BYTES)) is (first == second)


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_entries_are_counted_by_value(array: bytes) -> None:
    entries = bitarray.unpack(array)

    assert bitarray.counts(array) == tuple(entries.count(value) for value in range(4))


@pytest.mark.parametrize("data", [b"\4", b"\xff", bytes(ENTRIES) + b"\0"])
def test_nothing_else_is_packed(data: bytes) -> None:
    with pytest.raises(ValueError, match="entries"):
        bitarray.pack(data)


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_the_stream_is_as_small_as_any_strategy_makes_it(array: bytes) -> None:
    def deflated(strategy: int) -> int:
        stream = zlib.compressobj(9, zlib.DEFLATED, 15, 9, strategy)
        return len(stream.compress(array) + stream.flush())

    packed = bitarray.deflate(array)

    strategies = (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_HUFFMAN_ONLY, zlib.Z_RLE)
    assert len(packed) == min(map(deflated, strategies))
    assert bitarray.inflate(packed) == array


@given(st.binary(max_size=100))
def test_no_bytes_make_inflating_fail(data: bytes) -> None:
    assert bitarray.inflate(data) is None


@pytest.mark.parametrize(
    "stream",
    [
        zlib.compress(bytes(BYTES - 1)),
        zlib.compress(bytes(BYTES + 1)),
        zlib.compress(bytes(BYTES))[:-1],
        zlib.compress(bytes(BYTES)) + b"\0",
        bomb(1 << 26),
    ],
    ids=["short", "long", "cut", "more", "bomb"],
)
def test_only_one_whole_array_is_inflated(stream: bytes) -> None:
    assert bitarray.inflate(stream) is None
