"""Changes to bytes as an attacker or a scratched print makes them: drawn by number, the same in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

# Heads that decoders have stumbled over: indefinite lengths, long forms, tags, floats, simple values, breaks,
# and lengths of more than there is memory for.
HEADS = (
    b"\x5f",
    b"\x7f",
    b"\x9f",
    b"\xbf",
    b"\xff",
    b"\x18\x00",
    b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
    b"\x7a\x7f\xff\xff\xff",
    b"\x9a\xff\xff\xff\xff",
    b"\xba\xff\xff\xff\xff",
    b"\xc2\x41\x00",
    b"\xc0\x60",
    b"\xd2",
    b"\xd8\x1d\x00",
    b"\xd9\xd9\xf7",
    b"\xf4",
    b"\xf6",
    b"\xf8\x20",
    b"\xf9\x7e\x00",
    b"\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00",
    b"\xa1\x01",
    b"\x81" * 40,
    b"\xa1\x00" * 40,
    b"\xc1" * 40,
    b"\x00" * 64,
    b"\xff" * 64,
)


def mutations(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield changed seeds, none of which is a seed."""
    draw = random.Random(seed)  # noqa: S311 -- the same changes in every run
    made = 0
    while made < count:
        data = draw.choice(seeds)
        for _ in range(draw.choice((1, 1, 1, 2, 3, 8))):
            data = _changed(data, seeds, draw)
        if data not in seeds:
            made += 1
            yield data


def _changed(data: bytes, seeds: Sequence[bytes], draw: random.Random) -> bytes:
    """Return data with one change at a drawn place."""
    at, to = sorted((draw.randint(0, len(data)), draw.randint(0, len(data))))
    before, part, after = data[:at], data[at:to], data[to:]
    if draw.random() < 0.5:
        return data[:to] + _in_place_of(after, draw)
    match draw.randrange(5):
        case 0:
            return before + after
        case 1:
            return before + part + part[:64] + after
        case 2:
            return before
        case 3:
            other = draw.choice(seeds)
            return before + other[draw.randint(0, len(other)) :]
        case _:
            return before + part[::-1] + after


def _in_place_of(rest: bytes, draw: random.Random) -> bytes:
    """Return the rest of some data with a bit turned, a byte replaced, bytes put in, or a head put in."""
    match draw.randrange(5):
        case 0 | 1 if rest:
            return bytes([rest[0] ^ 1 << draw.randrange(8)]) + rest[1:]
        case 2 if rest:
            return draw.randbytes(1) + rest[1:]
        case 3:
            return draw.randbytes(draw.randint(1, 4)) + rest
        case _:
            return draw.choice(HEADS) + rest[draw.choice((0, 1)) :]
