"""Front and back of a card, ID-1 (ISO/IEC 7810): plain, in the issuer's name and colour, nobody's emblem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signing import symbol
from signing.card import Card
from signing.errors import CardError
from signing.picture import SHAPE, portrait
from signing.printing.drawing import INCH, Box, Picture, Room, Side, Symbol, on_the_grid, set_text
from signing.printing.style import Style, with_quiet_zone

WIDTH, HEIGHT = 85.6, 54.0
# How far colour goes beyond the edge, for cards that are cut after printing.
BLEED = 3.0
BAND, MARGIN, EDGE = 9.0, 4.0, 2.0
PICTURE_WIDTH = 24.0
PICTURE_HEIGHT = PICTURE_WIDTH * SHAPE[1] / SHAPE[0]
INK, FAINT, WHITE = "#101820", "#45525f", "#ffffff"
# What stands beside and below the symbols on the back needs this much.
NARROWEST_COLUMN, LOWEST_STRIP = 26.0, 14.0
FACE_LEVEL = "M"
KINDS = {"card": "HMS-kort · HSE card", "order_proof": "Bestillingsbevis · Order proof"}
PRACTICE = "ØVING · PRACTICE"


@dataclass(frozen=True, slots=True)
class Print:
    """One card to be printed: what its code says, the code, and what goes with it."""

    card: Card
    text: str
    face_text: str | None = None
    picture: bytes | None = None
    practice: bool = False


def shown_day(day: date) -> str:
    """A day as it is written in Norway."""
    return day.strftime("%d.%m.%Y")


def front(job: Print, style: Style) -> Side:
    """The side with name and picture; raises CardError on a text that cannot be printed or does not fit."""
    kind = f"{KINDS[job.card.kind]} · {PRACTICE}" if job.practice else KINDS[job.card.kind]
    half = (WIDTH - 3 * MARGIN) / 2
    return (
        Box(-BLEED, -BLEED, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED, WHITE),
        Box(-BLEED, -BLEED, WIDTH + 2 * BLEED, BAND + BLEED, style.colour),
        *set_text(style.issuer_name, Room(MARGIN, 2.5, half, 5), style.bold, 3.6, 1.6, WHITE),
        *set_text(kind, Room(2 * MARGIN + half, 2.8, half, 5), style.regular, 3, 1.6, WHITE),
        *_picture(job, style),
        *holder(job.card, style, beside_picture=job.picture is not None),
    )


def holder(card: Card, style: Style, *, beside_picture: bool) -> Side:
    """What the front says of the card; raises CardError on what cannot be printed or has no room."""
    left = MARGIN + (PICTURE_WIDTH + MARGIN if beside_picture else 0)
    width = WIDTH - MARGIN - left
    return (
        *set_text(card.name, Room(left, 11.5, width, 10), style.bold, 4.4, 1.8, INK),
        *set_text(card.employer, Room(left, 22, width, 8), style.regular, 3, 1.7, INK),
        *_fields(card, style, left, width / 2),
    )


def _picture(job: Print, style: Style) -> Side:
    if job.picture is None:
        return ()
    pixels = round(PICTURE_WIDTH * max(style.dpi, 300) / INCH)
    return (Picture(MARGIN, BAND + 4, PICTURE_WIDTH, PICTURE_HEIGHT, portrait(job.picture, pixels)),)


def _fields(card: Card, style: Style, left: float, column: float) -> Side:
    org = f"{card.org_number[:3]} {card.org_number[3:6]} {card.org_number[6:]}"
    fields = (
        ("Født · Born", shown_day(card.birth_date)),
        ("Org.nr.", org),
        ("Utstedt · Issued", shown_day(card.issued)),
        ("Gyldig til · Valid until", shown_day(card.expires)),
        ("Kortnummer · Card number", card.card_number),
        ("Bransje · Industry", ", ".join(str(code) for code in card.industries)),
    )
    side: Side = ()
    for number, (label, value) in enumerate(fields):
        x, y = left + column * (number % 2), 31 + 6.6 * (number // 2)
        side += set_text(label, Room(x, y, column, 2.4), style.regular, 1.9, 1.5, FAINT)
        side += set_text(value, Room(x, y + 2.2, column - 1, 4), style.bold, 3, 1.7, INK)
    return side


def back(job: Print, style: Style) -> Side:
    """The side with the code and, if there is one, the face's code; raises CardError when they do not fit."""
    rows = symbol.rows(job.text, style.level)
    across = with_quiet_zone(len(rows))
    paper = Box(-BLEED, -BLEED, WIDTH + 2 * BLEED, HEIGHT + 2 * BLEED, WHITE)
    if job.face_text is not None:
        return (paper, *_two_codes(job, rows, symbol.rows(job.face_text, FACE_LEVEL), style))
    room = min(HEIGHT - 2 * EDGE, WIDTH - 3 * EDGE - NARROWEST_COLUMN)
    module = style.module(across, room)
    left, top = on_the_grid(EDGE, style.dpi), on_the_grid((HEIGHT - module * across) / 2, style.dpi)
    column = left + module * across + EDGE
    words = Room(column, 6, WIDTH - EDGE - column, HEIGHT - 12)
    return (paper, _placed(rows, left, top, module), *_beside(job, words, style))


