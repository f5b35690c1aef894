"""The back of a practice card, ID-1 (85.6 x 54 mm): the QR, the number, and that it is practice.

It is one list of shapes that both the print (SVG) and the picture for cameras (PNG) are written from, so what
is tested is what is printed.
"""

from __future__ import annotations

from functools import lru_cache

from signing import symbol
from verifier.practice.card import PrintedCard
from verifier.practice.drawing import (
    CARD_HEIGHT,
    CARD_WIDTH,
    Box,
    Shape,
    Symbol,
    Words,
    card_svg,
    runs,
    to_png,
    to_svg,
)
from verifier.practice.svg import box, document, tag
from verifier.practice.themes import theme_of

QUIET = 4
MARGIN, PANEL = 4.0, 46.0
COLUMN, ROOM = 54.0, 27.6
STEP = 0.05
LARGEST_MODULE, SMALLEST_MODULE = 1.2, 0.38


def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of `text`'s symbol at level Q, without quiet zone."""
    return tuple(tuple(bool(module) for module in row) for row in symbol.qr(text, error="Q").matrix)


def module_size(modules: int) -> float:
    """Module size in mm, in steps of one picture pixel: `modules` and a quiet zone of four fit the panel.

    Raises ValueError when they would have to be smaller than a card printer and a phone's camera allow.
    """
    size = min(LARGEST_MODULE, int(PANEL / (modules + 2 * QUIET) / STEP + 1e-9) * STEP)
    if size < SMALLEST_MODULE:
        raise ValueError(f"a symbol of {modules} modules does not fit on a card")
    return round(size, 2)


@lru_cache(maxsize=64)
def back_svg(printed: PrintedCard) -> str:
    """The back as an SVG document in millimetres."""
    return card_svg(f"Practice card {printed.card.card_number}, back", to_svg(_back(printed)))


@lru_cache(maxsize=64)
def back_png(printed: PrintedCard) -> bytes:
    """The back as a camera sees it from straight above: PNG, 1712 x 1080 pixels."""
    return to_png(_back(printed))


@lru_cache(maxsize=64)
def symbol_svg(printed: PrintedCard) -> str:
    """The symbol alone with its quiet zone, black on white, to be shown large on a screen."""
    rows = matrix(printed.text)
    side = len(rows) + 2 * QUIET
    return document(
        f"QR of practice card {printed.card.card_number}",
        box(0, 0, side, side, "#ffffff"),
        tag("path", transform=f"translate({QUIET} {QUIET})", d=runs(rows), fill="#000000"),
        viewBox=f"0 0 {side} {side}",
        width=side * 8,
        height=side * 8,
        shape_rendering="crispEdges",
    )


def _on_a_pixel(millimetres: float) -> float:
    return round(int(millimetres / STEP) * STEP, 2)


def _back(printed: PrintedCard) -> tuple[Shape, ...]:
    theme = theme_of(printed.card)
    rows = matrix(printed.text)
    module = module_size(len(rows))
    side = round(module * (len(rows) + 2 * QUIET), 2)
    left, top = _on_a_pixel(MARGIN + (PANEL - side) / 2), _on_a_pixel((CARD_HEIGHT - side) / 2)
    proof = printed.card.kind == "order_proof"
    english, norwegian = ("PRACTICE PROOF", "ØVINGSBEVIS") if proof else ("PRACTICE CARD", "ØVINGSKORT")
    return (
        Box(0, 0, CARD_WIDTH, CARD_HEIGHT, theme.paper),
        Box(0, 0, CARD_WIDTH, 1.6, theme.accent),
        Box(0, CARD_HEIGHT - 1.6, CARD_WIDTH, 1.6, theme.accent),
        Box(left, top, side, side, "#ffffff", 1.5),
        Symbol(round(left + QUIET * module, 2), round(top + QUIET * module, 2), module, rows),
        Box(COLUMN, 6, ROOM, 12.2, theme.deep, 1.6),
        Words(COLUMN + 2.2, 11, 2.9, english, "#ffffff", True, ROOM - 4.4),
        Words(COLUMN + 2.2, 15.6, 2.9, norwegian, "#ffe3a8", True, ROOM - 4.4),
        Words(COLUMN, 24.4, 1.9, "Kortnummer · Card number", theme.deep, room=ROOM),
        Words(COLUMN, 29.8, 4.8, printed.card.card_number, theme.ink, True, ROOM),
        Words(COLUMN, 36.6, 2.3, "Skann koden eller", theme.ink, room=ROOM),
        Words(COLUMN, 39.6, 2.3, "tast nummeret.", theme.ink, room=ROOM),
        Words(COLUMN, 43.4, 2.0, "Scan it or type it.", theme.deep, room=ROOM),
        Words(COLUMN, 49.6, 1.9, "Oppdiktet · Invented", theme.deep, room=ROOM),
    )
