"""Prints by the ruler: cards, codes, bleed and sheets are right to a tenth of a millimetre."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from signing import Card, CardError, symbol
from signing.face import shrink
from signing.printing import page, pdf
from signing.printing.card import HEIGHT, WIDTH, back
from signing.printing.drawing import INCH, Words
from signing.printing.style import SMALLEST_MODULE
from tests.support.cards import LONGEST, SHORT, USUAL
from tests.support.issuing import photograph
from tests.support.prints import (
    dark_box,
    job,
    page_sizes,
    printed,
    rendered,
    style,
    symbols,
    texts_in,
    trim_boxes,
)

NAMES = pytest.mark.parametrize("card", [SHORT, USUAL, LONGEST], ids=["short", "usual", "longest"])
FACE = shrink(photograph())


# What is measured


def test_a_card_is_of_the_size_of_all_cards() -> None:
    assert page_sizes(printed(job(USUAL))) == [pytest.approx((85.6, 54.0), abs=0.01)] * 2


@pytest.mark.parametrize(
    ("bleed", "marks", "around"), [(0, False, 0), (3, False, 3), (3, True, 8), (0, True, 5)]
)
def test_bleed_and_marks_lie_around_a_card_of_the_right_size(
    bleed: float, marks: bool, around: float
) -> None:
    made = printed(job(USUAL), bleed=bleed, marks=marks)

    assert page_sizes(made) == [pytest.approx((85.6 + 2 * around, 54 + 2 * around), abs=0.1)] * 2
    for left, bottom, right, top in trim_boxes(made):
        assert (left, bottom) == pytest.approx((around, around), abs=0.05)
        assert (right - left, top - bottom) == pytest.approx((85.6, 54.0), abs=0.01)


def test_the_band_goes_on_into_the_bleed_and_not_beyond() -> None:
    before, _ = rendered(printed(job(USUAL), bleed=2, marks=True))
    dots = np.asarray(before)

    def at(x: float, y: float) -> int:
        return int(dots[round(y / INCH * 300), round(x / INCH * 300)])

    edge = 2 + page.MARK + 1
    assert at(edge - 1.5, edge + 4) < 128
    assert at(edge + 20, edge - 1.5) < 128
    assert at(edge - 2.6, edge + 4) > 200
    assert at(edge - 1.5, edge + 30) > 200


@NAMES
@pytest.mark.parametrize("dpi", [300, 600, 203, 1200])
def test_a_module_is_a_whole_number_of_dots_and_lies_on_the_grid(card: Card, dpi: int) -> None:
    [code] = symbols(back(job(card), style(dpi)))

    dots = code.module * dpi / INCH
    assert dots == pytest.approx(round(dots), abs=1e-6)
    assert code.module >= SMALLEST_MODULE
    for place in (code.x, code.y):
        assert place * dpi / INCH == pytest.approx(round(place * dpi / INCH), abs=1e-6)


@NAMES
def test_the_code_is_as_large_as_the_back_allows(card: Card) -> None:
    [code] = symbols(back(job(card), style()))

    across = len(code.rows) + 2 * symbol.QUIET
    assert across * code.module <= 50
    assert across * (code.module + INCH / 300) > 50
    assert code.x - symbol.QUIET * code.module >= 1.9
    assert code.y - symbol.QUIET * code.module >= 1.9


@NAMES
def test_the_code_in_the_pdf_has_the_size_it_should(card: Card) -> None:
    [code] = symbols(back(job(card), style()))

    _, behind = rendered(printed(job(card)), dpi=1200)
    side = len(code.rows) * code.module
    beside = round((code.x + side + 1) / INCH * 1200)
    left, top, right, bottom = dark_box(behind.crop((0, 0, beside, behind.height)))

    measured = [value / 1200 * INCH for value in (left, top, right - left, bottom - top)]
    assert measured == pytest.approx([code.x, code.y, side, side], abs=0.1)


@pytest.mark.parametrize("face", [None, FACE])
def test_nothing_lies_beyond_the_edge_or_in_a_quiet_zone(face: bytes | None) -> None:
    what = job(LONGEST, face=face, practice=True)
    side = back(what, style())
    codes = symbols(side)

    for line in (shape for shape in side if isinstance(shape, Words)):
        right = line.x + line.face.width(line.text, line.size)
        assert line.x >= 1.9
        assert right <= WIDTH - 1.9
        assert line.baseline <= HEIGHT - 1.9
        for code in codes:
            quiet = symbol.QUIET * code.module
            end = code.x + len(code.rows) * code.module + quiet
            below = code.y + len(code.rows) * code.module + quiet
            beside = line.x >= end or right <= code.x - quiet
            assert beside or line.baseline - 0.8 * line.size >= below - 0.01


def test_a_code_whose_modules_would_be_too_small_is_refused() -> None:
    big = job(replace(LONGEST, name="Ø" * 150, employer="Å" * 150, industries=(1111, 2222, 3333, 4444)))

    with pytest.raises(
        CardError, match=r"modules in 50.0 mm would be 3 dots each at 300 dpi: at least 4 dots"
    ):
        back(big, style(level="H"))


def test_a_code_is_refused_on_a_fine_printer_too_when_its_modules_are_too_small() -> None:
    with pytest.raises(CardError, match="7 dots each at 600 dpi"):
        style(600).module(160, 50)


def test_a_room_of_just_so_many_modules_holds_them() -> None:
    for dpi in (203, 300, 600, 1200):
        for modules in range(29, 186, 4):
            for dots in range(dpi * 4 // 300 + 1, dpi * 4 // 300 + 12):
                size = dots * INCH / dpi
                assert style(dpi).module(modules, modules * size) == size


def test_four_dots_of_300_to_the_inch_are_enough_and_less_is_not() -> None:
    assert style(300).module(100, 100 * SMALLEST_MODULE) == pytest.approx(4 * INCH / 300)
    with pytest.raises(CardError, match="would be 5 dots each at 376 dpi"):
        style(376).module(100, 100 * 5 * INCH / 376)


def test_a_face_that_is_smaller_than_its_card_is_refused() -> None:
    what = replace(job(USUAL), face_text="48217730")

    with pytest.raises(CardError, match="not the larger one"):
        back(what, style())


# Sheets


def test_ten_cards_a_sheet_and_the_rest_on_another() -> None:
    jobs = [job(replace(USUAL, card_number=str(40_000_000 + number))) for number in range(11)]

    made = pdf.write(page.sheets([page.both_sides(each, style()) for each in jobs], 300), "Cards")

    assert page_sizes(made) == [pytest.approx((210, 297), abs=0.1)] * 4
    read = [set(texts_in(sheet)) for sheet in rendered(made)]
    assert read == [set(), {each.text for each in jobs[:10]}, set(), {jobs[10].text}]


def test_every_back_lies_behind_its_front_when_the_sheet_is_turned_over_its_long_edge() -> None:
    fronts, backs = page.sheets([page.both_sides(job(USUAL), style())] * 10, 300)

    for before, behind in zip(fronts.cards, backs.cards, strict=True):
        assert 210 - before.x - WIDTH == pytest.approx(behind.x, abs=0.1)
        assert before.y == behind.y
    assert len({(placed.x, placed.y) for placed in fronts.cards}) == 10


def test_cards_of_a_sheet_keep_clear_of_one_another_and_of_the_marks() -> None:
    sheet, _ = page.sheets([page.both_sides(job(USUAL), style())] * 10, 300)

    for one in sheet.cards:
        for other in sheet.cards:
            if one is not other:
                across, down = abs(one.x - other.x), abs(one.y - other.y)
                assert across >= WIDTH + 2 * sheet.bleed or down >= HEIGHT + 2 * sheet.bleed
    marks = sheet.crop_marks()
    assert len(marks) > 10
    for mark in marks:
        assert min(mark.x, mark.y) >= 0
        assert mark.x + mark.width <= 210
        assert mark.y + mark.height <= 297
        for card in sheet.cards:
            beside = mark.x + mark.width <= card.x or mark.x >= card.x + WIDTH
            assert beside or mark.y + mark.height <= card.y or mark.y >= card.y + HEIGHT
