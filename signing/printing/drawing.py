"""What a side of a card consists of, in millimetres from its top left corner; written out elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from signing.errors import CardError
from signing.printing.lettering import Typeface

INCH = 25.4
Rows: TypeAlias = tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text from its left end, on its baseline; `size` is the em."""

    x: float
    baseline: float
    size: float
    text: str
    colour: str
    face: Typeface


@dataclass(frozen=True, slots=True)
class Symbol:
    """The dark modules of a QR symbol, black, without its quiet zone."""

    x: float
    y: float
    module: float
    rows: Rows

    def runs(self) -> list[tuple[float, float, float]]:
        """The dark modules side by side as (x, y, width); each is one module high."""
        found = []
        for line, row in enumerate(self.rows):
            start = 0
            for is_dark, run in groupby(row):
                length = len(list(run))
                if is_dark:
                    place = (self.x + start * self.module, self.y + line * self.module)
                    found.append((*place, length * self.module))
                start += length
        return found


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG or PNG, stretched over its place, which has its shape."""

    x: float
    y: float
    width: float
    height: float
    data: bytes


Shape: TypeAlias = Box | Words | Symbol | Picture
Side: TypeAlias = tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A place for lettering: its lines stand below one another from `top` and none is wider than `width`."""

    x: float
    top: float
    width: float
    height: float


def on_the_grid(millimetres: float, dpi: int) -> float:
    """The nearest place that lies on a whole printer dot."""
    return round(millimetres * dpi / INCH) * INCH / dpi


def set_text(
    text: str, room: Room, face: Typeface, largest: float, smallest: float, colour: str
) -> tuple[Words, ...]:
    """`text` as large as its room allows, in one line or several; raises CardError when it does not fit."""
    words = face.printable(text)
    size = largest
    while size >= smallest - 1e-9:
        lines = _broken(words, room.width, face, size)
        if lines and len(lines) * size * LEADING <= room.height + 1e-9:
            return tuple(
                Words(room.x, room.top + size * (ASCENT + LEADING * number), size, line, colour, face)
                for number, line in enumerate(lines)
            )
        size -= STEP
    raise CardError(f"“{text}” does not fit in its place on the card")


LEADING, ASCENT, STEP = 1.2, 0.8, 0.1


def _broken(text: str, width: float, face: Typeface, size: float) -> list[str]:
    """`text` in lines broken at spaces; none when a single word is wider than the room."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if face.width(longer, size) <= width:
            line = longer
        elif face.width(word, size) <= width:
            lines.append(line)
            line = word
        else:
            return []
    return [*lines, line]
