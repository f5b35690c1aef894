"""The front of a practice card, ID-1 (85.6 x 54 mm): plainly practice, with no authority's look about it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from verifier.practice.card import PrintedCard
from verifier.practice.drawing import CARD_HEIGHT, CARD_WIDTH, Words, card_svg, words_svg
from verifier.practice.portraits import HEIGHT, WIDTH, figure
from verifier.practice.svg import box, number, path, stroke, tag
from verifier.practice.themes import Theme, theme_of

BAND = 9.0
COLUMN = 34.5
LEFT, TOP, PICTURE_WIDTH, PICTURE_HEIGHT = 4.0, 13.6, 27.2, 34.0


@lru_cache(maxsize=64)
def front_svg(printed: PrintedCard) -> str:
    """The front as an SVG document in millimetres."""
    theme = theme_of(printed.card)
    return card_svg(
        f"Practice card {printed.card.card_number}, front",
        _ground(theme),
        _title(printed, theme),
        _picture(printed, theme),
        _fields(printed, theme),
    )


def _picture(printed: PrintedCard, theme: Theme) -> str:
    clip = tag("clipPath", box(0, 0, WIDTH, HEIGHT, "#ffffff", 16), id="picture")
    face = tag("g", figure(printed.card.look), clip_path="url(#picture)")
    place = {"x": LEFT, "y": TOP, "width": PICTURE_WIDTH, "height": PICTURE_HEIGHT}
    frame = tag("rect", **place, rx=1.8, fill="none", stroke=theme.deep, stroke_width=0.35)
    return tag("svg", clip, face, **place, viewBox=f"0 0 {WIDTH} {HEIGHT}") + frame


def _ground(theme: Theme) -> str:
    """Paper, the band with a ribbon of slants below it, and the industry's motif in the free corner."""
    slants = "".join(f"M{x} {number(BAND + 1.5)}l1.5 -1.5h2.2l-1.5 1.5z" for x in range(0, 88, 4))
    return (
        box(0, 0, CARD_WIDTH, CARD_HEIGHT, theme.paper)
        + tag("g", stroke(theme.motif, theme.accent, 1), transform="translate(63 35.4) scale(.61)")
        + box(0, 0, CARD_WIDTH, BAND, theme.deep)
        + box(0, BAND, CARD_WIDTH, 1.5, theme.accent)
        + path(slants, theme.paper)
    )


def _title(printed: PrintedCard, theme: Theme) -> str:
    proof = printed.card.kind == "order_proof"
    return (
        words_svg(Words(4, 4.4, 3, "PRACTICE PROOF" if proof else "PRACTICE CARD", "#ffffff", bold=True))
        + words_svg(Words(4, 7.6, 2.6, "ØVINGSBEVIS" if proof else "ØVINGSKORT", "#ffe3a8", bold=True))
        + words_svg(Words(81.6, 4.4, 2.6, theme.norwegian, "#ffffff", bold=True), anchor="end")
        + words_svg(Words(81.6, 7.5, 2.2, theme.english, "#ffffff"), anchor="end")
    )


def _fields(printed: PrintedCard, theme: Theme) -> str:
    card, room = printed.card, CARD_WIDTH - COLUMN - 4
    lines = [
        words_svg(Words(COLUMN, 17.6, 4.3, card.printed_name, theme.ink, bold=True, room=room)),
        words_svg(Words(COLUMN, 22.4, 2.75, card.employer.name, theme.ink, room=room)),
        words_svg(Words(COLUMN, 25.9, 2.3, f"Org.nr. {_grouped(card.employer.org_number)}", theme.deep)),
    ]
    dates = (
        (COLUMN, 30.7, "Født · Born", card.birth_date),
        (COLUMN + 24, 30.7, "Utstedt · Issued", printed.issued),
        (COLUMN, 38, "Gyldig til · Valid until", printed.expires),
    )
    for x, y, label, day in dates:
        lines.append(words_svg(Words(x, y, 1.9, label, theme.deep)))
        lines.append(words_svg(Words(x, y + 3.2, 2.9, _day(day), theme.ink, bold=True)))
    lines.append(words_svg(Words(COLUMN, 45.3, 1.9, "Kortnummer · Card number", theme.deep)))
    lines.append(words_svg(Words(COLUMN, 50, 4.4, card.card_number, theme.ink, bold=True)))
    lines.append(
        words_svg(Words(4, 50.7, 1.75, "Oppdiktet person · Invented", theme.deep, room=PICTURE_WIDTH))
    )
    return "".join(lines)


def _grouped(digits: str) -> str:
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


def _day(day: date) -> str:
    return day.strftime("%d.%m.%Y")
