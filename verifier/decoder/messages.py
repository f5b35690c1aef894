"""What a web process and its decoder say to each other: a frame one way, a small JSON document the other.

The decoder is believed nothing once it has seen a picture, so its side has bounds and a closed shape, which
`process` checks. This module is used on both sides and knows the standard library alone.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

# Bytes of the picture, which attempt of one scan it is, bytes it may have, seconds it may take.
HEAD = struct.Struct("!IIId")
LENGTH = struct.Struct("!I")
# 64 codes, each as long as a QR code can be and all of it escaped, take less.
MAX_ANSWER = 2_000_000
MAX_TEXTS = 32


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture as it was sent, and how it is to be read."""

    image: bytes
    attempt: int
    max_bytes: int
    budget: float

    @property
    def head(self) -> bytes:
        """What goes before the picture."""
        return HEAD.pack(len(self.image), self.attempt, self.max_bytes, self.budget)


class Closed(EOFError):
    """The other side is gone."""


def frame_from(read: Callable[[int], bytes]) -> Frame:
    """The next frame; `read` gives as many bytes as asked for, or fewer at the end. Raises Closed."""
    size, attempt, max_bytes, budget = HEAD.unpack(_exactly(read, HEAD.size))
    return Frame(_exactly(read, size), attempt, max_bytes, budget)


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    data = read(size)
    if len(data) < size:
        raise Closed
    return data


def packed(document: Mapping[str, str | Sequence[str]]) -> bytes:
    """An answer as it is sent: its length, then JSON. Half a surrogate pair becomes a question mark."""
    said = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    return LENGTH.pack(len(said)) + said
