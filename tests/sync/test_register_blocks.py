"""Large files in pieces: nothing cut, damaged or endless passes for whole, and no bomb goes off."""

from __future__ import annotations

import codecs
import gzip
import io
import itertools
import json
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from sync.registers.blocks import BLOCK, PIECE, blocks, document, inflated, objects
from sync.registers.rows import SourceError

TEXT = bytes(range(256)) * 3000


def in_pieces(data: bytes, size: int) -> Iterator[bytes]:
    """The data in pieces of a size."""
    return (data[start : start + size] for start in range(0, len(data), size))


def test_a_file_comes_in_blocks() -> None:
    data = b"x" * (BLOCK + 1)

    assert [len(block) for block in blocks(io.BytesIO(data))] == [BLOCK, 1]
    assert list(blocks(io.BytesIO(b""))) == []


@pytest.mark.parametrize("size", [1, 2, 3, 1000, PIECE, BLOCK])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_gzip_is_unpacked_in_whatever_pieces_it_comes(size: int, level: int) -> None:
    # Two members one after the other are one file, as RFC 1952 has it.
    packed = gzip.compress(TEXT, level) + gzip.compress(b"and more", level)

    pieces = list(inflated(in_pieces(packed, size)))

    assert b"".join(pieces) == TEXT + b"and more"
    assert max(map(len, pieces)) <= PIECE


def test_what_is_not_in_gzip_comes_as_it_is() -> None:
    assert b"".join(inflated([TEXT])) == TEXT
    assert b"".join(inflated([])) == b""


@pytest.mark.parametrize("kept", [2, 9, 12, -9, -8, -1])
def test_gzip_that_is_cut_off_is_noticed(kept: int) -> None:
    with pytest.raises(SourceError, match="cut off"):
        list(inflated([gzip.compress(TEXT)[:kept]]))


def test_gzip_with_something_behind_it_is_not_whole() -> None:
    with pytest.raises(SourceError, match=r"cut off|damaged"):
        list(inflated([gzip.compress(TEXT) + b"<html>"]))


def test_every_damage_to_gzip_is_noticed() -> None:
    packed = gzip.compress(json.dumps(list(range(30))).encode(), mtime=0)
    # The ten bytes of the head hold times and names, and its magic is what makes it gzip at all.
    for place in range(10, len(packed)):
        damaged = bytes([*packed[:place], packed[place] ^ 0x55, *packed[place + 1 :]])
        with pytest.raises(SourceError):
            list(inflated([damaged]))


def test_a_bomb_is_bounded_in_size_and_memory() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"0" * BLOCK) for _ in range(200)) + packer.flush()

    tracemalloc.start()
    with pytest.raises(SourceError, match=f"more than {100 * BLOCK} bytes"):
        for _ in inflated([bomb], limit=100 * BLOCK):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 4 * BLOCK


def test_the_limit_counts_what_is_not_packed_as_well() -> None:
    with pytest.raises(SourceError, match="more than 10 bytes"):
        list(inflated([b"12345678901"], limit=10))
    assert list(inflated([b"1234567890"], limit=10)) == [b"1234567890"]


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_objects_come_in_whatever_pieces(size: int) -> None:
    documents = [{"navn": "Øving", "a": {"b": [1, None, True]}}, {}, {"x": 1.5}]

    assert list(objects(in_pieces(json.dumps(documents).encode(), size))) == documents


@pytest.mark.parametrize("size", [1, 1000])
def test_a_mark_of_the_byte_order_is_no_part_of_the_text(size: int) -> None:
    data = codecs.BOM_UTF8 + b'[{"a": 1}]'

    assert list(objects(in_pieces(data, size))) == [{"a": 1}]
    assert document(in_pieces(data, size)) == [{"a": 1}]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cut off"),
        (b"[", "cut off"),
        (b'[{"a": 1}', "cut off"),
        (b'[{"a": 1},', "cut off"),
        (b'[{"a": 1', "cut off"),
        (b'[{"a": 1}]]', "not JSON"),
        (b'[{"a": 1}] [{"a": 1}]', "not JSON"),
        (b"<!doctype html><html>", "not JSON"),
        (b'[{"a": NaN}]', "not JSON"),
        (b'[{"a": Infinity}]', "not JSON"),
        (b'[{"a": 1e999}]', "not JSON"),
        (b'[{"a": ' + b"9" * 500 + b"}]", "not JSON"),
        (b"[{'a': 1}]", "not JSON"),
        (b'[{"a": "\xff"}]', "not JSON"),
        (b'[{"a": "\t"}]', "not JSON"),
        (b'[{"a": 1, "a": 2}]', "a name stands twice"),
        (b'[{"a": {"b": 1, "b": 1}}]', "a name stands twice"),
    ],
)
def test_what_two_readers_would_read_differently_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        list(objects([data]))


def test_an_object_without_an_end_does_not_fill_the_memory() -> None:
    endless = itertools.chain([b'[{"a": "'], itertools.repeat(b"x" * PIECE))

    with pytest.raises(SourceError, match="too large"):
        list(objects(endless))


def test_brackets_without_an_end_do_not_end_the_process() -> None:
    with pytest.raises(SourceError, match="nested too deep"):
        list(objects(itertools.repeat(b"[" * PIECE)))


def test_a_long_array_is_read_in_the_same_memory_as_a_short_one() -> None:
    one = json.dumps({"navn": "x" * 900}).encode()

    def peak(length: int) -> int:
        pieces = itertools.chain([b"["], itertools.repeat(one + b",", length), [one, b"]"])
        tracemalloc.start()
        assert sum(1 for _ in objects(pieces)) == length + 1
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(20_000) < 2 * peak(1000)


def test_what_the_parser_says_repeats_nothing_of_the_file() -> None:
    with pytest.raises(SourceError) as caught:
        list(objects([b'[{"navn": "Kari Nordmann", x}]']))

    assert "Kari" not in str(caught.value)


@pytest.mark.parametrize("number", ["-0.5", "1.25e3", "1e5", "2E-3", "7"])
def test_a_number_is_not_cut_where_a_piece_ends(number: str) -> None:
    text = f"[{number},{number}]".encode()

    assert list(objects(text[at : at + 1] for at in range(len(text)))) == [json.loads(number)] * 2


@pytest.mark.parametrize("text", [b"[1.]", b"[1e,2]", b"[1.", b"[-0e"])
def test_half_a_number_is_refused(text: bytes) -> None:
    with pytest.raises(SourceError, match="not JSON|cut off"):
        list(objects([text]))
