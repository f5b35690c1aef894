"""Cards as SVG: the same drawing as in the PDF, and no font is needed to see it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from signing.printing import page, svg
from signing.printing.card import back
from signing.printing.drawing import Box, Picture, Symbol, Words
from signing.printing.page import Page, Placed
from tests.support.cards import USUAL
from tests.support.issuing import photograph
from tests.support.prints import REGULAR, job, style, symbols


@pytest.mark.parametrize("side", [0, 1])
def test_an_svg_has_the_size_of_a_card_and_needs_no_font(side: int) -> None:
    drawn = svg.write(page.single(job(USUAL, picture=photograph()), style())[side], "Card 48217730, <front>")

    root = ElementTree.fromstring(drawn)  # noqa: S314 -- our own document, written one line above
    assert (root.get("width"), root.get("height")) == ("85.6mm", "54mm")
    assert root.get("viewBox") == "0 0 85.6 54"
    kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert kinds <= {"svg", "title", "clipPath", "rect", "g", "path", "image"}
    assert root[0].text == "Card 48217730, <front>"


def test_the_code_in_an_svg_is_that_in_the_pdf() -> None:
    what = job(USUAL)
    pages = page.single(what, style())
    [code] = symbols(back(what, style()))

    drawn = svg.write(pages[1], "Card")

    runs = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-", drawn)
    area = sum(float(width) * float(height) for _, _, width, height in runs)
    dark = sum(sum(row) for row in code.rows)
    assert area == pytest.approx(dark * code.module**2, rel=0.001)


def test_crop_marks_are_drawn_in_an_svg_as_well() -> None:
    plain, marked = (
        svg.write(page.single(job(USUAL), style(), 3, marks)[1], "Card") for marks in (False, True)
    )

    assert marked.count("<rect") - plain.count("<rect") == 8


def test_every_shape_stands_where_its_card_lies_and_is_cut_off_at_the_bleed() -> None:
    shapes = (
        Box(1, 2, 3.25, 4, "#123456"),
        Words(2, 3, 2, "Å", "#654321", REGULAR),
        Symbol(1, 1, 0.5, ((True, True, False), (False, False, True))),
        Picture(4, 5, 6, 8, b"jpeg"),
    )
    sheet = Page(120, 80, (Placed(shapes, 10, 20), Placed(shapes[:1], 30, 0)), 1.5)

    drawn = svg.write(sheet, "Two & more")

    outlines = REGULAR.outlines("Å", 12, 23, 2)
    assert drawn == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="120mm" height="80mm" viewBox="0 0 120 80" role="img">'
        "<title>Two &amp; more</title>"
        '<clipPath id="card0"><rect x="8.5" y="18.5" width="88.6" height="57"/></clipPath>'
        '<g clip-path="url(#card0)"><rect x="11" y="22" width="3.25" height="4" fill="#123456"/>'
        f'<path d="{outlines}" fill="#654321"><title>Å</title></path>'
        '<path d="M11 21h1v0.5h-1zM12 21.5h0.5v0.5h-0.5z" fill="#000000" shape-rendering="crispEdges"/>'
        '<image x="14" y="25" width="6" height="8" href="data:image/jpeg;base64,anBlZw=="/></g>'
        '<clipPath id="card1"><rect x="28.5" y="-1.5" width="88.6" height="57"/></clipPath>'
        '<g clip-path="url(#card1)"><rect x="31" y="2" width="3.25" height="4" fill="#123456"/></g></svg>\n'
    )


def test_crop_marks_stand_in_an_svg_where_the_page_has_them() -> None:
    sheet = Page(120, 80, (Placed((), 10, 20),), 1.5, marks=True)

    drawn = svg.write(sheet, "Marks")

    root = ElementTree.fromstring(drawn)  # noqa: S314 -- our own document, written one line above
    assert not "".join(each.tail or "" for each in root.iter()).strip()
    rects = re.findall(r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)" fill', drawn)
    assert [tuple(map(float, rect)) for rect in rects] == [
        pytest.approx((mark.x, mark.y, mark.width, mark.height), abs=1e-4) for mark in sheet.crop_marks()
    ]
