"""Cards as SVG: the same drawing as in the PDF, and no font is needed to see it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from signing.printing import page, svg
from signing.printing.card import back
from tests.support.cards import USUAL
from tests.support.issuing import photograph
from tests.support.prints import job, style, symbols


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
