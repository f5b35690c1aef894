"""The order proof (bestillingsbevis) as a picture for e-mail and phone: the code, and its words below."""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from signing import symbol
from signing.card import Card
from signing.errors import CardError
from signing.printing.card import FAINT, INK, KINDS, PRACTICE, WHITE, Print, shown_day
from signing.printing.drawing import Box, Room, Symbol, Words, set_text
from signing.printing.lettering import Typeface
from signing.printing.style import Style, with_quiet_zone

WIDTH, HEIGHT = 1080, 1760
MARGIN, BAND = 60, 130


def write(job: Print, style: Style) -> bytes:
    """The proof as PNG, 1080 pixels wide; raises CardError for a card, which has to be printed."""
    if job.card.kind != "order_proof":
        raise CardError("only an order proof is shown on a phone: a card is printed")
    picture = Image.new("RGB", (WIDTH, HEIGHT), WHITE)
    pen = ImageDraw.Draw(picture)
    for shape in _side(job, style):
        match shape:
            case Box():
                _fill(pen, shape.x, shape.y, shape.width, shape.height, shape.fill)
            case Symbol():
                for left, top, width in shape.runs():
                    _fill(pen, left, top, width, shape.module, "#000000")
            case _:
                place = (shape.x, shape.baseline)
                font = _font(shape.face, round(shape.size))
                pen.text(place, shape.text, fill=shape.colour, font=font, anchor="ls")
    file = io.BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _fill(pen: ImageDraw.ImageDraw, x: float, y: float, width: float, height: float, colour: str) -> None:
    # Pillow's corners both belong to the rectangle.
    pen.rectangle((x, y, x + width - 1, y + height - 1), fill=colour)


@lru_cache
def _font(face: Typeface, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(face.data), size, layout_engine=ImageFont.Layout.BASIC)


def _side(job: Print, style: Style) -> tuple[Box | Symbol | Words, ...]:
    rows = symbol.rows(job.text, style.level)
    across = with_quiet_zone(len(rows))
    # Even the largest symbol gets five pixels for each module.
    module = (WIDTH - 2 * MARGIN) // across
    edge = (WIDTH - across * module) // 2 + symbol.QUIET * module
    kind = f"{KINDS[job.card.kind]} · {PRACTICE}" if job.practice else KINDS[job.card.kind]
    room = WIDTH - 2 * MARGIN
    below = BAND + across * module + 40
    return (
        Box(0, 0, WIDTH, BAND, style.colour),
        *set_text(style.issuer_name, Room(MARGIN, 35, room, 80), style.bold, 52, 24, WHITE),
        Symbol(edge, BAND + 10 + symbol.QUIET * module, module, rows),
        *set_text(kind, Room(MARGIN, below, room, 60), style.bold, 40, 24, INK),
        *holder(job.card, style, below + 70),
    )


def holder(card: Card, style: Style, top: float = 0.0) -> tuple[Words, ...]:
    """What the proof says of the card; raises CardError on what cannot be printed or has no room."""
    room = WIDTH - 2 * MARGIN
    return (
        *set_text(card.name, Room(MARGIN, top, room, 120), style.bold, 60, 24, INK),
        *set_text(card.employer, Room(MARGIN, top + 125, room, 90), style.regular, 42, 24, INK),
        *_fields(card, style, top + 230),
    )


def _fields(card: Card, style: Style, top: float) -> tuple[Words, ...]:
    fields = (
        ("Kortnummer · Card number", card.card_number),
        ("Født · Born", shown_day(card.birth_date)),
        ("Utstedt · Issued", shown_day(card.issued)),
        ("Gyldig til · Valid until", shown_day(card.expires)),
    )
    side: tuple[Words, ...] = ()
    half = (WIDTH - 2 * MARGIN) / 2
    for number, (label, value) in enumerate(fields):
        x, y = MARGIN + half * (number % 2), top + 110 * (number // 2)
        side += set_text(label, Room(x, y, half, 40), style.regular, 28, 20, FAINT)
        side += set_text(value, Room(x, y + 36, half, 60), style.bold, 44, 24, INK)
    return side
