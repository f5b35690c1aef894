"""Cards of one issuer look alike over the years, and PDF and PNG show what the drawing says, and where."""

from __future__ import annotations

import json

import numpy as np
import pypdfium2
import pytest

from signing import CardError
from signing.printing import page, pdf
from signing.printing.card import HEIGHT, WIDTH
from signing.printing.drawing import INCH, Box, Picture, Room, Symbol, Words, set_text
from signing.printing.page import Page, Placed
from tests.support import layouts
from tests.support.issuing import photograph
from tests.support.prints import BOLD, REGULAR

KEPT: dict[str, list[str]] = json.loads(layouts.KEPT.read_text("utf-8"))


@pytest.mark.parametrize("side", KEPT)
def test_nothing_on_a_print_has_moved_since_somebody_looked_at_it(side: str) -> None:
    """Wanted, and seen in print? Then `python -m tests.support.layouts` writes the layouts anew."""
    assert layouts.layouts()[side] == KEPT[side]


def test_every_kind_of_side_is_kept() -> None:
    assert set(layouts.layouts()) == set(KEPT)


# Where lines of text stand


def test_a_text_that_fits_to_a_hair_keeps_its_size() -> None:
    width = REGULAR.width("Prøve", 3)

    one = set_text("Prøve", Room(1, 2, width, 3.6), REGULAR, 3, 1, "#000000")
    two = set_text("Prøve Prøve", Room(1, 2, width, 7.2), REGULAR, 3, 1, "#000000")

    assert {(line.x, line.size) for line in (*one, *two)} == {(1, 3)}
    assert [line.baseline for line in (*one, *two)] == pytest.approx([4.4, 4.4, 8.0])


def test_a_text_may_be_as_small_as_the_smallest_and_no_smaller() -> None:
    room = Room(0, 0, REGULAR.width("Prøve", 2), 10)

    [line] = set_text("Prøve", room, REGULAR, 3, 2, "#000000")

    assert line.size == pytest.approx(2)
    with pytest.raises(CardError, match="does not fit"):
        set_text("Prøve", room, REGULAR, 3, 2.1, "#000000")


# Sheets and marks


def test_the_cards_of_a_sheet_stand_in_its_middle_with_room_for_both_bleeds() -> None:
    fronts, backs = page.sheets([((), ())] * 10, 300)

    for sheet in (fronts, backs):
        assert (sheet.width, sheet.height, sheet.bleed) == (210, 297, 1.5)
        columns, rows = sorted({card.x for card in sheet.cards}), sorted({card.y for card in sheet.cards})
        assert columns == pytest.approx([16.4, 108.0], abs=0.05)
        assert rows == pytest.approx([6.5, 64.0, 121.5, 179.0, 236.5], abs=0.05)
        for place in (*columns, *rows):
            assert place / INCH * 300 == pytest.approx(round(place / INCH * 300))
    # People take the cards from a sheet as they read, row by row.
    assert [(card.y, card.x) for card in fronts.cards] == sorted((card.y, card.x) for card in fronts.cards)
    assert [card.x for card in fronts.cards[:2]] == [card.x for card in reversed(backs.cards[:2])]


def test_marks_are_hairs_in_line_with_the_edges_and_begin_where_the_bleed_ends() -> None:
    marks = Page(120, 90, (Placed((), 10, 20),), 1.5, marks=True).crop_marks()

    expected = [
        (4.5, 19.95, 4, 0.1),
        (97.1, 19.95, 4, 0.1),
        (4.5, 73.95, 4, 0.1),
        (97.1, 73.95, 4, 0.1),
        (9.95, 14.5, 0.1, 4),
        (9.95, 75.5, 0.1, 4),
        (95.55, 14.5, 0.1, 4),
        (95.55, 75.5, 0.1, 4),
    ]
    assert [(mark.x, mark.y, mark.width, mark.height) for mark in marks] == [
        pytest.approx(place) for place in expected
    ]
    assert {mark.fill for mark in marks} == {"#000000"}


def test_a_mark_that_only_touches_the_next_card_is_drawn_and_one_that_enters_it_is_not() -> None:
    def marks(x: float, y: float) -> int:
        return len(Page(300, 200, (Placed((), 10, 10), Placed((), x, y)), 0, marks=True).crop_marks())

    assert marks(10 + WIDTH + 4, 100) == marks(10, 10 + HEIGHT + 4) == 16
    assert marks(10 + WIDTH + 3.9, 10) == marks(10, 10 + HEIGHT + 3.9) == 12


# What a PDF shows


