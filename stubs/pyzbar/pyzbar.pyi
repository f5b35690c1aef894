from collections.abc import Iterable
from enum import IntEnum
from typing import Any, NamedTuple

class ZBarSymbol(IntEnum):
    QRCODE = 64
    SQCODE = 80

class Rect(NamedTuple):
    left: int
    top: int
    width: int
    height: int

class Point(NamedTuple):
    x: int
    y: int

class Decoded(NamedTuple):
    data: bytes
    type: str
    rect: Rect
    polygon: list[Point]
    quality: int
    orientation: str | None

def decode(image: Any, symbols: Iterable[ZBarSymbol] | None = None) -> list[Decoded]: ...