def _placed(rows: tuple[tuple[bool, ...], ...], left: float, top: float, module: float) -> Symbol:
    return Symbol(left + symbol.QUIET * module, top + symbol.QUIET * module, module, rows)


def _two_codes(
    job: Print, rows: tuple[tuple[bool, ...], ...], face: tuple[tuple[bool, ...], ...], style: Style
) -> Side:
    """Both codes side by side in modules of one size, and the words below the smaller one."""
    across, face_across = with_quiet_zone(len(rows)), with_quiet_zone(len(face))
    if face_across <= across:
        raise CardError("the face's code is not the larger one")
    module = min(
        style.module(across + face_across, WIDTH - 3 * EDGE),
        style.module(face_across, HEIGHT - 2 * EDGE),
        style.module(across, HEIGHT - 2 * EDGE - LOWEST_STRIP),
    )
    left, top = on_the_grid(EDGE, style.dpi), on_the_grid(EDGE, style.dpi)
    beside = on_the_grid(left + across * module + EDGE, style.dpi)
    below = top + across * module
    words = Room(2 * EDGE, below, across * module - EDGE, HEIGHT - EDGE - below)
    return (
        _placed(rows, left, top, module),
        _placed(face, beside, top, module),
        *_number(job, words, style),
    )


def _number(job: Print, room: Room, style: Style) -> Side:
    label = f"{PRACTICE} · {KINDS[job.card.kind]}" if job.practice else "Kortnummer · Card number"
    number = Room(room.x, room.top + 2.6, room.width, 5)
    issuer = Room(room.x, room.top + 8, room.width, 5)
    return (
        *set_text(label, Room(room.x, room.top, room.width, 2.6), style.regular, 2, 1.2, FAINT),
        *set_text(job.card.card_number, number, style.bold, 4, 2, INK),
        *set_text(style.issuer_name, issuer, style.regular, 2.2, 1.4, FAINT),
    )


def _beside(job: Print, room: Room, style: Style) -> Side:
    lines = (
        (KINDS[job.card.kind], style.bold, 2.8, INK, 6.0),
        (PRACTICE if job.practice else "", style.bold, 2.8, INK, 5.0),
        ("Kortnummer · Card number", style.regular, 2.0, FAINT, 2.6),
        (job.card.card_number, style.bold, 4.6, INK, 8.0),
        ("Skann koden eller tast nummeret.", style.regular, 2.2, INK, 5.4),
        ("Scan the code or type the number.", style.regular, 2.2, FAINT, 7.0),
        (style.issuer_name, style.regular, 2.2, FAINT, 8.0),
    )
    side: Side = ()
    top = room.top
    for text, face, size, colour, height in lines:
        if text:
            side += set_text(text, Room(room.x, top, room.width, height), face, size, 1.4, colour)
        top += height
    return side