SHAPES = (
    Box(1, 2, 3.25, 4, "#123456"),
    Words(2, 13, 4, "H", "#654321", REGULAR),
    Symbol(1, 21, 0.5, ((True, True, False), (False, False, True))),
    Picture(4, 35, 6, 8, photograph((60, 80))),
    Box(-9, -9, 20, 9, "#ff0000"),
    Box(84, 52, 20, 20, "#ff0000"),
)


def test_a_pdf_shows_every_shape_where_its_card_lies_and_cuts_it_off_at_the_bleed() -> None:
    made = pdf.write([Page(120, 80, (Placed(SHAPES, 10, 20),), 1.5)], "Two")

    document = pypdfium2.PdfDocument(made)
    try:
        sheet = document.get_page(0)
        boxes = [_millimetres(each.get_bounds(), 80) for each in sheet.get_objects()]
        trim, bleed = sheet.get_trimbox(), sheet.get_bleedbox()
        dots = np.asarray(sheet.render(scale=20 * INCH / 72).to_pil().convert("RGB"))
        about = document.get_metadata_dict()
    finally:
        document.close()

    assert about["Title"] == "Two"
    # A fixed day: the same card is the same file tomorrow.
    assert about["CreationDate"].startswith("D:20000101")
    assert boxes[0] == pytest.approx((11, 22, 14.25, 26), abs=0.01)
    assert boxes[2] == pytest.approx((11, 41, 12.5, 42), abs=0.01)
    assert boxes[3] == pytest.approx((14, 55, 20, 63), abs=0.01)
    assert boxes[4] == pytest.approx((1, 11, 21, 20), abs=0.01)
    # An H stands on its baseline, as high as the font's capitals.
    assert (boxes[1][0], boxes[1][3]) == pytest.approx((12.4, 33), abs=0.05)
    assert boxes[1][3] - boxes[1][1] == pytest.approx(0.69 * 4, abs=0.05)
    assert _millimetres(trim, 80) == pytest.approx((10, 20, 95.6, 74), abs=0.01)
    assert _millimetres(bleed, 80) == pytest.approx((8.5, 18.5, 97.1, 75.5), abs=0.01)

    def at(x: float, y: float) -> str:
        red, green, blue = dots[round(20 * y), round(20 * x)]
        return f"#{red:02x}{green:02x}{blue:02x}"

    assert (at(12, 24), at(11.2, 41.2), at(12.2, 41.2), at(12.2, 41.7)) == (
        "#123456",
        "#000000",
        "#ffffff",
        "#000000",
    )
    assert at(12.5, 32) == "#654321"
    assert (at(96.5, 75), at(98, 75), at(96.5, 76.5)) == ("#ff0000", *["#ffffff"] * 2)
    assert (at(9, 19.5), at(8, 19), at(11.5, 18), at(15, 20.5)) == ("#ff0000", *["#ffffff"] * 3)


def _millimetres(box: tuple[float, ...], height: float) -> tuple[float, ...]:
    """Return left, top, right and bottom of a box in points, from the top left corner."""
    left, bottom, right, top = (value * INCH / 72 for value in box)
    return left, height - top, right, height - bottom


def test_a_pdf_has_the_crop_marks_of_its_page_and_where_the_page_has_them() -> None:
    sheet = Page(120, 90, (Placed((), 10, 20),), 1.5, marks=True)

    document = pypdfium2.PdfDocument(pdf.write([sheet], "Marks"))
    try:
        drawn = [_millimetres(each.get_bounds(), 90) for each in document.get_page(0).get_objects()]
    finally:
        document.close()

    wanted = [(mark.x, mark.y, mark.x + mark.width, mark.y + mark.height) for mark in sheet.crop_marks()]
    assert drawn == [pytest.approx(mark, abs=0.01) for mark in wanted]


def test_a_sheet_of_two_cards_says_of_none_where_it_is_cut() -> None:
    cards = (Placed(SHAPES, 10, 20), Placed(SHAPES, 110, 20))
    document = pypdfium2.PdfDocument(pdf.write([Page(210, 80, cards, 1.5)], "Two"))
    try:
        sheet = document.get_page(0)
        assert sheet.get_trimbox(fallback_ok=False) is None
        assert [each.type for each in sheet.get_objects()] == [2, 1, 2, 3, 2, 2] * 2
    finally:
        document.close()


def test_each_font_is_put_into_a_pdf_once_however_often_it_is_used() -> None:
    side = (
        *(Words(2, 5 + 3 * row, 3, "Prøve", "#000000", REGULAR) for row in range(9)),
        Words(2, 50, 3, "Prøve", "#000000", BOLD),
    )
    made = pdf.write([Page(100, 60, (Placed(side, 0, 0),))] * 2, "Fonts")

    assert made.count(b"/FontFile2") == 2
