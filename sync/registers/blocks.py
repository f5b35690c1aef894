"""Large files read block by block: inflated with a limit, and JSON arrays taken apart into their objects."""

from __future__ import annotations

import codecs
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from sync import strict_json
from sync.registers.rows import SourceError

BLOCK = 1024 * 1024
PIECE = 64 * 1024
GZIP = b"\x1f\x8b"
# The whole of Enhetsregisteret is some 2 GB without compression.
MAX_INFLATED = 16 * 1024 * BLOCK
# Some hundred times the largest unit; and several times the largest register of approvals.
MAX_OBJECT = 1024 * 1024
MAX_DOCUMENT = 64 * BLOCK
_SIGN = re.compile(r"[^ \t\n\r]")
_DECODER = strict_json.decoder()


def blocks(file: BinaryIO) -> Iterator[bytes]:
    """The contents of a file in blocks of 1 MiB."""
    while block := file.read(BLOCK):
        yield block


def inflated(packed: Iterable[bytes], limit: int = MAX_INFLATED) -> Iterator[bytes]:
    """What is in gzip, in pieces of 64 KiB at most; what is not in gzip comes as it is.

    Raises SourceError where gzip is cut off or damaged, or where more than `limit` bytes come out.
    """
    given, total = iter(packed), 0
    first = next(given, b"")
    while len(first) < len(GZIP) and (more := next(given, None)) is not None:
        first += more
    pieces = _unzipped(_chained(first, given)) if first.startswith(GZIP) else _cut(_chained(first, given))
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise SourceError(f"more than {limit} bytes when unpacked")
        yield piece


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _cut(given: Iterable[bytes]) -> Iterator[bytes]:
    for block in given:
        for start in range(0, len(block), PIECE):
            yield block[start : start + PIECE]


def _unzipped(packed: Iterable[bytes]) -> Iterator[bytes]:
    """Members of gzip one after the other, as the format allows; each is checked by its own sum."""
    member = zlib.decompressobj(wbits=31)
    try:
        for block in packed:
            data = block
            while data:
                if member.eof:
                    member = zlib.decompressobj(wbits=31)
                yield from _emptied(member, data)
                data = member.unused_data
    except zlib.error as error:
        raise SourceError(f"damaged gzip: {error}") from error
    if not member.eof:
        raise SourceError("the gzip file is cut off")


def _emptied(member: Any, data: bytes) -> Iterator[bytes]:
    """All that a member gives for some input, which it may hold back when it is asked for little."""
    piece = member.decompress(data, PIECE)
    while piece:
        yield piece
        piece = b"" if member.eof else member.decompress(member.unconsumed_tail, PIECE)


class _Pieces:
    """The text of pieces of UTF-8, of which only the part that is not yet read is kept."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        # A mark of the byte order at the front is no part of the text (RFC 8259, section 8.1).
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text, self.at, self.is_whole = "", 0, False

    def more(self) -> None:
        """Read on, as far again as what is kept; raises SourceError where an object would be too large."""
        kept = [self.text[self.at :]]
        wanted = have = len(kept[0])
        if have > MAX_OBJECT:
            raise SourceError("an object is too large, or there is none")
        try:
            while have <= 2 * wanted and not self.is_whole:
                piece = next(self._pieces, None)
                self.is_whole = piece is None
                kept.append(self._decoder.decode(piece or b"", self.is_whole))
                have += len(kept[-1])
        except UnicodeDecodeError as error:
            raise SourceError("not JSON: not UTF-8 text") from error
        self.text, self.at = "".join(kept), 0

    def next_sign(self) -> str:
        """The next character that is no white space, which stays unread; none at the end."""
        while True:
            self.at = _find_sign(self.text, self.at)
            if self.at < len(self.text) or self.is_whole:
                return self.text[self.at : self.at + 1]
            self.more()

    def take(self, sign: str) -> None:
        """Read one character, which must be this one; raises SourceError."""
        if (found := self.next_sign()) != sign:
            raise SourceError(
                "the JSON is cut off" if not found else f"not JSON: there is no {sign} where one must be"
            )
        self.at += 1

    def value(self) -> object:
        """Read one value; it is whole only where something stands behind it. Raises SourceError."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
                # "-0" of "-0.5" is a number too, until the rest of it is read.
                if _find_sign(self.text, end) < len(self.text) and self.text[end] not in ".eE":
                    self.at = end
                    return value
                why = "the JSON is cut off"
            except strict_json.BadJson as error:
                raise SourceError(f"not JSON: {error}") from error
            except json.JSONDecodeError as error:
                why = f"not JSON, or cut off: {error.msg}"
            except RecursionError as error:
                raise SourceError("not JSON: nested too deep") from error
            if self.is_whole:
                raise SourceError(why)
            self.more()


def _find_sign(text: str, start: int) -> int:
    found = _SIGN.search(text, start)
    return found.start() if found else len(text)


def objects(pieces: Iterable[bytes]) -> Iterator[object]:
    """The elements of a JSON array, one at a time, however long the array is.

    Raises SourceError where it is cut off or not JSON, or where two readers would read it differently.
    """
    rest = _Pieces(pieces)
    rest.take("[")
    if rest.next_sign() != "]":
        yield rest.value()
        while rest.next_sign() != "]":
            rest.take(",")
            rest.next_sign()
            yield rest.value()
    rest.take("]")
    if rest.next_sign():
        raise SourceError("not JSON: something stands behind its end")


def document(pieces: Iterable[bytes]) -> object:
    """A JSON document that is small enough to be held; raises SourceError as `objects` does."""
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) > MAX_DOCUMENT:
            raise SourceError(f"larger than {MAX_DOCUMENT} bytes")
    try:
        return strict_json.loads(bytes(data).removeprefix(codecs.BOM_UTF8))
    except strict_json.BadJson as error:
        raise SourceError(f"not JSON, or cut off: {error}") from error
