"""Pages: one card with bleed and crop marks as wanted, or A4 sheets of ten printed on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signing.errors import CardError
from signing.printing.card import BLEED, HEIGHT, WIDTH, Print, back, front
from signing.printing.drawing import Box, Side, on_the_grid
from signing.printing.style import Style

A4 = (210.0, 297.0)
COLUMNS, ROWS = 2, 5
# Between the cards of a sheet there is room for the bleed of both.
GAP = (6.0, 3.5)
MARK, HAIR = 4.0, 0.1


@dataclass(frozen=True, slots=True)
class Placed:
    """A side of a card, and where the top left corner of the finished card lies."""

    side: Side
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page in millimetres; `bleed` is how much of each card is shown beyond its edge."""

    width: float
    height: float
    cards: tuple[Placed, ...]
    bleed: float = 0.0
    marks: bool = False

    def crop_marks(self) -> tuple[Box, ...]:
        """Thin lines beyond the bleed, in line with the edges and never on a card; none unless wanted."""
        if not self.marks:
            return ()
        wanted = (mark for placed in self.cards for mark in _marks(placed, self.bleed))
        return tuple(mark for mark in wanted if not any(_touches(mark, card) for card in self.cards))


def _touches(mark: Box, card: Placed) -> bool:
    beside = mark.x + mark.width <= card.x or mark.x >= card.x + WIDTH
    return not (beside or mark.y + mark.height <= card.y or mark.y >= card.y + HEIGHT)


def _marks(placed: Placed, bleed: float) -> list[Box]:
    left, top = placed.x, placed.y
    found = []
    for y in (top, top + HEIGHT):
        for x in (left - bleed - MARK, left + WIDTH + bleed):
            found.append(Box(x, y - HAIR / 2, MARK, HAIR, "#000000"))
    for x in (left, left + WIDTH):
        for y in (top - bleed - MARK, top + HEIGHT + bleed):
            found.append(Box(x - HAIR / 2, y, HAIR, MARK, "#000000"))
    return found


def both_sides(job: Print, style: Style) -> tuple[Side, Side]:
    """Front and back of a card; raises CardError when something on it cannot be printed."""
    return front(job, style), back(job, style)


def single(job: Print, style: Style, bleed: float = 0.0, marks: bool = False) -> tuple[Page, Page]:
    """Front and back on a page each, as large as the card with its bleed and marks."""
    if not 0 <= bleed <= BLEED:
        raise CardError(f"bleed is 0 to {BLEED:.0f} mm")
    around = bleed + (MARK + 1 if marks else 0)
    # The card lies on the printer's grid, or the symbol on it would not.
    edge = on_the_grid(around, style.dpi)
    width, height = WIDTH + 2 * edge, HEIGHT + 2 * edge
    made = [Page(width, height, (Placed(side, edge, edge),), bleed, marks) for side in both_sides(job, style)]
    return made[0], made[1]


def sheets(cards: Sequence[tuple[Side, Side]], dpi: int, marks: bool = True) -> list[Page]:
    """A4 pages of up to ten cards, fronts and backs in turn, to be turned over the long edge."""
    pages = []
    for start in range(0, len(cards), COLUMNS * ROWS):
        group = cards[start : start + COLUMNS * ROWS]
        for which, mirrored in ((0, False), (1, True)):
            placed = tuple(
                Placed(sides[which], *_place(number, mirrored, dpi)) for number, sides in enumerate(group)
            )
            pages.append(Page(*A4, placed, min(BLEED, *GAP) / 2, marks))
    return pages


def _place(number: int, mirrored: bool, dpi: int) -> tuple[float, float]:
    """Where a card lies; on the other side of the sheet its column is the mirrored one."""
    row, column = divmod(number, COLUMNS)
    if mirrored:
        column = COLUMNS - 1 - column
    left = (A4[0] - COLUMNS * WIDTH - (COLUMNS - 1) * GAP[0]) / 2
    top = (A4[1] - ROWS * HEIGHT - (ROWS - 1) * GAP[1]) / 2
    return on_the_grid(left + column * (WIDTH + GAP[0]), dpi), on_the_grid(top + row * (HEIGHT + GAP[1]), dpi)
