"""The printed symbol: one byte segment for the address, one numeric segment for the digits."""

from __future__ import annotations

from typing import Any

import segno
from segno import consts

LEVELS = ("L", "M", "Q", "H")
QUIET = 4


def qr(text: str, error: str = "Q") -> segno.QRCode:
    """The QR symbol of a card's text at error level L, M, Q or H, in the smallest version that holds it.

    Never a Micro QR, which zbar and OpenCV do not read.
    """
    address, mark, digits = text.partition("#")
    # segno takes a list of segments too, which its own annotations leave out.
    segments: Any = (
        [(address + mark, consts.MODE_BYTE), (digits, consts.MODE_NUMERIC)]
        if mark and digits.isascii() and digits.isdigit()
        else text
    )
    return segno.make_qr(segments, error=error, boost_error=False)


def rows(text: str, error: str = "Q") -> tuple[tuple[bool, ...], ...]:
    """The modules of the symbol, dark ones true, without its quiet zone of `QUIET` modules."""
    return tuple(tuple(bool(module) for module in row) for row in qr(text, error).matrix)
