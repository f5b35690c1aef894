"""CBOR in one form only: whatever can be written in two ways is read in none."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import CardError, strict_cbor

NUMBERS = st.integers(-(2**64), 2**64 - 1)
ITEMS = st.recursive(
    NUMBERS | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(0, 2**64 - 1), inner, max_size=4),
    max_leaves=8,
)


def depth(value: object) -> int:
    """Return how many arrays and maps lie inside each other."""
    inside = list(value.values()) if isinstance(value, dict) else value
    return 1 + max(map(depth, inside), default=0) if isinstance(inside, list) else 0


@given(ITEMS.filter(lambda value: depth(value) <= strict_cbor.MAX_DEPTH))
def test_what_is_written_is_read_again(value: object) -> None:
    assert strict_cbor.loads(strict_cbor.dumps(value)) == value


@given(st.binary(max_size=40))
def test_any_bytes_are_refused_or_are_the_one_form_of_what_they_say(data: bytes) -> None:
    try:
        value = strict_cbor.loads(data)
    except CardError:
        return
    assert cbor2.dumps(value, canonical=True) == data


@given(ITEMS, st.data())
def test_a_changed_byte_never_raises_anything_else(value: object, data: st.DataObject) -> None:
    good = strict_cbor.dumps(value)
    place = data.draw(st.integers(0, len(good) - 1))
    changed = good[:place] + bytes([good[place] ^ data.draw(st.integers(1, 255))]) + good[place + 1 :]
    try:
        again = strict_cbor.loads(changed)
    except CardError:
        return
    assert strict_cbor.dumps(again) == changed


@pytest.mark.parametrize(
    ("why", "data"),
    [
        ("nothing", ""),
        ("byte left over", "0000"),
        ("number in two bytes", "1800"),
        ("number in three bytes", "190018"),
        ("number in five bytes", "1a00000100"),
        ("number in nine bytes", "1b0000000000010000"),
        ("negative number in two bytes", "3800"),
        ("length of a text in two bytes", "780161"),
        ("length of bytes in two bytes", "580100"),
        ("length of an array in two bytes", "980100"),
        ("length of a map in two bytes", "b8010000"),
        ("text of indefinite length", "7f6161ff"),
        ("bytes of indefinite length", "5f4100ff"),
        ("array of indefinite length", "9f00ff"),
        ("map of indefinite length", "bf0000ff"),
        ("break alone", "ff"),
        ("one key twice", "a201000100"),
        ("one key twice, inside", "81a201000100"),
        ("keys in another order", "a202000100"),
        ("key below 0", "a12000"),
        ("key that is a text", "a1616100"),
        ("key that is bytes", "a1410000"),
        ("key true, which is equal to 1", "a1f500"),
        ("key 1.0, which is equal to 1", "a1f93c0000"),
        ("key that is an array", "a1810000"),
        ("key that is a map", "a1a000"),
        ("false", "f4"),
        ("true", "f5"),
        ("null", "f6"),
        ("undefined", "f7"),
        ("simple value 16", "f0"),
        ("simple value 255", "f8ff"),
        ("simple value 24 in two bytes", "f818"),
        ("float 1.0", "f93c00"),
        ("float 0.1", "fb3fb999999999999a"),
        ("NaN", "f97e00"),
        ("another NaN", "f97e01"),
        ("NaN in nine bytes", "fb7ff8000000000000"),
        ("infinity", "f97c00"),
        ("float inside", "81f93c00"),
        ("text that is not UTF-8", "61ff"),
        ("text with half a surrogate pair", "63eda080"),
        ("text with a letter in two bytes too many", "62c1a1"),
        ("cut text", "626f"),
        ("cut number", "1900"),
        ("array that promises more than there is", "8200"),
        ("array that promises 2^64 - 1 items", "9bffffffffffffffff"),
        ("map that promises 2^64 - 1 items", "bbffffffffffffffff"),
        ("text that promises 2^64 - 1 bytes", "7bffffffffffffffff"),
        ("reserved length 28", "1c"),
        ("reserved length 30", "9e"),
        ("nine arrays deep", "81" * 9 + "00"),
        ("nine maps deep", "a101" * 9 + "00"),
        ("4,000 arrays deep", "81" * 4000 + "00"),
    ],
)
def test_a_second_form_of_anything_is_refused(why: str, data: str) -> None:
    with pytest.raises(CardError):
        strict_cbor.loads(bytes.fromhex(data))


@pytest.mark.parametrize(
    "inside", ["00", "01", "4101", "6161", "6a323032362d31312d3032", "820102", "a0", "80"]
)
def test_no_tag_has_a_meaning(inside: str) -> None:
    body = bytes.fromhex(inside)
    heads = [bytes([0xC0 | tag]) for tag in range(24)]
    heads += [bytes([0xD8, tag]) for tag in range(24, 256)]
    heads += [b"\xd9" + tag.to_bytes(2) for tag in (*range(256, 1100), 43_000, 55_799, 65_535)]
    heads += [b"\xda" + tag.to_bytes(4) for tag in (65_536, 2**32 - 1)]
    heads += [b"\xdb" + tag.to_bytes(8) for tag in (2**32, 2**64 - 1)]

    for head in heads:
        with pytest.raises(CardError, match="tag"):
            strict_cbor.loads(head + body)


def test_eight_levels_are_read() -> None:
    assert strict_cbor.loads(b"\x81" * 8 + b"\x00") == [[[[[[[[0]]]]]]]]


def test_4096_bytes_are_read_and_one_more_is_not() -> None:
    assert strict_cbor.loads(strict_cbor.dumps(bytes(4093))) == bytes(4093)
    with pytest.raises(CardError, match="4096"):
        strict_cbor.loads(strict_cbor.dumps(bytes(4094)))


@pytest.mark.parametrize("value", [2**64 - 1, -(2**64), 0, -1, "", b"", [], {}, {2**64 - 1: {0: []}}])
def test_the_edges_of_what_a_card_may_say_are_read(value: Any) -> None:
    assert strict_cbor.loads(strict_cbor.dumps(value)) == value
