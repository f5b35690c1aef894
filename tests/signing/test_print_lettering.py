"""Names in print: right in every script that is set without shaping, refused with a reason in all others."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from signing import CardError
from signing.printing import page, pdf
from signing.printing.lettering import Typeface
from tests.support.cards import USUAL
from tests.support.prints import BOLD, REGULAR, job, style


@pytest.mark.parametrize("face", [REGULAR, BOLD], ids=["regular", "bold"])
@pytest.mark.parametrize(
    "name",
    [
        "Małgorzata Łączyńska",
        "Žaneta Ščeponavičiūtė",
        "Nguyễn Thị Phượng Đào",
        "ნინო ბერიძე",
        "Ольга Їжакевич",
        "Ελένη Παπαδοπούλου",
        "Ăn Țuțea Şahin İğdır",
        "O’Brien-Ó Súilleabháin",
        "Þórdís Æðey Ünal ß",
    ],
)
def test_a_name_is_printed_with_every_letter_it_has(name: str, face: Typeface) -> None:
    printable = face.printable(unicodedata.normalize("NFD", name))

    assert printable == unicodedata.normalize("NFC", name)
    assert face.width(printable, 10) > 0


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("محمد", "U+0645, ARABIC LETTER MEEM"),
        ("דוד", "U+05D3, HEBREW LETTER DALET"),
        ("प्रिया", "U+092A, DEVANAGARI LETTER PA"),
        ("สมชาย", "U+0E2A, THAI CHARACTER SO SUA"),
        ("x̂y", "U+0302, COMBINING CIRCUMFLEX ACCENT"),
        ("А҃", "U+0483, COMBINING CYRILLIC TITLO"),
    ],
)
def test_a_name_that_would_come_out_wrong_is_refused_by_its_letter(name: str, letter: str) -> None:
    with pytest.raises(CardError, match="cannot be set without shaping") as refused:
        REGULAR.printable(name)

    assert letter in str(refused.value)


@pytest.mark.parametrize(
    ("name", "letter"),
    [("王小明", "U+738B, CJK UNIFIED IDEOGRAPH-738B"), ("Արամ", "U+0531, ARMENIAN CAPITAL LETTER AYB")],
)
def test_a_letter_that_the_font_lacks_is_named_and_never_a_box(name: str, letter: str) -> None:
    with pytest.raises(CardError, match="the font has no") as refused:
        REGULAR.printable(name)

    assert letter in str(refused.value)
    assert "--font" in str(refused.value)


def test_outlines_are_the_letters_of_the_font() -> None:
    text, size = "Øst", 100
    path = REGULAR.outlines(text, 10, 120, size)
    drawn = Image.new("L", (250, 160), 0)
    font = ImageFont.truetype(io.BytesIO(REGULAR.data), size, layout_engine=ImageFont.Layout.BASIC)
    ImageDraw.Draw(drawn).text((10, 120), text, fill=255, font=font, anchor="ls")

    numbers = [float(each) for each in path.replace("-", " -").translate(LETTERS).split()]

    left, top, right, bottom = drawn.getbbox() or (0, 0, 0, 0)
    assert path.startswith("M")
    assert min(numbers) >= min(left, top) - 2
    assert max(numbers) <= max(right, bottom) + 2
    assert REGULAR.width(text, size) == pytest.approx(right - left, abs=12)


LETTERS = str.maketrans(dict.fromkeys("MLQCHVZ,", " "))


def without(*tables: str) -> bytes:
    """Return the font with tables taken out."""
    font = TTFont(io.BytesIO(REGULAR.data))
    for table in tables:
        del font[table]
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"not a font", b"\0\1\0\0" + bytes(60), REGULAR.data[:5000], without("head"), without("hmtx")],
)
def test_what_is_no_font_is_refused(data: bytes) -> None:
    with pytest.raises(CardError, match="the font cannot be used"):
        Typeface(data)


def test_a_font_without_truetype_outlines_is_refused() -> None:
    with pytest.raises(CardError, match="only TrueType outlines"):
        Typeface(without("glyf", "loca"))


def test_a_font_that_cannot_be_embedded_is_refused() -> None:
    lacking = Typeface(without("post"))
    what = replace(style(), regular=lacking, bold=lacking)

    with pytest.raises(CardError, match="the font cannot be used"):
        pdf.write(page.single(job(USUAL), what), "Card")


def test_two_fonts_have_two_names() -> None:
    assert REGULAR.name != BOLD.name
    assert REGULAR.name == Typeface(REGULAR.data).name
