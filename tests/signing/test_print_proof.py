"""The order proof on a phone: read in any size, drawn to the dot, and never made of a card."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from signing.printing import proof
from signing.printing.drawing import Box, Symbol, Words
from tests.support.cards import BASE_URL, USUAL
from tests.support.prints import BOLD, job, style, texts_in

ORDERED = replace(USUAL, kind="order_proof")


@pytest.mark.parametrize("width", [1080, 540, 360])
def test_a_proof_is_read_in_the_size_of_a_phone_as_well(width: int) -> None:
    what = job(ORDERED, practice=True)

    picture = Image.open(io.BytesIO(proof.write(what, style()))).convert("L")
    shown = picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS)

    assert texts_in(shown) == [what.text]
    assert not Image.open(io.BytesIO(proof.write(what, style()))).info.get("comment")


def test_even_the_largest_code_fits_on_a_phone() -> None:
    what = replace(job(ORDERED), text=f"{BASE_URL}/c#{'1' * 7000}")

    assert texts_in(Image.open(io.BytesIO(proof.write(what, style(level="L"))))) == [what.text]


def test_a_picture_of_a_card_is_not_made() -> None:
    with pytest.raises(ValueError, match="only an order proof"):
        proof.write(job(USUAL), style())


def test_a_proof_shows_every_shape_where_the_drawing_has_it_in_its_colours() -> None:
    what = job(ORDERED)
    look = style(issuer_name="HEI HEI")
    band, name, code, *_ = proof._side(what, look)
    assert isinstance(band, Box)
    assert isinstance(name, Words)
    assert isinstance(code, Symbol)

    picture = Image.open(io.BytesIO(proof.write(what, look)))
    dots = np.asarray(picture.convert("RGB")).astype(int)

    assert (picture.format, picture.size) == ("PNG", (1080, 1760))
    dark = dots.max(axis=2) < 40
    step = int(code.module)
    left, top, across = int(code.x), int(code.y), step * len(code.rows)
    expected = np.kron(np.array(code.rows), np.ones((step, step), bool))
    assert (dark[top : top + across, left : left + across] == expected).all()
    quiet = 4 * step
    assert not dark[top - quiet : top, left - quiet : left + across + quiet].any()
    assert not dark[130 : top + across, left - quiet : left].any()
    # The band is as wide as the picture, in the issuer's colour, and ends above the quiet zone.
    assert abs(dots[5:10] - (0x1F, 0x3A, 0x5F)).max() <= 8
    assert (dots[130] == 255).all()
    assert abs(dots[129] - (0x1F, 0x3A, 0x5F)).max() <= 8
    # The letters of the name stand on their baseline, from their left end on.
    white = dots[:130].min(axis=2) > 200
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    assert columns[0] == pytest.approx(name.x, abs=5)
    assert columns[-1] == pytest.approx(name.x + BOLD.width(name.text, 52), abs=6)
    assert rows[-1] == pytest.approx(name.baseline, abs=1.5)
    assert rows[0] == pytest.approx(name.baseline - 0.69 * 52, abs=1.5)


def test_a_code_is_drawn_as_large_as_a_phone_is_wide_and_in_its_middle() -> None:
    for text in (job(USUAL).text, "48217730"):
        what = replace(job(ORDERED), text=text)
        [code] = [shape for shape in proof._side(what, style()) if isinstance(shape, Symbol)]

        across = len(code.rows) + 8
        assert across * code.module <= 1080 - 2 * 60 < across * (code.module + 1)
        right = 1080 - code.x - len(code.rows) * code.module
        assert abs(code.x - right) <= 1
        assert code.y - 4 * code.module == 140
