"""A status list's array: 2^20 entries of two bits, the first one in the lowest bits of the first byte.

Whole arrays are handled as one very large number each, which the interpreter does at the speed of the memory.
"""

from __future__ import annotations

import zlib

ENTRIES = 1 << 20
BITS = 2
BYTES = ENTRIES * BITS // 8

_PER_BYTE = 8 // BITS
_VALUES = bytes(range(1 << BITS))
_LOW_BITS = int.from_bytes(b"\x55" * BYTES)
_ENTRY_OF_BYTE = tuple(bytes((byte >> BITS * place) & 3 for byte in range(256)) for place in range(_PER_BYTE))
# With one entry in twenty marked at random, coding single bytes already beats any search for repeated ones.
_SEARCH_BELOW = ENTRIES // 20


def pack(values: bytes) -> bytes:
    """The array whose entries are the values 0 to 3 of `values`, one a byte; 0 after its end.

    Raises ValueError when there are more than fit, or others.
    """
    if len(values) > ENTRIES or values.translate(None, _VALUES):
        raise ValueError(f"at most {ENTRIES} entries, each 0 to 3")
    whole = values.ljust(ENTRIES, b"\0")
    lanes = (int.from_bytes(whole[place::_PER_BYTE], "little") << BITS * place for place in range(_PER_BYTE))
    return sum(lanes).to_bytes(BYTES, "little")


def unpack(array: bytes) -> bytes:
    """The entries of an array, one a byte."""
    values = bytearray(ENTRIES)
    for place, entry_of in enumerate(_ENTRY_OF_BYTE):
        values[place::_PER_BYTE] = array.translate(entry_of)
    return bytes(values)


def xor(one: bytes, other: bytes) -> bytes:
    """Where two arrays differ; applied to either it gives the other one."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(BYTES)


def counts(array: bytes) -> tuple[int, int, int, int]:
    """How many entries have the value 0, 1, 2 and 3."""
    number = int.from_bytes(array)
    low, high = number & _LOW_BITS, number >> 1 & _LOW_BITS
    both = (low & high).bit_count()
    ones, twos = low.bit_count() - both, high.bit_count() - both
    return ENTRIES - ones - twos - both, ones, twos, both


def deflate(array: bytes) -> bytes:
    """The array as the smallest zlib stream (RFC 1950) of zlib's strategies at level 9.

    The two that search for repeated strings take a hundred times longer than the others. They are left out
    where a glance shows that they cannot win: many entries marked, neither runs nor near repeats among them.
    """
    by_bytes, by_runs = _deflated(array, zlib.Z_HUFFMAN_ONLY), _deflated(array, zlib.Z_RLE)
    glance = _deflated(array, zlib.Z_DEFAULT_STRATEGY, level=1)
    if ENTRIES - counts(array)[0] >= _SEARCH_BELOW and len(by_bytes) <= min(len(by_runs), len(glance)):
        return by_bytes
    searched = (_deflated(array, strategy) for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED))
    return min((by_bytes, by_runs, *searched), key=len)


def _deflated(array: bytes, strategy: int, level: int = 9) -> bytes:
    stream = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS, 9, strategy)
    return stream.compress(array) + stream.flush()


def inflate(data: bytes) -> bytes | None:
    """The array in a zlib stream; None when that is not one whole stream of exactly an array's length.

    Never makes more than one byte beyond that length, however much the stream would give.
    """
    stream = zlib.decompressobj()
    try:
        array = stream.decompress(data, BYTES + 1)
    except zlib.error:
        return None
    return array if len(array) == BYTES and stream.eof and not stream.unused_data else None
